"""Links of the graph told in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from graphx.schema import CITES, HOSTED_AT, INTRODUCES, MENTIONS, RELATIONS, USES, VARIANT_OF

if TYPE_CHECKING:
    import networkx as nx

    from graphx.model import Evidence

_SENTENCES: Final = {
    INTRODUCES: ("{0} introduces {1}", "{1} introduces {0}"),
    USES: ("{0} uses {1}", "{1} uses {0}"),
    MENTIONS: ("{0} mentions {1}", "{1} mentions {0}"),
    CITES: ("{0} cites {1}", "{0} is cited by {1}"),
    VARIANT_OF: ("{0} is a version of {1}", "{0} has the version {1}"),
    HOSTED_AT: ("{0} is hosted at {1}", "{0} hosts {1}"),
}
"""Per relation what to say where the edge runs from the first to the second node, and the other way round.

A paper stays the one that introduces or uses, whichever way the path goes.
"""
assert set(_SENTENCES) == set(RELATIONS)


class Link(NamedTuple):
    """The most telling edge between two nodes: its relation, whether it runs from the first, its evidence."""

    relation: str
    forward: bool
    evidence: Evidence | None


def telling_link(G: nx.MultiDiGraph[str], first: str, second: str) -> Link:
    """Return the edge between two linked nodes that says most.

    Relations count in the order of :data:`graphx.schema.RELATIONS`; of two citations the one that starts at
    ``first`` is taken.

    >>> import networkx as nx
    >>> G = nx.MultiDiGraph()
    >>> _ = G.add_edge("paper:a", "model:m", key="uses", relation="uses", evidence=())
    >>> telling_link(G, "model:m", "paper:a")
    Link(relation='uses', forward=False, evidence=None)
    """
    edges = (
        (G.get_edge_data(source, target) or {}, source == first)
        for source, target in ((first, second), (second, first))
    )
    links = [
        (RELATIONS.index(data["relation"]), not forward, data.get("evidence") or (None,))
        for parallel, forward in edges
        for data in parallel.values()
    ]
    rank, backward, evidence = min(links, key=lambda link: link[:2])
    return Link(RELATIONS[rank], not backward, evidence[0])


def tell(link: Link, first: str, second: str) -> str:
    """Return a link between two nodes, given by their names, as a sentence without a full stop.

    >>> tell(Link("cites", False, None), "A", "B"), tell(Link("uses", False, None), "M", "A")
    ('A is cited by B', 'A uses M')
    """
    return _SENTENCES[link.relation][not link.forward].format(first, second)


def one_line(text: str, width: int = 0) -> str:
    r"""Return ``text`` on one line, without what would steer a terminal, cut to ``width`` if given.

    >>> one_line("Attention\nIs All", 12)
    'Attention I…'
    """
    kept = (c if c.isprintable() else " " if c.isspace() else "" for c in text)
    text = " ".join("".join(kept).split())
    return text if not width or len(text) <= width else text[: width - 1].rstrip() + "…"


def name_of(attributes: dict[str, Any], key: str) -> str:
    """Return what to call a node in a sentence: its label, else its key.

    >>> name_of({"label": "Llama 2"}, "model:llama-2"), name_of({}, "model:llama-2")
    ('Llama 2', 'model:llama-2')
    """
    return one_line(str(attributes.get("label", ""))) or key


def short_name(attributes: dict[str, Any], key: str) -> str:
    """Return a short name for a node: what stands before the colon of a title, else the label cut short.

    >>> short_name({"label": "CLEX: Continuous Length Extrapolation"}, "paper:x")
    'CLEX'
    """
    name = name_of(attributes, key)
    head = name.partition(": ")[0]
    if (head != name and len(head) <= 30) or len(name) <= 60:
        return head if len(head) <= 30 else name
    cut = name[:59]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut) + "…"
