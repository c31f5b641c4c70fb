"""Two maps compared: what differs, what moved, and which link did it."""

import json
from math import log
from xml.etree import ElementTree

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import graphx
from graphx.analyze import METRICS, compare_maps, rank_nodes
from graphx.errors import GraphError, OptionError
from graphx.export import DIFF_FORMATS, format_diff
from graphx.schema import CITES, HOSTED_AT, INTRODUCES, MENTIONS, PAPER, RELATIONS, USES
from tests.graphs import (
    CLEX,
    LONER,
    LONGBENCH,
    SURVEY,
    add,
    add_artifact,
    add_paper,
    brute_flat,
    maps,
    shuffled,
    small_map,
    state,
)

TIME = "2024-05-01T12:00:00Z"
ATOM = "{http://www.w3.org/2005/Atom}"


def slow_links(G):
    """Return for each pair of nodes with edges their relations and weights."""
    links = {}
    for u, v, d in G.edges(data=True):
        links.setdefault((u, v), {})[d["relation"]] = d["weight"]
    return {pair: tuple(sorted(e.items(), key=lambda x: RELATIONS.index(x[0]))) for pair, e in links.items()}


def slow_places(G, others, by):
    """Return each node's place among the nodes of its kind that both maps have."""
    scores = rank_nodes(G, by=by, kind=None)
    both = {key for key in G if key in others}
    kind = {key: G.nodes[key]["kind"] for key in both}
    return {key: 1 + sum(scores[x] > scores[key] for x in both if kind[x] == kind[key]) for key in both}


def put_back(old, new, pair):
    """Return the new map, made from scratch, with the edges of one pair as they were."""
    G = nx.MultiDiGraph()
    G.add_nodes_from(new.nodes(data=True))
    G.add_nodes_from((key, old.nodes[key]) for key in pair if key not in new)
    G.add_edges_from(e for e in new.edges(keys=True, data=True) if e[:2] != pair)
    G.add_edges_from(e for e in old.edges(keys=True, data=True) if e[:2] == pair)
    return G


@given(maps(), maps())
def test_what_differs_is_what_is_found_by_hand(old, new):
    before = state(old), state(new)
    diff = compare_maps(old, new, top=0)
    assert (state(old), state(new)) == before
    for side, others, papers, names in (
        (new, old, diff.papers_gained, diff.names_gained),
        (old, new, diff.papers_lost, diff.names_lost),
    ):
        only = sorted(set(side) - set(others))
        assert [node.key for node in papers] == [key for key in only if key.startswith(PAPER)]
        assert [node.key for node in names] == [key for key in only if not key.startswith(PAPER)]
    here, there = slow_links(old), slow_links(new)
    assert {(x.source, x.target): x.new for x in diff.links_gained} == {
        pair: there[pair] for pair in there.keys() - here.keys()
    }
    assert {(x.source, x.target): x.old for x in diff.links_lost} == {
        pair: here[pair] for pair in here.keys() - there.keys()
    }
    assert {(x.source, x.target): (x.old, x.new) for x in diff.links_changed} == {
        pair: (here[pair], there[pair]) for pair in here.keys() & there.keys() if here[pair] != there[pair]
    }
    changed = [key for key in sorted(set(old) & set(new)) if told(old, key) != told(new, key)]
    assert [change.node.key for change in diff.nodes_changed] == changed


def told(G, key):
    return G.nodes[key]["label"], G.nodes[key].get("authors", ())


@given(maps(), maps(), st.sampled_from(sorted(METRICS)))
def test_gained_one_way_is_lost_the_other_way(old, new, by):
    there, back = compare_maps(old, new, by=by), compare_maps(new, old, by=by)
    assert there.papers_gained == back.papers_lost
    assert there.papers_lost == back.papers_gained
    assert there.names_gained == back.names_lost
    assert there.names_lost == back.names_gained
    assert [(x.source, x.target, x.new, x.text) for x in there.links_gained] == [
        (x.source, x.target, x.old, x.text) for x in back.links_lost
    ]
    assert [(x.source, x.target, x.old) for x in there.links_lost] == [
        (x.source, x.target, x.new) for x in back.links_gained
    ]
    assert [(x.source, x.target, x.old, x.new) for x in there.links_changed] == [
        (x.source, x.target, x.new, x.old) for x in back.links_changed
    ]
    assert [c.node.key for c in there.nodes_changed] == [c.node.key for c in back.nodes_changed]
    assert [(m.node.key, m.old_place, m.new_place) for m in there.moves] == [
        (m.node.key, m.new_place, m.old_place) for m in back.moves
    ]
    assert (there.moved, there.passed, there.empty) == (back.moved, back.passed, back.empty)


