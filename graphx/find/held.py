"""Which texts may hold a name, told without searching them: new names are looked for in few old papers."""

from __future__ import annotations

import re
from collections.abc import Iterable

from graphx.find.chunks import Words
from graphx.find.match import line_end_words
from graphx.find.text import normalise

# Where normalising may join letters or spell them otherwise: markup between letters, and what is neither
# ASCII nor a letter with an accent, a dash, a quotation mark or a symbol of mathematics.
_JOINED = re.compile(r"[^\W\d_][\\$^{}]+[^\W\d_]")
_RESPELLED = re.compile(
    r"[^\x00-\x7f\xa0-\xa9\xab\xac\xae-\xb4\xb6-\xb9\xbb-\xff\u2010-\u2015\u2018-\u201d\u2026\u2190-\u22ff]"
)
_MARKUP = "\\$^{}"
_LINE_END = re.compile(r"[-\u2010-\u2013\u2212]\s")


class Held:
    """Tells of texts whether names of some keys can be found in them; some that it names hold none.

    Parameters
    ----------
    keys
        Keys of names (:func:`graphx.find.catalog.name_key`).

    Examples
    --------
    >>> held = Held(["zorbit 2"])
    >>> held.may_be_in("We use ZorBit-2."), held.may_be_in("Zor- Bit 2"), held.may_be_in("We use GSM8K.")
    (True, True, False)
    """

    def __init__(self, keys: Iterable[str]) -> None:
        self._wanted = sorted({(words, _numbers(key)) for key in keys if (words := _letters(key))})

    def may_be_in(self, raw: str) -> bool:
        """Whether one of the names may be found in a text."""
        altered = not raw.isascii() and _RESPELLED.search(raw)
        if not altered and not (any(mark in raw for mark in _MARKUP) and _JOINED.search(raw)):
            folded = raw.casefold()
            # A lost line end may have cut a name in two.
            both = f"{folded} {_LINE_END.sub('', folded)}" if _LINE_END.search(raw) else folded
            if not any(all(word in both for word in words) for words, _ in self._wanted):
                return False
        norm = normalise(raw).norm
        words = {*Words(norm).folded, *line_end_words(norm)}
        return any(
            words.issuperset(wanted) and all(number in norm for number in numbers)
            for wanted, numbers in self._wanted
        )


def _letters(key: str) -> tuple[str, ...]:
    """Return the words of a key, the longest first: a name is found only where all of them stand."""
    return tuple(sorted({part for part in key.split(" ") if part[:1].isalpha()}, key=lambda w: (-len(w), w)))


def _numbers(key: str) -> tuple[str, ...]:
    """Return the numbers of a key as far as they stand wherever its name is found: years may be cut short."""
    return tuple(part[-2:] if len(part) == 4 else part for part in key.split(" ") if part.isdecimal())
