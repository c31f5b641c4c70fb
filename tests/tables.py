"""The tables of a corpus made on one machine, as an oracle for those that Spark writes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx as nx

from graphx.analyze.arrays import arrays_of
from graphx.analyze.rank import rank_nodes
from graphx.build import build_graph, resolve_citations
from graphx.find import find_mentions
from graphx.formats.columns import TABLES, mention_row, paper_row
from graphx.maps import link_rows, node_rows
from graphx.model import Artifact, Mention, Paper
from graphx.read.tables import table_rows

Rows = list[tuple[Any, ...]]


def rows_on_one_machine(papers: list[Paper], *, processes: int = 1) -> dict[str, Rows]:
    """Return the rows of every table, sorted; without origins: lines that are shared out have no number."""
    mentions = find_mentions(papers, candidates=True, processes=processes)
    return rows_of(papers, mentions)


def rows_of(papers: list[Paper], mentions: list[Mention]) -> dict[str, Rows]:
    """Return the rows of every table made from papers and their mentions."""
    citations = resolve_citations(papers)
    graph = build_graph(papers, mentions, citations)
    told = {
        "papers": [tuple((paper_row(p) | {"origins": ()}).values()) for p in papers],
        "mentions": [tuple(mention_row(m).values()) for m in mentions],
        "artifacts": artifact_rows(mentions),
        "citations": [
            (c.citing, c.cited, c.evidence.provider, c.evidence.detail, "", 1.0) for c in citations
        ],
        "nodes": [row[:3] for row in node_rows(graph)],
        "links": link_rows(graph),
    }
    return {name: sorted(map(_plain, rows), key=repr) for name, rows in told.items()}


def artifact_rows(mentions: list[Mention]) -> Rows:
    """Return the artifacts as ``graph.db`` has them: the last spelling, families with their members."""
    rows: dict[str, tuple[Any, ...]] = {}

    def add(artifact: Artifact) -> None:
        if artifact.family:
            add(artifact.family)
        family = artifact.family.key if artifact.family else None
        rows.setdefault(artifact.key, (artifact.key, artifact.kind, artifact.name, artifact.url, family))

    for _, artifact in sorted({m.artifact.key: m.artifact for m in mentions}.items()):
        add(artifact)
    return list(rows.values())


def rows_written(folder: Path) -> dict[str, Rows]:
    """Return the rows of every table in a folder, sorted."""
    names = ("papers", "mentions", "artifacts", "citations", "nodes", "links")
    return {
        name: sorted(
            (
                _plain(tuple(row[c] for c in TABLES[name]))
                for row in table_rows(str(folder / name), TABLES[name])
            ),
            key=repr,
        )
        for name in names
    }


def ranks_on_one_machine(papers: list[Paper], mentions: list[Mention]) -> dict[str, tuple[int, float, str]]:
    """Return degree, PageRank and the smallest key of the component of each node."""
    graph = build_graph(papers, mentions, resolve_citations(papers))
    arrays = arrays_of(graph)
    scores = rank_nodes(graph, by="pagerank", kind=None)
    first = {key: min(part) for part in nx.weakly_connected_components(graph) for key in part}
    return {
        key: (int(degree), scores[key], first[key])
        for key, degree in zip(arrays.keys, arrays.degrees, strict=True)
    }


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(tuple(value) if isinstance(value, list) else value for value in row)
