"""Past one machine: the tables that Spark writes are those of one machine, row for row, on both engines."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

pytest.importorskip("pyarrow")

import pyarrow as pa
import pyarrow.parquet as pq

from graphx import GraphxError, InputError, OptionError, find_mentions, read_papers, sample_path
from graphx.formats.columns import RANKS
from graphx.model import Paper
from graphx.read.tables import table_rows
from tests.engines import ENGINES, require, run, session
from tests.tables import ranks_on_one_machine, rows_of, rows_written

LONG = "A Study of Things That Several Records Tell Of"
ODD = [
    # One work in three records, joined by title and by identifier; two that clash and stay apart.
    {
        "title": LONG,
        "abstract": "We introduce FooBench, a benchmark. We use BERT and GSM8K.",
        "doi": "10.1000/a",
    },
    {"title": LONG, "abstract": "", "arxiv": "2301.00001", "year": 2023},
    {"title": "Another Title for the Same Work Indeed", "arxiv": "2301.00001v2", "authors": ["A B", "C D"]},
    {"title": "Two Works of One Title That Are Not One", "arxiv": "2301.00002", "abstract": "On FooBench."},
    {"title": "Two Works of One Title That Are Not One", "arxiv": "2301.00003", "abstract": "On SQuAD."},
    {"title": "One Identifier on Two Works A", "ids": ["doi:10.1000/b", "arxiv:2301.00004"]},
    {"title": "One Identifier on Two Works B", "ids": ["doi:10.1000/b", "arxiv:2301.00005"]},
    # Who cites whom, by any identifier; itself, twice the same and something unknown too.
    {
        "title": "Citing",
        "doi": "10.1000/c",
        "cites": ["10.1000/a", "arxiv:2301.00001", "10.1000/c", "10.9000/zz"],
    },
    # Names with rivals, several owners and spellings; repositories in several spellings; hosting.
    {
        "title": "BarNet: A Model",
        "abstract": "We propose BarNet-7B, a model. Code: https://github.com/Foo/BarNet",
    },
    {
        "title": "BarNet again",
        "abstract": "We introduce BarNet, a new dataset. See github.com/foo/barnet now.",
    },
    {"title": "QuuxNet", "abstract": "We release the QuuxNet model at https://github.com/foo/QuuxNet ."},
    {"title": "Quuxnet Two", "abstract": "We release QuuxNet, a model. The quuxNet model is ours."},
    {
        "title": "Using",
        "abstract": "We fine-tune Llama-2 (7B), Llama 3.1 and BarNet on FooBench with QuuxNet.",
    },
    # One name told with its family and, by a paper of its own mind, without.
    {
        "title": "Labels of Last Year",
        "abstract": "We classify tweets. As the OffensEval 2020 dataset is loosely labelled, we used other "
        "data to label the OffensEval 2020 dataset.",
    },
    {"title": "A Model for Offence", "abstract": "We propose OffensEval-2020, a model."},
    {"title": "A Task on Offence", "abstract": "We took part in OffensEval 2020 and did well."},
    {"title": "An Older Task", "abstract": "We took part in OffensEval and did well."},
    {"title": "Half a \ud83d character", "abstract": "It stands \ud800 here; we use CIFAR-10."},
]
BROKEN = [
    '{"title": "no end',
    "[1, 2]",
    '{"abstract": "no title"}',
    '{"title": null}',
    '{"title": 7}',
    "null",
    "",
]


def write_lines(path: Path, records, extra=()) -> Path:
    lines = [json.dumps(record) for record in records]
    path.write_text("\n".join([*lines, *extra]) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def corpus(shared, tmp_path_factory) -> Path:
    """Six hundred real papers, the sample, odd ones, and lines that are none."""
    records = [json.loads(line) for line in sample_path().read_text(encoding="utf-8").splitlines()]
    for name in ("arxiv", "acl"):
        with gzip.open(shared / "corpora" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            records += [json.loads(line) for line, _ in zip(lines, range(300), strict=False)]
    return write_lines(tmp_path_factory.mktemp("corpus") / "papers.jsonl", [*records, *ODD], BROKEN)


@pytest.fixture(scope="module")
def expected(corpus):
    papers = read_papers(corpus)
    return papers, find_mentions(papers, candidates=True)


@pytest.mark.shared
@pytest.mark.parametrize("engine", ENGINES)
def test_tables_are_those_of_one_machine_row_for_row(engine, corpus, expected, tmp_path):
    require(engine)
    run(engine, corpus, tmp_path / "tables")
    want, got = rows_of(*expected), rows_written(tmp_path / "tables")
    for name, rows in want.items():
        assert rows, f"nothing tests {name}"
        assert got[name] == rows, name
    relations = {row[2] for row in want["links"]}
    assert relations == {"introduces", "uses", "mentions", "cites", "variant_of", "hosted_at"}
    told = {row["key"]: row for row in table_rows(str(tmp_path / "tables/ranks"), RANKS)}
    for key, (degree, score, component) in ranks_on_one_machine(*expected).items():
        row = told.pop(key)
        assert (row["degree"], row["component"]) == (degree, component), key
        assert row["pagerank"] == pytest.approx(score, rel=1e-8, abs=1e-12)
    assert not told
    assert not (tmp_path / "tables" / "_work").exists()


@pytest.fixture(scope="module")
def sail():
    require("sail")
    spark = session("sail")
    yield spark
    spark.stop()


def test_rows_that_are_no_papers_are_counted_with_their_reasons(sail, tmp_path):
    from graphx.spark import build_tables, open_papers

    path = write_lines(tmp_path / "papers.jsonl", ODD, BROKEN)
    report = build_tables(open_papers(sail, path), tmp_path / "tables", clock=lambda: 0)
    assert (report.records, report.lost, report.papers, report.apart) == (18, 6, 16, 2)
    assert any("clash" in text or "different arxiv identifiers" in text for text in report.conflicts)
    reasons = dict(report.problems)
    assert sum(reasons.values()) <= 6
    assert any("not valid JSON (Unterminated string" in reason for reason in reasons)
    assert reasons["expected a JSON object with at least a title"] == 2
    assert any("field 'title' must be text, not a number" in reason for reason in reasons)


def test_works_of_openalex_from_parquet_and_from_lines_are_the_same(sail, tmp_path):
    from graphx.spark import build_tables, open_papers

    works = [
        {
            "id": f"https://openalex.org/W{number}",
            "title": f"A Study of Something Quite Long {number}",
            "abstract_inverted_index": {"We": [0], "use": [1], "BERT": [2], "on": [3], name: [4]},
            "publication_year": 2000 + number,
            "referenced_works": ["https://openalex.org/W1"],
            "primary_topic": {"field": {"display_name": field}},
        }
        for number, name, field in ((1, "SQuAD.", "Physics"), (2, "GSM8K.", "Computer Science"))
    ]
    lines = open_papers(sail, write_lines(tmp_path / "works.jsonl", works))
    keep = {"field": "primary_topic.field.display_name"}
    build_tables(lines, tmp_path / "lines", keep=keep)
    index = pa.map_(pa.string(), pa.list_(pa.int32()))
    table = pa.Table.from_pylist([work | {"abstract_inverted_index": None} for work in works])
    told = [list(work["abstract_inverted_index"].items()) for work in works]
    place = table.schema.get_field_index("abstract_inverted_index")
    pq.write_table(
        table.set_column(place, "abstract_inverted_index", pa.array(told, index)), tmp_path / "w.parquet"
    )
    build_tables(open_papers(sail, tmp_path / "w.parquet"), tmp_path / "rows", keep=keep)
    assert rows_written(tmp_path / "lines") == rows_written(tmp_path / "rows")
    written = rows_written(tmp_path / "rows")
    assert [row[1] for row in written["citations"]] == ["paper:openalex:W1"]
    assert {row[0] for row in written["artifacts"]} == {"model:bert", "dataset:squad", "dataset:gsm8k"}
    fields = pq.read_table(tmp_path / "rows" / "papers").column("field").to_pylist()
    assert sorted(fields) == [["Computer Science"], ["Physics"]]


def test_papers_of_semantic_scholar_and_columns_of_ones_own(sail, tmp_path):
    from graphx.spark import build_tables

    rows = [("abc", "A Study", "We use BERT.", '{"DOI": "10.1000/A"}')]
    frame = sail.createDataFrame(rows, "paperId string, title string, abstract string, externalIds string")
    assert build_tables(frame, tmp_path / "s2").mentions == 1
    assert rows_written(tmp_path / "s2")["papers"][0][0] == "paper:s2:abc"
    frame = sail.createDataFrame([("A Study", "We use BERT."), (None, None)], "Name string, Body string")
    report = build_tables(frame, tmp_path / "own", columns={"title": "Name", "abstract": "Body"})
    assert (report.papers, report.lost, report.mentions) == (1, 1, 1)


@pytest.mark.parametrize(
    ("schema", "row", "options", "error", "message"),
    [
        ("a string, b string", ("x", "y"), {}, InputError, r"no column for the title among a, b"),
        (
            "title string",
            ("x",),
            {"columns": {"title": "Name"}},
            OptionError,
            r"no column 'Name'.*has: title",
        ),
        ("title string", ("x",), {"columns": {"heading": "title"}}, OptionError, r"unknown field 'heading'"),
        ("title string", ("x",), {"keep": {"year": "title"}}, OptionError, r"a column 'year'"),
        ("title string", ("x",), {"keep": {"field": "topic.name"}}, OptionError, r"no column 'topic'"),
        ("title string", (None,), {}, InputError, r"no row of this table is a paper; the commonest"),
        ("value string", ("{",), {}, InputError, r"no row of this table is a paper.*not valid JSON"),
        ("title string", ("x",), {"catalog": ["no/such.toml"]}, InputError, r"cannot read this catalog"),
    ],
)
def test_what_cannot_be_worked_through_is_told(sail, tmp_path, schema, row, options, error, message):
    from graphx.spark import build_tables

    frame = sail.createDataFrame([row], schema)
    with pytest.raises(error, match=message):
        build_tables(frame, tmp_path / "tables", **options)


def test_where_tables_can_stand(sail, tmp_path):
    from graphx.spark import build_tables, open_papers

    (tmp_path / "file").write_text("x")
    frame = sail.createDataFrame([("x",)], "title string")
    with pytest.raises(GraphxError, match="it is a file"):
        build_tables(frame, tmp_path / "file")
    with pytest.raises(OptionError, match="empty path"):
        build_tables(frame, "")
    with pytest.raises(OptionError, match="files of one kind"):
        open_papers(sail, "a.jsonl", "b.parquet")


def test_components_of_long_ways_and_of_none(sail, tmp_path):
    from graphx.spark.components import connected
    from graphx.spark.tables import Tables

    # The way through 300 nodes in an order that a step to the neighbours follows worst.
    ways = [(f"n{number:03}", f"n{number + 1:03}") for number in range(300)]
    links = sail.createDataFrame([*ways, ("x", "y"), ("z", "y"), ("w", "w")], "source string, target string")
    rows = connected(Tables(sail, tmp_path), "test", links).collect()
    told = {row["key"]: row["component"] for row in rows}
    assert told == {f"n{number:03}": "n000" for number in range(301)} | dict.fromkeys("xyz", "x") | {"w": "w"}


def test_pagerank_of_weights_and_isolated_nodes(sail, tmp_path):
    from graphx.spark import build_tables, rank_tables

    papers = [
        ("Naming", "We use BERT and evaluate on GSM8K."),
        ("Not naming anything", "Nothing."),
        ("Using", "We use BERT."),
    ]
    frame = sail.createDataFrame(papers, "title string, abstract string")
    build_tables(frame, tmp_path)
    told = {row["key"]: row for row in rank_tables(sail, tmp_path).collect()}
    alone = next(row for key, row in told.items() if "not-naming" in key)
    assert (alone["degree"], alone["component"]) == (0, alone["key"])
    texts = [Paper(title=title, abstract=abstract) for title, abstract in papers]
    want = ranks_on_one_machine(texts, find_mentions(texts))
    assert {key: row["pagerank"] for key, row in told.items()} == pytest.approx(
        {key: score for key, (_, score, _) in want.items()}, rel=1e-8
    )
