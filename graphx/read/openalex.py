"""Works of OpenAlex: abstracts come as an index of words, citations as identifiers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from graphx.read.markup import plain

MAX_WORDS = 50_000
"""Words of an abstract; places beyond that are mistakes, and would cost memory."""


def fits(value: Mapping[str, Any]) -> bool:
    """Whether an object is a work of OpenAlex."""
    return (
        "openalex.org/" in str(value.get("id"))
        or "abstract_inverted_index" in value
        or ("display_name" in value and "referenced_works" in value)
    )


def translate(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return a work as a record.

    >>> work = {"id": "https://openalex.org/W2", "title": "A Study",
    ...     "abstract_inverted_index": {"We": [0], "see": [1]},
    ...     "referenced_works": ["https://openalex.org/W1"]}
    >>> record = translate(work)
    >>> record["abstract"], record["ids"], record["cites"]
    ('We see', ['openalex:W2'], ['openalex:W1'])
    """
    known = value.get("ids")
    ids = dict(known) if isinstance(known, Mapping) else {}
    place = value.get("primary_location")
    place = place if isinstance(place, Mapping) else {}
    venue = place.get("source") or value.get("host_venue")
    return {
        "title": plain(str(value.get("title") or value.get("display_name") or "")),
        "abstract": value.get("abstract") or spell_out(value.get("abstract_inverted_index")),
        "year": value.get("publication_year"),
        "date": value.get("publication_date"),
        "authors": _authors(value.get("authorships")),
        "venue": venue.get("display_name") if isinstance(venue, Mapping) else None,
        "url": place.get("landing_page_url") or value.get("doi"),
        "doi": value.get("doi") or ids.get("doi"),
        "ids": [*work_ids([value.get("id") or ids.get("openalex")]), *_pmid(ids.get("pmid"))],
        "arxiv": _arxiv(value),
        "cites": work_ids(value.get("referenced_works")),
    }


def spell_out(index: object) -> str:
    """Return the text that an index from words to places was made from.

    >>> spell_out({"b": [1], "a": [0, 2], "far": [10**12], "odd": ["x"]})
    'a b a'
    >>> spell_out('{"a": [0]}')
    'a'
    """
    if isinstance(index, str):  # as tables hold it
        try:
            index = json.loads(index)
        except (RecursionError, ValueError):
            return ""
    if not isinstance(index, Mapping):
        return ""
    words = {
        place: str(word)
        for word, places in index.items()
        if isinstance(places, list)
        for place in places
        if isinstance(place, int) and 0 <= place < MAX_WORDS
    }
    return plain(" ".join(words[place] for place in sorted(words)))


def work_ids(values: object) -> list[str]:
    """Return addresses of works as identifiers."""
    if not isinstance(values, list):
        return []
    found = (str(value).rpartition("/")[2].upper() for value in values)
    return [f"openalex:{name}" for name in found if name[:1] == "W" and name[1:].isdecimal()]


def _pmid(value: object) -> list[str]:
    number = str(value or "").rstrip("/").rpartition("/")[2]
    return [f"pmid:{number}"] if number.isdecimal() else []


def _arxiv(value: Mapping[str, Any]) -> str | None:
    """Return the arXiv address among the places where a work stands."""
    places = value.get("locations")
    for place in places if isinstance(places, list) else ():
        url = str(place.get("landing_page_url")) if isinstance(place, Mapping) else ""
        if "arxiv.org/abs/" in url:
            return url
    return None


def _authors(values: object) -> list[Any]:
    names = []
    for entry in values if isinstance(values, list) else ():
        if isinstance(entry, Mapping):
            author = entry.get("author")
            name = author.get("display_name") if isinstance(author, Mapping) else None
            names.append(name or entry.get("raw_author_name"))
    return [name for name in names if name]
