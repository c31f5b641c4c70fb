"""How fast communities are found and how good they are, beside networkx and scikit-network, on made-up maps.

    python -m tests.benchmarks.communities [-n 1000 10000] [--networkx 10000] [--runs 3]

All cut the same damped graph. networkx runs up to the size given by ``--networkx``; scikit-network where it
is installed. Seconds are those of the processor, medians; modularity is the best of the runs.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterator

import networkx as nx
import numpy as np
from scipy import sparse

from graphx.analyze.communities import damped_links, find_communities
from graphx.analyze.partition import Ints, Links, cut, modularity
from tests.benchmarks.synthetic import synthetic_arrays, synthetic_graph


def contenders(links: Links, *, with_networkx: bool) -> Iterator[tuple[str, Callable[[int], Ints]]]:
    """Yield what is compared: functions from a seed to a partition."""
    yield "graphx", lambda seed: cut(links, seed=seed)
    if with_networkx:
        graph = nx.from_scipy_sparse_array(links)

        def louvain(seed: int) -> Ints:
            parts = np.empty(links.shape[0], np.int64)
            for number, members in enumerate(nx.community.louvain_communities(graph, seed=seed)):
                parts[list(members)] = number
            return parts

        yield "networkx Louvain", louvain
    try:
        from sknetwork.clustering import Leiden, Louvain
    except ImportError:
        return
    plain = sparse.csr_matrix(links)
    for method in (Louvain, Leiden):
        yield (
            f"scikit-network {method.__name__}",
            lambda seed, method=method: method(random_state=seed, shuffle_nodes=True).fit_predict(plain),
        )


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-n", type=int, nargs="+", default=[1000, 10_000], help="papers")
    parser.add_argument("--networkx", type=int, default=10_000, help="up to how many papers networkx runs")
    parser.add_argument("--whole", type=int, default=10_000, help="up to how many papers names are made too")
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    for papers in arguments.n:
        links = damped_links(synthetic_arrays(papers))
        print(f"{papers:,} papers, {links.nnz // 2:,} links")
        for name, run in contenders(links, with_networkx=papers <= arguments.networkx):
            times, heights = [], []
            for seed in range(arguments.runs):
                before = time.process_time()
                parts = run(seed)
                times.append(time.process_time() - before)
                heights.append(modularity(links, np.unique(parts, return_inverse=True)[1]))
            print(
                f"  {name:<24} {statistics.median(times):8.3f} s   modularity {max(heights):.4f}", flush=True
            )
        if papers <= arguments.whole:
            G = synthetic_graph(papers)
            before = time.process_time()
            find_communities(G)
            print(
                f"  {'graphx, from networkx':<24} {time.process_time() - before:8.3f} s   with names",
                flush=True,
            )


if __name__ == "__main__":
    main()
