"""Works of DataCite, which registers the DOIs of arXiv."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphx.read.markup import plain


def fits(value: Mapping[str, Any]) -> bool:
    """Whether an object is a work of DataCite."""
    held = value.get("attributes")
    return isinstance(held, Mapping) and "titles" in held


def translate(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return a work as a record.

    >>> record = translate({"attributes": {"doi": "10.48550/arxiv.2308.14508",
    ...     "titles": [{"title": "A Study"}], "publicationYear": 2023,
    ...     "creators": [{"name": "Bee, Ann", "givenName": "Ann", "familyName": "Bee"}]}})
    >>> record["title"], record["authors"], record["doi"]
    ('A Study', ['Ann Bee'], '10.48550/arxiv.2308.14508')
    """
    work = value["attributes"]
    related = _mappings(work.get("relatedIdentifiers"))
    return {
        "title": plain(_first(work.get("titles"), "title")),
        "abstract": plain(_first(work.get("descriptions"), "description")),
        "authors": [_name(entry) for entry in _mappings(work.get("creators"))],
        "year": work.get("publicationYear"),
        "url": work.get("url"),
        "doi": work.get("doi"),
        "cites": [
            f"doi:{entry['relatedIdentifier']}"
            for entry in related
            if entry.get("relationType") in ("Cites", "References")
            and entry.get("relatedIdentifierType") == "DOI"
            and str(entry.get("relatedIdentifier")).startswith("10.")
        ],
    }


def _name(entry: Mapping[str, Any]) -> object:
    parts = (entry.get("givenName"), entry.get("familyName"))
    return " ".join(part for part in parts if isinstance(part, str)) or entry.get("name")


def _first(values: object, name: str) -> str:
    return next((str(entry[name]) for entry in _mappings(values) if entry.get(name)), "")


def _mappings(values: object) -> list[Mapping[str, Any]]:
    return [entry for entry in values if isinstance(entry, Mapping)] if isinstance(values, list) else []
