"""From what is found in each paper to artifacts, citations, nodes and links of the whole corpus."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from graphx.build import family_links, with_families
from graphx.formats.columns import LINKS, NODES, ddl
from graphx.model import Artifact
from graphx.schema import ACCEPTED, CITES, HOSTED_AT, PAPER
from graphx.spark.finding import NAMED

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from graphx.spark.tables import Tables

_ABOUT: Final = ("kind", "name", "url", "above")


def write_artifacts(tables: Tables, mentions: DataFrame) -> DataFrame:
    """Write all artifacts that are mentioned, candidates included, and the families above them.

    Parameters
    ----------
    tables
        Where to.
    mentions
        Mentions with their artifacts (:data:`graphx.spark.finding.FOUND`).
    """
    from pyspark.sql import functions as F

    # As in a map: where spellings differ the last mention decides, and of a family what comes first.
    last = F.struct("paper", F.when(F.col("field") == "title", 0).otherwise(1), "start")
    about = F.struct(*_ABOUT)
    chosen = mentions.groupBy(F.col("artifact").alias("key")).agg(F.max_by(about, last).alias("about"))
    chosen = chosen.select("key", "about.*")
    own = chosen.select(F.col("key").alias("at"), "key", "kind", "name", "url", _family("above", 1))
    above = chosen.select(F.col("key").alias("at"), "above", F.posexplode("above"))
    above = above.select("at", "col.*", _family("above", F.col("pos") + 2))
    row = F.struct("kind", "name", "url", "family")
    rows = own.unionByName(above).groupBy("key").agg(F.min_by(row, "at").alias("row"))
    return tables.write("artifacts", rows.select("key", "row.*"))


def _family(chain: str, place: Any) -> Any:
    """Return the key at a place of a chain of families, counted from 1, or null."""
    from pyspark.sql import functions as F

    return F.get(F.col(f"{chain}.key"), F.lit(place) - 1).alias("family")


def write_citations(tables: Tables, papers: DataFrame) -> DataFrame:
    """Write the citations among the papers, as :func:`graphx.resolve_citations` finds them."""
    from pyspark.sql import functions as F

    owners = papers.select("key", F.explode("ids").alias("id")).groupBy("id").agg(F.max("key").alias("cited"))
    told = papers.select(F.col("key").alias("citing"), F.explode("cites").alias("id")).join(owners, "id")
    pairs = told.where("citing <> cited").groupBy("citing", "cited").agg(F.min("id").alias("detail"))
    rows = pairs.withColumns({"provider": F.lit("input"), "fetched": F.lit(""), "confidence": F.lit(1.0)})
    return tables.write("citations", rows)


def write_graph_tables(
    tables: Tables, papers: DataFrame, found: DataFrame, mentions: DataFrame, citations: DataFrame
) -> DataFrame:
    """Write nodes and links, the graph that :func:`graphx.build_graph` makes; return the links."""
    from pyspark.sql import functions as F

    accepted = mentions.where(F.col("tier") == ACCEPTED)
    place = F.when(F.col("field") == "title", 0).otherwise(1)
    # In the order of the graph: of the same name and address the form without a family is the first.
    family = F.coalesce(F.get(F.col("above.key"), F.lit(0)), F.lit("")).alias("family")
    first = F.struct("name", "url", family, "paper", place, "start", "end")
    by_key = accepted.groupBy(F.col("artifact").alias("key"))
    chosen = by_key.agg(F.min_by(F.struct(*_ABOUT), first).alias("about")).select("key", "about.*")
    named = tables.write("named", chosen, NAMED)
    families, versions = _families(named)
    nodes = papers.select("key", F.lit(PAPER).alias("kind"), F.col("title").alias("label"))
    nodes = nodes.union(named.select("key", "kind", F.col("name").alias("label")))
    tables.write("nodes", nodes.union(tables.spark.createDataFrame(families, ddl(NODES))))
    links = found.select("paper", F.explode("links").alias("link")).select("paper", "link.*")
    hosting = links.where(F.col("relation") == HOSTED_AT).groupBy("source", "target", "relation")
    hosted = hosting.agg(F.max("weight").alias("weight"), F.min_by("sentence", "paper").alias("sentence"))
    cited = citations.select(
        F.col("citing").alias("source"),
        F.col("cited").alias("target"),
        F.lit(CITES).alias("relation"),
        F.col("confidence").alias("weight"),
        F.col("detail").alias("sentence"),
    )
    roles = links.where(F.col("relation") != HOSTED_AT).select(*LINKS)
    of_versions = tables.spark.createDataFrame(versions, ddl(LINKS))
    return tables.write("links", roles.union(hosted.select(*LINKS)).union(cited).union(of_versions))


def _families(named: DataFrame) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Return the nodes of families that no paper names but that join two versions, and links to families.

    Families stand in the catalog, so there are never many artifacts that have one.
    """
    from pyspark.sql import functions as F

    below = named.where(F.size("above") > 0)
    keys = below.select(F.explode("above.key").alias("key")).distinct()
    wanted = below.union(named.where(F.size("above") == 0).join(keys, "key", "left_semi"))
    artifacts = {row["key"]: _artifact(row) for row in wanted.toArrow().to_pylist()}
    kept = with_families(dict(sorted(artifacts.items())))
    nodes = [(key, each.kind, each.name) for key, each in kept.items() if key not in artifacts]
    links = [
        (link.source, link.target, link.relation, link.weight, link.evidence[0].detail)
        for link in family_links(kept)
    ]
    return nodes, links


def _artifact(row: Mapping[str, Any]) -> Artifact:
    family = None
    for each in reversed(row["above"]):
        family = Artifact(**each, family=family)
    return Artifact(key=row["key"], kind=row["kind"], name=row["name"], url=row["url"], family=family)
