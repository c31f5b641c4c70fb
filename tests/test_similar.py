"""Papers like a paper, against comparing every two."""

from __future__ import annotations

from itertools import pairwise
from math import fsum, log

import networkx as nx
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy import sparse

from graphx import build_graph, find_mentions, read_papers, resolve_citations, sample_path
from graphx.analyze import nearest as nearest_module
from graphx.analyze import nearest_papers, project_graph, similar_papers
from graphx.analyze.arrays import arrays_of
from graphx.analyze.measures import MEASURES
from graphx.analyze.nearest import Features, nearest_rows, nearest_to
from graphx.errors import NodeError, OptionError
from graphx.schema import CITES, INTRODUCES, PAPER, USES
from tests.benchmarks.synthetic import synthetic_arrays, synthetic_graph
from tests.graphs import (
    CLEX,
    LONER,
    LONGBENCH,
    SURVEY,
    add,
    brute_named,
    brute_naming,
    maps,
    shuffled,
    small_map,
    state,
)


def does_more(G, paper, artifact):
    return bool({INTRODUCES, USES} & set(G[paper][artifact]))


def brute_cites(G, paper):
    return {v for _, v, data in G.out_edges(paper, data=True) if data["relation"] == CITES and v != paper}


def brute_cited_by(G, paper):
    return {u for u, _, data in G.in_edges(paper, data=True) if data["relation"] == CITES and u != paper}


def brute_works(G, paper):
    return brute_cites(G, paper) | {paper}


def brute_works_count(G, work):
    return len(brute_cited_by(G, work) | ({work} if G.nodes[work]["kind"] == PAPER else set()))


def brute_roles(G, p, q):
    both = brute_named(G, p) & brute_named(G, q)
    halves = {a: 1 if does_more(G, p, a) and does_more(G, q, a) else 0.5 for a in both}
    # What nobody else names counts, where a paper is compared with itself, as if one other did.
    return fsum(halves[a] / log(max(2, len(brute_naming(G, a)))) for a in both)


def brute_sum(G, p, q):
    works = brute_works(G, p) & brute_works(G, q)
    counts = [brute_works_count(G, work) for work in works]
    return fsum([brute_roles(G, p, q), *(1 / log(count) for count in counts if count > 1)])


def over(part, whole):
    return part / whole if whole else 0.0


BRUTE = {
    "shared": lambda G, p, q: fsum(
        1 / log(len(brute_naming(G, a))) for a in brute_named(G, p) & brute_named(G, q)
    ),
    "roles": brute_roles,
    "jaccard": lambda G, p, q: over(
        len(brute_named(G, p) & brute_named(G, q)), len(brute_named(G, p) | brute_named(G, q))
    ),
    "coupling": lambda G, p, q: float(len(brute_cites(G, p) & brute_cites(G, q))),
    "cocitation": lambda G, p, q: float(len(brute_cited_by(G, p) & brute_cited_by(G, q))),
    "combined": lambda G, p, q: over(brute_sum(G, p, q), brute_sum(G, p, p)),
}


def brute_similar(G, paper, by, size):
    """Return the best papers as pairs of key and score, by comparing with every other paper."""
    others = [key for key, data in G.nodes(data=True) if data["kind"] == PAPER and key != paper]
    scores = {key: BRUTE[by](G, paper, key) for key in others}
    # To nine digits, so that what is equal ties however it was summed.
    best = sorted((key for key in others if scores[key]), key=lambda key: (-round(scores[key], 9), key))
    return [(key, pytest.approx(scores[key], rel=1e-9)) for key in best[:size]]


def sample_map():
    papers = read_papers(sample_path())
    return build_graph(papers, find_mentions(papers), resolve_citations(papers))


@pytest.fixture(scope="module")
def sample():
    return sample_map()


def test_every_measure_has_an_oracle():
    assert set(BRUTE) == set(MEASURES)


@pytest.mark.parametrize("by", sorted(MEASURES))
@given(maps(papers=8), st.integers(1, 8))
def test_papers_are_those_of_comparing_all(by, G, size):
    before = state(G)
    near = nearest_papers(G, by=by, size=size)
    assert list(near) == sorted(key for key in G if G.nodes[key]["kind"] == PAPER)
    for paper in near:
        expected = brute_similar(G, paper, by, size)
        assert list(near[paper].items()) == expected
        assert [(one.key, one.score) for one in similar_papers(G, paper, by=by, size=size)] == expected
    assert state(G) == before


@pytest.mark.parametrize("by", sorted(MEASURES))
def test_papers_of_the_sample_are_those_of_comparing_all(by, sample):
    near = nearest_papers(sample, by=by, size=7)
    assert len(near) == 80
    assert any(near.values())
    for paper in list(near)[::4]:
        expected = brute_similar(sample, paper, by, 7)
        assert list(near[paper].items()) == expected
        assert [(one.key, one.score) for one in similar_papers(sample, paper, by=by, size=7)] == expected


