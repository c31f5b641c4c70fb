"""The command that ranks."""

from __future__ import annotations

from pathlib import Path

import click

from graphx.cli.group import KINDS, MAP, cli, table_format
from graphx.cli.output import print_rows

METRICS = ("betweenness", "closeness", "degree", "harmonic", "pagerank", "strength")
RANK_FIELDS = ("rank", "score", "links", "kind", "label", "key")


@cli.command(short_help="Rank papers, datasets, models and repos.")
@click.argument("map_", metavar="MAP", type=MAP)
@click.option(
    "--by", type=click.Choice(METRICS), default="pagerank", show_default=True, help="What to rank by."
)
@click.option("--kind", type=click.Choice(KINDS), default="paper", show_default=True, help="What to rank.")
@click.option(
    "--on",
    type=click.Choice(["graph", "papers"]),
    default="graph",
    show_default=True,
    help="The whole graph, or papers linked by what they share.",
)
@click.option("--top", type=click.IntRange(min=1), default=20, show_default=True, help="How many to print.")
@table_format()
def rank(map_: Path, by: str, kind: str, on: str, top: int, fmt: str) -> None:
    """Rank the papers, datasets, models or repositories of a map.

    Example: graphx rank outputs/demo --kind dataset --by degree
    """
    from graphx.analyze import rank_nodes
    from graphx.pipeline import load_graph

    if on == "papers" and kind != "paper":
        raise click.UsageError(
            f"--on papers ranks papers only, not --kind {kind}; leave out one of the two options"
        )
    graph = load_graph(map_)
    wanted = None if kind == "all" else kind
    scores = rank_nodes(graph, by=by, kind=wanted, on=on)
    links = scores if by == "degree" else rank_nodes(graph, by="degree", kind=wanted, on=on)
    rows = [
        {
            "rank": place,
            "score": score,
            "links": int(links[key]),
            "kind": graph.nodes[key]["kind"],
            "label": graph.nodes[key]["label"],
            "key": key,
        }
        for place, (key, score) in enumerate(list(scores.items())[:top], 1)
    ]
    heading = "PageRank" if by == "pagerank" else by.capitalize()
    columns = {"rank": "#", "score": heading, "links": "Links", "label": "Name"}
    shown = columns | ({"kind": "Kind"} if kind == "all" else {})
    print_rows(rows, shown, fmt, fields=RANK_FIELDS, roomy="label")
