"""How the command line prints: tables, progress, errors."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import click

from graphx.errors import GraphxError

Row = Mapping[str, Any]
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def say(text: str) -> None:
    """Print a line about the work to standard error; standard output is for results."""
    click.echo(printable(text), err=True)


def printable(text: str) -> str:
    """Return text from papers without what a terminal would take for a command."""
    return _CONTROL.sub("", text)


def print_rows(rows: Sequence[Row], columns: Mapping[str, str], fmt: str) -> None:
    """Print rows as a table, JSON, JSON Lines or CSV.

    Parameters
    ----------
    rows
        The rows; JSON prints all their fields, the others those in ``columns``.
    columns
        Field names to headings.
    fmt
        ``"table"``, ``"json"``, ``"jsonl"`` or ``"csv"``.
    """
    if fmt == "json":
        print_json(list(rows))
    elif fmt == "jsonl":
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
    elif fmt == "csv":
        from graphx.export.table import format_rows

        click.echo(
            format_rows([dict(row) for row in rows], "csv", list(rows[0]) if rows else list(columns)),
            nl=False,
        )
    else:
        for line in table_lines(rows, columns, shutil.get_terminal_size((100, 24)).columns):
            click.echo(line)


def print_json(value: Any) -> None:
    """Print a value as indented JSON."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def table_lines(rows: Sequence[Row], columns: Mapping[str, str], width: int) -> Iterator[str]:
    """Yield the lines of a plain table; the widest column gives way when the terminal is narrow."""
    cells = [[_cell(row.get(name)) for name in columns] for row in rows]
    heads = list(columns.values())
    widths = (
        [max(len(x) for x in column) for column in zip(heads, *cells, strict=True)]
        if cells
        else [len(h) for h in heads]
    )
    over = sum(widths) + 2 * (len(widths) - 1) - max(width, 40)
    while over > 0:
        widest = widths.index(max(widths))
        second = max([w for i, w in enumerate(widths) if i != widest], default=0)
        cut = min(over, max(1, widths[widest] - max(second, 12)))
        if widths[widest] - cut < 12:
            break
        widths[widest] -= cut
        over -= cut
    right = [all(isinstance(row.get(name), int | float) for row in rows) and bool(rows) for name in columns]
    for line in (heads, *cells):
        parts = [
            _fit(text, w).rjust(w) if r else _fit(text, w).ljust(w)
            for text, w, r in zip(line, widths, right, strict=True)
        ]
        yield "  ".join(parts).rstrip()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.6g}"
    return " ".join(printable(str(value)).split())


def _fit(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


@contextlib.contextmanager
def progress_bars() -> Iterator[Callable[[str, int, int | None], None]]:
    """Give a progress callback that draws bars on a terminal and is silent elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _step, _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description:<16}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, Any] = {}

        def update(step: str, done: int, total: int | None) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step, total=total)
            bars.update(tasks[step], completed=done, total=total)

        yield update


class GraphxGroup(click.Group):
    """Commands in the order in which one meets them; our errors as one line and exit status 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order they were defined."""
        del ctx
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command and tell its errors."""
        try:
            return super().invoke(ctx)
        except GraphxError as error:
            message = " ".join(printable(str(error)).split())
            raise click.ClickException(message) from error
        except BrokenPipeError:
            # The reader of our output ("| head") has had enough.
            sys.stderr.close()
            raise SystemExit(0) from None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Resolve a command; for a mistyped one say which was likely meant."""
        from difflib import get_close_matches

        if args and args[0] not in self.commands and not args[0].startswith("-"):
            near = get_close_matches(args[0], self.commands, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else " See: graphx --help"
            raise click.UsageError(f"There is no command {args[0]!r}.{hint}", ctx)
        return super().resolve_command(ctx, args)


def counts(pairs: Iterable[tuple[int, str, str]]) -> str:
    """Return numbers with their nouns in the right form: ``"1 paper, 2 datasets"``.

    >>> counts([(1, "paper", "papers"), (0, "model", "models"), (2, "dataset", "datasets")])
    '1 paper, 2 datasets'
    """
    return ", ".join(f"{n:,} {one if n == 1 else many}" for n, one, many in pairs if n)
