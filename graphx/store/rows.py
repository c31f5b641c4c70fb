"""Values as rows of a map's file, and back: the one place that knows the order of the columns."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import Any, Final

from graphx.model import Citation, Mention, Origin, Paper
from graphx.schema import ET_AL
from graphx.text import one_line

Row = tuple[Any, ...]

PAPER_COLUMNS: Final = "key, title, abstract, year, date, venue, url, authors, cites, cite_key, entry_type"
MENTION_COLUMNS: Final = (
    'paper, field, start, "end", surface, artifact, variant, role, rule, confidence, sentence, '
    "sentence_start, tier, told"
)
CITATION_COLUMNS: Final = "citing, cited, provider, detail, fetched, confidence"
NODE_COLUMNS: Final = "key, kind, label, told_abstract, names, ids"
SEARCH_COLUMNS: Final = "key, kind, label, abstract, names, ids"


def put(db: sqlite3.Connection, table: str, columns: str, rows: Iterable[Row]) -> None:
    """Insert rows into some columns of a table."""
    marks = ", ".join("?" * (columns.count(",") + 1))
    db.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)


def put_papers(db: sqlite3.Connection, papers: Iterable[tuple[int | None, Paper]]) -> None:
    """Insert papers with their identifiers and origins; a number of None is given by the file."""
    numbered = list(papers)
    put(db, "papers", f"id, {PAPER_COLUMNS}", ((number, *paper_row(p)) for number, p in numbered))
    put(db, "paper_ids", "id, paper", ((i, p.key) for _, p in numbered for i in p.ids))
    put(db, "origins", "paper, path, line", ((p.key, o.path, o.line) for _, p in numbered for o in p.origins))


def paper_row(p: Paper) -> Row:
    """Return a paper as a row of :data:`PAPER_COLUMNS`."""
    authors, cites = (json_list(p.authors) if p.authors else "[]"), (json_list(p.cites) if p.cites else "[]")
    told = (p.key, p.title, p.abstract, p.year, p.date, p.venue, p.url)
    return (*told, authors, cites, p.cite_key, p.entry_type)


def paper_of(row: Row, ids: tuple[str, ...], origins: tuple[Origin, ...]) -> Paper:
    """Return the paper of a row of :data:`PAPER_COLUMNS`."""
    key, title, abstract, year, date, venue, url, authors, cites, cite_key, entry_type = row
    return Paper(
        key=key,
        title=title,
        abstract=abstract,
        year=year,
        date=date,
        venue=venue,
        url=url,
        authors=texts(authors),
        cites=texts(cites),
        ids=ids,
        origins=origins,
        cite_key=cite_key,
        entry_type=entry_type,
    )


def record_text(paper: Paper) -> str:
    """Return a record as text, to be read by :func:`record_of`.

    >>> record_of(record_text(Paper(title="A", ids=("doi:10.1/x",)))).ids
    ('doi:10.1/x',)
    """
    origins = [[o.path, o.line] for o in paper.origins]
    return json.dumps([*paper_row(paper), list(paper.ids), origins], ensure_ascii=False)


def record_of(text: str) -> Paper:
    """Return the record of a text of :func:`record_text`."""
    *row, ids, origins = json.loads(text)
    return paper_of(tuple(row), tuple(ids), tuple(Origin(path, line) for path, line in origins))


def searched_names(names: Iterable[str], authors: Iterable[str]) -> str:
    """Return the names that a paper is searched by: what it names, then who wrote it.

    >>> searched_names(["SQuAD", "BERT"], ["Ann Bee", "et al."])
    'BERT; SQuAD; Ann Bee'
    """
    return one_line("; ".join([*sorted(names), *(author for author in authors if author != ET_AL)]))


def mention_row(m: Mention) -> Row:
    """Return a mention as a row of :data:`MENTION_COLUMNS`, nothing told of its artifact."""
    return (
        *(m.paper, m.field, m.start, m.end, m.surface, m.artifact.key, m.variant, m.role),
        *(m.rule, m.confidence, m.sentence, m.sentence_start, m.tier, None),
    )


def citation_row(c: Citation) -> Row:
    """Return a citation as a row of :data:`CITATION_COLUMNS`."""
    e = c.evidence
    return c.citing, c.cited, e.provider, e.detail, e.fetched, e.confidence


def json_list(values: Iterable[str]) -> str:
    """Return texts as a JSON list."""
    return json.dumps(list(values), ensure_ascii=False)


def texts(value: str) -> tuple[str, ...]:
    """Return the texts of a JSON list.

    Raises
    ------
    ValueError
        It is something else.
    """
    if value == "[]":
        return ()
    told = json.loads(value)
    if not isinstance(told, list) or not all(isinstance(text, str) for text in told):
        raise ValueError(f"{value[:40]!r} is no list of texts")
    return tuple(told)
