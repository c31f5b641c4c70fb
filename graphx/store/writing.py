"""Writing a map, in one transaction."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from os import PathLike
from pathlib import Path

from graphx.errors import OutputError
from graphx.model import Artifact, Mention
from graphx.store.contents import Contents, LinkRow, NodeRow
from graphx.store.facts import write_facts
from graphx.store.files import (
    APPLICATION_ID,
    BUSY,
    DAMAGED,
    DENIED,
    FILE_NAME,
    FULL,
    PATIENCE,
    SCHEMA,
    VERSION,
    check_version,
    damaged,
    error_code,
)
from graphx.store.reading import contents_of
from graphx.store.rows import (
    CITATION_COLUMNS,
    MENTION_COLUMNS,
    NODE_COLUMNS,
    SEARCH_COLUMNS,
    citation_row,
    mention_row,
    put,
    put_papers,
)
from graphx.text import one_line

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
    "build_files",
    "build_records",
    "build_marks",
    "build_claims",
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
    with change_map(folder, make=True, patience=patience) as db:
        _write(db, contents, links, nodes)
    return Path(folder) / FILE_NAME


@contextlib.contextmanager
def change_map(
    folder: str | PathLike[str], *, make: bool = False, checked: bool = True, patience: float = PATIENCE
) -> Iterator[sqlite3.Connection]:
    """Give a map's file to change in one transaction: interrupted or failed, it is as it was.

    Parameters
    ----------
    folder, patience
        As for :func:`save_map`.
    make
        Whether to make the folder if it is missing.
    checked
        Whether SQLite itself keeps foreign keys, and deletes what hangs on what is deleted.

    Raises
    ------
    OutputError, MapError
        As for :func:`save_map`.
    """
    path = Path(folder) / FILE_NAME
    with told_of(path):
        if make:
            path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.closing(sqlite3.connect(path, isolation_level=None, timeout=patience)) as db:
            db.execute(f"PRAGMA foreign_keys = {int(checked)}")
            db.execute("PRAGMA cache_size = -100000")  # no page is written before the end
            db.execute("BEGIN IMMEDIATE")
            try:
                check_version(db, path)  # never write over what is not ours
                yield db
                if db.in_transaction:  # else it was ended at the right moment already
                    db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:  # a full disk has ended it already
                    db.execute("ROLLBACK")
                raise


@contextlib.contextmanager
def told_of(path: Path) -> Iterator[None]:
    """Tell what is wrong with writing a file as :class:`OutputError` or :class:`MapError`."""
    try:
        yield
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


def create_tables(db: sqlite3.Connection) -> None:
    """Make all tables anew, without their indexes."""
    db.execute("DROP VIEW IF EXISTS searched")
    for table in TABLES:
        db.execute(f"DROP TABLE IF EXISTS {table}")
    # Not executescript: it would commit the transaction that keeps the old map whole.
    for statement in _statements():
        if not _is_index(statement):
            db.execute(statement)
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {VERSION}")


def create_indexes(db: sqlite3.Connection, table: str = "") -> None:
    """Make the indexes, of one table or of all, where they are missing."""
    for statement in _statements():
        if _is_index(statement) and (not table or f" ON {table} (" in statement):
            db.execute(statement.replace("INDEX", "INDEX IF NOT EXISTS", 1))


def _is_index(statement: str) -> bool:
    return statement.lstrip().startswith(("CREATE INDEX", "CREATE UNIQUE INDEX"))


def _statements() -> Iterator[str]:
    text = ""
    for line in SCHEMA.read_text(encoding="utf-8").splitlines():
        text += line + "\n"
        if sqlite3.complete_statement(text):
            yield text
            text = ""


def _write(
    db: sqlite3.Connection, contents: Contents, links: Iterable[LinkRow], nodes: Iterable[NodeRow]
) -> None:
    create_tables(db)
    create_indexes(db)  # at once: foreign keys need them
    _insert(db, contents, links, nodes)


def _insert(
    db: sqlite3.Connection, contents: Contents, links: Iterable[LinkRow], nodes: Iterable[NodeRow]
) -> None:
    put(db, "meta", "name, value", sorted(contents.meta.items()))
    put_papers(db, ((None, paper) for paper in contents.papers))
    put_mentions(db, contents.mentions)
    put(db, "citations", CITATION_COLUMNS, map(citation_row, contents.citations))
    put_graph(db, links, nodes)
    write_facts(db, contents.facts)


def save_graph(
    folder: str | PathLike[str],
    contents: Contents,
    links: Iterable[LinkRow],
    nodes: Iterable[NodeRow],
    *,
    patience: float = PATIENCE,
) -> Path:
    """Replace the graph of a map, its mentions, what public APIs say of it and what is told of it itself.

    All in one transaction; papers and citations stay as they are.

    Parameters
    ----------
    folder, links, nodes, patience
        As for :func:`save_map`.
    contents
        The facts; of them what is to be replaced.

    Raises
    ------
    OutputError, MapError
        As for :func:`save_map`.
    """
    with change_map(folder, patience=patience) as db:
        if db.execute("PRAGMA user_version").fetchone()[0] < VERSION:
            there = contents_of(db)
            _write(db, replace(contents, papers=there.papers, citations=there.citations), links, nodes)
            return Path(folder) / FILE_NAME
        for table in ("meta", "facts", "links", "nodes"):
            db.execute(f"DELETE FROM {table}")
        db.execute("INSERT INTO search (search) VALUES ('delete-all')")
        put(db, "meta", "name, value", sorted(contents.meta.items()))
        if contents.mentions != contents_of(db).mentions:
            put_mentions(db, contents.mentions)
        put_graph(db, links, nodes)
        write_facts(db, contents.facts)
    return Path(folder) / FILE_NAME


def put_mentions(db: sqlite3.Connection, mentions: Sequence[Mention]) -> None:
    """Make the mentions of a map, and the artifacts they are of, those given."""
    for table in ("mentions", "artifacts"):
        db.execute(f"DELETE FROM {table}")
    put(db, "artifacts", "key, kind, name, url, family", _artifact_rows(mentions))
    put(db, "mentions", MENTION_COLUMNS, map(mention_row, mentions))


def put_graph(db: sqlite3.Connection, links: Iterable[LinkRow], nodes: Iterable[NodeRow]) -> None:
    """Insert the edges and nodes of a graph, with their full text."""
    put(db, "links", "source, target, relation, weight, sentence", links)
    put_nodes(db, nodes, 1)


def put_nodes(db: sqlite3.Connection, nodes: Iterable[NodeRow], first: int) -> None:
    """Insert nodes with their full text, numbered from ``first``."""
    for batch in _batches(nodes):
        keys = [row[0] for row in batch]
        marks = ", ".join("?" * len(keys))
        known = dict(db.execute(f"SELECT key, abstract FROM papers WHERE key IN ({marks})", keys))
        rows = [
            (number, key, kind, label, _unless(abstract, known.get(key)), names, ids)
            for number, (key, kind, label, abstract, names, ids) in enumerate(batch, first)
        ]
        put(db, "nodes", f"id, {NODE_COLUMNS}", rows)
        index_nodes(db, "id BETWEEN ? AND ?", (first, first + len(batch) - 1))
        first += len(batch)


def index_nodes(db: sqlite3.Connection, where: str, parameters: Sequence[object]) -> None:
    """Take nodes up into the full text."""
    columns = f"rowid, {SEARCH_COLUMNS}"
    db.execute(
        f"INSERT INTO search ({columns}) SELECT id, {SEARCH_COLUMNS} FROM searched WHERE {where}", parameters
    )


def unindex_nodes(db: sqlite3.Connection, where: str, parameters: Sequence[object]) -> None:
    """Take nodes out of the full text, which needs what they say: to be done before they change."""
    db.execute(
        f"INSERT INTO search (search, rowid, {SEARCH_COLUMNS}) "
        f"SELECT 'delete', id, {SEARCH_COLUMNS} FROM searched WHERE {where}",
        parameters,
    )


def _unless(abstract: str, known: str | None) -> str | None:
    return None if abstract == one_line(known or "") else abstract


def _batches(nodes: Iterable[NodeRow]) -> Iterator[list[NodeRow]]:
    rest = iter(nodes)
    while batch := list(islice(rest, 500)):
        yield batch


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