def test_shared_is_the_weight_of_the_projection(sample):
    projected = project_graph(sample)
    near = nearest_papers(sample, size=80)
    assert sum(map(len, near.values())) == 2 * projected.number_of_edges()
    for u, v, weight in projected.edges(data="weight"):
        assert near[u][v] == pytest.approx(weight, rel=1e-11)
        assert near[v][u] == near[u][v]


@st.composite
def tables(draw):
    """Return features of random rows: few different features, so that ties and equal rows abound."""
    rows, columns = draw(st.integers(1, 30)), draw(st.integers(1, 7))
    seed = draw(st.integers(0, 10_000))
    chance = np.random.default_rng(seed)
    popularity = 1 / np.arange(1, columns + 1) ** draw(st.sampled_from([0.2, 1.0]))
    table = sparse.csr_array((chance.random((rows, columns)) < popularity).astype(float))
    weights = draw(st.lists(st.sampled_from([0.25, 0.5, 1.0, 3.0]), min_size=columns, max_size=columns))
    if draw(st.booleans()):
        extra = np.array(draw(st.lists(st.integers(0, 3), min_size=rows, max_size=rows)))
        return Features(table, np.ones(columns), np.diff(table.indptr) + extra)
    return Features(table, np.array(weights))


@given(tables(), st.integers(1, 6), st.sampled_from([1, 2, 100]), st.sampled_from([1, 7, 1000]))
def test_search_in_several_rounds_is_that_of_all_pairs(features, size, pairs, block):
    """Small limits make rounds and blocks of what would be one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nearest_module, "_PAIRS_A_ROW", pairs)
        patch.setattr(nearest_module, "_BLOCK", block)
        rows, scores = nearest_rows(features, size)
    dense = features.table.toarray() > 0
    shared = (dense * features.weights) @ dense.T
    if features.totals is not None:
        shared = shared / np.maximum(features.totals[:, None] + features.totals - shared, 1)
    np.fill_diagonal(shared, 0)
    for row, expected in enumerate(shared):
        best = sorted(np.flatnonzero(expected), key=lambda other: (-expected[other], other))[:size]
        fill = size - len(best)
        assert rows[row].tolist() == [*best, *[-1] * fill]
        assert scores[row] == pytest.approx([*expected[best], *[0.0] * fill], rel=1e-12)
        alone = nearest_to(features, row, size)
        assert alone[0].tolist() == best
        assert alone[1] == pytest.approx(expected[best], rel=1e-12)


@pytest.mark.parametrize("by", ["shared", "combined", "jaccard"])
def test_a_larger_map_goes_several_rounds_and_stays_exact(by):
    """3,000 papers, hubs that hundreds name; every paper of the walk from all is that of the walk from it."""
    arrays = synthetic_arrays(3000, seed=1)
    features = MEASURES[by](arrays)
    rounds = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nearest_module, "_PAIRS_A_ROW", 5)
        patch.setattr(nearest_module, "_BLOCK", 20_000)
        search = nearest_module._search
        patch.setattr(nearest_module, "_search", lambda *args: (rounds.append(1), search(*args))[1])
        rows, scores = nearest_rows(features, 10)
    assert len(rounds) >= 2
    for row in range(0, 3000, 7):
        best, expected = nearest_to(features, row, 10)
        assert rows[row][rows[row] >= 0].tolist() == best.tolist()
        assert scores[row][: len(best)].tolist() == expected.tolist()


def test_made_up_maps_are_the_same_as_arrays_and_as_graphs():
    arrays, taken = synthetic_arrays(200, seed=3), arrays_of(synthetic_graph(200, seed=3))
    for name in ("keys", "kinds", "years", "sources", "targets", "relations", "weights"):
        assert np.array_equal(getattr(arrays, name), getattr(taken, name)), name


@given(maps(), st.sampled_from(sorted(MEASURES)), st.integers(0, 9))
def test_the_order_of_filling_does_not_matter(G, by, seed):
    other = shuffled(G, seed)
    one, two = nearest_papers(G, by=by), nearest_papers(other, by=by)
    assert {key: list(row.items()) for key, row in one.items()} == {
        key: list(row.items()) for key, row in two.items()
    }
    for paper in one:
        assert similar_papers(G, paper, by=by) == similar_papers(other, paper, by=by)


@given(maps(papers=7))
@example(small_map())
def test_without_citations_combined_orders_as_roles(G):
    G.remove_edges_from([edge for edge in G.edges(keys=True) if edge[2] == CITES])
    combined, roles = nearest_papers(G, by="combined"), nearest_papers(G, by="roles")
    for paper, scores in combined.items():
        assert list(scores) == list(roles[paper])
        whole = {score / roles[paper][other] for other, score in scores.items()}
        assert not whole or max(whole) == pytest.approx(min(whole))
        assert all(0 < score <= 1 + 1e-9 for score in scores.values())


@given(maps(papers=8), st.sampled_from(sorted(MEASURES)))
def test_what_is_shared_is_told(G, by):
    for place, key in enumerate(sorted(G)):
        G.nodes[key]["label"] = f"N{place}"
    for paper in nearest_papers(G):
        for one in similar_papers(G, paper, by=by, size=3):
            both = brute_named(G, paper) & brute_named(G, one.key)
            assert {artifact for artifact, _ in one.artifacts} == both
            counts = [(len(brute_naming(G, artifact)), artifact) for artifact, _ in one.artifacts]
            assert all(a < b for a, b in pairwise(counts))
            if by in ("shared", "roles"):
                assert fsum(weight for _, weight in one.artifacts) == pytest.approx(one.score, rel=1e-9)
            assert set(one.cited) == brute_cites(G, paper) & brute_cites(G, one.key)
            assert set(one.citing) == brute_cited_by(G, paper) & brute_cited_by(G, one.key)
            cites = one.key in brute_cites(G, paper)
            assert (f"is cited by {G.nodes[paper]['label']}" in one.reason) == cites
            for artifact in sorted(both, key=lambda a: (len(brute_naming(G, a)), a))[:1]:
                named = len(brute_naming(G, artifact))
                assert f"{G.nodes[artifact]['label']} (named by {named} papers)" in one.reason


def test_the_words_of_a_reason():
    G = small_map()
    (one,) = similar_papers(G, CLEX, by="shared")
    assert one.reason == "introduces LongBench (named by 2 papers); shares Llama 2 (named by 2 papers)"
    assert [a for a, _ in one.artifacts] == ["dataset:longbench", "model:llama-2"]
    assert {evidence.paper for evidence in one.evidence} == {CLEX, LONGBENCH}
    (other,) = similar_papers(G, LONGBENCH, by="shared")
    assert other.reason == (
        "uses LongBench (named by 2 papers), introduced by LongBench; shares Llama 2 (named by 2 papers)"
    )
    assert similar_papers(G, LONGBENCH, by="roles")[0].artifacts == (
        ("dataset:longbench", 1 / log(2)),
        ("model:llama-2", 0.5 / log(2)),
    )
    add(G, SURVEY, LONGBENCH, CITES)
    assert "1 paper cites both" in similar_papers(G, CLEX)[0].reason
    assert [one.reason for one in similar_papers(G, SURVEY)] == ["is cited by A Survey of Long Context"] * 2


def test_more_than_three_of_a_sort_are_counted():
    G = small_map()
    for n in range(5):
        G.add_node(f"model:m{n}", kind="model", label=f"M{n}")
        add(G, CLEX, f"model:m{n}", USES)
        add(G, LONGBENCH, f"model:m{n}", USES)
    reason = similar_papers(G, CLEX, by="shared")[0].reason
    assert reason.endswith(
        "shares Llama 2 (named by 2 papers), M0 (named by 2 papers), M1 (named by 2 papers) and 3 more"
    )


def test_papers_that_share_nothing_and_small_graphs():
    assert similar_papers(small_map(), LONER) == ()
    G = nx.MultiDiGraph()
    assert dict(nearest_papers(G)) == {}
    G.add_node("paper:a", kind="paper", label="A")
    assert dict(nearest_papers(G)) == {"paper:a": {}}
    assert similar_papers(G, "paper:a") == ()


@pytest.mark.parametrize("by", sorted(MEASURES))
@pytest.mark.shared
def test_the_real_pages(by, pages):
    papers = read_papers(*pages)
    G = build_graph(papers, find_mentions(papers))
    near = nearest_papers(G, by=by, size=5)
    assert any(near.values()) == (by not in ("coupling", "cocitation")), "the pages tell no citations"
    for paper in list(near)[::25]:
        assert list(near[paper].items()) == brute_similar(G, paper, by, 5)


def test_bad_options_are_told():
    G = small_map()
    with pytest.raises(OptionError, match="unknown measure 'jacard'; did you mean 'jaccard'"):
        similar_papers(G, CLEX, by="jacard")
    with pytest.raises(OptionError, match="size=0 asks for no paper"):
        nearest_papers(G, size=0)
    with pytest.raises(NodeError, match="it is a dataset"):
        similar_papers(G, "dataset:longbench")
    with pytest.raises(NodeError, match="no paper of the map fits 'nonsense'"):
        similar_papers(G, "nonsense")
    with pytest.raises(KeyError):
        nearest_papers(G)["nonsense"]
