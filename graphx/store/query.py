"""Questions in SQL to a map's file: nothing in one can change the file, leave it, or run for ever."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from os import PathLike
from typing import Any, Final

from graphx.errors import OptionError
from graphx.store.files import BUSY, DAMAGED, DENIED, FULL, PATIENCE, error_code, open_map

_BLANK: Final = r"(?:\s|--[^\n]*(?:\n|\Z)|/\*.*?(?:\*/|\Z))*"
_QUESTION: Final = re.compile(_BLANK + r"(?:SELECT|WITH)\b", re.IGNORECASE | re.DOTALL)
_STEPS: Final = 5_000  # of SQLite's machine between two looks at the clock
_LONGEST: Final = 50_000_000  # bytes of one value
_ALLOWED: Final = (
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_FUNCTION,
    sqlite3.SQLITE_RECURSIVE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlResult:
    """What a question in SQL gave.

    Parameters
    ----------
    columns
        The names of the columns.
    rows
        The rows, each as long as ``columns``: text, number, bytes or None.
    more
        Whether there were more rows than were asked for.

    Examples
    --------
    >>> SqlResult(columns=("n",), rows=((3,),)).as_dicts()
    [{'n': 3}]
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    more: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns; of several of one name the later ones get a number."""
        names: list[str] = []
        for column in self.columns:
            name, serial = column, 1
            while name in names:
                serial += 1
                name = f"{column} ({serial})"
            names.append(name)
        return tuple(names)

    def as_dicts(self) -> list[dict[str, Any]]:
        """Return the rows as dictionaries by :attr:`names`."""
        names = self.names
        return [dict(zip(names, row, strict=True)) for row in self.rows]


def sql(
    folder: str | PathLike[str],
    query: str,
    parameters: Sequence[Any] = (),
    *,
    most: int = 10_000,
    seconds: float = 30.0,
    patience: float = PATIENCE,
    clock: Callable[[], float] = time.monotonic,
) -> SqlResult:
    """Ask a map's file a question in SQL.

    Parameters
    ----------
    folder
        The map's folder.
    query
        One statement of SQLite that begins with SELECT or WITH.
    parameters
        Values for the question marks in it.
    most
        How many rows to return at most.
    seconds
        How long it may take.
    patience
        Seconds to wait for another graphx that writes the map.
    clock
        Seconds that only go on.

    Raises
    ------
    OptionError
        It is no single question, SQLite does not understand it, it takes too long, or it asks for what a
        question may not do.
    MapError
        There is no map, or it is damaged.

    Examples
    --------
    >>> import tempfile
    >>> from graphx import explore, sample_path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = explore(sample_path(), output=folder)
    ...     sql(folder, "SELECT key, label FROM nodes WHERE key = ?", ["model:clip"]).rows
    (('model:clip', 'CLIP'),)
    """
    if most < 1 or not seconds > 0:
        raise OptionError(f"most={most} and seconds={seconds} ask for nothing; give more than 0")
    if not _QUESTION.match(query) or "\x00" in query:
        raise OptionError("this is no question; give one statement that begins with SELECT or WITH")
    with open_map(folder, patience=patience) as db:
        try:
            return _ask(db, query, parameters, most, clock() + seconds, clock)
        except (sqlite3.Error, sqlite3.Warning, OverflowError, UnicodeError, MemoryError) as error:
            code = error_code(error) if isinstance(error, sqlite3.DatabaseError) else 0
            if code in (*DAMAGED, *BUSY, *FULL, *DENIED) and code != sqlite3.SQLITE_AUTH:
                raise
            told = " ".join(str(error).split())
            raise OptionError(_why(db, told, code, seconds)) from error


def _ask(
    db: sqlite3.Connection,
    query: str,
    parameters: Sequence[Any],
    most: int,
    end: float,
    clock: Callable[[], float],
) -> SqlResult:
    # The file is open for reading only; this also keeps other files and settings out of reach.
    db.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
    db.execute("PRAGMA query_only = ON")
    db.execute("PRAGMA trusted_schema = OFF")
    if "search" in _tables(db):
        # The full text looks at its own settings when it is first used, which a question may not.
        db.execute("SELECT 1 FROM search LIMIT 0")
    db.set_progress_handler(lambda: clock() > end, _STEPS)
    db.set_authorizer(_allow)
    try:
        cursor = db.execute(query, parameters)
        columns = tuple(str(column[0]) for column in cursor.description or ())
        rows = cursor.fetchmany(most + 1)
    finally:
        db.set_authorizer(None)
        db.set_progress_handler(None, 0)
    return SqlResult(columns=columns, rows=tuple(rows[:most]), more=len(rows) > most)


def _allow(action: int, first: str | None, *_: str | None) -> int:
    # The full text asks SQLite itself whether the file has changed.
    own = action == sqlite3.SQLITE_PRAGMA and first == "data_version"
    loads = action == sqlite3.SQLITE_FUNCTION and _[:1] == ("load_extension",)
    return sqlite3.SQLITE_OK if own or (action in _ALLOWED and not loads) else sqlite3.SQLITE_DENY


def _why(db: sqlite3.Connection, told: str, code: int, seconds: float) -> str:
    """Return what is wrong with a question, and what may have been meant."""
    if code == sqlite3.SQLITE_INTERRUPT:
        return f"this question takes longer than {seconds:g} seconds; ask for less, or give it more time"
    if code == sqlite3.SQLITE_AUTH or "not authorized" in told or "prohibited" in told:
        return f"a question may only read this map ({told}); leave that out"
    if "one statement" in told:
        return "these are several statements; give one"
    tables = _tables(db)
    missing = re.search(r"no such (table|column): (\S+)", told)
    if missing:
        known = (
            set(tables) if missing[1] == "table" else {name for names in tables.values() for name in names}
        )
        near = get_close_matches(missing[2].rpartition(".")[2], sorted(known), n=1, cutoff=0.5)
        hint = f"did you mean {near[0]}? " if near else ""
        told += f"; {hint}the tables are: " if missing[1] == "table" else f"; {hint}the columns are: "
        listed = (
            sorted(tables) if missing[1] == "table" else [f"{t} ({', '.join(c)})" for t, c in tables.items()]
        )
        return f"this question cannot be answered: {told}{', '.join(listed)}"
    return f"this question cannot be answered: {told}; see “The map on disk” in the README for the tables"


def _tables(db: sqlite3.Connection) -> dict[str, list[str]]:
    """Return the columns of each table that is for people."""
    names = [
        row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    ]
    people = [name for name in names if not name.startswith(("search_", "sqlite_", "build_"))]
    return {name: [row[1] for row in db.execute(f"PRAGMA table_info({name})")] for name in people}
