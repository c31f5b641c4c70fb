"""Maps that are streamed into their file: the same as if all were read, found and linked in memory."""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import signal
import sqlite3
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphx import maps, pipeline, store
from graphx.build import build_graph, resolve_citations
from graphx.building import anew, making
from graphx.building.book import Book
from graphx.errors import InputError, OutputError
from graphx.find import find_mentions
from graphx.read import read_files
from graphx.sample import sample_path
from graphx.store import working

TABLES = ("papers", "paper_ids", "origins", "artifacts", "citations", "nodes", "links", "mentions")
NAMES = (
    "LongBench",
    "SQuAD",
    "ZorBit",
    "Zorbit",
    "QueXa-2",
    "Llama 2",
    "MyNet",
    "QueXa",
    "Zor- Bit",
    "ZorBit-3B",
)
SAYS = (
    "We introduce {}, a new dataset for reading.",
    "We propose {}, a language model.",
    "We evaluate on the {} dataset, on QueXa-1, -2 and -3, and on GSM8K.",
    "{} and SQuAD are used, zorbit and mynet too.",
    "Our code is at https://github.com/lab/{}.",
    "The method {} is a framework. The code: https://github.com/Lab/MyNet",
    "We release {}, a new benchmark, at github.com/lab/mynet.",
)


