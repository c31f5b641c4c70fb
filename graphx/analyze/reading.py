"""Reading lists: what to read next, in what order, and why."""

from __future__ import annotations

from dataclasses import replace
from math import floor, isfinite
from typing import TYPE_CHECKING, Any, Final

from graphx.analyze.arrays import arrays_of
from graphx.analyze.nodes import find_node
from graphx.analyze.ordering import reading_order
from graphx.analyze.planning import make_plan
from graphx.analyze.reasons import Reasons
from graphx.analyze.shortlists import bridges, foundations, newest
from graphx.analyze.telling import Teller
from graphx.analyze.wording import name_of
from graphx.answers.papers import ReadingItem
from graphx.errors import OptionError, choose
from graphx.formats.reading import ReadingList

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from graphx.analyze.planning import Plan
    from graphx.analyze.reasons import Reason
    from graphx.analyze.texts import Graph

DIVERSITY: Final = 0.5
"""What share of its score a paper loses that names the same as one chosen before, if not told otherwise."""

_SHORT: Final = 5  # papers in a short list at most
_UNDATED: Final = 9999


def reading_list(
    G: Graph,
    seeds: str | Iterable[str],
    *,
    size: int = 15,
    known: str | Iterable[str] = (),
    hours: float | None = None,
    hours_per_paper: float = 1.0,
    order: str = "reading",
    diversity: float = DIVERSITY,
) -> ReadingList:
    """Return the papers most worth reading for whoever is interested in the seeds, in an order to read in.

    The score of a paper is its personalised PageRank: how often a random walker is there who follows links in
    proportion to their weight and before each step returns to the seed with probability one half. So short a
    walk keeps to what is near: with the 0.15 of rankings, a chain of four rare links would put a paper before
    many that share something with a seed. The weight of a link of an artifact that ``d`` papers name is
    divided by ln(1 + d), so that a model everybody names does not lead everywhere; citations keep their
    weight. Each seed sends out a walker of its own; the score is the mean over them.

    Scores are exact on maps of up to 20,000 links. On larger ones the walk is computed near the seeds only,
    and a score is too low by at most 1e-5 times the weight of the paper's links.

    Parameters
    ----------
    G
        The graph of :mod:`graphx.schema`.
    seeds
        Papers or artifacts: node keys, or what :func:`graphx.analyze.nodes.find_node` understands. All count
        alike; reasons prefer those given first.
    size
        How many papers to return at most.
    known
        Papers to leave out, given as seeds are. The walk passes through them all the same, and nothing waits
        for them: what rests on a known paper can be read at once.
    hours
        The time there is. Papers are taken best first, each together with those of the list to read before
        it, as long as they fit. None for no limit.
    hours_per_paper
        What a paper takes.
    order
        ``"reading"``: papers that others of the list cite, or that introduce what others use, come before
        these; of those free to come next the oldest, undated ones last, then the best. ``"score"``: best
        first.
    diversity
        From 0 to 1: what share of its score a paper loses in the choice that names the same as one chosen
        before. 0 takes the best by score whatever they share.

    Returns
    -------
    ReadingList
        The papers without the seeds and what is known; what they rest on, what leads elsewhere, what is
        newest, and what nearly made it, each with one reason. The ``note`` says why there are fewer than
        ``size``, where there are.

    Raises
    ------
    NodeError
        A seed or something known is no node of the map, or could be several.
    OptionError
        There is no seed, or an option has a value it cannot have.
    GraphError
        A weight of the graph is no finite number or below 0.

    References
    ----------
    T. Haveliwala, "Topic-sensitive PageRank", WWW 2002, doi:10.1145/511446.511513; for the one half,
    P. Chen et al., "Finding scientific gems with Google's PageRank algorithm", Journal of Informetrics 1
    (2007) 8-15, doi:10.1016/j.joi.2006.06.001; for the rest see :mod:`graphx.analyze.push`,
    :mod:`graphx.analyze.picking` and :mod:`graphx.analyze.shortlists`.

    Examples
    --------
    >>> import networkx as nx
    >>> G = nx.MultiDiGraph()
    >>> G.add_node("paper:a", kind="paper", label="CLEX: Continuous Length Extrapolation")
    >>> G.add_node("paper:b", kind="paper", label="LongBench: A Bilingual Benchmark")
    >>> G.add_node("dataset:longbench", kind="dataset", label="LongBench")
    >>> _ = G.add_edge("paper:a", "dataset:longbench", key="uses", relation="uses", weight=1.0)
    >>> _ = G.add_edge("paper:b", "dataset:longbench", key="introduces", relation="introduces", weight=1.0)
    >>> [item.reason for item in reading_list(G, ["paper:a"])]
    ['introduces LongBench, which CLEX uses (named by 2 papers)']
    """
    _check(size, hours, hours_per_paper, diversity)
    choose("order", order, ("reading", "score"))
    starts = _resolve(G, seeds)
    if not starts:
        raise OptionError("a reading list needs a seed to start from; give a node key or a piece of a title")
    skipped = _resolve(G, known)
    teller = Teller(G, arrays_of(G))
    places = teller.arrays.places
    room = size if hours is None else min(size, floor(hours / hours_per_paper + 1e-9))
    plan = make_plan(
        teller.arrays,
        [places[key] for key in starts],
        [places[key] for key in skipped],
        size,
        room,
        diversity,
    )
    found = _told(teller, plan, order)
    return replace(
        found,
        seeds=tuple(starts),
        seed_titles=tuple(name_of(G.nodes[seed], seed) for seed in starts),
        note=_note(teller, plan, size, hours, hours_per_paper),
        hours=hours,
        hours_per_paper=hours_per_paper,
    )