@given(maps(), st.integers(0, 9))
def test_a_map_differs_in_nothing_from_itself(G, seed):
    diff = compare_maps(G, shuffled(G, seed))
    assert diff.empty
    assert (diff.moves, diff.moved) == ((), 0)
    assert "Nothing changed" in format_diff(diff, "md")
    assert json.loads(format_diff(diff, "json"))["empty"]
    assert "<entry>" not in format_diff(diff, "atom", updated=TIME)


@given(maps(), maps(), st.integers(0, 9))
def test_comparing_does_not_depend_on_the_order_of_filling(old, new, seed):
    assert compare_maps(old, new) == compare_maps(shuffled(old, seed), shuffled(new, seed + 1))


@given(maps(), maps(), st.sampled_from(["pagerank", "degree", "strength", "harmonic"]))
@settings(max_examples=60)
def test_causes_are_the_largest_of_all_effects_tried_one_by_one(old, new, by):
    diff = compare_maps(old, new, by=by, top=50, tries=1000)
    places = slow_places(old, new, by), slow_places(new, old, by)
    scores = rank_nodes(old, by=by, kind=None), rank_nodes(new, by=by, kind=None)
    links = [*diff.links_gained, *diff.links_lost, *diff.links_changed]
    near = {key: set() for key in places[0]}
    for key, found in near.items():
        circle = {key}
        for G in (old, new):
            circle |= set(brute_flat(G)[key])
        found |= {(x.source, x.target) for x in links if circle & {x.source, x.target}}
    moved = {key for key in places[0] if places[0][key] != places[1][key]}
    assert {move.node.key for move in diff.moves} == {key for key in moved if near[key]}
    assert (diff.moved, diff.passed) == (len(moved), sum(not near[key] for key in moved))
    for move in diff.moves:
        key = move.node.key
        assert (move.old_place, move.new_place) == (places[0][key], places[1][key])
        assert (move.old_score, move.new_score) == (scores[0][key], scores[1][key])
        assert move.near == move.tried == len(near[key])
        sign = 1 if move.new_place < move.old_place else -1
        effects = {
            pair: sign * (scores[1][key] - rank_nodes(put_back(old, new, pair), by=by, kind=None)[key])
            for pair in near[key]
        }
        most = max(effects.values())
        if move.cause is None:
            assert most <= 1e-9
        else:
            pair = (move.cause.source, move.cause.target)
            assert sign * move.effect == pytest.approx(most, rel=1e-6)
            assert effects[pair] == pytest.approx(most, rel=1e-6)
            assert move.place_without == slow_places(put_back(old, new, pair), places[0], by)[key]


@given(maps(), maps())
def test_those_that_moved_furthest_come_first_within_a_kind(old, new):
    diff = compare_maps(old, new, by="degree", top=50, tries=0)
    kinds = ["paper", "dataset", "model", "repo"]
    order = [
        (
            kinds.index(move.node.kind),
            -round(abs(log(move.new_place / move.old_place)), 9),
            move.node.key,
        )
        for move in diff.moves
    ]
    assert order == sorted(order)
    assert all((move.cause, move.tried) == (None, 0) for move in diff.moves)
    few = compare_maps(old, new, by="degree", top=1, tries=0).moves
    assert len({move.node.kind for move in few}) == len(few)


def star_map(naming):
    """Return papers P0, P1 … that each use one model, given by letter."""
    G = nx.MultiDiGraph()
    for place, letter in enumerate(naming):
        add_paper(G, f"paper:title:p{place}", f"P{place}")
        if f"model:{letter}" not in G:
            add_artifact(G, f"model:{letter}", letter.upper())
        add(G, f"paper:title:p{place}", f"model:{letter}", USES)
    return G


@pytest.mark.parametrize("by", ["pagerank", "degree", "strength"])
def test_a_known_new_link_is_found(by):
    old = star_map("aaabb")
    new = old.copy()
    for place in (5, 6):
        add_paper(new, f"paper:title:p{place}", f"P{place}")
    add(new, "paper:title:p5", "model:b", USES)
    diff = compare_maps(old, new, by=by)
    [link] = diff.links_gained
    assert link.text == "“P5” uses B"
    moves = {move.node.key: move for move in diff.moves if move.node.kind == "model"}
    move = moves["model:b"]
    assert (move.old_place, move.new_place, move.place_without) == (2, 1, 2)
    assert move.cause == link
    assert move.effect > 0
    assert (
        move.text
        == "B rose from place 2 to 1 of 2 models, most by the new link: “P5” uses B (without it, place 2)"
    )


