"""What a run would ask, before anything is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil

from graphx.enrich.run import Course, ask_about
from graphx.enrich.source import Source
from graphx.enrich.work import Ask, Provider, Subject

_IDS = {"arxiv": "0000.00000", "doi": "10.0/0"}
_GUESSES: tuple[dict[str, str], ...] = ({}, {"arxiv": _IDS["arxiv"]}, {"doi": _IDS["doi"]}, _IDS)
"""What may be learnt of a paper by whoever is asked before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedCalls:
    """What would be asked of one provider.

    Parameters
    ----------
    provider
        Its name.
    least, most
        Calls: if all goes well, and if every way to find each paper has to be tried. On top of these come
        calls for what is left out of an answer or spoiled by a fault, long lists, and renamed repositories.
    seconds
        How long the most would take at the polite pace, and with what is given away in a time.
    cached
        Papers or repositories for which there is nothing to ask.
    keyed
        Whether a key was found.
    sent
        What leaves the machine.

    Examples
    --------
    >>> PlannedCalls(provider="arxiv", least=1, most=2, seconds=6.2, cached=0, keyed=False, sent="ids").most
    2
    """

    provider: str
    least: int
    most: int
    seconds: float
    cached: int
    keyed: bool
    sent: str


def plan_calls(
    source: Source, subjects: Sequence[Subject], *, keyed: bool, size: int, pending: set[str]
) -> PlannedCalls:
    """Count the calls that asking a provider about subjects would need; they learn what kept answers tell.

    Parameters
    ----------
    source
        The provider, without a way to ask it.
    subjects
        The papers or repositories.
    keyed
        Whether there is a key.
    size
        How many subjects go together.
    pending
        Keys of the subjects that somebody is asked about before, who may tell identifiers; those that this
        provider is asked about are added.
    """
    provider = source.provider
    open_ = ask_about(source, subjects)[1]
    # Of those that there is nothing to ask about yet, others may tell an identifier.
    open_ |= {s.key for s in subjects if source.refresh or (s.key in pending and not provider.wants(s))}
    least: Counter[str] = Counter()
    most: Counter[str] = Counter()
    for start in range(0, len(subjects), size):
        few: Counter[str] = Counter()
        many: Counter[str] = Counter()
        for subject in subjects[start : start + size]:
            if subject.key in open_:
                guesses = list(_guesses(subject, told=subject.key in pending))
                few.update(kinds := _shortest(source, guesses))
                many.update(_every(source, guesses) | kinds.keys())
        least.update(_calls(provider, few))
        most.update(_calls(provider, many))
    pending |= open_
    pace = provider.keyed_pace if keyed else provider.pace
    return PlannedCalls(
        provider=provider.name,
        least=least.total(),
        most=most.total(),
        seconds=most.total() * pace + _waits(provider, most, keyed=keyed),
        cached=sum(subject.key not in open_ and bool(provider.wants(subject)) for subject in subjects),
        keyed=keyed,
        sent=provider.sent,
    )


def _shortest(source: Source, guesses: Sequence[Subject]) -> Counter[str]:
    """Return the asks by kind that are enough if each is answered, at the best guess of what is known."""
    ways = (Counter(ask.kind for ask in _chain(source, guess)) for guess in guesses)
    size = source.provider.size
    return min(ways, key=lambda kinds: sum(number / size(kind) for kind, number in kinds.items()))


def _every(source: Source, guesses: Sequence[Subject]) -> set[str]:
    """Return the kinds of asks that may be needed, whatever becomes known."""
    return {
        ask.kind for guess in guesses for ask in source.provider.wants(guess) if _is_open(source, guess, ask)
    }


def _guesses(subject: Subject, *, told: bool) -> Iterator[Subject]:
    for ids in _GUESSES if told and not subject.key.startswith("repo:") else ({},):
        yield replace(subject, ids={**ids, **subject.ids})


def _chain(source: Source, subject: Subject) -> Iterator[Ask]:
    """Yield what would be asked if every ask were answered."""
    subject, course = replace(subject, ids=dict(subject.ids)), Course()
    while (ask := course.next(source.provider, subject)) is not None:
        course.tried.add(ask)
        if _is_open(source, subject, ask):
            yield ask
        course.settled |= ask.kind in source.provider.settles
        if ask.kind == "match":
            subject.learn(["s2:0"])
        if ask.kind == "paper":
            course.more += source.provider.more(subject, ask, {"paperId": "0"})


def _is_open(source: Source, subject: Subject, ask: Ask) -> bool:
    if ask.kind == "match" and subject.barred:
        return False
    answer = source.kept(ask)
    return answer is None or answer.old or source.refresh


def _calls(provider: Provider, kinds: Mapping[str, int]) -> dict[str, int]:
    return {kind: ceil(number / provider.size(kind)) for kind, number in kinds.items()}


def _waits(provider: Provider, calls: Mapping[str, int], *, keyed: bool) -> float:
    """Return the seconds until the budget is there again, as often as it is spent."""
    budget = provider.budget
    if budget is None:
        return 0.0
    spent = sum(number * budget.cost.get(kind, 1.0) for kind, number in calls.items())
    return max(0, ceil(spent / (budget.keyed_units if keyed else budget.units)) - 1) * budget.seconds
