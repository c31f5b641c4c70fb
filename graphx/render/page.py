"""Put the page together and write it."""

from __future__ import annotations

import json
import os
from base64 import b64encode
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from graphx.errors import OutputError
from graphx.facts import is_outside
from graphx.files import write_text
from graphx.render.data import clean, graph_data, group_columns
from graphx.render.excerpts import without_abstracts
from graphx.render.fold import fold
from graphx.render.forces import EXACT
from graphx.render.layout import place_nodes
from graphx.render.squeeze import squeeze
from graphx.render.style import colors, radii
from graphx.render.vis import make_network, vis_script
from graphx.schema import DATASET, MODEL, NODE_KINDS, PAPER, RELATIONS, REPO

if TYPE_CHECKING:
    import networkx as nx

    Graph = nx.MultiDiGraph[str]

HELPERS = ("helpers.js", "combo.js", "inflate.js", "unpack.js", "unfold.js")
"""What pages of any size share; needs no data."""

SCRIPTS = (
    "base.js",
    "state.js",
    "shown.js",
    "ways.js",
    "choosing.js",
    "reasons.js",
    "shortlists.js",
    "paint.js",
    "labels.js",
    "camera.js",
    "sketch.js",
    "map.js",
    "evidence.js",
    "text.js",
    "beyond.js",
    "share.js",
    "readlist.js",
    "export.js",
    "fixes.js",
    "explain.js",
    "panel.js",
    "paperbar.js",
    "tray.js",
    "search.js",
    "table.js",
    "print.js",
    "notes.js",
    "main.js",
)
"""The views of a map, in the order in which they run when there is one."""

_PLURAL = {
    PAPER: ("paper", "papers"),
    DATASET: ("dataset", "datasets"),
    MODEL: ("model", "models"),
    REPO: ("repository", "repositories"),
}
_SHAPES = {PAPER: "dot", DATASET: "square", MODEL: "diamond", REPO: "triangle"}
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def write_page(
    G: Graph,
    path: str | os.PathLike[str],
    *,
    title: str | None = None,
    node_size: Mapping[str, float] | None = None,
    node_color: Mapping[str, float | str] | None = None,
    communities: Mapping[str, str] | None = None,
    abstracts: bool = True,
) -> Path:
    """Write the graph as one HTML page that needs nothing from outside.

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
        Node key to the name of the community the node is in, to colour and filter by. Missing nodes are
        in none.
    abstracts
        Whether the page holds whole abstracts, or no more of them than the sentences that name something.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    OptionError
        A size or colour cannot be used.
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
    text = page_text(
        G,
        title=title,
        node_size=node_size,
        node_color=node_color,
        communities=communities,
        abstracts=abstracts,
    )
    return write_text(path, text)


def page_text(
    G: Graph,
    *,
    title: str | None = None,
    node_size: Mapping[str, float] | None = None,
    node_color: Mapping[str, float | str] | None = None,
    communities: Mapping[str, str] | None = None,
    abstracts: bool = True,
) -> str:
    """Return the text of the page; parameters as in :func:`write_page`."""
    data = graph_data(G) if abstracts else without_abstracts(graph_data(G))
    _, scale = colors(G, node_color)
    network = page_network(G, node_size=node_size, node_color=node_color)
    counts = Counter(node["group"] for node in network.nodes)
    given = clean(title).strip()
    around = sum(is_outside(attributes) for _, attributes in G.nodes(data=True))
    heading = given or heading_of(counts, around=around)
    data |= {
        "title": heading,
        "nodes": columns_of(network.nodes, data["kinds"]),
        "scale": scale,
        "sized": node_size is not None,
        **group_columns(G, communities or {}),
        "options": network.options,
    }
    drawing = Inline(vis_script())
    scripts = [Inline(static_text(name)) for name in HELPERS]
    # Behind what is packed, which is unpacked while the rest of the file is being read.
    late = [Inline(static_text("opening.js")), views()]
    style = Inline(static_text("page.css"))
    text = network.generate_html(
        page={
            "title": heading,
            "counts": told_counts(counts, len(network.edges), papers=bool(given)),
            "chunks": chunks({"data": squeeze(fold(data)), "vis": packed_vis()}),
            "style": style,
            "scripts": scripts,
            "late": late,
            "policy": policy_of([drawing, *scripts, *late], style),
        }
    )
    return str(text)


def page_network(
    G: Graph,
    *,
    node_size: Mapping[str, float] | None = None,
    node_color: Mapping[str, float | str] | None = None,
) -> Any:
    """Return the map as a pyvis network, for those who want to go on with pyvis; the page is drawn from it.

    Parameters
    ----------
    G, node_size, node_color
        As in :func:`write_page`.

    Returns
    -------
    pyvis.network.Network
        Its nodes are numbered in the order of the sorted keys of ``G`` and carry ``key``, ``label``,
        ``group`` (the kind), ``shape``, ``size`` and position; its edges carry ``label`` (the relation) and
        ``value`` (the weight). pyvis' own methods work on it; ``generate_html`` draws the page of graphx.

    Examples
    --------
    >>> import networkx as nx
    >>> G = nx.MultiDiGraph()
    >>> G.add_node("paper:title:a", kind="paper", label="A paper")
    >>> [(node["key"], node["shape"]) for node in page_network(G).nodes]
    [('paper:title:a', 'dot')]
    """
    return network_of(G, size=radii(G, node_size), color=colors(G, node_color)[0])


def network_of(G: Graph, *, size: Mapping[str, float], color: Mapping[str, str]) -> Any:
    """Return the network of a graph of known radii and colours."""
    nodes = nodes_of(G, size=size, color=color)
    index = {node["key"]: node["id"] for node in nodes}
    edges = [
        {"from": index[a], "to": index[b], "label": relation, "value": attrs.get("weight", 1.0)}
        for a, b, relation, attrs in sorted(G.edges(keys=True, data=True), key=lambda edge: edge[:3])
        if relation in RELATIONS
    ]
    return make_network(nodes, edges)


def nodes_of(
    G: Graph, *, size: Mapping[str, float], color: Mapping[str, str], exact: int = EXACT
) -> list[dict[str, Any]]:
    """Return the nodes of the network of a graph; ``exact`` as in :func:`place_nodes`."""
    places = place_nodes(G, size=size, exact=exact)
    nodes = []
    for i, key in enumerate(sorted(G)):
        attrs = G.nodes[key]
        kind = attrs.get("kind", PAPER)
        nodes.append(
            {
                "id": i,
                "key": key,
                "label": clean(attrs.get("label", key)),
                "group": kind,
                "shape": _SHAPES.get(kind, "dot"),
                "x": places[key][0],
                "y": places[key][1],
                "size": size[key],
                **({"color": color[key]} if key in color else {}),
            }
        )
    return nodes


def to_json(value: object) -> str:
    r"""Return ``value`` as JSON that may stand inside a ``<script>`` of any page.

    >>> print(to_json({"a": "</script>"}))
    {"a":"\u003c/script\u003e"}
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    # One by one, which on megabytes takes a twentieth of the time of str.translate.
    for character, escape in _ESCAPES.items():
        text = text.replace(character, escape)
    return text