def test_a_known_lost_link_is_found():
    old = star_map("aaabb")
    new = old.copy()
    new.remove_nodes_from(["paper:title:p0", "paper:title:p1"])
    move = next(move for move in compare_maps(old, new, by="degree").moves if move.node.key == "model:a")
    assert (move.old_place, move.new_place, move.effect) == (1, 2, -1)
    assert move.text == (
        "A fell from place 1 to 2 of 2 models, most by the lost link: “P0” uses A (with it, place 1)"
    )


def test_a_known_change_of_weight_is_found():
    old = star_map("aaabbb")
    add(old, "paper:title:p0", "model:a", USES, 1.0)
    new = old.copy()
    add(new, "paper:title:p4", "model:b", USES, 0.2)
    add(new, "paper:title:p0", "model:a", INTRODUCES, 1.0)
    diff = compare_maps(old, new, by="strength")
    assert [link.text for link in diff.links_changed] == [
        "“P0” introduces and uses A (before: uses)",
        "“P4” uses B (confidence 0.2, before 0.9)",
    ]
    moves = [move for move in diff.moves if move.cause]
    assert {move.cause.target for move in moves} == {"model:b"}
    assert "most by the changed link" in moves[0].text
    assert "as it was, place" in moves[0].text


def test_a_far_link_is_the_cause_at_two_steps_and_not_beyond():
    """In a chain p0 - a - p1 - b - p2 a link gained by p0 reaches a (one step) and p1 (two), not p2."""
    old = nx.MultiDiGraph()
    for key in ("p0", "p1", "p2", "q"):
        add_paper(old, f"paper:title:{key}", key.upper())
    for key in ("a", "b", "c"):
        add_artifact(old, f"model:{key}", key.upper())
    for paper, model in (("p0", "a"), ("p1", "a"), ("p1", "b"), ("p2", "b"), ("q", "c")):
        add(old, f"paper:title:{paper}", f"model:{model}", USES)
    new = old.copy()
    add(new, "paper:title:p0", "model:c", USES)
    diff = compare_maps(old, new, top=9)
    near = {"paper:title:p0", "model:a", "model:c", "paper:title:q"}
    assert {move.node.key for move in diff.moves} <= near
    assert diff.moves
    assert all((move.near, move.tried) == (1, 1) for move in diff.moves)


def test_what_pulls_the_other_way_is_no_cause():
    """C gains a link and falls all the same, for B gains two."""
    old = star_map("aaaaacccbb")
    new = old.copy()
    for place, letter in enumerate("bbbc", start=10):
        add_paper(new, f"paper:title:p{place}", f"P{place}")
        add(new, f"paper:title:p{place}", f"model:{letter}", USES)
    move = next(m for m in compare_maps(old, new, by="degree").moves if m.node.key == "model:c")
    assert (move.old_place, move.new_place, move.cause, move.effect) == (2, 3, None, 0.0)
    assert move.text == (
        "C fell from place 2 to 3 of 3 models; put back alone, none of 1 changed link within two steps "
        "accounts for it"
    )


def test_the_most_direct_links_are_tried_first():
    old = star_map("aaab")
    new = old.copy()
    for place in range(4, 9):
        add_paper(new, f"paper:title:p{place}", f"P{place}")
        add(new, f"paper:title:p{place}", "model:b", USES)
    move = next(m for m in compare_maps(old, new, by="degree", tries=2).moves if m.node.key == "model:b")
    assert (move.near, move.tried) == (5, 2)
    assert move.cause.source == "paper:title:p4"


def test_fields_that_changed_are_told():
    old, new = small_map(), small_map()
    new.nodes[CLEX].update(label="CLEX, revised", title="CLEX, revised", ids=("arxiv:2310.16450",))
    new.nodes[LONGBENCH]["year"] = None
    new.nodes["model:llama"]["surfaces"] = ("Llama",)
    diff = compare_maps(old, new)
    assert [(c.node.label, [(f.field, f.old, f.new) for f in c.fields]) for c in diff.nodes_changed] == [
        ("LongBench: A Bilingual Benchmark", [("year", "2023", "")]),
        (
            "CLEX, revised",
            [
                ("title", "CLEX: Continuous Length Extrapolation", "CLEX, revised"),
                ("ids", "", "arxiv:2310.16450"),
            ],
        ),
    ]
    assert diff.nodes_changed[1].node.url == "https://arxiv.org/abs/2310.16450"
    text = format_diff(diff, "md")
    assert "— year: no longer 2023" in text
    assert "— ids: now arxiv:2310.16450" in text
    assert "— title: CLEX, revised; before: CLEX: Continuous Length Extrapolation" in text
    assert not diff.empty


