"""The page of a large map: an overview of its communities, each of which opens where it stands."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from graphx.answers import Region
from graphx.files import write_text
from graphx.render.data import clean
from graphx.render.names import Names
from graphx.render.page import (
    HELPERS,
    SCRIPTS,
    Inline,
    policy_of,
    static_text,
    to_json,
    told_count,
    told_counts,
)
from graphx.render.region import RegionWriter, graph_part, told_of
from graphx.render.squeeze import squeeze
from graphx.render.style import colors, radii
from graphx.render.ties import Arrays, Ties
from graphx.render.vis import OPTIONS, make_network, vis_script
from graphx.schema import NODE_KINDS, PAPER

if TYPE_CHECKING:
    import networkx as nx

    Graph = nx.MultiDiGraph[str]

FLAT = 5_000
"""Up to so many nodes a map is drawn whole; above, as an overview of communities."""

ATLAS_SCRIPTS = ("unpack.js", "places.js", "discs.js", "names.js", "told.js", "rows.js", "rooms.js")
"""The overview's own scripts, in the order in which they run."""


def write_atlas(
    G: Graph,
    path: str | os.PathLike[str],
    *,
    arrays: Arrays,
    regions: Sequence[Region],
    title: str | None = None,
    node_size: Mapping[str, float] | None = None,
    node_color: Mapping[str, float | str] | None = None,
    communities: Mapping[str, str] | None = None,
) -> Path:
    """Write a large graph as one page: an overview of its regions, each of which opens on demand.

    Parameters
    ----------
    G
        The graph.
    path
        The file to write.
    arrays
        The same graph by numbers.
    regions
        Pieces that every node is in exactly one of.
    title, node_size, node_color, communities
        As in :func:`graphx.write_page`.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    OptionError, OutputError
        As :func:`graphx.write_page`.
    """
    color, scale = colors(G, node_color)
    ties = Ties(arrays, regions)
    writer = RegionWriter(
        ties,
        size=None if node_size is None else radii(G, node_size),
        color=color,
        scale=scale,
        communities=communities or {},
    )
    text = atlas_text(ties, writer, lambda number: graph_part(G, regions[number].members), title=title)
    return write_text(path, text)


def atlas_text(
    ties: Ties, writer: RegionWriter, part: Callable[[int], Graph], *, title: str | None = None
) -> str:
    """Return the text of the page.

    Parameters
    ----------
    ties
        How the regions hang together.
    writer
        What makes data of a region.
    part
        Gives a region's nodes with every edge out of them (:func:`graph_part`), asked for one after another,
        so that never more than one has to be there.
    title
        Heading of the page.
    """
    names = Names()
    chunks: dict[str, str] = {}
    told = []
    for number, inbound in enumerate(ties.inbound()):
        data = writer.data(number, part(number), inbound)
        told.append(told_of(data))
        names.add(data)
        chunks[f"r{number}"] = squeeze(data)
    chunks |= {"vis": squeeze(vis_script()), **names.chunks()}
    return _page(ties, told, chunks, title)


def _page(ties: Ties, told: Sequence[Mapping[str, Any]], chunks: Mapping[str, str], title: str | None) -> str:
    """Put the page together."""
    counts = Counter({kind: int(n) for kind, n in zip(NODE_KINDS, ties.counts.sum(axis=0), strict=True)})
    given = clean(title).strip()
    heading = given or f"A map of {told_count(counts[PAPER], PAPER)}"
    view = "\n".join(["window.graphxView = function () {", *(static_text(name) for name in SCRIPTS), "};"])
    vis = Inline(vis_script())
    scripts = [
        *(Inline(static_text(name)) for name in HELPERS),
        Inline(view),
        *(Inline(static_text(name)) for name in ATLAS_SCRIPTS),
    ]
    style = Inline(static_text("page.css") + "\n" + static_text("atlas.css"))
    network = make_network([], [])
    network.path = "atlas.html"
    text = network.generate_html(
        page={
            "title": heading,
            "counts": told_counts(counts, len(ties.arrays.sources), papers=bool(given)),
            "data": Markup(to_json(_overview(ties, told, heading))),  # noqa: S704 - as in page.py
            "style": style,
            "scripts": scripts,
            "chunks": chunks,
            "policy": policy_of([*scripts, vis], style),
        }
    )
    return str(text)


def _overview(ties: Ties, told: Sequence[Mapping[str, Any]], heading: str) -> dict[str, Any]:
    """What the overview's scripts read."""
    x, y, radius = ties.place()
    a, b, count = ties.links
    order = (-count).argsort(kind="stable")
    families = list(dict.fromkeys(clean(one.within) for one in ties.regions if one.within))
    family = {name: number for number, name in enumerate(families)}
    return {
        "title": heading,
        "options": OPTIONS,
        "families": families,
        "regions": {
            "name": [clean(one.name) for one in ties.regions],
            "kind": [one.kind for one in ties.regions],
            "family": [family.get(clean(one.within), -1) for one in ties.regions],
            "x": x,
            "y": y,
            "r": radius,
            "counts": ties.counts.tolist(),
            **{name: [one[name] for one in told] for name in ("years", "artifacts", "elsewhere", "papers")},
        },
        "links": {"a": a[order].tolist(), "b": b[order].tolist(), "count": count[order].tolist()},
    }
