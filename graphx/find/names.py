"""What looks like a name: tokens and runs of tokens that could be one, before anything says what they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from graphx.find.entries import common_words
from graphx.find.language import words

# Bounded on every side: an abstract of one endless word must not make the patterns crawl.
_PART = r"[\w+.*/]"
# The look ahead passes over words without a capital or a digit in C, which most words are.
_TOKEN = re.compile(
    rf"(?<![\w@/])(?=[^\sA-Z\d]{{0,20}}[A-Z\d]|[^\x00-\x7f])[^\W_][\w+.@/*]{{0,40}}(?:-{_PART}{{1,40}}){{0,6}}"
)
_TRAILING = ".,;:'’/*@-"
_SMALL = frozenset(["of", "in", "for", "the", "and", "to", "any", "with", "on", "a", "de", "la"])
_INNER = frozenset([" any ", " in ", " of ", " de "])
_NUMBER = re.compile(r"v?\d{1,4}(?:\.\d+)?")
_LONGEST_RUN = 6

Token = tuple[int, int, str]


class Name(NamedTuple):
    """A stretch of text that could be a name.

    Parameters
    ----------
    start, end
        Its span.
    text
        The stretch.
    shaped
        Whether one of its tokens looks like a name by itself.
    """

    start: int
    end: int
    text: str
    shaped: bool


@lru_cache(maxsize=1 << 16)
def is_shaped(text: str) -> bool:
    """Whether a token looks like a name by itself: an inner capital, a digit beside letters, capitals.

    >>> [is_shaped(t) for t in ("LongBench", "CIFAR-10", "mBERT", "SQuAD", "MS")]
    [True, True, True, True, True]
    >>> any(is_shaped(t) for t in ("Paper", "in-context", "Fine-Tuning", "Pre-trained", "3D", "2019", "7B"))
    False
    """
    letters = [c for c in text if c.isalpha()]
    if len(text) < 2 or not letters or re.fullmatch(r"[\d.,]+[A-Za-z%]{1,2}(?:-[a-z]+)?", text):
        return False
    parts = [part for part in re.split(r"[-/\s]", text) if part]
    # "Fine-Tuning", "Chain-of-Thought": ordinary words in title case.
    if all(part.islower() or part.isdigit() or re.fullmatch(r"[A-Z][a-z]*", part) for part in parts):
        return len(parts) > 1 and any(part.isdigit() for part in parts) and any(c.isupper() for c in letters)
    if any(c.isdigit() for c in text):
        return any(c.isupper() for c in letters) or not text.isascii()
    return any(c.isupper() for c in letters)


def names(text: str) -> Iterator[Name]:
    """Yield the runs of name-like tokens of a normalised text, in order.

    A run is made of shaped or capitalised tokens with single blanks between; ordinary words at its
    start ("We", "The") and numbers at its end are not part of it.

    Parameters
    ----------
    text
        A normalised text.

    Examples
    --------
    >>> [name.text for name in names("We use the Google Speech Commands and FooBench-2 datasets.")]
    ['Google Speech Commands', 'FooBench-2']
    """
    run: list[Token] = []
    for start, end, token in _tokens(text):
        gap = text[run[-1][1] : start] if run else ""
        if run and len(run) < _LONGEST_RUN and (gap == " " or _bridges(gap, run[-1][2], token)):
            run.append((start, end, token))
            continue
        yield from _name(text, run)
        run = [] if _is_number(token) else [(start, end, token)]
    yield from _name(text, run)


def _bridges(gap: str, before: str, after: str) -> bool:
    """Whether a small word stands inside a name: "Segment any Text", "Alice in Wonderland"."""
    return gap in _INNER and all(t[0].isupper() and not is_shaped(t) for t in (before, after))


def _is_number(token: str) -> bool:
    return token[0].isdigit() or (token[0] == "v" and token[1:2].isdigit())


def _tokens(text: str) -> Iterator[Token]:
    """Yield the name-like tokens of a text, and numbers that may end a name."""
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token.islower():
            continue
        token = token.rstrip(_TRAILING)
        if token and (_is_name_like(token) or _NUMBER.fullmatch(token)):
            yield match.start(), match.start() + len(token), token


@lru_cache(maxsize=1 << 16)
def _is_name_like(token: str) -> bool:
    if "-" in token and token.rpartition("-")[2].lower() in words("heads", "suffixes"):
        return False
    return token[0].isupper() or is_shaped(token)


def _name(text: str, run: list[Token]) -> Iterator[Name]:
    """Yield the name a run holds, without the ordinary words before it."""
    while run and not is_shaped(run[0][2]) and (_is_starter(run[0][2]) or _opens_sentence(text, run[0])):
        run = run[1:]
    if run:
        start, end = run[0][0], run[-1][1]
        yield Name(start, end, text[start:end], any(is_shaped(token) for _, _, token in run))


def _opens_sentence(text: str, token: Token) -> bool:
    """Whether a capital means nothing: an everyday word at the start of a sentence."""
    before = text[max(0, token[0] - 3) : token[0]].rstrip()
    return (not before or before[-1] in ".!?:") and token[2].lower() in common_words()


@lru_cache(maxsize=1 << 16)
def _is_starter(token: str) -> bool:
    return token.lower() in _starters() or _is_number(token)


@cache
def _starters() -> frozenset[str]:
    return words("compounds", "prefixes") | frozenset(
        (
            "we our the this these that in for while although however to on a an as by with from and "
            "its their at using here it they both each all when where since moreover furthermore "
            "finally additionally extensive experiments recent large existing current i.e e.g "
            "specifically unlike based given through via first second third new novel code data "
            "results"
        ).split()
    )


def head_of_title(title: str) -> tuple[Name, str] | None:
    """Return the name before the colon or dash of a title, and what stands behind, or None.

    >>> head = head_of_title("Segment Any Text: A Universal Approach"); head[0].text, head[1]
    ('Segment Any Text', 'A Universal Approach')
    """
    match = re.match(
        r"[\"'“‘]?(?P<name>[^:?!]{2,60}?)[\"'”’]?\s?(?:\([^)]{1,60}\)\s?)?(?::|\s-{1,2}|\s[–—])\s+(?P<rest>\S.*)",
        title,
    )
    if not match:
        return None
    parts = match["name"].split()
    shaped = any(is_shaped(part) for part in parts)
    capitalised = all(
        part[:1].isupper() or is_shaped(part) or part in _SMALL or part[0].isdigit() for part in parts
    )
    colon = title[match.end("name") : match.start("rest")].rstrip().endswith(":")
    if len(parts) > 5 or not (capitalised or (shaped and len(parts) == 1)):
        return None
    if not colon and not (shaped and len(parts) == 1):
        return None  # "Tencent AI Lab - A System for …"
    return Name(match.start("name"), match.end("name"), match["name"], shaped), match["rest"]
