"""Functions over the graph of :mod:`graphx.schema`: they compute and leave it unchanged."""

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
