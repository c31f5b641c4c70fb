"""What it costs to build a map, and to add to it: papers a second, memory of all processes, bytes a paper.

    python -m tests.benchmarks.build FOLDER [-n 10000 100000 1000000] [--grow 50000] [--ask] [--work DIR]

FOLDER holds real abstracts (see :mod:`tests.benchmarks.million`). Each build is a process of its own, as from
the shell. Memory is the largest sum of what all its processes hold (a page that several share counts once).
CPU seconds are those of all processes: on a machine that others use too they tell what wall seconds do not.
Pages are not drawn. ``--grow`` builds that many papers, adds a hundred, and builds all of them anew.
``--ask`` asks each map first answers as from the shell: cold, when nothing of the map (for root: of anything,
Python itself included) is in memory, and warm.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import NamedTuple

from tests.benchmarks.million import real_records, write_records


class Cost(NamedTuple):
    """Wall and CPU seconds, and megabytes."""

    wall: float
    cpu: float
    memory: float


def run(*arguments: object) -> Cost:
    """Run graphx and return what it cost."""
    before, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "graphx", *map(str, arguments)])
    peak = [0.0]
    watcher = threading.Thread(target=watch, args=(process.pid, peak))
    watcher.start()
    if process.wait():
        raise SystemExit(f"graphx {arguments[0]} failed")
    watcher.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(time.perf_counter() - wall, cpu, peak[0])


def watch(pid: int, peak: list[float]) -> None:
    """Note the most memory that a process and its children hold, as long as it runs."""
    while Path(f"/proc/{pid}/smaps_rollup").exists():
        held = sum(map(megabytes, (pid, *children(pid))))
        peak[0] = max(peak[0], held)
        time.sleep(0.5)


def children(pid: int) -> list[int]:
    """Return the processes that a process has started."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def megabytes(pid: int) -> float:
    """Return what a process holds, shared pages by its part."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1000


def built(work: Path, real: list[dict[str, object]], count: int, *, ask: bool) -> None:
    """Build a map of so many papers, and print what it cost."""
    file = write_records(work / f"{count}.jsonl", real, count)
    folder = work / f"map-{count}"
    cost = run("build", file, "-o", folder, "--no-page", "--processes", os.cpu_count() or 1)
    text = sum(len(line) for line in file.open("rb"))  # JSON around the text is some 100 bytes of it
    stored = (folder / "graph.db").stat().st_size
    print(
        f"{count:>9,} papers {cost.wall:8.1f} s wall {count / cost.wall:7,.0f}/s {cost.cpu:8.1f} s CPU "
        f"{count / cost.cpu:7,.0f}/CPU s {cost.memory:7,.0f} MB {stored / count:7,.0f} bytes a paper, "
        f"{(stored - text) / count:6,.0f} beyond the input",
        flush=True,
    )
    if ask:
        asked(folder)
    shutil.rmtree(folder)
    file.unlink()


def asked(folder: Path) -> None:
    """Ask a map for first answers, cold and warm, and print the seconds of each."""
    with closing(sqlite3.connect(folder / "graph.db")) as db:
        some = "SELECT source FROM links WHERE relation = ? LIMIT 1 OFFSET 1000"
        ends = [db.execute(some, (relation,)).fetchone()[0] for relation in ("introduces", "uses")]
    for words in (
        ("info",),
        ("search", "summarization"),
        ("search", "question answering"),
        ("rank", "--by", "pagerank", "--kind", "dataset"),
        ("reading-list", ends[0]),
        ("path", *ends),
    ):
        command = [sys.executable, "-m", "graphx", words[0], str(folder), *words[1:]]
        cold, warm = [], []
        for _ in range(3):
            forget(folder)
            cold.append(seconds(command))
            warm.append(seconds(command))
        print(f"    {' '.join(words):55} cold {median(cold):5.2f} s, warm {median(warm):5.2f} s", flush=True)


def forget(folder: Path) -> None:
    """Let the system forget what it has read: of the whole disk where it may be asked, else of a map."""
    os.sync()
    try:
        Path("/proc/sys/vm/drop_caches").write_text("3")
    except OSError:
        for file in folder.iterdir():
            with file.open("rb") as held:
                os.posix_fadvise(held.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def seconds(command: list[str]) -> float:
    """Return how long a command takes."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def grown(work: Path, real: list[dict[str, object]], count: int) -> None:
    """Build a map, add a hundred papers, build all of it anew; print the ratio."""
    old = write_records(work / "old.jsonl", real, count)
    new = write_records(work / "new.jsonl", real, 100, skip=count)
    folder = work / "grown"
    run("build", old, "-o", folder, "--no-page", "--processes", 1)
    more = run("build", old, new, "-o", folder, "--no-page", "--processes", 1)
    anew = run("build", old, new, "-o", work / "anew", "--no-page", "--processes", 1)
    print(
        f"{count:,} papers and 100 more: {more.cpu:.2f} s CPU ({more.wall:.2f} s wall) to add, "
        f"{anew.cpu:.1f} s CPU ({anew.wall:.1f} s wall) from scratch: {anew.cpu / more.cpu:.0f}×",
        flush=True,
    )


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("-n", type=int, nargs="*", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--grow", type=int, default=50_000)
    parser.add_argument("--ask", action="store_true")
    parser.add_argument("--work", type=Path)
    arguments = parser.parse_args()
    real = real_records(arguments.folder)
    with tempfile.TemporaryDirectory(dir=arguments.work) as work:
        for count in arguments.n:
            built(Path(work), real, count, ask=arguments.ask)
        if arguments.grow:
            grown(Path(work), real, arguments.grow)


if __name__ == "__main__":
    main()
