"""What two papers have in common, as keys and in words."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING, Final

from graphx.analyze.arrays import arrays_of
from graphx.analyze.slices import neighbours
from graphx.analyze.telling import evidence_of
from graphx.analyze.wording import TellingLink, listing, short_name, telling_link
from graphx.schema import INTRODUCES, MENTIONS, USES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graphx.analyze.tables import Table
    from graphx.analyze.texts import Graph
    from graphx.model import Evidence

_SHOWN: Final = 3  # artifacts told of one sort
_VERBS: Final = {USES: "uses", MENTIONS: "mentions"}


class Ties:
    """Tells what one paper and others have in common.

    Parameters
    ----------
    G
        The graph of :mod:`graphx.schema`.
    paper
        Node key of the paper.
    halved
        Whether an artifact that either paper only mentions counts half.

    Examples
    --------
    >>> import networkx as nx
    >>> G = nx.MultiDiGraph()
    >>> G.add_nodes_from(["paper:a", "paper:b"], kind="paper")
    >>> G.add_node("model:m", kind="model", label="M")
    >>> for paper in ("paper:a", "paper:b"):
    ...     _ = G.add_edge(paper, "model:m", key="uses", relation="uses", weight=1.0)
    >>> Ties(G, "paper:a").told("paper:b")[0]
    'shares M (named by 2 papers)'
    """

    def __init__(self, G: Graph, paper: str, *, halved: bool = False) -> None:
        self._graph = G
        self._arrays = arrays_of(G)
        self._paper = paper
        self._halved = halved

    def artifacts(self, other: str) -> tuple[tuple[str, float], ...]:
        """Return the artifacts that both name, rarest first, ties by key, each with what it counts."""
        shared = self._both(self._arrays.tables.naming, other)
        rarest = sorted(shared, key=lambda artifact: (self._count(artifact), artifact))
        return tuple((artifact, self._weight(artifact, other)) for artifact in rarest)

    def cited(self, other: str) -> tuple[str, ...]:
        """Return the works that both cite."""
        return self._both(self._arrays.tables.citing, other)

    def citing(self, other: str) -> tuple[str, ...]:
        """Return the papers that cite both."""
        return self._both(self._arrays.tables.cited_by, other)

    def told(self, other: str) -> tuple[str, tuple[Evidence, ...]]:
        """Return in words what the other paper has in common with this one, and the evidence for it."""
        links = {artifact: self._links(other, artifact) for artifact, _ in self.artifacts(other)}
        clauses = [*self._sharing(links), *self._citations(other)]
        return "; ".join(clauses), evidence_of(*(link for pair in links.values() for link in pair))

    def _both(self, table: Table, other: str) -> tuple[str, ...]:
        both = set(self._row(table, self._paper)).intersection(self._row(table, other))
        return tuple(self._arrays.keys[place] for place in sorted(both))

    def _row(self, table: Table, key: str) -> list[int]:
        return neighbours(table, self._arrays.places[key])

    def _count(self, artifact: str) -> int:
        return int(self._arrays.naming_counts[self._arrays.places[artifact]])

    def _weight(self, artifact: str, other: str) -> float:
        links = self._links(other, artifact)
        half = self._halved and any(link.relation == MENTIONS for link in links)
        return (0.5 if half else 1) / log(self._count(artifact))

    def _links(self, other: str, artifact: str) -> tuple[TellingLink, TellingLink]:
        """Return what the other paper and what this one does with an artifact."""
        return telling_link(self._graph, other, artifact), telling_link(self._graph, self._paper, artifact)

    def _sharing(self, links: dict[str, tuple[TellingLink, TellingLink]]) -> Iterator[str]:
        """Yield what is shared: first what the other paper introduces, then what this one does."""
        theirs = [a for a, (link, _) in links.items() if link.relation == INTRODUCES]
        ours = [a for a, (_, link) in links.items() if link.relation == INTRODUCES and a not in theirs]
        rest = [a for a in links if a not in theirs and a not in ours]
        if theirs:
            yield f"introduces {self._listing(theirs)}"
        for verb in _VERBS:
            named = [a for a in ours if links[a][0].relation == verb]
            if named:
                yield f"{_VERBS[verb]} {self._listing(named)}, introduced by {self._name(self._paper)}"
        if rest:
            yield f"shares {self._listing(rest)}"

    def _citations(self, other: str) -> Iterator[str]:
        cites = self._arrays.places[other] in self._row(self._arrays.tables.citing, self._paper)
        if cites:
            yield f"is cited by {self._name(self._paper)}"
        if self._arrays.places[self._paper] in self._row(self._arrays.tables.citing, other):
            yield f"cites {self._name(self._paper)}"
        cited, citing = len(self.cited(other)), len(self.citing(other))
        if cited:
            yield "cites 1 of the same works" if cited == 1 else f"cites {cited} of the same works"
        if citing:
            yield "1 paper cites both" if citing == 1 else f"{citing} papers cite both"

    def _listing(self, artifacts: Sequence[str]) -> str:
        names = [f"{self._name(a)} (named by {self._count(a)} papers)" for a in artifacts[:_SHOWN]]
        if len(artifacts) > _SHOWN:
            names.append(f"{len(artifacts) - _SHOWN} more")
        return listing(names)

    def _name(self, key: str) -> str:
        return short_name(self._graph.nodes[key], key)
