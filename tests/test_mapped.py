"""Maps answered from as they lie on disk: the same as the networkx graph says, in whatever state they are."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from graphx import analyze, drawing, explore, load_graph, open_graph, pipeline, render, sample_path, store
from graphx.analyze.arrays import GraphArrays, arrays_of
from graphx.analyze.tables import Tables
from graphx.building import growing
from graphx.cli.app import cli
from graphx.correct import read_corrections
from graphx.errors import GraphxError, MapError, NodeError, OptionError, OutputError
from graphx.facts import Fact, distinct_facts
from graphx.graphs import correct, graph_of, meta_with
from graphx.mapped import FILE_NAME, file, graph
from graphx.mapped.checked import fit
from graphx.mapped.columns import from_graph, from_tables, of_arrays, to_arrays
from graphx.maps import link_rows, node_rows, redraw_page
from graphx.model import Artifact, Citation, Evidence, Mention, Paper
from graphx.render import atlas
from graphx.schema import ARTIFACT_KINDS, NODE_KINDS, ROLES, TIERS

CORRECTIONS = """
same: dataset:squad = dataset:squad-1.1
not-an-artifact: model:elmo
wrong-link: paper:arxiv:1810.04805 -> dataset:glue
rename: dataset:imagenet "ImageNet 1K"
rename: model:gpt "GPTs"
add-link: paper:arxiv:1706.03762 uses dataset:glue "A sentence that says so."
add-link: paper:arxiv:1706.03762 uses dataset:squad "The Transformer transduces sequences by attention alone"
add-link: paper:arxiv:1706.03762 cites paper:arxiv:1810.04805 "It does."
not-same: model:gpt-3 = model:gpt
same: dataset:nothing = dataset:what
"""


def save(folder, contents, corrections=()):
    """Write a map as a build does, without its page."""
    contents = replace(contents, meta=meta_with(contents.meta, corrections))
    G = graph_of(contents, correct(contents, corrections))
    store.save_map(folder, contents, link_rows(G), node_rows(G))


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("maps") / "demo"
    explore(sample_path(), output=folder)
    return folder


def enriched(contents):
    """Return a map's contents with facts of every sort that changes the graph."""
    silent = "paper:arxiv:1706.03762"
    [abstract] = [paper.abstract for paper in contents.papers if paper.key == silent]
    papers = [paper.key for paper in contents.papers]
    repos = sorted({m.artifact.key for m in contents.mentions if m.artifact.kind == "repo"})
    outside, citing = "paper:openalex:W99", "paper:openalex:W98"
    told = [
        (papers[0], "cites", papers[5], "openalex"),
        (papers[0], "cites", papers[5], "crossref"),
        (papers[3], "cites", outside, "openalex"),
        (papers[4], "id", "openalex:W12345", "openalex"),
        (papers[4], "venue", "A Venue", "openalex"),
        (outside, "cited", "3", "openalex"),
        (outside, "title", "A  Work Outside\tof the Map", "openalex"),
        (citing, "citing", "1", "crossref"),
        (citing, "title", "A Work That Cites", "crossref"),
        (citing, "cites", papers[7], "crossref"),
        (citing, "abstract", "It tells what it cites.", "crossref"),
        (silent, "abstract", abstract, "openalex"),
        (silent, "abstract", abstract, "arxiv"),
        (outside, "year", "1999", "openalex"),
        (repos[0], "canonical", "github.com/New/Name", "github"),
        (repos[1], "canonical", repos[2][5:], "github"),
        (repos[3], "stars", "12", "github"),
    ]
    facts = [Fact(subject=s, field=f, value=v, provider=p, detail="x") for s, f, v, p in told]
    read = [replace(p, abstract="") if p.key == silent else p for p in contents.papers]
    return replace(contents, papers=tuple(read), facts=distinct_facts(facts))


@pytest.fixture(scope="module", params=["plain", "corrected", "corrected since", "enriched", "all", "old"])
def folder(request, demo, tmp_path_factory):
    """A map with its corrections and facts in every state."""
    made = tmp_path_factory.mktemp("maps") / "map"
    shutil.copytree(demo, made)
    contents = store.load_contents(made)
    if request.param in ("corrected", "corrected since", "all"):
        (made / "corrections.txt").write_text(CORRECTIONS, encoding="utf-8")
    if request.param in ("enriched", "all"):
        contents = enriched(contents)
    if request.param in ("corrected", "enriched", "all"):
        save(made, contents, read_corrections(made / "corrections.txt"))
    if request.param == "old":
        with closing(sqlite3.connect(made / "graph.db")) as db:
            db.execute("DROP VIEW searched")
            for table in ("nodes", "search", "facts"):
                db.execute(f"DROP TABLE {table}")
            db.execute("PRAGMA user_version = 1")
    return made


