"""Works of Crossref, and CSL-JSON as Zotero and other libraries export it, which is made after them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from graphx.read.markup import plain
from graphx.read.record import iso_date


def fits(value: Mapping[str, Any]) -> bool:
    """Whether an object is a work of Crossref or an item of CSL-JSON."""
    return "title" in value and (
        "container-title" in value
        or "date-parts" in str(value.get("issued"))[:40]
        or ("DOI" in value and "type" in value)
        or (_is_names(value.get("author")) and "type" in value)
    )


def translate(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return a work as a record.

    >>> record = translate({"title": ["A <i>Study</i>"], "DOI": "10.1000/x",
    ...     "issued": {"date-parts": [[2021, 3]]},
    ...     "reference": [{"DOI": "10.1000/y"}, {"unstructured": "Bee, 1999"}]})
    >>> record["title"], record["date"], record["cites"]
    ('A Study', '2021-03', ['doi:10.1000/y'])
    """
    title = _first(value.get("title"))
    subtitle = _first(value.get("subtitle"))
    if subtitle and subtitle.lower() not in title.lower():
        title = f"{title}: {subtitle}"
    return {
        "title": plain(title),
        "abstract": plain(_first(value.get("abstract"))),
        "date": _date(value),
        "authors": [_name(entry) for entry in _list(value.get("author"))],
        "venue": plain(_first(value.get("container-title")) or _first(value.get("event-title"))),
        "url": value.get("URL"),
        "doi": value.get("DOI"),
        "ids": list(_ids(value)),
        # Looked at for identifiers; the lines of the note that name their scheme are above.
        "volume": value.get("volume"),
        "page": value.get("page"),
        "note": value.get("note"),
        "cites": [
            f"doi:{entry['DOI']}"
            for entry in _list(value.get("reference"))
            if isinstance(entry, Mapping) and isinstance(entry.get("DOI"), str)
        ],
    }


def _ids(value: Mapping[str, Any]) -> Iterator[str]:
    if pmid := str(value.get("PMID") or "").strip():
        yield f"pmid:{pmid}"
    # Zotero writes what has no field of its own as lines of a note: "arXiv: 1706.03762".
    note = value.get("note")
    for line in note.splitlines() if isinstance(note, str) else ():
        name, _, told = line.partition(":")
        if name.strip().lower() in ("arxiv", "pmid", "doi") and told.strip():
            yield f"{name.strip().lower()}:{told.split()[0]}"
    number = value.get("number")
    if isinstance(number, str) and number.lower().startswith("arxiv:"):
        yield number


def _date(value: Mapping[str, Any]) -> str | None:
    for field in ("published-print", "published-online", "issued", "published", "posted", "created"):
        told = value.get(field)
        if not isinstance(told, Mapping):
            continue
        parts = _list(told.get("date-parts"))
        if parts and (found := iso_date(_list(parts[0]))):
            return found
        if isinstance(other := told.get("raw") or told.get("literal"), str):
            return other
    return None


def _name(entry: object) -> object:
    if not isinstance(entry, Mapping):
        return entry
    parts = (entry.get("given"), entry.get("non-dropping-particle"), entry.get("family"))
    whole = " ".join(part for part in parts if isinstance(part, str))
    return whole or entry.get("literal") or entry.get("name")


def _first(value: object) -> str:
    value = value[0] if isinstance(value, list) and value else value
    return value if isinstance(value, str) else ""


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _is_names(value: object) -> bool:
    return any(isinstance(entry, Mapping) and "family" in entry for entry in _list(value))
