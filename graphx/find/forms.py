"""Short and long forms that a text gives together: "named entity recognition (NER)"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from graphx.find.catalog import Catalog, name_key
from graphx.find.entries import DECOY, Entry
from graphx.find.language import OTHER, words

_SHORT_FORM = re.compile(r"\(\s?(?P<short>[A-Z][\w-]{1,11}?)s?\s?[);,]")
_WORDS_BACKWARDS = re.compile(r"(?:\s[\w'/-]{1,40}){1,9}")
_TASK_BEFORE = re.compile(r"\b(?:task|problem|challenge|field|area) of\s(?:the\s)?$")
_LONGEST_TASK = 24
"""Characters, more than the pattern can be long."""

_TASK_ENDINGS = ("tion", "sion", "ing", "ment", "sis", "ance", "ence", "ery", "ity")
_NO_THINGS = frozenset(
    "problem problems documents document signal signals setting settings images texts".split()
)


class Form(NamedTuple):
    """A short form and the long form that stands before it.

    Parameters
    ----------
    short, long
        As they are written.
    is_task
        Whether the long form is a task, a method or the like rather than a thing.
    is_surely_none
        The same where its last word leaves no doubt.
    """

    short: str
    long: str
    is_task: bool
    is_surely_none: bool

    @property
    def key(self) -> str:
        """The key of the short form."""
        return name_key(self.short)

    @property
    def long_key(self) -> str:
        """The key of the long form."""
        return name_key(self.long)


def find_forms(text: str) -> list[Form]:
    """Return the short forms in brackets whose letters begin the words before them.

    As Schwartz and Hearst do it (doi:10.1142/9789812776303_0042).

    Parameters
    ----------
    text
        A normalised text.

    Examples
    --------
    >>> [(f.short, f.long, f.is_task) for f in find_forms("We do named entity recognition (NER) here.")]
    [('NER', 'named entity recognition', True)]
    """
    found = []
    for match in _SHORT_FORM.finditer(text) if "(" in text else ():
        # Read backwards, the words start right here; forwards, every character might be their start.
        before = _WORDS_BACKWARDS.match(text[max(0, match.start() - 150) : match.start()][::-1])
        long = _long_form(before[0][::-1], match["short"]) if before else ""
        if long:
            last = long.split()[-1].lower()
            end = match.start() - len(long) - 1
            told = bool(_TASK_BEFORE.search(text, max(0, end - _LONGEST_TASK), end))
            surely = told or last in words("heads", OTHER) or last in _NO_THINGS
            found.append(Form(match["short"], long, surely or last.endswith(_TASK_ENDINGS), surely))
    return found


def contradicted(forms: Iterable[Form], catalog: Catalog) -> set[str]:
    """Return the keys of short names that a text expands to something else than the catalog does.

    "automatic speech recognition (ASR)" is not an attack success rate.

    Parameters
    ----------
    forms
        The forms of the text.
    catalog
        The known names.
    """
    wrong = set()
    for form in forms:
        entries = [e for e in catalog.lookup(form.key) if e.kind != DECOY]
        stated = {name_key(long) for e in entries for long in e.expansions}
        if stated:
            if not any(form.long_key in s or s in form.long_key for s in stated):
                wrong.add(form.key)
        elif entries and (form.is_surely_none or _is_description(form, entries)):
            wrong.add(form.key)
    return wrong


def _is_description(form: Form, entries: Iterable[Entry]) -> bool:
    """Whether a long form describes rather than names: "multiple-object tracking (MOT)".

    Things have long forms in capitals, or their kind in them: "generative adversarial network (GAN)".
    """
    last = form.long.split()[-1].lower()
    lower = form.long[1:].islower() and not form.long[1:2].isspace()
    return lower and not any(last in words("heads", entry.kind) for entry in entries)


def _long_form(text: str, short: str) -> str:
    """Return the shortest end of a text whose words begin with the letters of a short form, or nothing."""
    letters = [c.lower() for c in short if c.isalpha() and c.isupper()]
    parts = text.split()
    if short in parts:
        return ""  # "BERT based models (BERT, …)" lists it
    for size in range(1, len(parts) + 1):
        tail = parts[-size:]
        initials = [c for word in tail for piece in word.split("-") if piece for c in _initials(piece)]
        if initials[:1] == letters[:1] and is_subsequence(letters, initials):
            return " ".join(tail)
    return ""


def _initials(word: str) -> str:
    """Return the letters that a word may give to a short form: "UAV scene captioning" gives UAVSC."""
    return word.lower() if word.isupper() else word[0].lower()


def is_subsequence(wanted: Sequence[str], have: Sequence[str]) -> bool:
    """Whether some letters stand in others in the same order.

    >>> is_subsequence("plm", "palm"), is_subsequence("plm", "bert")
    (True, False)
    """
    rest = iter(have)
    return bool(wanted) and all(letter in rest for letter in wanted)
