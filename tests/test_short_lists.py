"""The short lists beside a reading list: against going through all papers."""

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from graphx.analyze import reading_list
from tests.graphs import add, add_artifact, add_paper, maps, small_map
from tests.truth import Truth, renamed


@st.composite
def dated_maps(draw):
    G = renamed(draw(maps(papers=8).filter(len)))
    for key, data in G.nodes(data=True):
        if data["kind"] == "paper":
            G.nodes[key]["year"] = draw(st.sampled_from([None, 2019, 2021, 2024]))
    return G, draw(st.lists(st.sampled_from(sorted(G)), min_size=1, max_size=2, unique=True))


@given(dated_maps(), st.integers(1, 4), st.data())
def test_short_lists_are_the_best_of_all(drawn, size, data):
    G, seeds = drawn
    known = data.draw(st.lists(st.sampled_from(sorted(G)), max_size=2))
    truth = Truth(G)
    found = reading_list(G, seeds, known=known, size=size)
    truth.check(found, 0.5)
    base = truth.base(found)
    papers = [key for key in G if not truth.is_artifact(key) and key not in {*seeds, *known}]

    pool = truth.reachable(seeds) - set(known)
    short = min(5, size, len(pool))
    support = {}
    for paper in papers:
        citing, using = truth.supports(base, paper)
        support[paper] = len(citing.union(*using.values()))
    rested = [paper for paper in papers if support[paper] > 1]
    rested.sort(key=lambda paper: (-support[paper], G.nodes[paper]["year"] or 9999, paper))
    assert [item.key for item in found.foundations] == rested[:short]

    years = [G.nodes[paper]["year"] or 0 for paper in pool]
    recent = {paper for paper in pool if max(years, default=0) - 2 <= (G.nodes[paper]["year"] or -9)}
    expected = recent if any(years) and len(recent) < sum(map(bool, years)) else set()
    assert len(found.newest) == min(short, len(expected))
    assert {item.key for item in found.newest} <= expected
    assert [item.rank for item in found.newest] == sorted(item.rank for item in found.newest)


@given(dated_maps())
def test_bridges_are_the_widest_spread(drawn):
    G, seeds = drawn
    truth = Truth(G)
    found = reading_list(G, seeds, size=100, diversity=0)
    worth = {}
    for item in found:
        if len(seeds) > 1:
            spread = 1 - sum(share**2 for share in item.shares)
        else:
            ties, inside = truth.weights[item.key], {seeds[0], *truth.flat[seeds[0]]}
            named = set().union(*(truth.named[o.key] for o in found if o.key != item.key))
            away = {
                a for a in ties if truth.is_artifact(a) and a not in inside | named and truth.count(a) > 1
            }
            total = sum(ties.values()) or 1
            spread = (
                2 * sum(ties[a] for a in away) * sum(w for a, w in ties.items() if a in inside) / total**2
            )
        if spread >= 0.18 + 1e-9:
            worth[item.key] = spread * item.score
    told = [item.key for item in found.bridges]
    assert len(told) == min(5, len(worth)) or len(seeds) > 1
    assert set(told) >= set(sorted(worth, key=lambda key: -worth[key])[:1]) or not worth
    assert [round(worth.get(key, 0), 9) for key in told] == sorted(
        (round(worth.get(key, 0), 9) for key in told), reverse=True
    )


def two_worlds():
    """A seed and its data set, and a paper that also names what three others do."""
    G = nx.MultiDiGraph()
    for name in ("Seed", "Plain", "Bridge", "A", "B", "C"):
        add_paper(G, f"paper:{name}", name)
    for name in ("Home", "Away"):
        add_artifact(G, f"dataset:{name}", name)
    for name in ("Seed", "Plain", "Bridge"):
        add(G, f"paper:{name}", "dataset:Home", "uses")
    for name in ("Bridge", "A", "B", "C"):
        add(G, f"paper:{name}", "dataset:Away", "uses")
    return G


def test_a_bridge_leads_elsewhere():
    found = reading_list(two_worlds(), ["paper:Seed"], size=2)
    assert [(item.key, item.reason) for item in found.bridges] == [
        (
            "paper:Bridge",
            "46% of its ties lead on to Away (named by 4 papers), which nothing else here names; "
            "54% to Seed and what that is linked to",
        )
    ]


def test_a_bridge_ties_two_seeds():
    found = reading_list(two_worlds(), ["paper:Seed", "paper:A"])
    assert [item.key for item in found.bridges] == ["paper:Bridge"]
    assert found.bridges[0].reason.startswith("its score comes ")
    assert "## Bridges" in found.to_markdown()


def test_what_is_newest_needs_dates():
    G = two_worlds()
    assert reading_list(G.copy(), ["paper:Seed"]).newest == ()
    for year, name in enumerate(("Plain", "Bridge", "A"), start=2018):
        G.nodes[f"paper:{name}"]["year"] = year
    assert reading_list(G.copy(), ["paper:Seed"]).newest == (), "all are as new"
    G.nodes["paper:Plain"]["year"] = 2010
    newest = reading_list(G, ["paper:Seed"]).newest
    assert [item.key for item in newest] == ["paper:Bridge", "paper:A"]
    assert newest[0].reason.startswith("from 2019, no. ")


def test_what_everybody_claims_to_introduce_has_no_maker():
    G = nx.MultiDiGraph()
    add_artifact(G, "dataset:D", "D")
    for n in range(12):
        add_paper(G, f"paper:{n:02}", f"P{n}")
        add(G, f"paper:{n:02}", "dataset:D", "introduces" if n < 11 else "uses")
    add_paper(G, "paper:99", "P99")
    add(G, "paper:99", "dataset:D", "uses")
    assert reading_list(G, ["paper:99"], size=50).foundations == ()
    G.remove_node("paper:00")
    assert len(reading_list(G, ["paper:99"], size=50).foundations) == 5


def test_a_single_paper_has_no_short_lists():
    found = reading_list(small_map().subgraph(["paper:doi:10.1000/survey"]).copy(), "survey")
    assert (found.items, found.foundations, found.bridges, found.newest, found.left_out) == ((),) * 5
