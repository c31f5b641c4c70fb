"""Made-up maps of any size as they lie on disk, filled in directly, without looking for names in texts.

    python -m tests.benchmarks.stored PAPERS FOLDER

The map of :mod:`tests.benchmarks.synthetic`, with invented titles, and abstracts that name what the map says
they name, one sentence each.
"""

from __future__ import annotations

import argparse
import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from graphx import store
from graphx.schema import CITES, NODE_KINDS, PAPER, RELATIONS
from graphx.store.rows import CITATION_COLUMNS, MENTION_COLUMNS, NODE_COLUMNS, PAPER_COLUMNS, put
from tests.benchmarks.synthetic import synthetic_arrays

_SYLLABLES = np.array("ba ce di fo gu ha ke li mo nu pa re si to vu".split())
_WORDS = 5_000
_TITLE = 8  # words
_FILLING = 12  # words of an abstract beside its sentences
_CITED = 3  # earlier papers, so that there are five links a paper
_VERBS = {"introduces": "present", "uses": "train on", "mentions": "compare with"}
_BLOCK = 10_000  # papers whose texts are made at a time
_COLUMNS = {
    "artifacts": "key, kind, name, url, family",
    "papers": PAPER_COLUMNS,
    "paper_ids": "id, paper",
    "mentions": MENTION_COLUMNS,
    "citations": CITATION_COLUMNS,
    "nodes": NODE_COLUMNS,
    "links": "source, target, relation, weight, sentence",
}


def stored_map(folder: Path, papers: int, *, seed: int = 0) -> Path:
    """Write a made-up map of some papers into a folder; the same for the same arguments."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / store.FILE_NAME
    path.unlink(missing_ok=True)
    store.save_map(folder, store.Contents(papers=(), mentions=(), meta={"records": str(papers)}), [])
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = OFF")
        db.execute("PRAGMA synchronous = OFF")
        db.execute("BEGIN")
        # In one go at the end, for they come in no order.
        late = db.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        ).fetchall()
        for name, _ in late:
            db.execute(f"DROP INDEX {name}")
        for table, rows in _Made(papers, seed).rows():
            put(db, table, _COLUMNS[table], rows)
        for _, statement in late:
            db.execute(statement)
        db.execute("INSERT INTO search (search) VALUES ('rebuild')")
        db.execute("COMMIT")
    return path


class _Made:
    """The rows of a map's tables, block by block."""

    def __init__(self, papers: int, seed: int) -> None:
        self.arrays = synthetic_arrays(papers, seed=seed, cited=_CITED)
        self.chance = np.random.default_rng(seed + 1)
        drawn = self.chance.choice(_SYLLABLES, (_WORDS, 3))
        self.words = ["".join(one) for one in drawn.tolist()]
        popularity = 1 / np.arange(1, _WORDS + 1)
        self.popularity = np.cumsum(popularity / popularity.sum())
        self.first = len(self.arrays) - papers  # of the papers

    def rows(self) -> Iterator[tuple[str, list[Any]]]:
        """Yield the name of a table and some of its rows, never none; what they refer to comes before."""
        keys, kinds = self.arrays.keys, self.arrays.kinds.tolist()
        artifacts = [(keys[n], NODE_KINDS[kinds[n]], self.name(n)) for n in range(self.first)]
        yield "artifacts", [(*row, "", None) for row in artifacts]
        for start in range(self.first, len(keys), _BLOCK):
            yield from self.block(start, min(start + _BLOCK, len(keys)))
        yield "nodes", [(*row, None, row[2], "") for row in artifacts]

    def name(self, artifact: int) -> str:
        """Return what an artifact is called."""
        word = self.words[artifact % _WORDS].capitalize()
        return (
            f"{word}Net-{artifact}"
            if self.arrays.kinds[artifact] == NODE_KINDS.index("model")
            else f"{word}-{artifact}"
        )

    def block(self, start: int, end: int) -> Iterator[tuple[str, list[Any]]]:
        """Yield the rows of some papers."""
        arrays, keys = self.arrays, self.arrays.keys
        size = end - start
        drawn = np.searchsorted(self.popularity, self.chance.random((size, _TITLE + _FILLING)))
        edges = np.searchsorted(arrays.sources, np.arange(start, end + 1)).tolist()
        tables: dict[str, list[Any]] = {name: [] for name in _COLUMNS if name != "artifacts"}
        for paper, words, first, last in zip(
            range(start, end), drawn.tolist(), edges[:-1], edges[1:], strict=True
        ):
            key, number = keys[paper], paper - self.first
            told = [self.words[min(n, _WORDS - 1)] for n in words]
            title = " ".join(told[:_TITLE]).capitalize()
            abstract = " ".join(told[_TITLE:]).capitalize() + "."
            names = []
            for edge in range(first, last):
                other = int(arrays.targets[edge])
                relation = RELATIONS[arrays.relations[edge]]
                if relation == CITES:
                    tables["citations"].append((key, keys[other], "input", keys[other], "", 1.0))
                    tables["links"].append((key, keys[other], relation, 1.0, keys[other]))
                    continue
                name = self.name(other)
                sentence = f"We {_VERBS[relation]} {name}."
                at = len(abstract) + 1
                abstract = f"{abstract} {sentence}"
                span = at + len(sentence) - 1 - len(name)
                tables["mentions"].append(
                    (
                        *(key, "abstract", span, span + len(name), name, keys[other], "", relation),
                        *("catalog", 1.0, sentence, at, "accepted", None),
                    )
                )
                tables["links"].append((key, keys[other], relation, 1.0, sentence))
                names.append(name)
            identifier = f"doi:10.1000/{number}"
            year = int(arrays.years[paper])
            tables["papers"].append((key, title, abstract, year, "", "", "", '["A. Author"]', "[]"))
            tables["paper_ids"].append((identifier, key))
            tables["nodes"].append((key, PAPER, title, None, "; ".join(names), identifier[4:]))
        yield from ((name, rows) for name, rows in tables.items() if rows)


def main() -> None:
    """Write a map."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("papers", type=int)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    print(stored_map(options.folder, options.papers))


if __name__ == "__main__":
    main()
