"""The page as text: what it carries, what it lets run, what it refuses. How it behaves: ``browser/``."""

import base64
import copy
import hashlib
import html
import json
import math
import random
import re
import zlib

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphx.errors import OptionError, OutputError
from graphx.ids import id_url, safe_url
from graphx.model import Evidence
from graphx.render import show, write_page
from graphx.render import vis as vis_module
from graphx.render.data import graph_data
from graphx.render.fold import fold
from graphx.render.page import page_network, page_text, to_json
from tests.pages import add_artifact, add_paper, link, packed, page_data, small_map


def test_graph_is_left_as_it_is():
    G = small_map()
    before = copy.deepcopy(G)
    page_text(G, node_size={"dataset:longbench": 3})
    assert nx.utils.graphs_equal(G, before)


def test_same_graph_same_bytes_in_any_order(tmp_path):
    G = small_map()
    nodes, edges = list(G.nodes(data=True)), list(G.edges(keys=True, data=True))
    random.Random(5).shuffle(nodes)
    random.Random(6).shuffle(edges)
    other = nx.MultiDiGraph()
    other.add_nodes_from(nodes)
    other.add_edges_from(edges)
    first = write_page(G, tmp_path / "a.html").read_bytes()
    assert first == write_page(other, tmp_path / "b.html").read_bytes()


def test_policy_allows_exactly_the_scripts_and_the_style_of_the_page():
    text = page_text(small_map())
    policy = html.unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1])

    def hash_of(one):
        return f"'sha256-{base64.b64encode(hashlib.sha256(one.encode()).digest()).decode()}'"

    def hashes(tag):
        return {hash_of(one) for one in re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.S)}

    rules = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    drawing = zlib.decompress(packed(text)["vis"]).decode("utf-8")
    assert set(rules["script-src"].split()) == hashes("script") | {hash_of(drawing)}
    assert set(rules["style-src"].split()) == hashes("style")
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert "unsafe" not in policy
    assert "http" not in policy


def test_nothing_is_loaded_from_outside():
    text = page_text(small_map())
    page = re.sub(r"<script>.*?</script>", "", text, flags=re.S)
    assert not re.search(r"<(link|iframe|img|object|embed)\b|<script[^>]+src", page)
    assert "sourceMappingURL" not in text
    assert "url(" not in re.search(r"<style>(.*?)</style>", text, re.S)[1]


def test_own_scripts_never_make_markup_from_text():
    scripts = re.findall(r"<script>(.*?)</script>", page_text(small_map()), re.S)
    assert len(scripts) > 5
    assert sum(map(len, scripts)) > 100_000
    for script in scripts:
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", script
        )


@pytest.mark.parametrize(
    "text", ["</script><script>alert(1)</script>", "<!--<script>", "a&b", "\u2028\u2029"]
)
def test_json_cannot_end_its_element(text):
    made = to_json({"x": text})
    assert not set(made) & set("<>&\u2028\u2029")
    assert json.loads(made) == {"x": text}


def test_json_refuses_what_is_not_json():
    with pytest.raises(ValueError, match="not JSON compliant"):
        to_json({"x": math.nan})


def test_an_empty_page_takes_less_than_the_script_that_draws():
    text = page_text(nx.MultiDiGraph())
    assert len(text.encode("utf-8")) < 400_000
    drawing = zlib.decompress(packed(text)["vis"]).decode("utf-8")
    assert drawing == vis_module.vis_script()
    # Its licences ask for their notice to go along.
    assert "@copyright" in drawing
    assert "this permission notice shall be included" in drawing
    assert "Almende B.V." in re.sub(r"<script.*?</script>", "", text, flags=re.S)


def counts(text):
    return re.search(r'<p id="counts">(.*?)</p>', text)[1]


def test_counts_and_title():
    text = page_text(small_map())
    assert "<title>A map of 4 papers</title>" in text
    # Not the papers once more; and a number never stands on another line than its noun.
    found = counts(text)
    assert found == "2\u00a0datasets · 2\u00a0models · 1\u00a0repository · 11\u00a0links"
    text = page_text(small_map(), title="A <b> title")
    assert "<title>A &lt;b&gt; title</title>" in text
    assert counts(text) == f"4\u00a0papers · {found}"
    assert counts(page_text(nx.MultiDiGraph())) == "Nothing to show yet"


