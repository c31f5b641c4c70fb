"""What is asked of each provider in which case: conditional calls, long lists, paused searches."""

from __future__ import annotations

import itertools
import json
from collections import Counter

import pytest

import graphx
from graphx.enrich import lanes
from graphx.enrich.providers import pick_providers
from graphx.enrich.work import Ask, Subject
from graphx.enriching import enrich_map
from graphx.render.told import told_lines
from tests.test_enrich import build, run, small, truth, undated
from tests.test_enrich_replies import API
from tests.universe import Clock, Server, Universe

PROVIDERS = {provider.name: provider for provider in pick_providers(())}


def asks(name, **ids):
    return list(PROVIDERS[name].wants(Subject(key="paper:a", title="A Study of Small Things", ids=ids)))


def test_what_has_not_changed_at_github_is_not_sent_again(tmp_path):
    place, server, clock = small(tmp_path)
    first = run(place, server, clock, providers=["github"])
    before = len(server.log)
    clock.now += 2 * 86_400
    again = run(place, server, clock, providers=["github"])
    sent = [line["headers"].get("If-None-Match") for line in server.log[before:]]
    # What is not there has nothing by which it would be known again.
    assert sum(tag is not None for tag in sent) >= 4
    assert {(f.subject, f.field, f.value) for f in again.facts} == {
        (f.subject, f.field, f.value) for f in first.facts
    }
    assert all(f.fetched > first.facts[0].fetched for f in again.facts), "what has not changed is fresh again"
    assert run(place, server, clock, providers=["github"]).reports[0].asked == 0
    server.world.input[5].repo = "lab5/moved"  # another answer by another tag
    clock.now += 2 * 86_400
    changed = run(place, server, clock, providers=["github"])
    assert changed.complete
    assert changed.reports[0].found + changed.reports[0].not_found == 4


def test_a_name_that_is_another_repositorys_now_is_told(tmp_path):
    place, server, clock = small(tmp_path)
    run(place, server, clock, providers=["github"])
    work = next(w for w in server.world.input if w.repo and w.number == 5)
    other = {"id": 999, "full_name": work.repo, "stargazers_count": 1}
    server.forced["github"] = lambda _n, path, _q: (200, other, {}) if path.endswith(work.repo) else None
    for _ in range(2):  # it stays told
        clock.now += 2 * 86_400
        run(place, server, clock, providers=["github"])
        (node,) = (d for _, d in graphx.load_graph(place).nodes(data=True) if d["label"].endswith(work.repo))
        (told,) = (fact for fact in node["facts"] if fact[0] == "reused")
        assert told[3] == "number 5 before, now number 999"
        assert "Another repository has this name" in told_lines(node)["warnings"][0]


def test_a_304_that_nobody_asked_for_is_refused(tmp_path):
    place, server, clock = small(tmp_path)
    server.forced["github"] = lambda *_: (304, "", {"ETag": '"x"'})
    assert run(place, server, clock, providers=["github"]).reports[0].refused == 4


@pytest.mark.parametrize("etag", ['"a\tb"', "no quotes", '"' + "x" * 5000 + '"', 'W/"ok" , "two"'])
def test_strange_tags_are_not_kept(tmp_path, etag):
    place, server, clock = small(tmp_path)
    repo = {"id": 1, "full_name": "a/b"}
    server.forced["github"] = lambda *_: (200, repo, {"ETag": etag})
    run(place, server, clock, providers=["github"])
    clock.now += 2 * 86_400
    run(place, server, clock, providers=["github"])
    assert not any("If-None-Match" in line["headers"] for line in server.log)


def test_long_lists_are_read_to_their_end(tmp_path):
    place, server, clock = small(tmp_path)
    work = next(w for w in server.world.input if w.known and server.world.is_cut(w))
    work.cites = [n for n in range(20) if n != work.number]
    run(place, server, clock, providers=["semanticscholar"])
    G = graphx.load_graph(place)
    key = next(k for k, w in truth(server.world, place).items() if w is work)
    assert sum(r == "cites" for _, _, r in G.out_edges(key, keys=True)) == 19
    pages = [line["call"][0] for line in server.log if "references" in line["call"][0].partition("?")[0]]
    assert len(pages) == 5
    assert all("limit=1000" in page for page in pages)


