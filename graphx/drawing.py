"""Draw a map of any size: whole, or as an overview of communities that open on demand."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from graphx.answers.communities import Communities

if TYPE_CHECKING:
    import networkx as nx


def write_page(
    G: nx.MultiDiGraph[str],
    path: str | os.PathLike[str],
    *,
    title: str | None = None,
    node_size: Mapping[str, float] | None = None,
    node_color: Mapping[str, float | str] | None = None,
    communities: Communities | Mapping[str, str] | None = None,
    abstracts: str = "auto",
    name: str = "",
) -> Path:
    """Write the graph as one HTML page that needs nothing from outside.

    Up to 5,000 nodes are drawn at once. Of more, the page shows an overview of the communities; each opens in
    the same page, from data packed into it, and search finds everything. Of more than 100,000 nodes, they are
    in files of a folder beside the page, which has to stay there.

    The same graph gives the same bytes. ``G`` is left as it is.

    Parameters
    ----------
    G
        A graph of :mod:`graphx.schema`.
    path
        The file to write; missing folders are made.
    title
        Heading of the page; by default it says how many papers there are.
    node_size
        Node key to a number from 0 that sets the node's area; missing nodes get the smallest.
        By default the number of neighbours. Any ranking fits.
    node_color
        Node key to a number, shown on a scale from dark blue to yellow, or to a CSS colour
        (``#rrggbb`` or a name). Missing nodes, and all by default, have the colour of their kind.
    communities
        What :func:`graphx.find_communities` found, or node key to the name of its community, to colour and
        filter by. Missing nodes are in none. Of more than 5,000 nodes the communities are found where only
        names are given, or nothing.
    abstracts
        ``"all"``: the page holds the whole abstract of each paper. ``"none"``: no more of it than the
        sentences that name something, a third of the bytes. ``"auto"``: all in one file, none in a folder.
    name
        What the file will be called in the end, where it is moved after writing. The folder for the other
        files of a map of more than 100,000 nodes is called after it, with ``-parts``.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    OptionError
        A size or colour cannot be used, or ``abstracts`` is none of these words.
    OutputError
        The page cannot be written there, or pyvis is missing.

    Examples
    --------
    >>> import tempfile, networkx as nx
    >>> G = nx.MultiDiGraph()
    >>> G.add_node("paper:title:a", kind="paper", label="A paper")
    >>> page = write_page(G, tempfile.mkdtemp() + "/map.html", title="One paper")
    >>> "<title>One paper</title>" in page.read_text(encoding="utf-8")
    True
    """
    from graphx import render
    from graphx.analyze import find_communities, find_regions
    from graphx.analyze.arrays import arrays_of

    found = communities if isinstance(communities, Communities) else None
    whole = render.has_abstracts(abstracts, len(G))
    names = communities.names() if isinstance(communities, Communities) else communities
    if len(G) <= render.FLAT:
        return render.write_page(
            G,
            path,
            title=title,
            node_size=node_size,
            node_color=node_color,
            communities=names,
            abstracts=whole,
        )
    found = found or find_communities(G)
    return render.write_atlas(
        G,
        path,
        arrays=arrays_of(G),
        regions=find_regions(G, found),
        title=title,
        node_size=node_size,
        node_color=node_color,
        communities=found.names() if names is None else names,
        abstracts=abstracts,
        name=name,
    )