def assert_equal(one: GraphArrays, other: GraphArrays) -> None:
    assert list(one.keys) == list(other.keys)
    assert dict(one.places) == dict(other.places)
    for name in ("kinds", "years", "sources", "targets", "relations", "weights"):
        assert np.array_equal(getattr(one, name), getattr(other, name)), name
    assert np.array_equal(one.tables.totals, other.tables.totals)
    assert np.array_equal(one.tables.starts, other.tables.starts)
    for name in (*Tables.NAMES, "damped"):
        for part, same in zip(getattr(one.tables, name), getattr(other.tables, name), strict=True):
            assert np.array_equal(part, same), name


def assert_same(mapped, G):
    """Everything that can be looked up is what the networkx graph has."""
    assert_equal(mapped.arrays, arrays_of(G))
    assert list(mapped) == sorted(G)
    assert len(mapped) == len(G)
    for key, data in G.nodes(data=True):
        assert key in mapped
        assert dict(mapped.nodes[key]) == data
        assert mapped.nodes[key]["label"] == data["label"]
        edges = [*G.in_edges(key, data="evidence"), *G.out_edges(key, data="evidence")]
        assert mapped.evidence_count(key) == sum(len(said) for *_, said in edges)
    for u, v in nx.DiGraph(G).edges:
        edges = mapped.get_edge_data(u, v)
        assert {relation: dict(data) for relation, data in edges.items()} == G.get_edge_data(u, v)
    assert mapped.get_edge_data("paper:none", next(iter(G), "")) is None


def test_it_is_the_graph(folder, monkeypatch):
    monkeypatch.setattr(graph, "SMALL", 0)
    G = load_graph(folder)
    assert_equal(open_graph(folder).arrays, arrays_of(G))
    assert (folder / FILE_NAME).exists()
    assert_same(open_graph(folder), G)  # from the file
    (folder / FILE_NAME).unlink()


def test_the_tables_tell_what_public_apis_told(demo, tmp_path, monkeypatch):
    held = enriched(store.load_contents(demo))
    save(tmp_path, replace(held, facts=tuple(fact for fact in held.facts if fact.field != "canonical")))
    G = load_graph(tmp_path)
    monkeypatch.setattr(graph, "from_graph", None)
    assert_same(open_graph(tmp_path), G)
    said = G.nodes["paper:openalex:W99"]
    assert (said["label"], said["year"]) == ("A  Work Outside\tof the Map", 1999)
    told = G.get_edge_data("paper:arxiv:1706.03762", "dataset:penn-treebank")
    assert {e.provider for data in told.values() for e in data["evidence"]} == {"openalex"}


@pytest.mark.shared
def test_it_is_the_graph_of_real_pages(pages, tmp_path):
    explore(*pages, output=tmp_path / "map")
    assert_same(open_graph(tmp_path / "map"), load_graph(tmp_path / "map"))


