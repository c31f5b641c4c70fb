"""Rankings and the flattened graph, against networkx by hand."""

from math import sqrt

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from graphx.analyze import METRICS, flatten_graph, project_graph, rank_nodes
from graphx.analyze.metrics import ON_GRAPH
from graphx.analyze.spectral import eigenvector, hubs_and_authorities, katz
from graphx.analyze.walks import pagerank
from graphx.errors import NodeError, OptionError
from graphx.schema import CITES, INTRODUCES, PAPER, USES
from tests.graphs import CLEX, LONER, LONGBENCH, SURVEY, brute_flat, maps, shuffled, small_map, state


def dense_eigenvector(H):
    """Return what a very long power iteration ends with; shifted, so that no bipartite graph goes round."""
    A = nx.to_numpy_array(H, weight=None)
    shifted = np.linalg.matrix_power((A + np.eye(len(H))) / (1 + max(1, A.sum(axis=1).max())), 1)
    scores = np.ones(len(H))
    for _ in range(20_000):
        scores = shifted @ scores
        scores /= np.linalg.norm(scores)
    return dict(zip(H, scores.tolist(), strict=True))


def solved_katz(H):
    A = nx.to_numpy_array(H, weight=None)
    factor = min(0.1, 0.85 / max(1e-9, np.linalg.eigvalsh(A).max()))
    scores = np.linalg.solve(np.eye(len(H)) - factor * A, np.ones(len(H)))
    return dict(zip(H, (scores / np.linalg.norm(scores)).tolist(), strict=True))


BY_HAND = {
    "betweenness": nx.betweenness_centrality,
    "closeness": nx.closeness_centrality,
    "core": nx.core_number,
    "degree": lambda H: dict(H.degree()),
    "eigenvector": dense_eigenvector,
    "harmonic": nx.harmonic_centrality,
    "katz": solved_katz,
    "pagerank": lambda H: nx.pagerank(H, tol=1e-13, max_iter=10_000),
    "strength": lambda H: dict(H.degree(weight="weight")),
}
"""Metrics of the flattened graph, or of the graph of papers."""


def edges_of(G, *relations):
    return {(u, v) for u, v, d in G.edges(data=True) if d["relation"] in relations and u != v}


def slow_reuse(G):
    used, introduced = edges_of(G, USES), edges_of(G, INTRODUCES)
    users = {key: {p for p, a in used if a == key and (p, a) not in introduced} for key in G}
    for key in G:
        if G.nodes[key]["kind"] == PAPER:
            users[key] = {p for p, a in used if (key, a) in introduced and p != key}
    return {key: len(papers) for key, papers in users.items()}


def dense_hits(G):
    keys = sorted(G)
    M = np.zeros((len(keys), len(keys)))
    for u, v, d in G.edges(data=True):
        if u != v:
            at = keys.index(u), keys.index(v)
            M[at] = max(M[at], d["weight"])
    if not M.any():
        return dict.fromkeys(keys, 0.0), dict.fromkeys(keys, 0.0)
    values, vectors = np.linalg.eigh(M.T @ M)
    top = vectors[:, values > values[-1] * (1 - 1e-9)]
    # Where several lead, what equal scores become.
    authorities = np.abs(top @ (top.T @ np.ones(len(keys))))
    hubs = M @ authorities
    return (
        dict(zip(keys, hubs / hubs.sum(), strict=True)),
        dict(zip(keys, authorities / authorities.sum(), strict=True)),
    )


BY_HAND_DIRECTED = {
    "authorities": lambda G: dense_hits(G)[1],
    "citations": lambda G: {key: sum(v == key for _, v in edges_of(G, CITES)) for key in G},
    "hubs": lambda G: dense_hits(G)[0],
    "reuse": slow_reuse,
}
"""Metrics of the graph as it is."""


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
    assert {*BY_HAND, *BY_HAND_DIRECTED} == set(METRICS)
    assert set(BY_HAND_DIRECTED) == ON_GRAPH


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
    if metric in ON_GRAPH:
        expected = BY_HAND_DIRECTED[metric](G) if G else {}
    else:
        expected = BY_HAND[metric](brute_flat(G)) if G else {}
    assert rank_nodes(G, by=metric, kind=None) == pytest.approx(expected, rel=1e-8, abs=1e-8)


