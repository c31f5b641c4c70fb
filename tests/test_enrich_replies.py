"""Replies of the real services: recorded ones, and tiny ones in the same shape."""

from __future__ import annotations

import json
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from graphx.enrich.fetch import Fetcher
from graphx.enrich.limits import judge_reply
from graphx.enrich.match import choose, judge, normalise
from graphx.enrich.pace import Pace
from graphx.enrich.providers import pick_providers
from graphx.enrich.work import Ask, Record, Request, Subject
from tests.universe import Clock, Universe

API = Path(os.environ.get("GRAPHX_SHARED") or Path(__file__).resolve().parents[2] / "shared") / "api"
PROVIDERS = {provider.name: provider for provider in pick_providers(())}


class OneReply(ThreadingHTTPServer):
    """Answers every call with one reply, and remembers the calls."""

    daemon_threads = True

    def __init__(self, status, headers, body):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.reply, self.calls = (status, headers, body), []
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    def handle_error(self, request, client_address):
        """A client that has had enough is no news."""


class _Handler(BaseHTTPRequestHandler):
    disable_nagle_algorithm = True

    def log_message(self, *args):
        pass

    def do_GET(self):
        self.server.calls.append(self.path)
        status, headers, body = self.server.reply
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815


def ask_once(name, status, headers, body, asks, now=1_777_000_000.0):
    """Make one call to a server that answers so; return how it ended, the fetcher and the server."""
    server, clock = OneReply(status, headers, body), Clock(now)
    provider = PROVIDERS[name]
    environment = {f"GRAPHX_{name.upper()}_URL": f"http://127.0.0.1:{server.server_port}"}
    pace = Pace(None, clock=clock, sleep=clock.sleep)
    fetcher = Fetcher(
        provider, pace, email="", clock=clock, sleep=clock.sleep, timeouts=(2, 3), environment=environment
    )
    result = fetcher.call(Request(path="/x"), lambda told: dict(provider.parse(asks, told)))
    fetcher.close()
    pace.done()
    server.shutdown()
    server.server_close()
    return result, fetcher, server


def recordings():
    if not (API / "manifest.json").is_file():
        return []
    rows = json.loads((API / "manifest.json").read_text(encoding="utf-8"))
    return [row for row in rows if row["provider"] in PROVIDERS]


def guess(row):  # noqa: PLR0911
    """What must have been asked for a recording."""
    name, url = row["name"], row["url"] or ""
    if row["provider"] == "arxiv":
        ids = url.partition("id_list=")[2].partition("&")[0].replace("%2F", "/").split("%2C")
        return [Ask("paper", i.partition("v")[0] if "/" not in i else i.split("v")[0]) for i in ids]
    if row["provider"] == "huggingface":
        number = url.partition("/api/papers/")[2] or url.partition("/api/arxiv/")[2].partition("/")[0]
        return [Ask("page" if "/api/papers/" in url else "repos", number)]
    if row["provider"] == "github":
        return [Ask("repo", url.partition("/repos/")[2].lower())]
    if name.startswith("paper_batch"):
        body = json.loads((API / row["provider"] / f"{name}.meta.json").read_text())["request_body"]
        return [Ask("paper", i) for i in json.loads(body)["ids"]]
    if "match" in name or name.startswith(("title_", "works_title", "works_query", "works_field")):
        return [Ask("match", "t")]
    if name == "works_doi_filter_select_200":
        return [Ask("doi", d) for d in url.partition("doi:")[2].partition("&")[0].split("|")]
    return [Ask("paper" if row["provider"] != "crossref" else "doi", "x")]


@pytest.mark.shared
@pytest.mark.parametrize("row", recordings(), ids=lambda r: f"{r['provider']}/{r['name']}")
def test_every_recording_ends_as_it_should(shared, row):
    meta = json.loads((API / row["provider"] / f"{row['name']}.meta.json").read_text(encoding="utf-8"))
    kept = (
        "content-type",
        "retry-after",
        "ratelimit",
        "x-ratelimit-remaining",
        "x-ratelimit-reset",
        "location",
    )
    headers = {k: v for k, v in (meta.get("headers") or {}).items() if k.lower() in kept}
    body = (API / row["provider"] / row["file"]).read_bytes()
    asks = guess(row)
    result, fetcher, server = ask_once(row["provider"], row["status"], headers, body, asks)
    status = row["status"]
    if status == 200:
        # Searches and lists that graphx never asks for need not be read, but must not be taken for an answer.
        assert result.outcome in ("found", "later")
        if result.outcome == "found":
            for ask, piece in result.value.items():
                for record in PROVIDERS[row["provider"]].record(ask, piece):
                    assert record.title or record.ids or record.notes
    elif status in (404, 410):
        assert result.outcome == "not found"
    elif status == 429 or status >= 500 or "ratelimit" in row["name"]:
        assert result.outcome == "later"
    elif status in (301, 302, 304, 400, 401, 403):
        assert result.outcome == "refused"
    else:
        raise AssertionError(status)
    if result.outcome != "later":
        assert len(server.calls) == 1
    assert bool(fetcher.stopped) == (status in (401,) or row["name"] in STOPPED)


