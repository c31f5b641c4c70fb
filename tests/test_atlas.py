"""The page of a large map as text: the whole map is packed into it, once. In a browser: ``browser/``."""

import base64
import html
import json
import random
import re
import zlib
from collections import Counter
from hashlib import sha256

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphx import drawing, render
from graphx.analyze import find_communities, find_regions
from graphx.analyze.arrays import arrays_of
from graphx.errors import OptionError
from graphx.render import atlas, write_atlas
from graphx.render.excerpts import without_abstracts
from graphx.render.fold import part_from_texts
from graphx.render.names import mark
from graphx.render.words import Words, code_lengths
from tests.pages import packed, page_data, put_texts_back, texts_of, topics_map


def write(G, path, *, most=30, **options):
    regions = find_regions(G, most=most)
    write_atlas(G, path, arrays=arrays_of(G), regions=regions, **options)
    return path.read_text(encoding="utf-8"), regions


def chunks(text):
    """Return the data of the regions of a page, in order."""
    found = packed(text)
    numbers = sorted(int(name[1:]) for name in found if re.fullmatch(r"r\d+", name))
    assert numbers == list(range(len(numbers)))
    return [page_data(text, f"r{number}") for number in numbers]


@pytest.fixture(scope="module", name="G")
def topics():
    return topics_map()


@pytest.fixture(scope="module")
def page(G, tmp_path_factory):
    return write(G, tmp_path_factory.mktemp("atlas") / "map.html")


def test_chunks_hold_every_node_once_and_every_link_once(G, page):
    text, regions = page
    nodes, links = Counter(), Counter()
    for data, region in zip(chunks(text), regions, strict=True):
        home = [key for key, there in zip(data["keys"], data["foreign"], strict=True) if there < 0]
        assert tuple(home) == region.members
        nodes.update(home)
        edges = data["edges"]
        for a, b, r in zip(edges["from"], edges["to"], edges["relation"], strict=True):
            links[data["keys"][a], data["keys"][b], data["relations"][r]] += 1
    assert nodes == Counter(dict.fromkeys(G, 1))
    assert links == Counter(list(G.edges(keys=True)))


def test_what_leads_in_from_elsewhere_is_counted_by_region(G, page):
    text, regions = page
    of = {key: number for number, one in enumerate(regions) for key in one.members}
    for number, data in enumerate(chunks(text)):
        told = {data["keys"][int(i)]: dict(rows) for i, rows in data["inbound"].items()}
        for key in regions[number].members:
            expected = Counter(of[u] for u in set(G.predecessors(key)) if of[u] != number)
            assert told.get(key, {}) == dict(expected)


def test_a_region_knows_what_counts_in_the_whole_map(G, page):
    text, _ = page
    papers = {key for key, kind in G.nodes(data="kind") if kind == "paper"}
    for data in chunks(text):
        for key, degree, named in zip(
            data["keys"], data["whole"]["degree"], data["whole"]["named"], strict=True
        ):
            assert degree == len({*G.successors(key), *G.predecessors(key)} - {key})
            if key not in papers:
                assert named == len(set(G.predecessors(key)) & papers)


def test_guests_are_told_with_the_region_they_are_at_home_in(page):
    text, regions = page
    guests = 0
    for data in chunks(text):
        for key, there in zip(data["keys"], data["foreign"], strict=True):
            if there >= 0:
                guests += 1
                assert key in regions[there].members
    assert guests > 5


def test_index_names_everything_in_the_order_of_the_regions(G, page):
    text, regions = page
    found = packed(text)
    names = json.loads(zlib.decompress(found["names"]))
    keys = [key for one in regions for key in one.members]
    assert names["sizes"] == [len(one.members) for one in regions]
    assert names["labels"].split("\n") == [G.nodes[key]["label"] for key in keys]
    assert len(names["kinds"]) == len(keys)
    also = zlib.decompress(found["also"]).decode().split("\n")
    assert "Author 0 Number 0" in also[keys.index("paper:title:topic-0-seen-for-the-0-time")]
    assert found["marks"] == b"".join(mark(key) for key in keys)


