"""What differs between two maps: frozen and comparable, like :mod:`graphx.model`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graphx.model import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeInfo:
    """A paper, dataset, model or repo by its key, kind and label; of papers year and address where known."""

    key: str
    kind: str
    label: str
    year: int | None = None
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """A field of a node that reads otherwise in the new map; what is not there is empty text."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeChange:
    """A node of both maps whose fields changed, as it is in the new map."""

    node: NodeInfo
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkChange:
    """All edges from one node to another, before and after.

    Parameters
    ----------
    source, target
        Node keys.
    source_label, target_label
        What the two are called.
    old, new
        Relations and weights, the most telling relation first; empty where there is no edge.
    text
        The change as a sentence without a full stop.
    evidence
        The best evidence of the most telling relation: of the new map, or of the old where a link is lost.
    """

    source: str
    target: str
    source_label: str
    target_label: str
    old: tuple[tuple[str, float], ...]
    new: tuple[tuple[str, float], ...]
    text: str
    evidence: Evidence | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RankMove:
    """A node that moved in its ranking, and the changed link that did most for it.

    Parameters
    ----------
    node
        The node, as it is in the new map.
    old_place, new_place
        Its places among the nodes of its kind that both maps have; 1 is best, equal scores share a place.
    of
        How many these are.
    old_score, new_score
        Its scores in either map.
    cause
        The changed link that moved it most in the direction of its move; None where none nearby did.
    effect
        What the cause adds to the score: the score in the new map less the one it has when only this link is
        put back as it was. 0 without a cause.
    place_without
        Its place when the cause is put back; its new place without a cause.
    near, tried
        How many links within two steps of it changed, and how many of these were put back to find the cause.
    text
        All this as a sentence without a full stop.
    """

    node: NodeInfo
    old_place: int
    new_place: int
    of: int
    old_score: float
    new_score: float
    cause: LinkChange | None = None
    effect: float = 0.0
    place_without: int = 0
    near: int = 0
    tried: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapDiff:
    """What a new map has, lacks and ranks otherwise than an old one.

    Parameters
    ----------
    by
        The metric of the ranks.
    papers_gained, papers_lost, names_gained, names_lost
        Nodes by key; names are datasets, models and repos.
    nodes_changed
        Nodes of both maps whose fields changed, by key.
    links_gained, links_lost
        Pairs of nodes with edges in one map only, by source and target.
    links_changed
        Pairs with edges in both maps of other relations or weights.
    moves
        Nodes of both maps that moved furthest in the ranking of their kind, by kind.
    moved
        How many nodes moved at all.
    passed
        How many of these moved only because others passed them: no link within two steps of them changed.
    """

    by: str
    papers_gained: tuple[NodeInfo, ...] = ()
    papers_lost: tuple[NodeInfo, ...] = ()
    names_gained: tuple[NodeInfo, ...] = ()
    names_lost: tuple[NodeInfo, ...] = ()
    nodes_changed: tuple[NodeChange, ...] = ()
    links_gained: tuple[LinkChange, ...] = ()
    links_lost: tuple[LinkChange, ...] = ()
    links_changed: tuple[LinkChange, ...] = ()
    moves: tuple[RankMove, ...] = ()
    moved: int = 0
    passed: int = 0

    @property
    def empty(self) -> bool:
        """Whether the two maps are the same, as far as is compared."""
        nodes = (self.papers_gained, self.papers_lost, self.names_gained, self.names_lost, self.nodes_changed)
        return not any((*nodes, self.links_gained, self.links_lost, self.links_changed))
