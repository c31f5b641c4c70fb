"""One provider asked about some papers until there is nothing left to ask."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from graphx.enrich.fetch import FOUND, LATER, REFUSED_OUTCOME
from graphx.enrich.match import Verdict, choose
from graphx.enrich.source import Answer, Source
from graphx.enrich.work import Ask, Provider, Record, Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A record about a subject, with how it was matched where it was found by title."""

    subject: str
    provider: str
    ask: Ask
    record: Record
    fetched: float
    old: bool = False
    verdict: Verdict | None = None
    sure: bool = True


@dataclass(slots=True, kw_only=True)
class Course:
    """How far the asking about one subject has come: what was asked, what of an answer is left to ask for."""

    tried: set[Ask] = field(default_factory=set)
    more: list[Ask] = field(default_factory=list)
    settled: bool = False

    def next(self, provider: Provider, subject: Subject) -> Ask | None:
        """Return what to ask next, or None: the rest of what came first, then another way to find it."""
        for ask in self.more:
            if ask not in self.tried:
                return ask
        if not self.settled:
            for ask in provider.wants(subject):
                if ask not in self.tried and not (ask.kind == "match" and subject.barred):
                    return ask
        return None


def ask_about(
    source: Source, subjects: Sequence[Subject], progress: Callable[[int], None] = lambda _done: None
) -> tuple[list[Told], set[str]]:
    """Ask a provider about subjects until there is nothing left to ask.

    Subjects learn the identifiers that come back.

    Returns
    -------
    told : list of Told
        What was found; candidates of which none is sure are marked.
    failed : set of str
        Keys of the subjects for which an answer is still to come, or was refused.
    """
    provider, report = source.provider, source.report
    courses: dict[str, Course] = {subject.key: Course() for subject in subjects}
    failed: set[str] = set()
    told: list[Told] = []
    found: set[str] = set()
    unsure: set[str] = set()
    done = 0
    while wave := _wave(provider, subjects, courses):
        for ask, answer in source.look(list(wave)):
            for subject in wave[ask]:
                course = courses[subject.key]
                course.tried.add(ask)
                if answer.outcome in (LATER, REFUSED_OUTCOME):
                    course.settled = True
                    course.more = []
                    failed.add(subject.key)
                else:
                    records = _read(provider, ask, answer, subject)
                    told += records
                    course.more += provider.more(subject, ask, answer.piece)
                    if answer.outcome == FOUND and any(one.sure for one in records):
                        found.add(subject.key)
                        course.settled |= ask.kind in provider.settles
                    elif any(not one.sure for one in records):
                        unsure.add(subject.key)
                if course.next(provider, subject) is None:
                    done += 1
                    progress(done)
    asked = {key for key, course in courses.items() if course.tried}
    report.found += len(found)
    report.ambiguous += len(unsure - found)
    report.not_found += len(asked - found - unsure - failed)
    progress(len(subjects))
    return told, failed


def _wave(
    provider: Provider, subjects: Sequence[Subject], courses: dict[str, Course]
) -> dict[Ask, list[Subject]]:
    """Return the next ask of each subject that has one."""
    wave: dict[Ask, list[Subject]] = defaultdict(list)
    for subject in subjects:
        ask = courses[subject.key].next(provider, subject)
        if ask is not None:
            wave[ask].append(subject)
    return wave


def _read(provider: Provider, ask: Ask, answer: Answer, subject: Subject) -> list[Told]:
    """Return what an answer tells about a subject."""
    if answer.piece is None and not provider.repos:
        return []
    try:
        records = provider.record(ask, answer.piece)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return []  # a piece from a cache that somebody wrote into
    told = partial(
        Told, subject=subject.key, provider=provider.name, ask=ask, fetched=answer.fetched, old=answer.old
    )
    if ask.kind != "match":
        for record in records:
            subject.learn(record.ids)
        return [told(record=record) for record in records]
    kept, sure = choose(subject, records)
    if sure:
        subject.learn(kept[0][0].ids)
    return [told(record=record, verdict=verdict, sure=sure) for record, verdict in kept]
