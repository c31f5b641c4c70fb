"""What papers claim, as rows of the map's file: computed by any process, put together in one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from graphx.find.catalog import Catalog, name_key
from graphx.find.registry import Registry
from graphx.find.resolve import LocalName, base_name
from graphx.find.view import Claims, View
from graphx.find.workers import Share
from graphx.model import Paper
from graphx.schema import REPO
from graphx.store.rows import Row, json_list, put, texts

COLUMNS: Final = "paper, place, kind, key, name, own, confidence, rules, aliases"

Text = tuple[str, str, str, tuple[str, ...]]
"""Key, title, abstract and identifiers: what finding needs of a paper."""


Numbered = tuple[list[int], list[Text]]
"""Papers with their numbers in the file."""


def claim_rows(share: Share, _batch: int, papers: Sequence[Text]) -> list[list[Row]]:
    """Return what each paper claims, as rows without paper and place; work for a crew."""
    return [list(_rows(Claims.of(View.of(paper_of(text)), share.catalog))) for text in papers]


def paper_of(text: Text) -> Paper:
    """Return as much of a paper as finding needs."""
    key, title, abstract, ids = text
    return Paper(key=key, title=title, abstract=abstract, ids=ids)


def numbered_texts(db: sqlite3.Connection, numbers: Sequence[int]) -> Numbered:
    """Return papers by their numbers, as far as finding needs them."""
    marks = ", ".join("?" * len(numbers))
    ids = "SELECT json_group_array(i.id) FROM paper_ids i WHERE i.paper = key"
    rows = db.execute(
        f"SELECT id, key, title, abstract, ({ids}) FROM papers WHERE id IN ({marks}) ORDER BY id", numbers
    ).fetchall()
    return [row[0] for row in rows], [(row[1], row[2], row[3], tuple(sorted(texts(row[4])))) for row in rows]


def _rows(claims: Claims) -> Iterator[Row]:
    for local in claims.names.values():
        yield (
            *(local.kind, name_key(base_name(local.name, local.kind)), local.name, int(local.own)),
            *(local.confidence, "+".join(sorted(local.rules)), json_list(local.aliases)),
        )
    for repo in claims.repos:
        yield REPO, repo.lower(), repo, 0, 0.0, "", "[]"


def put_claims(db: sqlite3.Connection, papers: Iterable[tuple[int, list[Row]]]) -> None:
    """Take down what papers claim, by their numbers."""
    rows = ((paper, place, *row) for paper, rows in papers for place, row in enumerate(rows))
    put(db, "build_claims", COLUMNS, rows)


def local_names(rows: Iterable[Row]) -> dict[str, LocalName]:
    """Return the names among the claims of a paper, in their order."""
    return {
        str(place): LocalName(
            name=name,
            kind=kind,
            own=bool(own),
            rules=set(rules.split("+")) - {""},
            confidence=confidence,
            aliases=texts(aliases),
        )
        for place, (kind, _, name, own, confidence, rules, aliases) in enumerate(rows)
        if kind != REPO
    }


def registry_of(db: sqlite3.Connection, catalog: Catalog) -> Registry:
    """Return what the papers of a file claim, put together."""
    rows = db.execute(
        "SELECT p.key, c.kind, c.key, c.name, c.own, c.confidence "
        "FROM build_claims c JOIN papers p ON p.id = c.paper ORDER BY c.paper, c.place"
    )
    return Registry(
        ((paper, kind, key, base_name(name, kind), own, sure) for paper, kind, key, name, own, sure in rows),
        catalog,
    )
