"""What the command line tells of a map that was built, and of a mention."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphx.cli.output import counts, say
from graphx.errors import OutputError

if TYPE_CHECKING:
    from graphx.model import Mention
    from graphx.pipeline import Map


def report(made: Map, *, show: bool) -> None:
    """Say what was read, merged, found and written."""
    read = made.read
    merged = read.records - len(read.papers)
    papers = counts([(len(read.papers), "paper", "papers")])
    say(f"Read {counts([(read.records, 'record', 'records')])}: {papers}.")
    if merged:
        where = counts(
            [
                (read.repeated_across, "paper stands in several files", "papers stand in several files"),
                (read.repeated_within, "stands several times in one file", "stand several times in one file"),
            ]
        )
        say(f"Merged {counts([(merged, 'duplicate', 'duplicates')])}: {where}.")
    for conflict in read.conflicts:
        say(f"Left apart: {conflict}.")
    kinds = Counter(str(made.graph.nodes[key]["kind"]) for key in made.graph)
    named = counts(
        [
            (kinds["dataset"], "dataset", "datasets"),
            (kinds["model"], "model", "models"),
            (kinds["repo"], "repository", "repositories"),
        ]
    )
    links = made.graph.number_of_edges()
    say(f"Found {named or 'no names'}; {counts([(links, 'link', 'links')]) or 'no links'}.")
    say(f"Page: {made.page}")
    if show:
        show_page(made.page)


def mention_row(m: Mention) -> dict[str, Any]:
    """Return a mention as a row of the table."""
    return {
        "title": m.title,
        "kind": m.artifact.kind,
        "name": m.artifact.name,
        "variant": m.variant,
        "surface": m.surface,
        "role": m.role,
        "field": m.field,
        "start": m.start,
        "end": m.end,
        "sentence": m.sentence,
        "rule": m.rule,
        "confidence": m.confidence,
        "tier": m.tier,
        "artifact": m.artifact.key,
        "paper": m.paper,
    }


def show_page(file: Path) -> None:
    """Open a page in the browser."""
    import webbrowser

    if not webbrowser.open(file.resolve().as_uri()):
        raise OutputError(f"no browser to be found here; open {file} by hand")
