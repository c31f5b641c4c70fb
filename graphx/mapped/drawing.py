"""The page of a large map on disk, drawn by several processes that each read one region after another."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from graphx.analyze import find_communities
from graphx.analyze.regions import regions_of
from graphx.build import count_witnesses
from graphx.render.atlas import Book, packed
from graphx.render.region import RegionWriter
from graphx.render.ties import Ties
from graphx.schema import NODE_KINDS, PAPER, RELATIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    import networkx as nx

    from graphx.answers.communities import Region
    from graphx.mapped.graph import MappedGraph
    from graphx.render.atlas import Packed
    from graphx.render.region import Inbound

    Open = Callable[[], MappedGraph]


def draw_mapped(
    open_it: Open, path: Path, *, title: str | None = None, name: str = "", processes: int = 1
) -> Path:
    """Write the page of a map as :func:`graphx.write_page` does for its graph, which is never made.

    Parameters
    ----------
    open_it
        Opens the map; called once in each process, so it has to be a function that can be sent there.
    path, title, name
        As for :func:`graphx.write_page`.
    processes
        How many processes to share the regions among; the page is the same.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    OutputError
        The page cannot be written there.
    """
    graph = open_it()
    graph.hold_keys()
    found = find_communities(graph)
    regions = regions_of(graph.arrays, graph.nodes, found)
    names = found.names()
    if processes == 1:
        drawer = _Drawer(graph, regions, names)

        def pack(told: Iterable[tuple[int, Inbound]]) -> Iterator[Packed]:
            return (drawer.pack(*one) for one in told)

        return Book(drawer.ties, title).write(path, pack, name=name)
    with ProcessPoolExecutor(processes, initializer=_begin, initargs=(open_it, regions, names)) as pool:

        def share(told: Iterable[tuple[int, Inbound]]) -> Iterator[Packed]:
            waiting: deque[Future[Packed]] = deque()
            for one in told:
                waiting.append(pool.submit(_pack, *one))
                if len(waiting) > 3 * processes:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()

        return Book(Ties(graph.arrays, regions), title).write(path, share, name=name)


class _Drawer:
    """Packs regions of a map."""

    def __init__(self, graph: MappedGraph, regions: Sequence[Region], names: Mapping[str, str]) -> None:
        self._graph = graph
        self.ties = Ties(graph.arrays, regions)
        self._writer = RegionWriter(self.ties, size=None, color={}, scale=[], communities=names)

    def pack(self, number: int, inbound: Inbound) -> Packed:
        """Return a region packed."""
        part = region_part(self._graph, self.ties.members[number].tolist())
        return packed(self._writer, number, part, inbound)


class _Here:
    """What a process that draws keeps between regions."""

    drawer: ClassVar[_Drawer]


def _begin(open_it: Open, regions: Sequence[Region], names: Mapping[str, str]) -> None:
    graph = open_it()
    graph.hold_keys()
    _Here.drawer = _Drawer(graph, regions, names)


def _pack(number: int, inbound: Inbound) -> Packed:
    return _Here.drawer.pack(number, inbound)


def region_part(graph: MappedGraph, places: Iterable[int]) -> nx.MultiDiGraph[str]:
    """Return some nodes, given by number, with every edge out of them, and what else those lead to.

    As :func:`graphx.render.region.graph_part` does of a whole graph.
    """
    import networkx as nx

    arrays = graph.arrays
    keys, kinds, years, targets = arrays.keys, arrays.kinds, arrays.years, arrays.targets
    members = sorted(places)
    part: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for place, data in zip(members, graph.read_all(np.array(members, np.int64)), strict=True):
        part.add_node(keys[place], **data)
    for place in members:
        source = keys[place]
        for edge in range(*arrays.tables.starts[place : place + 2].tolist()):
            there = int(targets[edge])
            target, relation = keys[there], RELATIONS[arrays.relations[edge]]
            if target not in part:
                kind = NODE_KINDS[kinds[there]]
                told = {"year": int(years[there]) or None} if kind == PAPER else {}
                part.add_node(target, kind=kind, label=graph.labels[there], **told)
            evidence = graph.evidence(edge)
            part.add_edge(
                source,
                target,
                relation,
                relation=relation,
                weight=float(arrays.weights[edge]),
                witnesses=count_witnesses(evidence),
                evidence=evidence,
            )
    return part
