"""The two passes over the papers, made here or shared out to several processes."""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing.reduction import ForkingPickler
from operator import attrgetter
from typing import Any, ClassVar, Self, TypeVar

from graphx.find.catalog import load_catalog
from graphx.find.entries import Entry
from graphx.find.mentions import Finder
from graphx.find.registry import Registry
from graphx.find.resolve import LocalName
from graphx.find.view import Claims, View
from graphx.model import Artifact, Mention, Paper
from graphx.schema import ACCEPTED

BATCH = 200
"""Papers a worker gets at a time: enough to make sending them cheap, few enough to share them out evenly."""

AHEAD = 6
"""Batches that wait for each worker: enough to work on while this process writes to the disk."""

KEPT = 30_000
"""Papers that stay prepared between the two passes, some 3 kB each; the others are prepared again."""

Job = TypeVar("Job")
Result = TypeVar("Result")
Names = Mapping[str, LocalName]


def _restored(kind: type, *values: object) -> object:
    made: object = object.__new__(kind)
    for name, value in zip(kind.__slots__, values, strict=True):  # type: ignore[attr-defined]
        object.__setattr__(made, name, value)
    return made


def _sent_by_fields(kind: type) -> None:
    """Let frozen values go from process to process as tuples; by themselves each asks for its fields anew."""
    values = attrgetter(*kind.__slots__)  # type: ignore[attr-defined]
    ForkingPickler.register(kind, lambda value: (_restored, (kind, *values(value))))


for _kind in (Artifact, Entry, Mention, Paper):
    _sent_by_fields(_kind)


class Share:
    """What one process does.

    Parameters
    ----------
    files
        Catalogs of the user's own.
    candidates
        Whether to return candidates too.
    room
        How many papers may stay prepared between the passes.
    """

    def __init__(self, files: Sequence[str], candidates: bool, room: int) -> None:  # noqa: FBT001
        self._candidates = candidates
        self.catalog = load_catalog(*files)
        self._room = room
        self._kept: dict[int, list[tuple[View, Names]]] = {}
        self.finder: Finder | None = None

    def claims(self, batch: int, papers: Sequence[Paper]) -> tuple[dict[str, Claims], bool]:
        """Return what the papers of a batch claim, by key, and whether the batch stays prepared.

        Most papers claim nothing and are left out.
        """
        views = [View.of(paper) for paper in papers]
        claims = [Claims.of(view, self.catalog) for view in views]
        keep = len(views) <= self._room
        if keep:
            self._room -= len(views)
            self._kept[batch] = [(view, told.names) for view, told in zip(views, claims, strict=True)]
        return {v.paper.key: told for v, told in zip(views, claims, strict=True) if any(told)}, keep

    def learn(self, registry: Registry) -> None:
        """Take in what all papers claim."""
        self.finder = Finder(self.catalog, registry)

    def mentions(self, batch: int, papers: Sequence[tuple[Paper, Names]]) -> tuple[int, list[Mention]]:
        """Return how many papers a batch has and their mentions; the papers count if it was not kept."""
        assert self.finder is not None, "first comes what all papers claim"
        prepared = self._kept.pop(batch, None) or [(View.of(paper), names) for paper, names in papers]
        found = [mention for view, names in prepared for mention in self.finder.mentions(view, names)]
        return len(prepared), [m for m in found if self._candidates or m.tier == ACCEPTED]


class _Here:
    """What a process of a crew keeps between batches."""

    share: ClassVar[Share]


def _begin(*given: Any) -> None:
    _Here.share = Share(*given)
    gc.freeze()  # the catalog stays, and need not be looked through again and again


def _do(work: Callable[..., Result], *given: Any) -> Result:
    return uncollected(work, _Here.share, *given)


def uncollected(work: Callable[..., Result], *given: Any) -> Result:
    """Do the work on a batch without looks at the heap in between: it makes no cycles, but many objects."""
    collects = gc.isenabled()
    gc.disable()
    try:
        return work(*given)
    finally:
        if collects:
            gc.enable()


class Crew:
    """Processes that share out batches of papers.

    A batch goes to the same process in both passes, which has kept what it made of it.

    Parameters
    ----------
    processes
        How many; one is this process itself.
    files, candidates
        As in :class:`Share`.
    room
        How many papers may stay prepared in all of them.
    """

    def __init__(self, processes: int, files: Sequence[str], *, candidates: bool, room: int = KEPT) -> None:
        load_catalog()  # once, before the processes part
        given = (files, candidates, room // processes)
        self._here = Share(*given) if processes == 1 else None
        others = processes if processes > 1 else 0
        self._pools = [ProcessPoolExecutor(1, initializer=_begin, initargs=given) for _ in range(others)]
        self._froze = False

    def __enter__(self) -> Self:
        if self._here and not gc.get_freeze_count():
            # As in _begin, for as long as the work lasts: it makes no cycles out of what is there.
            self._froze = True
            gc.freeze()
        return self

    def __exit__(self, *_: object) -> None:
        if self._froze:
            gc.unfreeze()
        for pool in self._pools:
            pool.shutdown(cancel_futures=True)

    def learn(self, registry: Registry) -> None:
        """Tell all processes what the papers claim."""
        if self._here:
            self._here.learn(registry)
        for told in [pool.submit(_do, Share.learn, registry) for pool in self._pools]:
            told.result()

    def share_out(
        self, work: Callable[[Share, int, Job], Result], batches: Iterable[Job]
    ) -> Iterator[Result]:
        """Yield what a method of :class:`Share` makes of each batch, in order, a few batches ahead."""
        if self._here:
            for number, batch in enumerate(batches):
                yield uncollected(work, self._here, number, batch)
            return
        waiting: deque[Future[Result]] = deque()
        for number, batch in enumerate(batches):
            pool = self._pools[number % len(self._pools)]
            waiting.append(pool.submit(_do, work, number, batch))
            if len(waiting) > AHEAD * len(self._pools):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
