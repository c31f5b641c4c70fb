"""Links that two maps do not have in common, found on arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from graphx.analyze.arrays import GraphArrays, arrays_of
from graphx.analyze.wording import listing, name_of
from graphx.answers.changes import LinkChange
from graphx.schema import CITES, HOSTED_AT, INTRODUCES, MENTIONS, PAPER, RELATIONS, USES, VARIANT_OF

if TYPE_CHECKING:
    from graphx.analyze.arrays import Floats, Ints
    from graphx.analyze.texts import Graph
    from graphx.model import Evidence

Edges = tuple[tuple[str, float], ...]

_VERBS: Final = {
    INTRODUCES: "introduces",
    USES: "uses",
    MENTIONS: "mentions",
    CITES: "cites",
    VARIANT_OF: "is a version of",
    HOSTED_AT: "is hosted at",
}
_UNKNOWN: Final = "is linked to"
_SAME: Final = 1e-9  # weights that differ by less are the same


def changed_links(old: Graph, new: Graph) -> list[LinkChange]:
    """Return what changed between each two nodes, by source and target.

    >>> import networkx as nx
    >>> G = nx.MultiDiGraph()
    >>> _ = G.add_edge("paper:a", "model:m", key="uses", relation="uses", weight=1.0)
    >>> [link.text for link in changed_links(nx.MultiDiGraph(), G)]
    ['paper:a uses model:m']
    """
    sides = arrays_of(old), arrays_of(new)
    keys = sorted({*sides[0].keys, *sides[1].keys})
    place_of = {key: place for place, key in enumerate(keys)}
    tables = [_table(arrays, place_of) for arrays in sides]
    pairs = _differing(*tables) // (len(RELATIONS) + 1)
    return [
        _change((old, new), (keys[pair // len(keys)], keys[pair % len(keys)]), [t.at(pair) for t in tables])
        for pair in np.unique(pairs).tolist()
    ]


class _Table(NamedTuple):
    """Edges as numbers: source, target and relation in one, sorted; of equal ones the largest weight."""

    codes: Ints
    weights: Floats

    def at(self, pair: int) -> Edges:
        """Return the relations and weights from one node to another."""
        base = len(RELATIONS) + 1
        start, end = np.searchsorted(self.codes, [pair * base, (pair + 1) * base])
        found = zip(self.codes[start:end].tolist(), self.weights[start:end].tolist(), strict=True)
        return tuple(((*RELATIONS, "")[code % base], weight) for code, weight in found)


def _table(arrays: GraphArrays, place_of: dict[str, int]) -> _Table:
    places = np.array([place_of[key] for key in arrays.keys], np.int64)
    # A relation the schema does not know is -1, and comes last.
    relations = np.where(arrays.relations < 0, len(RELATIONS), arrays.relations)
    pairs = places[arrays.sources] * len(place_of) + places[arrays.targets]
    codes = pairs * (len(RELATIONS) + 1) + relations
    order = np.lexsort((arrays.weights, codes))
    codes, weights = codes[order], arrays.weights[order]
    last = np.ones(len(codes), np.bool_)
    last[:-1] = codes[1:] != codes[:-1]
    return _Table(codes[last], weights[last])


def _differing(old: _Table, new: _Table) -> Ints:
    """Return the edges that one side lacks or that have another weight."""
    _, here, there = np.intersect1d(old.codes, new.codes, assume_unique=True, return_indices=True)
    other = np.abs(old.weights[here] - new.weights[there]) > _SAME
    return np.concatenate([np.setxor1d(old.codes, new.codes, assume_unique=True), old.codes[here][other]])


def _change(maps: tuple[Graph, Graph], ends: tuple[str, str], edges: list[Edges]) -> LinkChange:
    old, new = edges
    kept = maps[1] if new else maps[0]
    labels = [name_of(kept.nodes[key], key) for key in ends]
    shown = [f"“{label}”" if _is_paper(kept, key) else label for key, label in zip(ends, labels, strict=True)]
    return LinkChange(
        source=ends[0],
        target=ends[1],
        source_label=labels[0],
        target_label=labels[1],
        old=old,
        new=new,
        text=_text(shown, old, new),
        evidence=_evidence(kept, ends),
    )


def _is_paper(G: Graph, key: str) -> bool:
    return G.nodes[key].get("kind") == PAPER


def _text(names: list[str], old: Edges, new: Edges) -> str:
    verbs = _verbs(new or old)
    text = f"{names[0]} {verbs} {names[1]}"
    if not old or not new:
        return text
    if verbs != _verbs(old):
        return f"{text} (before: {_verbs(old)})"
    surer = ", ".join(f"{weight:.2g}" for _, weight in new)
    before = ", ".join(f"{weight:.2g}" for _, weight in old)
    return f"{text} (confidence {surer}, before {before})"


def _verbs(edges: Edges) -> str:
    return listing([_VERBS.get(relation, _UNKNOWN) for relation, _ in edges])


def _evidence(G: Graph, ends: tuple[str, str]) -> Evidence | None:
    edges = [data for data in (G.get_edge_data(*ends) or {}).values() if data.get("evidence")]
    edges.sort(key=lambda data: (*RELATIONS, data.get("relation")).index(data.get("relation")))
    best: Evidence | None = edges[0]["evidence"][0] if edges else None
    return best
