"""Papers that look like one work and were not merged, because nothing certain says that they are."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import accumulate, combinations

from graphx.ids import title_slug
from graphx.model import Paper

MAX_PAPERS = 100_000
"""Papers up to which titles that differ in one word are looked for; that takes a dozen marks a paper."""

_FEWEST_WORDS = 5
_LARGEST_GROUP = 5
_LIKE_WORDS = 0.75
_LONG_ABSTRACT = 200


def find_look_alikes(papers: Sequence[Paper]) -> tuple[str, ...]:
    """Return which papers may be one work, and why.

    Titles that differ in blanks, marks and accents only, in the spelling of one word, or in a part before or
    behind a colon; and long abstracts that are the same. Papers whose identifiers say that they are two works
    are left out.

    Parameters
    ----------
    papers
        Papers, one a work.

    Returns
    -------
    tuple of str
        One sentence a pair, in the order of the titles.

    Examples
    --------
    >>> titles = ("A Study of Longer Contexts Today", "A Study of Longer Context Today")
    >>> find_look_alikes([Paper(title=title) for title in titles])
    ('“A Study of Longer Context Today” and “A Study of Longer Contexts Today” differ in one word',)
    """
    ordered = sorted(papers, key=lambda paper: (paper.title, paper.key))
    near = len(ordered) <= MAX_PAPERS
    first: dict[int, int] = {}
    groups: dict[int, list[int]] = {}  # of the marks of several papers: most are those of one
    for place, paper in enumerate(ordered):
        for mark in {hash(mark) for mark in _marks(paper, near=near)}:
            if (before := first.setdefault(mark, place)) != place:
                groups.setdefault(mark, [before]).append(place)
    pairs = {
        pair
        for places in groups.values()
        if len(places) <= _LARGEST_GROUP
        for pair in combinations(places, 2)
    }
    told = []
    for one, other in sorted(pairs):
        if reason := _likeness(ordered[one], ordered[other]):
            told.append(f"“{ordered[one].title}” and “{ordered[other].title}” {reason}")
    return tuple(told)


def _marks(paper: Paper, *, near: bool) -> Iterator[str]:
    """Yield what two papers have to share one of in order to be compared."""
    words = _words(paper.title)
    yield "".join(words)
    yield from _parts(paper.title)
    if len(paper.abstract) >= _LONG_ABSTRACT:
        yield f"abstract {paper.abstract}"
    if near and len(words) >= _FEWEST_WORDS:
        starts = list(accumulate(words, initial=""))
        end = ""
        for place in range(len(words) - 1, -1, -1):
            yield starts[place] + end
            end = words[place] + end


def _likeness(one: Paper, other: Paper) -> str:
    """Return in which respect two papers look like one work, or nothing."""
    if _are_two(one.ids, other.ids):
        return ""
    a, b = _words(one.title), _words(other.title)
    if "".join(a) == "".join(b):
        # Short titles of different texts are chance.
        same = one.abstract and other.abstract and len(a) < _FEWEST_WORDS - 1
        return "" if same else "differ in marks or blanks only"
    if len(one.abstract) >= _LONG_ABSTRACT and one.abstract == other.abstract:
        return "have the same abstract"
    parts = map(_parts, (one.title, other.title))
    if any("".join(words) in found for words, found in zip((b, a), parts, strict=True)):
        return "are the same but for what stands before or behind a colon"
    return "differ in one word" if _is_one_word_off(a, b) else ""


def _is_one_word_off(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether two titles differ in the spelling of one word, numbers aside, or by an article."""
    if min(len(a), len(b)) < _FEWEST_WORDS - 1 or abs(len(a) - len(b)) > 1:
        return False
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    if len(a) != len(b):
        longer, shorter = (a, b) if len(a) > len(b) else (b, a)
        same = list(longer[start + 1 :]) == list(shorter[start:])
        return same and longer[start] in ("a", "an", "the", "of", "for", "in", "on", "and", "to", "with")
    if list(a[start + 1 :]) != list(b[start + 1 :]):
        return False
    x, y = a[start], b[start]
    if any(word.isnumeric() or len(word) < 4 for word in (x, y)) or any(c.isdigit() for c in x + y):
        return False
    return SequenceMatcher(None, x, y, autojunk=False).ratio() >= _LIKE_WORDS


def _are_two(one: Iterable[str], other: Iterable[str]) -> bool:
    schemes = {i.partition(":")[0] for i in one} & {i.partition(":")[0] for i in other}
    return any(set(_of(one, scheme)).isdisjoint(_of(other, scheme)) for scheme in schemes)


def _of(ids: Iterable[str], scheme: str) -> list[str]:
    return [identifier for identifier in ids if identifier.startswith(f"{scheme}:")]


def _words(title: str) -> list[str]:
    """Return the words of a title as they are compared, without accents."""
    if not title.isascii():
        title = "".join(c for c in unicodedata.normalize("NFKD", title) if not unicodedata.combining(c))
    return [word for word in title_slug(title).split("-") if word]


def _parts(title: str) -> list[str]:
    """Return the words of the parts of a title around its first colon that are long enough to be titles."""
    before, colon, behind = title.partition(":")
    parts = [_words(part) for part in (before, behind)] if colon else []
    return ["".join(words) for words in parts if len(words) >= _FEWEST_WORDS - 1]
