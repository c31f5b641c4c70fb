"""A large map cut into pieces to draw and read at once: communities, their parts, and what is left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from scipy.sparse import csgraph

from graphx.analyze.arrays import arrays_of
from graphx.analyze.communities import (
    artifacts_of,
    damped_links,
    find_communities,
    named_within,
    papers_of,
    strength_within,
)
from graphx.analyze.labels import Group, names_of
from graphx.analyze.partition import cut
from graphx.answers.communities import Region
from graphx.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

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
    arrays: GraphArrays, nodes: Nodes, communities: Communities, *, most: int = MOST
) -> tuple[Region, ...]:
    """Return regions as :func:`find_regions` does, of a map that is held as arrays.

    Parameters
    ----------
    arrays
        The map by numbers.
    nodes
        The attributes of each node, looked up one by one for names and years.
    communities, most
        As in :func:`find_regions`.
    """
    if most < 2:
        raise OptionError(f"most={most} is below 2; give the nodes that a region may have")
    large = [one for one in communities if len(one.members) >= _LEAST]
    small = [one for one in communities if len(one.members) < _LEAST]
    return (
        *_communities(nodes, arrays, large, most),
        *_small(small, most),
        *_alone(nodes, communities.alone, most),
    )


def _communities(
    nodes: Nodes, arrays: GraphArrays, communities: Iterable[Community], most: int
) -> Iterator[Region]:
    """Yield communities as they are, or in parts where they are too large."""
    links = damped_links(arrays)
    pieces: list[Ints] = []
    within: list[str] = []
    given: dict[int, str] = {}
    for one in communities:
        members = np.array([arrays.places[key] for key in one.members], np.int64)
        if len(members) <= most:
            given[len(pieces)] = one.name
            parts = [members]
        else:
            parts = [members[part] for part in _split(links[members][:, members].tocsr(), most)]
        pieces += parts
        within += [one.name] * len(parts)
    number = np.full(len(arrays), -1, np.int64)
    for place, piece in enumerate(pieces):
        number[piece] = place
    strength = strength_within(links, number)
    papers = [papers_of(arrays, piece, strength) for piece in pieces]
    named = named_within(arrays, number)
    groups = [
        Group(mine, dict(artifacts_of(arrays, piece, named)))
        for mine, piece in zip(papers, pieces, strict=True)
    ]
    names = names_of(arrays, nodes, groups, given)
    order = sorted(range(len(pieces)), key=lambda place: (-len(papers[place]), place))
    for place in order:
        keys = tuple(arrays.keys[node] for node in np.sort(pieces[place]).tolist())
        yield Region(name=names[place], kind="community", members=keys, within=within[place])


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
    between = np.zeros((len(parts), len(parts)))
    rows = np.repeat(number, np.diff(links.indptr))
    np.add.at(between, (rows, number[links.indices]), links.data)
    sizes = np.array([len(part) for part in parts], np.float64)
    alive = np.ones(len(parts), np.bool_)
    for _ in parts:
        place = int(np.argmin(np.where(alive, sizes, np.inf)))
        if sizes[place] * _CRUMB >= most or alive.sum() == 1:
            break
        fits = alive & (sizes + sizes[place] <= most)
        fits[place] = False
        if not fits.any():
            break
        # Of those it shares as much with, the smallest.
        best = int(np.lexsort((sizes, -between[place], ~fits))[0])
        number[number == place] = best
        between[best] += between[place]
        between[:, best] += between[:, place]
        sizes[best] += sizes[place]
        alive[place] = False
    return [np.flatnonzero(number == place) for place in np.flatnonzero(alive)]


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


def _alone(nodes: Nodes, keys: Iterable[str], most: int) -> Iterator[Region]:
    """Yield what nothing links, by year where years are known."""

    def year(key: str) -> int:
        told = nodes[key].get("year")
        return told if isinstance(told, int) else 0

    order = sorted(keys, key=lambda key: (-year(key), key))
    parts = [order[start : start + most] for start in range(0, len(order), most)]
    told = []
    for part in parts:
        papers = all(nodes[key].get("kind") == "paper" for key in part)
        first, last = year(part[-1]), year(part[0])
        years = f", {first}–{last}" if 0 < first < last else f", {last}" if first == last > 0 else ""
        told.append(("Papers" if papers else "Papers and names") + " without links" + years)
    for name, part in zip(_numbered(told), parts, strict=True):
        yield Region(name=name, kind="alone", members=tuple(sorted(part)))


def _numbered(names: list[str]) -> list[str]:
    """Return the names, those that come several times with a number behind."""
    out = []
    for place, name in enumerate(names):
        times = names.count(name)
        out.append(f"{name} ({names[:place].count(name) + 1} of {times})" if times > 1 else name)
    return out
