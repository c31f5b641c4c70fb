"""Links of the graph, and what is behind them, told in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from graphx.facts import LABELS
from graphx.schema import (
    CITES,
    DATASET,
    HOSTED_AT,
    INTRODUCES,
    MENTIONS,
    MODEL,
    PAPER,
    RELATIONS,
    REPO,
    USES,
    VARIANT_OF,
)
from graphx.text import one_line

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from graphx.analyze.texts import Graph
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

_PROVIDERS: Final = {**LABELS, "catalog": "catalog of names", "input": "input file"}
"""What to call who says something that is not a sentence of a paper."""


_NOUNS: Final = {
    PAPER: ("paper", "papers"),
    DATASET: ("dataset", "datasets"),
    MODEL: ("model", "models"),
    REPO: ("repository", "repositories"),
}


class TellingLink(NamedTuple):
    """The most telling edge between two nodes: its relation, whether it runs from the first, its evidence."""

    relation: str
    forward: bool
    evidence: Evidence | None


def telling_link(G: Graph, first: str, second: str) -> TellingLink:
    """Return the edge between two linked nodes that says most.

    Relations count in the order of :data:`graphx.schema.RELATIONS`; of two citations the one that starts at
    ``first`` is taken.

    >>> import networkx as nx
    >>> G = nx.MultiDiGraph()
    >>> _ = G.add_edge("paper:a", "model:m", key="uses", relation="uses", evidence=())
    >>> telling_link(G, "model:m", "paper:a")
    TellingLink(relation='uses', forward=False, evidence=None)
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
    return TellingLink(RELATIONS[rank], not backward, evidence[0])


def tell(link: TellingLink, first: str, second: str) -> str:
    """Return a link between two nodes, given by their names, as a sentence without a full stop.

    >>> tell(TellingLink("cites", False, None), "A", "B")
    'A is cited by B'
    >>> tell(TellingLink("uses", False, None), "M", "A")
    'A uses M'
    """
    return _SENTENCES[link.relation][not link.forward].format(first, second)


def cite(G: Graph, evidence: Evidence | None, *, told: Collection[str] = ()) -> str:
    """Return evidence as a line of print: a sentence in quotation marks, else who says so in parentheses.

    Parameters
    ----------
    G
        The graph of :mod:`graphx.schema`.
    evidence
        The evidence; None gives empty text.
    told
        Node keys that the reader has before him; a sentence of any other paper is followed by whose it is.

    Examples
    --------
    >>> import networkx as nx
    >>> from graphx.model import Evidence
    >>> G = nx.MultiDiGraph()
    >>> G.add_node("paper:a", kind="paper", label="CLEX: Continuous Length")
    >>> said = Evidence(paper="paper:a", sentence="We test on LongBench.")
    >>> cite(G, said, told=["paper:a"]), cite(G, said)
    ('“We test on LongBench.”', '“We test on LongBench.” — CLEX')
    >>> cite(G, Evidence(provider="catalog", detail="GPT-3.5 is a version of GPT"))
    '(catalog of names)'
    """
    if not evidence or not (evidence.sentence or evidence.provider):
        return ""
    if not evidence.sentence:
        return f"({_PROVIDERS.get(evidence.provider, one_line(evidence.provider))})"
    quote = f"“{one_line(evidence.sentence)}”"
    if evidence.provider:
        quote += f" (abstract from {_PROVIDERS.get(evidence.provider, one_line(evidence.provider))})"
    if not evidence.paper or evidence.paper in told:
        return quote
    return f"{quote} — {short_name(G.nodes.get(evidence.paper, {}), evidence.paper)}"


def name_of(attributes: Mapping[str, Any], key: str) -> str:
    """Return what to call a node in a sentence: its label, else its key.

    >>> name_of({"label": "Llama 2"}, "model:llama-2"), name_of({}, "model:llama-2")
    ('Llama 2', 'model:llama-2')
    """
    return one_line(str(attributes.get("label", ""))) or key


def short_name(attributes: Mapping[str, Any], key: str) -> str:
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


def number(count: int, one: str, many: str = "") -> str:
    """Return a number with its noun in the right form.

    >>> number(1, "paper"), number(1200, "paper"), number(2, "repository", "repositories")
    ('1 paper', '1,200 papers', '2 repositories')
    """
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def number_of(count: int, kind: str) -> str:
    """Return a number of nodes of a kind in words.

    >>> number_of(1, "paper"), number_of(2, "repo")
    ('1 paper', '2 repositories')
    """
    return number(count, *_NOUNS.get(kind, ("node", "nodes")))


def listing(names: Sequence[str], last: str = "and") -> str:
    """Return names, at least one, as a list in words.

    >>> listing(["A"]), listing(["A", "B", "C"])
    ('A', 'A, B and C')
    """
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}"
