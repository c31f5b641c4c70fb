"""Names that a paper itself introduces, and names whose context says what they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from graphx.find.language import OTHER, kind_of_phrase, language, words
from graphx.schema import DATASET, MODEL

# Bounded on every side: an abstract of one endless word must not make the patterns crawl.
_TOKEN = r"(?<!\w)[^\W_][\w+.@/'*]{0,40}(?:[-–][\w+.*/]{1,40}){0,5}"
_CAPITALISED = r"[A-Z][\w+.'’-]{0,40}"
_NAME = rf"{_TOKEN}(?:\s(?:{_CAPITALISED}|\d[\w.]*)){{0,4}}"
_QUOTES = "\"'“”‘’`*"


def is_shaped(text: str) -> bool:
    """Whether a text looks like a name by itself: an inner capital, a digit beside letters, capitals.

    >>> [is_shaped(t) for t in ("LongBench", "CIFAR-10", "mBERT", "SQuAD", "MS", "Paper", "in-context")]
    [True, True, True, True, True, False, False]
    """
    letters = [c for c in text if c.isalpha()]
    if not letters or len(text) < 2:
        return False
    if any(c.isdigit() for c in text) and any(c.isupper() for c in letters):
        return True
    if sum(c.isupper() for c in letters) >= 2:
        return not all(part[:1].isupper() and part[1:].islower() for part in re.split(r"[-\s]", text) if part)
    return any(c.isupper() for c in text[1:]) and "-" not in text and " " not in text


def _is_title_word(text: str) -> bool:
    """Whether a single capitalised word may be a name where its place says so."""
    return bool(re.fullmatch(r"[A-Z][a-z]{2,}\d*", text))


@dataclass(frozen=True, slots=True)
class Introduction:
    """A name that a text brings up as its own, or whose context tells its kind.

    Parameters
    ----------
    start, end
        Its span in the normalised text.
    name
        The name.
    kind
        ``"dataset"``, ``"model"``, or ``"other"`` for methods, frameworks and the like.
    rule
        The pattern that found it.
    confidence
        How likely name and kind are right, in (0, 1].
    own
        Whether the paper introduces it.
    """

    start: int
    end: int
    name: str
    kind: str
    rule: str
    confidence: float
    own: bool


def introductions(text: str, *, title: bool = False) -> list[Introduction]:
    """Return what a text introduces or explains, methods included, in the order of the text.

    Parameters
    ----------
    text
        A normalised title or abstract.
    title
        Whether it is a title.

    Examples
    --------
    >>> text = "We introduce LooGLE, a long-context benchmark, and train SaT, a model."
    >>> [(i.name, i.kind) for i in introductions(text)]
    [('LooGLE', 'dataset'), ('SaT', 'model')]
    >>> [(i.name, i.kind) for i in introductions("GENIUS: A Framework for Drafts", title=True)]
    [('GENIUS', 'other')]
    """
    rules = _title_rules(text) if title else _abstract_rules(text)
    return sorted(set(rules), key=lambda i: (i.start, i.end, i.rule))


_TITLE_HEAD = re.compile(rf"(?P<name>{_TOKEN}(?:\s{_TOKEN}){{0,4}})\s?(?P<long>\([^)]*\))?\s*(?::|\s[-–—])\s+(?P<rest>.+)")
_TITLE_TAIL = re.compile(rf"\b(?:[Tt]he\s)?(?P<name>{_CAPITALISED}(?:\s{_CAPITALISED}){{0,3}})\s(?P<noun>[Dd]ataset|[Cc]orpus|[Bb]enchmark|[Tt]reebank|[Cc]hallenge|[Dd]atabase)\b")


def _title_rules(text: str) -> Iterator[Introduction]:
    match = _TITLE_HEAD.match(text)
    if match:
        name = match["name"].strip(_QUOTES)
        start = match.start() + match["name"].index(name)
        kind = _kind_in_title(match["rest"])
        shaped = is_shaped(name) or (" " not in name and _is_title_word(name))
        if shaped and len(name) > 1:
            yield Introduction(start, start + len(name), name, kind or "", "title-head", 0.85 if kind else 0.5, own=True)
        elif kind in (DATASET, MODEL) and name.istitle() and len(name.split()) <= 3:
            yield Introduction(start, start + len(name), name, kind, "title-head", 0.5, own=True)


def _kind_in_title(rest: str) -> str | None:
    """Return the kind that the part of a title after the colon tells."""
    for clause in re.split(r"\s(?:for|via|with|using|to|through|by|in|on|from|towards?)\s", rest):
        kind = kind_of_phrase(clause)
        return kind
    return None


_OWN = r"\b(?:[Ww]e|[Tt]his (?:paper|work|article|study|report|technical report)|[Tt]he authors|(?:paper|work) we)\b"


def _verb_pattern() -> re.Pattern[str]:
    verbs = "|".join(map(re.escape, sorted(words("introduce", "verbs"), key=len, reverse=True)))
    return re.compile(rf"\b(?:{verbs})\b", re.IGNORECASE)


_VERB = _verb_pattern()
_DETERMINER = re.compile(r"(?:\s|:)+(?:(?:the|a|an|our|two|three|four|five|several|both|its|their|and|also|here|in this paper,?|a new|first|publicly|publicly release)\s+)*", re.IGNORECASE)
_NAME_AT = re.compile(rf"[{_QUOTES}]?(?P<name>{_NAME})[{_QUOTES}]?")
_SHORT_IN_BRACKETS = re.compile(rf"\s?\([{_QUOTES}]?(?P<short>{_TOKEN})[{_QUOTES}]?(?:,[^)]*)?\)")
_APPOSITION = re.compile(
    r"\s?(?:\([^)]{1,90}\))?\s?(?:,|:|—|–|-|\s--)\s*(?:which (?:is|are)\s|i\.e\.,?\s)?(?P<np>(?:a|an|the|our|one|two|another|its|novel|new|first)\b.{3,160})",
    re.IGNORECASE,
)
_NOUN_BEHIND = re.compile(r"\s(?P<np>[a-z][\w-]*(?:\s[a-z][\w-]*){0,4})")
_CALLED = re.compile(
    rf"\b(?P<np>(?:an?|the|our|this|new|novel|first|two|three|large)\s[^.;:()]{{3,110}}?)[,\s(]+(?:which we |that we |we )?(?:is |are )?(?:called|call|named|name|dubbed|dub|termed|term|namely|coined|denoted(?: as)?|refer(?:red)? to as)[\s:]+(?:the |as )?[{_QUOTES}]?(?P<name>{_NAME})"
)
_NP_COMMA_NAME = re.compile(
    rf"\b(?P<np>(?:a|an|our|two|three|new|novel|first)\s(?:[\w'/-]+\s){{0,7}}?(?P<noun>[a-z-]+s?)),?\s?[,:(—]\s?[{_QUOTES}]?(?P<name>{_NAME})[{_QUOTES}]?\s?(?P<after>[,.)(:;—]|\b(?:that|which|to|for|and|with|using|by|on|in|is|are)\b)"
)
_NAME_IS = re.compile(rf"(?P<name>{_NAME})(?:\s\([^)]{{1,80}}\))?,?\s(?:is|are|is proposed as|serves as)\s(?P<np>(?:a|an|the first|the largest|our)\s.{{3,160}})")
_PASSIVE = re.compile(
    rf"\b(?:a|an|the)\s(?P<np>[^.;,]{{0,80}}?)\(?(?P<name>{_TOKEN})\)?\s?(?P<np2>[a-z][\w-]*(?:\s[a-z][\w-]*){{0,2}})?\s(?:is|are)\s(?:introduced|proposed|presented|released|developed|constructed|created)\b"
)


def _abstract_rules(text: str) -> Iterator[Introduction]:
    yield from _verb_object(text)
    yield from _called(text)
    yield from _definitions(text)
    yield from _passives(text)


def _verb_object(text: str) -> Iterator[Introduction]:
    """"We introduce X, a benchmark …", "we release the X dataset", "we present Long Form (LF), a model"."""
    for own in re.finditer(_OWN, text):
        clause_end = _clause_end(text, own.end())
        for verb in _VERB.finditer(text, own.end(), clause_end):
            determiner = _DETERMINER.match(text, verb.end())
            at = determiner.end() if determiner else verb.end() + 1
            yield from _object(text, at, "introduced")
            break_at = re.compile(r"\b(?:and|then|also)\b").search(text, verb.end(), clause_end)
            if not break_at:
                break


def _object(text: str, at: int, rule: str) -> Iterator[Introduction]:
    """Yield the name that starts at a position, if its surroundings tell its kind."""
    match = _NAME_AT.match(text, at)
    if match and _is_name(match["name"]):
        yield from _with_long_form(text, _trim(match), rule)
        return
    # "a new dataset, X", "two datasets: X and Y", "Long Form Name (LFN), a …"
    np = re.compile(rf"(?P<np>[^.;:()—]{{3,120}}?)(?P<mark>\s?\(|:\s|,\s|\s?—\s?|\s(?={_TOKEN}\s?[,.(:]))[{_QUOTES}]?(?P<name>{_NAME})[{_QUOTES}]?").match(text, at)
    while np:
        if _is_name(np["name"]) and (is_shaped(np["name"]) or np["mark"].strip() in (":", ",")):
            kind = kind_of_phrase(np["np"])
            behind = _kind_behind(text, np.end() + 1) if np["mark"].strip() == "(" else None
            start, end, name = _trim(np)
            kind = behind or kind
            if kind:
                yield Introduction(start, end, name, kind, rule, 0.9, own=True)
                yield from _list_after(text, end, kind, rule)
            return
        break


def _with_long_form(text: str, found: tuple[int, int, str], rule: str) -> Iterator[Introduction]:
    start, end, name = found
    short = _SHORT_IN_BRACKETS.match(text, end)
    after = short.end() if short else end
    kind = _kind_apposed(text, after) or _kind_behind(text, after) or _kind_in_name(name)
    if kind is None:
        return
    yield Introduction(start, end, name, kind, rule, 0.92, own=True)
    if short and is_shaped(short["short"]):
        yield Introduction(short.start("short"), short.end("short"), short["short"], kind, rule, 0.92, own=True)
    yield from _list_after(text, end, kind, rule)


def _list_after(text: str, end: int, kind: str, rule: str) -> Iterator[Introduction]:
    """Yield the other names of "two datasets: X, Y and Z"."""
    pattern = re.compile(rf"(?:\s?\([^)]*\))?\s?(?:,\s?and|,|and|&)\s(?:the\s)?[{_QUOTES}]?(?P<name>{_NAME})")
    while match := pattern.match(text, end):
        start, stop, name = _trim(match)
        if not is_shaped(name) or _kind_apposed(text, stop) not in (None, kind):
            return
        yield Introduction(start, stop, name, kind, rule, 0.8, own=True)
        end = stop


def _called(text: str) -> Iterator[Introduction]:
    for match in _CALLED.finditer(text):
        start, end, name = _trim(match)
        kind = kind_of_phrase(_last_phrase(match["np"]))
        if kind and _is_name(name):
            yield Introduction(start, end, name, kind, "called", 0.9, own=_is_own(text, match.start()))
            short = _SHORT_IN_BRACKETS.match(text, end)
            if short and is_shaped(short["short"]):
                yield Introduction(short.start("short"), short.end("short"), short["short"], kind, "called", 0.9, own=_is_own(text, match.start()))


def _definitions(text: str) -> Iterator[Introduction]:
    """"X is a benchmark": tells the kind, not who introduced it."""
    for match in _NAME_IS.finditer(text):
        start, end, name = _trim(match)
        kind = kind_of_phrase(match["np"])
        if kind and is_shaped(name):
            yield Introduction(start, end, name, kind, "defined", 0.8, own=False)
    for match in _NP_COMMA_NAME.finditer(text):
        start, end, name = _trim(match)
        kind = kind_of_phrase(match["np"])
        if kind and is_shaped(name) and match["np"].lower().startswith(("our ", "a new", "a novel", "new ", "novel ", "two new")):
            yield Introduction(start, end, name, kind, "apposed", 0.85, own=True)


def _passives(text: str) -> Iterator[Introduction]:
    for match in _PASSIVE.finditer(text):
        start, end, name = _trim(match)
        kind = kind_of_phrase(match["np2"] or "") or kind_of_phrase(match["np"])
        if kind and is_shaped(name):
            yield Introduction(start, end, name, kind, "passive", 0.85, own=True)


def _kind_apposed(text: str, at: int) -> str | None:
    match = _APPOSITION.match(text, at)
    return kind_of_phrase(match["np"]) if match else None


def _kind_behind(text: str, at: int) -> str | None:
    """Return the kind of "the X dataset", "X (LF), …"."""
    match = _NOUN_BEHIND.match(text, at)
    return kind_of_phrase(match["np"]) if match else None


def _kind_in_name(name: str) -> str | None:
    """Return the kind that a name's own last word tells ("Standardized Project Gutenberg Corpus")."""
    last = name.split()[-1].lower()
    if " " not in name:
        return DATASET if re.search(r"[a-z](?:Bench|QA|Corpus|Set|Eval)$|-Bench$|[Bb]ench$", name) else None
    return next((kind for kind in (DATASET, MODEL, OTHER) if last in words("heads", kind)), None)


