"""The parts in order: what is checked before the work, what is replaced, and what an error leaves behind."""

from __future__ import annotations

import contextlib
import shlex
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

from graphx import files, maps, pipeline, store
from graphx.cli.app import cli
from graphx.errors import MapError, OptionError, OutputError
from tests.test_build import A
from tests.test_read import LISTING

OTHER = LISTING.replace("A Second Study", "A Third Study")


def build(*args):
    result = CliRunner().invoke(cli, ["build", *map(str, args)], catch_exceptions=False)
    return result.exit_code, result.stderr


def contents_of(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def two(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, text in (("a", LISTING), ("b", OTHER)):
        Path(name).mkdir()
        Path(name, "papers.txt").write_text(text)
    return Path("a/papers.txt"), Path("b/papers.txt")


def test_another_map_is_not_overwritten_without_a_word(two):
    one, other = two
    made = pipeline.explore(one)
    assert made.folder == Path("outputs/papers")
    before = contents_of(made.folder)
    with pytest.raises(OutputError, match=r"outputs/papers holds the map of a/papers\.txt; .* -o DIR"):
        pipeline.explore(other)
    assert contents_of(made.folder) == before
    assert pipeline.explore("./a/papers.txt").replaced == "", "the same file, spelled in another way"


def test_a_map_is_replaced_where_that_was_asked_for_and_told(two):
    one, other = two
    pipeline.explore(one, other, output="map")
    assert pipeline.explore(other, output="map").replaced == "a/papers.txt and 1 more"
    assert pipeline.explore(other, output="map").replaced == ""
    code, told = build(one, "-o", "map")
    assert code == 0
    assert "Replaced the map of b/papers.txt." in told
    assert "Replaced" not in build(one, "-o", "map")[1]


def test_what_to_do_instead_can_be_pasted(two):
    one, _ = two
    Path("b/my papers.txt").write_text(OTHER)
    pipeline.explore(one.rename("a/my papers.txt"))
    with pytest.raises(OutputError) as caught:
        pipeline.explore("b/my papers.txt")
    option = shlex.split(str(caught.value).split("with: ")[1])
    assert option == ["-o", "outputs/my papers"]
    assert build("b/my papers.txt", *option)[0] == 0
    with pytest.raises(MapError) as missing:
        maps.find_page("no map")
    assert shlex.split(str(missing.value).split("with: ")[1]) == ["graphx", "page", "no map"]


def test_an_empty_output_is_no_folder(two):
    with pytest.raises(OptionError, match="the output is an empty path"):
        pipeline.explore(two[0], output="")


@pytest.fixture
def idle(monkeypatch):
    """Fail if the work is begun."""
    monkeypatch.setattr(pipeline, "make_map", lambda *_, **__: pytest.fail("it worked in vain"))


def spoil(folder, kind):
    file = folder / "graph.db"
    if kind == "newer":
        store.save_map(folder, store.Contents(papers=(A,), mentions=(), meta={}), [])
        with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as db:
            db.execute(f"PRAGMA user_version = {store.VERSION + 1}")
    elif kind == "foreign":
        with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as db:
            db.execute("CREATE TABLE bookmarks (url TEXT)")
    elif kind == "damaged":
        file.write_text("hello")
    else:
        (folder / kind).mkdir()


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("newer", "made by a newer graphx"),
        ("foreign", "SQLite file of another program"),
        ("damaged", r"delete .*graph\.db and build again"),
        ("graph.html", r"cannot write .*graph\.html: it is a folder"),
        ("graph.db", r"cannot write .*graph\.db: it is a folder"),
    ],
)
@pytest.mark.usefixtures("idle")
def test_a_folder_that_cannot_take_the_map_is_noticed_before_the_work(two, tmp_path, kind, message):
    folder = tmp_path / "map"
    folder.mkdir()
    spoil(folder, kind)
    names = sorted(path.name for path in folder.iterdir())
    with pytest.raises((MapError, OutputError), match=message):
        pipeline.explore(two[0], output=folder)
    assert sorted(path.name for path in folder.iterdir()) == names


@pytest.mark.parametrize("step", ["draw_page", "write_meta", "registry"])
def test_a_failure_before_the_end_leaves_map_and_page_as_they_were(two, monkeypatch, step):
    one, other = two
    folder = pipeline.explore(one, output="map").folder
    before = contents_of(folder)

    def fail(*_, **__):
        raise OutputError("no more room")

    target = "graphx.building.anew.registry_of" if step == "registry" else f"graphx.building.making.{step}"
    monkeypatch.setattr(target, fail)
    with pytest.raises(OutputError, match="no more room"):
        pipeline.explore(other, output=folder)
    assert contents_of(folder) == before


def test_a_staged_file_takes_its_place_whole_or_not_at_all(tmp_path):
    target = tmp_path / "page.html"
    target.write_text("old")

    def stop(part):
        part.write_text("half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), files.staged(target) as part:
        stop(part)
    assert contents_of(tmp_path) == {"page.html": b"old"}
    with files.staged(target) as part:
        part.write_text("new")
        assert target.read_text() == "old"
    assert contents_of(tmp_path) == {"page.html": b"new"}
    assert target.stat().st_mode & 0o777 == 0o666 & ~files._umask()
    target.unlink()
    target.mkdir()
    with pytest.raises(OutputError, match=r"cannot write .*page\.html"):
        files.write_text(target, "text")
    assert list(tmp_path.iterdir()) == [target]


def test_describing_a_map_opens_it_once(two, monkeypatch):
    folder = pipeline.explore(two[0], output="map").folder
    opened = []
    open_map = store.open_map
    monkeypatch.setattr(store, "open_map", lambda *a, **o: opened.append(a) or open_map(*a, **o))
    facts = maps.describe_map(folder)
    assert len(opened) == 1
    assert facts["inputs"] == ["a/papers.txt"]
    assert facts["records"] == 2


def test_facts_of_a_map_without_any(tmp_path):
    store.save_map(tmp_path, store.Contents(papers=(A,), mentions=(), meta={"records": "many"}), [])
    facts = maps.describe_map(tmp_path)
    assert (facts["inputs"], facts["records"]) == ([], 0)


def test_the_report_says_each_thing_once(tmp_path):
    records = tmp_path / "p.csv"
    records.write_text(
        "title,arxiv,year\n"
        "One Title of Four Words,2001.00001,n.d.\n"
        "One Title of Four Words,2001.00002,\n"
        "Another Title of Five Words,,\n"
        "Another Title of Five Words,,\n"
        "A Third Title of Words,,\n"
        "A Third Title of Words,,\n"
    )
    code, told = build(records, "-o", tmp_path / "map")
    assert code == 0
    assert "Merged 2 duplicates: 2 papers stand several times in one file.\n" in told
    (apart,) = [line for line in told.splitlines() if "left apart" in line.lower()]
    assert apart == (
        "Left apart: “One Title of Four Words” stands with 2 different arxiv identifiers "
        "(2001.00001, 2001.00002)."
    )
    assert f"1 record has a year that is no year, 'n.d.' ({records}:2): left out.\n" in told
