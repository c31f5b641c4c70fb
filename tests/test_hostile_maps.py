"""Maps that somebody else made: whatever they hold, the shell shows no control and tells no traceback."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing

import pytest
from click.testing import CliRunner

from graphx import explore, sample_path
from graphx.cli.app import cli
from graphx.text import without_controls

EVIL = "\x1b]0;owned\x07\x1b[2J\x9b31m\x7f\x08\r\u202e\u2066<b>"
TEXTS = {
    "papers": ("title", "abstract", "venue", "url"),
    "artifacts": ("name", "url"),
    "mentions": ("surface", "variant", "rule", "sentence"),
    "citations": ("detail", "fetched"),
    "nodes": ("label", "names", "ids"),
    "links": ("sentence",),
    "origins": ("path",),
    "build_files": ("path", "format"),
    "meta": ("value",),
}
"""Columns that hold text of no form, or of a form that nothing rests on."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A map, its two corrections, and what public APIs said."""
    folder = tmp_path_factory.mktemp("hostile") / "whole"
    explore(sample_path(), output=folder)
    return folder


@pytest.fixture(scope="module")
def hostile(whole):
    """The map with something evil at the end of every text."""
    folder = whole.with_name("hostile")
    shutil.copytree(whole, folder)
    with closing(sqlite3.connect(folder / "graph.db")) as db, db:
        db.execute("PRAGMA foreign_keys = OFF")
        for table, columns in TEXTS.items():
            for column in columns:
                named = " WHERE name IN ('title', 'graphx')" if table == "meta" else ""
                db.execute(f"UPDATE OR IGNORE {table} SET {column} = {column} || ?{named}", [EVIL])
        db.execute("UPDATE papers SET authors = ?", [json.dumps([f"A Bee{EVIL}", EVIL])])
        paper, repo = (
            db.execute("SELECT key FROM nodes WHERE kind = ? ORDER BY key", [kind]).fetchone()[0]
            for kind in ("paper", "repo")
        )
        for subject, field in [(paper, "venue"), (paper, "abstract"), (repo, "license"), (repo, "archived")]:
            db.execute(
                "INSERT INTO facts VALUES (?, ?, ?, 'arxiv', ?, ?)", [subject, field, f"v{EVIL}", EVIL, EVIL]
            )
    (folder / "corrections.txt").write_text(
        f'rename: dataset:squad "S{EVIL}"\nadd-link: paper:nobody uses dataset:squad "It{EVIL} does."\n',
        encoding="utf-8",
    )
    return folder


COMMANDS = (
    """
info MAP | info MAP --format json | left-out MAP | left-out MAP --format json | left-out MAP --format csv
rank MAP | rank MAP --explain dataset:squad | rank MAP --kind dataset --format csv | rank MAP --format json
reading-list MAP dataset:squad | reading-list MAP dataset:squad --format json
reading-list MAP dataset:squad --format csv | reading-list MAP dataset:squad --format bib
reading-list MAP dataset:squad --format ris | reading-list MAP dataset:squad --format html
reading-list MAP language | reading-list MAP nothing\x1b[2J\x9b
path MAP dataset:squad model:bert | path MAP dataset:squad nowhere\x1b[2J | similar MAP paper:arxiv:1810.04805
similar MAP paper:arxiv:1810.04805 --format json | communities MAP | communities MAP --format json
uncited MAP | grid MAP | grid MAP --format csv | rising MAP | rising MAP --format json
extend MAP paper:arxiv:1810.04805 | diff OTHER MAP | diff OTHER MAP --format json | diff MAP OTHER --format md
search MAP squad | search MAP squad --format json | search MAP "\x1b[2J
sql MAP SELECT+*+FROM+papers | sql MAP SELECT+*+FROM+papers --format json
sql MAP SELECT+*+FROM+papers --format csv | sql MAP SELECT+char(27,155)
sql MAP SELECT+\x1b[2J | page MAP -o PAGE | enrich MAP --dry-run | enrich MAP --offline --cache-dir CACHE
export MAP --format json -o - | export MAP --format graphml -o - | export MAP --format gexf -o -
export MAP --format bib -o - | export MAP --format ris -o - | export MAP --format csl -o -
export MAP --format mermaid --around dataset:squad --steps 1 -o - | export MAP --format csv -o CSV
export MAP --format notes -o NOTES | mentions INPUT | mentions INPUT --format jsonl
mentions INPUT --format csv | build INPUT -o NEW | build INPUT -o MAP --add
""".replace("\n", " | ")
    .strip(" |")
    .split(" | ")
)


