"""What makes a node rank where it does, and how sure that is."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphx.analyze import METRICS, explain_rank, flatten_graph, rank_nodes, rank_ranges
from graphx.analyze.metrics import ON_GRAPH
from graphx.errors import NodeError, OptionError
from graphx.schema import PAPER
from tests.graphs import CLEX, LONER, LONGBENCH, SURVEY, add, maps, shuffled, small_map, state

SUMS = {"authorities", "citations", "degree", "eigenvector", "hubs", "reuse", "strength"}
"""Metrics whose scores are the sums of what the parts add."""


@given(maps(), st.sampled_from(sorted(METRICS)), st.data())
def test_an_explanation_agrees_with_the_ranking(G, by, data):
    if not G:
        return
    key = data.draw(st.sampled_from(sorted(G)))
    before = state(G)
    found = explain_rank(G, key, by=by, size=1000)
    assert state(G) == before
    ranking = rank_nodes(G, by=by, kind=G.nodes[key]["kind"])
    assert found.score == ranking[key]
    assert found.rank == 1 + sum(score > ranking[key] for score in ranking.values())
    assert found.among == len(ranking)
    assert found.lines
    assert found.left == 0
    amounts = [part.amount for part in found.parts]
    assert amounts == sorted(amounts, reverse=True)
    if by in SUMS and by != "eigenvector":
        assert sum(amounts) == pytest.approx(found.score, abs=1e-9)
    if by == "pagerank":
        assert 0 <= sum(amounts) <= found.score * (1 + 1e-9)
    cut = explain_rank(G, key, by=by, size=1)
    assert cut.parts == found.parts[:1]
    assert cut.left == max(0, len(found.parts) - 1)


@given(maps(), st.data())
@settings(max_examples=40)
def test_eigenvector_parts_are_the_neighbours(G, data):
    flat = flatten_graph(G)
    if not flat.edges:
        return
    key = data.draw(st.sampled_from(sorted(flat)))
    found = explain_rank(G, key, by="eigenvector", size=1000)
    assert {part.key for part in found.parts} <= set(flat[key])
    if found.score > 1e-6:
        assert sum(part.amount for part in found.parts) == pytest.approx(found.score, rel=1e-6)


@given(maps(), st.data())
@settings(max_examples=60)
def test_words_about_distances_and_ways_are_true(G, data):
    flat = flatten_graph(G)
    if not flat:
        return
    key = data.draw(st.sampled_from(sorted(flat)))
    away = nx.single_source_shortest_path_length(flat, key)
    lines = explain_rank(G, key, by="closeness").lines
    if len(away) == 1:
        assert lines == ("linked to nothing",)
    else:
        assert lines[0] == f"reaches {len(away) - 1} of {len(flat) - 1} other nodes"
        assert lines[1] == f"these are {sum(away.values()) / (len(away) - 1):.2f} links away on average"
    around = sorted(flat[key])
    lines = explain_rank(G, key, by="betweenness").lines
    if len(around) > 1:
        without = flat.copy()
        without.remove_node(key)
        pairs = [(u, v) for i, u in enumerate(around) for v in around[i + 1 :]]
        alone = sum(not without.has_edge(u, v) and not set(without[u]) & set(without[v]) for u, v in pairs)
        assert f"the only way of two links between {alone} of the {len(pairs)} pairs of these" in lines
        groups = {frozenset(nx.node_connected_component(without, u)) for u in around}
        if len(groups) == 1:
            assert lines[-1] == "without it, everything it is linked to would still hold together"
        else:
            cut = sum(map(len, groups)) - max(map(len, groups))
            many = f"{cut} nodes in {len(groups) - 1} group{'s' if len(groups) > 2 else ''}"
            assert lines[-1] == f"without it, {'1 node' if cut == 1 else many} would be cut off"


def test_parts_say_what_links_them():
    G = small_map()
    found = explain_rank(G, "LongBench: A", by="reuse")
    assert found.lines == ("introduces 1 dataset, used by 1 paper",)
    assert [part.text.partition(": ")[0] for part in found.parts] == ["CLEX"]
    assert found.parts[0].text.endswith(" uses LongBench")
    assert found.parts[0].evidence.sentence == f"{CLEX} uses dataset:longbench."
    shared = explain_rank(G, CLEX, on="papers")
    assert shared.parts[0].key == LONGBENCH
    assert " shares LongBench" in shared.parts[0].text


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"node": "nothing like it"}, NodeError, "no node of the map fits"),
        ({"node": CLEX, "by": "page"}, OptionError, "unknown metric 'page'"),
        ({"node": CLEX, "size": 0}, OptionError, "size=0 asks for no part"),
        (
            {"node": CLEX, "by": "hubs", "on": "papers"},
            OptionError,
            "by='hubs' is not for the graph of papers",
        ),
    ],
)
def test_bad_questions_are_told(options, error, message):
    with pytest.raises(error, match=message):
        explain_rank(small_map(), **options)


@given(maps(), st.sampled_from(sorted(METRICS)), st.sampled_from([None, PAPER, "model"]))
@settings(max_examples=40, deadline=None)
def test_ranges_hold_the_rank(G, by, kind):
    before = state(G)
    ranges = rank_ranges(G, by=by, kind=kind, runs=20)
    assert state(G) == before
    ranking = rank_nodes(G, by=by, kind=kind)
    assert list(ranges) == list(ranking)
    for key, one in ranges.items():
        assert one.rank == 1 + sum(score > ranking[key] for score in ranking.values())
        assert 1 <= one.low <= one.rank <= one.high <= len(ranking)
    assert rank_ranges(shuffled(G, 3), by=by, kind=kind, runs=20) == ranges


@given(maps())
@settings(max_examples=20, deadline=None)
def test_links_that_are_certain_leave_no_doubt(G):
    for _, _, data in G.edges(data=True):
        data["weight"] = 1.0
    for by in METRICS:
        assert all(one.low == one.rank == one.high for one in rank_ranges(G, by=by, runs=20).values())


def test_a_doubtful_link_moves_ranks_as_often_as_it_is_wrong():
    """A uses four things for sure; B five, two of them with even odds: B is first unless one is dropped."""
    G = nx.MultiDiGraph()
    G.add_nodes_from(["paper:a", "paper:b"], kind=PAPER, label="x")
    for n in range(4):
        add(G, "paper:a", f"model:a{n}", "uses", 1.0)
    for n in range(5):
        add(G, "paper:b", f"model:b{n}", "uses", 0.5 if n < 2 else 1.0)
    runs = 400
    # B keeps both links in a quarter of the runs, one in half of them (a tie), none in a quarter.
    narrow = rank_ranges(G, by="degree", runs=runs, level=0.4)
    wide = rank_ranges(G, by="degree", runs=runs, level=0.9)
    assert (narrow["paper:b"].low, narrow["paper:b"].high) == (1, 1)
    assert (wide["paper:b"].low, wide["paper:b"].high) == (1, 2)
    assert wide["paper:b"].text == "1st, between 1st and 2nd"
    assert wide["paper:a"].text == "2nd, between 1st and 2nd"
    assert rank_ranges(G, by="degree", runs=50, seed=1) == rank_ranges(G, by="degree", runs=50, seed=1)


def test_ranges_tell_their_progress_and_their_limits():
    told = []
    rank_ranges(small_map(), runs=20, progress=lambda done, total: told.append((done, total)))
    assert told == [(n, 20) for n in range(1, 21)]
    assert rank_ranges(nx.MultiDiGraph(), runs=20) == {}
    with pytest.raises(OptionError, match="runs=5 are too few for a range; give at least 20"):
        rank_ranges(small_map(), runs=5)
    with pytest.raises(OptionError, match=r"level=1\.0 is no share of the runs"):
        rank_ranges(small_map(), level=1.0)
    assert set(ON_GRAPH) < set(METRICS)
    assert {CLEX, LONER, LONGBENCH, SURVEY} == set(rank_ranges(small_map(), runs=20))
