"""The command that compares two maps."""

from __future__ import annotations

from pathlib import Path

import click

from graphx.cli.group import MAP, cli, emit
from graphx.cli.ranking import METRICS

DIFF_FORMATS = ("md", "json", "atom")


@cli.command(short_help="Tell what changed between two maps.")
@click.argument("old", type=MAP)
@click.argument("new", type=MAP)
@click.option("--format", "fmt", type=click.Choice(DIFF_FORMATS), default="md", show_default=True)
@click.option("-o", "--output", type=MAP, help="File to write instead of printing.")
@click.option(
    "--by", type=click.Choice(METRICS), default="pagerank", show_default=True, help="What to rank by."
)
@click.option(
    "--top",
    type=click.IntRange(min=1),
    default=20,
    show_default=True,
    help="How much of each sort to tell; json has all.",
)
@click.option(
    "--moves",
    type=click.IntRange(min=0),
    default=5,
    show_default=True,
    help="How many moves in each ranking.",
)
@click.option(
    "--tries",
    type=click.IntRange(min=0),
    default=20,
    show_default=True,
    help="How many links to try as the cause of each move.",
)
def diff(
    old: Path, new: Path, fmt: str, output: Path | None, by: str, top: int, moves: int, tries: int
) -> None:
    """Tell what a new map gained, lost and ranks otherwise than an old one.

    For the papers and names that moved furthest it finds the changed link that did most: each link nearby
    is put back as it was, alone, and the map ranked anew.

    Example: graphx diff outputs/last-week outputs/demo --format atom -o news.xml
    """
    from graphx.analyze import compare_maps
    from graphx.export import format_diff
    from graphx.graphs import open_graph
    from graphx.maps import describe_map

    found = compare_maps(open_graph(old), open_graph(new), by=by, top=moves, tries=tries)
    title, updated = f"What changed from {old} to {new}", ""
    if fmt == "atom":
        facts = describe_map(new)
        title, updated = str(facts["title"] or new.resolve().name), str(facts["built"])
    emit(format_diff(found, fmt, title=title, updated=updated, top=top), output)