def _is_own(text: str, at: int) -> bool:
    """Whether the clause before a position says that the authors made it."""
    clause = re.split(r"(?<=[.;])\s", text[max(0, at - 300) : at])[-1] + text[at : at + 20]
    return bool(re.search(_OWN, clause) or re.search(r"\b(?:our|is proposed|are proposed)\b", clause))


def _is_name(name: str) -> bool:
    return is_shaped(name) or (len(name) > 2 and name[0].isupper() and name.lower() not in _common())


def _common() -> frozenset[str]:
    return frozenset(w for kind in (DATASET, MODEL, OTHER) for w in language()["heads"][kind])


def _trim(match: re.Match[str]) -> tuple[int, int, str]:
    """Return the span and text of a name without the punctuation and the words glued to it."""
    name = match["name"]
    start = match.start("name")
    stripped = name.rstrip(".,;:'’/*")
    words_ = stripped.split()
    while len(words_) > 1 and words_[-1].lower() in _common():
        words_.pop()
    # Only blanks of one character stand between the words, so lengths add up.
    stripped = " ".join(words_)
    return start, start + len(stripped), stripped


def _last_phrase(text: str) -> str:
    """Return the noun phrase nearest the end of a text."""
    pieces = re.split(r"\b(?:a|an|our|the|two|three)\s", text)
    return pieces[-1] or text


def _clause_end(text: str, start: int) -> int:
    match = re.compile(r"[.;](?:\s|$)").search(text, start)
    return match.start() if match else len(text)
