"""CSV and its relatives: a header line, then a paper a row."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from graphx.errors import InputError
from graphx.model import Paper
from graphx.read.notices import Notices
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
    names = {fold_name(name) for name in header.names}
    if set(FIELDS["title"]) & names and len(names) > 1:
        return 0.85
    return 0.7 if _is_named_so(source) else 0.4 if len(names & known) >= 2 else 0.0


def read(source: Source, notices: Notices) -> Iterator[Paper]:
    """Yield the papers of a table.

    Raises
    ------
    InputError
        There is no column with titles, a row has more cells than the header, or a title is missing.
    """
    header = _header(source)
    if header is None:
        raise InputError("no header line; name the columns on the first line", path=source.path, line=1)
    names: list[str] = []
    for line, row in _rows(source, header):
        if not names:
            names = [name.strip() for name in row]
            if not {fold_name(name) for name in names} & set(FIELDS["title"]):
                raise InputError(
                    f"no column with titles (columns: {', '.join(names)}); name one of them 'title', "
                    "and the one with the abstracts 'abstract'",
                    path=source.path,
                    line=line,
                )
        elif any(cell.strip() for cell in row):
            if any(cell.strip() for cell in row[len(names) :]):
                raise InputError(
                    f"{len(row)} cells but {len(names)} columns; quote cells that hold {header.delimiter!r}",
                    path=source.path,
                    line=line,
                )
            record = dict(zip(names, row, strict=False))
            yield paper_from_record(record, path=source.path, line=line, notices=notices)


def _rows(source: Source, header: Header) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows from the header on, each with the line on which it starts."""
    csv.field_size_limit(MAX_LINE)
    lines = (text + "\n" for number, text in source.lines() if number >= header.line)
    rows = csv.reader(lines, delimiter=header.delimiter, strict=True)
    while True:
        line = header.line + rows.line_num
        try:
            row = next(rows, None)
        except csv.Error as error:
            raise InputError(
                f"not valid CSV ({error}); quote cells that hold quotes or line ends",
                path=source.path,
                line=line,
            ) from None
        if row is None:
            return
        yield line, row


@dataclass(frozen=True, slots=True)
class Header:
    """The first line that is not empty: its number, its column names, and what stands between them."""

    line: int
    delimiter: str
    names: tuple[str, ...]


def _header(source: Source) -> Header | None:
    """Return the header, or None if the text cannot be a table. Rows of empty cells above it do not count."""
    empty = "".join(DELIMITERS) + '" \t'
    lines = enumerate(source.head(), 1)
    number, first = next(((n, line) for n, line in lines if line.strip(empty)), (0, ""))
    if not number or first.lstrip()[0] in "{[<@":
        return None
    delimiter = max(DELIMITERS, key=first.count)
    if delimiter not in first:
        return Header(number, ",", (first.strip(),)) if _is_named_so(source) else None
    try:
        names = next(csv.reader([first], delimiter=delimiter))
    except csv.Error:
        return None
    return Header(number, delimiter, tuple(name.strip() for name in names))


def _is_named_so(source: Source) -> bool:
    return source.path.lower().endswith((".csv", ".tsv"))


READER = Reader("CSV", sniff, read)
