"""A page of lists, written once and shown as Markdown or HTML."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from graphx.formats.escape import markdown, markup

_PAGE: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
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
<h1>{title}</h1>
{body}
</main>
</body>
</html>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a list and what stands below it, all plain text.

    Parameters
    ----------
    title, url
        What it is called; where the title leads, or empty text.
    after
        What follows the title on its line.
    remarks
        Short lines below it.
    quotes
        Sentences quoted below those.
    """

    title: str
    url: str = ""
    after: str = ""
    remarks: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A list under a heading.

    Parameters
    ----------
    entries
        What is listed.
    heading, lead
        What stands above the list; nothing where empty.
    numbered
        Whether places count.
    """

    entries: tuple[Entry, ...]
    heading: str = ""
    lead: str = ""
    numbered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    r"""A heading, paragraphs and lists.

    Examples
    --------
    >>> page = Document(heading="List", sections=(Section(entries=(Entry(title="A *star*"),)),))
    >>> page.to_markdown()
    '# List\n\n- A \\*star\\*\n'
    >>> "<h1>List</h1>" in page.to_html()
    True
    """

    heading: str
    paragraphs: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()

    def to_markdown(self) -> str:
        """Return the page as Markdown; whatever the texts hold is shown as it stands."""
        lines = [f"# {markdown(self.heading)}", ""]
        for paragraph in self.paragraphs:
            lines += [markdown(paragraph), ""]
        for section in self.sections:
            if section.heading:
                lines += [f"## {markdown(section.heading)}", ""]
            if section.lead:
                lines += [markdown(section.lead), ""]
            for place, entry in enumerate(section.entries, start=1):
                lines += _markdown_entry(entry, f"{place}. " if section.numbered else "- ")
                lines += [""] if section.numbered or place == len(section.entries) else []
        return "\n".join(lines).rstrip("\n") + "\n"

    def to_html(self) -> str:
        """Return the page as HTML that loads nothing; whatever the texts hold is shown as it stands."""
        parts = [f"<p>{markup(paragraph)}</p>\n" for paragraph in self.paragraphs]
        for section in self.sections:
            tag = "ol" if section.numbered else "ul"
            parts += [f"<h2>{markup(section.heading)}</h2>\n"] if section.heading else []
            parts += [f"<p>{markup(section.lead)}</p>\n"] if section.lead else []
            parts += [f"<{tag}>\n", *(_html_entry(entry) for entry in section.entries), f"</{tag}>\n"]
        return _PAGE.format(title=markup(self.heading), body="".join(parts).rstrip("\n"))


def _markdown_entry(entry: Entry, mark: str) -> list[str]:
    indent = " " * len(mark)
    title = f"[{markdown(entry.title)}]({entry.url})" if entry.url else markdown(entry.title)
    lines = [f"{mark}{title}{_plain_markdown(entry.after)}"]
    lines += [f"{indent}— {markdown(remark)}" for remark in entry.remarks]
    for quote in entry.quotes:
        lines += ["", f"{indent}> {markdown(quote)}"]
    return lines


def _plain_markdown(text: str) -> str:
    # Blanks at the start are kept, for they part the text from the title.
    return f"{text[: len(text) - len(text.lstrip())]}{markdown(text.lstrip())}" if text else ""


def _html_entry(entry: Entry) -> str:
    title = markup(entry.title)
    linked = f'<a href="{markup(entry.url)}" rel="noreferrer">{title}</a>' if entry.url else title
    after = f" {markup(entry.after)}" if entry.after.startswith(" ") else markup(entry.after)
    remarks = "".join(f"<p>{markup(remark)}</p>\n" for remark in entry.remarks)
    quotes = "".join(f"<blockquote>{markup(quote)}</blockquote>\n" for quote in entry.quotes)
    return f"<li>{linked}{after}\n{remarks}{quotes}</li>\n"
