"""Reading lists in a format that is asked for by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graphx.errors import choose
from graphx.formats.reading import ReadingList

if TYPE_CHECKING:
    from collections.abc import Callable

WITHOUT_NOTE: Final = ("csv", "ris")
"""Formats that have no place for the note of a list."""

READING_FORMATS: Final[dict[str, Callable[[ReadingList], str]]] = {
    "bib": ReadingList.to_bibtex,
    "csv": ReadingList.to_csv,
    "html": ReadingList.to_html,
    "json": ReadingList.to_json,
    "md": ReadingList.to_markdown,
    "ris": ReadingList.to_ris,
}
"""Every format of a reading list by its name: a function from the list to text."""


def format_reading_list(
    papers: ReadingList,
    format: str,  # noqa: A002  the option is called so in the shell too
) -> str:
    r"""Return a reading list as text.

    Parameters
    ----------
    papers
        What :func:`graphx.analyze.reading.reading_list` returns.
    format
        One of :data:`READING_FORMATS`.

    Returns
    -------
    str
        The text; whatever titles hold is shown as it stands and means nothing to the format. HTML is a whole
        page that loads nothing. CSV, BibTeX and RIS hold the list, the others the short lists too.

    Raises
    ------
    OptionError
        An unknown format.

    Examples
    --------
    >>> from graphx.answers.papers import ReadingItem
    >>> item = ReadingItem(key="paper:a", title="A *Star*", score=0.5, reason="cites B", year=2024)
    >>> print(format_reading_list(ReadingList(seeds=("paper:b",), items=(item,)), "md"), end="")
    # Reading list
    <BLANKLINE>
    Starting from “paper:b”.
    <BLANKLINE>
    1. A \*Star\* (2024)
       — cites B
    """
    return READING_FORMATS[choose("format", format, READING_FORMATS)](papers)
