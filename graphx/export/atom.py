"""What changed between two maps as an Atom feed, for any feed reader."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from graphx.errors import OptionError
from graphx.export.telling import METRIC_NAMES, links_between, links_of, most_linked, summary
from graphx.formats.escape import enclosable, xml_text
from graphx.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from graphx.answers.changes import LinkChange, MapDiff, NodeInfo

_ATOM: Final = "http://www.w3.org/2005/Atom"
_LINKS: Final = 12  # links told in one entry

Entry = tuple[str, str, str, str]
"""What makes an entry the same the next time, its title, its text and its address."""


def diff_to_atom(diff: MapDiff, *, title: str, updated: str, top: int) -> str:
    """Return a comparison as an Atom 1.0 feed (RFC 4287).

    The ids of feed and entries are made from what they stand for, so that a feed reader shows nothing twice:
    the feed's from ``title``, an entry's from that, the node or link, and what became of it.

    Parameters
    ----------
    diff
        What :func:`graphx.analyze.comparison.compare_maps` returns.
    title
        The title of the feed.
    updated
        When the new map was made, as ISO date and time with its zone.
    top
        How many things of each sort to tell at most.

    Raises
    ------
    OptionError
        ``updated`` is no such time, or the title is empty.

    Examples
    --------
    >>> from graphx.answers.changes import MapDiff
    >>> feed = diff_to_atom(MapDiff(by="degree"), title="My map", updated="2024-05-01T12:00:00Z", top=5)
    >>> feed.count("<entry>"), "<updated>2024-05-01T12:00:00Z</updated>" in feed
    (0, True)
    """
    name = _text(title)
    if not name:
        raise OptionError("a feed needs a title, by which feed readers know it; give one")
    time = _time(updated)
    feed_id = uuid5(NAMESPACE_URL, f"graphx:{name}")
    feed = Element("feed", xmlns=_ATOM)
    SubElement(feed, "id").text = feed_id.urn
    SubElement(feed, "title").text = name
    SubElement(feed, "subtitle").text = summary(diff)
    SubElement(feed, "updated").text = time
    SubElement(SubElement(feed, "author"), "name").text = "graphx"
    for what, entry_title, text, url in _entries(diff, top):
        entry = SubElement(feed, "entry")
        SubElement(entry, "id").text = uuid5(feed_id, what.encode("utf-8", "backslashreplace").decode()).urn
        SubElement(entry, "title").text = _text(entry_title)
        SubElement(entry, "updated").text = time
        if url:
            SubElement(entry, "link", rel="alternate", href=_text(enclosable(url)))
        SubElement(entry, "content", type="text").text = _text(text)
    indent(feed)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(feed, encoding="unicode")}\n'


def _text(text: str) -> str:
    return xml_text(one_line(text))


def _time(text: str) -> str:
    """Return a time as RFC 3339 wants it."""
    try:
        time: datetime | None = datetime.fromisoformat(text)
    except ValueError:
        time = None
    if time is None or time.tzinfo is None:
        raise OptionError(
            f"a feed needs the time of the new map, got {text!r}; give one such as 2024-05-01T12:00:00Z"
        )
    return time.isoformat(timespec="seconds").replace("+00:00", "Z")


def _entries(diff: MapDiff, top: int) -> Iterator[Entry]:
    gained, lost = diff.links_gained, diff.links_lost
    yield from _nodes("gained", "New", diff.papers_gained, links_of(gained), top)
    yield from _nodes("lost", "Gone", diff.papers_lost, links_of(lost), top)
    yield from _nodes("gained", "New", diff.names_gained, links_of(gained, "target"), top)
    yield from _nodes("lost", "Gone", diff.names_lost, links_of(lost, "target"), top)
    for change in diff.nodes_changed[:top]:
        text = "; ".join(f"{field.field}: {field.new} (before: {field.old})" for field in change.fields)
        yield f"changed {change.node.key} {text}", f"Changed: {change.node.label}", text, change.node.url
    for word, links in zip(("New", "Lost"), links_between(diff), strict=True):
        yield from _links(word, links[:top])
    yield from _links("Changed", diff.links_changed[:top])
    for move in diff.moves:
        went = "Up" if move.new_place < move.old_place else "Down"
        places = f"{move.old_place} → {move.new_place}"
        what = f"moved {move.node.key} {diff.by} {places} {move.old_score} {move.new_score}"
        yield (
            what,
            f"{went}: {move.node.label} ({places} by {METRIC_NAMES.get(diff.by, diff.by)})",
            move.text,
            move.node.url,
        )


def _nodes(
    what: str, word: str, nodes: Iterable[NodeInfo], links: Mapping[str, list[LinkChange]], top: int
) -> Iterator[Entry]:
    for node in most_linked(nodes, links)[:top]:
        told = [link.text for link in links.get(node.key, [])]
        more = [f"and {len(told) - _LINKS:,} more links"] if len(told) > _LINKS else []
        text = "; ".join([*told[:_LINKS], *more]) or "It has no links."
        yield f"{what} {node.key}", f"{word} {node.kind}: {node.label}", text, node.url


def _links(word: str, links: Iterable[LinkChange]) -> Iterator[Entry]:
    for link in links:
        said = f" “{link.evidence.sentence}”" if link.evidence and link.evidence.sentence else ""
        what = f"{word} {link.source} {link.target} {link.old} {link.new}"
        yield what, f"{word} link: {link.text}", f"{link.text}.{said}", ""
