"""Reading lists: their order against a slow walk, and their reasons against the graph."""

import re

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphx import ReadingList, build_graph, find_mentions, read_papers, resolve_citations, sample_path
from graphx.analyze import reading_list
from graphx.errors import NodeError, OptionError
from tests.graphs import (
    CLEX,
    LONER,
    LONGBENCH,
    SURVEY,
    add,
    add_artifact,
    add_paper,
    maps,
    shuffled,
    small_map,
    state,
)
from tests.truth import Truth, renamed


@st.composite
def seeded_maps(draw):
    """Return a map whose labels are names of their own, and one to three seeds of it."""
    G = renamed(draw(maps(papers=8).filter(len)))
    return G, draw(st.lists(st.sampled_from(sorted(G)), min_size=1, max_size=3, unique=True))


@given(seeded_maps())
def test_scores_are_those_of_a_slow_walk_from_each_seed(drawn):
    G, seeds = drawn
    truth, before = Truth(G), state(G)
    papers = reading_list(G, seeds, size=100, order="score")
    assert state(G) == before
    assert papers.seeds == tuple(seeds)
    assert {item.key for item in papers} == truth.reachable(seeds)
    slow = [truth.scores(seed) for seed in seeds]
    for item in papers:
        own = [scores[item.key] for scores in slow]
        assert item.score == pytest.approx(sum(own) / len(own), abs=1e-9)
        assert item.shares == pytest.approx([one / sum(own) for one in own], abs=1e-9)
    order = [(-item.score, item.key) for item in papers]
    assert order == sorted(order)
    assert [item.rank for item in papers] == list(range(1, len(papers) + 1))


@given(seeded_maps(), st.integers(0, 9))
def test_list_does_not_depend_on_the_order_of_filling(drawn, seed):
    G, seeds = drawn
    assert reading_list(shuffled(G, seed), seeds) == reading_list(G, seeds)


@given(seeded_maps(), st.sampled_from([1, 3, 100]), st.sampled_from([0.0, 0.5, 1.0]))
def test_everything_a_list_says_is_true(drawn, size, diversity):
    G, seeds = drawn
    Truth(G).check(reading_list(G, seeds, size=size, diversity=diversity), diversity)


def sample_map():
    papers = read_papers(sample_path())
    return build_graph(papers, find_mentions(papers), resolve_citations(papers))


