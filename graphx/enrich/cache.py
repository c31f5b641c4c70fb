"""Answers kept between runs: an SQLite file of diskcache, read as text and never as anything else.

diskcache unpickles what a row says is pickled, and opens and deletes the file that a row names; whoever can
write the cache could so run code. Our :class:`TextDisk` knows text only and has no files beside the database.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from diskcache import Cache, Disk
from diskcache.core import DEFAULT_SETTINGS, METADATA, MODE_RAW

from graphx.errors import OutputError

FILE = "cache.db"
_SHUT = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH)
_NOT_NOW = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
"""What SQLite says of a file that may be whole: it cannot be written, or others do, or the disk is full."""
_PATIENCE = 60.0
"""Seconds to wait for another graphx that makes the file."""
_OURS = "mode = 1 AND filename IS NULL AND raw = 1 AND typeof(key) = 'text' AND typeof(value) = 'text'"
_TROUBLE = (sqlite3.Error, OSError, TypeError, ValueError, KeyError, AttributeError)
"""What a damaged or foreign file makes diskcache raise."""
_PARTS = frozenset(
    "Settings Cache Cache_key_raw Cache_expire_time Cache_store_time Cache_access_time Cache_access_count "
    "Cache_tag_rowid Settings_count_insert Settings_count_delete Settings_size_insert Settings_size_update "
    "Settings_size_delete sqlite_sequence sqlite_autoindex_Settings_1".split()
)


class TextDisk(Disk):  # type: ignore[misc]  # diskcache ships no types
    """Keys and values are text in the database; everything else is refused."""

    def put(self, key: Any) -> tuple[str, bool]:
        """Return a key as it is stored."""
        if not isinstance(key, str):
            raise TypeError("keys of the cache are text")
        return key, True

    def get(self, key: Any, raw: Any) -> str:
        """Return a key as it was stored."""
        if not raw or not isinstance(key, str):
            raise ValueError("a key that graphx did not write")
        return key

    def store(self, value: Any, read: Any, key: Any = None) -> tuple[int, int, None, str]:
        """Return a value as it is stored: in the database, whatever its size."""
        del key
        if read or not isinstance(value, str):
            raise TypeError("values of the cache are text")
        return 0, MODE_RAW, None, value

    def fetch(self, mode: Any, filename: Any, value: Any, read: Any) -> str:
        """Return a value as it was stored."""
        if mode != MODE_RAW or filename is not None or read or not isinstance(value, str):
            raise ValueError("a row that graphx did not write")
        return value

    def remove(self, file_path: Any) -> None:
        """Remove nothing: we keep no files, so a row that names one is not ours."""


class Answers:
    """Answers by key, each with the time it came.

    Parameters
    ----------
    folder
        Where to keep them; made if missing, for the user alone. None keeps them in memory.
    notify
        Called with a message where the file there cannot be used.

    Examples
    --------
    >>> answers = Answers(None)
    >>> answers.put({"v1|arxiv|paper|1706.03762": {"title": "Attention"}}, 5.0)
    >>> answers.get("v1|arxiv|paper|1706.03762"), answers.get("other")
    ((5.0, {'title': 'Attention'}), None)
    """

    def __init__(
        self, folder: str | PathLike[str] | None, notify: Callable[[str], None] = lambda _text: None
    ) -> None:
        self.folder = None if folder is None else Path(folder)
        self._notify = notify
        self._memory: dict[str, str] = {}
        self._cache: Any = None
        self._kept: _Kept | None = None
        if self.folder is not None:
            self._cache = self._open(self.folder)

    def get(self, key: str) -> tuple[float, Any] | None:
        """Return when an answer came and what it was, or None; foreign and damaged rows are none."""
        text = self._memory.get(key)
        if text is None and self._cache is not None:
            try:
                text = self._cache.get(key, retry=True)
            except _TROUBLE:
                self._notify(f"left out an answer in {self.folder} that graphx did not write")
        if text is None and self._kept is not None:
            text = self._kept.get(key)
        if text is None:
            return None
        try:
            entry = json.loads(text)
            return float(entry["fetched"]), entry["answer"]
        except (ValueError, KeyError, TypeError, RecursionError):
            return None

    def put(self, answers: Mapping[str, Any], now: float) -> None:
        """Keep the answers of one call, all or none; with a cache that fails, for this run only."""
        texts = {
            key: json.dumps({"fetched": now, "answer": answer}, ensure_ascii=True)
            for key, answer in answers.items()
        }
        if self._cache is not None:
            try:
                with self._cache.transact(retry=True):
                    for key, text in texts.items():
                        self._cache.set(key, text, retry=True)
            except _TROUBLE as error:
                self._notify(
                    f"cannot keep answers in {self.folder} ({error}); they are kept for this run only"
                )
                self._cache = None
            else:
                return
        self._memory.update(texts)

    def close(self) -> None:
        """Let go of the file."""
        if self._cache is not None:
            with contextlib.suppress(*_TROUBLE):
                self._cache.close()
        if self._kept is not None:
            self._kept.close()

    def _open(self, folder: Path) -> Any:
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            self._notify(
                f"cannot keep answers in {folder} ({error.strerror}); they are kept for this run only"
            )
            return None
        for _ in range(2):
            try:
                problem = _problem(folder / FILE)
                if not problem:
                    return Cache(
                        str(folder),
                        timeout=_PATIENCE,
                        disk=TextDisk,
                        eviction_policy="none",
                        size_limit=2**40,
                        cull_limit=0,
                    )
            except _TROUBLE as error:
                problem = str(error)
                if not tells_damage(error):
                    return self._open_shut(folder, error)
            aside = set_aside(folder / FILE)
            if aside is None:
                break
            self._notify(f"{folder / FILE} is damaged or not ours ({problem}); moved to {aside}")
        self._notify(f"cannot keep answers in {folder} ({problem}); they are kept for this run only")
        return None

    def _open_shut(self, folder: Path, error: Exception) -> None:
        """Use what is kept in a file that cannot be written; it is not ours to move."""
        if isinstance(error, OSError) or _code(error) in _SHUT:
            with contextlib.suppress(sqlite3.Error):
                self._kept = _Kept(folder / FILE)
        used = "; what is kept there is used" if self._kept else ""
        self._notify(f"cannot keep answers in {folder} ({error}){used}; new ones are kept for this run only")


class _Kept:
    """The answers of a file that is only read; any thread may ask."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._db = _reading(path)

    def get(self, key: str) -> str | None:
        with self._lock, contextlib.suppress(sqlite3.Error):
            row = self._db.execute(f"SELECT value FROM Cache WHERE key = ? AND {_OURS}", (key,)).fetchone()
            return str(row[0]) if row else None
        return None

    def close(self) -> None:
        self._db.close()


