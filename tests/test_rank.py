"""Rankings and the flattened graph, against networkx by hand."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphx.analyze import METRICS, flatten_graph, project_graph, rank_nodes
from graphx.analyze.rank import pagerank
from graphx.errors import OptionError
from tests.graphs import CLEX, LONER, LONGBENCH, SURVEY, brute_flat, maps, shuffled, small_map, state

BY_HAND = {
    "betweenness": nx.betweenness_centrality,
    "closeness": nx.closeness_centrality,
    "degree": lambda H: dict(H.degree()),
    "harmonic": nx.harmonic_centrality,
    "pagerank": lambda H: nx.pagerank(H, tol=1e-13, max_iter=10_000),
    "strength": lambda H: dict(H.degree(weight="weight")),
}


def slow_pagerank(H, starts=None, damping=0.85):
    """Return PageRank by its definition, with dense arrays and a fixed number of steps."""
    nodes = list(H)
    jump = np.array([(starts or dict.fromkeys(nodes, 1.0)).get(n, 0.0) for n in nodes])
    jump /= jump.sum()
    ranks = jump.copy()
    for _ in range(400):
        new = (1 - damping) * jump
        for place, node in enumerate(nodes):
            total = sum(d["weight"] for d in H[node].values())
            if not total:
                new = new + damping * ranks[place] * jump
            for other, data in H[node].items():
                new[nodes.index(other)] += damping * ranks[place] * data["weight"] / total
        ranks = new
    return dict(zip(nodes, ranks.tolist(), strict=True))


def test_every_metric_has_an_oracle():
    assert set(BY_HAND) == set(METRICS)


@given(maps())
def test_flattened_graph_keeps_the_largest_weight(G):
    flat, slow = flatten_graph(G), brute_flat(G)
    assert type(flat) is nx.Graph
    assert dict(flat.nodes(data=True)) == dict(G.nodes(data=True))
    assert {frozenset(e[:2]): e[2] for e in flat.edges(data="weight")} == {
        frozenset(e[:2]): e[2] for e in slow.edges(data="weight")
    }


@given(maps(), st.integers(0, 9))
def test_flattened_graph_is_filled_in_order(G, seed):
    flat, other = flatten_graph(G), flatten_graph(shuffled(G, seed))
    assert list(flat) == sorted(G)
    assert [list(flat[key].items()) for key in flat] == [list(other[key].items()) for key in other]


def test_flattened_graph_drops_self_loops():
    G = small_map()
    G.add_edge(CLEX, CLEX, key="cites", relation="cites", weight=1.0)
    assert nx.number_of_selfloops(flatten_graph(G)) == 0


@pytest.mark.parametrize("metric", sorted(METRICS))
@given(maps(papers=8, artifacts=6))
def test_metric_equals_networkx_by_hand(metric, G):
    expected = BY_HAND[metric](brute_flat(G)) if G else {}
    assert rank_nodes(G, by=metric, kind=None) == pytest.approx(expected, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("metric", sorted(METRICS))
def test_metric_equals_networkx_on_a_larger_graph(metric):
    """More nodes than one batch of sources, several components, long ways."""
    H = nx.disjoint_union(nx.gnm_random_graph(150, 300, seed=1), nx.path_graph(60))
    H = nx.relabel_nodes(H, {n: f"paper:{n:03}" for n in H})
    nx.set_edge_attributes(H, {edge: 1 / (1 + place % 3) for place, edge in enumerate(H.edges)}, "weight")
    G = nx.MultiDiGraph()
    G.add_nodes_from(H, kind="paper")
    G.add_edges_from((u, v, "cites", data | {"relation": "cites"}) for u, v, data in H.edges(data=True))
    assert rank_nodes(G, by=metric) == pytest.approx(BY_HAND[metric](H), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("metric", sorted(METRICS))
@given(maps())
@settings(max_examples=30)
def test_metric_on_papers_equals_networkx_on_the_projection(metric, G):
    projected = project_graph(G)
    expected = BY_HAND[metric](projected) if projected else {}
    assert rank_nodes(G, by=metric, on="papers") == pytest.approx(expected, rel=1e-9, abs=1e-9)


@given(maps())
@settings(max_examples=30)
def test_pagerank_equals_its_definition(G):
    flat = flatten_graph(G)
    if flat:
        assert pagerank(flat) == pytest.approx(slow_pagerank(flat), abs=1e-9)
        start = {max(flat): 2.0, min(flat): 1.0}
        for damping in (0.85, 0.5):
            slow = slow_pagerank(flat, start, damping)
            assert pagerank(flat, start, damping=damping) == pytest.approx(slow, abs=1e-9)
        assert pagerank(flat, start) == pagerank(flat, start, damping=0.85)


def test_pagerank_converges_where_networkx_stops_early():
    """At N * tol the default of networkx gives up on a long path long before it has converged."""
    flat = nx.path_graph(3000)
    nx.set_edge_attributes(flat, 1.0, "weight")
    exact = nx.pagerank(flat, tol=1e-16, max_iter=10_000)
    assert sum(abs(score - exact[node]) for node, score in nx.pagerank(flat).items()) > 1e-5
    assert sum(abs(score - exact[node]) for node, score in pagerank(flat).items()) < 1e-11


@given(maps(), st.sampled_from(sorted(METRICS)), st.sampled_from([None, "paper", "model"]))
def test_ranking_is_sorted_filtered_and_leaves_the_graph_alone(G, metric, kind):
    before = state(G)
    ranking = rank_nodes(G, by=metric, kind=kind)
    assert state(G) == before
    assert set(ranking) == {key for key in G if kind is None or G.nodes[key]["kind"] == kind}
    assert list(ranking) == sorted(ranking, key=lambda key: (-ranking[key], key))


@given(maps(), st.sampled_from(sorted(METRICS)), st.sampled_from(["graph", "papers"]), st.integers(0, 9))
def test_ranking_does_not_depend_on_the_order_of_filling(G, metric, on, seed):
    first = rank_nodes(G, by=metric, on=on)
    assert list(first.items()) == list(rank_nodes(shuffled(G, seed), by=metric, on=on).items())


def test_nodes_that_nothing_tells_apart_are_ordered_by_key():
    G = nx.MultiDiGraph()
    G.add_nodes_from((f"paper:{n}" for n in range(7)), kind="paper")
    for n in range(7):
        G.add_edge(f"paper:{n}", f"paper:{(n + 1) % 7}", key="cites", relation="cites", weight=0.1 + 0.2)
    for metric in METRICS:
        ranking = rank_nodes(G, by=metric)
        assert list(ranking) == sorted(G), metric
        assert len(set(ranking.values())) == 1, metric


def test_rounding_noise_does_not_tell_equal_nodes_apart():
    """Two copies of one graph, their keys in opposite orders, so that sums are taken in other orders."""
    H = nx.gnm_random_graph(12, 30, seed=3)
    G = nx.MultiDiGraph()
    for place, (u, v) in enumerate(H.edges):
        for a, b in ((u, v), (99 - u, 99 - v)):
            data = {"relation": "cites", "weight": 0.1 + 0.01 * (place % 7)}
            G.add_edge(f"paper:{a:02}", f"paper:{b:02}", key="cites", **data)
    nx.set_node_attributes(G, "paper", "kind")
    for metric in METRICS:
        ranking = rank_nodes(G, by=metric)
        assert all(ranking[f"paper:{n:02}"] == ranking[f"paper:{99 - n:02}"] for n in H), metric


def test_default_ranks_papers_by_pagerank():
    G = small_map()
    assert list(rank_nodes(G)) == list(rank_nodes(G, by="pagerank", kind="paper", on="graph"))
    assert set(rank_nodes(G)) == {CLEX, LONER, LONGBENCH, SURVEY}
    assert rank_nodes(G, by="degree") == {CLEX: 3, LONGBENCH: 2, SURVEY: 2, LONER: 0}


@pytest.mark.parametrize("on", ["graph", "papers"])
@pytest.mark.parametrize("metric", sorted(METRICS))
def test_empty_graph_has_an_empty_ranking(metric, on):
    assert rank_nodes(nx.MultiDiGraph(), by=metric, on=on) == {}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"by": "pagerankk"},
            "unknown metric 'pagerankk'; did you mean 'pagerank'? choose one of: betweenness,",
        ),
        (
            {"kind": "papers"},
            "unknown kind 'papers'; did you mean 'paper'? choose one of: dataset, model, paper, repo",
        ),
        (
            {"on": "paper"},
            "unknown graph to rank on 'paper'; did you mean 'papers'? choose one of: graph, papers",
        ),
        (
            {"on": "papers", "kind": "model"},
            "on='papers' ranks papers only, got kind='model'; use kind='paper'",
        ),
        ({"on": "papers", "kind": None}, "on='papers' ranks papers only, got kind=None"),
    ],
)
def test_bad_options_are_told(options, message):
    with pytest.raises(OptionError) as error:
        rank_nodes(small_map(), **options)
    assert str(error.value).startswith(message)
