"""What a map would cost as a networkx graph, told before it is loaded."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Final

from graphx import store
from graphx.errors import OptionError

if TYPE_CHECKING:
    from os import PathLike


def cost_of(papers: int, rows: int) -> tuple[float, float]:
    """Return about how many bytes and seconds loading a map as a networkx graph takes at its peak.

    Parameters
    ----------
    papers, rows
        How many papers, and how many mentions, citations and facts, the map holds.

    Notes
    -----
    Measured on maps of 2,500 and 10,000 papers. While a graph is made of them, papers and mentions stand in
    memory too.

    Examples
    --------
    >>> needed, seconds = cost_of(1_000_000, 5_000_000)
    >>> needed > 8e9, seconds > 60
    (True, True)
    """
    return 5_000 * papers + 1_200 * rows, 60e-6 * papers + 20e-6 * rows


TEXT_TIMES: Final = {"graphml": 5, "json": 4, "gexf": 4}
"""How many times as much a graph takes with its text beside it, by format; measured on 20,000 papers."""

FEWEST_TIMES: Final = 3
"""The same of all other formats."""


def check_cost(folder: str | PathLike[str], most: float, *, text: str = "") -> None:
    """Raise an OptionError where a map as a networkx graph would take more than ``most`` bytes.

    Parameters
    ----------
    folder
        The map's folder.
    most
        Bytes that it may take.
    text
        The format that all of it is to be written in; nothing where it is only to be loaded.
    """
    with store.open_map(folder) as db:
        counts = [
            db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("papers", "mentions", "citations")
        ]
    needed, seconds = cost_of(counts[0], sum(counts[1:]))
    if text:
        times = TEXT_TIMES.get(text, FEWEST_TIMES)
        needed, seconds = times * needed, times * seconds
    if needed > most:
        minutes = max(1, round(seconds / 60))
        time = "1 minute" if minutes == 1 else f"{minutes} minutes"
        aim = f"write as {text}" if text else "load"
        raise OptionError(
            f"the graph of {counts[0]:,} papers would take about {needed / 1e9:.1f} GB of memory and "
            f"{time} to {aim}; load a part (around a node, of some years or "
            f"kinds), ask what open_graph gives, which loads nothing, or allow it {ceil(needed / 1e9)} GB"
        )
