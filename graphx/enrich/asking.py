"""All providers asked in one run: one cache, one limit, each at its own pace."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from os import PathLike

from graphx.enrich.cache import Answers
from graphx.enrich.fetch import Allowance, Fetcher
from graphx.enrich.lanes import Lane, Nap, run_lanes
from graphx.enrich.pace import Pace
from graphx.enrich.report import ProviderReport
from graphx.enrich.run import Told
from graphx.enrich.source import Source
from graphx.enrich.work import Provider, Subject
from graphx.errors import OptionError
from graphx.facts import LABELS
from graphx.model import Progress

Notify = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Ways:
    """How to ask; in the words of :func:`graphx.enrich_map`."""

    offline: bool
    refresh: bool
    limit: int | None
    email: str
    cache_dir: str | PathLike[str] | None
    progress: Progress
    notify: Notify
    clock: Callable[[], float]
    sleep: Callable[[float], None]
    timeouts: tuple[float, float]
    environment: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What came of asking.

    Parameters
    ----------
    reports
        One a provider.
    told
        What the providers told, in the order of asking.
    missed
        Provider and subject of what could not be asked this time.
    """

    reports: tuple[ProviderReport, ...]
    told: list[Told]
    missed: set[tuple[str, str]]


def ask_all(picked: Sequence[Provider], subjects: Sequence[Subject], ways: Ways) -> Asked:
    """Ask providers about papers and repositories.

    Parameters
    ----------
    picked
        The providers, in the order in which later ones learn from earlier ones.
    subjects
        What to ask about.
    ways
        How.

    Raises
    ------
    OptionError
        A key, address or e-mail that can be none; told before anything is asked.
    """
    nap, progress = Nap(ways.sleep), _one_at_a_time(ways.progress)
    with _opened(ways, _once(ways.notify), nap) as (answers, pace), ExitStack() as closing:
        fetchers = _fetchers(picked, ways, pace, nap)
        for fetcher in fetchers:
            closing.callback(fetcher.close)
        sources = [
            Source(
                provider=provider,
                fetcher=None if ways.offline else fetcher,
                answers=answers,
                report=ProviderReport(provider=provider.name),
                clock=ways.clock,
                refresh=ways.refresh,
            )
            for provider, fetcher in zip(picked, fetchers, strict=True)
        ]
        lanes = _lanes(sources, subjects, progress)
        # With a limit of calls it counts who comes first.
        run_lanes(lanes, nap, together=not ways.offline and ways.limit is None)
    finished = (_finished(*pair, offline=ways.offline) for pair in zip(sources, fetchers, strict=True))
    return Asked(
        reports=tuple(finished),
        told=[one for lane in lanes for one in lane.told],
        missed={(lane.source.provider.name, key) for lane in lanes for key in lane.failed},
    )


def those_for(provider: Provider, subjects: Iterable[Subject]) -> list[Subject]:
    """Return what a provider is asked about: papers, or repositories."""
    return [s for s in subjects if s.key.startswith("repo:") == provider.repos]


def _fetchers(picked: Iterable[Provider], ways: Ways, pace: Pace, nap: Nap) -> list[Fetcher]:
    # All of them first: a bad key or address ends the run before anything is asked.
    email, allowance = _email(ways.email, ways.environment), Allowance(left=ways.limit)
    return [
        Fetcher(
            provider,
            pace,
            email=email,
            clock=ways.clock,
            sleep=nap,
            timeouts=ways.timeouts,
            environment=ways.environment,
            allowance=allowance,
        )
        for provider in picked
    ]


def _finished(source: Source, fetcher: Fetcher, *, offline: bool) -> ProviderReport:
    report = source.report
    report.asked, report.budget = fetcher.calls, fetcher.budget
    if not offline:
        report.stopped = fetcher.stopped or report.stopped
    return report


def _lanes(sources: Iterable[Source], subjects: Sequence[Subject], progress: Progress) -> list[Lane]:
    """Return a lane for each source: after those that tell identifiers come all others side by side."""
    lanes: list[Lane] = []
    last: Lane | None = None
    for source in sources:
        provider = source.provider
        lane = Lane(
            source=source,
            subjects=those_for(provider, subjects),
            after=None if provider.repos else last,
            progress=partial(progress, LABELS[provider.name]),
        )
        last = last if provider.repos or provider.leaf else lane
        lanes.append(lane)
    return lanes


def _email(email: str, environment: Mapping[str, str]) -> str:
    email = email or environment.get("GRAPHX_EMAIL", "")
    if email and (not email.isascii() or not email.isprintable() or " " in email or email.count("@") != 1):
        raise OptionError(f"{email!r} is no e-mail address; correct it or leave it out")
    return email


@contextmanager
def _opened(ways: Ways, notify: Notify, nap: Nap) -> Iterator[tuple[Answers, Pace]]:
    answers = Answers(ways.cache_dir, notify)
    there = answers.folder if answers.folder is not None and answers.folder.is_dir() else None
    pace = Pace(there, clock=ways.clock, sleep=nap, notify=notify)
    try:
        yield answers, pace
    finally:
        answers.close()
        pace.done()


def _one_at_a_time(progress: Progress) -> Progress:
    lock = threading.Lock()

    def tell(step: str, done: int, total: int | None) -> None:
        with lock:
            progress(step, done, total)

    return tell


def _once(notify: Notify) -> Notify:
    """Return a notify that says each thing once."""
    said: set[str] = set()
    lock = threading.Lock()

    def tell(message: str) -> None:
        with lock:
            if message not in said:
                said.add(message)
                notify(message)

    return tell