def _code(error: BaseException) -> int:
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def tells_damage(error: Exception) -> bool:
    """Whether an error tells of a file that is damaged or not ours, rather than of one that cannot be had."""
    return not isinstance(error, OSError) and _code(error) not in (*_SHUT, *_NOT_NOW)


def _reading(path: Path) -> sqlite3.Connection:
    """Open a file for reading only, in a folder where nothing can be written too."""
    address = path.resolve().as_uri()
    for how in ("mode=ro", "mode=ro&immutable=1"):  # what SQLite keeps beside the file may not be made
        db = sqlite3.connect(f"{address}?{how}", uri=True, timeout=_PATIENCE, check_same_thread=False)
        try:
            db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.Error as error:
            db.close()
            if _code(error) not in _SHUT or "immutable" in how:
                raise
        else:
            return db
    raise AssertionError


def set_aside(path: Path) -> Path | None:
    """Move a file, and what SQLite keeps beside it, out of the way; return where to, or None."""
    for number in range(1, 1000):
        aside = path.with_name(f"{path.name}.aside-{number}")
        if not aside.exists():
            try:
                path.rename(aside)
                for tail in ("-wal", "-shm", "-journal"):
                    path.with_name(path.name + tail).unlink(missing_ok=True)
            except OSError:
                return None
            return aside
    return None


def describe_cache(folder: str | PathLike[str]) -> dict[str, Any]:
    """Return what a cache holds: ``folder``, ``bytes``, ``answers`` by provider, ``oldest``, ``newest``.

    Examples
    --------
    >>> describe_cache("/no/such/folder")["answers"]
    {}
    """
    path = Path(folder) / FILE
    providers: dict[str, int] = {}
    times: list[float] = []
    for key, text in _rows(path):
        provider = key.split("|")[1] if key.count("|") >= 2 else "?"
        providers[provider] = providers.get(provider, 0) + 1
        with contextlib.suppress(ValueError, KeyError, TypeError, RecursionError):
            times.append(float(json.loads(text)["fetched"]))
    told = (
        [time.strftime("%Y-%m-%d", time.gmtime(t)) for t in (min(times), max(times))] if times else ["", ""]
    )
    return {
        "folder": str(folder),
        "bytes": sum(f.stat().st_size for f in Path(folder).glob(f"{FILE}*") if f.is_file()),
        "answers": dict(sorted(providers.items())),
        "oldest": told[0],
        "newest": told[1],
    }


def clear_cache(folder: str | PathLike[str], provider: str | None = None) -> int:
    """Forget all answers, or those of one provider; return how many.

    Examples
    --------
    >>> clear_cache("/no/such/folder")
    0
    """
    if not (Path(folder) / FILE).is_file():
        return 0
    told: list[str] = []
    answers = Answers(folder, told.append)
    gone = 0
    if answers._cache is None:
        answers.close()
        raise OutputError(f"cannot clear {folder}: {told[-1].partition(';')[0]}; check its permissions")
    for key, _ in list(_rows(Path(folder) / FILE)):
        if provider is None or key.split("|")[1:2] == [provider]:
            gone += bool(answers._cache.delete(key, retry=True))
    answers.close()
    return gone


def _rows(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the rows that are ours, read past diskcache."""
    try:
        if not path.is_file() or _problem(path):
            return
    except (sqlite3.Error, OSError) as error:
        raise OutputError(f"{path} cannot be read ({error}); check its permissions") from error
    with contextlib.closing(_reading(path)) as db:
        yield from db.execute(f"SELECT key, value FROM Cache WHERE {_OURS}")


def _problem(path: Path) -> str:
    """Return why a file is not one of our caches, or nothing; looked at before diskcache trusts it.

    Raises
    ------
    sqlite3.Error
        It cannot be looked at now.
    """
    if not path.exists() or (path.is_file() and not path.stat().st_size):
        return ""
    try:
        with contextlib.closing(_reading(path)) as db:
            parts = {row[0] for row in db.execute("SELECT name FROM sqlite_master")}
            told = db.execute("PRAGMA quick_check(1)").fetchone()[0]
            settings = {row[0] for row in db.execute("SELECT key FROM Settings")} if parts else set()
    except sqlite3.Error as error:
        if not tells_damage(error):
            raise
        return str(error)
    # diskcache sets whatever stands in this table as attributes of its own and as SQLite's settings.
    known = {*DEFAULT_SETTINGS, *METADATA, "disk_min_file_size", "disk_pickle_protocol"}
    foreign = sorted((parts - _PARTS) | (settings - known))
    return f"it holds {foreign[0]!r}" if foreign else "" if told == "ok" else str(told)
