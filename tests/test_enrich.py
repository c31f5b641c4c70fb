"""Enrichment as a whole, over real HTTP on loopback, against a universe whose truth is known."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter, defaultdict

import pytest

import graphx
from graphx.enriching import enrich_map, plan_enrichment
from graphx.errors import InputError, OptionError
from graphx.export.node_link import graph_from_json, graph_to_json
from graphx.maps import redraw_page
from graphx.render.data import graph_data
from tests.pages import page_data
from tests.universe import Clock, Server, Universe

SIZE = 500


def build(folder, world, given="mixed"):
    folder.mkdir(parents=True, exist_ok=True)
    source = folder / "in.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in world.records(given)))
    return graphx.explore(source, output=folder / "map").folder


def run(place, server, clock, **options):
    options = {"cache_dir": place.parent / "cache", "timeouts": (2.0, 5.0), **options}
    return enrich_map(place, clock=clock, sleep=clock.sleep, environment=server.environment, **options)


def undated(facts):
    return {(f.subject, f.field, f.value, f.provider, f.detail) for f in facts}


@pytest.fixture(scope="module")
def world():
    return Universe(SIZE)


@pytest.fixture(scope="module")
def calm(tmp_path_factory, world):
    """A run without faults: the map, its report, the server."""
    place = build(tmp_path_factory.mktemp("calm"), world)
    clock = Clock()
    server = Server(world, clock=clock)
    return place, run(place, server, clock), server, clock


def truth(world, place):
    """The works of the input by node key."""
    by_title = {work.title: work for work in world.input}
    G = graphx.load_graph(place)
    return {
        key: by_title[data["title"]]
        for key, data in G.nodes(data=True)
        if data["kind"] == "paper" and data["title"] in by_title
    }


def test_no_wrong_record_is_taken_for_a_paper(calm, world):
    place, result, _, _ = calm
    works = truth(world, place)
    assert len(works) == SIZE
    right = {
        key: {*w.ids, f"s2:{w.s2}", f"openalex:{w.openalex}"} if w.known else set()
        for key, w in works.items()
    }
    wrong = [f for f in result.facts if f.field in ("id", "match") and f.value not in right[f.subject]]
    # What the input itself says is not asked back.
    wrong = [f for f in wrong if f.value not in works[f.subject].ids]
    assert not wrong
    found = {f.subject for f in result.facts if f.provider == "semanticscholar" and f.field == "id"}
    assert found == {key for key, w in works.items() if w.known}


def test_citations_are_those_of_the_truth(calm, world):
    place, result, _, _ = calm
    works = truth(world, place)
    key_of = {work.number: key for key, work in works.items()}
    told = {(f.subject, f.value) for f in result.facts if f.field == "cites"}
    true = {(key, key_of[n]) for key, w in works.items() if w.known for n in w.cites if n in key_of}
    assert told <= true
    # OpenAlex names references by its own ids, which it does not give for papers that it does not know.
    assert len(told) > 0.95 * len(true)


def test_the_graph_of_an_enriched_map_has_it_all(calm, world):
    place, result, _, _ = calm
    works = truth(world, place)
    G = graphx.load_graph(place)
    key = next(k for k, w in sorted(works.items()) if w.known and w.arxiv and w.doi and w.number % 3 == 2)
    work, node = works[key], G.nodes[key]
    assert node["year"] == work.year
    assert node["authors"] == tuple(work.authors)
    assert work.ids <= set(node["ids"])
    assert key.startswith("paper:title:"), "node keys stay when identifiers are learnt"
    cites = [data for _, _, r, data in G.out_edges(key, keys=True, data=True) if r == "cites"]
    witnesses = Counter(e.provider for data in cites for e in data["evidence"])
    assert witnesses["semanticscholar"] >= 4
    assert witnesses["openalex"] >= 4
    assert all(e.fetched.startswith("2025-10-") for data in cites for e in data["evidence"])
    assert result.links == sum(r == "cites" for _, _, r in G.edges(keys=True))


def test_repositories(calm, world):
    place, _, _, _ = calm
    G = graphx.load_graph(place)
    renamed = next(w for w in world.input if w.repo and world.old_name(w) != w.repo)
    node = G.nodes[f"repo:github.com/{renamed.repo}"]
    assert f"repo:github.com/{world.old_name(renamed)}" not in G
    assert any(world.old_name(renamed) in surface for surface in node["surfaces"])
    told = {field: value for field, value, *_ in node["facts"]}
    assert told["stars"] == str(renamed.number)
    missing = [k for k in G if any(f[0] == "missing" for f in G.nodes[k].get("facts", ()))]
    assert len(missing) == sum(
        bool(w.repo) and w.number % 7 == 0 and world.old_name(w) == w.repo for w in world.input
    )


def test_polite_by_the_log_of_the_server(calm):
    _, _, server, _ = calm
    times = defaultdict(list)
    for line in server.log:
        times[line["provider"]].append(line["time"])
    pace = {"semanticscholar": 3.5, "openalex": 0.2, "crossref": 0.25, "arxiv": 3.1, "huggingface": 0.7}
    for provider, least in pace.items():
        gaps = [b - a for a, b in zip(times[provider], times[provider][1:], strict=False)]
        assert min(gaps) >= least - 1e-6, provider
    assert all("graphx" in line["headers"]["User-Agent"] for line in server.log)


def test_a_second_run_makes_no_calls_and_changes_nothing(calm):
    place, first, server, clock = calm
    before, page = len(server.log), (place / "graph.html").read_bytes()
    again = run(place, server, clock)
    assert len(server.log) == before
    assert again.facts == first.facts
    assert (place / "graph.html").read_bytes() == page
    assert all(report.asked == 0 for report in again.reports)


def test_one_provider_later_leaves_the_facts_of_others(calm):
    place, first, server, clock = calm
    again = run(place, server, clock, providers=["arxiv"], offline=True)
    assert undated(again.facts) == undated(first.facts)


def test_with_faults_the_map_is_the_same_in_the_end(tmp_path, calm, world):
    place, clock = build(tmp_path, world), Clock()
    server = Server(world, clock=clock, rate=0.2, seed=7, quick=0.25)
    for _ in range(5):
        result = run(place, server, clock, timeouts=(2.0, 0.2))
        if result.complete:
            break
    assert result.complete
    assert len({line["fault"] for line in server.log}) == 14, "a kind of fault did not happen"
    assert undated(result.facts) == undated(calm[1].facts)


def test_titles_alone_never_give_a_wrong_record(tmp_path, world):
    place, clock = build(tmp_path, world, given="titles"), Clock()
    server = Server(world, clock=clock)
    result = run(place, server, clock, providers=["semanticscholar", "crossref"])
    works = truth(world, place)
    for fact in result.facts:
        if fact.field == "match":
            work = works[fact.subject]
            assert fact.value in {*work.ids, f"s2:{work.s2}"}, fact
    assert result.reports[0].found == sum(w.known for w in world.input)


KILLED = """
import sys
from tests.universe import Clock
from graphx.enriching import enrich_map
clock = Clock()
enrich_map(sys.argv[1], cache_dir=sys.argv[2], clock=clock, sleep=clock.sleep)
"""


def test_killed_and_begun_again_it_is_as_if_never_stopped(tmp_path):
    world = Universe(120, seed=3)
    clock = Clock()
    place = build(tmp_path / "whole", world)
    calm = Server(world, clock=clock)
    whole = run(place, calm, clock)
    place = build(tmp_path / "killed", world)
    server = Server(world)
    command = [sys.executable, "-c", KILLED, str(place), str(tmp_path / "killed/cache")]
    environment = {**os.environ, **server.environment}
    for stop in (40, 120, 200):
        process = subprocess.Popen(command, env=environment)
        deadline = time.monotonic() + 30
        while len(server.log) < stop and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.002)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert not graphx.load_graph(place).graph
    result = run(place, server, clock)
    assert undated(result.facts) == undated(whole.facts)
    # Only a call whose answer was on its way when the process died is made again.
    assert len(calm.log) <= len(server.log) <= len(calm.log) + 3


def test_several_processes_together_are_no_faster_than_one(tmp_path):
    code = (
        "import sys, time; from pathlib import Path; from graphx.enrich.pace import Pace\n"
        "pace = Pace(Path(sys.argv[1]), clock=time.time, sleep=time.sleep)\n"
        "for _ in range(8): pace.wait('host', 0.05); print(time.time())"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    begun = time.time()
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    times = sorted(float(line) for process in processes for line in process.communicate()[0].split())
    assert len(times) == 24
    assert times[-1] - begun >= 23 * 0.05


def small(tmp_path, **options):
    world = Universe(20, seed=5)
    clock = Clock()
    return build(tmp_path, world), Server(world, clock=clock, **options), clock


def test_a_spent_budget_stops_the_provider_and_is_remembered(tmp_path):
    place, server, clock = small(tmp_path)
    budget = {"error": "Rate limit exceeded", "message": "Insufficient budget.", "dailyRemainingUsd": 0}
    server.forced["openalex"] = lambda *_: (429, budget, {"Retry-After": "49093"})
    result = run(place, server, clock, providers=["openalex"])
    assert [line["provider"] for line in server.log] == ["openalex"]
    assert "come back after 2025-10-09 22:31 UTC" in result.reports[0].stopped
    assert result.reports[0].later == 20
    assert result.reports[0].not_found == 0
    run(place, server, clock, providers=["openalex"])
    assert len(server.log) == 1
    clock.now += 49_100
    server.forced.clear()
    assert run(place, server, clock, providers=["openalex"]).complete


def test_limits_of_github_come_in_two_kinds(tmp_path):
    place, server, clock = small(tmp_path)
    slow = {"message": "You have exceeded a secondary rate limit."}
    server.forced["github"] = lambda number, *_: (403, slow, {"Retry-After": "60"}) if number == 0 else None
    begun = clock.now
    assert run(place, server, clock, providers=["github"]).complete
    assert clock.now - begun >= 60
    spent = {
        "X-RateLimit-Remaining": "0",
        "X-RateLimit-Limit": "60",
        "X-RateLimit-Reset": str(clock.now + 900),
    }
    server.forced["github"] = lambda *_: (403, {"message": "API rate limit exceeded"}, spent)
    before = len(server.log)
    result = run(place, server, clock, providers=["github"], refresh=True)
    assert len(server.log) == before + 1
    assert result.reports[0].stale == 4, "what was known is used, and told to be old"
    assert result.reports[0].budget == "0 of 60"


def test_a_wrong_key_stops_its_provider_and_is_never_shown(tmp_path):
    place, server, clock = small(tmp_path)
    server.forced["semanticscholar"] = lambda *_: (403, {"message": "Forbidden"}, {})
    environment = server.environment | {"GRAPHX_SEMANTICSCHOLAR_KEY": "s3cret-key"}
    cache = tmp_path / "cache"
    result = enrich_map(
        place, providers=["semanticscholar"], cache_dir=cache, clock=clock, sleep=clock.sleep,
        environment=environment,
    )  # fmt: skip
    assert len(server.log) == 1
    assert server.log[0]["headers"]["x-api-key"] == "s3cret-key"
    assert "check the key" in result.reports[0].stopped
    assert "s3cret" not in repr(result)
    assert not any(b"s3cret" in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())


def test_a_redirect_to_another_host_is_not_followed(tmp_path):
    place, server, clock = small(tmp_path)
    other = Server(server.world, clock=clock)
    there = f"http://127.0.0.1:{other.server_port}/github/repos/a/b"
    server.forced["github"] = lambda *_: (301, {}, {"Location": there})
    environment = server.environment | {"GITHUB_TOKEN": "t0ken"}
    result = enrich_map(
        place, providers=["github"], cache_dir=None, clock=clock, sleep=clock.sleep, environment=environment
    )
    assert not other.log
    assert result.reports[0].refused == 4
    assert "another host" in result.reports[0].messages[0]


def test_without_a_network_old_answers_are_used_and_told(tmp_path):
    place, server, clock = small(tmp_path)
    first = run(place, server, clock)
    server.shutdown()
    server.server_close()
    clock.now += 400 * 86_400
    result = run(place, server, clock)
    assert not result.complete
    assert sum(report.stale for report in result.reports) > 50
    assert {(f.subject, f.field, f.value) for f in result.facts} == {
        (f.subject, f.field, f.value) for f in first.facts
    }
    assert all("old answer" in f.detail for f in result.facts)
    offline = run(place, server, clock, offline=True)
    assert all(report.asked == 0 for report in offline.reports)


def test_a_limit_of_calls_and_what_is_left(tmp_path):
    place, server, clock = small(tmp_path)
    result = run(place, server, clock, limit=5)
    assert len(server.log) == 5
    assert "limit of calls" in result.reports[0].stopped
    assert run(place, server, clock).complete


def test_a_person_has_the_last_word(tmp_path):
    place, server, clock = small(tmp_path)
    works = truth(server.world, place)
    wrong, right = sorted(key for key, w in works.items() if w.known and key.startswith("paper:title:"))[:2]
    told = {works[wrong].title: None, right: f"s2:{server.world.works[25].s2}"}
    (place / "overrides.json").write_text(json.dumps(told))
    result = run(place, server, clock, providers=["semanticscholar"])
    ids = {f.subject: f.value for f in result.facts if f.field == "id" and f.value.startswith("s2:")}
    assert wrong not in ids
    assert ids[right] == f"s2:{server.world.works[25].s2}"


@pytest.mark.parametrize("text", ["[]", "{", '{"a": "no identifier"}', '{"a": 3}'])
def test_bad_overrides(tmp_path, text):
    place, server, clock = small(tmp_path)
    (tmp_path / "o.json").write_text(text)
    with pytest.raises(InputError, match=r"o\.json: "):
        run(place, server, clock, overrides=tmp_path / "o.json")


@pytest.mark.parametrize(
    ("options", "environment"),
    [
        ({"providers": ["openalx"]}, {}),
        ({"limit": 0}, {}),
        ({"around": -1}, {}),
        ({"email": "a b@c"}, {}),
        ({}, {"GRAPHX_ARXIV_URL": "file:///etc/passwd"}),
        ({}, {"GRAPHX_OPENALEX_KEY": "two words"}),
        ({}, {"GRAPHX_OPENALEX_KEY_FILE": "/no/such/file"}),
    ],
)
def test_bad_options(tmp_path, options, environment):
    place, server, clock = small(tmp_path)
    with pytest.raises(OptionError) as caught:
        enrich_map(
            place, cache_dir=None, clock=clock, sleep=clock.sleep,
            environment=server.environment | environment, **options,
        )  # fmt: skip
    assert "two words" not in str(caught.value)
    assert not server.log


def test_papers_just_outside_that_many_cite(tmp_path):
    world = Universe(200, seed=2)
    place, clock = build(tmp_path, world), Clock()
    cited = Counter(n for w in world.input if w.known for n in w.cites if n >= 200)
    least = sorted(cited.values())[len(cited) // 2]
    run(place, Server(world, clock=clock), clock, providers=["semanticscholar"], around=least)
    G = graphx.load_graph(place)
    outside = {k for k in G if any(f[0] == "cited" for f in G.nodes[k].get("facts", ()))}
    # Those whose references name no identifier cannot be told apart.
    told = {world.works[n].title: count for n, count in cited.items() if n % 4}
    assert {G.nodes[k]["title"] for k in outside} == {title for title, n in told.items() if n >= least}
    assert outside
    assert len(outside) < len(told)
    for key in outside:
        assert G.in_degree(key) == told[G.nodes[key]["title"]]


def test_a_plan_asks_nothing_and_tells_what_would_be_asked(tmp_path):
    place, server, clock = small(tmp_path)
    plans = {p.provider: p for p in plan_enrichment(place, cache_dir=tmp_path / "none", environment={})}
    assert not (tmp_path / "none").exists()
    run(place, server, clock)
    asked = Counter(line["provider"] for line in server.log)
    for name, plan in plans.items():
        # Those that the provider leaves out of an answer are asked for once more.
        assert plan.least <= asked[name] <= plan.most + 8, (name, plan, asked[name])
    after = plan_enrichment(place, cache_dir=tmp_path / "cache", clock=clock, environment={})
    assert sum(p.least for p in after) == 0


def test_the_page_tells_what_one_must_not_miss(calm, world):
    place, _, _, _ = calm
    G = graphx.load_graph(place)
    data = graph_data(G)
    details = dict(zip(data["keys"], data["details"], strict=True))
    works = truth(world, place)
    retracted = {key for key, detail in details.items() if "Retracted" in str(detail.get("warnings"))}
    assert retracted == {key for key, w in works.items() if w.known and w.retracted}
    archived = {key for key, detail in details.items() if "Archived" in str(detail.get("warnings"))}
    repos = [w for w in world.input if w.repo and w.number % 15 == 0]
    assert archived == {
        f"repo:github.com/{w.repo}" for w in repos if w.number % 7 or world.old_name(w) != w.repo
    }
    told = [line for detail in details.values() for line in detail.get("told", ())]
    assert any("by whom they were released is not told" in line for line in told)
    assert any("licence MIT, according to GitHub (2025-10-09)" in line for line in told)
    page = (place / "graph.html").read_text()
    assert "Retracted, according to OpenAlex" in str(page_data(page))


def test_an_enriched_graph_goes_out_and_comes_back(calm):
    G = graphx.load_graph(calm[0])
    again = graph_from_json(graph_to_json(G))
    assert dict(again.nodes(data=True)) == dict(G.nodes(data=True))


def test_facts_that_somebody_wrote_are_inert(tmp_path):
    place, server, clock = small(tmp_path)
    run(place, server, clock)
    with contextlib.closing(sqlite3.connect(place / "graph.db")) as db, db:
        db.execute("UPDATE OR IGNORE facts SET value = '{<b>evil' WHERE field <> 'cites'")
        db.execute("INSERT INTO facts VALUES ('paper:x', 'outside', 'y', 'z', '', '')")
    db.close()
    graphx.load_graph(place)
    assert "<b>evil" not in redraw_page(place).read_text()
