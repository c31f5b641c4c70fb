"""Three short lists beside a reading list: what it rests on, what leads elsewhere, and what is newest."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from math import fsum
from typing import TYPE_CHECKING, Final

import numpy as np

from graphx.analyze.graph import steady
from graphx.analyze.push import walk_of
from graphx.analyze.slices import leaving, neighbours, rows
from graphx.analyze.telling import evidence_of
from graphx.analyze.wording import listing
from graphx.schema import CITES, RELATIONS, USES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphx.analyze.arrays import Floats, GraphArrays
    from graphx.analyze.picking import Pool
    from graphx.analyze.reasons import Reason, Reasons
    from graphx.analyze.telling import Teller

_NAMES: Final = 3  # names in one reason
_SUPPORT: Final = 2  # papers that rest on a foundation, at least
_MAKERS: Final = 10  # papers that introduce an artifact; where more say so, none of them has
_TIED: Final = 0.18  # spread of what has nine tenths of its ties on one side
_RECENT: Final = 3  # years, the newest included
_LEAST: Final = 0.005  # share of a score that is told: half a percent
_UNDATED: Final = 9999

Listed = tuple[int, "Reason"]
"""Number of a paper and why it stands in a short list."""


@dataclass
class _Support:
    """Which papers cite a paper, and which use an artifact that it introduces."""

    citing: set[int] = field(default_factory=set)
    using: defaultdict[int, set[int]] = field(default_factory=lambda: defaultdict(set))

    @property
    def users(self) -> set[int]:
        return set().union(*self.using.values())

    @property
    def all(self) -> set[int]:
        return self.citing | self.users


def foundations(teller: Teller, papers: Sequence[int], without: Sequence[int], count: int) -> list[Listed]:
    """Return the papers on which most of some papers rest: they cite it or use what it introduces.

    A paper does not rest on a newer one, whatever its links say. What more than ten papers say they introduce
    none of them does. At least two papers must rest on a foundation.

    Parameters
    ----------
    teller
        The graph, and what its nodes are called.
    papers
        Numbers of the papers that rest on others.
    without
        Numbers of papers to leave out.
    count
        How many to return at most.

    Returns
    -------
    list
        Those on which most rest first, then the oldest, then by key.
    """
    years = teller.arrays.years
    found = {
        paper: support
        for paper, support in _supports(teller.arrays, papers).items()
        if len(support.all) >= _SUPPORT and paper not in without
    }
    order = sorted(found, key=lambda paper: (-len(found[paper].all), years[paper] or _UNDATED, paper))
    return [(paper, _resting(teller, paper, found[paper], len(papers))) for paper in order[:count]]


def _supports(arrays: GraphArrays, papers: Sequence[int]) -> dict[int, _Support]:
    supports: defaultdict[int, _Support] = defaultdict(_Support)

    def older(first: int, then: int) -> bool:
        years = int(arrays.years[first]), int(arrays.years[then])
        return first != then and (0 in years or years[0] <= years[1])

    base = np.array(papers, dtype=np.int64)
    owners, edges = leaving(arrays, base)
    cited = (arrays.relations[edges] == RELATIONS.index(CITES)) & arrays.is_paper[arrays.targets[edges]]
    for paper, target in zip(
        base[owners[cited]].tolist(), arrays.targets[edges[cited]].tolist(), strict=True
    ):
        if older(target, paper):
            supports[target].citing.add(paper)
    uses = arrays.relations[edges] == RELATIONS.index(USES)
    starts, used = arrays.tables.introduced_by.indptr, arrays.targets[edges]
    uses &= starts[used + 1] - starts[used] <= _MAKERS
    users, used = base[owners[uses]], arrays.targets[edges[uses]]
    which, makers, _ = rows(arrays.tables.introduced_by, used)
    made = set(zip(makers.tolist(), used[which].tolist(), strict=True))
    for paper, artifact, maker in zip(
        users[which].tolist(), used[which].tolist(), makers.tolist(), strict=True
    ):
        if older(maker, paper) and (paper, artifact) not in made:
            supports[maker].using[artifact].add(paper)
    return supports


def _resting(teller: Teller, paper: int, support: _Support, count: int) -> Reason:
    artifacts = sorted(support.using, key=lambda artifact: (-len(support.using[artifact]), artifact))
    names = [teller.name(artifact) for artifact in artifacts[:_NAMES]]
    if len(artifacts) > _NAMES:
        names.append(f"{len(artifacts) - _NAMES} more")
    using = f"use {listing(names, 'or')}, which it introduces" if names else ""
    users, citing, both = len(support.users), len(support.citing), len(support.all)
    if not names:
        reason = f"{citing} of these {count} papers cite it"
    elif not citing:
        reason = f"{users} of these {count} papers {using}"
    else:
        uses = using.replace("use ", "uses ", 1) if users == 1 else using
        cites = "cites" if citing == 1 else "cite"
        reason = f"{both} of these {count} papers rest on it: {users} {uses}; {citing} {cites} it"
    return reason, evidence_of(*(teller.link(paper, artifact) for artifact in artifacts[:_NAMES]))


def bridges(
    teller: Teller, seeds: Sequence[int], pool: Pool, listed: Sequence[int], count: int
) -> list[Listed]:
    """Return papers that tie several seeds to each other; with one seed, the seed to something else.

    How far a paper's ties spread is the chance that two of them, drawn by weight, lead to different sides.
    With several seeds the sides are the seeds, a tie being a walker who came from one: this is the
    participation coefficient, one less the sum of the squares of the shares. With one seed one side is the
    seed with all that it is linked to, the other are artifacts that lead elsewhere: no other paper of the
    list names them, some other paper does. A link weighs as in the walk; links to neither side count for
    neither. Ordered by spread times score, so that what is far from the seeds does not lead.

    Parameters
    ----------
    teller
        The graph, and what its nodes are called.
    seeds
        Numbers of the seeds.
    pool
        The papers to choose from.
    listed
        Numbers of the papers of the reading list.
    count
        How many to return at most.

    References
    ----------
    R. Guimerà and L. A. N. Amaral, "Functional cartography of complex metabolic networks", Nature 433 (2005)
    895-900, doi:10.1038/nature03288.
    """
    if len(seeds) > 1:
        found = [(1 - float(parts @ parts), _tying(teller, seeds, parts)) for parts in pool.shares]
    else:
        found = _leading_on(teller, seeds[0], pool, listed)
    worth = [steady(spread * score) for (spread, _), score in zip(found, pool.scores.tolist(), strict=True)]
    order = sorted(range(len(found)), key=lambda place: (-worth[place], place))
    tied = [place for place in order if found[place][0] >= _TIED and pool.shares[place].any()]
    return [(int(pool.papers[place]), found[place][1]) for place in tied[:count]]


def _tying(teller: Teller, seeds: Sequence[int], parts: Floats) -> Reason:
    order = [place for place in np.argsort(-parts, kind="stable").tolist() if parts[place] >= _LEAST]
    told = [f"{parts[place]:.0%} from {teller.name(seeds[place])}" for place in order]
    return f"its score comes {listing(told)}" if told else "", ()


def _leading_on(teller: Teller, seed: int, pool: Pool, listed: Sequence[int]) -> list[tuple[float, Reason]]:
    arrays, walk = teller.arrays, walk_of(teller.arrays)
    inside = {seed, *neighbours(arrays.tables.links, seed)}
    namers: defaultdict[int, set[int]] = defaultdict(set)
    for paper in listed:
        for artifact in teller.artifacts(paper):
            namers[artifact].add(paper)
    owners, others, weights = walk.rows(pool.papers)
    links: list[dict[int, float]] = [{} for _ in pool.papers]
    for place, other, weight in zip(owners.tolist(), others.tolist(), weights.tolist(), strict=True):
        links[place][other] = weight
    found = []
    for paper, ties in zip(pool.papers.tolist(), links, strict=True):
        near = fsum(weight for other, weight in ties.items() if other in inside)
        away = [
            other
            for other in ties
            if arrays.is_artifact[other]
            and other not in inside
            and arrays.naming_counts[other] > 1
            and not namers[other] - {paper}
        ]
        total = fsum(ties.values()) or 1.0
        found.append(_spread(teller, seed, near / total, fsum(ties[other] for other in away) / total, away))
    return found


def _spread(teller: Teller, seed: int, near: float, far: float, away: list[int]) -> tuple[float, Reason]:
    if not near or not far:
        return 0.0, ("", ())
    artifacts = sorted(away, key=lambda other: (-teller.arrays.naming_counts[other], other))
    names = [f"{teller.name(other)} ({teller.count(other)})" for other in artifacts[:_NAMES]]
    if len(artifacts) > _NAMES:
        names.append(f"{len(artifacts) - _NAMES} more")
    return 2 * near * far, (
        f"{far:.0%} of its ties lead on to {listing(names)}, which nothing else here names; "
        f"{near:.0%} to {teller.name(seed)} and what that is linked to",
        (),
    )


def newest(teller: Teller, reasons: Reasons, pool: Pool, count: int) -> list[Listed]:
    """Return the best papers of the last three years of those found; none where no dates are known.

    The years count back from the newest paper of the pool, not from today. Empty also where all papers are as
    new, for then it would say nothing.

    Parameters
    ----------
    teller, reasons
        The graph, and why a paper is near the seeds.
    pool
        The papers to choose from.
    count
        How many to return at most.
    """
    years = teller.arrays.years[pool.papers]
    since = int(years.max(initial=0)) - _RECENT + 1
    recent = np.flatnonzero(years >= since)
    if not years.any() or len(recent) == np.count_nonzero(years):
        return []
    found = []
    for place in recent[:count].tolist():
        paper = int(pool.papers[place])
        reason, evidence = reasons.of(paper)
        found.append((paper, (f"from {years[place]}, no. {place + 1} by score: {reason}", evidence)))
    return found
