"""What a paper does with an artifact, read from the sentence that names it."""

from __future__ import annotations

import re
from functools import cache

from graphx.find.language import language, words
from graphx.schema import DATASET, INTRODUCES, MENTIONS, REPO, USES

_WORD = re.compile(r"[\w'-]+")
_FOREIGN_REPO = re.compile(
    r"\b(?:based on|built (?:up)?on|using|adapted from|borrowed from|forked? (?:of|from)|thanks to|from)\s+"
    r"(?:the\s+)?(?:\w+\s+){0,3}\(?$",
    re.IGNORECASE,
)
_OWN_REPO = re.compile(
    r"\b(?:our|we|available|releas\w*|public\w*|open[- ]?sourc\w*|found|access\w*|codes?|data|here|website"
    r"|page|demo|shared)\b",
    re.IGNORECASE,
)


BACKGROUND_END = 0.3
"""Share of an abstract's sentences, from its start, that may merely set the scene."""

EXAMPLES_END = 0.5
"""The same for sentences that give examples ("such as …")."""


def role_of(sentence: str, start: int, kind: str, *, place: float) -> str:
    """Return the role of an artifact that the paper does not introduce.

    Parameters
    ----------
    sentence
        The sentence.
    start
        Where the name starts in the sentence.
    kind
        Kind of the artifact.
    place
        Where the sentence stands in the abstract: 0 is its start, 1 its end.

    Returns
    -------
    str
        One of :data:`graphx.schema.ROLES`.

    Examples
    --------
    >>> text = "Models such as ChatGPT are popular."
    >>> role_of(text, 15, "model", place=0.0)
    'mentions'
    >>> text = "We evaluate on LongBench."
    >>> role_of(text, 15, "dataset", place=0.8)
    'uses'
    """
    before = sentence[:start]
    if kind == REPO:
        foreign = _FOREIGN_REPO.search(before) and not _OWN_REPO.search(before[-60:])
        return USES if foreign else INTRODUCES
    if _introduced().search(before):
        return INTRODUCES
    if _is_own_work(sentence):
        return USES
    if _example().search(before.lower()):
        return MENTIONS if place < EXAMPLES_END else USES
    # A dataset is rarely brought up for nothing.
    return MENTIONS if place < BACKGROUND_END and kind != DATASET else USES


def _is_own_work(sentence: str) -> bool:
    found = {word.lower() for word in _WORD.findall(sentence)}
    return bool(found & words("cues", "own_work"))


@cache
def _introduced() -> re.Pattern[str]:
    """The authors, a verb of introduction, and nothing but its object's own words up to the name."""
    verbs = "|".join(map(re.escape, sorted(words("introduce", "firm"), key=len, reverse=True)))
    subject = r"(?:[Ww]e|[Tt]his (?:paper|work|article|study|report)|[Tt]he (?:paper|authors))"
    adverb = (
        r"(?:\s(?:also|then|therefore|thus|further|here|first|finally|now|additionally|publicly|instead))?"
    )
    return re.compile(
        rf"\b{subject}{adverb}\s(?:{verbs})\s(?:(?:the|a|an|our|new|novel|and|also)\s|[a-z-]+,?\s(?!of|on|with|for|from|to|in|by|using))*?[\"'“(]?(?:the\s)?$"
    )


@cache
def _example() -> re.Pattern[str]:
    """A word that starts examples, and no clause end between it and the name."""
    starts = "|".join(map(re.escape, language()["cues"]["example"]))
    return re.compile(rf"(?:{starts})[^.;]*$")
