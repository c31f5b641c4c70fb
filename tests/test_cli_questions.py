"""The commands that put questions to a map and compare maps."""

import csv
import io
import json
from xml.etree import ElementTree

import pytest

from graphx.analyze import METRICS, compare_maps, experiment_grid, extend_list, find_uncited, rising_artifacts
from graphx.cli import comparing
from graphx.cli.questions import ARTIFACT_KINDS, grid_lines
from graphx.export import DIFF_FORMATS
from graphx.graphs import load_graph
from graphx.sample import sample_path
from graphx.schema import ARTIFACT_KINDS as KINDS
from tests.graphs import USES, add, add_artifact, add_paper, nx
from tests.test_cli import demo, run
from tests.test_read import LISTING

__all__ = ["demo"]

BERT, ROBERTA = "BERT: Pre-training", "paper:arxiv:1907.11692"


@pytest.fixture(scope="module")
def graph(demo):
    return load_graph(demo)


@pytest.fixture(scope="module")
def earlier(tmp_path_factory):
    folder = tmp_path_factory.mktemp("earlier")
    records = sample_path().read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "papers.jsonl").write_text("".join(r for r in records if json.loads(r)["year"] < 2024))
    run("build", folder / "papers.jsonl", "-o", folder / "map")
    return folder / "map"


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """A map without dates and citations, of two papers."""
    folder = tmp_path_factory.mktemp("bare")
    (folder / "page.txt").write_text(LISTING)
    run("build", folder / "page.txt", "-o", folder / "map")
    return folder / "map"


ASKED = {
    "uncited": ((), find_uncited),
    "rising": ((), rising_artifacts),
    "extend": ((BERT, ROBERTA), lambda G: extend_list(G, [BERT, ROBERTA])),
}


@pytest.mark.parametrize("command", sorted(ASKED))
def test_the_shell_says_what_the_library_says(demo, graph, command):
    arguments, ask = ASKED[command]
    found = ask(graph)
    result = run(command, demo, *arguments, "--format", "json")
    told = json.loads(result.stdout)
    assert [item["text"] for item in told["items"]] == [item.text for item in found] != []
    assert told["note"] == found.note
    rows = list(csv.DictReader(io.StringIO(run(command, demo, *arguments, "--format", "csv").stdout)))
    assert [row["text"] for row in rows] == [item.text for item in found]
    table = run(command, demo, *arguments, env={"COLUMNS": "100"})
    lines = table.stdout.splitlines()
    assert len(lines) == len(found) + 1
    assert max(map(len, lines)) <= 100
    if found.note:
        assert found.note[1:] in table.stderr
    quotes = run(command, demo, *arguments, "--format", "md").stdout
    assert quotes.count("\n   > “") >= len(found)
    assert "(input file)" not in quotes


def test_options_reach_the_library(demo, graph):
    told = json.loads(run("uncited", demo, "--shared", "--rare", 2, "--size", 3, "--format", "json").stdout)
    found = find_uncited(graph, kind="shared", rare=2, size=3)
    assert [item["text"] for item in told["items"]] == [item.text for item in found]
    assert "And" in run("uncited", demo, "--shared").stdout.splitlines()[0]
    for option, value in (("--steps", {"steps": 2}), ("--mentions", {"mentions": True})):
        arguments = [option, 2] if option == "--steps" else [option]
        rows = run("uncited", demo, *arguments, "--format", "csv").stdout.splitlines()
        assert len(rows) - 1 == len(find_uncited(graph, **value))
    told = json.loads(
        run("rising", demo, "--since", 2020, "--kind", "model", "--least", 4, "--format", "json").stdout
    )
    assert told["since"] == 2020
    assert {item["kind"] for item in told["items"]} == {"model"}
    assert run("rising", demo, "--since", 1990, code=1).stderr.startswith("Error: since=1990 leaves nothing")


@pytest.mark.parametrize("width", [60, 100])
@pytest.mark.parametrize("size", [1, 5, 12])
def test_a_grid_fits_the_terminal(demo, graph, size, width):
    lines = run("grid", demo, "--size", size, env={"COLUMNS": str(width)}).stdout.splitlines()
    made = experiment_grid(graph, size=size)
    start = lines.index("") + 2
    assert len(lines[1 : start - 2]) == len(made.datasets)
    rows = lines[start : start + len(made.models)]
    assert max(map(len, lines[:start] + rows)) <= width
    for row, line in enumerate(rows):
        counts = {c.column: str(len(c.papers)) for c in made.cells if c.row == row}
        assert line.split()[-len(made.datasets) :] == [counts.get(n, "·") for n in range(len(made.datasets))]
    assert [line[2:] for line in lines if line.startswith("- ")] == [hole.text for hole in made.holes[:10]]


