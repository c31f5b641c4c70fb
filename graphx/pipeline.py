"""The parts in order: read, find, correct, build, store, render. What the Python API and the shell share."""

from __future__ import annotations

import contextlib
import os
import shlex
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from os import PathLike
from pathlib import Path

from graphx import store
from graphx.building.growing import known_files, why_not_add
from graphx.building.making import make_map, state_of
from graphx.building.plan import Plan, Stamp, kept, stamped
from graphx.building.told import BuildReport
from graphx.correct import read_corrections
from graphx.errors import GraphxError, MapError, OptionError, OutputError
from graphx.find import load_catalog
from graphx.graphs import CORRECTIONS_NAME
from graphx.maps import PAGE_NAME, Map, inputs_of
from graphx.model import Progress
from graphx.read import Named, check_columns, name_after, no_input
from graphx.read.notices import Notices

OUTPUTS = Path("outputs")

LARGE = 5_000_000
"""Bytes of input from which it pays to start other processes: some five thousand abstracts."""

ASKED_SOON = 20_000
"""Papers from which a map built from nothing is made ready for questions; else the first one does it."""

__all__ = ["OUTPUTS", "BuiltMap", "explore"]


def _quiet(step: str, done: int, total: int | None) -> None:
    """Progress that nobody sees."""


class BuiltMap(Map):
    """A map that was just built, and what its input was.

    Parameters
    ----------
    folder
        Where it is.
    read
        What was read and done: merged duplicates, conflicts.
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

    def __init__(self, folder: str | PathLike[str], read: BuildReport, replaced: str = "") -> None:
        super().__init__(folder)
        self.read = read
        self.replaced = replaced


def explore(
    *inputs: str | PathLike[str],
    output: str | PathLike[str] | None = None,
    catalog: Iterable[str | PathLike[str]] = (),
    title: str | None = None,
    processes: int | None = 1,
    strict: bool = False,
    columns: Mapping[str, str] | None = None,
    progress: Progress = _quiet,
    page: bool = True,
    add: bool = False,
    sync: bool = False,
    clock: Callable[[], float] = time.time,
) -> BuiltMap:
    """Turn files of papers into a map: read, find, build, store, draw.

    Parameters
    ----------
    *inputs
        Files, folders and patterns, of any format :func:`graphx.read_papers` knows.
    output
        The map's folder; an older map there becomes the map of these inputs, in one step: an interrupted
        build leaves it whole. Only what has changed is read and searched again. When not given, it is
        ``outputs/<name of the first input>``, where only a map of the same files is replaced, or of some.
    catalog
        Files with names of your own (TOML or JSONL), added to the bundled catalog.
    title
        Heading of the page; the number of papers when not given, or with ``add`` what it was.
    processes
        How many processes to share the work among; None is one, or on large inputs as many as there are
        processors.
    strict, columns
        As for :func:`graphx.read_papers`.
    progress
        Called as the work goes on.
    add
        Whether to keep what the map in ``output`` is made of, and add the inputs to it. Files that are gone
        by now keep their papers.
    sync
        With ``add``: whether papers of files that are gone are dropped.
    clock
        Seconds since 1970; the time of the build.
    page
        Whether to draw the page, which takes longer than all else on large maps.

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
        The output is the empty text; or something is to be added, and no map is named.

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
    since = state_of(Path(output)) if add and output is not None else ()
    plan = Plan(
        since=since,
        inputs=_inputs(inputs, output, add=add, sync=sync),
        catalog=tuple(str(path) for path in catalog),
        columns=check_columns(columns or {}),
        strict=strict,
        corrections=(),
    )
    load_catalog(*plan.catalog)  # a bad one ends the run before a folder is made
    if not plan.inputs:
        raise no_input(Notices())
    folder = Path(output) if output is not None else OUTPUTS / name_after(inputs[0])
    plan = replace(plan, corrections=read_corrections(folder / CORRECTIONS_NAME))
    with _ready(folder, plan, asked_for=output is not None) as replaced:
        meta = {
            "title": _title(folder) if title is None and add else title or "",
            "built": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(clock())),
            "graphx": version(),
        }
        if processes is None:
            processes = (os.cpu_count() or 1) if plan.size >= LARGE else 1
        made = make_map(folder, plan, meta, page=page, processes=processes, progress=progress)
    if made.report.papers >= ASKED_SOON and not (made.report.grown or plan.corrections):
        from graphx.graphs import open_graph

        progress("Getting ready for questions", 0, 1)
        open_graph(folder).close()
        progress("Getting ready for questions", 1, 1)
    built = BuiltMap(folder, made.report, replaced)
    if made.held:
        built.remember(*made.held)
    return built


def _inputs(
    inputs: Iterable[str | PathLike[str]], output: str | PathLike[str] | None, *, add: bool, sync: bool
) -> tuple[tuple[Named, Stamp], ...]:
    """Return the files to make a map of."""
    if not add:
        if sync:
            raise OptionError("sync is for add: without it, what is not named goes anyway")
        return tuple(stamped(inputs))
    if output is None:
        raise OptionError("name the map to add to, with -o")
    with store.open_map(output) as db:
        there = why_not_add(db)
        if there:
            raise MapError(f"{there}; build it again of all its files, without --add")
        files = dict(kept(known_files(db), sync=sync))
    places = {named.path for named in files}
    return (*files.items(), *(one for one in stamped(inputs) if one[0].path not in places))


@contextlib.contextmanager
def _ready(folder: Path, plan: Plan, *, asked_for: bool) -> Iterator[str]:
    """Give a folder that a map can be made in, and what the map there was made of; leave no empty one."""
    new = [part for part in (folder, *folder.parents) if not part.exists()]
    replaced = _check_folder(folder, [named.path for named, _ in plan.inputs], asked_for=asked_for)
    try:
        yield replaced
    except GraphxError:
        # Not under the hands of another build, which may have come for the same folder.
        with contextlib.suppress(OSError, OutputError), store.alone_in(folder):
            for part in new:
                with contextlib.suppress(OSError):
                    part.rmdir()
        raise


def _check_folder(folder: Path, files: list[str], *, asked_for: bool) -> str:
    """Fail before the work, not after it; return what the map there was made of, if of other files."""
    for name in (store.FILE_NAME, PAGE_NAME):
        if (folder / name).is_dir():
            raise OutputError(
                f"cannot write {folder / name}: it is a folder; move it, or choose another one with -o"
            )
    before = store.check_map(folder)
    replaced = ""
    if before is not None and not _places(inputs_of(before)) <= _places(files):
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
    except FileExistsError:
        raise OutputError(
            f"cannot write {folder}: it is a file, and a map is a folder; choose another name with -o"
        ) from None
    except OSError as error:
        raise OutputError(
            f"cannot write {folder}: {error.strerror}; choose another folder with -o"
        ) from error
    return replaced


def _title(folder: Path) -> str:
    """Return the title of the map in a folder."""
    with store.open_map(folder) as db:
        return store.read_meta(db).get("title", "")


def _places(paths: Iterable[str]) -> set[str]:
    """Return what paths lead to, however they are spelled."""
    return {os.path.realpath(path) for path in paths}


def _told(paths: list[str]) -> str:
    """Return paths in a few words."""
    more = f" and {len(paths) - 1:,} more" if len(paths) > 1 else ""
    return paths[0] + more if paths else "unknown files"


def version() -> str:
    """Return the version of graphx that runs."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("graphx-papers")
    except PackageNotFoundError:
        return "unreleased"
