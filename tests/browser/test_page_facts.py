"""What public APIs told, as the page shows it: lines of the panel, witnesses, and years."""

import re

import pytest

import graphx
from tests.pages import until
from tests.test_enrich import build, run, truth
from tests.universe import Clock, Server, Universe


@pytest.fixture(scope="module")
def before_and_after(tmp_path_factory):
    """A map before and after enriching, and the truth about its papers."""
    world, clock = Universe(60, seed=4), Clock()
    place = build(tmp_path_factory.mktemp("facts"), world)
    before = graphx.load_graph(place)
    run(place, Server(world, clock=clock), clock, around=4)
    return before, graphx.load_graph(place), truth(world, place)


def panel(page, G, key):
    page.evaluate(f"graphx.choose({sorted(G).index(key)}, 'panel')")
    until(page, "!document.getElementById('panel').hidden")
    return page.locator("#panel").inner_text()


def test_years_come_alive(open_map, before_and_after):
    before, after, works = before_and_after
    assert open_map(before).locator("#view-years").is_disabled()
    page = open_map(after)
    assert not page.locator("#view-years").is_disabled()
    page.locator("#view-years").click()
    until(page, "document.getElementById('view-years').ariaPressed === 'true'")
    keys = page.evaluate("graphx.data.keys")
    years = dict(zip(keys, page.evaluate("graphx.year"), strict=True))
    shown = dict(zip(keys, page.evaluate("graphx.data.keys.map((_, i) => graphx.isShown(i))"), strict=True))
    known = {key: work.year for key, work in works.items() if work.known}
    assert known
    for key, year in known.items():
        assert years[key] == year
        assert shown[key]


def test_the_panel_tells_what_was_told(open_map, before_and_after):
    _, G, works = before_and_after
    page = open_map(G)
    retracted = next(k for k, w in works.items() if w.known and w.retracted)
    assert "Retracted, according to OpenAlex (2025-10-09)." in panel(page, G, retracted)
    assert page.locator("#panel strong", has_text="Retracted").count() == 1
    facts = {k: {f[0] for f in G.nodes[k].get("facts", ())} for k in G}
    archived = next(k for k in G if "archived" in facts[k])
    assert "Archived: it can only be read" in panel(page, G, archived)
    missing = next(k for k in G if "missing" in facts[k])
    assert "deleted, private or misspelt" in panel(page, G, missing)
    outside = next(k for k in G if "cited" in facts[k])
    around = sum("cited" in told for told in facts.values())
    assert page.locator("h1").inner_text() == f"A map of 60 papers and {around} from outside"
    assert "Not among the papers read; cited by " in panel(page, G, outside)
    official = next(
        k
        for k in sorted(works)
        if any(f[:1] == ("code",) and f[3] == "the official one" for f in G.nodes[k]["facts"])
    )
    assert "Official code: https://github.com/" in panel(page, G, official)


def test_a_link_tells_its_witnesses_and_whose_abstract_it_is_from(open_map, before_and_after):
    _, G, _ = before_and_after
    page = open_map(G)
    source, witnesses = next(
        (u, d["witnesses"])
        for u, _, r, d in G.edges(keys=True, data=True)
        if r == "cites" and d["witnesses"] > 1
    )
    told = panel(page, G, source)
    assert f"{witnesses}\u00a0witnesses: " in told or f"{witnesses} witnesses: " in told
    paper = next(
        u
        for u, _, d in G.in_edges("dataset:gsm8k", data=True)
        if d["evidence"][0].provider in ("arxiv", "openalex")
    )
    name = {"arxiv": "arXiv", "openalex": "OpenAlex"}
    provider = name[G.edges[paper, "dataset:gsm8k", "uses"]["evidence"][0].provider]
    told = panel(page, G, paper)
    assert told.count(f"Abstract according to {provider}") >= 2, "of the paper, and of the sentence"
    assert page.locator("#panel mark", has_text="GSM8K").count() >= 1
    # As many witnesses as Python counts, for every link.
    counted = page.evaluate(
        """graphx.data.edges.from.map((_, e) => graphx.evidence(e)).map(
            all => new Set(all.map(one => one[0] === -2 ? one[1] : one[0])).size)"""
    )
    edges = sorted(G.edges(keys=True, data=True), key=lambda edge: edge[:3])
    assert counted == [d["witnesses"] for *_, d in edges]


def test_links_are_filtered_by_how_many_say_so(open_map, before_and_after):
    before, G, _ = before_and_after
    page = open_map(G)
    several = sum(d["witnesses"] > 1 for *_, d in G.edges(data=True))
    assert 0 < several < G.number_of_edges()
    shown = "graphx.data.edges.from.filter((_, e) => graphx.isRelationShown(e)).length"
    page.locator("#tray-open").click()
    for name, left in (("One alone", G.number_of_edges() - several), ("Two or more", several)):
        page.get_by_role("button", name=name).click()
        until(page, f"{shown} === {left}")
        away = re.compile(rf"\b{G.number_of_edges() - left}[\u00a0 ]link")
        page.get_by_text(away).first.wait_for(state="attached")  # counted among what is not shown
    assert "told=several" in page.url
    assert 'd["witnesses"] < 2' in page.evaluate("graphx.pythonCall()")
    left = {(u, v) for u, v, d in G.edges(data=True) if d["witnesses"] > 1}
    ties = page.evaluate(
        """Array.from(graphx.data.edges.from.keys()).filter(graphx.isRelationShown)
            .map(e => [graphx.data.edges.from[e], graphx.data.edges.to[e]].map(i => graphx.data.keys[i]))"""
    )
    assert {tuple(pair) for pair in ties} == left
    page.get_by_role("button", name="Any number").click()
    until(page, f"{shown} === {G.number_of_edges()}")
    alone = open_map(before)
    alone.locator("#tray-open").click()
    assert alone.get_by_text("One paper, file or service stands behind each link").count() == 1
