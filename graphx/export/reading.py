"""Reading lists as Markdown, JSON, CSV, BibTeX, RIS and HTML."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from graphx.errors import choose
from graphx.export.bibliography import address, to_bibtex, to_ris
from graphx.export.escape import markdown, markup
from graphx.export.table import format_rows, json_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphx.model import ReadingItem, ReadingList

_COLUMNS: Final = ("rank", "title", "year", "authors", "venue", "score", "reason", "url", "ids", "key")

WITHOUT_NOTE: Final = ("csv", "ris")
"""Formats that have no place for the note of a list."""

_PAGE: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Reading list</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }}
li {{ margin: 0 0 1.2rem; }}
p, blockquote {{ margin: .2rem 0; }}
blockquote {{ border-left: .2rem solid; padding-left: .8rem; }}
</style>
</head>
<body>
<main>
<h1>Reading list</h1>
{body}
</main>
</body>
</html>
"""


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
        page that loads nothing.

    Raises
    ------
    OptionError
        An unknown format.

    Examples
    --------
    >>> from graphx.model import ReadingItem, ReadingList
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


def sentences(item: ReadingItem) -> list[str]:
    """Return the item's own sentences behind its reason, each once; those of other papers are left out.

    >>> from graphx.model import Evidence, ReadingItem
    >>> said = [("paper:a", "We use M."), ("paper:a", "We use M."), ("paper:b", "We introduce M.")]
    >>> evidence = tuple(Evidence(paper=paper, sentence=sentence) for paper, sentence in said)
    >>> sentences(ReadingItem(key="paper:a", title="A", score=0.5, reason="uses M", evidence=evidence))
    ['We use M.']
    """
    own = (evidence.sentence for evidence in item.evidence if evidence.paper == item.key)
    return list(dict.fromkeys(sentence for sentence in own if sentence))


def _start(papers: ReadingList, escape: Callable[[str], str]) -> str:
    return f"Starting from {', '.join(f'“{escape(title)}”' for title in papers.seed_titles)}."


def _row(rank: int, item: ReadingItem) -> dict[str, object]:
    return {"rank": rank} | asdict(item) | {"url": address(item)}


def _byline(item: ReadingItem) -> str:
    authors = ", ".join(item.authors[:3]) + (" et al." if len(item.authors) > 3 else "")
    return f", {authors}" if authors else ""


def _year(item: ReadingItem) -> str:
    return "" if item.year is None else f" ({item.year})"


def _to_markdown(papers: ReadingList) -> str:
    lines = ["# Reading list", "", _start(papers, markdown)]
    if papers.note:
        lines += ["", f"Note: {markdown(papers.note)}."]
    lines.append("")
    for rank, item in enumerate(papers, start=1):
        mark = f"{rank}. "
        url = address(item)
        title = f"[{markdown(item.title)}]({url})" if url else markdown(item.title)
        lines.append(f"{mark}{title}{_year(item)}{markdown(_byline(item))}")
        lines.append(f"{' ' * len(mark)}— {markdown(item.reason)}")
        for sentence in sentences(item):
            lines += ["", f"{' ' * len(mark)}> {markdown(sentence)}"]
        lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def _to_json(papers: ReadingList) -> str:
    items = [_row(rank, item) for rank, item in enumerate(papers, start=1)]
    head = {"seeds": papers.seeds, "seed_titles": papers.seed_titles, "note": papers.note}
    return json_text(head | {"items": items})


def _to_csv(papers: ReadingList) -> str:
    return format_rows((_row(rank, item) for rank, item in enumerate(papers, start=1)), "csv", _COLUMNS)


def _to_html(papers: ReadingList) -> str:
    note = f"\n<p>Note: {markup(papers.note)}.</p>" if papers.note else ""
    body = f"<p>{_start(papers, markup)}</p>{note}\n<ol>\n"
    return _PAGE.format(body=body + "".join(_html_item(item) for item in papers) + "</ol>")


def _html_item(item: ReadingItem) -> str:
    url, title = address(item), markup(item.title)
    linked = f'<a href="{markup(url)}" rel="noreferrer">{title}</a>' if url else title
    quotes = "".join(f"<blockquote>{markup(sentence)}</blockquote>\n" for sentence in sentences(item))
    return f"<li>{linked}{_year(item)}{markup(_byline(item))}\n<p>{markup(item.reason)}</p>\n{quotes}</li>\n"


READING_FORMATS: Final[dict[str, Callable[[ReadingList], str]]] = {
    "bib": to_bibtex,
    "csv": _to_csv,
    "html": _to_html,
    "json": _to_json,
    "md": _to_markdown,
    "ris": to_ris,
}
"""Every format of a reading list by its name: a function from the list to text."""
