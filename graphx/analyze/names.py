"""What nodes are called, and which of them a text could mean."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

from graphx.schema import NODE_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from graphx.analyze.texts import Graph

_ALIKE: Final = 0.75  # below this difflib finds any two titles, and any two keys, alike
_KEY: Final = re.compile(rf"(?:{'|'.join(NODE_KINDS)}):(?:title:)?")


class Names(Protocol):
    """Looks nodes up by what they are called; every list of keys is sorted.

    A graph that has a way of its own brings it along as its attribute ``names``.
    """

    def with_id(self, identifier: str) -> list[str]:
        """Return the papers that have an identifier."""
        ...

    def cited_as(self, key: str) -> list[str]:
        """Return the papers that a bibliography calls so."""
        ...

    def called(self, wanted: str, kind: str | None) -> Iterator[list[str]]:
        """Yield the nodes of a kind that a plain text fits, the strictest reading first.

        Its label; a spelling met in the papers; a part of its label; words that the label has all of.
        """
        ...

    def near(self, wanted: str, kind: str | None, most: int) -> list[str]:
        """Return nodes of a kind whose labels are like a plain text, best first."""
        ...

    def length(self, key: str) -> int:
        """Return how many characters the label of a node has."""
        ...


def names_of(G: Graph) -> Names:
    """Return what looks up the nodes of a graph.

    >>> import networkx as nx
    >>> G = nx.MultiDiGraph()
    >>> G.add_node("model:llama-2", kind="model", label="Llama 2")
    >>> next(names_of(G).called("llama 2", None))
    ['model:llama-2']
    """
    return cast("Names | None", getattr(G, "names", None)) or _Scan(G)


def plain(text: str) -> str:
    """Return a text as it is compared: case and spacing do not count.

    >>> plain("Llama  2")
    'llama 2'
    """
    return " ".join(text.casefold().split())


def similar_labels(wanted: str, labels: Mapping[str, str], most: int) -> list[str]:
    """Return nodes of similar label, else of labels that have two thirds of the words, best first.

    Keys are not compared, for identifiers of the same form are alike whatever they stand for; of a key typed
    wrongly the name in it is.

    Parameters
    ----------
    wanted
        A plain text.
    labels
        The plain label of each node.
    most
        How many to return at most.

    Examples
    --------
    >>> similar_labels("longbnch", {"dataset:longbench": "longbench", "dataset:squad": "squad"}, 8)
    ['dataset:longbench']
    """
    wanted = looked_for(wanted)
    names: dict[str, list[str]] = {}
    for node, label in labels.items():
        names.setdefault(label, []).append(node)
    alike = get_close_matches(wanted, names, n=most, cutoff=_ALIKE)
    near = [node for name in alike for node in names[name]]
    if not near:
        words = set(wanted.split())
        common = {node: len(words.intersection(label.split())) for node, label in labels.items()}
        enough = [node for node in common if 3 * common[node] >= 2 * len(words)]
        near = sorted(enough, key=lambda node: (-common[node], node))
    return near[:most]


def looked_for(wanted: str) -> str:
    """Return what labels are compared with: of a key the name in it.

    >>> looked_for("paper:title:long-context"), looked_for("long context")
    ('long context', 'long context')
    """
    key = _KEY.match(wanted)
    return wanted[key.end() :].replace("-", " ") if key else wanted


class _Scan:
    """Looks nodes up by going over all of them."""

    def __init__(self, G: Graph) -> None:
        self._graph = G

    def with_id(self, identifier: str) -> list[str]:
        nodes: Mapping[str, Any] = self._graph.nodes
        return sorted(key for key in self._graph if identifier in nodes[key].get("ids", ()))

    def cited_as(self, key: str) -> list[str]:
        nodes: Mapping[str, Any] = self._graph.nodes
        return sorted(node for node in self._graph if nodes[node].get("cite_key") == key)

    def called(self, wanted: str, kind: str | None) -> Iterator[list[str]]:
        nodes, labels = self._graph.nodes, self._labels(kind)
        yield [key for key, label in labels.items() if label == wanted]
        yield [key for key in labels if any(plain(s) == wanted for s in nodes[key].get("surfaces", ()))]
        yield [key for key, label in labels.items() if wanted in label]
        words = set(wanted.split())
        yield [key for key, label in labels.items() if all(word in label for word in words)]

    def near(self, wanted: str, kind: str | None, most: int) -> list[str]:
        return similar_labels(wanted, self._labels(kind), most)

    def length(self, key: str) -> int:
        return len(self._graph.nodes[key].get("label", ""))

    def _labels(self, kind: str | None) -> dict[str, str]:
        nodes = self._graph.nodes
        wanted = (key for key in sorted(self._graph) if kind is None or nodes[key].get("kind") == kind)
        return {key: plain(nodes[key].get("label", "")) for key in wanted}
