"""Walks over the whole graph against networkx, exact and sampled."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from graphx.analyze import distances
from graphx.analyze.distances import walk


@st.composite
def forests(draw):
    """Return a random graph with leaves, stars, pairs and loners, in any order of nodes."""
    H = nx.gnm_random_graph(draw(st.integers(1, 14)), draw(st.integers(0, 25)), seed=draw(st.integers(0, 99)))
    for _ in range(draw(st.integers(0, 12))):
        H.add_edge(draw(st.sampled_from(sorted(H))), len(H))
    H = nx.disjoint_union_all([H, nx.star_graph(draw(st.integers(0, 4))), nx.path_graph(2)])
    return nx.relabel_nodes(H, dict(zip(H, draw(st.permutations(list(H))), strict=True)))


def matrix_of(H):
    return sparse.csr_array(nx.to_scipy_sparse_array(H, nodelist=sorted(H), weight=None, dtype=float))


def slow_sums(H, starts):
    """Return totals, sums of inverses and path shares over some starts, by the definitions."""
    away = dict(nx.all_pairs_shortest_path_length(H))
    total = [sum(away[s].get(v, 0) for s in starts) for v in sorted(H)]
    inverse = [sum(1 / away[s][v] for s in starts if v in away[s] and v != s) for v in sorted(H)]
    shares = dict.fromkeys(H, 0.0)
    for s in starts:
        for t in H:
            paths = list(nx.all_shortest_paths(H, s, t)) if t in away[s] and t != s else []
            for way in paths:
                for v in way[1:-1]:
                    shares[v] += 1 / len(paths) / 2
    return total, inverse, [shares[v] for v in sorted(H)]


@given(forests())
@settings(max_examples=60)
def test_sums_equal_their_definitions(H):
    total, inverse, shares = slow_sums(H, sorted(H))
    far = walk(matrix_of(H), paths=False)
    assert far.sums.reached.tolist() == [len(nx.node_connected_component(H, v)) - 1 for v in sorted(H)]
    assert far.sums.total.tolist() == total
    assert far.sums.inverse.tolist() == pytest.approx(inverse)
    assert walk(matrix_of(H), paths=True).sums.shares.tolist() == pytest.approx(shares)
    assert far.parts == ()


@given(forests(), st.integers(0, 9))
@settings(max_examples=60)
def test_a_sample_sums_over_its_starts(H, seed):
    """Each component of more than ten nodes is walked from ten; the others from all."""
    drawn = distances._draw(
        np.array(component_numbers(H)), np.array([d for _, d in sorted(H.degree)]), 10, seed
    )
    starts = sorted(np.concatenate(drawn.groups).tolist())
    for part in nx.connected_components(H):
        assert len(part.intersection(starts)) == min(10, len(part))
    total, inverse, shares = slow_sums(H, starts)
    scale = [max(1, len(nx.node_connected_component(H, v)) / 10) for v in sorted(H)]
    near = walk(matrix_of(H), paths=False, samples=10, seed=seed).sums
    assert near.total.tolist() == pytest.approx([x * f for x, f in zip(total, scale, strict=True)])
    assert near.inverse.tolist() == pytest.approx([x * f for x, f in zip(inverse, scale, strict=True)])
    paths = walk(matrix_of(H), paths=True, samples=10, seed=seed).sums
    assert paths.shares.tolist() == pytest.approx([x * f for x, f in zip(shares, scale, strict=True)])


def component_numbers(H):
    return sparse.csgraph.connected_components(matrix_of(H), directed=False)[1]


def test_estimates_come_with_their_parts():
    """Two hundred nodes are estimated; what can be walked whole is exact in every part."""
    H = nx.disjoint_union(nx.barabasi_albert_graph(200, 2, seed=1), nx.path_graph(5))
    exact, near = (walk(matrix_of(H), paths=True, samples=samples) for samples in (None, 60))
    assert (len(exact.parts), exact.starts) == (0, 205)
    assert (len(near.parts), near.starts) == (distances.GROUPS, 65)
    assert near.sums.shares[200:].tolist() == exact.sums.shares[200:].tolist() == [0, 3, 4, 3, 0]
    assert all(part.shares[200:].tolist() == [0, 3, 4, 3, 0] for part in near.parts)
    assert np.mean([part.shares for part in near.parts], axis=0) == pytest.approx(near.sums.shares)
    middle = np.argsort(-exact.sums.shares)[:5]
    assert near.sums.shares[middle] == pytest.approx(exact.sums.shares[middle], rel=0.5)


def test_the_sample_is_the_same_for_one_seed():
    H = nx.barabasi_albert_graph(300, 2, seed=1)
    runs = [walk(matrix_of(H), paths=True, samples=50, seed=seed).sums.shares.tolist() for seed in (1, 1, 2)]
    assert runs[0] == runs[1] != runs[2]


def test_large_components_are_sampled_of_themselves(monkeypatch):
    H = nx.barabasi_albert_graph(300, 2, seed=1)
    monkeypatch.setattr(distances, "EXACT", 1000)
    monkeypatch.setattr(distances, "SAMPLES", 40)
    assert walk(matrix_of(H), paths=False).starts == 40
    assert walk(matrix_of(H), paths=False, samples=300).starts == 300
