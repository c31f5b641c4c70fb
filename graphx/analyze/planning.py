"""What to put on a reading list, by number: chosen, fitted into the time there is, not yet in words."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from graphx.analyze.ordering import fill, reasons_to_wait
from graphx.analyze.picking import Likeness, best_of, picks
from graphx.analyze.push import surroundings

if TYPE_CHECKING:
    from graphx.analyze.arrays import GraphArrays
    from graphx.analyze.ordering import Before
    from graphx.analyze.picking import Pool
    from graphx.analyze.push import Surroundings

_POOL: Final = 100  # best papers that are compared with each other, if not more are asked for


@dataclass(frozen=True, eq=False)
class Plan:
    """What was chosen for a reading list.

    Parameters
    ----------
    seeds, known
        Numbers of the nodes the list starts from, and of those left out.
    near
        What is near the seeds.
    pool, likeness
        The best of these papers, and how alike they are.
    picked
        The papers that the list has place for, in the order of choice.
    kept
        Those of them that there is time for.
    dropped
        Of the others how many papers each would have taken and how many there was time for.
    waits
        Why some of the papers picked should be read before others.
    """

    seeds: list[int]
    known: list[int]
    near: Surroundings
    pool: Pool
    likeness: Likeness
    picked: list[int]
    kept: list[int]
    dropped: dict[int, tuple[int, int]]
    waits: list[Before]

    def rank(self, paper: int) -> int:
        """Return the place of a paper in the pool, counted from 0."""
        return int((self.pool.papers == paper).argmax())


def make_plan(
    arrays: GraphArrays, seeds: list[int], known: list[int], size: int, room: int, diversity: float
) -> Plan:
    """Return what to put on a list.

    Parameters
    ----------
    arrays
        The graph.
    seeds, known
        Numbers of the nodes to start from, and of those to leave out.
    size, room
        How many papers the list has place for, and how many there is time for.
    diversity
        As for :func:`graphx.analyze.picking.picks`.
    """
    without = seeds + known
    count = max(_POOL, 4 * size)
    near = surroundings(arrays, seeds, enough=count + len(without))
    pool = best_of(arrays, near, without, count)
    likeness = Likeness(arrays, pool.papers)
    chosen = picks(pool.scores, likeness, diversity)
    picked = [int(pool.papers[place]) for place in islice(chosen, size)]
    waits = reasons_to_wait(arrays, picked)
    kept, dropped = fill(picked, waits, room)
    return Plan(seeds, known, near, pool, likeness, picked, kept, dropped, waits)
