"""Many texts in one array of bytes, looked up by number, by text and by part."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, overload

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

_END: Final = b"\n"


def encoded(texts: Iterable[str]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    r"""Return texts as bytes, each followed by a line feed, and where each starts, with the end.

    >>> held, starts = encoded(["a", "", "bc"])
    >>> held.tobytes(), starts.tolist()
    (b'a\n\nbc\n', [0, 2, 3, 6])
    """
    lines = [text.encode("utf-8", "surrogatepass") for text in texts]
    starts = np.zeros(len(lines) + 1, np.int64)
    np.cumsum([len(line) + 1 for line in lines], out=starts[1:])
    return np.frombuffer(b"".join(line + _END for line in lines), np.uint8), starts


class Strings(Sequence[str]):
    """Texts by number, as :func:`encoded` gives them.

    Examples
    --------
    >>> texts = Strings(*encoded(["a", "", "bc"]))
    >>> texts[2], list(texts), len(texts)
    ('bc', ['a', '', 'bc'], 3)
    """

    def __init__(self, held: NDArray[np.uint8], starts: NDArray[np.int64]) -> None:
        self._held = held
        self._starts = starts

    def __len__(self) -> int:
        return len(self._starts) - 1

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[str, ...]: ...
    def __getitem__(self, place: int | slice) -> str | tuple[str, ...]:
        if isinstance(place, slice):
            return tuple(self[n] for n in range(*place.indices(len(self))))
        if not -len(self) <= place < len(self):
            raise IndexError(place)
        return self.line(place % len(self)).decode("utf-8", "surrogatepass")

    def __iter__(self) -> Iterator[str]:
        for first in range(0, len(self), 10_000):
            starts = self._starts[first : first + 10_001].tolist()
            held = self._held[starts[0] : starts[-1]].tobytes()
            for start, end in pairwise(starts):
                yield held[start - starts[0] : end - starts[0] - 1].decode("utf-8", "surrogatepass")

    def line(self, place: int) -> bytes:
        """Return one text as bytes."""
        start, end = self._starts[place : place + 2].tolist()
        return self._held[start : end - 1].tobytes()

    def at(self, offset: int) -> int:
        """Return the number of the text that an offset lies in."""
        return int(np.searchsorted(self._starts, offset, "right")) - 1

    def start(self, place: int) -> int:
        """Return the offset at which a text starts; of the number after the last the end."""
        return int(self._starts[place])

    def bytes(self) -> bytes:
        """Return all of them, each followed by a line feed."""
        return self._held.tobytes()


class Lines:
    """Texts without line feeds, searched as a whole.

    Examples
    --------
    >>> lines = Lines(Strings(*encoded(["a", "b a", "c", "a"])))
    >>> lines.equal("a"), lines.holding("a")
    ([0, 3], [0, 1, 3])
    """

    def __init__(self, texts: Strings) -> None:
        self._texts = texts
        # A copy, because bytes are searched many times faster than a mapped file.
        self._all = _END + texts.bytes()

    def equal(self, text: str) -> list[int]:
        """Return the numbers of the texts that are ``text``."""
        return self._places(_END + text.encode("utf-8", "surrogatepass") + _END, before=1)

    def holding(self, text: str, most: int | None = None) -> list[int]:
        """Return the numbers of the texts that ``text`` is a part of; the first ``most`` of them."""
        return self._places(text.encode("utf-8", "surrogatepass"), before=0, most=most)

    def holding_all(self, texts: Iterable[str]) -> list[int]:
        """Return the numbers of the texts that each of ``texts`` is a part of."""
        parts = sorted((text.encode("utf-8", "surrogatepass") for text in texts), key=len)
        found = self._places(parts[-1], before=0)
        return [place for place in found if all(part in self._texts.line(place) for part in parts)]

    def _places(self, wanted: bytes, before: int, most: int | None = None) -> list[int]:
        """Return the numbers of the texts where bytes stand that begin ``before`` bytes before the text."""
        found: list[int] = []
        at = self._all.find(wanted)
        while at >= 0 and (most is None or len(found) < most):
            # One line feed stands before them all.
            place = self._texts.at(at + before - 1)
            found.append(place)
            at = self._all.find(wanted, self._texts.start(place + 1) + 1 - before)
        return found


class Places(Mapping[str, int]):
    """The number of each of some sorted texts.

    Examples
    --------
    >>> places = Places(Strings(*encoded(["a", "b"])))
    >>> places["b"], places.get("c"), dict(places)
    (1, None, {'a': 0, 'b': 1})
    """

    def __init__(self, keys: Strings) -> None:
        self._keys = keys
        self._lines = _AsBytes(keys)

    def __getitem__(self, key: Any) -> int:
        if isinstance(key, str):
            # Bytes of UTF-8 sort as the characters do.
            wanted = key.encode("utf-8", "surrogatepass")
            place = bisect_left(self._lines, wanted)
            if place < len(self._keys) and self._lines[place] == wanted:
                return place
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


class _AsBytes:
    """As much of a sequence as a binary search asks for."""

    def __init__(self, keys: Strings) -> None:
        self._keys = keys

    def __len__(self) -> int:
        return len(self._keys)

    def __getitem__(self, place: int) -> bytes:
        return self._keys.line(place)
