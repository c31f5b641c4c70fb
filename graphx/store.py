"""The map on disk: one SQLite file, ``graph.db``.

Facts (papers, artifacts, mentions, citations) are stored as they were read and found; ``links`` repeats
the graph's edges for whoever reads the file with another tool. The schema stands in ``store.sql``.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

from graphx.errors import MapError, OutputError
from graphx.model import Artifact, Citation, Evidence, Mention, Origin, Paper

FILE_NAME = "graph.db"
VERSION = 1
APPLICATION_ID = 0x67727078
"""``grpx``: tells our files from other SQLite files."""

SCHEMA = Path(__file__).with_name("store.sql")
"""The file that holds the schema, with a comment on every table."""

TABLES = ("links", "citations", "mentions", "artifacts", "origins", "paper_ids", "papers", "meta")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a map holds.

    Parameters
    ----------
    papers, mentions, citations
        The facts, sorted.
    meta
        Facts about the map: ``graphx`` (version), ``built`` (time), ``inputs``, ``title``.
    """

    papers: tuple[Paper, ...]
    mentions: tuple[Mention, ...]
    citations: tuple[Citation, ...] = ()
    meta: Mapping[str, str]


LinkRow = tuple[str, str, str, float, str]
"""Source, target, relation, weight, sentence."""


def save_map(
    folder: str | PathLike[str], contents: Contents, links: Iterable[LinkRow], *, patience: float = 30.0
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
        The folder cannot be written.
    MapError
        A ``graph.db`` there is not ours or of a newer version.
    """
    path = Path(folder) / FILE_NAME
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            with _open(path):
                pass  # refuses to write over what is not ours
        with contextlib.closing(sqlite3.connect(path, isolation_level=None, timeout=patience)) as db:
            db.execute("PRAGMA foreign_keys = ON")
            db.execute("BEGIN IMMEDIATE")
            try:
                _create(db)
                _insert(db, contents, links)
                db.execute("COMMIT")
            except BaseException:
                db.execute("ROLLBACK")
                raise
    except OSError as error:
        raise OutputError(
            f"cannot write {path}: {error.strerror or error}; choose another folder with -o"
        ) from error
    except sqlite3.OperationalError as error:
        raise OutputError(
            f"cannot write {path}: {error}; is it read-only, full, or in use by another graphx?"
        ) from error
    return path


def load_contents(folder: str | PathLike[str]) -> Contents:
    """Read a whole map.

    Raises
    ------
    MapError
        There is no map, it is damaged, not ours, or of a newer version.
    """
    with open_map(folder) as db:
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
        return Contents(papers=papers, mentions=mentions, citations=citations, meta=_meta(db))


def load_meta(folder: str | PathLike[str]) -> dict[str, str]:
    """Read only the facts about the map itself.

    Raises
    ------
    MapError
        As :func:`load_contents`.
    """
    with open_map(folder) as db:
        return _meta(db)


@contextlib.contextmanager
def open_map(folder: str | PathLike[str]) -> Iterator[sqlite3.Connection]:
    """Open a map's file for reading only.

    Raises
    ------
    MapError
        There is no map, it is damaged, not ours, or of a newer version.
    """
    path = Path(folder)
    path = path if path.name == FILE_NAME else path / FILE_NAME
    if not path.is_file():
        raise MapError(
            f"no map in {folder} (it would hold {FILE_NAME}); make one with: graphx build INPUT -o {folder}"
        )
    with _open(path) as db:
        yield db


@contextlib.contextmanager
def _open(path: Path) -> Iterator[sqlite3.Connection]:
    try:
        with contextlib.closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
            _check(db, path)
            yield db
    except sqlite3.DatabaseError as error:
        raise MapError(f"{path} is damaged or no graphx map ({error}); build it again") from error
    except (KeyError, ValueError, TypeError) as error:
        raise MapError(f"{path} holds what no graphx wrote ({error}); build it again") from error


def _check(db: sqlite3.Connection, path: Path) -> None:
    application = db.execute("PRAGMA application_id").fetchone()[0]
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if application != APPLICATION_ID:
        empty = not db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if not empty:
            raise MapError(f"{path} is an SQLite file of another program; choose another folder")
    elif version > VERSION:
        raise MapError(
            f"{path} was made by a newer graphx (format {version}, this one knows {VERSION}); upgrade graphx"
        )


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
    many(
        "papers",
        (
            (p.key, p.title, p.abstract, p.year, p.date, p.venue, p.url, _json(p.authors), _json(p.cites))
            for p in papers
        ),
        9,
    )
    many("paper_ids", ((i, p.key) for p in papers for i in p.ids), 2)
    many("origins", ((p.key, o.path, o.line) for p in papers for o in p.origins), 3)
    many("artifacts", _artifact_rows(contents.mentions), 5)
    many(
        "mentions",
        (
            (
                *(number, m.paper, m.field, m.start, m.end, m.surface, m.artifact.key, m.variant, m.role),
                *(m.rule, m.confidence, m.sentence, m.sentence_start, m.tier),
            )
            for number, m in enumerate(contents.mentions, 1)
        ),
        14,
    )
    many(
        "citations",
        (
            (
                c.citing,
                c.cited,
                c.evidence.provider,
                c.evidence.detail,
                c.evidence.fetched,
                c.evidence.confidence,
            )
            for c in contents.citations
        ),
        6,
    )
    many("links", links, 5)


def _artifact_rows(mentions: Iterable[Mention]) -> list[tuple[str, str, str, str, str | None]]:
    """Return families before their members, so that foreign keys hold at every row."""
    rows: dict[str, tuple[str, str, str, str, str | None]] = {}

    def add(artifact: Artifact) -> None:
        if artifact.family:
            add(artifact.family)
        rows.setdefault(
            artifact.key,
            (
                artifact.key,
                artifact.kind,
                artifact.name,
                artifact.url,
                artifact.family.key if artifact.family else None,
            ),
        )

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