def _check(size: int, hours: float | None, hours_per_paper: float, diversity: float) -> None:
    if size < 1:
        raise OptionError(f"size={size} asks for no paper; give at least 1")
    if hours is not None and not (isfinite(hours) and hours > 0):
        raise OptionError(f"hours={hours} is no time to read in; give a number above 0")
    if not (isfinite(hours_per_paper) and hours_per_paper > 0):
        raise OptionError(
            f"hours_per_paper={hours_per_paper} is no time to read a paper; give a number above 0"
        )
    if not 0 <= diversity <= 1:
        raise OptionError(f"diversity={diversity} is no share; give a number from 0 to 1")


def _resolve(G: Graph, texts: str | Iterable[str]) -> list[str]:
    # A lone text is one seed, not a sequence of letters.
    texts = [texts] if isinstance(texts, str) else texts
    return list(dict.fromkeys(find_node(G, text) for text in texts))


def _told(teller: Teller, plan: Plan, order: str) -> ReadingList:
    """Return a plan in words."""
    arrays = teller.arrays
    reasons = Reasons(teller, plan.seeds)
    best = sorted(plan.kept, key=plan.rank)
    if order == "reading":
        ages = {paper: _age(teller, paper) for paper in best}
        read = reading_order(best, plan.waits, ages)
        here = {paper: _why_here(teller, plan, paper, read) for paper in read}
    else:
        read, here = best, {}
    count = _short(plan)
    papers = [seed for seed in plan.seeds if arrays.is_paper[seed]] + best

    def items(listed: Iterable[tuple[int, Reason]]) -> tuple[ReadingItem, ...]:
        return tuple(_item(teller, plan, paper, reason) for paper, reason in listed)

    return ReadingList(
        seeds=(),
        items=tuple(
            replace(item, why_here=here.get(paper, ""))
            for paper, item in zip(read, items((paper, reasons.of(paper)) for paper in read), strict=True)
        ),
        foundations=items(foundations(teller, papers, plan.seeds + plan.known, count)),
        bridges=items(bridges(teller, plan.seeds, plan.pool, best, count)),
        newest=items(newest(teller, reasons, plan.pool, count)),
        left_out=items(_left_out(teller, plan)),
        order=order,
    )


def _short(plan: Plan) -> int:
    """Return how long a short list may be: not longer than the list."""
    return min(_SHORT, len(plan.picked))


def _age(teller: Teller, paper: int) -> tuple[int, str]:
    data = teller.graph.nodes[teller.arrays.keys[paper]]
    return int(teller.arrays.years[paper]) or _UNDATED, str(data.get("date", ""))


