"""The graph, tables and reading lists in formats of other programs.

:func:`graph_from_json` reads the JSON of a graph back: it loads a graph without the map that it
was exported from.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from graphx.errors import choose
from graphx.export.diff import DIFF_FORMATS, format_diff
from graphx.export.graphml import graph_to_graphml
from graphx.export.grid import GRID_FORMATS, format_grid
from graphx.export.node_link import graph_from_json, graph_to_json
from graphx.export.reading import READING_FORMATS, WITHOUT_NOTE, format_reading_list
from graphx.files import write_text
from graphx.formats.table import TABLE_FORMATS, format_rows

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

    import networkx as nx

GRAPH_FORMATS: Final[dict[str, Callable[[nx.MultiDiGraph[str]], str]]] = {
    "graphml": graph_to_graphml,
    "json": graph_to_json,
}
"""Every format of the whole graph by its name: a function from the graph to text."""


def graph_text(
    G: nx.MultiDiGraph[str],
    format: str,  # noqa: A002  the option is called so in the shell too
) -> str:
    """Return the whole graph as text.

    Parameters
    ----------
    G
        The graph of :mod:`graphx.schema`.
    format
        One of :data:`GRAPH_FORMATS`: ``"json"`` (node-link data, which :func:`graph_from_json` reads back) or
        ``"graphml"``.

    Returns
    -------
    str
        The text, the same for the same graph in whatever order it was filled.

    Raises
    ------
    OptionError
        An unknown format.

    Examples
    --------
    >>> import networkx as nx
    >>> G = nx.MultiDiGraph()
    >>> G.add_node("model:m", kind="model", label="M")
    >>> graph_from_json(graph_text(G, "json")).nodes["model:m"]
    {'kind': 'model', 'label': 'M'}
    """
    return GRAPH_FORMATS[choose("format", format, GRAPH_FORMATS)](G)


def write_graph(
    G: nx.MultiDiGraph[str],
    path: str | os.PathLike[str],
    *,
    format: str | None = None,  # noqa: A002  the option is called so in the shell too
) -> Path:
    """Write the whole graph to a file, in UTF-8.

    Parameters
    ----------
    G
        The graph of :mod:`graphx.schema`.
    path
        The file.
    format
        One of :data:`GRAPH_FORMATS`; the ending of ``path`` when left out.

    Returns
    -------
    pathlib.Path
        The file written.

    Raises
    ------
    OptionError
        An unknown format.
    OutputError
        The file cannot be written there.

    Examples
    --------
    >>> import networkx as nx, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_graph(nx.MultiDiGraph(), f"{folder}/map.graphml").name
    'map.graphml'
    """
    return write_text(path, graph_text(G, Path(path).suffix.removeprefix(".") if format is None else format))


__all__ = [
    "DIFF_FORMATS",
    "GRAPH_FORMATS",
    "GRID_FORMATS",
    "READING_FORMATS",
    "TABLE_FORMATS",
    "WITHOUT_NOTE",
    "format_diff",
    "format_grid",
    "format_reading_list",
    "format_rows",
    "graph_from_json",
    "graph_text",
    "graph_to_graphml",
    "graph_to_json",
    "write_graph",
]
