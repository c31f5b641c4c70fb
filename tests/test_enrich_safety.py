"""Enrichment and what means harm: planted caches and hostile replies are inert, or refused with a message."""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import graphx
from graphx.cli.app import cli
from graphx.enrich import cache, fetch
from graphx.enrich.cache import Answers, clear_cache, describe_cache
from graphx.enrich.pace import Pace
from graphx.enrich.providers import pick_providers
from graphx.enrich.work import Ask, Subject, UnreadableError
from graphx.errors import GraphxError
from tests.test_enrich import run, small, undated
from tests.test_enrich_replies import ask_once

KEY = "v1|arxiv|paper|1706.03762"
PROVIDERS = {provider.name: provider for provider in pick_providers(())}


HARM = b"cbuiltins\nopen\n(S'harm'\nS'w'\ntR."
"""A pickle that opens a file when it is read."""


@pytest.fixture
def planted(tmp_path, monkeypatch):
    """A cache with one answer, a way to plant rows in it, and a tripwire."""
    answers = Answers(tmp_path / "cache")
    answers.put({KEY: {"title": "right"}}, 5.0)
    answers.close()
    tripped = []
    monkeypatch.setattr("builtins.open", lambda *args, **_: tripped.append(args))

    def plant(sql, *values):
        with sqlite3.connect(tmp_path / "cache/cache.db") as db:
            db.execute(sql, values)
        db.close()

    return tmp_path, plant, tripped


def test_a_planted_pickle_never_runs(planted):
    folder, plant, tripped = planted
    pickle.loads(HARM)
    assert tripped.pop() == ("harm", "w"), "the tripwire works"
    plant("UPDATE Cache SET mode = 4, value = ? WHERE key = ?", HARM, KEY)
    plant("INSERT INTO Cache (key, raw, mode, value) VALUES (?, 0, 1, 'x')", HARM)
    told = []
    answers = Answers(folder / "cache", told.append)
    assert answers.get(KEY) is None
    assert "did not write" in told[0]
    assert describe_cache(folder / "cache")["answers"] == {}
    answers.put({KEY: {"title": "new"}}, 6.0)
    assert answers.get(KEY) == (6.0, {"title": "new"})
    answers.close()
    assert not tripped


@pytest.mark.parametrize("mode", [1, 2, 3, 4])
def test_a_planted_path_is_neither_read_nor_deleted(planted, mode):
    folder, plant, tripped = planted
    victim = folder / "victim.txt"
    victim.write_text("mine")
    plant("UPDATE Cache SET mode = ?, value = NULL, filename = '../victim.txt' WHERE key = ?", mode, KEY)
    answers = Answers(folder / "cache")
    assert answers.get(KEY) is None
    answers.put({KEY: 1}, 6.0)
    answers.close()
    plant("UPDATE Cache SET mode = ?, value = NULL, filename = '../victim.txt' WHERE key = ?", mode, KEY)
    clear_cache(folder / "cache")
    assert victim.exists()
    assert not tripped


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO Settings VALUES ('disk_remove', 'x')",
        "INSERT INTO Settings VALUES ('sqlite_writable_schema', 1)",
        "CREATE TRIGGER bad AFTER INSERT ON Cache BEGIN DELETE FROM Cache; END",
        "CREATE TABLE other (x)",
    ],
)
def test_a_cache_with_foreign_parts_is_set_aside(planted, sql):
    folder, plant, _ = planted
    plant(sql)
    told = []
    answers = Answers(folder / "cache", told.append)
    assert "not ours" in told[0]
    assert (folder / "cache/cache.db.aside-1").exists()
    answers.put({KEY: 1}, 6.0)
    assert answers.get(KEY) == (6.0, 1)
    answers.close()


@pytest.mark.parametrize("junk", [b"no database", b"SQLite format 3\x00" + b"\xff" * 5000])
def test_damaged_files_are_set_aside_and_the_run_goes_on(tmp_path, junk):
    place, server, clock = small(tmp_path)
    cache = tmp_path / "cache"
    cache.mkdir()
    (cache / "cache.db").write_bytes(junk)
    (cache / "pace.db").write_bytes(junk)
    told = []
    assert run(place, server, clock, notify=told.append).complete
    assert sum("moved to" in message for message in told) == 2
    before = len(server.log)
    run(place, server, clock, notify=told.append)
    assert len(server.log) == before
    assert len(told) == 2


@pytest.mark.parametrize(
    "answer", ['"x"', "{", "[" * 90_000, '{"fetched": "x"}', '{"fetched": 1e400, "answer": 3}']
)
def test_rows_of_another_shape_are_no_answers(planted, answer):
    folder, plant, _ = planted
    plant("UPDATE Cache SET value = ? WHERE key = ?", answer, KEY)
    answers = Answers(folder / "cache")
    assert answers.get(KEY) in (None, (float("inf"), 3))
    answers.close()


