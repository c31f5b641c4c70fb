"""A large map cut into pieces to draw and read at once: communities, their parts, and what is left."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from heapq import heapify, heappop, heappush
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from graphx.analyze.arrays import arrays_of
from graphx.analyze.communities import damped_links, find_communities, groups_of
from graphx.analyze.labels import names_of
from graphx.analyze.partition import cut
from graphx.answers.communities import Region
from graphx.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import networkx as nx

    from graphx.analyze.arrays import GraphArrays, Ints
    from graphx.analyze.partition import Links
    from graphx.answers.communities import Communities, Community

    Nodes = Mapping[str, Mapping[str, Any]]

MOST: Final = 1000
"""Nodes of a region: so many open within a quarter of a second."""

_LEAST: Final = 12  # nodes of a community that is a region of its own
_FINER: Final = 4  # how often a part that is still too large is cut again
_CRUMB: Final = 6  # parts below this share of a full region join another


def find_regions(
    G: nx.MultiDiGraph[str], communities: Communities | None = None, *, most: int = MOST
) -> tuple[Region, ...]:
    """Return the regions of a map: every node is in exactly one.

    A community of up to ``most`` nodes is a region; a larger one is cut into parts, each with a name of its
    own; small ones share regions, and so do the nodes that nothing links.

    Parameters
    ----------
    G
        The graph of :mod:`graphx.schema`.
    communities
        Its communities; found when not given.
    most
        How many nodes a region may have.

    Returns
    -------
    tuple of Region
        Communities and their parts, those with most papers first; then the small ones, then what is alone.

    Raises
    ------
    OptionError
        ``most`` is below 2.

    Examples
    --------
    >>> import networkx as nx
    >>> G = nx.MultiDiGraph()
    >>> for key in "abc":
    ...     G.add_node(f"paper:{key}", kind="paper", label=key)
    >>> _ = G.add_edge("paper:a", "paper:b", "cites", relation="cites", weight=1.0)
    >>> [(one.kind, one.name, len(one.members)) for one in find_regions(G)]
    [('small', 'Small groups of 2', 2), ('alone', 'Papers without links', 1)]
    """
    return regions_of(arrays_of(G), G.nodes, communities or find_communities(G), most=most)


def regions_of(
    arrays: GraphArrays, nodes: Nodes | None, communities: Communities, *, most: int = MOST
) -> tuple[Region, ...]:
    """Return regions as :func:`find_regions` does, of a map that is held as arrays.

    Parameters
    ----------
    arrays
        The map by numbers.
    nodes
        The attributes of each node, looked up one by one for names; None for regions of communities that have
        no names yet (:func:`name_regions`).
    communities, most
        As in :func:`find_regions`.
    """
    if most < 2:
        raise OptionError(f"most={most} is below 2; give the nodes that a region may have")
    large = [one for one in communities if len(one.members) >= _LEAST]
    small = [one for one in communities if len(one.members) < _LEAST]
    regions = (
        *_communities(arrays, large, most),
        *_small(small, most),
        *_alone(arrays, communities.alone, most),
    )
    return regions if nodes is None else name_regions(arrays, nodes, regions, communities)


def name_regions(
    arrays: GraphArrays, nodes: Nodes, regions: Sequence[Region], communities: Communities
) -> tuple[Region, ...]:
    """Return regions of :func:`regions_of` with names, given their communities that have some.

    A region that is a whole community is called as that is.
    """
    number = np.full(len(arrays), -1, np.int64)
    given: dict[int, str] = {}
    within: list[str] = []
    for place, region in enumerate(regions):
        one = communities.of(region.members[0]) if region.kind == "community" else None
        if one is None:
            break  # behind the communities
        number[[arrays.places[key] for key in region.members]] = place
        within.append(one.name)
        if len(one.members) == len(region.members):
            given[place] = one.name
    groups = groups_of(arrays, damped_links(arrays), number, len(within))
    names = names_of(arrays, nodes, groups, given)
    named = (
        replace(region, name=name, within=whole)
        for region, name, whole in zip(regions, names, within, strict=False)
    )
    return (*named, *regions[len(within) :])


def _communities(arrays: GraphArrays, communities: Iterable[Community], most: int) -> Iterator[Region]:
    """Yield communities as they are, or in parts where they are too large; without names."""
    links = damped_links(arrays)
    pieces: list[Ints] = []
    for one in communities:
        members = np.array([arrays.places[key] for key in one.members], np.int64)
        if len(members) <= most:
            pieces.append(members)
        else:
            pieces += [members[part] for part in _split(links[members][:, members].tocsr(), most)]
    papers = [int(arrays.is_paper[piece].sum()) for piece in pieces]
    for place in sorted(range(len(pieces)), key=lambda place: (-papers[place], place)):
        keys = tuple(arrays.keys[node] for node in np.sort(pieces[place]).tolist())
        yield Region(name="", kind="community", members=keys)


def _split(links: Links, most: int) -> list[Ints]:
    """Return the nodes of a graph in parts of up to ``most``, each as connected as can be."""
    todo = [(np.arange(links.shape[0]), 1.0)]
    parts: list[Ints] = []
    while todo:
        nodes, finer = todo.pop()
        if len(nodes) <= most:
            parts.append(nodes)
            continue
        inner = links[nodes][:, nodes].tocsr()
        if finer > _FINER:
            # Nothing in it to cut by: neighbours stay together as far as the size allows.
            order = csgraph.breadth_first_order(inner, 0, directed=False, return_predecessors=False)
            rest = np.setdiff1d(np.arange(len(nodes)), order)
            walk = nodes[np.concatenate([order, rest])]
            parts += np.array_split(walk, -(-len(walk) // most))
            continue
        labels = cut(inner, resolution=finer)
        todo += [(nodes[labels == label], finer * 1.5) for label in range(labels.max(initial=0), -1, -1)]
    return _joined(links, parts, most)


def _joined(links: Links, parts: list[Ints], most: int) -> list[Ints]:
    """Return the parts, the small ones joined to the part they share most with, as far as the size allows."""
    number = np.empty(links.shape[0], np.int64)
    for place, part in enumerate(parts):
        number[part] = place
    onto = sparse.csr_array((np.ones(len(number)), (np.arange(len(number)), number)))
    between = (onto.T @ links @ onto).tocsr()
    shared = [
        dict(zip(between.indices[start:end].tolist(), between.data[start:end].tolist(), strict=True))
        for start, end in pairwise(between.indptr.tolist())
    ]
    sizes = dict(enumerate(map(len, parts)))  # of those that are left
    into = np.arange(len(parts))
    smallest = [(size, place) for place, size in sizes.items()]
    heapify(smallest)
    while len(sizes) > 1:
        size, place = heappop(smallest)
        if sizes.get(place) != size:
            continue  # joined, or joined by another, meanwhile
        best = None
        if size * _CRUMB < most:
            best = _partner(shared[place], sizes, place, most)
            if best is None and size + (other := _next(smallest, sizes))[0] <= most:
                best = other[1]
        if best is None:
            break
        for other, weight in shared[place].items():
            if other not in (place, best):
                shared[best][other] = shared[other][best] = shared[best].get(other, 0.0) + weight
                del shared[other][place]
        shared[best].pop(place, None)
        into[into == place] = best
        sizes[best] += sizes.pop(place)
        heappush(smallest, (sizes[best], best))
    number = into[number]
    order = np.argsort(number, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(number[order])) + 1)


def _partner(shared: Mapping[int, float], sizes: Mapping[int, int], place: int, most: int) -> int | None:
    """Return the part that shares most with one, of those it fits with; of equals the smallest."""
    fits = {other for other in shared if other != place and sizes[other] + sizes[place] <= most}
    if fits:
        return min(fits, key=lambda other: (-shared[other], sizes[other], other))
    return None


def _next(smallest: list[tuple[int, int]], sizes: Mapping[int, int]) -> tuple[int, int]:
    """Return the size and place of the smallest part in a heap that also holds what is no more."""
    while sizes.get(smallest[0][1]) != smallest[0][0]:
        heappop(smallest)
    return smallest[0]


def _small(communities: list[Community], most: int) -> Iterator[Region]:
    """Yield the small communities, each whole, the larger ones first."""
    bins: list[list[Community]] = []
    room = 0
    for one in sorted(communities, key=lambda one: (-len(one.members), one.number)):
        if len(one.members) > room:
            bins.append([])
            room = most
        bins[-1].append(one)
        room -= len(one.members)
    told = []
    for mine in bins:
        high, low = len(mine[0].members), len(mine[-1].members)
        told.append(f"Small groups of {low}" + (f" to {high}" if high > low else ""))
    for name, mine in zip(_numbered(told), bins, strict=True):
        yield Region(name=name, kind="small", members=tuple(sorted(k for one in mine for k in one.members)))


def _alone(arrays: GraphArrays, keys: Sequence[str], most: int) -> Iterator[Region]:
    """Yield what nothing links, by year where years are known."""
    nodes = np.array([arrays.places[key] for key in keys], np.int64)
    nodes = nodes[np.lexsort((nodes, -arrays.years[nodes].astype(np.int64)))]
    parts = [nodes[start : start + most] for start in range(0, len(nodes), most)]
    told = []
    for part in parts:
        last, first = arrays.years[part[[0, -1]]].tolist()
        years = f", {first}–{last}" if 0 < first < last else f", {last}" if first == last > 0 else ""
        papers = bool(arrays.is_paper[part].all())
        told.append(("Papers" if papers else "Papers and names") + " without links" + years)
    for name, part in zip(_numbered(told), parts, strict=True):
        yield Region(
            name=name, kind="alone", members=tuple(arrays.keys[node] for node in np.sort(part).tolist())
        )


def _numbered(names: list[str]) -> list[str]:
    """Return the names, those that come several times with a number behind."""
    times, seen = Counter(names), Counter[str]()
    out = []
    for name in names:
        seen[name] += 1
        out.append(f"{name} ({seen[name]} of {times[name]})" if times[name] > 1 else name)
    return out
