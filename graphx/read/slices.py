"""A slice of a corpus that stands in tables: the papers wanted, what they name, who of them cites whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from graphx.errors import InputError, NodeError, OptionError
from graphx.formats.columns import (
    ARTIFACTS,
    CITATIONS,
    FINISHED,
    LINKS,
    MENTIONS,
    META,
    NODES,
    PAPERS,
    artifacts_of,
    mention_of,
    paper_of,
)
from graphx.model import Artifact, Citation, Evidence, Mention, Paper
from graphx.read.tables import only, open_table, rows_where, table_rows
from graphx.schema import PAPER
from graphx.text import one_line

if TYPE_CHECKING:
    from pyarrow import RecordBatch
    from pyarrow.dataset import Dataset, Expression

_SHOWN: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which papers of a corpus are wanted; all conditions have to hold.

    Parameters
    ----------
    years
        First and last year, either None where it is open; None for all, those without a year too.
    around
        A node: its key or its whole label. Then those papers that are at most ``steps`` links away.
    steps
        How many links.
    where
        Column of the papers to the value it has, case aside; of a list to one of its values.
    most
        How many papers a map may have.
    """

    years: tuple[int | None, int | None] | None = None
    around: str | None = None
    steps: int = 2
    where: Mapping[str, str] = field(default_factory=dict)
    most: int = 100_000

    def __post_init__(self) -> None:
        if self.steps < 0:
            raise OptionError(f"steps={self.steps} cannot be gone; give 0 or more")
        first, last = self.years or (None, None)
        if first is not None and last is not None and first > last:
            raise OptionError(f"years {first} to {last} hold no year; give the earlier one first")


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """What was read of a corpus.

    Parameters
    ----------
    papers, mentions, citations
        Sorted as in a map.
    total
        How many papers the corpus has.
    repeated
        How many papers have the key of another one, which alone counts.
    """

    papers: tuple[Paper, ...]
    mentions: tuple[Mention, ...]
    citations: tuple[Citation, ...]
    total: int
    repeated: int


def read_slice(folder: str, wanted: Wanted) -> Slice:
    """Return a part of the corpus whose tables stand in a folder.

    No more of it is held in memory than is wanted.

    Raises
    ------
    InputError
        There are no tables, they are not finished, no Parquet, or do not fit; or nothing is wanted.
    NodeError
        There is no node to go around.
    OptionError
        pyarrow is not installed, a column is unknown, or more papers are wanted than fit a map.
    """
    folder = folder.rstrip("/") or folder
    _check_finished(folder)
    table = open_table(
        f"{folder}/papers", PAPERS, others=[name for name in wanted.where if name not in PAPERS]
    )
    if table is None:
        raise InputError("no table of papers here; give the folder that graphx wrote", path=folder)
    keys = _keys_around(folder, wanted) if wanted.around is not None else None
    papers, repeated = _papers(table, wanted, keys, f"{folder}/papers")
    if not papers:
        raise InputError(f"none of the {table.count_rows():,} papers is wanted; ask for more", path=folder)
    return Slice(
        papers=tuple(papers[key] for key in sorted(papers)),
        mentions=tuple(_mentions(folder, papers)),
        citations=tuple(_citations(folder, papers)),
        total=table.count_rows(),
        repeated=repeated,
    )


def _check_finished(folder: str) -> None:
    told = {row["name"]: row["value"] for row in table_rows(f"{folder}/meta", META)}
    if told.get("state") != FINISHED:
        what = "the tables here were not finished" if told else "no tables of graphx here"
        raise InputError(f"{what}; write them with graphx.spark.build_tables", path=folder)


def _papers(table: Dataset, wanted: Wanted, keys: set[str] | None, path: str) -> tuple[dict[str, Paper], int]:
    papers: dict[str, Paper] = {}
    repeated = 0
    for batch in table.to_batches(filter=_condition(wanted, keys)):
        for row in _matching(batch, wanted.where).to_pylist():
            if not row["key"] or not one_line(row["title"] or ""):
                raise InputError(f"a paper without a key or title (key {row['key']!r}); mend it", path=path)
            repeated += row["key"] in papers
            papers.setdefault(row["key"], paper_of(row))
        if len(papers) > wanted.most:
            raise OptionError(
                f"more than {wanted.most:,} papers are wanted; a map of them would be slow to draw: "
                "ask for fewer, or allow more with most (--most)"
            )
    return papers, repeated


