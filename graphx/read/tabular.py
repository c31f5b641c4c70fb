"""CSV and its relatives: a header line, then a paper a row."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from graphx.errors import InputError
from graphx.model import Paper
from graphx.read.record import FIELDS, fold_name, paper_from_record
from graphx.read.registry import Reader
from graphx.read.source import MAX_LINE, Source

DELIMITERS = (",", "\t", ";", "|")


def sniff(source: Source) -> float:
    """Return how sure the text is a table: its first line names columns we know."""
    header = _header(source)
    if header is None:
        return 0.0
    known = {name for names in FIELDS.values() for name in names}
    names = {fold_name(name) for name in header[1]}
    if "title" in names and len(names) > 1:
        return 0.85
    extension = source.path.lower().endswith((".csv", ".tsv"))
    return 0.7 if extension else 0.4 if len(names & known) >= 2 else 0.0


def read(source: Source) -> Iterator[Paper]:
    """Yield the papers of a table.

    Raises
    ------
    InputError
        There is no column with titles, a row has more cells than the header, or a cell cannot be used.
    """
    header = _header(source)
    if header is None:
        raise InputError("no header line; name the columns on the first line", path=source.path, line=1)
    delimiter, names = header
    if not {fold_name(name) for name in names} & set(FIELDS["title"]):
        raise InputError(
            f"no column with titles (columns: {', '.join(names)}); name one of them 'title', "
            "and the one with the abstracts 'abstract'",
            path=source.path,
            line=1,
        )
    csv.field_size_limit(MAX_LINE)
    rows = csv.reader((line + "\n" for _, line in source.lines()), delimiter=delimiter, strict=True)
    start = 1
    while True:
        try:
            row = next(rows, None)
        except csv.Error as error:
            raise InputError(
                f"not valid CSV ({error}); quote cells that hold quotes or line ends",
                path=source.path,
                line=start,
            ) from None
        if row is None:
            return
        if start > 1 and any(cell.strip() for cell in row):
            if len(row) > len(names):
                raise InputError(
                    f"{len(row)} cells but {len(names)} columns; quote cells that hold {delimiter!r}",
                    path=source.path,
                    line=start,
                )
            yield paper_from_record(dict(zip(names, row, strict=False)), path=source.path, line=start)
        start = rows.line_num + 1


def _header(source: Source) -> tuple[str, list[str]] | None:
    """Return the delimiter and the column names of the first line, or None."""
    first = source.text.lstrip("\n").split("\n", 1)[0][:10_000]
    if not first.strip() or first.lstrip()[0] in "{[<@":
        return None
    delimiter = max(DELIMITERS, key=first.count)
    if delimiter not in first:
        return (",", [first.strip()]) if source.path.lower().endswith((".csv", ".tsv")) else None
    try:
        names = next(csv.reader([first], delimiter=delimiter))
    except csv.Error:
        return None
    return delimiter, [name.strip() for name in names]


READER = Reader("CSV", sniff, read)
