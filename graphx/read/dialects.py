"""The shapes in which programs and services write a paper as JSON: each is told by its fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graphx.read import arxiv_json, crossref, datacite, huggingface, openalex, paperswithcode, semanticscholar
from graphx.read.record import has_title

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Dialect:
    """One shape of paper.

    Parameters
    ----------
    fits
        Whether an object has this shape; it never raises.
    translate
        From such an object to a record with the fields of :data:`graphx.read.record.FIELDS`.
    """

    fits: Callable[[Record], bool]
    translate: Callable[[Record], Record]


DIALECTS = tuple(
    Dialect(module.fits, module.translate)
    for module in (openalex, semanticscholar, huggingface, datacite, crossref, arxiv_json, paperswithcode)
)

# Where services put the papers of a reply; other objects may hold one list of objects under any name.
_PLACES = (
    ("message", "items"),
    ("message",),
    ("results",),
    ("data",),
    ("papers",),
    ("items",),
    ("recommendedPapers",),
)


def as_record(value: Record) -> Record:
    """Return an object as a record, whatever program wrote it.

    >>> work = {"id": "https://openalex.org/W1", "display_name": "A Study", "referenced_works": []}
    >>> record = as_record(work)
    >>> record["title"], record["ids"]
    ('A Study', ['openalex:W1'])
    """
    dialect = next((dialect for dialect in DIALECTS if dialect.fits(value)), None)
    return dialect.translate(value) if dialect else value


def is_paper(value: object) -> bool:
    """Whether a value is an object that tells of one paper."""
    return isinstance(value, Mapping) and has_title(as_record(value))


def find_papers(value: Record) -> tuple[str, ...] | None:
    """Return the names under which an object holds a list of papers, or one; None where it holds none.

    >>> find_papers({"status": "ok", "message": {"items": [{"title": ["A"]}]}}), find_papers({"x": 1})
    (('message', 'items'), None)
    """
    for place in _PLACES:
        held: Any = value
        for name in place:
            held = held.get(name) if isinstance(held, Mapping) else None
        if _is_list_of_objects(held) or is_paper(held):
            return place
    lists = [name for name, held in value.items() if name != "errors" and _is_list_of_objects(held)]
    return (lists[0],) if len(lists) == 1 else None


def _is_list_of_objects(value: object) -> bool:
    return isinstance(value, list) and any(isinstance(item, Mapping) for item in value)