@st.composite
def contents(draw):
    """Random papers, mentions and citations, and corrections of them."""
    papers = [
        Paper(
            title=draw(st.sampled_from(["Long Context", "Überall", "𝔘nicode", "a b"])) + f" {n}",
            key=f"paper:title:{draw(st.sampled_from('aäz𝔘'))}{n}",
            year=draw(st.sampled_from([None, 2020, 1999, 20_000])),
            ids=(f"doi:10.1/{n}",) if draw(st.booleans()) else (),
        )
        for n in range(draw(st.integers(0, 5)))
    ]
    family = Artifact(kind="model", name="Fam")
    artifacts = [
        Artifact(kind=kind, name=f"{name}{n}", family=family if kind == "model" else None)
        for n, (kind, name) in enumerate(
            draw(st.lists(st.tuples(st.sampled_from(ARTIFACT_KINDS), st.sampled_from("Aé")), max_size=4))
        )
    ]
    names = (
        st.tuples(st.sampled_from(papers), st.sampled_from(artifacts))
        if papers and artifacts
        else st.nothing()
    )
    mentions = [
        Mention(
            paper=paper.key,
            title=paper.title,
            field="abstract",
            start=n,
            end=n + 1,
            surface=draw(st.sampled_from(["x", "Y y"])),
            artifact=artifact,
            role=draw(st.sampled_from(ROLES)),
            rule="test",
            confidence=draw(st.sampled_from([0.5, 0.9, 1.0])),
            sentence=f"Sentence {n}.",
            sentence_start=0,
            tier=draw(st.sampled_from(TIERS)),
        )
        for n, (paper, artifact) in enumerate(
            draw(st.lists(names, max_size=10)) if papers and artifacts else []
        )
    ]
    pairs = st.tuples(st.sampled_from(papers), st.sampled_from(papers)) if papers else st.nothing()
    cited = {
        (a.key, b.key) for a, b in draw(st.lists(pairs, max_size=5) if papers else st.just([])) if a != b
    }
    citations = [Citation(citing=a, cited=b, evidence=Evidence(provider="input")) for a, b in sorted(cited)]
    return store.Contents(
        papers=tuple(sorted(papers, key=lambda paper: paper.key)),
        mentions=tuple(sorted(mentions, key=lambda m: (m.paper, m.start))),
        citations=tuple(citations),
        meta={},
    )


@st.composite
def corrections(draw, held):
    """Random lines of corrections about what a map holds, and about what it does not."""
    artifacts = sorted({m.artifact.key for m in held.mentions} | {"model:fam", "dataset:none"})
    papers = [paper.key for paper in held.papers]
    some, paper = st.sampled_from(artifacts), st.sampled_from(papers)
    lines = [
        st.builds("same: {} = {}".format, some, some),
        st.builds("not-same: {} = {}".format, some, some),
        st.builds('not-same: {} "x"'.format, some),
        st.builds("not-an-artifact: {}".format, some),
        st.builds('rename: {} "New"'.format, some),
    ]
    if papers:
        lines += [
            st.builds("wrong-link: {} -> {}".format, paper, some),
            st.builds("wrong-link: {} -> {}".format, paper, paper),
            st.builds('add-link: {} uses {} "It does."'.format, paper, some),
            st.builds('add-link: {} cites {} "It does."'.format, paper, paper),
        ]
    return draw(st.lists(st.one_of(lines), max_size=4))


@settings(max_examples=40)
@given(st.data())
def test_random_maps(data):
    held = data.draw(contents())
    with tempfile.TemporaryDirectory() as place:
        made = Path(place) / "map"
        save(made, held)
        if data.draw(st.booleans()):
            lines = data.draw(corrections(held))
            (made / "corrections.txt").write_text("\n".join(lines), encoding="utf-8")
        mapped, G = open_graph(made), load_graph(made)
        assert_same(mapped, G)
        mapped.close()


def test_both_makers_keep_the_same(demo):
    with store.open_map(demo) as db:
        told = to_arrays(from_tables(db))
    taken = to_arrays(from_graph(load_graph(demo)))
    assert told.keys() == taken.keys()
    for name, array in taken.items():
        assert np.array_equal(told[name], array), name
        assert told[name].dtype == array.dtype, name
    assert_equal(of_arrays(told), arrays_of(load_graph(demo)))


ASKED = {
    "ranks": lambda G: [analyze.rank_nodes(G, by=by, kind=None) for by in analyze.METRICS],
    "papers": lambda G: analyze.rank_nodes(G, on="papers", seeds=["BERT: Pre-training"]),
    "ranges": lambda G: analyze.rank_ranges(G, by="degree", runs=20),
    "explained": lambda G: [
        analyze.explain_rank(G, "BERT: Pre-training", by=by) for by in ("pagerank", "reuse")
    ],
    "list": lambda G: analyze.reading_list(G, ["BERT: Pre-training", "dataset:imagenet"]),
    "paths": lambda G: analyze.find_paths(G, "BERT: Pre-training", "model:clip", k=5),
    "similar": lambda G: [
        analyze.similar_papers(G, "BERT: Pre-training", by=by) for by in ("combined", "coupling")
    ],
    "communities": analyze.find_communities,
    "uncited": lambda G: [analyze.find_uncited(G, kind=kind) for kind in ("introduced", "shared")],
    "rising": analyze.rising_artifacts,
    "grid": analyze.experiment_grid,
    "extended": lambda G: analyze.extend_list(G, ["BERT: Pre-training", "RoBERTa"]),
}


