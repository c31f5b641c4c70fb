"""The file in which a new map is made, beside the one that it replaces in the end."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from graphx.errors import OutputError
from graphx.store.files import BUSY, DAMAGED, FILE_NAME, error_code
from graphx.store.writing import create_tables, told_of

try:
    import fcntl
except ImportError:  # Windows, which lets nobody remove a file that another program has open
    fcntl = None  # type: ignore[assignment]

WORKING_NAME = f"{FILE_NAME}.building"

_PRAGMAS = (
    # Held until the file is closed, and gone with the process.
    "locking_mode = EXCLUSIVE",
    # A killed process loses nothing that was committed; a power cut may cost the file, never the map.
    "synchronous = OFF",
    "journal_mode = TRUNCATE",
    "page_size = 8192",
    "cache_size = -200000",
    "temp_store = FILE",
)


class Working:
    """A file in which a map is made, and how far that had come when it was opened.

    Parameters
    ----------
    path
        The file.
    db
        It, opened for this process alone, in a transaction.
    state
        How far an interrupted build of the same plan had come; empty for a new one.
    """

    def __init__(self, path: Path, db: sqlite3.Connection, state: dict[str, Any]) -> None:
        self.path, self.db, self.state = path, db, state

    def finish(self, target: Path) -> None:
        """Let the file take the place of a map, whole or not at all."""
        self.db.execute("DROP TABLE build_state")
        self.db.execute("COMMIT")
        self.db.close()
        with self.path.open("rb") as file:
            os.fsync(file.fileno())
        self.path.replace(target)
        _journal(self.path).unlink(missing_ok=True)


@contextlib.contextmanager
def open_working(folder: Path, fingerprint: str) -> Iterator[Working]:
    """Open the file in which a map is made; an unfinished one of the same fingerprint is gone on with.

    Raises
    ------
    OutputError
        Another graphx builds a map in this folder, or the folder cannot be written.
    """
    path = folder / WORKING_NAME
    with told_of(path), alone_in(folder):
        db, state = _opened(path, fingerprint)
        try:
            yield Working(path, db, state)
        finally:
            db.close()


@contextlib.contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Keep every other build out of a folder, which is made where it is missing.

    The lock of the file is not enough: who waits for one that is replaced or removed meanwhile gets a
    file that has no name any more, or another's.

    Raises
    ------
    OutputError
        Another graphx builds a map in this folder.
    """
    if fcntl is None:
        yield
        return
    handle = _locked_folder(folder)
    _LOCKS.add(handle)
    try:
        yield
    finally:
        _LOCKS.discard(handle)
        os.close(handle)


def _locked_folder(folder: Path) -> int:
    while True:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(folder, os.O_RDONLY)
        except FileNotFoundError:
            continue  # a build that failed has just taken its empty folder away
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(handle)
            raise _busy(folder) from error
        except OSError:
            return handle  # a network file system that locks no folders: there is still the lock of the file
        with contextlib.suppress(FileNotFoundError):
            if os.path.samestat(folder.stat(), os.fstat(handle)):
                return handle
        os.close(handle)


_LOCKS: set[int] = set()


def _let_go() -> None:
    """Close what a child has of its parent's locks: they end with the parent."""
    for handle in _LOCKS:
        with contextlib.suppress(OSError):
            os.close(handle)
    _LOCKS.clear()


if fcntl is not None:
    os.register_at_fork(after_in_child=_let_go)


def _busy(folder: Path) -> OutputError:
    return OutputError(
        f"another graphx is building the map in {folder}; wait until that one is done, "
        "or choose another folder with -o"
    )


def discard(working: Working) -> None:
    """Leave nothing behind of a file in which nothing was committed that is worth to be gone on with."""
    working.db.close()
    working.path.unlink(missing_ok=True)
    _journal(working.path).unlink(missing_ok=True)


def _journal(path: Path) -> Path:
    return path.with_name(f"{path.name}-journal")


def _opened(path: Path, fingerprint: str) -> tuple[sqlite3.Connection, dict[str, Any]]:
    db = _locked(path)
    try:
        told = db.execute("SELECT value FROM build_state ORDER BY id").fetchall()
        if len(told) == 2 and told[0][0] == fingerprint:
            return db, json.loads(told[1][0])
    except (sqlite3.DatabaseError, ValueError):
        pass  # new, damaged by a power cut, or of another version
    db.close()
    path.unlink(missing_ok=True)
    _journal(path).unlink(missing_ok=True)
    db = _locked(path)
    create_tables(db)
    db.execute("CREATE TABLE build_state (id INTEGER PRIMARY KEY, value TEXT NOT NULL)")
    db.execute("INSERT INTO build_state VALUES (0, ?)", (fingerprint,))
    return db, {}


def _locked(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None, timeout=0)
    try:
        for pragma in _PRAGMAS:
            db.execute(f"PRAGMA {pragma}")
        db.execute("BEGIN EXCLUSIVE")
    except sqlite3.DatabaseError as error:
        code = error_code(error)
        if code in BUSY:
            db.close()
            raise _busy(path.parent) from error
        if code not in DAMAGED:
            db.close()
            raise
    return db
