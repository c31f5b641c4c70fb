"""Communities: which papers and artifacts of a map belong together."""

from __future__ import annotations

from dataclasses import replace
from math import isfinite
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from graphx.analyze.arrays import arrays_of
from graphx.analyze.labels import Group, names_of
from graphx.analyze.partition import cut, modularity
from graphx.answers.communities import Communities, Community
from graphx.errors import OptionError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graphx.analyze.arrays import Floats, GraphArrays, Ints
    from graphx.analyze.labels import Nodes
    from graphx.analyze.partition import Links
    from graphx.analyze.texts import Graph

_KEPT: Final = 0.5  # how much two communities must have in common, out of both, to be the same one later


def find_communities(
    G: Graph, *, seed: int = 0, resolution: float = 1.0, previous: Communities | None = None
) -> Communities:
    """Return the communities of a map: what is linked more among itself than with the rest.

    They are cut from the flattened graph, papers and artifacts together, by modularity
    (:func:`graphx.analyze.partition.cut`). As in reading lists, the weight of a link of an artifact that
    ``d`` papers name is divided by ln(1 + d), so that a model everybody names does not glue all together;
    citations keep their weight.

    Parameters
    ----------
    G
        The graph of :mod:`graphx.schema`.
    seed
        What chance starts from, from 0 to 2**31. The same seed gives the same communities on every run and
        machine, in whatever order ``G`` was filled.
    resolution
        Above 1 for more and smaller communities, below 1 for fewer and larger ones.
    previous
        Communities of an earlier state of the map. What still holds together stays together, and a community
        that has more than half of all nodes of the two in common with an earlier one keeps its name.

    Returns
    -------
    Communities
        The communities, largest first, each with a name; the nodes that nothing links; the modularity.

    Raises
    ------
    OptionError
        ``seed`` is not such a number, or ``resolution`` is not above 0.

    Examples
    --------
    >>> import networkx as nx
    >>> G = nx.MultiDiGraph()
    >>> for key, label in [("a", "Deep Parsing"), ("b", "Parsing Trees"), ("c", "Seeing Cats"), ("d", "Odd")]:
    ...     G.add_node(f"paper:{key}", kind="paper", label=label)
    >>> G.add_node("dataset:ptb", kind="dataset", label="Penn Treebank")
    >>> for paper in ("paper:a", "paper:b"):
    ...     _ = G.add_edge(paper, "dataset:ptb", key="uses", relation="uses", weight=1.0)
    >>> G.add_node("dataset:cats", kind="dataset", label="Cats")
    >>> _ = G.add_edge("paper:c", "dataset:cats", key="uses", relation="uses", weight=1.0)
    >>> found = find_communities(G)
    >>> [(one.name, len(one.papers)) for one in found], found.alone
    ([('Penn Treebank · parsing', 2), ('Cats · seeing', 1)], ('paper:d',))
    """
    return communities_of(arrays_of(G), G.nodes, seed=seed, resolution=resolution, previous=previous)


def communities_of(
    arrays: GraphArrays,
    nodes: Nodes | None,
    *,
    seed: int = 0,
    resolution: float = 1.0,
    previous: Communities | None = None,
) -> Communities:
    """Return communities as :func:`find_communities` does, of a map that is held as arrays.

    Parameters
    ----------
    arrays
        The map by numbers.
    nodes
        The attributes of each node, looked up one by one for names; None for communities that have no names
        yet (:func:`name_communities`).
    seed, resolution, previous
        As in :func:`find_communities`.
    """
    if not 0 <= seed < 2**31:
        raise OptionError(f"seed={seed} is not from 0 to 2**31 - 1; give another number")
    if not (isfinite(resolution) and resolution > 0):
        raise OptionError(f"resolution={resolution} is not above 0; give 1 for communities of the usual size")
    links = damped_links(arrays)
    before = None if previous is None else _before(arrays, previous)
    parts = cut(links, seed=seed, resolution=resolution, before=before)
    members, alone = members_of(arrays, parts)
    number = np.full(len(arrays), -1, np.int64)
    for place, part in enumerate(members):
        number[part] = place
    groups = groups_of(arrays, links, number, len(members))
    keys = [tuple(arrays.keys[place] for place in part.tolist()) for part in members]
    names = (
        [""] * len(keys) if nodes is None else names_of(arrays, nodes, groups, _kept_names(keys, previous))
    )
    items = tuple(
        Community(
            number=place,
            name=name,
            members=key,
            papers=tuple(group.papers),
            artifacts=tuple(group.artifacts.items()),
        )
        for place, (name, key, group) in enumerate(zip(names, keys, groups, strict=True), 1)
    )
    return Communities(
        items=items,
        alone=tuple(arrays.keys[place] for place in alone.tolist()),
        modularity=modularity(links, parts, resolution=resolution),
    )


