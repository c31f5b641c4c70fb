"""The paper-paper graph: papers linked by what they share, rare things counting more."""

from __future__ import annotations

from itertools import combinations
from math import log
from typing import TYPE_CHECKING

from graphx.analyze.arrays import arrays_of
from graphx.analyze.graph import naming_papers
from graphx.schema import PAPER, SHARES, VARIANT_OF

if TYPE_CHECKING:
    from collections.abc import Iterator

    import networkx as nx

Shares = dict[str, dict[str, tuple[tuple[str, float], ...]]]
"""First paper, second paper (first < second), what they share and how much it counts."""


def project_graph(G: nx.MultiDiGraph[str], *, families: bool = False) -> nx.Graph[str]:
    """Return the graph of papers, linked by the artifacts they share.

    An artifact that ``d`` papers name counts 1 / ln d for each two of them, so one that two papers name says
    more than one that a hundred name: the index of Adamic and Adar on the paper-artifact graph.

    Parameters
    ----------
    G
        The graph of :mod:`graphx.schema`.
    families
        Whether papers that name different versions of one artifact (Llama 2 and Llama 3) share the family.
        It counts 1 / ln d too, with d the papers naming the family or any version of it, versions of
        versions included; only between papers that share neither it nor one of its versions already.

    Returns
    -------
    networkx.Graph
        All papers with their attributes; edges with ``weight`` (the sum) and ``shares``, a tuple of
        ``(artifact key, weight)``, rarest first, ties by key.

    References
    ----------
    L. A. Adamic and E. Adar, "Friends and neighbors on the Web", Social Networks 25 (2003) 211-230,
    doi:10.1016/S0378-8733(03)00009-1.

    Examples
    --------
    >>> import networkx as nx
    >>> G = nx.MultiDiGraph()
    >>> G.add_nodes_from(["paper:a", "paper:b"], kind="paper")
    >>> G.add_node("dataset:d", kind="dataset")
    >>> for paper in ("paper:a", "paper:b"):
    ...     _ = G.add_edge(paper, "dataset:d", key="uses", relation="uses", weight=1.0)
    >>> [(u, v, round(data["weight"], 3)) for u, v, data in project_graph(G).edges(data=True)]
    [('paper:a', 'paper:b', 1.443)]
    """
    import networkx as nx

    arrays_of(G)  # tells weights that cannot be computed with
    naming = naming_papers(G)
    shares: Shares = {}
    _share(shares, naming)
    if families:
        _share_families(shares, G, naming)
    projected: nx.Graph[str] = nx.Graph()
    papers = sorted(key for key, data in G.nodes(data=True) if data.get("kind") == PAPER)
    projected.add_nodes_from((key, G.nodes[key]) for key in papers)
    projected.add_edges_from(_edges(shares))
    return projected


def _share(shares: Shares, naming: dict[str, tuple[str, ...]]) -> None:
    # Rarest artifact first, so that every list of shares comes out in its final order.
    for artifact, papers in sorted(naming.items(), key=lambda item: (len(item[1]), item[0])):
        if len(papers) < 2:
            continue
        # One tuple for all pairs that share nothing else: a hub makes millions of them.
        share = ((artifact, 1 / log(len(papers))),)
        for place, first in enumerate(papers, start=1):
            row = shares.setdefault(first, {})
            for second in papers[place:]:
                row[second] = row[second] + share if second in row else share


def _share_families(shares: Shares, G: nx.MultiDiGraph[str], naming: dict[str, tuple[str, ...]]) -> None:
    members = _families(G)
    naming_any = {
        family: sorted({paper for version in versions for paper in naming.get(version, ())})
        for family, versions in members.items()
    }
    # Of nested families the inner one counts: it has fewer papers, or as many papers and fewer members.
    for family in sorted(members, key=lambda f: (len(naming_any[f]), len(members[f]), f)):
        if len(naming_any[family]) < 2:
            continue
        share = (family, 1 / log(len(naming_any[family])))
        for first, second in combinations(naming_any[family], 2):
            row = shares.setdefault(first, {})
            shared = row.get(second, ())
            if not any(key in members[family] for key, _ in shared):
                row[second] = tuple(sorted((*shared, share), key=lambda one: (-one[1], one[0])))


def _families(G: nx.MultiDiGraph[str]) -> dict[str, set[str]]:
    """Return each family with itself, its versions and their versions."""
    versions: dict[str, set[str]] = {}
    for version, family, data in G.edges(data=True):
        if data.get("relation") == VARIANT_OF:
            versions.setdefault(family, set()).add(version)
    return {family: _closure(family, versions) for family in versions}


def _closure(start: str, versions: dict[str, set[str]]) -> set[str]:
    found, waiting = {start}, [start]
    while waiting:
        new = versions.get(waiting.pop(), set()) - found
        found |= new
        waiting.extend(new)
    return found


def _edges(shares: Shares) -> Iterator[tuple[str, str, dict[str, object]]]:
    for first in sorted(shares):
        for second, shared in shares[first].items():
            yield first, second, {"weight": sum(weight for _, weight in shared), SHARES: shared}
