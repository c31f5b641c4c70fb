"""graphx: a map of research papers, linked by the datasets, models and repositories they name.

    >>> import graphx
    >>> papers = graphx.read_papers(graphx.sample_path())
    >>> G = graphx.build_graph(papers, graphx.find_mentions(papers))
    >>> G.nodes["dataset:imagenet"]["label"]
    'ImageNet'

Everything is a plain :mod:`networkx` graph, described in :mod:`graphx.schema`. Names are loaded when they
are first used, so importing graphx costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graphx.analyze import (
        Ranking,
        compare_maps,
        experiment_grid,
        explain_rank,
        extend_list,
        find_communities,
        find_left_out,
        find_node,
        find_paths,
        find_uncited,
        flatten_graph,
        graph_around,
        nearest_papers,
        project_graph,
        rank_nodes,
        rank_ranges,
        reading_list,
        rising_artifacts,
        similar_papers,
    )
    from graphx.answers.changes import FieldChange, LinkChange, MapDiff, NodeChange, NodeInfo, RankMove
    from graphx.answers.communities import Communities, Community
    from graphx.answers.papers import LeftOut, ReadingItem, SimilarPaper
    from graphx.answers.paths import GraphPath, PathStep
    from graphx.answers.questions import (
        Addition,
        Answers,
        Grid,
        GridCell,
        GridHole,
        GridLine,
        GridPaper,
        RisingArtifact,
        RisingList,
        Tie,
        UncitedPair,
    )
    from graphx.answers.ranks import RankExplanation, RankPart, RankRange
    from graphx.build import build_graph, resolve_citations
    from graphx.drawing import write_page
    from graphx.enrich.report import Enrichment, ProviderReport
    from graphx.enriching import enrich_map, plan_enrichment
    from graphx.errors import (
        CatalogError,
        GraphError,
        GraphxError,
        InputError,
        MapError,
        NodeError,
        OptionError,
        OutputError,
    )
    from graphx.export import format_diff, format_grid, format_reading_list, write_graph
    from graphx.find import explain_mentions, find_mentions, iter_mentions
    from graphx.formats.reading import ReadingList
    from graphx.graphs import load_graph, open_graph
    from graphx.importing import ImportedMap, import_map
    from graphx.mapped.graph import MappedGraph
    from graphx.maps import Map, describe_map, load_mentions, open_map
    from graphx.model import Artifact, Citation, Evidence, Mention, Origin, Paper, Rejection
    from graphx.pipeline import BuiltMap, explore
    from graphx.read import read_papers
    from graphx.render import Page, show
    from graphx.sample import sample_path
    from graphx.store import SearchHit, SqlResult, search, sql

_HOMES = {
    "analyze": "Ranking compare_maps experiment_grid explain_rank extend_list find_communities find_left_out "
    "find_node find_paths find_uncited flatten_graph graph_around nearest_papers "
    "project_graph rank_nodes rank_ranges reading_list rising_artifacts similar_papers",
    "answers.changes": "FieldChange LinkChange MapDiff NodeChange NodeInfo RankMove",
    "answers.communities": "Communities Community",
    "answers.papers": "LeftOut ReadingItem SimilarPaper",
    "answers.paths": "GraphPath PathStep",
    "answers.questions": "Addition Answers Grid GridCell GridHole GridLine GridPaper RisingArtifact "
    "RisingList Tie UncitedPair",
    "answers.ranks": "RankExplanation RankPart RankRange",
    "build": "build_graph resolve_citations",
    "drawing": "write_page",
    "enrich.report": "Enrichment ProviderReport",
    "enriching": "enrich_map plan_enrichment",
    "errors": "CatalogError GraphError GraphxError InputError MapError NodeError OptionError OutputError",
    "export": "format_diff format_grid format_reading_list write_graph",
    "find": "explain_mentions find_mentions iter_mentions",
    "formats.reading": "ReadingList",
    "graphs": "load_graph open_graph",
    "importing": "ImportedMap import_map",
    "mapped.graph": "MappedGraph",
    "maps": "Map describe_map load_mentions open_map",
    "model": "Artifact Citation Evidence Mention Origin Paper Rejection",
    "pipeline": "BuiltMap explore",
    "read": "read_papers",
    "render": "Page show",
    "sample": "sample_path",
    "store": "SearchHit SqlResult search sql",
}
_PARTS = frozenset(
    ["analyze", "build", "export", "find", "formats", "read", "render", "sample", "schema", "spark"]
)
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names.split()}

__all__ = [
    "Addition",
    "Answers",
    "Artifact",
    "BuiltMap",
    "CatalogError",
    "Citation",
    "Communities",
    "Community",
    "Enrichment",
    "Evidence",
    "FieldChange",
    "GraphError",
    "GraphPath",
    "GraphxError",
    "Grid",
    "GridCell",
    "GridHole",
    "GridLine",
    "GridPaper",
    "ImportedMap",
    "InputError",
    "LeftOut",
    "LinkChange",
    "Map",
    "MapDiff",
    "MapError",
    "MappedGraph",
    "Mention",
    "NodeChange",
    "NodeError",
    "NodeInfo",
    "OptionError",
    "Origin",
    "OutputError",
    "Page",
    "Paper",
    "PathStep",
    "ProviderReport",
    "RankExplanation",
    "RankMove",
    "RankPart",
    "RankRange",
    "Ranking",
    "ReadingItem",
    "ReadingList",
    "Rejection",
    "RisingArtifact",
    "RisingList",
    "SearchHit",
    "SimilarPaper",
    "SqlResult",
    "Tie",
    "UncitedPair",
    "build_graph",
    "compare_maps",
    "describe_map",
    "enrich_map",
    "experiment_grid",
    "explain_mentions",
    "explain_rank",
    "explore",
    "extend_list",
    "find_communities",
    "find_left_out",
    "find_mentions",
    "find_node",
    "find_paths",
    "find_uncited",
    "flatten_graph",
    "format_diff",
    "format_grid",
    "format_reading_list",
    "graph_around",
    "import_map",
    "iter_mentions",
    "load_graph",
    "load_mentions",
    "nearest_papers",
    "open_graph",
    "open_map",
    "plan_enrichment",
    "project_graph",
    "rank_nodes",
    "rank_ranges",
    "read_papers",
    "reading_list",
    "resolve_citations",
    "rising_artifacts",
    "sample_path",
    "search",
    "show",
    "similar_papers",
    "sql",
    "write_graph",
    "write_page",
]


def __getattr__(name: str) -> Any:
    if name in _PARTS:
        return import_module(f"graphx.{name}")
    if name not in _HOME_OF:
        raise AttributeError(f"module 'graphx' has no attribute {name!r}")
    value = getattr(import_module(f"graphx.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
