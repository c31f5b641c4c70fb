"""The steps in order: read, merge, find, resolve, link."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from os import PathLike
from typing import TYPE_CHECKING

from graphx.errors import InputError
from graphx.find.catalog import load_catalog
from graphx.formats.columns import FINISHED, META, ddl
from graphx.spark.finding import find_everywhere, with_claims
from graphx.spark.linking import write_artifacts, write_citations, write_graph_tables
from graphx.spark.merging import merge_records, paper_columns
from graphx.spark.names import CLAIMS, gather_names
from graphx.spark.reading import read_records, record_columns
from graphx.spark.tables import Tables

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_TOLD = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusReport:
    """What became of a corpus.

    Parameters
    ----------
    folder
        Where its tables stand.
    records
        Rows that are papers, duplicates included.
    lost
        Rows that are none.
    problems
        The commonest reasons why, each with its number.
    apart, conflicts
        How many works were left apart though they share an identifier or title, because others clash; some
        of them.
    papers, mentions, artifacts, links
        How many rows each table has.
    """

    folder: str
    records: int
    lost: int
    problems: tuple[tuple[str, int], ...]
    apart: int
    conflicts: tuple[str, ...]
    papers: int
    mentions: int
    artifacts: int
    links: int


def build_tables(
    papers: DataFrame,
    folder: str | PathLike[str],
    *,
    catalog: Iterable[str | PathLike[str]] = (),
    columns: Mapping[str, str] | None = None,
    keep: Mapping[str, str] | None = None,
    clock: Callable[[], float] = time.time,
) -> CorpusReport:
    """Find the names in a whole corpus and write papers, mentions, artifacts, citations, nodes and links.

    The finding is that of :func:`graphx.find_mentions`, and so are its results, row for row.

    Parameters
    ----------
    papers
        One paper a row: lines of JSON in one column ``value`` (:func:`open_papers`), or columns as OpenAlex,
        Semantic Scholar or a table of one's own have them.
    folder
        Where to write: a path or address that all machines of the cluster see. Tables there are replaced.
    catalog
        Files with names of your own, where all machines see them.
    columns
        Which column holds which field, as for :func:`graphx.read_papers`.
    keep
        What else to keep of each row, to take slices by: a name for each place, such as
        ``{"topic": "primary_topic.field.display_name"}``; each becomes a list of texts beside the paper.
    clock
        Seconds since 1970.

    Returns
    -------
    CorpusReport

    Raises
    ------
    InputError
        No column holds the title, or no row is a paper.
    OptionError
        An option names a column that is not there.
    OutputError
        The folder is a file.
    CatalogError
        A catalog file breaks a rule.
    """
    files, keep = tuple(str(path) for path in catalog), dict(keep or {})
    load_catalog(*files)  # a bad one ends the run before a table is written
    tables = Tables(papers.sparkSession, folder)
    read = read_records(papers, columns or {}, keep)
    _write_meta(tables, {"state": "unfinished"})  # until all tables are of this run
    read = tables.write("records", read, record_columns(keep))
    good = read.where("problem is null")
    records, lost, problems = good.count(), read.count(), _problems(read)
    if not records:
        told = f"; the commonest reason: {problems[0][0]}" if problems else ""
        raise InputError(f"no row of this table is a paper{told}")
    merged = tables.write("merged", merge_records(tables, good, list(keep)), record_columns(keep))
    apart = merged.where("problem is not null")
    whole = tables.write("papers", merged.where("problem is null"), paper_columns(list(keep)))
    claimed = with_claims(whole, {"key": "text", "title": "text", "abstract": "text", "ids": "texts"}, files)
    claimed = tables.write("claimed", claimed, _CLAIMED)
    gather_names(tables, claimed, files)
    found = find_everywhere(tables, claimed, files)
    counts = _write_tables(tables, whole, found)
    built = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(clock()))
    _write_meta(tables, {"state": FINISHED, "built": built, "records": str(records)})
    report = CorpusReport(
        folder=tables.folder,
        records=records,
        lost=lost - records,
        problems=problems,
        apart=apart.count(),
        conflicts=tuple(row["problem"] for row in apart.select("problem").orderBy("problem").take(_TOLD)),
        **counts,
    )
    tables.clear()
    return report


_CLAIMED = {"key": "text", "title": "text", "abstract": "text", "ids": "texts", **CLAIMS}


def _write_tables(tables: Tables, papers: DataFrame, found: DataFrame) -> dict[str, int]:
    """Write what follows from what was found, and return how many rows there are."""
    from pyspark.sql import functions as F

    mentions = found.select(F.explode("mentions").alias("mention")).select("mention.*")
    written = {
        "papers": papers,
        "mentions": tables.write("mentions", mentions),
        "artifacts": write_artifacts(tables, mentions),
    }
    citations = write_citations(tables, papers)
    written["links"] = write_graph_tables(tables, papers, found, mentions, citations)
    return {name: rows.count() for name, rows in written.items()}


def _problems(rows: DataFrame) -> tuple[tuple[str, int], ...]:
    """Return what is wrong with rows and how often, the commonest first."""
    from pyspark.sql import functions as F

    # Where it stands in the line is not what is wrong with it.
    what = F.regexp_replace("problem", r", character \d+", "")
    counted = rows.where("problem is not null").groupBy(what.alias("problem")).count()
    commonest = counted.orderBy(F.desc("count"), "problem").take(_TOLD)
    return tuple((row["problem"], row["count"]) for row in commonest)


def _write_meta(tables: Tables, told: Mapping[str, str]) -> None:
    tables.write("meta", tables.spark.createDataFrame(sorted(told.items()), ddl(META)))
