"""Exports: what is written can be read back, and nothing in a title means anything to the format."""

import csv
import html
import io
import json
import re
import unicodedata
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphx.analyze import reading_list
from graphx.answers.papers import ReadingItem
from graphx.errors import InputError, OptionError, OutputError
from graphx.export import (
    GRAPH_FORMATS,
    READING_FORMATS,
    WITHOUT_NOTE,
    format_reading_list,
    format_rows,
    graph_from_json,
    graph_text,
    write_graph,
)
from graphx.formats.bibliography import address, bibtex_entries, csl_items, ris_records
from graphx.formats.escape import bibtex, defuse, enclosable, markdown, markup, xml_text
from graphx.formats.reading import ReadingList
from graphx.model import Evidence
from graphx.read import read_papers
from graphx.schema import ET_AL
from graphx.text import one_line, without_controls
from tests.graphs import CLEX, LONGBENCH, maps, shuffled, small_map, state

ANY_TEXT = st.text(st.characters(exclude_categories=[]), max_size=20)  # lone surrogates and controls too
NASTY = (
    "</script><img src=x onerror=alert(1)> & \"'`*_[x](javascript:1)\n\r\n"
    "}ER  - \u2028@misc{x, \\input $1$ 50%"
)


def contents(G):
    nodes = {key: dict(data) for key, data in G.nodes(data=True)}
    return dict(G.graph), nodes, {(u, v, k): dict(data) for u, v, k, data in G.edges(keys=True, data=True)}


# The whole graph


@given(maps(texts=ANY_TEXT))
def test_json_reads_back_as_it_was(G):
    text = graph_text(G, "json")
    assert contents(graph_from_json(text)) == contents(G)
    assert text.encode("utf-8").decode("utf-8") == text


@given(maps(texts=ANY_TEXT))
def test_networkx_reads_the_json_too(G):
    other = nx.node_link_graph(json.loads(graph_text(G, "json")), edges="edges")
    assert type(other) is nx.MultiDiGraph
    assert set(other.nodes) == set(G.nodes)
    assert set(other.edges) == set(G.edges)


def test_json_stands_one_node_or_edge_a_line_with_evidence_as_objects():
    G = small_map()
    lines = graph_text(G, "json").splitlines()
    assert len(lines) == len(G) + G.number_of_edges() + 3
    [edge] = [
        json.loads(line.rstrip(","))
        for line in lines
        if f'"source": "{CLEX}"' in line and "longbench" in line
    ]
    assert edge["evidence"] == [
        {
            "paper": CLEX,
            "field": "abstract",
            "sentence": f"{CLEX} uses dataset:longbench.",
            "rule": "test",
            "confidence": 0.9,
        }
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not JSON (Expecting property name"),
        ("[]", "JSON, but no graph of graphx"),
        ("{}", "JSON, but no graph of graphx ('nodes'); give a graph exported as json"),
        ('{"nodes": [{"kind": "paper"}], "edges": []}', "JSON, but no graph of graphx ('id')"),
        ('{"nodes": [{"id": null}], "edges": []}', "JSON, but no graph of graphx (None cannot be a node"),
        ('{"nodes": [{"id": []}], "edges": []}', "JSON, but no graph of graphx ("),
        ('{"nodes": [], "edges": [{"source": "a", "target": "b"}]}', "JSON, but no graph of graphx ('key')"),
        (
            '{"nodes": [], "edges": [{"source": 1, "target": 2, "key": "uses", "evidence": [{"why": 1}]}]}',
            "JSON, but no graph of graphx (",
        ),
        pytest.param("[" * 100_000, "JSON, but no graph of graphx (", id="deep"),
    ],
)
def test_what_is_no_graph_is_told(text, message):
    with pytest.raises(InputError) as error:
        graph_from_json(text)
    assert str(error.value).startswith(message)
    assert str(error.value).endswith("; give a graph exported as json")


