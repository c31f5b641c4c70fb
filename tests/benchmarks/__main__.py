"""graphx beside what people would take in its place, as one table of ratios.

    python -m tests.benchmarks [FILE.jsonl.gz …] [--only NAME …] [--litstudy PYTHON] [--write README.md]

Files of real abstracts are searched for names (needs the extra ``bench``); without them that line is left
out, and so is litstudy without a Python that has it. Each line is measured in turn with its peer in this
run, medians of three; ``--write`` puts the table into a file, between the marks ``<!-- benchmarks -->``.
A ratio above 1 says that graphx is better. Each part has a benchmark of its own that tells more.
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import networkx as nx
import numpy as np
from playwright.sync_api import sync_playwright

from graphx import find_mentions, read_papers
from graphx.analyze import find_communities, find_paths, reading_list
from graphx.analyze.communities import damped_links
from graphx.analyze.measures import MEASURES
from graphx.analyze.nearest import nearest_rows
from graphx.analyze.push import walk_of
from graphx.drawing import write_page
from tests.benchmarks import answers, communities, find_names, pages, rankings, reading_lists, similar
from tests.benchmarks.stored import stored_map
from tests.benchmarks.synthetic import synthetic_arrays

RUNS = 3
LITSTUDY = """
import sys, time, litstudy
start = time.process_time()
found = litstudy.load_bibtex(sys.argv[1])
print(time.process_time() - start, len(found))
"""
_MARKS = re.compile(r"(<!-- benchmarks -->\n).*?(<!-- /benchmarks -->)", re.DOTALL)


class Ratio(NamedTuple):
    """What both took for one thing; ``unit`` of a rate ends in ``/s``, and more of it is better."""

    what: str
    peer: str
    theirs: float
    ours: float
    unit: str

    @property
    def times(self) -> float:
        """How many times better graphx is; below 1 it is behind."""
        return self.ours / self.theirs if self.unit.endswith("/s") else self.theirs / self.ours

    def row(self) -> str:
        """The line of the table."""
        values = (f"{_short(value)} {self.unit}" for value in (self.theirs, self.ours))
        return f"| {self.what} | {self.peer} | {' | '.join(values)} | {_short(self.times)}× |"


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 20 else f"{value:.2g}" if value < 10 else f"{value:.3g}"


def of_pages(given: argparse.Namespace) -> Iterator[Ratio]:
    """Pages, as a browser without a network shows them."""
    del given
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        bench = pages.Bench(playwright, RUNS)
        for n, tuned in ((150, False), (1000, False), (5000, True), (20_000, True)):
            G = pages.made_up(n)
            found = find_communities(G)
            start = time.process_time()
            ours = write_page(G, Path(place) / f"ours{n}.html", communities=found)
            wrote = time.process_time() - start
            peer = "pyvis, tuned by hand" if tuned else "pyvis, as its users write it"
            name = "tuned" if tuned else "physics"
            other = Path(place) / f"{name}{n}.html"
            theirs_wrote = pages.pyvis_page(G, other, tuned=tuned)
            rows = bench.medians({"graphx": ours, name: other})
            first, second = rows[name], rows["graphx"]
            yield Ratio(f"page of {n:,} nodes is ready", peer, first["ready ms"], second["ready ms"], "ms")
            if tuned:
                for what, key in (("panning", "pan fps"), ("zooming", "zoom fps")):
                    yield Ratio(f"{what} over {n:,} nodes", peer, first[key], second[key], "frames/s")
                yield Ratio(
                    f"memory of a page of {n:,} nodes", peer, first["heap MB"], second["heap MB"], "MB"
                )
                free = f"{peer}, places given"
                yield Ratio(f"writing a page of {n:,} nodes", free, theirs_wrote, wrote, "s")


def of_names(given: argparse.Namespace) -> Iterator[Ratio]:
    """Names in real abstracts; spaCy only finds them."""
    papers = find_names.papers_of(given.files, 20_000)
    matcher = find_names.phrase_matcher(papers) if papers else None
    if matcher is None:
        print("names are left out: no files given, or no spaCy (the extra bench)", file=sys.stderr)
        return
    find_mentions(papers[:50])
    both = _in_turn(lambda: find_names.measured(matcher)[0], lambda: _wall(lambda: find_mentions(papers)))
    rates = (len(papers) / seconds for seconds in both)
    yield Ratio("names found in abstracts, one process", "spaCy's PhraseMatcher", *rates, "papers/s")


def of_rankings(given: argparse.Namespace) -> Iterator[Ratio]:
    """Rankings in Python."""
    del given
    for row in rankings.rows(10_000, RUNS):
        what = f"{row.name}, of 10,000 papers".replace("pagerank", "PageRank")
        yield Ratio(what, "networkx", 1000 * row.networkx, 1000 * row.graphx, "ms")
        if row.name == "pagerank":
            yield Ratio(f"{what}, the first time", "networkx", 1000 * row.networkx, 1000 * row.first, "ms")


def of_lists(given: argparse.Namespace) -> Iterator[Ratio]:
    """Reading lists, paths, similar papers."""
    del given
    arrays = reading_lists.made(10_000, 2)
    graph: Any = reading_lists.Made(arrays)
    walk_of(arrays)
    chance = np.random.default_rng(1)
    linked = np.flatnonzero(arrays.is_paper & (arrays.degrees > 0))
    seeds = chance.choice(linked, 9).tolist()
    pairs = [chance.choice(linked, 2, replace=False).tolist() for _ in range(9)]
    ranked, found = reading_lists.with_networkx(arrays, seeds[:RUNS], pairs[:RUNS])
    lists = [_milliseconds(lambda s=s: reading_list(graph, [arrays.keys[s]])) for s in seeds]
    ways = [_milliseconds(lambda p=p: find_paths(graph, arrays.keys[p[0]], arrays.keys[p[1]])) for p in pairs]
    yield Ratio("reading list, of 10,000 papers", "networkx, ranks alone", *_medians(ranked, lists), "ms")
    yield Ratio("three paths, of 10,000 papers", "networkx", *_medians(found, ways), "ms")
    nodes = synthetic_arrays(10_000)
    features = MEASURES["shared"](nodes)
    theirs, ours = _in_turn(
        lambda: similar.projected(nodes), lambda: similar.seconds(lambda: nearest_rows(features, 20)), runs=1
    )
    yield Ratio("most similar papers of all 10,000", "networkx, pairs alone", theirs, ours, "s")


def of_communities(given: argparse.Namespace) -> Iterator[Ratio]:
    """Communities, and how good they are."""
    del given
    links = damped_links(synthetic_arrays(10_000))
    runs = dict(communities.contenders(links, with_networkx=True))
    theirs, ours = _in_turn(
        lambda: similar.seconds(lambda: runs["networkx Louvain"](0)),
        lambda: similar.seconds(lambda: runs["graphx"](0)),
    )
    yield Ratio("communities of 10,000 papers", "networkx, Louvain", theirs, ours, "s")


def of_maps(given: argparse.Namespace) -> Iterator[Ratio]:
    """First answers from a map on disk."""
    del given
    with tempfile.TemporaryDirectory() as place:
        papers = 100_000
        stored_map(Path(place) / "map", papers)
        ends = [str(Path(place) / "map"), f"paper:{papers // 2:07}"]
        answers.measured([sys.executable, "-c", answers.OURS, *ends])  # makes what is kept beside the map
        theirs, ours = _in_turn(
            lambda: answers.measured([sys.executable, "-c", answers.THEIRS, *ends])[0],
            lambda: answers.measured([sys.executable, "-c", answers.OURS, *ends])[0],
        )
    what = "ranking, reading list and similar papers of 100,000 on disk"
    yield Ratio(what, "networkx and sqlite3", theirs, ours, "s")


def of_bibliographies(given: argparse.Namespace) -> Iterator[Ratio]:
    """BibTeX read."""
    if given.litstudy is None:
        print("litstudy is left out: name a Python that has it with --litstudy", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "papers.bib"
        G: nx.MultiDiGraph[str] = pages.made_up(4000)
        told = [data for _, data in G.nodes(data=True) if data["kind"] == "paper"]
        path.write_text(
            "\n".join(
                f"@article{{paper{n},\n  title = {{{data['title']}}},\n  author = {{Mary Major}},\n"
                f"  year = {{{data['year']}}},\n  abstract = {{{data['abstract']}}},\n}}\n"
                for n, data in enumerate(told)
            )
        )

        def theirs() -> float:
            out = subprocess.run(
                [given.litstudy, "-c", LITSTUDY, path], check=True, capture_output=True, text=True
            )
            seconds, count = out.stdout.split()[-2:]
            assert int(count) == len(told)
            return float(seconds)

        yield Ratio(
            f"BibTeX of {len(told):,} papers read",
            "litstudy",
            *_in_turn(theirs, lambda: similar.seconds(lambda: read_papers(path))),
            "s",
        )


PARTS: dict[str, Callable[[argparse.Namespace], Iterator[Ratio]]] = {
    "pages": of_pages,
    "names": of_names,
    "rankings": of_rankings,
    "lists": of_lists,
    "communities": of_communities,
    "maps": of_maps,
    "bibliographies": of_bibliographies,
}


def _in_turn(theirs: Callable[[], float], ours: Callable[[], float], runs: int = RUNS) -> tuple[float, float]:
    """Return medians of both, measured in turn, so that a machine whose speed drifts is fair to both."""
    both = [(theirs(), ours()) for _ in range(runs)]
    return _medians(*map(list, zip(*both, strict=True)))


def _medians(theirs: list[float], ours: list[float]) -> tuple[float, float]:
    return statistics.median(theirs), statistics.median(ours)


def _wall(run: Callable[[], object]) -> float:
    return find_names.measured(run)[0]


def _milliseconds(run: Callable[[], object]) -> float:
    return reading_lists.milliseconds(run)


def table(rows: list[Ratio]) -> str:
    """Return the table with its date and machine."""
    cores, memory = os.cpu_count(), os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    today = datetime.datetime.now(datetime.UTC).date()
    head = (
        f"Measured on {today}, {platform.machine()}, {cores} cores, {memory:.0f} GB, "
        f"Python {platform.python_version()}, networkx {nx.__version__}.\n\n"
        "| what | beside | theirs | graphx | times better |\n|---|---|---|---|---|\n"
    )
    return head + "".join(f"{row.row()}\n" for row in rows)


def main() -> None:
    """Measure, print, and write where asked to."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--litstudy", metavar="PYTHON")
    parser.add_argument("--write", type=Path)
    given = parser.parse_args()
    rows: list[Ratio] = []
    for name in given.only:
        for row in PARTS[name](given):
            rows.append(row)
            print(row.row(), flush=True)
    told = table(rows)
    print(f"\n{told}")
    if given.write:
        text, found = _MARKS.subn(lambda m: m[1] + told + m[2], given.write.read_text(encoding="utf-8"))
        if not found:
            sys.exit(f"{given.write} has no place for the table: <!-- benchmarks --> … <!-- /benchmarks -->")
        given.write.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
