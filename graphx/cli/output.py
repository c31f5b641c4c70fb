"""How the command line prints: tables, progress, errors."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from graphx.errors import GraphxError
from graphx.text import one_line, without_controls

Row = Mapping[str, Any]

_WORDS = "graphx.words"


def say(text: str) -> None:
    """Print a line about the work to standard error; standard output is for results."""
    click.echo(without_controls(text), err=True)


def show(text: str = "") -> None:
    """Print a line of a result for people: whatever a map holds, it steers no terminal."""
    click.echo(without_controls(text))


def print_rows(
    rows: Iterable[Row],
    columns: Mapping[str, str],
    fmt: str,
    *,
    fields: Sequence[str] = (),
    roomy: str | None = None,
) -> None:
    """Print rows as a table, JSON, JSON Lines or CSV.

    Parameters
    ----------
    rows
        The rows. JSON and JSON Lines print all they hold, CSV the ``fields``, a table the ``columns``.
    columns
        Field names to headings.
    fmt
        ``"table"``, ``"json"``, ``"jsonl"`` or ``"csv"``.
    fields
        Field names in the order of CSV, which has them as its header with rows or without; the columns when
        left out.
    roomy
        The column of a table that is cut last, where the terminal is too narrow.
    """
    rows = list(rows)
    if fmt == "json":
        print_json(rows)
    elif fmt == "jsonl":
        from graphx.formats.escape import printable_json

        for row in rows:
            click.echo(printable_json(json.dumps(row, ensure_ascii=False)))
    elif fmt == "csv":
        from graphx.export import format_rows

        click.echo(format_rows(rows, "csv", fields or list(columns)), nl=False)
    else:
        for line in table_lines(rows, columns, _width(), roomy=roomy):
            click.echo(line)


def _width() -> int:
    """Return how wide a table may be: as wide as the terminal; a file or another program gets all."""
    told = sys.stdout.isatty() or "COLUMNS" in os.environ
    return shutil.get_terminal_size((100, 24)).columns if told else sys.maxsize


def print_json(value: Any) -> None:
    """Print a value as indented JSON."""
    from graphx.formats.table import json_text

    click.echo(json_text(value), nl=False)


def table_lines(
    rows: Sequence[Row], columns: Mapping[str, str], width: int, *, roomy: str | None = None
) -> Iterator[str]:
    """Yield the lines of a plain table; where the terminal is narrow the widest columns are cut.

    The column ``roomy`` is cut only when the others have little left to give.
    """
    cells = [[_cell(row.get(name)) for name in columns] for row in rows]
    heads = list(columns.values())
    widths = [max(map(len, column)) for column in zip(heads, *cells, strict=True)]
    room = [place for place, name in enumerate(columns) if name == roomy]
    others = [place for place, name in enumerate(columns) if name != roomy]
    for places, least in [(others, 20), (room, 40), (others, 12), (room, 12)]:
        _narrow(widths, places, least, max(width, 40) - 2 * (len(widths) - 1))
    right = [all(isinstance(row.get(name), int | float) for row in rows) and bool(rows) for name in columns]
    for line in (heads, *cells):
        parts = [
            _fit(text, w).rjust(w) if r else _fit(text, w).ljust(w)
            for text, w, r in zip(line, widths, right, strict=True)
        ]
        yield "  ".join(parts).rstrip()


def _narrow(widths: list[int], places: Sequence[int], least: int, width: int) -> None:
    """Cut the widest of the columns at ``places``, down to ``least`` each, until all fit into ``width``."""
    while places and sum(widths) > width:
        widest = max(places, key=lambda place: widths[place])
        if widths[widest] <= least:
            return
        widths[widest] -= 1


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.6g}"
    return one_line(str(value))


def _fit(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


@contextlib.contextmanager
def progress_bars() -> Iterator[Callable[[str, int, int | None], None]]:
    """Give a progress callback that draws bars on a terminal and is silent elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _step, _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, Task, TextColumn, TimeRemainingColumn
    from rich.text import Text

    class Rate(TextColumn):
        """How much is done a second."""

        def render(self, task: Task) -> Text:
            return Text(f"{task.speed:,.0f}/s" if task.speed else "")

    name = TextColumn("{task.description:<16}")
    columns = (name, BarColumn(24), MofNCompleteColumn(), Rate(""), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, Any] = {}

        def update(step: str, done: int, total: int | None) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step, total=total)
            bars.update(tasks[step], completed=done, total=total)

        yield update


_MEANT = {
    **dict.fromkeys(("stats", "describe", "status", "show"), "info"),
    **dict.fromkeys(("view", "browse", "display"), "open"),
    **dict.fromkeys(("draw", "render", "plot"), "page"),
    **dict.fromkeys(("find", "grep"), "search"),
    **dict.fromkeys(("neighbors", "neighbours", "like", "related"), "similar"),
    **dict.fromkeys(("update", "add", "new", "make"), "build"),
    **dict.fromkeys(("compare", "changes"), "diff"),
    **dict.fromkeys(("read", "list", "recommend"), "reading-list"),
    **dict.fromkeys(("query", "select"), "sql"),
    **dict.fromkeys(("names", "extract"), "mentions"),
    **dict.fromkeys(("clusters", "groups"), "communities"),
    **dict.fromkeys(("centrality", "top"), "rank"),
    **dict.fromkeys(("help",), "--help"),
}
"""What people of other tools call our commands."""


def _fault_of_a_map(words: Iterable[str]) -> GraphxError | None:
    """Return what is wrong with a map that a command was given; None where nothing is found."""
    from graphx import store

    for word in words:
        try:
            if (Path(word) / store.FILE_NAME).is_file() and (found := store.diagnose(Path(word))):
                return found
        except GraphxError as error:
            return error
        except (OSError, ValueError):
            continue  # no path
    return None


class GraphxGroup(click.Group):
    """Commands in the order in which one meets them; our errors as one line and exit status 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order they were defined."""
        del ctx
        return list(self.commands)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Keep the words of the command, to know its map if it fails."""
        ctx.meta[_WORDS] = tuple(args)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command and tell its errors."""
        try:
            return super().invoke(ctx)
        except GraphxError as error:
            raise click.ClickException(one_line(str(error))) from error
        except BrokenPipeError:
            # The reader of our output ("| head") has had enough.
            sys.stderr.close()
            raise SystemExit(0) from None
        except OSError as error:
            told = (
                f"cannot use {error.filename or 'a file'}: {error.strerror or error}; check its permissions"
            )
            raise click.ClickException(one_line(told)) from error
        except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
            found = _fault_of_a_map(ctx.meta[_WORDS])
            if not found:
                raise  # our own fault, to be seen whole
            raise click.ClickException(one_line(str(found))) from error

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Resolve a command; for a mistyped one say which was likely meant."""
        from difflib import get_close_matches

        if args and args[0] not in self.commands and not args[0].startswith("-"):
            near = [_MEANT[args[0]]] if args[0] in _MEANT else get_close_matches(args[0], self.commands, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else " See: graphx --help"
            raise click.UsageError(f"There is no command {args[0]!r}.{hint}", ctx)
        return super().resolve_command(ctx, args)


def counts(pairs: Iterable[tuple[int, str, str]]) -> str:
    """Return numbers with their nouns in the right form: ``"1 paper, 2 datasets"``.

    >>> counts([(1, "paper", "papers"), (0, "model", "models"), (2, "dataset", "datasets")])
    '1 paper, 2 datasets'
    """
    return ", ".join(f"{n:,} {one if n == 1 else many}" for n, one, many in pairs if n)
