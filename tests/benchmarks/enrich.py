"""What enrichment costs: calls per 1,000 papers, cold and warm, and time beyond the polite pace.

``python -m tests.benchmarks.enrich [PAPERS]``; the services are those of ``tests/universe.py``. First by a
clock that is made up, which stands still while anything is computed: what is left is waiting, and whether
lanes wait side by side. Then a fifth of the papers by the clock on the wall, with the pace of those who have
keys. The pace of the slowest lane is what no program could save.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import graphx
from graphx.enrich.providers import pick_providers
from tests.universe import Clock, Server, Universe

KEYS = {f"GRAPHX_{name}_KEY": "key" for name in ("SEMANTICSCHOLAR", "OPENALEX", "HUGGINGFACE", "GITHUB")}


def build(folder: Path, world: Universe) -> Path:
    source = folder / "papers.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in world.records()))
    return graphx.explore(source, output=folder / "map").folder


def lanes(calls: Counter[str], *, keyed: bool) -> dict[str, float]:
    """Seconds that the pace of each provider asks for."""
    pace = {p.name: p.keyed_pace if keyed else p.pace for p in pick_providers(())}
    return {name: pace[name] * (count - 1) for name, count in calls.items()}


def made_up(papers: int) -> None:
    world, clock = Universe(papers), Clock()
    server = Server(world, clock=clock)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        place = build(folder, world)
        options = {"cache_dir": folder / "cache", "environment": server.environment}
        for run in ("cold", "warm"):
            before, begun, cpu = len(server.log), clock.now, time.process_time()
            graphx.enrich_map(place, clock=clock, sleep=clock.sleep, **options)
            cpu, waited = time.process_time() - cpu, clock.now - begun
            calls = Counter(line["provider"] for line in server.log[before:])
            print(f"{run}: {1000 * calls.total() / papers:,.0f} calls per 1,000 papers {dict(calls)}")
            if calls:
                paces = lanes(calls, keyed=False)
                slowest = max(paces, key=lambda lane: paces[lane])
                print(f"  in order {sum(paces.values()):,.0f} s; {slowest} alone {paces[slowest]:,.0f} s")
                print(
                    f"  together {waited:,.0f} s, {100 * waited / paces[slowest] - 100:.1f} % more than that"
                )
            print(f"  {cpu:.1f} s of CPU, server and drawing of the map too")


def by_the_wall(papers: int) -> None:
    world = Universe(papers)
    server = Server(world)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        place = build(folder, world)
        last = 0.0

        def progress(step: str, _done: int, _total: int | None) -> None:
            nonlocal last
            if step not in ("Building the map", "Finding names"):
                last = time.perf_counter()

        begun = time.perf_counter()
        graphx.enrich_map(
            place, cache_dir=folder / "cache", environment=server.environment | KEYS, progress=progress
        )
        asking, whole = last - begun, time.perf_counter() - begun
        calls = Counter(line["provider"] for line in server.log)
        slowest = max(lanes(calls, keyed=True).values())
        own = [line["time"] for line in server.log if line["provider"] == "semanticscholar"]
        beyond = 100 * (own[-1] - own[0]) / lanes(calls, keyed=True)["semanticscholar"] - 100
        print(f"{papers} papers by the wall: the slowest pace {slowest:.1f} s, asking took {asking:.1f} s,")
        print(f"  {100 * asking / slowest - 100:.1f} % more; with drawing {whole:.1f} s")
        print(f"  the lane of Semantic Scholar by itself: {beyond:.1f} % more than its pace")


def main(papers: int) -> None:
    made_up(papers)
    by_the_wall(papers // 5)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
