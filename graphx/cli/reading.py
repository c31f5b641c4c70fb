"""Commands that answer from the neighbourhood of a node: reading lists and paths."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from graphx.cli.group import MAP, cli, emit, how_many
from graphx.cli.output import print_json, say, show
from graphx.text import one_line

LIST_FORMATS = ("bib", "csv", "html", "json", "md", "ris")


@cli.command("reading-list", short_help="Say what to read next, and why.")
@click.argument("map_", metavar="MAP", type=MAP)
@click.argument("seeds", nargs=-1, required=True, metavar="SEED...")
@how_many("papers", 15)
@click.option("--known", multiple=True, metavar="PAPER", help="A paper to leave out; repeatable.")
@click.option("--hours", type=float, help="How much time there is; what does not fit is told.")
@click.option("--hours-per-paper", type=float, default=1.0, show_default=True, help="What a paper takes.")
@click.option(
    "--order",
    type=click.Choice(["reading", "score"]),
    default="reading",
    show_default=True,
    help="In the order to read in, or best first.",
)
@click.option(
    "--diversity",
    type=click.FloatRange(0, 1),
    default=0.5,
    show_default=True,
    help="How much a paper loses that names the same as one chosen before; 0 for the best by score.",
)
@click.option("--format", "fmt", type=click.Choice(LIST_FORMATS), default="md", show_default=True)
@click.option("-o", "--output", type=MAP, help="File to write instead of printing.")
def reading_list(map_: Path, seeds: tuple[str, ...], fmt: str, output: Path | None, **options: Any) -> None:
    """Say what to read next, in what order, and why.

    SEED is what you start from: a node key, an arXiv id, or a piece of a title or name. Below the list
    stand three short ones (what these papers rest on, what leads elsewhere, what is newest) and what was
    left out, each with its reason.

    Example: graphx reading-list outputs/demo "BERT: Pre-training" --hours 10 --format bib -o next.bib
    """
    from graphx import analyze
    from graphx.export import WITHOUT_NOTE, format_reading_list
    from graphx.graphs import open_graph

    found = analyze.reading_list(open_graph(map_), seeds, **options)
    emit(format_reading_list(found, fmt), output)
    if found.note and fmt in WITHOUT_NOTE:
        say(found.note)


@cli.command(short_help="Tell how two things are connected.")
@click.argument("map_", metavar="MAP", type=MAP)
@click.argument("a", metavar="FROM")
@click.argument("b", metavar="TO")
@how_many("paths at most", 3, "-k", name="count")
@click.option("--format", "fmt", type=click.Choice(["text", "json"]), default="text", show_default=True)
def path(map_: Path, a: str, b: str, count: int, fmt: str) -> None:
    """Tell how two papers, datasets, models or repositories are connected.

    Example: graphx path outputs/demo "Deep Residual Learning" model:clip
    """
    from dataclasses import asdict

    from graphx.analyze import cite, find_paths
    from graphx.graphs import open_graph

    graph = open_graph(map_)
    found = find_paths(graph, a, b, k=count)
    if not found:
        say(f"Nothing connects “{a}” and “{b}” on this map.")
    if fmt == "json":
        print_json([asdict(p) | {"text": p.text} for p in found])
        return
    for number, one in enumerate(found, 1):
        show(f"{number}. {' → '.join(one_line(graph.nodes[key]['label']) for key in one.nodes)}")
        for step in one.steps:
            show(f"   - {step.text}")
            said = cite(graph, step.evidence, told=(step.source, step.target))
            if said:
                show(f"     {said}")
