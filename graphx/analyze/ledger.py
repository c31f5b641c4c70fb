"""What a map does not draw or cannot use, each with its reason: nothing disappears silently."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from graphx.analyze.wording import number
from graphx.answers.papers import LeftOut
from graphx.model import Mention, Paper
from graphx.schema import CANDIDATE, CITES, PAPER, ROLES

if TYPE_CHECKING:
    import networkx as nx

REASONS: Final = {
    "names nothing": "papers in which no dataset, model or repository was found",
    "shares nothing": "papers that name only what no other paper of the map names",
    "no year": "papers without a year, which the Years view and questions about time leave out",
    "same paper": "records that were read and are one paper with another record",
    "unsure name": "names with too little around them to be sure (candidates), which make no links",
    "cited work": "works that papers cite and that are not in the map",
}
"""Why something is left out, and what is counted under each reason."""


def find_left_out(
    G: nx.MultiDiGraph[str], papers: Iterable[Paper] = (), mentions: Iterable[Mention] = ()
) -> tuple[LeftOut, ...]:
    """Return everything that was read and makes no node or link of its own, with the reason.

    Parameters
    ----------
    G
        The graph of :mod:`graphx.schema`.
    papers
        The papers it was made of; without them nothing is told of records and of works cited.
    mentions
        The mentions it was made of, candidates included; without them nothing is told of those.

    Returns
    -------
    tuple of LeftOut
        In the order of :data:`REASONS`, then by paper.

    Examples
    --------
    >>> from graphx import build_graph, find_mentions
    >>> paper = Paper(title="A Test of Long Context", abstract="We evaluate on LongBench.")
    >>> mentions = find_mentions([paper], candidates=True)
    >>> for one in find_left_out(build_graph([paper], mentions), [paper], mentions):
    ...     print(one.reason, "-", one.detail)
    shares nothing - names LongBench
    no year -
    """
    papers = sorted(papers, key=lambda paper: paper.key)
    return (
        *_lonely(G),
        *(_of(G, "no year", key) for key, data in _papers(G) if data.get("year") is None),
        *_repeated(papers),
        *_unsure(G, mentions),
        *_outside(G, papers),
    )


def _papers(G: nx.MultiDiGraph[str]) -> list[tuple[str, dict[str, object]]]:
    return sorted((key, data) for key, data in G.nodes(data=True) if data["kind"] == PAPER)


def _of(G: nx.MultiDiGraph[str], reason: str, key: str, detail: str = "") -> LeftOut:
    return LeftOut(reason=reason, key=key, title=str(G.nodes[key]["label"]), detail=detail)


def _lonely(G: nx.MultiDiGraph[str]) -> Iterator[LeftOut]:
    """Yield the papers that name nothing, then those whose names are theirs alone."""
    named = {
        key: sorted({v for _, v, role in G.out_edges(key, keys=True) if role in ROLES})
        for key, _ in _papers(G)
    }
    namers = Counter(artifact for names in named.values() for artifact in names)
    yield from (_of(G, "names nothing", key) for key, names in named.items() if not names)
    for key, names in named.items():
        if names and all(namers[artifact] == 1 for artifact in names):
            labels = ", ".join(sorted(str(G.nodes[artifact]["label"]) for artifact in names))
            yield _of(G, "shares nothing", key, f"names {labels}")


def _repeated(papers: Iterable[Paper]) -> Iterator[LeftOut]:
    for paper in papers:
        for origin in sorted(paper.origins)[1:]:
            yield LeftOut(reason="same paper", key=paper.key, title=paper.title, detail=f"read at {origin}")


def _unsure(G: nx.MultiDiGraph[str], mentions: Iterable[Mention]) -> Iterator[LeftOut]:
    candidates = (m for m in mentions if m.tier == CANDIDATE and m.paper in G)
    for m in sorted(candidates, key=lambda m: (m.paper, m.field != "title", m.start)):
        detail = f"{m.surface} ({m.artifact.kind}, {m.confidence:.0%} sure): {m.sentence}"
        yield _of(G, "unsure name", m.paper, detail)


def _outside(G: nx.MultiDiGraph[str], papers: Iterable[Paper]) -> Iterator[LeftOut]:
    for paper in papers:
        if not paper.cites or paper.key not in G:
            continue
        ids = {
            i for _, v, role in G.out_edges(paper.key, keys=True) if role == CITES for i in G.nodes[v]["ids"]
        }
        missing = [cited for cited in sorted(paper.cites) if cited not in ids and cited not in paper.ids]
        if missing:
            told = f"{number(len(missing), 'work')} of {len(paper.cites)} that it cites: {', '.join(missing)}"
            yield _of(G, "cited work", paper.key, told)
