"""Maps on disk: what they hold, their page, their numbers, and the class that stands for one."""

from __future__ import annotations

import os
import shlex
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, partial
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphx import store
from graphx.correct import Corrected, Outcome, read_corrections
from graphx.errors import GraphxError, MapError
from graphx.facts import enriched_papers
from graphx.formats.escape import markup
from graphx.formats.frame import MOST, framed
from graphx.graphs import CORRECTIONS_NAME, correct, graph_of, open_graph
from graphx.graphs import load_graph as load_graph  # noqa: PLC0414  maps are loaded from here too
from graphx.model import Mention, Paper
from graphx.schema import PAPER, ROLES, TIERS
from graphx.text import one_line

if TYPE_CHECKING:
    import networkx as nx

    from graphx.mapped import MappedGraph

PAGE_NAME = "graph.html"


class Map:
    """A map on disk; what it holds is loaded when it is first asked for, and then kept.

    Parameters
    ----------
    folder
        Where it is.

    Examples
    --------
    >>> import tempfile
    >>> from graphx import explore, sample_path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = explore(sample_path(), output=folder)
    ...     map = open_map(folder)
    ...     len(map.papers), map.search("long context")[0].label
    ...     map.sql("SELECT count(*) FROM papers").rows
    (80, 'LongBench: A Bilingual, Multitask Benchmark for Long Context Understanding')
    ((80,),)
    """

    def __init__(self, folder: str | PathLike[str]) -> None:
        self.folder = Path(folder)

    @cached_property
    def _contents(self) -> store.Contents:
        return store.load_contents(self.folder)

    @cached_property
    def _corrected(self) -> Corrected:
        return correct(self._contents, read_corrections(self.folder / CORRECTIONS_NAME))

    @cached_property
    def graph(self) -> nx.MultiDiGraph[str]:
        """Its graph, after corrections (:mod:`graphx.schema`)."""
        return graph_of(self._contents, self._corrected)

    @property
    def papers(self) -> tuple[Paper, ...]:
        """Its papers, with what public APIs told where the input says nothing."""
        return tuple(enriched_papers(self._contents.papers, self._contents.facts))

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """All mentions after corrections, candidates included."""
        return self._corrected.mentions

    @property
    def corrections(self) -> tuple[Outcome, ...]:
        """What became of each line of ``corrections.txt``."""
        wanted = read_corrections(self.folder / CORRECTIONS_NAME)
        return self._corrected.outcomes if wanted else ()  # most maps have none, and need not be read for it

    @property
    def facts(self) -> Mapping[str, str]:
        """Facts about the map itself: ``title``, ``built`` and so on."""
        return self._contents.meta

    @property
    def page(self) -> Path:
        """The HTML page."""
        return self.folder / PAGE_NAME

    def remember(self, contents: store.Contents, corrected: Corrected, graph: nx.MultiDiGraph[str]) -> None:
        """Keep what the file holds where that is known already, as it is right after a build."""
        self.__dict__ |= {"_contents": contents, "_corrected": corrected, "graph": graph}

    def search(self, words: str, *, size: int = 20, kind: str = "all") -> list[store.SearchHit]:
        """Find papers and artifacts by words, as :func:`graphx.search` does."""
        return store.search(self.folder, words, size=size, kind=kind)

    def sql(self, query: str, parameters: Sequence[Any] = ()) -> store.SqlResult:
        """Ask the map's file a question in SQL, as :func:`graphx.sql` does."""
        return store.sql(self.folder, query, parameters)

    def export(self, format: str, path: str | PathLike[str] | None = None) -> Path:  # noqa: A002
        """Write the graph for other tools, as :func:`graphx.write_graph` does; into the folder by default."""
        from graphx.export import export_path, write_graph

        return write_graph(self.graph, path or export_path(self.folder, format), format=format)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self.folder)!r})"

    def _repr_html_(self) -> str:
        """Return what a notebook shows: what the map holds, where its page is, and the page itself."""
        try:
            tiers = Counter(mention.tier for mention in self.mentions)
            told = _counts(open_graph(self.folder), tiers, self.corrections)
        except GraphxError as error:
            return f"<p>{markup(str(error))}</p>"
        rows = "".join(
            f"<tr><th>{group}: {markup(name.replace('_', ' '))}</th><td>{number:,}</td></tr>"
            for group, numbers in told.items()
            for name, number in numbers.items()
        )
        title = self.facts.get("title") or self.folder.name
        link = f'<a href="{markup(self.page.resolve().as_uri())}">{markup(str(self.page))}</a>'
        head = f"<p><b>{markup(title)}</b>, {link}</p>"
        numbers = f"<details><summary>Numbers</summary><table>{rows}</table></details>"
        return f"{head}{self._framed_page(title)}{numbers}"

    def _framed_page(self, title: str) -> str:
        """Return the page in a frame; nothing where there is none, or where a notebook should not hold it."""
        try:
            if self.page.stat().st_size > MOST:
                return "<p>The page is too large for a notebook; open the file.</p>"
            return framed(self.page.read_text(encoding="utf-8"), title)
        except (OSError, UnicodeDecodeError):
            return ""


