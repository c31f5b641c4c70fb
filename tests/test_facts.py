"""What public APIs say, in the map: abstracts searched, rebuilds survived, disagreements and witnesses."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

import graphx
from graphx.analyze.wording import cite
from graphx.enrich.merge import facts_of
from graphx.enrich.run import Told
from graphx.enrich.work import Ask, Record, Reference, Subject
from graphx.enriching import enrich_map
from graphx.export.node_link import graph_from_json, graph_to_json
from graphx.facts import Fact, abstract_facts, enriched_papers, facts_that_stay
from graphx.maps import open_map, redraw_page
from graphx.model import Paper
from graphx.render.data import graph_data
from tests.pages import page_data
from tests.test_enrich import build, run, truth, undated
from tests.test_mapped import assert_same
from tests.universe import Clock, Server, Universe


@pytest.fixture(scope="module")
def enriched(tmp_path_factory):
    """A map with facts, what it was made of, and the run."""
    world, clock = Universe(60, seed=4), Clock()
    place = build(tmp_path_factory.mktemp("facts"), world)
    server = Server(world, clock=clock)
    return place, world, server, clock, run(place, server, clock)


def bare(world, place):
    return {key: w for key, w in truth(world, place).items() if world.is_bare(w) and w.known}


def test_abstracts_that_came_are_searched_and_their_source_is_told(enriched):
    place, world, *_ = enriched
    G = graphx.load_graph(place)
    works = bare(world, place)
    assert works
    assert {u for u, _, r in G.in_edges("dataset:gsm8k", keys=True) if r == "uses"} == works.keys()
    for key, work in works.items():
        (evidence,) = G.edges[key, "dataset:gsm8k", "uses"]["evidence"]
        assert evidence.provider in ("openalex", "arxiv")
        assert evidence.fetched.startswith("2025-10-")
        text = G.nodes[key]["abstract"]
        assert text == work.abstract
        assert text[evidence.start : evidence.end] == evidence.surface == "GSM8K"
        assert "(abstract from " in cite(G, evidence, told=[key])
        told = [line for line in graph_data(G)["details"][sorted(G).index(key)]["told"] if "Abstract" in line]
        assert len(told) == 1
    marked = [e for links in graph_data(G)["edges"]["evidence"] for e in links if len(e) == 7]
    assert len(marked) == len(works)
    assert {e[6] for e in marked} <= {"openalex", "arxiv"}
    assert {p.key for p in open_map(place).papers if "GSM8K" in p.abstract} == works.keys()


def test_what_the_input_says_has_no_provider(enriched):
    place, world, *_ = enriched
    works = bare(world, place)
    for paper, _, data in graphx.load_graph(place).out_edges(data=True):
        if data["relation"] != "cites" and paper not in works and paper.startswith("paper:"):
            assert all(not e.provider for e in data["evidence"])


def test_a_rebuild_keeps_the_facts_and_what_follows_from_them(enriched):
    place, _, server, clock, first = enriched
    before, calls = graphx.load_graph(place), len(server.log)
    assert_same(graphx.open_graph(place), before)
    map_ = graphx.explore(place.parent / "in.jsonl", output=place)
    assert dict(map_.graph.nodes(data=True)) == dict(before.nodes(data=True))
    assert list(map_.graph.edges(keys=True, data=True)) == list(before.edges(keys=True, data=True))
    assert graphx.load_graph(place).edges == before.edges
    page = (place / "graph.html").read_text()
    assert "according to" in page
    again = run(place, server, clock)
    assert again.facts == first.facts
    assert len(server.log) == calls


def test_papers_that_left_take_their_facts_along_and_those_with_new_keys_keep_them(tmp_path):
    world, clock = Universe(30, seed=6), Clock()
    place = build(tmp_path, world)
    first = run(place, Server(world, clock=clock), clock, around=2, citing=2)
    assert any(f.field == "cited" for f in first.facts)
    assert_same(graphx.open_graph(place), graphx.load_graph(place))
    works = truth(world, place)
    lines = (tmp_path / "in.jsonl").read_text().splitlines()
    learnt = next(k for k, w in works.items() if k.startswith("paper:title:") and w.known and w.doi)
    rows = [json.loads(line) for line in lines[:20]]
    gone = {k for k, w in works.items() if w.title not in {row["title"] for row in rows}}
    for row in rows:
        if row["title"] == works[learnt].title:
            row["doi"] = works[learnt].doi
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    G = graphx.explore(tmp_path / "in.jsonl", output=place).graph
    assert_same(graphx.open_graph(place), G)
    kept = graphx.store.load_facts(place)
    assert not {f.subject for f in kept} & gone
    assert not {f.value for f in kept if f.field == "cites"} & (gone | {learnt})
    if learnt not in gone:
        new = f"paper:doi:{works[learnt].doi}"
        assert learnt not in G
        assert {f.field for f in kept if f.subject == new} == {
            f.field for f in first.facts if f.subject == learnt
        }
    outside = {f.subject for f in kept if f.field in ("cited", "citing")}
    for key in outside:
        assert G.degree(key) > 0
    assert outside == {k for k in G if G.nodes[k]["kind"] == "paper"} - {
        p.key for p in open_map(place).papers
    }


def test_a_paper_that_comes_in_is_outside_no_more():
    facts = [
        Fact(subject="paper:s2:1", field="cited", value="2", provider="semanticscholar"),
        Fact(subject="paper:s2:1", field="title", value="Far Out", provider="semanticscholar"),
        Fact(subject="paper:s2:1", field="id", value="s2:1", provider="semanticscholar"),
        Fact(subject="paper:s2:1", field="id", value="doi:10.1/a", provider="semanticscholar"),
        Fact(subject="paper:title:b", field="cites", value="paper:s2:1", provider="semanticscholar"),
    ]
    papers = [Paper(title="Far Out", ids=("doi:10.1/a",)), Paper(title="B", key="paper:title:b")]
    kept = facts_that_stay(facts, papers, [])
    assert not any(f.field == "cited" for f in kept)
    assert ("paper:title:b", "cites", "paper:doi:10.1/a") in {(f.subject, f.field, f.value) for f in kept}


def test_an_abstract_that_goes_takes_its_names_along(enriched, tmp_path):
    _, world, server, clock, _ = enriched
    gone = Universe(60, seed=4)
    for work in gone.works:
        work.abstract = ""
    other = build(tmp_path, world)
    first = run(other, server, clock, cache_dir=None)
    assert "dataset:gsm8k" in graphx.load_graph(other)
    again = run(other, Server(gone, clock=clock), clock, cache_dir=None)
    assert "dataset:gsm8k" not in graphx.load_graph(other)
    lost = {f for f in undated(first.facts) - undated(again.facts) if f[1] == "abstract"}
    assert lost


def test_names_of_a_catalog_are_found_in_abstracts_that_came(tmp_path):
    world, clock = Universe(30, seed=6), Clock()
    work = next(w for w in world.input if world.is_bare(w) and w.known)
    work.abstract += " We also train Frobnix on it."
    build(tmp_path, world)
    catalog = tmp_path / "own.jsonl"
    catalog.write_text('{"name": "Frobnix", "kind": "model"}\n')
    place = graphx.explore(tmp_path / "in.jsonl", output=tmp_path / "map", catalog=[catalog]).folder
    run(place, Server(world, clock=clock), clock)
    assert "model:frobnix" in graphx.load_graph(place)
    catalog.unlink()
    for one in world.works:
        one.abstract = one.abstract and one.abstract + " More."
    told = []
    run(place, Server(world, clock=clock), clock, cache_dir=None, notify=told.append)
    assert any("not searched" in message for message in told)
    assert "model:frobnix" in graphx.load_graph(place)


def test_a_link_tells_how_many_witnesses_it_has(enriched):
    place, *_ = enriched
    G = graphx.load_graph(place)
    for _, _, relation, data in G.edges(keys=True, data=True):
        if relation == "cites":
            assert data["witnesses"] == len({e.provider for e in data["evidence"]})
        else:
            assert data["witnesses"] == len({e.paper or e.provider for e in data["evidence"]})
    assert {data["witnesses"] for *_, r, data in G.edges(keys=True, data=True) if r == "cites"} >= {1, 2}
    again = graph_from_json(graph_to_json(G))
    assert {e[:3]: e[3] for e in again.edges(keys=True, data=True)} == {
        e[:3]: e[3] for e in G.edges(keys=True, data=True)
    }


def test_a_paper_is_one_witness_however_often_it_says_so():
    text = "We evaluate on GSM8K. Later we evaluate on GSM8K once more."
    papers = [Paper(title="A Test of Small Rooms", abstract=text)]
    (edge,) = graphx.build_graph(papers, graphx.find_mentions(papers)).edges(data=True)
    assert (len(edge[2]["evidence"]), edge[2]["witnesses"]) == (2, 1)


def test_sources_that_disagree_are_all_kept_and_told(tmp_path):
    source = tmp_path / "in.jsonl"
    source.write_text(json.dumps({"title": "A Study of Small Things in Large Rooms"}) + "\n")
    place = graphx.explore(source, output=tmp_path / "map").folder
    (key,) = graphx.load_graph(place)
    said = [
        ("year", "2019", "openalex"),
        ("year", "2020", "semanticscholar"),
        ("year", "2020", "crossref"),
        ("id", "doi:10.1/a", "semanticscholar"),
        ("id", "doi:10.1/b", "crossref"),
        ("venue", "Journal of Rooms", "crossref"),
        ("venue", "J. Rooms", "openalex"),
        ("retracted", "yes", "crossref"),
    ]
    facts = tuple(Fact(subject=key, field=f, value=v, provider=p, fetched="2026-01-02") for f, v, p in said)
    contents = graphx.store.load_contents(place)
    graphx.store.save_map(place, replace(contents, facts=tuple(sorted(facts))), [], [])
    node = graphx.load_graph(place).nodes[key]
    assert node["year"] == 2020, "what most say"
    assert len(node["facts"]) == len(said)
    detail = graph_data(graphx.load_graph(place))["details"][0]
    assert detail["warnings"] == ["Retracted, according to Crossref (2026-01-02)."]
    assert "Another identifier: doi:10.1/b (Crossref)." in detail["told"]
    assert "Another year: 2019 (OpenAlex)." in detail["told"]
    assert "Another venue: Journal of Rooms (Crossref)." in detail["told"]
    assert "Another year: 2019" in str(page_data(redraw_page(place).read_text()))


def test_what_the_input_says_is_never_replaced():
    paper = Paper(
        title="A", key="paper:a", abstract="Ours.", year=1999, date="1999-01-02", authors=("Ann Lee",),
        venue="Here", url="https://a.org", ids=("doi:10.1/a",),
    )  # fmt: skip
    told = {
        "year": "2020", "date": "2020-01-01", "venue": "There", "authors": '["Bo Kim"]',
        "abstract": "Theirs.", "url": "https://b.org", "id": "doi:10.1/b",
    }  # fmt: skip
    facts = [Fact(subject="paper:a", field=f, value=v, provider="openalex") for f, v in told.items()]
    assert enriched_papers([paper], facts) == [paper]
    assert enriched_papers([replace(paper, date="")], facts)[0].date == "", "a date of another year"
    assert enriched_papers([replace(paper, date="", year=None)], facts)[0].date == "2020-01-01"


def test_who_told_the_abstract_is_who_is_believed():
    papers = [Paper(title="A", key="paper:a"), Paper(title="B", key="paper:b", abstract="Ours.")]
    facts = [
        Fact(subject=key, field="abstract", value=value, provider=name)
        for key in ("paper:a", "paper:b")
        for name, value in (("arxiv", "One."), ("openalex", "Two."), ("crossref", "Two."))
    ]
    assert [p.abstract for p in enriched_papers(papers, facts)] == ["Two.", "Ours."]
    assert {k: f.provider for k, f in abstract_facts(papers, facts).items()} == {"paper:a": "openalex"}


def test_a_work_outside_that_two_providers_know_by_other_identifiers_is_one():
    subjects = [Subject(key=f"paper:{name}", title=name) for name in "ab"]
    told = [
        Told(
            subject=f"paper:{name}", provider=provider, ask=Ask("paper", name), fetched=0.0,
            record=Record(cites=(Reference(ids=ids, title="Far Out", year=2001),)),
        )
        for name, provider, ids in (
            ("a", "semanticscholar", ("s2:1", "doi:10.1/x")),
            ("b", "crossref", ("doi:10.1/x",)),
        )
    ]  # fmt: skip
    for order in (told, told[::-1]):
        facts = facts_of(subjects, order, around=2)
        assert [(f.subject, f.value) for f in facts if f.field == "cited"] == [("paper:doi:10.1/x", "2")]
        assert {(f.subject, f.provider) for f in facts if f.field == "cites"} == {
            ("paper:a", "semanticscholar"), ("paper:b", "crossref"),
        }  # fmt: skip
    assert facts_of(subjects, told, around=3) == []


def test_papers_that_cite_many_of_the_map(tmp_path):
    world, clock = Universe(40, seed=9), Clock()
    place = build(tmp_path, world)
    for work in world.works[40:60]:  # papers nobody gave us, which cite ours
        work.cites = sorted({work.number % 40, (work.number * 7) % 40, 5})
    enrich_map(
        place, providers=["semanticscholar"], citing=2, around=3, cache_dir=None, clock=clock,
        sleep=clock.sleep, environment=Server(world, clock=clock).environment,
    )  # fmt: skip
    G = graphx.load_graph(place)
    assert_same(graphx.open_graph(place), G)
    known = {w.number for w in world.input if w.known}
    # Those that tell no identifier cannot be told apart.
    expected = {
        w.title for w in world.works[40:60] if w.known and w.number % 4 and len(known & set(w.cites)) >= 2
    }
    found = {k for k in G if any(f[0] == "citing" for f in G.nodes[k].get("facts", ()))}
    assert {G.nodes[k]["title"] for k in found} == expected
    assert expected
    works = truth(world, place)
    for key in found:
        work = next(w for w in world.works if w.title == G.nodes[key]["title"])
        assert {works[v].number for _, v in G.out_edges(key)} == known & set(work.cites)
        warning = graph_data(G)["details"][sorted(G).index(key)]["warnings"][0]
        assert warning.startswith("Not among the papers read; ")
        assert f"citing {len(known & set(work.cites))} of them" in warning