def test_evidence_is_that_of_the_side_that_has_the_link():
    old, new = small_map(), small_map()
    new.remove_edge(CLEX, "dataset:longbench")
    add(new, LONER, "dataset:longbench", MENTIONS)
    diff = compare_maps(old, new)
    assert [x.evidence.paper for x in diff.links_gained] == [LONER]
    assert [x.evidence.paper for x in diff.links_lost] == [CLEX]
    assert format_diff(diff, "md").count("\n  > ") >= 2


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"by": "fame"}, "unknown metric 'fame'"),
        ({"top": -1}, "top=-1 is below 0; give 0 or more"),
        ({"tries": -2}, "tries=-2 is below 0; give 0 or more"),
    ],
)
def test_bad_options_are_told(options, message):
    with pytest.raises(OptionError) as error:
        compare_maps(small_map(), small_map(), **options)
    assert str(error.value).startswith(message)


def test_empty_and_broken_maps():
    empty = nx.MultiDiGraph()
    assert compare_maps(empty, empty).empty
    diff = compare_maps(empty, small_map())
    assert len(diff.papers_gained) == 4
    assert diff.moves == ()
    add(empty, CLEX, LONER, CITES, float("nan"))
    with pytest.raises(GraphError, match="weight"):
        compare_maps(small_map(), empty)


def test_a_relation_of_another_program_is_no_trouble():
    old, new = small_map(), small_map()
    new.add_edge(SURVEY, LONER, key="likes", relation="likes", weight=1.0)
    [link] = compare_maps(old, new).links_gained
    assert link.text == "“A Survey of Long Context” is linked to “A Paper of Its Own Kind”"
    assert link.evidence is None
    for fmt in DIFF_FORMATS:
        assert "is linked to" in format_diff(compare_maps(old, new), fmt, updated=TIME)


HOSTILE = "]]><script>alert(1)</script> &amp; \x00\x1b[31m \ud800 [x](javascript:alert(1)) \u202e"


def hostile_diff():
    old, new = small_map(), small_map()
    add_paper(new, "paper:title:evil", HOSTILE, url='https://example.org/"><x>', ids=("doi:10.1/<a>",))
    add_artifact(new, "model:evil", HOSTILE)
    add(new, "paper:title:evil", "model:evil", INTRODUCES)
    add(new, CLEX, "repo:github.com/thudm/longbench", HOSTED_AT)
    new.nodes[LONER]["label"] = HOSTILE
    new.remove_edge(SURVEY, CLEX)
    return compare_maps(old, new)


def check_atom(text):
    """Check what RFC 4287 asks of a feed, and return its entries."""
    feed = ElementTree.fromstring(text)
    assert feed.tag == f"{ATOM}feed"
    assert {child.tag.removeprefix(ATOM) for child in feed} <= {
        *("id", "title", "subtitle", "updated", "author", "entry")
    }
    for part in ("id", "title", "updated"):
        assert len(feed.findall(f"{ATOM}{part}")) == 1
    assert feed.find(f"{ATOM}author/{ATOM}name").text
    entries = feed.findall(f"{ATOM}entry")
    for entry in entries:
        for part in ("id", "title", "updated", "content"):
            [element] = entry.findall(f"{ATOM}{part}")
            assert element.text
        assert entry.find(f"{ATOM}content").get("type") == "text"
        for link in entry.findall(f"{ATOM}link"):
            assert link.get("rel") == "alternate"
            assert link.get("href").startswith("https://")
    ids = [feed.find(f"{ATOM}id").text, *(entry.find(f"{ATOM}id").text for entry in entries)]
    assert len(set(ids)) == len(ids)
    assert all(one.startswith("urn:uuid:") for one in ids)
    return entries


