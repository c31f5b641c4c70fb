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
        find_communities,
        find_node,
        find_paths,
        flatten_graph,
        nearest_papers,
        project_graph,
        rank_nodes,
        reading_list,
        similar_papers,
    )
    from graphx.answers import Communities, Community, SimilarPaper
    from graphx.build import build_graph, resolve_citations
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
    from graphx.export import format_reading_list, write_graph
    from graphx.find import explain_mentions, find_mentions, iter_mentions
    from graphx.model import (
        Artifact,
        Citation,
        Evidence,
        GraphPath,
        Mention,
        Origin,
        Paper,
        PathStep,
        ReadingItem,
        ReadingList,
        Rejection,
    )
    from graphx.pipeline import Map, describe_map, explore, load_graph, load_mentions
    from graphx.read import read_papers
    from graphx.render import write_page
    from graphx.sample import sample_path

_HOMES = {
    "analyze": "find_communities find_node find_paths flatten_graph nearest_papers project_graph rank_nodes "
    "reading_list similar_papers",
    "answers": "Communities Community SimilarPaper",
    "build": "build_graph resolve_citations",
    "errors": "CatalogError GraphError GraphxError InputError MapError NodeError OptionError OutputError",
    "export": "format_reading_list write_graph",
    "find": "explain_mentions find_mentions iter_mentions",
    "model": "Artifact Citation Evidence GraphPath Mention Origin Paper PathStep ReadingItem ReadingList "
    "Rejection",
    "pipeline": "Map describe_map explore load_graph load_mentions",
    "read": "read_papers",
    "render": "write_page",
    "sample": "sample_path",
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names.split()}

__all__ = [
    "Artifact",
    "CatalogError",
    "Citation",
    "Communities",
    "Community",
    "Evidence",
    "GraphError",
    "GraphPath",
    "GraphxError",
    "InputError",
    "Map",
    "MapError",
    "Mention",
    "NodeError",
    "OptionError",
    "Origin",
    "OutputError",
    "Paper",
    "PathStep",
    "ReadingItem",
    "ReadingList",
    "Rejection",
    "SimilarPaper",
    "build_graph",
    "describe_map",
    "explain_mentions",
    "explore",
    "find_communities",
    "find_mentions",
    "find_node",
    "find_paths",
    "flatten_graph",
    "format_reading_list",
    "iter_mentions",
    "load_graph",
    "load_mentions",
    "nearest_papers",
    "project_graph",
    "rank_nodes",
    "read_papers",
    "reading_list",
    "resolve_citations",
    "sample_path",
    "similar_papers",
    "write_graph",
    "write_page",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'graphx' has no attribute {name!r}")
    value = getattr(import_module(f"graphx.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
