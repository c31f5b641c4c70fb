"""Commands that look things up in a map's file: full text and SQL."""

from __future__ import annotations

from pathlib import Path

import click

from graphx.cli.group import KINDS, MAP, cli, how_many, table_format
from graphx.cli.output import print_json, print_rows, say, show
from graphx.text import one_line

HIT_FIELDS = ("key", "kind", "label", "score", "snippet")


@cli.command(short_help="Find papers and names by words.")
@click.argument("map_", metavar="MAP", type=MAP)
@click.argument("words", nargs=-1, required=True, metavar="WORDS...")
@how_many("at most", 20)
@click.option("--kind", type=click.Choice(KINDS), default="all", show_default=True)
@table_format()
def search(map_: Path, words: tuple[str, ...], size: int, kind: str, fmt: str) -> None:
    """Find papers, datasets, models and repos by words of titles, abstracts and names.

    All words must be there, in any form ("benchmarks" finds "benchmark"); a phrase stands in quotes inside
    quotes, a beginning ends in a star, OR and NOT are operators.

    Example: graphx search outputs/demo '"question answering" NOT SQuAD'
    """
    from dataclasses import asdict

    from graphx import store

    hits = store.search(map_, " ".join(words), size=size, kind=kind)
    if fmt != "table":
        print_rows([asdict(hit) for hit in hits], {}, fmt, fields=HIT_FIELDS)
        return
    for place, hit in enumerate(hits, 1):
        show(f"{place}. {one_line(hit.label)} ({hit.kind})")
        # What was found in the title alone needs no second line.
        if hit.snippet.replace("[", "").replace("]", "") != hit.label.replace("[", "").replace("]", ""):
            show(f"   {one_line(hit.snippet)}")
    if not hits:
        say("Nothing has all of these words; try fewer, or put OR between them.")


@cli.command(short_help="Ask the map a question in SQL.")
@click.argument("map_", metavar="MAP", type=MAP)
@click.argument("query")
@click.option(
    "--rows",
    "most",
    type=click.IntRange(min=1),
    default=10_000,
    show_default=True,
    help="How many rows at most.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(min=0, min_open=True),
    default=30,
    show_default=True,
    help="How long it may take.",
)
@table_format()
def sql(map_: Path, query: str, most: int, seconds: float, fmt: str) -> None:
    """Ask the map a question in SQL: one SELECT, which can read the map and nothing else.

    The tables stand in the README under "The map on disk".

    Example: graphx sql outputs/demo "SELECT label FROM nodes WHERE kind = 'repo'" --format csv
    """
    from graphx import store

    found = store.sql(map_, query, most=most, seconds=seconds)
    rows = found.as_dicts()
    if fmt == "json":
        print_json(rows)
    else:
        columns = {name: name for name in found.names}
        print_rows(rows, columns, fmt)
    if found.more:
        say(f"There are more rows than these {most:,}; --rows shows more.")
