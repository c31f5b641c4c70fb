"""Writing a map, in one transaction."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from os import PathLike
from pathlib import Path
from typing import Any

from graphx.errors import OutputError
from graphx.facts import write_facts
from graphx.model import Artifact, Mention
from graphx.store.contents import Contents, LinkRow, NodeRow
from graphx.store.files import (
    APPLICATION_ID,
    BUSY,
    DAMAGED,
    DENIED,
    FILE_NAME,
    FULL,
    PATIENCE,
    VERSION,
    check_version,
    damaged,
    error_code,
)

SCHEMA = Path(__file__).with_name("schema.sql")
"""The file that holds the schema, with a comment on every table."""

TABLES = (
    "facts",
    "search",
    "links",
    "nodes",
    "citations",
    "mentions",
    "artifacts",
    "origins",
    "paper_ids",
    "papers",
    "meta",
)


def save_map(
    folder: str | PathLike[str],
    contents: Contents,
    links: Iterable[LinkRow],
    nodes: Iterable[NodeRow] = (),
    *,
    patience: float = PATIENCE,
) -> Path:
    """Write a map in one transaction: an interrupted write leaves the old map whole.

    Parameters
    ----------
    folder
        The map's folder; made if missing.
    contents
        The facts.
    links, nodes
        The graph made from them.
    patience
        Seconds to wait for another build of the same map.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    OutputError
        The folder cannot be written, or another graphx writes there for longer than ``patience``.
    MapError
        A ``graph.db`` there is not ours, damaged or of a newer version.
    """
    path = Path(folder) / FILE_NAME
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.closing(sqlite3.connect(path, isolation_level=None, timeout=patience)) as db:
            db.execute("PRAGMA foreign_keys = ON")
            db.execute("BEGIN IMMEDIATE")
            try:
                check_version(db, path)  # never write over what is not ours
                _create(db)
                _insert(db, contents, links, nodes)
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:  # a full disk has ended it already
                    db.execute("ROLLBACK")
                raise
    except OSError as error:
        raise OutputError(
            f"cannot write {path}: {error.strerror or error}; choose another folder with -o"
        ) from error
    except sqlite3.DatabaseError as error:
        code = error_code(error)
        if code in DAMAGED:
            raise damaged(path, error) from error
        if code in BUSY:
            remedy = "it is in use by another graphx; wait until that one is done and try again"
        elif code in DENIED:
            remedy = f"{error}; check its permissions, or choose another folder with -o"
        elif code in FULL:
            remedy = f"{error}; make room on the disk, or choose another folder with -o"
        else:
            raise  # a bug of ours, not a matter of the disk
        raise OutputError(f"cannot write {path}: {remedy}") from error
    return path


def _create(db: sqlite3.Connection) -> None:
    for table in TABLES:
        db.execute(f"DROP TABLE IF EXISTS {table}")
    # Not executescript: it would commit the transaction that keeps the old map whole.
    for statement in _statements():
        db.execute(statement)
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {VERSION}")


def _statements() -> Iterator[str]:
    text = ""
    for line in SCHEMA.read_text(encoding="utf-8").splitlines():
        text += line + "\n"
        if sqlite3.complete_statement(text):
            yield text
            text = ""


def _insert(
    db: sqlite3.Connection, contents: Contents, links: Iterable[LinkRow], nodes: Iterable[NodeRow]
) -> None:
    def many(table: str, rows: Iterable[tuple[Any, ...]], width: int) -> None:
        db.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * width)})", rows)

    papers = contents.papers
    many("meta", sorted(contents.meta.items()), 2)
    rows = (
        (p.key, p.title, p.abstract, p.year, p.date, p.venue, p.url, _json(p.authors), _json(p.cites))
        for p in papers
    )
    many("papers", rows, 9)
    many("paper_ids", ((i, p.key) for p in papers for i in p.ids), 2)
    many("origins", ((p.key, o.path, o.line) for p in papers for o in p.origins), 3)
    many("artifacts", _artifact_rows(contents.mentions), 5)
    mentions = (
        (
            *(number, m.paper, m.field, m.start, m.end, m.surface, m.artifact.key, m.variant, m.role),
            *(m.rule, m.confidence, m.sentence, m.sentence_start, m.tier),
        )
        for number, m in enumerate(contents.mentions, 1)
    )
    many("mentions", mentions, 14)
    told = ((c.citing, c.cited, c.evidence) for c in contents.citations)
    many("citations", ((a, b, e.provider, e.detail, e.fetched, e.confidence) for a, b, e in told), 6)
    many("links", links, 5)
    nodes = list(nodes)
    many("nodes", (row[:3] for row in nodes), 3)
    many("search", nodes, 6)
    write_facts(db, contents.facts)


def _artifact_rows(mentions: Iterable[Mention]) -> list[tuple[str, str, str, str, str | None]]:
    """Return families before their members, so that foreign keys hold at every row."""
    rows: dict[str, tuple[str, str, str, str, str | None]] = {}

    def add(artifact: Artifact) -> None:
        if artifact.family:
            add(artifact.family)
        family = artifact.family.key if artifact.family else None
        rows.setdefault(artifact.key, (artifact.key, artifact.kind, artifact.name, artifact.url, family))

    for artifact in sorted({m.artifact.key: m.artifact for m in mentions}.values(), key=lambda a: a.key):
        add(artifact)
    return list(rows.values())


def _json(values: Iterable[str]) -> str:
    return json.dumps(list(values), ensure_ascii=False)
