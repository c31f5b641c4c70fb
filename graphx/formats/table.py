"""Rows as JSON or CSV."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict, is_dataclass
from typing import TYPE_CHECKING, Any, Final

from graphx.errors import choose
from graphx.formats.escape import defuse, printable_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

TABLE_FORMATS: Final = ("csv", "json")


def format_rows(
    rows: Iterable[Mapping[str, Any]],
    format: str,  # noqa: A002  the option is called so in the shell too
    columns: Sequence[str],
) -> str:
    """Return rows as text.

    Parameters
    ----------
    rows
        Mappings from column to value: text, number, bool, None, a sequence or mapping of these, a dataclass.
    format
        ``"json"`` (a list of objects) or ``"csv"`` (a header and a line for each row).
    columns
        Which values to take and in what order; a row that lacks one has None there.

    Returns
    -------
    str
        The text, ending in a newline. In CSV a sequence of texts is joined by ``"; "``, None is empty, every
        cell stands on one line, and text that a spreadsheet would run as a formula gets a leading apostrophe.

    Raises
    ------
    OptionError
        An unknown format.

    Examples
    --------
    >>> print(format_rows([{"title": "=1+1", "score": -0.5}], "csv", ["title", "score"]), end="")
    title,score
    '=1+1,-0.5
    """
    choose("format", format, TABLE_FORMATS)
    picked = [{column: row.get(column) for column in columns} for row in rows]
    if format == "json":
        return json_text(picked)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([defuse(column) for column in columns])
    writer.writerows([_cell(value) for value in row.values()] for row in picked)
    return out.getvalue()


def json_text(value: object) -> str:
    r"""Return ``value`` as indented JSON text, readable beyond ASCII, ending in a newline.

    >>> json_text({"title": "PanGu-π"})
    '{\n  "title": "PanGu-π"\n}\n'
    """
    return printable_json(json.dumps(value, ensure_ascii=False, indent=2, default=plain)) + "\n"


def plain(value: object) -> object:
    """Return a value that JSON does not know as one it knows: for ``default=`` of :func:`json.dumps`.

    >>> plain({"b", "a"})
    ['a', 'b']
    """
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    return str(value)


def _cell(value: object) -> object:
    if value is None or isinstance(value, int | float):
        return value
    if isinstance(value, list | tuple) and all(isinstance(part, str) for part in value):
        return defuse("; ".join(value))
    return defuse(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=plain))
