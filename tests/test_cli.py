"""The command line: every command, its output for people and for programs, and its errors."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import shlex
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import networkx as nx
import pytest
from click.testing import CliRunner

import graphx
from graphx.analyze import find_node
from graphx.cli import output
from graphx.cli.app import cli
from graphx.cli.output import table_lines
from graphx.cli.ranking import METRICS
from graphx.cli.reading import LIST_FORMATS
from graphx.schema import NODE_KINDS
from tests.test_read import ABSTRACT, LISTING

BERT = "paper:arxiv:1810.04805"


def run(*args, code=0, **options):
    result = CliRunner().invoke(cli, [str(a) for a in args], catch_exceptions=False, **options)
    assert result.exit_code == code, result.output
    return result


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo") / "map"
    result = run("demo", "-o", folder)
    assert "Page: " in result.stderr
    return folder


def test_help_names_every_command():
    text = run("--help").output
    for name in (
        "build",
        "demo",
        "mentions",
        "rank",
        "reading-list",
        "path",
        "page",
        "open",
        "info",
        "export",
        "completion",
    ):
        assert f"  {name} " in text
        assert run(name, "--help").output.startswith("Usage: ")


def test_version():
    assert run("--version").output.startswith("graphx, version ")


def test_summaries_in_the_help_are_whole():
    for name, command in cli.commands.items():
        assert command.short_help, f"{name} has no short_help"
        assert len(command.short_help) <= 45, name
        assert command.short_help.endswith("."), name
    for width in ("60", "80", "120"):
        assert "..." not in run("--help", env={"COLUMNS": width}).output.partition("Commands:")[2]


@pytest.mark.parametrize("folder", ["map", "my map; echo 'x'"])
def test_demo_suggestions_can_be_pasted(tmp_path, folder):
    result = run("demo", "-o", tmp_path / folder)
    suggested = [line.strip() for line in result.stderr.splitlines() if line.startswith("  graphx ")]
    assert len(suggested) >= 3
    for line in suggested:
        assert run(*shlex.split(line)[1:]).stdout


def test_build_says_what_was_merged(tmp_path):
    one, two = tmp_path / "one.txt", tmp_path / "two.txt"
    one.write_text(LISTING)
    two.write_text(LISTING)
    result = run("build", one, two, "-o", tmp_path / "map", "--title", "My map")
    assert "Read 4 records: 2 papers." in result.stderr
    assert "Merged 2 duplicates: 2 papers stand in several files." in result.stderr
    assert result.stdout == "", "standard output is for results"
    assert "My map" in (tmp_path / "map" / "graph.html").read_text(encoding="utf-8")


def test_default_output_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("page.txt").write_text(LISTING)
    run("build", "page.txt")
    assert Path("outputs/page/graph.html").exists()


def test_rank_agrees_with_networkx_by_hand(demo):
    graph = graphx.load_graph(demo)
    flat = graphx.flatten_graph(graph)
    rows = json.loads(
        run("rank", demo, "--by", "betweenness", "--kind", "all", "--top", 10_000, "--format", "json").stdout
    )
    expected = nx.betweenness_centrality(flat)
    assert {row["key"]: row["score"] for row in rows} == pytest.approx(expected, abs=1e-9)
    assert [row["score"] for row in rows] == sorted((row["score"] for row in rows), reverse=True)
    assert {row["key"]: row["links"] for row in rows} == {key: len(set(flat[key]) - {key}) for key in flat}
    pagerank = json.loads(run("rank", demo, "--on", "papers", "--top", 500, "--format", "json").stdout)
    by_hand = nx.pagerank(graphx.project_graph(graph), tol=1e-12, max_iter=10_000)
    assert {row["key"]: row["score"] for row in pagerank} == pytest.approx(by_hand, abs=1e-8)
    projected = graphx.project_graph(graph)
    assert {row["key"]: row["links"] for row in pagerank} == dict(projected.degree())


def test_rank_for_people_and_spreadsheets(demo):
    table = run("rank", demo, "--kind", "dataset", "--by", "degree", "--top", 3).stdout.splitlines()
    assert table[0].split() == ["#", "Degree", "Links", "Evidence", "Name"]
    heads = run("rank", demo, "--top", 1).stdout.splitlines()[0].split()
    assert heads == ["#", "PageRank", "Links", "Evidence", "Name"]
    assert len(table) == 4
    rows = list(csv.DictReader(io.StringIO(run("rank", demo, "--top", 2, "--format", "csv").stdout)))
    assert [row["rank"] for row in rows] == ["1", "2"]
    assert rows[0]["kind"] == "paper"


def test_rank_says_how_sure_it_is(demo):
    rows = json.loads(run("rank", demo, "--ranges", "--top", 5, "--by", "degree", "--format", "json").stdout)
    expected = list(graphx.rank_ranges(graphx.load_graph(demo), by="degree").values())[:5]
    assert [(row["low"], row["high"]) for row in rows] == [(one.low, one.high) for one in expected]
    table = run("rank", demo, "--ranges", "--top", 2).stdout.splitlines()
    assert table[0].split()[:2] == ["#", "Between"]


def test_rank_explains_a_node(demo):
    text = run("rank", demo, "--by", "reuse", "--explain", "dataset:imagenet", "--top", 2).stdout.splitlines()
    assert text[0].startswith("ImageNet: 1st of ")
    assert text[1].startswith("- used by ")
    assert sum(" uses ImageNet" in line for line in text) == 2
    assert text[-1].endswith("shows them all")
    found = json.loads(run("rank", demo, "--explain", "dataset:imagenet", "--format", "json").stdout)
    assert found["key"] == "dataset:imagenet"
    rows = list(csv.DictReader(io.StringIO(run("rank", demo, "--explain", "BERT", "--format", "csv").stdout)))
    assert {"key", "label", "amount", "share", "text"} == set(rows[0])


def test_rank_with_seeds(demo):
    rows = json.loads(run("rank", demo, "--seed", BERT, "--top", 1, "--format", "json").stdout)
    assert rows[0]["key"] == BERT
    for wrong in (["--ranges"], ["--explain", BERT]):
        assert run("rank", demo, "--seed", BERT, *wrong, code=2).stderr
    assert "estimated from" not in run("rank", demo, "--by", "closeness").stderr


def test_reading_list_agrees_with_the_library(demo):
    result = json.loads(run("reading-list", demo, BERT, "--size", 5, "--format", "json").stdout)
    expected = graphx.reading_list(graphx.load_graph(demo), [BERT], size=5)
    items = result["items"] if isinstance(result, dict) else result
    assert [item["key"] for item in items] == [item.key for item in expected]
    assert all(item["reason"] for item in items)


@pytest.mark.parametrize("fmt", LIST_FORMATS)
def test_reading_list_formats(demo, tmp_path, fmt):
    printed = run("reading-list", demo, "1810.04805", "--format", fmt).stdout
    run("reading-list", demo, BERT, "--format", fmt, "-o", tmp_path / "list")
    assert (tmp_path / "list").read_text(encoding="utf-8").strip() == printed.strip()
    assert printed.strip()


def test_known_papers_are_left_out(demo):
    first = json.loads(run("reading-list", demo, BERT, "--size", 3, "--format", "json").stdout)
    items = first["items"] if isinstance(first, dict) else first
    known = items[0]["key"]
    assert known not in run("reading-list", demo, BERT, "--known", known, "--format", "json").stdout


def test_options_of_reading_lists_reach_the_library(demo):
    def listed(*options):
        return json.loads(run("reading-list", demo, BERT, "--format", "json", *options).stdout)

    graph = graphx.load_graph(demo)
    found = listed("--hours", 6, "--hours-per-paper", 1.5, "--order", "score", "--diversity", 0)
    expected = graphx.reading_list(graph, BERT, hours=6, hours_per_paper=1.5, order="score", diversity=0)
    assert [item["key"] for item in found["items"]] == [item.key for item in expected]
    assert [item["rank"] for item in found["items"]] == sorted(item["rank"] for item in found["items"])
    assert len(found["items"]) == 4
    text = run("reading-list", demo, BERT, "--hours", 4).stdout
    for heading in ("Foundations", "Bridges", "Newest", "Left out"):
        assert f"\n## {heading}\n" in text
    assert "4 of 4 hours" in text
    assert "hours=0.0 is no time to read in" in run("reading-list", demo, BERT, "--hours", 0, code=1).stderr


@pytest.mark.parametrize("fmt", LIST_FORMATS)
def test_the_note_of_a_list_is_told_once(demo, fmt):
    result = run("reading-list", demo, BERT, "--size", 500, "--format", fmt)
    assert result.output.count("other papers can be reached from the seed") == 1


def test_seeds_are_resolved_by_the_library(demo, monkeypatch):
    seen = []

    def note(G, text, **options):
        seen.append(text)
        return find_node(G, text, **options)

    for module in ("reading", "paths"):
        monkeypatch.setattr(f"graphx.analyze.{module}.find_node", note)
    run("reading-list", demo, "1810.04805", "--known", "dataset:squad")
    run("path", demo, "1810.04805", "imagenet")
    assert seen == ["1810.04805", "dataset:squad", "1810.04805", "imagenet"]


def test_a_path_quotes_sentences_only(demo):
    """What the catalog or the input says was said by no paper."""
    printed = ""
    for ends in (["model:gpt-3.5", "model:gpt"], [BERT, "paper:arxiv:1706.03762"]):
        printed += run("path", demo, *ends, "-k", 1).stdout
    assert "is a version of GPT\n     (catalog of names)\n" in printed
    assert "     (input file)\n" in printed
    assert "“" not in printed
    graph = graphx.load_graph(demo)
    texts = [data.get("title", "") + " " + data.get("abstract", "") for _, data in graph.nodes(data=True)]
    text = run("path", demo, "dataset:longbench", "model:bert").stdout
    quotes = re.findall("^     “(.*)”", text, re.MULTILINE)
    assert quotes
    for quote in quotes:
        assert any(quote in " ".join(whole.split()) for whole in texts), quote


def test_no_way_is_told(tmp_path):
    page = tmp_path / "p.jsonl"
    papers = [{"title": f"{n} Study of a Thing", "abstract": f"{ABSTRACT} {n}"} for n in ("One", "Other")]
    page.write_text("\n".join(map(json.dumps, papers)))
    run("build", page, "-o", tmp_path / "map")
    result = run("path", tmp_path / "map", "one study", "other study")
    assert result.stderr == "Nothing connects “one study” and “other study” on this map.\n"


def test_path_agrees_with_networkx(demo):
    found = json.loads(run("path", demo, BERT, "dataset:imagenet", "--format", "json").stdout)
    flat = graphx.flatten_graph(graphx.load_graph(demo))
    assert found
    for one in found:
        assert nx.is_simple_path(flat, one["nodes"])
        assert (one["nodes"][0], one["nodes"][-1]) == (BERT, "dataset:imagenet")
        assert len(one["steps"]) == len(one["nodes"]) - 1
    text = run("path", demo, BERT, "dataset:imagenet", "-k", 1).stdout
    assert text.startswith("1. BERT")
    assert "“" in text, "each step shows its sentence"


def test_mentions_formats(tmp_path):
    page = tmp_path / "page.txt"
    page.write_text(LISTING.replace("several datasets", "the MATH dataset, on GSM8K and with MATH"))
    lines = [json.loads(line) for line in run("mentions", page, "--format", "jsonl").stdout.splitlines()]
    assert {
        "title",
        "kind",
        "name",
        "variant",
        "surface",
        "role",
        "field",
        "start",
        "end",
        "sentence",
        "rule",
        "confidence",
    } <= set(lines[0])
    assert json.loads(run("mentions", page, "--format", "json").stdout) == lines
    rows = list(csv.DictReader(io.StringIO(run("mentions", page, "--format", "csv").stdout)))
    assert [row["surface"] for row in rows] == [line["surface"] for line in lines]
    table = run("mentions", page, "--all").stdout.splitlines()
    assert table[0].split() == ["Kind", "Name", "Role", "As", "written", "Times", "Tier", "Paper"]


def test_the_table_of_mentions_has_a_row_for_each_name_of_a_paper(tmp_path):
    page = tmp_path / "page.txt"
    page.write_text(LISTING.replace("several datasets", "GSM8K, again GSM8K and the SQuAD dataset"))
    mentions = [json.loads(line) for line in run("mentions", page, "--format", "jsonl").stdout.splitlines()]
    pairs = Counter((m["title"], m["artifact"]) for m in mentions)
    assert max(pairs.values()) > 1
    _, *rows = run("mentions", page, env={"COLUMNS": "200"}).stdout.splitlines()
    assert len(rows) == len(pairs)
    assert sorted(int(re.search(r"  (\d+)  ", row)[1]) for row in rows) == sorted(pairs.values())


@pytest.mark.parametrize(
    ("command", "names"),
    [
        (["mentions", "INPUT"], ["title", "kind", "name"]),
        (["rank", "MAP", "--kind", "repo"], ["rank", "score", "links"]),
    ],
)
def test_an_empty_csv_has_the_header_of_a_full_one(tmp_path, command, names):
    page = tmp_path / "page.txt"
    headers = []
    for more in ("", " at https://github.com/a/b, GSM8K"):
        page.write_text(LISTING.replace("several datasets", f"several things{more}"))
        run("build", page, "-o", tmp_path / "map")
        places = {"INPUT": page, "MAP": tmp_path / "map"}
        lines = run(*(places.get(word, word) for word in command), "--format", "csv").stdout.splitlines()
        assert (len(lines) > 1) == bool(more)
        headers.append(lines[0])
    assert headers[0] == headers[1]
    assert headers[0].split(",")[: len(names)] == names


def test_explain_shows_marks_rules_and_what_was_dropped(tmp_path):
    page = tmp_path / "page.txt"
    page.write_text(LISTING.replace("several datasets", "GSM8K by BLEU, where MATH is hard,"))
    text = run("mentions", page, "--explain", "a first study").stdout
    assert "[GSM8K]" in text
    assert "[MATH]?" in text
    lines = [line.split() for line in text.splitlines()]
    [told] = [line for line in lines if line[:2] == ["GSM8K", "dataset"]]
    assert told[2:6] == ["GSM8K", "uses", "accepted", "catalog-free"]
    assert re.fullmatch(r"0\.\d\d", told[6])
    assert ["BLEU", "known", "as", "a", "metric"] in lines
    assert "fits 2 papers" in run("mentions", page, "--explain", "study", code=1).stderr
    assert "no title among the 2 papers" in run("mentions", page, "--explain", "zebra", code=1).stderr


def test_info_export_and_page(demo, tmp_path):
    facts = json.loads(run("info", demo, "--format", "json").stdout)
    assert facts["nodes"]["paper"] > 50
    table = run("info", demo).stdout
    rows = list(csv.DictReader(io.StringIO(run("info", demo, "--format", "csv").stdout)))
    assert {"papers", "repositories", "links: versions", "sure mentions", "unsure mentions"} <= {
        row["fact"] for row in rows
    }
    assert not re.search("variant_of|hosted_at|accepted|candidate|nodes", table)
    assert len(table.splitlines()) == len(rows) + 1
    assert {row["fact"]: row["value"] for row in rows}["papers"] == str(facts["nodes"]["paper"])
    assert {"accepted", "candidate"} == set(facts["mentions"])
    assert "variant_of" in facts["links"]
    for fmt in ("graphml", "json"):
        run("export", demo, "--format", fmt, "-o", tmp_path / f"out.{fmt}")
        assert (tmp_path / f"out.{fmt}").stat().st_size > 1000
    assert run("export", demo, "--format", "json", "-o", "-").stdout.strip().startswith("{")
    assert nx.read_graphml(tmp_path / "out.graphml").number_of_nodes() == sum(facts["nodes"].values())
    (demo / "graph.html").unlink()
    assert "no page in" in run("open", demo, code=1).stderr
    run("page", demo)
    assert (demo / "graph.html").exists()


def test_the_page_is_drawn_with_abstracts_or_without(demo, tmp_path):
    sizes = {}
    for abstracts in ("auto", "all", "none"):
        run("page", demo, "-o", tmp_path / f"{abstracts}.html", "--abstracts", abstracts)
        sizes[abstracts] = (tmp_path / f"{abstracts}.html").stat().st_size
    assert sizes["none"] < sizes["all"] == sizes["auto"]
    assert run("page", demo, "--abstracts", "some", code=2)


def test_open(demo, monkeypatch):
    opened = []
    monkeypatch.setattr("webbrowser.open", lambda address: opened.append(address) or True)
    run("open", demo)
    assert opened == [(demo / "graph.html").resolve().as_uri()]
    monkeypatch.setattr("webbrowser.open", lambda address: False)
    assert "open it by hand" in run("open", demo, code=1).stderr.replace(
        "open " + str(demo / "graph.html"), "open it"
    )


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(shell):
    assert "_GRAPHX_COMPLETE" in run("completion", shell).stdout


def test_what_is_empty_is_no_row_of_info(tmp_path):
    page = tmp_path / "page.txt"
    page.write_text(LISTING)
    run("build", page, "-o", tmp_path / "map")
    assert json.loads(run("info", tmp_path / "map", "--format", "json").stdout)["title"] == ""
    _, first, *_ = run("info", tmp_path / "map").stdout.splitlines()
    assert not first.startswith("title")


ERRORS = [
    (["build", "gone.txt"], 1, "Error: gone.txt: no such file; check the path"),
    (["mentions", "--columns", "title", "gone.txt"], 2, "write it as FIELD=COLUMN"),
    (["build", "no*.txt"], 1, "Error: no*.txt: no file fits this pattern; check the path"),
    (["info", "nowhere"], 1, "Error: no map in nowhere"),
    (["rank", "nowhere"], 1, "Error: no map in nowhere"),
    (["build"], 2, "Missing argument"),
    (["rank", "x", "--by", "fame"], 2, "'fame' is not one of"),
    (["rank", "x", "--top", "0"], 2, "0 is not in the range"),
    (["rank", "x", "--on", "papers", "--kind", "dataset"], 2, "--on papers ranks papers only, not --kind d"),
    (["rank", "x", "--on", "papers", "--kind", "all"], 2, "--on papers ranks papers only, not --kind all"),
    (["build", "page.txt", "-o", ""], 2, "is empty; name a folder"),
    (["bild"], 2, "There is no command 'bild'. Did you mean 'build'?"),
    (["zzz"], 2, "See: graphx --help"),
    (["build", "page.txt", "--catalog", "gone.jsonl"], 1, "gone.jsonl: cannot read this catalog"),
]


@pytest.mark.parametrize(("args", "code", "message"), ERRORS)
def test_errors(tmp_path, monkeypatch, args, code, message):
    monkeypatch.chdir(tmp_path)
    Path("page.txt").write_text(LISTING)
    result = run(*args, code=code)
    assert message in result.stderr
    assert "Traceback" not in result.output
    if code == 1:
        assert len(result.stderr.strip().splitlines()) == 1
    assert not Path("outputs").exists(), "nothing half-written"


def test_ambiguous_and_unknown_seeds(demo):
    ambiguous = run("reading-list", demo, "language", code=1).stderr
    assert "paper:" in ambiguous
    assert len(ambiguous.strip().splitlines()) == 1
    unknown = run("reading-list", demo, "Atention Is All You Ned", code=1).stderr
    assert "Attention Is All You Need" in unknown
    assert "Error: " in run("path", demo, BERT, BERT, code=1).stderr


def test_escape_sequences_do_not_reach_the_terminal(tmp_path):
    page = tmp_path / "p.jsonl"
    page.write_text(json.dumps({"title": "Evil \x1b[31m title of it \x9b2J GPT-4", "abstract": ABSTRACT}))
    for command in (["mentions", page], ["build", page, "-o", tmp_path / "m"], ["rank", tmp_path / "m"]):
        output = run(*command).output
        assert "\x1b" not in output
        assert "\x9b" not in output


def test_table_gives_way_on_a_narrow_terminal():
    rows = [{"a": 1, "b": "x" * 200}]
    lines = list(table_lines(rows, {"a": "A", "b": "B"}, 40))
    assert max(map(len, lines)) <= 40
    assert lines[1].endswith("…")


def test_the_roomy_column_is_cut_last():
    url = "https://github.com/" + "x" * 60
    rows = [{"name": url, "surface": url, "title": "A title of some forty characters, in all"}]
    columns = {"name": "Name", "surface": "As written", "title": "Paper"}
    _, line = table_lines(rows, columns, 84, roomy="title")
    assert len(line) == 84
    assert line.endswith(rows[0]["title"])
    assert line.count("…") == 2
    _, narrow = table_lines(rows, columns, 40, roomy="title")
    assert len(narrow) == 40
    assert narrow.count("…") == 3
    wide = list(table_lines(rows, columns, 400, roomy="title"))
    assert "…" not in wide[1]


def test_choices_are_those_of_the_library():
    from graphx import analyze

    assert set(METRICS) == set(analyze.METRICS)
    assert set(NODE_KINDS) < {*NODE_KINDS, "all"}


def test_quiet_when_piped_and_bars_on_a_terminal(tmp_path):
    page = tmp_path / "page.txt"
    page.write_text(LISTING)
    command = [sys.executable, "-m", "graphx", "build", str(page), "-o", str(tmp_path / "map")]
    piped = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "\x1b" not in piped.stderr
    assert "\r" not in piped.stderr
    main_end, other_end = pty.openpty()
    seen = bytearray()

    def drain():
        while True:
            try:
                chunk = os.read(main_end, 4096)
            except OSError:
                return
            if not chunk:
                return
            seen.extend(chunk)

    reader = threading.Thread(target=drain)
    reader.start()
    command[-1] = str(tmp_path / "another")
    subprocess.run(
        command, stderr=other_end, stdout=subprocess.DEVNULL, check=True, env={**os.environ, "TERM": "xterm"}
    )
    os.close(other_end)
    reader.join(5)
    os.close(main_end)
    assert b"Finding names" in seen


def test_a_reader_that_leaves_early_is_no_error(demo):
    command = f"{sys.executable} -m graphx rank {demo} --top 500 --format csv | head -1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr


def test_a_table_is_cut_for_a_terminal_and_whole_for_others(tmp_path):
    (tmp_path / "in.jsonl").write_text(
        json.dumps({"title": "A Long Title " * 20, "abstract": "We use COCO."})
    )
    run("build", tmp_path / "in.jsonl", "-o", tmp_path / "map")
    query = "SELECT key, title FROM papers"
    whole = run("sql", tmp_path / "map", query, env={"COLUMNS": None}).stdout
    assert ("A Long Title " * 20).strip() in whole
    cut = run("sql", tmp_path / "map", query, env={"COLUMNS": "80"}).stdout.splitlines()
    assert max(map(len, cut)) == 80


@pytest.mark.parametrize(("typed", "meant"), [("stats", "info"), ("view", "open"), ("serach", "search")])
def test_words_of_other_tools_are_understood(typed, meant):
    assert f"Did you mean {meant!r}?" in run(typed, code=2).stderr


def test_every_word_of_other_tools_leads_to_a_command():
    assert set(output._MEANT.values()) - {"--help"} <= set(cli.commands)
    assert not set(output._MEANT) & set(cli.commands)
