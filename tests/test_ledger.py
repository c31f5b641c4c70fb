"""What a map leaves out: each case told once, with its reason."""

from __future__ import annotations

import csv
import io
from collections import Counter

import pytest
from click.testing import CliRunner
from hypothesis import given

import graphx
from graphx.analyze.ledger import REASONS
from graphx.cli.app import cli
from graphx.cli.keeping import LEFT_OUT
from graphx.model import Origin, Paper
from tests.graphs import maps, state

PAPERS = [
    Paper(title="Alone", abstract="Nothing is named.", key="paper:a", year=2020),
    Paper(
        title="Own",
        abstract="We introduce OwnBench, a new benchmark, and perhaps Quux.",
        key="paper:b",
        ids=("arxiv:2001.00001",),
        cites=("arxiv:2001.00002", "arxiv:2001.00003"),
        origins=(Origin("a.txt", 1), Origin("b.txt", 7)),
    ),
    Paper(title="One", abstract="We evaluate on GSM8K.", key="paper:c", year=2021, ids=("arxiv:2001.00002",)),
    Paper(title="Two", abstract="We evaluate on GSM8K.", key="paper:d", year=2022),
]


def left_out(papers=PAPERS):
    mentions = graphx.find_mentions(papers, candidates=True)
    G = graphx.build_graph(papers, mentions, graphx.resolve_citations(papers))
    return graphx.find_left_out(G, papers, mentions), mentions


def test_each_reason():
    found, mentions = left_out()
    told = {(one.reason, one.key): one.detail for one in found if one.reason != "unsure name"}
    assert told == {
        ("names nothing", "paper:a"): "",
        ("shares nothing", "paper:b"): "names OwnBench",
        ("no year", "paper:b"): "",
        ("same paper", "paper:b"): "read at b.txt:7",
        ("cited work", "paper:b"): "1 work of 2 that it cites: arxiv:2001.00003",
    }
    unsure = [m for m in mentions if m.tier == "candidate"]
    assert [one.detail.split(" (")[0] for one in found if one.reason == "unsure name"] == [
        m.surface for m in unsure
    ]


@given(maps())
def test_lonely_papers_by_their_definition(G):
    before = state(G)
    found = graphx.find_left_out(G)
    papers = [key for key, kind in G.nodes(data="kind") if kind == "paper"]
    names = {
        p: {v for _, v, r in G.out_edges(p, keys=True) if r in ("introduces", "uses", "mentions")}
        for p in papers
    }
    nothing = {p for p in papers if not names[p]}
    apart = {p for p in papers if names[p] and not any(names[p] & names[q] for q in papers if q != p)}
    told = {reason: [one.key for one in found if one.reason == reason] for reason in REASONS}
    assert told["names nothing"] == sorted(nothing)
    assert told["shares nothing"] == sorted(apart)
    assert told["no year"] == sorted(p for p in papers if G.nodes[p].get("year") is None)
    assert state(G) == before


def test_the_command(tmp_path):
    graphx.explore(graphx.sample_path(), output=tmp_path / "map")
    run = CliRunner().invoke(cli, ["left-out", str(tmp_path / "map")])
    assert run.exit_code == 0
    assert [line.split("  ")[0] for line in run.output.splitlines()] == ["Reason", *REASONS]
    listed = CliRunner().invoke(cli, ["left-out", str(tmp_path / "map"), "--format", "csv"])
    rows = list(csv.DictReader(io.StringIO(listed.output)))
    counts = Counter(row["reason"] for row in rows)
    for line in run.output.splitlines()[1:]:
        reason = next(reason for reason in REASONS if line.startswith(reason))
        assert line.removeprefix(reason).split()[0] == str(counts[reason])
    one = CliRunner().invoke(cli, ["left-out", str(tmp_path / "map"), "--reason", "no year"])
    assert "Nothing is left out for this reason." in one.output


def test_the_reasons_are_the_options():
    assert tuple(REASONS) == LEFT_OUT


@pytest.mark.parametrize("papers", [[], PAPERS[:1]])
def test_small_maps(papers):
    found, _ = left_out(papers)
    assert [one.reason for one in found] == ["names nothing"] * len(papers)
