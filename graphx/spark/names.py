"""What all papers of a corpus claim, put together by DataFrame operations, and handed to every process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from graphx.find.catalog import load_catalog
from graphx.find.language import OTHER
from graphx.find.mentions import Finder
from graphx.find.registry import Registry, Told, slot_of
from graphx.find.resolve import LocalName, base_name
from graphx.find.view import Claims
from graphx.formats.columns import Columns, arrow_schema, ddl
from graphx.read.tables import table_rows

if TYPE_CHECKING:
    from pyarrow import RecordBatch
    from pyspark.sql import DataFrame

    from graphx.spark.tables import Tables

_NAME: Final[Columns] = {
    "at": "text",
    "name": "text",
    "kind": "text",
    "own": "flag",
    "rules": "texts",
    "confidence": "float",
    "aliases": "texts",
    "key": "text",
    "base": "text",
}
CLAIMS: Final[Columns] = {"names": [_NAME], "repos": [{"low": "text", "name": "text"}]}
"""Columns that hold what a paper claims."""

_TOLD: Final[Columns] = {
    "kind": "text",
    "key": "text",
    "shown": "text",
    "papers": "int",
    "confidence": "float",
    "owners": "texts",
}
_NAMES: Final[Columns] = {**_TOLD, "for_all": "flag"}
_REPOS: Final[Columns] = {"low": "text", "shown": "text"}


def claims_row(claims: Claims) -> dict[str, Any]:
    """Return what a paper claims as values of :data:`CLAIMS`."""
    names = []
    for at, local in claims.names.items():
        told = {name: getattr(local, name) for name in ("name", "kind", "own", "confidence", "aliases")}
        base = base_name(local.name, local.kind)
        told |= {"at": at, "rules": sorted(local.rules), "key": slot_of(local)[1], "base": base}
        names.append(told)
    return {"names": names, "repos": [{"low": name.lower(), "name": name} for name in claims.repos]}


def names_of(row: Sequence[Mapping[str, Any]]) -> dict[str, LocalName]:
    """Return the names that a paper claims, from a row that holds them."""
    return {
        name["at"]: LocalName(
            name=name["name"],
            kind=name["kind"],
            own=name["own"],
            rules=set(name["rules"]),
            confidence=name["confidence"],
            aliases=tuple(name["aliases"]),
        )
        for name in row
    }


def gather_names(tables: Tables, claimed: DataFrame, catalog: Sequence[str]) -> None:
    """Write what all papers say of each name: the registry, without those entries that say nothing new.

    Parameters
    ----------
    tables
        Where to.
    claimed
        Papers with :data:`CLAIMS`.
    catalog
        Files with names of the user's own.
    """
    from pyspark.sql import functions as F

    names = claimed.select(F.col("key").alias("paper"), F.explode("names").alias("name"))
    names = names.select("paper", "name.kind", "name.key", "name.base", "name.own", "name.confidence")
    owner = F.when(F.col("own"), F.col("paper"))
    spelled = names.groupBy("kind", "key", "base").agg(
        F.count(F.lit(1)).alias("count"),
        F.max("confidence").alias("confidence"),
        F.collect_list(owner).alias("own"),
    )
    slots = spelled.groupBy("kind", "key").agg(
        F.max_by("base", F.struct("count", "base")).alias("shown"),
        F.sum("count").cast("int").alias("papers"),
        F.max("confidence").alias("confidence"),
        F.flatten(F.collect_list("own")).alias("owners"),
        F.count(F.lit(1)).alias("spellings"),
    )
    kinds = slots.groupBy("key").agg(F.count(F.lit(1)).alias("kinds"))
    files = tuple(catalog)

    def choose(batches: Iterable[RecordBatch]) -> Iterator[RecordBatch]:
        return _chosen(batches, files)

    chosen = slots.where(F.col("kind") != OTHER).join(kinds, "key")
    chosen = chosen.select(*_TOLD, "kinds", "spellings").mapInArrow(choose, ddl(_NAMES))
    tables.write("names", chosen, _NAMES)
    repos = claimed.select(F.explode("repos").alias("repo")).select("repo.low", "repo.name")
    counted = repos.groupBy("low", "name").count().groupBy("low")
    shown = counted.agg(
        F.max_by("name", F.struct("count", "name")).alias("shown"), F.count(F.lit(1)).alias("ways")
    )
    tables.write("repos", shown.where("ways > 1"), _REPOS)


def _chosen(batches: Iterable[RecordBatch], files: Sequence[str]) -> Iterator[RecordBatch]:
    """Yield the names that are for all papers, and those that some paper would take for something else."""
    import pyarrow as pa

    known = load_catalog(*files)
    for batch in batches:
        rows = []
        for row in batch.to_pylist():
            told = _told(row)
            for_all = row["kinds"] == 1 and told.is_for_all(known)
            if for_all or row["spellings"] > 1 or len(told.owners) > 1:
                owners = told.owners if len(told.owners) > 1 else []
                rows.append(row | {"for_all": for_all, "owners": sorted(owners)})
        yield pa.RecordBatch.from_pylist(rows, schema=arrow_schema(_NAMES))


def _told(row: Mapping[str, Any]) -> Told:
    return Told(**{name: row[name] for name in _TOLD})


@lru_cache(1)
def finder_of(folder: str, files: tuple[str, ...], run: str) -> Finder:
    """Return the finder that knows the names written to a folder; made once a process and run."""
    del run  # a process may outlive the corpus of one run
    rows = table_rows(f"{folder}/names", _NAMES)
    told = {name.kind + name.key: name for name in map(_told, rows)}
    for_all = [told[row["kind"] + row["key"]] for row in rows if row["for_all"]]
    repos = {row["low"]: row["shown"] for row in table_rows(f"{folder}/repos", _REPOS)}
    return Finder(load_catalog(*files), Registry.of(told.values(), for_all, repos))
