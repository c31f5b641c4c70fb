"""Files watched by looking at them now and then."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from os import PathLike

from graphx.building.plan import stamped
from graphx.errors import InputError


def changes(
    paths: Sequence[str | PathLike[str]], *, every: float, sleep: Callable[[float], None]
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
    """
    done: object = None
    before: object = None
    while True:
        try:
            now = tuple(stamped(paths))
        except InputError:
            now = ()  # nothing there yet, or gone between two looks
        if now and now != done and (done is None or now == before):
            done = now
            yield len(now)
        before = now
        sleep(every)
