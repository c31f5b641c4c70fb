"""OpenAlex: identifiers, dates, authors, venues, references and retractions of papers, by DOI or title."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from graphx.enrich.match import normalise
from graphx.enrich.providers.reading import (
    as_list,
    as_object,
    date_of,
    doi_id,
    must_list,
    must_object,
    names_of,
    plain_id,
    text_of,
    year_of,
)
from graphx.enrich.work import Ask, Budget, Piece, Provider, Record, Reference, Request, Subject
from graphx.facts import RETRACTED

_FIELDS = (
    "id,doi,title,publication_year,publication_date,ids,authorships,primary_location,"
    "referenced_works,abstract_inverted_index,is_retracted"
)
_UNSAFE = set("|,&?*!\" '")
"""Signs of a DOI that mean something in a filter; such a DOI is asked for alone."""


def _wants(subject: Subject) -> Sequence[Ask]:
    found = [Ask("paper", subject.ids["openalex"])] if "openalex" in subject.ids else []
    if doi := subject.ids.get("doi"):
        found.append(Ask("doi1" if _UNSAFE & set(doi) else "doi", doi))
    if arxiv := subject.ids.get("arxiv"):
        found.append(Ask("doi", f"10.48550/arxiv.{arxiv}"))  # a search by title costs ten times as much
    return [*found, Ask("match", normalise(subject.title))]


def _request(asks: Sequence[Ask]) -> Request:
    select = ("select", _FIELDS)
    kind, value = asks[0].kind, asks[0].value
    if kind == "match":
        found = (("filter", f"title.search:{value}"), select, ("per-page", "5"))
        return Request(path="/works", query=found)
    if kind == "paper":
        return Request(path=f"/works/{quote(value, safe='')}", query=(select,))
    if len(asks) == 1:
        return Request(path=f"/works/doi:{quote(value, safe='/')}", query=(select,))
    dois = "|".join(ask.value for ask in asks)
    return Request(path="/works", query=(("filter", f"doi:{dois}"), select, ("per-page", "100")))


def _parse(asks: Sequence[Ask], body: Any) -> Mapping[Ask, Piece]:
    if asks[0].kind == "match":
        found = must_list(must_object(body).get("results"))
        return {asks[0]: found} if found else {}
    if asks[0].kind == "paper" or len(asks) == 1:
        must_object(body)["id"]
        return {asks[0]: body}
    rows = [as_object(row) for row in must_list(must_object(body).get("results"))]
    by_doi = {i.partition(":")[2]: row for row in rows for i in _doi(row)}
    return {ask: by_doi[ask.value] for ask in asks if ask.value in by_doi}


def _doi(row: Mapping[str, Any]) -> tuple[str, ...]:
    value = row.get("doi")
    return (f"doi:{value.partition('doi.org/')[2].lower()}",) if isinstance(value, str) else ()


def _record(ask: Ask, piece: Piece) -> Sequence[Record]:
    return [_work(as_object(row)) for row in (as_list(piece) if ask.kind == "match" else [piece])]


def _work(row: Mapping[str, Any]) -> Record:
    source = as_object(as_object(row.get("primary_location")).get("source"))
    authors = (as_object(one) for one in as_list(row.get("authorships")))
    pmid = str(as_object(row.get("ids")).get("pmid") or "").rpartition("/")[2]
    return Record(
        ids=(
            *plain_id("openalex", _short(row.get("id"))),
            *doi_id(row.get("doi")),
            *(plain_id("pmid", pmid) if pmid.isdecimal() else ()),
        ),
        title=text_of(row.get("title"), 1000),
        year=year_of(row.get("publication_year")),
        date=_date(row.get("publication_date")),
        authors=names_of(
            as_object(one.get("author")).get("display_name") or one.get("raw_author_name") for one in authors
        ),
        venue=text_of(source.get("display_name"), 300),
        abstract=_abstract(row.get("abstract_inverted_index")),
        cites=tuple(
            Reference(ids=plain_id("openalex", _short(cited)))
            for cited in as_list(row.get("referenced_works"))
        ),
        notes=((RETRACTED, "yes", ""),) if row.get("is_retracted") is True else (),
    )


def _short(value: Any) -> str:
    return value.rpartition("/")[2] if isinstance(value, str) else ""


def _date(value: Any) -> str:
    """Return a date; the first of January stands for "that year" here."""
    date = date_of(value)
    return "" if date.endswith("-01-01") else date


def _abstract(index: Any) -> str:
    """Return the text that a list of places for each word stands for."""
    places = {
        place: word
        for word, found in as_object(index).items()
        for place in as_list(found)
        if isinstance(place, int) and 0 <= place < 20_000
    }
    return text_of(" ".join(places[place] for place in sorted(places)))


PROVIDER = Provider(
    name="openalex",
    base="https://api.openalex.org",
    pace=0.2,
    keyed_pace=0.1,
    keys=("OPENALEX_API_KEY",),
    headers=lambda key: {"Authorization": f"Bearer {key}"} if key else {},
    batch={"doi": 50},
    settles=frozenset({"paper", "doi", "doi1", "match"}),
    wants=_wants,
    request=_request,
    parse=_parse,
    record=_record,
    budget=Budget(units=1000, keyed_units=10_000, seconds=86_400, cost={"match": 10, "doi1": 0, "paper": 0}),
    sent="DOIs and arXiv ids of papers; titles of those not found by one",
)
