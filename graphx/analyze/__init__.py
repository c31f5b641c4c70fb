"""Functions over the graph of :mod:`graphx.schema`: they compute and leave it unchanged."""

from graphx.analyze.communities import find_communities
from graphx.analyze.graph import flatten_graph, naming_papers
from graphx.analyze.nodes import find_node
from graphx.analyze.paths import find_paths
from graphx.analyze.project import project_graph
from graphx.analyze.rank import METRICS, rank_nodes
from graphx.analyze.reading import reading_list
from graphx.analyze.similar import nearest_papers, similar_papers
from graphx.analyze.wording import cite

__all__ = [
    "METRICS",
    "cite",
    "find_communities",
    "find_node",
    "find_paths",
    "flatten_graph",
    "naming_papers",
    "nearest_papers",
    "project_graph",
    "rank_nodes",
    "reading_list",
    "similar_papers",
]
