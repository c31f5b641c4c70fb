"""Files watched by looking at them now and then."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from os import PathLike
from typing import Final

from graphx.building.plan import stamped
from graphx.errors import InputError

_UNSEEN: Final = object()


def changes(
    paths: Sequence[str | PathLike[str]],
    *,
    every: float,
    sleep: Callable[[float], None],
    notify: Callable[[str], None],
) -> Iterator[int]:
    """Yield how many files there are: at once, and whenever they have changed and then stayed as they are.

    Parameters
    ----------
    paths
        Files, folders and patterns.
    every
        Seconds between two looks. A file that is being written changes from one look to the next, and is
        waited for.
    sleep
        Waits for some seconds.
    notify
        Called with a message when there is nothing at first.
    """
    done: object = None
    before: object = _UNSEEN
    while True:
        try:
            now = tuple(stamped(paths))
        except InputError as error:
            now = ()  # nothing there yet, or gone between two looks
            if before is _UNSEEN:
                notify(f"{error}; waiting for it")
        if now and now != done and (done is None or now == before):
            done = now
            yield len(now)
        before = now
        sleep(every)
