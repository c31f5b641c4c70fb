"""Maps that are streamed into their file: the same as if all were read, found and linked in memory."""

from __future__ import annotations

import json
import sqlite3

from hypothesis import given, settings
from hypothesis import strategies as st

from graphx import maps, pipeline, store
from graphx.build import build_graph, resolve_citations
from graphx.find import find_mentions
from graphx.read import read_files
from graphx.sample import sample_path

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
    with sqlite3.connect(folder / "graph.db") as db:
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
    with sqlite3.connect(folder / "graph.db") as db:
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
