"""Looking nodes up by what they are called, in all labels at once."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from graphx.analyze.names import looked_for, similar_labels
from graphx.mapped.strings import Lines, Strings
from graphx.schema import NODE_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    from graphx.analyze.arrays import GraphArrays
    from graphx.mapped.texts import Texts

ALL: Final = 20_000
"""Nodes up to which a text that fits nothing is compared with the label of each."""

_PARTS: Final = 4  # a text of few slips has one of four parts without any
_MOST: Final = 5_000  # labels that share one part, of those compared


class MappedNames:
    """What :class:`graphx.analyze.names.Names` asks for, of a map on disk.

    Parameters
    ----------
    arrays
        The map's nodes.
    kept
        The map's arrays.
    texts
        The map's file.
    """

    def __init__(self, arrays: GraphArrays, kept: Mapping[str, NDArray[Any]], texts: Texts) -> None:
        self._arrays = arrays
        self._kept = kept
        self._texts = texts

    @cached_property
    def _plain(self) -> Strings:
        return Strings(self._kept["labels.plain"], self._kept["labels.plain.starts"])

    @cached_property
    def _labels(self) -> Lines:
        return Lines(self._plain)

    @cached_property
    def _spellings(self) -> Lines:
        return Lines(Strings(self._kept["spellings.plain"], self._kept["spellings.plain.starts"]))

    def with_id(self, identifier: str) -> list[str]:
        """Return the papers that have an identifier."""
        told = sorted(key for key in self._texts.with_id(identifier) if key in self._arrays.places)
        # Of several identifiers that are told of a paper one is believed.
        return [key for key in told if identifier in self._texts.paper(key)["ids"]]

    def cited_as(self, key: str) -> list[str]:
        """Return the papers that a bibliography calls so."""
        return sorted(node for node in self._texts.cited_as(key) if node in self._arrays.places)

    def called(self, wanted: str, kind: str | None) -> Iterator[list[str]]:
        """Yield the nodes of a kind that a plain text fits, the strictest reading first."""
        yield self._keys(self._labels.equal(wanted), kind)
        spelled = self._kept["spelled"][self._spellings.equal(wanted)]
        yield self._keys(sorted(set(spelled.tolist())), kind)
        yield self._keys(self._labels.holding(wanted), kind)
        yield self._keys(self._labels.holding_all(wanted.split()), kind)

    def near(self, wanted: str, kind: str | None, most: int) -> list[str]:
        """Return nodes of a kind whose labels are like a plain text, best first.

        On a large map these are looked for among the labels that share a word of five letters or more, or a
        quarter of the text, with it.
        """
        places: Iterable[int] = range(len(self._arrays))
        if len(self._arrays) > ALL:
            sought = looked_for(wanted)
            size = max(3, -(-len(sought) // _PARTS))
            parts = {sought[start : start + size] for start in range(0, len(sought), size)}
            parts |= {word for word in sought.split() if len(word) > 4}
            places = sorted({place for part in sorted(parts) for place in self._labels.holding(part, _MOST)})
        of_kind = (place for place in places if kind is None or self._is(place, kind))
        keys = self._arrays.keys
        return similar_labels(wanted, {keys[place]: self._plain[place] for place in of_kind}, most)

    def length(self, key: str) -> int:
        """Return how many characters the label of a node has."""
        return int(self._kept["lengths"][self._arrays.places[key]])

    def _keys(self, places: list[int], kind: str | None) -> list[str]:
        return [self._arrays.keys[place] for place in places if kind is None or self._is(place, kind)]

    def _is(self, place: int, kind: str) -> bool:
        return bool(self._arrays.kinds[place] == NODE_KINDS.index(kind))
