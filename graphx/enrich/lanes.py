"""Several providers at once, one lane each, with the outcome of asking them one after another.

The papers go from provider to provider in groups, in one order: what a provider is asked about a group
depends on the answers of those before it and never on who was quicker.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from graphx.enrich.run import Told, ask_about
from graphx.enrich.source import Source
from graphx.enrich.work import Subject

GROUP = 100
"""Papers that go together; as many as the largest batch of a provider holds."""
_LONGEST_NAP = 1.0


class StoppedError(Exception):
    """The run was stopped; whoever sleeps or is about to ends."""


class Nap:
    """Sleep in short pieces, and no longer than the run lasts.

    Examples
    --------
    >>> slept = []
    >>> Nap(slept.append)(2.5)
    >>> slept
    [1.0, 1.0, 0.5]
    """

    def __init__(self, sleep: Callable[[float], None]) -> None:
        self._sleep, self._stopped = sleep, threading.Event()

    def __call__(self, seconds: float) -> None:
        """Sleep; raise StoppedError where the run was stopped."""
        while True:
            if self._stopped.is_set():
                raise StoppedError
            self._sleep(min(seconds, _LONGEST_NAP))
            seconds -= _LONGEST_NAP
            if seconds <= 0:
                return

    def stop(self) -> None:
        """End the run."""
        self._stopped.set()


@dataclass(kw_only=True)
class Lane:
    """One provider's work: groups of subjects, each after another lane is done with it."""

    source: Source
    subjects: Sequence[Subject]
    after: Lane | None = None
    progress: Callable[[int, int], None] = lambda _done, _total: None
    told: list[Told] = field(default_factory=list)
    failed: set[str] = field(default_factory=set)
    groups_done: int = 0
    ended: BaseException | None = None

    def run(self, nap: Nap) -> None:
        """Do all groups in order, waiting for each."""
        total = len(self.subjects)
        for start in range(0, total, GROUP):
            self._await(nap)
            group = self.subjects[start : start + GROUP]
            told, failed = ask_about(self.source, group, partial(self._tell, start, total))
            self.told += told
            self.failed |= failed
            self.groups_done += 1

    def _tell(self, before: int, total: int, done: int) -> None:
        self.progress(before + done, total)

    def _await(self, nap: Nap) -> None:
        pause = 0.01
        while self.after is not None and self.after.groups_done <= self.groups_done:
            if self.after.ended:
                raise StoppedError
            nap(pause)
            pause = min(2 * pause, _LONGEST_NAP)


def run_lanes(lanes: Sequence[Lane], nap: Nap, *, together: bool) -> None:
    """Run lanes, each in a thread of its own or one after another; what ends one ends all."""
    if not together:
        for lane in lanes:
            lane.run(nap)
        return
    threads = [threading.Thread(target=_guarded, args=(lane, nap), daemon=True) for lane in lanes]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            while thread.is_alive():
                thread.join(0.2)  # not for ever: Ctrl-C is heard in between
    finally:
        nap.stop()
    for lane in lanes:
        if lane.ended and not isinstance(lane.ended, StoppedError):
            raise lane.ended


def _guarded(lane: Lane, nap: Nap) -> None:
    try:
        nap(0)
        lane.run(nap)
    except BaseException as error:  # noqa: BLE001 - told by whoever started the lanes
        lane.ended = error
        if not isinstance(error, StoppedError):
            nap.stop()
    finally:
        lane.source.answers.close()
