"""Whether the words before a name make it the authors' own: "we introduce …", "our …"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from graphx.find.language import words

_SUBJECT = r"\b(?:[Ww]e|I|[Tt]his (?:article|survey)|[Tt]he authors|(?:paper|study|work|report))\b"
_SUBJECTS = frozenset("We we I article survey authors paper study work report".split())
"""Words of which each subject holds one."""

_OURS = re.compile(
    r"\b(?P<object>(?:[Oo]urs?|newly|is (?:introduced|presented|proposed|developed))\b[^.;]{0,40})$"
)
_LONGEST_OURS = 60
"""Characters, somewhat more than the pattern can be long."""

_WORD = re.compile(r"\w+")
_BREAKS = re.compile(
    r"(?<![\w-])(?:on|using|from|with|over|against|than|outperform\w*|via|by|upon|including|like|such as"
    r"|through|aggregat(?:es?|ing)|(?:exploit|leverag|employ|combin|integrat|incorporat|apply|utiliz)ing"
    r"|between|across|to|that|for \w+ing|for\s(?:[\w-]+\s){0,8}?$|improv\w+|existing|extend\w*)(?![\w-])"
    r"|(?<!development )(?<!release )(?<!construction )(?<!creation )\bof\s(?:the\s)?$"
)
_CALLED = re.compile(r"\b(?:called|named|dubbed|termed|namely|call|name|dub|term)\b")


def is_own(left: str) -> bool:
    """Whether the words before a name say that the authors made what it names.

    Parameters
    ----------
    left
        The text before the name; some 160 characters are enough.

    Examples
    --------
    >>> is_own("In this work we introduce a new benchmark, "), is_own("We evaluate on ")
    (True, False)
    """
    # No pattern reaches over the end of a clause.
    clause = left[max(left.rfind("."), left.rfind(";")) + 1 :]
    near = clause[-_LONGEST_OURS:]
    if "ur" in near or "newly" in near or "is " in near:
        match = _OURS.search(near)
        if match and not has_break(_object(match["object"])):
            return True
    found = _WORD.findall(clause)
    if _SUBJECTS.isdisjoint(found) or _verb_starts().isdisjoint(found):
        return False
    matches = (pattern.search(clause) for pattern in _patterns())
    return any(match and not has_break(_object(match["object"])) for match in matches)


def has_break(phrase: str) -> bool:
    """Whether a word between a verb and a name says that the name is not the verb's object."""
    return bool(_BREAKS.search(phrase))


@cache
def _verb_starts() -> frozenset[str]:
    """The first words of the verbs: without one of them no pattern fits, and that is quick to see."""
    going_on = "releasing introducing presenting proposing publishing".split()
    return frozenset(re.split("[- ]", verb)[0] for verb in (*words("introduce", "verbs"), *going_on))


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    every = words("introduce", "verbs")
    # "We train models trained on X": a participle is the authors' deed only right behind them.
    past = {
        verb for verb in every if verb.endswith(("ed", "lt", "te")) and verb not in ("create", "annotate")
    }
    tail = r"(?P<object>[^.;]{0,120})$"
    going_on = r"(?:releas|introduc|present|propos|publish)ing"
    return (
        # The verb and its object may stand in a chain: "we collect A, annotate it, and release B".
        re.compile(rf"{_SUBJECT}[^.;]{{0,110}}?(?<![\w-])(?:{_either(every - past)})\b{tail}"),
        re.compile(rf"{_SUBJECT}(?:\s(?:have|also|then|first|further)){{0,2}}\s(?:{_either(past)})\b{tail}"),
        re.compile(rf"{_SUBJECT}\s(?:are|is)\s(?:also\s)?{going_on}\b{tail}"),
    )


def _either(verbs: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(verbs, key=lambda verb: (-len(verb), verb))))


def _object(phrase: str) -> str:
    """Return the object of a verb up to its name; what "called" brings up counts from there."""
    called = _CALLED.search(phrase)
    return phrase[called.end() :] if called else phrase
