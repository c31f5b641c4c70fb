"""The command that ranks."""

from __future__ import annotations

from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graphx.cli.group import KINDS, MAP, cli, how_many, table_format
from graphx.cli.output import print_json, print_rows, progress_bars, say, show
from graphx.text import one_line

if TYPE_CHECKING:
    from graphx.mapped import MappedGraph
METRICS = (
    *("authorities", "betweenness", "citations", "closeness", "core", "degree", "eigenvector"),
    *("harmonic", "hubs", "katz", "pagerank", "reuse", "strength"),
)
RANK_FIELDS = ("rank", "score", "links", "evidence", "kind", "label", "key")
RANGES = ("low", "high")


@cli.command(short_help="Rank papers, datasets, models and repos.")
@click.argument("map_", metavar="MAP", type=MAP)
@click.option(
    "--by",
    type=click.Choice(METRICS),
    metavar="METRIC",
    default="pagerank",
    show_default=True,
    help=f"What to rank by: {', '.join(METRICS)}.",
)
@click.option("--kind", type=click.Choice(KINDS), default="paper", show_default=True, help="What to rank.")
@click.option(
    "--on",
    type=click.Choice(["graph", "papers"]),
    default="graph",
    show_default=True,
    help="The whole graph, or papers linked by what they share.",
)
@click.option("--seed", "seeds", multiple=True, metavar="NODE", help="For pagerank: start here; repeatable.")
@click.option("--ranges", is_flag=True, help="Say how sure each rank is.")
@click.option("--explain", metavar="NODE", help="Say what makes one node rank where it does.")
@how_many("to print", 20, name="top")
@table_format()
def rank(
    map_: Path,
    by: str,
    kind: str,
    on: str,
    seeds: tuple[str, ...],
    explain: str | None,
    top: int,
    fmt: str,
    *,
    ranges: bool,
) -> None:
    """Rank the papers, datasets, models or repositories of a map.

    The table shows beside the score how many links a node has, and how many sentences or other
    pieces of evidence stand behind them.

    With --ranges every rank is computed a hundred times; each time every link is left out with the
    probability that it is wrong. The range is that of eight tenths of these ranks.

    Example: graphx rank outputs/demo --kind dataset --by reuse
    """
    from graphx.analyze import rank_nodes, rank_ranges
    from graphx.graphs import open_graph

    _check_together(kind, on, seeds=seeds, ranges=ranges, explain=explain)
    graph = open_graph(map_)
    if explain is not None:
        _explain(graph, explain, by, on, top, fmt)
        return
    wanted = None if kind == "all" else kind
    scores = rank_nodes(graph, by=by, kind=wanted, on=on, seeds=seeds)
    links = rank_nodes(graph, by="degree", on=on) if on == "papers" else None
    places = scores.places
    rows: list[dict[str, object]] = [
        {
            "rank": places[key],
            "score": score,
            "links": graph.degree(key) if links is None else int(links[key]),
            "evidence": graph.evidence_count(key) if on == "graph" else None,
            "kind": graph.nodes[key]["kind"],
            "label": graph.nodes[key]["label"],
            "key": key,
        }
        for key, score in islice(scores.items(), top)
    ]
    columns = {"rank": "#", "score": _heading(by), "links": "Links", "evidence": "Evidence", "label": "Name"}
    if on == "papers":
        del columns["evidence"]  # what stands behind a shared name is the evidence of two papers
    if ranges:
        with progress_bars() as progress:
            again = partial(progress, "Ranking again")
            sure = rank_ranges(graph, by=by, kind=wanted, on=on, progress=again)
        for row in rows:
            one = sure[str(row["key"])]
            row |= {"low": one.low, "high": one.high, "sure": f"{one.low}–{one.high}"}
        columns = {"rank": "#", "sure": "Between"} | columns
    shown = columns | ({"kind": "Kind"} if kind == "all" else {})
    print_rows(rows, shown, fmt, fields=(*RANK_FIELDS, *(RANGES if ranges else ())), roomy="label")
    if scores.note:
        say(scores.note)


def _check_together(kind: str, on: str, *, seeds: tuple[str, ...], ranges: bool, explain: str | None) -> None:
    """Refuse options that do not go together."""
    if on == "papers" and kind != "paper":
        raise click.UsageError(
            f"--on papers ranks papers only, not --kind {kind}; leave out one of the two options"
        )
    if seeds and (ranges or explain):
        raise click.UsageError("--seed goes with neither --ranges nor --explain; leave out one of them")
    if ranges and explain:
        raise click.UsageError("--ranges does not go with --explain; leave out one of them")


def _heading(by: str) -> str:
    return "PageRank" if by == "pagerank" else by.capitalize()


def _explain(graph: MappedGraph, node: str, by: str, on: str, top: int, fmt: str) -> None:
    """Print what makes a node rank where it does."""
    from dataclasses import asdict

    from graphx.analyze import cite, explain_rank

    found = explain_rank(graph, node, by=by, on=on, size=top)
    if fmt == "json":
        print_json(asdict(found))
        return
    if fmt == "csv":
        rows = [asdict(part) for part in found.parts]
        print_rows(rows, {}, fmt, fields=("key", "label", "amount", "share", "text"))
        return
    show(f"{one_line(graph.nodes[found.key]['label'])}: {found.text}")
    for line in found.lines:
        show(f"- {line}")
    for part in found.parts:
        show(f"{part.share:7.1%}  {one_line(part.text)}")
        said = cite(graph, part.evidence, told=(found.key, part.key))
        if said:
            show(f"         {said}")
    if found.left:
        show(f"         and {found.left:,} more; --top {found.left + top} shows them all")
