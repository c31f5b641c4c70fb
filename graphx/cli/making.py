"""Commands that read files of papers: they make maps, or list what the papers name."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graphx.cli.group import cli, table_format
from graphx.cli.output import print_rows, progress_bars, say
from graphx.cli.report import explain_paper, report
from graphx.cli.tables import MENTION_FIELDS, mention_row, naming_rows

if TYPE_CHECKING:
    from graphx.pipeline import BuiltMap


def _folder(_context: click.Context, _parameter: click.Parameter, value: str | None) -> Path | None:
    """Return a folder's path; an empty text, often a shell variable that is not set, is none."""
    if value is not None and not value.strip():
        raise click.BadParameter("is empty; name a folder")
    return None if value is None else Path(value)


def _columns(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """Return which columns hold which fields, from "title=Name,abstract=Text"."""
    pairs = [pair.partition("=") for value in values for pair in value.split(",") if pair.strip()]
    if any(not field.strip() or not column.strip() for field, _, column in pairs):
        raise click.BadParameter("write it as FIELD=COLUMN, such as title=Name,abstract=Text")
    return {field.strip(): column.strip() for field, _, column in pairs}


STRICT = click.option(
    "--strict", is_flag=True, help="Stop at the first record that cannot be read, rather than leave it out."
)
COLUMNS = click.option(
    "--columns",
    multiple=True,
    metavar="FIELD=COLUMN,...",
    callback=_columns,
    help="Which column holds which field where the names do not say it, such as title=Name,abstract=Text.",
)
PROCESSES = click.option(
    "--processes",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Share the finding of names among so many processes.",
)


@cli.command(short_help="Build a map from files of papers.")
@click.argument("inputs", nargs=-1, metavar="INPUT...")
@click.option(
    "-o", "--output", callback=_folder, help="Folder of the map. [default: outputs/<name of the first INPUT>]"
)
@click.option("--add", is_flag=True, help="Keep what the map is made of, and add INPUT to it.")
@click.option("--sync", is_flag=True, help="With --add: drop the papers of files that are gone.")
@click.option("--title", help="Heading of the page. [default: the number of papers]")
@click.option(
    "--catalog", multiple=True, metavar="FILE", help="Names of your own (TOML or JSONL); repeatable."
)
@click.option("--open", "show", is_flag=True, help="Open the page when it is done.")
@click.option("--page/--no-page", default=True, help="Draw the page, or leave it to graphx page.")
@COLUMNS
@STRICT
@click.option(
    "--processes",
    type=click.IntRange(min=1),
    help="Share the work among so many processes. [default: one; all there are room for on large inputs]",
)
def build(
    inputs: tuple[str, ...],
    output: Path | None,
    title: str | None,
    catalog: tuple[str, ...],
    processes: int | None,
    columns: dict[str, str],
    *,
    add: bool,
    sync: bool,
    show: bool,
    page: bool,
    strict: bool,
) -> None:
    """Build a map from files of papers.

    INPUT is a file of nearly any kind: a page saved as text or HTML (as of huggingface.co/papers), BibTeX,
    RIS, CSL-JSON, PubMed, CSV, JSONL, what arXiv, OpenAlex, Semantic Scholar, Crossref, the ACL Anthology and
    Papers with Code give, or a list of citations; packed with gzip, bzip2, xz, Zstandard, zip or tar. Or a
    folder of them, a pattern, or - for standard input. Several are merged.
    The map is a folder with graph.db (an SQLite file) and graph.html (the page). Of a map that is there
    only what has changed is read and searched again; a build that was interrupted goes on where it was.

    Example: graphx build page.txt more.csv -o outputs/mine
    """
    if not inputs and not add:
        raise click.UsageError("Missing argument 'INPUT...'.")
    made = _explore(
        inputs,
        output,
        title,
        catalog,
        processes,
        columns=columns,
        strict=strict,
        page=page,
        add=add,
        sync=sync,
    )
    report(made, show=show)


@cli.command(short_help="Build a map anew whenever files change.")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "-o", "--output", callback=_folder, help="Folder of the map. [default: outputs/<name of the first INPUT>]"
)
@click.option("--title", help="Heading of the page. [default: the number of papers]")
@click.option(
    "--catalog", multiple=True, metavar="FILE", help="Names of your own (TOML or JSONL); repeatable."
)
@click.option("--page/--no-page", default=True, help="Draw the page, or leave it to graphx page.")
@click.option(
    "--every",
    type=click.FloatRange(min=0.1),
    default=2.0,
    show_default=True,
    help="Seconds between two looks at the files.",
)
def watch(
    inputs: tuple[str, ...],
    output: Path | None,
    title: str | None,
    catalog: tuple[str, ...],
    every: float,
    *,
    page: bool,
) -> None:
    """Build a map, and build it again whenever files come, change or go.

    INPUT is most often a folder. Only what has changed is read and searched again. End it with Ctrl-C.

    Example: graphx watch papers/ -o outputs/mine
    """
    import time

    from graphx.building.watching import changes
    from graphx.errors import GraphxError
    from graphx.read import name_after

    output = output or Path("outputs") / name_after(inputs[0])
    say(f"Watching {', '.join(inputs)}; end with Ctrl-C.")
    try:
        for _ in changes(inputs, every=every, sleep=time.sleep, notify=say):
            try:
                report(_explore(inputs, output, title, catalog, page=page), show=False)
            except GraphxError as error:
                say(f"Not built: {error}")  # a file half written, say: the next change may mend it
    except KeyboardInterrupt:
        say("Stopped watching.")


