"""From the tables of a corpus, however large, to a map of a part of it that can be browsed."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import fields
from os import PathLike
from pathlib import Path

from graphx import store
from graphx.correct import read_corrections
from graphx.errors import OptionError
from graphx.files import staged
from graphx.graphs import CORRECTIONS_NAME, correct, graph_of, meta_with
from graphx.maps import PAGE_NAME, Map, draw_page, link_rows, node_rows
from graphx.model import Progress
from graphx.pipeline import version
from graphx.read.slices import Slice, Wanted, read_slice


def _quiet(step: str, done: int, total: int | None) -> None:
    """Progress that nobody sees."""


class ImportedMap(Map):
    """A map that was just made of a part of a corpus.

    Parameters
    ----------
    folder
        Where it is.
    part
        What was read.
    """

    def __init__(self, folder: str | PathLike[str], part: Slice) -> None:
        super().__init__(folder)
        self.part = part


def import_map(
    tables: str | PathLike[str],
    output: str | PathLike[str],
    *,
    years: tuple[int | None, int | None] | None = None,
    around: str | None = None,
    steps: int = 2,
    where: Mapping[str, str] | None = None,
    most: int = 100_000,
    title: str | None = None,
    progress: Progress = _quiet,
    clock: Callable[[], float] = time.time,
) -> ImportedMap:
    """Make a map of a part of the corpus whose tables :func:`graphx.spark.build_tables` wrote.

    Names mean in it what they mean in the whole corpus. Needs the extra ``parquet``, and no Spark.

    Parameters
    ----------
    tables
        The folder of the tables: a path, or the address of a store that pyarrow knows (``s3://…``).
    output
        The map's folder; an older map there is replaced in one step, its ``corrections.txt`` is applied.
    years
        First and last year of the papers, either None where it is open; papers without a year are left out.
    around
        A node, by its key or whole label: only papers at most ``steps`` links away from it.
    steps
        How many links: 1 from a dataset to the papers that name it, 2 from a paper to those that share
        a name.
    where
        Column of the papers to the value it has, case aside; of a list of texts to one of its values.
    most
        How many papers the map may have.
    title
        Heading of the page.
    progress
        Called as the work goes on.
    clock
        Seconds since 1970; the time of the import.

    Returns
    -------
    ImportedMap
        The map.

    Raises
    ------
    InputError
        The tables are missing, not finished, damaged or do not fit each other, or nothing is wanted.
    NodeError
        There is no node ``around`` which to go.
    OptionError
        An option has a value it cannot have, or pyarrow is not installed.
    OutputError, MapError
        The map cannot be written there.

    Examples
    --------
    >>> import_map("no/such/tables", "outputs/slice")
    Traceback (most recent call last):
    graphx.errors.InputError: no/such/tables: no tables of graphx here; write them with ...
    """
    if not str(output):
        raise OptionError("the output is an empty path; give the folder of the map")
    wanted = Wanted(years=years, around=around, steps=steps, where=dict(where or {}), most=most)
    folder = Path(output)
    store.check_map(folder)
    corrections = read_corrections(folder / CORRECTIONS_NAME)
    progress("Reading", 0, None)
    part = read_slice(str(tables), wanted)
    meta = {
        "title": title or "",
        "inputs": str(tables),
        "slice": _told(wanted),
        "records": str(len(part.papers)),
        "graphx": version(),
        "built": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(clock())),
    }
    progress("Building the map", 0, 2)
    contents = store.Contents(
        papers=part.papers,
        mentions=part.mentions,
        citations=part.citations,
        meta=meta_with(meta, corrections),
    )
    corrected = correct(contents, corrections)
    graph = graph_of(contents, corrected)
    with staged(folder / PAGE_NAME) as page:
        draw_page(graph, page, title=title)
        progress("Building the map", 1, 2)
        store.save_map(folder, contents, link_rows(graph), node_rows(graph))
    progress("Building the map", 2, 2)
    made = ImportedMap(folder, part)
    made.remember(contents, corrected, graph)
    return made


def _told(wanted: Wanted) -> str:
    """Return what was wanted, for the facts about the map."""
    told = ((each.name, getattr(wanted, each.name)) for each in fields(wanted) if each.name != "most")
    return "; ".join(f"{name}={value}" for name, value in told if value)
