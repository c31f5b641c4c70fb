"""What the command line tells of a map that was built, and of one paper."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graphx.cli.output import counts, print_rows, say
from graphx.cli.tables import mention_row
from graphx.errors import OutputError
from graphx.text import without_controls

if TYPE_CHECKING:
    from graphx.building.told import BuildReport
    from graphx.maps import Map
    from graphx.model import Mention, Paper, Rejection
    from graphx.pipeline import BuiltMap

MOST_CONFLICTS = 20
"""Records left apart that are told one by one."""

MOST_PAIRS = 5
"""Pairs of papers that look alike and are told one by one."""


def report(made: BuiltMap, *, show: bool) -> None:
    """Say what was read, merged, left out, found, replaced and written."""
    read = made.read
    if read.grown:
        _report_growth(read)
    else:
        _report_reading(read)
    for conflict in read.conflicts[:MOST_CONFLICTS]:
        say(f"Left apart: {conflict}.")
    if (more := len(read.conflicts) - MOST_CONFLICTS) > 0:
        say(f"And {counts([(more, 'more conflict', 'more conflicts')])} like that.")
    for pair in read.look_alikes[:MOST_PAIRS]:
        say(f"Kept apart, though they look alike: {pair}.")
    if (more := len(read.look_alikes) - MOST_PAIRS) > 0:
        say(f"And {counts([(more, 'more pair', 'more pairs')])} like that.")
    for notice in read.notices:
        say(f"{notice}.")
    kinds = dict(made.sql("SELECT kind, count(*) FROM nodes GROUP BY kind").rows)
    named = counts(
        [
            (kinds.get("dataset", 0), "dataset", "datasets"),
            (kinds.get("model", 0), "model", "models"),
            (kinds.get("repo", 0), "repository", "repositories"),
        ]
    )
    ((links,),) = made.sql("SELECT count(*) FROM links").rows
    say(f"Found {named or 'no names'}; {counts([(links, 'link', 'links')]) or 'no links'}.")
    report_corrections(made)
    if made.replaced:
        say(f"Replaced the map of {made.replaced}.")
    if made.page.exists():
        say(f"Page: {made.page}")
    else:
        say(f"Map: {made.folder}, without a page; draw it with: graphx page {shlex.quote(str(made.folder))}")
    if show:
        show_page(made.page)


def _report_reading(read: BuildReport) -> None:
    """Say what was read and merged."""
    if read.why_anew:
        say(f"Built all of it anew: {read.why_anew}.")
    if read.resumed:
        say(f"Went on where an earlier build was interrupted, at {read.resumed:,} records.")
    merged = read.records - read.papers
    papers = counts([(read.papers, "paper", "papers")])
    say(f"Read {counts([(read.records, 'record', 'records')])}: {papers}.")
    if merged:
        where = counts(
            [
                (read.repeated_across, "paper stands in several files", "papers stand in several files"),
                (
                    read.repeated_within,
                    "paper stands several times in one file",
                    "papers stand several times in one file",
                ),
            ]
        )
        say(f"Merged {counts([(merged, 'duplicate', 'duplicates')])}: {where}.")


def _report_growth(read: BuildReport) -> None:
    """Say what came to a map that was there, and what went."""
    told = counts([(read.added, "paper came or changed", "papers came or changed")])
    gone = counts([(read.removed, "paper went", "papers went")])
    say(f"Changed the map that was there: {', '.join(filter(None, (told, gone))) or 'no paper is new'}.")
    if read.searched:
        again = counts([(read.searched, "other paper was", "other papers were")])
        say(f"{again} searched again, for what the names in it may mean now.")
    say(f"It has {counts([(read.papers, 'paper', 'papers')])} of {read.records:,} records.")


def report_corrections(made: Map) -> None:
    """Say how many corrections were applied, and which were not and why."""
    from graphx.maps import told_outcome

    failed = [one for one in made.corrections if one.problem]
    done = len(made.corrections) - len(failed)
    if made.corrections:
        say(f"Applied {counts([(done, 'correction', 'corrections')]) or 'no corrections'}.")
    for one in failed:
        say(f"Not applied: {told_outcome(one)}")


def show_page(file: Path) -> None:
    """Open a page in the browser."""
    import webbrowser

    if not webbrowser.open(file.resolve().as_uri()):
        raise OutputError(f"no browser to be found here; open {file} by hand")


def explain_paper(paper: Paper, mentions: list[Mention], rejections: list[Rejection]) -> None:
    """Print a paper's text with its names marked, then why each was taken, and what was not and why."""
    for field in ("title", "abstract"):
        click.echo(without_controls(_marked(paper.text(field), [m for m in mentions if m.field == field])))
        click.echo()
    rows = [mention_row(m) | {"confidence": f"{m.confidence:.2f}"} for m in mentions]
    columns = {"surface": "As written", "kind": "Kind", "name": "Name", "role": "Role"}
    print_rows(rows, columns | {"tier": "Tier", "rule": "Rule", "confidence": "Confidence"}, "table")
    click.echo()
    told = [{"surface": r.surface, "reason": r.reason} for r in rejections]
    print_rows(told, {"surface": "Not taken", "reason": "Because"}, "table")


def _marked(text: str, mentions: list[Mention]) -> str:
    """Return a text with its mentions in brackets, candidates with a question mark."""
    out, done = "", 0
    for m in mentions:
        doubt = "" if m.tier == "accepted" else "?"
        out += f"{text[done : m.start]}[{m.surface}]{doubt}"
        done = m.end
    return out + text[done:]