def tables(folder):
    """What a map holds, numbers without a meaning left out."""
    with contextlib.closing(sqlite3.connect(folder / "graph.db")) as db, db:
        held = {}
        for table in TABLES:
            names = [
                row[1] for row in db.execute(f"PRAGMA table_info({table})") if row[1] not in ("id", "told")
            ]
            if table == "paper_ids":
                names.append("id")
            held[table] = sorted(db.execute(f"SELECT {', '.join(f'[{n}]' for n in names)} FROM {table}"))
        held["search"] = sorted(db.execute("SELECT key, kind, label, abstract, names, ids FROM search"))
        db.execute("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        held["meta"] = {k: v for k, v in db.execute("SELECT name, value FROM meta") if k != "built"}
    return held


def rows_of(folder):
    with contextlib.closing(sqlite3.connect(folder / "graph.db")) as db, db:
        links = sorted(db.execute("SELECT source, target, relation, weight, sentence FROM links"))
        nodes = sorted(db.execute("SELECT key, kind, label, abstract, names, ids FROM searched"))
    return links, nodes


def check_against_memory(folder, paths, **options):
    """Hold a map to what reading everything into memory and building a networkx graph gives."""
    read = read_files(paths, **options)
    mentions = find_mentions(read.papers, candidates=True)
    contents = store.load_contents(folder)
    assert contents.papers == read.papers
    assert [as_found(m) for m in contents.mentions] == [as_found(m) for m in mentions]
    assert list(contents.citations) == resolve_citations(read.papers)
    assert contents.meta["records"] == str(read.records)
    graph = build_graph(contents.papers, contents.mentions, contents.citations)
    links, nodes = rows_of(folder)
    assert links == sorted(maps.link_rows(graph))
    assert nodes == sorted(maps.node_rows(graph))
    built = build_graph(read.papers, mentions, resolve_citations(read.papers))
    assert set(graph.edges(keys=True)) == set(built.edges(keys=True))
    return read


def as_found(m):
    return m.paper, m.field, m.start, m.end, m.surface, m.artifact.key, m.variant, m.role, m.rule, m.tier


def record(number, name, say, title=0):
    titles = (f"{name}: Study {number} of Some Long Things", "A Common Title of Five Words")
    told = {"title": titles[title], "abstract": SAYS[say].format(name)}
    if number % 3 == 0:
        told["arxiv"] = f"2401.{number:05}"
    if number % 4 == 1:
        told["references"] = [f"arXiv:2401.{number - 1:05}", "arXiv:2401.00003"]
    return told


some_records = st.lists(
    st.builds(
        record, st.integers(0, 30), st.sampled_from(NAMES), st.integers(0, len(SAYS) - 1), st.integers(0, 1)
    ),
    min_size=1,
    max_size=25,
)


def write(path, records):
    path.write_text("".join(json.dumps(one) + "\n" for one in records))
    return path


def test_the_sample_is_streamed_as_it_is_built_in_memory(tmp_path):
    made = pipeline.explore(sample_path(), output=tmp_path, page=False)
    read = check_against_memory(tmp_path, [sample_path()])
    assert (made.read.papers, made.read.records) == (len(read.papers), read.records)
    assert made.read.look_alikes == read.look_alikes
    assert not (tmp_path / "graph.html").exists()


@settings(max_examples=25)
@given(some_records, some_records)
def test_any_records_are_streamed_as_they_are_built_in_memory(tmp_path_factory, one, other):
    folder = tmp_path_factory.mktemp("map")
    paths = [write(folder / "a.jsonl", one), write(folder / "b.jsonl", [*other, *one[:3]])]
    made = pipeline.explore(*paths, output=folder, page=False)
    read = check_against_memory(folder, paths)
    report = made.read
    told = (report.repeated_within, report.repeated_across, report.formats, report.notices)
    assert told == (read.repeated_within, read.repeated_across, read.formats, read.notices)
    assert sorted(report.conflicts) == sorted(read.conflicts)


def test_bare_citations_and_merged_records_are_streamed_too(tmp_path):
    records = [record(n, "Zorbit", n % 6, n % 2) for n in range(12)]
    paths = [
        write(tmp_path / "a.jsonl", records),
        write(tmp_path / "b.jsonl", [{**one, "year": 2001} for one in records]),
        tmp_path / "cites.csv",
    ]
    paths[2].write_text("citing,cited\n2401.00003,2401.00000\n2401.00006,2401.00000\n2401.99999,2401.00000\n")
    made = pipeline.explore(*paths, output=tmp_path / "map", page=False)
    read = check_against_memory(tmp_path / "map", paths)
    assert made.read.notices == read.notices
    assert store.load_contents(tmp_path / "map").citations


def test_two_processes_make_the_same_map(tmp_path):
    for name, processes in (("a", 1), ("b", 2)):
        pipeline.explore(sample_path(), output=tmp_path / name, processes=processes, page=False)
    assert tables(tmp_path / "a") == tables(tmp_path / "b")


def in_child(work):
    """Run something in a process of its own; return how that ended."""
    child = os.fork()
    if not child:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def small_steps(patch):
    """Commit after every few papers."""
    patch.setattr(anew, "COMMIT", 1)
    patch.setattr(anew, "BATCH", 40)
    patch.setattr(making, "KEPT_FROM", 1)


def many(number):
    """Records with duplicates among them, and new names."""
    return [record(n % 150, f"{NAMES[n % 9]}{n % 7}", n % len(SAYS), n % 41 == 0) for n in range(number)]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_killed_build_goes_on_where_it_was(tmp_path, monkeypatch):
    small_steps(monkeypatch)
    paths = [write(tmp_path / "a.jsonl", many(250)), write(tmp_path / "b.jsonl", many(300)[200:])]
    pipeline.explore(*paths, output=tmp_path / "whole", page=False)
    commit = Book.commit

    def killed(at):
        commits = []

        def counted(book):
            commit(book)
            commits.append(book)
            if len(commits) == at:
                os.kill(os.getpid(), signal.SIGKILL)

        monkeypatch.setattr(Book, "commit", counted)
        made = pipeline.explore(*paths, output=tmp_path / "map", page=False)
        assert made.read.resumed > 0

    ends = []
    while not ends or ends[-1]:
        assert not (tmp_path / "map" / "graph.db").exists()
        ends.append(in_child(lambda: killed(1 + len(ends) % 2)))
        assert ends[-1] in (0, -signal.SIGKILL)
    assert len(ends) > 5
    assert tables(tmp_path / "map") == tables(tmp_path / "whole")
    assert sorted(p.name for p in (tmp_path / "map").iterdir()) == ["graph.db"]


def test_two_builds_in_one_folder_are_told(tmp_path):
    made = pipeline.explore(sample_path(), output=tmp_path, page=False)
    told = r"another graphx is building the map in .*; wait until that one is done"
    with store.open_working(tmp_path, "another"), pytest.raises(OutputError, match=told):
        pipeline.explore(sample_path(), output=tmp_path)
    assert made.sql("SELECT count(*) FROM papers").rows == ((80,),)


def test_a_full_disk_is_told_and_what_was_done_is_kept(tmp_path, monkeypatch):
    small_steps(monkeypatch)
    path = write(tmp_path / "a.jsonl", many(400))
    pragmas = working._PRAGMAS
    monkeypatch.setattr(working, "_PRAGMAS", (*pragmas, "max_page_count = 45"))
    told = r"full; make room on the disk.*; what was done so far is kept: the same command goes on from there"
    with pytest.raises(OutputError, match=told):
        pipeline.explore(path, output=tmp_path / "map", page=False)
    monkeypatch.setattr(working, "_PRAGMAS", pragmas)
    assert pipeline.explore(path, output=tmp_path / "map", page=False).read.resumed > 0
    check_against_memory(tmp_path / "map", [path])


@pytest.mark.skipif(sys.platform != "linux", reason="limits as of Linux")
def test_a_file_that_can_grow_no_more_is_told_and_what_was_done_is_kept(tmp_path, monkeypatch):
    resource = pytest.importorskip("resource")
    small_steps(monkeypatch)
    path = write(tmp_path / "a.jsonl", many(400))
    child = os.fork()
    if not child:
        code = 1
        try:
            # The system itself refuses to write on, as where a disk is full.
            resource.setrlimit(resource.RLIMIT_FSIZE, (360_000, 360_000))
            pipeline.explore(path, output=tmp_path / "map", page=False)
        except OutputError as error:
            code = 0 if "make room" in str(error) and "goes on from there" in str(error) else 2
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert not (tmp_path / "map" / "graph.db").exists()
    assert pipeline.explore(path, output=tmp_path / "map", page=False).read.resumed > 0
    check_against_memory(tmp_path / "map", [path])


def test_a_corrupt_line_that_may_not_be_is_told_at_once_the_next_time(tmp_path, monkeypatch):
    small_steps(monkeypatch)
    path = tmp_path / "a.jsonl"
    lines = [json.dumps(one) for one in many(300)]
    lines[250] = lines[250][:40]
    path.write_text("\n".join(lines))
    first: list[int] = []  # what was read when each of two builds began to tell
    told = r"a\.jsonl:251: not valid JSON.*what was done so far is kept"
    for _ in range(2):
        read: list[int] = []
        with pytest.raises(InputError, match=told):
            pipeline.explore(
                path,
                output=tmp_path / "map",
                page=False,
                strict=True,
                progress=lambda step, done, _, read=read: read.append(done),
            )
        first.append(read[0] if read else 250)
    assert first[0] < 100 < first[1]


def test_an_input_that_vanishes_is_told_and_what_was_read_is_kept(tmp_path, monkeypatch):
    small_steps(monkeypatch)
    paths = [write(tmp_path / "a.jsonl", many(200)), write(tmp_path / "b.jsonl", many(300)[200:])]
    away = tmp_path / "away"

    def vanish(*_):
        if paths[1].exists():
            paths[1].rename(away)

    with pytest.raises(InputError, match=r"b\.jsonl: no such file.*; what was done so far is kept"):
        pipeline.explore(*paths, output=tmp_path / "map", page=False, progress=vanish)
    assert not (tmp_path / "map" / "graph.db").exists()
    away.rename(paths[1])
    assert pipeline.explore(*paths, output=tmp_path / "map", page=False).read.resumed == 200
    check_against_memory(tmp_path / "map", paths)


def test_a_corrupt_line_costs_that_line_also_in_a_packed_file(tmp_path):
    lines = [json.dumps(one) for one in many(300)]
    lines[150] = lines[150][:40]
    with gzip.open(tmp_path / "a.jsonl.gz", "wt", encoding="utf-8") as out:
        out.write("\n".join(lines))
    made = pipeline.explore(tmp_path / "a.jsonl.gz", output=tmp_path / "map", page=False)
    assert made.read.records == 299
    assert "1 record could not be read" in made.read.notices[0]
    assert "a.jsonl.gz:151: not valid JSON" in made.read.notices[0]


def test_the_working_file_of_other_inputs_is_no_obstacle(tmp_path, monkeypatch):
    small_steps(monkeypatch)
    path = write(tmp_path / "a.jsonl", many(200))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(anew, "registry_of", lambda *_: (_ for _ in ()).throw(OutputError("no")))
        with pytest.raises(OutputError, match="kept"):
            pipeline.explore(path, output=tmp_path / "map", page=False)
    assert (tmp_path / "map" / store.WORKING_NAME).exists()
    write(path, many(100))
    assert pipeline.explore(path, output=tmp_path / "map", page=False).read.resumed == 0
    check_against_memory(tmp_path / "map", [path])