@pytest.mark.parametrize(
    ("origin", "shown"),
    [
        ("/home/ann/secret/papers.txt:103", "papers.txt:103"),
        (r"C:\Users\Ann\secret\papers.txt:7", "papers.txt:7"),
        (r"\\server\secret\papers.txt", "papers.txt"),
        ("secret/../papers.csv:2", "papers.csv:2"),
        ("papers.jsonl:1", "papers.jsonl:1"),
    ],
)
def test_page_tells_file_and_line_but_no_folder(origin, shown):
    G = nx.MultiDiGraph()
    add_paper(G, "A paper", origins=(origin, f"/elsewhere/secret/{shown}"))
    text = page_text(G)
    assert page_data(text)["details"][0]["origins"] == [shown]
    assert "secret" not in text


def test_evidence_points_into_the_text_in_utf16_units():
    data = graph_data(small_map())
    index = {key: i for i, key in enumerate(data["keys"])}
    paper = index["paper:doi:10.1000/xyz"]
    abstract = data["details"][paper]["abstract"].encode("utf-16-le")
    edges = data["edges"]
    found = 0
    for a, b, evidence in zip(edges["from"], edges["to"], edges["evidence"], strict=True):
        if a == paper and b == index["model:llama-2"]:
            for number, in_abstract, *_, start, end in evidence:
                assert (number, in_abstract) == (paper, 1)
                assert abstract[2 * start : 2 * end].decode("utf-16-le") == "Llama-2"
                found += 1
    assert found == 2


def test_evidence_that_does_not_fit_its_text_brings_its_own():
    G = nx.MultiDiGraph()
    paper = add_paper(G, "A title of five words", "Short.")
    name = add_artifact(G, "model", "BERT")
    wrong = Evidence(
        paper=paper,
        field="abstract",
        start=90,
        end=94,
        surface="BERT",
        sentence="We use BERT.",
        sentence_start=83,
    )
    link(G, paper, name, evidence=[wrong])
    assert graph_data(G)["edges"]["evidence"] == [[[-1, "We use BERT.", 7, 11]]]


def test_text_that_no_page_can_carry_is_replaced(tmp_path):
    G = nx.MultiDiGraph()
    add_paper(G, "Broken \ud800 title \x00 here", "\udfff", key="paper:title:\ud800")
    add_paper(G, "Another one", "", key="paper:title:\ud801")
    text = write_page(G, tmp_path / "x.html").read_text(encoding="utf-8")
    data = page_data(text)
    assert "\x00" not in text
    assert data["keys"] == ["paper:title:\ufffd", "paper:title:\ufffd~2"]
    assert data["nodes"]["label"][0] == "Broken \ufffd title   here"


@pytest.mark.parametrize("bad", [math.nan, math.inf, -1, "large", None])
def test_sizes_that_are_no_sizes(bad):
    with pytest.raises(OptionError, match="node_size of 'dataset:longbench'"):
        page_text(small_map(), node_size={"dataset:longbench": bad})


def test_sizes():
    data = page_data(
        page_text(small_map(), node_size={"dataset:longbench": np.float64(4), "dataset:gsm8k": 1})
    )
    size = dict(zip(data["keys"], data["nodes"]["size"], strict=True))
    assert size["dataset:longbench"] > size["dataset:gsm8k"] > size["model:llama"]
    assert len(set(page_data(page_text(small_map(), node_size={}))["nodes"]["size"])) == 1


@pytest.mark.parametrize("option", ["node_size", "node_color"])
def test_mappings_that_map_nothing(option):
    with pytest.raises(OptionError, match="speaks of no node of the graph: it has 'LongBench'"):
        page_text(small_map(), **{option: {"LongBench": 1}})
    with pytest.raises(OptionError, match=f"{option} is a list; give a mapping"):
        page_text(small_map(), **{option: [1, 2]})
    assert page_text(small_map(), **{option: {"dataset:gsm8k": True, "elsewhere": math.nan}})
    assert page_text(nx.MultiDiGraph(), **{option: {"elsewhere": 1}})


