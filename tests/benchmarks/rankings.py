"""How fast nodes are ranked, side by side with plain networkx on the same graph, in one run.

    python -m tests.benchmarks.rankings [--papers 10000 100000] [--rounds 3]

The map is made up (tests/benchmarks/synthetic.py). networkx gets it flattened already; graphx gets the map
and once takes it off to arrays, which is told by itself and counted in the column "first time". Where
networkx would need hours, both follow shortest paths from some nodes only and the ratio is that per node.
Times are those of the processor, so that a second core of which networkx makes no use does not flatter us.
PageRank of networkx is timed with its own loose tolerance, and with the one that graphx keeps.
"""

from __future__ import annotations

import argparse
import gc
import random
import statistics
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

import networkx as nx

from graphx.analyze import flatten_graph, rank_nodes
from graphx.analyze.arrays import arrays_of
from graphx.analyze.distances import walk
from tests.benchmarks.synthetic import synthetic_graph

STARTS = 40
"""Nodes that networkx follows shortest paths from."""


def seconds(run: Callable[[], object]) -> float:
    """Return the processor time that a call takes, all its threads together."""
    gc.collect()
    gc.freeze()  # the graph itself is not looked through for what can be thrown away, whoever is measured
    start = time.process_time()
    run()
    taken = time.process_time() - start
    gc.unfreeze()
    return taken


class Row(NamedTuple):
    """Seconds of the processor that a ranking takes; of ours also the first time, arrays included."""

    name: str
    networkx: float
    graphx: float
    first: float


def rows(papers: int, rounds: int) -> Iterator[Row]:
    """Yield what rankings of one size take."""
    G = synthetic_graph(papers)
    taken = seconds(lambda: arrays_of(G))
    flat = flatten_graph(G)
    some = random.Random(1).sample(sorted(flat), STARTS)
    strict = {"tol": 1e-13 / len(flat), "max_iter": 1000}
    starts = len(flat) if papers <= 10_000 else 600
    links = arrays_of(G).links

    def closeness() -> None:
        for node in some:
            nx.closeness_centrality(flat, u=node)

    def ours(by: str) -> Callable[[], object]:
        return lambda: rank_nodes(G, by=by, kind=None)

    contenders: list[tuple[str, Callable[[], object], int, Callable[[], object], int]] = [
        ("pagerank", lambda: nx.pagerank(flat), 1, ours("pagerank"), 1),
        ("pagerank, same tolerance", lambda: nx.pagerank(flat, **strict), 1, ours("pagerank"), 1),
        ("core", lambda: nx.core_number(flat), 1, ours("core"), 1),
        (
            "betweenness, a start",
            lambda: nx.betweenness_centrality(flat, k=STARTS, seed=1),
            STARTS,
            lambda: walk(links, paths=True, samples=starts),
            starts,
        ),
        ("closeness, a node", closeness, STARTS, lambda: walk(links, paths=False, samples=starts), starts),
    ]
    for name, theirs, many, mine, more in contenders:
        peer, self_ = [], []
        for _ in range(rounds):
            peer.append(seconds(theirs) / many)
            self_.append(seconds(mine) / more)
        fast = statistics.median(self_)
        yield Row(name, statistics.median(peer), fast, fast + taken / more)


def compare(papers: int, rounds: int) -> None:
    """Print a table for one size."""
    print(f"\n{papers:,} papers")
    print(f"{'':34}{'networkx':>12}{'graphx':>12}{'ratio':>9}{'first time':>12}")
    for name, slow, fast, first in rows(papers, rounds):
        print(f"{name:34}{slow:12.5f}{fast:12.5f}{slow / fast:8.1f}×{slow / first:11.1f}×")


def main() -> None:
    """Run the benchmark and print its tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--papers", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    for papers in arguments.papers:
        compare(papers, arguments.rounds)


if __name__ == "__main__":
    main()