def test_an_empty_page_is_not_the_end_of_a_list(tmp_path):
    place, server, clock = small(tmp_path)
    work = next(w for w in server.world.input if w.known and server.world.is_cut(w))
    row = {"citedPaper": {"paperId": server.world.works[2].s2, "title": "x"}}

    def pages(_number, path, query):
        if not path.endswith("/references"):
            return None
        offset = int(query["offset"])
        return (
            200,
            {"offset": offset, "data": [row] if offset == 1000 else []}
            | ({"next": offset + 1000} if offset <= 1000 else {}),
            {},
        )

    server.forced["semanticscholar"] = pages
    run(place, server, clock, providers=["semanticscholar"])
    G = graphx.load_graph(place)
    key = next(k for k, w in truth(server.world, place).items() if w is work)
    assert sum(r == "cites" for _, _, r in G.out_edges(key, keys=True)) == 1
    asked = Counter(
        line["call"][0].partition("offset=")[2].partition("&")[0]
        for line in server.log
        if "/references" in line["call"][0].partition("?")[0]
    )
    # Empty pages three times, two of them in a row are the end.
    assert asked == {"0": 3, "1000": 1, "2000": 3, "3000": 3}


def test_a_batch_in_another_order_gives_nobody_anothers_answer(tmp_path):
    place, server, clock = small(tmp_path)
    calm = run(place, server, clock, providers=["semanticscholar"], cache_dir=None)
    mixed = Server(server.world, clock=clock, rate=1.0, faults=("shuffled",))
    result = run(place, mixed, clock, providers=["semanticscholar"], cache_dir=None)
    assert undated(result.facts) == undated(calm.facts)
    assert any("/batch" in line["call"][0] for line in mixed.log)


@pytest.mark.parametrize("told", [None, []])
def test_lists_that_may_not_be_told_are_not_asked_for_again(told):
    provider, subject = PROVIDERS["semanticscholar"], Subject(key="paper:a", title="A")
    ask = Ask("paper", "x")
    more = provider.more(subject, ask, {"paperId": "x", "referenceCount": 57, "references": told})
    assert more == ([] if told is None else [Ask("references", "x 0")])
    assert provider.more(subject, ask, {"paperId": "x", "referenceCount": 0, "references": []}) == []
    assert provider.more(subject, ask, {"paperId": "../x y", "referenceCount": 5, "references": []}) == []


def test_paused_searches_leave_look_ups_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(lanes, "GROUP", 10)  # most groups are looked up after the searches were paused
    world, clock = Universe(130, seed=5), Clock()
    place, server = build(tmp_path, world), Server(world, clock=clock)
    paused = {"error": "Search temporarily unavailable", "message": "Anonymous search is paused"}
    server.forced["openalex"] = lambda _number, _path, query: (
        (503, paused, {"Retry-After": "60"}) if "title.search" in query.get("filter", "") else None
    )
    result = run(place, server, clock, providers=["openalex"])
    (report,) = result.reports
    ids = [
        w
        for w in server.world.input
        if w.known and ((w.number % 3 == 0 and w.doi) or (w.number % 3 == 1 and w.arxiv))
    ]
    assert report.found == len(ids)
    assert "no answer for 3 calls in a row" in report.stopped
    assert "paused" in report.stopped
    assert not result.complete
    assert report.not_found == 0
    server.forced.clear()
    clock.now += 100
    assert run(place, server, clock, providers=["openalex"]).complete


def test_arxiv_is_left_alone_when_it_is_busy(tmp_path):
    place, server, clock = small(tmp_path)
    server.forced["arxiv"] = lambda *_: (429, "Rate exceeded.", {"Content-Type": "text/plain"})
    result = run(place, server, clock, providers=["arxiv"])
    times = [line["time"] for line in server.log]
    assert len(times) <= 4
    assert min(b - a for a, b in itertools.pairwise(times)) >= 30
    assert result.reports[0].not_found == 0
    assert not result.complete