@pytest.fixture
def place(hostile, whole, tmp_path):
    """What the words in capitals stand for."""
    given = tmp_path / f"in{EVIL.replace('/', '')}put.jsonl"
    record = {"title": f"Evil {EVIL} title of BERT", "abstract": f"We use{EVIL} SQuAD and BERT.", "doi": EVIL}
    given.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    copy = tmp_path / "map"
    shutil.copytree(hostile, copy)
    return {
        "MAP": copy,
        "OTHER": whole,
        "INPUT": given,
        **{name: tmp_path / name for name in ("PAGE", "CACHE", "CSV", "NOTES", "NEW")},
    }


@pytest.mark.parametrize("line", COMMANDS)
def test_no_command_prints_controls(place, line):
    words = [str(place.get(word, word.replace("+", " "))) for word in line.split()]
    done = CliRunner().invoke(cli, words)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert done.exit_code in (0, 1), done.output
    for stream in (done.stdout, done.stderr):
        assert without_controls(stream) == stream, [
            text for text in stream.splitlines() if without_controls(text) != text
        ][:3]


def test_most_of_them_answer(place):
    """An error is one line; where the map is asked for what it has there is none."""
    for line in ("info MAP", "rank MAP", "reading-list MAP dataset:squad", "diff OTHER MAP", "page MAP"):
        words = [str(place.get(word, word)) for word in line.split()]
        assert CliRunner().invoke(cli, words).exit_code == 0, line


CHANGES = [
    ("mentions", "role", 1.5),
    ("mentions", "artifact", "model:nowhere"),
    ("mentions", "start", "first"),
    ("mentions", "confidence", "sure"),
    ("mentions", "told", "[" * 20_000),
    ("papers", "authors", "{"),
    ("papers", "authors", "[" * 20_000),
    ("papers", "authors", "[1, null]"),
    ("papers", "cites", "3"),
    ("papers", "year", 2**62),
    ("papers", "year", "1999\x1b[2J"),
    ("papers", "title", None),
    ("papers", "key", b"\xff"),
    ("artifacts", "family", "model:itself"),
    ("artifacts", "kind", "planet"),
    ("nodes", "key", "paper:other"),
    ("nodes", "kind", 7),
    ("nodes", "names", None),
    ("links", "weight", float("inf")),
    ("links", "weight", "heavy"),
    ("links", "target", 3),
    ("links", "relation", "x"),
    ("citations", "cited", "paper:nowhere"),
    ("facts", "value", b"\xff"),
    ("facts", "provider", 5),
    ("meta", "value", 5),
    ("origins", "line", "x"),
    ("build_files", "size", "large"),
    ("build_records", "record", "["),
    ("build_claims", "aliases", "{"),
    ("build_marks", "mark", "x"),
]
ASKED = (
    """
info MAP | rank MAP | reading-list MAP dataset:squad | path MAP dataset:squad model:bert
similar MAP paper:arxiv:1810.04805 | communities MAP | uncited MAP | grid MAP | rising MAP
extend MAP paper:arxiv:1810.04805 | search MAP squad | left-out MAP | diff OTHER MAP | page MAP -o PAGE
export MAP --format json -o - | enrich MAP --dry-run | build INPUT -o MAP --add
""".strip()
    .replace("\n", " | ")
    .split(" | ")
)


@pytest.mark.parametrize(("table", "column", "value"), CHANGES, ids=lambda value: str(value)[:20])
def test_wrong_values_are_told_in_one_line_or_do_no_harm(place, whole, table, column, value):
    shutil.rmtree(place["MAP"])
    shutil.copytree(whole, place["MAP"])
    spoil(place["MAP"] / "graph.db", table, column, value)
    for line in ASKED:
        done = CliRunner().invoke(cli, [str(place.get(word, word)) for word in line.split()])
        assert done.exception is None or isinstance(done.exception, SystemExit), (line, done.exception)
        assert without_controls(done.output) == done.output, line
        told = [text for text in done.stderr.splitlines() if text.startswith("Error: ")]
        assert (done.exit_code, len(told)) in ((0, 0), (1, 1)), (line, done.output)


def spoil(path, table, column, value):
    """Write a value that a table refuses into some of its rows."""
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("PRAGMA writable_schema = ON")
        ((sql,),) = db.execute("SELECT sql FROM sqlite_master WHERE name = ?", [table])
        for rule in (" STRICT,", " STRICT", " NOT NULL"):
            sql = sql.replace(rule, "")
        db.execute("UPDATE sqlite_master SET sql = ? WHERE name = ?", [sql, table])
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("PRAGMA ignore_check_constraints = ON")
        if table == "facts":
            key = db.execute("SELECT key FROM papers").fetchone()[0]
            db.execute("INSERT INTO facts VALUES (?, 'venue', 'V', 'arxiv', '', '2026-01-01')", [key])
        db.execute(f"UPDATE OR IGNORE {table} SET {column} = ?", [value])
