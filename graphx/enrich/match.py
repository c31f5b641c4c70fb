"""From a title to the record that means the same work, and to nothing where that is not sure.

Services answer a title with the *nearest* one they have, and their scores do not tell right from wrong. So a
candidate is judged here, by its title, authors, year and abstract alone. The limits were measured on 94,779
titles of conferences: with 0.95 none of 2,500 absent papers was taken for another.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from graphx.enrich.work import Record, Subject

STOP = frozenset(
    "preface introduction editorial withdrawn erratum index proceedings foreword corrigendum "
    "retraction".split()
)
ACCEPTED, AMBIGUOUS, NONE = "accepted", "ambiguous", "none"
_TAG = re.compile(r"<[^<>]{1,60}>")
_LATEX = re.compile(r"\\[a-zA-Z]+\s*")
_WORD = re.compile(r"[0-9a-z]+")
_SURE, _NEAR, _SPELLING = 0.95, 0.90, 0.75
_ARTICLES = frozenset({"a", "an", "the"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a candidate is the work that was meant.

    Parameters
    ----------
    verdict
        ``"accepted"``, ``"ambiguous"`` or ``"none"``.
    rule
        Which rule said so, 1 to 4.
    ratio
        How alike the normalised titles are, in [0, 1].
    """

    verdict: str
    rule: int
    ratio: float


def normalise(title: str) -> str:
    r"""Return what of a title has to agree: letters and digits without marks, markup and case.

    >>> normalise("The <i>Ångström</i> &amp; $\\omega$Test:  A Study")
    'the angstrom test a study'
    """
    text = _LATEX.sub(" ", _TAG.sub(" ", html.unescape(html.unescape(title))))
    text = unicodedata.normalize("NFKD", text)
    text = "".join(char for char in text if not unicodedata.combining(char)).casefold()
    return " ".join(_WORD.findall(text))


def ratio(a: str, b: str) -> float:
    """Return how alike two texts are, in [0, 1]; twice the characters that match over all of them.

    >>> ratio("abcd", "abce"), ratio("", "")
    (0.75, 1.0)
    """
    if a == b:
        return 1.0
    if 2 * min(len(a), len(b)) < _NEAR * (len(a) + len(b)):
        return 2 * min(len(a), len(b)) / (len(a) + len(b))  # they cannot be more alike than that
    return SequenceMatcher(None, a, b, autojunk=False).ratio()


def judge(subject: Subject, record: Record) -> Verdict:
    """Judge one candidate for a paper known by title and whatever else the input tells.

    Examples
    --------
    >>> paper = Subject(key="paper:a", title="Attention Is All You Need")
    >>> judge(paper, Record(title="Attention is all you need"))
    Verdict(verdict='accepted', rule=1, ratio=1.0)
    >>> judge(paper, Record(title="Self-Attention Is All You Need, or Not")).verdict
    'none'
    """
    ours, theirs = normalise(subject.title), normalise(record.title)
    alike = ratio(ours, theirs)
    words = ours.split()
    authors = _authors_agree(subject.authors, record.authors)
    years = abs(subject.year - record.year) if subject.year and record.year else None
    if not words or not theirs:
        return Verdict(verdict=NONE, rule=4, ratio=alike)
    if ours == theirs and len(words) >= 4 and not STOP & set(words[:2]):
        doubt = (years is not None and years > 2) or authors is False or _other_text(subject, record)
        return Verdict(verdict=AMBIGUOUS if doubt else ACCEPTED, rule=1, ratio=alike)
    if ours == theirs or _equal_without_head(subject.title, record.title):
        return Verdict(verdict=ACCEPTED if authors else AMBIGUOUS, rule=2, ratio=alike)
    if not subject.authors and not subject.year:
        return Verdict(verdict=NONE, rule=4, ratio=alike)
    if (alike >= _SURE and authors is not False and (years is None or years <= 2)) or (
        alike >= _NEAR and authors and years is not None and years <= 1
    ):
        # Titles of which a number or a word is another are parts, versions or siblings of one work.
        same_numbers = re.findall(r"\d+", ours) == re.findall(r"\d+", theirs)
        sure = same_numbers and _spelt_alike(words, theirs.split())
        return Verdict(verdict=ACCEPTED if sure else AMBIGUOUS, rule=3, ratio=alike)
    return Verdict(verdict=NONE, rule=4, ratio=alike)


def _spelt_alike(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether titles differ in spelling alone: in endings, blanks, articles, but not in a whole word."""
    for what, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        one, other = ours[a:b], theirs[c:d]
        if what == "replace" and ratio("".join(one), "".join(other)) < _SPELLING:
            return False
        if what in ("insert", "delete") and not {*one, *other} <= _ARTICLES:
            return False
    return True


def choose(subject: Subject, records: Iterable[Record]) -> tuple[Sequence[tuple[Record, Verdict]], bool]:
    """Return the candidates worth keeping, and whether there is exactly one that is meant.

    With two that pass, none is taken, unless an identifier tells that they are one record.
    """
    judged = [(record, judge(subject, record)) for record in records]
    passed = [pair for pair in judged if pair[1].verdict == ACCEPTED]
    if passed and all(set(r.ids) & set(passed[0][0].ids) for r, _ in passed[1:]):
        return passed[:1], True
    return passed or [pair for pair in judged if pair[1].verdict == AMBIGUOUS], False


def _authors_agree(ours: Sequence[str], theirs: Sequence[str]) -> bool | None:
    """Whether any surname is shared; None where one side tells no authors."""
    a, b = {_surname(name) for name in ours} - {""}, {_surname(name) for name in theirs} - {""}
    return bool(a & b) if a and b else None


def _surname(name: str) -> str:
    family = name.partition(",")[0] if "," in name else name
    words = normalise(family).split()
    return words[-1] if words else ""


def _equal_without_head(a: str, b: str) -> bool:
    """Whether two titles agree once what stands before the colon of one of them is dropped."""
    for one, other in ((a, b), (b, a)):
        _, colon, tail = one.partition(":")
        if colon and len(normalise(tail).split()) >= 3 and normalise(tail) == normalise(other):
            return True
    return False


def _other_text(subject: Subject, record: Record) -> bool:
    """Whether, with nothing else to go by, both abstracts are known and speak of different things."""
    if (subject.authors and record.authors) or not subject.abstract or not record.abstract:
        return False
    a = set(normalise(subject.abstract).split()[:50])
    b = set(normalise(record.abstract).split()[:50])
    return len(a) > 10 < len(b) and len(a & b) < 0.3 * min(len(a), len(b))
