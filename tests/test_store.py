"""The map on disk: what goes in comes out, and nothing ever half-way."""

from __future__ import annotations

import contextlib
import os
import shlex
import signal
import sqlite3
import subprocess
import sys
import threading
import time

import pytest
from hypothesis import given

from graphx import maps, pipeline, store
from graphx.build import build_graph
from graphx.errors import InputError, MapError, OutputError
from graphx.sample import sample_path
from graphx.store import writing
from tests.test_build import GPT, PAPERS, A, B, as_data, mention, some_mentions
from tests.test_read import LISTING


@pytest.fixture(scope="module")
def sample_map(tmp_path_factory):
    return pipeline.explore(sample_path(), output=tmp_path_factory.mktemp("map"), clock=lambda: 0.0)


def test_load_graph_gives_the_built_graph_back(sample_map):
    loaded = maps.load_graph(sample_map.folder)
    assert list(loaded) == list(sample_map.graph)
    assert as_data(loaded) == as_data(sample_map.graph)
    assert maps.load_mentions(sample_map.folder) == list(sample_map.mentions)


def test_describe_map(sample_map):
    facts = maps.describe_map(sample_map.folder)
    assert facts["nodes"]["paper"] == sample_map.read.papers
    assert sum(facts["links"].values()) == sample_map.graph.number_of_edges()
    assert facts["built"] == "1970-01-01T00:00:00Z"
    assert facts["inputs"] == [str(sample_path())]


