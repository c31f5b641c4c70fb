"""The nodes and links of what was found, made in the file; what has not changed stays as it is.

It gives the rows that :func:`graphx.build.build_graph` would, without the graph.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from graphx.build import family_links, hosted, with_families
from graphx.building.book import Book
from graphx.building.claims import Text
from graphx.building.finding import LINK_COLUMNS, Forms, gathered, in_batches
from graphx.model import Artifact
from graphx.schema import CITES, HOSTED_AT, INTRODUCES, PAPER, ROLES
from graphx.store.rows import NODE_COLUMNS, SEARCH_COLUMNS, Row, put, searched_names, texts
from graphx.store.writing import index_nodes, unindex_nodes
from graphx.text import one_line

_ROLES: Final = ", ".join(f"'{role}'" for role in ROLES)

_CITATIONS: Final = """
INSERT INTO fresh_citations
SELECT citing, cited, 'input', min(id), '', 1.0 FROM (
  SELECT p.key AS citing, j.value AS id,
         (SELECT max(paper) FROM paper_ids WHERE paper_ids.id = j.value) AS cited
  FROM papers p, json_each(p.cites) j WHERE p.cites != '[]'
) WHERE cited IS NOT NULL AND cited != citing GROUP BY citing, cited
"""


def cite(db: sqlite3.Connection) -> None:
    """Find out which papers of the file cite which."""
    db.execute("CREATE TEMP TABLE fresh_citations AS SELECT * FROM citations LIMIT 0")
    db.execute(_CITATIONS)
    _renew(db, "citations", "fresh_citations", "1")
    db.execute("DROP TABLE fresh_citations")


def link(book: Book) -> set[str]:
    """Make the links that do not start from what one paper names; return the artifacts that are nodes."""
    db = book.db
    artifacts = _artifacts(db)
    named = {key for (key,) in db.execute(f"SELECT DISTINCT target FROM links WHERE relation IN ({_ROLES})")}
    kept = with_families({key: artifacts[key] for key in sorted(named)})
    db.execute("CREATE TEMP TABLE fresh_links AS SELECT * FROM links LIMIT 0")
    rows = (
        (one.source, one.target, one.relation, one.weight, one.evidence[0].detail)
        for one in family_links(kept)
    )
    put(db, "fresh_links", LINK_COLUMNS, rows)
    put(db, "fresh_links", LINK_COLUMNS, _hosting_rows(db, artifacts))
    db.execute(f"INSERT INTO fresh_links SELECT citing, cited, '{CITES}', confidence, detail FROM citations")
    _renew(db, "links", "fresh_links", f"relation NOT IN ({_ROLES})")
    db.execute("DROP TABLE fresh_links")
    return set(kept)


def _renew(db: sqlite3.Connection, table: str, fresh: str, where: str) -> None:
    """Make some rows of a table those of another; rows that are the same stay untouched."""
    columns = ", ".join(row[1] for row in db.execute(f"PRAGMA table_info({fresh})"))
    db.execute(f"DELETE FROM {table} WHERE {where} AND ({columns}) NOT IN (SELECT {columns} FROM {fresh})")
    db.execute(f"INSERT OR IGNORE INTO {table} SELECT * FROM {fresh} ORDER BY 1, 2, 3")


def _artifacts(db: sqlite3.Connection) -> dict[str, Artifact]:
    rows = {row[0]: row for row in db.execute("SELECT key, kind, name, url, family FROM artifacts")}
    made: dict[str, Artifact] = {}

    def make(key: str) -> Artifact:
        if key not in made:
            _, kind, name, url, family = rows[key]
            above = make(family) if family else None
            made[key] = Artifact(key=key, kind=kind, name=name, url=url, family=above)
        return made[key]

    return {key: make(key) for key in rows}


def _hosting_rows(db: sqlite3.Connection, artifacts: dict[str, Artifact]) -> Iterator[Row]:
    """Yield the links from what papers introduce to the repositories they introduce it in."""
    found: dict[tuple[str, str], tuple[float, str]] = {}
    rows = db.execute(
        "SELECT source, target, weight, sentence FROM links WHERE relation = ? ORDER BY source, target",
        (INTRODUCES,),
    )
    for _, links in groupby(rows, key=lambda row: row[0]):
        introduced = {target: (weight, sentence) for _, target, weight, sentence in links}
        if len(introduced) > 1:
            for pair in hosted({key: artifacts[key].name for key in introduced}):
                weight, sentence = introduced[pair[1]]
                before = found.get(pair, (0.0, sentence))
                found[pair] = max(weight, before[0]), before[1]
    for (source, target), (weight, sentence) in sorted(found.items()):
        yield source, target, HOSTED_AT, weight, sentence


def show_papers(book: Book, keys: Iterable[str]) -> None:
    """Make the nodes of papers what the papers and their links say."""
    for batch in in_batches(keys):
        marks = ", ".join("?" * len(batch))
        ids = gathered(
            book.db.execute(f"SELECT paper, id FROM paper_ids WHERE paper IN ({marks}) ORDER BY 1, 2", batch)
        )
        names = gathered(
            book.db.execute(
                "SELECT DISTINCT l.source, a.name FROM links l JOIN artifacts a ON a.key = l.target "
                f"WHERE l.source IN ({marks}) AND l.relation IN ({_ROLES})",
                batch,
            )
        )
        rows = [
            _paper_node(key, title, names.get(key, ()), texts(authors), ids.get(key, ()))
            for key, title, authors in book.db.execute(
                f"SELECT key, title, authors FROM papers WHERE key IN ({marks}) ORDER BY key", batch
            )
        ]
        _show(book.db, batch, rows)


def add_papers(book: Book, papers: Sequence[Text], links: Iterable[Row], forms: Forms) -> None:
    """Make nodes of papers that have none yet, of what is at hand: only authors are looked up in the file."""
    names: dict[str, set[str]] = {}
    for source, target, *_ in links:
        names.setdefault(source, set()).add(forms.name(target))
    marks = ", ".join("?" * len(papers))
    query = f"SELECT key, authors FROM papers WHERE key IN ({marks})"
    authors = dict(book.db.execute(query, [key for key, *_ in papers]))
    first = _next_node(book.db)
    rows, searched = [], []
    for number, (key, title, abstract, ids) in enumerate(papers, first):
        node = _paper_node(key, title, names.get(key, ()), texts(authors[key]), ids)
        rows.append((number, *node))
        searched.append((number, *node[:3], abstract, *node[4:]))
    put(book.db, "nodes", f"id, {NODE_COLUMNS}", rows)
    put(book.db, "search", f"rowid, {SEARCH_COLUMNS}", searched)


def _paper_node(
    key: str, title: str, names: Iterable[str], authors: Iterable[str], ids: Iterable[str]
) -> Row:
    """Return the node of a paper as a row; ``authors`` and ``ids`` in their order."""
    told = searched_names(names, authors), one_line(" ".join(i.partition(":")[2] for i in ids))
    return key, PAPER, one_line(title), None, *told


def _next_node(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT max(id) FROM nodes").fetchone()[0] or 0) + 1


def show_artifacts(book: Book, keys: Iterable[str], shown: set[str]) -> None:
    """Make the nodes of artifacts what is told of them; those that are not to be shown go."""
    for batch in in_batches(keys):
        marks = ", ".join("?" * len(batch))
        surfaces = gathered(
            book.db.execute(
                "SELECT DISTINCT artifact, surface FROM mentions "
                f"WHERE artifact IN ({marks}) AND tier = 'accepted' ORDER BY 1, 2",
                batch,
            )
        )
        rows = [
            (key, kind, one_line(name), None, one_line("; ".join(surfaces.get(key, ()))), "")
            for key, kind, name in book.db.execute(
                f"SELECT key, kind, name FROM artifacts WHERE key IN ({marks}) ORDER BY key", batch
            )
            if key in shown
        ]
        _show(book.db, batch, rows)


def _show(db: sqlite3.Connection, keys: list[str], rows: list[Row]) -> None:
    """Make the nodes of some keys those of the rows."""
    marks = ", ".join("?" * len(keys))
    there = {
        row[1]: row
        for row in db.execute(f"SELECT id, {NODE_COLUMNS} FROM nodes WHERE key IN ({marks})", keys)
    }
    wanted = {row[0] for row in rows}
    for key, row in there.items():
        if key not in wanted:
            unindex_nodes(db, "id = ?", row[:1])
            db.execute("DELETE FROM nodes WHERE id = ?", row[:1])
    new = []
    for row in rows:
        before = there.get(row[0])
        if before is None:
            new.append(row)
        elif before[1:] != row:
            unindex_nodes(db, "id = ?", before[:1])
            names = ", ".join("?" * len(row))
            db.execute(f"UPDATE nodes SET ({NODE_COLUMNS}) = ({names}) WHERE id = ?", (*row, before[0]))
            index_nodes(db, "id = ?", before[:1])
    if new:
        first = _next_node(db)
        put(db, "nodes", f"id, {NODE_COLUMNS}", ((number, *row) for number, row in enumerate(new, first)))
        index_nodes(db, "id BETWEEN ? AND ?", (first, first + len(new) - 1))
