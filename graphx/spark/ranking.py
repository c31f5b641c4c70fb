"""Degrees, components and PageRank of a graph too large for one machine, by DataFrame operations alone."""

from __future__ import annotations

from os import PathLike
from typing import TYPE_CHECKING, Final

from graphx.analyze.walks import DAMPING
from graphx.spark.components import connected, number, numbered
from graphx.spark.tables import Tables

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

STEPS: Final = 42
"""Steps of PageRank. Each leaves 0.557 of the error, so that 4e-11 of it is left."""

AT_ONCE: Final = 6
"""Steps that are made before their result is written down."""

_STATE: Final = {"id": "long", "score": "float", "before": "float"}
_ENDS: Final = {"id": "long", "to": "long", "share": "float"}


def rank_tables(spark: SparkSession, folder: str | PathLike[str]) -> DataFrame:
    """Write the table ``ranks``: for each node its degree, PageRank and component.

    The numbers are those of :func:`graphx.rank_nodes` by ``degree`` and ``pagerank`` on the same graph: links
    without direction, of parallel ones the largest weight.

    Parameters
    ----------
    spark
        A session of Spark, classic or by Connect.
    folder
        What :func:`build_tables` wrote.

    Returns
    -------
    pyspark.sql.DataFrame
        ``key``, ``kind``, ``degree``, ``pagerank``, and ``component``: the smallest key in it.

    References
    ----------
    G. H. Golub and R. S. Varga, "Chebyshev semi-iterative methods, successive overrelaxation iterative
    methods, and second order Richardson iterative methods", Numerische Mathematik 3 (1961) 147-168,
    doi:10.1007/BF01386013. A walk on links without direction has real eigenvalues, damped ones within ±0.85;
    so the number of steps is known beforehand, less than a third of those of a plain walk, and unlike
    conjugate gradients they need no sums over all nodes.
    """
    from pyspark.sql import functions as F

    tables = Tables(spark, folder)
    nodes, links = tables.read("nodes"), tables.read("links").where("source <> target")
    low, high = F.least("source", "target"), F.greatest("source", "target")
    pairs = links.groupBy(low.alias("source"), high.alias("target")).agg(F.max("weight").alias("weight"))
    keys, salt = numbered(tables, "rank-keys", pairs.select("source"), pairs.select("target"))
    ends = _ends(tables, pairs, salt)
    degrees = ends.where("id <> to").groupBy("id").agg(F.count(F.lit(1)).cast("int").alias("degree"))
    scores = pagerank(tables, ends)
    ranked = keys.join(degrees, "id").join(scores.select("id", "score"), "id").drop("id")
    ranked = ranked.join(connected(tables, "parts", pairs), "key")
    # A node without links only keeps what starts there; what leaves it starts anew anywhere.
    full = (
        nodes.select("key", "kind")
        .join(ranked, "key", "left")
        .select(
            "key",
            "kind",
            F.coalesce("degree", F.lit(0)).alias("degree"),
            F.coalesce("score", F.lit(1.0)).alias("pagerank"),
            F.coalesce("component", "key").alias("component"),
        )
    )
    columns = {"key": "text", "kind": "text", "degree": "int", "pagerank": "float", "component": "text"}
    full = tables.write("unscaled", full, columns)
    total = full.agg(F.sum("pagerank")).collect()[0][0] or 1.0
    made = tables.write("ranks", full.withColumn("pagerank", F.col("pagerank") / F.lit(total)))
    tables.clear()
    return made


def _ends(tables: Tables, pairs: DataFrame, salt: int) -> DataFrame:
    """Return links both ways with the share of a node's weight that they have; each node is linked to itself.

    What goes over those links to itself is not a part of the walk but what the node must remember.
    """
    from pyspark.sql import functions as F

    there = pairs.select(number("source", salt).alias("id"), number("target", salt).alias("to"), "weight")
    both = there.union(there.select("to", "id", "weight"))
    strengths = both.groupBy("id").agg(F.sum("weight").alias("strength"))
    shares = both.join(strengths, "id").select(
        "id", "to", (F.col("weight") / F.col("strength")).alias("share")
    )
    own = strengths.select("id", F.col("id").alias("to"), F.lit(0.0).alias("share"))
    return tables.write("rank-ends", shares.union(own), _ENDS)


def pagerank(tables: Tables, ends: DataFrame, *, damping: float = DAMPING, steps: int = STEPS) -> DataFrame:
    """Return for each ``id`` its ``score``, in units of what starts at one node."""
    from pyspark.sql import functions as F

    own = F.col("id") == F.col("to")
    state = ends.where(own).select("id", F.lit(1.0).alias("score"), F.lit(0.0).alias("before"))
    weight = 1.0
    for step in range(1, steps + 1):
        told = ends.join(state, "id").select(
            F.col("to").alias("id"),
            (F.col("score") * F.col("share")).alias("moved"),
            F.when(own, F.col("score")).alias("score"),
            F.when(own, F.col("before")).alias("before"),
        )
        met = told.groupBy("id").agg(
            F.sum("moved").alias("moved"), F.max("score").alias("score"), F.max("before").alias("before")
        )
        moved = damping * F.col("moved") + F.lit(1.0)
        mixed = F.col("before") + weight * (moved - F.col("before"))
        state = met.select("id", mixed.alias("next"), F.col("score").alias("before"))
        state = state.withColumnRenamed("next", "score")
        weight = 1 / (1 - damping * damping * weight / (2 if step == 1 else 4))
        if step % AT_ONCE == 0 or step == steps:
            state = tables.write(f"rank-state{step // AT_ONCE % 2}", state, _STATE)
    return state
