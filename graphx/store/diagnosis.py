"""What is wrong with a map's file, looked for when something has failed over it: it reads all there is."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from graphx.errors import MapError
from graphx.schema import NODE_KINDS, RELATIONS, ROLES, TIERS
from graphx.store.files import FILE_NAME, SCHEMA, VERSION, damaged, open_file
from graphx.store.rows import record_of, texts
from graphx.text import one_line

_WORDS: Final[dict[tuple[str, str], Iterable[str]]] = {
    ("mentions", "role"): ROLES,
    ("mentions", "tier"): TIERS,
    ("nodes", "kind"): NODE_KINDS,
    ("links", "relation"): RELATIONS,
}
_LISTS: Final = (("papers", "authors"), ("papers", "cites"), ("build_claims", "aliases"))
_NUMBERS: Final = (("mentions", "confidence"), ("links", "weight"), ("citations", "confidence"))
_ENDS: Final = (
    ("artifacts", "family", "artifacts"),
    ("links", "source", "nodes"),
    ("links", "target", "nodes"),
)


def diagnose(folder: Path) -> MapError | None:
    """Return the error that tells what a map holds and no build wrote; None where nothing is found.

    Raises
    ------
    MapError
        As :func:`graphx.store.open_map`.
    """
    path = folder / FILE_NAME
    with open_file(path, 0) as db:
        wrong = next(_faults(db), None)
    return damaged(path, wrong) if wrong else None


def _faults(db: sqlite3.Connection) -> Iterator[str]:
    for (told,) in db.execute("PRAGMA integrity_check(1)"):
        if told != "ok":
            yield one_line(str(told), 200)
    for table, *_ in db.execute("PRAGMA foreign_key_check"):
        yield f"a row of {table} refers to one that is not there"
    if db.execute("PRAGMA user_version").fetchone()[0] == VERSION:
        yield from _foreign_tables(db)
        yield from _wrong_values(db)


def _foreign_tables(db: sqlite3.Connection) -> Iterator[str]:
    # Without the types of ours a table may hold anything.
    with contextlib.closing(sqlite3.connect(":memory:")) as ours:  # the first fault is all that is asked for
        ours.executescript(SCHEMA.read_text(encoding="utf-8"))
        known = "SELECT name, sql FROM sqlite_master WHERE type = 'table'"
        there = dict(db.execute(known))
        yield from (
            f"its table {name} is not as graphx makes it"
            for name, sql in ours.execute(known)
            if there.get(name) != sql
        )


def _wrong_values(db: sqlite3.Connection) -> Iterator[str]:
    for (table, column), words in _WORDS.items():
        for (value,) in db.execute(f"SELECT DISTINCT {column} FROM {table}"):
            if value not in words:
                yield _odd(table, column, value)
    for table, column in _NUMBERS:
        yield from (
            _odd(table, column, value)
            for (value,) in db.execute(f"SELECT {column} FROM {table} WHERE {column} NOT BETWEEN 0 AND 1e300")
        )
    for table, column, other in _ENDS:
        lost = f"SELECT {column} FROM {table} WHERE {column} NOT IN (SELECT key FROM {other})"
        yield from (_odd(table, column, value) for (value,) in db.execute(lost))
    for table, column in _LISTS:
        yield from _unread(db, table, column, texts)
    yield from _unread(db, "mentions", "told", json.loads)
    yield from _unread(db, "build_records", "record", record_of)


def _unread(db: sqlite3.Connection, table: str, column: str, read: Any) -> Iterator[str]:
    for (value,) in db.execute(f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL"):
        try:
            read(value)
        except (ValueError, TypeError, RecursionError):
            yield _odd(table, column, value)


def _odd(table: str, column: str, value: object) -> str:
    return f"a row of {table} has {one_line(repr(value), 40)} as its {column}"
