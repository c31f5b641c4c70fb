"""Two maps compared."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING, Final, NamedTuple

from graphx.analyze.arrays import arrays_of
from graphx.analyze.comparison.causes import Cause, Causes, near_changes
from graphx.analyze.comparison.links import changed_links
from graphx.analyze.graph import steady
from graphx.analyze.rank import rank_nodes
from graphx.analyze.texts import check_graph
from graphx.analyze.wording import name_of, number, number_of
from graphx.answers.changes import FieldChange, MapDiff, NodeChange, NodeInfo, RankMove
from graphx.errors import OptionError
from graphx.ids import SCHEMES, id_url, safe_url
from graphx.schema import NODE_KINDS, PAPER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from graphx.analyze.texts import Graph

FIELDS: Final = ("label", "abstract", "ids", "year", "date", "authors", "venue", "url")
"""Attributes of nodes that are compared; the label of a paper is its title."""


def compare_maps(
    old: Graph,
    new: Graph,
    *,
    by: str = "pagerank",
    top: int = 5,
    tries: int = 20,
) -> MapDiff:
    """Return what a new map has, lacks and ranks otherwise than an old one, and which links moved the ranks.

    Nodes are the same if their keys are. Ranks are compared within a kind, among the nodes that both maps
    have, so that new papers at the top do not push all others down by a place. The nodes that moved furthest
    are those with the largest ratio of places: from 10th to 1st is as far as from 100th to 10th. Nodes that
    moved only because others passed them, for no link within two steps of them changed, are counted and not
    listed.

    What moved a node is found by trial. Each link within two steps of it that was gained, lost or changed is
    put back as it was, alone, and the new map is ranked anew: the difference to its score in the new map is
    what this link does for it. The link that does most in the direction of the move is the cause. Effects of
    several links need not add up, and where no single link nearby pushed the node that way, because others
    passed it or links further off did it, the cause is None.

    Parameters
    ----------
    old, new
        The two graphs of :mod:`graphx.schema`.
    by
        The metric, as :func:`graphx.analyze.rank.rank_nodes` has it.
    top
        How many moves of each kind to return at most; 0 for none.
    tries
        How many links to put back for each of them, the most direct first: its own before those of its
        neighbours, those at nodes with few neighbours before others. 0 looks for no causes.

    Returns
    -------
    MapDiff
        All of it in an order without chance; empty if the maps are the same.

    Raises
    ------
    OptionError
        An unknown metric; ``top`` or ``tries`` below 0.
    GraphError
        A weight is no finite number or below 0.

    Examples
    --------
    >>> import networkx as nx
    >>> old = nx.MultiDiGraph()
    >>> old.add_nodes_from(["paper:a", "paper:b", "paper:c"], kind="paper")
    >>> _ = old.add_edge("paper:a", "paper:b", key="cites", relation="cites", weight=1.0)
    >>> new = old.copy()
    >>> _ = new.add_edge("paper:a", "paper:c", key="cites", relation="cites", weight=1.0)
    >>> diff = compare_maps(old, new)
    >>> [link.text for link in diff.links_gained]
    ['“paper:a” cites “paper:c”']
    >>> [(move.node.key, move.old_place, move.new_place) for move in diff.moves]
    [('paper:b', 1, 2), ('paper:c', 3, 2)]
    >>> compare_maps(old, old).empty
    True
    """
    for name, value in (("top", top), ("tries", tries)):
        if value < 0:
            raise OptionError(f"{name}={value} is below 0; give 0 or more")
    for graph in (old, new):
        check_graph(graph)
    links = changed_links(old, new)
    gained, lost = _only(new, old), _only(old, new)
    moves = _moves(old, new, by)
    near = near_changes((old, new), links)
    causes = Causes(old, new, links, by=by, tries=tries)
    told = (move for kind in moves for move in [one for one in moves[kind] if one.key in near][:top])
    return MapDiff(
        by=by,
        papers_gained=tuple(node for node in gained if node.kind == PAPER),
        papers_lost=tuple(node for node in lost if node.kind == PAPER),
        names_gained=tuple(node for node in gained if node.kind != PAPER),
        names_lost=tuple(node for node in lost if node.kind != PAPER),
        nodes_changed=_changed(old, new),
        links_gained=tuple(link for link in links if not link.old),
        links_lost=tuple(link for link in links if not link.new),
        links_changed=tuple(link for link in links if link.old and link.new),
        moves=tuple(_told(new, move, causes) for move in told),
        moved=sum(map(len, moves.values())),
        passed=sum(move.key not in near for kind in moves for move in moves[kind]),
    )


class _Move(NamedTuple):
    """Where a node stood and stands, among which nodes."""

    key: str
    places: tuple[int, int]
    scores: tuple[float, float]
    rivals: Sequence[str]


def _only(G: Graph, other: Graph) -> list[NodeInfo]:
    """Return the nodes that the other graph lacks."""
    return [_info(G, key) for key in sorted({*G} - {*other})]  # nodes of a map on disk cost time one by one


def _info(G: Graph, key: str) -> NodeInfo:
    data = G.nodes[key]
    by_scheme = {str(one).partition(":")[0]: str(one) for one in sorted(data.get("ids") or (), reverse=True)}
    pages = [safe_url(str(data.get("url") or ""))]
    pages += [id_url(by_scheme[scheme]) for scheme in SCHEMES if scheme in by_scheme]
    year = int(arrays_of(G).years[arrays_of(G).places[key]])
    return NodeInfo(
        key=key,
        kind=str(data.get("kind", "")),
        label=name_of(data, key),
        year=year or None,
        url=next(filter(None, pages), ""),
    )


def _changed(old: Graph, new: Graph) -> tuple[NodeChange, ...]:
    changes = []
    for key in sorted({*new} & {*old}):
        attributes = old.nodes[key], new.nodes[key]
        if all(attributes[0].get(field) == attributes[1].get(field) for field in FIELDS):
            continue
        before, after = ({field: _plain(side.get(field)) for field in FIELDS} for side in attributes)
        if before != after:
            paper = _kind(new, key) == PAPER
            fields = (
                FieldChange(
                    field="title" if paper and field == "label" else field,
                    old=before[field],
                    new=after[field],
                )
                for field in FIELDS
                if before[field] != after[field]
            )
            changes.append(NodeChange(node=_info(new, key), fields=tuple(fields)))
    return tuple(changes)


def _plain(value: object) -> str:
    """Return a value of a field as text; what is not there is the empty text.

    >>> _plain(("A", "B")), _plain(2024), _plain(None)
    ('A; B', '2024', '')
    """
    if isinstance(value, list | tuple):
        return "; ".join(map(str, value))
    return "" if value is None else str(value)


def _kind(G: Graph, key: str) -> str:
    return str(G.nodes[key].get("kind", ""))


def _moves(old: Graph, new: Graph, by: str) -> dict[str, list[_Move]]:
    """Return for each kind the nodes that moved, those that moved furthest first."""
    scores = rank_nodes(old, by=by, kind=None), rank_nodes(new, by=by, kind=None)
    moves: dict[str, list[_Move]] = {}
    for kind in NODE_KINDS:
        both = sorted(key for key in new if key in old and _kind(old, key) == _kind(new, key) == kind)
        before, after = (_places(side, both) for side in scores)
        moved = [
            _Move(key, (before[key], after[key]), (scores[0][key], scores[1][key]), both)
            for key in both
            if before[key] != after[key]
        ]
        moves[kind] = sorted(moved, key=lambda move: (-_distance(move.places), move.key))
    return moves


def _distance(places: tuple[int, int]) -> float:
    """Return how far a move is: the logarithm of the ratio of the places, either way."""
    return steady(abs(log(places[1] / places[0])))


def _places(scores: Mapping[str, float], keys: Iterable[str]) -> dict[str, int]:
    """Return the place of each of some nodes among them; those with equal scores share the first of theirs.

    >>> _places({"a": 1.0, "b": 2.0, "c": 1.0, "d": 0.5}, "abcd")
    {'b': 1, 'a': 2, 'c': 2, 'd': 4}
    """
    places: dict[str, int] = {}
    last = None
    for place, key in enumerate(sorted(keys, key=lambda key: (-scores[key], key)), start=1):
        places[key] = places[last] if last is not None and scores[last] == scores[key] else place
        last = key
    return places


def _told(new: Graph, move: _Move, causes: Causes) -> RankMove:
    old_place, new_place = move.places
    cause = causes.of(move.key, move.scores[1], new_place, move.rivals, rises=new_place < old_place)
    node = _info(new, move.key)
    return RankMove(
        node=node,
        old_place=old_place,
        new_place=new_place,
        of=len(move.rivals),
        old_score=move.scores[0],
        new_score=move.scores[1],
        cause=cause.link,
        effect=cause.effect,
        place_without=cause.place_without,
        near=cause.near,
        tried=cause.tried,
        text=f"{_went(node, move)}{_why(cause, move.places[1])}",
    )


def _went(node: NodeInfo, move: _Move) -> str:
    name = f"“{node.label}”" if node.kind == PAPER else node.label
    way = "rose" if move.places[1] < move.places[0] else "fell"
    others = number_of(len(move.rivals), node.kind)
    return f"{name} {way} from place {move.places[0]:,} to {move.places[1]:,} of {others}"


def _why(cause: Cause, place: int) -> str:
    if not cause.tried:
        return ""
    if cause.link is None:
        near = number(cause.near, "changed link")
        looked = f"{cause.tried:,} of " if cause.tried < cause.near else ""
        return f"; put back alone, none of {looked}{near} within two steps accounts for it"
    if not cause.link.old:
        what, back = "new", "without it"
    else:
        what, back = ("changed", "as it was") if cause.link.new else ("lost", "with it")
    alone = (
        f"{back}, place {cause.place_without:,}"
        if cause.place_without != place
        else "which moves its score, but alone not its place"
    )
    return f", most by the {what} link: {cause.link.text} ({alone})"
