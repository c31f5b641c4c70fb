"""The page of a large map: an overview of its communities, each of which opens where it stands.

Up to :data:`PACKED` nodes it is one file. Above, it is a folder of such files: each shows the whole overview
and holds some of the communities; pages of names answer what is searched for.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from graphx.answers.communities import Region
from graphx.errors import choose
from graphx.files import write_text
from graphx.render.data import clean
from graphx.render.excerpts import ABSTRACTS
from graphx.render.page import (
    HELPERS,
    Inline,
    chunks,
    packed_vis,
    policy_of,
    static_text,
    to_json,
    told_count,
    told_counts,
    views,
)
from graphx.render.region import Inbound, RegionWriter, graph_part
from graphx.render.style import colors, radii
from graphx.render.ties import Arrays, Ties
from graphx.render.vis import OPTIONS, make_network, vis_script
from graphx.render.volume import Bound, bound, packed, volumes_of
from graphx.schema import NODE_KINDS, PAPER

if TYPE_CHECKING:
    import networkx as nx

    Graph = nx.MultiDiGraph[str]

FLAT = 5_000
"""Up to so many nodes a map is drawn whole; above, as an overview of communities."""

PACKED = 100_000
"""Up to so many nodes an overview and all communities are one file."""

VOLUME = 50_000
"""About how many nodes one of several files holds."""

ATLAS_SCRIPTS = (
    "words.js",
    "seek.js",
    "places.js",
    "arrange.js",
    "discs.js",
    "names.js",
    "told.js",
    "rows.js",
    "handing.js",
    "rooms.js",
)
"""The overview's own scripts, in the order in which they run."""

