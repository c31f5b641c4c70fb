"""Door 1: files to papers.

Formats are told by their content. Each is one module with a ``READER``; the order below breaks ties.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from os import PathLike

from graphx.errors import InputError
from graphx.model import Paper
from graphx.read import acl, atom, bibtex, edges, jsonl, listing, page, tabular, tagged
from graphx.read.alike import find_look_alikes
from graphx.read.inputs import STDIN, Named, name_after, named_inputs, open_named
from graphx.read.merge import group_records, merge_groups, several_years, tell_years
from graphx.read.notices import Notices
from graphx.read.record import check_columns
from graphx.read.registry import Reader
from graphx.read.source import Source

__all__ = [
    "READERS",
    "STDIN",
    "Named",
    "OpenFile",
    "ReadResult",
    "check_columns",
    "name_after",
    "named_inputs",
    "no_input",
    "no_papers",
    "open_files",
    "read_files",
    "read_papers",
    "works_of",
]

READERS: tuple[Reader, ...] = (
    jsonl.READER,
    bibtex.READER,
    tagged.READER,
    tagged.PUBMED,
    atom.READER,
    acl.READER,
    page.READER,
    edges.READER,
    tabular.READER,
    listing.READER,
)


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What reading gave.

    Parameters
    ----------
    papers
        One a work, sorted by node key.
    records
        How many records were read, duplicates included.
    repeated_within, repeated_across
        How many of the papers stand several times in one file, and in several files.
    conflicts
        For each group of records left apart because their identifiers clash, which one and why.
    formats
        For each file its format.
    notices
        One sentence for each kind of thing that was left out or guessed, with its number and first case.
    look_alikes
        For each pair of papers that may be one work and were not merged, which ones and why.
    """

    papers: tuple[Paper, ...]
    records: int
    repeated_within: int
    repeated_across: int
    conflicts: tuple[str, ...]
    formats: tuple[tuple[str, str], ...]
    notices: tuple[str, ...] = ()
    look_alikes: tuple[str, ...] = ()


def read_papers(
    *paths: str | PathLike[str], strict: bool = False, columns: Mapping[str, str] | None = None
) -> list[Paper]:
    """Read papers from files of any supported format; README.md lists them.

    Parameters
    ----------
    *paths
        Files, folders (with all that is in them), patterns such as ``"pages/*.txt"``, and ``"-"`` for
        standard input; plain, or packed with gzip, bzip2, xz, Zstandard, zip or tar. Their format is told
        from their content.
    strict
        Whether the first record that cannot be read ends the run. Otherwise it is left out;
        :func:`read_files` tells which.
    columns
        For a table whose columns are not recognised, or JSON with fields of your own: which column holds
        which field, such as ``{"title": "Name", "abstract": "Text"}``.

    Returns
    -------
    list of Paper
        One a work (records of one work are merged), sorted by node key.

    Raises
    ------
    InputError
        A file cannot be read; the message names file, line and remedy.
    OptionError
        ``columns`` names a field that papers do not have.

    Examples
    --------
    >>> from graphx.sample import sample_path
    >>> papers = read_papers(sample_path())
    >>> len(papers) > 50
    True
    """
    return list(read_files(paths, strict=strict, columns=columns).papers)


