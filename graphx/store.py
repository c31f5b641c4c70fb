"""The map on disk: one SQLite file, ``graph.db``.

Facts (papers, artifacts, mentions, citations) are stored as they were read and found; ``links`` repeats
the graph's edges for whoever reads the file with another tool. The schema stands in ``store.sql``.
"""

from __future__ import annotations

import contextlib
import json
import shlex
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

from graphx.errors import MapError, OutputError
from graphx.facts import Fact, read_facts, write_facts
from graphx.model import Artifact, Citation, Evidence, Mention, Origin, Paper

FILE_NAME = "graph.db"
VERSION = 1
APPLICATION_ID = 0x67727078
"""``grpx``: tells our files from other SQLite files."""

SCHEMA = Path(__file__).with_name("store.sql")
"""The file that holds the schema, with a comment on every table."""

TABLES = ("facts", "links", "citations", "mentions", "artifacts", "origins", "paper_ids", "papers", "meta")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a map holds.

    Parameters
    ----------
    papers, mentions, citations, facts
        What was read, found and told by public APIs, sorted.
    meta
        Facts about the map: ``graphx`` (version), ``built`` (time), ``inputs``, ``title``.
    """

    papers: tuple[Paper, ...]
    mentions: tuple[Mention, ...]
    citations: tuple[Citation, ...] = ()
    facts: tuple[Fact, ...] = ()
    meta: Mapping[str, str]


PATIENCE = 30.0
"""Seconds to wait for another graphx that writes the same map."""

_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_DENIED = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH)
_FULL = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)

LinkRow = tuple[str, str, str, float, str]
"""Source, target, relation, weight, sentence."""


def save_map(
    folder: str | PathLike[str], contents: Contents, links: Iterable[LinkRow], *, patience: float = PATIENCE
) -> Path:
    """Write a map in one transaction: an interrupted write leaves the old map whole.

    Parameters
    ----------
    folder
        The map's folder; made if missing.
    contents, links
        What to store.
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
                _check(db, path)  # never write over what is not ours
                _create(db)
                _insert(db, contents, links)
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
        code = _code(error)
        if code in _DAMAGED:
            raise _damaged(path, error) from error
        if code in _BUSY:
            remedy = "it is in use by another graphx; wait until that one is done and try again"
        elif code in _DENIED:
            remedy = f"{error}; check its permissions, or choose another folder with -o"
        elif code in _FULL:
            remedy = f"{error}; make room on the disk, or choose another folder with -o"
        else:
            raise  # a bug of ours, not a matter of the disk
        raise OutputError(f"cannot write {path}: {remedy}") from error
    return path


def check_map(folder: str | PathLike[str], *, patience: float = PATIENCE) -> dict[str, str] | None:
    """Return the facts about the map that a new one would replace, or None if there is none.

    It reads the whole file, so that damage is found before the work and not after it.

    Raises
    ------
    MapError
        A ``graph.db`` there is damaged, not ours, of a newer version, or in use.
    """
    path = Path(folder) / FILE_NAME
    if not path.is_file() or not path.stat().st_size:
        return None
    with _open(path, patience) as db:
        told = db.execute("PRAGMA quick_check(1)").fetchone()[0]
        if told != "ok":
            raise _damaged(path, " ".join(told.split()))
        return None if _is_empty(db) else _meta(db)


def load_contents(folder: str | PathLike[str], *, patience: float = PATIENCE) -> Contents:
    """Read a whole map.

    Raises
    ------
    MapError
        There is no map, it is damaged, not ours, of a newer version, or in use for longer than
        ``patience`` seconds.
    """
    with open_map(folder, patience=patience) as db:
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
                "sentence, sentence_start, tier FROM mentions ORDER BY id"
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
        return Contents(papers=papers, mentions=mentions, citations=citations, facts=told, meta=_meta(db))