def check_many(G, step):
    """Check the lists of every few nodes, alone and in pairs; return how many statements there were."""
    G = renamed(G)
    truth, keys = Truth(G), sorted(G)
    told = 0
    for place in range(0, len(keys), step):
        for seeds in ([keys[place]], [keys[place], keys[place - step // 2 - 1]]):
            told += truth.check(reading_list(G, seeds, size=6, hours=5), 0.5)
    return told


def test_everything_lists_of_the_sample_say_is_true():
    assert check_many(sample_map(), 8) > 1000


@pytest.mark.shared
def test_everything_lists_of_the_real_pages_say_is_true(pages):
    papers = read_papers(*pages)
    assert check_many(build_graph(papers, find_mentions(papers)), 5) > 900


def reasons(G, seeds, **options):
    return {item.key: item.reason for item in reading_list(G, seeds, **options)}


def test_reasons_of_the_small_map():
    assert reasons(small_map(), [CLEX]) == {
        LONGBENCH: "introduces LongBench, which CLEX uses (named by 2 papers)",
        SURVEY: "cites CLEX",
    }
    assert reasons(small_map(), ["dataset:longbench"]) == {
        LONGBENCH: "introduces LongBench (one of 2 papers naming it)",
        CLEX: "uses LongBench (one of 2 papers naming it)",
        SURVEY: "cites CLEX, which uses LongBench",
    }
    assert reasons(small_map(), [SURVEY])[CLEX] == "is cited by A Survey of Long Context"
    assert reasons(small_map(), ["model:llama"])[SURVEY] == "mentions LLaMA (the only paper naming it)"
    assert (
        reasons(small_map(), [LONGBENCH])[CLEX]
        == "uses LongBench, which the paper LongBench introduces (named by 2 papers)"
    )
    assert reasons(small_map(), ["model:llama"])[CLEX] == "uses Llama 2, a version of LLaMA"
    assert reasons(small_map(), ["model:llama-2"])[SURVEY] == "mentions LLaMA, of which Llama 2 is a version"


def test_a_way_over_versions_is_told_link_by_link():
    G = small_map()
    assert (
        reasons(G, [LONGBENCH])[SURVEY]
        == "mentions LLaMA, whose version Llama 2 the paper LongBench mentions"
    )
    assert (
        reasons(G, [SURVEY])[LONGBENCH]
        == "mentions Llama 2, a version of LLaMA, which A Survey of Long Context mentions"
    )
    add_paper(G, "paper:new", "New")
    add_artifact(G, "model:llama-3", "Llama 3")
    add(G, "model:llama-3", "model:llama", "variant_of")
    add(G, "paper:new", "model:llama-3", "uses")
    assert (
        reasons(G, [CLEX])["paper:new"] == "uses Llama 3, a version of LLaMA, whose version Llama 2 CLEX uses"
    )


def test_a_paper_is_told_from_an_artifact_of_its_name():
    G = small_map()
    add_paper(G, "paper:far", "Far Away")
    add(G, "paper:far", "model:claude", "uses")
    add_artifact(G, "model:claude", "Claude")
    add(G, LONGBENCH, "model:claude", "uses")
    add_paper(G, "paper:farther", "Farther")
    add(G, "paper:farther", "paper:far", "cites")
    told = reasons(G, ["dataset:longbench"])
    assert told["paper:far"] == (
        "shares Claude (named by 2 papers) with the paper LongBench, which introduces LongBench"
    )
    assert told["paper:farther"] == (
        "4 links away from LongBench, through Far Away, Claude and the paper LongBench"
    )


def test_what_is_shared_comes_before_what_is_many_links_away():
    """A chain of rare things does not lead past the papers that name a hub which the seed names too."""
    G = nx.MultiDiGraph()
    for name in ("seed", "middle", "far", *(f"near{n}" for n in range(10))):
        add_paper(G, f"paper:{name}", name)
        if name not in ("middle", "far"):
            add(G, f"paper:{name}", "model:hub", "uses")
    for artifact, papers in {"rare": ("seed", "middle"), "rarer": ("middle", "far")}.items():
        add_artifact(G, f"dataset:{artifact}", artifact)
        for paper in papers:
            add(G, f"paper:{paper}", f"dataset:{artifact}", "uses")
    add_artifact(G, "model:hub", "hub")
    keys = [item.key for item in reading_list(G, ["paper:seed"], order="score")]
    assert keys[0] == "paper:middle"
    assert keys[-1] == "paper:far"


@pytest.mark.shared
def test_direct_links_come_first_on_a_real_map(pages):
    papers = read_papers(*pages)
    G = build_graph(papers, find_mentions(papers))
    [clex] = [key for key in G if key.startswith("paper:title:clex-")]
    told = [item.reason.split()[0] for item in reading_list(G, [clex], order="score")]
    direct = [word in ("shares", "introduces") for word in told]
    assert sum(direct) >= 8
    assert direct == sorted(direct, reverse=True)


def test_shared_artifacts_are_told_rarest_first_with_the_seed_that_shares_most():
    G = nx.MultiDiGraph()
    for name in ("New", "Old", "Older", "Other"):
        add_paper(G, f"paper:{name}", name)
    for artifact, papers in {
        "BERT": ["New", "Old", "Older", "Other"],
        "C4": ["New", "Old", "Other"],
        "Pile": ["New", "Old"],
        "GLUE": ["New", "Old"],
        "T5": ["New", "Older"],
    }.items():
        add_artifact(G, f"model:{artifact}", artifact)
        for paper in papers:
            add(G, f"paper:{paper}", f"model:{artifact}", "uses")
    item = reading_list(G, ["paper:Older", "paper:Old"]).items[0]
    assert item.reason == (
        "shares GLUE (named by 2 papers), Pile (named by 2 papers), C4 (named by 3 papers) "
        "and 1 more with Old"
    )
    assert [evidence.sentence for evidence in item.evidence][:2] == [
        "paper:New uses model:GLUE.",
        "paper:Old uses model:GLUE.",
    ]
    assert len(item.evidence) == 8


def test_two_that_introduce_one_thing():
    G = small_map()
    add(G, CLEX, "dataset:longbench", "introduces")
    assert (
        reasons(G, [CLEX])[LONGBENCH] == "introduces LongBench, which CLEX introduces too (named by 2 papers)"
    )


def test_a_hub_does_not_lead_everywhere():
    """A paper that shares a rare data set comes before those that share what everybody names."""
    G = nx.MultiDiGraph()
    for n in range(30):
        add_paper(G, f"paper:{n:02}", f"P{n}")
        add(G, f"paper:{n:02}", "model:bert", "uses", 1.0)
    add_artifact(G, "model:bert", "BERT")
    add_artifact(G, "dataset:rare", "Rare")
    for n in (0, 29):
        add(G, f"paper:{n:02}", "dataset:rare", "mentions", 0.5)
    first, second, *_ = reading_list(G, ["paper:00"]).items
    assert first.key == "paper:29"
    assert first.score > 5 * second.score


def test_far_papers_are_told_by_the_fewest_links_even_through_a_hub():
    G = nx.MultiDiGraph()
    for name in ["seed", "far", "hub", "p", *(f"o{n}" for n in range(60))]:
        add_paper(G, f"paper:{name}", name)
        if name not in ("hub", "p"):
            add(G, "paper:hub", f"paper:{name}", "cites")
    for artifact, papers in {"x": ["far", "p"], "y": ["p", "seed"]}.items():
        add_artifact(G, f"model:{artifact}", artifact)
        for paper in papers:
            add(G, f"paper:{paper}", f"model:{artifact}", "uses")
    assert reasons(G, ["paper:seed"], size=99)["paper:far"] == "is cited by hub, which cites seed"


def test_of_ways_with_as_few_links_the_one_past_fewer_hubs_is_told():
    G = nx.MultiDiGraph()
    for name in ["seed", "far", "a hub", "rare", *(f"o{n}" for n in range(9))]:
        add_paper(G, f"paper:{name}", name)
        if name not in ("a hub", "rare"):
            add(G, "paper:a hub", f"paper:{name}", "cites")
    add(G, "paper:rare", "paper:seed", "cites")
    add(G, "paper:rare", "paper:far", "cites")
    assert reasons(G, ["paper:seed"], size=99)["paper:far"] == "is cited by rare, which cites seed"


def test_item_carries_what_is_known_of_the_paper():
    items = {
        item.key: item for item in [*reading_list(small_map(), [CLEX]), *reading_list(small_map(), [SURVEY])]
    }
    item = items[LONGBENCH]
    assert (item.title, item.year, item.ids) == (
        "LongBench: A Bilingual Benchmark",
        2023,
        ("arxiv:2308.14508", "doi:10.1/lb"),
    )
    assert items[SURVEY].url == "https://example.org/survey"
    assert items[CLEX].authors == ("Guanzheng Chen", "Xin Li")
    assert (items[LONGBENCH].venue, items[CLEX].venue) == ("ACL", "")


def test_size_and_known_shorten_the_list():
    G = small_map()
    full = reading_list(G, [CLEX], size=2)
    assert (len(full), full.note) == (2, "")
    assert [(i.key, i.rank) for i in reading_list(G, [CLEX], size=1)] == [(SURVEY, 1)]
    rest = reading_list(G, [CLEX], size=2, known=["longbench: a bilingual"])
    assert [i.key for i in rest] == [SURVEY]
    assert rest.note == "2 other papers can be reached from the seed, 1 of them known already"
    assert reading_list(G, [CLEX], size=1, known=LONGBENCH).note == ""


@pytest.mark.parametrize(
    ("seeds", "note"),
    [
        ([CLEX], "2 other papers can be reached from the seed"),
        ([CLEX, LONGBENCH], "1 other paper can be reached from the seeds"),
        ([CLEX, LONGBENCH, SURVEY], "no other papers can be reached from the seeds"),
        ([LONER], "nothing is linked to A Paper of Its Own Kind"),
        (
            [LONER, CLEX],
            "nothing is linked to A Paper of Its Own Kind; 2 other papers can be reached from the seeds",
        ),
    ],
)
def test_a_short_list_says_why(seeds, note):
    papers = reading_list(small_map(), seeds)
    assert papers.note == note
    assert all(item.key not in seeds for item in papers)


def test_seeds_may_be_given_by_title_once_or_twice():
    assert reading_list(small_map(), ["clex", CLEX]).seeds == (CLEX,)
    assert reading_list(small_map(), "clex") == reading_list(small_map(), [CLEX])


def test_seeds_are_called_by_title_or_name():
    papers = reading_list(small_map(), [CLEX, "model:llama-2"])
    assert papers.seed_titles == ("CLEX: Continuous Length Extrapolation", "Llama 2")
    assert ReadingList(seeds=("paper:x",)).seed_titles == ("paper:x",)


@pytest.mark.parametrize(
    ("seeds", "options", "error", "message"),
    [
        (
            [],
            {},
            OptionError,
            "a reading list needs a seed to start from; give a node key or a piece of a title",
        ),
        ([CLEX], {"size": 0}, OptionError, "size=0 asks for no paper; give at least 1"),
        (["paper:none"], {}, NodeError, "no node of the map fits 'paper:none'"),
        ([CLEX], {"known": ["paper:none"]}, NodeError, "no node of the map fits 'paper:none'"),
    ],
)
def test_bad_input_is_told(seeds, options, error, message):
    with pytest.raises(error, match=re.escape(message)):
        reading_list(small_map(), seeds, **options)
