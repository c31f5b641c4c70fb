"""Reading lists: their order against a slow walk, and their reasons against the graph."""

import re
from itertools import pairwise
from math import log

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphx import build_graph, find_mentions, read_papers
from graphx.analyze import reading_list
from graphx.errors import NodeError, OptionError
from graphx.model import ReadingList
from graphx.schema import INTRODUCES, ROLES
from tests.graphs import (
    CLEX,
    LONER,
    LONGBENCH,
    SURVEY,
    add,
    add_artifact,
    add_paper,
    brute_flat,
    brute_named,
    brute_naming,
    maps,
    shuffled,
    small_map,
    state,
)


@st.composite
def seeded_maps(draw):
    """Return a map whose labels are names of their own, and one to three seeds of it."""
    G = draw(maps(papers=8).filter(len))
    for place, key in enumerate(sorted(G)):
        G.nodes[key]["label"] = f"N{place}"
    return G, draw(st.lists(st.sampled_from(sorted(G)), min_size=1, max_size=3, unique=True))


def slow_scores(G, seeds):
    """Return personalised PageRank on the flattened graph, by its definition."""
    flat = brute_flat(G)
    counts = {k: max(1, len(brute_naming(G, k))) for k, d in G.nodes(data=True) if d["kind"] != "paper"}
    weights = {node: {} for node in flat}
    for u, v, weight in flat.edges(data="weight"):
        count = max(counts.get(u, 0), counts.get(v, 0))
        weights[u][v] = weights[v][u] = weight / log(1 + count) if count else weight
    start = {node: (node in seeds) / len(seeds) for node in flat}
    ranks = start
    for _ in range(300):
        new = {node: 0.5 * start[node] for node in flat}
        for node, row in weights.items():
            onwards = row or start
            for other, weight in onwards.items():
                new[other] += 0.5 * ranks[node] * weight / sum(onwards.values())
        ranks = new
    return ranks


def candidates(G, seeds):
    reached = set().union(*(nx.node_connected_component(nx.Graph(G), seed) for seed in seeds))
    return {key for key in reached - set(seeds) if G.nodes[key]["kind"] == "paper"}


@given(seeded_maps())
def test_order_is_that_of_a_slow_walk(drawn):
    G, seeds = drawn
    before = state(G)
    papers = reading_list(G, seeds, size=100)
    assert state(G) == before
    assert papers.seeds == tuple(seeds)
    assert {item.key for item in papers} == candidates(G, seeds)
    slow = slow_scores(G, seeds)
    assert {item.key: item.score for item in papers} == pytest.approx(
        {item.key: slow[item.key] for item in papers}, abs=1e-9
    )
    order = [(-item.score, item.key) for item in papers]
    assert order == sorted(order)


@given(seeded_maps(), st.integers(0, 9))
def test_list_does_not_depend_on_the_order_of_filling(drawn, seed):
    G, seeds = drawn
    assert reading_list(shuffled(G, seed), seeds) == reading_list(G, seeds)


def true_roles(G, paper, artifact):
    """Return the strongest role."""
    return next(role for role in ROLES if G.has_edge(paper, artifact, role))


CHAIN = re.compile(
    r"(introduces|uses|mentions) (N\d+)"
    r"((?:, a version of N\d+|, of which N\d+ is a version|, hosted at N\d+|, which hosts N\d+)*)"
    r"(?:, which (N\d+) (introduces|uses|mentions)|, whose version (N\d+) (N\d+) (introduces|uses|mentions))?"
)


def check_chain(G, seeds, paper, match, key_of):
    """Assert that a way told link by link is one, is as short as any, and leads to a seed."""
    here = key_of[match[2]]
    assert true_roles(G, paper, here) == match[1]
    links = 1
    for words in re.findall(r", [^,]+", match[3]):
        there = key_of[re.search(r"N\d+", words)[0]]
        relation = "variant_of" if "version" in words else "hosted_at"
        away = words.startswith((", a version of", ", hosted at"))
        assert G.has_edge(*((here, there) if away else (there, here)), relation)
        here, links = there, links + 1
    if match[6]:
        version, links = key_of[match[6]], links + 1
        assert G.has_edge(version, here, "variant_of")
        here = version
    if match[4] or match[7]:
        seed, links = key_of[match[4] or match[7]], links + 1
        assert true_roles(G, seed, here) == (match[5] or match[8])
        here = seed
    assert here in seeds
    assert links == distance(G, seeds, paper) > 1


def distance(G, seeds, paper):
    flat = nx.Graph(G)
    return min(nx.shortest_path_length(flat, paper, s) for s in seeds if nx.has_path(flat, paper, s))


