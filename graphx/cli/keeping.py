"""Commands on a finished map: its page, what it holds, other tools."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from graphx.cli.group import MAP, cli, table_format
from graphx.cli.output import print_json, print_rows, say
from graphx.cli.report import show_page
from graphx.cli.tables import FACT_COLUMNS, fact_rows

GRAPH_FORMATS = (
    *("bib", "csl", "csv", "cytoscape", "gexf", "graphml", "json", "mermaid", "notes", "parquet", "ris"),
    "vosviewer",
)
LEFT_OUT = ("names nothing", "shares nothing", "no year", "same paper", "unsure name", "cited work")


@cli.command(short_help="Draw the page of a map anew.")
@click.argument("map_", metavar="MAP", type=MAP)
@click.option("-o", "--output", type=MAP, help="File to write. [default: graph.html of the map]")
@click.option(
    "--abstracts",
    type=click.Choice(("auto", "all", "none")),
    default="auto",
    show_default=True,
    help="Whole abstracts, or only the sentences that name something; auto: all in one file, none in a "
    "folder of pages, which more than 100,000 nodes take.",
)
def page(map_: Path, output: Path | None, abstracts: str) -> None:
    """Draw the page of a map anew."""
    from graphx.maps import redraw_page

    say(f"Wrote {redraw_page(map_, output, abstracts=abstracts, processes=None)}")


@cli.command("open", short_help="Open the page of a map in the browser.")
@click.argument("map_", metavar="MAP", type=MAP)
def open_page(map_: Path) -> None:
    """Open the page of a map in the browser."""
    from graphx.maps import find_page

    show_page(find_page(map_))


@cli.command(short_help="Tell what a map holds.")
@click.argument("map_", metavar="MAP", type=MAP)
@table_format()
def info(map_: Path, fmt: str) -> None:
    """Tell what a map holds."""
    from graphx.maps import describe_map

    facts = describe_map(map_)
    if fmt == "json":
        print_json(facts)
        return
    print_rows(fact_rows(facts), FACT_COLUMNS, fmt, roomy="value")


@cli.command("left-out", short_help="Tell what the map leaves out, and why.")
@click.argument("map_", metavar="MAP", type=MAP)
@click.option(
    "--reason",
    type=click.Choice(LEFT_OUT),
    help="List what is left out for this reason. [default: count all reasons]",
)
@table_format()
def left_out(map_: Path, reason: str | None, fmt: str) -> None:
    """Tell what was read and makes no node or link of its own, and why.

    Without a reason the cases of each are counted; with one they are listed. JSON and CSV always list them.

    Example: graphx left-out outputs/demo --reason "unsure name"
    """
    from dataclasses import asdict

    from graphx.analyze.ledger import REASONS, find_left_out
    from graphx.maps import open_map

    opened = open_map(map_)
    found = find_left_out(opened.graph, opened.papers, opened.mentions)
    if reason is None and fmt == "table":
        counts = Counter(one.reason for one in found)
        rows = [{"reason": name, "cases": counts[name], "what": what} for name, what in REASONS.items()]
        print_rows(rows, {"reason": "Reason", "cases": "Cases", "what": "What"}, fmt, roomy="what")
        return
    rows = [asdict(one) for one in found if reason in (None, one.reason)]
    print_rows(rows, {"title": "Paper", "detail": "What"}, fmt, fields=("reason", "key", "title", "detail"))
    if not rows:
        say("Nothing is left out for this reason.")


@cli.command(short_help="Write the graph for other tools.")
@click.argument("map_", metavar="MAP", type=MAP)
@click.option(
    "--format",
    "fmt",
    type=click.Choice(GRAPH_FORMATS),
    required=True,
    help="What to write, of the list above.",
)
@click.option(
    "-o",
    "--output",
    type=MAP,
    help="File to write, for csv, parquet and notes a folder or a .zip file; - prints. [default: in the map]",
)
@click.option(
    "--around", metavar="NODE", help="Only what lies around a node: its key or a piece of its name."
)
@click.option("--steps", type=click.IntRange(min=0), default=1, show_default=True, help="How far around.")
@click.option(
    "--memory",
    type=click.FloatRange(min=0),
    default=8,
    show_default=True,
    metavar="GB",
    help="How much memory writing the whole graph may take.",
)
def export(map_: Path, fmt: str, output: Path | None, around: str | None, steps: int, memory: float) -> None:
    """Write the graph for other tools.

    \b
    json       node-link data of networkx, with all evidence
    graphml    Gephi, yEd, igraph
    gexf       Gephi, Gephi Lite
    cytoscape  Cytoscape, Cytoscape.js
    vosviewer  VOSviewer
    csv        nodes.csv and edges.csv for spreadsheets and databases
    parquet    nodes.parquet and edges.parquet for pandas, polars, DuckDB
    bib        the papers as BibTeX; ris, csl: as RIS, as CSL-JSON
    notes      a folder of linked Markdown notes, as for Obsidian
    mermaid    a small piece as a Mermaid flowchart

    Example: graphx export outputs/demo --format mermaid --around model:clip -o -
    """  # noqa: D301 - click wants the character, not its name
    from graphx.export import export_path, graph_text, write_graph
    from graphx.graphs import load_graph
    from graphx.mapped import check_cost

    if around is None:
        check_cost(map_, memory * 1e9, text=fmt)
    graph = load_graph(map_, around=around, hops=steps, most=None)
    if output and str(output) == "-":
        click.echo(graph_text(graph, fmt), nl=False)
    else:
        say(f"Wrote {write_graph(graph, output or export_path(map_, fmt), format=fmt)}")