@contextlib.contextmanager
def open_map(folder: str | PathLike[str], *, patience: float = PATIENCE) -> Iterator[sqlite3.Connection]:
    """Open a map's file for reading only.

    Raises
    ------
    MapError
        There is no map, it is damaged, not ours, of a newer version, or in use for longer than
        ``patience`` seconds.
    """
    path = Path(folder)
    path = path if path.name == FILE_NAME else path / FILE_NAME
    if not path.is_file():
        raise _missing(path)
    with _open(path, patience) as db:
        if _is_empty(db):
            raise _missing(path)
        yield db


@contextlib.contextmanager
def _open(path: Path, patience: float) -> Iterator[sqlite3.Connection]:
    try:
        with contextlib.closing(_connect(path, patience)) as db:
            _check(db, path)
            yield db
    except sqlite3.DatabaseError as error:
        code = _code(error)
        if code in _BUSY:
            raise MapError(
                f"{path} is in use by another graphx; wait until that one is done and try again"
            ) from error
        if code in (*_DENIED, *_FULL):
            raise MapError(f"{path} cannot be read ({error}); check its permissions and the disk") from error
        raise _damaged(path, error) from error
    except (KeyError, ValueError, TypeError) as error:
        raise _damaged(path, error) from error


def _connect(path: Path, patience: float) -> sqlite3.Connection:
    """Open a file for reading; take back first what a killed build had begun to write."""
    address = path.resolve().as_uri()
    db = sqlite3.connect(f"{address}?mode=ro", uri=True, timeout=patience)
    try:
        _is_empty(db)
    except sqlite3.DatabaseError as error:
        db.close()
        if getattr(error, "sqlite_errorcode", 0) != sqlite3.SQLITE_READONLY_ROLLBACK:
            raise
        # Only who may write can do that.
        with contextlib.closing(sqlite3.connect(f"{address}?mode=rw", uri=True, timeout=patience)) as writer:
            _is_empty(writer)
        db = sqlite3.connect(f"{address}?mode=ro", uri=True, timeout=patience)
    return db


def _check(db: sqlite3.Connection, path: Path) -> None:
    application = db.execute("PRAGMA application_id").fetchone()[0]
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if application != APPLICATION_ID:
        if not _is_empty(db):
            raise MapError(f"{path} is an SQLite file of another program; choose another folder")
    elif version > VERSION:
        raise MapError(
            f"{path} was made by a newer graphx (format {version}, this one knows {VERSION}); "
            "upgrade graphx, or choose another folder"
        )


def _is_empty(db: sqlite3.Connection) -> bool:
    """Whether a file has no tables: what is left of a first build that never ended."""
    return not db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]


def _code(error: sqlite3.DatabaseError) -> int:
    """Return SQLite's own code without the details in its upper bytes; 0 if the error is Python's."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _missing(path: Path) -> MapError:
    folder = path.parent
    return MapError(
        f"no map in {folder} (it would hold {FILE_NAME}); "
        f"make one with: graphx build INPUT -o {shlex.quote(str(folder))}"
    )


def _damaged(path: Path, why: object) -> MapError:
    return MapError(f"{path} is damaged or no graphx map ({why}); delete {path} and build again")


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


def _insert(db: sqlite3.Connection, contents: Contents, links: Iterable[LinkRow]) -> None:
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
    for row in db.execute(
        "SELECT key, title, abstract, year, date, venue, url, authors, cites FROM papers ORDER BY key"
    ):
        yield Paper(
            key=row[0],
            title=row[1],
            abstract=row[2],
            year=row[3],
            date=row[4],
            venue=row[5],
            url=row[6],
            authors=_texts(row[7]),
            cites=_texts(row[8]),
            ids=tuple(ids.get(row[0], ())),
            origins=tuple(origins.get(row[0], ())),
        )


def _meta(db: sqlite3.Connection) -> dict[str, str]:
    return dict(db.execute("SELECT name, value FROM meta"))


def _json(values: Iterable[str]) -> str:
    return json.dumps(list(values), ensure_ascii=False)


def _texts(value: str) -> tuple[str, ...]:
    texts = json.loads(value)
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise ValueError(f"{value[:40]!r} is no list of texts")
    return tuple(texts)