def check_reason(G, seeds, item):
    """Assert that the reason of an item is true of the graph, word by word."""
    key_of = {data["label"]: key for key, data in G.nodes(data=True)}
    paper, reason = item.key, item.reason
    if match := re.fullmatch(r"(\w+) (N\d+) \((?:one of (\d+) papers|the only paper) naming it\)", reason):
        artifact = key_of[match[2]]
        assert artifact in seeds
        assert f"{true_roles(G, paper, artifact)}" == match[1]
        assert len(brute_naming(G, artifact)) == int(match[3] or 1)
    elif match := re.fullmatch(r"(\w+) (N\d+), which (N\d+) (\w+?)( too)? \(named by (\d+) papers\)", reason):
        artifact, seed = key_of[match[2]], key_of[match[3]]
        assert seed in seeds
        assert (true_roles(G, paper, artifact), true_roles(G, seed, artifact)) == (match[1], match[4])
        assert INTRODUCES in (match[1], match[4])
        assert bool(match[5]) == (match[1] == match[4])
        assert len(brute_naming(G, artifact)) == int(match[6])
    elif match := re.fullmatch(r"(cites|is cited by) (N\d+)", reason):
        seed = key_of[match[2]]
        assert seed in seeds
        assert G.has_edge(*((paper, seed) if match[1] == "cites" else (seed, paper)), "cites")
    elif match := re.fullmatch(r"shares (.+) with (N\d+)", reason):
        seed = key_of[match[2]]
        assert seed in seeds
        shared = brute_named(G, paper) & brute_named(G, seed)
        shown = re.findall(r"(N\d+) \(named by (\d+) papers\)", match[1])
        assert {key_of[name] for name, _ in shown} <= shared
        assert [int(n) for _, n in shown] == sorted(len(brute_naming(G, a)) for a in shared)[:3]
        more = re.search(r"and (\d+) more$", match[1])
        assert len(shared) == len(shown) + int(more[1] if more else 0)
    elif match := CHAIN.fullmatch(reason):
        check_chain(G, seeds, paper, match, key_of)
    else:
        match = re.fullmatch(r"(\d+) links? away from (N\d+)(?:, through (.+))?", reason)
        assert match, reason
        seed = key_of[match[2]]
        assert seed in seeds
        flat = nx.Graph(G)
        assert distance(G, seeds, paper) == int(match[1])
        way = [paper, *(key_of[name] for name in re.findall(r"N\d+", match[3] or "")), seed]
        assert len(way) == int(match[1]) + 1
        assert all(flat.has_edge(u, v) for u, v in pairwise(way))
        assert any(G.nodes[key]["kind"] == "paper" for key in way[1:-1]), (
            "a chain of versions is told in words"
        )


@given(seeded_maps())
def test_every_reason_is_true_and_has_its_evidence(drawn):
    G, seeds = drawn
    every = {data["evidence"][0]: (u, v) for u, v, data in G.edges(data=True)}
    for item in reading_list(G, seeds, size=100):
        check_reason(G, seeds, item)
        assert item.evidence
        assert len(set(item.evidence)) == len(item.evidence)
        assert item.key in every[item.evidence[0]]
        assert set(item.evidence) <= set(every)


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
        SURVEY: "2 links away from LongBench, through CLEX",
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
    assert (
        reasons(G, ["dataset:longbench"])["paper:far"]
        == "3 links away from LongBench, through Claude and the paper LongBench"
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
    keys = [item.key for item in reading_list(G, ["paper:seed"])]
    assert keys[0] == "paper:middle"
    assert keys[-1] == "paper:far"


@pytest.mark.shared
def test_direct_links_come_first_on_a_real_map(pages):
    papers = read_papers(*pages)
    G = build_graph(papers, find_mentions(papers))
    [clex] = [key for key in G if key.startswith("paper:title:clex-")]
    told = [item.reason.split()[0] for item in reading_list(G, [clex])]
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
    assert reasons(G, ["paper:seed"], size=99)["paper:far"] == "2 links away from seed, through hub"


def test_of_ways_with_as_few_links_the_one_past_fewer_hubs_is_told():
    G = nx.MultiDiGraph()
    for name in ["seed", "far", "a hub", "rare", *(f"o{n}" for n in range(9))]:
        add_paper(G, f"paper:{name}", name)
        if name not in ("a hub", "rare"):
            add(G, "paper:a hub", f"paper:{name}", "cites")
    add(G, "paper:rare", "paper:seed", "cites")
    add(G, "paper:rare", "paper:far", "cites")
    assert reasons(G, ["paper:seed"], size=99)["paper:far"] == "2 links away from seed, through rare"


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
    assert [i.key for i in reading_list(G, [CLEX], size=1)] == [full.items[0].key]
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
