"""The arXiv metadata snapshot: one JSON object a line, names taken apart, versions with their dates."""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any

from graphx.read.latex import plain_latex
from graphx.read.markup import code_links


def fits(value: Mapping[str, Any]) -> bool:
    """Whether an object is a record of the snapshot."""
    return "authors_parsed" in value or ("versions" in value and "categories" in value and "id" in value)


def translate(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record of the snapshot as a record; the date is that of the first version.

    >>> record = translate({"id": "1706.03762", "title": "Attention Is", "update_date": "2023-08-03",
    ...     "authors_parsed": [["Vaswani", "Ashish", ""]],
    ...     "versions": [{"version": "v1", "created": "Mon, 12 Jun 2017 17:57:34 GMT"}]})
    >>> record["arxiv"], record["authors"], record["date"]
    ('1706.03762', ['Ashish Vaswani'], '2017-06-12')
    """
    return {
        "title": plain_latex(str(value.get("title") or "")),
        "abstract": plain_latex(str(value.get("abstract") or "")),
        "authors": _authors(value.get("authors_parsed")) or value.get("authors"),
        "date": _first_version(value.get("versions")) or value.get("update_date"),
        "venue": value.get("journal-ref"),
        # Numbers lose zeros: 704.0010 was "0704.0010".
        "arxiv": value.get("id"),
        "doi": str(value.get("doi") or "").split(" ")[0],
        "code_links": code_links(str(value.get("comments") or "")),
    }


def _authors(value: object) -> list[str]:
    names = []
    for parts in value if isinstance(value, list) else ():
        if isinstance(parts, list):
            family, given, suffix = (*(str(part or "") for part in parts[:3]), "", "", "")[:3]
            names.append(plain_latex(" ".join(part for part in (given, family, suffix) if part)))
    return [name for name in names if name]


def _first_version(value: object) -> str | None:
    first = value[0] if isinstance(value, list) and value else None
    created = first.get("created") if isinstance(first, Mapping) else None
    try:
        return parsedate_to_datetime(created).date().isoformat() if isinstance(created, str) else None
    except (ValueError, OverflowError):
        return None
