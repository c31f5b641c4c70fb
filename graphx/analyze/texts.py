"""What analysis asks of a graph beside its arrays: the texts of the few nodes and edges that it tells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from graphx.errors import GraphError
from graphx.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Graph(Protocol):
    """A graph of :mod:`graphx.schema` to look things up in: a networkx graph, or a map as it lies on disk.

    What is computed is computed on arrays (:func:`graphx.analyze.arrays.arrays_of`); texts are asked for node
    by node, so that a graph that keeps them on disk reads those it is asked for and no others.
    """

    @property
    def nodes(self) -> Mapping[str, Mapping[str, Any]]:
        """Attributes of each node, by key."""
        ...

    def __contains__(self, key: object, /) -> bool:
        """Whether there is such a node."""
        ...

    def __iter__(self) -> Iterator[str]:
        """All node keys."""
        ...

    def __len__(self) -> int:
        """How many nodes there are."""
        ...

    def get_edge_data(self, u: str, v: str, /) -> Mapping[Any, Mapping[str, Any]] | None:
        """Attributes of each edge from one node to another, by relation; None where there is none."""
        ...


def check_graph(G: object) -> None:
    """Raise GraphError for what is no graph, such as the folder of a map.

    >>> check_graph("outputs/demo")
    Traceback (most recent call last):
    ...
    graphx.errors.GraphError: 'outputs/demo' is no graph; open_graph(…) gives the graph of a map
    """
    if not hasattr(G, "nodes"):
        of = "its attribute graph is one" if hasattr(G, "graph") else "open_graph(…) gives the graph of a map"
        raise GraphError(f"{one_line(repr(G), 80)} is no graph; {of}")
