"""Listing pages saved as text: a banner, then title and abstract in turn, a paragraph each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from graphx.errors import InputError
from graphx.model import Origin, Paper
from graphx.read.registry import Reader
from graphx.read.source import Source, clean_text

LONGEST_TITLE = 300
"""Characters. The longest title among 200,000 papers looked at has 291."""

SHORTEST_ABSTRACT = 120
"""Characters below which a paragraph is an abstract only if it also reads like a sentence."""

_BANNER = re.compile(
    r"new|trending|latest|top|subscribe|get trending papers in your email inbox!?|daily papers|papers"
    r"|by\s?.{0,40}and the research community"
    r"|(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d{1,2}(, \d{4})?",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?…]['\")\]’”]*$")


def is_title(paragraph: str) -> bool:
    """Whether a paragraph can be a title: short, and not a sentence."""
    return len(paragraph) <= LONGEST_TITLE


def is_abstract(paragraph: str) -> bool:
    """Whether a paragraph can be an abstract: long, or at least a sentence of some words."""
    if len(paragraph) >= SHORTEST_ABSTRACT:
        return True
    return bool(_END.search(paragraph)) and len(paragraph.split()) >= 6


def sniff(source: Source) -> float:
    """Return how much the first paragraphs look like a banner and titles with abstracts in turn."""
    paragraphs = []
    for _, paragraph in _paragraphs(source):
        paragraphs.append(paragraph)
        if len(paragraphs) == 40:
            break
    body = [p for p in paragraphs if not _BANNER.fullmatch(p)]
    if not body or body[0][0] in "{[<@":
        return 0.0
    banner = len(body) < len(paragraphs)
    turns = [a for a, b in pairwise(body) if is_title(a) and len(b) > max(len(a), SHORTEST_ABSTRACT)]
    likeness = 2 * len(turns) / len(body)
    if likeness >= 0.5:
        return 0.9 if banner else 0.6
    return 0.5 if banner and likeness else 0.3 if banner and is_title(body[0]) else 0.0


def read(source: Source) -> Iterator[Paper]:
    """Yield the papers of a listing page.

    The date in the banner is the page's, not a paper's, and is left out.

    Raises
    ------
    InputError
        A title stands without an abstract, or an abstract without a title.
    """
    title, title_line = "", 0
    pending: Paper | None = None
    for line, paragraph in _paragraphs(source):
        if not title and _BANNER.fullmatch(paragraph):
            continue
        if title:
            if not is_abstract(paragraph):
                raise _lonely_title(title, source.path, title_line)
            if pending:
                yield pending
            pending = Paper(title=title, abstract=paragraph, origins=(Origin(source.path, title_line),))
            title = ""
        elif is_title(paragraph):
            title, title_line = paragraph, line
        elif pending:
            # No title is that long: the abstract before it has a second paragraph.
            joined = f"{pending.abstract} {paragraph}"
            pending = Paper(title=pending.title, abstract=joined, origins=pending.origins)
        else:
            raise InputError(
                f"expected a title but got a paragraph of {len(paragraph):,} characters; "
                "put the title on a line above it",
                path=source.path,
                line=line,
            )
    if title:
        raise _lonely_title(title, source.path, title_line)
    if pending:
        yield pending


def _lonely_title(title: str, path: str, line: int) -> InputError:
    shown = title if len(title) <= 60 else title[:57] + "…"
    return InputError(
        f"the title {shown!r} has no abstract below it; add the abstract or remove the title",
        path=path,
        line=line,
    )


def _paragraphs(source: Source) -> Iterator[tuple[int, str]]:
    for number, line in source.lines():
        text = clean_text(line)
        if text:
            yield number, text


READER = Reader("listing page", sniff, read)