def test_pieces_of_another_shape_tell_nothing(tmp_path):
    place, server, clock = small(tmp_path)
    first = run(place, server, clock)
    with sqlite3.connect(tmp_path / "cache/cache.db") as db:
        db.execute(
            "UPDATE Cache SET value = ?", (json.dumps({"fetched": clock.now, "answer": [[1], "x", {}]}),)
        )
    db.close()
    result = run(place, server, clock, offline=True)
    assert len(result.facts) < len(first.facts)


def test_a_folder_that_cannot_be_made(tmp_path):
    place, server, clock = small(tmp_path)
    (tmp_path / "file").write_text("")
    told = []
    result = run(place, server, clock, cache_dir=tmp_path / "file/cache", notify=told.append)
    assert result.complete
    assert "for this run only" in told[0]


@pytest.fixture
def shut(monkeypatch):
    """A folder in which somebody else may only read, and a way to be somebody else."""
    folder = Path(tempfile.mkdtemp(prefix="graphx-shut-"))
    folder.chmod(0o755)

    @contextlib.contextmanager
    def as_other(*closed):
        for path in closed:
            path.chmod(0o555 if path.is_dir() else 0o444)
        root = os.geteuid() == 0
        if root:
            os.seteuid(65534)
        try:
            yield
        finally:
            if root:
                os.seteuid(0)
            for path in closed:
                path.chmod(0o755)

    yield folder, as_other
    shutil.rmtree(folder)


@pytest.mark.parametrize("closed", [["."], ["cache.db"], [".", "cache.db"]])
def test_a_cache_that_may_only_be_read_is_used_and_stays(shut, closed):
    folder, as_other = shut
    answers = Answers(folder)
    answers.put({KEY: {"title": "kept"}}, 5.0)
    answers.close()
    before = (folder / "cache.db").read_bytes()
    told = []
    with as_other(*(folder / name for name in closed)):
        answers = Answers(folder, told.append)
        assert answers.get(KEY) == (5.0, {"title": "kept"})
        answers.put({"other": {}}, 6.0)
        assert answers.get("other") == (6.0, {})
        assert describe_cache(folder)["oldest"] == "1970-01-01"
        answers.close()
        with pytest.raises(GraphxError, match=r"^cannot clear .*; check its permissions$"):
            clear_cache(folder)
    assert len(told) == 1
    assert "what is kept there is used; new ones are kept for this run only" in told[0]
    assert (folder / "cache.db").read_bytes() == before
    assert not list(folder.glob("*aside*"))


def test_a_cache_that_another_writes_for_long_is_not_set_aside(tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "_PATIENCE", 0.1)
    with contextlib.closing(sqlite3.connect(tmp_path / "cache.db", isolation_level=None)) as other:
        other.execute("CREATE TABLE Settings (key TEXT)")
        other.execute("BEGIN EXCLUSIVE")
        told = []
        answers = Answers(tmp_path, told.append)
        answers.put({KEY: {}}, 5.0)
        assert answers.get(KEY) == (5.0, {})
        answers.close()
    assert [text.endswith("kept for this run only") for text in told] == [True]
    assert not list(tmp_path.glob("*aside*"))


def test_two_runs_that_begin_at_once_keep_everything(tmp_path):
    code = (
        "import sys; from graphx.enrich.cache import Answers; told = []; sys.stdin.readline();"
        "a = Answers(sys.argv[1], told.append);"
        "[a.put({f'{sys.argv[2]}|{i}|x': {'n': i}}, 5.0) for i in range(100)]; a.close(); print(told)"
    )
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", code, tmp_path / "cache", name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in "ab"
    ]
    time.sleep(0.5)
    for one in runs:
        one.stdin.write("go\n")
        one.stdin.flush()
    assert [one.communicate()[0] for one in runs] == ["[]\n", "[]\n"]
    answers = Answers(tmp_path / "cache")
    assert all(answers.get(f"{name}|{i}|x") for name in "ab" for i in range(100))
    answers.close()
    assert not list((tmp_path / "cache").glob("*aside*"))


EVIL = "<script>alert(1)</script>\x1b[31m\u202eevil &lt;img src=x onerror=alert(1)&gt;\x00"


def evil_work():
    return {
        "paperId": "../../etc/passwd",
        "externalIds": {"DOI": '10.1/a" onmouseover="x', "ArXiv": "javascript:alert(1)", "PubMed": ["x"]},
        "title": "no",
        "year": -5,
        "publicationDate": "9999-99-99T<script>",
        "authors": [{"name": EVIL}, None, 3, {"name": {"a": 1}}],
        "venue": EVIL,
        "abstract": EVIL,
        "references": [None, 3, {"title": EVIL, "paperId": {"x": 1}}],
    }


