"""Opening a map's file: is it there, ours, whole, of a version we know, and not in use."""

from __future__ import annotations

import contextlib
import shlex
import sqlite3
from collections.abc import Iterator
from os import PathLike
from pathlib import Path

from graphx.errors import GraphxError, MapError
from graphx.text import one_line

FILE_NAME = "graph.db"
SCHEMA = Path(__file__).with_name("schema.sql")
"""The file that holds the schema, with a comment on every table."""
VERSION = 4
GRAPH_SINCE = 3
"""The first version whose tables ``nodes`` and ``links`` are the whole graph."""
APPLICATION_ID = 0x67727078
"""``grpx``: tells our files from other SQLite files."""

PATIENCE = 30.0
"""Seconds to wait for another graphx that writes the same map."""

BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
DENIED = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH)
FULL = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


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
    if not is_there(path):
        raise _missing(path)
    with open_file(path, patience) as db:
        if is_empty(db):
            raise _missing(path)
        yield db


def is_there(path: Path) -> bool:
    """Whether there is a file; a folder that may not be looked into is told as :class:`MapError`."""
    try:
        return path.is_file()
    except OSError as error:
        raise MapError(f"{path} cannot be read ({error.strerror}); check its permissions") from error


@contextlib.contextmanager
def open_file(path: Path, patience: float) -> Iterator[sqlite3.Connection]:
    """Open a file for reading only; what is wrong with it is told as :class:`MapError`."""
    with told_of(path), contextlib.closing(_connect(path, patience)) as db:
        check_version(db, path)
        yield db


@contextlib.contextmanager
def told_of(path: Path) -> Iterator[None]:
    """Tell what is wrong with a file that is being read as :class:`MapError`."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = error_code(error)
        if code in BUSY:
            raise MapError(
                f"{path} is in use by another graphx; wait until that one is done and try again"
            ) from error
        if code in (*DENIED, *FULL):
            raise MapError(f"{path} cannot be read ({error}); check its permissions and the disk") from error
        raise damaged(path, error) from error
    except GraphxError:
        raise  # some are ValueErrors too
    except (KeyError, ValueError, TypeError) as error:
        raise damaged(path, error) from error


def _reading(address: str, patience: float) -> sqlite3.Connection:
    # What nobody refers to any more may be let go of by whatever thread happens to clear up.
    return sqlite3.connect(f"{address}?mode=ro", uri=True, timeout=patience, check_same_thread=False)


def _connect(path: Path, patience: float) -> sqlite3.Connection:
    """Open a file for reading; take back first what a killed build had begun to write."""
    address = path.resolve().as_uri()
    db = _reading(address, patience)
    try:
        is_empty(db)
    except sqlite3.DatabaseError as error:
        db.close()
        if getattr(error, "sqlite_errorcode", 0) != sqlite3.SQLITE_READONLY_ROLLBACK:
            raise
        # Only who may write can do that.
        with contextlib.closing(sqlite3.connect(f"{address}?mode=rw", uri=True, timeout=patience)) as writer:
            is_empty(writer)
        db = _reading(address, patience)
    return db


def check_version(db: sqlite3.Connection, path: Path) -> None:
    """Fail if a file is of another program or of a newer graphx, or would run something of its own."""
    application = db.execute("PRAGMA application_id").fetchone()[0]
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if application != APPLICATION_ID:
        if not is_empty(db):
            raise MapError(f"{path} is an SQLite file of another program; choose another folder")
    elif version > VERSION:
        raise MapError(
            f"{path} was made by a newer graphx (format {version}, this one knows {VERSION}); "
            "upgrade graphx, or choose another folder"
        )
    # A view may never end and a trigger writes what it likes: only what the schema says is ours.
    known = SCHEMA.read_text(encoding="utf-8")
    alive = "SELECT type, name, sql FROM sqlite_master WHERE type IN ('view', 'trigger')"
    for kind, name, text in db.execute(alive):
        if f"\n{text};" not in known:
            raise damaged(path, f"it has a {kind}, {one_line(str(name))!r}")


def is_empty(db: sqlite3.Connection) -> bool:
    """Whether a file has no tables: what is left of a first build that never ended."""
    return not db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]


def error_code(error: sqlite3.DatabaseError) -> int:
    """Return SQLite's own code without the details in its upper bytes; 0 if the error is Python's."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _missing(path: Path) -> MapError:
    folder = path.parent
    return MapError(
        f"no map in {folder} (it would hold {FILE_NAME}); "
        f"make one with: graphx build INPUT -o {shlex.quote(str(folder))}"
    )


def damaged(path: Path, why: object) -> MapError:
    """Return the error that tells of a damaged file."""
    return MapError(f"{path} is damaged or no graphx map ({why}); delete {path} and build again")
