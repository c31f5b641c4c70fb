"""From what providers told to the facts of a map: fields, citations within it, papers just outside it."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from graphx.enrich.match import normalise
from graphx.enrich.run import Told
from graphx.enrich.work import Reference, Subject
from graphx.facts import (
    ABSTRACT,
    AMBIGUOUS,
    AUTHORS,
    CITED,
    CITES,
    CITING,
    DATE,
    ID,
    MATCH,
    PROVIDERS,
    TITLE,
    VENUE,
    YEAR,
    Fact,
)
from graphx.ids import paper_key

_TITLE_WORDS = 5
Aside = tuple[Told, Reference]
"""A work that is not in the map, and who told that a paper of it cites or is cited by it."""


def facts_of(
    subjects: Sequence[Subject], told: Iterable[Told], *, around: int = 0, citing: int = 0
) -> list[Fact]:
    """Return facts, sorted, each once.

    Parameters
    ----------
    subjects
        The papers and repositories, with the identifiers they have learnt.
    told
        What providers told.
    around, citing
        Add papers outside the map that at least so many papers in it cite, or that cite so many; none when 0.
    """
    by_key = {subject.key: subject for subject in subjects}
    map_ = _Map(subjects)
    facts: dict[tuple[str, str, str, str], Fact] = {}
    cited_ones: list[Aside] = []
    citing_ones: list[Aside] = []
    for one in told:
        found = _fields(one, by_key[one.subject]) if one.sure else _candidate(one)
        for reference in one.record.cites if one.sure else ():
            key, how = map_.find(reference)
            if key and key != one.subject:
                found.add(_fact(one, CITES, key, how))
            elif not key:
                cited_ones.append((one, reference))
        for reference in one.record.cited_by if one.sure else ():
            key, how = map_.find(reference)
            if key and key != one.subject:
                found.add(replace(_fact(one, CITES, one.subject, how), subject=key))
            elif not key:
                citing_ones.append((one, reference))
        # What is told twice is told as it was last, in the order of asking, whenever that came.
        facts |= {(f.subject, f.field, f.value, f.provider): f for f in sorted(found)}
    around_it = _neighbours(CITED, cited_ones, around) if around else set()
    around_it |= _neighbours(CITING, citing_ones, citing) if citing else set()
    return sorted({*facts.values(), *around_it})


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


def _neighbours(field: str, asides: Iterable[Aside], least: int) -> set[Fact]:
    """Return facts about the works outside the map that enough of its papers cite, or that cite enough."""
    facts: set[Fact] = set()
    for group in _works(asides):
        papers = {one.subject for one, _ in group}
        titled = sorted((PROVIDERS.index(one.provider), r.title, one.subject) for one, r in group if r.title)
        if len(papers) < least or not titled:
            continue
        ids = sorted({identifier for _, reference in group for identifier in reference.ids})
        key = paper_key(ids, titled[0][1])
        first = min((one for one, _ in group), key=lambda one: (PROVIDERS.index(one.provider), one.subject))
        facts.add(replace(_fact(first, field, str(len(papers)), "papers of the map"), subject=key))
        for one, reference in group:
            ends = (one.subject, key) if field == CITED else (key, one.subject)
            facts.add(replace(_fact(one, CITES, ends[1], reference.ids[0]), subject=ends[0]))
            about = [(TITLE, reference.title), (YEAR, str(reference.year or ""))]
            about += [(ID, identifier) for identifier in reference.ids]
            facts |= {
                replace(_fact(one, name, value, f"{field} by papers of the map"), subject=key)
                for name, value in about
                if value
            }
    return facts


def _works(asides: Iterable[Aside]) -> list[list[Aside]]:
    """Group what is told of works by the works: what shares an identifier is one."""
    above: dict[str, str] = {}

    def root(identifier: str) -> str:
        above.setdefault(identifier, identifier)
        while above[identifier] != identifier:
            above[identifier] = above[above[identifier]]
            identifier = above[identifier]
        return identifier

    named = [aside for aside in asides if aside[1].ids]
    for _, reference in named:
        first = root(reference.ids[0])
        for other in reference.ids[1:]:
            above[root(other)] = first
    groups: dict[str, list[Aside]] = defaultdict(list)
    for aside in named:
        groups[root(aside[1].ids[0])].append(aside)
    return list(groups.values())


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
