"""Maps that grow: the same as built from nothing, and never half of anything."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from graphx import find_node, load_graph, open_graph, pipeline, store
from graphx.building import growing, plan
from graphx.building.watching import changes
from graphx.cli.app import cli
from graphx.errors import InputError, MapError, NodeError, OptionError, OutputError
from graphx.export import graph_text
from graphx.facts import Fact
from graphx.find.catalog import Catalog, Entry
from graphx.find.held import Held
from graphx.find.match import Matcher
from graphx.find.text import normalise
from graphx.maps import link_rows, node_rows
from tests.test_building import in_child, some_records, tables, write
from tests.test_read import LISTING


@pytest.fixture(autouse=True)
def _always(request):
    """Let maps grow however much is new."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(growing, "MOST_NEW", 1e9)
        yield


def same_as_anew(folder, paths, **options):
    """Hold a map to one that is built from nothing of the same files."""
    fresh = folder.parent / f"{folder.name} anew"
    pipeline.explore(*paths, output=fresh, page=False, **options)
    grown, anew = tables(folder), tables(fresh)
    for name in anew:
        assert grown[name] == anew[name], name
    for form in ("json", "graphml", "bib"):
        texts = (graph_text(load_graph(place), form).encode() for place in (folder, fresh))
        assert next(texts) == next(texts), form
    (fresh / "graph.db").unlink()


def build(folder, paths, **options):
    return pipeline.explore(*paths, output=folder, page=False, **options).read


steps = st.lists(st.tuples(st.integers(0, 2), some_records | st.none()), min_size=1, max_size=4)


@settings(max_examples=10)
@given(some_records, steps)
def test_any_files_that_come_change_and_go(tmp_path_factory, first, changes):
    place = tmp_path_factory.mktemp("maps")
    paths = [write(place / "0.jsonl", [{"title": "What Always Stays Here"}, *first])]
    build(place / "map", paths)
    for number, records in changes:
        path = place / f"{number}.jsonl"
        if records is not None:
            write(path, [{"title": "What Always Stays Here"}, *records])
            paths = sorted({*paths, path})
        elif len(paths) > 1 and path in paths:
            path.unlink()
            paths.remove(path)
        assert build(place / "map", paths).grown
        same_as_anew(place / "map", paths)


def test_a_name_that_comes_is_found_in_old_papers(tmp_path):
    old = [{"title": f"Paper Number {n} of Many", "abstract": "ZorBit helps on GSM8K."} for n in range(3)]
    new = [{"title": "ZorBit: A New Dataset for All", "abstract": "We introduce ZorBit, a new dataset."}]
    paths = [write(tmp_path / "old.jsonl", old)]
    build(tmp_path / "map", paths)
    paths.append(write(tmp_path / "new.jsonl", new))
    report = build(tmp_path / "map", paths)
    assert (report.grown, report.added, report.searched, report.removed) == (True, 1, 3, 0)
    with contextlib.closing(sqlite3.connect(tmp_path / "map/graph.db")) as db, db:
        assert db.execute("SELECT count(*) FROM links WHERE target = 'dataset:zorbit'").fetchone() == (4,)
    same_as_anew(tmp_path / "map", paths)
    report = build(tmp_path / "map", paths[:1])
    assert (report.grown, report.added, report.searched, report.removed) == (True, 0, 3, 1)
    same_as_anew(tmp_path / "map", paths[:1])


PIECES = ("- ", "\u2010\xa0", "\\emph{", "\\pi", "\u200b", "\xad", "&amp;", "x2014", " and ", "'12")
NAMED = ("Zor", "Bit", "ZorBit", "zorbit-2", "ﬁt", "FitEval", "2012")
words = st.lists(st.sampled_from([*PIECES, *NAMED, *" $}π-3é,&~^²"]), max_size=8).map("".join)


@given(words)
def test_a_text_in_which_a_name_is_found_may_hold_it(text):
    names = ["ZorBit", "ZorBit 2", "ZorBit 3", "ZorPi", "Zorfit"]
    entries = [Entry(name=name, kind="dataset", policy="free") for name in names]
    entries.append(Entry(name="FitEval", kind="dataset", versions="year"))
    entries.append(Entry(name="FitEval 2012", kind="dataset"))
    for hit in Matcher(Catalog(entries)).find(normalise(text).norm):
        assert Held(hit.entry.keys).may_be_in(text), (hit, text)


