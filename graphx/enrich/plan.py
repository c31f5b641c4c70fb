"""What a run would ask, before anything is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

from graphx.enrich.run import Source
from graphx.enrich.work import Provider, Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedCalls:
    """What would be asked of one provider.

    Parameters
    ----------
    provider
        Its name.
    least, most
        Calls: if all goes well, and if every way to find each paper has to be tried.
    seconds
        How long the most would take at the polite pace.
    cached
        Answers that are there from earlier runs.
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


def plan_calls(source: Source, subjects: Sequence[Subject], *, keyed: bool) -> PlannedCalls:
    """Count the calls that asking a provider about subjects would need."""
    provider = source.provider
    now: Counter[str] = Counter()
    then: Counter[str] = Counter()
    most: Counter[str] = Counter()
    cached = 0
    for subject in subjects:
        wanted = [ask for ask in provider.wants(subject) if not (subject.barred and ask.kind == "match")]
        kept = [answer for ask in wanted if (answer := source.kept(ask)) and not answer.old]
        if kept and not source.refresh:
            cached += 1
            continue
        could = list(provider.wants(_known(subject)))
        now.update({wanted[0].kind} if wanted else set())
        first = wanted if subject.ids else could
        then.update({first[0].kind} if wanted and first else set())
        most.update({ask.kind for ask in wanted} | {ask.kind for ask in could})
    pace = provider.keyed_pace if keyed else provider.pace
    calls = _calls(provider, most)
    return PlannedCalls(
        provider=provider.name,
        least=min(_calls(provider, now), _calls(provider, then)),
        most=calls,
        seconds=calls * pace,
        cached=cached,
        keyed=keyed,
        sent=provider.sent,
    )


def _known(subject: Subject) -> Subject:
    """Return a subject as if its identifiers had been found."""
    return replace(subject, ids={"arxiv": "0000.00000", "doi": "10.0/0", "s2": "0"} | subject.ids)


def _calls(provider: Provider, kinds: Counter[str]) -> int:
    return sum(ceil(number / provider.size(kind)) for kind, number in kinds.items())
