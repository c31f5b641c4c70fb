"""Exports to other tools: independent readers find in them what the graph holds, whatever titles hold."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from pathlib import Path, PurePosixPath

import networkx as nx
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from graphx import build_graph, find_mentions, read_papers, resolve_citations, sample_path
from graphx.analyze import graph_around
from graphx.cli.app import cli
from graphx.cli.keeping import GRAPH_FORMATS as CLI_FORMATS
from graphx.errors import NodeError, OptionError, OutputError
from graphx.export import ALL_FORMATS, FOLDER_FORMATS, export_path, graph_text, write_graph
from graphx.export.folder import LIST_NAME, write_files
from graphx.export.notes import note_names
from graphx.formats.escape import xml_text
from graphx.model import Evidence
from graphx.schema import PAPER
from graphx.text import one_line
from tests.graphs import CLEX, LONER, LONGBENCH, add_artifact, add_paper, maps, shuffled, small_map, state
from tests.test_export import ANY_TEXT, NASTY

GEXF_12 = "http://www.gexf.net/1.2draft"


@pytest.fixture(scope="module")
def sample():
    papers = read_papers(sample_path())
    return build_graph(papers, find_mentions(papers), resolve_citations(papers))


def edges(G):
    return sorted((u, v, data["relation"], data["weight"]) for u, v, data in G.edges(data=True))


def as_read(text):
    """XML reads any line end inside an element as a newline; inside attributes they are escaped."""
    return xml_text(text)


def files_of(G, format_):
    return dict(FOLDER_FORMATS[format_](G))


def nasty_map():
    G = small_map()
    add_paper(
        G, "paper:nasty", NASTY, authors=(NASTY, "A, B"), venue=NASTY, abstract=NASTY, url="javascript:1"
    )
    add_artifact(G, "dataset:nasty", NASTY, [NASTY])
    told = Evidence(paper="paper:nasty", field="abstract", sentence=NASTY, confidence=0.9)
    G.add_edge("paper:nasty", "dataset:nasty", key="uses", relation="uses", weight=0.9, evidence=(told,))
    return G


def test_the_shell_knows_every_format():
    assert set(CLI_FORMATS) == set(ALL_FORMATS)


# Graphs


def read_gexf(text):
    return nx.read_gexf(io.BytesIO(text.replace("http://gexf.net/1.3", GEXF_12).encode()))


@given(maps(texts=ANY_TEXT))
def test_networkx_reads_the_gexf(G):
    other = read_gexf(graph_text(G, "gexf"))
    assert set(other.nodes) == set(G.nodes)
    assert edges(other) == edges(G)
    for key, data in other.nodes(data=True):
        assert data["label"] == as_read(G.nodes[key]["label"])
        if data["kind"] == PAPER:
            assert data["authors"] == as_read(json.dumps(G.nodes[key]["authors"], ensure_ascii=False))
    for u, v, data in other.edges(data=True):
        evidence = tuple(Evidence(**one) for one in json.loads(data["evidence"]))
        assert evidence == G.edges[u, v, data["relation"]]["evidence"]


def test_gexf_has_types_and_kinds_of_edges(sample):
    text = graph_text(sample, "gexf")
    assert '<attribute id="year" title="year" type="long"/>' in text
    other = read_gexf(text)
    assert {key: data.get("year") for key, data in other.nodes(data=True)} == {
        key: data.get("year") for key, data in sample.nodes(data=True)
    }
    assert text.count(' kind="introduces"') == sum(r == "introduces" for *_, r in sample.edges(keys=True))


@given(maps(texts=ANY_TEXT))
def test_networkx_reads_the_cytoscape_json(G):
    other = nx.cytoscape_graph(json.loads(graph_text(G, "cytoscape")))
    assert type(other) is nx.MultiDiGraph
    assert set(other.nodes) == set(G.nodes)
    assert edges(other) == edges(G)
    for key, data in other.nodes(data=True):
        assert data["label"] == G.nodes[key]["label"]
        assert tuple(data.get("surfaces", ())) == tuple(G.nodes[key].get("surfaces", ()))
    for u, v, key, data in other.edges(keys=True, data=True):
        assert data["interaction"] == key
        assert (
            tuple(Evidence(**one) for one in json.loads(data["evidence"])) == G.edges[u, v, key]["evidence"]
        )


@given(maps(texts=ANY_TEXT))
def test_vosviewer_has_an_item_a_node_and_a_link_a_pair(G):
    network = json.loads(graph_text(G, "vosviewer"))["network"]
    keys = {item["id"]: key for item, key in zip(network["items"], sorted(G), strict=True)}
    pairs = {
        (keys[link["source_id"]], keys[link["target_id"]]): link["strength"] for link in network["links"]
    }
    wanted = {}
    for u, v, weight in G.edges(data="weight"):
        if u != v:
            pair = (min(u, v), max(u, v))
            wanted[pair] = max(weight, wanted.get(pair, 0))
    assert pairs == wanted
    for item in network["items"]:
        links = sum(keys[item["id"]] in pair for pair in wanted)
        assert item["weights"]["Links"] == links
        assert not re.search("<(?!br>)", item["description"])
    assert {item["cluster"] for item in network["items"]} <= {c["cluster"] for c in network["clusters"]}


def test_igraph_reads_the_graphml(sample, tmp_path):
    igraph = pytest.importorskip("igraph", reason="igraph is not installed")
    other = igraph.Graph.Read_GraphML(str(write_graph(sample, tmp_path / "map.graphml")))
    assert (other.vcount(), other.ecount()) == (len(sample), sample.number_of_edges())
    assert sorted(other.vs["label"]) == sorted(data["label"] for _, data in sample.nodes(data=True))
    assert sorted(other.es["weight"]) == sorted(weight for *_, weight in sample.edges(data="weight"))


# Tables


@given(maps(texts=ANY_TEXT))
def test_csv_has_a_line_a_node_and_a_line_an_edge(G):
    files = {
        name: list(csv.DictReader(io.StringIO(held.decode()))) for name, held in files_of(G, "csv").items()
    }
    assert [row["id"] for row in files["nodes.csv"]] == sorted(G)
    told = [(r["source"], r["target"], r["relation"], float(r["weight"])) for r in files["edges.csv"]]
    assert sorted(told) == edges(G)
    for row in files["nodes.csv"]:
        assert row["label"].removeprefix("'") == one_line(G.nodes[row["id"]]["label"]).removeprefix("'")
        assert not any(str(cell).startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row.values())
    for row in files["edges.csv"]:
        evidence = G.edges[row["source"], row["target"], row["relation"]]["evidence"]
        assert [one["sentence"] for one in json.loads(row["evidence"])] == [one.sentence for one in evidence]


@given(maps(texts=ANY_TEXT))
def test_parquet_loses_nothing(G):
    pq = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    files = {n: pq.read_table(io.BytesIO(held)).to_pylist() for n, held in files_of(G, "parquet").items()}

    def whole(value):
        if isinstance(value, str):
            return value.encode("utf-8", "replace").decode()
        return [whole(one) for one in value] if isinstance(value, list | tuple) else value

    for row in files["nodes.parquet"]:
        data = G.nodes[row["id"]]
        known = {name: value for name, value in row.items() if name in data}
        assert known == {name: whole(data[name]) for name in known}
        assert set(data) - set(row) <= {"title", "name"}, "these repeat the label"
    assert [row["id"] for row in files["nodes.parquet"]] == sorted(G)
    told = {}
    for row in files["edges.parquet"]:
        told[row["source"], row["target"], row["relation"]] = tuple(Evidence(**e) for e in row["evidence"])
        assert row["weight"] == G.edges[row["source"], row["target"], row["relation"]]["weight"]
    assert told == {(u, v, key): data["evidence"] for u, v, key, data in G.edges(keys=True, data=True)}


def test_duckdb_reads_the_parquet(sample, tmp_path):
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed")
    folder = write_graph(sample, tmp_path / "tables", format="parquet")
    asked = f"SELECT target, count(*) FROM '{folder}/edges.parquet' WHERE relation = 'uses' GROUP BY 1"
    uses = {}
    for _, v, key in sample.edges(keys=True):
        if key == "uses":
            uses[v] = uses.get(v, 0) + 1
    assert dict(duckdb.sql(asked).fetchall()) == uses
    assert duckdb.sql(f"SELECT max(len(authors)) FROM '{folder}/nodes.parquet'").fetchall()[0][0] > 3


def test_parquet_without_pyarrow_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(OptionError, match=r"pip install 'graphx-papers\[parquet\]'"):
        write_graph(small_map(), tmp_path / "tables", format="parquet")
    assert not list(tmp_path.iterdir())


# Papers


@given(maps(texts=ANY_TEXT))
def test_csl_has_every_paper(G):
    items = json.loads(graph_text(G, "csl"))
    papers = {key: data for key, data in G.nodes(data=True) if data["kind"] == PAPER}
    assert sorted(item["title"] for item in items) == sorted(one_line(d["label"]) for d in papers.values())
    assert len({item["id"] for item in items}) == len(items)
    for item in items:
        assert all(set(name) in ({"family", "given"}, {"literal"}) for name in item.get("author", ()))


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("Jacob Devlin", {"family": "Devlin", "given": "Jacob"}),
        ("Devlin, Jacob", {"family": "Devlin", "given": "Jacob"}),
        ("Laurens van der Maaten", {"family": "van der Maaten", "given": "Laurens"}),
        ("OpenAI", {"literal": "OpenAI"}),
        ("de Vries", {"family": "Vries", "given": "de"}),
    ],
)
def test_csl_names(author, name):
    G = nx.MultiDiGraph()
    add_paper(G, "paper:a", "A", authors=(author,))
    assert json.loads(graph_text(G, "csl"))[0]["author"] == [name]


def test_a_bibtex_reader_finds_every_paper(sample):
    bibtexparser = pytest.importorskip("bibtexparser", reason="bibtexparser is not installed")
    library = bibtexparser.parse_string(graph_text(sample, "bib"))
    assert not library.failed_blocks
    papers = [data for _, data in sample.nodes(data=True) if data["kind"] == PAPER]
    assert len(library.entries) == len(papers)
    years = sorted(entry.fields_dict["year"].value for entry in library.entries)
    assert years == sorted(str(data["year"]) for data in papers)
    [bert] = [e for e in library.entries if e.fields_dict["title"].value.startswith("{BERT:")]
    assert "GLUE" in bert.fields_dict["keywords"].value.split(", ")
    assert bert.fields_dict["abstract"].value.startswith("We introduce BERT")


def test_a_bibtex_reader_finds_every_paper_whatever_titles_hold():
    bibtexparser = pytest.importorskip("bibtexparser", reason="bibtexparser is not installed")
    library = bibtexparser.parse_string(graph_text(nasty_map(), "bib"))
    assert not library.failed_blocks
    assert len(library.entries) == 5


def test_a_ris_reader_finds_every_paper(sample):
    rispy = pytest.importorskip("rispy", reason="rispy is not installed")
    for G in (sample, nasty_map()):
        records = rispy.loads(graph_text(G, "ris"))
        papers = [data for _, data in G.nodes(data=True) if data["kind"] == PAPER]
        titles = sorted(record["title"] for record in records)
        assert titles == sorted(one_line(data["label"]) for data in papers)
    [bert] = [r for r in rispy.loads(graph_text(sample, "ris")) if r["title"].startswith("BERT:")]
    assert "GLUE" in bert["keywords"]
    assert bert["authors"][0] == "Jacob Devlin"


# Notes


@given(
    maps(
        texts=st.one_of(
            ANY_TEXT, st.sampled_from(["con", "AUX.x", "a/b", "A/B", "..", "x" * 300, "é", "e\u0301"])
        )
    )
)
def test_names_of_notes_are_safe_and_unique_everywhere(G):
    names = note_names(G)
    assert set(names) == set(G)
    assert len({name.casefold() for name in names.values()}) == len(G)
    for name in names.values():
        folder, stem = name.split("/")
        assert folder in ("papers", "datasets", "models", "repositories")
        assert not re.search(r'[\\:*?"<>|#^\[\]%\x00-\x1f]', stem)
        assert stem == stem.strip(" .")
        assert 0 < len(stem.encode()) <= 140
        assert not re.match(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)", stem)


@given(maps(texts=ANY_TEXT))
def test_every_link_of_the_map_is_a_link_of_the_notes(G):
    notes = {name: held.decode() for name, held in files_of(G, "notes").items()}
    names = {f"{name}.md": key for key, name in note_names(G).items()}
    linked = set()
    for name, text in notes.items():
        for target in re.findall(r"^- \[\[([^|\]]+)\|[^|\[\]]+\]\]$", text, re.MULTILINE):
            assert f"{target}.md" in notes
            linked.add(frozenset((names[name], names[f"{target}.md"])))
    assert linked == {frozenset((u, v)) for u, v in G.edges()}


def test_notes_quote_and_nothing_in_them_means_anything():
    files = {name: held.decode() for name, held in files_of(nasty_map(), "notes").items()}
    [text] = [held for name, held in files.items() if 'key: "paper:nasty"' in held]
    body = text.split("---\n", 2)[2].removeprefix("# ")
    assert not re.search(
        r"(?<!\\)[*_`$]|<(?!https?://)|(?<!\\)\[(?!\[)|(?<!\\|#|\n)#(?!#)",
        re.sub(r"\[\[[^|]+\|[^\]]+\]\]", "", body),
    )
    assert "\nurl" not in text
    assert not re.search(r"(?<!\\)\]\(javascript|<javascript", body)
    paper = next(held for held in files.values() if f'key: "{CLEX}"' in held)
    assert "- [[datasets/LongBench|LongBench]]\n  > paper:title:clex" in paper
    assert json.loads(re.search("^authors: (.*)$", paper, re.MULTILINE)[1]) == ["Guanzheng Chen", "Xin Li"]
    assert "## Used by" in next(held for name, held in files.items() if name == "datasets/LongBench.md")


# Mermaid


def test_mermaid_draws_small_pieces_only(sample):
    with pytest.raises(OptionError, match=r"at most 100 links, and this one has \d.*--around NODE"):
        graph_text(sample, "mermaid")
    text = graph_text(small_map(), "mermaid")
    lines = text.splitlines()
    assert lines[0] == "flowchart LR"
    assert len(lines) == 1 + len(small_map()) + small_map().number_of_edges()


@given(maps(texts=ANY_TEXT))
def test_nothing_in_a_title_means_anything_to_mermaid(G):
    for line in graph_text(G, "mermaid").splitlines()[1:]:
        node = re.fullmatch(r'  n\d+(?:\["|\[\("|\(\["|\[\[")([^"]*)(?:"\]|"\)\]|"\]\)|"\]\])', line)
        assert node or re.fullmatch(r"  n\d+ -->\|[a-z ]+\| n\d+", line)
        if node:
            assert not re.search(r"[<>`\[\]{}|\"\\%&*_~](?!\d+;)", node[1].replace("_", ""))


# Files and pieces


def held_by(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize("format_", ["csv", "notes"])
@given(G=maps(), seed=st.integers(0, 9))
def test_folders_are_the_same_in_any_order_and_leave_the_graph_alone(format_, G, seed):
    before = state(G)
    files = files_of(G, format_)
    assert state(G) == before
    assert files_of(shuffled(G, seed), format_) == files


@pytest.mark.parametrize("format_", ["csv", "notes"])
def test_a_folder_and_a_zip_hold_the_same(format_, tmp_path):
    G = nasty_map()
    folder = write_graph(G, tmp_path / "out", format=format_)
    files = files_of(G, format_)
    assert {name: held for name, held in held_by(folder).items() if name != LIST_NAME} == files
    for name in ("a.zip", "b.zip"):
        with zipfile.ZipFile(write_graph(G, tmp_path / name, format=format_)) as pack:
            assert {name: pack.read(name) for name in pack.namelist()} == files
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.zip", "b.zip", "out"]


def test_notes_are_written_again_and_what_others_wrote_stays(tmp_path):
    folder = write_graph(small_map(), tmp_path / "notes", format="notes")
    (folder / "papers" / "mine.md").write_text("mine")
    gone = small_map()
    gone.remove_node(LONER)
    write_graph(gone, folder, format="notes")
    names = set(held_by(folder))
    assert "papers/mine.md" in names
    assert names - {LIST_NAME, "papers/mine.md"} == set(files_of(gone, "notes"))
    other = tmp_path / "other"
    other.mkdir()
    (other / "nodes.csv").write_text("mine")
    with pytest.raises(OutputError, match=r"nodes\.csv lies there and no export wrote it"):
        write_graph(small_map(), other, format="csv")
    assert held_by(other) == {"nodes.csv": b"mine"}


def test_a_folder_is_written_whole_or_not_at_all(tmp_path):
    def broken():
        yield "a.csv", b"a"
        raise KeyboardInterrupt

    for target in ("out", "out.zip"):
        with pytest.raises(KeyboardInterrupt):
            write_files(tmp_path / target, broken())
        assert not list(tmp_path.iterdir())
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot write"):
        write_files(tmp_path / "file" / "out", [("a", b"")])
    with pytest.raises(OutputError, match="cannot write"):
        write_files(tmp_path / "file", [("a", b"")])


def test_a_list_of_files_that_somebody_wrote_removes_nothing_outside(tmp_path):
    outside = tmp_path / "keep.txt"
    outside.write_text("keep")
    folder = write_files(tmp_path / "out", [("a.md", b"a"), ("b.md", b"b")])
    (folder / LIST_NAME).write_text(json.dumps(["../keep.txt", str(outside), "\x00", 3, "a.md", "b.md"]))
    write_files(folder, [("a.md", b"new")])
    assert outside.read_text() == "keep"
    assert {name for name in held_by(folder) if name != LIST_NAME} == {"a.md"}
    (folder / LIST_NAME).write_text("[" * 100_000)
    with pytest.raises(OutputError, match="no export wrote it"):
        write_files(folder, [("a.md", b"newer")])


def test_the_piece_around_a_node():
    G = small_map()
    before = state(G)
    assert set(graph_around(G, LONGBENCH, steps=0)) == {LONGBENCH}
    near = graph_around(G, "CLEX")
    assert set(near) == {CLEX, "dataset:longbench", "model:llama-2", "paper:doi:10.1000/survey"}
    assert set(near.edges) == {e for e in G.edges if e[0] in near and e[1] in near}
    assert near.nodes[CLEX] == G.nodes[CLEX]
    assert list(near) == [key for key in G if key in near]
    assert len(graph_around(G, CLEX, steps=99)) == len(G) - 1
    assert state(G) == before
    with pytest.raises(OptionError, match="steps=-1"):
        graph_around(G, CLEX, steps=-1)
    with pytest.raises(NodeError):
        graph_around(G, "no such thing")


@given(maps(), st.integers(0, 4))
def test_a_piece_is_what_networkx_finds_around(G, steps):
    for key in G:
        wanted = nx.ego_graph(nx.Graph(G.to_undirected()), key, radius=steps)
        assert set(graph_around(G, key, steps=steps)) == set(wanted)


def test_export_in_the_shell(tmp_path, sample, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def run(*args, code=0):
        result = CliRunner().invoke(cli, args, catch_exceptions=False)
        assert result.exit_code == code, result.output
        return result

    run("demo", "-o", "demo")
    for format_ in CLI_FORMATS:
        if format_ in ("mermaid", "parquet"):
            continue
        run("export", "demo", "--format", format_)
        assert export_path("demo", format_).exists()
    assert PurePosixPath("demo/notes/papers").name in {p.name for p in Path("demo/notes").iterdir()}
    text = run("export", "demo", "--format", "mermaid", "--around", "model:clip", "-o", "-").stdout
    assert text.startswith("flowchart LR\n")
    assert "several files" in run("export", "demo", "--format", "csv", "-o", "-", code=1).stderr
    assert "at most 100 links" in run("export", "demo", "--format", "mermaid", code=1).stderr
    assert "fits" in run("export", "demo", "--format", "gexf", "--around", "a", code=1).stderr