class Inline:
    """A script or style of ours, with the hash by which the page's policy lets it run."""

    def __init__(self, text: str) -> None:
        if "</script" in text.lower() or "</style" in text.lower():
            raise OutputError(
                "cannot draw the page: a script would end its own element; reinstall graphx and pyvis"
            )
        self.text = Markup(text)  # noqa: S704 - files of this package and of pyvis, no input
        self.hash = b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii")


def views() -> Inline:
    """The views of a map as one script that runs when it is called: on a large map once for each part."""
    parts = ["window.graphxView = function () {", *(static_text(name) for name in SCRIPTS), "};"]
    return Inline("\n".join(parts))


def chunks(packed: Mapping[str, str]) -> Markup:
    """Packed data as elements of a page, by their ids."""
    elements = (f'<script id="{name}" type="text/plain">{text}</script>\n' for name, text in packed.items())
    return Markup("".join(elements))  # noqa: S704 - letters of base64


def policy_of(scripts: Sequence[Inline], style: Inline) -> str:
    """The content security policy: these scripts, this style, no address to load from."""
    allowed = " ".join(f"'sha256-{script.hash}'" for script in scripts)
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'sha256-{style.hash}'; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )


def columns_of(nodes: Sequence[Mapping[str, Any]], kinds: Sequence[str]) -> dict[str, Any]:
    """The network's nodes as one list a property, places in whole units: nobody sees parts of them."""
    columns: dict[str, Any] = {name: [node[name] for node in nodes] for name in ("label", "x", "y", "size")}
    columns |= {name: list(map(round, columns[name])) for name in ("x", "y")}
    columns["kind"] = [kinds.index(node["group"]) if node["group"] in kinds else 0 for node in nodes]
    if any("color" in node for node in nodes):
        columns["color"] = [node.get("color", "") for node in nodes]
    return columns


def told_count(number: int, kind: str) -> str:
    """Return a number of nodes of a kind in words."""
    return f"{number:,} {_PLURAL[kind][number != 1]}"


def heading_of(counts: Mapping[str, int], *, around: int = 0) -> str:
    """What a map is called that has no title: by its papers (``around`` of them only cited) or else the rest.

    >>> heading_of({PAPER: 12}, around=2), heading_of({DATASET: 1, REPO: 1}), heading_of({})
    ('A map of 10 papers and 2 from outside', 'A map of 1 dataset, 1 repository', 'An empty map')
    """
    if counts.get(PAPER):
        more = f" and {around:,} from outside" if around else ""
        return f"A map of {told_count(counts[PAPER] - around, PAPER)}{more}"
    parts = [told_count(counts[kind], kind) for kind in NODE_KINDS if counts.get(kind)]
    return f"A map of {', '.join(parts)}" if parts else "An empty map"


def told_counts(counts: Mapping[str, int], edges: int, *, papers: bool) -> str:
    """What is on the map, in words; ``papers``: also how many papers, where the heading does not say it."""
    if not any(counts.values()):
        return "Nothing to show yet"
    kinds = [kind for kind in NODE_KINDS if counts.get(kind) and (papers or kind != PAPER)]
    parts = [told_count(counts[kind], kind) for kind in kinds]
    parts.append(f"{edges:,} link{'' if edges == 1 else 's'}")
    # A number stays with its noun where the line breaks.
    return " · ".join(part.replace(" ", "\u00a0") for part in parts)


@lru_cache(maxsize=1)
def packed_vis() -> str:
    """Return vis-network as it travels: deflated, in a third of its bytes."""
    return squeeze(vis_script())


def static_text(name: str) -> str:
    """Return a file of the page without indentation and without lines that are comments."""
    text = files("graphx.render").joinpath("static", name).read_text(encoding="utf-8")
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))
