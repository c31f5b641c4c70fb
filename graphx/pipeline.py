"""The parts in order: read, find, build, store, render. What the Python API and the shell share."""

from __future__ import annotations

import os
import shlex
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from graphx import store
from graphx.errors import MapError, NodeError, OptionError, OutputError
from graphx.files import staged
from graphx.find import find_mentions, load_catalog
from graphx.model import Mention, Paper
from graphx.read import ReadResult, read_files
from graphx.schema import ACCEPTED, PAPER

if TYPE_CHECKING:
    import networkx as nx

PAGE_NAME = "graph.html"
OUTPUTS = Path("outputs")

Progress = Callable[[str, int, "int | None"], None]
"""Called with the step's name, how much is done, and how much there is where that is known."""


@dataclass(frozen=True)
class Map:
    """A map on disk that was just built.

    Parameters
    ----------
    folder
        Where it is.
    graph
        Its graph.
    read
        What was read: merged duplicates, conflicts.
    mentions
        All mentions, candidates included.
    replaced
        What the map that stood there before was made of, where that were other files; else empty text.
    """

    folder: Path
    graph: nx.MultiDiGraph[str]
    read: ReadResult
    mentions: tuple[Mention, ...]
    replaced: str = ""

    @property
    def page(self) -> Path:
        """The HTML page."""
        return self.folder / PAGE_NAME


def explore(
    *inputs: str | PathLike[str],
    output: str | PathLike[str] | None = None,
    catalog: Iterable[str | PathLike[str]] = (),
    title: str | None = None,
    processes: int = 1,
    progress: Progress = lambda _step, _done, _total: None,
    clock: Callable[[], float] = time.time,
) -> Map:
    """Turn files of papers into a map: read, find, build, store, draw.

    Parameters
    ----------
    *inputs
        Files of any format :func:`graphx.read_papers` knows.
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
    progress
        Called as the work goes on.
    clock
        Seconds since 1970; the time of the build.

    Returns
    -------
    Map
        The map, with its graph.

    Raises
    ------
    InputError
        An input cannot be read.
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
    read = read_files(inputs, progress=lambda done: progress("Reading", done, None))
    catalog = tuple(catalog)
    load_catalog(*catalog)  # a bad one ends the run before a folder is made
    folder = Path(output) if output is not None else OUTPUTS / Path(inputs[0]).stem
    files = [path for path, _ in read.formats]
    replaced = _check_folder(folder, files, asked_for=output is not None)
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
    graph, contents = _build(read, mentions, meta)
    # The page is drawn first and moved into place last: what can fail fails before the old map is gone.
    with staged(folder / PAGE_NAME) as page:
        draw_page(graph, page, title=title)
        progress("Building the map", 1, 2)
        store.save_map(folder, contents, link_rows(graph))
    progress("Building the map", 2, 2)
    return Map(folder, graph, read, tuple(mentions), replaced)


def load_graph(folder: str | PathLike[str]) -> nx.MultiDiGraph[str]:
    """Return the graph of a map on disk, equal to the one that was built.

    Parameters
    ----------
    folder
        The map's folder.

    Raises
    ------
    MapError
        There is no map, it is damaged, or it was made by a newer graphx.

    Examples
    --------
    >>> import tempfile
    >>> from graphx.sample import sample_path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     map = explore(sample_path(), output=folder)
    ...     load_graph(folder).nodes == map.graph.nodes
    True
    """
    return graph_of(store.load_contents(folder))


def load_mentions(folder: str | PathLike[str]) -> list[Mention]:
    """Return the mentions of a map on disk, candidates included.

    Parameters
    ----------
    folder
        The map's folder.

    Raises
    ------
    MapError
        As :func:`load_graph`.

    Examples
    --------
    >>> import tempfile
    >>> from graphx.sample import sample_path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     map = explore(sample_path(), output=folder)
    ...     load_mentions(folder) == list(map.mentions)
    True
    """
    return list(store.load_contents(folder).mentions)


def redraw_page(folder: str | PathLike[str], path: str | PathLike[str] | None = None) -> Path:
    """Write the page of a map anew.

    Parameters
    ----------
    folder
        The map's folder.
    path
        The file to write; the map's own page when not given.

    Raises
    ------
    MapError, OutputError
        The map cannot be read, the page cannot be written.
    """
    contents = store.load_contents(folder)
    page = Path(path) if path else Path(folder) / PAGE_NAME
    return draw_page(graph_of(contents), page, title=contents.meta.get("title") or None)


def pick_paper(papers: Iterable[Paper], text: str) -> Paper:
    """Return the paper with that node key, or the only one whose title holds a text.

    Raises
    ------
    NodeError
        No paper fits, or several do.
    """
    papers = list(papers)
    wanted = " ".join(text.casefold().split())
    found = [p for p in papers if p.key == text] or [p for p in papers if wanted == p.title.casefold()]
    found = found or [p for p in papers if wanted in p.title.casefold()]
    if len(found) == 1:
        return found[0]
    shown = "; ".join(f"{p.title} — {p.key}" for p in found[:8])
    if found:
        raise NodeError(
            f"{text!r} fits {len(found)} papers: {shown}; give more of the title", [p.key for p in found]
        )
    raise NodeError(f"no title among the {len(papers)} papers holds {text!r}; check its spelling")


def find_page(folder: str | PathLike[str]) -> Path:
    """Return the page of a map on disk.

    Raises
    ------
    MapError
        There is no page.
    """
    page = Path(folder) / PAGE_NAME
    if not page.is_file():
        raise MapError(
            f"no page in {folder} (it would be {PAGE_NAME}); "
            f"draw it with: graphx page {shlex.quote(str(folder))}"
        )
    return page


def describe_map(folder: str | PathLike[str]) -> dict[str, object]:
    """Return what a map holds, as names and numbers.

    Parameters
    ----------
    folder
        The map's folder.

    Returns
    -------
    dict
        ``title``, ``built``, ``inputs``, ``records``, the number of nodes of each kind, of links of
        each relation, of mentions of each tier, and of papers without a link.

    Raises
    ------
    MapError
        As :func:`load_graph`.

    Examples
    --------
    >>> import tempfile
    >>> from graphx.sample import sample_path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     map = explore(sample_path(), output=folder, title="Landmarks")
    ...     facts = describe_map(folder)
    >>> facts["title"], facts["records"], facts["nodes"]["paper"]
    ('Landmarks', 80, 80)
    """
    contents = store.load_contents(folder)
    meta = contents.meta
    graph = graph_of(contents)
    kinds = Counter(str(graph.nodes[key]["kind"]) for key in graph)
    relations = Counter(relation for _, _, relation in graph.edges(keys=True))
    accepted = sum(m.tier == ACCEPTED for m in contents.mentions)
    records = meta.get("records", "")
    return {
        "title": meta.get("title", ""),
        "folder": str(folder),
        "built": meta.get("built", ""),
        "graphx": meta.get("graphx", ""),
        "inputs": _inputs(meta),
        "records": int(records) if records.isdecimal() else 0,
        "nodes": dict(sorted(kinds.items())),
        "links": dict(sorted(relations.items())),
        "mentions": {"accepted": accepted, "candidate": len(contents.mentions) - accepted},
        "papers_without_link": sum(
            1 for key, degree in graph.degree() if not degree and graph.nodes[key]["kind"] == PAPER
        ),
    }


def draw_page(graph: nx.MultiDiGraph[str], path: Path, *, title: str | None) -> Path:
    """Write a graph's page; a door of its own because drawing is slow to import."""
    from graphx.render import write_page

    return write_page(graph, path, title=title)


