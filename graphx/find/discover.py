"""What a text introduces or explains: every possible name is asked what stands to its left and right."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import NamedTuple

from graphx.find.context import (
    INDEFINITE,
    ends_like_data,
    find_evidence,
    is_acceptable,
    is_loose_cue,
    is_made,
    is_new,
    is_short_for_class,
    kind_in_name,
    may_tell_kind,
    sized,
    sounds_like_task,
    without_noun,
)
from graphx.find.language import OTHER, kind_of_phrase
from graphx.find.names import Name, head_of_title, is_shaped, names
from graphx.find.own import is_own
from graphx.schema import DATASET, MODEL

_PLACE_AND_RULE = attrgetter("start", "end", "rule")


class Introduction(NamedTuple):
    """A name that a text brings up as its own, or whose context tells its kind.

    Parameters
    ----------
    start, end
        Its span in the normalised text.
    name
        The name.
    kind
        ``"dataset"``, ``"model"``, ``"other"`` for methods, frameworks and the like, or empty where
        nothing tells.
    rule
        The pattern that found it.
    strength
        How firmly the pattern tells the kind. It only orders patterns that disagree; how likely a mention is
        right was measured and stands in :mod:`graphx.find.confidence`.
    own
        Whether the paper introduces it.
    long
        The long form in front of it, where the name is a short form in brackets.
    """

    start: int
    end: int
    name: str
    kind: str
    rule: str
    strength: float
    own: bool
    long: str = ""


def introductions(
    text: str,
    *,
    title: bool = False,
    skip: Callable[[str], bool] = lambda _name: False,
) -> list[Introduction]:
    """Return what a text introduces or explains, methods included, in the order of the text.

    Parameters
    ----------
    text
        A normalised title or abstract.
    title
        Whether it is a title.
    skip
        Tells the names that need not be looked at: known to be none of ours.

    Examples
    --------
    >>> text = "We introduce LooGLE, a long-context benchmark, and train SaT, a model."
    >>> [(i.name, i.kind) for i in introductions(text)]
    [('LooGLE', 'dataset'), ('SaT', 'model')]
    >>> {(i.name, i.kind) for i in introductions("GENIUS: A Framework for Drafts", title=True)}
    {('GENIUS', 'other')}
    """
    told_of = list(_of_title(text, skip)) if title else []
    heads = {head.start for head in told_of}
    previous: Introduction | None = None
    for name in names(text, unshaped=not title):
        if " " in name.text:
            name = _without_acronyms(name, skip)  # noqa: PLW2901
        dull = (title and not name.shaped) or skip(name.text)  # every word of a title may have a capital
        if dull or ("-" in name.text and _is_compound(name.text, skip)):
            previous = None
            continue
        told = _told(text, name, previous)
        if title:
            # What stands behind the colon of a title is the head's already.
            told = [i for i in told if not i.rule.startswith("in-name") and i.start not in heads]
        told_of += told
        previous = told[-1] if told else None
    return sorted(dict.fromkeys(told_of), key=_PLACE_AND_RULE) if len(told_of) > 1 else told_of


def _without_acronyms(name: Name, skip: Callable[[str], bool]) -> Name:
    """Return a name of several words whose everyday acronyms tell nothing."""
    if name.shaped and not any(is_shaped(token) and not skip(token) for token in name.text.split()):
        name = name._replace(shaped=False)  # "Noisy NLP Datasets": its capitals are an everyday acronym's
    first, _, rest = name.text.partition(" ")
    if rest and name.text[-1] == "B" and skip(first) and sized(name):  # "our VLM FooNet-2B"
        name = name._replace(start=name.end - len(rest), text=rest)
    return name


def _is_compound(name: str, skip: Callable[[str], bool]) -> bool:
    """Whether a name is everyday words and acronyms joined by hyphens: "RGB-Event", "LLM-Judge"."""
    parts = name.split("-")
    return (
        len(parts) > 1
        and any(skip(p) for p in parts)
        and all(skip(p) or _is_everyday(p) or p[:1].isdigit() for p in parts)
    )


def _is_everyday(part: str) -> bool:
    """Whether a part of a name is written as words are; one letter is none: "Grid R-CNN"."""
    return part.islower() or (part.istitle() and all(len(word) > 1 for word in part.split()))


def _of_title(text: str, skip: Callable[[str], bool]) -> Iterator[Introduction]:
    """Match “X: A Benchmark for …”: what stands before the colon is the paper's own."""
    head = head_of_title(text)
    if not head:
        return
    name, rest = head
    if not name.shaped and " " in name.text and sounds_like_task(name.text):
        return  # "Socratic Question Generation: A Novel Dataset"
    if name.shaped and name.text.count(" ") > 1 and name.text.split()[0].endswith("ing"):
        return  # "Bridging Neural ODE and ResNet: …" says what is done
    if pair := _PAIR.fullmatch(name.text):
        for part in pair.groups():
            at = name.start + name.text.index(part)
            told = kind_in_name(Name(at, at + len(part), part, shaped=True))
            yield Introduction(at, at + len(part), part, told[0] if told else "", "title-head", 0.6, own=True)
        return
    # The head noun stands before the first preposition; later nouns belong to what it is for.
    kind = _kind_in_title(name.text, rest)
    single = " " not in name.text
    if not single and not any(is_shaped(token) and not skip(token) for token in name.text.split()):
        name = name._replace(shaped=False)
    strength = (0.86 if name.shaped or single else 0.6) if kind else 0.4
    yield Introduction(name.start, name.end, name.text, kind or "", "title-head", strength, own=True)