def test_overview_counts_everything(G, page):
    text, _ = page
    data = json.loads(re.search(r'<script id="data" type="application/json">(.*?)</script>', text, re.S)[1])
    counts = [sum(row) for row in zip(*data["regions"]["counts"], strict=True)]
    kinds = Counter(nx.get_node_attributes(G, "kind").values())
    assert counts == [kinds[kind] for kind in ("paper", "dataset", "model", "repo")]
    proper = [k for k, kind in enumerate(data["regions"]["kind"]) if kind == "community"]
    pairs = zip(data["links"]["a"], data["links"]["b"], strict=True)
    tied = {k for pair in pairs if set(pair) <= set(proper) for k in pair}
    for k in proper:
        assert (data["regions"]["x"][k] is not None) == (k in tied)
    # No two discs overlap.
    placed = [k for k in proper if k in tied]
    x, y, r = (data["regions"][name] for name in ("x", "y", "r"))
    for a in placed:
        for b in placed:
            assert a == b or (x[a] - x[b]) ** 2 + (y[a] - y[b]) ** 2 > (r[a] + r[b]) ** 2


def test_policy_names_every_script_that_may_run(page):
    text, _ = page
    policy = html.unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1])
    rules = dict(part.strip().split(" ", 1) for part in policy.split(";"))

    def told(script):
        return f"'sha256-{base64.b64encode(sha256(script).digest()).decode()}'"

    scripts = [one.encode() for one in re.findall(r"<script>(.*?)</script>", text, re.S)]
    scripts.append(zlib.decompress(packed(text)["vis"]))
    assert set(rules["script-src"].split()) == {told(one) for one in scripts}
    assert rules["default-src"] == "'none'"
    assert "unsafe" not in policy
    assert "http" not in policy
    assert not any(
        re.search(rb"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", one)
        for one in scripts[:-1]
    )


def test_same_graph_same_bytes_in_any_order(G, page, tmp_path):
    nodes, edges = list(G.nodes(data=True)), list(G.edges(keys=True, data=True))
    random.Random(5).shuffle(nodes)
    random.Random(6).shuffle(edges)
    other = nx.MultiDiGraph()
    other.add_nodes_from(nodes)
    other.add_edges_from(edges)
    assert write(other, tmp_path / "b.html")[0] == page[0]


def test_sizes_and_colours_are_those_of_the_whole_map(G, tmp_path):
    score = {key: i for i, key in enumerate(sorted(G))}
    text, _ = write(G, tmp_path / "a.html", node_size=score, node_color=score)
    size = {}
    for data in chunks(text):
        assert data["scale"] == [0, len(G) - 1]
        size |= dict(zip(data["keys"], data["nodes"]["size"], strict=True))
    order = sorted(size, key=lambda key: (size[key], key))
    assert order == sorted(G)


@pytest.mark.parametrize("given", ["found", "names", "nothing"])
def test_a_page_is_drawn_whole_or_as_an_overview_by_its_size(G, tmp_path, monkeypatch, given):
    found = find_communities(G)
    communities = {"found": found, "names": found.names(), "nothing": None}[given]
    small = drawing.write_page(G, tmp_path / "small.html", communities=communities)
    assert packed(small.read_text(encoding="utf-8")).keys() == {"data", "vis"}
    monkeypatch.setattr(render, "FLAT", 20)
    large = drawing.write_page(G, tmp_path / "large.html", communities=communities)
    assert len(chunks(large.read_text(encoding="utf-8"))) > 3


@pytest.fixture(scope="module")
def folder(G, tmp_path_factory):
    place = tmp_path_factory.mktemp("folder")
    (place / "map-parts").mkdir()
    (place / "map-parts" / "map99.html").write_text("of an earlier, larger map")
    (place / "map-parts" / "notes.html").write_text("somebody else's")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(atlas, "PACKED", 50)
        patch.setattr(atlas, "VOLUME", 60)
        write(G, place / "map.html")
    return place


