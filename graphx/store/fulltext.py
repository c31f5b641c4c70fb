"""Full text over a map: titles, abstracts, authors and names, the best first."""

from __future__ import annotations

import json
import re
import sqlite3
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Final

from graphx.errors import MapError, OptionError, choose
from graphx.schema import NODE_KINDS
from graphx.store.ahead import read_ahead
from graphx.store.files import PATIENCE, open_map
from graphx.text import one_line

_WEIGHTS: Final = "0, 0, 8, 1, 4, 4"  # key, kind, label, abstract, names, ids: a word in a title tells most
_SNIPPET: Final = 24  # words
_MOST_WORDS: Final = 64
_OPERATORS: Final = re.compile(r'["*()^:+]|\b(?:AND|OR|NOT|NEAR)\b')
_LEFT, _RIGHT = "\x02", "\x03"  # no text of the file that we show holds controls

_BEST: Final = f"SELECT rowid, bm25(search, {_WEIGHTS}) FROM search WHERE search MATCH ? ORDER BY 2 LIMIT ?"
_SOME: Final = "SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH ? LIMIT ?)"
_NAMED: Final = (
    "SELECT id, key FROM nodes WHERE id IN (SELECT value FROM json_each(?)) AND ? IN ('all', kind)"
)
_SHOW: Final = f"""
SELECT key, kind, label, snippet(search, -1, ?, ?, '…', {_SNIPPET}), highlight(search, 2, ?, ?)
FROM search WHERE search MATCH ? AND rowid = ?
"""
_MANY: Final = 1_000
"""Hits from which all lengths of texts are fetched at once, rather than those of the hits one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchHit:
    """A paper or artifact that a search found.

    Parameters
    ----------
    key, kind, label
        Its node key, kind, and title or name.
    score
        How well it fits (BM25); only to be compared within one search.
    snippet
        The part of its text that fits best, on one line, with the words found between marks.
    """

    key: str
    kind: str
    label: str
    score: float
    snippet: str


def search(
    folder: str | PathLike[str],
    words: str,
    *,
    size: int = 20,
    kind: str = "all",
    marks: tuple[str, str] = ("[", "]"),
    patience: float = PATIENCE,
) -> list[SearchHit]:
    """Find papers and artifacts by words of their titles, abstracts, authors and names.

    Parameters
    ----------
    folder
        The map's folder.
    words
        Words that must all be there, in any order and in any of their forms ("benchmarks" finds
        "benchmark"). ``"long context"`` in quotes is found as it stands, ``bench*`` by its beginning; ``OR``,
        ``NOT``, ``NEAR`` and brackets are those of SQLite's FTS5. What is no valid search is taken as words.
    size
        How many to return at most.
    kind
        ``"paper"``, ``"dataset"``, ``"model"``, ``"repo"`` or ``"all"``.
    marks
        What to put before and after a word found.
    patience
        Seconds to wait for another graphx that writes the map.

    Raises
    ------
    OptionError
        No words, too many, or an unknown kind.
    MapError
        There is no map, or one from before maps had full text.

    Examples
    --------
    >>> import tempfile
    >>> from graphx import explore, sample_path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = explore(sample_path(), output=folder)
    ...     [hit.key for hit in search(folder, "CLIP", kind="model", size=1)]
    ['model:clip']
    """
    if size < 1:
        raise OptionError(f"size={size} asks for nothing; give at least 1")
    choose("kind", kind, ("all", *NODE_KINDS))
    words = one_line(words)
    if not words:
        raise OptionError("no words to search for; give at least one")
    if len(words.split()) > _MOST_WORDS:
        raise OptionError(f"{len(words.split())} words are too many; give at most {_MOST_WORDS}")
    with open_map(folder, patience=patience) as db:
        if not db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'search'").fetchone()[0]:
            raise MapError(
                f"{Path(folder)} was made by an older graphx, without full text; build it again to search it"
            )
        db.execute("BEGIN")  # so that a build cannot come in between
        rows = _rows(db, words, kind, size)
    return [
        SearchHit(
            key=row[0], kind=row[1], label=row[2], score=row[3], snippet=_snippet(row[4], row[5], marks)
        )
        for row in rows
    ]


def _rows(
    db: sqlite3.Connection, words: str, kind: str, size: int
) -> list[tuple[str, str, str, float, str, str]]:
    if _OPERATORS.search(words):
        try:
            return _found(db, words, kind, size)
        except sqlite3.OperationalError as error:
            if getattr(error, "sqlite_errorcode", 0) != sqlite3.SQLITE_ERROR:
                raise
    quoted = " ".join('"' + word.replace('"', '""') + '"' for word in words.split())
    return _found(db, quoted, kind, size)


def _found(
    db: sqlite3.Connection, match: str, kind: str, size: int
) -> list[tuple[str, str, str, float, str, str]]:
    marks = (_LEFT, _RIGHT, _LEFT, _RIGHT)
    rows = []
    for score, _, number in _best(db, match, kind, size):
        key, kind_, label, *texts = db.execute(_SHOW, (*marks, match, number)).fetchone()
        rows.append((key, kind_, label, -score, *texts))
    return rows


def _best(db: sqlite3.Connection, match: str, kind: str, size: int) -> list[tuple[float, str, int]]:
    """Return score (less is better), key and number of what fits best, of equal scores the first keys.

    Only what may be among them is looked up: a common word is in more texts than can be read in a second.
    """
    if db.execute(_SOME, (match, _MANY)).fetchone()[0] == _MANY:
        read_ahead(db, "search_docsize")
    most = min(size, 1 << 40) + 100
    while True:
        scores = dict(db.execute(_BEST, (match, most)))
        whole = len(scores) < most
        if not whole:
            worst = max(scores.values())  # more than these may have it
            scores = {number: score for number, score in scores.items() if score < worst}
        named = db.execute(_NAMED, (json.dumps(list(scores)), kind))
        found = sorted((scores[number], key, number) for number, key in named)
        if whole or len(found) >= size:
            return found[:size]
        most *= 10


def _snippet(best: str, label: str, marks: tuple[str, str]) -> str:
    """Return the words found in the text around them, in the title where only that holds them."""
    text = label if _LEFT in label and _LEFT not in best else best
    text = " ".join(text.split())
    return one_line(text.replace(_LEFT, marks[0]).replace(_RIGHT, marks[1]))