ZORBIT = {"title": "ZorBit: A New Dataset for All", "abstract": "We introduce ZorBit, a new dataset."}
OLD = [{"title": f"Paper Number {n} of Many", "abstract": f"ZorBit helps on GSM8K {n}."} for n in range(40)]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_at_any_moment_the_map_is_the_old_or_the_new_one(tmp_path, monkeypatch):
    paths = [write(tmp_path / "old.jsonl", OLD)]
    build(tmp_path / "map", paths)
    old = tables(tmp_path / "map")
    paths.append(write(tmp_path / "new.jsonl", [ZORBIT]))
    build(tmp_path / "new", paths)
    new = tables(tmp_path / "new")
    held = (tmp_path / "map" / "graph.db").read_bytes()
    grown = growing.Growing.grow

    def killed(at):
        def counted(self):
            steps = iter(range(at))
            self.book.db.set_progress_handler(
                lambda: next(steps, None) is None and os.kill(os.getpid(), signal.SIGKILL), 200
            )
            return grown(self)

        monkeypatch.setattr(growing.Growing, "grow", counted)
        build(tmp_path / "map", paths)

    ends = []
    for at in (1, 3, 9, 20, 30, 40, 50, 60, 80, 100, 10**9):
        (tmp_path / "map" / "graph.db").write_bytes(held)
        ends.append(in_child(lambda at=at: killed(at)))
        assert tables(tmp_path / "map") == (new if ends[-1] == 0 else old), at
    assert ends[0] == -signal.SIGKILL
    assert ends[-1] == 0
    assert sum(map(bool, ends)) > 5


