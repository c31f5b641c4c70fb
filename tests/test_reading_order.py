"""Reading order, choice and time: against trying all, and on small maps made for it."""

import math
import re
from itertools import permutations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphx.analyze import find_paths, reading_list
from graphx.analyze.arrays import arrays_of
from graphx.analyze.ordering import fill, reading_order, reasons_to_wait
from graphx.analyze.picking import Likeness, picks
from graphx.errors import GraphError, NodeError, OptionError
from graphx.schema import CITES, INTRODUCES, USES
from tests.graphs import add, add_artifact, add_paper, maps
from tests.truth import Truth, renamed


def brute_reasons(G, papers):
    """Return for each two papers the strongest reason to read the first before the second."""
    found = {}
    for first in papers:
        for then in papers:
            if first == then:
                continue
            made = [
                min(G.edges[first, a, INTRODUCES]["weight"], G.edges[then, a, USES]["weight"])
                for _, a, relation in G.out_edges(first, keys=True)
                if relation == INTRODUCES
                and G.has_edge(then, a, USES)
                and not G.has_edge(then, a, INTRODUCES)
            ]
            if made:
                found[first, then] = (0, 1 - max(made))
            elif G.has_edge(then, first, CITES):
                found[first, then] = (1, 1 - G.edges[then, first, CITES]["weight"])
    return found


def brute_kept(reasons):
    """Return the reasons that hold, taken strongest first as long as there is no circle."""
    kept = nx.DiGraph()
    for first, then in sorted(reasons, key=lambda pair: (*reasons[pair], *pair)):
        if not (kept.has_node(then) and kept.has_node(first) and nx.has_path(kept, then, first)):
            kept.add_edge(first, then)
    return set(kept.edges)


@given(maps(papers=7, artifacts=4), st.data())
def test_reasons_to_wait_are_the_strongest_without_circles(G, data):
    arrays = arrays_of(G)
    papers = data.draw(st.permutations(arrays.papers.tolist()))
    found = reasons_to_wait(arrays, papers)
    expected = brute_kept(brute_reasons(G, [arrays.keys[n] for n in papers]))
    assert {(arrays.keys[one.first], arrays.keys[one.then]) for one in found} == expected
    assert found == sorted(found)


@given(maps(papers=6, artifacts=3), st.data())
def test_the_order_keeps_to_the_reasons_and_takes_the_oldest_that_is_free(G, data):
    arrays = arrays_of(G)
    papers = data.draw(st.permutations(arrays.papers.tolist()))
    ages = {paper: data.draw(st.integers(2000, 2003)) for paper in papers}
    waits = reasons_to_wait(arrays, papers)
    before = {(one.first, one.then) for one in waits}
    key = {paper: (ages[paper], place) for place, paper in enumerate(papers)}

    def allowed(order):
        return all(order.index(u) < order.index(v) for u, v in before)

    # Taking the least that is free each time gives the least of all orders allowed, place by place.
    orders = [order for order in permutations(papers) if allowed(order)]
    least = min(orders, key=lambda order: [key[paper] for paper in order])
    assert reading_order(papers, waits, ages) == list(least)


@given(maps(papers=7, artifacts=4), st.data())
def test_what_fits_holds_what_it_needs(G, data):
    arrays = arrays_of(G)
    papers = data.draw(st.permutations(arrays.papers.tolist()))
    waits, room = reasons_to_wait(arrays, papers), data.draw(st.integers(0, 8))
    kept, dropped = fill(papers, waits, room)
    assert len(kept) <= room
    assert sorted([*kept, *dropped]) == sorted(papers)
    assert all(one.first in kept for one in waits if one.then in kept)
    assert all(needed > left >= 0 for needed, left in dropped.values())
    graph = nx.DiGraph((one.first, one.then) for one in waits)
    if papers and room:
        needs = nx.ancestors(graph, papers[0]) | {papers[0]} if papers[0] in graph else {papers[0]}
        assert (needs <= set(kept)) == (len(needs) <= room), "the best comes first, with all it needs"
    assert fill(papers, waits, len(papers)) == (papers, {})


@given(maps(papers=8), st.sampled_from([0.0, 0.3, 1.0]), st.data())
def test_choice_is_that_of_a_slow_one(G, diversity, data):
    arrays, truth = arrays_of(G), Truth(renamed(G))
    papers = arrays.papers
    scores = sorted((data.draw(st.sampled_from([0.5, 0.25, 0.2])) for _ in papers), reverse=True)
    left, chosen = list(range(len(papers))), []
    while left:

        def gain(place):
            keys = [arrays.keys[papers[n]] for n in chosen]
            most = max((truth.likeness(arrays.keys[papers[place]], key) for key in keys), default=0)
            return round(scores[place] * (1 - diversity * most), 9)

        best = max(left, key=lambda place: (gain(place), -place))
        chosen.append(best)
        left.remove(best)
    found = list(picks(np.array(scores), Likeness(arrays, papers), diversity))
    assert found == chosen


def story():
    """A seed that uses two things; who made them, one who uses one of them, and one alike."""
    G = nx.MultiDiGraph()
    years = {"Seed": 2024, "Maker": 2020, "User": 2022, "Twin": 2023, "Old": 2010}
    for name, year in years.items():
        add_paper(G, f"paper:{name}", name, year=year)
    for name in ("D", "M"):
        add_artifact(G, f"dataset:{name}", name)
    add(G, "paper:Maker", "dataset:D", "introduces")
    for name in ("Seed", "User", "Twin"):
        add(G, f"paper:{name}", "dataset:D", "uses")
        add(G, f"paper:{name}", "dataset:M", "uses")
    add(G, "paper:User", "paper:Old", "cites")
    return G


