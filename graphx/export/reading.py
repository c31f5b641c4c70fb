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

_COLUMNS: Final = ("rank", "title", "year", "authors", "score", "reason", "url", "ids", "key")

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
    Starting from paper:b.
    <BLANKLINE>
    1. A \*Star\* (2024)
       — cites B
    """
    return READING_FORMATS[choose("format", format, READING_FORMATS)](papers)


def sentences(item: ReadingItem) -> list[str]:
    """Return the sentences behind the reason of an item, each once.

    >>> from graphx.model import Evidence, ReadingItem
    >>> twice = (Evidence(sentence="We use M."), Evidence(sentence="We use M.", start=3))
    >>> sentences(ReadingItem(key="paper:a", title="A", score=0.5, reason="uses M", evidence=twice))
    ['We use M.']
    """
    return list(dict.fromkeys(evidence.sentence for evidence in item.evidence if evidence.sentence))


def _byline(item: ReadingItem) -> str:
    authors = ", ".join(item.authors[:3]) + (" et al." if len(item.authors) > 3 else "")
    return f", {authors}" if authors else ""


def _year(item: ReadingItem) -> str:
    return "" if item.year is None else f" ({item.year})"


def _to_markdown(papers: ReadingList) -> str:
    lines = ["# Reading list", "", f"Starting from {', '.join(markdown(seed) for seed in papers.seeds)}."]
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
        if item.evidence:
            lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def _to_json(papers: ReadingList) -> str:
    items = [{"rank": rank} | asdict(item) for rank, item in enumerate(papers, start=1)]
    return json_text({"seeds": papers.seeds, "note": papers.note, "items": items})


def _to_csv(papers: ReadingList) -> str:
    rows = [
        {"rank": rank} | asdict(item) | {"url": address(item)} for rank, item in enumerate(papers, start=1)
    ]
    return format_rows(rows, "csv", _COLUMNS)


def _to_html(papers: ReadingList) -> str:
    note = f"\n<p>Note: {markup(papers.note)}.</p>" if papers.note else ""
    body = f"<p>Starting from {', '.join(markup(seed) for seed in papers.seeds)}.</p>{note}\n<ol>\n"
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
