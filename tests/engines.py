"""The engines that run DataFrames: classic Spark on this machine, and Sail.

    python -m tests.engines sail PAPERS.jsonl FOLDER

writes the tables of a corpus and its ranks in a process of its own, for one process holds one engine only.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ENGINES = ("sail", "classic")
ROOT = Path(__file__).resolve().parents[1]

_PLAIN = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "2",
}


_RUNNING: list[Any] = []
"""Servers that would end if nobody held them."""


def session(engine: str, **settings: str) -> Any:
    """Start an engine and return its session."""
    from pyspark.sql import SparkSession

    if engine == "sail":
        from pysail.spark import SparkConnectServer

        server = SparkConnectServer()
        server.start(background=True)
        _RUNNING.append(server)
        return SparkSession.builder.remote(f"sc://localhost:{server.listening_address[1]}").getOrCreate()
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[2]")
    for name, value in (_PLAIN | settings).items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def require(engine: str) -> None:
    """Skip where an engine is not installed, or fail where it must be (its name in ``GRAPHX_REQUIRE``)."""
    found = importlib.util.find_spec("pyspark")
    if found is None or found.origin is None:
        missing = "pyspark"
    elif engine == "sail":
        missing = "" if importlib.util.find_spec("pysail") else "pysail"
    elif not (Path(found.origin).parent / "jars").is_dir():
        missing = "pyspark, whole and not its client alone"
    else:
        missing = "" if shutil.which("java") else "java"
    if missing:
        message = f"{engine} needs {missing}"
        if engine in os.environ.get("GRAPHX_REQUIRE", "").split():
            pytest.fail(f"{message}, and GRAPHX_REQUIRE asks for it")
        pytest.skip(message)


def run(engine: str, papers: Path, folder: Path) -> None:
    """Write tables and ranks with an engine, in a process of its own."""
    command = [sys.executable, "-m", "tests.engines", engine, str(papers), str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr[-3000:]


def main() -> None:
    engine, papers, folder = sys.argv[1:]
    from graphx.spark import build_tables, open_papers, rank_tables

    spark = session(engine)
    build_tables(open_papers(spark, papers), folder)
    rank_tables(spark, folder)
    sys.stdout.flush()
    os._exit(0)  # neither engine needs to be asked twice


if __name__ == "__main__":
    main()