def keys(found):
    return [item.key.removeprefix("paper:") for item in found]


def test_what_others_use_or_cite_is_read_first():
    found = reading_list(story(), ["paper:Seed"], diversity=0)
    assert keys(found) == ["Old", "Maker", "User", "Twin"]
    assert [item.why_here for item in found] == [
        "read before User, which cites it",
        "read before Twin, which uses D, introduced here",
        "read after Maker, which introduces D, used here",
        "read after Maker, which introduces D, used here",
    ]
    assert sorted(item.rank for item in found) == [1, 2, 3, 4]


def test_best_first_gives_no_reason_for_the_place():
    found = reading_list(story(), ["paper:Seed"], order="score")
    assert [item.rank for item in found] == [1, 2, 3, 4]
    assert not any(item.why_here for item in found)
    assert "Best first." in found.to_markdown()


def test_a_circle_of_reasons_is_cut_at_the_weakest():
    """Maker introduces what User uses, yet cites User: the use counts more."""
    G = story()
    add(G, "paper:Maker", "paper:User", "cites")
    order = keys(reading_list(G, ["paper:Seed"]))
    assert order.index("Maker") < order.index("User")


def test_undated_papers_come_after_dated_ones():
    G = nx.MultiDiGraph()
    for name, year in {"Seed": 2000, "A": None, "B": 2021, "C": 2020, "D": 2020}.items():
        add_paper(G, f"paper:{name}", name, year=year)
        if name != "Seed":
            add(G, f"paper:{name}", "paper:Seed", "cites", 0.5 if name == "C" else 0.9)
    G.nodes["paper:D"]["date"] = "2020-05-01"
    assert keys(reading_list(G, ["paper:Seed"])) == ["C", "D", "B", "A"]


def test_what_looks_like_what_is_chosen_gives_way():
    G = story()
    pure = reading_list(G, ["paper:Seed"], size=2, diversity=0)
    mixed = reading_list(G, ["paper:Seed"], size=2, diversity=1)
    assert sorted(keys(pure)) == ["Twin", "User"]
    assert len({"Twin", "User"} & set(keys(mixed))) == 1
    [told] = [item for item in mixed.left_out if item.key in ("paper:Twin", "paper:User")]
    assert re.fullmatch(
        r"no. \d by score, passed over for its likeness of 1.00 to (User|Twin) on the list", told.reason
    )


def test_time_is_kept_and_what_it_leaves_out_is_told():
    G = story()
    found = reading_list(G, ["paper:Seed"], hours=3, diversity=0)
    assert keys(found) == ["Old", "Maker", "User"]
    assert found.note == "1 left out, for 3 hours are too short at 1 hour a paper"
    assert [(item.key, item.reason) for item in found.left_out] == [("paper:Twin", "no time was left")]
    short = reading_list(G, ["paper:Seed"], hours=2, diversity=0)
    assert keys(short) == ["Maker", "Twin"]
    told = {item.key: item.reason for item in short.left_out}
    assert told["paper:User"] == ("with what to read before it, it makes 3 papers, but time was left for 2")
    assert "2 of 2 hours, at 1 for each paper." in short.to_markdown()
    assert len(reading_list(G, ["paper:Seed"], hours=3, hours_per_paper=0.75)) == 4
    assert len(reading_list(G, ["paper:Seed"], hours=0.5)) == 0
    assert len(reading_list(G, ["paper:Seed"], hours=100, size=2)) == 2


def test_what_is_known_need_not_be_read_first():
    G = story()
    found = reading_list(G, ["paper:Seed"], hours=2, known=["Old"], diversity=0)
    assert keys(found) == ["Maker", "User"]
    everything = reading_list(G, ["paper:Seed"], known=["Maker"])
    assert all("Maker" not in item.why_here for item in everything)
    assert "paper:Maker" not in {item.key for item in everything.foundations}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"hours": 0}, "hours=0 is no time to read in; give a number above 0"),
        ({"hours": -1.5}, "hours=-1.5 is no time to read in"),
        ({"hours": math.nan}, "hours=nan is no time to read in"),
        ({"hours": math.inf}, "hours=inf is no time to read in"),
        ({"hours_per_paper": 0}, "hours_per_paper=0 is no time to read a paper"),
        ({"hours_per_paper": math.nan}, "hours_per_paper=nan is no time to read a paper"),
        ({"diversity": 1.5}, "diversity=1.5 is no share; give a number from 0 to 1"),
        ({"diversity": math.nan}, "diversity=nan is no share"),
        ({"order": "scores"}, "unknown order 'scores'; did you mean 'score'?"),
    ],
)
def test_bad_options_are_told(options, message):
    with pytest.raises(OptionError, match=re.escape(message)):
        reading_list(story(), ["paper:Seed"], **options)


def test_weights_that_are_no_numbers_are_told():
    G = story()
    G.edges["paper:Seed", "dataset:D", "uses"]["weight"] = math.nan
    with pytest.raises(GraphError, match="the edge from paper:Seed to dataset:D has the weight nan"):
        reading_list(G, ["paper:Seed"])
    with pytest.raises(GraphError, match="has the weight nan"):
        find_paths(G, "paper:Seed", "paper:Old")


def test_an_empty_graph_has_no_such_node():
    with pytest.raises(NodeError, match="no node of the map fits 'paper:x'"):
        reading_list(nx.MultiDiGraph(), "paper:x")
