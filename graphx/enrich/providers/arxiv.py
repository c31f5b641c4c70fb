"""arXiv: dates, authors, abstracts and DOIs of papers whose arXiv id is known."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree as ET

from graphx.enrich.providers.reading import (
    arxiv_id,
    as_list,
    as_object,
    date_of,
    doi_id,
    names_of,
    text_of,
)
from graphx.enrich.work import Ask, Piece, Provider, Record, Request, Subject, UnreadableError
from graphx.facts import CODE
from graphx.ids import safe_url

_ATOM = "{http://www.w3.org/2005/Atom}"
_ARXIV = "{http://arxiv.org/schemas/atom}"
_REPO = re.compile(r"https?://(?:www\.)?(?:github|gitlab)\.com/[\w-]{1,39}/[\w.-]{1,100}", re.ASCII)
_ID = re.compile(r"\d{4}\.\d{4,5}|[a-z-]+(\.[a-z]{2})?/\d{7}", re.IGNORECASE)


def _wants(subject: Subject) -> Sequence[Ask]:
    number = subject.ids.get("arxiv", "")
    # One id of a wrong form spoils the whole call.
    return [Ask("paper", number)] if _ID.fullmatch(number) else []


def _request(asks: Sequence[Ask]) -> Request:
    ids = ",".join(ask.value for ask in asks)
    return Request(path="/query", query=(("id_list", ids), ("max_results", str(len(asks)))))


def _parse(asks: Sequence[Ask], body: Any) -> Mapping[Ask, Piece]:
    # Entities, harmless or not, need a document type, which Atom does not have.
    if "<!doctype" in body.lower() or "<!entity" in body.lower():
        raise UnreadableError("it declares entities")
    try:
        feed = ET.fromstring(body)  # noqa: S314 - entities are refused above
    except ET.ParseError as error:
        raise UnreadableError(str(error)) from error
    if feed.tag != f"{_ATOM}feed":
        raise UnreadableError("it is no Atom feed")
    found = {piece["id"]: piece for entry in feed.iter(f"{_ATOM}entry") if (piece := _piece(entry))["id"]}
    return {ask: found[ask.value.lower()] for ask in asks if ask.value.lower() in found}


def _piece(entry: ET.Element) -> dict[str, Any]:
    """Return an entry as JSON, elements by their names: their order is not to be relied on."""

    def text(name: str) -> str:
        element = entry.find(name)
        return "" if element is None else (element.text or "")

    ids = arxiv_id(text(f"{_ATOM}id").strip())
    return {
        "id": ids[0].partition(":")[2] if ids else "",
        "title": text(f"{_ATOM}title"),
        "summary": text(f"{_ATOM}summary"),
        "published": text(f"{_ATOM}published"),
        "authors": [name.text or "" for name in entry.iterfind(f"{_ATOM}author/{_ATOM}name")],
        "doi": text(f"{_ARXIV}doi"),
        "journal": text(f"{_ARXIV}journal_ref"),
        "comment": text(f"{_ARXIV}comment"),
    }


def _record(ask: Ask, piece: Piece) -> Sequence[Record]:
    row = as_object(piece)
    date = date_of(row.get("published"))
    return [
        Record(
            ids=(f"arxiv:{ask.value}", *doi_id(row.get("doi"))),
            title=text_of(row.get("title"), 1000),
            year=int(date[:4]) if date else None,
            date=date,
            authors=names_of(as_list(row.get("authors"))),
            venue=text_of(row.get("journal"), 300),
            abstract=text_of(row.get("summary")),
            notes=_code(text_of(row.get("comment"), 2000)),
        )
    ]


def _code(comment: str) -> tuple[tuple[str, str, str], ...]:
    """Return the repositories that authors name beside their paper: code is often named nowhere else."""
    found = (match[0].rstrip(".") for match in _REPO.finditer(comment))
    return tuple((CODE, safe_url(url), "in the authors' comment") for url in dict.fromkeys(found))


PROVIDER = Provider(
    name="arxiv",
    base="https://export.arxiv.org/api",
    pace=3.1,
    keyed_pace=3.1,
    headers=lambda _key: {"Accept": "application/atom+xml"},
    batch={"paper": 100},
    wants=_wants,
    request=_request,
    parse=_parse,
    record=_record,
    leaf=True,
    backoff=30.0,  # it names no wait, and stays busy for minutes
    patience=1,
    xml=True,
    sent="arXiv ids of papers",
)
