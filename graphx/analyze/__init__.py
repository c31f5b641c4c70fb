"""Functions over the graph of :mod:`graphx.schema`: they compute and leave it unchanged.

Names are loaded when they are first used: a path or a reading list needs neither networkx nor
scipy, which take longer to load than such an answer to compute.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from graphx.analyze.around import graph_around
    from graphx.analyze.communities import find_communities
    from graphx.analyze.comparison import compare_maps
    from graphx.analyze.explain import explain_rank
    from graphx.analyze.graph import flatten_graph, naming_papers
    from graphx.analyze.ledger import find_left_out
    from graphx.analyze.metrics import METRICS
    from graphx.analyze.nodes import find_node
    from graphx.analyze.paths import find_paths
    from graphx.analyze.project import project_graph
    from graphx.analyze.questions import experiment_grid, extend_list, find_uncited, rising_artifacts
    from graphx.analyze.ranges import rank_ranges
    from graphx.analyze.rank import Ranking, rank_nodes
    from graphx.analyze.reading import reading_list
    from graphx.analyze.regions import find_regions
    from graphx.analyze.similar import nearest_papers, similar_papers
    from graphx.analyze.wording import cite

_HOMES: Final = {
    "around": "graph_around",
    "communities": "find_communities",
    "comparison": "compare_maps",
    "explain": "explain_rank",
    "graph": "flatten_graph naming_papers",
    "ledger": "find_left_out",
    "metrics": "METRICS",
    "nodes": "find_node",
    "paths": "find_paths",
    "project": "project_graph",
    "questions": "experiment_grid extend_list find_uncited rising_artifacts",
    "ranges": "rank_ranges",
    "rank": "Ranking rank_nodes",
    "reading": "reading_list",
    "regions": "find_regions",
    "similar": "nearest_papers similar_papers",
    "wording": "cite",
}
_HOME_OF: Final = {name: module for module, names in _HOMES.items() for name in names.split()}

__all__ = [
    "METRICS",
    "Ranking",
    "cite",
    "compare_maps",
    "experiment_grid",
    "explain_rank",
    "extend_list",
    "find_communities",
    "find_left_out",
    "find_node",
    "find_paths",
    "find_regions",
    "find_uncited",
    "flatten_graph",
    "graph_around",
    "naming_papers",
    "nearest_papers",
    "project_graph",
    "rank_nodes",
    "rank_ranges",
    "reading_list",
    "rising_artifacts",
    "similar_papers",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'graphx.analyze' has no attribute {name!r}")
    value = getattr(import_module(f"graphx.analyze.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value