def test_any_sqlite_tool_can_read_it(sample_map):
    with contextlib.closing(sqlite3.connect(sample_map.folder / "graph.db", isolation_level=None)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        links = set(db.execute("SELECT source, target, relation, round(weight, 9) FROM links"))
        (kinds,) = db.execute("SELECT count(*) FROM artifacts WHERE kind = 'dataset'").fetchone()
        sentences = db.execute("SELECT count(*) FROM links WHERE sentence = ''").fetchone()
    graph = sample_map.graph
    assert links == {(u, v, k, round(d["weight"], 9)) for u, v, k, d in graph.edges(keys=True, data=True)}
    assert kinds >= 10
    assert sentences == (0,)


@given(some_mentions)
def test_round_trip_of_any_facts(tmp_path_factory, mentions):
    folder = tmp_path_factory.mktemp("map")
    mentions = sorted(mentions, key=lambda m: (m.paper, m.start))
    contents = store.Contents(
        papers=tuple(sorted(PAPERS, key=lambda p: p.key)), mentions=tuple(mentions), meta={"a": "b"}
    )
    store.save_map(folder, contents, [])
    assert store.load_contents(folder) == contents


def test_building_again_replaces_the_map(tmp_path):
    first = tmp_path / "one.txt"
    first.write_text(LISTING)
    pipeline.explore(first, output=tmp_path / "map")
    first.write_text(LISTING.split("A Second")[0])
    pipeline.explore(first, output=tmp_path / "map")
    assert len(maps.load_graph(tmp_path / "map")) == 1


def test_the_same_input_gives_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        pipeline.explore(sample_path(), output=tmp_path / name / "map", clock=lambda: 0.0)
    assert (tmp_path / "a/map/graph.html").read_bytes() == (tmp_path / "b/map/graph.html").read_bytes()
    dumps = []
    for name in ("a", "b"):
        with contextlib.closing(
            sqlite3.connect(tmp_path / name / "map/graph.db", isolation_level=None)
        ) as db:
            dumps.append(list(db.iterdump()))
    assert dumps[0] == dumps[1]


def test_a_failing_build_leaves_the_old_map_whole(tmp_path):
    store.save_map(tmp_path, store.Contents(papers=(A,), mentions=(mention(A, GPT),), meta={}), [])

    def rows():
        yield ("a", "b", "uses", 1.0, "")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.save_map(tmp_path, store.Contents(papers=(B,), mentions=(), meta={}), rows())
    assert [p.key for p in store.load_contents(tmp_path).papers] == [A.key]


def test_a_killed_build_leaves_the_old_map_whole(tmp_path):
    store.save_map(tmp_path, store.Contents(papers=(A,), mentions=(), meta={}), [])
    code = """
import sys, time
from graphx import store
from tests.test_build import B
def rows():
    yield ("a", "b", "uses", 1.0, "")
    print("now", flush=True)
    time.sleep(60)
store.save_map(sys.argv[1], store.Contents(papers=(B,), mentions=(), meta={}), rows())
"""
    running = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    assert running.stdout.readline() == "now\n"
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    running.stdout.close()
    assert [p.key for p in store.load_contents(tmp_path).papers] == [A.key]


def test_two_builds_at_once_wait_for_each_other_or_say_so(tmp_path):
    store.save_map(tmp_path, store.Contents(papers=(A,), mentions=(), meta={}), [])

    def rows():
        started = time.monotonic()
        with pytest.raises(OutputError, match="in use by another graphx"):
            store.save_map(tmp_path, store.Contents(papers=(B,), mentions=(), meta={}), [], patience=0.1)
        assert time.monotonic() - started < 5
        return
        yield

    store.save_map(tmp_path, store.Contents(papers=(A, B), mentions=(), meta={}), rows())
    assert len(store.load_contents(tmp_path).papers) == 2


def test_a_build_waits_for_the_one_that_is_writing(tmp_path):
    store.save_map(tmp_path, store.Contents(papers=(A,), mentions=(), meta={}), [])
    other = sqlite3.connect(tmp_path / "graph.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN EXCLUSIVE")
    for read in (store.load_contents, store.check_map):
        started = time.monotonic()
        with pytest.raises(MapError, match="in use by another graphx; wait until that one is done"):
            read(tmp_path, patience=0.2)
        assert 0.1 < time.monotonic() - started < 4
    with pytest.raises(OutputError, match="in use by another graphx; wait until that one is done"):
        store.save_map(tmp_path, store.Contents(papers=(B,), mentions=(), meta={}), [], patience=0.2)
    later = threading.Timer(0.5, other.execute, ["ROLLBACK"])
    later.start()
    store.save_map(tmp_path, store.Contents(papers=(A, B), mentions=(), meta={}), [])
    later.join()
    other.close()
    assert len(store.load_contents(tmp_path).papers) == 2


def test_a_build_killed_with_pages_on_disk_is_taken_back(tmp_path):
    store.save_map(tmp_path, store.Contents(papers=(A,), mentions=(), meta={}), [])
    code = """
import os, signal, sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("PRAGMA cache_size = 1")
db.execute("BEGIN IMMEDIATE")
db.execute("DELETE FROM papers")
db.executemany("INSERT INTO meta VALUES (?, ?)", ((str(i), "x" * 1000) for i in range(2000)))
os.kill(os.getpid(), signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "graph.db")], check=False)
    assert (tmp_path / "graph.db-journal").stat().st_size, "the test needs a journal to take back"
    assert [p.key for p in store.load_contents(tmp_path).papers] == [A.key]
    assert not (tmp_path / "graph.db-journal").exists()


@pytest.mark.parametrize(
    ("pragma", "told"),
    [
        ("query_only = 1", r"readonly.*check its permissions, or choose another folder with -o"),
        ("max_page_count = 1", r"full.*make room on the disk, or choose another folder with -o"),
    ],
)
def test_readonly_and_full_are_told_apart(tmp_path, monkeypatch, pragma, told):
    store.save_map(tmp_path, store.Contents(papers=(A,), mentions=(), meta={}), [])
    insert = writing._insert

    def limited(db, contents, links, nodes):
        db.execute(f"PRAGMA {pragma}")
        insert(db, store.Contents(papers=(), mentions=(), meta={"x": "y" * 1_000_000}), links, nodes)

    monkeypatch.setattr(writing, "_insert", limited)
    with pytest.raises(OutputError, match=told):
        store.save_map(tmp_path, store.Contents(papers=(B,), mentions=(), meta={}), [])
    assert [p.key for p in store.load_contents(tmp_path).papers] == [A.key]


def test_what_a_first_build_left_behind_is_no_map_and_no_obstacle(tmp_path):
    (tmp_path / "graph.db").touch()
    assert store.check_map(tmp_path) is None
    with pytest.raises(MapError, match="no map in"):
        store.load_contents(tmp_path)
    store.save_map(tmp_path, store.Contents(papers=(A,), mentions=(), meta={"a": "b"}), [])
    assert store.check_map(tmp_path) == {"a": "b"}


def test_damage_deep_in_the_file_is_found_before_the_work(tmp_path):
    store.save_map(tmp_path, store.Contents(papers=(A, B), mentions=(), meta={"x": "y" * 50_000}), [])
    path = tmp_path / "graph.db"
    data = bytearray(path.read_bytes())
    data[4096 * 3 : 4096 * 4] = b"\xff" * 4096
    path.write_bytes(data)
    with pytest.raises(MapError, match=r"is damaged .*; delete .*graph\.db and build again"):
        store.check_map(tmp_path)
    path.unlink()  # what the message says works
    store.save_map(tmp_path, store.Contents(papers=(A,), mentions=(), meta={}), [])


def test_missing_damaged_foreign_and_newer_maps(tmp_path):
    with pytest.raises(MapError, match=r"no map in .*; make one with: graphx build") as caught:
        maps.load_graph(tmp_path / "gone away")
    assert shlex.split(str(caught.value).split("with: ")[1])[-1] == str(tmp_path / "gone away")
    damaged = tmp_path / "damaged"
    damaged.mkdir()
    (damaged / "graph.db").write_bytes(b"SQLite format 3\0" + b"x" * 5000)
    with pytest.raises(MapError, match="damaged or no graphx map"):
        maps.load_graph(damaged)
    (damaged / "graph.db").write_text("hello")
    with pytest.raises(MapError, match=r"damaged or no graphx map .*; delete .*graph\.db and build again"):
        maps.load_graph(damaged)
    with pytest.raises(MapError, match=r"damaged or no graphx map .*; delete .*graph\.db and build again"):
        store.save_map(damaged, store.Contents(papers=(A,), mentions=(), meta={}), [])
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    with contextlib.closing(sqlite3.connect(foreign / "graph.db", isolation_level=None)) as db:
        db.execute("CREATE TABLE bookmarks (url TEXT)")
    with pytest.raises(MapError, match="SQLite file of another program"):
        maps.load_graph(foreign)
    with pytest.raises(MapError, match="SQLite file of another program"):
        store.save_map(foreign, store.Contents(papers=(A,), mentions=(), meta={}), [])
    newer = tmp_path / "newer"
    store.save_map(newer, store.Contents(papers=(A,), mentions=(), meta={}), [])
    with contextlib.closing(sqlite3.connect(newer / "graph.db", isolation_level=None)) as db:
        db.execute(f"PRAGMA user_version = {store.VERSION + 1}")
    with pytest.raises(MapError, match=r"made by a newer graphx .*; upgrade graphx"):
        maps.load_graph(newer)
    with pytest.raises(MapError, match="made by a newer graphx"):
        store.save_map(newer, store.Contents(papers=(B,), mentions=(), meta={}), [])


@pytest.mark.parametrize(
    "planted",
    [
        "CREATE TRIGGER t AFTER INSERT ON papers BEGIN DELETE FROM meta; END",
        "ALTER TABLE meta RENAME TO m; CREATE VIEW meta AS WITH RECURSIVE n (name, value) AS "
        "(SELECT '1', 'x' UNION ALL SELECT name || '1', 'x' FROM n) SELECT * FROM n",
        "DROP VIEW searched; CREATE VIEW searched AS SELECT 1",
    ],
)
def test_a_map_that_would_run_something_is_refused(tmp_path, planted):
    contents = store.Contents(papers=(A,), mentions=(), meta={})
    store.save_map(tmp_path, contents, [])
    with contextlib.closing(sqlite3.connect(tmp_path / "graph.db")) as db:
        db.executescript(planted)
    for call in (
        lambda: maps.load_graph(tmp_path),
        lambda: store.save_map(tmp_path, contents, []),
        lambda: store.sql(tmp_path, "SELECT * FROM meta"),
        lambda: store.search(tmp_path, "a"),
    ):
        with pytest.raises(MapError, match=r"damaged or no graphx map \(it has a (trigger|view)"):
            call()


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE papers SET authors = 'not json'",
        "UPDATE artifacts SET family = key",
        "DROP TABLE mentions",
        "DELETE FROM papers",
        "UPDATE papers SET cites = '[[1]]'",
    ],
)
def test_a_map_someone_edited_badly_is_one_clear_error(tmp_path, damage):
    store.save_map(tmp_path, store.Contents(papers=(A,), mentions=(mention(A, GPT),), meta={}), [])
    with contextlib.closing(sqlite3.connect(tmp_path / "graph.db", isolation_level=None)) as db:
        db.execute(damage)
    with pytest.raises(MapError, match=r"graph\.db"):
        maps.load_graph(tmp_path)


def test_unwritable_output(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(OutputError, match=r"cannot write .*; choose another folder with -o"):
        pipeline.explore(sample_path(), output=blocked / "map")
    with pytest.raises(OutputError, match="cannot write"):
        pipeline.explore(sample_path(), output="/proc/graphx")


def test_nothing_is_written_when_the_input_is_bad(tmp_path):
    with pytest.raises(InputError):
        pipeline.explore(tmp_path / "gone.txt", output=tmp_path / "map")
    assert not (tmp_path / "map").exists()


def test_an_empty_map_can_be_stored_and_built(tmp_path):
    store.save_map(tmp_path, store.Contents(papers=(), mentions=(), meta={}), [])
    assert len(maps.load_graph(tmp_path)) == 0
    assert len(build_graph([], [])) == 0
