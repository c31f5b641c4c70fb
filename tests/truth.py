"""Whether what a reading list says is true of the graph, checked the slow way."""

import re
from functools import cached_property
from itertools import pairwise
from math import fsum, log, log1p

import networkx as nx
import pytest

from graphx.schema import CITES, INTRODUCES, PAPER, ROLES, USES

_CHAIN = re.compile(
    r"(introduces|uses|mentions) (N\d+)"
    r"((?:, a version of N\d+|, of which N\d+ is a version|, hosted at N\d+|, which hosts N\d+)*)"
    r"(?:, which (N\d+) (introduces|uses|mentions)|, whose version (N\d+) (N\d+) (introduces|uses|mentions))?"
)
_MET = re.compile(
    r"(?:(?P<cite>cites|is cited by) |shares (?P<shared>N\d+) \(named by (?P<count>\d+) papers\) with )"
    r"(?P<met>N\d+), which (?:(?P<verb>cites|introduces|uses|mentions) (?P<seed>N\d+)|(?P<citing>N\d+) cites)"
)
_HALF_A_PERCENT = 0.00501


def renamed(G):
    """Return a copy of a graph whose nodes are called N0, N1 and so on, so that reasons can be read back."""
    other = G.copy()
    for place, key in enumerate(sorted(other)):
        other.nodes[key]["label"] = f"N{place}"
    return other


