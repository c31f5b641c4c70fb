"""A map made or grown in its folder, with its page: the old one stays whole until the new one is."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graphx import store
from graphx.building.anew import Anew
from graphx.building.book import Book
from graphx.building.facts import with_facts
from graphx.building.growing import Growing, why_not
from graphx.building.plan import Plan
from graphx.building.told import BuildReport
from graphx.correct import Corrected
from graphx.errors import GraphxError, OutputError
from graphx.facts import Fact
from graphx.files import staged
from graphx.find.workers import Crew
from graphx.graphs import correct, graph_of, meta_with
from graphx.maps import PAGE_NAME, draw_page, link_rows, node_rows
from graphx.model import Progress
from graphx.store.facts import write_facts
from graphx.store.rows import put
from graphx.store.writing import put_graph, put_mentions, told_of

if TYPE_CHECKING:
    import networkx as nx

LARGEST_PAGE: Final = 100_000
"""Nodes up to which the page is drawn of the whole graph."""

KEPT_FROM: Final = 5_000
"""Records from which what was read is kept when a build fails."""


PLAIN: Final = "plain"
"""What ``build_links`` says of links made of what was found alone: they can be changed one by one."""


_TOLD_ABSTRACTS: Final = (
    "SELECT 1 FROM facts JOIN papers ON key = subject "
    "WHERE field = 'abstract' AND papers.abstract = '' LIMIT 1"
)


@dataclass(slots=True)
class Made:
    """A map that was made, and as much of it as is at hand."""

    report: BuildReport
    held: tuple[store.Contents, Corrected, nx.MultiDiGraph[str]] | None = None


def make_map(
    folder: Path,
    plan: Plan,
    meta: Mapping[str, str],
    *,
    page: bool,
    processes: int,
    progress: Progress,
) -> Made:
    """Make the map of a plan in a folder.

    Parameters
    ----------
    folder
        The map's folder; it is there and can be written.
    plan
        What to make it of.
    meta
        What to tell of the map: its title, the time.
    page
        Whether to draw the page.
    processes
        How many processes to share the work among.
    progress
        Called as the work goes on.
    """
    with store.open_working(folder, plan.fingerprint) as working:
        if plan.since and plan.since != state_of(folder):
            store.discard(working)
            raise OutputError(
                f"the map in {folder} was changed by another graphx meanwhile; give the same command again"
            )
        told = store.load_facts(folder)
        work = _Work(folder, plan, meta, page, processes, progress, told)
        book = Book(working.db, commits=True, state=working.state)
        try:
            with told_of(working.path):
                made = _made(work, working, book)
        except BaseException as error:
            if book.state.get("papers", 0) < KEPT_FROM:
                store.discard(working)
            elif isinstance(error, GraphxError):
                error.args = (f"{error}; what was done so far is kept: the same command goes on from there",)
            raise
    return made


def state_of(folder: Path) -> tuple[int, ...]:
    """Return what tells one state of a map's file from another; nothing where there is none."""
    try:
        found = (folder / store.FILE_NAME).stat()
    except OSError:
        return ()
    return found.st_ino, found.st_size, found.st_mtime_ns


def _made(work: _Work, working: store.Working, book: Book) -> Made:
    why = "" if working.state else _why_anew(work.folder, work.plan)
    if why is None:
        made = _grown(work)
        store.discard(working)
    else:
        made = _anew(work, working, book)
        made.report.why_anew = why
    return made


@dataclass(frozen=True, slots=True)
class _Work:
    """What is asked of :func:`make_map`."""

    folder: Path
    plan: Plan
    meta: Mapping[str, str]
    page: bool
    processes: int
    progress: Progress
    told: tuple[Fact, ...]
    """What public APIs told of the map that is there."""


def _why_anew(folder: Path, plan: Plan) -> str | None:
    """Return why a map is to be made from nothing; None where the one that is there can grow."""
    if store.check_map(folder, whole=False) is None:
        return ""
    with store.open_map(folder) as db:
        why = why_not(db, plan)
        if why is None and db.execute(_TOLD_ABSTRACTS).fetchone():
            why = "abstracts that public APIs gave are searched with the rest"
        return why


def _grown(work: _Work) -> Made:
    """Change the map that is there, in one transaction."""
    plan = work.plan
    with store.change_map(work.folder, checked=False) as db:
        whole = bool(plan.corrections or work.told)
        derive = not whole and store.read_meta(db).get("build_links") == PLAIN
        growing = Growing(Book(db, commits=False), plan, work.processes, work.progress, derive=derive)
        made = Made(growing.grow())
        with _finished(work, db, made, whole=not derive, plain=not whole):
            work.progress("Building the map", 1, 2)
            db.execute("COMMIT")
    work.progress("Building the map", 2, 2)
    return made


def _anew(work: _Work, working: store.Working, book: Book) -> Made:
    """Make a map from nothing, and let it take the place of the one that is there."""
    whole = bool(work.plan.corrections or work.told)
    with Crew(work.processes, work.plan.catalog, candidates=True, room=0) as crew:
        made = Made(Anew(book, work.plan, crew, work.progress, derive=not whole).build())
    with _finished(work, book.db, made, whole=whole, plain=not whole):
        work.progress("Building the map", 1, 2)
        working.finish(work.folder / store.FILE_NAME)
    work.progress("Building the map", 2, 2)
    return made


def write_meta(work: _Work, db: sqlite3.Connection, report: BuildReport, *, plain: bool) -> None:
    """Write what is told of a map."""
    told = {
        **work.meta,
        "inputs": "\n".join(path for path, _ in report.formats),
        "records": str(report.records),
        "build_links": PLAIN if plain else "",
        "catalog": "\n".join(work.plan.catalog),
        **{f"build_{name}": text for name, text in work.plan.ways.items()},
    }
    db.execute("DELETE FROM meta")
    put(db, "meta", "name, value", sorted(meta_with(told, work.plan.corrections).items()))


@contextlib.contextmanager
def _finished(work: _Work, db: sqlite3.Connection, made: Made, *, whole: bool, plain: bool) -> Iterator[None]:
    """Make what is made of the whole graph, the page above all, which takes its place last.

    What can fail fails before the old map is gone. A page that is not drawn would show the old map: it goes.
    """
    write_meta(work, db, made.report, plain=plain)
    page = work.page and made.report.papers <= LARGEST_PAGE
    if whole or page:
        found = store.contents_of(db)
        contents = with_facts(
            found, work.told, work.plan.catalog, processes=work.processes, progress=work.progress
        )
        corrected = correct(contents, work.plan.corrections)
        graph = graph_of(contents, corrected)
        made.held = contents, corrected, graph
        if whole:
            for table in ("links", "nodes"):
                db.execute(f"DELETE FROM {table}")
            db.execute("INSERT INTO search (search) VALUES ('delete-all')")
            if contents.mentions != found.mentions:
                put_mentions(db, contents.mentions)
            put_graph(db, link_rows(graph), node_rows(graph))
            db.execute("DELETE FROM facts")
            write_facts(db, contents.facts)
        if page and graph.number_of_nodes() <= LARGEST_PAGE:
            with staged(work.folder / PAGE_NAME) as part:
                draw_page(graph, part, title=contents.meta.get("title") or None)
                yield
            return
    yield
    (work.folder / PAGE_NAME).unlink(missing_ok=True)
