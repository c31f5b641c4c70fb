"""What finding and ranking cost on classic Spark on this machine, beside the same papers without Spark.

    python -m tests.benchmarks.spark FILE.jsonl.gz [FILE …] [-n 10000 50000] [--folder /tmp/spark]

For each number of papers: whether all rows are those of one machine; the rate of the finding itself (what
papers claim, names put together, mentions) against ``find_mentions`` with as many processes as Spark has
threads, in seconds of the clock and of the processor; and what all steps take: processor, memory, bytes
written and shuffled a paper. On a machine that others use the seconds of the processor are those to believe.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from graphx import read_papers
from graphx.find import find_mentions
from graphx.formats.columns import RANKS
from graphx.read.tables import table_rows
from graphx.spark import build_tables, open_papers, rank_tables
from graphx.spark.tables import Tables
from tests.engines import session
from tests.tables import ranks_on_one_machine, rows_of, rows_written

THREADS = 2
FINDING = ("claimed", "names", "repos", "found")
TICK = os.sysconf("SC_CLK_TCK")


def family() -> Iterator[tuple[int, list[str]]]:
    """Yield this process and those below it, each with its line of /proc/PID/stat."""
    lines = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                text = (entry / "stat").read_text()
            except OSError:
                continue
            lines[int(entry.name)] = text.rpartition(")")[2].split()
    mine = {os.getpid()}
    while more := {pid for pid, line in lines.items() if int(line[1]) in mine} - mine:
        mine |= more
    yield from ((pid, lines[pid]) for pid in sorted(mine))


def processor() -> float:
    """Return the seconds that these processes, and those of theirs that ended, have computed."""
    return sum(sum(map(int, line[11:15])) for _, line in family()) / TICK


def memory() -> dict[str, float]:
    """Return the most megabytes that each kind of process has held."""
    most: dict[str, float] = {}
    for pid, _ in family():
        told = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
        if "VmHWM" in told:
            name = told["Name"].strip() if pid != os.getpid() else "driver"
            most[name] = max(most.get(name, 0), int(told["VmHWM"].split()[0]) / 1024)
    return most


class Steps:
    """What each table cost to write."""

    def __init__(self) -> None:
        self.costs: dict[str, list[float]] = {}
        self._write, self._mark = Tables.write, (time.perf_counter(), processor())
        steps = self

        def write(self: Tables, name: str, *given: Any) -> Any:
            start, before = time.perf_counter(), processor()
            made = steps._write(self, name, *given)
            cost = [time.perf_counter() - start, processor() - before, size(Path(self.path(name)))]
            steps.costs[name] = [a + b for a, b in zip(cost, steps.costs.get(name, [0, 0, 0]), strict=True)]
            return made

        Tables.write = write

    def of(self, *names: str) -> list[float]:
        """Return seconds, processor seconds and bytes of some tables together."""
        return [sum(self.costs[name][place] for name in names if name in self.costs) for place in range(3)]


def size(folder: Path) -> int:
    """Return the bytes of the files in a folder."""
    return sum(file.stat().st_size for file in folder.glob("*.parquet"))


def shuffled(log: Path) -> int:
    """Return the bytes that Spark has shuffled since its log began."""
    total = 0
    for file in log.iterdir():
        with file.open(encoding="utf-8") as lines:
            for line in lines:
                if '"SparkListenerTaskEnd"' in line:
                    metrics = json.loads(line).get("Task Metrics") or {}
                    total += metrics.get("Shuffle Write Metrics", {}).get("Shuffle Bytes Written", 0)
    return total


def take(files: list[Path], count: int, path: Path) -> None:
    """Write the first records of some files, evenly from each, as plain lines."""
    with path.open("w", encoding="utf-8") as out:
        for file in files:
            with gzip.open(file, "rt", encoding="utf-8") as lines:
                out.writelines(line for line, _ in zip(lines, range(count // len(files)), strict=False))


def measure(spark: Any, steps: Steps, source: Path, folder: Path, log: Path) -> None:
    """Print the figures of one corpus."""
    papers = read_papers(source)
    start, before = time.perf_counter(), processor()
    mentions = find_mentions(papers, candidates=True, processes=THREADS)
    wall, cpu = time.perf_counter() - start, processor() - before
    steps.costs.clear()
    moved, before, start = shuffled(log), processor(), time.perf_counter()
    build_tables(open_papers(spark, source), folder)
    built = processor() - before, time.perf_counter() - start, shuffled(log) - moved
    names = dict(steps.costs)
    moved, before = shuffled(log), processor()
    rank_tables(spark, folder)
    ranked = processor() - before, shuffled(log) - moved
    want, got = rows_of(papers, mentions), rows_written(folder)
    print(f"\n{len(papers):,} papers, {len(mentions):,} mentions, {len(got['links']):,} links")
    for name, rows in want.items():
        print(f"  {name:10} {len(rows):9,} rows {'equal' if rows == got[name] else 'DIFFERENT'}")
    ranks = {row["key"]: row for row in table_rows(str(folder / "ranks"), RANKS)}
    known = ranks_on_one_machine(papers, mentions)
    worst = max(abs(ranks[key]["pagerank"] - score) for key, (_, score, _) in known.items())
    same = all((ranks[k]["degree"], ranks[k]["component"]) == (d, c) for k, (d, _, c) in known.items())
    print(f"  ranks: PageRank differs by {worst:.1e} at most; degrees and components equal: {same}")
    found = steps.of(*FINDING)
    print(
        f"  finding: plain {len(papers) / wall:,.0f}/s, {len(papers) / cpu:,.0f}/CPU s; "
        f"Spark {len(papers) / found[0]:,.0f}/s, {len(papers) / found[1]:,.0f}/CPU s: "
        f"{wall / found[0]:.2f} by the clock, {cpu / found[1]:.2f} by the processor"
    )
    count = len(papers)
    print(
        f"  build: {built[0]:,.0f} CPU s ({built[0] / count * 1000:.1f} ms a paper), {built[1]:,.0f} s, "
        f"shuffled {built[2] / count:,.0f} bytes a paper"
    )
    print(f"  rank: {ranked[0]:,.0f} CPU s, shuffled {ranked[1] / count:,.0f} bytes a paper")
    for label, some in (
        ("kept", ("papers", "mentions", "artifacts", "citations", "nodes", "links", "ranks")),
        ("at work", ("records", "merged", "claimed", "found", "names", "repos")),
    ):
        each = ", ".join(f"{name} {steps.of(name)[2] / count:,.0f}" for name in some)
        print(f"  bytes a paper, {label}: {steps.of(*some)[2] / count:,.0f} ({each})")
    registry = steps.of("names", "repos")[2]
    print(f"  registry: {registry / 1e6:.2f} MB in Parquet")
    print("  most memory (MB): " + ", ".join(f"{name} {mb:,.0f}" for name, mb in memory().items()))
    slow = sorted(names, key=lambda name: -names[name][1])[:6]
    print("  CPU s: " + ", ".join(f"{name} {names[name][1]:,.1f}" for name in slow), flush=True)


def main() -> None:
    """Run the benchmark and print its figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("-n", type=int, nargs="+", default=[10_000, 50_000], help="papers in all")
    parser.add_argument("--folder", type=Path, required=True, help="where to write; some GB")
    given = parser.parse_args()
    log = given.folder / "events"
    log.mkdir(parents=True, exist_ok=True)
    for old in log.iterdir():
        old.unlink()
    events = {
        "spark.eventLog.enabled": "true",
        "spark.eventLog.dir": log.resolve().as_uri(),
        "spark.eventLog.rolling.enabled": "false",
        "spark.eventLog.compress": "false",
    }
    spark = session("classic", **events)
    steps = Steps()
    for count in given.n:
        source = given.folder / f"{count}.jsonl"
        take(given.files, count, source)
        measure(spark, steps, source, given.folder / f"tables-{count}", log)
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
