"""The command group of ``graphx``, and what its commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from graphx.cli.output import GraphxGroup, say

MAP = click.Path(path_type=Path)
KINDS = ("paper", "dataset", "model", "repo", "all")

Command = TypeVar("Command", bound=Callable[..., Any])


@click.group(
    cls=GraphxGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="graphx-papers", prog_name="graphx")
def cli() -> None:
    """Turn a pile of papers into a map.

    Papers are linked by the datasets, models and code repositories that their titles and abstracts
    name; every link shows the sentence it comes from. Nothing leaves your machine
    unless you ask for it with: graphx enrich

    Start with: graphx demo
    """


def table_format(*more: str) -> Callable[[Command], Command]:
    """Return the option of a command that prints a table or writes it in other formats."""
    return click.option(
        "--format",
        "fmt",
        type=click.Choice(["table", "json", *more, "csv"]),
        default="table",
        show_default=True,
    )


def how_many(what: str, default: int, *more: str, name: str = "size") -> Callable[[Command], Command]:
    """Return the option that says how many of something a command prints, under both names people try."""
    return click.option(
        *more,
        "--size",
        "--top",
        name,
        type=click.IntRange(min=1),
        default=default,
        show_default=True,
        help=f"How many {what}.",
    )


def emit(text: str, output: Path | None) -> None:
    """Print a text, or write it to a file and say so."""
    if output is None:
        click.echo(text, nl=not text.endswith("\n"))
        return
    from graphx.files import write_text

    say(f"Wrote {write_text(output, text)}")
