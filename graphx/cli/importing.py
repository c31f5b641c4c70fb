"""The command that makes a map of a part of a corpus that was worked through elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import click

from graphx.cli.group import MAP, cli
from graphx.cli.output import counts, progress_bars, say
from graphx.cli.report import report_corrections, show_page

_YEARS = re.compile(r"(\d{4})?(-)?(\d{4})?")


def _years(
    _context: click.Context, _parameter: click.Parameter, value: str | None
) -> tuple[int | None, int | None] | None:
    """Return first and last year of "2020-2022", "2020-", "-2022" or "2020"."""
    match = _YEARS.fullmatch(value) if value else None
    if value is not None and not (match and (match[1] or match[3])):
        raise click.BadParameter("write it as 2020, 2020-2022, 2020- or -2022")
    if match is None:
        return None
    first, dash, last = match.groups()
    return int(first) if first else None, int(last) if last else None if dash else int(first)


def _where(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """Return conditions from "venue=ACL"."""
    pairs = [value.partition("=") for value in values]
    if any(not name.strip() or not value.strip() for name, _, value in pairs):
        raise click.BadParameter("write it as COLUMN=VALUE, such as venue=ACL")
    return {name.strip(): value.strip() for name, _, value in pairs}


@cli.command("import", short_help="Make a map of a part of a corpus.")
@click.argument("tables", metavar="TABLES")
@click.option("-o", "--output", type=MAP, required=True, help="Folder of the map.")
@click.option("--years", callback=_years, metavar="YEARS", help="Such as 2020, 2020-2022, 2020- or -2022.")
@click.option("--around", metavar="NODE", help="Only papers near a node: its key or its whole name.")
@click.option("--steps", type=click.IntRange(min=0), default=2, show_default=True, help="How near, in links.")
@click.option(
    "--where",
    multiple=True,
    callback=_where,
    metavar="COLUMN=VALUE",
    help="Only papers with that value, such as venue=ACL; repeatable.",
)
@click.option(
    "--most", type=click.IntRange(min=1), default=100_000, show_default=True, help="Papers a map may have."
)
@click.option("--title", help="Heading of the page. [default: the number of papers]")
@click.option("--open", "show", is_flag=True, help="Open the page when it is done.")
def import_(
    tables: str,
    output: Path,
    years: tuple[int | None, int | None] | None,
    around: str | None,
    steps: int,
    where: dict[str, str],
    most: int,
    title: str | None,
    *,
    show: bool,
) -> None:
    """Make a map of a part of a corpus that Spark has worked through.

    TABLES is the folder that graphx.spark.build_tables wrote: Parquet, on disk or at an address such as
    s3://bucket/folder. Names mean in the map what they mean in the whole corpus.

    Example: graphx import corpus -o outputs/gsm8k --around dataset:gsm8k --years 2023-
    """
    from graphx.importing import import_map

    with progress_bars() as progress:
        made = import_map(
            tables,
            output,
            years=years,
            around=around,
            steps=steps,
            where=where,
            most=most,
            title=title,
            progress=progress,
        )
    part = made.part
    say(f"Took {counts([(len(part.papers), 'paper', 'papers')])} of {part.total:,}.")
    if part.repeated:
        say(f"Left out {counts([(part.repeated, 'paper', 'papers')])} with the key of another one.")
    report_corrections(made)
    say(f"Page: {made.page}")
    if show:
        show_page(made.page)
