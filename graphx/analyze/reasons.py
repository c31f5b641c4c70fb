"""Why a paper stands in a reading list, in words that can be checked."""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from math import fsum, log
from typing import TYPE_CHECKING, Final

import networkx as nx

from graphx.analyze.graph import naming_papers
from graphx.analyze.paths import add_costs
from graphx.analyze.wording import TellingLink, short_name, telling_link
from graphx.model import Evidence
from graphx.schema import CITES, HOSTED_AT, INTRODUCES, MENTIONS, PAPER, ROLES, USES, VARIANT_OF

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Reason = tuple[str, tuple[Evidence, ...]]

_VERBS: Final = {INTRODUCES: "introduces", USES: "uses", MENTIONS: "mentions"}
_TIES: Final = {
    (VARIANT_OF, True): ", a version of {}",
    (VARIANT_OF, False): ", of which {} is a version",
    (HOSTED_AT, True): ", hosted at {}",
    (HOSTED_AT, False): ", which hosts {}",
}
"""How one artifact leads to the next, by the relation and whether the edge runs to the next."""
_SHOWN: Final = 3  # shared artifacts in one reason
_FAR_STEP: Final = 1e6  # outweighs all that papers and hubs can add on a way, so that fewest links come first
_PAPER_STEP: Final = 1e3  # outweighs all that hubs can add