@given(maps(texts=ANY_TEXT))
def test_networkx_reads_the_graphml(G):
    other = nx.parse_graphml(graph_text(G, "graphml"), force_multigraph=True)
    assert set(other.nodes) == set(G.nodes)
    assert sorted((u, v, d["relation"]) for u, v, d in other.edges(data=True)) == sorted(G.edges(keys=True))
    for key, data in other.nodes(data=True):
        # XML reads any line end as a newline.
        assert data.get("label", "") == xml_text(G.nodes[key]["label"])
        assert "year" not in data
    for u, v, data in other.edges(data=True):
        evidence = [Evidence(**one) for one in json.loads(data["evidence"])]
        assert tuple(evidence) == G.edges[u, v, data["relation"]]["evidence"]
        assert data["weight"] == G.edges[u, v, data["relation"]]["weight"]


def test_graphml_edges_have_ids_of_their_own():
    root = ElementTree.fromstring(graph_text(small_map(), "graphml"))
    ids = [edge.get("id") for edge in root.iter("{http://graphml.graphdrawing.org/xmlns}edge")]
    assert len(set(ids)) == len(ids) == small_map().number_of_edges()


def test_graphml_keeps_numbers_and_keys_that_xml_cannot_hold_apart():
    G = nx.MultiDiGraph(version=3)
    G.add_node("paper:a", year=2024, seen=True, empty=None)
    G.add_node("paper:a\x00", authors=("A", "B"))
    G.add_node("paper:a\x01")
    G.add_edge("paper:a", "paper:a\x00", key="cites")
    other = nx.parse_graphml(graph_text(G, "graphml"))
    assert dict(other.nodes(data=True)) == {
        "paper:a": {"year": 2024, "seen": True},
        "paper:a'": {"authors": '["A", "B"]'},
        "paper:a''": {},
    }
    assert list(other.edges) == [("paper:a", "paper:a'")]
    assert other.graph["version"] == 3


@pytest.mark.parametrize("format_", sorted(GRAPH_FORMATS))
@given(maps(texts=ANY_TEXT), st.integers(0, 9))
def test_text_is_the_same_in_any_order_and_leaves_the_graph_alone(format_, G, seed):
    before = state(G)
    text = graph_text(G, format_)
    assert state(G) == before
    assert graph_text(shuffled(G, seed), format_) == text


@pytest.mark.parametrize("format_", sorted(GRAPH_FORMATS))
def test_graph_is_written_as_its_text(format_, tmp_path):
    path = write_graph(small_map(), tmp_path / f"map.{format_}")
    assert path == tmp_path / f"map.{format_}"
    assert path.read_text(encoding="utf-8") == graph_text(small_map(), format_)
    assert write_graph(small_map(), tmp_path / "other.txt", format=format_).read_bytes() == path.read_bytes()


def test_graph_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot write"):
        write_graph(small_map(), tmp_path / "file" / "map.json")


@pytest.mark.parametrize(
    "call",
    [
        lambda: graph_text(small_map(), "jsn"),
        lambda: write_graph(small_map(), "map.jsn"),
        lambda: format_rows([], "jsn", ["a"]),
        lambda: format_reading_list(ReadingList(seeds=()), "jsn"),
    ],
)
def test_unknown_format_is_told(call):
    with pytest.raises(OptionError, match="unknown format 'jsn'; did you mean 'json'\\? choose one of: "):
        call()


# Tables


def test_rows_as_csv():
    rows = [
        {"a": "=1+1", "b": -0.5, "c": ("x", "y"), "d": None, "other": 1},
        {"a": 'two\nlines, "quoted"', "b": True, "c": [1], "d": Evidence(sentence="S", confidence=0.5)},
    ]
    read = list(csv.reader(io.StringIO(format_rows(rows, "csv", ["a", "b", "c", "d"]))))
    assert read[:2] == [["a", "b", "c", "d"], ["'=1+1", "-0.5", "x; y", ""]]
    assert read[2][:3] == ['two lines, "quoted"', "True", "[1]"]
    assert json.loads(read[2][3])["sentence"] == "S"


