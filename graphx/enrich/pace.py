"""When a host may be asked next: one rule for all graphx processes that share a cache folder.

Each call reserves the next free slot of its host in a small SQLite file, so that several runs together are no
faster than one. A source that said "not before" stays closed for later runs too.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from graphx.enrich.cache import set_aside, tells_damage

FILE = "pace.db"
_FAR = 120.0
"""Seconds; a slot further away than that was left by a clock that has been put back."""


class Pace:
    """Reserves slots.

    Parameters
    ----------
    folder
        Where the file is; None, or a folder that cannot be written, paces this process only.
    clock, sleep
        Seconds since 1970, and what waits.
    notify
        Called with a message where the file cannot be used.

    Examples
    --------
    >>> now = [0.0]
    >>> def sleep(seconds): now[0] += seconds
    >>> pace = Pace(None, clock=lambda: now[0], sleep=sleep)
    >>> for _ in range(3): pace.wait("arxiv.org", 3.0)
    >>> now[0]
    6.0
    """

    def __init__(
        self,
        folder: Path | None,
        *,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
        notify: Callable[[str], None] = lambda _text: None,
    ) -> None:
        self._clock, self._sleep = clock, sleep
        self._lock = threading.RLock()
        kept = None if folder is None else self._opened(folder / FILE, notify)
        self._db = kept or sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self._db.execute("CREATE TABLE IF NOT EXISTS pace (host TEXT PRIMARY KEY, next REAL, closed REAL)")

    def wait(self, host: str, seconds: float) -> None:
        """Wait for the host's next slot and reserve the one after it, ``seconds`` later."""
        with self._locked():
            now = self._clock()
            slot = max(now, self._read(host)[0])
            if slot > now + max(_FAR, 20 * seconds):
                slot = now
            self._write(host, slot + seconds, None)
        if slot > now:
            self._sleep(slot - now)

    def close(self, host: str, until: float) -> None:
        """Remember that a host wants no calls before a time."""
        with self._locked():
            self._write(host, None, until)

    def closed(self, host: str) -> float:
        """Return until when a host wants no calls, or 0."""
        with self._lock:
            until = self._read(host)[1]
        return until if self._clock() < until < self._clock() + 32 * 86400 else 0.0

    def done(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._db.close()

    def _read(self, host: str) -> tuple[float, float]:
        row = self._db.execute("SELECT next, closed FROM pace WHERE host = ?", (host,)).fetchone()
        return (float(row[0] or 0), float(row[1] or 0)) if row else (0.0, 0.0)

    def _write(self, host: str, slot: float | None, closed: float | None) -> None:
        self._db.execute(
            "INSERT INTO pace VALUES (?1, ?2, ?3) ON CONFLICT (host) DO UPDATE SET "
            "next = coalesce(?2, next), closed = coalesce(?3, closed)",
            (host, slot, closed),
        )

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            finally:
                self._db.execute("COMMIT")

    @staticmethod
    def _opened(path: Path, notify: Callable[[str], None]) -> sqlite3.Connection | None:
        for _ in range(2):
            db = None
            try:
                db = sqlite3.connect(path, isolation_level=None, timeout=60, check_same_thread=False)
                db.execute("PRAGMA synchronous = OFF")  # a slot lost with the power is no loss
                db.execute("CREATE TABLE IF NOT EXISTS pace (host TEXT PRIMARY KEY, next REAL, closed REAL)")
                columns = [row[1] for row in db.execute("PRAGMA table_info(pace)")]
                triggers = db.execute("SELECT count(*) FROM sqlite_master WHERE type <> 'table'").fetchone()[
                    0
                ]
                if columns == ["host", "next", "closed"] and triggers == 1:  # the index of the key
                    return db
                problem = "it is another program's"
            except sqlite3.DatabaseError as error:
                if not tells_damage(error):
                    if db is not None:
                        db.close()
                    return None  # it may be whole: another graphx writes it, or it can only be read
                problem = str(error)
            if db is not None:
                db.close()
            aside = set_aside(path)
            if aside is None:
                break
            notify(f"{path} is damaged or not ours ({problem}); moved to {aside}")
        return None
