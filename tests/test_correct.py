"""Corrections: said once, carried out at every build and load, each applied or told why not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from graphx import build_graph, describe_map, explore, load_graph, load_mentions, open_map, sql
from graphx.cli.app import cli
from graphx.correct import Correction, read_corrections, replay
from graphx.errors import GraphxError, InputError
from graphx.model import Artifact, Citation, Mention, Paper
from tests.pages import page_data
from tests.test_export import ANY_TEXT, NASTY

GPT = Artifact(kind="model", name="GPT")
GPT3 = Artifact(kind="model", name="GPT-3", family=GPT)
GPT4 = Artifact(kind="model", name="GPT-4", family=GPT)
FOO = Artifact(kind="dataset", name="FooBench")
BAR = Artifact(kind="dataset", name="BarBench")
APOLLO = Artifact(kind="model", name="Apollo")
CODE = Artifact(kind="repo", name="github.com/a/b")
ALL = (GPT, GPT3, GPT4, FOO, BAR, APOLLO, CODE)
A = Paper(title="A", abstract="We use FooBench, GPT-3 and Apollo.", key="paper:a")
B = Paper(title="B", abstract="We use BarBench, GPT-4 and github.com/a/b.", key="paper:b")


def mention(paper, artifact, surface="", role="uses", **more):
    start = max(paper.abstract.find(artifact.name), 0)
    fields = {
        "paper": paper.key,
        "title": paper.title,
        "field": "abstract",
        "start": start,
        "end": start + len(artifact.name),
        "surface": surface or artifact.name,
        "artifact": artifact,
        "role": role,
        "rule": "test",
        "confidence": 0.9,
        "sentence": paper.abstract,
        "sentence_start": 0,
    }
    return Mention(**(fields | more))


MENTIONS = (
    mention(A, FOO),
    mention(A, GPT3),
    mention(A, APOLLO),
    mention(B, BAR),
    mention(B, GPT4),
    mention(B, CODE),
    mention(B, FOO, surface="foobench"),
)
CITES = (Citation(citing="paper:b", cited="paper:a"),)


def corrected(tmp_path, text):
    file = tmp_path / "corrections.txt"
    file.write_text(text, encoding="utf-8")
    found = replay([A, B], MENTIONS, CITES, read_corrections(file))
    return build_graph([A, B], found.mentions, found.citations), [one.problem for one in found.outcomes]


def test_same_makes_one_of_two(tmp_path):
    G, told = corrected(tmp_path, "same: dataset:foobench = dataset:barbench\n")
    assert told == [""]
    assert "dataset:barbench" not in G
    assert set(G.pred["dataset:foobench"]) == {"paper:a", "paper:b"}
    assert "BarBench" in G.nodes["dataset:foobench"]["surfaces"]
    # A version that is made one with its family is no version of itself; the others stay versions.
    G, told = corrected(tmp_path, "same: model:gpt-3 = model:gpt")
    assert told == [""]
    assert list(G.edges("model:gpt-4", keys=True)) == [("model:gpt-4", "model:gpt-3", "variant_of")]
    assert not list(G.out_edges("model:gpt-3"))


def test_what_was_made_one_is_known_by_both_names(tmp_path):
    text = 'same: dataset:foobench = dataset:barbench\nrename: dataset:barbench "Both"\n'
    G, told = corrected(tmp_path, text + "same: dataset:foobench = dataset:barbench")
    assert told == ["", "", "they are one already"]
    assert G.nodes["dataset:foobench"]["label"] == "Both"


def test_not_same_unties_and_takes_spellings_out(tmp_path):
    G, told = corrected(tmp_path, "not-same: model:gpt-3 = model:gpt\nsame: model:gpt = model:gpt-3")
    assert told == ["", "line 1 says that they are not the same"]
    assert "model:gpt" not in G, "a family of one is no node"
    G, told = corrected(tmp_path, 'not-same: dataset:foobench "foobench"')
    assert told == ["“foobench” would have the same key; give another name with rename"]
    G, told = corrected(tmp_path, 'not-same: dataset:foobench "Nope"')
    assert told == ["no paper writes “Nope” for it, but: FooBench, foobench"]
    text = 'same: dataset:foobench = dataset:barbench\nnot-same: dataset:foobench "BarBench"'
    G, told = corrected(tmp_path, text)
    assert told == ["", ""]
    assert set(G.pred["dataset:barbench"]) == {"paper:b"}


def test_not_an_artifact_and_wrong_link(tmp_path):
    G, told = corrected(tmp_path, "not-an-artifact: model:apollo\nnot-an-artifact: model:gpt")
    assert told == ["", ""]
    assert "model:apollo" not in G
    assert "model:gpt" not in G
    assert "model:gpt-3" in G
    text = "wrong-link: paper:b -> dataset:foobench\nwrong-link: paper:b -> paper:a\n"
    G, told = corrected(tmp_path, text * 2)
    assert told[:2] == ["", ""]
    assert told[2:] == [
        "that paper does not name it on this map",
        "the first does not cite the second on this map",
    ]
    assert set(G.pred["dataset:foobench"]) == {"paper:a"}
    assert not G.has_edge("paper:b", "paper:a")


def test_add_link_with_the_place_of_the_sentence_where_the_paper_has_it(tmp_path):
    text = f"""add-link: paper:a introduces dataset:foobench "{A.abstract}"
