"""Where the tables of a corpus stand, and how a step is written down before the next one starts."""

from __future__ import annotations

import shutil
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from graphx.errors import OptionError, OutputError
from graphx.formats.columns import TABLES, Columns, ddl

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

WORK = "_work"
"""Folder of the tables that only the next step needs."""


class Tables:
    """The folder of a corpus.

    Every step is written before the next one starts: Spark would else do the finding again for each table
    made from it, and Sail keeps nothing in memory between two steps.

    Parameters
    ----------
    spark
        The session.
    folder
        A path or address that all machines of the cluster see.
    """

    def __init__(self, spark: SparkSession, folder: str | PathLike[str]) -> None:
        text = str(folder)
        if not text:
            raise OptionError("the folder is an empty path; name one that all machines of the cluster see")
        self.spark = spark
        self.is_local = "://" not in text
        self.folder = str(Path(text).resolve()) if self.is_local else text.rstrip("/")

    def path(self, name: str) -> str:
        """Return where a table stands: one of the documented ones, or one of work."""
        return f"{self.folder}/{name}" if name in TABLES else f"{self.folder}/{WORK}/{name}"

    def write(self, name: str, rows: DataFrame, columns: Columns | None = None) -> DataFrame:
        """Write a table and return it as it stands there."""
        columns = columns or TABLES[name]
        if self.is_local and Path(self.folder).is_file():
            raise OutputError(f"cannot write {self.folder}: it is a file; name a folder")
        rows.select(*columns).write.mode("overwrite").option("compression", "zstd").parquet(self.path(name))
        return self.read(name, columns)

    def read(self, name: str, columns: Columns | None = None) -> DataFrame:
        """Return a table."""
        return self.spark.read.schema(ddl(columns or TABLES[name])).parquet(self.path(name))

    def clear(self) -> None:
        """Remove the tables of work, where this machine can reach them."""
        if self.is_local:
            shutil.rmtree(f"{self.folder}/{WORK}", ignore_errors=True)
