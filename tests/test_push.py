"""The walk near a seed: against its definition, and where only a part is computed against all of it."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphx.analyze.arrays import arrays_of
from graphx.analyze.push import EPSILON, surroundings, walk_of
from tests.graphs import maps
from tests.truth import Truth, renamed


@given(maps(papers=8).filter(len), st.data())
def test_both_ways_equal_the_definition(G, data):
    truth, arrays = Truth(renamed(G)), arrays_of(G)
    seed = data.draw(st.integers(0, len(G) - 1))
    slow = truth.scores(arrays.keys[seed])
    component = {arrays.places[key] for key in nx.node_connected_component(truth.flat, arrays.keys[seed])}
    for near in (
        surroundings(arrays, [seed]),
        surroundings(arrays, [seed], exact_up_to=-1, epsilon=1e-14),
    ):
        assert near.whole
        assert set(near.nodes.tolist()) == component
        expected = [slow[arrays.keys[node]] for node in near.nodes]
        assert near.shares[:, 0] == pytest.approx(expected, abs=1e-11)


def random_map(papers, seed, *, citations):
    """Return a map whose artifacts are as unevenly popular as real ones."""
    chance = np.random.default_rng(seed)
    G = nx.MultiDiGraph()
    keys = [f"paper:{n:05}" for n in range(papers)]
    G.add_nodes_from(keys, kind="paper")
    artifacts = [f"model:{n:04}" for n in range(papers // 10)]
    G.add_nodes_from(artifacts, kind="model")
    popularity = 1 / np.arange(1, len(artifacts) + 1)
    popularity /= popularity.sum()
    for key in keys:
        for n in set(chance.choice(len(artifacts), chance.geometric(0.3), p=popularity).tolist()):
            G.add_edge(key, artifacts[n], "uses", relation="uses", weight=chance.choice([0.7, 0.9, 1.0]))
    for u, v in chance.integers(0, papers, (citations, 2)).tolist():
        G.add_edge(keys[u], keys[v], "cites", relation="cites", weight=1.0)
    return G


@pytest.mark.parametrize("citations", [0, 4000])
def test_pushing_finds_the_best_papers(citations):
    """A part of the walk finds nineteen of the best twenty; no score is too high, or lower than stated."""
    arrays = arrays_of(random_map(4000, 7, citations=citations))
    overlaps, parts = [], []
    for seed in np.flatnonzero(arrays.is_paper)[::100].tolist():
        exact, near = surroundings(arrays, [seed]), surroundings(arrays, [seed], exact_up_to=-1)
        full = np.zeros(len(arrays))
        full[exact.nodes] = exact.shares[:, 0]
        lost = full[near.nodes] - near.shares[:, 0]
        assert lost.min() > -1e-12
        assert (lost <= EPSILON * walk_of(arrays).totals[near.nodes] + 1e-12).all()
        best = [set(top(arrays, seed, one)) for one in (exact, near)]
        overlaps.append(len(best[0] & best[1]) / 20)
        parts.append(near.whole)
    assert np.mean(overlaps) >= 0.95
    assert not all(parts), "it is no test of a part where all is computed"


def top(arrays, seed, near):
    ranked = sorted(zip((-near.shares[:, 0]).tolist(), near.nodes.tolist(), strict=True))
    return [node for _, node in ranked if arrays.is_paper[node] and node != seed][:20]


def test_more_is_computed_until_enough_papers_are_found():
    """A chain of papers: the walk thins out by half a link, yet forty are asked for."""
    G = nx.MultiDiGraph()
    nx.add_path(G, [f"paper:{n:03}" for n in range(100)])
    for u, v, key in G.edges(keys=True):
        G.nodes[u].update(kind="paper")
        G.nodes[v].update(kind="paper")
        G.edges[u, v, key].update(relation="cites", weight=1.0)
    arrays = arrays_of(G)
    few = surroundings(arrays, [0], exact_up_to=-1)
    more = surroundings(arrays, [0], exact_up_to=-1, enough=40)
    assert len(few.nodes) < 20
    assert len(more.nodes) >= 40
    assert not few.whole
    everything = surroundings(arrays, [0], exact_up_to=-1, enough=1000)
    assert everything.whole
    assert len(everything.nodes) == 100


def test_seeds_stand_side_by_side():
    arrays = arrays_of(random_map(300, 1, citations=100))
    seeds = np.flatnonzero(arrays.is_paper)[:3].tolist()
    for exact_up_to in (20_000, -1):
        together = surroundings(arrays, seeds, exact_up_to=exact_up_to)
        for column, seed in enumerate(seeds):
            alone = surroundings(arrays, [seed], exact_up_to=exact_up_to)
            full = np.zeros(len(arrays))
            full[alone.nodes] = alone.shares[:, 0]
            assert together.shares[:, column] == pytest.approx(full[together.nodes], abs=1e-15)


def test_nothing_leads_away_from_links_without_weight():
    G = nx.MultiDiGraph()
    G.add_nodes_from(["paper:a", "paper:b"], kind="paper")
    G.add_edge("paper:a", "paper:b", "cites", relation="cites", weight=0.0)
    for exact_up_to in (20_000, -1):
        near = surroundings(arrays_of(G), [0], exact_up_to=exact_up_to)
        assert near.shares[near.nodes == 0].tolist() == [[1.0]]