_PARTS = re.compile(r"(?:map|names)\d+\.html")
"""Files of the folder beside a page of many files: all are ours."""


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
    abstracts: str = "auto",
    name: str = "",
) -> Path:
    """Write a large graph as one page: an overview of its regions, each of which opens on demand.

    Of more than :data:`PACKED` nodes, the regions are in files of a folder beside it.

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
    title, node_size, node_color, communities, abstracts
        As in :func:`graphx.write_page`.
    name
        What the file will be called, if not as ``path`` is; that folder is called after it, with ``-parts``.

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
        abstracts=has_abstracts(abstracts, len(G)),
    )

    def bind(volumes: Iterable[tuple[range, list[Inbound]]]) -> Iterator[Bound]:
        for numbers, inbound in volumes:
            parts = (graph_part(G, regions[number].members) for number in numbers)
            told = zip(numbers, parts, inbound, strict=True)
            yield bound(numbers.start, (packed(writer, *one) for one in told))

    return Book(ties, title).write(Path(path), bind, name=name)


Bind = Callable[[Iterable[tuple[range, list[Inbound]]]], Iterator[Bound]]
"""Binds regions into files, in their order, given with what leads to the nodes of each from elsewhere."""


def is_folder(nodes: int) -> bool:
    """Return whether the page of so many nodes is a folder of pages."""
    return nodes > PACKED


def plan_of(regions: Sequence[Region]) -> list[range]:
    """Return which regions stand in each file, in their order."""
    nodes = sum(len(one.members) for one in regions)
    return list(volumes_of(regions, VOLUME)) if is_folder(nodes) else [range(len(regions))]


def has_abstracts(abstracts: str, nodes: int) -> bool:
    """Return whether the page of so many nodes holds whole abstracts.

    Raises
    ------
    OptionError
        ``abstracts`` is none of :data:`graphx.render.excerpts.ABSTRACTS`.
    """
    chosen = choose("abstracts", abstracts, ABSTRACTS)
    return chosen == "all" or (chosen == "auto" and not is_folder(nodes))


class Book:
    """A large map as one file or as several, with what the overview tells on each."""

    def __init__(self, ties: Ties, title: str | None) -> None:
        self._ties = ties
        counts = ties.counts.sum(axis=0).tolist()
        self._counts = Counter(dict(zip(NODE_KINDS, counts, strict=True)))
        self._given = clean(title).strip()
        self._title = self._given or f"A map of {told_count(self._counts[PAPER], PAPER)}"
        self._told: list[dict[str, Any]] = []
        self._files: list[int] = []
        self._scripts = [
            *(Inline(static_text(name)) for name in HELPERS),
            views(),
            *(Inline(static_text(name)) for name in ATLAS_SCRIPTS),
        ]
        self._vis = Inline(vis_script())
        self._packed_vis = packed_vis()
        self._style = Inline(static_text("page.css") + "\n" + static_text("atlas.css"))

    def write(self, path: Path, bind: Bind, *, name: str = "") -> Path:
        """Write the map.

        Parameters
        ----------
        path
            The file of the overview.
        bind
            Binds regions into files (:func:`graphx.render.volume.bound`); these are taken one after another,
            so that never more than a few have to be there.
        name
            What that file will be called, if not as ``path`` is. The folder beside it for the other files,
            where there are any, is called after it.
        """
        name = name or path.name
        folder = path.parent / f"{Path(name).stem}-parts"
        if not is_folder(len(self._ties.arrays.keys)):
            (volume,) = self._volumes(bind)
            _sweep(folder, set())
            return write_text(path, self._page(0, volume.names + volume.rest))
        pages: list[str] = []
        shards: list[str] = []
        for number, volume in enumerate(self._volumes(bind), 1):
            shards.append(f"names{number}.html")
            pages.append(f"map{number}.html")
            write_text(folder / shards[-1], self._names_page(volume.names))
            # What the overview tells of all regions is known at the end only: until then, what is packed.
            write_text(folder / pages[-1], volume.rest)
        places: dict[str, Any] = {"files": [f"../{name}", *pages], "shards": shards}
        for number, file in enumerate(pages, 1):
            packed = (folder / file).read_text(encoding="utf-8")
            here = places | {"page": number, "base": "", "top": f"../{name}"}
            write_text(folder / file, self._page(number, packed, here))
        _sweep(folder, {*pages, *shards})
        return write_text(path, self._page(0, "", places | {"page": 0, "base": f"{folder.name}/", "top": ""}))

    def _volumes(self, bind: Bind) -> Iterator[Bound]:
        """Yield the files, in their order, and keep what the overview tells."""
        plan = plan_of(self._ties.regions)
        inbound = self._ties.inbound()
        for number, volume in enumerate(bind((one, list(islice(inbound, len(one)))) for one in plan), 1):
            self._told += volume.told
            self._files += [number] * len(volume.told)
            yield volume

    def _page(self, number: int, packed: str, places: dict[str, Any] | None = None) -> str:
        """Return the text of one file from what is packed into it; ``places`` tells where the others are."""
        packed = Markup(packed)  # noqa: S704 - letters of base64
        if number or places is None:
            packed = chunks({"vis": self._packed_vis}) + packed
        network = make_network([], [])
        network.path = "atlas.html"
        frames = "" if places is None else "; frame-src 'self' file:"
        here = to_json(places or {"files": [], "page": 0, "base": "", "shards": [], "top": ""})
        data = f"{self._overview[:-1]},{here[1:]}"
        text = network.generate_html(
            page={
                "title": self._title,
                "counts": told_counts(self._counts, len(self._ties.arrays.sources), papers=bool(self._given)),
                "data": Markup(data),  # noqa: S704 - of to_json, as in page.py
                "style": self._style,
                "scripts": self._scripts,
                "late": (),
                "chunks": packed,
                "policy": policy_of([*self._scripts, self._vis], self._style) + frames,
            }
        )
        return str(text)

    def _names_page(self, names: str) -> str:
        """Return the text of a file that answers searches; by itself it shows where the map is."""
        scripts = [
            Inline(static_text(name))
            for name in ("helpers.js", "inflate.js", "unpack.js", "seek.js", "shard.js")
        ]
        style = Inline("body{font:15px system-ui,sans-serif;margin:2em}")
        network = make_network([], [])
        network.path = "names.html"
        text = network.generate_html(
            page={
                "title": self._title,
                "style": style,
                "scripts": scripts,
                "chunks": Markup(names),  # noqa: S704 - letters of base64
                "policy": policy_of(scripts, style),
            }
        )
        return str(text)

    @cached_property
    def _overview(self) -> str:
        """What the overview's scripts read, as JSON; complete when all regions have been packed."""
        ties = self._ties
        x, y, radius = ties.place()
        a, b, count = ties.links
        order = (-count).argsort(kind="stable")
        families = list(dict.fromkeys(clean(one.within) for one in ties.regions if one.within))
        family = {name: number for number, name in enumerate(families)}
        told = ("years", "artifacts", "elsewhere", "papers")
        overview = {
            "title": self._title,
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
                "file": self._files,
                **{name: [one[name] for one in self._told] for name in told},
            },
            "links": {"a": a[order].tolist(), "b": b[order].tolist(), "count": count[order].tolist()},
        }
        return to_json(overview)


def _sweep(folder: Path, kept: set[str]) -> None:
    """Remove what an earlier, larger map left in its folder."""
    for old in sorted(folder.glob("*.html")):
        if _PARTS.fullmatch(old.name) and old.name not in kept:
            old.unlink()
