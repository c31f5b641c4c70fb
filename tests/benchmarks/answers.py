"""First answers from maps on disk, each from a cold start, beside what one would write with networkx.

    python -m tests.benchmarks.answers [PAPERS …] [--maps FOLDER] [--networkx 100000] [--runs 5]

Maps are made by :mod:`tests.benchmarks.stored`, and kept in FOLDER where one is given. Each command runs in a
process of its own, started anew: medians of its time by the clock and by the processor, and of the memory at
its peak. "arrays" is what the first command after a build makes, once. Below stand a ranking, a reading list
and similar papers together, loading included, in one process: with graphx, and with networkx and sqlite3.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from graphx.mapped import FILE_NAME
from tests.benchmarks.stored import stored_map

OURS = """
import sys
from graphx import open_graph, rank_nodes, reading_list, similar_papers
G = open_graph(sys.argv[1])
best = [(G.nodes[key]["label"], score) for key, score in list(rank_nodes(G, kind="dataset").items())[:20]]
reading_list(G, [sys.argv[2]]), similar_papers(G, sys.argv[2])
"""

THEIRS = """
import sqlite3, sys
from math import log
import networkx as nx
folder, seed = sys.argv[1:]
db = sqlite3.connect(f"{folder}/graph.db")
G = nx.Graph()
nodes = db.execute("SELECT key, kind, label FROM nodes")
G.add_nodes_from((key, {"kind": kind, "label": label}) for key, kind, label in nodes)
G.add_weighted_edges_from(db.execute("SELECT source, target, weight FROM links"))
def best(scores, kind, size):
    return sorted((k for k in scores if G.nodes[k]["kind"] == kind), key=scores.get, reverse=True)[:size]
best(nx.pagerank(G), "dataset", 20)
best(nx.pagerank(G, alpha=0.5, personalization={seed: 1}), "paper", 16)
alike = {}
for name in G[seed]:
    if len(G[name]) > 1:
        for paper in G[name]:
            if paper != seed and G.nodes[paper]["kind"] == "paper":
                alike[paper] = alike.get(paper, 0) + 1 / log(len(G[name]))
best(alike, "paper", 20)
"""


def measured(command: list[str]) -> tuple[float, float, float]:
    """Return seconds by the clock and by the processor, and megabytes at the peak, of a process."""
    start = time.perf_counter()
    child = os.posix_spawn(
        command[0],
        command,
        os.environ,
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
    )
    _, status, used = os.wait4(child, 0)
    if status:
        raise SystemExit(f"{command} failed")
    return time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def median(command: list[str], runs: int) -> str:
    """Return the medians of a few runs, as a line."""
    told = [
        statistics.median(column) for column in zip(*(measured(command) for _ in range(runs)), strict=True)
    ]
    return f"{told[0]:8.2f} s {told[1]:8.2f} s cpu {told[2]:7.0f} MB"


def commands(papers: int) -> dict[str, list[str]]:
    """Return the commands to time, by what they are called here."""
    some, other = f"paper:{papers // 2:07}", f"paper:{papers // 3:07}"
    return {
        "rank": ["rank", "MAP", "--by", "pagerank", "--kind", "dataset"],
        "reading-list": ["reading-list", "MAP", some],
        "path": ["path", "MAP", some, other],
        "search": ["search", "MAP", "fodili", "batoce"],
        "similar": ["similar", "MAP", some],
        "info": ["info", "MAP"],
    }


def report(papers: int, folder: Path, runs: int, *, networkx: bool) -> None:
    """Print what answers from a map of some papers take."""
    if not (folder / "graph.db").is_file():
        stored_map(folder, papers)
    (folder / FILE_NAME).unlink(missing_ok=True)
    python = [sys.executable, "-m", "graphx"]
    print(f"{papers:,} papers, {(folder / 'graph.db').stat().st_size / papers:,.0f} bytes a paper")
    print(f"  {'arrays':<14}{median([*python, 'path', str(folder), *commands(papers)['path'][2:]], 1)}")
    print(f"  {'':<14}{(folder / FILE_NAME).stat().st_size / papers:8,.0f} bytes a paper")
    for name, command in commands(papers).items():
        told = [str(folder) if word == "MAP" else word for word in command]
        print(f"  {name:<14}{median([*python, *told], runs)}")
    ends = [str(folder), f"paper:{papers // 2:07}"]
    print(f"  {'together':<14}{median([sys.executable, '-c', OURS, *ends], runs)}")
    if networkx:
        print(f"  {'networkx':<14}{median([sys.executable, '-c', THEIRS, *ends], max(1, runs // 2))}")


def main() -> None:
    """Time all sizes."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("papers", type=int, nargs="*", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--maps", type=Path)
    parser.add_argument("--networkx", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        for papers in options.papers:
            folder = (options.maps or Path(scratch)) / f"made-{papers}"
            report(papers, folder, options.runs, networkx=papers <= options.networkx)


if __name__ == "__main__":
    main()
