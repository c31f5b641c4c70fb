"""Providers asked at once: as polite and as right as in order; stopped as a whole; plans that are true."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict

import pytest

import graphx
from graphx.enrich.cache import Answers
from graphx.enrich.lanes import Lane, Nap, StoppedError, run_lanes
from graphx.enrich.match import normalise
from graphx.enrich.providers import pick_providers
from graphx.enrich.report import ProviderReport
from graphx.enrich.source import Source
from graphx.enriching import enrich_map, plan_enrichment
from graphx.facts import PROVIDERS
from tests.test_enrich import build, run, small, undated
from tests.universe import Clock, Server, Universe


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """One universe asked at once, and by one provider after another."""
    world, made = Universe(130, seed=8), []
    for name in ("together", "apart"):
        clock = Clock()
        place = build(tmp_path_factory.mktemp(name), world)
        server, busy = Server(world, clock=clock), Busy()
        server.forced = dict.fromkeys(PROVIDERS, busy)
        begun = clock.now
        # A limit that is never reached has them asked in order.
        options = {} if name == "together" else {"limit": 10**6}
        made.append((run(place, server, clock, **options), server, clock.now - begun, busy, place))
    return made


class Busy:
    """Sees how many calls are being answered at a time."""

    def __init__(self):
        self.lock, self.now, self.most = threading.Lock(), Counter(), 0

    def __call__(self, number, path, query):
        with self.lock:
            self.now["all"] += 1
            self.most = max(self.most, self.now["all"])
        time.sleep(0.001)
        with self.lock:
            self.now["all"] -= 1


def test_the_outcome_is_that_of_asking_in_order(both):
    (together, server, _, _, place), (apart, other, _, _, other_place) = both
    assert undated(together.facts) == undated(apart.facts)
    assert [r.row() for r in together.reports] == [r.row() for r in apart.reports]
    calls = [Counter((line["provider"], line["call"]) for line in s.log) for s in (server, other)]
    assert calls[0] == calls[1], "what is asked does not depend on who is quicker"
    one, two = (graphx.load_graph(p) for p in (place, other_place))
    assert list(one.edges(keys=True)) == list(two.edges(keys=True))


def test_at_once_takes_little_longer_than_the_slowest_lane(both):
    (_, server, seconds, busy, _), (_, _, longer, alone, _) = both
    times = defaultdict(list)
    for line in server.log:
        times[line["provider"]].append(line["time"])
    pace = {p.name: p.pace for p in pick_providers(())}
    slowest = max(pace[name] * (len(found) - 1) for name, found in times.items())
    assert slowest <= seconds < 1.2 * slowest < longer
    assert alone.most == 1
    assert busy.most <= len(PROVIDERS)


def test_each_host_gets_one_call_at_a_time_at_its_pace(both):
    _, server, _, _, _ = both[0]
    pace = {p.name: p.pace for p in pick_providers(())}
    times = defaultdict(list)
    for line in server.log:
        times[line["provider"]].append(line["time"])
    assert set(times) == set(PROVIDERS)
    for name, found in times.items():
        assert min((b - a for a, b in itertools.pairwise(found)), default=9) >= pace[name] - 1e-6


def test_what_ends_one_lane_ends_all(tmp_path):
    place, server, clock = small(tmp_path)

    def broken(step, done, total):
        if step == "OpenAlex":
            raise ZeroDivisionError

    before = threading.active_count()
    with pytest.raises(ZeroDivisionError):
        run(place, server, clock, progress=broken)
    deadline = time.monotonic() + 5
    while threading.active_count() > before + 60 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not any(
        t.daemon and "_guarded" in t.name and t.is_alive() and not _ends(t) for t in threading.enumerate()
    )
    assert run(place, server, clock).complete


def _ends(thread):
    thread.join(5)
    return not thread.is_alive()


def test_a_stopped_nap_ends():
    nap = Nap(lambda _seconds: None)
    nap(3)
    nap.stop()
    with pytest.raises(StoppedError):
        nap(0)


def test_a_lane_whose_forerunner_failed_does_not_wait_for_ever():
    (provider,) = pick_providers(["arxiv"])
    source = Source(
        provider=provider, fetcher=None, answers=Answers(None), report=ProviderReport(provider="arxiv"),
        clock=Clock(),
    )  # fmt: skip
    first = Lane(source=source, subjects=[None], ended=ValueError())
    with pytest.raises(StoppedError):
        Lane(source=source, subjects=[None], after=first).run(Nap(time.sleep))
    with pytest.raises(AttributeError):
        run_lanes([Lane(source=source, subjects=[None])], Nap(time.sleep), together=True)


def test_ctrl_c_ends_a_run_at_once_and_nothing_is_lost(tmp_path):
    world = Universe(60, seed=3)
    place, server = build(tmp_path, world), Server(world)
    command = [sys.executable, "-m", "graphx", "enrich", str(place), "--cache-dir", str(tmp_path / "cache")]
    process = subprocess.Popen(
        command,
        env={**os.environ, **server.environment},
        stderr=subprocess.PIPE,
        text=True,
        # What a shell starts in the background has its ears shut to Ctrl-C, and so have its children.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    deadline = time.monotonic() + 60
    while len(server.log) < 5 and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    told = process.communicate(timeout=30)[1]
    assert process.returncode == 130
    assert "Stopped. The answers that came are kept" in told
    assert "Traceback" not in told
    asked = Counter(line["call"] for line in server.log)
    clock = Clock(time.time())
    assert run(place, server, clock).complete
    again = Counter(line["call"] for line in server.log) - asked
    # Only what was on its way to one of the providers is asked again.
    assert sum(n for call, n in again.items() if call in asked) <= len(PROVIDERS)


@pytest.mark.parametrize(
    ("given", "options"),
    [
        ("mixed", {}),
        ("titles", {}),
        ("titles", {"providers": ["openalex"]}),
        ("mixed", {"providers": ["crossref", "arxiv", "github"]}),
        ("mixed", {"providers": ["semanticscholar"], "citing": 2}),
    ],
)
def test_a_plan_is_true(tmp_path, given, options):
    world, clock = Universe(60, seed=2), Clock()
    for work in world.works:  # nothing of what comes on top of a plan
        work.known, work.cites = True, work.cites[:4]
        work.repo = "" if work.number % 20 == 0 or work.number % 7 == 0 else work.repo
    world.is_cut = lambda work: False
    world.words = [(w, set(normalise(w.title).split())) for w in world.works]
    world.titles = {normalise(w.title): w for w in world.works}
    for work in world.works[60:]:
        work.cites = []
    place, server = build(tmp_path, world, given), Server(world, clock=clock)
    options = {"cache_dir": tmp_path / "cache", "environment": server.environment} | options
    plans = plan_enrichment(place, clock=clock, **options)
    assert not server.log
    assert not (tmp_path / "cache").exists()
    enrich_map(place, clock=clock, sleep=clock.sleep, **options)
    asked = Counter(line["provider"] for line in server.log)
    for plan in plans:
        paged = sum("offset=" in line["call"][0] and "offset=0" not in line["call"][0] for line in server.log)
        assert plan.least <= asked[plan.provider] <= plan.most + paged, plan
        assert plan.seconds >= plan.most * 0.1
    after = plan_enrichment(place, clock=clock, **options)
    assert [(p.least, p.most) for p in after] == [(0, 0)] * len(plans)
    clock.now += 100 * 86_400
    later = plan_enrichment(place, clock=clock, **options)
    assert sum(p.least for p in later) > 0


def test_a_plan_knows_what_is_left_of_a_stopped_run(tmp_path):
    place, server, clock = small(tmp_path)
    run(place, server, clock, limit=9)
    assert len(server.log) == 9
    plans = {
        p.provider: p
        for p in plan_enrichment(place, cache_dir=tmp_path / "cache", clock=clock, environment={})
    }
    before = Counter(line["provider"] for line in server.log)
    run(place, server, clock)
    asked = Counter(line["provider"] for line in server.log) - before
    plan = plans["semanticscholar"]
    assert plan.least <= asked["semanticscholar"] <= plan.most + 4, "four more for those left out of a batch"


def test_a_plan_tells_how_long_a_budget_takes(tmp_path):
    world = Universe(250, seed=2)
    place = build(tmp_path, world, given="titles")
    for key, days in (({}, 2), ({"OPENALEX_API_KEY": "k"}, 0)):
        (plan,) = plan_enrichment(place, providers=["openalex"], cache_dir=None, environment=key)
        assert plan.most == 250
        assert round(plan.seconds / 86_400) == days
