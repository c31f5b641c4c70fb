"""What rankings answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from graphx.text import ordinal

if TYPE_CHECKING:
    from graphx.model import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class RankRange:
    """A rank and how far it may move.

    Parameters
    ----------
    rank
        One more than the number of nodes of higher score.
    low, high
        The best and the worst rank that are likely.

    Examples
    --------
    >>> RankRange(rank=3, low=2, high=7).text
    '3rd, between 2nd and 7th'
    """

    rank: int
    low: int
    high: int

    @property
    def text(self) -> str:
        """The rank and its range in words."""
        if self.low == self.high:
            return ordinal(self.rank)
        return f"{ordinal(self.rank)}, between {ordinal(self.low)} and {ordinal(self.high)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RankPart:
    """What one other node adds to a score.

    Parameters
    ----------
    key, label
        The other node.
    amount
        What it adds.
    share
        The same over the whole score.
    text
        What links the two, in words.
    evidence
        The best evidence of that link, if it has any.
    """

    key: str
    label: str
    amount: float
    share: float
    text: str
    evidence: Evidence | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RankExplanation:
    """What makes a node rank where it does.

    Parameters
    ----------
    key
        The node.
    by, on
        The metric, and the graph it was computed on.
    score
        Its score.
    rank, among
        Its rank, and among how many nodes of its kind.
    lines
        What there is to say, without a full stop each.
    parts
        What adds most to the score, largest first; empty where the score is no sum over links.
    left
        How many more parts there are.

    Examples
    --------
    >>> found = RankExplanation(key="paper:a", by="degree", on="graph", score=2.0, rank=3, among=80)
    >>> found.text
    '3rd of 80 by degree, with 2'
    """

    key: str
    by: str
    on: str
    score: float
    rank: int
    among: int
    lines: tuple[str, ...] = ()
    parts: tuple[RankPart, ...] = ()
    left: int = 0

    @property
    def text(self) -> str:
        """Rank and score as a phrase."""
        return f"{ordinal(self.rank)} of {self.among:,} by {self.by}, with {self.score:.6g}"
