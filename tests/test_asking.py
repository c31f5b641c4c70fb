"""Full text and SQL over a map: any words are safe, and a question can do nothing but read."""

from __future__ import annotations

import contextlib
import csv
import io
import itertools
import json
import re
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from graphx import explore, sample_path, search, sql, store
from graphx.cli.app import cli
from graphx.errors import MapError, OptionError
from graphx.model import Paper
from graphx.store import ahead, fulltext
from tests.test_export import ANY_TEXT, NASTY

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("map")
    explore(sample_path(), output=folder)
    return folder


def run(*args, code=0):
    result = CliRunner().invoke(cli, [str(a) for a in args], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result


# Full text


def test_titles_names_and_spellings_are_found_best_first(demo):
    hits = search(demo, "CLIP")
    assert hits[0].label == "CLIP"
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all("[clip" in hit.snippet.lower() for hit in hits)
    assert search(demo, "squad 2.0", kind="dataset")[0].label == "SQuAD 2.0"
    assert {hit.kind for hit in search(demo, "image", kind="paper")} == {"paper"}
    assert len(search(demo, "the", size=3)) == 3


def test_words_in_any_form_phrases_beginnings_and_operators(demo):
    def keys(words):
        return {hit.key for hit in search(demo, words, size=500)}

    assert keys("benchmarks") == keys("benchmark")
    assert keys("IMAGENET") == keys("imagenet")
    assert keys("long context") >= keys('"long context"')
    assert keys("imag*") > keys("image")
    assert keys("BERT OR CLIP") == keys("BERT") | keys("CLIP")
    assert keys("BERT NOT GLUE") == keys("BERT") - keys("GLUE")
    assert keys("BERT GLUE") == keys("BERT") & keys("GLUE")
    assert "paper:arxiv:1706.03762" in keys("1706.03762")
    assert keys("arxiv:1706.03762") == keys('"arxiv 1706.03762"'), "not the name of a column"


ALL_AT_ONCE = f"""
SELECT key, kind, label, -bm25(search, {fulltext._WEIGHTS}) FROM search
WHERE search MATCH ? AND ? IN ('all', kind) ORDER BY bm25(search, {fulltext._WEIGHTS}), key LIMIT ?
"""


@pytest.mark.parametrize("many", [1, 1000])
def test_hits_are_those_of_a_plain_query_over_all(demo, tmp_path, monkeypatch, many):
    monkeypatch.setattr(fulltext, "_MANY", many)
    # More papers that fit equally well than are looked up at first.
    lines = [json.dumps({"title": f"On zebra {n:03}", "arxiv_id": f"2001.{99999 - n}"}) for n in range(350)]
    (tmp_path / "in.jsonl").write_text("\n".join(lines))
    explore(tmp_path / "in.jsonl", output=tmp_path / "map", page=False)
    for folder, words in ((demo, ("the", "CLIP", "data*", "BERT OR CLIP")), (tmp_path / "map", ("zebra",))):
        with store.open_map(folder) as db:
            for match, kind, size in itertools.product(words, ("all", "paper", "model"), (1, 20, 200)):
                hits = [
                    (h.key, h.kind, h.label, h.score) for h in search(folder, match, kind=kind, size=size)
                ]
                assert hits == db.execute(ALL_AT_ONCE, (match, kind, size)).fetchall()


def test_a_table_that_is_read_ahead_is_all_of_it(tmp_path):
    with contextlib.closing(sqlite3.connect(tmp_path / "a.db")) as db:
        db.execute("CREATE TABLE a (id INTEGER PRIMARY KEY, text TEXT)")
        db.execute("CREATE TABLE b (id INTEGER PRIMARY KEY, text TEXT)")
        for number in range(3000):  # the pages of two tables in turn
            db.execute(f"INSERT INTO {'ab'[number % 2]} (text) VALUES (?)", (str(number) * 100,))
        db.commit()
        root = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'a'").fetchone()[0]
        size = db.execute("PRAGMA page_size").fetchone()[0]
        ahead.read_ahead(db, "a")
        ahead.read_ahead(db, "sqlite_sequence")  # not there
    with (tmp_path / "a.db").open("rb") as file:
        pages = ahead._leaves(file.fileno(), size, root)
        assert pages == sorted(set(pages))
        data = (tmp_path / "a.db").read_bytes()
        leaves = [data[(page - 1) * size : page * size] for page in pages]
        assert {leaf[0] for leaf in leaves} == {13}
        assert sum(int.from_bytes(leaf[3:5], "big") for leaf in leaves) == 1500
        assert ahead._leaves(file.fileno(), size, pages[0]) == [], "rows at once"
        assert ahead._leaves(file.fileno(), size, 10**6) == [], "past the end"


def test_what_is_no_valid_search_is_words(demo):
    assert search(demo, "GPT-4")[0].label == "GPT-4"
    for words in ("BERT AND", '"BERT', "(BERT", "BERT*)", "NEAR(BERT", "BERT +", "^", "label: : BERT", "C++"):
        search(demo, words)
    assert search(demo, "BERT (")[0].label == search(demo, "BERT")[0].label
    assert search(demo, "'; DROP TABLE papers; --") == []


@given(ANY_TEXT)
def test_any_words_are_safe(demo, words):
    try:
        hits = search(demo, words)
    except OptionError as error:
        assert "no words" in str(error)
    else:
        assert len(hits) <= 20


@given(
    st.lists(
        st.sampled_from(["BERT", "AND", "OR", "NOT", "NEAR", "(", ")", '"', "*", "label", ":", "-", "^", "{"])
    )
)
def test_any_use_of_operators_is_safe(demo, parts):
    if parts:
        search(demo, " ".join(parts))
        search(demo, "".join(parts))


def test_searches_that_ask_for_nothing(demo):
    for words, options, message in (
        ("", {}, "no words"),
        (" \x00\n", {}, "no words"),
        ("a", {"size": 0}, "size=0"),
        ("a", {"kind": "papers"}, "did you mean 'paper'"),
        ("a " * 65, {}, "65 words are too many"),
    ):
        with pytest.raises(OptionError, match=message):
            search(demo, words, **options)


def test_marks_can_be_chosen_and_titles_hold_nothing_that_looks_like_them(tmp_path):
    (tmp_path / "in.jsonl").write_text(json.dumps({"title": NASTY + "\x02zebra\x03", "abstract": "A zebra."}))
    explore(tmp_path / "in.jsonl", output=tmp_path / "map")
    [hit] = search(tmp_path / "map", "zebra", marks=("<b>", "</b>"))
    assert hit.snippet == "A <b>zebra</b>." or "<b>zebra</b>" in hit.snippet
    assert "\x02" not in hit.snippet + hit.label


def test_an_older_map_says_what_to_do(tmp_path):
    store.save_map(tmp_path, store.Contents(papers=(Paper(title="A"),), mentions=(), meta={}), [])
    with contextlib.closing(sqlite3.connect(tmp_path / "graph.db", isolation_level=None)) as db:
        db.execute("DROP TABLE search")
        db.execute("DROP TABLE nodes")
        db.execute("PRAGMA user_version = 1")
    db.close()
    assert len(store.load_contents(tmp_path).papers) == 1
    with pytest.raises(MapError, match="made by an older graphx, without full text; build it again"):
        search(tmp_path, "a")
    assert sql(tmp_path, "SELECT title FROM papers").rows == (("A",),)
    with pytest.raises(MapError, match="no map in"):
        search(tmp_path / "gone", "a")


def test_search_in_the_shell(demo):
    assert run("search", demo, "long", "context").stdout.startswith("1. LongBench: A Bilingual")
    [row] = json.loads(run("search", demo, "CLIP", "--kind", "model", "--format", "json").stdout)
    assert row["key"] == "model:clip"
    rows = list(csv.DictReader(io.StringIO(run("search", demo, "BERT", "--format", "csv").stdout)))
    assert rows[0]["label"] == "BERT"
    nothing = run("search", demo, "xyzzy")
    assert nothing.stdout == ""
    assert "Nothing has all of these words" in nothing.stderr
    assert run("search", demo, "xyzzy", "--format", "json").stdout.strip() == "[]"


# SQL


def test_questions_are_answered(demo):
    found = sql(demo, "SELECT key, label, key FROM nodes WHERE key = ?", ["model:clip"])
    assert found.rows == (("model:clip", "CLIP", "model:clip"),)
    assert found.as_dicts() == [{"key": "model:clip", "label": "CLIP", "key (2)": "model:clip"}]
    assert sql(demo, " -- why\n/* so */ with x AS (SELECT 1 AS n) SELECT n FROM x ; ").rows == ((1,),)
    assert sql(demo, "SELECT key FROM search WHERE search MATCH 'clip' ORDER BY rank LIMIT 1").rows
    few = sql(demo, "SELECT key FROM nodes", most=2)
    assert (len(few.rows), few.more) == (2, True)
    assert not sql(demo, "SELECT 1").more


def test_nodes_and_links_are_the_graph(demo):
    G = explore(sample_path(), output=demo).graph
    assert set(sql(demo, "SELECT key, kind, label FROM nodes").rows) == {
        (key, data["kind"], data["label"]) for key, data in G.nodes(data=True)
    }
    assert set(sql(demo, "SELECT source, target, relation FROM links").rows) == set(G.edges(keys=True))


@pytest.mark.parametrize(
    "query",
    [
        "",
        "DELETE FROM papers",
        "PRAGMA user_version = 9",
        "EXPLAIN SELECT 1",
        "ATTACH 'x.db' AS x",
        "VACUUM INTO 'x.db'",
        "SELECTED",
        "-- SELECT 1",
        "SELECT '\x00'",
    ],
)
def test_what_is_no_question_is_refused(demo, query):
    with pytest.raises(OptionError, match="this is no question; give one statement"):
        sql(demo, query)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT 1; DELETE FROM papers", "several statements; give one"),
        ("SELECT 1; SELECT 2", "several statements; give one"),
        ("WITH x AS (SELECT 1) DELETE FROM papers", "may only read this map"),
        ("WITH x AS (SELECT 1) INSERT INTO meta SELECT 'a', 'b'", "may only read this map"),
        ("SELECT * FROM pragma_table_info('papers')", "may only read this map"),
        ("SELECT load_extension('x')", "may only read this map"),
        ("SELECT * FROM paper", "no such table: paper; did you mean papers\\? the tables are: artifacts, "),
        ("SELECT titel FROM papers", "no such column: titel; did you mean title\\?"),
        ("SELECT FROM", "cannot be answered: near"),
        ("SELECT ?", "cannot be answered"),
        ("SELECT zeroblob(900000000)", "cannot be answered"),
        ("SELECT key FROM search WHERE search MATCH '\"'", "cannot be answered"),
    ],
)
def test_what_a_question_may_not_do(demo, query, message):
    before = (demo / "graph.db").read_bytes()
    with pytest.raises(OptionError, match=message):
        sql(demo, query)
    assert (demo / "graph.db").read_bytes() == before
    assert not list(demo.glob("x.db"))