class Truth:
    """Checks lists made of one graph of :func:`renamed`."""

    def __init__(self, G):
        self.G = G
        self.key_of = {data["label"]: key for key, data in G.nodes(data=True)}
        self.flat = nx.Graph()
        self.flat.add_nodes_from(G)
        for u, v, weight in G.edges(data="weight"):
            if u != v:
                old = self.flat.get_edge_data(u, v, {"weight": 0})["weight"]
                self.flat.add_edge(u, v, weight=max(weight, old))
        self.named = {u: {v for _, v, r in G.out_edges(u, keys=True) if r in ROLES} for u in G}
        self.naming = {u: {p for p in G if u in self.named[p]} for u in G}
        # What is said once may be behind several edges.
        self.evidence = {}
        for u, v, data in G.edges(data=True):
            self.evidence.setdefault(data["evidence"][0], set()).update((u, v))

    def is_artifact(self, key):
        return self.G.nodes[key]["kind"] != PAPER

    def count(self, key):
        return len(self.naming[key])

    @cached_property
    def weights(self):
        """For each node its neighbours and the weight of the walk to them."""
        weights = {node: {} for node in self.flat}
        for u, v, weight in self.flat.edges(data="weight"):
            count = max(max(1, self.count(key)) if self.is_artifact(key) else 0 for key in (u, v))
            weights[u][v] = weights[v][u] = weight / log(1 + count) if count else weight
        return weights

    def scores(self, seed):
        """Return personalised PageRank from one seed, by its definition."""
        ranks = start = {node: float(node == seed) for node in self.G}
        for _ in range(120):
            new = {node: 0.5 * start[node] for node in self.G}
            for node, row in self.weights.items():
                onwards = row or start
                total = sum(onwards.values())
                for other, weight in onwards.items():
                    new[other] += 0.5 * ranks[node] * weight / total
            ranks = new
        return ranks

    def reachable(self, seeds):
        """Return the papers that can be reached from some seeds, without these."""
        reached = set().union(*(nx.node_connected_component(self.flat, seed) for seed in seeds))
        return {key for key in reached - set(seeds) if not self.is_artifact(key)}

    def role(self, paper, artifact):
        """Return the strongest role."""
        return next(role for role in ROLES if self.G.has_edge(paper, artifact, role))

    def distance(self, seeds, paper):
        ways = [s for s in seeds if nx.has_path(self.flat, paper, s)]
        return min(nx.shortest_path_length(self.flat, paper, s) for s in ways)

    def likeness(self, one, other):
        def worth(artifacts):
            return fsum(1 / log1p(self.count(a)) for a in artifacts)

        both = worth(self.named[one] & self.named[other])
        return both / (worth(self.named[one]) * worth(self.named[other])) ** 0.5 if both else 0.0

    # Why a paper is on the list

    def check_reason(self, seeds, paper, reason):
        """Assert that a reason is true of the graph, word by word."""
        key_of = self.key_of
        if match := re.fullmatch(
            r"(\w+) (N\d+) \((?:one of (\d+) papers|the only paper) naming it\)", reason
        ):
            artifact = key_of[match[2]]
            assert artifact in seeds
            assert self.role(paper, artifact) == match[1]
            assert self.count(artifact) == int(match[3] or 1)
        elif match := re.fullmatch(
            r"(\w+) (N\d+), which (N\d+) (\w+?)( too)? \(named by (\d+) papers\)", reason
        ):
            artifact, seed = key_of[match[2]], key_of[match[3]]
            assert seed in seeds
            assert (self.role(paper, artifact), self.role(seed, artifact)) == (match[1], match[4])
            assert INTRODUCES in (match[1], match[4])
            assert bool(match[5]) == (match[1] == match[4])
            assert self.count(artifact) == int(match[6])
        elif match := re.fullmatch(r"(cites|is cited by) (N\d+)", reason):
            seed = key_of[match[2]]
            assert seed in seeds
            assert self.G.has_edge(*((paper, seed) if match[1] == "cites" else (seed, paper)), CITES)
        elif match := _MET.fullmatch(reason):
            self._check_met(seeds, paper, match)
        elif match := re.fullmatch(r"shares (.+) with (N\d+)", reason):
            self._check_shared(seeds, paper, match)
        elif match := _CHAIN.fullmatch(reason):
            self._check_chain(seeds, paper, match)
        else:
            self._check_far(seeds, paper, reason)

    def _check_shared(self, seeds, paper, match):
        seed = self.key_of[match[2]]
        assert seed in seeds
        shared = self.named[paper] & self.named[seed]
        shown = re.findall(r"(N\d+) \(named by (\d+) papers\)", match[1])
        assert {self.key_of[name] for name, _ in shown} <= shared
        assert [int(n) for _, n in shown] == sorted(self.count(a) for a in shared)[:3]
        more = re.search(r"and (\d+) more$", match[1])
        assert len(shared) == len(shown) + int(more[1] if more else 0)

    def _check_met(self, seeds, paper, match):
        """Assert that a way to a paper that is linked to a seed is one, and is as short as any."""
        met, seed = self.key_of[match["met"]], self.key_of[match["seed"] or match["citing"]]
        assert seed in seeds
        if match["citing"]:
            assert self.G.has_edge(seed, met, CITES)
        else:
            assert self.G.has_edge(met, seed, match["verb"])
        if match["cite"]:
            assert self.G.has_edge(*((paper, met) if match["cite"] == "cites" else (met, paper)), CITES)
        else:
            shared = self.key_of[match["shared"]]
            assert shared in self.named[paper] & self.named[met]
            assert self.count(shared) == int(match["count"])
        assert self.distance(seeds, paper) == (2 if match["cite"] else 3)

    def _check_chain(self, seeds, paper, match):
        """Assert that a way told link by link is one, is as short as any, and leads to a seed."""
        here = self.key_of[match[2]]
        assert self.role(paper, here) == match[1]
        links = 1
        for words in re.findall(r", [^,]+", match[3]):
            there = self.key_of[re.search(r"N\d+", words)[0]]
            relation = "variant_of" if "version" in words else "hosted_at"
            away = words.startswith((", a version of", ", hosted at"))
            assert self.G.has_edge(*((here, there) if away else (there, here)), relation)
            here, links = there, links + 1
        if match[6]:
            version, links = self.key_of[match[6]], links + 1
            assert self.G.has_edge(version, here, "variant_of")
            here = version
        if match[4] or match[7]:
            seed, links = self.key_of[match[4] or match[7]], links + 1
            assert self.role(seed, here) == (match[5] or match[8])
            here = seed
        assert here in seeds
        assert links == self.distance(seeds, paper) > 1

    def _check_far(self, seeds, paper, reason):
        match = re.fullmatch(r"(\d+) links? away from (N\d+)(?:, through (.+))?", reason)
        assert match, reason
        seed = self.key_of[match[2]]
        assert seed in seeds
        assert self.distance(seeds, paper) == int(match[1])
        way = [paper, *(self.key_of[name] for name in re.findall(r"N\d+", match[3] or "")), seed]
        assert len(way) == int(match[1]) + 1
        assert all(self.flat.has_edge(u, v) for u, v in pairwise(way))
        assert not all(self.is_artifact(key) for key in way[1:-1]), "a chain of versions is told in words"

    # The whole list

    def check(self, found, diversity):
        """Assert that everything a list says is true; return how many statements were checked."""
        places = {item.key: place for place, item in enumerate(found)}
        for item in found:
            self.check_reason(found.seeds, item.key, item.reason)
            assert item.evidence
            assert len(set(item.evidence)) == len(item.evidence)
            assert item.key in self.evidence[item.evidence[0]]
            assert set(item.evidence) <= set(self.evidence)
            if item.why_here:
                self._check_here(places, found.items, item)
            assert sum(item.shares) == pytest.approx(1)
        for item in found.foundations:
            self._check_foundation(found, item)
        for item in found.bridges:
            (self._check_tying if len(found.seeds) > 1 else self._check_leading)(found, item)
        for item in found.newest:
            match = re.fullmatch(r"from (\d+), no. (\d+) by score: (.+)", item.reason)
            assert (int(match[1]), int(match[2])) == (item.year, item.rank)
            self.check_reason(found.seeds, item.key, match[3])
        for item in found.left_out:
            self._check_left_out(found, item, diversity)
        lists = (found.items, found.foundations, found.bridges, found.newest, found.left_out)
        return sum(map(len, lists)) + sum(bool(item.why_here) for item in found)

    def _check_here(self, places, items, item):
        match = re.fullmatch(
            r"read (before|after) (N\d+), which "
            r"(?:(cites it|it cites)|(?:uses|introduces) (N\d+), (?:introduced|used) here)",
            item.why_here,
        )
        assert match, item.why_here
        other = self.key_of[match[2]]
        first, then = (item.key, other) if match[1] == "before" else (other, item.key)
        assert places[first] < places[then]
        rank = {one.key: one.rank for one in items}
        assert rank[then] < rank[first], "moved, or there is nothing to tell"
        if match[3]:
            assert self.G.has_edge(then, first, CITES)
        else:
            assert self.G.has_edge(first, self.key_of[match[4]], INTRODUCES)
            assert self.G.has_edge(then, self.key_of[match[4]], USES)

    def older(self, first, then):
        years = [self.G.nodes[key].get("year") for key in (first, then)]
        return first != then and (None in years or years[0] <= years[1])

    def supports(self, base, paper):
        """Return who of some papers cites a paper, and who uses which of the things it introduces."""
        made = [
            a
            for a in self.named[paper]
            if self.G.has_edge(paper, a, INTRODUCES)
            and sum(self.G.has_edge(other, a, INTRODUCES) for other in self.naming[a]) <= 10
        ]
        citing = {p for p in base if self.G.has_edge(p, paper, CITES) and self.older(paper, p)}
        using = {
            a: {
                p
                for p in base
                if self.G.has_edge(p, a, USES)
                and not self.G.has_edge(p, a, INTRODUCES)
                and self.older(paper, p)
            }
            for a in made
        }
        return citing, {a: users for a, users in using.items() if users}

    def base(self, found):
        return {s for s in found.seeds if not self.is_artifact(s)} | {item.key for item in found}

    def _check_foundation(self, found, item):
        citing, using = self.supports(self.base(found), item.key)
        users = set().union(*using.values())
        match = re.fullmatch(
            r"(?P<all>\d+) of these (?P<base>\d+) papers (?:(?P<only>cite it)|"
            r"use (?P<names>.+), which it introduces|"
            r"rest on it: (?P<users>\d+) uses? (?P<both>.+), which it introduces; (?P<citing>\d+) cites? it)",
            item.reason,
        )
        assert match, item.reason
        assert (int(match["all"]), int(match["base"])) == (len(citing | users), len(self.base(found)))
        if match["only"]:
            assert not users
        elif match["names"]:
            assert not citing
        else:
            assert (int(match["users"]), int(match["citing"])) == (len(users), len(citing))
        shown = [self.key_of[name] for name in re.findall(r"N\d+", match["names"] or match["both"] or "")]
        assert [len(using[a]) for a in shown] == sorted((len(u) for u in using.values()), reverse=True)[:3]

    def _check_tying(self, found, item):
        match = re.fullmatch(r"its score comes (.+)", item.reason)
        told = {self.key_of[name]: int(part) for part, name in re.findall(r"(\d+)% from (N\d+)", match[1])}
        for seed, share in zip(found.seeds, item.shares, strict=True):
            assert abs(told.get(seed, 0) / 100 - share) < _HALF_A_PERCENT
        assert 1 - sum(share**2 for share in item.shares) >= 0.18

    def _check_leading(self, found, item):
        match = re.fullmatch(
            r"(\d+)% of its ties lead on to (.+), which nothing else here names; "
            r"(\d+)% to (N\d+) and what that is linked to",
            item.reason,
        )
        [seed] = found.seeds
        assert self.key_of[match[4]] == seed
        ties, inside = self.weights[item.key], {seed, *self.flat[seed]}
        others = [one.key for one in found if one.key != item.key]
        away = {
            a
            for a in ties
            if self.is_artifact(a) and a not in inside and self.count(a) > 1
            if not any(a in self.named[other] for other in others)
        }
        total = sum(ties.values())
        assert abs(int(match[1]) / 100 - sum(ties[a] for a in away) / total) < _HALF_A_PERCENT
        assert abs(int(match[3]) / 100 - sum(ties[a] for a in inside & set(ties)) / total) < _HALF_A_PERCENT
        shown = re.findall(r"(N\d+) \(named by (\d+) papers\)", match[2])
        assert all(self.key_of[name] in away and self.count(self.key_of[name]) == int(n) for name, n in shown)
        more = re.search(r"and (\d+) more$", match[2])
        assert len(away) == len(shown) + int(more[1] if more else 0)

    def _check_left_out(self, found, item, diversity):
        assert item.key not in {one.key for one in found}
        if "time" in item.reason:
            assert re.fullmatch(
                r"(with what to read before it, it makes \d+ papers, but )?"
                r"(no time was left|time was left for \d+)",
                item.reason,
            )
            assert found.hours is not None
            return
        match = re.fullmatch(
            r"no. (\d+) by score, (?:passed over for its likeness of ([\d.]+) to (N\d+) on the list|"
            r"(\d+) asked for)",
            item.reason,
        )
        assert int(match[1]) == item.rank
        if match[2]:
            assert diversity
            other = self.key_of[match[3]]
            assert other in {one.key for one in found}
            assert self.likeness(item.key, other) == pytest.approx(float(match[2]), abs=0.0051)
        elif found.hours is None:
            assert int(match[4]) == len(found)
