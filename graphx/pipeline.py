"""The parts in order: read, find, correct, build, store, render. What the Python API and the shell share."""

from __future__ import annotations

import os
import shlex
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from os import PathLike
from pathlib import Path

from graphx import store
from graphx.correct import read_corrections
from graphx.errors import OptionError, OutputError
from graphx.files import staged
from graphx.find import find_mentions, load_catalog
from graphx.graphs import CORRECTIONS_NAME, correct, meta_with
from graphx.maps import (
    PAGE_NAME,
    Map,
    draw_page,
    inputs_of,
    link_rows,
    node_rows,
)
from graphx.read import ReadResult, name_after, read_files

OUTPUTS = Path("outputs")

Progress = Callable[[str, int, "int | None"], None]
"""Called with the step's name, how much is done, and how much there is where that is known."""


def _quiet(step: str, done: int, total: int | None) -> None:
    """Progress that nobody sees."""


class BuiltMap(Map):
    """A map that was just built, and what its input was.

    Parameters
    ----------
    folder
        Where it is.
    read
        What was read: merged duplicates, conflicts.
    replaced
        What the map that stood there before was made of, where that were other files; else empty text.

    Examples
    --------
    >>> import tempfile
    >>> from graphx.sample import sample_path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     explore(sample_path(), output=folder).read.records
    80
    """

    def __init__(self, folder: str | PathLike[str], read: ReadResult, replaced: str = "") -> None:
        super().__init__(folder)
        self.read = read
        self.replaced = replaced


def explore(
    *inputs: str | PathLike[str],
    output: str | PathLike[str] | None = None,
    catalog: Iterable[str | PathLike[str]] = (),
    title: str | None = None,
    processes: int = 1,
    strict: bool = False,
    columns: Mapping[str, str] | None = None,
    progress: Progress = _quiet,
    clock: Callable[[], float] = time.time,
) -> BuiltMap:
    """Turn files of papers into a map: read, find, build, store, draw.

    Parameters
    ----------
    *inputs
        Files, folders and patterns, of any format :func:`graphx.read_papers` knows.
    output
        The map's folder; an older map there is replaced, in one step: an interrupted build leaves it
        whole. When not given, it is ``outputs/<name of the first input>``, where only a map of the same
        files is replaced.
    catalog
        Files with names of your own (TOML or JSONL), added to the bundled catalog.
    title
        Heading of the page; the number of papers when not given.
    processes
        How many processes to share the finding of names among.
    strict, columns
        As for :func:`graphx.read_papers`.
    progress
        Called as the work goes on.
    clock
        Seconds since 1970; the time of the build.

    Returns
    -------
    BuiltMap
        The map, with its graph.

    Raises
    ------
    InputError
        An input cannot be read, or a line of ``corrections.txt`` in the folder is no correction.
    OutputError
        The folder cannot be written, or holds the map of other files and was not asked for by name.
    MapError
        The folder holds a ``graph.db`` that is damaged, of a newer graphx or of another program.
    OptionError
        The output is the empty text.

    Examples
    --------
    >>> import tempfile
    >>> from graphx.sample import sample_path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     map = explore(sample_path(), output=folder)
    ...     map.page.exists(), map.graph.number_of_nodes() > 100
    (True, True)
    """
    if output is not None and not str(output):
        raise OptionError("the output is an empty path; give the folder of the map, or leave it out")
    from graphx.build import build_graph, resolve_citations

    read = read_files(
        inputs, strict=strict, columns=columns, progress=lambda done: progress("Reading", done, None)
    )
    catalog = tuple(catalog)
    load_catalog(*catalog)  # a bad one ends the run before a folder is made
    folder = Path(output) if output is not None else OUTPUTS / name_after(inputs[0])
    files = [path for path, _ in read.formats]
    replaced = _check_folder(folder, files, asked_for=output is not None)
    corrections = read_corrections(folder / CORRECTIONS_NAME)
    mentions = find_mentions(
        read.papers,
        catalog=catalog,
        candidates=True,
        processes=processes,
        progress=lambda done, total: progress("Finding names", done, total),
    )
    meta = {
        "title": title or "",
        "inputs": "\n".join(files),
        "records": str(read.records),
        "built": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(clock())),
        "graphx": _version(),
    }
    progress("Building the map", 0, 2)
    contents = store.Contents(
        papers=read.papers,
        mentions=tuple(mentions),
        citations=tuple(resolve_citations(read.papers)),
        meta=meta_with(meta, corrections),
    )
    corrected = correct(contents, corrections)
    graph = build_graph(contents.papers, corrected.mentions, corrected.citations)
    # The page is drawn first and moved into place last: what can fail fails before the old map is gone.
    with staged(folder / PAGE_NAME) as page:
        draw_page(graph, page, title=title)
        progress("Building the map", 1, 2)
        store.save_map(folder, contents, link_rows(graph), node_rows(graph))
    progress("Building the map", 2, 2)
    made = BuiltMap(folder, read, replaced)
    made.remember(contents, corrected, graph)
    return made


def _check_folder(folder: Path, files: list[str], *, asked_for: bool) -> str:
    """Fail before the work, not after it; return what the map there was made of, if of other files."""
    for name in (store.FILE_NAME, PAGE_NAME):
        if (folder / name).is_dir():
            raise OutputError(
                f"cannot write {folder / name}: it is a folder; move it, or choose another one with -o"
            )
    before = store.check_map(folder)
    replaced = ""
    if before is not None and _places(inputs_of(before)) != _places(files):
        replaced = _told(inputs_of(before))
        if not asked_for:
            raise OutputError(
                f"{folder} holds the map of {replaced}; name a folder for this one with -o DIR, "
                f"or replace that one with: -o {shlex.quote(str(folder))}"
            )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise OutputError(
            f"cannot write {folder}: {error.strerror}; choose another folder with -o"
        ) from error
    return replaced


def _places(paths: Iterable[str]) -> set[str]:
    """Return what paths lead to, however they are spelled."""
    return {os.path.realpath(path) for path in paths}


def _told(paths: list[str]) -> str:
    """Return paths in a few words."""
    more = f" and {len(paths) - 1:,} more" if len(paths) > 1 else ""
    return paths[0] + more if paths else "unknown files"


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("graphx-papers")
    except PackageNotFoundError:
        return "unreleased"
