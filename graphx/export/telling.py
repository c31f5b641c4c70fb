"""What the formats of a comparison share: numbers in words, and which links stand where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from graphx.answers.changes import LinkChange, MapDiff, NodeInfo

METRIC_NAMES: Final = {"pagerank": "PageRank"}
"""Metrics that are not called what they are typed as."""


def summary(diff: MapDiff) -> str:
    """Return how many things of each sort changed, as a sentence.

    >>> from graphx.answers.changes import MapDiff
    >>> summary(MapDiff(by="degree"))
    'Nothing changed: the two maps hold the same papers, names and links.'
    """
    if diff.empty:
        return "Nothing changed: the two maps hold the same papers, names and links."
    told = [
        (diff.papers_gained, "paper", "gained"),
        (diff.papers_lost, "paper", "lost"),
        (diff.names_gained, "name", "gained"),
        (diff.names_lost, "name", "lost"),
        (diff.nodes_changed, "entry", "changed"),
        (diff.links_gained, "link", "gained"),
        (diff.links_lost, "link", "lost"),
        (diff.links_changed, "link", "changed"),
    ]
    parts = [f"{count_of(len(things), noun)} {what}" for things, noun, what in told if things]
    return f"{', '.join(parts)}."


def count_of(count: int, noun: str) -> str:
    """Return a number with its noun in the right form.

    >>> count_of(1, "link"), count_of(2, "entry")
    ('1 link', '2 entries')
    """
    plural = "entries" if noun == "entry" else f"{noun}s"
    return f"{count:,} {noun if count == 1 else plural}"


def links_between(diff: MapDiff) -> tuple[list[LinkChange], list[LinkChange]]:
    """Return the links gained and lost whose ends both maps have; the others come and go with their ends."""
    new = {node.key for node in (*diff.papers_gained, *diff.names_gained)}
    gone = {node.key for node in (*diff.papers_lost, *diff.names_lost)}
    return (
        [link for link in diff.links_gained if not new & {link.source, link.target}],
        [link for link in diff.links_lost if not gone & {link.source, link.target}],
    )


def links_of(links: Iterable[LinkChange], end: str = "source") -> dict[str, list[LinkChange]]:
    """Return links by their source, or by their target."""
    found: dict[str, list[LinkChange]] = {}
    for link in links:
        found.setdefault(link.source if end == "source" else link.target, []).append(link)
    return found


def most_linked(nodes: Iterable[NodeInfo], links: Mapping[str, Sequence[LinkChange]]) -> list[NodeInfo]:
    """Return nodes by how many of the links are theirs, most first; ties by key."""
    return sorted(nodes, key=lambda node: (-len(links.get(node.key, ())), node.key))
