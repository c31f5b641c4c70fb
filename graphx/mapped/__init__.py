"""A map on disk to look things up in: numbers in mapped memory, texts one by one, no networkx graph.

The arrays that answers are computed on are kept in one file beside the store, ``graph.arrays``, and come
into memory page by page as they are touched; so a first answer does not wait for the whole. The file can be
deleted at any time: it is made from ``graph.db`` whenever it is missing, cut short, of another version or of
another state of the map.
"""

from graphx.mapped.cost import check_cost
from graphx.mapped.file import FILE_NAME
from graphx.mapped.graph import CORRECTED, MappedGraph, open_mapped

__all__ = ["CORRECTED", "FILE_NAME", "MappedGraph", "check_cost", "open_mapped"]
