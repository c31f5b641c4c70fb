"""Paths between two nodes, against trying all of them."""

from itertools import combinations, pairwise
from math import fsum, log

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphx.analyze import cite, find_paths, flatten_graph
from graphx.errors import NodeError, OptionError
from graphx.model import Evidence
from tests.graphs import (
    CLEX,
    LONER,
    LONGBENCH,
    SURVEY,
    add,
    add_artifact,
    add_paper,
    brute_flat,
    maps,
    shuffled,
    small_map,
)
from tests.graphs import state as state_of


def brute_paths(G, a, b):
    """Return all simple paths with their costs, best first."""
    flat = brute_flat(G)
    degree = dict(flat.degree())

    def cost(path):
        return sum(1 + (log(degree[u]) + log(degree[v])) / 2 for u, v in pairwise(path))

    return sorted((round(cost(path), 9), tuple(path)) for path in nx.all_simple_paths(flat, a, b))


@given(maps(papers=5, artifacts=4), st.integers(1, 6))
def test_paths_are_the_best_of_all(G, k):
    before = state_of(G)
    for a, b in combinations(sorted(G), 2):
        found = find_paths(G, a, b, k=k)
        expected = brute_paths(G, a, b)[:k]
        assert [path.nodes for path in found] == [nodes for _, nodes in expected]
        assert [path.cost for path in found] == pytest.approx([cost for cost, _ in expected], abs=1e-8)
    assert state_of(G) == before


@given(maps(), st.integers(0, 9))
def test_every_step_is_an_edge_with_its_evidence(G, seed):
    other = shuffled(G, seed)
    for a, b in combinations(sorted(G)[:5], 2):
        paths = find_paths(G, a, b)
        assert paths == find_paths(other, a, b)
        for path in paths:
            assert (path.nodes[0], path.nodes[-1]) == (a, b)
            assert [(s.source, s.target) for s in path.steps] == list(pairwise(path.nodes))
            for step in path.steps:
                ends = (step.source, step.target) if step.forward else (step.target, step.source)
                assert step.evidence == G.edges[(*ends, step.relation)]["evidence"][0]
            assert path.text == "; ".join(step.text for step in path.steps) + "."


def star(hub_degree):
    """Return two papers linked by a hub in two steps and by a chain of rare things in four."""
    G = nx.MultiDiGraph()
    for name in "abc":
        add_paper(G, f"paper:{name}", name.upper())
    for artifact in ("model:hub", "model:x", "model:y"):
        add_artifact(G, artifact, artifact)
    for paper, artifact in ["ax", "cx", "cy", "by"]:
        add(G, f"paper:{paper}", f"model:{artifact}", "uses")
    for name in ["a", "b", *map(str, range(hub_degree - 2))]:
        add_paper(G, f"paper:{name}", name.upper())
        add(G, f"paper:{name}", "model:hub", "uses")
    return G


def test_a_hub_is_avoided_if_there_is_another_way():
    through = [find_paths(star(degree), "paper:a", "paper:b", k=1)[0].nodes[1] for degree in (2, 200)]
    assert through == ["model:hub", "model:x"]


def linked(links):
    G = nx.MultiDiGraph()
    for u, v in links:
        for key in (u, v):
            add_paper(G, f"paper:{key}", key)
        add(G, f"paper:{u}", f"paper:{v}", "cites")
    return G


def test_equal_costs_are_ordered_by_keys():
    links = [("a", f"x{n}") for n in (3, 1, 2)] + [(f"y{n}", "b") for n in (2, 3, 1)]
    G = linked([*links, *((f"x{m}", f"y{n}") for m in (2, 3, 1) for n in (3, 2, 1))])
    expected = [nodes for _, nodes in brute_paths(G, "paper:a", "paper:b")[:4]]
    assert [path.nodes for path in find_paths(G, "paper:a", "paper:b", k=4)] == expected
    assert expected[3] == ("paper:a", "paper:x2", "paper:y1", "paper:b")


