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
# Most words have no capital and no digit, and hold no token worth a look.
_TOKEN = re.compile(
    rf"(?<![\w@/])(?=[^\sA-Z\d]{{0,20}}[A-Z\d]|[^\x00-\x7f])[^\W_][\w+.@/*]{{0,40}}(?:-{_PART}{{1,40}}){{0,6}}"
)
_SIGNED = re.compile(r"[^\x00-/:-@\[-\x7f][^ ]*")
"""What every token has in it (a capital, a digit, no ASCII) and all up to a blank. One character is found
much quicker than a token, quickest by the ASCII characters that do not count."""

_PLAIN_LENGTH = 41
"""Letters that a token surely may have."""

LOST_BLANK = re.compile(r"[a-z]\.[A-Z][a-z]+$")
"""What a name does not end with: "models.Finally"."""

_TRAILING = ".,;:'’/*@-"
_PUNCTUATION = ".,;:)"
_SMALL = frozenset(["of", "in", "for", "the", "and", "to", "any", "with", "on", "a", "de", "la"])
_INNER = frozenset([" any ", " in ", " of ", " de "])
_WIDEST_GAP = max(map(len, _INNER))
_NUMBER = re.compile(r"v?\d{1,4}(?:\.\d+)?")
_LONGEST_RUN = 6

_QUANTITY = re.compile(r"[\d.,]+[A-Za-z%]{1,2}(?:-[a-z]+)?")
_JOINT = re.compile(r"[-/\s]")


class Look(NamedTuple):
    """What a token tells by itself: looks like a name, is a number, starts no name, is an everyday word."""

    shaped: bool
    number: bool
    starter: bool
    common: bool


Token = tuple[int, int, str, Look]
"""A word that may be part of a name: its span, its text and its look."""


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
    if text.isalpha():
        return len(text) > 1 and not _is_ordinary(text) and any(map(str.isupper, text))
    letters = [c for c in text if c.isalpha()]
    if len(text) < 2 or not letters or _QUANTITY.fullmatch(text):
        return False
    parts = [part for part in _JOINT.split(text) if part]
    upper = any(map(str.isupper, letters))
    digit = any(map(str.isdigit, text))
    # "Fine-Tuning", "Chain-of-Thought": ordinary words in title case.
    if all(part.isdigit() or _is_ordinary(part) for part in parts):
        return upper and len(parts) > 1 and any(map(str.isdigit, parts))
    return upper or (digit and not text.isascii())


def _is_ordinary(word: str) -> bool:
    """Whether a word is written as ordinary ones are: in lower case, or with a capital first."""
    return word.islower() or (word[:1].isupper() and (len(word) == 1 or word[1:].islower()))


def names(text: str, *, unshaped: bool = True) -> Iterator[Name]:
    """Yield the runs of name-like tokens of a normalised text, in order.

    A run is made of shaped or capitalised tokens with single blanks between; ordinary words at its
    start ("We", "The") and numbers at its end are not part of it.

    Parameters
    ----------
    text
        A normalised text.
    unshaped
        Whether names matter of which no token looks like one by itself; without, texts that hold no other
        kind are quickly done.

    Examples
    --------
    >>> [name.text for name in names("We use the Google Speech Commands and FooBench-2 datasets.")]
    ['Google Speech Commands', 'FooBench-2']
    """
    run: list[Token] = []
    end = 0
    tokens = _tokens(text)
    if not (unshaped or any(look.shaped for *_, look in tokens)):
        return
    for token in tokens:
        start = token[0]
        if run:
            if start - end <= _WIDEST_GAP and len(run) < _LONGEST_RUN:
                gap = text[end:start]
                if gap == " " or (gap in _INNER and _bridges(run[-1], token)):
                    run.append(token)
                    end = token[1]
                    continue
            if name := _name(text, run):
                yield name
        run = [] if token[3].number else [token]
        end = token[1]
    if run and (name := _name(text, run)):
        yield name


def _bridges(before: Token, after: Token) -> bool:
    """Whether a small word stands inside a name: "Segment any Text", "Alice in Wonderland"."""
    return all(text[0].isupper() and not look.shaped for _, _, text, look in (before, after))


def _tokens(text: str) -> list[Token]:
    """Return the name-like tokens of a text, and numbers that may end a name."""
    tokens: list[Token] = []
    for signed in _SIGNED.finditer(text):
        start, word = signed.start(), signed[0].rstrip(_PUNCTUATION)
        if start and text[start - 1] != " ":
            start = text.rfind(" ", 0, start) + 1
        elif word.isalpha() and len(word) <= _PLAIN_LENGTH:
            # Most are plain words with a capital, and the whole of it is the token.
            if look := _look(word):
                tokens.append((start, start + len(word), word, look))
            continue
        for match in _TOKEN.finditer(text, start, signed.end()):
            token = match[0].rstrip(_TRAILING)
            if look := _look(token):
                at = match.start()
                tokens.append((at, at + len(token), token, look))
    return tokens


@lru_cache(maxsize=1 << 16)
def _look(token: str) -> Look | None:
    """Return what a token tells by itself, or None if it can be no part of a name."""
    if not token or token.islower():
        return None
    tied = "-" in token and token.rpartition("-")[2].lower() in words("heads", "suffixes")
    name_like = not tied and (token[0].isupper() or is_shaped(token))
    if not name_like and not _NUMBER.fullmatch(token):
        return None
    number = token[0].isdigit() or (token[0] == "v" and token[1:2].isdigit())
    lower = token.lower()
    return Look(is_shaped(token), number, number or lower in _starters(), lower in common_words())


def _name(text: str, run: list[Token]) -> Name | None:
    """Return the name a run holds, without the ordinary words before it."""
    for i, (start, end, token, (shaped, _, starter, common)) in enumerate(run):
        if shaped or not (starter or (common and _opens_sentence(text, start))):
            if len(run) == 1:
                return Name(start, end, token, shaped)
            last = run[-1][1]
            return Name(start, last, text[start:last], any(look.shaped for *_, look in run[i:]))
    return None


def _opens_sentence(text: str, start: int) -> bool:
    """Whether a word stands where its capital means nothing: at the start of a sentence."""
    if start > 1 and text[start - 1] == " " and text[start - 2].isalnum():
        return False  # as most often, another word stands before it
    before = text[max(0, start - 3) : start].rstrip()
    return not before or before[-1] in ".!?:"


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


_HEAD = re.compile(
    r"[\"'“‘]?(?P<name>[^:?!]{2,60}?)[\"'”’]?\s?(?:\([^)]{1,60}\)\s?)?(?::|\s-{1,2}|\s[–—])\s+(?P<rest>\S.*)"
)


def head_of_title(title: str) -> tuple[Name, str] | None:
    """Return the name before the colon or dash of a title, and what stands behind, or None.

    >>> head = head_of_title("Segment Any Text: A Universal Approach"); head[0].text, head[1]
    ('Segment Any Text', 'A Universal Approach')
    """
    match = _HEAD.match(title)
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
    start = match.start("name") + (4 if len(parts) > 2 and parts[0] == "The" else 0)
    return Name(start, match.end("name"), title[start : match.end("name")], shaped), match["rest"]
