"""The paper-paper graph, against comparing every two papers."""

from itertools import combinations
from math import log

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphx.analyze import flatten_graph, naming_papers, project_graph
from graphx.errors import GraphError
from tests.graphs import (
    CLEX,
    LONGBENCH,
    SURVEY,
    add,
    add_artifact,
    add_paper,
    brute_named,
    brute_naming,
    maps,
    shuffled,
    small_map,
    state,
)


def brute_shares(G, first, second):
    both = brute_named(G, first) & brute_named(G, second)
    return {artifact: 1 / log(len(brute_naming(G, artifact))) for artifact in both}


def brute_families(G):
    """Return each family with all that is a version of it, over any number of steps."""
    versions = nx.DiGraph((u, v) for u, v, d in G.edges(data=True) if d["relation"] == "variant_of")
    return {f: {f} | nx.ancestors(versions, f) for f in versions if versions.in_degree(f)}


def brute_shares_with_families(G, first, second):
    shares = brute_shares(G, first, second)
    families = brute_families(G)
    covered = {f: set().union(*(brute_naming(G, m) for m in members)) for f, members in families.items()}
    for family in sorted(families, key=lambda f: (len(covered[f]), len(families[f]), f)):
        if {first, second} <= covered[family] and not families[family] & set(shares):
            shares[family] = 1 / log(len(covered[family]))
    return shares


@pytest.mark.parametrize(("families", "brute"), [(False, brute_shares), (True, brute_shares_with_families)])
@given(maps(papers=7))
def test_projection_equals_comparing_all_pairs(families, brute, G):
    projected = project_graph(G, families=families)
    papers = {key: data for key, data in G.nodes(data=True) if data["kind"] == "paper"}
    assert type(projected) is nx.Graph
    assert dict(projected.nodes(data=True)) == papers
    for first, second in combinations(sorted(papers), 2):
        shares = brute(G, first, second)
        assert projected.has_edge(first, second) == bool(shares)
        if shares:
            data = projected[first][second]
            assert data["shares"] == tuple(sorted(shares.items(), key=lambda s: (-s[1], s[0])))
            assert data["weight"] == pytest.approx(sum(shares.values()), rel=1e-12)


@given(maps(), st.booleans(), st.integers(0, 9))
def test_projection_is_the_same_in_any_order_and_leaves_the_graph_alone(G, families, seed):
    before = state(G)
    first = project_graph(G, families=families)
    assert state(G) == before
    second = project_graph(shuffled(G, seed), families=families)
    assert [*first.nodes, *first.edges(data=True)] == [*second.nodes, *second.edges(data=True)]


def test_changing_the_projection_does_not_change_the_graph():
    G = small_map()
    before = state(G)
    project_graph(G).nodes[CLEX]["label"] = "changed"
    assert state(G) == before


def test_a_rarer_artifact_counts_more():
    G = nx.MultiDiGraph()
    for n in range(10):
        add_paper(G, f"paper:{n}", f"Paper {n}")
        add(G, f"paper:{n}", "model:bert", "uses")
    add_artifact(G, "model:bert", "BERT")
    add_artifact(G, "dataset:rare", "Rare")
    add(G, "paper:0", "dataset:rare", "uses")
    add(G, "paper:1", "dataset:rare", "introduces")
    add(G, "paper:1", "dataset:rare", "mentions")  # naming it twice is naming it
    shared = project_graph(G)["paper:0"]["paper:1"]
    assert shared["shares"] == (("dataset:rare", 1 / log(2)), ("model:bert", 1 / log(10)))
    assert shared["weight"] == pytest.approx(1 / log(2) + 1 / log(10))


def test_citations_and_hosts_link_no_papers():
    projected = project_graph(small_map())
    assert list(projected.edges) == [(LONGBENCH, CLEX)]
    assert [key for key, _ in projected[LONGBENCH][CLEX]["shares"]] == ["dataset:longbench", "model:llama-2"]


def test_families_link_papers_that_name_different_versions():
    projected = project_graph(small_map(), families=True)
    assert projected[CLEX][SURVEY]["shares"] == (("model:llama", 1 / log(3)),)
    assert "model:llama" not in dict(projected[CLEX][LONGBENCH]["shares"]), "they share the version already"


def test_of_nested_families_the_inner_one_counts():
    G = nx.MultiDiGraph()
    for n, version in enumerate(["model:l-2-7b", "model:l-2-70b", "model:l-3"]):
        add_paper(G, f"paper:{n}", f"Paper {n}")
        add_artifact(G, version, version)
        add(G, f"paper:{n}", version, "uses")
    for version, family in [("l-2-7b", "l-2"), ("l-2-70b", "l-2"), ("l-2", "l"), ("l-3", "l")]:
        add_artifact(G, f"model:{family}", family)
        add(G, f"model:{version}", f"model:{family}", "variant_of")
    projected = project_graph(G, families=True)
    assert projected["paper:0"]["paper:1"]["shares"] == (("model:l-2", 1 / log(2)),)
    assert projected["paper:0"]["paper:2"]["shares"] == (("model:l", 1 / log(3)),)


def test_of_families_that_the_same_papers_name_the_inner_one_counts():
    G = nx.MultiDiGraph()
    for n, version in enumerate(["model:m-7b", "model:m-70b"]):
        add_paper(G, f"paper:{n}", f"Paper {n}")
        add_artifact(G, version, version)
        add(G, f"paper:{n}", version, "uses")
        add(G, version, "model:m", "variant_of")
    add_artifact(G, "model:m", "M")
    add_artifact(G, "model:a", "A")
    add(G, "model:m", "model:a", "variant_of")
    assert project_graph(G, families=True)["paper:0"]["paper:1"]["shares"] == (("model:m", 1 / log(2)),)


@given(maps())
def test_who_names_what(G):
    artifacts = sorted(key for key, data in G.nodes(data=True) if data["kind"] != "paper")
    assert list(naming_papers(G).items()) == [(a, tuple(sorted(brute_naming(G, a)))) for a in artifacts]


@pytest.mark.parametrize("change", [project_graph, flatten_graph])
def test_weights_that_are_no_numbers_are_told(change):
    G = small_map()
    u, v, key = next(iter(G.edges(keys=True)))
    G.edges[u, v, key]["weight"] = float("nan")
    with pytest.raises(GraphError, match="has the weight nan"):
        change(G)
