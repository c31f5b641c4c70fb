"""Reading a map back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from os import PathLike
from pathlib import Path
from typing import Any, Final

from graphx.facts import Fact
from graphx.model import Artifact, Citation, Evidence, Mention, Origin, Paper
from graphx.store.contents import Contents
from graphx.store.facts import read_facts
from graphx.store.files import FILE_NAME, PATIENCE, damaged, is_empty, is_there, open_file, open_map
from graphx.store.rows import CITATION_COLUMNS, PAPER_COLUMNS, paper_of

CHECKED = 50_000_000
"""Bytes up to which a whole file is looked through."""

_ARTIFACTS: Final = "SELECT key, kind, name, url, family FROM artifacts"
_MENTIONS: Final = (
    'SELECT paper, field, start, "end", surface, artifact, variant, role, rule, confidence, '
    "sentence, sentence_start, tier FROM mentions"
)
_IN_TEXT: Final = "ORDER BY paper, field DESC, start, id"
"""In the order of the text: a map that grew has other numbers than one built at once."""
_CITATIONS: Final = f"SELECT {CITATION_COLUMNS} FROM citations"
_GIVEN: Final = "IN (SELECT value FROM json_each(?))"


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
    if not is_there(path) or not path.stat().st_size:
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
    artifacts = _artifacts(db.execute(_ARTIFACTS))
    papers = tuple(_papers(db))
    titles = {paper.key: paper.title for paper in papers}
    mentions = tuple(_mention(row, titles, artifacts) for row in db.execute(f"{_MENTIONS} {_IN_TEXT}"))
    citations = tuple(_citation(row) for row in db.execute(f"{_CITATIONS} ORDER BY citing, cited"))
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
    if not is_there(path) or not path.stat().st_size:
        return ()
    with open_file(path, patience) as db:
        return read_facts(db)


def read_papers(db: sqlite3.Connection, keys: Collection[str]) -> list[Paper]:
    """Return some papers of an open map, sorted; keys that it does not have are left out."""
    return list(_papers(db, keys))


def read_mentions(
    db: sqlite3.Connection, papers: Iterable[Paper], artifacts: Collection[str] = (), *, tier: str = ""
) -> list[Mention]:
    """Return the mentions of some papers of an open map, in their order there.

    Parameters
    ----------
    db
        The map.
    papers
        The papers.
    artifacts
        Keys of artifacts: of the papers' mentions only those of these; all when empty.
    tier
        Only mentions of this tier; of all when empty.
    """
    titles = {paper.key: paper.title for paper in papers}
    wanted, given = f"{_MENTIONS} WHERE paper {_GIVEN}", [json.dumps(list(titles))]
    if artifacts:
        wanted, given = f"{wanted} AND artifact {_GIVEN}", [*given, json.dumps(list(artifacts))]
    if tier:
        wanted, given = f"{wanted} AND tier = ?", [*given, tier]
    rows = db.execute(f"{wanted} {_IN_TEXT}", given).fetchall()
    made = read_artifacts(db, {row[5] for row in rows})
    return [_mention(row, titles, made) for row in rows]


def read_abstract(db: sqlite3.Connection, key: str) -> str:
    """Return the abstract of one paper of an open map."""
    row = db.execute("SELECT abstract FROM papers WHERE key = ?", [key]).fetchone()
    return str(row[0]) if row else ""


def read_artifacts(db: sqlite3.Connection, keys: Collection[str]) -> dict[str, Artifact]:
    """Return some artifacts of an open map by key, and what they are versions of."""
    rows: list[Any] = []
    seen: set[str] = set()
    wanted = set(keys)
    while wanted:
        seen |= wanted
        new = db.execute(f"{_ARTIFACTS} WHERE key {_GIVEN}", [json.dumps(sorted(wanted))]).fetchall()
        rows += new
        wanted = {row[4] for row in new if row[4]} - seen
    return _artifacts(rows)


def read_citations(db: sqlite3.Connection, citing: str, cited: str) -> list[Citation]:
    """Return what the inputs of an open map say about one paper citing another: one citation or none."""
    rows = db.execute(f"{_CITATIONS} WHERE citing = ? AND cited = ?", [citing, cited])
    return [_citation(row) for row in rows]


def read_meta(db: sqlite3.Connection) -> dict[str, str]:
    """Return the facts about a map itself."""
    return dict(db.execute("SELECT name, value FROM meta"))


def _artifacts(told: Iterable[Any]) -> dict[str, Artifact]:
    rows = {row[0]: row for row in told}
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


def _papers(db: sqlite3.Connection, keys: Collection[str] | None = None) -> Iterator[Paper]:
    """Yield papers, sorted: all, or those of some keys."""

    def rows(query: str, column: str, order: str) -> sqlite3.Cursor:
        if keys is None:
            return db.execute(f"{query} ORDER BY {order}")
        return db.execute(f"{query} WHERE {column} {_GIVEN} ORDER BY {order}", [json.dumps(list(keys))])

    ids: dict[str, list[str]] = {}
    for identifier, paper in rows("SELECT id, paper FROM paper_ids", "paper", "id"):
        ids.setdefault(paper, []).append(identifier)
    origins: dict[str, list[Origin]] = {}
    for paper, path, line in rows("SELECT paper, path, line FROM origins", "paper", "path, line"):
        origins.setdefault(paper, []).append(Origin(path, line))
    for row in rows(f"SELECT {_paper_columns(db)} FROM papers", "key", "key"):
        yield paper_of(row, tuple(ids.get(row[0], ())), tuple(origins.get(row[0], ())))


def _paper_columns(db: sqlite3.Connection) -> str:
    """Return the columns of papers; those that maps of an older graphx do not have as empty text."""
    there = {name for _, name, *_ in db.execute("PRAGMA table_info(papers)")}
    return ", ".join(name if name in there else "''" for name in PAPER_COLUMNS.split(", "))


def _mention(row: Any, titles: Mapping[str, str], artifacts: Mapping[str, Artifact]) -> Mention:
    return Mention(
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


def _citation(row: Any) -> Citation:
    evidence = Evidence(provider=row[2], detail=row[3], fetched=row[4], confidence=row[5])
    return Citation(citing=row[0], cited=row[1], evidence=evidence)