def test_hostile_text_is_inert_everywhere(tmp_path):
    place, server, clock = small(tmp_path)

    def match(_number, path, query):
        if path.endswith("match"):
            return 200, {"data": [evil_work() | {"title": query["query"]}]}, {}
        return (400, {"error": EVIL}, {}) if path.endswith("batch") else (200, evil_work(), {})

    server.forced["semanticscholar"] = match
    page = {"id": "x", "title": EVIL, "githubRepo": "https://user:pw@evil.org/a", "githubRepoAddedBy": EVIL}
    server.forced["huggingface"] = lambda _n, path, _q: (
        (200, {"models": [{"id": "../<b>"}, {"id": EVIL}, 3]}, {})
        if path.endswith("repos")
        else (200, page | {"id": path.split("/")[2]}, {})
    )
    server.forced["github"] = lambda number, *_: (
        200,
        {
            "full_name": "a/b/../c" if number % 2 else "a/b",
            "id": EVIL,
            "archived": "no",
            "stargazers_count": "1e9",
            "license": EVIL,
        },
        {},
    )
    result = run(place, server, clock, providers=["semanticscholar", "huggingface", "github"])
    assert {f.field for f in result.facts} >= {"venue", "authors", "abstract", "match"}, "it was let in"
    for fact in result.facts:
        for text in (fact.value, fact.detail):
            assert "<" not in text
            assert "\x1b" not in text
            assert "\u202e" not in text
            assert "\x00" not in text
            assert "@" not in text
            assert "javascript" not in text
    html = (place / "graph.html").read_text()
    assert "<script>alert" not in html
    shown = CliRunner().invoke(
        cli, ["enrich", str(place), "--offline", "--cache-dir", str(tmp_path / "cache")]
    )
    assert shown.exit_code == 0
    assert "\x1b" not in shown.output
    assert not any(":no" in f.subject for f in result.facts)


EVIL_URLS = (
    "javascript:alert(1)",
    "https://user:pw@github.com/a/b",
    "https://github.com/a/b<script>",
    "https://github.com/a/b\n\x1b[31m",
    "//github.com/a/b",
    "https://github.com\\@evil.org/a/b",
)


@pytest.mark.parametrize("url", EVIL_URLS)
def test_addresses_that_lead_elsewhere_are_left_out(url):
    rows = [{"url": url, "is_official": True}]
    told = {
        "paperswithcode": {
            "repositories": rows,
            "project_pages": rows,
            "hf_models": [url],
            "hf_datasets": [url],
        },
        "huggingface": {"githubRepo": url, "projectPage": url},
        "datacite": {"related": [{"relationType": "IsSupplementTo", "relatedIdentifier": url}]},
        "arxiv": {"comment": f"Code: {url}"},
    }
    for name, piece in told.items():
        kind = "page" if name == "huggingface" else "paper"
        for record in PROVIDERS[name].record(Ask(kind, "2401.00001"), piece):
            for _, value, _ in record.notes:
                assert value == "https://github.com/a/b", (name, "only what is plain may be left of it")


def test_a_planted_tag_is_not_sent(tmp_path):
    place, server, clock = small(tmp_path)
    run(place, server, clock, providers=["github"])
    with sqlite3.connect(tmp_path / "cache/cache.db") as db:
        db.execute("UPDATE Cache SET value = replace(value, 'W/', 'x\\r\\nX-Evil: 1')")
    db.close()
    clock.now += 2 * 86_400
    before = len(server.log)
    assert run(place, server, clock, providers=["github"]).complete
    assert len(server.log) > before
    assert not any({"X-Evil", "If-None-Match"} & line["headers"].keys() for line in server.log)


def test_a_body_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(fetch, "MOST_BYTES", 100_000)
    body = b'{"data": "' + b"x" * 5_000_000 + b'"}'
    headers = {"Content-Type": "application/json"}
    result, _, server = ask_once("semanticscholar", 200, headers, body, [Ask("match", "t")])
    assert result.outcome == "refused"
    assert "100,000 bytes" in result.message
    assert len(server.calls) == 1


def test_a_body_that_unpacks_to_much_is_refused(monkeypatch):
    import gzip

    monkeypatch.setattr(fetch, "MOST_BYTES", 100_000)
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    body = gzip.compress(b"[" + b" " * 50_000_000 + b"]")
    result, _, _ = ask_once("semanticscholar", 200, headers, body, [Ask("match", "t")])
    assert result.outcome == "refused"


ENTITY = (
    '<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY a "x">]><feed xmlns="http://www.w3.org/2005/Atom">'
    "<entry><id>http://arxiv.org/abs/2401.00001v1</id><title>&a;</title></entry></feed>"
)
"""Small and well-formed: a parser that lets entities in would find nothing wrong with it."""
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><feed>&i;</feed>"
)


