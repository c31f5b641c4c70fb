"""A graph as a notebook shows it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from graphx.errors import OptionError, OutputError
from graphx.files import write_text
from graphx.formats.frame import MOST, framed
from graphx.render.page import page_text

if TYPE_CHECKING:
    import networkx as nx

    Graph = nx.MultiDiGraph[str]


@dataclass(frozen=True, repr=False)
class Page:
    """A page that a notebook shows where it is the last value of a cell.

    Parameters
    ----------
    text
        The page, as HTML.
    height
        How high a notebook shows it, in CSS pixels.

    Examples
    --------
    >>> Page("<p>A page</p>")
    <a page of 13 characters; a notebook shows it, write(path) keeps it>
    """

    text: str
    height: int = 640

    def write(self, path: str | os.PathLike[str]) -> Path:
        """Write the page to a file and return it.

        Raises
        ------
        OutputError
            It cannot be written there.
        """
        return write_text(path, self.text)

    def __repr__(self) -> str:
        return f"<a page of {len(self.text):,} characters; a notebook shows it, write(path) keeps it>"

    def _repr_html_(self) -> str:
        return framed(self.text, "A map of papers", height=self.height)


def show(
    G: Graph,
    *,
    title: str | None = None,
    node_size: Mapping[str, float] | None = None,
    node_color: Mapping[str, float | str] | None = None,
    communities: Mapping[str, str] | None = None,
    height: int = 640,
) -> Page:
    """Return the page of a graph as a value that a notebook shows in place.

    The page stands in a frame that can reach nothing outside of itself. It is the page of
    :func:`graphx.write_page`, and all of it is kept in the notebook.

    Parameters
    ----------
    G, title, node_size, node_color, communities
        As in :func:`graphx.write_page`.
    height
        How high the frame is, in CSS pixels, from 200.

    Returns
    -------
    Page
        Its ``text`` is the page; ``write(path)`` keeps it.

    Raises
    ------
    OptionError
        A size, colour or height cannot be used.
    OutputError
        The page is too large for a notebook; or pyvis is missing.

    Examples
    --------
    >>> import networkx as nx
    >>> G = nx.MultiDiGraph()
    >>> G.add_node("paper:title:a", kind="paper", label="A paper")
    >>> "<title>A map of 1 paper</title>" in show(G).text
    True
    """
    if not 200 <= height <= 10_000:
        raise OptionError(f"height={height} is no height for a page; give 200 to 10000")
    text = page_text(G, title=title, node_size=node_size, node_color=node_color, communities=communities)
    if len(text) > MOST:
        raise OutputError(
            f"a page of {len(text):,} characters is too large for a notebook; write it to a file with "
            "write_page(G, path), or show a piece: show(graph_around(G, node))"
        )
    return Page(text, height)