def test_a_folder_of_pages_holds_every_node_once_and_leads_both_ways(G, folder):
    regions = find_regions(G, most=30)
    top = (folder / "map.html").read_text(encoding="utf-8")
    assert packed(top) == {}
    pages = sorted((folder / "map-parts").glob("map*.html"))
    assert len(pages) > 2
    nodes = Counter()
    for number, page in enumerate(pages, 1):
        text = page.read_text(encoding="utf-8")
        data = json.loads(
            re.search(r'<script id="data" type="application/json">(.*?)</script>', text, re.S)[1]
        )
        assert data["top"] == "../map.html"
        assert data["page"] == number
        assert data["files"][number] == page.name
        assert data["regions"]["name"] == [one.name for one in regions]
        found = packed(text)
        mine = [k for k, there in enumerate(data["regions"]["file"]) if there == number]
        assert {f"{letter}{k}" for k in mine for letter in "rt"} | {"vis", "words"} == set(found)
        for k in mine:
            chunk = page_data(text, f"r{k}")
            nodes.update(key for key, there in zip(chunk["keys"], chunk["foreign"], strict=True) if there < 0)
        names = packed((page.parent / f"names{number}.html").read_text(encoding="utf-8"))
        index = json.loads(zlib.decompress(names["names"]))
        assert index["first"] == mine[0]
        assert index["sizes"] == [len(regions[k].members) for k in mine]
    assert nodes == Counter(dict.fromkeys(G, 1))


def test_a_folder_of_pages_keeps_nothing_old_and_touches_nothing_else(folder):
    names = {one.name for one in (folder / "map-parts").iterdir()}
    assert "map99.html" not in names
    assert "notes.html" in names


