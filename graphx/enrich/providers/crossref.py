"""Crossref: dates, authors, venues and references of papers that have a DOI; a title finds the DOI."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from graphx.enrich.providers.reading import (
    DATACITE,
    as_list,
    as_object,
    doi_id,
    must_list,
    must_object,
    names_of,
    text_of,
    year_of,
)
from graphx.enrich.work import Ask, Piece, Provider, Record, Reference, Request, Subject
from graphx.facts import RETRACTED


def _wants(subject: Subject) -> Sequence[Ask]:
    doi = subject.ids.get("doi", "")
    if doi.startswith(DATACITE):
        return []
    if doi:
        return [Ask("doi1" if "," in doi else "doi", doi)]
    # What is on arXiv has a DOI of DataCite's, and most often none of Crossref's.
    return [] if "arxiv" in subject.ids else [Ask("match", subject.title)]


def _request(asks: Sequence[Ask]) -> Request:
    if asks[0].kind == "match":
        return Request(path="/works", query=(("query.bibliographic", asks[0].value), ("rows", "3")))
    if len(asks) == 1:
        return Request(path=f"/works/{quote(asks[0].value, safe='')}")
    dois = ",".join(f"doi:{ask.value}" for ask in asks)
    return Request(path="/works", query=(("filter", dois), ("rows", str(len(asks)))))


def _parse(asks: Sequence[Ask], body: Any) -> Mapping[Ask, Piece]:
    message = must_object(must_object(body).get("message"))
    if asks[0].kind == "match":
        found = must_list(message.get("items"))
        return {asks[0]: found} if found else {}
    if len(asks) == 1:
        message["DOI"]
        return {asks[0]: message}
    rows = {str(as_object(row).get("DOI")).lower(): row for row in must_list(message.get("items"))}
    return {ask: rows[ask.value] for ask in asks if ask.value in rows}


def _record(ask: Ask, piece: Piece) -> Sequence[Record]:
    return [_work(as_object(row)) for row in (as_list(piece) if ask.kind == "match" else [piece])]


def _work(row: Mapping[str, Any]) -> Record:
    authors = (as_object(one) for one in as_list(row.get("author")))
    year, date = _issued(row)
    titles, venues = as_list(row.get("title")), as_list(row.get("container-title"))
    # What a notice of retraction updates is the paper; the paper itself tells it under "updated-by".
    updates = (as_object(one) for one in as_list(row.get("updated-by")))
    retracted = any(one.get("type") in ("retraction", "withdrawal", "removal") for one in updates)
    return Record(
        ids=doi_id(row.get("DOI")),
        title=text_of(titles[0], 1000) if titles else "",
        year=year,
        date=date,
        authors=names_of(_name(one) for one in authors),
        venue=text_of(venues[0], 300) if venues else "",
        abstract=text_of(row.get("abstract")),
        cites=tuple(_reference(as_object(one)) for one in as_list(row.get("reference"))),
        notes=((RETRACTED, "yes", ""),) if retracted else (),
    )


def _name(author: Mapping[str, Any]) -> str:
    parts = (text_of(author.get("given"), 100), text_of(author.get("family") or author.get("name"), 100))
    return " ".join(part for part in parts if part)


def _reference(row: Mapping[str, Any]) -> Reference:
    year = str(row.get("year"))
    return Reference(
        ids=doi_id(row.get("DOI")),
        title=text_of(row.get("article-title"), 1000),
        year=year_of(int(year)) if year.isdecimal() and len(year) == 4 else None,
    )


def _issued(row: Mapping[str, Any]) -> tuple[int | None, str]:
    """Return year and, where month and day are told too, the date."""
    parts = as_list(as_object(row.get("issued")).get("date-parts"))
    numbers = as_list(parts[0]) if parts else []
    year = year_of(numbers[0]) if numbers else None
    whole = len(numbers) == 3 and all(isinstance(n, int) and 0 < n < 3000 for n in numbers)
    return year, f"{numbers[0]:04}-{numbers[1]:02}-{numbers[2]:02}" if year and whole else ""


PROVIDER = Provider(
    name="crossref",
    base="https://api.crossref.org",
    pace=0.25,
    keyed_pace=0.25,
    batch={"doi": 20},
    settles=frozenset({"doi", "doi1", "match"}),
    wants=_wants,
    request=_request,
    parse=_parse,
    record=_record,
    mailto=True,
    sent="DOIs of papers; titles of those without DOI and arXiv id; your e-mail address if you give one",
)