class Reasons:
    """Finds the reason for each paper of one reading list.

    Tried in turn: the paper names an artifact that is a seed; it introduces what a seed paper names; it cites
    a seed or is cited by it; it names what a seed paper introduces; it shares artifacts with a seed paper;
    else the fewest links to a seed, past as few other papers and hubs as can be: told link by link where they
    pass versions of one thing only, and counted where they pass other papers.

    A paper is called by what stands before the colon of its title; where an artifact of the map is called the
    same, it is "the paper" of that name.

    Parameters
    ----------
    G
        The graph of :mod:`graphx.schema`.
    flat
        ``G`` flattened.
    seeds
        Node keys, in the order in which they are preferred.

    Examples
    --------
    >>> from graphx.analyze.graph import flatten_graph
    >>> G = nx.MultiDiGraph()
    >>> G.add_node("paper:a", kind="paper", label="CLEX: Continuous Length")
    >>> G.add_node("paper:b", kind="paper", label="LongBench")
    >>> _ = G.add_edge("paper:b", "paper:a", key="cites", relation="cites", weight=1.0)
    >>> Reasons(G, flatten_graph(G), ["paper:a"]).of("paper:b")[0]
    'cites CLEX'
    """

    def __init__(self, G: nx.MultiDiGraph[str], flat: nx.Graph[str], seeds: Sequence[str]) -> None:
        self._graph = G
        self._flat = flat
        self._seeds = seeds
        self._seed_papers = [seed for seed in seeds if G.nodes[seed].get("kind") == PAPER]
        naming = naming_papers(G)
        self._counts = {artifact: len(papers) for artifact, papers in naming.items()}
        self._artifact_names = {short_name(G.nodes[artifact], artifact).casefold() for artifact in naming}

    def of(self, paper: str) -> Reason:
        """Return the reason for ``paper``, which must be linked to a seed over some way, and its evidence."""
        tries: tuple[Callable[[str], Reason | None], ...] = (
            self._names_seed,
            self._introduces,
            self._cites,
            self._names_introduced,
            self._shares,
        )
        for attempt in tries:
            reason = attempt(paper)
            if reason:
                return reason
        return self._along(paper)

    def _names_seed(self, paper: str) -> Reason | None:
        named = self._rarest(self._artifacts(paper) & set(self._seeds))
        if not named:
            return None
        link = self._link(paper, named[0])
        count = self._count(named[0], "one of {} papers naming it")
        return f"{_VERBS[link.relation]} {self._name(named[0])} ({count})", _evidence(link)

    def _introduces(self, paper: str) -> Reason | None:
        return self._pair(paper, paper_introduces=True)

    def _names_introduced(self, paper: str) -> Reason | None:
        return self._pair(paper, paper_introduces=False)

    def _pair(self, paper: str, *, paper_introduces: bool) -> Reason | None:
        """Return the reason of the rarest shared artifact that the paper, or else a seed, introduces."""
        own = self._artifacts(paper)
        shared = {a for seed in self._seed_papers for a in own & self._artifacts(seed)}
        for artifact in self._rarest(shared):
            mine = self._link(paper, artifact)
            for seed in self._seed_papers:
                if artifact not in self._artifacts(seed):
                    continue
                theirs = self._link(seed, artifact)
                if (mine if paper_introduces else theirs).relation == INTRODUCES:
                    too = " too" if mine.relation == theirs.relation else ""
                    return (
                        f"{_VERBS[mine.relation]} {self._name(artifact)}, which {self._name(seed)} "
                        f"{_VERBS[theirs.relation]}{too} ({self._count(artifact)})",
                        _evidence(mine, theirs),
                    )
        return None

    def _cites(self, paper: str) -> Reason | None:
        for seed in self._seed_papers:
            if seed in self._flat[paper]:
                link = self._link(paper, seed)
                if link.relation == CITES:
                    return f"{'cites' if link.forward else 'is cited by'} {self._name(seed)}", _evidence(link)
        return None

    def _shares(self, paper: str) -> Reason | None:
        """Return what is shared with the seed paper that shares most, counted as in the projection."""
        own = self._artifacts(paper)
        shared = {seed: own & self._artifacts(seed) for seed in self._seed_papers}
        worth = {seed: fsum(1 / log(self._counts[a]) for a in both) for seed, both in shared.items()}
        seed = max(worth, key=lambda key: worth[key], default="")
        if not seed or not shared[seed]:
            return None
        artifacts = self._rarest(shared[seed])
        names = [f"{self._name(a)} ({self._count(a)})" for a in artifacts[:_SHOWN]]
        if len(artifacts) > _SHOWN:
            names.append(f"{len(artifacts) - _SHOWN} more")
        links = [self._link(one, a) for a in artifacts for one in (paper, seed)]
        return f"shares {_listing(names)} with {self._name(seed)}", _evidence(*links)

    def _along(self, paper: str) -> Reason:
        """Return the way to the nearest seed in words: link by link if no other paper stands on it."""
        way = self._ways[paper][::-1]
        links = [self._link(u, v) for u, v in pairwise(way)]
        if len(way) > 2 and all(key in self._counts for key in way[1:-1]):
            return self._chain(way, links), _evidence(*links)
        through = f", through {_listing([self._name(key) for key in way[1:-1]])}" if len(way) > 2 else ""
        far = f"{len(links)} link{'s' if len(links) > 1 else ''} away from {self._name(way[-1])}{through}"
        return far, _evidence(*links)

    def _chain(self, way: list[str], links: list[TellingLink]) -> str:
        """Return a way over artifacts in words: "uses SQuAD 1.1, a version of SQuAD, which BiDAF uses"."""
        words = [f"{_VERBS[links[0].relation]} {self._name(way[1])}"]
        for before, came, link, key in zip(way[1:], links, links[1:], way[2:], strict=False):
            name = self._name(key)
            if key in self._counts:
                words.append(_TIES[link.relation, link.forward].format(name))
            elif came.relation == VARIANT_OF and not came.forward:
                # "of which Llama 2 is a version, which CLEX uses" would leave open which of the two it uses.
                words[-1] = f", whose version {self._name(before)} {name} {_VERBS[link.relation]}"
            else:
                words.append(f", which {name} {_VERBS[link.relation]}")
        return "".join(words)

    @cached_property
    def _ways(self) -> dict[str, list[str]]:
        """The way from a seed to each node: fewest links, then past fewest papers, then past fewest hubs."""
        flat = add_costs(self._flat.copy(), step=_FAR_STEP)
        for u, v, data in flat.edges(data=True):
            data["cost"] += _PAPER_STEP * sum(key not in self._counts for key in (u, v))
        ways: dict[str, list[str]] = nx.multi_source_dijkstra_path(flat, set(self._seeds), weight="cost")
        return ways

    def _artifacts(self, paper: str) -> set[str]:
        return {
            target
            for _, target, data in self._graph.out_edges(paper, data=True)
            if data["relation"] in ROLES and target in self._counts
        }

    def _rarest(self, artifacts: set[str]) -> list[str]:
        return sorted(artifacts, key=lambda key: (self._counts[key], key))

    def _link(self, first: str, second: str) -> TellingLink:
        return telling_link(self._graph, first, second)

    def _name(self, key: str) -> str:
        name = short_name(self._graph.nodes[key], key)
        clash = key not in self._counts and name.casefold() in self._artifact_names
        return f"the paper {name}" if clash else name

    def _count(self, artifact: str, several: str = "named by {} papers") -> str:
        count = self._counts[artifact]
        return several.format(count) if count > 1 else "the only paper naming it"


def _listing(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _evidence(*links: TellingLink) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys(link.evidence for link in links if link.evidence))
