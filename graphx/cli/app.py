"""The commands of ``graphx``."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graphx.cli.output import (
    GraphxGroup,
    print_json,
    print_rows,
    progress_bars,
    say,
)
from graphx.cli.report import explain_paper, report, show_page
from graphx.cli.tables import FACT_COLUMNS, MENTION_FIELDS, fact_rows, mention_row, naming_rows
from graphx.text import one_line

if TYPE_CHECKING:
    from graphx.pipeline import Map

MAP = click.Path(path_type=Path)
METRICS = ("betweenness", "closeness", "degree", "harmonic", "pagerank", "strength")
RANK_FIELDS = ("rank", "score", "links", "kind", "label", "key")
KINDS = ("paper", "dataset", "model", "repo", "all")
GRAPH_FORMATS = ("graphml", "json")
LIST_FORMATS = ("bib", "csv", "html", "json", "md", "ris")


def _folder(_context: click.Context, _parameter: click.Parameter, value: str | None) -> Path | None:
    """Return a folder's path; an empty text, often a shell variable that is not set, is none."""
    if value is not None and not value.strip():
        raise click.BadParameter("is empty; name a folder")
    return None if value is None else Path(value)


PROCESSES = click.option(
    "--processes",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Share the finding of names among so many processes.",
)


@click.group(
    cls=GraphxGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="graphx-papers", prog_name="graphx")
def cli() -> None:
    """Turn a pile of papers into a map.

    Papers are linked by the datasets, models and code repositories that their titles and abstracts
    name; every link shows the sentence it comes from. Nothing leaves your machine.

    Start with: graphx demo
    """


@cli.command(short_help="Build a map from files of papers.")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "-o", "--output", callback=_folder, help="Folder of the map. [default: outputs/<name of the first INPUT>]"
)
@click.option("--title", help="Heading of the page. [default: the number of papers]")
@click.option(
    "--catalog", multiple=True, metavar="FILE", help="Names of your own (TOML or JSONL); repeatable."
)
@click.option("--open", "show", is_flag=True, help="Open the page when it is done.")
@PROCESSES
def build(
    inputs: tuple[str, ...],
    output: Path | None,
    title: str | None,
    catalog: tuple[str, ...],
    processes: int,
    *,
    show: bool,
) -> None:
    """Build a map from files of papers.

    INPUT is a listing page saved as text (title and abstract one after the other, as on
    huggingface.co/papers), a JSONL file or a CSV file; several are merged.
    The map is a folder with graph.db (an SQLite file) and graph.html (the page).

    Example: graphx build page.txt more.csv -o outputs/mine
    """
    report(_explore(inputs, output, title, catalog, processes), show=show)


@cli.command(short_help="Build a map of the bundled sample papers.")
@click.option(
    "-o", "--output", callback=_folder, default="outputs/demo", show_default=True, help="Folder of the map."
)
@click.option("--open", "show", is_flag=True, help="Open the page when it is done.")
def demo(output: Path, *, show: bool) -> None:
    """Build a map of the bundled sample: landmark papers of machine learning."""
    from graphx.sample import sample_path

    made = _explore((str(sample_path()),), output, "Landmarks of machine learning")
    report(made, show=show)
    place = shlex.quote(str(output))
    say("Then try:")
    say(f"  graphx rank {place} --kind dataset")
    say(f'  graphx reading-list {place} "BERT: Pre-training"')
    say(f"  graphx path {place} dataset:imagenet model:clip")


@cli.command(short_help="List datasets, models and repos in papers.")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "--format",
    "fmt",
    type=click.Choice(["table", "json", "jsonl", "csv"]),
    default="table",
    show_default=True,
)
@click.option(
    "--all", "candidates", is_flag=True, help="List candidates too: names too unsure to make links."
)
@click.option(
    "--catalog", multiple=True, metavar="FILE", help="Names of your own (TOML or JSONL); repeatable."
)
@click.option(
    "--explain", metavar="TITLE", help="Show one paper's text with its names marked, and what was not taken."
)
@PROCESSES
def mentions(
    inputs: tuple[str, ...],
    fmt: str,
    catalog: tuple[str, ...],
    explain: str | None,
    processes: int,
    *,
    candidates: bool,
) -> None:
    """List every dataset, model and repository that papers name.

    The table has a line for each name in each paper; the other formats have a row for each place where it
    stands, with the sentence around it.

    Example: graphx mentions page.txt --format csv > mentions.csv
    """
    from graphx.find import explain_mentions, find_mentions
    from graphx.read import read_papers

    papers = read_papers(*inputs)
    if explain is not None:
        from graphx.pipeline import pick_paper

        paper = pick_paper(papers, explain)
        explain_paper(paper, *explain_mentions(papers, paper.key, catalog=catalog))
        return
    with progress_bars() as progress:
        found = find_mentions(
            papers,
            catalog=catalog,
            candidates=candidates,
            processes=processes,
            progress=lambda done, total: progress("Finding names", done, total),
        )
    columns = {"kind": "Kind", "name": "Name", "role": "Role", "surface": "As written", "mentions": "Times"}
    if candidates:
        columns["tier"] = "Tier"
    rows = naming_rows(found) if fmt == "table" else [mention_row(m) for m in found]
    print_rows(rows, columns | {"title": "Paper"}, fmt, fields=MENTION_FIELDS, roomy="title")


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
@click.option(
    "--format", "fmt", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True
)
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


