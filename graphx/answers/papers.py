"""Single papers, and why each is told: read next, like another, left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graphx.model import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingItem:
    """A paper of a reading list and why it is there.

    Parameters
    ----------
    key, title
        The paper's node key and title.
    score
        How near the paper is to the seeds, in [0, 1]; only to be compared within one list.
    reason
        Why it is there, with its numbers.
    why_here
        Why it is read before or after another paper of the list; empty where only age and score say so.
    rank
        Its place by score alone among all papers that were found, counted from 1.
    shares
        How much of its score comes from each seed, in the order of the seeds; adds up to 1.
    year, authors, venue, url, ids, cite_key, entry_type
        As in :class:`Paper`.
    evidence
        The best evidence of each link the reason speaks of, sentences of other papers among it:
        ``evidence.paper`` says whose.

    Examples
    --------
    >>> ReadingItem(key="paper:a", title="A", score=0.2, reason="cites B").reason
    'cites B'
    """

    key: str
    title: str
    score: float
    reason: str
    why_here: str = ""
    rank: int = 0
    shares: tuple[float, ...] = ()
    year: int | None = None
    authors: tuple[str, ...] = ()
    venue: str = ""
    url: str = ""
    ids: tuple[str, ...] = ()
    cite_key: str = ""
    entry_type: str = ""
    evidence: tuple[Evidence, ...] = field(default=(), repr=False)


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
    evidence: tuple[Evidence, ...] = field(default=(), repr=False)


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
