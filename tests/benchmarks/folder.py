"""What the page of a map of a million papers costs: written, opened, searched.

    python -m tests.benchmarks.folder MAP [--processes 2] [--papers 10] [--folder DIR]

The map is one that is there (``python -m tests.benchmarks.million`` makes papers, ``graphx build`` the map).
Written by ``redraw_page`` in a process of its own, so that nothing is warm but the disk. Opened in fresh
browsers without a network: the overview, then papers drawn by lot, each searched for by its title from the
overview and opened from what is found. ``all asked`` is told only when every one of them has led to itself.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from graphx.graphs import open_graph
from tests.benchmarks.pages import Bench

DRAW = """
import sys
from graphx.maps import redraw_page
if __name__ == "__main__":
    redraw_page(sys.argv[1], sys.argv[2], processes=int(sys.argv[3]))
"""
FIND = """
async label => {
  const start = performance.now(), found = await atlas.find(label, 12, -1);
  const hit = found.hits.find(one => one.label === label);
  return [performance.now() - start, hit ? hit.region : -1];
}
"""
TAKE = "async label => { (await atlas.find(label, 12, -1)).hits.find(one => one.label === label).take(); }"


def written(source: Path, page: Path, processes: int) -> int:
    """Write a page, tell what it cost, and return the bytes of all its files."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", DRAW, source, page, str(processes)], check=True)
    wall = time.perf_counter() - start
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"written in {wall:.1f} s, processors {used.ru_utime + used.ru_stime:.1f} s, ", end="")
    print(f"most memory of one process {used.ru_maxrss / 1e6:.2f} GB")
    files = [page, *(page.parent / f"{page.stem}-parts").glob("*.html")]
    return sum(file.stat().st_size for file in files)


def opened(bench: Bench, page: Path) -> None:
    """Tell how soon the overview is ready."""
    row = bench.medians({"page": page})["page"]
    print(f"overview ready in {row['ready ms']:.0f} ms, {row['work ms']:.0f} ms of them work; ", end="")
    print(f"{row['kB']:.0f} kB, heap {row['heap MB']:.1f} MB, ", end="")
    print(f"{row['pan fps']:.0f} and {row['zoom fps']:.0f} frames a second panning and zooming")


def searched(bench: Bench, page: Path, labels: list[str]) -> None:
    """Tell how long papers take to be found from the overview, and to be opened from there."""
    finding, opening = [], []
    for label in labels:
        with bench.open(page) as (view, _):
            first, region = view.evaluate(FIND, label)
            again, _ = view.evaluate(FIND, label)
            finding.append((first, again))
            start = time.perf_counter()
            view.evaluate(TAKE, label)
            view.wait_for_selector(f"html[data-open='{region}']", state="attached", timeout=60_000)
            view.locator("#panel h2", has_text=label[:60]).wait_for()
            opening.append(1000 * (time.perf_counter() - start))
    first, again = (statistics.median(column) for column in zip(*finding, strict=True))
    print(
        f"all asked {len(labels)} papers found: the first search {first:.0f} ms, later ones {again:.0f} ms; ",
        end="",
    )
    print(f"from what is found to its panel {statistics.median(opening):.0f} ms, at most {max(opening):.0f}")


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("map", type=Path)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--papers", type=int, default=10, help="how many papers to look for")
    parser.add_argument("--runs", type=int, default=3, help="fresh browsers for the overview")
    parser.add_argument("--folder", type=Path, help="where to write; kept")
    given = parser.parse_args()
    graph = open_graph(given.map)
    papers = graph.arrays.papers.tolist()
    labels = [
        graph.labels[place] for place in random.Random(0).sample(papers, min(given.papers, len(papers)))
    ]
    with contextlib.ExitStack() as stack:
        folder = given.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        page = folder / "map.html"
        size = written(given.map, page, given.processes)
        each = f"{size / 1e6:.0f} MB, {size / len(graph):.0f} bytes a node"
        print(f"{len(papers):,} papers, {len(graph):,} nodes: {each}")
        with sync_playwright() as playwright:
            bench = Bench(playwright, given.runs)
            opened(bench, page)
            searched(bench, page, labels)


if __name__ == "__main__":
    main()
