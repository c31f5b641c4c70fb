"""The few nodes that are shown, by name: from numbers of :mod:`graphx.analyze.arrays` to words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphx.analyze.slices import neighbours
from graphx.analyze.wording import TellingLink, short_name, telling_link
from graphx.ids import artifact_key
from graphx.schema import ARTIFACT_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphx.analyze.arrays import GraphArrays
    from graphx.analyze.texts import Graph
    from graphx.model import Evidence


class Teller:
    """Names nodes given by number and looks up what is known of them.

    A paper is called by what stands before the colon of its title; where an artifact of the map is called the
    same, it is "the paper" of that name.

    Parameters
    ----------
    G
        The graph of :mod:`graphx.schema`.
    arrays
        The same graph as arrays.

    Examples
    --------
    >>> import networkx as nx
    >>> from graphx.analyze.arrays import arrays_of
    >>> G = nx.MultiDiGraph()
    >>> G.add_node("paper:a", kind="paper", label="LongBench: A Benchmark")
    >>> G.add_node("dataset:longbench", kind="dataset", label="LongBench")
    >>> _ = G.add_edge("paper:a", "dataset:longbench", key="introduces", relation="introduces", weight=1.0)
    >>> teller = Teller(G, arrays_of(G))
    >>> teller.name(0), teller.name(1), teller.count(0)
    ('LongBench', 'the paper LongBench', 'the only paper naming it')
    """

    def __init__(self, G: Graph, arrays: GraphArrays) -> None:
        self.graph = G
        self.arrays = arrays
        self._named: dict[int, frozenset[int]] = {}

    def name(self, node: int) -> str:
        """Return a short name for a node."""
        key = self.arrays.keys[node]
        name = short_name(self.graph.nodes[key], key)
        # Keys are made from names, so that one name is compared with all of a million at once.
        clash = not self.arrays.is_artifact[node] and any(
            artifact_key(kind, name) in self.graph for kind in ARTIFACT_KINDS
        )
        return f"the paper {name}" if clash else name

    def count(self, artifact: int, several: str = "named by {} papers") -> str:
        """Return how many papers name an artifact, in words."""
        count = int(self.arrays.naming_counts[artifact])
        return several.format(count) if count > 1 else "the only paper naming it"

    def link(self, first: int, second: int) -> TellingLink:
        """Return the edge between two linked nodes that says most."""
        return telling_link(self.graph, self.arrays.keys[first], self.arrays.keys[second])

    def artifacts(self, paper: int) -> frozenset[int]:
        """Return what a paper introduces, uses or mentions."""
        if paper not in self._named:
            self._named[paper] = frozenset(neighbours(self.arrays.tables.naming, paper))
        return self._named[paper]

    def rarest(self, artifacts: Iterable[int]) -> list[int]:
        """Return artifacts in the order in which they say something: those that few papers name first."""
        return sorted(artifacts, key=lambda node: (self.arrays.naming_counts[node], node))


def evidence_of(*links: TellingLink) -> tuple[Evidence, ...]:
    """Return the evidence of some links, each once."""
    return tuple(dict.fromkeys(link.evidence for link in links if link.evidence))