def test_hostile_text_stays_text():
    diff = hostile_diff()
    entries = check_atom(format_diff(diff, "atom", updated=TIME, title="A <map> & more"))
    assert any("<script>alert(1)</script>" in entry.find(f"{ATOM}title").text for entry in entries)
    for fmt in ("atom", "md"):
        text = format_diff(diff, fmt, updated=TIME)
        assert "<script>" not in text.replace("\\<", "")
        assert not set("\x00\x1b\ud800\u202e") & set(text)
    assert "](javascript" not in format_diff(diff, "md").replace("\\]", "")
    json.loads(format_diff(diff, "json"))
    format_diff(diff, "json").encode("utf-8")


@given(maps(), maps())
@settings(max_examples=40)
def test_every_feed_is_valid_and_its_ids_stay(old, new):
    diff = compare_maps(old, new, by="degree", tries=1)
    first = check_atom(format_diff(diff, "atom", updated=TIME))
    later = check_atom(format_diff(diff, "atom", updated="2025-01-01T00:00:00+02:00"))
    assert [e.find(f"{ATOM}id").text for e in first] == [e.find(f"{ATOM}id").text for e in later]
    assert {e.find(f"{ATOM}updated").text for e in later} <= {"2025-01-01T00:00:00+02:00"}
    assert format_diff(diff, "atom", updated=TIME) == format_diff(diff, "atom", updated=TIME)
    assert bool(first) != diff.empty


@pytest.mark.parametrize("updated", ["", "yesterday", "2024-05-01", "2024-05-01T12:00:00"])
def test_a_feed_needs_a_time_with_its_zone(updated):
    with pytest.raises(
        OptionError, match=r"needs the time of the new map, got .* such as 2024-05-01T12:00:00Z"
    ):
        format_diff(compare_maps(small_map(), small_map()), "atom", updated=updated)


@pytest.mark.parametrize(
    ("fmt", "options", "message"),
    [
        ("xml", {}, "unknown format 'xml'"),
        ("md", {"top": 0}, "top=0 asks for nothing; give at least 1"),
        ("atom", {"title": " \x00", "updated": TIME}, "a feed needs a title"),
    ],
)
def test_bad_options_of_formats_are_told(fmt, options, message):
    with pytest.raises(OptionError) as error:
        format_diff(compare_maps(small_map(), small_map()), fmt, **options)
    assert str(error.value).startswith(message)


def test_what_is_not_told_is_counted():
    new = star_map("a" * 30)
    diff = compare_maps(nx.MultiDiGraph(), new)
    text = format_diff(diff, "md", top=3)
    assert "## Papers gained: 30" in text
    assert text.count("\n- P") + text.count("\n- …") == 4
    assert "- … and 27 more" in text
    assert len(json.loads(format_diff(diff, "json", top=3))["papers_gained"]) == 30
    assert len(check_atom(format_diff(diff, "atom", top=3, updated=TIME))) == 4
    assert "and 18 more links" in format_diff(diff, "atom", updated=TIME)


def test_papers_that_bring_most_links_are_told_first():
    new = star_map("ab")
    add(new, "paper:title:p1", "model:a", USES)
    text = format_diff(compare_maps(nx.MultiDiGraph(), new), "md")
    assert text.index("- P1") < text.index("- P0")
    assert "  — uses: A; B" in text


def test_the_sample_before_and_after(tmp_path):
    papers = graphx.read_papers(graphx.sample_path())
    mentions = graphx.find_mentions(papers)
    earlier = [paper for paper in papers if paper.year != 2024]
    keys = {paper.key for paper in earlier}
    old = graphx.build_graph(
        earlier, [m for m in mentions if m.paper in keys], graphx.resolve_citations(earlier)
    )
    new = graphx.build_graph(papers, mentions, graphx.resolve_citations(papers))
    diff = compare_maps(old, new)
    assert len(diff.papers_gained) == len(papers) - len(earlier) == 3
    assert not diff.papers_lost
    assert not diff.links_lost
    [gsm] = [move for move in diff.moves if move.node.key == "dataset:gsm8k"]
    assert gsm.new_place < gsm.old_place
    assert gsm.cause.target == "dataset:gsm8k"
    assert gsm.cause in diff.links_gained


@pytest.mark.shared
def test_one_page_against_both(pages):
    graphs = []
    for files in (pages[:1], pages):
        papers = graphx.read_papers(*files)
        graphs.append(graphx.build_graph(papers, graphx.find_mentions(papers)))
    diff = compare_maps(*graphs)
    assert diff.papers_gained
    assert not diff.papers_lost
    assert diff.moves
    check_atom(format_diff(diff, "atom", updated=TIME))
