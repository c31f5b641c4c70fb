"""DataCite: dates, authors and abstracts of what is on arXiv, Zenodo, figshare and the like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from graphx.enrich.providers.reading import (
    DATACITE,
    as_list,
    as_object,
    date_of,
    doi_id,
    must_list,
    must_object,
    names_of,
    text_of,
    year_of,
)
from graphx.enrich.work import Ask, Piece, Provider, Record, Reference, Request, Subject
from graphx.facts import CODE
from graphx.ids import safe_url

_CODE = ("https://github.com/", "https://gitlab.com/")


def _wants(subject: Subject) -> Sequence[Ask]:
    doi, arxiv = subject.ids.get("doi", ""), subject.ids.get("arxiv", "")
    if doi.startswith(DATACITE) and not set(doi) & set(' "()'):
        return [Ask("doi", doi)]
    return [Ask("doi", f"10.48550/arxiv.{arxiv}")] if arxiv and "/" not in arxiv else []


def _request(asks: Sequence[Ask]) -> Request:
    if len(asks) == 1:
        return Request(path=f"/dois/{quote(asks[0].value, safe='/')}")
    dois = " ".join(f'"{ask.value}"' for ask in asks)
    return Request(path="/dois", query=(("query", f"doi:({dois})"), ("page[size]", str(len(asks)))))


def _parse(asks: Sequence[Ask], body: Any) -> Mapping[Ask, Piece]:
    data = must_object(body)["data"]
    rows = [must_object(data)] if len(asks) == 1 else [as_object(row) for row in must_list(data)]
    found = {str(row.get("id")).lower(): row for row in rows}
    return {ask: _kept(found[ask.value]) for ask in asks if ask.value in found}


def _kept(row: Mapping[str, Any]) -> Piece:
    """Return the part of a reply that we read; some list thousands of files."""
    told = as_object(row.get("attributes"))
    names = ("titles", "creators", "publisher", "publicationYear", "dates", "descriptions")
    related = [
        one
        for one in map(as_object, as_list(told.get("relatedIdentifiers")))
        if one.get("relationType") in ("Cites", "References", "IsSupplementTo")
    ]
    return {"id": row.get("id"), "related": related[:2000]} | {name: told.get(name) for name in names}


def _record(ask: Ask, piece: Piece) -> Sequence[Record]:
    row = as_object(piece)
    titles = [as_object(one).get("title") for one in as_list(row.get("titles"))]
    told = [as_object(one) for one in as_list(row.get("descriptions"))]
    dates = [as_object(one) for one in as_list(row.get("dates"))]
    related = [as_object(one) for one in as_list(row.get("related"))]
    publisher = text_of(row.get("publisher"), 300)
    return [
        Record(
            ids=doi_id(ask.value),
            title=text_of(titles[0], 1000) if titles else "",
            year=year_of(row.get("publicationYear")),
            date=next((date_of(d.get("date")) for d in dates if d.get("dateType") == "Issued"), ""),
            authors=names_of(_name(as_object(one)) for one in as_list(row.get("creators"))),
            venue="" if publisher == "arXiv" else publisher,
            abstract=next(
                (text_of(d.get("description")) for d in told if d.get("descriptionType") == "Abstract"), ""
            ),
            cites=tuple(
                Reference(ids=ids)
                for one in related
                if one.get("relationType") != "IsSupplementTo"
                and (ids := doi_id(one.get("relatedIdentifier")))
            ),
            notes=tuple(_code(related)),
        )
    ]


def _name(creator: Mapping[str, Any]) -> str:
    parts = [text_of(creator.get(part), 100) for part in ("givenName", "familyName")]
    return " ".join(parts) if all(parts) else text_of(creator.get("name"), 200)


def _code(related: Sequence[Mapping[str, Any]]) -> list[tuple[str, str, str]]:
    """Return the repositories that something archived was made from."""
    urls = [text_of(one.get("relatedIdentifier"), 300) for one in related]
    return [
        (CODE, "/".join(url.split("/")[:5]), "archived from there")
        for url in urls
        if url.startswith(_CODE) and safe_url(url) and len(url.split("/")) >= 5
    ]


PROVIDER = Provider(
    name="datacite",
    base="https://api.datacite.org",
    pace=0.7,
    keyed_pace=0.7,
    headers=lambda _key: {"Accept": "application/vnd.api+json, application/json"},
    batch={"doi": 25},
    settles=frozenset({"doi"}),
    wants=_wants,
    request=_request,
    parse=_parse,
    record=_record,
    leaf=True,
    mailto=True,
    sent="arXiv ids of papers, and DOIs of Zenodo and the like; your e-mail address if you give one",
)