def test_rows_as_json():
    text = format_rows([{"a": "=1+1", "b": ("π",)}, {"c": 1}], "json", ["b", "a"])
    assert json.loads(text) == [{"b": ["π"], "a": "=1+1"}, {"b": None, "a": None}]
    assert "π" in text
    assert text.index('"b"') < text.index('"a"')


@given(st.lists(st.lists(ANY_TEXT, min_size=2, max_size=2)))
def test_no_csv_cell_is_a_formula_or_breaks_the_line(rows):
    text = format_rows([{"a": a, "b": b} for a, b in rows], "csv", ["a", "b"])
    read = list(csv.reader(io.StringIO(text)))
    assert len(read) == len(text.splitlines()) == len(rows) + 1
    for cells, row in zip(read[1:], rows, strict=True):
        for cell, value in zip(cells, row, strict=True):
            assert cell.removeprefix("'") == one_line(value).removeprefix("'")
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


# Escaping


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", " =", "＝", "＠"])
def test_formulas_are_defused(start):
    assert defuse(f"{start}cmd") == f"'{start.strip()}cmd"


def test_harmless_cells_stay():
    assert [defuse(cell) for cell in ("GPT-4", "a=b", "", "'quoted'")] == ["GPT-4", "a=b", "", "'quoted'"]


@given(ANY_TEXT)
def test_one_line_is_one_line_that_can_be_written(text):
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert line == line.strip()
    assert not any(unicodedata.category(c) == "Cc" for c in line)
    line.encode("utf-8")
    dropped = [c for c in text if not c.isspace() and c not in line]
    assert all(not c.isprintable() for c in dropped)
    assert len(one_line(text, 5)) <= 5


@given(ANY_TEXT)
def test_text_without_controls_keeps_words_lines_and_all_that_is_shown(text):
    clean = without_controls(text)
    assert without_controls(clean) == clean
    assert clean.count("\n") == text.count("\n")
    assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in clean if c not in "\t\n")
    assert [c for c in clean if c.isprintable() and c != " "] == [
        c for c in text if c.isprintable() and c != " "
    ]
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", clean), "nothing turns the order of what follows"


def brackets(text):
    depth = [0]
    for c in text:
        depth.append(depth[-1] + (c == "{") - (c == "}"))
    return depth


@given(ANY_TEXT)
def test_bibtex_braces_pair(text):
    depth = brackets(bibtex(text))
    assert min(depth) == depth[-1] == 0


def unescape_markdown(text):
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)


@given(st.text(st.sampled_from("\\`*_[]<>&|~$#{}()+-=.!1 a\n@^"), max_size=12))
def test_markdown_shows_the_text_as_it_stands(text):
    escaped = markdown(text)
    assert unescape_markdown(escaped) == one_line(text)
    assert not re.search(r"[`*_\[\]<>&|~$]", re.sub(r"\\.", "", escaped))
    assert not re.match(r"[#+=-]|\d+[.)]", escaped)


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://example.org/a?b=c&d#e", "https://example.org/a?b=c&d#e"),
        ('https://example.org/"><b>)', "https://example.org/%22%3E%3Cb%3E%29"),
        ("https://example.org/%7Ex", "https://example.org/%7Ex"),
        ("https://example.org/{x}", "https://example.org/%7Bx%7D"),
        (" https://example.org/ ", "https://example.org/"),
        ("HTTP://example.org/", "HTTP://example.org/"),
        ("https://example.org@evil.org/", ""),
        ("https://example.org\\@evil.org/", ""),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("java\nscript:alert(1)", ""),
        ("//example.org", ""),
        ("https:///nowhere", ""),
        ("https://[bad", ""),
        ("", ""),
    ],
)
def test_only_web_addresses_are_linked(url, safe):
    item = ReadingItem(key="paper:a", title="A", score=0.5, reason="", url=url)
    assert address(item) == safe
    assert enclosable(safe) == safe
    for format_ in ("json", "csv", "bib", "ris", "md", "html"):
        text = format_reading_list(ReadingList(seeds=(), items=(item,)), format_)
        assert (html.escape(safe) if format_ == "html" else safe) in text
        assert "alert" not in text
        assert "evil" not in text