def test_a_limit_counts_tries_too(tmp_path):
    place, server, clock = small(tmp_path)
    server.forced["semanticscholar"] = lambda *_: (500, {}, {})
    result = run(place, server, clock, limit=3)
    assert len(server.log) == 3
    assert "limit of calls" in result.reports[0].stopped


def test_nobody_is_asked_for_what_others_keep():
    assert asks("crossref", doi="10.5281/zenodo.1") == []
    assert asks("datacite", doi="10.5281/zenodo.1") == [Ask("doi", "10.5281/zenodo.1")]
    assert asks("datacite", doi="10.1000/a") == []
    assert asks("datacite", arxiv="2401.00001") == [Ask("doi", "10.48550/arxiv.2401.00001")]
    assert asks("datacite", doi='10.5281/a"b') == []
    assert asks("openalex", arxiv="2401.00001")[0] == Ask("doi", "10.48550/arxiv.2401.00001")
    assert asks("paperswithcode", arxiv="cs.cl/0102003") == []
    assert asks("paperswithcode", arxiv="2401.00001") == [Ask("paper", "2401.00001")]


def test_code_in_the_comment_of_authors_at_arxiv():
    comment = "8 pages. Code: https://github.com/a/b. See http://evil.org/x, https://gitlab.com/c/d-e"
    (record,) = PROVIDERS["arxiv"].record(Ask("paper", "2401.00001"), {"comment": comment})
    assert [value for _, value, _ in record.notes] == ["https://github.com/a/b", "https://gitlab.com/c/d-e"]


@pytest.mark.shared
def test_what_is_read_from_recordings_of_datacite_and_papers_with_code(shared):
    ask = Ask("doi", "10.48550/arxiv.2605.10930")
    body = json.loads((API / "datacite/doi_200_arxiv_trimmed.json").read_text())
    (record,) = PROVIDERS["datacite"].record(ask, PROVIDERS["datacite"].parse([ask], body)[ask])
    assert record.ids == ("arxiv:2605.10930",)
    assert record.title == "Evaluating the False Trust Engendered by LLM Explanations"
    assert record.authors == ("Vardhan Palod", "Subbarao Kambhampati")
    assert (record.year, record.venue, record.abstract) == (2026, "", "An abstract.")
    body = json.loads((API / "datacite/dois_200_list.json").read_text())
    many = [Ask("doi", row["id"]) for row in body["data"]]
    pieces = PROVIDERS["datacite"].parse(many, body)
    (record,) = PROVIDERS["datacite"].record(many[0], pieces[many[0]])
    assert record.venue == "Zenodo"
    assert record.notes[0][:2] == ("code", "https://github.com/ALSETLab/sysml.powersystems.framework")
    ask = Ask("paper", "2501.01234")
    body = json.loads((API / "paperswithcode/paper_200_resources_shape.json").read_text())
    provider = PROVIDERS["paperswithcode"]
    (record,) = provider.record(ask, provider.parse([ask], body)[ask])
    told = {(field, value): detail for field, value, detail in record.notes}
    assert told["code", "https://github.com/example/official"] == "the official one"
    assert told["code", "https://github.com/example/implementation"] == "by others"
    assert "not told" in told["hub_dataset", "example/data"]


def test_an_address_is_told_to_those_who_ask_for_one(tmp_path):
    place, server, clock = small(tmp_path)
    run(place, server, clock, email="ann@example.org")
    told = {
        line["provider"]
        for line in server.log
        if "ann@" in line["headers"]["User-Agent"] or "ann%40" in line["call"][0]
    }
    assert told == {"crossref", "datacite"}


def test_an_unknown_host_ends_its_lane_only(tmp_path):
    place, server, clock = small(tmp_path)
    environment = server.environment | {"GRAPHX_OPENALEX_URL": "http://127.0.0.1:1/openalex"}
    result = enrich_map(place, cache_dir=None, clock=clock, sleep=clock.sleep, environment=environment)
    stopped = {r.provider for r in result.reports if r.stopped}
    assert stopped == {"openalex"}
    assert {r.provider for r in result.reports if r.found} >= {"semanticscholar", "arxiv", "github"}
