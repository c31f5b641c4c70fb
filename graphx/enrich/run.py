"""One provider asked about many papers: from the cache where it can be, in batches, again where need be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from graphx.enrich.cache import Answers
from graphx.enrich.fetch import FOUND, LATER, NOT_FOUND, REFUSED_OUTCOME, Fetcher
from graphx.enrich.match import Verdict, choose
from graphx.enrich.report import ProviderReport
from graphx.enrich.work import Ask, Piece, Provider, Record, Subject

DAY = 86400.0
_ABSENT_DAYS = 7.0
_EMPTY = 3
"""Empty answers to one ask that together mean "not found"; services under load give some for nothing."""
_FAILURES = 3
"""Calls in a row without an answer after which a provider is left alone for this run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of an ask; ``piece`` is None unless it was found, ``old`` tells of one past its time."""

    outcome: str
    piece: Piece = None
    fetched: float = 0.0
    old: bool = False


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
class Allowance:
    """How many calls are left in this run; None is any number."""

    left: int | None = None

    def take(self) -> bool:
        """Take one call; False where none is left."""
        if self.left is None:
            return True
        self.left -= 1
        return self.left >= 0


@dataclass(kw_only=True)
class Source:
    """Answers of one provider: from the cache, else from the network.

    Parameters
    ----------
    provider, fetcher
        Whom to ask and how; no fetcher is offline.
    answers
        The cache.
    report
        Where to count.
    clock
        Seconds since 1970.
    refresh
        Whether to ask even for what is fresh in the cache.
    allowance
        Calls left.
    """

    provider: Provider
    fetcher: Fetcher | None
    answers: Answers
    report: ProviderReport
    clock: Callable[[], float]
    refresh: bool = False
    allowance: Allowance = field(default_factory=Allowance)
    _reached: bool = False
    _failures: int = 0
    _refusals: int = 0
    _old: dict[Ask, Answer] = field(default_factory=dict)

    def look(self, asks: Sequence[Ask]) -> Iterator[tuple[Ask, Answer]]:
        """Yield an answer for each ask, those of the cache first."""
        pending: dict[str, list[Ask]] = defaultdict(list)
        for ask in asks:
            answer = self.kept(ask)
            if answer is not None and not answer.old and not (self.refresh and self.fetcher):
                self.report.cached += 1
                yield ask, answer
                continue
            if answer is not None:
                self._old[ask] = answer
            pending[ask.kind].append(ask)
        for kind, group in pending.items():
            size = self.provider.size(kind)
            for start in range(0, len(group), size):
                yield from self._fetch(group[start : start + size])

    def kept(self, ask: Ask) -> Answer | None:
        """Return the answer in the cache; marked old when it is past its time."""
        entry = self.answers.get(self._key(ask))
        if entry is None:
            return None
        fetched, piece = entry
        days = self.provider.fresh if piece is not None else min(_ABSENT_DAYS, self.provider.fresh)
        # An answer of the future tells of a clock that was put back, which a day may be.
        old = not -DAY <= self.clock() - fetched < days * DAY
        outcome = NOT_FOUND if piece is None else FOUND
        return Answer(outcome=outcome, piece=piece, fetched=fetched, old=old)

    def _fetch(self, asks: Sequence[Ask], *, again: int = 0) -> Iterator[tuple[Ask, Answer]]:
        if self.fetcher is None or self.fetcher.stopped or not self.allowance.take():
            if self.fetcher is not None and not self.fetcher.stopped:
                self.report.stopped = "the limit of calls for this run is reached"
            yield from self._unanswered(asks)
            return
        result = self.fetcher.call(
            self.provider.request(asks), lambda body: dict(self.provider.parse(asks, body))
        )
        self._count(result.outcome, result.message, single=len(asks) == 1)
        if result.outcome == FOUND:
            yield from self._sort(asks, result.value, again=again)
        elif result.outcome == LATER:
            yield from self._unanswered(asks)
        elif len(asks) > 1:
            # One ask of the batch is to blame, or their number: the halves tell.
            half = len(asks) // 2
            yield from self._fetch(asks[:half])
            yield from self._fetch(asks[half:])
        elif result.outcome == NOT_FOUND:
            yield from self._keep({asks[0]: None})
        else:
            self.report.refused += 1
            yield asks[0], Answer(outcome=REFUSED_OUTCOME)

    def _sort(
        self, asks: Sequence[Ask], told: Mapping[Ask, Piece], *, again: int
    ) -> Iterator[tuple[Ask, Answer]]:
        """Keep what was told; what was left out counts as unknown only if it is so when asked for alone."""
        yield from self._keep(told)
        missing = [ask for ask in asks if ask not in told]
        if not missing:
            return
        if len(missing) > 4 and not again:
            yield from self._fetch(missing, again=1)
        elif len(asks) > 1:
            for ask in missing:
                yield from self._fetch([ask])
        elif again < _EMPTY - 1:
            yield from self._fetch(asks, again=again + 1)
        else:
            yield from self._keep({asks[0]: None})

    def _keep(self, told: Mapping[Ask, Piece]) -> Iterator[tuple[Ask, Answer]]:
        now = self.clock()
        if told:
            self.answers.put({self._key(ask): piece for ask, piece in told.items()}, now)
        for ask, piece in told.items():
            outcome = NOT_FOUND if piece is None else FOUND
            yield ask, Answer(outcome=outcome, piece=piece, fetched=now)

    def _unanswered(self, asks: Sequence[Ask]) -> Iterator[tuple[Ask, Answer]]:
        for ask in asks:
            if ask in self._old:
                self.report.stale += 1
                yield ask, self._old[ask]
            else:
                self.report.later += 1
                yield ask, Answer(outcome=LATER)

    def _count(self, outcome: str, message: str, *, single: bool) -> None:
        assert self.fetcher is not None
        if outcome in (FOUND, NOT_FOUND):
            self._failures = self._refusals = 0
            self._reached = True
            return
        self.report.note(message)
        self._failures += outcome == LATER
        self._refusals += outcome == REFUSED_OUTCOME and single
        if not self.fetcher.stopped and not self._reached and "ConnectionError" in message:
            self.fetcher.stopped = (
                f"cannot be reached ({message})"  # as without a network: do not wait for more
            )
        if not self.fetcher.stopped and self._failures >= _FAILURES:
            self.fetcher.stopped = f"gave no answer {_FAILURES} times in a row ({message})"
        if not self.fetcher.stopped and self._refusals >= 2 * _FAILURES:
            self.fetcher.stopped = f"refused {2 * _FAILURES} calls in a row ({message})"

    def _key(self, ask: Ask) -> str:
        return f"v1|{self.provider.name}|{ask.kind}|{ask.value}"


def ask_about(
    source: Source, subjects: Sequence[Subject], progress: Callable[[int, int], None]
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
    tried: dict[str, set[Ask]] = defaultdict(set)
    finished: set[str] = set()
    failed: set[str] = set()
    told: list[Told] = []
    found: set[str] = set()
    unsure: set[str] = set()
    while wave := _wave(provider, subjects, tried, finished):
        done = 0
        for ask, answer in source.look(list(wave)):
            done += 1
            progress(done, len(wave))
            for subject in wave[ask]:
                tried[subject.key].add(ask)
                if answer.outcome in (LATER, REFUSED_OUTCOME):
                    finished.add(subject.key)
                    failed.add(subject.key)
                    continue
                records = _read(provider, ask, answer, subject)
                told += records
                if answer.outcome == FOUND and any(one.sure for one in records):
                    found.add(subject.key)
                    finished |= {subject.key} if ask.kind in provider.settles else set()
                elif any(not one.sure for one in records):
                    unsure.add(subject.key)
    asked = {key for key, asks in tried.items() if asks}
    report.found, report.ambiguous = len(found), len(unsure - found)
    report.not_found = len(asked - found - unsure - failed)
    return told, failed


def _wave(
    provider: Provider,
    subjects: Sequence[Subject],
    tried: Mapping[str, set[Ask]],
    finished: set[str],
) -> dict[Ask, list[Subject]]:
    """Return the next ask of each subject that has one."""
    wave: dict[Ask, list[Subject]] = {}
    for subject in subjects:
        if subject.key in finished:
            continue
        for ask in provider.wants(subject):
            if ask not in tried[subject.key] and not (ask.kind == "match" and subject.barred):
                wave.setdefault(ask, []).append(subject)
                break
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
