"""Door 1: files to papers.

Formats are told by their content. Each is one module with a ``READER``; the order below breaks ties.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from os import PathLike

from graphx.errors import InputError
from graphx.model import Paper
from graphx.read import jsonl, listing, tabular
from graphx.read.merge import group_records, merge_groups
from graphx.read.notices import Notices
from graphx.read.registry import Reader
from graphx.read.source import Source, open_source

__all__ = ["READERS", "ReadResult", "read_files", "read_papers"]

READERS: tuple[Reader, ...] = (jsonl.READER, tabular.READER, listing.READER)


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
    """

    papers: tuple[Paper, ...]
    records: int
    repeated_within: int
    repeated_across: int
    conflicts: tuple[str, ...]
    formats: tuple[tuple[str, str], ...]
    notices: tuple[str, ...] = ()


def read_papers(*paths: str | PathLike[str]) -> list[Paper]:
    """Read papers from files of any supported format: listing pages saved as text, JSONL, CSV.

    Parameters
    ----------
    *paths
        The files. Their format is told from their content.

    Returns
    -------
    list of Paper
        One a work (records of one work are merged), sorted by node key.

    Raises
    ------
    InputError
        A file cannot be read; the message names file, line and remedy.

    Examples
    --------
    >>> from graphx.sample import sample_path
    >>> papers = read_papers(sample_path())
    >>> len(papers) > 50
    True
    """
    return list(read_files(paths).papers)


def read_files(
    paths: Iterable[str | PathLike[str]], *, progress: Callable[[int], None] = lambda _: None
) -> ReadResult:
    """Read files and tell what was merged and what was left apart.

    Parameters
    ----------
    paths
        The files; one given twice counts once, however it is spelled.
    progress
        Called with the number of records read so far.

    Raises
    ------
    InputError
        A file cannot be read, or there is none.
    """
    records: list[Paper] = []
    formats = []
    notices = Notices()
    for path in _different(paths):
        source = open_source(path)
        reader = choose_reader(source)
        formats.append((path, reader.name))
        before = len(records)
        for paper in reader.read(source, notices):
            records.append(paper)
            progress(len(records))
        if len(records) == before:
            raise InputError(f"no papers in this {reader.name}; check that it is the right file", path=path)
    if not formats:
        raise InputError("no input; give at least one file with papers")
    groups, conflicts = group_records(records)
    files = [[origin.path for paper in group for origin in paper.origins] for group in groups]
    return ReadResult(
        papers=tuple(merge_groups(groups)),
        records=len(records),
        repeated_within=sum(len(f) > len(set(f)) for f in files),
        repeated_across=sum(len(set(f)) > 1 for f in files),
        conflicts=tuple(conflicts),
        formats=tuple(formats),
        notices=notices.told(),
    )


def _different(paths: Iterable[str | PathLike[str]]) -> list[str]:
    """Return the paths of different files, each as it was first spelled."""
    found: dict[str, str] = {}
    for path in paths:
        if not str(path):
            raise InputError("an empty path among the inputs; give the name of a file with papers")
        try:
            found.setdefault(os.path.realpath(path), str(path))
        except ValueError:  # a null character; opening it says so
            found.setdefault(str(path), str(path))
    return list(found.values())


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
