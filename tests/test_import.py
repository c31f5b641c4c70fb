"""Maps of a slice of a corpus whose tables stand as Parquet; nothing here needs Spark."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

pytest.importorskip("pyarrow")

import pyarrow as pa
import pyarrow.parquet as pq

from graphx import (
    InputError,
    NodeError,
    OptionError,
    explore,
    find_mentions,
    import_map,
    load_graph,
    read_papers,
    sample_path,
)
from graphx.cli.app import cli
from graphx.formats.columns import FINISHED, META, TABLES, arrow_schema
from tests.tables import rows_of


def put(folder: Path, name: str, rows, columns=None) -> None:
    columns = columns or TABLES[name]
    (folder / name).mkdir(parents=True, exist_ok=True)
    told = [dict(zip(columns, row, strict=True)) for row in rows]
    table = pa.Table.from_pylist(told, schema=arrow_schema(columns))
    pq.write_table(table, folder / name / "part-0.parquet")


@pytest.fixture(scope="module")
def papers():
    return read_papers(sample_path())


@pytest.fixture(scope="module")
def whole(papers, tmp_path_factory):
    folder = tmp_path_factory.mktemp("tables")
    for name, rows in rows_of(papers, find_mentions(papers, candidates=True)).items():
        put(folder, name, rows)
    put(folder, "meta", [("state", FINISHED)], META)
    return folder


@pytest.fixture
def tables(whole, tmp_path):
    return Path(shutil.copytree(whole, tmp_path / "tables"))


def test_the_whole_corpus_is_the_map_that_build_makes(whole, papers, tmp_path):
    made = import_map(whole, tmp_path / "imported", title="All")
    built = explore(sample_path(), output=tmp_path / "built")
    assert [replace(paper, origins=()) for paper in built.papers] == list(made.papers)
    assert made.mentions == built.mentions
    assert set(made.graph.edges(keys=True)) == set(built.graph.edges(keys=True))
    assert load_graph(tmp_path / "imported").nodes == made.graph.nodes
    assert made.page.read_text(encoding="utf-8").count("All")
    assert made.part.total == len(papers)


def test_years_are_a_slice(whole, papers, tmp_path):
    made = import_map(whole, tmp_path, years=(2018, 2020))
    assert {paper.key for paper in made.papers} == {
        p.key for p in papers if p.year and 2018 <= p.year <= 2020
    }
    assert {m.paper for m in made.mentions} <= {p.key for p in made.papers}
    open_ended = import_map(whole, tmp_path, years=(2020, None))
    assert {paper.year for paper in open_ended.papers} == {
        p.year for p in papers if p.year and p.year >= 2020
    }


def test_the_neighbourhood_of_a_node_is_a_slice(whole, tmp_path):
    graph = import_map(whole, tmp_path / "all").graph
    for around, key in (("dataset:imagenet", "dataset:imagenet"), ("imagenet", "dataset:imagenet")):
        near = {node for node in (*graph.pred[key], *graph.succ[key]) if node.startswith("paper:")}
        made = import_map(whole, tmp_path / "one", around=around, steps=1)
        assert {paper.key for paper in made.papers} == near
    assert made.facts["slice"] == "around=imagenet; steps=1"
    paper = min(near)
    alone = import_map(whole, tmp_path / "none", around=paper, steps=0)
    assert [p.key for p in alone.papers] == [paper]


def test_columns_are_conditions_case_aside_lists_by_any_value(whole, tables, papers, tmp_path):
    venue = next(p.venue for p in papers if p.venue)
    made = import_map(whole, tmp_path / "venue", where={"venue": venue.upper()})
    assert {p.key for p in made.papers} == {p.key for p in papers if p.venue.lower() == venue.lower()}
    author = next(p.authors[-1] for p in papers if p.authors)
    made = import_map(whole, tmp_path / "author", where={"authors": author, "year": str(papers[0].year)})
    wanted = {p.key for p in papers if author in p.authors and p.year == papers[0].year}
    assert {p.key for p in made.papers} == wanted
    rows = [(*row, ["Physics", "CS"] if number < 3 else []) for number, row in enumerate(_rows(papers))]
    put(tables, "papers", rows, {**TABLES["papers"], "field": "texts"})
    assert len(import_map(tables, tmp_path / "field", where={"field": "cs"}).papers) == 3


def _rows(papers):
    return rows_of(papers, [])["papers"]


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"around": "dataset:nothing"}, NodeError, r"no node 'dataset:nothing' in these tables"),
        ({"years": (1800, 1801)}, InputError, r"none of the 80 papers is wanted"),
        ({"years": (2020, 2010)}, OptionError, r"hold no year"),
        ({"where": {"field": "x"}}, InputError, r"no column 'field' in this table; it has: key, title"),
        ({"most": 10}, OptionError, r"more than 10 papers are wanted.*--most"),
        ({"steps": -1}, OptionError, r"cannot be gone"),
        ({"output": ""}, OptionError, r"empty path"),
    ],
)
def test_wishes_that_cannot_be_met_are_told(whole, tmp_path, options, error, message):
    with pytest.raises(error, match=message):
        import_map(whole, **({"output": tmp_path / "map"} | options))
    assert not (tmp_path / "map" / "graph.db").exists()


def spoil_missing_column(folder):
    columns = {name: kind for name, kind in TABLES["mentions"].items() if name != "rule"}
    put(folder, "mentions", [], columns)


def spoil_bytes(folder):
    next((folder / "links").iterdir()).write_bytes(b"PAR1 no more")
    next((folder / "papers").iterdir()).write_bytes(b"PAR1 no more")


def spoil_key(folder):
    put(folder, "papers", [(None, "A Study", "", None, "", "", "", [], [], [], [])])


def spoil_artifacts(folder):
    put(folder, "artifacts", [])


def spoil_families(folder):
    rows = pq.read_table(folder / "artifacts").to_pylist()
    put(folder, "artifacts", [(*list(row.values())[:4], row["key"]) for row in rows])


def spoil_texts(folder):
    rows = pq.read_table(folder / "mentions").to_pylist()
    put(folder, "mentions", [tuple((row | {"start": 0, "end": 3}).values()) for row in rows])


def spoil_state(folder):
    put(folder, "meta", [("state", "unfinished")])


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (spoil_missing_column, r"mentions: no column 'rule' in this table; it has: paper, field"),
        (spoil_bytes, r"papers: cannot read this as Parquet"),
        (spoil_key, r"papers: a paper without a key or title \(key None\)"),
        (spoil_artifacts, r"mentions: a mention of '.*', which is no artifact here"),
        (spoil_families, r"artifacts: artifact '.*' is a version of itself"),
        (spoil_texts, r"mentions: a mention of '.*' that does not stand where it says"),
        (spoil_state, r"the tables here were not finished"),
        (shutil.rmtree, r"no tables of graphx here"),
    ],
)
def test_tables_that_cannot_be_used_are_told_with_their_place(tables, tmp_path, spoil, message):
    spoil(tables)
    with pytest.raises(InputError, match=message):
        import_map(tables, tmp_path / "map")


def test_papers_of_one_key_count_once_and_are_told(tables, papers, tmp_path):
    rows = _rows(papers)
    put(tables, "papers", [*rows, rows[0]])
    result = CliRunner().invoke(cli, ["import", str(tables), "-o", str(tmp_path / "map")])
    assert result.exit_code == 0, result.output
    assert "Took 80 papers of 81." in result.stderr
    assert "Left out 1 paper with the key of another one." in result.stderr


def test_the_command_takes_years_in_every_way_people_write_them(whole, papers, tmp_path):
    for text, years in (
        ("2018", (2018, 2018)),
        ("2018-2020", (2018, 2020)),
        ("-2015", (0, 2015)),
        ("2020-", (2020, 9999)),
    ):
        folder = tmp_path / text.strip("-")
        result = CliRunner().invoke(cli, ["import", str(whole), "-o", str(folder), "--years", text])
        assert result.exit_code == 0, result.output
        count = sum(1 for p in papers if p.year and years[0] <= p.year <= years[1])
        assert f"Took {count} paper" in result.stderr
    for bad in (["--years", "soon"], ["--years", "-"], ["--where", "venue"], ["--steps", "-1"]):
        result = CliRunner().invoke(cli, ["import", str(whole), "-o", str(folder), *bad])
        assert result.exit_code == 2, bad
    result = CliRunner().invoke(cli, ["import", str(whole), "-o", str(folder), "--around", "nothing"])
    assert result.exit_code == 1
    assert "Error: no node 'nothing'" in result.stderr


def test_without_pyarrow_the_remedy_is_told(whole, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(OptionError, match=r"pip install 'graphx-papers\[parquet\]'"):
        import_map(whole, tmp_path)


def test_without_spark_the_remedy_is_told():
    code = "import sys; sys.modules['pyspark'] = None; import graphx.spark"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "OptionError: a corpus past one machine needs Spark" in done.stderr
    assert "pip install 'graphx-papers[spark]'" in done.stderr


def test_importing_needs_no_spark():
    code = "import graphx, sys; graphx.import_map; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", f"import json; {code}"], capture_output=True, text=True, check=True
    )
    assert not [name for name in json.loads(done.stdout) if name.startswith(("pyspark", "pyarrow", "pandas"))]
