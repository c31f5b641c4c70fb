"""Answers of one provider: from the cache where they can be, in batches, again where need be."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from graphx.enrich.cache import Answers
from graphx.enrich.fetch import FOUND, LATER, NOT_FOUND, REFUSED_OUTCOME, UNCHANGED, Fetcher
from graphx.enrich.report import ProviderReport
from graphx.enrich.work import Ask, Piece, Provider

DAY = 86400.0
_ABSENT_DAYS = 7.0
_EMPTY = 3
"""Empty answers to one ask that together mean "not found"; services under load give some for nothing."""
_REFUSALS = 6
"""Refused calls in a row after which a provider is left alone for this run."""
_ETAG = "etag"
"""Where a piece keeps by what it is known again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of an ask; ``piece`` is None unless it was found, ``old`` tells of one past its time."""

    outcome: str
    piece: Piece = None
    fetched: float = 0.0
    old: bool = False


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
    strict
        Whether an answer past its time is none, even where no new one can be had.
    """

    provider: Provider
    fetcher: Fetcher | None
    answers: Answers
    report: ProviderReport
    clock: Callable[[], float]
    refresh: bool = False
    strict: bool = False
    _reached: bool = False
    _failures: Counter[str] = field(default_factory=Counter)
    _refusals: int = 0
    _closed: dict[str, str] = field(default_factory=dict)
    _new: set[Ask] = field(default_factory=set)
    _old: dict[Ask, Answer] = field(default_factory=dict)

    def look(self, asks: Sequence[Ask]) -> Iterator[tuple[Ask, Answer]]:
        """Yield an answer for each ask: those of the cache first, searches by title last."""
        pending: dict[str, list[Ask]] = defaultdict(list)
        for ask in asks:
            answer = self.kept(ask)
            again = self.refresh and self.fetcher is not None and ask not in self._new
            if answer is not None and not answer.old and not again:
                self.report.cached += ask not in self._new
                yield ask, answer
                continue
            if answer is not None:
                self._old[ask] = answer
            pending[ask.kind].append(ask)
        # Searches cost most where there is a budget, and are paused first where there is a crowd.
        for kind, group in sorted(pending.items(), key=lambda pair: pair[0] == "match"):
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
        if self.fetcher is None or self.fetcher.stopped or asks[0].kind in self._closed:
            yield from self._unanswered(asks)
            return
        request = self.provider.request(asks)
        if self.provider.tagged and asks[0] in self._old:
            request = replace(request, etag=_etag(self._old[asks[0]].piece))
        result = self.fetcher.call(request, lambda body: dict(self.provider.parse(asks, body)))
        self._count(asks, result.outcome, result.message)
        if result.outcome == UNCHANGED:
            yield from self._keep({asks[0]: self._old[asks[0]].piece})
        elif result.outcome == FOUND:
            told = result.value
            if self.provider.tagged and result.etag:
                told = {ask: {**piece, _ETAG: result.etag} for ask, piece in told.items()}
            yield from self._sort(asks, told, again=again)
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
            self._new |= told.keys()
        for ask, piece in told.items():
            outcome = NOT_FOUND if piece is None else FOUND
            yield ask, Answer(outcome=outcome, piece=piece, fetched=now)

    def _unanswered(self, asks: Sequence[Ask]) -> Iterator[tuple[Ask, Answer]]:
        for ask in asks:
            if ask in self._old and not self.strict:
                self.report.stale += 1
                yield ask, self._old[ask]
            else:
                self.report.later += 1
                yield ask, Answer(outcome=LATER)

    def _count(self, asks: Sequence[Ask], outcome: str, message: str) -> None:
        assert self.fetcher is not None
        kind = asks[0].kind
        if outcome in (FOUND, NOT_FOUND, UNCHANGED):
            self._failures[kind] = self._refusals = 0
            self._reached = True
            return
        self.report.note(message)
        self._failures[kind] += outcome == LATER
        self._refusals += outcome == REFUSED_OUTCOME and len(asks) == 1
        if self.fetcher.stopped:
            return
        if not self._reached and "ConnectionError" in message:
            # As without a network: do not wait for more.
            self.fetcher.stopped = f"cannot be reached ({message})"
        elif self._failures[kind] >= self.provider.patience:
            # Searches may be paused while look-ups go on.
            self._closed[kind] = f"gave no answer for {self._failures[kind]} calls in a row ({message})"
            self.report.stopped = self._closed[kind]
        elif self._refusals >= _REFUSALS:
            self.fetcher.stopped = f"refused {_REFUSALS} calls in a row ({message})"

    def _key(self, ask: Ask) -> str:
        return f"v1|{self.provider.name}|{ask.kind}|{ask.value}"


def _etag(piece: Piece) -> str:
    return str(piece.get(_ETAG) or "") if isinstance(piece, dict) else ""