def test_files_are_added_to_a_map_and_dropped_in_sync(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    one, two = write(Path("one.jsonl"), OLD), write(Path("two.jsonl"), [ZORBIT])
    build("map", [one], title="Mine")
    run = CliRunner().invoke
    told = run(cli, ["build", "two.jsonl", "--add", "-o", "map", "--no-page"], catch_exceptions=False)
    assert told.exit_code == 0
    assert "Changed the map that was there: 1 paper came or changed." in told.stderr
    assert "40 other papers were searched again" in told.stderr
    assert "Replaced" not in told.stderr
    assert "graphx page map" in told.stderr
    same_as_anew(tmp_path / "map", [one, two], title="Mine")
    two.unlink()
    assert build("map", [], add=True).papers == 41, "the papers of a file that is gone stay"
    assert build("map", [], add=True, sync=True).removed == 1
    same_as_anew(tmp_path / "map", [one], title="Mine")
    one.unlink()
    with pytest.raises(InputError, match="none of the 1 files that this map was made of is here"):
        build("map", [], add=True, sync=True)
    for options, error in (({}, "with -o"), ({"output": "no map"}, "no map in no map")):
        with pytest.raises((OptionError, MapError), match=error):
            pipeline.explore("two.jsonl", add=True, **options)
    assert run(cli, ["build"]).exit_code == 2


def test_keys_of_a_bibliography_go_all_the_way_and_older_maps_have_none(tmp_path):
    entries = "@phdthesis{bee:2020, title = {The ZorBit Benchmark for Long Studies}, author = {Bee, Ann}}\n"
    (tmp_path / "a.bib").write_text(entries, encoding="utf-8")
    (tmp_path / "b.txt").write_text(LISTING, encoding="utf-8")
    folder = tmp_path / "map"
    build(folder, [tmp_path / "b.txt"])
    build(folder, [tmp_path / "a.bib"], add=True)
    same_as_anew(folder, [tmp_path / "b.txt", tmp_path / "a.bib"])
    assert "@phdthesis{bee:2020,\n  title = {{The ZorBit" in graph_text(load_graph(folder), "bib")
    key = find_node(load_graph(folder), "bee:2020")
    assert find_node(open_graph(folder), "bee:2020") == find_node(open_graph(folder), "zorbit long") == key
    assert [hit.key for hit in store.search(folder, "Ann Bee")] == [key]
    with contextlib.closing(sqlite3.connect(folder / store.FILE_NAME, isolation_level=None)) as db:
        db.execute("DROP INDEX papers_called")
        for column in ("cite_key", "entry_type"):
            db.execute(f"ALTER TABLE papers DROP COLUMN {column}")
        db.execute("PRAGMA user_version = 3")
    papers = store.load_contents(folder).papers
    assert "The ZorBit Benchmark for Long Studies" in {paper.title for paper in papers}
    assert not any(paper.cite_key for paper in papers)
    with pytest.raises(NodeError, match="no node"):
        find_node(open_graph(folder), "bee:2020")
    assert "@misc{bee" in graph_text(load_graph(folder), "bib")


def test_a_file_touched_or_packed_anew_is_known_again_by_what_it_holds(tmp_path):
    paths = [write(tmp_path / "old.jsonl", OLD)]
    build(tmp_path / "map", paths)
    os.utime(paths[0], ns=(1, 1))
    report = build(tmp_path / "map", paths)
    assert (report.grown, report.added, report.papers, report.records) == (True, 0, 40, 40)
    write(paths[0], [{**OLD[0], "year": 2020}, *OLD])
    report = build(tmp_path / "map", paths)
    assert (report.grown, report.added, report.removed) == (True, 0, 0), "only lines and a year have changed"
    same_as_anew(tmp_path / "map", paths)


def test_corrections_and_facts_hold_in_a_map_that_grows(tmp_path):
    folder = tmp_path / "map"
    paths = [write(tmp_path / "old.jsonl", OLD)]
    build(folder, paths)
    (folder / "corrections.txt").write_text('rename: dataset:zorbit "The ZorBit Set"\n')
    paths.append(write(tmp_path / "new.jsonl", [ZORBIT]))
    assert build(folder, paths).grown
    (tmp_path / "map anew").mkdir()
    (tmp_path / "map anew/corrections.txt").write_text('rename: dataset:zorbit "The ZorBit Set"\n')
    same_as_anew(folder, paths)
    (folder / "corrections.txt").unlink()
    (tmp_path / "map anew/corrections.txt").unlink()
    assert build(folder, paths).grown, "what was corrected is as it was found again"
    same_as_anew(folder, paths)
    key = pipeline.Map(folder).papers[0].key
    fact = Fact(subject=key, field="year", value="1999", provider="arxiv")
    graph = pipeline.Map(folder).graph
    contents = replace(store.load_contents(folder), facts=(fact,))
    store.save_graph(folder, contents, link_rows(graph), node_rows(graph))
    write(paths[1], [ZORBIT, {"title": "One More Paper Than Before"}])
    assert build(folder, paths).grown
    assert pipeline.Map(folder).graph.nodes[key]["year"] == 1999


@pytest.mark.parametrize("changed", ["catalog", "columns", "graphx"])
def test_what_finds_otherwise_makes_the_map_anew_and_says_so(tmp_path, monkeypatch, changed):
    paths = [write(tmp_path / "old.jsonl", OLD)]
    build(tmp_path / "map", paths)
    options = {}
    if changed == "catalog":
        (tmp_path / "own.toml").write_text('[[entry]]\nname = "ZorBit"\nkind = "dataset"\n')
        options = {"catalog": [tmp_path / "own.toml"]}
    elif changed == "columns":
        options = {"strict": True}
    else:
        monkeypatch.setattr(plan, "code_digest", lambda: "another")
    report = build(tmp_path / "map", paths, **options)
    assert not report.grown
    assert {"columns": "other options"}.get(changed, f"{changed} has changed") in report.why_anew


def test_nothing_is_lost_where_another_adds_between_plan_and_work(tmp_path, monkeypatch):
    paths = [tmp_path / f"{name}.jsonl" for name in "abc"]
    for path in paths:
        path.write_text(json.dumps({"title": f"A Study of {path.stem} and Much Else"}), encoding="utf-8")
    folder = tmp_path / "map"
    build(folder, paths[:1])
    with monkeypatch.context() as patch:
        # The catalog is looked at between the plan and the work.
        patch.setattr(
            pipeline, "load_catalog", lambda *_: (patch.undo(), build(folder, paths[1:2], add=True))
        )
        with pytest.raises(OutputError, match="changed by another graphx meanwhile; give the same command"):
            build(folder, paths[2:], add=True)
    build(folder, paths[2:], add=True)
    assert len(store.load_contents(folder).papers) == 3


def test_a_map_of_an_older_format_is_made_anew(tmp_path):
    paths = [write(tmp_path / "old.jsonl", OLD)]
    folder = tmp_path / "map"
    build(folder, paths)
    with contextlib.closing(sqlite3.connect(folder / store.FILE_NAME, isolation_level=None)) as db:
        db.execute("PRAGMA user_version = 1")
        db.execute("DROP TABLE facts")
        db.execute("DROP TABLE build_files")
    report = build(folder, paths)
    assert report.why_anew == "this map was built by an older graphx"
    same_as_anew(folder, paths)


def test_a_folder_is_watched_until_files_stay_as_they_are(tmp_path):
    steps = iter([0, 3, 5, 7, 0, 0])

    def sleep(_):
        if number := next(steps):
            write(tmp_path / "a.jsonl", OLD[:number])

    said = []
    looks = changes([tmp_path / "*.jsonl"], every=1, sleep=sleep, notify=said.append)
    assert next(looks) == 1
    assert len(said) == 1
    assert said[0].endswith("; waiting for it")
    assert len((tmp_path / "a.jsonl").read_text().splitlines()) == 3
    assert next(looks) == 1
    assert len((tmp_path / "a.jsonl").read_text().splitlines()) == 7
    with pytest.raises(RuntimeError, match="StopIteration"):
        next(looks)  # nothing has changed, and the looks are at their end


def test_watching_ends_quietly_and_outlives_a_bad_file(tmp_path, monkeypatch):
    (tmp_path / "in").mkdir()
    path = write(tmp_path / "in" / "a.jsonl", OLD[:2])
    steps = iter([lambda: path.write_text("no papers"), None, lambda: write(path, OLD[:3]), None, None])

    def sleep(_):
        try:
            step = next(steps)
        except StopIteration:
            raise KeyboardInterrupt from None
        if step:
            step()

    monkeypatch.setattr("time.sleep", sleep)
    command = ["watch", str(path), "-o", str(tmp_path / "map"), "--no-page"]
    told = CliRunner().invoke(cli, command, catch_exceptions=False)
    assert told.exit_code == 0
    assert "Not built: " in told.stderr
    assert told.stderr.endswith("Stopped watching.\n")
    assert len(pipeline.Map(tmp_path / "map").papers) == 3
