"""The page of a large map on disk, drawn by several processes that each read one region after another."""

from __future__ import annotations

import gc
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack
from functools import partial
from itertools import starmap
from typing import TYPE_CHECKING, ClassVar, TypeVar

import numpy as np

from graphx.analyze.communities import communities_of, name_communities
from graphx.analyze.regions import name_regions, regions_of
from graphx.build import count_witnesses
from graphx.render.atlas import Book, has_abstracts, is_folder, plan_of
from graphx.render.region import RegionWriter
from graphx.render.ties import Ties
from graphx.render.volume import bound, is_alone, packed
from graphx.schema import NODE_KINDS, PAPER, RELATIONS

_Made = TypeVar("_Made")

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    import networkx as nx

    from graphx.answers.communities import Region
    from graphx.mapped.graph import MappedGraph
    from graphx.render.region import Inbound
    from graphx.render.volume import Bound, Packed

    Open = Callable[[], MappedGraph]
    _Start = Callable[[], Future[_Made]]
    _Volume = tuple[range, list[Inbound]]


def draw_mapped(
    open_it: Open,
    path: Path,
    *,
    title: str | None = None,
    abstracts: str = "auto",
    name: str = "",
    processes: int = 1,
) -> Path:
    """Write the page of a map as :func:`graphx.write_page` does for its graph, which is never made.

    Parameters
    ----------
    open_it
        Opens the map; called once in each process, so it has to be a function that can be sent there.
    path, title, abstracts, name
        As for :func:`graphx.write_page`.
    processes
        How many processes to share the regions among, of a folder of pages file by file; the page is the
        same.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    OptionError
        ``abstracts`` is none of the words that :func:`graphx.write_page` knows.
    OutputError
        The page cannot be written there.
    """
    graph = open_it()
    whole = has_abstracts(abstracts, len(graph))
    graph.hold_keys()
    arrays, nodes = graph.arrays, graph.nodes
    bare = communities_of(arrays, None)
    regions = regions_of(arrays, None, bare)
    with ExitStack() as stack:
        early: list[Future[Bound]] = []
        # Links without weight do not count for communities, but they are told, with names.
        apart = not any(arrays.degrees[arrays.places[key]] for key in bare.alone)
        if processes > 1 and apart and is_folder(len(graph)):
            # What nothing links is packed while the others get their names: one processor can do no more.
            pool = _pool(stack, 1, open_it, regions, {}, whole)
            alone = [one for one in plan_of(regions) if one and is_alone(regions[one.start])]
            early = [pool.submit(_bind, one, [{}] * len(one)) for one in alone]
        found = name_communities(arrays, nodes, bare)
        regions = name_regions(arrays, nodes, regions, found)
        names = found.names()
        if processes == 1:
            drawer = _Drawer(graph, regions, names, abstracts=whole)
            return Book(drawer.ties, title).write(path, partial(starmap, drawer.bind), name=name)
        pool = _pool(stack, processes, open_it, regions, names, whole)
        share = partial(_share, pool, processes, early)
        return Book(Ties(arrays, regions), title).write(path, share, name=name)


def _pool(
    stack: ExitStack,
    processes: int,
    open_it: Open,
    regions: Sequence[Region],
    names: Mapping[str, str],
    whole: bool,  # noqa: FBT001
) -> ProcessPoolExecutor:
    """Return processes that end with a stack; where something fails, without doing what is left to do."""
    pool = ProcessPoolExecutor(processes, initializer=_begin, initargs=(open_it, regions, names, whole))
    stack.callback(pool.shutdown, cancel_futures=True)
    return pool


def _share(
    pool: ProcessPoolExecutor, processes: int, early: list[Future[Bound]], volumes: Iterable[_Volume]
) -> Iterator[Bound]:
    """Yield files in their order, each made by one process; a single one by all, region by region."""
    given = list(volumes)
    if len(given) == 1:
        [(numbers, inbound)] = given
        regions = (partial(pool.submit, _pack, *one) for one in zip(numbers, inbound, strict=True))
        yield bound(numbers.start, _in_order(regions, 3 * processes))
        return
    linked = given[: len(given) - len(early)]
    yield from _in_order((partial(pool.submit, _bind, *one) for one in linked), processes + 1)
    for one in early:
        yield one.result()


def _in_order(starts: Iterable[_Start[_Made]], most: int) -> Iterator[_Made]:
    """Yield what is made elsewhere, in order; so many are begun before the first has to be there."""
    waiting: deque[Future[_Made]] = deque()
    for start in starts:
        waiting.append(start())
        if len(waiting) > most:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


class _Drawer:
    """Packs regions of a map."""

    def __init__(
        self, graph: MappedGraph, regions: Sequence[Region], names: Mapping[str, str], *, abstracts: bool
    ) -> None:
        self._graph = graph
        self.ties = Ties(graph.arrays, regions)
        self._writer = RegionWriter(
            self.ties, size=None, color={}, scale=[], communities=names, abstracts=abstracts
        )

    def pack(self, number: int, inbound: Inbound) -> Packed:
        """Return a region packed."""
        part = region_part(self._graph, self.ties.members[number].tolist())
        return packed(self._writer, number, part, inbound)

    def bind(self, numbers: range, inbound: Iterable[Inbound]) -> Bound:
        """Return a file's worth of regions."""
        return bound(numbers.start, map(self.pack, numbers, inbound))


class _Here:
    """What a process that draws keeps between regions."""

    drawer: ClassVar[_Drawer]


def _begin(open_it: Open, regions: Sequence[Region], names: Mapping[str, str], abstracts: bool) -> None:  # noqa: FBT001
    graph = open_it()
    graph.hold_keys()
    _Here.drawer = _Drawer(graph, regions, names, abstracts=abstracts)
    # What is there by now stays: to look through it for garbage again and again takes a quarter of the time.
    gc.freeze()


def _pack(number: int, inbound: Inbound) -> Packed:
    return _Here.drawer.pack(number, inbound)


def _bind(numbers: range, inbound: Iterable[Inbound]) -> Bound:
    return _Here.drawer.bind(numbers, inbound)


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
