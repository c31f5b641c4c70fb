"""Phrases of many titles, counted by numbers: which ones each group of papers has, and how often."""

from __future__ import annotations

import re
from array import array
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from graphx.analyze.arrays import Floats, Ints

WORD: Final = re.compile(r"[^\W_][\w+./'’-]*[\w+]|[^\W_]|[^\w\s]")
_PLAIN: Final = frozenset(
    """
    a about across after against all along also among an and any are as at based be been before being
    between beyond both but by can case cheaply do does doing done down during each easily effective
    efficient efficiently either enable enabling end-to-end enhance enhanced enhancing even every exploring
    few first for from further get give given go good has have having here high how if improve improved
    improving in into investigating is it its itself just know large large-scale less let like look low make
    makes making many may more most much must my need never new no non not novel now of off on once one only
    onto or other our out over own per rather really revisited revisiting same see should show simple since
    single small so some still such take than that the their them then there these they thing think this
    those through to together too toward towards two under understanding unified unlike until up upon us use
    using very via want was way we were what when where whether which while who whose why will with within
    without you your
    """.split()
)
"""Words that name nothing: they stand at neither end of a phrase."""
_VAGUE: Final = frozenset(
    """
    advancing ai algorithm analysis application approach architecture art aspect baseline benchmark better
    case challenge comparative comparison comprehensive corpus data dataset deep design development
    evaluating evaluation experiment exploration fast framework general human improvement introduction
    investigation knowledge language learner learning level machine method methodology model modeling
    modelling multi network neural open paper performance perspective pre problem process progress report
    representation research result review robust scalable scale scaling self semantic state strategy study
    survey system task technical technique text tool toolkit train trained training visual work
    """.split()
)
"""Words that say too little on their own."""


@lru_cache(maxsize=100_000)
def fold(word: str) -> str:
    """Return a word in small letters and the singular, as far as its last letters tell.

    >>> [fold(word) for word in ("Models", "analysis", "classes", "Bias")]
    ['model', 'analysis', 'classe', 'bias']
    """
    word = word.casefold()
    plural = len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "as"))
    return word[:-1] if plural else word


class _Numbers(dict[str, int]):
    """Gives each new word the next number, from 1."""

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self) + 1
        return number


class Phrases:
    """The phrases of titles that could stand in a name: up to three words, folded.

    They are numbered in the order of their texts. Each thing that a group has is one entry; the entries of a
    group follow each other, and so do those of a phrase within it.

    Parameters
    ----------
    titles
        The titles, group by group.
    sizes
        How many of them each group has.

    Attributes
    ----------
    group, phrase, count
        For each entry the group, the phrase, and how many titles of the group have it.
    words
        For each phrase how many words it has.

    Examples
    --------
    >>> phrases = Phrases(["Fast Parsing of Trees", "Parsing"], [2])
    >>> [(phrases.text(p), n) for p, n in zip(phrases.phrase.tolist(), phrases.count.tolist())]
    [('fast parsing', 1), ('parsing', 2), ('parsing of tree', 1), ('tree', 1)]
    """

    def __init__(self, titles: Sequence[str], sizes: Sequence[int]) -> None:
        words, ranks, rows = _ranked(titles)
        self._words = words
        at, second, third = _starts(words, ranks)
        base = len(words) + 1
        # In two steps, for three numbers of words may not fit into 64 bits. 0 stands before any word.
        self._pairs, pair = np.unique(ranks[at] * base + second, return_inverse=True)
        self._codes, phrase = np.unique(pair * base + third, return_inverse=True)
        self.words: Ints = 1 + np.sign(self._pairs % base)[self._codes // base] + np.sign(self._codes % base)
        row = rows[at]
        groups = np.repeat(np.arange(len(sizes)), sizes)
        cell = groups[row] * max(1, len(self._codes)) + phrase
        # Titles are in order for each length of phrases, and stay so.
        order = np.argsort(cell, kind="stable")
        cell, row = cell[order], row[order]
        new = np.ones(len(cell), np.bool_)
        new[1:] = (cell[1:] != cell[:-1]) | (row[1:] != row[:-1])
        cell, self._rows = cell[new], row[new]
        first = np.flatnonzero(np.r_[True, cell[1:] != cell[:-1]][: len(cell)])
        self._ends: Ints = np.r_[first, len(cell)]
        self.count: Ints = np.diff(self._ends)
        self.group: Ints = cell[first] // max(1, len(self._codes))
        self.phrase: Ints = cell[first] % max(1, len(self._codes))

    def text(self, phrase: int) -> str:
        """Return a phrase."""
        base = len(self._words) + 1
        pair, third = divmod(int(self._codes[phrase]), base)
        first, second = divmod(int(self._pairs[pair]), base)
        return " ".join(self._words[place - 1] for place in (first, second, third) if place)

    def titles(self, entry: int) -> list[int]:
        """Return which titles, by number, an entry is about."""
        rows: list[int] = self._rows[slice(*self._ends[entry : entry + 2].tolist())].tolist()
        return rows

    def worth(self, sizes: Sequence[int], papers: int) -> Floats:
        """Return for each entry n ln(1 + share here / share anywhere); 0 where others have it more."""
        everywhere = np.bincount(self.phrase, self.count, len(self._codes)) / max(1, papers)
        lift = self.count / np.asarray(sizes)[self.group] / everywhere[self.phrase]
        worth: Floats = np.where(lift >= 1, self.count * np.log1p(lift), 0.0)
        return worth


def _ranked(titles: Sequence[str]) -> tuple[list[str], Ints, Ints]:
    """Return the words, sorted; for each word of the titles its place, from 1, 0 after each; its title."""
    numbers = _Numbers()
    number = numbers.__getitem__
    tokens = array("q")
    ends = np.zeros(len(titles) + 1, np.int64)
    for place, title in enumerate(titles):
        tokens.extend(map(number, WORD.findall(title)))
        tokens.append(0)
        ends[place + 1] = len(tokens)
    folded = [fold(word) for word in numbers]
    words = sorted(set(folded))
    rank = {word: place for place, word in enumerate(words, 1)}
    ranks = np.array([0, *(rank[word] for word in folded)], np.int64)
    return words, ranks[np.asarray(tokens, np.int64)], np.repeat(np.arange(len(titles)), np.diff(ends))


def _starts(words: list[str], ranks: Ints) -> tuple[Ints, Ints, Ints]:
    """Return where phrases begin, and their second and third words, 0 where they have none."""

    def marked(wanted: Iterator[bool]) -> list[NDArray[np.bool_]]:
        mark = np.fromiter((False, *wanted), np.bool_, len(words) + 1)
        return [mark[one] for one in following]

    following = [ranks, np.r_[ranks[1:], 0][: len(ranks)], np.r_[ranks[2:], 0, 0][: len(ranks)]]
    telling = marked(word not in _PLAIN and len(word) > 1 and word[0].isalpha() for word in words)
    vague = marked(word in _VAGUE for word in words)
    of = marked(word == "of" for word in words)
    one = np.flatnonzero(telling[0] & ~vague[0])
    two = np.flatnonzero(telling[0] & telling[1] & ~(vague[0] & vague[1]))
    joined = telling[0] & (telling[1] | of[1]) & telling[2]
    three = np.flatnonzero(joined & ~(vague[0] & vague[1] & vague[2]))
    none = np.zeros(len(one) + len(two), np.int64)
    second = np.r_[none[: len(one)], following[1][two], following[1][three]]
    return np.r_[one, two, three], second, np.r_[none, following[2][three]]
