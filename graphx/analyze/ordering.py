"""In what order to read papers: what others use or cite comes before them."""

from __future__ import annotations

from collections import defaultdict
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graphx.analyze.slices import leaving
from graphx.schema import CITES, INTRODUCES, RELATIONS, USES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphx.analyze.arrays import GraphArrays

_USED, _CITED = 0, 1


class Before(NamedTuple):
    """A reason to read one paper before another; the stronger one sorts first.

    ``kind`` is 0 where ``then`` uses what ``first`` introduces, the ``artifact``, and 1 where it cites it
    (``artifact`` is -1); ``doubt`` is one less the weight of the weaker link behind it.
    """

    kind: int
    doubt: float
    first: int
    then: int
    artifact: int

    @property
    def is_use(self) -> bool:
        """Whether ``then`` uses what ``first`` introduces, rather than cite it."""
        return self.kind == _USED


def reasons_to_wait(arrays: GraphArrays, papers: Sequence[int]) -> list[Before]:
    """Return why some of these papers should be read before others, such that an order of all exists.

    For two papers only the strongest reason counts: use before citation, then the one with surer links. Where
    reasons go round in a circle, the weakest gives way: they are taken strongest first, and one that
    contradicts those taken before is dropped (the ranked pairs of Tideman).

    Parameters
    ----------
    arrays
        The graph.
    papers
        Numbers of the papers.

    Returns
    -------
    list of Before
        Strongest first, without circles.

    References
    ----------
    T. N. Tideman, "Independence of clones as a criterion for voting rules", Social Choice and Welfare 4
    (1987) 185-206, doi:10.1007/BF00433944.

    Examples
    --------
    >>> import networkx as nx
    >>> from graphx.analyze.arrays import arrays_of
    >>> G = nx.MultiDiGraph()
    >>> _ = G.add_edge("paper:a", "paper:b", key="cites", relation="cites", weight=1.0)
    >>> [(one.first, one.then) for one in reasons_to_wait(arrays_of(G), [0, 1])]
    [(1, 0)]
    """
    strongest: dict[tuple[int, int], Before] = {}
    for one in sorted(_claims(arrays, papers)):
        strongest.setdefault((one.first, one.then), one)
    place = {paper: n for n, paper in enumerate(papers)}
    # As sets of bits: what comes before and after each paper, itself included.
    above = [1 << n for n in range(len(papers))]
    below = list(above)
    kept = []
    for one in sorted(strongest.values()):
        first, then = place[one.first], place[one.then]
        if above[first] >> then & 1:
            continue
        kept.append(one)
        if above[then] >> first & 1:
            continue  # follows from others already
        earlier, later = above[first], below[then]
        for n in _bits(earlier):
            below[n] |= later
        for n in _bits(later):
            above[n] |= earlier
    return kept


def reading_order(papers: Sequence[int], reasons: Sequence[Before], ages: Mapping[int, object]) -> list[int]:
    """Return the papers in an order that keeps to the reasons; of those free to come next the oldest first.

    Parameters
    ----------
    papers
        Numbers of the papers, best first.
    reasons
        Reasons without circles; those about other papers are ignored.
    ages
        What to compare of each paper; equals are read best first.

    Examples
    --------
    >>> reading_order([4, 5, 6], [Before(1, 0.0, 6, 4, -1)], {4: 2020, 5: 2019, 6: 2021})
    [5, 6, 4]
    """
    rank = {paper: n for n, paper in enumerate(papers)}
    waits = dict.fromkeys(papers, 0)
    then: defaultdict[int, list[int]] = defaultdict(list)
    for one in reasons:
        if one.first in rank and one.then in rank:
            waits[one.then] += 1
            then[one.first].append(one.then)
    free = [(ages[paper], rank[paper], paper) for paper in papers if not waits[paper]]
    heapify(free)
    order = []
    while free:
        paper = heappop(free)[2]
        order.append(paper)
        for other in then[paper]:
            waits[other] -= 1
            if not waits[other]:
                heappush(free, (ages[other], rank[other], other))
    return order


def fill(
    papers: Sequence[int], reasons: Sequence[Before], room: int
) -> tuple[list[int], dict[int, tuple[int, int]]]:
    """Choose papers for which there is room, each together with what should be read before it.

    Parameters
    ----------
    papers
        Numbers of the papers, best first.
    reasons
        Reasons among them, without circles.
    room
        How many papers may be chosen.

    Returns
    -------
    tuple
        The papers chosen, in the order of ``papers``; and for each of the others how many would have had to
        be added, itself included, and for how many there was room when its turn came.

    Examples
    --------
    >>> fill([4, 5, 6], [Before(1, 0.0, 6, 4, -1)], 2)
    ([4, 6], {5: (1, 0)})
    """
    needs: defaultdict[int, set[int]] = defaultdict(set)
    for one in reasons:
        needs[one.then].add(one.first)
    chosen: set[int] = set()
    dropped = {}
    for paper in papers:
        wanted, waiting = set(), [paper]
        while waiting:
            needed = waiting.pop()
            if needed not in wanted and needed not in chosen:
                wanted.add(needed)
                waiting.extend(needs[needed])
        if len(chosen) + len(wanted) <= room:
            chosen |= wanted
        else:
            dropped[paper] = (len(wanted), room - len(chosen))
    return (
        [paper for paper in papers if paper in chosen],
        {paper: told for paper, told in dropped.items() if paper not in chosen},
    )


def _claims(arrays: GraphArrays, papers: Sequence[int]) -> list[Before]:
    """Return every reason among the papers, contradictions included."""
    inside = set(papers)
    makers: defaultdict[int, dict[int, float]] = defaultdict(dict)
    used, claims = [], []
    owners, edges = leaving(arrays, np.array(papers, dtype=np.int64))
    columns = (arrays.relations[edges], arrays.targets[edges], arrays.weights[edges])
    for owner, relation, target, weight in zip(
        owners.tolist(), *(column.tolist() for column in columns), strict=True
    ):
        paper = papers[owner]
        if relation == RELATIONS.index(INTRODUCES):
            makers[target][paper] = weight
        elif relation == RELATIONS.index(USES):
            used.append((paper, target, weight))
        elif relation == RELATIONS.index(CITES) and target in inside and target != paper:
            claims.append(Before(_CITED, 1 - weight, target, paper, -1))
    for paper, artifact, weight in used:
        if paper not in makers[artifact]:
            claims += [
                Before(_USED, 1 - min(weight, sure), maker, paper, artifact)
                for maker, sure in makers[artifact].items()
            ]
    return claims


def _bits(mask: int) -> list[int]:
    places = []
    while mask:
        low = mask & -mask
        places.append(low.bit_length() - 1)
        mask ^= low
    return places