def graph_of(contents: store.Contents) -> nx.MultiDiGraph[str]:
    """Return the graph of what a map holds."""
    from graphx.build import build_graph

    return build_graph(contents.papers, contents.mentions, contents.citations, contents.facts)


def _build(
    read: ReadResult, mentions: list[Mention], meta: dict[str, str]
) -> tuple[nx.MultiDiGraph[str], store.Contents]:
    from graphx.build import resolve_citations

    contents = store.Contents(
        papers=read.papers,
        mentions=tuple(mentions),
        citations=tuple(resolve_citations(read.papers)),
        meta=meta,
    )
    return graph_of(contents), contents


def link_rows(graph: nx.MultiDiGraph[str]) -> list[store.LinkRow]:
    """Return the edges of a graph as rows of the table ``links``."""
    return [
        (source, target, relation, data["weight"], data["evidence"][0].sentence or data["evidence"][0].detail)
        for source, target, relation, data in graph.edges(keys=True, data=True)
    ]


def _check_folder(folder: Path, files: list[str], *, asked_for: bool) -> str:
    """Fail before the work, not after it; return what the map there was made of, if of other files."""
    for name in (store.FILE_NAME, PAGE_NAME):
        if (folder / name).is_dir():
            raise OutputError(
                f"cannot write {folder / name}: it is a folder; move it, or choose another one with -o"
            )
    before = store.check_map(folder)
    replaced = ""
    if before is not None and _places(_inputs(before)) != _places(files):
        replaced = _told(_inputs(before))
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


def _inputs(meta: Mapping[str, str]) -> list[str]:
    return [path for path in meta.get("inputs", "").split("\n") if path]


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
