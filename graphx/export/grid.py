"""The grid of models and datasets as Markdown, JSON and CSV."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from graphx.errors import choose
from graphx.formats.escape import markdown
from graphx.formats.table import format_rows, json_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from graphx.answers.questions import Grid

_COLUMNS: Final = ("model", "dataset", "papers", "titles", "expected", "keys")
_HOLES: Final = 12  # holes told in Markdown; JSON and CSV have all


def format_grid(
    grid: Grid,
    format: str,  # noqa: A002  the option is called so in the shell too
) -> str:
    r"""Return a grid as text.

    Parameters
    ----------
    grid
        What :func:`graphx.analyze.questions.experiment_grid` returns.
    format
        One of :data:`GRID_FORMATS`: ``"md"`` is a table of how many papers try both, and the first holes in
        words; ``"csv"`` has a line for each model and dataset, ``"json"`` all with every sentence.

    Returns
    -------
    str
        The text; whatever names hold is shown as it stands and means nothing to the format.

    Raises
    ------
    OptionError
        An unknown format.

    Examples
    --------
    >>> from graphx.answers.questions import Grid, GridCell, GridLine, GridPaper
    >>> models = (GridLine(key="model:m", name="M|N", papers=1),)
    >>> datasets = (GridLine(key="dataset:d", name="D", papers=1),)
    >>> cell = GridCell(row=0, column=0, papers=(GridPaper(key="paper:a", title="A"),))
    >>> print(format_grid(Grid(models=models, datasets=datasets, cells=(cell,), papers=1), "md"), end="")
    |  | D |
    |:--|--:|
    | M\|N | 1 |
    """
    return GRID_FORMATS[choose("format", format, GRID_FORMATS)](grid)


def _to_markdown(grid: Grid) -> str:
    lines = [f"Note: {markdown(grid.note)}.", ""] if grid.note else []
    if grid.models and grid.datasets:
        counts = {(cell.row, cell.column): len(cell.papers) for cell in grid.cells}
        lines.append(f"|  | {' | '.join(markdown(line.name) for line in grid.datasets)} |")
        lines.append(f"|:--|{'|'.join('--:' for _ in grid.datasets)}|")
        for row, model in enumerate(grid.models):
            numbers = (str(counts.get((row, column), "")) for column in range(len(grid.datasets)))
            lines.append(f"| {' | '.join((markdown(model.name), *numbers))} |")
    if grid.holes:
        lines += ["", *(f"- {markdown(hole.text)}" for hole in grid.holes[:_HOLES])]
        if len(grid.holes) > _HOLES:
            lines.append(f"- … and {len(grid.holes) - _HOLES:,} more holes")
    return "\n".join(lines) + "\n"


def _to_json(grid: Grid) -> str:
    return json_text(asdict(grid))


def _to_csv(grid: Grid) -> str:
    return format_rows(_rows(grid), "csv", _COLUMNS)


def _rows(grid: Grid) -> Iterator[dict[str, object]]:
    papers = {(cell.row, cell.column): cell.papers for cell in grid.cells}
    expected = {(hole.row, hole.column): hole.expected for hole in grid.holes}
    for row, model in enumerate(grid.models):
        for column, dataset in enumerate(grid.datasets):
            here = papers.get((row, column), ())
            yield {
                "model": model.name,
                "dataset": dataset.name,
                "papers": len(here),
                "titles": [paper.title for paper in here],
                "expected": expected.get((row, column)),
                "keys": [paper.key for paper in here],
            }


GRID_FORMATS: Final[dict[str, Callable[[Grid], str]]] = {"csv": _to_csv, "json": _to_json, "md": _to_markdown}
"""Every format of a grid by its name: a function from the grid to text."""
