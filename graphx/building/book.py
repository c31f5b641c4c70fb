"""A map's file while it is made or changed, and how far that has come."""

from __future__ import annotations

import json
import sqlite3
from typing import Any


class Book:
    """A map's file that is being written.

    Parameters
    ----------
    db
        The open file, in a transaction.
    commits
        Whether what is done is committed now and then, with how far it has come; else all is one transaction.
    state
        How far an interrupted build has come.

    Examples
    --------
    >>> book = Book(sqlite3.connect(":memory:"), commits=False)
    >>> book.state["claimed"] = 3
    >>> book.next_number()
    1
    """

    def __init__(self, db: sqlite3.Connection, *, commits: bool, state: dict[str, Any] | None = None) -> None:
        self.db = db
        self.commits = commits
        self.state: dict[str, Any] = dict(state or {})
        self._last = int(self.state.get("number", 0))
        self.touched: set[str] = set(self.state.get("touched", ()))
        """Node keys of artifacts whose mentions have changed."""

    def next_number(self) -> int:
        """Return a number that no paper of the file has."""
        self._last += 1
        return self._last

    def count_from(self, number: int) -> None:
        """Go on from a number."""
        self._last = max(self._last, number)

    def commit(self) -> None:
        """Keep what was done so far, whatever happens next."""
        if self.commits:
            self.state |= {"number": self._last, "touched": sorted(self.touched)}
            told = json.dumps(self.state, ensure_ascii=False)
            self.db.execute("INSERT OR REPLACE INTO build_state VALUES (1, ?)", (told,))
            self.db.execute("COMMIT")
            self.db.execute("BEGIN")

    def one(self, query: str, *values: object) -> Any:
        """Return the first value of the first row of a question, or None."""
        row = self.db.execute(query, values).fetchone()
        return row[0] if row else None