@cli.command(short_help="Build a map of the bundled sample papers.")
@click.option(
    "-o", "--output", callback=_folder, default="outputs/demo", show_default=True, help="Folder of the map."
)
@click.option("--open", "show", is_flag=True, help="Open the page when it is done.")
def demo(output: Path, *, show: bool) -> None:
    """Build a map of the bundled sample: landmark papers of machine learning."""
    from graphx.sample import sample_path

    made = _explore((str(sample_path()),), output, "Landmarks of ML, abstracts retold")
    report(made, show=show)
    place = shlex.quote(str(output))
    say("The abstracts of the sample are retold in our words; titles, authors and citations are true.")
    say("Then try:")
    say(f"  graphx rank {place} --kind dataset")
    say(f'  graphx reading-list {place} "BERT: Pre-training"')
    say(f"  graphx path {place} dataset:imagenet model:clip")


@cli.command(short_help="List datasets, models and repos in papers.")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@table_format("jsonl")
@click.option(
    "--all", "candidates", is_flag=True, help="List candidates too: names too unsure to make links."
)
@click.option(
    "--catalog", multiple=True, metavar="FILE", help="Names of your own (TOML or JSONL); repeatable."
)
@click.option(
    "--explain", metavar="TITLE", help="Show one paper's text with its names marked, and what was not taken."
)
@COLUMNS
@STRICT
@PROCESSES
def mentions(
    inputs: tuple[str, ...],
    fmt: str,
    catalog: tuple[str, ...],
    explain: str | None,
    processes: int,
    columns: dict[str, str],
    *,
    candidates: bool,
    strict: bool,
) -> None:
    """List every dataset, model and repository that papers name.

    The table has a line for each name in each paper; the other formats have a row for each place where it
    stands, with the sentence around it.

    Example: graphx mentions page.txt --format csv > mentions.csv
    """
    from graphx.find import explain_mentions, find_mentions
    from graphx.read import read_files

    read = read_files(inputs, strict=strict, columns=columns)
    papers = read.papers
    for notice in read.notices:
        say(f"{notice}.")
    if explain is not None:
        from graphx.read.pick import pick_paper

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


def _explore(
    inputs: tuple[str, ...],
    output: Path | None,
    title: str | None,
    catalog: tuple[str, ...] = (),
    processes: int | None = None,
    *,
    columns: dict[str, str] | None = None,
    strict: bool = False,
    page: bool = True,
    add: bool = False,
    sync: bool = False,
) -> BuiltMap:
    from graphx.pipeline import explore

    with progress_bars() as progress:
        return explore(
            *inputs,
            output=output,
            title=title,
            catalog=catalog,
            processes=processes,
            strict=strict,
            columns=columns,
            page=page,
            add=add,
            sync=sync,
            progress=progress,
        )
