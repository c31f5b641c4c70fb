"""A map made from nothing, in steps that are committed: an interrupted build goes on at the last one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from graphx.building.book import Book
from graphx.building.claims import Numbered, Text, claim_rows, numbered_texts, put_claims, registry_of
from graphx.building.finding import (
    LINK_COLUMNS,
    Forms,
    claimed_papers,
    find_rows,
    in_batches,
    settle_forms,
)
from graphx.building.linking import add_papers, cite, link, show_artifacts, show_papers
from graphx.building.plan import Plan, file_digest
from graphx.building.told import BuildReport
from graphx.building.works import (
    drop_waiting,
    keep_fresh_marks,
    make_fresh_marks,
    make_waiting,
    marks_of,
    put_waiting,
    settle,
)
from graphx.errors import GraphxError
from graphx.find import load_catalog
from graphx.find.workers import BATCH, Crew
from graphx.model import Paper, Progress
from graphx.read import OpenFile, no_input, no_papers, open_files
from graphx.read.alike import MAX_PAPERS, find_look_alikes
from graphx.read.notices import Notices
from graphx.store.rows import put, put_papers
from graphx.store.writing import create_indexes

COMMIT: Final = 25
"""Batches between two commits."""


class Anew:
    """A map that is made from nothing.

    Parameters
    ----------
    book
        The new file.
    plan
        What to make it of.
    crew
        Who reads and finds.
    progress
        Called as the work goes on.
    derive
        Whether nodes and links are made while names are found; not where a reader has corrected them.
    """

    def __init__(self, book: Book, plan: Plan, crew: Crew, progress: Progress, *, derive: bool) -> None:
        self.book, self.plan, self.crew, self.progress, self.derive = book, plan, crew, progress, derive
        self.notices = Notices(strict=plan.strict)
        self.report = BuildReport(resumed=book.state.get("papers", 0))
        self._seen: set[int] = set()

    def build(self) -> BuildReport:
        """Take all steps that are still to be taken."""
        state = self.book.state
        if "settled" not in state:
            self._read()
            self._put_together()
        self._report_reading()
        if "found" not in state:
            self._prepare_finding()
        if "linked" not in state:
            self._find()
            self._link()
        return self.report

    def _read(self) -> None:
        """Read all files, and take down what each paper claims as it comes."""
        db = self.book.db
        make_waiting(db)
        make_fresh_marks(db)
        if "notices" in self.book.state:
            self.notices.restore(self.book.state["notices"])
        for table in ("fresh_marks", "waiting_marks"):
            self._seen.update(mark for (mark,) in db.execute(f"SELECT mark FROM {table}"))
        self._claim(self._unclaimed())
        try:
            self._claim(self._fresh())
        except GraphxError:
            self.book.commit()  # what was read is kept, and need not be read again
            raise
        if not self.book.one("SELECT count(*) FROM build_files"):
            raise no_input(self.notices)
        self._seen.clear()

    def _claim(self, batches: Iterator[Numbered]) -> None:
        """Take down what papers claim, batch by batch; the batches are read meanwhile."""
        waiting: list[list[int]] = []

        def texts() -> Iterator[list[Text]]:
            for numbers, found in batches:
                waiting.append(numbers)
                yield found

        for done, rows in enumerate(self.crew.share_out(claim_rows, texts()), 1):
            numbers = waiting.pop(0)
            put_claims(self.book.db, zip(numbers, rows, strict=True))
            self.book.state["claimed"] = numbers[-1]
            if done % COMMIT == 0:
                self.book.commit()

    def _unclaimed(self) -> Iterator[Numbered]:
        """Yield the papers that were read before an interruption and not looked at any more."""
        claimed = self.book.state.get("claimed", 0)
        rows = self.book.db.execute("SELECT id FROM papers WHERE id > ? ORDER BY id", (claimed,)).fetchall()
        for batch in in_batches(number for (number,) in rows):
            yield numbered_texts(self.book.db, batch)

    def _fresh(self) -> Iterator[Numbered]:
        """Yield papers as they are read, in the file already; records of known works wait."""
        state = self.book.state
        done = {place for (place,) in self.book.db.execute("SELECT DISTINCT place FROM build_files")}
        before = 0
        for named, stamp in self.plan.inputs:
            if named.path in done and named.path != state.get("place"):
                before += max(stamp.size, 0)
                continue
            state["place"] = named.path
            for file in open_files(named, self.notices, self.plan.columns):
                if not self.book.one("SELECT 1 FROM build_files WHERE path = ?", file.path):
                    yield from self._of_file(file, before)
                    number = self.book.one("SELECT count(*) FROM build_files")
                    row = (file.path, named.path, number, file.format, stamp.size, stamp.changed)
                    columns = "path, place, number, format, size, changed, digest, records"
                    put(self.book.db, "build_files", columns, [(*row, "", state.get("titled", 0))])
                    state |= {"taken": 0, "titled": 0}
            # One digest for all files of an archive.
            self.book.db.execute(
                "UPDATE build_files SET digest = ? WHERE place = ?", (file_digest(named.path), named.path)
            )
            before += max(stamp.size, 0)
            state |= {"place": "", "notices": self.notices.saved()}

    def _of_file(self, file: OpenFile, before: int) -> Iterator[Numbered]:
        """Yield the papers of a file that nobody has seen before."""
        state = self.book.state
        fresh: list[Paper] = []
        marks: list[list[int]] = []
        again: list[tuple[Paper, list[int]]] = []
        taken = state.get("taken", 0)  # before an interruption
        for record in islice(file.records, taken, None):
            theirs = marks_of(record)
            if record.title and self._seen.isdisjoint(theirs):
                fresh.append(record)
                marks.append(theirs)
            else:
                again.append((record, theirs))
            self._seen.update(theirs)
            taken += 1
            if len(fresh) >= BATCH or len(again) >= BATCH:
                yield from self._written(fresh, marks, again, taken)
                self.progress("Reading", state["papers"], self._total(file, before))
                fresh, marks, again = [], [], []
        yield from self._written(fresh, marks, again, taken)
        self.progress("Reading", state["papers"], self._total(file, before))

    def _written(
        self, fresh: list[Paper], marks: list[list[int]], again: list[tuple[Paper, list[int]]], taken: int
    ) -> Iterator[Numbered]:
        numbers = [self.book.next_number() for _ in fresh]
        put_papers(self.book.db, zip(numbers, fresh, strict=True))
        rows = ((mark, number) for number, some in zip(numbers, marks, strict=True) for mark in set(some))
        put(self.book.db, "fresh_marks", "mark, paper", rows)
        put_waiting(self.book.db, again)
        self.book.state["taken"] = taken
        titled = len(fresh) + sum(bool(record.title) for record, _ in again)
        self.book.state["titled"] = self.book.state.get("titled", 0) + titled
        self.book.state["papers"] = self.book.state.get("papers", 0) + len(fresh) + len(again)
        if fresh:
            yield numbers, [(p.key, p.title, p.abstract, p.ids) for p in fresh]

    def _total(self, file: OpenFile, before: int) -> int | None:
        """Return how many records all inputs may hold, by how many bytes have been read."""
        read = before + (file.position() if file.position else 0)
        return round(self.book.state.get("papers", 0) * self.plan.size / read) if read else None

    def _put_together(self) -> None:
        """Put together the records of one work, and take down what those papers claim."""
        book, state = self.book, self.book.state
        create_indexes(book.db, "papers")
        create_indexes(book.db, "paper_ids")
        keep_fresh_marks(book.db)
        settled = settle(book, self.notices)
        drop_waiting(book.db)
        self._claim(numbered_texts(book.db, batch) for batch in in_batches(settled.added))
        if not book.one("SELECT count(*) FROM papers"):
            raise no_papers(self.notices, book.one("SELECT path FROM build_files ORDER BY number"))
        state |= {
            "settled": True,
            "records": book.one("SELECT sum(records) FROM build_files"),
            "within": settled.within,
            "across": settled.across,
            "conflicts": settled.conflicts,
            "notices": self.notices.saved(),
        }
        book.commit()

    def _report_reading(self) -> None:
        report, state, db = self.report, self.book.state, self.book.db
        self.notices.restore(state["notices"])
        report.papers = self.book.one("SELECT count(*) FROM papers")
        report.records = state["records"]
        report.repeated_within, report.repeated_across = state["within"], state["across"]
        report.conflicts = tuple(state["conflicts"])
        report.formats = tuple(db.execute("SELECT path, format FROM build_files ORDER BY number"))
        if report.papers <= MAX_PAPERS and "alike" not in state:
            rows = db.execute("SELECT key, title, abstract FROM papers")
            ids: dict[str, list[str]] = {}
            for paper, identifier in db.execute("SELECT paper, id FROM paper_ids ORDER BY paper, id"):
                ids.setdefault(paper, []).append(identifier)
            papers = [Paper(key=k, title=t, abstract=a, ids=tuple(ids.get(k, ()))) for k, t, a in rows]
            state["alike"] = find_look_alikes(papers)
        report.look_alikes = tuple(state.get("alike", ()))
        report.notices = self.notices.told()

    def _prepare_finding(self) -> None:
        create_indexes(self.book.db, "build_claims")
        if self.derive:
            cite(self.book.db)
        self.book.state["found"] = ""
        self.book.commit()

    def _find(self) -> None:
        """Find what the papers name, in the order of their keys."""
        book = self.book
        self.crew.learn(registry_of(book.db, load_catalog(*self.plan.catalog)))
        forms = Forms(book)
        total = self.report.papers
        done = book.one("SELECT count(*) FROM papers WHERE key <= ?", book.state["found"])
        batches: list[list[Text]] = []

        def claimed() -> Iterator[list[tuple[Text, Sequence[tuple[object, ...]]]]]:
            for batch in claimed_papers(book.db, in_batches(self._keys(book.state["found"]))):
                batches.append([text for text, _ in batch])
                yield batch

        for count, found in enumerate(self.crew.share_out(find_rows, claimed()), 1):
            papers = batches.pop(0)
            forms.take(found)
            if self.derive:
                put(book.db, "links", LINK_COLUMNS, found.links)
                add_papers(book, papers, found.links, forms)
            done += len(papers)
            book.state["found"] = papers[-1][0]
            self.progress("Finding names", done, total)
            if count % COMMIT == 0:
                book.commit()

    def _keys(self, last: str) -> Iterator[str]:
        """Yield the keys of papers behind one, in order."""
        query = "SELECT key FROM papers WHERE key > ? ORDER BY key LIMIT 5000"
        while keys := [key for (key,) in self.book.db.execute(query, (last,))]:
            yield from keys
            last = keys[-1]

    def _link(self) -> None:
        """Make the rest of the graph, once all papers have been searched."""
        book = self.book
        self.progress("Building the map", 0, 2)
        create_indexes(book.db)
        changed = settle_forms(book.db, book.touched)
        if self.derive:
            shown = link(book)
            show_artifacts(book, sorted(shown), shown)
            # Names of artifacts that were settled only now.
            query = "SELECT DISTINCT source FROM links WHERE target = ?"
            again = {key for artifact in changed for (key,) in book.db.execute(query, (artifact,))}
            show_papers(book, sorted(key for key in again if key.startswith("paper:")))
        book.state["linked"] = True
        book.commit()
