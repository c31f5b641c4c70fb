"""What a paper does with an artifact, read from the sentence that names it."""

from __future__ import annotations

import re
from functools import cache

from graphx.find.language import language, words
from graphx.find.own import has_break
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


_LIKENESS = re.compile(r"-(?:style|like|type|class|level|era)\b|-\s(?:and|or)\s[\w.-]+-(?:style|like|type)\b")
_CONTRAST = re.compile(
    r"\b(?:[Uu]nlike|[Ii]nspired by|[Cc]ontrary to|similar to|analogous to|reminiscent of"
    r"|in the (?:style|line|spirit) of)\s(?:[\w'’-]+\s){0,6}$"
)
_FAME = re.compile(
    r"\b(?:[Rr]ecent(?:ly)?|famous|well-known|prominent|popular(?:ity)?"
    r"|(?:success|advent|rise|emergence|launch|release|era|advances) of"
    r"|ha(?:ve|s) (?:shown|demonstrated|revolutionized|achieved|attracted))\b"
)
_OURS = re.compile(
    r"\b[Oo]ur (?:\w+ ){0,2}(?:model|dataset|benchmark|corpus|suite|system|network|models|datasets),? \(?$"
)
_SEVERAL_NEW = re.compile(
    r"\b[Ww]e\s(?:introduce|present|release|create|construct|curate|contribute|publish|collect|build)\s"
    r"(?:two|three|four|five|several|\d)\s(?:[\w-]+\s){0,4}(?:datasets|corpora|benchmarks)\b"
    r"[^.;()]{0,40}\((?:[\w-]+,\s(?:and\s)?)*$"
)
_RELEASED = re.compile(
    r"^[^.;]{0,60}\b(?:is|are|will be) (?:also |made )?"
    r"(?:publicly|freely|openly) (?:available|accessible|released)"
)
_AUTHORS = re.compile(r"\b(?:[Ww]e|[Oo]urs?|us|[Tt]his (?:paper|work|study))\b")
_OUR_PLACE = re.compile(r"\b(?:our|https?://)|\b[Ww]e\b")

BACKGROUND_END = 0.3
"""Share of an abstract's sentences, from its start, that may merely set the scene."""

EXAMPLES_END = 0.5
"""The same for sentences that give examples ("such as …")."""


def role_of(sentence: str, start: int, end: int, kind: str, *, place: float) -> str:
    """Return the role of an artifact that the paper does not introduce.

    Parameters
    ----------
    sentence
        The sentence.
    start, end
        The name's span in the sentence.
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
    >>> role_of(text, 15, 22, "model", place=0.0)
    'mentions'
    >>> text = "We evaluate on LongBench."
    >>> role_of(text, 15, 24, "dataset", place=0.8)
    'uses'
    """
    before, behind = sentence[:start], sentence[end:]
    if kind == REPO:
        foreign = _FOREIGN_REPO.search(before) and not _OWN_REPO.search(before[-60:])
        return USES if foreign else INTRODUCES
    # "We propose a novel X-like architecture": X itself is somebody else's.
    if _LIKENESS.match(sentence, end):
        return MENTIONS
    if _is_introduced(before, behind) or _OURS.search(before) or _is_released(sentence, behind):
        return INTRODUCES
    if _CONTRAST.search(before):
        return MENTIONS
    # "Models such as X have achieved …": only the authors themselves outrank an example.
    if place < EXAMPLES_END and _example().search(before.lower()) and not _AUTHORS.search(sentence):
        return MENTIONS
    return USES if _is_own_work(sentence) or not _sets_scene(sentence, kind, place) else MENTIONS


def _sets_scene(sentence: str, kind: str, place: float) -> bool:
    """Whether a sentence without work of the paper's own merely tells of the field."""
    # A dataset is rarely brought up for nothing.
    return bool(_FAME.search(sentence)) or (place < BACKGROUND_END and kind != DATASET)


def _is_released(sentence: str, behind: str) -> bool:
    """Match “Both X and Y are publicly available on our hub”."""
    return bool(_RELEASED.search(behind) and _OUR_PLACE.search(sentence))


def _is_own_work(sentence: str) -> bool:
    found = map(str.lower, _WORD.findall(sentence))
    return not words("cues", "own_work").isdisjoint(found) or bool(_AUTHORS.search(sentence))


@cache
def _introduced() -> re.Pattern[str]:
    """The authors, a verb of introduction, and nothing but its object's own words up to the name."""
    verbs = "|".join(map(re.escape, sorted(words("introduce", "firm"), key=len, reverse=True)))
    subject = r"(?:[Ww]e|[Tt]his (?:paper|work|article|study|report)|[Tt]he (?:paper|authors))"
    adverb = (
        r"(?:\s(?:also|then|therefore|thus|further|here|first|finally|now|additionally|publicly|instead))?"
    )
    words_of_object = r"(?:(?!(?:of|on|with|for|from|to|in|by|using)\b)[A-Za-z][\w-]*,?\s)*?"
    return re.compile(rf"\b{subject}{adverb}\s(?:{verbs})\s(?P<object>{words_of_object})[\"'“(]?(?:the\s)?$")


def _is_introduced(before: str, behind: str) -> bool:
    """Whether the authors bring up a name as new, perhaps behind its long form: "our Foo Nets (FN)"."""
    match = _introduced().search(before)
    if match:
        plain = match["object"].islower() or not match["object"].strip()
        short = before.endswith("(") and behind.startswith(")")
        return (plain or short) and not has_break(match["object"])
    return "(" in before and bool(_SEVERAL_NEW.search(before))


@cache
def _example() -> re.Pattern[str]:
    """A word that starts examples, and no clause end between it and the name."""
    starts = "|".join(map(re.escape, language()["cues"]["example"]))
    return re.compile(rf"(?:{starts})[^.;]*$")
