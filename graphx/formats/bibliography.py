"""Papers for reference managers: BibTeX and RIS."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from graphx.formats.escape import ascii_word, bibtex, enclosable
from graphx.ids import SCHEMES, id_url, safe_url
from graphx.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphx.model import ReadingItem

_SMALL_WORDS: Final = frozenset(
    {"a", "an", "and", "for", "from", "in", "of", "on", "the", "to", "towards", "with"}
)


def address(item: ReadingItem) -> str:
    """Return where to read a paper: its url, else the page of its best identifier, else empty text.

    >>> from graphx.model import ReadingItem
    >>> address(ReadingItem(key="paper:a", title="A", score=0.5, reason="", ids=("arxiv:2308.14508",)))
    'https://arxiv.org/abs/2308.14508'
    """
    ids = _ids(item)
    pages = (id_url(f"{scheme}:{ids[scheme]}") for scheme in SCHEMES if scheme in ids)
    return enclosable(safe_url(item.url.strip()) or next(filter(None, pages), ""))


def bibtex_entries(items: Iterable[ReadingItem], note: str = "") -> str:
    """Return papers as BibTeX, the reason as the note of each entry.

    >>> from graphx.model import ReadingItem
    >>> item = ReadingItem(key="paper:a", title="On Stars", score=0.5, reason="cites B", year=2024)
    >>> print(bibtex_entries([item]), end="")
    @misc{stars2024,
      title = {{On Stars}},
      year = {2024},
      note = {cites B},
    }
    """
    taken: set[str] = set()
    entries = []
    # Outside of entries BibTeX skips everything up to the next @.
    if note:
        entries.append(f"% {one_line(note).replace('@', ' ')}\n")
    for item in items:
        key = _entry_key(item, taken)
        taken.add(key)
        fields = "".join(f"  {name} = {{{value}}},\n" for name, value in _bibtex_fields(item) if value)
        entries.append(f"@misc{{{key},\n{fields}}}\n")
    return "\n".join(entries)


def ris_records(items: Iterable[ReadingItem]) -> str:
    """Return papers as RIS, the reason as the note of each record.

    >>> from graphx.model import ReadingItem
    >>> item = ReadingItem(key="paper:a", title="On Stars", score=0.5, reason="cites B", year=2024)
    >>> ris_records([item]).splitlines()
    ['TY  - GEN', 'TI  - On Stars', 'PY  - 2024', 'N1  - cites B', 'ER  - ']
    """
    records = []
    for item in items:
        fields = [("TY", "GEN"), *_ris_fields(item), ("ER", "")]
        # RIS has no escapes: what is on the tag's line is text, so all that matters is to stay on it.
        lines = [f"{tag}  - {one_line(value)}" for tag, value in fields if value or tag == "ER"]
        records.append("\n".join(lines) + "\n")
    return "\n".join(records)


def _entry_key(item: ReadingItem, taken: set[str]) -> str:
    """Return a key of ASCII letters and digits that no entry has: first author, year, first telling word.

    Without an author it is the first three telling words and the year.
    """
    surname = (item.authors[0].split(",")[0].split() or [""])[-1] if item.authors else ""
    author, year = ascii_word(surname), str(item.year or "")
    words = [ascii_word(word) for word in re.split(r"[\s\-:]+", item.title)]
    telling = [word for word in words if word and word not in _SMALL_WORDS]
    parts = [author, year, *telling[:1]] if author else [*telling[:3], year]
    key = "".join(parts) or "paper"
    names = itertools.chain([key], (f"{key}x{serial}" for serial in itertools.count(2)))
    return next(name for name in names if name not in taken)


def _ids(item: ReadingItem) -> dict[str, str]:
    """Return the first identifier of each scheme."""
    return dict(i.partition(":")[::2] for i in reversed(item.ids))


def _note(item: ReadingItem) -> str:
    return f"{item.reason}; {item.why_here}" if item.why_here else item.reason


def _bibtex_fields(item: ReadingItem) -> list[tuple[str, str]]:
    ids = _ids(item)
    # An author named "Research and Development" is one author only inside braces.
    authors = [
        f"{{{bibtex(a)}}}" if re.search(r"\band\b", a, re.IGNORECASE) else bibtex(a) for a in item.authors
    ]
    return [
        ("title", f"{{{bibtex(item.title)}}}"),
        ("author", " and ".join(authors)),
        # Whether the venue is a journal or a conference nobody said: this field goes with any kind of work.
        ("howpublished", bibtex(item.venue)),
        ("year", str(item.year or "")),
        ("eprint", quote(ids.get("arxiv", ""))),
        ("archiveprefix", "arXiv" if ids.get("arxiv") else ""),
        ("doi", quote(ids.get("doi", ""), safe="/:;()")),
        ("url", address(item)),
        ("note", bibtex(_note(item))),
    ]


def _ris_fields(item: ReadingItem) -> list[tuple[str, str]]:
    ids = _ids(item)
    return [
        ("TI", item.title),
        *(("AU", author.replace("*", "")) for author in item.authors),
        ("T2", item.venue),
        ("PY", str(item.year or "")),
        ("DO", ids.get("doi", "")),
        ("UR", address(item)),
        ("N1", _note(item)),
    ]
