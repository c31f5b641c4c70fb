"""The graph, tables and reading lists in formats of other programs.

:func:`graph_from_json` reads the JSON of a graph back: it loads a graph without the map that it
was exported from.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from graphx.errors import OptionError, choose
from graphx.export.cytoscape import graph_to_cytoscape
from graphx.export.diff import DIFF_FORMATS, format_diff
from graphx.export.folder import write_files
from graphx.export.gexf import graph_to_gexf
from graphx.export.graphml import graph_to_graphml
from graphx.export.grid import GRID_FORMATS, format_grid
from graphx.export.mermaid import graph_to_mermaid
from graphx.export.node_link import graph_from_json, graph_to_json
from graphx.export.notes import graph_to_notes
from graphx.export.papers import papers_to_bibtex, papers_to_csl, papers_to_ris
from graphx.export.reading import READING_FORMATS, WITHOUT_NOTE, format_reading_list
from graphx.export.tables import graph_to_csv, graph_to_parquet
from graphx.export.vosviewer import graph_to_vosviewer
from graphx.files import write_text
from graphx.formats.table import TABLE_FORMATS, format_rows

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable

    import networkx as nx

GRAPH_FORMATS: Final[dict[str, Callable[[nx.MultiDiGraph[str]], str]]] = {
    "bib": papers_to_bibtex,
    "csl": papers_to_csl,
    "cytoscape": graph_to_cytoscape,
    "gexf": graph_to_gexf,
    "graphml": graph_to_graphml,
    "json": graph_to_json,
    "mermaid": graph_to_mermaid,
    "ris": papers_to_ris,
    "vosviewer": graph_to_vosviewer,
}
"""Every format of the graph that is one text, by its name: a function from the graph to the text."""

FOLDER_FORMATS: Final[dict[str, Callable[[nx.MultiDiGraph[str]], Iterable[tuple[str, bytes]]]]] = {
    "csv": graph_to_csv,
    "notes": graph_to_notes,
    "parquet": graph_to_parquet,
}
"""Every format of several files, by its name: a function from the graph to names and what each file holds."""

ALL_FORMATS: Final = tuple(sorted([*GRAPH_FORMATS, *FOLDER_FORMATS]))

FILE_NAMES: Final = {
    "bib": "papers.bib",
    "csl": "papers.csl.json",
    "csv": "graph-csv",
    "cytoscape": "graph.cyjs",
    "mermaid": "graph.mmd",
    "notes": "notes",
    "parquet": "graph-parquet",
    "ris": "papers.ris",
    "vosviewer": "graph-vosviewer.json",
}
"""What an export is called when nobody says; ``graph.<format>`` for those that are not here."""

_ENDINGS: Final = {"cyjs": "cytoscape", "md": "mermaid", "mmd": "mermaid"}


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
        One of :data:`GRAPH_FORMATS`: ``"json"`` (node-link data, which :func:`graph_from_json` reads back),
        ``"graphml"``, ``"gexf"``, ``"cytoscape"``, ``"vosviewer"``, ``"mermaid"`` (small graphs only); or the
        papers alone as ``"bib"``, ``"ris"`` or ``"csl"``.

    Returns
    -------
    str
        The text, the same for the same graph in whatever order it was filled.

    Raises
    ------
    OptionError
        An unknown format, one of several files, or a graph too large for Mermaid.

    Examples
    --------
    >>> import networkx as nx
    >>> G = nx.MultiDiGraph()
    >>> G.add_node("model:m", kind="model", label="M")
    >>> graph_from_json(graph_text(G, "json")).nodes["model:m"]
    {'kind': 'model', 'label': 'M'}
    """
    if format in FOLDER_FORMATS:
        raise OptionError(f"{format} is several files and no text; write it to a folder or a .zip file")
    return GRAPH_FORMATS[choose("format", format, ALL_FORMATS)](G)


def write_graph(
    G: nx.MultiDiGraph[str],
    path: str | os.PathLike[str],
    *,
    format: str | None = None,  # noqa: A002  the option is called so in the shell too
) -> Path:
    """Write the whole graph to a file, in UTF-8, or to several.

    Parameters
    ----------
    G
        The graph of :mod:`graphx.schema`.
    path
        The file; a folder or a ``.zip`` file for those that are several (csv, parquet, notes).
    format
        One of :data:`GRAPH_FORMATS` or :data:`FOLDER_FORMATS`; the ending of ``path`` when left out.

    Returns
    -------
    pathlib.Path
        The file or folder written: whole or not at all.

    Raises
    ------
    OptionError
        An unknown format, a graph too large for Mermaid, or Parquet without pyarrow.
    OutputError
        The file cannot be written there, or files of a folder would be replaced that no export wrote.

    Examples
    --------
    >>> import networkx as nx, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_graph(nx.MultiDiGraph(), f"{folder}/map.graphml").name
    'map.graphml'
    """
    ending = Path(path).suffix.removeprefix(".")
    name = choose("format", _ENDINGS.get(ending, ending) if format is None else format, ALL_FORMATS)
    if name in FOLDER_FORMATS:
        return write_files(path, FOLDER_FORMATS[name](G))
    return write_text(path, graph_text(G, name))


def export_path(folder: str | os.PathLike[str], format: str) -> Path:  # noqa: A002
    """Return where an export of a map goes when nobody says.

    >>> export_path("outputs/demo", "gexf").name, export_path("outputs/demo", "bib").name
    ('graph.gexf', 'papers.bib')
    """
    return Path(folder) / FILE_NAMES.get(format, f"graph.{format}")


__all__ = [
    "ALL_FORMATS",
    "DIFF_FORMATS",
    "FILE_NAMES",
    "FOLDER_FORMATS",
    "GRAPH_FORMATS",
    "GRID_FORMATS",
    "READING_FORMATS",
    "TABLE_FORMATS",
    "WITHOUT_NOTE",
    "export_path",
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