KEPT = ("content-type", "retry-after", "ratelimit", "location")
STOPPED = {
    "budget_429",
    "forbidden_403_bad_key",
    "bad_user_agent_403",
    "ratelimit_403_primary",
    "ratelimit_403_primary_now",
}

READ = {
    "semanticscholar/search_match_200_attention": (
        "Attention is All you Need",
        2017,
        "arxiv:1706.03762",
        8,
        0,
    ),
    "openalex/work_by_doi_200_0": (
        "High-throughput screening of human genetic variants by pooled prime editing",
        2025,
        "doi:10.1016/j.xgen.2025.100814",
        None,
        None,
    ),
    "crossref/work_200_plos": (None, 2012, "doi:10.1371/journal.pone.0033693", None, None),
    "arxiv/id_list_200_1605.08386": (None, 2016, "arxiv:1605.08386", None, 0),
}


@pytest.mark.shared
@pytest.mark.parametrize("name", READ)
def test_what_is_read_from_recordings(shared, name):
    title, year, identifier, authors, cites = READ[name]
    (row,) = (r for r in recordings() if f"{r['provider']}/{r['name']}" == name)
    body = (API / row["provider"] / row["file"]).read_text(encoding="utf-8")
    provider, asks = PROVIDERS[row["provider"]], guess(row)
    told = provider.parse(asks, body if provider.xml else json.loads(body))
    (record,) = provider.record(asks[0], told[asks[0]])
    assert record.year == year
    assert identifier in record.ids
    assert title is None or record.title == title
    assert len(record.authors) == authors if authors else record.authors
    assert cites is None or len(record.cites) == cites


MATCHES = {  # from the recorded first hits: what was asked, and whether the answer means it
    "semanticscholar/search_match_200": ("mining association rules between", False),
    "semanticscholar/search_match_200_attention": ("Attention is All you Need", True),
    "semanticscholar/search_match_200_flag_day": ("National Flag of Canada Day", False),
    "semanticscholar/search_match_200_gravity_hill": ("Gravity hill", False),
    "semanticscholar/search_match_200_truncated_title": (
        "Effect of native oxide layers on copper thin-film tensile properties: A study",
        False,
    ),
    "semanticscholar/search_match_200_chemcrow_authors": (
        "Augmenting large language models with chemistry tools.",
        True,
    ),
    "crossref/title_author_200_attention": ("Attention is All you Need", False),
    "crossref/title_200_paperqa": (
        "PaperQA: Retrieval-Augmented Generative Agent for Scientific Research",
        False,
    ),
    "crossref/title_author_200_chemcrow_wrong_author": (
        "Augmenting large language models with chemistry tools.",
        False,
    ),
    "crossref/title_200_no_results": ("abs12032jsdafn", False),
}


@pytest.mark.shared
@pytest.mark.parametrize("name", MATCHES)
def test_recorded_hits_are_judged_right(shared, name):
    title, right = MATCHES[name]
    (row,) = (r for r in recordings() if f"{r['provider']}/{r['name']}" == name)
    provider, ask = PROVIDERS[row["provider"]], Ask("match", title)
    told = provider.parse(
        [ask], json.loads((API / row["provider"] / row["file"]).read_text(encoding="utf-8"))
    )
    _, sure = choose(Subject(key="paper:a", title=title), provider.record(ask, told[ask]) if told else [])
    assert sure == right


SMALL, SERIES = "Deep nets for small data", "Report on the state of the art"
LONG, NEARLY = "Deep networks for learning from small data", "Deep network for learning from small data"
LEE, BOTH = ("Ann Lee",), ("Ann Lee", "Bo Kim")