def test_markup_holds_in_attributes_too():
    assert markup("\"a\" & 'b' <c>") == "&quot;a&quot; &amp; &#x27;b&#x27; &lt;c&gt;"


# Reading lists


def nasty_list():
    evidence = (Evidence(paper="paper:a", sentence=f"We use {NASTY}."), Evidence(provider="input"))
    more = {"reason": f"cites {NASTY}", "evidence": evidence, "score": 0.5, "venue": f"J. {NASTY}"}
    return ReadingList(
        seeds=(f"paper:title:{NASTY}",),
        items=(
            ReadingItem(
                key="paper:a", title=NASTY, authors=(NASTY, "A and B"), year=2024, url="javascript:1", **more
            ),
            ReadingItem(
                key="paper:b", title=f"={NASTY}", ids=(f"doi:10.1/{NASTY}", "arxiv:2308.14508"), **more
            ),
        ),
        note=f"only {NASTY}",
    )


class Page(HTMLParser):
    """Collects what a browser would see."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.text = [], [], ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.text += data


def test_html_is_a_whole_page_that_loads_nothing():
    text = format_reading_list(nasty_list(), "html")
    page = Page(text)
    assert text.startswith("<!doctype html>\n")
    assert ("charset", "utf-8") in page.attributes
    assert not {"script", "img", "link", "iframe", "object", "embed", "form"} & set(page.tags)
    assert not {"src", "onerror", "srcset", "style"} & {name for name, _ in page.attributes}
    assert "default-src 'none'" in dict(page.attributes)["content"] or "default-src 'none'" in text
    assert "url(" not in text
    assert "@import" not in text
    assert page.tags.count("li") == 2
    for shown in (NASTY, f"cites {NASTY}", f"We use {NASTY}.", f"only {NASTY}."):
        assert one_line(shown) in page.text
    assert [value for name, value in page.attributes if name == "href"] == [
        "https://arxiv.org/abs/2308.14508"
    ]


def test_markdown_list():
    papers = reading_list(small_map(), [CLEX])
    assert format_reading_list(papers, "md") == (
        "# Reading list\n\n"
        "Starting from “CLEX: Continuous Length Extrapolation”.\n\n"
        "Note: 2 other papers can be reached from the seed.\n\n"
        "In the order to read in: a paper stands after those of the list that it cites or whose datasets, "
        "models and code it uses; otherwise the older comes first, then the better.\n\n"
        "1. [LongBench: A Bilingual Benchmark](https://arxiv.org/abs/2308.14508) (2023)\n"
        "   — introduces LongBench, which CLEX uses (named by 2 papers)\n\n"
        "   > paper:arxiv:2308.14508 introduces dataset:longbench.\n\n"
        "2. [A Survey of Long Context](https://example.org/survey)\n"
        "   — cites CLEX\n\n"
        "   > paper:doi:10.1000/survey cites paper:title:clex-continuous-length-extrapolation.\n"
    )


@pytest.mark.parametrize("format_", ["md", "html", "json"])
def test_seeds_are_told_by_title(format_):
    text = format_reading_list(reading_list(small_map(), [CLEX, "model:llama-2"]), format_)
    if format_ == "json":
        data = json.loads(text)
        assert data["seeds"] == [CLEX, "model:llama-2"]
        assert data["seed_titles"] == ["CLEX: Continuous Length Extrapolation", "Llama 2"]
    else:
        assert "Starting from “CLEX: Continuous Length Extrapolation”, “Llama 2”." in text


@pytest.mark.parametrize("format_", ["md", "html"])
def test_only_the_sentences_of_the_paper_itself_are_quoted(format_):
    papers = reading_list(small_map(), [CLEX])
    said = {evidence.paper for item in papers for evidence in item.evidence}
    assert CLEX in said, "the seed's own sentences are behind the reasons too"
    text = format_reading_list(papers, format_)
    assert "uses dataset:longbench." not in text
    assert text.count("introduces dataset:longbench.") == 1


def test_the_address_is_the_same_in_every_format():
    papers = reading_list(small_map(), [CLEX])
    for format_ in READING_FORMATS:
        assert "https://arxiv.org/abs/2308.14508" in format_reading_list(papers, format_), format_
    items = json.loads(format_reading_list(papers, "json"))["items"]
    rows = csv.DictReader(io.StringIO(format_reading_list(papers, "csv")))
    assert [item["url"] for item in items] == [row["url"] for row in rows]


def test_lists_write_themselves():
    papers = reading_list(small_map(), [CLEX])
    written = {
        "bib": papers.to_bibtex(),
        "csv": papers.to_csv(),
        "html": papers.to_html(),
        "json": papers.to_json(),
        "md": papers.to_markdown(),
        "ris": papers.to_ris(),
    }
    assert written == {format_: format_reading_list(papers, format_) for format_ in READING_FORMATS}


def test_short_lists_and_places_are_shown():
    item = ReadingItem(key="paper:a", title="A", score=0.5, reason="cites B", shares=(0.6, 0.4), rank=2)
    moved = replace(item, why_here="read before C, which cites it")
    papers = ReadingList(
        seeds=("paper:b", "paper:c"),
        seed_titles=("B: A Long Title", "C"),
        items=(moved,),
        foundations=(replace(item, reason="2 of these 3 papers cite it"),),
        left_out=(replace(item, key="paper:d", title="D", reason="no time was left"),),
        hours=1.5,
    )
    assert papers._repr_markdown_() == papers.to_markdown()
    assert papers.to_markdown() == (
        "# Reading list\n\nStarting from “B: A Long Title”, “C”.\n\n1 of 1.5 hours, at 1 for each paper.\n\n"
        "1. A\n   — cites B\n   — read before C, which cites it\n   — score 60% from B, 40% from C\n\n"
        "## Foundations\n\nWhat these papers rest on.\n\n"
        "- A, no. 1 above\n  — 2 of these 3 papers cite it\n\n"
        "## Left out\n\n- D\n  — no time was left\n"
    )
    page = Page(papers.to_html())
    assert [page.tags.count(tag) for tag in ("ol", "ul", "li", "h2")] == [1, 2, 3, 2]
    assert "read before C, which cites it" in page.text
    data = json.loads(papers.to_json())
    assert (data["items"][0]["shares"], data["left_out"][0]["reason"]) == ([0.6, 0.4], "no time was left")
    assert "cites B; read before C, which cites it" in papers.to_bibtex()
    assert "N1  - cites B; read before C, which cites it" in papers.to_ris()


def test_the_venue_is_kept():
    papers = reading_list(small_map(), [CLEX])
    assert "  booktitle = {ACL},\n" in format_reading_list(papers, "bib")
    assert "\nT2  - ACL\n" in format_reading_list(papers, "ris")
    assert [item["venue"] for item in json.loads(format_reading_list(papers, "json"))["items"]] == ["ACL", ""]
    assert [row["venue"] for row in csv.DictReader(io.StringIO(format_reading_list(papers, "csv")))] == [
        "ACL",
        "",
    ]


VENUES = [
    ("NAACL-HLT 2019", "inproceedings", "booktitle", "CONF", "paper-conference"),
    ("CVPR", "inproceedings", "booktitle", "CONF", "paper-conference"),
    (
        "Advances in Neural Information Processing Systems 30",
        "inproceedings",
        "booktitle",
        "CONF",
        "paper-conference",
    ),
    ("Proceedings of the Workshop on Things", "inproceedings", "booktitle", "CONF", "paper-conference"),
    ("Journal of Things", "article", "journal", "JOUR", "article-journal"),
    ("Trans. Assoc. Comput. Linguistics", "article", "journal", "JOUR", "article-journal"),
    ("Proceedings of the VLDB Endowment", "article", "journal", "JOUR", "article-journal"),
    ("arXiv", "misc", "howpublished", "GEN", "article"),
    ("CoRR", "misc", "howpublished", "GEN", "article"),
    ("Somewhere Else", "misc", "howpublished", "GEN", "article"),
    ("", "misc", "", "GEN", "article"),
]


@pytest.mark.parametrize(("venue", "entry", "field", "ris", "csl"), VENUES)
def test_the_type_of_an_entry_goes_by_its_venue(venue, entry, field, ris, csl):
    item = ReadingItem(key="paper:a", title="A", score=0.5, reason="", venue=venue)
    text = bibtex_entries([item])
    assert text.startswith(f"@{entry}{{")
    assert (f"  {field} = {{{venue}}},\n" in text) == bool(venue)
    assert ris_records([item]).startswith(f"TY  - {ris}\n")
    assert csl_items([item], {})[0]["type"] == csl


def test_authors_that_were_cut_short_stay_so(tmp_path):
    names = ("Yinhan Liu", "Myle Ott", ET_AL)
    item = ReadingItem(key="paper:a", title="RoBERTa: A Robust Approach", score=0, reason="", authors=names)
    assert "  author = {Yinhan Liu and Myle Ott and others},\n" in bibtex_entries([item])
    assert "AU  - Myle Ott\nAU  - et al.\n" in ris_records([item])
    assert csl_items([item], {})[0]["author"][-1] == {"literal": "others"}
    texts = {
        "bib": bibtex_entries([item]),
        "ris": ris_records([item]),
        "json": json.dumps(csl_items([item], {})),
    }
    for name, text in texts.items():
        path = tmp_path / f"p.{name}"
        path.write_text(text)
        assert [paper.authors for paper in read_papers(path)] == [names], name


@pytest.mark.parametrize("format_", ["md", "html"])
def test_a_sentence_behind_two_links_is_shown_once(format_):
    evidence = tuple(Evidence(paper="paper:a", sentence="We use both.", start=start) for start in (0, 7))
    item = ReadingItem(key="paper:a", title="A", score=0.5, reason="shares", evidence=evidence)
    assert format_reading_list(ReadingList(seeds=(), items=(item,)), format_).count("We use both.") == 1


def test_markdown_of_nasty_titles_has_no_markup():
    text = format_reading_list(nasty_list(), "md")
    assert "<" not in re.sub(r"\\.", "", text)
    assert re.findall(r"\]\((.*?)\)", re.sub(r"\\.", "", text)) == ["https://arxiv.org/abs/2308.14508"]
    assert len(re.findall(r"^\d+\. ", text, re.MULTILINE)) == 2


def test_json_list():
    papers = nasty_list()
    data = json.loads(format_reading_list(papers, "json"))
    assert data["seeds"] == list(papers.seeds)
    assert data["note"] == papers.note
    assert [item["place"] for item in data["items"]] == [1, 2]
    assert {"foundations", "bridges", "newest", "left_out", "order", "hours"} <= set(data)
    for item, original in zip(data["items"], papers, strict=True):
        assert (item["key"], item["title"], item["reason"]) == (original.key, original.title, original.reason)
        assert [Evidence(**one) for one in item["evidence"]] == list(original.evidence)


def test_csv_list():
    rows = list(csv.DictReader(io.StringIO(format_reading_list(nasty_list(), "csv"))))
    assert list(rows[0]) == ("place rank title year authors venue score reason why_here url ids key".split())
    assert [row["place"] for row in rows] == ["1", "2"]
    assert rows[0]["title"] == one_line(NASTY)
    assert rows[1]["title"] == f"'={one_line(NASTY)}"
    assert [row["url"] for row in rows] == ["", "https://arxiv.org/abs/2308.14508"]
    assert rows[0]["authors"] == f"{one_line(NASTY)}; A and B"


def read_bibtex(text):
    """Return the entries of BibTeX text as a strict reader sees them: type, key, fields."""
    entries, place = [], 0
    while (start := text.find("@", place)) >= 0:
        depth, end = 0, text.index("{", start)
        while True:
            depth += (text[end] == "{") - (text[end] == "}")
            end += 1
            if not depth:
                break
        key, _, body = text[text.index("{", start) + 1 : end - 1].partition(",")
        fields = dict(re.findall(r"^  (\w+) = \{(.*)\},$", body, re.MULTILINE))
        entries.append((text[start + 1 : text.index("{", start)], key, fields))
        place = end
    return entries


def test_bibtex_list():
    text = format_reading_list(nasty_list(), "bib")
    entries = read_bibtex(text)
    assert [kind for kind, _, _ in entries] == ["article", "article"]
    assert entries[0][2]["title"] == f"{{{bibtex(NASTY)}}}"
    assert entries[0][2]["year"] == "2024"
    assert entries[0][2]["author"].split(" and ", 1)[1] == "{A and B}"
    assert "url" not in entries[0][2]
    assert entries[1][2]["eprint"] == "2308.14508"
    assert entries[1][2]["archiveprefix"] == "arXiv"
    assert entries[1][2]["url"] == "https://arxiv.org/abs/2308.14508"
    assert "{" not in entries[1][2]["doi"]
    assert entries[1][2]["note"] == bibtex(f"cites {NASTY}")
    assert text.startswith("% only ")


def item_of(title, authors=(), year=None):
    return ReadingItem(key="paper:x", title=title, score=0.5, reason="", authors=authors, year=year)


@pytest.mark.parametrize(
    ("ids", "url", "address_"),
    [
        (("arxiv:2308.14508",), "https://example.org/", "https://example.org/"),
        (("arxiv:2308.14508",), "javascript:1", "https://arxiv.org/abs/2308.14508"),
        (("acl:N19-1423", "doi:10.18653/v1/n19-1423"), "", "https://doi.org/10.18653/v1/n19-1423"),
        (('acl:N19")>',), "", "https://aclanthology.org/N19%22%29%3E"),
        (("acl:N 19", "doi:10.1/x"), "", "https://doi.org/10.1/x"),
        (("arxiv:two words", "doi:10.1/x"), "", "https://doi.org/10.1/x"),
        (("isbn:1",), "", ""),
        ((), "", ""),
    ],
)
def test_where_to_read_a_paper(ids, url, address_):
    assert address(ReadingItem(key="paper:a", title="A", score=0.5, reason="", ids=ids, url=url)) == address_


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "bee2020", "Bee2020", "bee2020x2", "a b", "x{y", "müller:19"]), st.booleans()
        ),
        max_size=6,
    )
)
def test_own_keys_are_kept_and_all_differ(told):
    items = [
        ReadingItem(
            key=f"paper:{number}",
            title="A",
            score=0.5,
            reason="",
            year=2020,
            authors=("Bee",) if named else (),
            cite_key=key,
        )
        for number, (key, named) in enumerate(told)
    ]
    text = format_reading_list(ReadingList(seeds=(), items=tuple(items)), "bib")
    keys = [key for _, key, _ in read_bibtex(text)] if items else []
    assert len({key.lower() for key in keys}) == len(items)
    for place, (own, _) in enumerate(told):
        if own not in ("", "a b", "x{y") and own.lower() not in [key.lower() for key, _ in told[:place]]:
            assert keys[place] == own
    assert [one["id"] for one in csl_items(items, {})] == keys


def test_own_types_are_kept_where_they_say_something():
    def item(kind, venue):
        return ReadingItem(
            key="paper:a", title="A", score=0, reason="", venue=venue, cite_key="k", entry_type=kind
        )

    def start(kind, venue):
        return bibtex_entries([item(kind, venue)]).split(",")[0], ris_records([item(kind, venue)])[
            6:10
        ].strip()

    assert start("phdthesis", "") == ("@phdthesis{k", "THES")
    assert start("misc", "NeurIPS 2020") == ("@inproceedings{k", "CONF")
    assert start("incollection", "Springer") == ("@incollection{k", "CHAP")
    assert "booktitle = {Springer}" in bibtex_entries([item("incollection", "Springer")])
    assert start("a{b", "") == ("@misc{k", "GEN")


def test_bibtex_keys_are_told_apart():
    items = (
        item_of("The Rise of Models", ("Jörg Müller",), 2024),
        item_of("The Rise of Data", ("Müller, Jörg",), 2024),
        item_of("Attention Is All You Need"),
        item_of("Attention is all that counts", year=2020),
        item_of("的", ("王",)),
        item_of(""),
    )
    keys = [key for _, key, _ in read_bibtex(format_reading_list(ReadingList(seeds=(), items=items), "bib"))]
    assert keys == [
        "muller2024rise",
        "muller2024risex2",
        "attentionisall",
        "attentionisall2020",
        "paper",
        "paperx2",
    ]


@given(st.lists(st.tuples(ANY_TEXT, st.lists(ANY_TEXT, max_size=2)), max_size=4))
def test_any_list_can_be_written_in_any_format(drawn):
    items = tuple(item_of(title, tuple(authors)) for title, authors in drawn)
    papers = ReadingList(seeds=("paper:y",), items=items)
    for format_ in READING_FORMATS:
        format_reading_list(papers, format_).encode("utf-8")
    entries = read_bibtex(format_reading_list(papers, "bib"))
    keys = [key for _, key, _ in entries]
    assert len(set(keys)) == len(items)
    assert all(re.fullmatch("[a-z0-9]+", key) for key in keys)
    records = format_reading_list(papers, "ris")
    assert [line for line in records.splitlines() if line.startswith("ER  -")] == ["ER  - "] * len(items)
    assert all(not line or re.match(r"[A-Z][A-Z0-9]  - ", line) for line in records.splitlines())
    assert Page(format_reading_list(papers, "html")).tags.count("li") == len(items)


def test_ris_list():
    text = format_reading_list(nasty_list(), "ris")
    records = text.split("\n\n")
    assert len(records) == 2
    first = [line.split("  - ", 1) for line in records[0].splitlines()]
    assert [tag for tag, _ in first] == ["TY", "TI", "AU", "AU", "T2", "PY", "N1", "ER"]
    assert first[1] == ["TI", one_line(NASTY)]
    assert first[2] == ["AU", one_line(NASTY).replace("*", "")], "RIS forbids the asterisk in names"
    assert "UR  - https://arxiv.org/abs/2308.14508" in records[1].splitlines()


@pytest.mark.parametrize("format_", sorted(READING_FORMATS))
def test_empty_list_is_written_too(format_):
    text = format_reading_list(ReadingList(seeds=(LONGBENCH,), note="nothing is linked to it"), format_)
    assert ("nothing is linked to it" in text) == (format_ not in WITHOUT_NOTE)


def test_our_json_is_read_back_by_what_the_readme_names():
    readme = (Path(__file__).resolve().parents[1] / "README.md").read_text(encoding="utf-8")
    assert "graphx.export.graph_from_json" in readme
    assert contents(graph_from_json(graph_text(small_map(), "json"))) == contents(small_map())
