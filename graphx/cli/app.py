"""The command line: all commands together."""

from __future__ import annotations

import sys

import click

# The order of these modules is the order of the commands in the help.
from graphx.cli import making, importing, ranking, reading, relating, questions  # isort: skip
from graphx.cli import comparing, asking, keeping, enriching  # isort: skip
from graphx.cli.group import cli

__all__ = [
    "asking",
    "cli",
    "comparing",
    "enriching",
    "importing",
    "keeping",
    "main",
    "making",
    "questions",
    "ranking",
    "reading",
    "relating",
]


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
