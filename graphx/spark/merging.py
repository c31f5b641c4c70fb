"""Records of one work to one paper, over the whole corpus."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphx.formats.columns import PAPERS, arrow_schema, ddl, paper_of, paper_row
from graphx.read.merge import merge_papers
from graphx.spark.components import connected
from graphx.spark.reading import record_columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyarrow import Table
    from pyspark.sql import DataFrame

    from graphx.spark.tables import Tables


def merge_records(tables: Tables, records: DataFrame, keep: Sequence[str]) -> DataFrame:
    """Return one row a work, in the columns of records; a row with a ``problem`` tells of works left apart.

    Only records that share an identifier or title with another one are moved together; what is made of them
    is what :func:`graphx.read.merge.merge_papers` makes of each such heap.
    """
    from pyspark.sql import functions as F

    first = records.withColumn("first", F.element_at("marks", 1))
    marks = first.select("first", F.explode("marks").alias("mark"))
    shared = marks.groupBy("mark").count().where("count > 1").select("mark")
    heaped = marks.join(shared, "mark").select("first").distinct()
    heaped = tables.write("heaped", heaped, {"first": "text"})
    if heaped.isEmpty():
        return records
    apart = first.join(heaped, "first", "left_anti").drop("first")
    together = first.join(heaped, "first")
    links = together.select(F.col("first").alias("source"), F.explode("marks").alias("target"))
    heaps = connected(tables, "heaps", links).select(F.col("key").alias("first"), "component")
    columns = record_columns(keep)

    def merge(table: Table) -> Table:
        return _merged(table, keep)

    merged = together.join(heaps, "first").drop("first").groupBy("component")
    return apart.unionByName(merged.applyInArrow(merge, ddl(columns)))


def _merged(table: Table, keep: Sequence[str]) -> Table:
    import pyarrow as pa

    rows = table.to_pylist()
    papers, conflicts = merge_papers([paper_of(row) for row in rows])
    # What is kept beside a paper is that of the whole heap, nearly always one work.
    kept = {name: sorted({text for row in rows for text in row[name]}) for name in keep}
    told: list[dict[str, Any]] = [paper_row(paper) | kept for paper in papers]
    told += [{"problem": conflict} for conflict in conflicts]
    return pa.Table.from_pylist(told, schema=arrow_schema(record_columns(keep)))


def paper_columns(keep: Sequence[str]) -> dict[str, Any]:
    """Return the columns of the table of papers."""
    return {**PAPERS, **dict.fromkeys(keep, "texts")}
