"""What one file of a large map holds: its regions packed, their names, and the words of all their texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from graphx.answers.communities import Region
from graphx.render.fold import fold, part_from_texts
from graphx.render.names import Names
from graphx.render.page import chunks
from graphx.render.region import Inbound, RegionWriter, told_of
from graphx.render.squeeze import squeeze
from graphx.render.words import Words

if TYPE_CHECKING:
    import networkx as nx

    Graph = nx.MultiDiGraph[str]

Told = tuple[int, Inbound]
"""The number of a region, and for the number of a node in it how many of which other regions lead there."""


class Packed(NamedTuple):
    """A region as a file holds it: what the overview tells of it, names, texts, and the rest, squeezed."""

    told: dict[str, Any]
    names: Names
    texts: list[str]
    rest: str


class Bound(NamedTuple):
    """A file's worth of regions: what the overview tells of each, the index of their names, and all else."""

    told: list[dict[str, Any]]
    names: str
    rest: str


def packed(writer: RegionWriter, number: int, part: Graph, inbound: Inbound) -> Packed:
    """Return a region packed; parameters as for :meth:`RegionWriter.data`."""
    data = writer.data(number, part, inbound)
    rest, texts = part_from_texts(fold(data))
    return Packed(told_of(data), Names.of(data), texts, squeeze(rest))


def bound(first: int, regions: Iterable[Packed]) -> Bound:
    """Return regions bound into a file, given the number of the first."""
    volume = _Volume(Names(first))
    told = []
    for number, region in enumerate(regions, first):
        told.append(region.told)
        volume.add(number, region)
    return Bound(told, chunks(volume.names.chunks()), chunks(volume.chunks()))


def volumes_of(regions: Sequence[Region], most: int) -> Iterator[range]:
    """Yield which regions stand in one file: as many, one after another, as have up to so many nodes.

    What nothing links stands apart, so that it can be packed while names are still looked for.

    >>> sizes = [("community", 5), ("small", 4), ("small", 3), ("alone", 2), ("alone", 8)]
    >>> regions = [Region(name="", kind=kind, members=("",) * size) for kind, size in sizes]
    >>> list(volumes_of(regions, 10))
    [range(0, 2), range(2, 3), range(3, 5)]
    """
    first = size = 0
    for number, region in enumerate(regions):
        apart = is_alone(region) and not is_alone(regions[number - 1])
        if number > first and (apart or size + len(region.members) > most):
            yield range(first, number)
            first, size = number, 0
        size += len(region.members)
    yield range(first, len(regions))


def is_alone(region: Region) -> bool:
    """Whether a region holds what nothing links."""
    return region.kind == "alone"


@dataclass
class _Volume:
    names: Names
    words: Words = field(default_factory=Words)
    _parts: dict[int, str] = field(default_factory=dict)

    def add(self, number: int, region: Packed) -> None:
        """Take a region."""
        self.names.join(region.names)
        self.words.add(region.texts)
        self._parts[number] = region.rest

    def chunks(self) -> dict[str, str]:
        """Everything of its regions, packed, when all are there."""
        packed = {"words": self.words.chunk()}
        for place, (number, rest) in enumerate(self._parts.items()):
            packed |= {f"r{number}": rest, f"t{number}": squeeze(self.words.part(place))}
        return packed
