"""The graph as arrays: the same nodes, edges and weights as the networkx graph, whatever its order."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given

from graphx.analyze.arrays import arrays_of
from graphx.analyze.graph import flatten_graph, naming_papers
from graphx.errors import GraphError
from graphx.schema import ARTIFACT_KINDS, CITES, PAPER, ROLES
from tests.graphs import maps, shuffled, small_map


def dense(arrays, matrix):
    return {
        (arrays.keys[i], arrays.keys[j]): value
        for i, row in enumerate(matrix.toarray().tolist())
        for j, value in enumerate(row)
        if value
    }


@given(maps())
def test_the_flattened_graph_is_the_same(G):
    arrays = arrays_of(G)
    flat = flatten_graph(G)
    assert list(arrays.keys) == sorted(G)
    expected = {pair: w for u, v, w in flat.edges(data="weight") for pair in ((u, v), (v, u))}
    assert dense(arrays, arrays.links) == expected
    assert arrays.by_key(arrays.degrees.tolist()) == dict(flat.degree)


@given(maps())
def test_who_names_what_is_the_same(G):
    arrays = arrays_of(G)
    naming = naming_papers(G)
    assert {key for key, is_one in zip(arrays.keys, arrays.is_artifact, strict=True) if is_one} == set(naming)
    assert dense(arrays, arrays.naming) == {(p, a): 1 for a, papers in naming.items() for p in papers}
    counts = arrays.by_key(arrays.naming_counts.tolist())
    assert {a: counts[a] for a in naming} == {a: len(papers) for a, papers in naming.items()}
    for role in ROLES:
        edges = {(u, v) for u, v, data in G.edges(data=True) if data["relation"] == role}
        assert set(dense(arrays, arrays.of_relations(role))) == edges
    assert dense(arrays, arrays.introduced_by).keys() == {
        (v, u) for u, v, data in G.edges(data=True) if data["relation"] == "introduces"
    }
    cited = {(u, v) for u, v, data in G.edges(data=True) if data["relation"] == CITES and u != v}
    assert set(dense(arrays, arrays.citing)) == cited


@given(maps())
def test_the_order_of_filling_does_not_matter(G):
    one, other = arrays_of(G), arrays_of(shuffled(G, 1))
    assert one is not other
    assert one.keys == other.keys
    for name in ("kinds", "years", "sources", "targets", "relations", "weights"):
        assert np.array_equal(getattr(one, name), getattr(other, name))


def test_kinds_and_years():
    G = small_map()
    G.add_node("person:x", kind="person")
    arrays = arrays_of(G)
    kinds = {key: G.nodes[key]["kind"] for key in G}
    assert [key for key in arrays.keys if kinds[key] == PAPER] == [arrays.keys[i] for i in arrays.papers]
    assert {key for key, kind in kinds.items() if kind in ARTIFACT_KINDS} == {
        key for key, is_one in zip(arrays.keys, arrays.is_artifact, strict=True) if is_one
    }
    assert arrays.kinds[arrays.places["person:x"]] == -1
    years = arrays.by_key(arrays.years.tolist())
    assert years == {key: G.nodes[key].get("year") or 0 for key in G}


def test_remembered_until_the_graph_changes():
    G = small_map()
    first = arrays_of(G)
    assert arrays_of(G) is first
    G.add_node("model:new", kind="model")
    assert "model:new" in arrays_of(G).places


@pytest.mark.parametrize("weight", [float("nan"), float("inf"), -0.5, "much", None])
def test_a_weight_that_is_no_number(weight):
    G = small_map()
    u, v, key = next(iter(G.edges(keys=True)))
    G.edges[u, v, key]["weight"] = weight
    with pytest.raises(GraphError, match=rf"{v} has the weight {weight!r}; give a finite number"):
        arrays_of(G)


def test_no_nodes_and_no_edges():
    assert len(arrays_of(nx.MultiDiGraph())) == 0
    assert arrays_of(nx.MultiDiGraph()).links.shape == (0, 0)
    G = nx.MultiDiGraph()
    G.add_node("paper:a", kind="paper")
    assert arrays_of(G).degrees.tolist() == [0]