@pytest.mark.parametrize(
    ("name", "kind", "body"),
    [
        ("arxiv", "application/atom+xml", BOMB),
        ("arxiv", "application/atom+xml", ENTITY),
        ("arxiv", "application/atom+xml", "<feed>" * 200_000),
        ("arxiv", "text/html", "<html></html>"),
        ("arxiv", "application/atom+xml", '<!DOCTYPE x SYSTEM "file:///etc/passwd"><feed/>'),
        ("openalex", "application/json", "[" * 500_000),
        ("openalex", "application/json", "9" * 50_000),
        ("openalex", "text/html", "{}"),
        ("openalex", "application/json", '{"results": "'),
        ("openalex", "application/json", '{"results": {}}'),
    ],
)
def test_unreadable_bodies_are_asked_again_later(name, kind, body):
    result, _, server = ask_once(name, 200, {"Content-Type": kind}, body.encode(), [Ask("match", "t")])
    assert result.outcome == "later"
    assert len(server.calls) == fetch.TRIES


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                "id doi data title results message items DOI authors name year references externalIds models "
                "full_name license authorships ids issued date-parts abstract_inverted_index next paperId "
                "referenceCount attributes repositories url hf_models comment".split()
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(
    st.sampled_from(sorted(PROVIDERS)),
    st.sampled_from(["match", "paper", "doi", "page", "repos", "repo", "references", "citations"]),
    json_values,
)
def test_no_reply_makes_a_parser_fail_in_an_unknown_way(name, kind, body):
    provider, asks = PROVIDERS[name], [Ask(kind, "x 0")]
    try:
        told = provider.parse(asks, str(body) if provider.xml else body)
        records = [r for ask, piece in told.items() for r in provider.record(ask, piece)]
        records += provider.record(asks[0], body)  # as it may stand in a cache that somebody wrote into
    except (UnreadableError, ValueError, KeyError, TypeError, AttributeError):
        return
    for further in provider.more(Subject(key="paper:a", title="A", citing=True), asks[0], body):
        assert provider.request([further]).path.startswith("/paper/")
    for record in records:
        assert all("<" not in value and "javascript:" not in value for _, value, _ in record.notes)
        assert record.year is None or 1500 <= record.year <= 2100
        assert all(
            "\n" not in text for text in (record.title, record.venue, record.abstract, *record.authors)
        )


def test_a_clock_put_back_does_not_wait_for_years(tmp_path):
    now = [4e9]
    pace = Pace(tmp_path, clock=lambda: now[0], sleep=lambda s: now.__setitem__(0, now[0] + s))
    pace.wait("h", 3.0)
    now[0] = 1e9
    pace.wait("h", 3.0)
    assert now[0] < 1e9 + 200
    pace.done()


def test_the_cache_commands(tmp_path):
    place, server, clock = small(tmp_path)
    first = run(place, server, clock)
    cache = str(tmp_path / "cache")

    def shell(*words):
        result = CliRunner().invoke(cli, ["cache", *words, "--cache-dir", cache])
        assert result.exit_code == 0, result.output
        return result.output

    told = json.loads(shell("info", "--format", "json"))
    assert set(told["answers"]) == set(PROVIDERS)
    assert told["oldest"] == "2025-10-09"
    assert "answers of arxiv" in shell("info")
    assert "Forgot 4 answers" in shell("clear", "--from", "github")
    before = len(server.log)
    again = run(place, server, clock)
    assert {line["provider"] for line in server.log[before:]} == {"github"}
    assert undated(again.facts) == undated(first.facts)
    assert "Forgot" in shell("clear")
    assert json.loads(shell("info", "--format", "json"))["answers"] == {}


def test_the_command_tells_plan_and_report(tmp_path, monkeypatch):
    place, server, _ = small(tmp_path)
    cache = ["--cache-dir", str(tmp_path / "cache")]
    plan = CliRunner().invoke(cli, ["enrich", str(place), "--dry-run", *cache], catch_exceptions=False)
    assert "identifiers of papers" in plan.output.partition("What leaves the machine:")[2]
    assert "All are asked at once" in plan.output
    assert not server.log
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    done = CliRunner().invoke(
        cli, ["enrich", str(place), "--from", "crossref", *cache], catch_exceptions=False
    )
    assert done.exit_code == 0
    assert "The map holds" in done.output
    bad = CliRunner().invoke(cli, ["enrich", str(place), "--from", "crosref", *cache])
    assert bad.exit_code == 1
    assert "did you mean 'crossref'" in bad.output
    with pytest.raises(GraphxError, match="no map in"):
        graphx.enrich_map(tmp_path / "none")