@pytest.mark.parametrize("asked", ASKED)
def test_answers_are_those_of_the_graph(folder, asked):
    assert ASKED[asked](open_graph(folder)) == ASKED[asked](load_graph(folder))


def test_maps_compare_as_their_graphs(folder, demo):
    found = analyze.compare_maps(open_graph(demo), open_graph(folder))
    assert found == analyze.compare_maps(load_graph(demo), load_graph(folder))


@pytest.mark.parametrize("near", [0, 10**6])
def test_names_are_found_as_in_the_graph(folder, near, monkeypatch):
    monkeypatch.setattr("graphx.mapped.names.ALL", near)
    mapped, G = open_graph(folder), load_graph(folder)
    texts = [
        *(
            "squad",
            "GLUE",
            "imagenet 1k",
            "new/name",
            "learning",
            "a",
            "the of",
            "language model",
            "model:clip",
        ),
        *(
            "https://arxiv.org/abs/1810.04805v2",
            "openalex:W12345",
            "doi:10.1/none",
            "BERT",
            "bert pre",
            "SQuAD 1.1",
        ),
        *(
            "atention is all you ned",
            "dataset:imagenett",
            "no such thing at all",
            "Résidual",
            "\udc80",
            "\n x",
        ),
    ]
    for text in texts:
        for kind in (None, *NODE_KINDS):
            told = []
            for one in (mapped, G):
                try:
                    told.append(analyze.find_node(one, text, kind=kind))
                except NodeError as error:
                    told.append((str(error), error.candidates))
            assert told[0] == told[1] or (not near and "did you mean" in str(told[1])), (text, kind)


def test_a_part_is_that_part_of_the_whole(folder):
    G = load_graph(folder)

    def same(part, keys):
        whole = G.subgraph(keys)
        assert dict(part.nodes(data=True)) == dict(whole.nodes(data=True))
        assert [node for node in G if node in part] == list(part)
        edges = {edge[:3]: edge[3] for edge in part.edges(keys=True, data=True)}
        assert edges == {edge[:3]: edge[3] for edge in whole.edges(keys=True, data=True)}

    same(load_graph(folder, kinds="paper"), [k for k, d in G.nodes(data=True) if d["kind"] == "paper"])
    around = analyze.graph_around(G, "model:clip", steps=2)
    same(load_graph(folder, around="model:clip", hops=2), around)
    recent = {k for k, d in G.nodes(data=True) if d["kind"] == "paper" and 2018 <= (d["year"] or 0) <= 2020}
    named = {v for u, v in G.out_edges(recent) if G.nodes[v]["kind"] != "paper"}
    same(load_graph(folder, years=(2018, 2020)), recent | named)
    both = load_graph(folder, around="model:clip", kinds=["paper", "model"], years=(2018, 2030))
    assert set(both) <= set(load_graph(folder, around="model:clip"))
    assert {data["kind"] for _, data in both.nodes(data=True)} <= {"paper", "model"}


@pytest.mark.parametrize("processes", [1, 2])
def test_its_page_is_that_of_the_graph(folder, processes, tmp_path, monkeypatch):
    monkeypatch.setattr(render, "FLAT", 20)
    monkeypatch.setattr(atlas, "PACKED", 100)
    monkeypatch.setattr(atlas, "VOLUME", 90)
    drawing.write_page(load_graph(folder), tmp_path / "graph" / "map.html")
    with monkeypatch.context() as patch:
        patch.setattr(graph, "SMALL", 0)
        redraw_page(folder, tmp_path / "mapped" / "map.html", processes=processes)
    pages = [
        {str(file.relative_to(there)): file.read_bytes() for file in there.rglob("*.html")}
        for there in (tmp_path / "graph", tmp_path / "mapped")
    ]
    assert len(pages[0]) > 3
    assert pages[0] == pages[1]


def test_a_part_that_cannot_be(demo):
    for wrong in ({"kinds": "book"}, {"around": "model:clip", "hops": -1}, {"years": (2020, 2010)}):
        with pytest.raises(OptionError):
            load_graph(demo, **wrong)


