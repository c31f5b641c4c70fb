"""Texts of a large map as words: each is told once, and the more frequent it is, the fewer bits it takes.

What deflating cannot do is know in one part of a map what another part has taught it. So the words of all
texts of a file, and the marks between them, get a Huffman code in common. ``static/words.js`` reads it.
"""

from __future__ import annotations

import heapq
import re
from array import array
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from graphx.render.squeeze import squeeze

_TOKEN = re.compile(r"\w+|[^\w]+")
_END = "\x01"
"""Stands after each text; begins the marks in the list of words, to tell them from words."""

_LONGEST = 28


class Words:
    """Takes texts, and when it knows all of them tells them in bits."""

    def __init__(self) -> None:
        self._number = _Numbers()
        self._parts: list[array[int]] = []
        self._code: tuple[NDArray[np.uint32], NDArray[np.int64]] | None = None
        self._chunk = ""

    def add(self, texts: Iterable[str]) -> int:
        """Take the texts of one part and return its number.

        The texts must not hold control characters other than line breaks and tabs.
        """
        number, part = self._number, array("I")
        for text in texts:
            tokens = _TOKEN.findall(text)
            # Between two words a blank goes without saying; what is left are other marks.
            part.extend([number[token] for token in tokens[:1]])
            part.extend([number[token] for token in tokens[1:-1] if token != " "])
            part.extend([number[token] for token in tokens[1:][-1:]])
            part.append(0)
        self._parts.append(part)
        return len(self._parts) - 1

    def part(self, number: int) -> bytes:
        """Return the bits of a part, when all have been added."""
        codes, sizes = self._codes()
        tokens = np.asarray(self._parts[number])
        code, size = codes[tokens], sizes[tokens]
        # Each code with its first bit in front, of which as many bits are kept as it has.
        front = (code << (32 - size).astype(np.uint32)).astype(">u4").view(np.uint8)
        kept = np.arange(32) < size[:, None]
        return np.packbits(np.unpackbits(front).reshape(-1, 32)[kept]).tobytes()

    def chunk(self) -> str:
        """Return the words, packed: how many have codes of each length, then all in the order of codes."""
        self._codes()
        return self._chunk

    def _codes(self) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
        """The code of each word and its length in bits."""
        if self._code is None:
            count = np.zeros(len(self._number.words), np.int64)
            for part in self._parts:
                count += np.bincount(np.asarray(part), minlength=len(count))
            # No word so rare that its code would not fit.
            sizes = code_lengths(np.maximum(count, count.sum() >> 18).tolist())
            words = self._number.words
            order = sorted(range(len(words)), key=lambda i: (sizes[i], words[i]))
            codes = np.zeros(len(words), np.uint32)
            next_code, before = 0, 0
            for i in order:
                next_code <<= sizes[i] - before
                codes[i], before = next_code, sizes[i]
                next_code += 1
            many = np.bincount(sizes, minlength=_LONGEST + 1)
            self._chunk = squeeze("\x00".join([" ".join(map(str, many)), *(words[i] for i in order)]))
            self._code = codes, np.array(sizes, np.int64)
        return self._code


class _Numbers(dict[str, int]):
    """The numbers of tokens, given as they come up; those of marks have a sign before them as words."""

    def __init__(self) -> None:
        super().__init__()
        self.words = [_END]

    def __missing__(self, token: str) -> int:
        number = len(self.words)
        is_word = token[0].isalnum() or token[0] == "_"
        self.words.append(token if is_word else _END + token)
        self[token] = number
        return number


def code_lengths(counts: list[int]) -> list[int]:
    """Return for each symbol how many bits its Huffman code has.

    >>> code_lengths([8, 1, 1, 2])
    [1, 3, 3, 2]
    """
    if len(counts) == 1:
        return [1]
    heap = [(count, i) for i, count in enumerate(counts)]
    heapq.heapify(heap)
    parent = list(range(2 * len(counts) - 1))
    for new in range(len(counts), 2 * len(counts) - 1):
        one, i = heapq.heappop(heap)
        other, j = heapq.heappop(heap)
        parent[i] = parent[j] = new
        heapq.heappush(heap, (one + other, new))
    sizes = [0] * len(parent)
    for i in range(len(parent) - 2, -1, -1):
        sizes[i] = sizes[parent[i]] + 1
    return sizes[: len(counts)]