def test_names_of_any_length_and_counts_of_many_digits_stay_in_line():
    G = nx.MultiDiGraph()
    add_artifact(G, "model:m", "M\x1b" * 80)
    add_artifact(G, "dataset:d", "D" * 200)
    for place in range(1200):
        add_paper(G, f"paper:title:p{place}", "P")
        add(G, f"paper:title:p{place}", "model:m", USES)
        add(G, f"paper:title:p{place}", "dataset:d", USES)
    lines = list(grid_lines(experiment_grid(G), 5, 60))
    assert max(map(len, lines)) <= 60
    assert lines[-1].endswith("  1200")
    assert "\x1b" not in "".join(lines)


def test_a_grid_in_other_formats(demo, graph):
    made = experiment_grid(graph, models=["GPT-3", "model:bert"], size=4)
    arguments = ["grid", demo, "--model", "GPT-3", "--model", "model:bert", "--size", 4]
    told = json.loads(run(*arguments, "--format", "json").stdout)
    assert [line["name"] for line in told["models"]] == ["GPT-3", "BERT"]
    assert told["cells"][0]["papers"][0]["model_evidence"]["sentence"]
    rows = list(csv.DictReader(io.StringIO(run(*arguments, "--format", "csv").stdout)))
    assert len(rows) == 2 * len(made.datasets)
    assert sum(int(row["papers"]) for row in rows) == sum(len(cell.papers) for cell in made.cells)
    lines = run(*arguments, "--format", "md").stdout.splitlines()
    assert lines[0].count("|") == len(made.datasets) + 2
    assert len({line.count("|") for line in lines[:4]}) == 1
    assert lines[5:] == [f"- {hole.text}" for hole in made.holes]


def test_what_cannot_be_told_is_told(bare):
    for command, note in (
        ("uncited", "The map holds no citations, so who does not cite whom cannot be told"),
        ("rising", "No paper of the map has a year"),
        ("grid", "No paper of the map uses a model and a dataset"),
    ):
        result = run(command, bare)
        assert result.stderr.startswith(note)
        assert result.stdout == ""
    assert run("extend", bare, "nonsense", code=1).stderr.startswith("Error: no paper of the map fits")
    assert run("grid", bare, "--format", "md").stdout.startswith("Note: no paper of the map uses a model")


def test_diff_tells_both_ways(earlier, demo, tmp_path):
    text = run("diff", earlier, demo, "--moves", 1).stdout
    assert text.startswith(f"# What changed from {earlier}".replace("_", "\\_"))
    assert "\n3 papers gained, 5 names gained, " in text
    assert "\n3 papers lost, 5 names lost, " in run("diff", demo, earlier, "--moves", 1).stdout
    assert "Nothing changed" in run("diff", demo, demo).stdout
    run("diff", earlier, demo, "--format", "json", "--by", "degree", "-o", tmp_path / "diff.json")
    told = json.loads((tmp_path / "diff.json").read_text(encoding="utf-8"))
    expected = compare_maps(load_graph(earlier), load_graph(demo), by="degree")
    assert [move["text"] for move in told["moves"]] == [move.text for move in expected.moves] != []


def test_a_feed_of_the_same_maps_is_the_same(earlier, demo):
    command = ("diff", earlier, demo, "--format", "atom", "--tries", 0)
    first = run(*command).stdout
    assert first == run(*command).stdout
    feed = ElementTree.fromstring(first)
    built = json.loads(run("info", demo, "--format", "json").stdout)["built"]
    assert {element.text for element in feed.iter("{http://www.w3.org/2005/Atom}updated")} == {built}


def test_choices_are_those_of_the_library():
    assert set(comparing.DIFF_FORMATS) == set(DIFF_FORMATS)
    assert set(comparing.METRICS) == set(METRICS)
    assert ARTIFACT_KINDS == KINDS


def test_help_does_not_cut_names():
    for command in ("uncited", "grid", "rising", "extend", "diff"):
        assert run(command, "--help").output.startswith(f"Usage: cli {command} ")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["uncited", "nowhere"], 1, "Error: no map in nowhere"),
        (["diff", "nowhere", "here"], 1, "Error: no map in nowhere"),
        (["uncited", "x", "--steps", "3"], 2, "3 is not in the range"),
        (["grid", "x", "--size", "0"], 2, "0 is not in the range"),
        (["rising", "x", "--kind", "paper"], 2, "'paper' is not one of"),
        (["extend", "x"], 2, "Missing argument"),
        (["diff", "x"], 2, "Missing argument"),
    ],
)
def test_errors(tmp_path, monkeypatch, arguments, code, message):
    monkeypatch.chdir(tmp_path)
    result = run(*arguments, code=code)
    assert message in result.stderr
    assert "Traceback" not in result.output