def test_costs_that_differ_by_rounding_noise_are_equal():
    """ln 9 + ln 2 is ln 6 + ln 3, but not in floating point."""
    ways = [("a", "p"), ("p", "q"), ("q", "b"), ("a", "r"), ("r", "s"), ("s", "b")]
    neighbours = {"p": 9, "q": 2, "r": 6, "s": 3}
    spare = [(name, f"{name}{n}") for name, count in neighbours.items() for n in range(count - 2)]
    first, second = find_paths(linked(ways + spare), "paper:a", "paper:b", k=2)
    assert (first.nodes[1], second.nodes[1]) == ("paper:p", "paper:r")
    assert first.cost == second.cost


def test_paths_are_told_in_sentences():
    G = small_map()
    [short, *_] = find_paths(G, LONGBENCH, SURVEY)
    assert short.text == (
        "LongBench: A Bilingual Benchmark mentions Llama 2; Llama 2 is a version of LLaMA; "
        "A Survey of Long Context mentions LLaMA."
    )
    assert short.steps[0].evidence.sentence == f"{LONGBENCH} mentions model:llama-2."


@pytest.mark.parametrize(
    ("a", "b", "text"),
    [
        (LONGBENCH, "dataset:longbench", "LongBench: A Bilingual Benchmark introduces LongBench."),
        ("dataset:longbench", LONGBENCH, "LongBench: A Bilingual Benchmark introduces LongBench."),
        ("dataset:longbench", CLEX, "CLEX: Continuous Length Extrapolation uses LongBench."),
        (SURVEY, CLEX, "A Survey of Long Context cites CLEX: Continuous Length Extrapolation."),
        (CLEX, SURVEY, "CLEX: Continuous Length Extrapolation is cited by A Survey of Long Context."),
        ("model:llama-2", "model:llama", "Llama 2 is a version of LLaMA."),
        ("model:llama", "model:llama-2", "LLaMA has the version Llama 2."),
        (
            "dataset:longbench",
            "repo:github.com/thudm/longbench",
            "LongBench is hosted at github.com/thudm/longbench.",
        ),
        (
            "repo:github.com/thudm/longbench",
            "dataset:longbench",
            "github.com/thudm/longbench hosts LongBench.",
        ),
    ],
)
def test_wording_follows_the_direction(a, b, text):
    [path, *_] = find_paths(small_map(), a, b, k=1)
    assert path.text == text
    assert path.steps[0].forward == small_map().has_edge(a, b)


@pytest.mark.parametrize(
    ("evidence", "printed"),
    [
        (Evidence(paper=CLEX, sentence="We use it."), "“We use it.”"),
        (Evidence(paper=LONGBENCH, sentence="It is\nat \x1b[31mx."), "“It is at [31mx.” — LongBench"),
        (Evidence(paper="paper:gone", sentence="We use it."), "“We use it.” — paper:gone"),
        (Evidence(provider="catalog", detail="GPT-3.5 is a version of GPT"), "(catalog of names)"),
        (Evidence(provider="input", detail="arxiv:1512.03385"), "(input file)"),
        (Evidence(provider="OpenAlex", detail="W1"), "(OpenAlex)"),
        (Evidence(), ""),
        (None, ""),
    ],
)
def test_only_sentences_are_quoted_and_those_of_others_say_whose_they_are(evidence, printed):
    assert cite(small_map(), evidence, told=[CLEX, "dataset:longbench"]) == printed


def test_the_most_telling_of_parallel_edges_is_told():
    G = small_map()
    add(G, LONGBENCH, "dataset:longbench", "mentions", 1.0)
    add(G, CLEX, SURVEY, "cites")
    assert find_paths(G, LONGBENCH, "dataset:longbench")[0].steps[0].relation == "introduces"
    assert find_paths(G, CLEX, SURVEY)[0].text.startswith("CLEX: Continuous Length Extrapolation cites")