_PAIR = re.compile(r"((?=\S*[a-z][A-Z]|\S*\d|[A-Z]{3})\S+) (?:and|&) ((?=\S*[a-z][A-Z]|\S*\d|[A-Z]{3})\S+)")
"""Two names that head a title: "IndoLEM and IndoBERT: …"."""

_BASED = re.compile(r"[-\s]based\s[A-Z]")

_DATA = ("Corpus", "Dataset", "Treebank", "Benchmark", "Database", "Wordnet", "WordNet")
_PLURAL_START = re.compile(
    r"(?:[\w/-]+\s){0,4}?(?:[Mm]odels|[Dd]atasets|[Bb]enchmarks|[Cc]orpora|[Nn]etworks)\b"
)
_GERUND = re.compile(r"[A-Z][a-z]+ing\b")


def _kind_in_title(name: str, rest: str) -> str | None:
    """Return the kind that a title tells: "X: A Benchmark for …", or a name that says it itself."""
    if " " in name and name.rsplit(maxsplit=1)[-1] in _DATA:
        return DATASET
    if ends_like_data(name):
        # "DnA-Eval: A Framework for …" evaluates and is no data.
        return OTHER if name.endswith("Eval") and kind_of_phrase(rest.lower()) == OTHER else DATASET
    # "X: Evaluating Reward Models", "X: Language Models with …" speak of models, and X is none of them.
    if _GERUND.match(rest) or (_PLURAL_START.match(rest) and kind_of_phrase(rest.lower()) != OTHER):
        return None
    # In lower case, so that an unknown noun behind "Model" ("Model Selection") counts as the head.
    return kind_of_phrase(rest.lower())


_BRACKET = re.compile(r"[\"'”’]?\s?\(\s?[\"'“‘]?(?P<short>[^\W_][\w+.-]{1,30})[\"'”’]?\s?(?:,[^)]{0,40})?\)")
_LAST_OF_LIST = re.compile(r"(?:\band|&)\s(?:the\s)?[\"'“]?$")
_LISTED = re.compile(r"\s?(?:\([^()]{0,80}\))?\s?(?:,\s?and|,|and|&)\s(?:the\s)?[\"'“]?")


def _told(text: str, name: Name, previous: Introduction | None) -> list[Introduction]:
    """Return what the words around a name tell; also of the short form in brackets behind it."""
    left = text[max(0, name.start - 160) : name.start]
    right = text[name.end : name.end + 200]
    bracket = _BRACKET.match(right) if "(" in right[:3] else None
    behind = right[bracket.end() :] if bracket else right
    listed = previous if previous and _is_listed_behind(text, name, previous) else None
    # More tells the kind of the authors' own names, but if nothing does, nobody need ask whose it is.
    evidence = find_evidence(name, left, behind, own=True)
    if not (evidence or listed or may_tell_kind(name)):
        return []
    own = is_own(left) or is_new(left) or is_made(behind)
    if not (own or name.shaped):
        evidence = find_evidence(name, left, behind, own=False)
    if listed:
        evidence = evidence or (listed.kind, "listed", min(listed.strength, 0.85))
        own = own or listed.own
    if evidence is None and own and not (INDEFINITE.search(left) and " " in name.text and not bracket):
        evidence = kind_in_name(name)
    evidence = evidence or sized(name)
    if evidence is None:
        return []
    kind, rule, strength = evidence
    if kind == DATASET and rule == "cue" and is_loose_cue(name, left, behind, own=own):
        return []
    # "A model named Deep Forest based Redundancy": the name goes on.
    if not is_acceptable(name, rule, own=own) or (rule in ("called", "named") and _BASED.match(right)):
        return []
    if kind == MODEL and not own and rule in ("named", "bracketed") and is_short_for_class(name, left):
        rule = "short-form"
    text_, end = without_noun(name)
    rule = f"{rule}-own" if own else rule
    if bracket and is_shaped(bracket["short"]):
        at = name.end + bracket.start("short")
        short = bracket["short"]
        return [Introduction(at, at + len(short), short, kind, rule, strength, own, long=name.text)]
    return [Introduction(name.start, end, text_, kind, rule, strength, own)]


def _is_listed_behind(text: str, name: Name, previous: Introduction) -> bool:
    """Whether a name stands in a list right behind another that the text introduces or explains."""
    listed = _LISTED.fullmatch(text, previous.end + bool(previous.long), name.start)
    if not listed or previous.rule == "cue":
        return False
    # Behind the last of a list a comma starts a clause: "on A and B, X improves".
    return (
        "and" in listed[0]
        or "&" in listed[0]
        or not _LAST_OF_LIST.search(text, max(0, previous.start - 12), previous.start)
    )