def _why_here(teller: Teller, plan: Plan, paper: int, read: Sequence[int]) -> str:
    """Say what moved a paper before a better one, or behind one that is not as good."""
    rank, kept = plan.rank(paper), set(read)
    for one in plan.waits:
        if one.first == paper and one.then in kept and plan.rank(one.then) < rank:
            what = f"uses {teller.name(one.artifact)}, introduced here" if one.is_use else "cites it"
            return f"read before {teller.name(one.then)}, which {what}"
    for one in plan.waits:
        if one.then == paper and one.first in kept and plan.rank(one.first) > rank:
            what = f"introduces {teller.name(one.artifact)}, used here" if one.is_use else "it cites"
            return f"read after {teller.name(one.first)}, which {what}"
    return ""


def _left_out(teller: Teller, plan: Plan) -> list[tuple[int, Reason]]:
    """Return what there was no time for, and the best of those for which the list was too short."""
    left: list[tuple[int, Reason]] = []
    for paper, (needed, room) in plan.dropped.items():
        first = f"with what to read before it, it makes {needed} papers, " if needed > 1 else ""
        time = f"time was left for {room}" if room else "no time was left"
        left.append((paper, (f"{first}{'but ' if first else ''}{time}", ())))
    picked, kept = set(plan.picked), set(plan.kept)
    others = [place for place, paper in enumerate(plan.pool.papers.tolist()) if paper not in picked]
    for place in others[: _short(plan)]:
        alike = plan.likeness.to(place)
        twin = max(
            (n for n, paper in enumerate(plan.pool.papers.tolist()) if paper in kept),
            key=lambda n: (alike[n], -n),
            default=None,
        )
        if place < len(picked) and twin is not None and alike[twin]:
            other = teller.name(int(plan.pool.papers[twin]))
            why = f"passed over for its likeness of {alike[twin]:.2f} to {other} on the list"
        else:
            why = f"{len(picked)} asked for"
        reason = f"no. {place + 1} by score, {why}"
        left.append((int(plan.pool.papers[place]), (reason, ())))
    return left


def _item(teller: Teller, plan: Plan, paper: int, reason: Reason) -> ReadingItem:
    key = teller.arrays.keys[paper]
    data: Mapping[str, Any] = teller.graph.nodes[key]
    place = plan.rank(paper) if paper in plan.pool.papers else None
    return ReadingItem(
        key=key,
        title=data.get("label", key),
        score=0.0 if place is None else float(plan.pool.scores[place]),
        reason=reason[0],
        rank=0 if place is None else place + 1,
        shares=() if place is None else tuple(plan.pool.shares[place].round(12).tolist()),
        year=data.get("year"),
        authors=tuple(data.get("authors", ())),
        venue=data.get("venue", ""),
        url=data.get("url", ""),
        ids=tuple(data.get("ids", ())),
        cite_key=data.get("cite_key", ""),
        entry_type=data.get("entry_type", ""),
        evidence=reason[1],
    )


def _note(teller: Teller, plan: Plan, size: int, hours: float | None, hours_per_paper: float) -> str:
    arrays, seeds = teller.arrays, plan.seeds
    alone = [seed for seed in seeds if not arrays.degrees[seed]]
    notes = [
        f"nothing is linked to {name_of(teller.graph.nodes[arrays.keys[seed]], arrays.keys[seed])}"
        for seed in alone
    ]
    if len(plan.picked) < size and not plan.dropped and len(alone) < len(seeds):
        papers = set(plan.near.nodes[arrays.is_paper[plan.near.nodes]].tolist()).difference(seeds)
        known = len(papers.intersection(plan.known))
        told = f", {known} of them known already" if known else ""
        count = "1 other paper" if len(papers) == 1 else f"{len(papers) or 'no'} other papers"
        notes.append(f"{count} can be reached from the seed{'s' if len(seeds) > 1 else ''}{told}")
    if plan.dropped and hours is not None:
        each = f"{hours_per_paper:g} hour{'' if hours_per_paper == 1 else 's'} a paper"
        notes.append(f"{len(plan.dropped)} left out, for {hours:g} hours are too short at {each}")
    return "; ".join(notes)
