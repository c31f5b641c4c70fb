"""What analyses answer: frozen and comparable, with words beside the numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from graphx.text import ordinal

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    evidence: Evidence | None = None


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


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarPaper:
    """A paper that is like another, and what they share.

    Parameters
    ----------
    key, title, year
        The paper's node key, title and year.
    score
        What papers are ordered by; its unit is that of the measure.
    reason
        What they share, in words.
    artifacts
        Keys of the artifacts that both name, rarest first, ties by key, each with what it counts.
    cited
        Keys of the works that both cite, sorted.
    citing
        Keys of the papers that cite both, sorted.
    evidence
        The best evidence of each link the reason speaks of, sentences of both papers.

    Examples
    --------
    >>> SimilarPaper(key="paper:a", title="A", score=0.5, reason="shares BERT (named by 9 papers)").score
    0.5
    """

    key: str
    title: str
    score: float
    reason: str
    year: int | None = None
    artifacts: tuple[tuple[str, float], ...] = ()
    cited: tuple[str, ...] = ()
    citing: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Community:
    """Papers and artifacts that are linked more among themselves than with the rest of the map.

    Parameters
    ----------
    number
        Its place in the list, from 1.
    name
        What sets it apart, in a few words.
    members
        Node keys, sorted.
    papers
        Keys of its papers, those most tied to the rest of it first.
    artifacts
        Keys of the artifacts in it that its papers name, each with how many of them do, most first.

    Examples
    --------
    >>> Community(number=1, name="BERT", members=("model:bert", "paper:a"), papers=("paper:a",)).name
    'BERT'
    """

    number: int
    name: str
    members: tuple[str, ...]
    papers: tuple[str, ...] = ()
    artifacts: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Communities:
    """A map cut into communities.

    Parameters
    ----------
    items
        The communities, most papers first, then most nodes, then by key; of two nodes or more.
    alone
        Keys of the nodes that are in no community, sorted: nothing links them.
    modularity
        How much more of the links' weight lies within communities than would by chance, out of all: 0 where
        it is chance, towards 1 where communities hardly touch.

    Examples
    --------
    >>> one = Community(number=1, name="BERT", members=("model:bert", "paper:a"), papers=("paper:a",))
    >>> communities = Communities(items=(one,), alone=("paper:b",), modularity=0.0)
    >>> communities.of("paper:a").name, communities.of("paper:b"), len(communities)
    ('BERT', None, 1)
    """

    items: tuple[Community, ...] = ()
    alone: tuple[str, ...] = ()
    modularity: float = 0.0
    _of: dict[str, Community] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._of.update((key, one) for one in self.items for key in one.members)

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Community]:
        return iter(self.items)

    def of(self, key: str) -> Community | None:
        """Return the community that a node is in, None for one that is in none."""
        return self._of.get(key)

    def names(self) -> dict[str, str]:
        """Return the name of its community for each node that is in one, as pages and tables want it."""
        return {key: one.name for one in self.items for key in one.members}


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Something that was read and makes no node or link of its own.

    Parameters
    ----------
    reason
        Why, in two words: a key of :data:`graphx.analyze.ledger.REASONS`.
    key, title
        The paper it is about.
    detail
        What exactly, in words: the name with its sentence, the place of the record, the works cited.

    Examples
    --------
    >>> LeftOut(reason="no year", key="paper:a", title="A").reason
    'no year'
    """

    reason: str
    key: str
    title: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A piece of a large map, small enough to be drawn and read at once.

    Parameters
    ----------
    name
        What to call it; no two regions of a map have the same.
    kind
        ``"community"``: a community or a part of one; ``"small"``: several small communities side by side;
        ``"alone"``: nodes that nothing links.
    members
        Node keys, sorted.
    within
        The name of the community that it is, or is a part of; empty for the other kinds.

    Examples
    --------
    >>> Region(name="BERT", kind="community", members=("model:bert", "paper:a"), within="BERT").kind
    'community'
    """

    name: str
    kind: str
    members: tuple[str, ...]
    within: str = ""
