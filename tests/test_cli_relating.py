"""The commands that tell what belongs together."""

from __future__ import annotations

import csv
import io
import json

import pytest
from click.testing import CliRunner

from graphx import find_communities, load_graph, similar_papers
from graphx.analyze.measures import MEASURES
from graphx.cli.app import cli
from graphx.cli.relating import COMMUNITY_FIELDS, SIMILAR_FIELDS
from graphx.cli.relating import MEASURES as OFFERED

SUPERGLUE = "paper:arxiv:1905.00537"


def run(*args, code=0):
    result = CliRunner().invoke(cli, [str(a) for a in args], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo") / "map"
    run("demo", "-o", folder)
    return folder


def test_every_measure_is_offered():
    assert set(OFFERED) == set(MEASURES)


@pytest.mark.parametrize("by", OFFERED)
def test_similar_prints_what_the_library_finds(demo, by):
    expected = similar_papers(load_graph(demo), SUPERGLUE, by=by, size=3)
    rows = json.loads(run("similar", demo, SUPERGLUE, "--by", by, "--size", 3, "--format", "json").stdout)
    assert [(row["key"], row["score"], row["reason"]) for row in rows] == [
        (one.key, one.score, one.reason) for one in expected
    ]
    assert rows[0]["evidence"] or by in ("coupling", "cocitation")
    lines = run("similar", demo, SUPERGLUE, "--by", by, "--size", 3).stdout.splitlines()
    assert lines[1::2] == [f"   {one.reason}" for one in expected]
    assert lines[0].startswith(f"1. {expected[0].score:.3f} {expected[0].title} (")


def test_similar_as_csv(demo):
    text = run("similar", demo, SUPERGLUE, "--size", 2, "--format", "csv").stdout
    rows = list(csv.DictReader(io.StringIO(text)))
    assert tuple(rows[0]) == SIMILAR_FIELDS
    assert [row["rank"] for row in rows] == ["1", "2"]


def test_a_paper_like_no_other_is_told(tmp_path):
    page = tmp_path / "page.jsonl"
    page.write_text('{"title": "A Paper About Nothing At All", "abstract": ""}\n', encoding="utf-8")
    run("build", page, "-o", tmp_path / "map")
    result = run("similar", tmp_path / "map", "About Nothing", "--by", "coupling")
    assert result.stdout == ""
    assert "No paper of the map is like “About Nothing” by what “coupling” counts." in result.stderr
    result = run("communities", tmp_path / "map")
    assert result.stdout == ""
    assert "Not listed: 1 paper linked to nothing." in result.stderr
    assert json.loads(run("communities", tmp_path / "map", "--format", "json").stdout)["communities"] == []


def test_communities_print_what_the_library_finds(demo):
    found = find_communities(load_graph(demo))
    several = [one for one in found if len(one.papers) > 1]
    told = json.loads(run("communities", demo, "--top", 50, "--format", "json").stdout)
    assert told["modularity"] == found.modularity
    assert told["alone"] == list(found.alone)
    assert [(one["name"], one["members"]) for one in told["communities"]] == [
        (one.name, list(one.members)) for one in several
    ]
    result = run("communities", demo, "--top", 2)
    heads = [line for line in result.stdout.splitlines() if not line.startswith(" ")]
    assert heads == [f"{one.number}. {one.name}: {len(one.papers)} papers" for one in several[:2]]
    assert f"Not listed: {len(several) - 2} more communities" in result.stderr
    rows = list(csv.DictReader(io.StringIO(run("communities", demo, "--format", "csv").stdout)))
    assert tuple(rows[0]) == COMMUNITY_FIELDS
    assert [row["name"] for row in rows] == [one.name for one in several][:10]


def test_errors_are_told(demo):
    assert "did you mean" in run("similar", demo, "SuperGLUEE: A Stickier", code=1).stderr
    assert "Invalid value for '--by'" in run("similar", demo, SUPERGLUE, "--by", "cosine", code=2).stderr
    assert "'--size'" in run("similar", demo, SUPERGLUE, "--size", "0", code=2).stderr
    assert "'--top'" in run("communities", demo, "--top", "0", code=2).stderr
