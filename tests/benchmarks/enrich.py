"""What enrichment costs: calls per 1,000 papers, cold and warm, and time beyond the polite pace.

``python -m tests.benchmarks.enrich [PAPERS]``; the services are those of ``tests/universe.py``, the clock is
made up, so that waiting costs nothing and everything else is seen.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import graphx
from tests.universe import Clock, Server, Universe


def main(papers: int) -> None:
    world, clock = Universe(papers), Clock()
    server = Server(world, clock=clock)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "papers.jsonl"
        source.write_text("".join(json.dumps(row) + "\n" for row in world.records()))
        place = graphx.explore(source, output=folder / "map").folder
        for run in ("cold", "warm"):
            before, waited = len(server.log), clock.now
            cpu, wall = time.process_time(), time.perf_counter()
            graphx.enrich_map(
                place,
                cache_dir=folder / "cache",
                clock=clock,
                sleep=clock.sleep,
                environment=server.environment,
            )
            cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
            waited = clock.now - waited
            calls = Counter(line["provider"] for line in server.log[before:])
            print(f"{run}: {1000 * sum(calls.values()) / papers:,.0f} calls per 1,000 papers {dict(calls)}")
            print(f"  pace asks for {waited:,.0f} s; {cpu:.1f} s of CPU, server and drawing too")
            print(f"  {wall:.1f} s by the clock: {100 * wall / waited if waited else 0:.1f} % of the pace")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