def test_a_question_cannot_run_for_ever(demo):
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    with pytest.raises(OptionError, match=r"longer than 0\.2 seconds; ask for less"):
        sql(demo, endless, seconds=0.2)
    for options in ({"most": 0}, {"seconds": 0}, {"seconds": float("nan")}):
        with pytest.raises(OptionError, match="ask for nothing"):
            sql(demo, "SELECT 1", **options)


@given(ANY_TEXT)
def test_any_question_is_answered_or_refused(demo, text):
    for query in (text, f"SELECT {text}", f"SELECT key FROM nodes WHERE {text}"):
        try:
            sql(demo, query, seconds=2)
        except OptionError as error:
            assert "\n" not in str(error)


def test_the_readme_tells_every_table_and_column_of_the_schema(demo):
    with store.open_map(demo) as db:
        tables = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        people = {name for name in tables if not name.startswith(("search_", "sqlite_", "build_"))}
        schema = {t: [row[1] for row in db.execute(f"PRAGMA table_info({t})")] for t in people}
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    section = text.partition("### SQL")[2].partition("\n## ")[0]
    told = {
        row[1]: re.findall("`([^`]+)`", row[2])
        for row in re.finditer(r"^\| `(\w+)` \| (`[^|]+) \|", section, re.MULTILINE)
    }
    assert told == schema
    assert people == {name for name in store.TABLES if not name.startswith("build_")}
    assert len(re.findall(r"^\$ graphx sql", section, re.MULTILINE)) >= 5


def test_sql_in_the_shell(demo):
    query = "SELECT kind, count(*) AS n FROM nodes GROUP BY kind ORDER BY kind"
    table = run("sql", demo, query).stdout.splitlines()
    assert table[0].split() == ["kind", "n"]
    assert len(table) == 5
    rows = json.loads(run("sql", demo, query, "--format", "json").stdout)
    assert [row["kind"] for row in rows] == ["dataset", "model", "paper", "repo"]
    assert run("sql", demo, "SELECT '=1' AS a", "--format", "csv").stdout == "a\n'=1\n"
    assert "There are more rows than these 1" in run("sql", demo, query, "--rows", "1").stderr
    assert "no question" in run("sql", demo, "DROP TABLE papers", code=1).stderr
    assert run("sql", demo, "SELECT x'00ff' AS b, NULL AS n", "--format", "json").stdout
    assert run("sql", demo, "SELECT title FROM papers WHERE 0", "--format", "csv").stdout == "title\n"
