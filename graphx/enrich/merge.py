"""From what providers told to the facts of a map: fields, citations within it, papers just outside it."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence

from graphx.enrich.match import normalise
from graphx.enrich.run import Told
from graphx.enrich.work import Reference, Subject
from graphx.facts import (
    ABSTRACT,
    AMBIGUOUS,
    AUTHORS,
    CITES,
    DATE,
    ID,
    MATCH,
    OUTSIDE,
    TITLE,
    VENUE,
    YEAR,
    Fact,
)

_TITLE_WORDS = 5


def facts_of(subjects: Sequence[Subject], told: Iterable[Told], *, around: int = 0) -> list[Fact]:
    """Return facts, sorted, each once.

    Parameters
    ----------
    subjects
        The papers and repositories, with the identifiers they have learnt.
    told
        What providers told.
    around
        Add papers outside the map that at least so many papers in it cite; none when 0.
    """
    told = list(told)
    by_key = {subject.key: subject for subject in subjects}
    map_ = _Map(subjects)
    facts: set[Fact] = set()
    outside: dict[str, dict[str, tuple[Told, Reference]]] = defaultdict(dict)
    for one in told:
        if not one.sure:
            facts |= _candidate(one)
            continue
        facts |= _fields(one, by_key[one.subject])
        for reference in one.record.cites:
            key, how = map_.find(reference)
            if key and key != one.subject:
                facts.add(_fact(one, CITES, key, how))
            elif not key and reference.title and reference.ids:
                outside[reference.ids[0]].setdefault(one.subject, (one, reference))
    if around:
        for identifier, citing in sorted(outside.items()):
            if len(citing) >= around:
                facts |= _neighbour(identifier, citing)
    return sorted(facts)


class _Map:
    """Finds the paper of the map that a reference means, by identifier, else by a telling title."""

    def __init__(self, subjects: Sequence[Subject]) -> None:
        self._ids: dict[str, str] = {}
        titles: dict[str, list[Subject]] = defaultdict(list)
        for subject in sorted(subjects, key=lambda s: s.key, reverse=True):
            if subject.key.startswith("paper:"):
                self._ids |= {f"{scheme}:{value}": subject.key for scheme, value in subject.ids.items()}
                titles[normalise(subject.title)].append(subject)
        self._titles = {title: found[0] for title, found in titles.items() if len(found) == 1}

    def find(self, reference: Reference) -> tuple[str, str]:
        """Return the key of the paper, or nothing, and how it was found."""
        for identifier in reference.ids:
            if identifier in self._ids:
                return self._ids[identifier], identifier
        title = normalise(reference.title)
        subject = self._titles.get(title)
        if subject is None or len(title.split()) < _TITLE_WORDS:
            return "", ""
        if subject.year and reference.year and abs(subject.year - reference.year) > 2:
            return "", ""
        schemes = dict(i.split(":", 1) for i in reference.ids)
        if any(
            subject.ids.get(scheme, value) != value for scheme, value in schemes.items() if scheme != "s2"
        ):
            return "", ""
        return subject.key, f"title “{reference.title[:200]}”"


def _fields(one: Told, subject: Subject) -> set[Fact]:
    record = one.record
    pairs = [(ID, identifier) for identifier in record.ids]
    pairs += [(YEAR, str(record.year or "")), (DATE, record.date), (VENUE, record.venue)]
    pairs += [(AUTHORS, json.dumps(record.authors, ensure_ascii=False) if record.authors else "")]
    if not subject.abstract:  # the input's own is never replaced
        pairs += [(ABSTRACT, record.abstract)]
    found = {_fact(one, field, value, _asked(one)) for field, value in pairs if value}
    found |= {_fact(one, field, value, detail) for field, value, detail in record.notes if value}
    if one.verdict and record.ids:
        found.add(_fact(one, MATCH, record.ids[0], _judged(one)))
    return found


def _candidate(one: Told) -> set[Fact]:
    return {_fact(one, AMBIGUOUS, one.record.ids[0], _judged(one))} if one.record.ids else set()


def _neighbour(identifier: str, citing: dict[str, tuple[Told, Reference]]) -> set[Fact]:
    key = f"paper:{identifier}"
    first, reference = citing[min(citing)]
    facts = {_fact(one, CITES, key, identifier) for one, _ in citing.values()}
    pairs = [(OUTSIDE, str(len(citing))), (TITLE, reference.title), (YEAR, str(reference.year or ""))]
    pairs += [(ID, one) for one in reference.ids]
    detail = "cited by papers of the map"
    return facts | {
        Fact(
            subject=key,
            field=field,
            value=value,
            provider=first.provider,
            detail=detail,
            fetched=_time(first.fetched),
        )
        for field, value in pairs
        if value
    }


def _fact(one: Told, field: str, value: str, detail: str) -> Fact:
    detail += " (an old answer)" if one.old else ""
    return Fact(
        subject=one.subject,
        field=field,
        value=value,
        provider=one.provider,
        detail=detail,
        fetched=_time(one.fetched),
    )


def _asked(one: Told) -> str:
    return f"asked for {one.ask.kind} {one.ask.value}"[:300]


def _judged(one: Told) -> str:
    assert one.verdict is not None
    near = ", near" if one.verdict.rule == 3 else ""
    return (
        f"rule {one.verdict.rule}{near}, ratio {one.verdict.ratio:.3f}: asked “{one.ask.value[:200]}”, "
        f"told “{one.record.title[:200]}”"
    )


def _time(seconds: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))
