"""Listing pages saved as text: a banner, then title and abstract in turn, a paragraph each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, pairwise

from graphx.errors import InputError
from graphx.model import Origin, Paper
from graphx.read.latex import unescaped
from graphx.read.notices import Notices
from graphx.read.registry import Reader
from graphx.read.source import Source
from graphx.text import one_line

LONGEST_TITLE = 300
"""Characters. The longest title among 200,000 papers looked at has 291."""

SHORTEST_ABSTRACT = 120
"""Characters below which a paragraph is an abstract only if it also reads like a sentence."""

SHORTEST_SENTENCE = 6
"""Words."""

_BANNER = re.compile(
    r"new|trending|latest|top|subscribe|get trending papers in your email inbox!?|daily papers|papers"
    r"|by\s?.{0,40}and the research community"
    r"|(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d{1,2}(, \d{4})?",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?…]['\")\]’”]*$")
_FULL_STOP = re.compile(r"\.['\")\]’”]*$")
_WORD = re.compile(r"[^\W\d_][\w’'-]{3,}")
_APPENDIX = re.compile(r"https?://|\bthis https? URL\b|^(keywords|index terms)\s*:", re.IGNORECASE)
_CONTINUED = (
    "short paragraph stands below an abstract and reads like a sentence",
    "short paragraphs stand below an abstract and read like sentences",
)


def is_title(paragraph: str) -> bool:
    """Whether a paragraph is short enough for a title; what it says is not looked at."""
    return len(paragraph) <= LONGEST_TITLE


def is_abstract(paragraph: str) -> bool:
    """Whether a paragraph can be an abstract: long, or at least a sentence of some words."""
    if len(paragraph) >= SHORTEST_ABSTRACT:
        return True
    return bool(_END.search(paragraph)) and len(paragraph.split()) >= SHORTEST_SENTENCE


def is_continuation(paragraph: str) -> bool:
    """Whether a short paragraph below an abstract is more of that abstract rather than the next title.

    It is if it gives a web address or keywords, or if it ends in a full stop, has six words and writes
    at least half of its longer words, the first aside, in lower case. Of 115,000 real titles 0.07 % look
    like that; of the last sentences of their abstracts 97 % do. Titles may end in "?" and "!".

    >>> is_continuation("Code and models are available at https://example.org")
    True
    >>> [is_continuation(text) for text in ("We release all of our models.", "Who Needs a Title?", "A B.")]
    [True, False, False]
    """
    if _APPENDIX.search(paragraph):
        return True
    if not _FULL_STOP.search(paragraph) or len(paragraph.split()) < SHORTEST_SENTENCE:
        return False
    words: list[str] = _WORD.findall(paragraph.split(maxsplit=1)[1])
    return sum(word[0].islower() for word in words) >= max(1, len(words)) / 2


def sniff(source: Source) -> float:
    """Return how much the first paragraphs look like a banner and titles with abstracts in turn."""
    paragraphs = [text for line in source.head() if (text := one_line(line))][:40]
    body = [p for p in paragraphs if not _BANNER.fullmatch(p)]
    if not body or body[0][0] in "{[<@":
        return 0.0
    banner = len(body) < len(paragraphs)
    turns = [a for a, b in pairwise(body) if is_title(a) and len(b) > max(len(a), SHORTEST_ABSTRACT)]
    likeness = 2 * len(turns) / len(body)
    if likeness >= 0.5:
        return 0.9 if banner else 0.6
    return 0.5 if banner and likeness else 0.3 if banner and is_title(body[0]) else 0.0


def read(source: Source, notices: Notices) -> Iterator[Paper]:
    """Yield the papers of a listing page; a title without an abstract, or the reverse, costs that paper.

    The date in the banner is the page's, not a paper's, and is left out.
    """
    title, title_line = "", 0
    pending: Paper | None = None
    for (line, paragraph), below in _with_next(_paragraphs(source)):
        if not title and _BANNER.fullmatch(paragraph):
            continue
        if title:
            if not is_abstract(paragraph) or _is_title_above(paragraph, below):
                notices.lose(_lonely_title(title, source.path, title_line))
                title, title_line = (paragraph, line) if is_title(paragraph) else ("", 0)
                continue
            if pending:
                yield pending
            pending = Paper(title=title, abstract=paragraph, origins=(Origin(source.path, title_line),))
            title = ""
        elif pending and (not is_title(paragraph) or is_continuation(paragraph)):
            if is_title(paragraph):
                notices.add(_CONTINUED, paragraph, source.path, line, "taken as part of it")
            pending = replace(pending, abstract=f"{pending.abstract} {paragraph}", key="")
        elif is_title(paragraph):
            title, title_line = paragraph, line
        else:
            told = (
                f"expected a title but got a paragraph of {len(paragraph):,} characters; "
                "put the title on a line above it"
            )
            notices.lose(InputError(told, path=source.path, line=line))
    if title:
        notices.lose(_lonely_title(title, source.path, title_line))
    if pending:
        yield pending


def _is_title_above(paragraph: str, below: str) -> bool:
    """Whether what stands where an abstract should is itself a long title with its abstract below."""
    return is_title(paragraph) and not _END.search(paragraph) and not is_title(below)


def _lonely_title(title: str, path: str, line: int) -> InputError:
    shown = title if len(title) <= 60 else title[:57] + "…"
    return InputError(
        f"the title {shown!r} has no abstract below it; add the abstract or remove the title, "
        "and put an abstract of several paragraphs on one line",
        path=path,
        line=line,
    )


def _with_next(paragraphs: Iterator[tuple[int, str]]) -> Iterator[tuple[tuple[int, str], str]]:
    """Yield each paragraph with the text of the one below it."""
    for here, below in pairwise(chain(paragraphs, [(0, "")])):
        yield here, below[1]


def _paragraphs(source: Source) -> Iterator[tuple[int, str]]:
    for number, line in source.lines():
        text = unescaped(one_line(line))
        if text:
            yield number, text


READER = Reader("listing page", sniff, read)
