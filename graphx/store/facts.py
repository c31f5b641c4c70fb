"""The table ``facts``: what public APIs say, one row each."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence

from graphx.facts import Fact


def write_facts(db: sqlite3.Connection, facts: Iterable[Fact]) -> None:
    """Put facts (:func:`distinct_facts`) into the table ``facts``."""
    rows = ((f.subject, f.field, f.value, f.provider, f.detail, f.fetched) for f in facts)
    db.executemany("INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?)", rows)


def read_facts(db: sqlite3.Connection) -> tuple[Fact, ...]:
    """Return the facts of a map, sorted; none from a map made before there were any."""
    return _facts(db) if has_facts(db) else ()


def read_facts_about(db: sqlite3.Connection, subjects: Collection[str]) -> tuple[Fact, ...]:
    """Return the facts of a map about some nodes, sorted."""
    if not has_facts(db):
        return ()
    return _facts(db, "WHERE subject IN (SELECT value FROM json_each(?))", [json.dumps(list(subjects))])


def has_facts(db: sqlite3.Connection) -> bool:
    """Whether a map holds facts; one made before there were any has no table of them."""
    table = db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'facts'").fetchone()[0]
    return bool(table and db.execute("SELECT EXISTS (SELECT 1 FROM facts)").fetchone()[0])


def _facts(db: sqlite3.Connection, where: str = "", given: Sequence[str] = ()) -> tuple[Fact, ...]:
    rows = db.execute(f"SELECT subject, field, value, provider, detail, fetched FROM facts {where}", given)
    found = (
        Fact(subject=row[0], field=row[1], value=row[2], provider=row[3], detail=row[4], fetched=row[5])
        for row in rows
    )
    return tuple(sorted(found))
