"""How fast the papers most like every paper are found, beside the projection of networkx, on made-up maps.

    python -m tests.benchmarks.similar [-n 1000 10000 100000 1000000] [--networkx 10000] [--by shared …]

networkx only makes the graph of all pairs (``nx.bipartite.collaboration_weighted_projected_graph``); the best
twenty of each paper would have to be taken from it yet. It takes a minute and 2 GB at 10,000 papers, and the
square of that beyond, so it runs up to the size given by ``--networkx``. Seconds are those of the processor.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time
from collections.abc import Callable

import networkx as nx
import numpy as np

from graphx.analyze.arrays import GraphArrays
from graphx.analyze.measures import MEASURES, features_of
from graphx.analyze.nearest import nearest_rows, nearest_to
from tests.benchmarks.synthetic import synthetic_arrays

SIZE = 20


def seconds(run: Callable[[], object]) -> float:
    """Return the processor seconds of a run."""
    before = time.process_time()
    run()
    return time.process_time() - before


def projected(arrays: GraphArrays) -> float:
    """Return the seconds that networkx takes for the graph of all pairs."""
    rows, columns = arrays.naming.nonzero()
    both: nx.Graph[int] = nx.Graph()
    both.add_nodes_from(arrays.papers.tolist())
    both.add_edges_from(zip(rows.tolist(), columns.tolist(), strict=True))
    papers = arrays.papers.tolist()
    return seconds(lambda: nx.bipartite.collaboration_weighted_projected_graph(both, papers))


def measure(arrays: GraphArrays, by: str, rounds: int) -> str:
    """Return what one measure takes for all papers and for one, as a line of print."""
    all_papers = []
    for _ in range(rounds):
        features = MEASURES[by](arrays)
        all_papers.append(seconds(lambda features=features: nearest_rows(features, SIZE)))
    features = features_of(arrays, by)
    rows = np.random.default_rng(0).integers(0, len(arrays.papers), 200)
    nearest_to(features, 0, SIZE)
    one = [seconds(lambda row=row: nearest_to(features, int(row), SIZE)) for row in rows]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (
        f"{len(arrays.papers):>9,} {by:<10} all {statistics.median(all_papers):9.3f} s   one: median "
        f"{1000 * statistics.median(one):6.2f} ms, slowest {1000 * max(one):7.2f} ms   peak {memory:,.0f} MB"
    )


def main() -> None:
    """Run the benchmark and print its figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-n", type=int, nargs="+", default=[1000, 10_000, 100_000], help="papers")
    parser.add_argument("--by", nargs="+", default=["shared"], choices=sorted(MEASURES))
    parser.add_argument("--networkx", type=int, default=1000, help="up to how many papers networkx runs")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    for papers in arguments.n:
        citations = bool({"combined", "coupling", "cocitation"}.intersection(arguments.by))
        arrays = synthetic_arrays(papers, citations=citations)
        for by in arguments.by:
            print(measure(arrays, by, arguments.rounds if papers < 1_000_000 else 1), flush=True)
        if papers <= arguments.networkx:
            print(f"{papers:>9,} networkx   all {projected(arrays):9.3f} s (pairs only)", flush=True)


if __name__ == "__main__":
    main()