def open_map(folder: str | PathLike[str]) -> Map:
    """Open a map on disk.

    Parameters
    ----------
    folder
        The map's folder.

    Returns
    -------
    Map
        The map; nothing but its presence has been looked at yet.

    Raises
    ------
    MapError
        There is no map, it is damaged, or it was made by a newer graphx.

    Examples
    --------
    >>> import tempfile
    >>> from graphx import explore, sample_path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = explore(sample_path(), output=folder)
    ...     open_map(folder).graph.number_of_nodes() > 100
    True
    """
    with store.open_map(folder):
        return Map(folder)


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
    >>> from graphx import explore, sample_path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     map = explore(sample_path(), output=folder)
    ...     load_mentions(folder) == list(map.mentions)
    True
    """
    return list(Map(folder).mentions)


def redraw_page(
    folder: str | PathLike[str],
    path: str | PathLike[str] | None = None,
    *,
    abstracts: str = "auto",
    processes: int | None = 1,
) -> Path:
    """Write the page of a map anew; that of a large one without its graph, region by region.

    Parameters
    ----------
    folder
        The map's folder.
    path
        The file to write; the map's own page when not given.
    abstracts
        Whether the page holds whole abstracts, as for :func:`graphx.write_page`.
    processes
        How many processes to share a large map among; None is as many as there are processors.

    Raises
    ------
    MapError, OutputError
        The map cannot be read, the page cannot be written.
    """
    from graphx.render import FLAT

    target = Path(path) if path else Path(folder) / PAGE_NAME
    opened = open_graph(folder)
    title = opened.facts.get("title") or None
    if len(opened) <= FLAT:
        return draw_page(Map(folder).graph, target, title=title, abstracts=abstracts)
    from graphx.mapped.drawing import draw_mapped

    opened.close()
    hands = (os.cpu_count() or 1) if processes is None else processes
    return draw_mapped(partial(open_graph, folder), target, title=title, abstracts=abstracts, processes=hands)


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
        each relation, of mentions of each tier, of corrections, and of papers without a link; and
        what became of the corrections that could not be applied.

    Raises
    ------
    MapError
        As :func:`load_graph`.

    Examples
    --------
    >>> import tempfile
    >>> from graphx import explore, sample_path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     map = explore(sample_path(), output=folder, title="Landmarks")
    ...     facts = describe_map(folder)
    >>> facts["title"], facts["records"], facts["nodes"]["paper"]
    ('Landmarks', 80, 80)
    """
    graph = open_graph(folder)
    meta = graph.facts
    records = meta.get("records", "")
    outcomes: Sequence[Outcome] = ()
    tiers = graph.tiers
    if graph.is_corrected:
        map_ = Map(folder)
        outcomes, tiers = map_.corrections, Counter(mention.tier for mention in map_.mentions)
    return {
        "title": meta.get("title", ""),
        "folder": str(folder),
        "built": meta.get("built", ""),
        "graphx": meta.get("graphx", ""),
        "inputs": inputs_of(meta),
        "records": int(records) if records.isdecimal() else 0,
        **_counts(graph, tiers, outcomes),
        "why_unused": [told_outcome(one) for one in outcomes if one.problem],
        "papers_without_link": graph.papers_without_link,
    }


def told_outcome(outcome: Outcome) -> str:
    """Return why a correction could not be applied, with its file and line."""
    one = outcome.correction
    return f"{CORRECTIONS_NAME}:{one.line}: {one}: {one_line(outcome.problem)}"


def _counts(
    graph: MappedGraph, tiers: Mapping[str, int], outcomes: Sequence[Outcome]
) -> dict[str, dict[str, int]]:
    """Return the numbers of what a map holds."""
    failed = sum(bool(one.problem) for one in outcomes)
    numbers = {
        "nodes": graph.kinds,
        "links": graph.relations,
        "mentions": {tier: tiers.get(tier, 0) for tier in TIERS},
    }
    if outcomes:
        numbers["corrections"] = {"applied": len(outcomes) - failed, "unused": failed}
    return numbers


def draw_page(graph: nx.MultiDiGraph[str], path: Path, *, title: str | None, abstracts: str = "auto") -> Path:
    """Write a graph's page; a door of its own because drawing is slow to import."""
    from graphx.analyze import find_communities
    from graphx.drawing import write_page

    # A page that is not in its place yet must not call its folder after where it is.
    name = PAGE_NAME if path.suffix == ".part" else ""
    found = find_communities(graph)
    return write_page(graph, path, title=title, communities=found, abstracts=abstracts, name=name)


def link_rows(graph: nx.MultiDiGraph[str]) -> list[store.LinkRow]:
    """Return the edges of a graph as rows of its file."""
    return [
        (source, target, relation, data["weight"], data["evidence"][0].sentence or data["evidence"][0].detail)
        for source, target, relation, data in graph.edges(keys=True, data=True)
    ]


def node_rows(graph: nx.MultiDiGraph[str]) -> Iterator[store.NodeRow]:
    """Yield the nodes of a graph as rows of its file, with what the full text is searched in."""
    for key, data in graph.nodes(data=True):
        if data["kind"] == PAPER:
            named = {
                graph.nodes[v]["label"] for _, v, role in graph.out_edges(key, keys=True) if role in ROLES
            }
            names = store.searched_names(named, data.get("authors", ()))
        else:
            names = one_line("; ".join(data["surfaces"]))
        ids = " ".join(i.partition(":")[2] for i in data.get("ids", ()))
        told = one_line(data.get("abstract", "")), names, one_line(ids)
        yield key, data["kind"], one_line(data["label"]), *told


def inputs_of(meta: Mapping[str, str]) -> list[str]:
    """Return the files that a map was made of."""
    return [path for path in meta.get("inputs", "").split("\n") if path]
