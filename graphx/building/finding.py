"""Mentions and links of papers as rows, computed by any process and put into the file by one."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple, TypeVar

from graphx.build import role_links
from graphx.building.book import Book
from graphx.building.claims import Text, local_names, paper_of
from graphx.find.view import View
from graphx.find.workers import BATCH, Share
from graphx.model import Artifact
from graphx.schema import ACCEPTED
from graphx.store.rows import MENTION_COLUMNS, Row, mention_row, put

Form = tuple[str, str, str, str, str | None]
"""Key, kind, name, url and the family's key: what one mention says of an artifact."""

Item = TypeVar("Item")

Claimed = tuple[Text, Sequence[Row]]
"""A paper and what it claims."""

LINK_COLUMNS: Final = "source, target, relation, weight, sentence"
_FORM, _TOLD = 5, 13  # the columns of a mention that hold its artifact, and what it alone says of it


class Found(NamedTuple):
    """What was found in a batch of papers.

    Parameters
    ----------
    forms
        The artifacts, families before their members.
    mentions
        Rows of mentions, with the number of a form in place of the artifact.
    links
        Rows of links from papers to artifacts.
    """

    forms: list[Form]
    mentions: list[Row]
    links: list[Row]


def find_rows(share: Share, _batch: int, papers: Sequence[Claimed]) -> Found:
    """Return what is found in papers; work for a crew."""
    assert share.finder is not None, "first comes what all papers claim"
    forms: dict[Form, int] = {}
    mentions: list[Row] = []
    links: list[Row] = []
    for text, claims in papers:
        found = share.finder.mentions(View.of(paper_of(text)), local_names(claims))
        for mention in found:
            row = mention_row(mention)
            mentions.append((*row[:_FORM], _number(forms, mention.artifact), *row[_FORM + 1 :]))
        for link in role_links(m for m in found if m.tier == ACCEPTED):
            best = link.evidence[0]
            links.append((link.source, link.target, link.relation, link.weight, best.sentence or best.detail))
    return Found(list(forms), mentions, links)


def _number(forms: dict[Form, int], artifact: Artifact) -> int:
    """Return the number of an artifact among the forms of a batch, which take it and its families in."""
    family = artifact.family
    form = (artifact.key, artifact.kind, artifact.name, artifact.url, family.key if family else None)
    if form not in forms:
        if family:
            _number(forms, family)
        forms[form] = len(forms)
    return forms[form]


class Forms:
    """The artifacts of a file; where mentions tell one in several ways, the first one by name counts.

    Parameters
    ----------
    book
        The file.
    """

    def __init__(self, book: Book) -> None:
        self._book = book
        rows = book.db.execute("SELECT key, kind, name, url, family FROM artifacts")
        self._known: dict[str, Form] = {row[0]: row for row in rows}

    def name(self, key: str) -> str:
        """Return the name of an artifact of the file."""
        return self._known[key][2]

    def take(self, found: Found) -> None:
        """Put the mentions of a batch into the file, and artifacts that are new to it."""
        told: list[str | None] = []
        new = []
        for form in found.forms:
            known = self._known.setdefault(form[0], form)
            if known is form:
                new.append(form)
            told.append(None if known == form else json.dumps(form[2:], ensure_ascii=False))
            if known != form:
                self._book.touched |= {form[0], form[4] or form[0]}
        put(self._book.db, "artifacts", "key, kind, name, url, family", new)
        rows = (
            (*row[:_FORM], found.forms[row[_FORM]][0], *row[_FORM + 1 : _TOLD], told[row[_FORM]])
            for row in found.mentions
        )
        put(self._book.db, "mentions", MENTION_COLUMNS, rows)


def settle_forms(db: sqlite3.Connection, keys: Iterable[str]) -> set[str]:
    """Let the first form by name stand for each of some artifacts; return those that changed or are gone."""
    changed: set[str] = set()
    todo = set(keys)
    while todo:
        key = todo.pop()
        row = db.execute("SELECT name, url, family FROM artifacts WHERE key = ?", (key,)).fetchone()
        if row is None:
            continue
        told = "SELECT DISTINCT told FROM mentions WHERE artifact = ?"
        forms = {row if text is None else tuple(json.loads(text)) for (text,) in db.execute(told, (key,))}
        if not forms:
            if not db.execute("SELECT 1 FROM artifacts WHERE family = ? LIMIT 1", (key,)).fetchone():
                db.execute("DELETE FROM artifacts WHERE key = ?", (key,))
                changed.add(key)
                todo |= {row[2]} - {None}  # nothing else may have needed its family
            continue
        best = min(forms, key=lambda form: (form[0], form[1], form[2] or ""))
        if best != row:
            texts = [json.dumps(form, ensure_ascii=False) for form in (row, best)]
            db.execute("UPDATE mentions SET told = ? WHERE artifact = ? AND told IS NULL", (texts[0], key))
            db.execute("UPDATE mentions SET told = NULL WHERE artifact = ? AND told = ?", (key, texts[1]))
            db.execute("UPDATE artifacts SET name = ?, url = ?, family = ? WHERE key = ?", (*best, key))
            changed.add(key)
            todo |= {row[2]} - {None}
    return changed


def claimed_papers(db: sqlite3.Connection, keys: Iterable[Sequence[str]]) -> Iterator[list[Claimed]]:
    """Yield papers with what they claim, by batches of keys."""
    for batch in keys:
        marks = ", ".join("?" * len(batch))
        ids = gathered(
            db.execute(f"SELECT paper, id FROM paper_ids WHERE paper IN ({marks}) ORDER BY 1, 2", batch)
        )
        rows = db.execute(
            f"SELECT id, key, title, abstract FROM papers WHERE key IN ({marks}) ORDER BY key", batch
        ).fetchall()
        claims: dict[int, list[Row]] = {}
        told = db.execute(
            "SELECT paper, kind, key, name, own, confidence, rules, aliases FROM build_claims "
            f"WHERE paper IN ({marks}) ORDER BY paper, place",
            [row[0] for row in rows],
        )
        for number, *claim in told:
            claims.setdefault(number, []).append(tuple(claim))
        yield [
            ((key, title, abstract, tuple(ids.get(key, ()))), claims.get(number, ()))
            for number, key, title, abstract in rows
        ]


def gathered(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return the second parts of pairs by their first."""
    found: dict[str, list[str]] = {}
    for one, other in pairs:
        found.setdefault(one, []).append(other)
    return found


def in_batches(items: Iterable[Item], size: int = BATCH) -> Iterator[list[Item]]:
    """Yield items in lists of some size."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