def test_a_group_for_a_colour_is_told_where_groups_go():
    with pytest.raises(OptionError, match="name groups with communities="):
        page_text(small_map(), node_color={"dataset:gsm8k": "Reasoning"})
    data = page_data(page_text(small_map(), node_color={"dataset:gsm8k": "Tomato"}))
    assert "Tomato" in data["nodes"]["color"]


@pytest.mark.parametrize("bad", ["red;}</style>", "#12345", "url(http://a)", "", math.nan, None])
def test_colours_that_are_no_colours(bad):
    with pytest.raises(OptionError, match="node_color"):
        page_text(small_map(), node_color={"dataset:longbench": bad})


def test_colours():
    with pytest.raises(OptionError, match="mixes"):
        page_text(small_map(), node_color={"dataset:longbench": "red", "dataset:gsm8k": 1})
    data = page_data(page_text(small_map(), node_color={"dataset:longbench": "#aa0000"}))
    assert sorted(data["nodes"]["color"])[-1] == "#aa0000"
    data = page_data(page_text(small_map(), node_color={"dataset:longbench": 1e308, "dataset:gsm8k": -1e308}))
    assert data["scale"] == [-1e308, 1e308]


def test_a_notebook_shows_a_graph_in_a_frame_that_reaches_nothing(tmp_path, monkeypatch):
    page = show(small_map(), title='A "quoted" <title>', height=300)
    shown = page._repr_html_()
    assert html.unescape(re.search(r'srcdoc="([^"]*)"', shown)[1]) == page.text
    assert "height:300px" in shown
    assert "allow-same-origin" not in shown
    assert page.write(tmp_path / "a" / "page.html").read_text(encoding="utf-8") == page.text
    assert "characters" in repr(page)
    with pytest.raises(OptionError, match="height=5"):
        show(small_map(), height=5)
    monkeypatch.setattr("graphx.render.notebook.MOST", 1000)
    with pytest.raises(OutputError, match="graph_around"):
        show(small_map())


def test_where_it_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="cannot write"):
        write_page(small_map(), tmp_path / "file" / "map.html")


def test_pyvis_without_its_script_is_said_clearly(monkeypatch):
    monkeypatch.setattr(vis_module, "_SCRIPT", "templates/lib/elsewhere.js")
    with pytest.raises(OutputError, match=r"pip install pyvis==0\.3\.2"):
        page_text(small_map())


def test_pyvis_can_go_on_with_the_network():
    G = small_map()
    network = page_network(G, node_color={"dataset:gsm8k": "#aa0000"})
    assert type(network).__mro__[1].__module__ == "pyvis.network"
    assert (network.num_nodes(), network.num_edges()) == (len(G), G.number_of_edges())
    key = {node["id"]: node["key"] for node in network.nodes}
    assert list(key.values()) == sorted(G)
    assert sorted((key[e["from"]], key[e["to"]], e["label"]) for e in network.get_edges()) == sorted(
        G.edges(keys=True)
    )
    assert all(
        e["value"] == G.edges[key[e["from"]], key[e["to"]], e["label"]]["weight"] for e in network.edges
    )
    for number in network.get_nodes():
        assert {key[other] for other in network.neighbors(number)} == set(G.succ[key[number]])
    assert network.get_node(sorted(G).index("dataset:gsm8k"))["color"] == "#aa0000"
    json.loads(network.to_json())


def test_only_web_addresses_become_links():
    G = nx.MultiDiGraph()
    add_paper(G, "One", url="javascript:alert(1)", ids=("doi:10.1/<x>\"' onclick=1", "arxiv:2308.14508"))
    add_artifact(G, "repo", "github.com/a/b", url="https://github.com/a/b ")
    details = graph_data(G)["details"]
    assert "url" not in details[0]
    assert details[0]["ids"][0][2] == ""
    assert details[0]["ids"][1] == ["arXiv", "2308.14508", "https://arxiv.org/abs/2308.14508"]
    assert details[1]["url"] == "https://github.com/a/b"


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://a.org",
        "//a.org",
        "https://",
        "https:///path",
        "https://a.org/x y",
        "https://a.org/\nx",
        "https://a.org/\u202egnp",
        "https://a.org\\@b.org",
        "https://a.org@b.org/",
        "https://[a.org/",
        "\ud800https://a.org",
        "",
    ],
)
def test_addresses_that_are_no_plain_ones(text):
    assert safe_url(text) == ""