@pytest.mark.parametrize("metric", sorted(BY_HAND))
def test_metric_equals_networkx_on_a_larger_graph(metric):
    """More nodes than one batch of sources, several components, long ways."""
    H = nx.disjoint_union(nx.gnm_random_graph(150, 300, seed=1), nx.path_graph(60))
    H = nx.relabel_nodes(H, {n: f"paper:{n:03}" for n in H})
    nx.set_edge_attributes(H, {edge: 1 / (1 + place % 3) for place, edge in enumerate(H.edges)}, "weight")
    G = nx.MultiDiGraph()
    G.add_nodes_from(H, kind="paper")
    G.add_edges_from((u, v, "cites", data | {"relation": "cites"}) for u, v, data in H.edges(data=True))
    assert rank_nodes(G, by=metric) == pytest.approx(BY_HAND[metric](H), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("metric", sorted(BY_HAND))
@given(maps())
@settings(max_examples=30)
def test_metric_on_papers_equals_networkx_on_the_projection(metric, G):
    projected = project_graph(G)
    expected = BY_HAND[metric](projected) if projected else {}
    assert rank_nodes(G, by=metric, on="papers") == pytest.approx(expected, rel=1e-8, abs=1e-8)


def matrix_of(flat):
    matrix = sparse.csr_array(nx.to_numpy_array(flat, nodelist=sorted(flat)))
    return matrix, matrix.sum(axis=1)


@given(maps())
@settings(max_examples=30)
def test_pagerank_equals_its_definition(G):
    flat = flatten_graph(G)
    if flat:
        links, strengths = matrix_of(flat)
        assert pagerank(links, strengths).tolist() == pytest.approx(
            list(slow_pagerank(flat).values()), abs=1e-9
        )
        start = {max(flat): 2.0, min(flat): 1.0}
        starts = np.array([start.get(key, 0.0) for key in flat])
        for damping in (0.85, 0.5):
            slow = list(slow_pagerank(flat, start, damping).values())
            assert pagerank(links, strengths, starts, damping=damping).tolist() == pytest.approx(
                slow, abs=1e-9
            )


@given(maps(), st.data())
@settings(max_examples=30)
def test_personalised_ranking_equals_networkx(G, data):
    flat = flatten_graph(G)
    if flat:
        seeds = data.draw(st.lists(st.sampled_from(sorted(flat)), min_size=1, max_size=3, unique=True))
        expected = nx.pagerank(flat, personalization=dict.fromkeys(seeds, 1), tol=1e-13, max_iter=10_000)
        assert rank_nodes(G, kind=None, seeds=seeds) == pytest.approx(expected, abs=1e-9)


def test_a_seed_may_be_a_piece_of_a_title():
    G = small_map()
    assert rank_nodes(G, seeds="CLEX") == rank_nodes(G, seeds=[CLEX]) != rank_nodes(G)
    assert rank_nodes(G, on="papers", seeds="CLEX")[LONER] == 0
    with pytest.raises(NodeError):
        rank_nodes(G, seeds="nothing of the kind")


def test_pagerank_converges_where_networkx_stops_early():
    """At N * tol the default of networkx gives up on a long path long before it has converged."""
    flat = nx.path_graph(3000)
    exact = nx.pagerank(flat, tol=1e-16, max_iter=10_000)
    assert sum(abs(score - exact[node]) for node, score in nx.pagerank(flat).items()) > 1e-5
    ours = pagerank(*matrix_of(flat))
    assert sum(abs(score - exact[node]) for node, score in enumerate(ours.tolist())) < 1e-11


def test_spectral_metrics_beyond_the_dense_size():
    """Two equal communities far apart, a third one, and loners: only the equal two lead, and alike."""
    part = nx.gnm_random_graph(200, 1200, seed=4)
    H = nx.disjoint_union_all([part, part, nx.path_graph(30), nx.empty_graph(3)])
    matrix = sparse.csr_array(nx.to_scipy_sparse_array(H, weight=None, format="csr", dtype=float))
    one = nx.eigenvector_centrality(part, max_iter=100_000, tol=1e-14)
    expected = [one[n] / sqrt(2) for n in part] * 2 + [0.0] * 33
    assert eigenvector(matrix).tolist() == pytest.approx(expected, abs=1e-9)
    largest = np.linalg.eigvalsh(nx.to_numpy_array(part)).max()
    exact = nx.katz_centrality_numpy(H, alpha=0.85 / largest)
    assert katz(matrix).tolist() == pytest.approx([exact[n] for n in H], rel=1e-9)
    arrows = nx.gnm_random_graph(400, 3000, seed=5, directed=True)
    matrix = sparse.csr_array(nx.to_scipy_sparse_array(arrows, weight=None, format="csr", dtype=float))
    weighted = nx.MultiDiGraph(arrows)
    nx.set_edge_attributes(weighted, 1.0, "weight")
    hubs, authorities = dense_hits(weighted)
    ours = hubs_and_authorities(matrix)
    assert ours[0].tolist() == pytest.approx([hubs[n] for n in arrows], abs=1e-10)
    assert ours[1].tolist() == pytest.approx([authorities[n] for n in arrows], abs=1e-10)


def test_katz_counts_as_networkx_does_where_its_sum_has_a_limit():
    H = nx.path_graph(12)
    exact = nx.katz_centrality(H, alpha=0.1, tol=1e-14, max_iter=10_000)
    matrix = sparse.csr_array(nx.to_scipy_sparse_array(H, weight=None, format="csr", dtype=float))
    assert katz(matrix).tolist() == pytest.approx([exact[n] for n in H], rel=1e-12)


@given(maps(), st.sampled_from(sorted(METRICS)), st.sampled_from([None, "paper", "model"]))
def test_ranking_is_sorted_filtered_and_leaves_the_graph_alone(G, metric, kind):
    before = state(G)
    ranking = rank_nodes(G, by=metric, kind=kind)
    assert state(G) == before
    assert set(ranking) == {key for key in G if kind is None or G.nodes[key]["kind"] == kind}
    assert list(ranking) == sorted(ranking, key=lambda key: (-ranking[key], key))


@given(maps(), st.sampled_from(sorted(METRICS)), st.sampled_from(["graph", "papers"]), st.integers(0, 9))
def test_ranking_does_not_depend_on_the_order_of_filling(G, metric, on, seed):
    on = "graph" if metric in ON_GRAPH else on
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


@pytest.mark.parametrize("metric", sorted(METRICS))
def test_empty_graph_has_an_empty_ranking(metric):
    assert rank_nodes(nx.MultiDiGraph(), by=metric) == {}
    if metric not in ON_GRAPH:
        assert rank_nodes(nx.MultiDiGraph(), by=metric, on="papers") == {}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"by": "pagerankk"},
            "unknown metric 'pagerankk'; did you mean 'pagerank'? choose one of: authorities,",
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
        ({"on": "papers", "by": "hubs"}, "by='hubs' is not for the graph of papers; use on='graph'"),
        ({"by": "degree", "seeds": CLEX}, "seeds are for by='pagerank', not by='degree'; leave them out"),
        ({"by": "degree", "samples": 50}, "samples=50 with by='degree'; sampling is for betweenness, clo"),
        ({"by": "closeness", "samples": 5}, "samples=5 with by='closeness'; sampling is for"),
        ({"on": "papers", "kind": None}, "on='papers' ranks papers only, got kind=None"),
    ],
)
def test_bad_options_are_told(options, message):
    with pytest.raises(OptionError) as error:
        rank_nodes(small_map(), **options)
    assert str(error.value).startswith(message)
