"""The records of one work put together, without all of them in memory.

Most records are the only one of their work and become papers as they are read. A record that shares a mark
(an identifier, a title) with one before it waits; in the end the waiting ones are put together with those
that they share marks with, group by group.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from graphx.building.book import Book
from graphx.model import Origin, Paper
from graphx.read import works_of
from graphx.read.merge import group_records, merged_groups, record_marks, several_years, tell_years
from graphx.read.notices import Notices
from graphx.store.rows import PAPER_COLUMNS, paper_of, put, put_papers, record_of, record_text
from graphx.store.writing import unindex_nodes

Old = dict[int, tuple[Paper | None, list[Paper], list[Paper]]]
"""Works by number: the paper, its records, and those that are left."""

Dropped = Mapping[int, Sequence[Paper]]
"""Records that are no more, by the number of the work they belonged to."""

AT_ONCE: Final = 20_000
"""Records that are put together at a time, unless one work has more."""

_GROUP: Final = 1 << 70  # beyond any mark


@dataclass(slots=True)
class Settled:
    """What putting records together gave.

    Parameters
    ----------
    added
        Numbers of papers whose text or identifiers are new.
    removed
        Keys of papers that are no more.
    within, across
        How many papers stand several times in one file, and in several files.
    conflicts
        What was left apart, and why.
    years
        Works whose records tell several years (:func:`graphx.read.merge.several_years`).
    """

    added: list[int] = field(default_factory=list)
    removed: set[str] = field(default_factory=set)
    within: int = 0
    across: int = 0
    conflicts: list[str] = field(default_factory=list)
    years: list[tuple[str, int, str]] = field(default_factory=list)


def marks_of(record: Paper) -> list[int]:
    """Return the marks of a record as numbers of 64 bits.

    >>> marks_of(Paper(title="A", ids=("doi:10.1/x",))) == marks_of(Paper(title="A", ids=("doi:10.1/x",)))
    True
    """
    digests = (hashlib.blake2b(mark.encode(), digest_size=8).digest() for mark in record_marks(record))
    return [int.from_bytes(digest, "big", signed=True) for digest in digests]


def put_marks(db: sqlite3.Connection, number: int, records: Iterable[Paper]) -> None:
    """Take down the marks of a work."""
    marks = {mark for record in records for mark in marks_of(record)}
    put(db, "build_marks", "mark, paper", ((mark, number) for mark in marks))


def put_waiting(db: sqlite3.Connection, records: Iterable[tuple[Paper, Sequence[int]]]) -> None:
    """Let records wait to be put together (:func:`settle`)."""
    for record, marks in records:
        place = db.execute("INSERT INTO waiting (record) VALUES (?)", (record_text(record),)).lastrowid
        put(db, "waiting_marks", "mark, place", ((mark, place) for mark in set(marks)))


def make_waiting(db: sqlite3.Connection) -> None:
    """Make the tables of what waits."""
    db.execute("CREATE TABLE IF NOT EXISTS waiting (place INTEGER PRIMARY KEY, record TEXT NOT NULL)")
    db.execute(
        "CREATE TABLE IF NOT EXISTS waiting_marks "
        "(mark INTEGER NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (mark, place)) WITHOUT ROWID"
    )


def drop_waiting(db: sqlite3.Connection) -> None:
    """Drop the tables of what waits."""
    db.execute("DROP TABLE waiting")
    db.execute("DROP TABLE waiting_marks")


def make_fresh_marks(db: sqlite3.Connection) -> None:
    """Make the table of marks as they are read.

    They are in no order: put into a sorted table one by one, each batch would touch all of it.
    """
    db.execute("CREATE TABLE IF NOT EXISTS fresh_marks (mark INTEGER NOT NULL, paper INTEGER NOT NULL)")


def keep_fresh_marks(db: sqlite3.Connection) -> None:
    """Put the marks that were read where they are looked for."""
    db.execute("INSERT INTO build_marks SELECT mark, paper FROM fresh_marks ORDER BY mark, paper")
    db.execute("DROP TABLE fresh_marks")


def settle(book: Book, notices: Notices, dropped: Dropped = MappingProxyType({})) -> Settled:
    """Put the waiting records together with each other and with the works that they share marks with.

    Parameters
    ----------
    book
        The file.
    notices
        Takes works that are left out.
    dropped
        Records that are no more, by the number of the work they belonged to.
    """
    settled = Settled()
    db = book.db
    untitled: list[list[Paper]] = []
    for places in _portions(db):
        marks = ", ".join("?" * len(places))
        records = [
            record_of(text)
            for (text,) in db.execute(f"SELECT record FROM waiting WHERE place IN ({marks})", places)
        ]
        _regroup(book, records, _taken_out(book, records, dropped), settled, untitled)
    for number in dropped:
        held = work_of(db, number)[1]
        if any(record in dropped[number] for record in held):  # no new record has led to it
            _regroup(book, [], _taken_out(book, held, dropped), settled, untitled)
    # Told in one order, whatever was put together first.
    untitled.sort(key=lambda group: (group[0].key, *map(str, group[0].origins)))
    works_of(untitled, notices)
    tell_years(settled.years, notices)
    settled.conflicts.sort()
    there = "SELECT 1 FROM papers WHERE {} = ?"
    settled.added = [n for n in settled.added if book.one(there.format("id"), n)]
    settled.removed = {key for key in settled.removed if not book.one(there.format("key"), key)}
    db.execute("DELETE FROM waiting")
    db.execute("DELETE FROM waiting_marks")
    return settled


def _portions(db: sqlite3.Connection) -> Iterator[list[int]]:
    """Yield the places of waiting records, those that belong together at once."""
    parent: dict[int, int] = {}

    def find(node: int) -> int:
        root = node
        while (above := parent.setdefault(root, root)) != root:
            root = above
        while node != root:
            parent[node], node = root, parent[node]
        return root

    def join(one: int, other: int) -> None:
        parent[find(one)] = find(other)

    last: dict[int, int] = {}
    for mark, place in db.execute("SELECT mark, place FROM waiting_marks ORDER BY place"):
        join(mark, last.setdefault(place, mark))
    for mark, paper in db.execute("SELECT mark, paper FROM waiting_marks JOIN build_marks USING (mark)"):
        join(mark, _GROUP + paper)
    together: dict[int, list[int]] = {}
    for place, mark in last.items():
        together.setdefault(find(mark), []).append(place)
    portion: list[int] = []
    for places in together.values():
        if portion and len(portion) + len(places) > AT_ONCE:
            yield portion
            portion = []
        portion += places
    if portion:
        yield portion


def _taken_out(book: Book, records: Iterable[Paper], dropped: Dropped) -> Old:
    """Return the works that share marks with records, directly or through each other.

    For each number its paper, its records, and those of them that are left.
    """
    found: Old = {}
    todo = {mark for record in records for mark in marks_of(record)}
    seen: set[int] = set()
    while todo:
        seen |= todo
        fresh: set[int] = set()
        for mark in todo:
            for (number,) in book.db.execute("SELECT paper FROM build_marks WHERE mark = ?", (mark,)):
                if number not in found:
                    paper, held = work_of(book.db, number)
                    gone = dropped.get(number, ())
                    found[number] = paper, held, [record for record in held if record not in gone]
                    fresh |= {m for record in held for m in marks_of(record)}
        todo = fresh - seen
    return found


def work_of(db: sqlite3.Connection, number: int) -> tuple[Paper | None, list[Paper]]:
    """Return the paper of a number, if it is one, and the records of its work."""
    row = db.execute(f"SELECT {PAPER_COLUMNS} FROM papers WHERE id = ?", (number,)).fetchone()
    paper = None
    if row:
        ids = tuple(i for (i,) in db.execute("SELECT id FROM paper_ids WHERE paper = ? ORDER BY id", row[:1]))
        origins = db.execute("SELECT path, line FROM origins WHERE paper = ? ORDER BY path, line", row[:1])
        paper = paper_of(row, ids, tuple(Origin(*origin) for origin in origins))
    told = db.execute("SELECT record FROM build_records WHERE paper = ? ORDER BY place", (number,))
    records = [record_of(text) for (text,) in told]
    return paper, records or ([paper] if paper else [])


def _regroup(
    book: Book, records: list[Paper], old: Old, settled: Settled, untitled: list[list[Paper]]
) -> None:
    """Write the works of some records in place of those that they are put together with."""
    groups, conflicts = group_records([*records, *(record for _, _, left in old.values() for record in left)])
    settled.conflicts += conflicts
    merged = merged_groups(group for group in groups if any(record.title for record in group))
    before = {paper.key: (number, paper) for number, (paper, _, _) in old.items() if paper}
    same = {
        paper.key: before.pop(paper.key)[0]
        for paper, _ in merged
        if paper.key in before and _text(before[paper.key][1]) == _text(paper)
    }
    for key, (number, _) in before.items():
        forget(book, number, key)
    settled.removed |= before.keys()
    for number, (paper, held, _) in old.items():
        remove_work(book.db, number, held, paper)
    for paper, group in merged:
        files = [origin.path for record in group for origin in record.origins]
        settled.within += len(files) > len(set(files))
        settled.across += len(set(files)) > 1
        settled.years += several_years(group)
        number = same.get(paper.key) or book.next_number()
        if paper.key not in same:
            settled.added.append(number)
        put_papers(book.db, [(number, paper)])
        _put_records(book.db, number, group, alone=list(group) == [paper])
    for group in groups:
        if not any(record.title for record in group):
            untitled.append(group)
            _put_records(book.db, book.next_number(), group, alone=False)


def _text(paper: Paper) -> tuple[object, ...]:
    """Return what finding looks at, and what a paper is searched by."""
    return paper.title, paper.abstract, paper.ids, paper.authors


def forget(book: Book, number: int, key: str) -> None:
    """Take out what was made of a paper: while it is there, for the full text is made of it too."""
    db = book.db
    db.execute("DELETE FROM build_claims WHERE paper = ?", (number,))
    book.touched |= {
        a for (a,) in db.execute("SELECT DISTINCT artifact FROM mentions WHERE paper = ?", (key,))
    }
    db.execute("DELETE FROM mentions WHERE paper = ?", (key,))
    db.execute("DELETE FROM links WHERE source = ?", (key,))
    unindex_nodes(db, "key = ?", (key,))
    db.execute("DELETE FROM nodes WHERE key = ?", (key,))


def _put_records(db: sqlite3.Connection, number: int, group: Sequence[Paper], *, alone: bool) -> None:
    put_marks(db, number, group)
    if not alone:
        rows = ((number, place, record_text(record)) for place, record in enumerate(group))
        put(db, "build_records", "paper, place, record", rows)


def remove_work(db: sqlite3.Connection, number: int, records: Iterable[Paper], paper: Paper | None) -> None:
    """Take a work out of the file: what was read of it, not what was found in it."""
    for mark in {mark for record in records for mark in marks_of(record)}:
        db.execute("DELETE FROM build_marks WHERE mark = ? AND paper = ?", (mark, number))
    db.execute("DELETE FROM build_records WHERE paper = ?", (number,))
    if paper:
        db.execute("DELETE FROM papers WHERE id = ?", (number,))
        db.execute("DELETE FROM paper_ids WHERE paper = ?", (paper.key,))
        db.execute("DELETE FROM origins WHERE paper = ?", (paper.key,))
