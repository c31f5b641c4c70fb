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
from graphx.building.book import Book, Progress
from graphx.building.plan import Plan
from graphx.building.told import BuildReport
from graphx.correct import Corrected
from graphx.files import staged
from graphx.find.workers import Crew
from graphx.maps import PAGE_NAME, correct, draw_page, graph_of, link_rows, node_rows
from graphx.store.rows import put
from graphx.store.writing import put_graph, told_of

if TYPE_CHECKING:
    import networkx as nx

LARGEST_PAGE: Final = 100_000
"""Nodes up to which the page is drawn of the whole graph."""

KEPT_FROM: Final = 5_000
"""Records from which what was read is kept when a build fails."""


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
    with store.open_working(folder, plan.fingerprint) as working, told_of(working.path):
        book = Book(working.db, commits=True, state=working.state)
        try:
            return _anew(folder, working, book, plan, meta, page=page, processes=processes, progress=progress)
        except BaseException:
            if book.state.get("papers", 0) < KEPT_FROM:
                store.discard(working)
            raise


def _anew(
    folder: Path,
    working: store.Working,
    book: Book,
    plan: Plan,
    meta: Mapping[str, str],
    *,
    page: bool,
    processes: int,
    progress: Progress,
) -> Made:
    with Crew(processes, plan.catalog, candidates=True, room=0) as crew:
        report = Anew(book, plan, crew, progress, derive=not plan.corrections).build()
    made = Made(report)
    write_meta(book.db, plan, meta, report)
    with drawn(folder, book.db, plan, made, page=page):
        progress("Building the map", 1, 2)
        working.finish(folder / store.FILE_NAME)
    progress("Building the map", 2, 2)
    return made


def write_meta(db: sqlite3.Connection, plan: Plan, meta: Mapping[str, str], report: BuildReport) -> None:
    """Write what is told of a map."""
    told = {
        **meta,
        "inputs": "\n".join(path for path, _ in report.formats),
        "records": str(report.records),
        **{f"build_{name}": text for name, text in plan.ways.items()},
    }
    db.execute("DELETE FROM meta")
    put(db, "meta", "name, value", sorted(told.items()))


@contextlib.contextmanager
def drawn(folder: Path, db: sqlite3.Connection, plan: Plan, made: Made, *, page: bool) -> Iterator[None]:
    """Make what is made of the whole graph, the page above all, which takes its place last.

    What can fail fails before the old map is gone. A page that is not drawn would show the old map: it goes.
    """
    small = db.execute("SELECT count(*) FROM papers").fetchone()[0] <= LARGEST_PAGE
    if plan.corrections or (page and small):
        contents = store.contents_of(db)
        corrected = correct(contents, plan.corrections)
        graph = graph_of(contents, corrected)
        made.held = contents, corrected, graph
        if plan.corrections:
            for table in ("links", "nodes"):
                db.execute(f"DELETE FROM {table}")
            db.execute("INSERT INTO search (search) VALUES ('delete-all')")
            put_graph(db, link_rows(graph), node_rows(graph))
    if page and made.held and made.held[2].number_of_nodes() <= LARGEST_PAGE:
        with staged(folder / PAGE_NAME) as part:
            draw_page(made.held[2], part, title=made.held[0].meta.get("title") or None)
            yield
        return
    yield
    (folder / PAGE_NAME).unlink(missing_ok=True)