def test_what_a_graph_costs_is_told_before_it_is_loaded(demo):
    with pytest.raises(
        OptionError, match=r"80 papers would take about 0\.0 GB of memory and 1 minute to load"
    ):
        load_graph(demo, most=1000)
    told = CliRunner().invoke(cli, ["export", str(demo), "--format", "json", "--memory", "0.001", "-o", "-"])
    assert told.exit_code == 1
    assert "of memory and 1 minute to write as json; load a part" in told.output
    assert len(load_graph(demo, most=None)) == len(open_graph(demo))


@pytest.fixture
def own(demo, tmp_path, monkeypatch):
    """A copy of a map, whose arrays are kept in a file."""
    monkeypatch.setattr(graph, "SMALL", 0)
    shutil.copytree(demo, tmp_path / "map")
    return tmp_path / "map"


def forbid_making(monkeypatch):
    def fail(*_):
        raise AssertionError("arrays were made again")

    monkeypatch.setattr(graph, "to_arrays", fail)


def test_arrays_are_made_once(own, monkeypatch):
    open_graph(own)
    forbid_making(monkeypatch)
    assert_same(open_graph(own), load_graph(own))


@pytest.mark.parametrize("state", ["rebuilt", "corrected", "touched", "edited"])
def test_arrays_of_another_state_are_not_used(own, state):
    open_graph(own)
    if state == "rebuilt":
        held = store.load_contents(own)
        gone = held.papers[0].key
        held = replace(
            held,
            papers=held.papers[1:],
            mentions=tuple(m for m in held.mentions if m.paper != gone),
            citations=tuple(c for c in held.citations if gone not in (c.citing, c.cited)),
        )
        save(own, held)
    elif state == "corrected":
        (own / "corrections.txt").write_text(CORRECTIONS, encoding="utf-8")
    elif state == "touched":
        os.utime(own / "graph.db", (1, 1))
    else:
        with closing(sqlite3.connect(own / "graph.db")) as db:
            db.execute("DELETE FROM citations")
            db.execute("DELETE FROM links WHERE relation = 'cites'")
            db.commit()
    assert_same(open_graph(own), load_graph(own))
    assert file.read(own / FILE_NAME, "another mark") is None


