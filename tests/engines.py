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


def session(engine: str, **settings: str) -> Any:
    """Start an engine and return its session."""
    from pyspark.sql import SparkSession

    if engine == "sail":
        from pysail.spark import SparkConnectServer

        server = SparkConnectServer()
        server.start(background=True)
        return SparkSession.builder.remote(f"sc://localhost:{server.listening_address[1]}").getOrCreate()
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[2]")
    for name, value in (_PLAIN | settings).items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def require(engine: str) -> None:
    """Skip where an engine is not installed, or fail where it must be."""
    wanted = ("pyspark", "pysail") if engine == "sail" else ("pyspark",)
    missing = [name for name in wanted if importlib.util.find_spec(name) is None]
    if engine == "classic" and not shutil.which("java"):
        missing.append("java")
    if missing:
        message = f"{engine} needs {' and '.join(missing)}"
        if "spark" in os.environ.get("GRAPHX_REQUIRE", ""):
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
