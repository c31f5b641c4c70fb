"""How fast names are found, side by side with spaCy's PhraseMatcher on as many names, in one run.

    python -m tests.benchmarks.find_names FILE.jsonl.gz [FILE …] [-n 20000] [--rounds 3]

Each round runs every contender once, in turn, so that a machine whose speed drifts is fair to all; the
figures are medians. CPU seconds are those of this process and its children. PhraseMatcher only finds the
names; graphx also tells the kinds, roles, sentences and new names, so equal speed is not equal work.
"""

from __future__ import annotations

import argparse
import gc
import gzip
import json
import os
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from graphx.find import find_mentions, load_catalog
from graphx.model import Paper


def papers_of(files: list[Path], limit: int) -> list[Paper]:
    """Return the first papers of some JSONL files, evenly from each."""
    papers: dict[str, Paper] = {}
    for file in files:
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            wanted = len(papers) + limit // len(files)
            for line in lines:
                record = json.loads(line)
                paper = Paper(title=record["title"], abstract=record.get("abstract") or "")
                papers[paper.key] = paper
                if len(papers) >= wanted:
                    break
    return list(papers.values())


def phrase_matcher(papers: list[Paper]) -> Callable[[], int] | None:
    """Return spaCy's PhraseMatcher with all names of the catalog, ready to run, or None without spaCy."""
    try:
        import spacy
        from spacy.matcher import PhraseMatcher
    except ImportError:
        return None
    nlp = spacy.blank("en")
    names = {name for entry in load_catalog().entries for name in (*entry.spellings, *entry.expansions)}
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    matcher.add("names", [nlp.make_doc(name) for name in names])
    print(f"PhraseMatcher holds {len(names):,} names")
    return lambda: sum(len(matcher(nlp.make_doc(f"{p.title}. {p.abstract}"))) for p in papers)


def measured(run: Callable[[], object]) -> tuple[float, float]:
    """Return wall and CPU seconds of a run."""
    # No contender pays for looking through what the others keep in memory.
    gc.collect()
    gc.freeze()
    before, wall = os.times(), time.perf_counter()
    run()
    after = os.times()
    return time.perf_counter() - wall, sum(after[:4]) - sum(before[:4])


def contenders(papers: list[Paper]) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield what is compared."""
    yield "graphx, one process", lambda: find_mentions(papers)
    yield "graphx, two processes", lambda: find_mentions(papers, processes=2)
    matcher = phrase_matcher(papers)
    if matcher:
        yield "spaCy PhraseMatcher", matcher


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("-n", type=int, default=20_000, help="papers in all")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    papers = papers_of(arguments.files, arguments.n)
    find_mentions(papers[:50])
    runs = dict(contenders(papers))
    figures: dict[str, list[tuple[float, float]]] = {name: [] for name in runs}
    for _ in range(arguments.rounds):
        for name, run in runs.items():
            figures[name].append(measured(run))
    print(f"{len(papers):,} papers, {arguments.rounds} rounds, medians")
    base = statistics.median(wall for wall, _ in figures["graphx, one process"])
    for name, rounds in figures.items():
        wall, cpu = (statistics.median(values) for values in zip(*rounds, strict=True))
        print(
            f"{name:24}{len(papers) / wall:10,.0f} papers/s {len(papers) / cpu:10,.0f} papers/CPU s "
            f"{base / wall:8.2f}× one process"
        )


if __name__ == "__main__":
    main()
