"""Turn a record (a JSON object, a CSV row) into a paper, whatever its fields are called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from graphx.errors import InputError
from graphx.ids import parse_arxiv, parse_doi, parse_id
from graphx.model import Origin, Paper
from graphx.read.source import clean_text

FIELDS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "paper_title", "display_name"),
    "abstract": ("abstract", "summary", "description", "abstract_note", "abstractnote"),
    "year": ("year", "publication_year", "pub_year"),
    "date": ("date", "published", "publication_date", "update_date"),
    "authors": ("authors", "author", "creators"),
    "venue": ("venue", "journal", "booktitle", "publication_title", "conference"),
    "url": ("url", "link", "paper_url"),
    "arxiv": ("arxiv", "arxiv_id", "arxivid", "eprint"),
    "doi": ("doi",),
    "ids": ("ids", "identifiers", "id", "paper_id"),
    "cites": ("cites", "references"),
}
"""For each field of a paper the names it goes by in files, best first; case, blanks and hyphens aside."""

_YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)\b")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_AUTHOR_SEPARATOR = re.compile(r"\s*;\s*|\s+and\s+")


def fold_name(name: str) -> str:
    """Return a field name as it is compared.

    >>> fold_name(" Publication Year")
    'publication_year'
    """
    return re.sub(r"[\s-]+", "_", name.strip().lower())


def paper_from_record(record: Mapping[str, Any], *, path: str, line: int) -> Paper:
    """Return the paper that a record describes.

    Parameters
    ----------
    record
        Field names to values; unknown fields are ignored.
    path, line
        Where the record stands, for messages and as the paper's origin.

    Raises
    ------
    InputError
        The title is missing, or a field holds what it cannot hold.

    Examples
    --------
    >>> record = {"Title": "A Study of Things", "arXiv ID": "2308.14508v2"}
    >>> paper_from_record(record, path="a.csv", line=2).key
    'paper:arxiv:2308.14508'
    """
    folded = {fold_name(str(name)): value for name, value in record.items() if name is not None}

    def get(field: str) -> Any:
        for name in FIELDS[field]:
            if folded.get(name) not in (None, "", [], {}):
                return folded[name]
        return None

    def text(field: str) -> str:
        value = get(field)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise InputError(f"field {field!r} must be text, not {_name_of(value)}", path=path, line=line)
        return clean_text(value)

    title = text("title")
    if not title:
        have = ", ".join(sorted(folded)) or "none"
        raise InputError(f"a record without a title (its fields: {have}); add one", path=path, line=line)
    date = text("date") if isinstance(get("date"), str) else ""
    return Paper(
        title=title,
        abstract=text("abstract"),
        ids=_ids(get("arxiv"), get("doi"), get("ids"), path, line),
        year=_year(get("year") if get("year") is not None else date, path, line),
        date=found[0] if (found := _DATE.match(date)) else "",
        authors=_authors(get("authors"), path, line),
        venue=text("venue"),
        url=text("url"),
        cites=tuple(
            sorted({i for value in _texts(get("cites"), "cites", path, line) if (i := parse_id(value))})
        ),
        origins=(Origin(path, line),),
    )


def _ids(arxiv: object, doi: object, ids: object, path: str, line: int) -> tuple[str, ...]:
    found = set()
    if isinstance(arxiv, float):  # 2308.14508 unquoted is a number to JSON, and has lost its last zeros
        arxiv = f"{arxiv:.5f}" if arxiv >= 1500 else f"{arxiv:.4f}"
    if arxiv and (parsed := parse_arxiv(str(arxiv))):
        found.add(f"arxiv:{parsed}")
    if doi and (parsed := parse_doi(str(doi))):
        found.add(parse_id(f"doi:{parsed}") or "")
    if isinstance(ids, Mapping):
        ids = [f"{scheme}:{value}" for scheme, value in ids.items()]
    for value in _texts(ids, "ids", path, line):
        found.add(parse_id(value) or "")
    return tuple(sorted(found - {""}))


def _texts(value: object, field: str, path: str, line: int) -> list[str]:
    """Return a list field as texts; a CSV writes it as one text with semicolons."""
    if value is None:
        return []
    if isinstance(value, str | int | float):
        return [text for part in str(value).split(";") if (text := clean_text(part))]
    if isinstance(value, Iterable) and not isinstance(value, Mapping):
        return [clean_text(str(part)) for part in value if isinstance(part, str | int | float)]
    raise InputError(f"field {field!r} must be a list of text, not {_name_of(value)}", path=path, line=line)


def _year(value: object, path: str, line: int) -> int | None:
    if value in (None, ""):
        return None
    found = _YEAR.search(str(value))
    if not found:
        raise InputError(f"field 'year' is {str(value)[:40]!r}; give four digits", path=path, line=line)
    return int(found[0])


def _authors(value: object, path: str, line: int) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, str):
        parts = _AUTHOR_SEPARATOR.split(value)
        if len(parts) == 1 and value.count(",") > 1:  # "A. B, C. D, E. F", not "Surname, Given"
            parts = value.split(",")
        return tuple(name for part in parts if (name := clean_text(part)))
    if not isinstance(value, list):
        raise InputError(
            f"field 'authors' must be text or a list, not {_name_of(value)}", path=path, line=line
        )
    names = []
    for author in value:
        told = author.get("name") or author.get("display_name") if isinstance(author, Mapping) else author
        if not isinstance(told, str):
            raise InputError("an author must be a text or have a 'name'", path=path, line=line)
        names.append(clean_text(told))
    # "others" and "et al." end a list that was cut short.
    return tuple(name for name in names if name and name.lower() not in ("others", "et al.", "et al"))


def _name_of(value: object) -> str:
    names = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return names.get(type(value), type(value).__name__)