def test_names_with_braces_and_line_ends_are_told_as_they_stand():
    G = small_map()
    G.nodes[CLEX]["label"] = "{0}\n{1}"
    assert find_paths(G, CLEX, "dataset:longbench", k=1)[0].text == "{0} {1} uses LongBench."


def test_ends_may_be_given_by_title():
    assert find_paths(small_map(), "clex", "llama 2", k=1)[0].nodes == (CLEX, "model:llama-2")


def test_no_way_gives_no_path():
    assert find_paths(small_map(), LONER, CLEX) == []


def random_map(seed, nodes, links):
    """Return a map of papers in which some are linked to many, as hubs are."""
    chance = np.random.default_rng(seed)
    ends = (nodes * chance.random((links, 2)) ** 2).astype(int)
    G = nx.MultiDiGraph()
    G.add_nodes_from((f"paper:{n:04}" for n in range(nodes)), kind="paper", label="P")
    G.add_edges_from(
        (f"paper:{u:04}", f"paper:{v:04}", "cites", {"relation": "cites", "weight": 1.0})
        for u, v in ends.tolist()
        if u != v
    )
    return G


@pytest.mark.parametrize("seed", range(6))
def test_paths_of_larger_graphs_are_those_of_networkx(seed):
    """Yen's algorithm on the whole flattened graph; of equal costs those that come first by key."""
    G = random_map(seed, 400, (500, 900, 2500)[seed % 3])
    flat = flatten_graph(G)
    for u, v in flat.edges:
        flat.edges[u, v]["cost"] = 1 + (log(len(flat[u])) + log(len(flat[v]))) / 2
    chance = np.random.default_rng(seed)
    linked_pairs = 0
    for a, b in chance.choice(sorted(G), (12, 2)).tolist():
        if a == b or not nx.has_path(flat, a, b):
            continue
        linked_pairs += 1
        slow = []
        for nodes in nx.shortest_simple_paths(flat, a, b, weight="cost"):
            cost = fsum(flat.edges[pair]["cost"] for pair in pairwise(nodes))
            if len(slow) >= 4 and cost > slow[3][0] + 1e-7:
                break
            slow.append((round(cost, 8), nodes))
        found = find_paths(G, a, b, k=4)
        assert [list(path.nodes) for path in found] == [nodes for _, nodes in sorted(slow)[:4]]
        assert [path.cost for path in found] == pytest.approx([cost for cost, _ in sorted(slow)[:4]])
    assert linked_pairs > 3


def test_of_a_hundred_thousand_equal_paths_the_first_are_returned():
    layers = [["a"], *([f"{layer}{n}" for n in range(10)] for layer in "pqrst"), ["b"]]
    G = linked((u, v) for one, other in pairwise(layers) for u in one for v in other)
    found = find_paths(G, "paper:a", "paper:b", k=11)
    ends = ["".join(key.removeprefix("paper:") for key in path.nodes[4:6]) for path in found]
    assert ends == [*(f"s0t{n}" for n in range(10)), "s1t0"]
    assert len({path.cost for path in found}) == 1


def test_one_node_is_no_path():
    with pytest.raises(
        OptionError, match=f"a path needs two nodes, got {CLEX} twice; give another start or end"
    ):
        find_paths(small_map(), CLEX, CLEX)


@pytest.mark.parametrize("k", [0, -1])
def test_too_small_a_number_is_told(k):
    with pytest.raises(OptionError, match=f"k={k} asks for no path; give at least 1"):
        find_paths(small_map(), CLEX, SURVEY, k=k)


@pytest.mark.parametrize(("a", "b"), [("paper:none", CLEX), (CLEX, "paper:none")])
def test_unknown_ends_are_told(a, b):
    with pytest.raises(NodeError, match="no node of the map fits 'paper:none'"):
        find_paths(small_map(), a, b)