def name_communities(arrays: GraphArrays, nodes: Nodes, communities: Communities) -> Communities:
    """Return communities of :func:`communities_of` with the names that they would have been given there."""
    groups = [Group(one.papers, dict(one.artifacts)) for one in communities]
    names = names_of(arrays, nodes, groups)
    return Communities(
        items=tuple(replace(one, name=name) for one, name in zip(communities, names, strict=True)),
        alone=communities.alone,
        modularity=communities.modularity,
    )


def damped_links(arrays: GraphArrays) -> Links:
    """Return the links with those of popular artifacts damped, without links of weight 0."""
    damped: Links = arrays.damped.copy()
    damped.eliminate_zeros()
    return damped


def _before(arrays: GraphArrays, previous: Communities) -> Ints:
    numbers = {key: one.number for one in previous for key in one.members}
    return np.array([numbers.get(key, -1) for key in arrays.keys], np.int64)


def members_of(arrays: GraphArrays, parts: Ints) -> tuple[list[Ints], Ints]:
    """Return the nodes of each part of two or more, largest part first, and the nodes of the other parts."""
    order = np.argsort(parts, kind="stable")
    sizes = np.bincount(parts, minlength=1)
    papers = np.bincount(parts[arrays.is_paper], minlength=len(sizes))
    split = np.split(order, np.cumsum(sizes)[:-1])
    # Parts are numbered by their first nodes, nodes by their keys: so ties go by key.
    largest = np.lexsort((np.arange(len(sizes)), -sizes, -papers))
    return [split[part] for part in largest.tolist() if sizes[part] > 1], np.flatnonzero(sizes[parts] == 1)


def groups_of(arrays: GraphArrays, links: Links, number: Ints, count: int) -> list[Group]:
    """Return what each part is named after.

    Parameters
    ----------
    arrays
        The map by numbers.
    links
        Its links (:func:`damped_links`).
    number
        For each node its part, -1 for those in none.
    count
        How many parts there are.

    Returns
    -------
    list of Group
        For each part its papers, those most tied to it first, and its artifacts with how many of its papers
        name them, most first.
    """
    papers = _ranked(arrays.is_paper, number, _strength_within(links, number), count)
    named = _named_within(arrays, number)
    artifacts = _ranked(arrays.is_artifact, number, named, count)
    keys = arrays.keys
    return [
        Group(
            tuple(keys[node] for node in mine.tolist()),
            dict(zip((keys[node] for node in made.tolist()), named[made].tolist(), strict=True)),
        )
        for mine, made in zip(papers, artifacts, strict=True)
    ]


def _ranked(wanted: NDArray[np.bool_], number: Ints, score: NDArray[Any], count: int) -> list[Ints]:
    """Return of each part the nodes that are wanted, those with the highest score first, then by number."""
    nodes = np.flatnonzero(wanted & (number >= 0))
    order = nodes[np.lexsort((-score[nodes], number[nodes]))]
    return np.split(order, np.searchsorted(number[order], np.arange(1, count))) if count else []


def _strength_within(links: Links, number: Ints) -> Floats:
    """Return for each node the weight of its links to nodes of its own part."""
    rows = np.repeat(np.arange(links.shape[0]), np.diff(links.indptr))
    within = number[rows] == number[links.indices]
    # To 12 digits, so that what is equal but for rounding ties.
    return np.round(np.bincount(rows[within], links.data[within], links.shape[0]), 12)


def _named_within(arrays: GraphArrays, number: Ints) -> Ints:
    """Return for each artifact how many papers of its own part name it."""
    named_by = arrays.named_by
    rows = np.repeat(np.arange(len(arrays)), np.diff(named_by.indptr))
    within = number[rows] == number[named_by.indices]
    return np.bincount(rows[within], named_by.data[within], len(arrays)).astype(np.int64)


def _kept_names(keys: list[tuple[str, ...]], previous: Communities | None) -> dict[int, str]:
    """Return the names of earlier communities by the place of what has become of them."""
    kept: dict[int, str] = {}
    for place, members in enumerate(keys if previous else ()):
        assert previous is not None
        for one in {one.number: one for key in members if (one := previous.of(key))}.values():
            common = len(set(members).intersection(one.members))
            # Above one half there is one such earlier community at most, and one such later one.
            if common > _KEPT * (len(members) + len(one.members) - common):
                kept[place] = one.name
    return kept
