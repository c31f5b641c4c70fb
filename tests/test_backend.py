"""The backend of networkx gives the numbers of networkx."""

from __future__ import annotations

import subprocess
import sys

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphx.backend import ArrayGraph, backend, info

KINDS = [nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph]


@st.composite
def graphs(draw, kinds):
    """Return a random graph of networkx with weights, loops and parallel edges."""
    G = draw(st.sampled_from(kinds))()
    nodes = [f"n{i}" for i in range(draw(st.integers(1, 9)))]
    G.add_nodes_from(draw(st.permutations(nodes)))
    pair = st.tuples(st.sampled_from(nodes), st.sampled_from(nodes))
    for u, v in draw(st.lists(pair, max_size=16)):
        G.add_edge(u, v, weight=draw(st.sampled_from([0.25, 0.5, 1.0, 3.0])))
    return G


@pytest.fixture(autouse=True)
def _quiet():
    """Let networkx use its converted graphs without telling so each time."""
    nx.config.warnings_to_ignore.add("cache")
    yield
    nx.config.warnings_to_ignore.discard("cache")


def ours(function, G, **options):
    return function(G, backend="graphx", **options)


@given(graphs(KINDS), st.sampled_from([0.5, 0.85]), st.sampled_from(["weight", None]), st.booleans())
def test_pagerank(G, alpha, weight, personal):
    start = {node: place + 1.0 for place, node in enumerate(list(G)[:2])} if personal else None
    options = {"alpha": alpha, "weight": weight, "personalization": start}
    expected = nx.pagerank(G, tol=1e-14, max_iter=10_000, **options)
    assert ours(nx.pagerank, G, **options) == pytest.approx(expected, abs=1e-10)


@given(graphs([nx.Graph, nx.MultiGraph]))
@settings(max_examples=60)
def test_distances(G):
    for function, options in [
        (nx.betweenness_centrality, {}),
        (nx.betweenness_centrality, {"normalized": False}),
        (nx.closeness_centrality, {}),
        (nx.closeness_centrality, {"wf_improved": False}),
        (nx.harmonic_centrality, {}),
    ]:
        assert ours(function, G, **options) == pytest.approx(function(G, **options), abs=1e-10)


@given(graphs([nx.Graph]))
def test_cores(G):
    G.remove_edges_from(list(nx.selfloop_edges(G)))
    assert ours(nx.core_number, G) == nx.core_number(G)


def test_spectral():
    G = nx.gnm_random_graph(40, 120, seed=2)
    exact = nx.eigenvector_centrality(G, max_iter=10_000, tol=1e-14)
    assert ours(nx.eigenvector_centrality, G) == pytest.approx(exact, abs=1e-9)
    arrows = nx.gnm_random_graph(40, 160, seed=3, directed=True)
    for near, exact in zip(ours(nx.hits, arrows), nx.hits(arrows, tol=1e-14, max_iter=10_000), strict=True):
        assert near == pytest.approx(exact, abs=1e-9)


def test_what_is_left_to_networkx():
    path, arrow = nx.path_graph(4), nx.DiGraph([(0, 1)])
    for name, graph, options, reason in [
        ("betweenness_centrality", path, {"k": 2}, "the option 'k' is left to networkx"),
        ("closeness_centrality", path, {"u": 1}, "the option 'u' is left to networkx"),
        ("closeness_centrality", arrow, {}, "directed graphs are left to networkx"),
        ("pagerank", nx.Graph(), {}, "an empty graph is left to networkx"),
        (
            "pagerank",
            path,
            {"personalization": {7: 1}},
            "a personalization without weight is left to networkx",
        ),
        ("pagerank", path, {"depth": 1}, "got an unexpected keyword argument 'depth'"),
    ]:
        assert str(backend.can_run(name, (graph,), options)).startswith(reason)
    assert backend.can_run("pagerank", (arrow,), {}) is True
    with pytest.raises(AttributeError, match="has no 'triangles'"):
        backend.triangles  # noqa: B018


def test_a_graph_is_converted_once_until_it_changes():
    G = nx.path_graph(4)
    first = ours(nx.harmonic_centrality, G)
    kept = G.__networkx_cache__["backends"]["graphx"]
    assert [type(graph) for graph in kept.values()] == [ArrayGraph]
    assert ours(nx.harmonic_centrality, G) == first
    G.add_edge(0, 3)
    assert ours(nx.harmonic_centrality, G) == nx.harmonic_centrality(G) != first


def test_networkx_uses_it_of_itself_where_it_is_told_to():
    """In a process of its own, because the setting is read when networkx is imported."""
    code = (
        "import networkx as nx; from graphx.backend import Backend; G = nx.path_graph(5); used = [];"
        "old = Backend.convert_from_nx;"
        "Backend.convert_from_nx = staticmethod(lambda *a, **o: used.append(1) or old(*a, **o));"
        "assert nx.pagerank(G)[0] > 0 and used == [1];"
        "assert nx.closeness_centrality(G, u=1) and nx.number_connected_components(G) == 1; print('ok')"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={"NETWORKX_BACKEND_PRIORITY": "graphx", "PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stdout.strip() == "ok", run.stderr


def test_networkx_is_told_of_it():
    assert set(info()["functions"]) <= set(dir(nx))
    assert nx.config.backends["graphx"] is not None


def test_options_that_only_a_newer_networkx_has(monkeypatch):
    class Newer:
        @staticmethod
        def orig_func(G, alpha=0.85, newer=None): ...

    monkeypatch.setattr(nx, "pagerank", Newer)
    G = backend.convert_from_nx(nx.path_graph(3))
    assert backend.can_run("pagerank", (G,), {"newer": None}) is True
    assert backend.pagerank(G, newer=None) == backend.pagerank(G)
    assert "newer" in backend.can_run("pagerank", (G,), {"newer": 1})
    assert "unheard_of" in backend.can_run("pagerank", (G,), {"unheard_of": None})
