"""CSV and its relatives: a header line, then a paper a row."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from statistics import fmean

from graphx.errors import InputError
from graphx.model import Paper
from graphx.read.notices import Notices
from graphx.read.record import FIELDS, fold_name, paper_from_record, with_columns
from graphx.read.registry import Reader
from graphx.read.source import MAX_LINE, Source

DELIMITERS = (",", "\t", ";", "|")

GUESSED_FROM = 200
"""Rows by which columns of unknown names are told."""

Row = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Header:
    """The first line that is not empty: its number, its column names, and what stands between them."""

    line: int
    delimiter: str
    names: tuple[str, ...]


def sniff(source: Source) -> float:
    """Return how sure the text is a table: its first line names columns we know, or that the user named."""
    header = find_header(source)
    if header is None:
        return 0.0
    if source.columns and set(source.columns.values()) <= set(header.names):
        return 0.97
    known = {name for names in FIELDS.values() for name in names}
    names = {fold_name(name) for name in header.names}
    if set(FIELDS["title"]) & names and len(names) > 1:
        return 0.85
    return 0.7 if is_named_so(source) else 0.4 if len(names & known) >= 2 else 0.0


def read(source: Source, notices: Notices) -> Iterator[Paper]:
    """Yield the papers of a table; a row that is none costs that row.

    Raises
    ------
    InputError
        There is no column with titles.
    """
    header = find_header(source)
    if header is None:
        raise InputError("no header line; name the columns on the first line", path=source.path, line=1)
    rows = read_rows(source, header, notices)
    line, cells = next(rows, (header.line, list(header.names)))
    names = [name.strip() for name in cells]
    columns, rows = _columns(source, names, line, rows, notices)
    for line, row in rows:
        if not any(cell.strip() for cell in row):
            continue
        record = with_columns(dict(zip(names, row, strict=False)), columns)
        try:
            if any(cell.strip() for cell in row[len(names) :]):
                told = (
                    f"{len(row)} cells but {len(names)} columns; quote cells that hold {header.delimiter!r}"
                )
                raise InputError(told, path=source.path, line=line)
            paper = paper_from_record(record, path=source.path, line=line, notices=notices)
        except InputError as error:
            notices.lose(error)
        else:
            yield paper


def read_rows(source: Source, header: Header, notices: Notices) -> Iterator[Row]:
    """Yield the rows from the header on, each with the line on which it starts."""
    csv.field_size_limit(MAX_LINE)
    lines = (text + "\n" for number, text in source.lines() if number >= header.line)
    rows = csv.reader(lines, delimiter=header.delimiter, strict=True)
    while True:
        line = header.line + rows.line_num
        try:
            row = next(rows, None)
        except csv.Error as error:
            told = f"not valid CSV ({error}); quote cells that hold quotes or line ends"
            notices.lose(InputError(told, path=source.path, line=line))
            continue
        if row is None:
            return
        yield line, row


def find_header(source: Source) -> Header | None:
    """Return the header, or None if the text cannot be a table. Rows of empty cells above it do not count."""
    empty = "".join(DELIMITERS) + '" \t'
    lines = enumerate(source.head(), 1)
    number, first = next(((n, line) for n, line in lines if line.strip(empty)), (0, ""))
    if not number or first.lstrip()[:1] in "{[<@":  # nothing at all is in it too
        return None
    delimiter = max(DELIMITERS, key=first.count)
    if delimiter not in first:
        return Header(number, ",", (first.strip(),)) if is_named_so(source) else None
    try:
        names = next(csv.reader([first], delimiter=delimiter))
    except csv.Error:
        return None
    return Header(number, delimiter, tuple(name.strip() for name in names))


def is_named_so(source: Source) -> bool:
    """Whether the file's name says that it is a table."""
    return source.path.lower().removesuffix(".gz").removesuffix(".zst").endswith((".csv", ".tsv", ".tab"))


def _columns(
    source: Source, names: Sequence[str], line: int, rows: Iterator[Row], notices: Notices
) -> tuple[dict[str, str], Iterator[Row]]:
    """Return which column holds which field where the names do not say it, and the rows."""
    columns = dict(source.columns)
    for field, column in columns.items():
        if column not in names:
            raise InputError(
                f"no column {column!r} for the field {field!r} (columns: {', '.join(names)[:300]})",
                path=source.path,
                line=line,
            )
    if "title" in columns or {fold_name(name) for name in names} & set(FIELDS["title"]):
        return columns, rows
    first = list(islice(rows, GUESSED_FROM))
    guessed = guess_columns(names, (row for _, row in first))
    if "title" not in guessed:
        raise InputError(
            f"no column with titles (columns: {', '.join(names)[:300]}); name one of them 'title', "
            "and the one with the abstracts 'abstract', or say which is which: --columns title=NAME,…",
            path=source.path,
            line=line,
        )
    for field, column in guessed.items():
        if field not in columns:
            columns[field] = column
            words = (f"column is taken for the {field}s", f"columns are taken for the {field}s")
            notices.add(words, column, source.path, line, "say otherwise with --columns")
    return columns, chain(first, rows)


def guess_columns(names: Sequence[str], rows: Iterable[Sequence[str]]) -> dict[str, str]:
    """Return which columns hold titles and abstracts, going by their content.

    Abstracts are long texts; titles are shorter ones of several words that do not repeat.

    >>> rows = [(str(i), f"A Study of Thing {i}", "We study this thing with care. " * 9) for i in range(3)]
    >>> guess_columns(["no", "what", "text"], rows)
    {'title': 'what', 'abstract': 'text'}
    """
    cells: list[list[str]] = [[] for _ in names]
    for row in rows:
        for place, cell in enumerate(row[: len(names)]):
            if cell.strip():
                cells[place].append(cell.strip())
    lengths = {place: fmean(map(len, told)) for place, told in enumerate(cells) if told}
    abstract = max(lengths, key=lambda place: lengths[place], default=None)
    if abstract is None or lengths[abstract] < 200:
        abstract = None
    titles = [
        place
        for place, told in enumerate(cells)
        if told
        and place != abstract
        and 15 <= lengths[place] <= 250
        and fmean(len(text.split()) for text in told) >= 3
        and len(set(told)) >= 0.9 * len(told)
        and fmean("," in text or ";" in text or "/" in text for text in told) < 0.5
    ]
    found = {"title": names[titles[0]]} if titles else {}
    return found | ({"abstract": names[abstract]} if found and abstract is not None else {})


READER = Reader("CSV", sniff, read)
