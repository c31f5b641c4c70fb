"""A small piece of the map as a Mermaid flowchart, which GitHub, GitLab and many notebooks draw."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from graphx.errors import OptionError
from graphx.schema import DATASET, MODEL, REPO
from graphx.text import one_line

if TYPE_CHECKING:
    import networkx as nx

MOST_LINKS: Final = 100
"""More than these nobody can read, and Mermaid lays out no more than a few hundred."""

_SHAPES: Final = {DATASET: ("[(", ")]"), MODEL: ("([", "])"), REPO: ("[[", "]]")}
_WIDTH: Final = 60
_NOT_PLAIN: Final = re.compile(r"[^\w ,.:!?()'/+…–—’-]|(?<=\w)://|^(?=(?:\d+[.)]|[-+]) )")


def graph_to_mermaid(G: nx.MultiDiGraph[str]) -> str:
    """Return a small graph as a Mermaid flowchart.

    Papers are boxes, datasets drums, models rounded, repositories boxes with double sides. Titles are cut to
    60 characters; whatever they hold is shown as it stands.

    Parameters
    ----------
    G
        The graph of :mod:`graphx.schema`, with at most 100 edges.

    Returns
    -------
    str
        The text, the same for the same graph in whatever order it was filled.

    Raises
    ------
    OptionError
        The graph has more edges than can be drawn.

    Examples
    --------
    >>> import networkx as nx
    >>> G = nx.MultiDiGraph()
    >>> G.add_node("model:m", kind="model", label='The "M"')
    >>> G.add_node("paper:a", kind="paper", label="A")
    >>> _ = G.add_edge("paper:a", "model:m", key="uses")
    >>> print(graph_to_mermaid(G), end="")
    flowchart LR
      n0(["The #34;M#34;"])
      n1["A"]
      n1 -->|uses| n0
    """
    if G.number_of_edges() > MOST_LINKS:
        raise OptionError(
            f"mermaid draws small pieces, at most {MOST_LINKS} links, and this one has "
            f"{G.number_of_edges():,}; take what lies around one node (--around NODE --steps 1)"
        )
    places = {key: f"n{place}" for place, key in enumerate(sorted(G))}
    lines = ["flowchart LR"]
    for key, name in places.items():
        left, right = _SHAPES.get(G.nodes[key].get("kind", ""), ("[", "]"))
        lines.append(f'  {name}{left}"{_text(str(G.nodes[key].get("label", key)))}"{right}')
    for u, v, relation in sorted(G.edges(keys=True)):
        lines.append(f"  {places[u]} -->|{relation.replace('_', ' ')}| {places[v]}")
    return "\n".join(lines) + "\n"


def _text(text: str) -> str:
    """Return a label for between quotes: whatever could be markup as its number."""
    return _NOT_PLAIN.sub(lambda m: "".join(f"#{ord(c)};" for c in m[0]), one_line(text, _WIDTH)) or " "
