"""What changed between two maps, as Markdown, JSON and Atom."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from graphx.errors import OptionError, choose
from graphx.export.atom import diff_to_atom
from graphx.export.telling import METRIC_NAMES, count_of, links_between, links_of, most_linked, summary
from graphx.formats.escape import enclosable, markdown
from graphx.formats.table import json_text
from graphx.schema import PAPER, RELATIONS
from graphx.text import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from graphx.answers.changes import FieldChange, LinkChange, MapDiff, NodeInfo

DIFF_FORMATS: Final = ("atom", "json", "md")
"""Every format of a comparison."""

_LABELS: Final = 8  # names of one relation that came or went with one paper
_QUOTED: Final = 120  # characters of a field that changed


def format_diff(
    diff: MapDiff,
    format: str,  # noqa: A002  the option is called so in the shell too
    *,
    title: str = "What changed",
    updated: str = "",
    top: int = 20,
) -> str:
    r"""Return a comparison of two maps as text.

    Parameters
    ----------
    diff
        What :func:`graphx.analyze.comparison.compare_maps` returns.
    format
        One of :data:`DIFF_FORMATS`.
    title
        What to call it. For Atom it is also what makes it the same feed the next time.
    updated
        For Atom, which needs it: when the new map was made, as ISO date and time with its zone.
    top
        How many things of each sort to tell at most, and how many are left untold; JSON has all.

    Returns
    -------
    str
        The text; whatever titles and sentences hold is shown as it stands and means nothing to the format.

    Raises
    ------
    OptionError
        An unknown format, ``top`` below 1, or for Atom no such time or an empty title.

    Examples
    --------
    >>> from graphx.answers.changes import MapDiff, NodeInfo
    >>> diff = MapDiff(by="degree", names_gained=(NodeInfo(key="model:m", kind="model", label="M*"),))
    >>> print(format_diff(diff, "md"), end="")
    # What changed
    <BLANKLINE>
    1 name gained.
    <BLANKLINE>
    ## Names gained: 1
    <BLANKLINE>
    - M\* (model)
    """
    choose("format", format, DIFF_FORMATS)
    if top < 1:
        raise OptionError(f"top={top} asks for nothing; give at least 1")
    if format == "atom":
        return diff_to_atom(diff, title=title, updated=updated, top=top)
    if format == "json":
        return json_text({"title": title, "empty": diff.empty} | asdict(diff))
    return _to_markdown(diff, title, top)


def _to_markdown(diff: MapDiff, title: str, top: int) -> str:
    lines = [f"# {markdown(title)}", "", markdown(summary(diff))]
    for heading, count, items in _sections(diff):
        lines += ["", f"## {heading}: {count:,}", ""]
        for place, item in enumerate(items):
            if place == top:
                lines.append(f"- … and {count - top:,} more")
                break
            lines += [f"{'- ' if not depth else '  '}{line}" for depth, line in enumerate(item)]
    if diff.moved:
        lines += ["", f"## Ranks by {METRIC_NAMES.get(diff.by, diff.by)}", "", _moved(diff), ""]
        for move in diff.moves:
            lines.append(f"- {markdown(move.text)}")
            lines += [f"  {quote}" for quote in _quote(move.cause)]
    return "\n".join(lines) + "\n"


def _sections(diff: MapDiff) -> Iterator[tuple[str, int, Iterator[Sequence[str]]]]:
    """Yield a heading, how many, and the lines of each for all that there is."""
    gained, lost = links_between(diff)
    gained_by, lost_by = links_of(diff.links_gained), links_of(diff.links_lost)
    yield from _nodes("Papers gained", diff.papers_gained, gained_by, _names)
    yield from _nodes("Papers lost", diff.papers_lost, lost_by, _names)
    gained_by, lost_by = links_of(diff.links_gained, "target"), links_of(diff.links_lost, "target")
    yield from _nodes("Names gained", diff.names_gained, gained_by, _first)
    yield from _nodes("Names lost", diff.names_lost, lost_by, _first)
    if diff.nodes_changed:
        changed = ([_node(change.node), *map(_field, change.fields)] for change in diff.nodes_changed)
        yield "Entries changed", len(diff.nodes_changed), changed
    yield from _links("Links gained between what was there before", gained)
    yield from _links("Links lost between what is still there", lost)
    yield from _links("Links changed", diff.links_changed)


def _nodes(
    heading: str,
    nodes: Sequence[NodeInfo],
    links: Mapping[str, list[LinkChange]],
    tell: Callable[[list[LinkChange]], Iterator[str]],
) -> Iterator[tuple[str, int, Iterator[Sequence[str]]]]:
    if nodes:
        told = ([_node(node), *tell(links.get(node.key, []))] for node in most_linked(nodes, links))
        yield heading, len(nodes), told


def _names(links: list[LinkChange]) -> Iterator[str]:
    """Yield what came or went with a paper, one line for each relation."""
    targets: dict[str, list[str]] = {}
    for link in links:
        targets.setdefault((link.new or link.old)[0][0], []).append(link.target_label)
    for relation, labels in sorted(targets.items(), key=lambda item: _telling(item[0])):
        more = f"; and {len(labels) - _LABELS:,} more" if len(labels) > _LABELS else ""
        yield f"— {relation}: {markdown('; '.join(labels[:_LABELS]))}{more}"


def _first(links: list[LinkChange]) -> Iterator[str]:
    """Yield the most telling link to what came or went, and how many more there are."""
    if links:
        more = f", and {count_of(len(links) - 1, 'more link')}" if len(links) > 1 else ""
        best = min(links, key=lambda link: _telling((link.new or link.old)[0][0]))
        yield f"— {markdown(best.text)}{more}"


def _telling(relation: str) -> int:
    return (*RELATIONS, relation).index(relation)


def _links(heading: str, links: Sequence[LinkChange]) -> Iterator[tuple[str, int, Iterator[Sequence[str]]]]:
    if links:
        yield heading, len(links), ([markdown(link.text), *_quote(link)] for link in links)


def _quote(link: LinkChange | None) -> Iterator[str]:
    if link and link.evidence and link.evidence.sentence:
        yield f"> {markdown(link.evidence.sentence)}"


def _node(node: NodeInfo) -> str:
    label = markdown(node.label)
    named = f"[{label}]({enclosable(node.url)})" if node.url else label
    if node.kind == PAPER:
        return named if node.year is None else f"{named} ({node.year})"
    return f"{named} ({markdown(node.kind)})"


def _field(change: FieldChange) -> str:
    old, new = (markdown(one_line(text, _QUOTED)) for text in (change.old, change.new))
    if not change.old or not change.new:
        return f"— {change.field}: {'now' if change.new else 'no longer'} {new or old}"
    return f"— {change.field}: {new}; before: {old}"


def _moved(diff: MapDiff) -> str:
    passed = f", {diff.passed:,} of them only because others passed them" if diff.passed else ""
    furthest = " Those that moved furthest:" if diff.moves else ""
    return (
        f"{diff.moved:,} papers and names moved in the ranking of their kind{passed}. "
        f"Places are counted among those that both maps have.{furthest}"
    )
