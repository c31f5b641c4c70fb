"""A map that grows: only what has changed is read, found and written, with the same result as from nothing.

What a paper names depends on its text, and on what all papers together claim. So when papers come, change
or go, those are searched whose own text is new, and those for which the claims of all now answer otherwise:
their text holds a name that was not looked for before or is not any more, or they claim a name or link a
repository that now means or is spelled something else.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from graphx.building.book import Book
from graphx.building.claims import claim_rows, numbered_texts, put_claims, registry_of
from graphx.building.finding import (
    LINK_COLUMNS,
    Forms,
    claimed_papers,
    find_rows,
    in_batches,
    settle_forms,
)
from graphx.building.linking import cite, link, show_artifacts, show_papers
from graphx.building.plan import Plan, Stamp, file_digest
from graphx.building.told import BuildReport
from graphx.building.works import drop_waiting, make_waiting, marks_of, put_waiting, settle, work_of
from graphx.find import load_catalog
from graphx.find.entries import Entry
from graphx.find.held import Held
from graphx.find.registry import Registry, Slot
from graphx.find.workers import BATCH, Crew
from graphx.ids import artifact_key
from graphx.model import Paper, Progress
from graphx.read import Named, open_files
from graphx.read.alike import find_look_alikes
from graphx.read.notices import Notices
from graphx.store.files import VERSION
from graphx.store.reading import read_meta
from graphx.store.rows import put

MOST_NEW: Final = 0.5
"""Share of changed and new bytes from which a map is made from nothing: that is streamed, and no slower."""

MANY: Final = 2_000
"""Papers from which it pays to share out the work."""

_WHY: Final = {
    "graphx": "graphx has changed since this map was built",
    "catalog": "the catalog has changed since this map was built",
    "columns": "this map was read with other options",
}


def why_not(db: sqlite3.Connection, plan: Plan) -> str | None:
    """Return why a map cannot grow to what a plan says, in words; nothing where it can.

    An empty text says that it could, but that making it from nothing is as fast.
    """
    if db.execute("PRAGMA user_version").fetchone()[0] != VERSION:
        return "this map was built by an older graphx"
    meta = read_meta(db)
    if "build_graphx" not in meta:
        return ""
    for name, now in plan.ways.items():
        if meta.get(f"build_{name}") != now:
            return _WHY[name]
    known = known_files(db)
    total = sum({place: max(row.size, 0) for place, row in known.items()}.values())
    new = sum(max(stamp.size, 0) for named, stamp in plan.inputs if known.get(named.path) != stamp)
    kept = sum(max(stamp.size, 0) for named, stamp in plan.inputs if known.get(named.path) == stamp)
    return "" if new > MOST_NEW * total or kept < (1 - MOST_NEW) * total else None


def why_not_add(db: sqlite3.Connection) -> str:
    """Return why nothing can be added to a map, in words; nothing where it can."""
    tables = "SELECT count(*) FROM sqlite_master WHERE name = 'build_files'"
    if not db.execute(tables).fetchone()[0] or not known_files(db):
        return "this map does not tell what it was built of"
    return ""


def known_files(db: sqlite3.Connection) -> dict[str, Stamp]:
    """Return what a map was made of: files and archives in their order, and how they were."""
    rows = db.execute("SELECT place, size, changed FROM build_files ORDER BY number")
    return {place: Stamp(*row) for place, *row in rows}


class Growing:
    """A map that is changed.

    Parameters
    ----------
    book
        The map's file, in a transaction.
    plan
        What it is to be the map of.
    processes
        How many processes to share much work among.
    progress
        Called as the work goes on.
    derive
        Whether nodes and links are changed too; else someone makes them all anew.
    """

    def __init__(self, book: Book, plan: Plan, processes: int, progress: Progress, *, derive: bool) -> None:
        self.book, self.plan, self.progress, self.derive = book, plan, progress, derive
        self.processes = processes
        self.notices = Notices(strict=plan.strict)
        self.report = BuildReport(grown=True)
        for table in ("papers", "build_records"):
            column = "id" if table == "papers" else "paper"
            book.count_from(book.one(f"SELECT max({column}) FROM {table}") or 0)

    def grow(self) -> BuildReport:
        """Make the map what the plan says."""
        catalog = load_catalog(*self.plan.catalog)
        before = registry_of(self.book.db, catalog)
        added = self._read()
        with Crew(self._hands(len(added)), self.plan.catalog, candidates=True, room=0) as crew:
            self._claim(crew, added)
            registry = registry_of(self.book.db, catalog) if added or self.report.removed else before
            again = self._affected(registry, before) - set(added)
            crew.learn(registry)
            self._find(crew, set(added.values()), again)
        self.report.added, self.report.searched = len(added), len(again)
        self.report.papers = self.book.one("SELECT count(*) FROM papers")
        self.report.records = self.book.one("SELECT sum(records) FROM build_files")
        self.report.notices = self.notices.told()
        self.report.formats = tuple(
            self.book.db.execute("SELECT path, format FROM build_files ORDER BY number").fetchall()
        )
        return self.report

    def _hands(self, papers: int) -> int:
        return self.processes if papers >= MANY else 1

    def _read(self) -> dict[int, str]:
        """Read what is new or has changed, forget what is gone; return the papers to be searched."""
        db = self.book.db
        make_waiting(db)
        rows = db.execute("SELECT path, place FROM build_files").fetchall()
        known = known_files(db)
        changed = [
            (named, stamp) for named, stamp in self.plan.inputs if not self._is_known(named, stamp, known)
        ]
        now = {named.path for named, _ in self.plan.inputs}
        stale = {path for path, place in rows if place not in now or place in {n.path for n, _ in changed}}
        kept: dict[int, list[Paper]] = {}
        db.executemany("DELETE FROM build_files WHERE path = ?", [(path,) for path in stale])
        for named, stamp in changed:
            self._read_file(named, stamp, kept)
        self._number_files()
        settled = settle(self.book, self.notices, dict(self._dropped(stale, kept)))
        drop_waiting(db)
        self.report.removed = len(settled.removed)
        self.report.conflicts = tuple(settled.conflicts)
        self.report.repeated_within, self.report.repeated_across = settled.within, settled.across
        added = {
            number: self.book.one("SELECT key FROM papers WHERE id = ?", number) for number in settled.added
        }
        papers = [paper for number in added if (paper := work_of(db, number)[0])]
        self.report.look_alikes = find_look_alikes(papers)
        return added

    def _is_known(self, named: Named, stamp: Stamp, known: Mapping[str, Stamp]) -> bool:
        """Whether a file is what it was; a time of change alone says nothing yet."""
        before = known.get(named.path)
        if before is None or stamp.size < 0 or before.size != stamp.size:
            return False
        if before.changed != stamp.changed:
            digest = self.book.one("SELECT digest FROM build_files WHERE place = ? LIMIT 1", named.path)
            if digest != file_digest(named.path):
                return False
            self.book.db.execute(
                "UPDATE build_files SET changed = ? WHERE place = ?", (stamp.changed, named.path)
            )
        return True

    def _read_file(self, named: Named, stamp: Stamp, kept: dict[int, list[Paper]]) -> None:
        """Read a file; records that the map has are kept, new ones wait."""
        digest = file_digest(named.path)
        read = 0
        for file in open_files(named, self.notices, self.plan.columns):
            titled = 0
            for record in file.records:
                read += 1
                titled += bool(record.title)
                if (number := self._holder(record)) is None:
                    put_waiting(self.book.db, [(record, marks_of(record))])
                else:
                    kept.setdefault(number, []).append(record)
                if read % BATCH == 0:
                    self.progress("Reading", read, None)
            row = (file.path, named.path, 0, file.format, stamp.size, stamp.changed, digest, titled)
            columns = "path, place, number, format, size, changed, digest, records"
            put(self.book.db, "build_files", columns, [row])

    def _holder(self, record: Paper) -> int | None:
        """Return the number of the work that has a record just like this one."""
        for mark in marks_of(record):
            for (number,) in self.book.db.execute("SELECT paper FROM build_marks WHERE mark = ?", (mark,)):
                if record in work_of(self.book.db, number)[1]:
                    return int(number)
        return None

    def _number_files(self) -> None:
        """Number the files in the order in which a new build would read them."""
        order = {named.path: place for place, (named, _) in enumerate(self.plan.inputs)}
        rows = self.book.db.execute("SELECT path, place FROM build_files ORDER BY number, path").fetchall()
        paths = [path for path, _ in sorted(rows, key=lambda row: order[row[1]])]
        self.book.db.executemany("UPDATE build_files SET number = ? WHERE path = ?", list(enumerate(paths)))

    def _dropped(self, stale: set[str], kept: Mapping[int, list[Paper]]) -> Iterator[tuple[int, list[Paper]]]:
        """Yield the works that have lost records of files that are gone or changed, and those records."""
        db = self.book.db
        db.execute("CREATE TEMP TABLE stale (path TEXT PRIMARY KEY)")
        put(db, "stale", "path", ((path,) for path in stale))
        numbers = db.execute(
            "SELECT p.id FROM origins o JOIN papers p ON p.key = o.paper WHERE o.path IN stale "
            "UNION SELECT paper FROM build_records WHERE paper NOT IN (SELECT id FROM papers) ORDER BY 1"
        ).fetchall()
        db.execute("DROP TABLE stale")
        for (number,) in numbers if stale else ():
            still = kept.get(number, [])
            lost = [
                record
                for record in work_of(db, number)[1]
                if record not in still and any(origin.path in stale for origin in record.origins)
            ]
            if lost:
                yield number, lost

    def _claim(self, crew: Crew, added: Mapping[int, str]) -> None:
        batches = [numbered_texts(self.book.db, batch) for batch in in_batches(added)]
        results = crew.share_out(claim_rows, (texts for _, texts in batches))
        for (some, _), rows in zip(batches, results, strict=True):
            put_claims(self.book.db, zip(some, rows, strict=True))

    def _affected(self, registry: Registry, before: Registry) -> set[int]:
        """Return the papers for which the claims of all answer otherwise than before."""
        entries, slots = registry.changed_since(before)
        return set(_claiming(self.book.db, slots)) | set(_naming(self.book.db, entries))

    def _find(self, crew: Crew, added: set[str], again: set[int]) -> None:
        """Search papers, and let nodes and links follow."""
        book, db = self.book, self.book.db
        old = {key for number in again if (key := book.one("SELECT key FROM papers WHERE id = ?", number))}
        for key in sorted(old):
            query = "SELECT DISTINCT artifact FROM mentions WHERE paper = ?"
            book.touched |= {artifact for (artifact,) in db.execute(query, (key,))}
            db.execute("DELETE FROM mentions WHERE paper = ?", (key,))
            if self.derive:
                roles = "relation IN ('introduces', 'uses', 'mentions')"
                db.execute(f"DELETE FROM links WHERE source = ? AND {roles}", (key,))
        forms = Forms(book)
        keys = sorted(added | old)
        done = 0
        for found in crew.share_out(find_rows, claimed_papers(db, in_batches(keys))):
            forms.take(found)
            book.touched |= {form[0] for form in found.forms}
            if self.derive:
                put(db, "links", LINK_COLUMNS, found.links)
            done = min(done + BATCH, len(keys))
            self.progress("Finding names", done, len(keys))
        changed = settle_forms(db, book.touched)
        cite(db)
        if self.derive:
            self._link(keys, changed)

    def _link(self, keys: Iterable[str], changed: set[str]) -> None:
        book, db = self.book, self.book.db
        shown = {key for (key,) in db.execute("SELECT key FROM nodes WHERE kind != 'paper'")}
        kept = link(book)
        show_artifacts(book, sorted(book.touched | changed | (shown ^ kept)), kept)
        query = "SELECT DISTINCT source FROM links WHERE target = ? AND source LIKE 'paper:%'"
        named = {key for artifact in changed for (key,) in db.execute(query, (artifact,))}
        show_papers(book, sorted(named | set(keys)))


def _claiming(db: sqlite3.Connection, slots: Iterable[Slot]) -> Iterator[int]:
    """Yield the papers that claim some names, or link to some repos."""
    for kind, key in slots:
        query = "SELECT paper FROM build_claims WHERE key = ? AND kind = ?"
        yield from (number for (number,) in db.execute(query, (key, kind)))


def _naming(db: sqlite3.Connection, entries: Iterable[Entry]) -> Iterator[int]:
    """Yield the papers that may name some things: by the words of their text, or as a version of another."""
    entries = list(entries)
    if not entries:
        return
    query = "SELECT p.id FROM mentions m JOIN papers p ON p.key = m.paper WHERE m.artifact = ?"
    for entry in entries:
        yield from (n for (n,) in db.execute(query, (artifact_key(entry.kind, entry.name),)))
    held = Held(key for entry in entries for key in entry.keys)
    for number, title, abstract in db.execute("SELECT id, title, abstract FROM papers"):
        if held.may_be_in(f"{title}\n{abstract}"):
            yield number