def spoil(path, state):
    held = path.read_bytes()
    header = b'{"mark": 1}'
    path.write_bytes(
        {
            "empty": b"",
            "half": held[: len(held) // 2],
            "longer": held + b"\0",
            "version": held.replace(b"arrays 1", b"arrays 2", 1),
            "header": held[:16] + len(header).to_bytes(8, "little") + header,
            "long header": held[:16] + (2**60).to_bytes(8, "little") + held[24:],
            "no json": held[:24] + b"x" * 200 + held[224:],
            "type": held.replace(b'["|i1"', b'["|O1"', 1),
            "beyond": held.replace(b'"<f8", ', b'"<f8", 9', 1).replace(b" ", b"", 1),
        }[state]
    )


@pytest.mark.parametrize(
    "state", ["empty", "half", "longer", "version", "header", "long header", "no json", "type", "beyond"]
)
def test_a_spoilt_file_is_made_again(own, state):
    open_graph(own)
    spoil(own / FILE_NAME, state)
    assert_same(open_graph(own), load_graph(own))
    whole = (own / FILE_NAME).read_bytes()
    open_graph(own)
    assert (own / FILE_NAME).read_bytes() == whole


def changed(array, change):
    """An array as somebody else may have written it."""
    array = array.copy()
    if change in ("least", "largest"):
        ends = np.iinfo(array.dtype) if array.dtype.kind != "f" else np.finfo(array.dtype)
        array[-1] = ends.min if change == "least" else ends.max if array.dtype.kind != "f" else np.nan
    return {"shorter": array[:-1], "type": array.astype(np.complex128)}.get(change, array)


@pytest.mark.parametrize("change", ["gone", "shorter", "type", "least", "largest"])
def test_arrays_that_lead_nowhere_are_not_answered_from(demo, change):
    kept = to_arrays(from_graph(load_graph(demo)))
    assert fit(kept)
    for name, array in kept.items():
        others = {other: held for other, held in kept.items() if other != name}
        if change != "gone":
            others[name] = changed(array, change)
        # Numbers that are only told lead nowhere.
        told = name in ("said", "lengths") and change in ("least", "largest")
        assert fit(others) == told, name


def test_a_file_that_leads_nowhere_is_made_again(own):
    open_graph(own)
    whole = (own / FILE_NAME).read_bytes()
    mark = json.loads(whole[24 : 24 + int.from_bytes(whole[16:24], "little")])["mark"]
    arrays = dict(file.unpack(whole, mark).arrays)
    # scipy would write beyond its arrays.
    arrays["links.indices"] = changed(arrays["links.indices"], "largest")
    file.write(own / FILE_NAME, mark, arrays)
    assert_same(open_graph(own), load_graph(own))
    assert (own / FILE_NAME).read_bytes() == whole


def test_the_least_byte_comes_first_on_every_machine():
    parts = file.pack(
        "m", {"a": np.array([1, 2], ">i4"), "b": np.array([0.5], ">f8"), "c": np.zeros(0, np.int8)}
    )
    held = file.unpack(b"".join(parts), "m")
    assert held["a"].tolist() == [1, 2]
    assert held["a"].dtype.str == "<i4"
    assert held["b"].tolist() == [0.5]
    assert len(held["c"]) == 0


def test_a_folder_that_cannot_be_written(own, monkeypatch):
    def refuse(path, *_args):
        raise OutputError(f"cannot write {path}")

    monkeypatch.setattr(file, "staged", refuse)
    assert_same(open_graph(own), load_graph(own))
    assert not (own / FILE_NAME).exists()


def test_nothing_is_left_of_a_file_that_could_not_be_ended(own, monkeypatch):
    def full(*_):
        yield b"begun"
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(file, "pack", full)
    assert_same(open_graph(own), load_graph(own))
    assert {path.name for path in own.iterdir()} == {"graph.db", "graph.html"}


def paper(tmp_path, name, title, abstract):
    path = tmp_path / f"{name}.jsonl"
    path.write_text(json.dumps({"title": title, "abstract": abstract}) + "\n", encoding="utf-8")
    return path


def test_whatever_changes_a_map_is_answered_from_at_once(tmp_path, monkeypatch):
    monkeypatch.setattr(graph, "SMALL", 0)
    monkeypatch.setattr(growing, "MOST_NEW", 1e9)  # so small a map would be made anew
    made = tmp_path / "map"

    def asked():
        mapped = open_graph(made)
        assert_same(mapped, load_graph(made))
        kept = (made / FILE_NAME).read_bytes()
        assert_same(open_graph(made), load_graph(made))
        assert (made / FILE_NAME).read_bytes() == kept
        return set(analyze.rank_nodes(mapped, kind=None))

    explore(paper(tmp_path, "a", "A Study of Reading", "We evaluate on SQuAD and GLUE."), output=made)
    first = asked()
    grown = explore(paper(tmp_path, "b", "A Second Study", "We evaluate on SQuAD."), output=made, add=True)
    assert grown.read.grown
    second = asked()
    assert len(second - first) == 1, "a map that grew in its place"
    held = store.load_contents(made)
    fact = Fact(subject=held.papers[0].key, field="year", value="1999", provider="arxiv")
    held = replace(held, facts=(fact,))
    G = graph_of(held, correct(held, ()))
    store.save_graph(made, held, link_rows(G), node_rows(G))
    assert asked() == second
    assert open_graph(made).nodes[fact.subject]["year"] == 1999
    (made / "corrections.txt").write_text("not-an-artifact: dataset:glue\n", encoding="utf-8")
    assert asked() == second - {"dataset:glue"}
    explore(*sorted(tmp_path.glob("*.jsonl")), output=made)
    with store.open_map(made) as db:
        assert store.read_meta(db)[graph.CORRECTED] == "1"
    (made / "corrections.txt").unlink()
    assert asked() == second, "the tables of nodes and links are those of corrections that are gone"
    explore(paper(tmp_path, "c", "Another Map", "We evaluate on MNLI."), output=made)
    assert not asked() & {"dataset:glue", "dataset:squad"}


def test_a_map_that_is_replaced_while_it_is_read(own, tmp_path, monkeypatch):
    mapped = open_graph(own)
    explore(paper(tmp_path, "c", "Another Map", "We evaluate on MNLI."), output=tmp_path / "new")
    (tmp_path / "new/graph.db").replace(own / "graph.db")
    with pytest.raises(MapError, match="was written while it was read; ask again"):
        mapped.nodes["model:clip"]["url"]
    shutil.copy(own / "graph.db", tmp_path / "another")

    def meanwhile(columns):
        (tmp_path / "another").replace(own / "graph.db")
        return to_arrays(columns)

    monkeypatch.setattr(graph, "to_arrays", meanwhile)
    before = (own / FILE_NAME).read_bytes()
    with pytest.raises(MapError, match="was written while it was read; ask again"):
        open_graph(own)
    assert (own / FILE_NAME).read_bytes() == before, "no arrays are kept of a map that is gone"


def test_a_map_that_is_written_while_it_is_read(own):
    mapped = open_graph(own)
    save(own, replace(store.load_contents(own), meta={"title": "New"}))
    with pytest.raises(MapError, match="was written while it was read; ask again"):
        mapped.nodes["model:clip"]["url"]


def test_two_at_once(own):
    code = (
        "import sys; from graphx.mapped import graph; graph.SMALL = 0;"
        "from graphx import open_graph, rank_nodes; print(next(iter(rank_nodes(open_graph(sys.argv[1])))))"
    )
    command = [sys.executable, "-c", code, str(own)]
    runs = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    told = {run.communicate()[0].strip() for run in runs}
    assert told == {next(iter(analyze.rank_nodes(load_graph(own))))}
    assert {path.name for path in own.iterdir()} == {"graph.db", "graph.html", FILE_NAME}


@pytest.mark.parametrize(
    "damage", ["DELETE FROM nodes", "UPDATE links SET weight = 9e999", "DROP TABLE mentions"]
)
def test_a_damaged_map_is_told(own, damage):
    with closing(sqlite3.connect(own / "graph.db")) as db:
        db.execute(damage)
        db.commit()
    try:
        answer = analyze.rank_nodes(open_graph(own))
    except GraphxError:
        return
    assert answer == analyze.rank_nodes(load_graph(own))


def loaded_by(*command):
    code = f"import sys; from graphx.cli.app import cli; cli({list(command)!r}, standalone_mode=False)"
    done = [sys.executable, "-c", f"{code}; print('loaded:', *sys.modules)"]
    out = subprocess.run(done, check=True, capture_output=True, text=True).stdout
    return set(out.rpartition("loaded:")[2].split())


@pytest.mark.parametrize(
    ("command", "heavy"),
    [
        (["search", "MAP", "question"], {"numpy", "scipy", "networkx"}),
        (["path", "MAP", "paper:arxiv:1810.04805", "model:clip"], {"scipy", "networkx"}),
        (["reading-list", "MAP", "paper:arxiv:1810.04805"], {"scipy", "networkx"}),
        (["info", "MAP"], {"scipy", "networkx"}),
        (["rank", "MAP"], {"networkx"}),
        (["similar", "MAP", "BERT: Pre-training"], {"networkx"}),
    ],
)
def test_answers_load_no_more_than_they_need(demo, command, heavy):
    assert not loaded_by(*(str(demo) if word == "MAP" else word for word in command)) & heavy


def test_a_large_map_is_ready_for_questions_when_it_is_built(tmp_path, monkeypatch):
    monkeypatch.setattr(graph, "SMALL", 0)
    monkeypatch.setattr(pipeline, "ASKED_SOON", 80)
    steps = []
    explore(sample_path(), output=tmp_path, progress=lambda step, *_: steps.append(step))
    assert "Getting ready for questions" in steps
    made = (tmp_path / FILE_NAME).stat().st_mtime_ns
    assert list(open_graph(tmp_path)) == sorted(load_graph(tmp_path))
    assert (tmp_path / FILE_NAME).stat().st_mtime_ns == made, "nothing was left to be made"
    monkeypatch.setattr(pipeline, "ASKED_SOON", 81)
    explore(sample_path(), output=tmp_path / "small")
    assert not (tmp_path / "small" / FILE_NAME).exists()


def test_a_graph_is_let_go_of_by_any_thread(tmp_path):
    """Whichever thread happens to clear up, as the collector does."""
    code = (
        "import gc, sys, threading; from graphx import open_graph; gc.disable();"
        "G = open_graph(sys.argv[1]); G.nodes['dataset:imagenet'];"
        "ring = [G]; ring.append(ring); del G, ring;"
        "t = threading.Thread(target=gc.collect); t.start(); t.join()"
    )
    explore(sample_path(), output=tmp_path)
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stderr) == (0, "")
