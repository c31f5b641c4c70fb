"""Commands on a finished map: its page, what it holds, other tools."""

from __future__ import annotations

from pathlib import Path

import click

from graphx.cli.group import MAP, cli, table_format
from graphx.cli.output import print_json, print_rows, say
from graphx.cli.report import show_page
from graphx.cli.tables import FACT_COLUMNS, fact_rows

GRAPH_FORMATS = ("graphml", "json")


@cli.command(short_help="Draw the page of a map anew.")
@click.argument("map_", metavar="MAP", type=MAP)
@click.option("-o", "--output", type=MAP, help="File to write. [default: graph.html of the map]")
def page(map_: Path, output: Path | None) -> None:
    """Draw the page of a map anew."""
    from graphx.pipeline import redraw_page

    say(f"Wrote {redraw_page(map_, output)}")


@cli.command("open", short_help="Open the page of a map in the browser.")
@click.argument("map_", metavar="MAP", type=MAP)
def open_page(map_: Path) -> None:
    """Open the page of a map in the browser."""
    from graphx.pipeline import find_page

    show_page(find_page(map_))


@cli.command(short_help="Tell what a map holds.")
@click.argument("map_", metavar="MAP", type=MAP)
@table_format()
def info(map_: Path, fmt: str) -> None:
    """Tell what a map holds."""
    from graphx.pipeline import describe_map

    facts = describe_map(map_)
    if fmt == "json":
        print_json(facts)
        return
    print_rows(fact_rows(facts), FACT_COLUMNS, fmt, roomy="value")


@cli.command(short_help="Write the graph for other tools.")
@click.argument("map_", metavar="MAP", type=MAP)
@click.option(
    "--format",
    "fmt",
    type=click.Choice(GRAPH_FORMATS),
    required=True,
    help="json: node-link, with all evidence; graphml: for Gephi, yEd, igraph.",
)
@click.option(
    "-o", "--output", type=MAP, help="File to write. [default: graph.<format> of the map; - prints]"
)
def export(map_: Path, fmt: str, output: Path | None) -> None:
    """Write the graph for other tools."""
    from graphx.export import graph_text, write_graph
    from graphx.pipeline import load_graph

    graph = load_graph(map_)
    if output and str(output) == "-":
        click.echo(graph_text(graph, fmt))
    else:
        say(f"Wrote {write_graph(graph, output or map_ / f'graph.{fmt}', format=fmt)}")
