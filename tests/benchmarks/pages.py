"""How soon pages are ready, how they move, how large they are: ours beside pyvis' own, in one run.

    python -m tests.benchmarks.pages [--runs 3] [--physics 150,1000] [--sizes 1000,5000,20000]

pyvis as its users write it (``add_node``, ``add_edge``, physics on) at 150 and 1,000 nodes, and tuned
(positions given, physics off, straight edges, its lists filled directly) at 1,000, 5,000 and 20,000. At
100,000 the overview, and how long a community takes to open. Maps are made up: half papers, half names,
three links a node in planted topics, a sentence behind each link. Medians over fresh browsers without a
network, ours and theirs in turn. ``work`` is the processor time of the page's main thread until it is
ready: what counts where others use the machine too.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
from playwright.sync_api import sync_playwright

from graphx.analyze import find_communities
from graphx.drawing import write_page
from graphx.ids import artifact_key
from graphx.model import Evidence
from graphx.render import FLAT
from graphx.render.layout import place_nodes

ARGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
LONGEST = 300  # seconds that are waited for a page; what takes longer is told as if it took so long

# Says when the page shows what it will show: ours by its own mark, vis-network by its events.
WATCH = """
(() => {
  const frame = requestAnimationFrame;
  const done = () => frame(() => frame(() => { window.__ready = performance.now(); }));
  const timer = setInterval(() => {
    if (document.documentElement && document.documentElement.dataset.ready) { clearInterval(timer); done(); }
    else if (typeof network !== "undefined" && network && network.on) {
      clearInterval(timer);
      if (PHYSICS) network.once("stabilizationIterationsDone", () => setTimeout(done, 0));
      else done();
    }
  }, 4);
})();
"""
FRAMES = """
() => { window.__frames = 0; const tick = () => { window.__frames++; requestAnimationFrame(tick); }; tick(); }
"""
OPEN = """
async number => {
  const start = performance.now();
  atlas.open(number);
  while (document.documentElement.dataset.open !== String(number)) await new Promise(f => setTimeout(f, 2));
  await new Promise(f => requestAnimationFrame(() => requestAnimationFrame(f)));
  return performance.now() - start;
}
"""


def made_up(n: int, *, seed: int = 0) -> nx.MultiDiGraph[str]:
    """Return a map of ``n`` nodes and three links for each."""
    chance = np.random.default_rng(seed)
    words = ["".join(chance.choice(list("aeioulnrstdmkp"), 2 + i % 8)) for i in range(4000)]
    share = np.cumsum(1 / np.arange(1, len(words) + 1))

    def text(size: int) -> str:
        drawn = np.searchsorted(share, chance.random(size) * share[-1])
        return " ".join(words[i] for i in drawn)

    G: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    half, topics = n // 2, max(1, n // 150)
    names = [f"{text(1).title()}{chr(65 + i % 26)}-{i}" for i in range(half)]
    keys = [artifact_key(("dataset", "model")[i % 2], name) for i, name in enumerate(names)]
    for i, key in enumerate(keys):
        G.add_node(key, kind=("dataset", "model")[i % 2], label=names[i], surfaces=(names[i],), url="")
    topic = chance.integers(0, topics, half)
    of = [np.flatnonzero(topic == t) for t in range(topics)]
    for p in range(n - half):
        mine = of[int(chance.integers(0, topics))]
        chosen = {
            int(mine[int(len(mine) * chance.random() ** 2.5)])
            if len(mine) and chance.random() < 0.8
            else int(half * chance.random() ** 2.5)
            for _ in range(9)
        }
        chosen_list = sorted(chosen)[:6]
        sentences = [f"{text(5).capitalize()} {names[a]} {text(5)}." for a in chosen_list]
        abstract = " ".join(sentences)
        title = f"{text(7).capitalize()} {p}"
        key = f"paper:title:{p:07}"
        G.add_node(key, kind="paper", label=title, title=title, abstract=abstract, year=1990 + p % 35)
        at = 0
        for a, sentence in zip(chosen_list, sentences, strict=True):
            start = at + sentence.index(names[a])
            told = Evidence(
                paper=key,
                field="abstract",
                start=start,
                end=start + len(names[a]),
                surface=names[a],
                sentence=sentence,
                sentence_start=at,
            )
            G.add_edge(key, keys[a], "uses", relation="uses", weight=0.9, evidence=(told,))
            at += len(sentence) + 1
    return G


def pyvis_page(G: nx.MultiDiGraph[str], path: Path, *, tuned: bool) -> float:
    """Write the page of pyvis; return the processor time it took."""
    from pyvis.network import Network

    places = place_nodes(G) if tuned else {}
    start = time.process_time()
    network = Network(height="760px", width="100%", cdn_resources="in_line", directed=True)
    number = {key: i for i, key in enumerate(sorted(G))}
    titles = {(u, v): d["evidence"][0].sentence for u, v, d in G.edges(data=True)}
    if tuned:
        network.nodes = [
            {
                "id": i,
                "label": G.nodes[key]["label"],
                "group": G.nodes[key]["kind"],
                "shape": "dot",
                "x": places[key][0],
                "y": places[key][1],
                "size": 10,
            }
            for key, i in number.items()
        ]
        network.node_ids = list(number.values())
        network.node_map = {node["id"]: node for node in network.nodes}
        network.edges = [
            {"from": number[u], "to": number[v], "title": title} for (u, v), title in titles.items()
        ]
        network.set_options(
            '{"physics":{"enabled":false},"edges":{"smooth":false},"layout":{"improvedLayout":false}}'
        )
    else:
        for key, i in number.items():
            network.add_node(i, label=G.nodes[key]["label"], group=G.nodes[key]["kind"])
        for (u, v), title in titles.items():
            network.add_edge(number[u], number[v], title=title)
    path.write_text(network.generate_html(), encoding="utf-8")
    return time.process_time() - start


class Bench:
    """Measures pages in fresh browsers."""

    def __init__(self, playwright: Any, runs: int) -> None:
        self._playwright = playwright
        self._runs = runs
        names = ("chromium", "chromium-browser", "google-chrome")
        self._chromium = os.environ.get("GRAPHX_CHROMIUM") or next(filter(None, map(shutil.which, names)))

    @contextlib.contextmanager
    def open(self, path: Path, *, physics: bool = False) -> Any:
        """Open a page in a fresh browser; it is closed in the end."""
        browser = self._playwright.chromium.launch(executable_path=self._chromium, args=list(ARGS))
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        context.route(
            "**/*",
            lambda route: route.continue_() if route.request.url.startswith("file:") else route.abort(),
        )
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        page.add_init_script(WATCH.replace("PHYSICS", "true" if physics else "false"))
        page.goto(path.as_uri(), wait_until="commit")
        end = time.monotonic() + LONGEST
        while not page.evaluate("window.__ready") and time.monotonic() < end:
            time.sleep(0.02 if not physics else 0.5)
        yield page, session
        browser.close()

    def measure(self, path: Path, *, physics: bool = False) -> dict[str, float]:
        """Return what one fresh browser shows of a page."""
        with self.open(path, physics=physics) as (page, session):
            ready = page.evaluate("window.__ready") or 1000 * LONGEST
            metrics = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
            row = {
                "ready ms": ready,
                "work ms": 1000 * metrics["TaskDuration"],
                "kB": path.stat().st_size / 1000,
            }
            if not physics:
                page.wait_for_timeout(500)  # vis-network has taken over from the first picture
                row |= {"pan fps": self._moved(page, "pan"), "zoom fps": self._moved(page, "zoom")}
            session.send("HeapProfiler.collectGarbage")
            row["heap MB"] = session.send("Runtime.getHeapUsage")["usedSize"] / 1e6
            return row

    def medians(self, pages: dict[str, Path]) -> dict[str, dict[str, float]]:
        """Return medians of several pages, measured in turn."""
        rows: dict[str, list[dict[str, float]]] = {name: [] for name in pages}
        for _ in range(self._runs):
            for name, path in pages.items():
                rows[name].append(self.measure(path, physics="physics" in name))
        return {
            name: {key: statistics.median(row[key] for row in some) for key in some[0]}
            for name, some in rows.items()
        }

    def openings(self, path: Path) -> list[float]:
        """Return how many milliseconds each of some communities takes to open, the largest first."""
        found = []
        with self.open(path) as (page, _):
            page.wait_for_timeout(1500)
            order = page.evaluate(
                "atlas.data.regions.name.map((_, k) => k).sort((a, b) => atlas.sizeOf(b) - atlas.sizeOf(a))"
            )
            for number in [*order[:6], *order[len(order) // 2 :: max(1, len(order) // 10)]][:12]:
                found.append(page.evaluate(OPEN, number))
                page.wait_for_timeout(300)
        return found

    @staticmethod
    def _moved(page: Any, how: str) -> float:
        page.mouse.move(500, 420)
        page.evaluate(FRAMES)
        start, step = time.monotonic(), 0
        if how == "pan":
            page.mouse.down()
        while time.monotonic() - start < 2.5:
            step += 1
            if how == "pan":
                page.mouse.move(500 + 150 * np.sin(step / 9), 420 + 80 * np.cos(step / 7))
            else:
                page.mouse.wheel(0, 40 if step // 12 % 2 else -40)
                time.sleep(0.02)
        frames = page.evaluate("window.__frames") / (time.monotonic() - start)
        if how == "pan":
            page.mouse.up()
        return min(60.0, float(frames))


def told(name: str, n: int, row: dict[str, float], more: str = "") -> None:
    """Print one line."""
    values = "  ".join(f"{key} {value:8.1f}" for key, value in row.items())
    print(f"{name:<16} {n:>7,}  {values}  B/node {1000 * row['kB'] / n:6.0f}  {more}", flush=True)


def compare(bench: Bench, folder: Path, n: int, rivals: list[str]) -> None:
    """Write and measure the pages of one size."""
    G = made_up(n)
    found = find_communities(G)
    start = time.process_time()
    pages = {"graphx": write_page(G, folder / f"ours{n}.html", communities=found)}
    wrote = {"graphx": time.process_time() - start}
    for name in rivals:
        pages[name] = folder / f"{name}{n}.html"
        wrote[name] = pyvis_page(G, pages[name], tuned=name == "pyvis tuned")
    rows = bench.medians(pages)
    for name, row in rows.items():
        told(name, n, row, f"written in {wrote[name]:.1f} s")
    for name in rivals:
        ready, work = (rows[name][key] / rows["graphx"][key] for key in ("ready ms", "work ms"))
        heap = rows["graphx"]["heap MB"] / rows[name]["heap MB"]
        print(
            f"    beside {name}: ready {ready:.1f} times sooner, work {work:.1f} times less, heap {heap:.2f}",
            flush=True,
        )
    if n > FLAT:
        opened = bench.openings(pages["graphx"])
        print(
            f"    communities open in {statistics.median(opened):.0f} ms, at most {max(opened):.0f} ms",
            flush=True,
        )


def main() -> None:
    """Print the figures and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    for name, sizes in (("physics", "150,1000"), ("sizes", "1000,5000,20000"), ("large", "100000")):
        parser.add_argument(f"--{name}", default=sizes)
    given = parser.parse_args()
    wanted = {
        name: [int(n) for n in getattr(given, name).split(",") if n] for name in ("physics", "sizes", "large")
    }
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        bench, folder = Bench(playwright, given.runs), Path(place)
        for n in sorted({n for some in wanted.values() for n in some}):
            rivals = [
                f"pyvis {name}"
                for name, of in (("physics", "physics"), ("tuned", "sizes"))
                if n in wanted[of]
            ]
            compare(bench, folder, n, rivals)


if __name__ == "__main__":
    main()