@cli.command("reading-list", short_help="Say what to read next, and why.")
@click.argument("map_", metavar="MAP", type=MAP)
@click.argument("seeds", nargs=-1, required=True, metavar="SEED...")
@click.option("--size", type=click.IntRange(min=1), default=15, show_default=True, help="How many papers.")
@click.option("--known", multiple=True, metavar="PAPER", help="A paper to leave out; repeatable.")
@click.option("--format", "fmt", type=click.Choice(LIST_FORMATS), default="md", show_default=True)
@click.option("-o", "--output", type=MAP, help="File to write instead of printing.")
def reading_list(
    map_: Path, seeds: tuple[str, ...], size: int, known: tuple[str, ...], fmt: str, output: Path | None
) -> None:
    """Say what to read next, and why.

    SEED is what you start from: a node key, an arXiv id, or a piece of a title or name.

    Example: graphx reading-list outputs/demo "BERT: Pre-training" --format bib -o next.bib
    """
    from graphx import analyze
    from graphx.export import WITHOUT_NOTE, format_reading_list
    from graphx.pipeline import load_graph

    found = analyze.reading_list(load_graph(map_), seeds, size=size, known=known)
    _emit(format_reading_list(found, fmt), output)
    if found.note and fmt in WITHOUT_NOTE:
        say(found.note)


@cli.command(short_help="Tell how two things are connected.")
@click.argument("map_", metavar="MAP", type=MAP)
@click.argument("a", metavar="FROM")
@click.argument("b", metavar="TO")
@click.option(
    "-k", "count", type=click.IntRange(min=1), default=3, show_default=True, help="How many paths at most."
)
@click.option("--format", "fmt", type=click.Choice(["text", "json"]), default="text", show_default=True)
def path(map_: Path, a: str, b: str, count: int, fmt: str) -> None:
    """Tell how two papers, datasets, models or repositories are connected.

    Example: graphx path outputs/demo "Deep Residual Learning" model:clip
    """
    from dataclasses import asdict

    from graphx.analyze import cite, find_paths
    from graphx.pipeline import load_graph

    graph = load_graph(map_)
    found = find_paths(graph, a, b, k=count)
    if fmt == "json":
        print_json([asdict(p) | {"text": p.text} for p in found])
        return
    if not found:
        say(f"Nothing connects “{a}” and “{b}” on this map.")
    for number, one in enumerate(found, 1):
        click.echo(f"{number}. {' → '.join(one_line(graph.nodes[key]['label']) for key in one.nodes)}")
        for step in one.steps:
            click.echo(f"   - {step.text}")
            said = cite(graph, step.evidence, told=(step.source, step.target))
            if said:
                click.echo(f"     {said}")


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
@click.option(
    "--format", "fmt", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True
)
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


@cli.command(short_help="Print the completion script of a shell.")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the script that makes your shell complete graphx commands.

    Example: graphx completion bash >> ~/.bashrc
    """
    from click.shell_completion import get_completion_class

    maker = get_completion_class(shell)
    assert maker is not None
    click.echo(maker(cli, {}, "graphx", "_GRAPHX_COMPLETE").source())


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal of another encoding shows "?" rather than ending the run.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    cli(prog_name="graphx")


def _explore(
    inputs: tuple[str, ...],
    output: Path | None,
    title: str | None,
    catalog: tuple[str, ...] = (),
    processes: int = 1,
) -> Map:
    from graphx.pipeline import explore

    with progress_bars() as progress:
        return explore(
            *inputs, output=output, title=title, catalog=catalog, processes=processes, progress=progress
        )


def _emit(text: str, output: Path | None) -> None:
    if output is None:
        click.echo(text, nl=not text.endswith("\n"))
        return
    from graphx.files import write_text

    say(f"Wrote {write_text(output, text)}")
