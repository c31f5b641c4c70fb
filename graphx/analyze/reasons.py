"""Why a paper stands in a reading list, in words that can be checked."""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from math import fsum, log
from typing import TYPE_CHECKING, Final

import numpy as np

from graphx.analyze.slices import neighbours
from graphx.analyze.telling import evidence_of
from graphx.analyze.ways import Ways
from graphx.analyze.wording import listing
from graphx.model import Evidence
from graphx.schema import CITES, HOSTED_AT, INTRODUCES, MENTIONS, USES, VARIANT_OF

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from graphx.analyze.arrays import Floats, Ints
    from graphx.analyze.telling import Teller
    from graphx.analyze.wording import TellingLink

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
    pass versions of one thing only, or lead to a paper that is linked to a seed, and counted elsewhere.

    Parameters
    ----------
    teller
        The graph, and what its nodes are called.
    seeds
        Numbers of nodes, in the order in which they are preferred.

    Examples
    --------
    >>> import networkx as nx
    >>> from graphx.analyze.arrays import arrays_of
    >>> from graphx.analyze.telling import Teller
    >>> G = nx.MultiDiGraph()
    >>> G.add_node("paper:a", kind="paper", label="CLEX: Continuous Length")
    >>> G.add_node("paper:b", kind="paper", label="LongBench")
    >>> _ = G.add_edge("paper:b", "paper:a", key="cites", relation="cites", weight=1.0)
    >>> Reasons(Teller(G, arrays_of(G)), [0]).of(1)[0]
    'cites CLEX'
    """

    def __init__(self, teller: Teller, seeds: Sequence[int]) -> None:
        self._teller = teller
        self._arrays = teller.arrays
        self._seeds = seeds
        self._seed_papers = [seed for seed in seeds if self._arrays.is_paper[seed]]

    def of(self, paper: int) -> Reason:
        """Return the reason for ``paper``, which must be linked to a seed over some way, and its evidence."""
        tries: tuple[Callable[[int], Reason | None], ...] = (
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

    def _names_seed(self, paper: int) -> Reason | None:
        named = self._teller.rarest(self._teller.artifacts(paper) & set(self._seeds))
        if not named:
            return None
        link = self._teller.link(paper, named[0])
        count = self._teller.count(named[0], "one of {} papers naming it")
        return f"{_VERBS[link.relation]} {self._teller.name(named[0])} ({count})", evidence_of(link)

    def _introduces(self, paper: int) -> Reason | None:
        return self._pair(paper, paper_introduces=True)

    def _names_introduced(self, paper: int) -> Reason | None:
        return self._pair(paper, paper_introduces=False)

    def _pair(self, paper: int, *, paper_introduces: bool) -> Reason | None:
        """Return the reason of the rarest shared artifact that the paper, or else a seed, introduces."""
        name, own = self._teller.name, self._teller.artifacts(paper)
        shared = {a for seed in self._seed_papers for a in own & self._teller.artifacts(seed)}
        for artifact in self._teller.rarest(shared):
            mine = self._teller.link(paper, artifact)
            for seed in self._seed_papers:
                if artifact not in self._teller.artifacts(seed):
                    continue
                theirs = self._teller.link(seed, artifact)
                if (mine if paper_introduces else theirs).relation == INTRODUCES:
                    too = " too" if mine.relation == theirs.relation else ""
                    return (
                        f"{_VERBS[mine.relation]} {name(artifact)}, which {name(seed)} "
                        f"{_VERBS[theirs.relation]}{too} ({self._teller.count(artifact)})",
                        evidence_of(mine, theirs),
                    )
        return None

    def _cites(self, paper: int) -> Reason | None:
        linked = set(neighbours(self._arrays.tables.links, paper))
        for seed in self._seed_papers:
            if seed in linked:
                link = self._teller.link(paper, seed)
                if link.relation == CITES:
                    return (
                        f"{'cites' if link.forward else 'is cited by'} {self._teller.name(seed)}",
                        evidence_of(link),
                    )
        return None

    def _shares(self, paper: int) -> Reason | None:
        """Return what is shared with the seed paper that shares most, counted as in the projection."""
        own = self._teller.artifacts(paper)
        shared = {seed: own & self._teller.artifacts(seed) for seed in self._seed_papers}
        counts = self._arrays.naming_counts
        worth = {seed: fsum(1 / log(counts[a]) for a in both) for seed, both in shared.items()}
        seed = max(worth, key=lambda key: worth[key], default=None)
        if seed is None or not shared[seed]:
            return None
        artifacts = self._teller.rarest(shared[seed])
        names = [f"{self._teller.name(a)} ({self._teller.count(a)})" for a in artifacts[:_SHOWN]]
        if len(artifacts) > _SHOWN:
            names.append(f"{len(artifacts) - _SHOWN} more")
        links = [self._teller.link(one, a) for a in artifacts for one in (paper, seed)]
        return f"shares {listing(names)} with {self._teller.name(seed)}", evidence_of(*links)

    def _along(self, paper: int) -> Reason:
        """Return the way to the nearest seed in words: link by link if it is short enough for that."""
        way = self._ways.cheapest(paper, list(self._seeds))
        assert way, "a paper of the list is linked to a seed over some way"
        links = [self._teller.link(u, v) for u, v in pairwise(way)]
        if len(way) > 2 and all(self._arrays.is_artifact[way[1:-1]]):
            return self._chain(way, links), evidence_of(*links)
        if met := self._met(way, links):
            return met, evidence_of(*links)
        names = [self._teller.name(node) for node in way[1:]]
        through = f", through {listing(names[:-1])}" if len(names) > 1 else ""
        return (
            f"{len(links)} link{'s' if len(links) > 1 else ''} away from {names[-1]}{through}",
            evidence_of(*links),
        )

    def _met(self, way: list[int], links: list[TellingLink]) -> str:
        """Return a way to a paper that is linked to a seed: "cites Llama 2, which LongBench cites"."""
        name, is_paper = self._teller.name, self._arrays.is_paper
        if len(way) == 3 and is_paper[way[1]]:
            start = f"{'cites' if links[0].forward else 'is cited by'} {name(way[1])}"
        elif len(way) == 4 and is_paper[way[2]] and not is_paper[way[1]]:
            start = f"shares {name(way[1])} ({self._teller.count(way[1])}) with {name(way[2])}"
        else:
            return ""
        last, seed = links[-1], name(way[-1])
        if last.forward:
            return f"{start}, which {_VERBS.get(last.relation, 'cites')} {seed}"
        return f"{start}, which {seed} cites"

    def _chain(self, way: list[int], links: list[TellingLink]) -> str:
        """Return a way over artifacts in words: "uses SQuAD 1.1, a version of SQuAD, which BiDAF uses"."""
        words = [f"{_VERBS[links[0].relation]} {self._teller.name(way[1])}"]
        for before, came, link, key in zip(way[1:], links, links[1:], way[2:], strict=False):
            name = self._teller.name(key)
            if self._arrays.is_artifact[key]:
                words.append(_TIES[link.relation, link.forward].format(name))
            elif came.relation == VARIANT_OF and not came.forward:
                # "of which Llama 2 is a version, which CLEX uses" would leave open which of the two it uses.
                words[-1] = f", whose version {self._teller.name(before)} {name} {_VERBS[link.relation]}"
            else:
                words.append(f", which {name} {_VERBS[link.relation]}")
        return "".join(words)

    @cached_property
    def _ways(self) -> Ways:
        """Ways of fewest links; of these those past fewest papers, then past fewest hubs."""

        def tolls(nodes: Ints) -> Floats:
            passed = _PAPER_STEP * ~self._arrays.is_artifact[nodes]
            return np.asarray(np.log(np.maximum(1, self._arrays.degrees[nodes])) / 2 + passed)

        return Ways(self._arrays.tables.links, tolls, _FAR_STEP)
