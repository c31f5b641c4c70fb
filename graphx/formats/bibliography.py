"""Papers for reference managers: BibTeX, RIS and CSL-JSON."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from graphx.formats.entries import citation_key, csl_type, ris_type, type_of, venue_field
from graphx.formats.escape import ascii_word, bibtex, enclosable
from graphx.ids import SCHEMES, id_url, safe_url
from graphx.schema import ET_AL
from graphx.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from graphx.answers.papers import ReadingItem

_SMALL_WORDS: Final = frozenset(
    {"a", "an", "and", "for", "from", "in", "of", "on", "the", "to", "towards", "with"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """What a whole library tells of a paper and a reading list leaves out.

    Parameters
    ----------
    abstract, date
        As in :class:`graphx.model.Paper`.
    keywords
        What the paper names.
    """

    abstract: str = ""
    date: str = ""
    keywords: tuple[str, ...] = ()


_NOTHING: Final = Extra()

_OTHERS: Final = "others"
"""How BibTeX writes "et al."; what makes CSL of BibTeX writes it likewise."""


def address(item: ReadingItem) -> str:
    """Return where to read a paper: its url, else the page of its best identifier, else empty text.

    >>> from graphx.answers.papers import ReadingItem
    >>> address(ReadingItem(key="paper:a", title="A", score=0.5, reason="", ids=("arxiv:2308.14508",)))
    'https://arxiv.org/abs/2308.14508'
    """
    ids = _ids(item)
    pages = (id_url(f"{scheme}:{ids[scheme]}") for scheme in SCHEMES if scheme in ids)
    return enclosable(safe_url(item.url.strip()) or next(filter(None, pages), ""))


def bibtex_entries(
    items: Iterable[ReadingItem], note: str = "", *, extras: Mapping[str, Extra] | None = None
) -> str:
    """Return papers as BibTeX, the reason as the note of each entry; ``extras`` by node key.

    Papers that were read from a bibliography keep their key and type; of others the type goes by the venue
    (:func:`graphx.formats.entries.type_of`).

    >>> from graphx.answers.papers import ReadingItem
    >>> item = ReadingItem(key="paper:a", title="On Stars", score=0.5, reason="cites B", venue="ACL 2024")
    >>> print(bibtex_entries([item]), end="")
    @inproceedings{stars,
      title = {{On Stars}},
      booktitle = {ACL 2024},
      note = {cites B},
    }
    """
    entries = []
    # Outside of entries BibTeX skips everything up to the next @.
    if note:
        entries.append(f"% {one_line(note).replace('@', ' ')}\n")
    for item, key in _with_keys(items):
        told = [*_bibtex_fields(item), *_bibtex_extra((extras or {}).get(item.key, _NOTHING))]
        fields = "".join(f"  {name} = {{{value}}},\n" for name, value in told if value)
        entries.append(f"@{type_of(item.entry_type, item.venue)}{{{key},\n{fields}}}\n")
    return "\n".join(entries)


def ris_records(items: Iterable[ReadingItem], *, extras: Mapping[str, Extra] | None = None) -> str:
    """Return papers as RIS, the reason as the note of each record; ``extras`` by node key.

    >>> from graphx.answers.papers import ReadingItem
    >>> item = ReadingItem(key="paper:a", title="On Stars", score=0.5, reason="cites B", year=2024)
    >>> ris_records([item]).splitlines()
    ['TY  - GEN', 'TI  - On Stars', 'PY  - 2024', 'N1  - cites B', 'ER  - ']
    """
    records = []
    for item in items:
        extra = (extras or {}).get(item.key, _NOTHING)
        fields = [*_ris_fields(item), *_ris_extra(extra), ("ER", "")]
        # RIS has no escapes: what is on the tag's line is text, so all that matters is to stay on it.
        lines = [f"{tag}  - {one_line(value)}" for tag, value in fields if value or tag == "ER"]
        records.append("\n".join(lines) + "\n")
    return "\n".join(records)


def csl_items(items: Iterable[ReadingItem], extras: Mapping[str, Extra]) -> list[dict[str, Any]]:
    """Return papers as items of CSL-JSON (schema 1.0), the citation language of Zotero and pandoc.

    >>> from graphx.answers.papers import ReadingItem
    >>> item = ReadingItem(key="paper:a", title="A", score=0, reason="", authors=("Laurens van der Maaten",))
    >>> csl_items([item], {})
    [{'id': 'maaten', 'type': 'article', 'title': 'A',
      'author': [{'family': 'van der Maaten', 'given': 'Laurens'}]}]
    """
    found = []
    for item, key in _with_keys(items):
        extra = extras.get(item.key, _NOTHING)
        ids = _ids(item)
        date = _date_parts(extra.date) or ([item.year] if item.year else [])
        fields: dict[str, Any] = {
            "id": key,
            "type": csl_type(type_of(item.entry_type, item.venue)),
            "title": one_line(item.title),
            "author": [name for name in map(_csl_name, item.authors) if name],
            "issued": {"date-parts": [date]} if date else {},
            "container-title": one_line(item.venue),
            "DOI": ids.get("doi", ""),
            "number": f"arXiv:{ids['arxiv']}" if "arxiv" in ids else "",
            "URL": address(item),
            "abstract": one_line(extra.abstract),
            "keyword": ", ".join(map(_keyword, extra.keywords)),
            "note": one_line(_note(item)),
        }
        found.append({name: value for name, value in fields.items() if value or name in ("id", "title")})
    return found


def _csl_name(author: str) -> dict[str, str]:
    """Return a name in its parts as BibTeX takes names apart: the last word, and small words before it."""
    name = one_line(author)
    if author == ET_AL:
        return {"literal": _OTHERS}
    if "," in name:
        family, _, given = (part.strip() for part in name.partition(","))
    else:
        words = name.split()
        start = max(len(words) - 1, 0)
        while start > 1 and words[start - 1][:1].islower():
            start -= 1
        family, given = " ".join(words[start:]), " ".join(words[:start])
    if family and given:
        return {"family": family, "given": given}
    return {"literal": name} if name else {}


def _date_parts(date: str) -> list[int]:
    match = re.match(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", date)
    return [int(part) for part in match.groups() if part] if match else []


def _keyword(name: str) -> str:
    """Return a name that a list of names joined by commas can hold."""
    return re.sub(r"[,;\s]+", " ", one_line(name)).strip()


def _with_keys(items: Iterable[ReadingItem]) -> Iterator[tuple[ReadingItem, str]]:
    """Yield papers, each with a key of its own: that of its bibliography where the first has it."""
    items = list(items)
    own = {item.key: citation_key(item.cite_key) for item in items}
    # BibTeX takes keys that differ in their case alone for one.
    taken, kept = {key.lower() for key in own.values()}, set[str]()
    for item in items:
        key = own[item.key]
        if not key or key.lower() in kept:
            stem = key or _entry_key(item)
            names = itertools.chain([stem], (f"{stem}x{serial}" for serial in itertools.count(2)))
            key = next(name for name in names if name.lower() not in taken)
        kept.add(key.lower())
        taken.add(key.lower())
        yield item, key


def _entry_key(item: ReadingItem) -> str:
    """Return a key of ASCII letters and digits: first author, year, first telling word.

    Without an author it is the first three telling words and the year.
    """
    surname = (item.authors[0].split(",")[0].split() or [""])[-1] if item.authors else ""
    author, year = ascii_word(surname), str(item.year or "")
    words = [ascii_word(word) for word in re.split(r"[\s\-:]+", item.title)]
    telling = [word for word in words if word and word not in _SMALL_WORDS]
    parts = [author, year, *telling[:1]] if author else [*telling[:3], year]
    return "".join(parts) or "paper"


def _ids(item: ReadingItem) -> dict[str, str]:
    """Return the first identifier of each scheme."""
    return dict(i.partition(":")[::2] for i in reversed(item.ids))


def _note(item: ReadingItem) -> str:
    return f"{item.reason}; {item.why_here}" if item.why_here else item.reason


def _bibtex_author(name: str) -> str:
    if name == ET_AL:
        return _OTHERS
    # An author named "Research and Development" is one author only inside braces.
    return f"{{{bibtex(name)}}}" if re.search(r"\band\b", name, re.IGNORECASE) else bibtex(name)


def _bibtex_fields(item: ReadingItem) -> list[tuple[str, str]]:
    ids = _ids(item)
    return [
        ("title", f"{{{bibtex(item.title)}}}"),
        ("author", " and ".join(map(_bibtex_author, item.authors))),
        (venue_field(type_of(item.entry_type, item.venue)), bibtex(item.venue)),
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
        ("TY", ris_type(type_of(item.entry_type, item.venue))),
        ("TI", item.title),
        *(("AU", author.replace("*", "")) for author in item.authors),
        ("T2", item.venue),
        ("PY", str(item.year or "")),
        ("DO", ids.get("doi", "")),
        ("UR", address(item)),
        ("N1", _note(item)),
    ]


def _bibtex_extra(extra: Extra) -> list[tuple[str, str]]:
    keywords = ", ".join(bibtex(_keyword(name)) for name in extra.keywords)
    return [("date", bibtex(extra.date)), ("keywords", keywords), ("abstract", bibtex(extra.abstract))]


def _ris_extra(extra: Extra) -> list[tuple[str, str]]:
    date = "/".join(f"{part:02}" for part in _date_parts(extra.date))
    # A date of RIS is year/month/day/other, with its three slashes even where parts are missing.
    date += "/" * (3 - date.count("/")) if date else ""
    return [("DA", date), ("AB", extra.abstract), *(("KW", name) for name in extra.keywords)]