add-link: paper:a uses dataset:new "Said in the appendix: \\"new\\"."
rename: dataset:new "New Data"
add-link: paper:a cites paper:b "See [3]."
"""
    G, told = corrected(tmp_path, text)
    assert told == [""] * 4
    evidence = G.edges["paper:a", "dataset:foobench", "introduces"]["evidence"][0]
    assert (evidence.surface, evidence.rule, evidence.confidence) == ("FooBench", "correction", 1.0)
    assert A.abstract[evidence.start : evidence.end] == "FooBench"
    evidence = G.edges["paper:a", "dataset:new", "uses"]["evidence"][0]
    assert evidence.sentence == 'Said in the appendix: "new".'
    assert G.nodes["dataset:new"]["label"] == "New Data"
    assert G.edges["paper:a", "paper:b", "cites"]["evidence"][0].detail == "See [3]."


def test_rename_keeps_the_key_and_reaches_versions(tmp_path):
    G, told = corrected(tmp_path, 'rename: model:gpt "Generative"  # why not')
    assert told == [""]
    assert G.nodes["model:gpt"]["label"] == "Generative"
    assert "GPT-3 is a version of Generative" in str(G.edges["model:gpt-3", "model:gpt", "variant_of"])


def test_what_is_not_on_the_map_is_told_with_what_was_meant(tmp_path):
    text = "not-an-artifact: dataset:fobench\nwrong-link: paper:x -> model:gpt-3\n"
    text += "same: repo:github.com/a/b = model:gpt"
    before = build_graph([A, B], MENTIONS, CITES)
    G, told = corrected(tmp_path, text)
    assert told == [
        "no dataset:fobench in this map; did you mean dataset:foobench?",
        told[1],
        "a repository and what it holds are two things",
    ]
    assert told[1].startswith("no paper:x in this map; did you mean paper:")
    assert dict(G.nodes(data=True)) == dict(before.nodes(data=True))
    assert list(G.edges(keys=True, data=True)) == list(before.edges(keys=True, data=True))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("sam: dataset:a = dataset:b", "unknown correction 'sam'; did you mean 'same'?"),
        ("same dataset:a = dataset:b", "is not of the form same: dataset:a = dataset:b"),
        ("same: dataset:a dataset:b", "is not of the form same: dataset:a = dataset:b"),
        ("same: dataset:A = dataset:b", "'dataset:A' is no node key; did you mean 'dataset:a'?"),
        ("same: paper:a = paper:b", "is not of the form same"),
        ("rename: dataset:a New", 'is not of the form rename: dataset:a "New name"'),
        ('rename: dataset:a ""', "is not of the form rename"),
        ('add-link: paper:a loves dataset:b "x"', "is not of the form add-link"),
        ("add-link: paper:a uses dataset:b", "is not of the form add-link"),
        ("wrong-link: dataset:b -> paper:a", "is not of the form wrong-link"),
        ("not-an-artifact: paper:a", "is not of the form not-an-artifact"),
    ],
)
def test_what_is_no_correction_names_its_line(tmp_path, line, message):
    file = tmp_path / "corrections.txt"
    file.write_text(f"# first\n\n{line}\n")
    with pytest.raises(InputError) as caught:
        read_corrections(file)
    assert str(caught.value).startswith(f"{file}:3: ")
    assert message in str(caught.value)


def test_files_that_cannot_be_used(tmp_path):
    file = tmp_path / "corrections.txt"
    assert read_corrections(file) == ()
    file.write_text("\ufeff# only a comment\r\n \r\n")
    assert read_corrections(file) == ()
    file.write_bytes(b'# a\nrename: model:a "\xff"')
    with pytest.raises(InputError, match=r":2: is not UTF-8"):
        read_corrections(file)
    file.write_bytes(b"#" * 1_000_001)
    with pytest.raises(InputError, match="larger than a million bytes"):
        read_corrections(file)
    file.unlink()
    file.mkdir()
    with pytest.raises(InputError, match="cannot be read"):
        read_corrections(file)


@given(st.one_of(ANY_TEXT, st.text('sameno-tlikw:= #"\\>dataset:b\n', max_size=60)))
def test_any_file_is_read_or_refused(tmp_path_factory, text):
    file = tmp_path_factory.mktemp("any") / "corrections.txt"
    file.write_text(text, encoding="utf-8", errors="replace")
    try:
        found = read_corrections(file)
    except InputError as error:
        assert "\n" not in str(error)
    else:
        replay([A, B], MENTIONS, CITES, found)


KEYS = st.sampled_from([a.key for a in ALL if a.kind != "repo"] + ["dataset:other"])
PAPERS = st.sampled_from(["paper:a", "paper:b"])
SURFACES = st.sampled_from([m.surface for m in MENTIONS])


@st.composite
def corrections(draw):
    verb = draw(
        st.sampled_from(["same", "not-same", "split", "not-an-artifact", "wrong-link", "add-link", "rename"])
    )
    fields = {"verb": "not-same" if verb == "split" else verb, "line": 1, "first": draw(KEYS)}
    if verb in ("same", "not-same"):
        fields["second"] = draw(KEYS)
    elif verb == "split":
        fields["text"] = draw(SURFACES)
    elif verb == "rename":
        fields["text"] = draw(st.sampled_from(["New", "Newer"]))
    elif verb in ("wrong-link", "add-link"):
        fields |= {"first": draw(PAPERS), "second": draw(KEYS)}
        if verb == "add-link":
            fields |= {"relation": draw(st.sampled_from(["uses", "introduces"])), "text": "Said."}
    return Correction(**fields)


@given(st.lists(corrections(), max_size=6))
def test_replay_is_deterministic_and_every_outcome_is_told(wishes):
    wishes = [
        Correction(**{f: getattr(w, f) for f in ("verb", "first", "second", "relation", "text")}, line=n)
        for n, w in enumerate(wishes, 1)
    ]
    once = replay([A, B], MENTIONS, CITES, wishes)
    assert once == replay([A, B], list(MENTIONS), list(CITES), wishes)
    assert [one.correction.line for one in once.outcomes] == list(range(1, len(wishes) + 1))
    G = build_graph([A, B], once.mentions, once.citations)
    for m in once.mentions:
        family, seen = m.artifact, set()
        while family:
            assert family.key not in seen, "nothing is a version of itself"
            seen.add(family.key)
            family = family.family
    if all(one.problem for one in once.outcomes):
        assert once.mentions == MENTIONS
    gone = {w.first for w in wishes if w.verb == "not-an-artifact"}
    made = {w.second for w in wishes if w.verb in ("add-link", "same")} | {w.first for w in wishes}
    assert not (gone - made) & set(G)


@given(corrections())
def test_a_correction_carried_out_twice_gives_what_it_gives_once(wish):
    once = replay([A, B], MENTIONS, CITES, [wish])
    twice = replay([A, B], once.mentions, once.citations, [wish])
    assert twice.mentions == once.mentions
    assert twice.citations == once.citations


# On disk


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = [
        {
            "title": "FooBench: A Dataset for Testing",
            "abstract": "We introduce FooBench, a benchmark. We use BERT.",
        },
        {"title": "Testing Large Things Again", "abstract": "We evaluate BERT and GPT-3 on FooBench."},
    ]
    Path("in.jsonl").write_text("\n".join(map(json.dumps, rows)))
    return tmp_path


def build(*more):
    return CliRunner().invoke(cli, ["build", "in.jsonl", "-o", "map", *more], catch_exceptions=False)


def test_corrections_survive_every_build_and_are_told(place):
    assert build().exit_code == 0
    assert "corrections" not in describe_map("map")
    plain = load_graph("map")
    wishes = (
        'not-an-artifact: model:gpt-3\nrename: dataset:foobench "Foo Bench"\nsame: model:bert = model:brt\n'
    )
    Path("map/corrections.txt").write_text(wishes)
    for told in (build(), build()):
        assert "Applied 2 corrections." in told.stderr
        assert (
            "Not applied: corrections.txt:3: same: model:bert model:brt: no model:brt in this map"
            in told.stderr
        )
    G = load_graph("map")
    assert "model:gpt-3" in plain
    assert "model:gpt-3" not in G
    assert G.nodes["dataset:foobench"]["label"] == "Foo Bench"
    assert {m.artifact.key for m in load_mentions("map")} == {
        key for key in G if not key.startswith("paper:")
    }
    assert ("dataset:foobench", "Foo Bench") in sql("map", "SELECT key, label FROM nodes").rows
    assert not sql("map", "SELECT 1 FROM links WHERE target = 'model:gpt-3'").rows
    assert sql("map", "SELECT 1 FROM artifacts WHERE key = 'model:gpt-3'").rows, "facts stay as found"
    facts = describe_map("map")
    assert facts["corrections"] == {"applied": 2, "unused": 1}
    assert facts["why_unused"][0].startswith("corrections.txt:3: ")
    table = CliRunner().invoke(cli, ["info", "map"]).stdout
    assert "unused corrections" in table
    assert "why unused" in table
    assert Path("map/corrections.txt").read_text() == wishes


def test_loading_follows_the_file_as_it_stands(place):
    built = explore("in.jsonl", output="map")
    assert built.corrections == ()
    before = load_graph("map")
    Path("map/corrections.txt").write_text("not-an-artifact: model:gpt-3\n")
    assert "model:gpt-3" not in load_graph("map")
    assert [one.problem for one in open_map("map").corrections] == [""]
    Path("map/corrections.txt").unlink()
    after = load_graph("map")
    assert dict(after.nodes(data=True)) == dict(before.nodes(data=True))


def test_a_bad_line_ends_the_build_before_anything_is_written(place, monkeypatch):
    assert build().exit_code == 0
    held = Path("map/graph.db").read_bytes()
    Path("map/corrections.txt").write_text("sam: a = b\n")
    monkeypatch.setattr("graphx.pipeline.make_map", lambda *_, **__: pytest.fail("it worked in vain"))
    told = build()
    assert told.exit_code == 1
    assert "corrections.txt:1: unknown correction 'sam'; did you mean 'same'?" in told.stderr
    assert Path("map/graph.db").read_bytes() == held
    with pytest.raises(GraphxError, match=r"corrections\.txt:1: "):
        load_graph("map")


def test_a_link_by_hand_is_drawn_and_hostile_text_is_inert(place):
    explore("in.jsonl", output="map")
    paper = next(key for key in load_graph("map") if key.startswith("paper:"))
    said = json.dumps(NASTY)[1:-1].replace("\\n", " ").replace("\\r", " ").replace("\\u2028", " ")
    Path("map/corrections.txt").write_text(
        f'add-link: {paper} uses dataset:evil "{said}"\nrename: dataset:evil "{said}"\n', encoding="utf-8"
    )
    told = build()
    assert "Applied 2 corrections." in told.stderr, told.stderr
    page = Path("map/graph.html").read_text(encoding="utf-8")
    assert "<img src=x" not in page
    assert "onerror=alert(1)" in str(page_data(page))
