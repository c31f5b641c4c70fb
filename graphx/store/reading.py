"""Reading a map back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from os import PathLike
from pathlib import Path

from graphx.facts import Fact, read_facts
from graphx.model import Artifact, Citation, Evidence, Mention, Origin, Paper
from graphx.store.contents import Contents
from graphx.store.files import FILE_NAME, PATIENCE, damaged, is_empty, open_file, open_map
from graphx.store.rows import PAPER_COLUMNS, paper_of

CHECKED = 50_000_000
"""Bytes up to which a whole file is looked through."""


def check_map(
    folder: str | PathLike[str], *, whole: bool = True, patience: float = PATIENCE
) -> dict[str, str] | None:
    """Return the facts about the map that a new one would replace, or None if there is none.

    Unless told otherwise it reads the whole file, where that takes no time worth speaking of, so that damage
    is found before the work and not after it.

    Raises
    ------
    MapError
        A ``graph.db`` there is damaged, not ours, of a newer version, or in use.
    """
    path = Path(folder) / FILE_NAME
    if not path.is_file() or not path.stat().st_size:
        return None
    with open_file(path, patience) as db:
        if whole and path.stat().st_size <= CHECKED:
            told = db.execute("PRAGMA quick_check(1)").fetchone()[0]
            if told != "ok":
                raise damaged(path, " ".join(told.split()))
        return None if is_empty(db) else read_meta(db)


def load_contents(folder: str | PathLike[str], *, patience: float = PATIENCE) -> Contents:
    """Read a whole map.

    Raises
    ------
    MapError
        There is no map, it is damaged, not ours, of a newer version, or in use for longer than
        ``patience`` seconds.
    """
    with open_map(folder, patience=patience) as db:
        return contents_of(db)


def contents_of(db: sqlite3.Connection) -> Contents:
    """Read a whole map from its open file."""
    artifacts = _artifacts(db)
    papers = tuple(_papers(db))
    titles = {paper.key: paper.title for paper in papers}
    mentions = tuple(
        Mention(
            paper=row[0],
            title=titles[row[0]],
            field=row[1],
            start=row[2],
            end=row[3],
            surface=row[4],
            artifact=artifacts[row[5]],
            variant=row[6],
            role=row[7],
            rule=row[8],
            confidence=row[9],
            sentence=row[10],
            sentence_start=row[11],
            tier=row[12],
        )
        for row in db.execute(
            'SELECT paper, field, start, "end", surface, artifact, variant, role, rule, confidence, '
            # In the order of the text: a map that grew has other numbers than one built at once.
            "sentence, sentence_start, tier FROM mentions ORDER BY paper, field DESC, start, id"
        )
    )
    citations = tuple(
        Citation(
            citing=row[0],
            cited=row[1],
            evidence=Evidence(provider=row[2], detail=row[3], fetched=row[4], confidence=row[5]),
        )
        for row in db.execute("SELECT * FROM citations ORDER BY citing, cited")
    )
    told = read_facts(db)
    return Contents(papers=papers, mentions=mentions, citations=citations, facts=told, meta=read_meta(db))


def load_facts(folder: str | PathLike[str], *, patience: float = PATIENCE) -> tuple[Fact, ...]:
    """Read what public APIs said about a map's papers and repositories; nothing where there is no map.

    Raises
    ------
    MapError
        As :func:`check_map`.
    """
    path = Path(folder) / FILE_NAME
    if not path.is_file() or not path.stat().st_size:
        return ()
    with open_file(path, patience) as db:
        return read_facts(db)


def _artifacts(db: sqlite3.Connection) -> dict[str, Artifact]:
    rows = {row[0]: row for row in db.execute("SELECT key, kind, name, url, family FROM artifacts")}
    made: dict[str, Artifact] = {}

    def make(key: str, depth: int = 0) -> Artifact:
        if depth > len(rows):
            raise ValueError(f"artifact {key!r} is a version of itself")
        if key not in made:
            _, kind, name, url, family = rows[key]
            above = make(family, depth + 1) if family else None
            made[key] = Artifact(key=key, kind=kind, name=name, url=url, family=above)
        return made[key]

    return {key: make(key) for key in rows}


def _papers(db: sqlite3.Connection) -> Iterator[Paper]:
    ids: dict[str, list[str]] = {}
    for identifier, paper in db.execute("SELECT id, paper FROM paper_ids ORDER BY id"):
        ids.setdefault(paper, []).append(identifier)
    origins: dict[str, list[Origin]] = {}
    for paper, path, line in db.execute("SELECT paper, path, line FROM origins ORDER BY path, line"):
        origins.setdefault(paper, []).append(Origin(path, line))
    for row in db.execute(f"SELECT {PAPER_COLUMNS} FROM papers ORDER BY key"):
        yield paper_of(row, tuple(ids.get(row[0], ())), tuple(origins.get(row[0], ())))


def read_meta(db: sqlite3.Connection) -> dict[str, str]:
    """Return the facts about a map itself."""
    return dict(db.execute("SELECT name, value FROM meta"))