def test_a_page_that_is_moved_when_all_is_written_is_called_by_its_later_name(G, tmp_path, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(atlas, "PACKED", 50)
        write(G, tmp_path / ".graph.html.x.part", name="graph.html")
    assert (tmp_path / "graph-parts" / "map1.html").is_file()
    text = (tmp_path / "graph-parts" / "map1.html").read_text(encoding="utf-8")
    assert '"top":"../graph.html"' in text
    assert ".part" not in re.search(r'"files":\[.*?\]', text)[0]
    # A smaller map leaves nothing of the larger one behind.
    write(G, tmp_path / "graph.html")
    assert not list((tmp_path / "graph-parts").iterdir())


def test_a_region_tells_labels_and_abstracts_whole(G, page):
    text, _ = page
    for data in chunks(text):
        assert data["nodes"]["label"] == [G.nodes[key]["label"] for key in data["keys"]]
        for key, there, detail in zip(data["keys"], data["foreign"], data["details"], strict=True):
            assert detail.get("abstract", "") == ("" if there >= 0 else G.nodes[key].get("abstract", ""))


@given(
    st.lists(st.text(st.sampled_from("ab_1é𝔸 .,\n-\ue000") | st.characters(exclude_categories=["Cc", "Cs"]))),
    st.integers(1, 3),
)
def test_texts_told_by_words_come_back(texts, parts):
    words = Words()
    numbers = [words.add(texts[k::parts]) for k in range(parts)]
    found = {"words": base64.b64decode(words.chunk())}
    for k, number in enumerate(numbers):
        part = texts[k::parts]
        # What is left of the last byte may look like more.
        assert texts_of(found, words.part(number))[: len(part)] == part


@given(st.lists(st.integers(0, 1000), min_size=2, max_size=60))
def test_code_lengths_are_those_of_a_best_code(counts):
    sizes = code_lengths(counts)
    assert sum(2.0**-size for size in sizes) == 1
    # As joining the two rarest again and again costs.
    left, cost = sorted(counts), 0
    while len(left) > 1:
        joined = left[0] + left[1]
        cost += joined
        left = sorted([joined, *left[2:]])
    assert sum(map(int.__mul__, counts, sizes)) == cost


def test_names_in_abstracts_stand_as_signs_and_come_back():
    texts = ["BERT and BERT-large \ue000.", "BERT-large beats BERT; \uf000 is odd.", "BERT-large beats BERT."]
    data = {
        "nodes": {"label": ["P", "Q", "R", "BERT", "BERT-large", ""]},
        "details": [{"abstract": text} for text in texts] + [{}, {}, {}],
        "edges": {"from": [0, 0, 1, 2, 2, 2], "to": [3, 4, 3, 3, 4, 5]},
    }
    part, told = part_from_texts(data)
    assert told[-1] == "\ue001 beats \ue000."
    put_texts_back(part, told)
    assert [detail.get("abstract") for detail in part["details"][:3]] == texts


def quotes(data):
    """Return what each evidence says and which words of it are marked."""

    def cut(text, start, stop):
        units = text.encode("utf-16-le", "surrogatepass")
        return units[2 * start : 2 * stop].decode("utf-16-le", "surrogatepass")

    told = []
    for items in data["edges"]["evidence"]:
        for item in items:
            if item[0] < 0:
                told.append(item)
                continue
            text = data["details"][item[0]]["abstract"] if item[1] else f"title of {item[0]}"
            told.append((cut(text, *item[2:4]), cut(text, *item[4:6]), item[6:]))
    return told


@given(
    st.lists(st.text(st.sampled_from("ab. 𝔸é"), min_size=1, max_size=30), min_size=1, max_size=4),
    st.lists(st.tuples(*[st.integers(0, 99)] * 5), max_size=12),
)
def test_a_page_without_abstracts_quotes_what_one_with_them_does(texts, places):
    items = []
    for number, *cuts in places:
        paper = number % len(texts)
        ends = [len(texts[paper][:end].encode("utf-16-le")) // 2 for end in range(len(texts[paper]) + 1)]
        start, first, last, stop = sorted(ends[place % len(ends)] for place in cuts)
        items.append([paper, number % 2, start, stop, first, last, *["arxiv"] * (number % 3 == 0)])
    # Titles are not looked at.
    items = [item for item in items if item[1]] + [[-1, "A sentence.", 2, 5], [0, 0, 0, 3, 0, 3]]
    data = {
        "details": [*({"abstract": text} for text in texts), {}],
        "edges": {"evidence": [items[::2], items[1::2]], "from": [0, 0]},
    }
    kept = without_abstracts(data)
    assert quotes(kept) == quotes(data)
    assert kept["excerpts"]
    for number, (detail, text) in enumerate(zip(kept["details"], texts, strict=False)):
        quoted = {tuple(item[2:4]) for item in items if item[0] == number and item[1]}
        longest = sum(stop - start + 1 for start, stop in quoted)
        assert len(detail["abstract"].encode("utf-16-le")) // 2 == max(0, longest - 1), text


def test_abstracts_are_in_one_file_and_not_in_a_folder_unless_asked_for(G, tmp_path, monkeypatch):
    def abstracts(place, **options):
        write(G, place, **options)
        files = [place, *sorted((place.parent / f"{place.stem}-parts").glob("map*.html"))]
        texts = [file.read_text(encoding="utf-8") for file in files]
        named = [(text, name) for text in texts for name in packed(text) if re.fullmatch(r"r\d+", name)]
        found = [page_data(text, name) for text, name in named]
        assert len({bool(data.get("excerpts")) for data in found}) == 1
        return {
            key: detail.get("abstract", "")
            for data in found
            for key, there, detail in zip(data["keys"], data["foreign"], data["details"], strict=True)
            if there < 0
        }

    whole = {key: data.get("abstract", "") for key, data in G.nodes(data=True)}
    assert abstracts(tmp_path / "one.html") == whole
    cut = abstracts(tmp_path / "none.html", abstracts="none")
    assert cut != whole
    assert all(text in whole[key] or ". " in text for key, text in cut.items())
    monkeypatch.setattr(atlas, "PACKED", 50)
    monkeypatch.setattr(atlas, "VOLUME", 60)
    assert abstracts(tmp_path / "many.html") == cut
    assert abstracts(tmp_path / "all.html", abstracts="all") == whole
    with pytest.raises(OptionError, match="abstracts"):
        abstracts(tmp_path / "no.html", abstracts="some")