@pytest.mark.parametrize(
    ("identifier", "address"),
    [
        ("arxiv:1706.03762", "https://arxiv.org/abs/1706.03762"),
        ("arxiv:cs.cl/0102003", "https://arxiv.org/abs/cs.cl/0102003"),
        ("doi:10.1002/(sici)1<1::aid>3.0", "https://doi.org/10.1002/(sici)1%3C1::aid%3E3.0"),
        ("acl:N19-1423", "https://aclanthology.org/N19-1423"),
        ("openalex:W123", "https://openalex.org/W123"),
        ("s2:abc", "https://www.semanticscholar.org/paper/abc"),
        ("pmid:12", "https://pubmed.ncbi.nlm.nih.gov/12"),
        ("doi:10.1/?x#y%2e", "https://doi.org/10.1/%3Fx%23y%252e"),
        ("doi:10.1/a b", ""),
        ("doi:\ud800", ""),
        ("doi:", ""),
        ("isbn:1", ""),
        ("hello", ""),
    ],
)
def test_identifiers_have_addresses(identifier, address):
    assert id_url(identifier) == address
    assert safe_url(address) == address


def test_communities_come_in_the_order_of_their_papers():
    G = small_map()
    names = {key: "<b>Some" if G.nodes[key]["kind"] == "paper" else "Others" for key in G}
    names |= {"paper:gone": "Nobody"}
    data = page_data(page_text(G, communities=names))
    assert data["groups"] == ["<b>Some", "Others"]
    assert data["groupPapers"] == [4, 0]
    assert [data["groups"][group] for group in data["group"]] == [names[key] for key in sorted(G)]
    assert page_data(page_text(G))["groups"] == []


words = st.lists(
    st.sampled_from(["GSM8K", "gsm8k", "Llama", "2", ". ", "? ", ".", " ", "𝔸", "é", "!", "", "uses"]),
    max_size=14,
).map("".join)


@st.composite
def folded(draw):
    """A map of two papers and two names, with evidence anywhere in the texts of either paper."""
    G = nx.MultiDiGraph()
    papers = [add_paper(G, draw(words) or "T", draw(words), key=f"paper:{i}") for i in range(2)]
    names = [
        add_artifact(G, "model", "Llama 2", surfaces=("Llama 2",)),
        add_artifact(G, "repo", "github.com/A/b"),
    ]
    for paper in papers:
        for name in names:
            told = []
            for _ in range(draw(st.integers(0, 3))):
                of = draw(st.sampled_from(papers))
                field = draw(st.sampled_from(["title", "abstract"]))
                text = G.nodes[of][field]
                a, b, c, d = sorted(draw(st.integers(0, len(text))) for _ in range(4))
                told.append(
                    Evidence(
                        paper=of,
                        field=field,
                        start=b,
                        end=c,
                        surface=text[b:c],
                        sentence=text[a:d],
                        sentence_start=a,
                        provider=draw(st.sampled_from(["", "openalex"])),
                    )
                )
            G.add_edge(paper, name, "uses", relation="uses", weight=0.5, evidence=tuple(told))
    return G


@given(folded())
def test_what_is_folded_away_comes_back(G):
    whole = graph_data(G)
    found = page_data(page_text(G))
    assert found["keys"] == whole["keys"]
    assert found["edges"] == whole["edges"]
    assert [d.get("abstract") for d in found["details"]] == [d.get("abstract") for d in whole["details"]]


def test_what_follows_takes_no_room():
    data = fold(json.loads(json.dumps(graph_data(small_map()) | {"nodes": columns_of_labels(small_map())})))
    edges = data["edges"]
    assert data["keys"].count(0) >= 4
    assert all(item[0] == -2 for item in edges["odd"])
    assert not any(edges[name][k] for name in ("size", "start", "stop") for k in range(len(edges[name])))
    assert sum(map(bool, edges["at"])) <= 1


def columns_of_labels(G):
    keys = sorted(G)
    kinds = ["paper", "dataset", "model", "repo"]
    return {
        "label": [G.nodes[key]["label"] for key in keys],
        "kind": [kinds.index(G.nodes[key]["kind"]) for key in keys],
    }
