"""Commands that put a question to a map: who does not cite, who tried what, what is rising, what to add."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graphx.cli.group import MAP, cli, how_many, table_format
from graphx.cli.output import print_json, print_rows, say, show
from graphx.text import one_line

if TYPE_CHECKING:
    from graphx.answers.questions import Answers, Grid
    from graphx.mapped import MappedGraph

ARTIFACT_KINDS = ("dataset", "model", "repo")
UNCITED_FIELDS = (
    "rank",
    "score",
    "kind",
    "names",
    "counts",
    "title",
    "other_title",
    "text",
    "paper",
    "other",
)
RISING_FIELDS = (
    *("rank", "name", "kind", "recent", "recent_papers", "before", "before_papers"),
    *("chance", "sure", "text", "key"),
)
ADDITION_FIELDS = ("rank", "score", "title", "year", "of", "text", "key")

COUNT = click.IntRange(min=1)


@cli.command(short_help="Find papers that use without citing.")
@click.argument("map_", metavar="MAP", type=MAP)
@click.option("--shared", is_flag=True, help="Pairs that use the same rare name and do not cite each other.")
@click.option(
    "--rare",
    type=click.IntRange(min=2),
    default=5,
    show_default=True,
    help="What is rare: named by so many papers at most.",
)
@click.option("--mentions", is_flag=True, help="Count what is only mentioned as used.")
@click.option(
    "--steps",
    type=click.IntRange(1, 2),
    default=1,
    show_default=True,
    help="How many citations in a row count as citing.",
)
@how_many("pairs", 20)
@table_format("md")
def uncited(map_: Path, shared: bool, rare: int, mentions: bool, steps: int, size: int, fmt: str) -> None:  # noqa: FBT001  click passes flags by name
    """Find papers that use what another paper introduces and do not cite it.

    The map must know citations: only papers that cite some paper of the map are looked at. Rare and sure
    names come first; --format md shows the sentences.

    Example: graphx uncited outputs/demo --format md
    """
    from graphx.analyze import find_uncited
    from graphx.graphs import open_graph

    graph = open_graph(map_)
    kind = "shared" if shared else "introduced"
    found = find_uncited(graph, kind=kind, mentions=mentions, steps=steps, rare=rare, size=size)
    rows = [_row(rank, pair) for rank, pair in enumerate(found, 1)]
    for row in rows:
        row["named"] = ", ".join(map(str, row["counts"]))
        row["name"] = "; ".join(row["names"])
    other = "And" if shared else "Does not cite"
    columns = {"rank": "#", "title": "Paper", "name": "Uses", "named": "Named by", "other_title": other}
    _print(graph, found, rows, columns, fmt, fields=UNCITED_FIELDS)


@cli.command(short_help="Show which model was tried on which data.")
@click.argument("map_", metavar="MAP", type=MAP)
@how_many("models and datasets", 12)
@click.option("--model", "models", multiple=True, metavar="M", help="A row wanted; repeatable.")
@click.option("--dataset", "datasets", multiple=True, metavar="D", help="A column wanted; repeatable.")
@click.option(
    "--least",
    type=COUNT,
    default=2,
    show_default=True,
    help="How many papers must try a row or column.",
)
@click.option(
    "--holes", type=click.IntRange(min=0), default=10, show_default=True, help="How many holes to tell."
)
@table_format("md")
def grid(
    map_: Path,
    size: int,
    models: tuple[str, ...],
    datasets: tuple[str, ...],
    least: int,
    holes: int,
    fmt: str,
) -> None:
    """Show how many papers use which model and which dataset together, and which pairs nobody does.

    A paper counts where its abstract uses or introduces both; that the model was tried on the data is
    likely, and the sentences tell (--format json). The pairs that nobody uses are told most expected
    first: how many papers would be expected, going by what else is used with the model's datasets.

    Example: graphx grid outputs/demo --size 8
    """
    from graphx.analyze import experiment_grid
    from graphx.export import format_grid
    from graphx.graphs import open_graph

    made = experiment_grid(
        open_graph(map_), models=models or None, datasets=datasets or None, size=size, least=least
    )
    if fmt != "table":
        click.echo(format_grid(made, fmt), nl=False)
        return
    for line in grid_lines(made, holes, shutil.get_terminal_size((100, 24)).columns):
        show(line)
    _say(made.note)


@cli.command(short_help="Tell what is named more often than before.")
@click.argument("map_", metavar="MAP", type=MAP)
@click.option("--kind", type=click.Choice(ARTIFACT_KINDS), help="Only these. [default: all]")
@click.option(
    "--since",
    type=int,
    metavar="YEAR",
    help="First recent year. [default: so that a quarter of the papers are recent]",
)
@click.option(
    "--least", type=COUNT, default=3, show_default=True, help="How many recent papers must name it."
)
@how_many("names", 20)
@table_format("md")
def rising(map_: Path, kind: str | None, since: int | None, least: int, size: int, fmt: str) -> None:
    """Tell which datasets, models and repositories a larger share of the papers names than before.

    "Chance" is how likely such a rise is if nothing changed. As many names are compared, the smallest
    chances alone do not mean much: "Holds up" says which do.

    Example: graphx rising outputs/demo --since 2022
    """
    from graphx.analyze import rising_artifacts
    from graphx.graphs import open_graph

    graph = open_graph(map_)
    found = rising_artifacts(graph, kind=kind, since=since, least=least, size=size)
    rows = [_row(rank, item) for rank, item in enumerate(found, 1)]
    for row in rows:
        row["new"] = f"{row['recent']} of {row['recent_papers']:,}"
        row["old"] = f"{row['before']} of {row['before_papers']:,}"
        row["likely"] = f"{row['chance']:.2g}"
        row["holds"] = "yes" if row["sure"] else "no"
    columns = {"rank": "#", "name": "Name", "kind": "Kind", "new": f"Since {found.since}", "old": "Before"}
    _print(graph, found, rows, columns | {"likely": "Chance", "holds": "Holds up"}, fmt, fields=RISING_FIELDS)


@cli.command(short_help="Find what would extend a list of papers.")
@click.argument("map_", metavar="MAP", type=MAP)
@click.argument("papers", nargs=-1, required=True, metavar="PAPER...")
@how_many("papers", 10)
@table_format("md")
def extend(map_: Path, papers: tuple[str, ...], size: int, fmt: str) -> None:
    """Find papers that share most with several papers of a list.

    PAPER is a node key, an arXiv id, or a piece of a title. Counted is what two papers both name or cite,
    rare things more; each paper of the list counts once.

    Example: graphx extend outputs/demo "BERT: Pre-training" "RoBERTa"
    """
    from graphx.analyze import extend_list
    from graphx.graphs import open_graph

    graph = open_graph(map_)
    found = extend_list(graph, papers, size=size)
    rows = [_row(rank, item) | {"of": len(item.ties)} for rank, item in enumerate(found, 1)]
    for row in rows:
        row["by"] = ", ".join(dict.fromkeys(f"{tie['name']} ({tie['count']})" for tie in row["ties"]))
    columns = {"rank": "#", "of": "Shares with", "title": "Paper", "by": "By (in papers)"}
    _print(graph, found, rows, columns, fmt, fields=ADDITION_FIELDS)


def grid_lines(made: Grid, holes: int, width: int) -> Iterator[str]:
    """Yield a grid as lines: a legend of the columns, a row of counts for each model, the first holes."""
    if made.models and made.datasets:
        yield from _legend(made, width)
        yield ""
        yield from _counts(made, width)
    if made.holes and holes:
        yield from (
            "",
            "Not used together by any paper, where one would expect it most first:",
        )
        yield from (f"- {one_line(hole.text)}" for hole in made.holes[:holes])


def _legend(made: Grid, width: int) -> Iterator[str]:
    yield "Datasets, and how many papers use them with a model:"
    wide = len(str(len(made.datasets)))
    for column, line in enumerate(made.datasets, 1):
        yield f"{column:>{wide}}  {one_line(line.name, max(12, width - 16))} ({line.papers:,})"


def _counts(made: Grid, width: int) -> Iterator[str]:
    """Yield the counts, each column as wide as its widest number; names of models are cut where they must."""
    counts = {(cell.row, cell.column): len(cell.papers) for cell in made.cells}
    wide = 2 + max(len(str(number)) for number in (len(made.datasets), *counts.values()))
    names = [f"{one_line(line.name)} ({line.papers:,})" for line in made.models]
    room = min(max(map(len, names)), max(12, width - wide * len(made.datasets)))
    yield " " * room + "".join(f"{column:>{wide}}" for column in range(1, len(made.datasets) + 1))
    for row, name in enumerate(names):
        cells = (str(counts.get((row, column), "·")) for column in range(len(made.datasets)))
        yield f"{one_line(name, room):<{room}}" + "".join(f"{cell:>{wide}}" for cell in cells)


def _row(rank: int, item: Any) -> dict[str, Any]:
    return {"rank": rank} | asdict(item)


def _print(
    graph: MappedGraph,
    found: Answers[Any],
    rows: list[dict[str, Any]],
    columns: Mapping[str, str],
    fmt: str,
    *,
    fields: tuple[str, ...],
) -> None:
    if fmt == "json":
        print_json(asdict(found))
        return
    if fmt == "md":
        _print_told(graph, found)
    elif rows or fmt == "csv":
        print_rows(rows, columns, fmt, fields=fields, roomy="title" if "by" in columns else None)
    _say(found.note)


def _print_told(graph: MappedGraph, found: Answers[Any]) -> None:
    """Print answers as a numbered list of Markdown: the text of each, then the sentences behind it."""
    from graphx.analyze import cite
    from graphx.formats.escape import markdown

    for rank, item in enumerate(found, 1):
        mark = f"{rank}. "
        show(f"{mark}{_told(item)}")
        for evidence in item.evidence:
            if evidence.sentence:
                show(f"\n{' ' * len(mark)}> {markdown(cite(graph, evidence))}")
        show()


def _told(item: Any) -> str:
    """Return an answer in Markdown, led by a title where its text does not name the paper it is about."""
    from graphx.formats.escape import markdown

    title = f"{markdown(item.title)} — " if hasattr(item, "ties") else ""
    return f"{title}{markdown(item.text)}"


def _say(note: str) -> None:
    if note:
        say(f"{note[0].upper()}{note[1:]}.")