def _condition(wanted: Wanted, keys: set[str] | None) -> Expression | None:
    from pyarrow import dataset

    parts = [only("key", keys)] if keys is not None else []
    first, last = wanted.years or (None, None)
    parts += [dataset.field("year") >= first] if first is not None else []
    parts += [dataset.field("year") <= last] if last is not None else []
    condition = None
    for part in parts:
        condition = part if condition is None else condition & part
    return condition


def _matching(batch: RecordBatch, where: Mapping[str, str]) -> RecordBatch:
    """Return the rows whose columns have the values wanted."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    for name, value in where.items():
        column = batch.column(name)
        rows = np.arange(len(batch))
        if pa.types.is_list(column.type):
            rows, column = pc.list_parent_indices(column).to_numpy(), pc.list_flatten(column)
        same = pc.equal(pc.utf8_lower(column.cast(pa.string())), value.lower()).fill_null(False)  # noqa: FBT003
        batch = batch.take(pa.array(np.unique(rows[same.to_numpy(zero_copy_only=False)])))
    return batch


def _keys_around(folder: str, wanted: Wanted) -> set[str]:
    links = open_table(f"{folder}/links", LINKS)
    near = edge = {_node(folder, wanted.around or "")}
    for _ in range(wanted.steps):
        ends = rows_where(links, only("source", edge) | only("target", edge))
        edge = {key for row in ends for key in (row["source"], row["target"])} - near
        if not edge:
            break
        near = near | edge
    return {key for key in near if key.startswith(f"{PAPER}:")}


def _node(folder: str, text: str) -> str:
    """Return the key of the node that has a text as its key or label."""
    import pyarrow.compute as pc
    from pyarrow import dataset

    nodes = open_table(f"{folder}/nodes", NODES)
    same = pc.utf8_lower(dataset.field("label")) == text.lower()
    found = [row["key"] for row in rows_where(nodes, same | (dataset.field("key") == text))]
    if text in found or len(found) == 1:
        return text if text in found else str(found[0])
    shown = ", ".join(sorted(found)[:_SHOWN])
    what = f"{text!r} names {len(found)} nodes ({shown})" if found else f"no node {text!r} in these tables"
    raise NodeError(f"{what}; give a key, such as dataset:imagenet", sorted(found))


def _mentions(folder: str, papers: Mapping[str, Paper]) -> list[Mention]:
    path = f"{folder}/mentions"
    rows = list(rows_where(open_table(path, MENTIONS), only("paper", papers)))
    artifacts = _artifacts(folder, {row["artifact"] for row in rows})
    mentions = []
    for row in rows:
        paper = papers[row["paper"]]
        if row["artifact"] not in artifacts:
            raise InputError(f"a mention of {row['artifact']!r}, which is no artifact here", path=path)
        if not row["surface"] or paper.text(row["field"])[row["start"] : row["end"]] != row["surface"]:
            raise InputError(
                f"a mention of {row['surface']!r} that does not stand where it says in {paper.key}; "
                "papers and mentions are of different runs",
                path=path,
            )
        mentions.append(mention_of(row, paper.title, artifacts[row["artifact"]]))
    return sorted(mentions, key=lambda m: (m.paper, m.field != "title", m.start))


def _artifacts(folder: str, keys: set[str]) -> dict[str, Artifact]:
    table = open_table(f"{folder}/artifacts", ARTIFACTS)
    rows: dict[str, dict[str, Any]] = {}
    while keys:
        rows |= {row["key"]: row for row in rows_where(table, only("key", keys))}
        keys = {row["family"] for row in rows.values() if row["family"]} - rows.keys() - keys
    try:
        return artifacts_of(rows.values())
    except ValueError as error:
        raise InputError(f"{error}; mend it", path=f"{folder}/artifacts") from error


def _citations(folder: str, papers: Mapping[str, Paper]) -> list[Citation]:
    table = open_table(f"{folder}/citations", CITATIONS)
    told = {}
    for row in rows_where(table, only("citing", papers) & only("cited", papers)):
        evidence = {name: row[name] for name in ("provider", "detail", "fetched", "confidence")}
        citation = Citation(citing=row["citing"], cited=row["cited"], evidence=Evidence(**evidence))
        told[citation.citing, citation.cited] = citation
    return [told[pair] for pair in sorted(told)]
