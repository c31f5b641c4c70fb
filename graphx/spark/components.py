"""Connected components by DataFrame operations: the smallest label wins, by hops and by leaps."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

    from graphx.spark.tables import Tables

HOPS: Final = 4
"""Steps to the neighbours that are made in one go."""

_KEYS: Final = {"key": "text", "id": "long"}
_LABELS: Final = {"id": "long", "label": "long", "before": "long"}


def connected(tables: Tables, name: str, links: DataFrame) -> DataFrame:
    """Return each node of some links with the smallest key of its component.

    A node takes the smallest label among its neighbours and itself, :data:`HOPS` times; then the label of its
    label. So the rounds grow with the logarithm of the longest way, and no row ever holds all neighbours of a
    node.

    Parameters
    ----------
    tables
        Where to write between the rounds.
    name
        What to call the tables of work.
    links
        ``source`` and ``target``, text; directions do not matter.

    Returns
    -------
    DataFrame
        ``key`` and ``component``, one row a node.

    References
    ----------
    V. Rastogi, A. Machanavajjhala, L. Chitnis and A. Das Sarma, "Finding connected components in map-reduce
    in logarithmic rounds", ICDE 2013, doi:10.1109/ICDE.2013.6544813 (Hash-Min); the leap is the shortcut of
    Y. Shiloach and U. Vishkin, "An O(log n) parallel connectivity algorithm", Journal of Algorithms 3 (1982)
    57-67, doi:10.1016/0196-6774(82)90008-6.
    """
    from pyspark.sql import functions as F

    keys, salt = numbered(tables, f"{name}-keys", links.select("source"), links.select("target"))
    a, b = number("source", salt).alias("id"), number("target", salt).alias("to")
    there = links.select(a, b)
    own = keys.select("id", F.col("id").alias("to"))
    ends = there.union(there.select("to", "id")).union(own).distinct()
    ends = tables.write(f"{name}-ends", ends, {"id": "long", "to": "long"})
    state = keys.select("id", F.col("id").alias("label"))
    turn = 0
    while True:
        hopped = state.select("id", "label", F.col("label").alias("before"))
        for _ in range(HOPS):
            # Each node is its own neighbour, so that what it had comes along.
            kept = F.when(F.col("id") == F.col("to"), F.col("before")).alias("before")
            told = ends.join(hopped, "id").select(F.col("to").alias("id"), "label", kept)
            hopped = told.groupBy("id").agg(F.min("label").alias("label"), F.max("before").alias("before"))
        hopped = tables.write(f"{name}-hop{turn % 2}", hopped, _LABELS)
        if not hopped.where("label <> before").limit(1).count():
            break
        above = hopped.select(F.col("id").alias("label"), F.col("label").alias("leapt"))
        leapt = hopped.join(above, "label").select("id", F.col("leapt").alias("label"), "before")
        state = tables.write(f"{name}-leap{turn % 2}", leapt, _LABELS)
        turn += 1
    members = hopped.join(keys, "id").select("key", "label")
    first = members.groupBy("label").agg(F.min("key").alias("component"))
    return members.join(first, "label").select("key", "component")


def numbered(tables: Tables, name: str, *keys: DataFrame) -> tuple[DataFrame, int]:
    """Return the different texts of some one-column tables, each with a number, and the salt of the numbers.

    A number is a hash, so that ends of links get theirs without being moved. Among a billion texts two get
    the same one in one case of forty; then another salt is taken.
    """
    from pyspark.sql import functions as F

    salt = 0
    while True:
        texts = reduce(lambda a, b: a.union(b), keys).toDF("key").distinct()
        known = tables.write(f"{name}{salt}", texts.select("key", number("key", salt).alias("id")), _KEYS)
        if not known.groupBy("id").count().where(F.col("count") > 1).limit(1).count():
            return known, salt
        salt += 1


def number(column: str, salt: int) -> Column:
    """Return the number of the text in a column."""
    from pyspark.sql import functions as F

    return F.xxhash64(F.col(column), F.lit(salt))
