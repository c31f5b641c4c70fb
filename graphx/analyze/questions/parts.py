"""What the questions share: the best of many scores, and the sentences behind the few that are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graphx.analyze.graph import steady
from graphx.analyze.wording import name_of
from graphx.errors import OptionError
from graphx.schema import RELATIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphx.analyze.arrays import Floats, Ints
    from graphx.analyze.texts import Graph
    from graphx.model import Evidence


def check_size(size: int) -> None:
    """Raise an error unless ``size`` asks for something.

    >>> check_size(1)
    """
    if size < 1:
        raise OptionError(f"size={size} asks for nothing; give at least 1")


def best_places(scores: Floats, size: int) -> list[int]:
    """Return the places of the ``size`` highest scores, best first; where scores are equal the first places.

    Scores are compared to 12 significant digits (:func:`graphx.analyze.graph.steady`).

    >>> best_places(np.array([0.1 + 0.2, 0.5, 0.3, 0.1]), 3)
    [1, 0, 2]
    """
    places = np.arange(len(scores))
    if len(scores) > size:
        least = np.partition(scores, len(scores) - size)[len(scores) - size]
        # A little more than needed, for what is equal but for rounding.
        places = np.flatnonzero(scores >= least - 1e-9 * abs(least))
    return sorted(places.tolist(), key=lambda place: (-steady(float(scores[place])), place))[:size]


def rarest_first(places: Ints, counts: Ints) -> list[int]:
    """Return the numbers of nodes by how many papers name each, fewest first; ties by number.

    >>> rarest_first(np.array([0, 1, 2]), np.array([5, 2, 2]))
    [1, 2, 0]
    """
    return sorted(places.tolist(), key=lambda place: (int(counts[place]), place))


def evidence_of(G: Graph, source: str, target: str, relations: Sequence[str] = RELATIONS) -> Evidence | None:
    """Return the best evidence of the edge from ``source`` to ``target``, the first of ``relations`` it has.

    >>> import networkx as nx
    >>> evidence_of(nx.MultiDiGraph([("paper:a", "model:m")]), "paper:a", "model:m") is None
    True
    """
    edges = (G.get_edge_data(source, target) or {}).values()
    found = [data for data in edges if data.get("relation") in relations and data.get("evidence")]
    if not found:
        return None
    best: Evidence = min(found, key=lambda data: relations.index(data["relation"]))["evidence"][0]
    return best


def title_of(G: Graph, key: str) -> str:
    """Return the title of a paper or the name of an artifact, else its key."""
    return name_of(G.nodes[key], key)