def read_files(
    paths: Iterable[str | PathLike[str]],
    *,
    strict: bool = False,
    columns: Mapping[str, str] | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> ReadResult:
    """Read files and tell what was merged, left apart and left out.

    Parameters
    ----------
    paths, strict, columns
        As for :func:`read_papers`; a file given twice counts once, however it is spelled.
    progress
        Called with the number of records read so far.

    Raises
    ------
    InputError
        A file cannot be read, or there is none.
    OptionError
        ``columns`` names a field that papers do not have.
    """
    records: list[Paper] = []
    formats = []
    notices = Notices(strict=strict)
    columns = check_columns(columns or {})
    for named in named_inputs(paths):
        for file in open_files(named, notices, columns):
            formats.append((file.path, file.format))
            for paper in file.records:
                records.append(paper)
                progress(len(records))
    if not formats:
        raise no_input(notices)
    groups, conflicts = group_records(records)
    groups, works = works_of(groups, notices)
    if not works:
        raise no_papers(notices, formats[0][0])
    files = [[origin.path for paper in group for origin in paper.origins] for group in groups]
    papers = tuple(merge_groups(groups))
    tell_years((told for group in groups for told in several_years(group)), notices)
    return ReadResult(
        papers=papers,
        records=works,
        repeated_within=sum(len(f) > len(set(f)) for f in files),
        repeated_across=sum(len(set(f)) > 1 for f in files),
        conflicts=tuple(conflicts),
        formats=tuple(formats),
        notices=notices.told(),
        look_alikes=find_look_alikes(papers),
    )


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A file of papers that is being read.

    Parameters
    ----------
    path, format
        Its path, as it goes into messages and origins, and its format.
    records
        Its records, to be taken once, before the next file is opened.
    position
        Tells how many bytes of it have been read, where it is a file.
    """

    path: str
    format: str
    records: Iterator[Paper]
    position: Callable[[], int] | None = None


def open_files(named: Named, notices: Notices, columns: Mapping[str, str]) -> Iterator[OpenFile]:
    """Yield the files of papers in an input, which is one file or an archive of several.

    Raises
    ------
    InputError
        It cannot be read, is of no known format, or holds no papers; not where it was only found in a folder.
    """
    for source, found in open_named(named, notices, columns):
        reader = _reader_of(source, notices, found=found)
        if reader is not None:
            records = _records(source, reader, notices, found=found)
            yield OpenFile(source.path, reader.name, records, source.position)


def _records(source: Source, reader: Reader, notices: Notices, *, found: bool) -> Iterator[Paper]:
    some = False
    for record in reader.read(source, notices):
        some = True
        yield record
    if not some and not found:
        raise notices.first_lost.get(source.path) or InputError(
            f"no papers in this {reader.name}; check that it is the right file", path=source.path
        )


def no_input(notices: Notices) -> InputError:
    """Return the error for inputs none of which holds papers."""
    told = "; ".join(notices.told())
    return InputError(
        f"no papers in any of the inputs ({told}); check that they are the right ones"
        if told
        else "no input; give at least one file with papers"
    )


def no_papers(notices: Notices, path: str) -> InputError:
    """Return the error for inputs with records none of which is a paper."""
    return next(iter(notices.first_lost.values()), None) or InputError(
        "citations but no papers; give the file with the papers too", path=path
    )


def _reader_of(source: Source, notices: Notices, *, found: bool) -> Reader | None:
    """Return the reader of a source; None for what was only found in a folder and holds no papers."""
    try:
        return choose_reader(source)
    except InputError:
        if not found:
            raise
        words = ("file is of no known format", "files are of no known format")
        notices.add(words, source.path, source.path, 0, "skipped")
        return None


def works_of(groups: list[list[Paper]], notices: Notices) -> tuple[list[list[Paper]], int]:
    """Return the groups that have a title, and of how many records; bare citations are no papers."""
    works = [group for group in groups if any(paper.title for paper in group)]
    for group in groups:
        if not any(paper.title for paper in group):
            words = ("paper has citations but no record", "papers have citations but no record")
            notices.add(words, group[0].key, group[0].ids[0], 0, "left out")
    return works, sum(bool(paper.title) for group in works for paper in group)


def choose_reader(source: Source) -> Reader:
    """Return the reader of the format that the source's content looks like most.

    Raises
    ------
    InputError
        It looks like none.
    """
    best = max(READERS, key=lambda reader: reader.sniff(source))
    if best.sniff(source) <= 0:
        known = ", ".join(sorted(reader.name for reader in READERS))
        raise InputError(
            f"unknown format; graphx reads: {known}; convert this file to JSONL or CSV "
            "with the columns title and abstract",
            path=source.path,
        )
    return best
