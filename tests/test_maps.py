"""A map on disk as a value: loaded when asked for, and shown in a notebook."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from graphx import Map, explore, load_graph, load_mentions, open_map, read_papers, sample_path, store
from graphx.errors import MapError
from tests.test_build import A, as_data
from tests.test_export import NASTY


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    return explore(sample_path(), output=tmp_path_factory.mktemp("map"), title=NASTY)


def test_a_map_holds_what_was_built(demo):
    map_ = open_map(demo.folder)
    assert type(map_) is Map
    assert map_.papers == tuple(sorted(read_papers(sample_path()), key=lambda p: p.key)) == demo.papers
    assert list(map_.mentions) == load_mentions(demo.folder) == list(demo.mentions)
    assert as_data(map_.graph) == as_data(load_graph(demo.folder)) == as_data(demo.graph)
    assert map_.page == demo.page
    assert map_.page.exists()
    assert map_.search("CLIP", kind="model")[0].key == "model:clip"
    assert map_.sql("SELECT count(*) FROM papers WHERE year > ?", [2022]).rows[0][0] > 5
    assert map_.corrections == ()
    assert repr(map_) == f"Map({str(demo.folder)!r})"


def test_nothing_is_loaded_before_it_is_asked_for_and_nothing_twice(demo, monkeypatch):
    opened = []
    load = store.load_contents
    monkeypatch.setattr(store, "load_contents", lambda *a: opened.append(a) or load(*a))
    map_ = open_map(demo.folder)
    assert map_.search("CLIP")
    assert not opened
    assert map_.graph is map_.graph
    assert map_.papers
    assert len(opened) == 1
    assert demo.papers
    assert len(opened) == 1, "what was just built is known"


def test_export_goes_into_the_map(demo, tmp_path):
    assert open_map(demo.folder).export("gexf") == demo.folder / "graph.gexf"
    assert open_map(demo.folder).export("csv", tmp_path / "t.zip").stat().st_size > 1000


def test_there_has_to_be_a_map(tmp_path):
    with pytest.raises(MapError, match="no map in"):
        open_map(tmp_path)


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def test_a_notebook_shows_numbers_and_nothing_in_a_title_is_markup(demo, tmp_path):
    parser = Tags()
    shown = open_map(demo.folder)._repr_html_()
    parser.feed(shown)
    tags = {"p", "b", "a", "iframe", "details", "summary", "table", "tr", "th", "td"}
    assert {tag for tag, _ in parser.found} == tags
    [frame] = [attrs for tag, attrs in parser.found if tag == "iframe"]
    assert frame["srcdoc"] == demo.page.read_text(encoding="utf-8")
    assert "allow-same-origin" not in frame["sandbox"]
    [link] = [attrs for tag, attrs in parser.found if tag == "a"]
    assert link == {"href": demo.page.resolve().as_uri()}
    assert "<th>nodes: paper</th><td>80</td>" in shown
    store.save_map(tmp_path / "m", store.Contents(papers=(A,), mentions=(), meta={}), [])
    map_ = open_map(tmp_path / "m")
    (tmp_path / "m" / "corrections.txt").write_text("<script>")
    assert "<script>" not in map_._repr_html_()
    assert "&lt;script&gt;" in map_._repr_html_()