@pytest.mark.parametrize(
    ("ours", "theirs", "verdict", "rule"),
    [
        ((SMALL.title(),), (f"{SMALL}.",), "accepted", 1),
        ((SMALL, 2020), (SMALL, 2015), "ambiguous", 1),
        ((SMALL, None, LEE), (SMALL, None, ("Bo Kim",)), "ambiguous", 1),
        ((SMALL, None, BOTH), (SMALL, None, ("Kim, Bo",)), "accepted", 1),
        (("SCALE",), ("Scale",), "ambiguous", 2),
        (("SCALE", None, LEE), ("Scale", None, ("A. Lee",)), "accepted", 2),
        ((f"Net: {SMALL}",), (SMALL,), "ambiguous", 2),
        (("Editorial of the first issue",), ("Editorial of the first issue",), "ambiguous", 2),
        ((LONG,), (NEARLY,), "none", 4),
        ((LONG, 2020), (NEARLY, 2020), "accepted", 3),
        ((LONG, 2020), (NEARLY, 2023), "none", 4),
        ((LONG, 2020, LEE), (NEARLY, 2020, ("Bo Kim",)), "none", 4),
        ((LONG, 2020), (f"{LONG} and big", 2020), "none", 4),
        ((LONG, 2020, LEE), (f"{LONG} II", 2021, LEE), "ambiguous", 3),
        ((LONG, 2020, LEE), (f"The {LONG}", 2021, LEE), "accepted", 3),
        ((LONG, 2020), (LONG.replace("Deep", "Wide"), 2020), "ambiguous", 3),
        ((LONG, 2020, LEE), (LONG.replace("from", "with"), 2021, LEE), "ambiguous", 3),
        ((LONG, 2020, LEE), (LONG.replace("small", "tiny"), 2020, LEE), "none", 4),
        ((LONG, 2020, LEE), (LONG.replace("Deep networks", "Deepnetwork"), 2020, LEE), "accepted", 3),
        ((f"{SERIES} 2019", 2020), (f"{SERIES} 2018", 2020), "ambiguous", 3),
        (("深度学习",), ("机器学习",), "none", 4),
        (("",), ("",), "none", 4),
    ],
)
def test_the_rules_of_matching(ours, theirs, verdict, rule):
    names = ("title", "year", "authors")
    paper = Subject(key="paper:a", **dict(zip(names, ours, strict=False)))
    found = judge(paper, Record(**dict(zip(names, theirs, strict=False))))
    assert (found.verdict, found.rule) == (verdict, rule)


@pytest.mark.parametrize("seed", range(3))
def test_the_nearest_wrong_title_is_never_taken_though_authors_and_year_are_known(seed):
    world = Universe(500, seed)
    for work in world.input:
        paper = Subject(key="paper:a", title=work.title, year=work.year, authors=tuple(work.authors))
        near = world.find(work.title)
        record = Record(title=near.title, year=near.year, authors=tuple(near.authors), ids=(f"s2:{near.s2}",))
        assert choose(paper, [record])[1] == (near is work)


def test_two_records_that_pass_are_none_unless_they_are_one():
    paper = Subject(key="paper:a", title="Deep Nets for Small Data")
    one, other = (Record(title="Deep Nets for Small Data", ids=(i,)) for i in ("doi:10.1/a", "doi:10.1/b"))
    assert choose(paper, [one, other])[1] is False
    assert choose(paper, [one, Record(title=one.title, ids=("doi:10.1/a", "pmid:1"))])[1] is True


def test_other_abstracts_speak_against_an_equal_title():
    one = (
        "We look at birds in cities of northern countries over ten years and count them by night and by day."
    )
    other = (
        "A compiler turns programs into machine code using graphs whose colours stand for registers of chips."
    )
    paper = Subject(key="paper:a", title="A Study of Small Data", abstract=one)
    assert judge(paper, Record(title=paper.title, abstract=other)).verdict == "ambiguous"
    assert judge(paper, Record(title=paper.title, abstract=one.upper())).verdict == "accepted"


def test_titles_are_normalised():
    assert (
        normalise("Fast &amp;amp; <scp>Élan</scp>\n Nets")
        == normalise("fast & elan nets")
        == "fast elan nets"
    )


@pytest.mark.parametrize(
    ("status", "headers", "body", "kind", "wait"),
    [
        (200, {}, "{}", "good", None),
        (404, {}, "<html>", "absent", None),
        (451, {}, "", "absent", None),
        (429, {}, '{"message": "Too Many Requests", "code": "429"}', "retry", None),
        (429, {"retry-after": "5"}, "", "retry", 5.0),
        (429, {"retry-after": "soon"}, "", "retry", None),
        (429, {"retry-after": "-3"}, "", "retry", None),
        (429, {"retry-after": "inf"}, "", "retry", None),
        (429, {"retry-after": "Thu, 01 Jan 1970 00:16:50 GMT"}, "", "retry", 10.0),
        (429, {"ratelimit": '"api";r=0;t=55'}, "", "retry", 56.0),
        (429, {"retry-after": "40000"}, "", "spent", None),
        (429, {}, '{"dailyRemainingUsd": 0, "retryAfter": 9}', "spent", None),
        (403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1900"}, "{}", "spent", None),
        (
            403,
            {"retry-after": "60"},
            '{"message": "You have exceeded a secondary rate limit"}',
            "retry",
            60.0,
        ),
        (403, {}, '{"message": "Forbidden"}', "refused", None),
        (401, {}, "", "refused", None),
        (400, {}, "[[[", "refused", None),
        (406, {}, "", "retry", None),
        (503, {"retry-after": "600"}, "<html>", "retry", 60.0),
    ],
)
def test_limits_are_told_apart(status, headers, body, kind, wait):
    verdict = judge_reply(status, headers, body, 1000.0)
    assert verdict.kind == kind
    if kind == "retry":
        assert verdict.wait == wait
    if kind == "spent":
        assert verdict.until > 1000.0
