"""Which datasets, models and repos a larger share of the papers names than before."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graphx.analyze.arrays import GraphArrays, arrays_of
from graphx.analyze.graph import steady
from graphx.analyze.questions.parts import best_places, check_size, evidence_of, title_of
from graphx.analyze.wording import number
from graphx.answers.questions import RisingArtifact, RisingList
from graphx.errors import OptionError, choose
from graphx.schema import ARTIFACT_KINDS, NODE_KINDS

if TYPE_CHECKING:
    from graphx.analyze.arrays import Floats, Ints
    from graphx.analyze.texts import Graph

_RECENT_SHARE = 0.25  # of the papers with a year; the recent years hold at least so many
_FALSE_SHARE = 0.05  # of the artifacts called sure that are expected not to be rising
_SHOWN = 3  # sentences of the latest papers


def rising_artifacts(
    G: Graph,
    *,
    kind: str | None = None,
    since: int | None = None,
    least: int = 3,
    size: int = 20,
) -> RisingList:
    """Return the artifacts that a larger share of the recent papers names than of those before.

    Compared are the papers from year ``since`` on with all earlier ones; papers without a year are left
    out. How surely an artifact is rising is told by Fisher's exact test, one-sided: the chance that at least
    so many of the papers naming it would be recent ones if being recent made no difference. It is exact for
    small numbers too, so that a name which three papers brought up is not taken for a trend. As many names
    are tested at once, some look rising by chance: which of them hold up is told by the procedure of
    Benjamini and Hochberg at a false discovery rate of 5 %.

    Parameters
    ----------
    G
        The graph of :mod:`graphx.schema`.
    kind
        Which artifacts: one of :data:`graphx.schema.ARTIFACT_KINDS`, or None for all.
    since
        First recent year; None takes the latest year from which on stand a quarter of the papers with a year
        or more, but not the first year of all.
    least
        How many recent papers must name an artifact; those that fewer papers name in all are not tested.
    size
        How many artifacts to return at most.

    Returns
    -------
    RisingList
        The least likely to be chance first, ties by key. Its note says why there are none: no dates, one
        year only, nothing rising; and how many papers were left out.

    Raises
    ------
    OptionError
        An unknown kind; ``size`` or ``least`` below 1; a year ``since`` that leaves no paper on one side.

    References
    ----------
    R. A. Fisher, "On the interpretation of χ² from contingency tables, and the calculation of P", Journal of
    the Royal Statistical Society 85 (1922) 87-94, doi:10.2307/2340521; Y. Benjamini and Y. Hochberg,
    "Controlling the false discovery rate", Journal of the Royal Statistical Society B 57 (1995) 289-300,
    doi:10.1111/j.2517-6161.1995.tb02031.x.

    Examples
    --------
    >>> import networkx as nx
    >>> G = nx.MultiDiGraph()
    >>> G.add_node("model:m", kind="model", label="M")
    >>> for place in range(12):
    ...     G.add_node(f"paper:{place:02}", kind="paper", year=2020 + place // 3)
    ...     if place > 7:
    ...         _ = G.add_edge(f"paper:{place:02}", "model:m", key="uses", relation="uses", weight=1.0)
    >>> rising_artifacts(G).items[0].text
    'M is named by 3 of 3 papers since 2023 (100 %) and by 1 of 9 before (11 %)'
    """
    if kind is not None:
        choose("kind", kind, ARTIFACT_KINDS)
    check_size(size)
    if least < 1:
        raise OptionError(f"least={least} is no number of papers; give at least 1")
    arrays = arrays_of(G)
    years = arrays.years[arrays.papers]
    dated = np.sort(years[years > 0]).astype(np.int64)
    if not len(dated) or dated[0] == dated[-1]:
        return RisingList(note=_no_years(len(arrays.papers), dated))
    if since is not None and (isinstance(since, bool) or int(since) != since):
        raise OptionError(f"since={since} is no year; give a whole number")
    start = _first_recent(dated) if since is None else int(since)
    if not dated[0] < start <= dated[-1]:
        raise OptionError(
            f"since={start} leaves nothing to compare: the papers are of {dated[0]} to {dated[-1]}; "
            f"give a year from {dated[0] + 1} to {dated[-1]}"
        )
    table = _count(arrays, kind, start, least)
    rising = np.flatnonzero((table.recent >= least) & table.rises())
    order = rising[best_places(-table.chances[rising], size)].tolist()
    items = tuple(_item(G, arrays, table, place, start) for place in order)
    note = _note(
        len(arrays.papers) - len(dated), items, found=len(rising), tested=len(table.artifacts), since=start
    )
    return RisingList(items=items, note=note, since=int(start), first=int(dated[0]), last=int(dated[-1]))


class _Table(NamedTuple):
    """Counts of the artifacts tested, their chances, and which of them hold up together."""

    artifacts: Ints
    recent: Ints
    before: Ints
    recent_papers: int
    before_papers: int
    chances: Floats
    sure: Ints

    def rises(self) -> Ints:
        """Whether a larger share of the recent papers names each than of those before."""
        return np.asarray(self.recent * self.before_papers > self.before * self.recent_papers)


def _first_recent(years: Ints) -> int:
    """Return the first year of the recent ones, given the years of at least two sorted."""
    latest = int(years[len(years) - int(np.ceil(_RECENT_SHARE * len(years)))])
    return latest if latest > years[0] else int(years[years > years[0]][0])


def _count(arrays: GraphArrays, kind: str | None, since: int, least: int) -> _Table:
    from scipy.stats import hypergeom

    recent_papers = arrays.is_paper & (arrays.years >= since)
    before_papers = arrays.is_paper & (arrays.years > 0) & (arrays.years < since)
    recent, before = (
        (arrays.named_by @ papers.astype(np.float64)).astype(np.int64)
        for papers in (recent_papers, before_papers)
    )
    wanted = arrays.is_artifact if kind is None else arrays.kinds == NODE_KINDS.index(kind)
    artifacts = np.flatnonzero(wanted & (recent + before >= least))
    recent, before = recent[artifacts], before[artifacts]
    new, old = int(recent_papers.sum()), int(before_papers.sum())
    tails = np.asarray(hypergeom.sf(recent - 1, new + old, recent + before, new))
    chances = np.array([steady(chance) for chance in tails.tolist()])
    return _Table(artifacts, recent, before, new, old, chances, _hold_up(chances))


def _hold_up(chances: Floats) -> Ints:
    """Return which chances hold up: the largest below the line of Benjamini and Hochberg, and all smaller."""
    order = np.sort(chances)
    below = order <= _FALSE_SHARE * np.arange(1, len(order) + 1) / max(1, len(order))
    return np.asarray(chances <= (order[below].max() if below.any() else -1))


def _item(G: Graph, arrays: GraphArrays, table: _Table, place: int, since: int) -> RisingArtifact:
    key = arrays.keys[table.artifacts[place]]
    recent, before = int(table.recent[place]), int(table.before[place])
    row = arrays.named_by[[int(table.artifacts[place])]].indices
    latest = sorted(row[arrays.years[row] >= since].tolist(), key=lambda paper: (-arrays.years[paper], paper))
    said = (evidence_of(G, arrays.keys[paper], key) for paper in latest[:_SHOWN])
    name = title_of(G, key)
    share = _share(recent, table.recent_papers)
    now = f"{recent:,} of {number(table.recent_papers, 'paper')} since {since} ({share})"
    share = f" ({_share(before, table.before_papers)})" if before else ""
    earlier = f"{before or 'none'} of {table.before_papers:,} before{share}"
    return RisingArtifact(
        key=key,
        name=name,
        kind=NODE_KINDS[arrays.kinds[table.artifacts[place]]],
        recent=recent,
        recent_papers=table.recent_papers,
        before=before,
        before_papers=table.before_papers,
        chance=float(table.chances[place]),
        sure=bool(table.sure[place]),
        text=f"{name} is named by {now} and by {earlier}",
        evidence=tuple(one for one in said if one),
    )


def _share(count: int, papers: int) -> str:
    """Return a share in percent, to two digits.

    >>> _share(1, 3), _share(1, 700)
    ('33 %', '0.14 %')
    """
    percent = 100 * count / papers
    return f"{percent:.0f} %" if percent >= 9.95 else f"{percent:.2g} %"


def _no_years(papers: int, dated: Ints) -> str:
    if not papers:
        return "the map holds no papers"
    if not len(dated):
        return (
            "no paper of the map has a year, so before and after cannot be told apart; "
            "fetch years with graphx enrich, or give them (the field year) and build the map again"
        )
    return f"all papers with a year are of {dated[0]}, so there is nothing earlier to compare with"


def _note(left_out: int, items: tuple[RisingArtifact, ...], *, found: int, tested: int, since: int) -> str:
    notes = []
    if left_out:
        notes.append(f"{number(left_out, 'paper')} without a year left out")
    if not found:
        notes.append(f"nothing is named by a larger share of the papers since {since} than before")
    else:
        sure = sum(item.sure for item in items)
        shown = "the one shown" if len(items) == 1 else f"the {len(items)} shown"
        notes.append(
            f"{number(tested, 'name')} tested at once: {sure or 'none'} of {shown} "
            f"{'holds' if sure == 1 else 'hold'} up, the others may be chance"
            if sure < len(items)
            else f"{number(tested, 'name')} tested at once: all shown hold up"
        )
    return "; ".join(notes)
