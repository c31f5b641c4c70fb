"""Where in a text known names may stand: the beginnings of their keys, met without reading every word."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from itertools import accumulate, compress

_LETTER = re.compile(r"[^\W\d_]")
# Nothing but a hyphen, a blank or the like stands between the chunks of a name.
# "GPT-5/5.2" is not GPT-5.5.
_NEXT = re.compile(r"(?: ?- ?|[_.'’ ]|(?<!\d) ?/ ?|/(?!\d))?([^\W\d_]+|\d+|\+)")

# Behind these a letter belongs to the same name as what stands before them, if any does.
_TIES = frozenset(" -_.'’/")
# What most often stands behind a word where neither a letter nor a number goes on; nothing at the end.
_CLOSES = frozenset(["", ".", ")", ". ", ", ", ") ", "; ", ": ", " (", "),", ").", "? ", "! "])

Place = tuple[int, int, str, bool]
"""Where a chunk starts and ends, the chunk without case, and whether a key may go on behind it."""


class _Blanking(dict[int, str]):
    """A table for ``str.translate`` that leaves letters and makes all else blank, filled as it is used."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        kept = self[code] = character if _LETTER.match(character) else " "
        return kept


_ONLY_LETTERS = _Blanking()
_ONLY_ASCII_LETTERS = bytes(ord(chr(code).lower()) if chr(code).isalpha() else 32 for code in range(128)) * 2
"""The same for ASCII, as most texts are, and without case: bytes are translated several times as fast."""


class Words:
    """The runs of letters of a text, without case, and how many letters stand before each.

    All else is made blank and the text split at single blanks, so that a run starts at the letters and the
    runs before it.

    Parameters
    ----------
    text
        A normalised text.
    """

    __slots__ = ("before", "folded", "text")

    def __init__(self, text: str) -> None:
        if text.isascii():
            letters = folded = text.encode().translate(_ONLY_ASCII_LETTERS).decode()
        else:
            letters = text.translate(_ONLY_LETTERS)
            folded = letters.casefold()
        self.text = text
        self.folded = folded.split(" ")
        # Folding may lengthen a word ("ß").
        plain = self.folded if len(folded) == len(letters) else letters.split(" ")
        self.before = list(accumulate(map(len, plain), initial=0))
        self.folded.append("")  # so that each word has one behind it


class Keys:
    """Keys of names (:func:`graphx.find.catalog.name_key`), by how they begin.

    Parameters
    ----------
    keys
        The keys.

    Examples
    --------
    >>> keys = Keys(["cifar 10", "natural language inference", "cifar"])
    >>> text = "Natural language on CIFAR-10"
    >>> [keys.at(text, place) for place in keys.places(Words(text))]
    [[], [('cifar', 25), ('cifar 10', 28)]]
    """

    __slots__ = ("_beginnings", "_following", "_keys", "_number", "_numbers")

    def __init__(self, keys: Iterable[str]) -> None:
        self._keys = {key for key in keys if key}
        # A text is read on only as long as a name may follow.
        self._beginnings = {
            key[:cut] for key in self._keys if " " in key for cut in _blanks(key)
        } | self._keys
        # The words that start keys, and the words that stand behind them there: none where the word is a key.
        self._following: dict[str, set[str]] = {}
        self._numbers: set[str] = set()
        for key in self._keys:
            first, _, rest = key.partition(" ")
            if _LETTER.match(first):
                self._following.setdefault(first, set()).add(rest.partition(" ")[0])
            else:
                self._numbers.add(first)
        self._number = _either(self._numbers)

    @classmethod
    def joined(cls, parts: Iterable[Keys]) -> Keys:
        """Return all keys of some."""
        first_part, *others = parts
        if not others:
            return first_part
        whole = cls(())
        for part in (first_part, *others):
            whole._keys |= part._keys
            whole._beginnings |= part._beginnings
            whole._numbers |= part._numbers
            for first, seconds in part._following.items():
                there = whole._following.get(first)
                whole._following[first] = there | seconds if there else seconds
        whole._number = _either(whole._numbers)
        return whole

    def __contains__(self, key: str) -> bool:
        return key in self._keys

    def places(self, words: Words, dull: AbstractSet[str] = frozenset()) -> list[Place]:
        """Return the chunks of a text at which a key may start, in order.

        Parameters
        ----------
        words
            The words of the text.
        dull
            Spellings of single words that need not be told of for their own sake.
        """
        text, folded, before, firsts = words.text, words.folded, words.before, self._following
        places = []
        for i in compress(range(len(folded)), map(firsts.__contains__, folded)):
            word, following = folded[i], folded[i + 1]
            seconds, end = firsts[word], i + before[i + 1]
            # Most words that start keys are not followed by the second, nor by a number.
            if not following:
                goes_on = text[end : end + 2] not in _CLOSES
            elif following in seconds or text[end] not in _TIES:
                goes_on = True
            elif "" in seconds:
                goes_on = False
            else:
                continue
            if goes_on or ("" in seconds and text[i + before[i] : end] not in dull):
                places.append((i + before[i], end, word, goes_on))
        numbers = [
            (*m.span(), m[0], True)
            for m in (self._number.finditer(text) if self._number else ())
            if m[0] == "+" or not text[m.start() - 1 : m.start()].isdecimal()
        ]
        return sorted(places + numbers) if numbers else places

    def at(self, text: str, place: Place) -> list[tuple[str, int]]:
        """Return the keys that start at a place of a text, shortest first, and where they end."""
        _, end, key, goes_on = place
        found = [(key, end)] if key in self._keys else []
        while goes_on and (following := _NEXT.match(text, end)):
            key = f"{key} {following[1].casefold()}"
            if key not in self._beginnings:
                break
            end = following.end()
            if key in self._keys:
                found.append((key, end))
        return found


def _blanks(key: str) -> list[int]:
    """Return where the blanks of a key stand."""
    return [i for i, c in enumerate(key) if c == " "]


def _either(numbers: Iterable[str]) -> re.Pattern[str] | None:
    """Return a pattern for some numbers as they stand in a text, or None for none."""
    either = "|".join(r"\+" if number == "+" else rf"{number}(?!\d)" for number in sorted(numbers))
    return re.compile(either) if either else None
