"""Reading lists: what to read next, starting from some papers or artifacts, and why."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING, Final

import networkx as nx

from graphx.analyze.graph import best_first, flatten_graph, naming_papers
from graphx.analyze.nodes import find_node
from graphx.analyze.reasons import Reasons
from graphx.analyze.wording import name_of
from graphx.errors import OptionError
from graphx.model import ReadingItem, ReadingList
from graphx.schema import PAPER

if TYPE_CHECKING:
    from collections.abc import Iterable

FOLLOWING: Final = 0.5
"""How often the walker of reading lists follows a link rather than return to a seed."""


def reading_list(
    G: nx.MultiDiGraph[str], seeds: str | Iterable[str], *, size: int = 15, known: str | Iterable[str] = ()
) -> ReadingList:
    """Return the papers most worth reading for whoever is interested in the seeds, each with a reason.

    Papers are ordered by personalised PageRank from the seeds on the flattened graph: how often a random
    walker is at a paper who follows links in proportion to their weight and before each step returns to a
    seed with probability one half. So short a walk keeps to what is near: with the 0.15 of rankings, a chain
    of four rare links would put a paper before many that share something with a seed. The weight of a link
    of an artifact that ``d`` papers name is divided by ln(1 + d), so that a model everybody names does not
    lead everywhere; citations keep their weight.

    Parameters
    ----------
    G
        The graph of :mod:`graphx.schema`.
    seeds
        Papers or artifacts: node keys, or what :func:`graphx.analyze.nodes.find_node` understands. All count
        alike; reasons prefer those given first.
    size
        How many papers to return at most.
    known
        Papers to leave out, given as seeds are; the walk passes through them all the same.

    Returns
    -------
    ReadingList
        The papers, best first, ties by key; without the seeds and what is known. Its ``note`` says why there
        are fewer than ``size``, where there are.

    Raises
    ------
    NodeError
        A seed or something known is no node of the map, or could be several.
    OptionError
        There is no seed, or ``size`` is below 1.

    References
    ----------
    T. Haveliwala, "Topic-sensitive PageRank", WWW 2002, doi:10.1145/511446.511513; for the one half,
    P. Chen et al., "Finding scientific gems with Google's PageRank algorithm", Journal of Informetrics 1
    (2007) 8-15, doi:10.1016/j.joi.2006.06.001.

    Examples
    --------
    >>> G = nx.MultiDiGraph()
    >>> G.add_node("paper:a", kind="paper", label="CLEX: Continuous Length Extrapolation")
    >>> G.add_node("paper:b", kind="paper", label="LongBench: A Bilingual Benchmark")
    >>> G.add_node("dataset:longbench", kind="dataset", label="LongBench")
    >>> _ = G.add_edge("paper:a", "dataset:longbench", key="uses", relation="uses", weight=1.0)
    >>> _ = G.add_edge("paper:b", "dataset:longbench", key="introduces", relation="introduces", weight=1.0)
    >>> [item.reason for item in reading_list(G, ["paper:a"])]
    ['introduces LongBench, which CLEX uses (named by 2 papers)']
    """
    if size < 1:
        raise OptionError(f"size={size} asks for no paper; give at least 1")
    starts = _resolve(G, seeds)
    if not starts:
        raise OptionError("a reading list needs a seed to start from; give a node key or a piece of a title")
    skipped = set(_resolve(G, known))
    flat = flatten_graph(G)
    reached = {key for seed in starts for key in nx.node_connected_component(flat, seed)}
    papers = {key for key in reached.difference(starts) if G.nodes[key].get("kind") == PAPER}
    scores: dict[str, float] = nx.pagerank(
        _discount_hubs(G, flat),
        alpha=FOLLOWING,
        personalization=dict.fromkeys(starts, 1.0),
        tol=1e-15,
        max_iter=200,
    )
    best = best_first({key: scores[key] for key in papers - skipped})
    reasons = Reasons(G, flat, starts)
    items = tuple(_item(G, key, best[key], reasons) for key in list(best)[:size])
    note = _note(G, flat, starts, size=size, reached=len(papers), left=len(best))
    titles = tuple(name_of(G.nodes[seed], seed) for seed in starts)
    return ReadingList(seeds=tuple(starts), seed_titles=titles, items=items, note=note)


def _resolve(G: nx.MultiDiGraph[str], texts: str | Iterable[str]) -> list[str]:
    # A lone text is one seed, not a sequence of letters.
    texts = [texts] if isinstance(texts, str) else texts
    return list(dict.fromkeys(find_node(G, text) for text in texts))


def _discount_hubs(G: nx.MultiDiGraph[str], flat: nx.Graph[str]) -> nx.Graph[str]:
    """Return the flattened graph, each artifact's links divided by ln(1 + papers naming it).

    A link between two artifacts counts by the one that more papers name; one that no paper names itself
    counts as if one did.
    """
    counts = {artifact: max(1, len(papers)) for artifact, papers in naming_papers(G).items()}
    walked: nx.Graph[str] = nx.Graph()
    walked.add_nodes_from(flat)
    for u, v, data in flat.edges(data=True):
        count = max(counts.get(u, 0), counts.get(v, 0))
        walked.add_edge(u, v, weight=data["weight"] / (log(1 + count) if count else 1))
    return walked


def _item(G: nx.MultiDiGraph[str], key: str, score: float, reasons: Reasons) -> ReadingItem:
    data = G.nodes[key]
    reason, evidence = reasons.of(key)
    return ReadingItem(
        key=key,
        title=data.get("label", key),
        score=score,
        reason=reason,
        year=data.get("year"),
        authors=tuple(data.get("authors", ())),
        venue=data.get("venue", ""),
        url=data.get("url", ""),
        ids=tuple(data.get("ids", ())),
        evidence=evidence,
    )


def _note(
    G: nx.MultiDiGraph[str], flat: nx.Graph[str], seeds: list[str], *, size: int, reached: int, left: int
) -> str:
    notes = [f"nothing is linked to {name_of(G.nodes[seed], seed)}" for seed in seeds if not flat[seed]]
    if left < size and len(notes) < len(seeds):
        known = f", {reached - left} of them known already" if reached > left else ""
        papers = "1 other paper" if reached == 1 else f"{reached or 'no'} other papers"
        notes.append(f"{papers} can be reached from the seed{'s' if len(seeds) > 1 else ''}{known}")
    return "; ".join(notes)
