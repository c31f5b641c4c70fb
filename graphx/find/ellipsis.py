"""Names cut short in a list: the 100 of "CIFAR-10/100", the 2.0 of "SQuAD 1.1 and 2.0"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from graphx.find.catalog import Entry, name_key
from graphx.find.entries import DECOY
from graphx.find.language import words
from graphx.find.match import Hit
from graphx.schema import DATASET, MODEL

_NUMBER = re.compile(r"v?(?P<number>\d+(?:\.\d+)*)$")
_NEXT = re.compile(
    r"(?:\s?/\s?|,\s?(?:and\s|or\s)?|\s(?:and|or|&|to)\s|-)v?(?P<number>\d+(?:\.\d+)*)(?![\w%]|\.\d|,\d)"
)
_WORD = re.compile(r"\s([a-z][\w-]*)")


def expand_ellipses(text: str, hits: Sequence[Hit], lookup: Callable[[str, str], Entry | None]) -> list[Hit]:
    """Return hits with those added that a list of numbers behind them cuts short.

    Only names that are known count: "GPT-3 and 4" names GPT-4, "GPT-3 and 12 others" names nothing more.

    Parameters
    ----------
    text
        A normalised text.
    hits
        Its hits, sorted.
    lookup
        From a kind and a key to the entry that has them, if any.

    Returns
    -------
    list of Hit
        Sorted; the added ones span their number alone.

    Examples
    --------
    >>> ten, hundred = (Entry(name=f"CIFAR-{n}", kind="dataset") for n in (10, 100))
    >>> text = "on CIFAR-10/100 we"
    >>> hit = Hit(3, 11, ten, "CIFAR-10", "", "free", cued=False)
    >>> found = expand_ellipses(text, [hit], lambda kind, key: {"cifar 100": hundred}.get(key))
    >>> [(h.name, text[h.start : h.end]) for h in found]
    [('CIFAR-10', 'CIFAR-10'), ('CIFAR-100', '100')]
    """
    out: list[Hit] = []
    for index, hit in enumerate(hits):
        out.append(hit)
        if hit.entry.kind != DECOY and not hit.variant and text[hit.end - 1].isdigit():
            limit = hits[index + 1].start if index + 1 < len(hits) else len(text)
            out += _rest_of_list(text, hit, limit, lookup)
    return out


def _rest_of_list(
    text: str, hit: Hit, limit: int, lookup: Callable[[str, str], Entry | None]
) -> Iterator[Hit]:
    number = _NUMBER.search(text, hit.start, hit.end)
    end = hit.end
    if not number:
        return
    base = text[hit.start : number.start()]
    while (match := _NEXT.match(text, end)) and match.end() <= limit and _stands_alone(text, match.end()):
        entry = lookup(hit.entry.kind, name_key(base + match["number"]))
        if entry is None:
            return
        end = match.end()
        yield hit._replace(start=match.start("number"), end=end, entry=entry, name=entry.name, cued=True)


def _stands_alone(text: str, end: int) -> bool:
    """Whether a number is not the count of something: "and 12 others"."""
    word = _WORD.match(text, end)
    if not word:
        return True
    counted = word[1] in ("other", "different", "more", "additional") or word[1].endswith("s")
    return not counted or word[1] in words("cues", DATASET) | words("cues", MODEL)
