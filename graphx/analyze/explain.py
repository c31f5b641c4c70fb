"""What makes a node rank where it does, in words and numbers that can be checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from graphx.analyze.arrays import arrays_of
from graphx.analyze.graph import steady
from graphx.analyze.made_of import MADE_OF
from graphx.analyze.metrics import METRICS, Ground
from graphx.analyze.nodes import find_node
from graphx.analyze.rank import check_options, ranking_of
from graphx.analyze.wording import name_of, tell, telling_link
from graphx.answers.ranks import RankExplanation, RankPart
from graphx.errors import OptionError
from graphx.schema import INTRODUCES, PAPER, USES

if TYPE_CHECKING:
    from graphx.analyze.texts import Graph
    from graphx.model import Evidence

SHOWN: Final = 10
_VERBS: Final = ("shares", "uses")


def explain_rank(
    G: Graph, node: str, *, by: str = "pagerank", on: str = "graph", size: int = SHOWN
) -> RankExplanation:
    """Return what a node's score is made of.

    Parameters
    ----------
    G
        The graph of :mod:`graphx.schema`.
    node
        A node key, or what :func:`graphx.analyze.nodes.find_node` understands.
    by, on
        As in :func:`graphx.analyze.rank.rank_nodes`. The node is ranked among those of its kind.
    size
        How many parts to return at most.

    Returns
    -------
    RankExplanation
        Rank and score; the parts that add most to the score, each with the sentence behind its link, where
        the score is a sum over links; and what else there is to say in ``lines``.

    Raises
    ------
    NodeError
        The node is unknown or ambiguous.
    OptionError
        As :func:`graphx.analyze.rank.rank_nodes`; ``size`` is below 1.

    Examples
    --------
    >>> import networkx as nx
    >>> G = nx.MultiDiGraph()
    >>> G.add_nodes_from(["paper:a", "paper:b"], kind="paper")
    >>> G.add_node("model:m", kind="model", label="M")
    >>> for paper in ("paper:a", "paper:b"):
    ...     _ = G.add_edge(paper, "model:m", key="uses", relation="uses", weight=1.0)
    >>> found = explain_rank(G, "M", by="degree")
    >>> found.lines, [part.text for part in found.parts]
    (('linked to 2 papers',), ['paper:a uses M', 'paper:b uses M'])
    """
    if size < 1:
        raise OptionError(f"size={size} asks for no part; give at least 1")
    key = find_node(G, node, kind=PAPER if on == "papers" else None)
    kind = G.nodes[key].get("kind")
    check_options(by, kind, on)
    arrays = arrays_of(G)
    ground = Ground(arrays, papers=on == "papers")
    scores = METRICS[by](ground)
    ranking = ranking_of(scores, ground, by=by, kind=kind, on=on)
    at = int(np.searchsorted(ground.nodes, arrays.places[key]))
    parts, lines = MADE_OF[by](ground, at, scores.values)
    largest = sorted(parts, key=lambda place: (-steady(parts[place]), place))[:size]
    whole = ranking[key]
    return RankExplanation(
        key=key,
        by=by,
        on=on,
        score=whole,
        rank=ranking.places[key],
        among=len(ranking),
        lines=(*lines, *([ranking.note] if ranking.note else [])),
        parts=tuple(
            _part(G, ground, (at, place), by, parts[place], whole) for place in largest if parts[place] > 0
        ),
        left=max(0, sum(amount > 0 for amount in parts.values()) - size),
    )


def _part(G: Graph, ground: Ground, ends: tuple[int, int], by: str, amount: float, whole: float) -> RankPart:
    key, other = (ground.arrays.keys[ground.nodes[end]] for end in ends)
    name = name_of(G.nodes[other], other)
    # Of a paper, reuse counts those who use what it introduces, whether they cite it or not.
    if ground.papers or (by == "reuse" and ground.arrays.is_paper[ground.nodes[ends[0]]]):
        text, evidence = _between(G, ground, ends, by)
    else:
        link = telling_link(G, other, key)
        text, evidence = tell(link, name, name_of(G.nodes[key], key)), link.evidence
    share = amount / whole if whole else 0.0
    return RankPart(
        key=other, label=name, amount=steady(amount), share=steady(share), text=text, evidence=evidence
    )


def _between(G: Graph, ground: Ground, ends: tuple[int, int], by: str) -> tuple[str, Evidence | None]:
    """Return in words which artifacts lie between a paper and another, rarest first, and what says so."""
    arrays = ground.arrays
    key, other = (ground.nodes[[end]] for end in ends)
    first = arrays.of_relations(INTRODUCES) if by == "reuse" else arrays.naming
    second = arrays.of_relations(USES) if by == "reuse" else arrays.naming
    both = set(first[key].indices.tolist()) & set(second[other].indices.tolist())
    artifacts = [arrays.keys[one] for one in sorted(both, key=lambda one: (arrays.naming_counts[one], one))]
    names = [name_of(G.nodes[artifact], artifact) for artifact in artifacts]
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    paper = arrays.keys[int(other[0])]
    text = f"{name_of(G.nodes[paper], paper)} {_VERBS[by == 'reuse']} {', '.join(names[:SHOWN])}{more}"
    return text, telling_link(G, paper, artifacts[0]).evidence
