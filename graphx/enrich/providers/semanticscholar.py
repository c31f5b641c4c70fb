"""Semantic Scholar: identifiers, dates, authors, abstracts and references, by title or identifier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from graphx.enrich.providers.reading import (
    arxiv_id,
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
from graphx.enrich.work import Ask, Piece, Provider, Record, Reference, Request, Subject, UnreadableError

_BASIC = "title,year,authors,externalIds,venue,publicationDate,abstract"
_FIELDS = (
    f"{_BASIC},referenceCount,references.paperId,references.externalIds,references.title,references.year"
)
_ASIDE = "paperId,externalIds,title,year"
_PAGE, _LAST = 1000, 9999
"""Works a page of references or citations, and the last that the service lists."""
_LISTS = {"references": "citedPaper", "citations": "citingPaper"}
_FORMS = {"s2": "", "arxiv": "ARXIV:", "doi": "DOI:", "pmid": "PMID:", "acl": "ACL:"}


def _wants(subject: Subject) -> Sequence[Ask]:
    by_id = [Ask("paper", form + subject.ids[s]) for s, form in _FORMS.items() if s in subject.ids]
    return [*by_id, Ask("match", subject.title)]


def _request(asks: Sequence[Ask]) -> Request:
    kind, value = asks[0].kind, asks[0].value
    if kind == "match":
        return Request(path="/paper/search/match", query=(("query", value), ("fields", _BASIC)))
    if kind in _LISTS:
        number, offset = value.split()[:2]
        size = min(_PAGE, _LAST - int(offset))
        query = (("fields", _ASIDE), ("offset", offset), ("limit", str(size)))
        return Request(path=f"/paper/{quote(number, safe='')}/{kind}", query=query)
    if len(asks) == 1:
        return Request(path=f"/paper/{quote(value, safe='')}", query=(("fields", _FIELDS),))
    ids = [ask.value for ask in asks]
    return Request(path="/paper/batch", query=(("fields", _FIELDS),), body={"ids": ids})


def _parse(asks: Sequence[Ask], body: Any) -> Mapping[Ask, Piece]:
    if asks[0].kind == "match":
        # Nothing found is told by a 404; an empty list is not to be relied on.
        found = must_list(must_object(body).get("data"))
        return {asks[0]: found} if found else {}
    if asks[0].kind in _LISTS:
        told = must_object(body)["data"]
        if told is None:  # the publisher does not let them tell
            return {asks[0]: {"data": []}}
        return {asks[0]: {"data": must_list(told), "next": body.get("next")}} if told else {}
    if len(asks) == 1:
        must_object(body)["paperId"]
        return {asks[0]: body}
    rows = must_list(body)
    if len(rows) != len(asks):
        # Which answer belongs to which ask is told by their places alone.
        raise UnreadableError(f"{len(rows)} answers to {len(asks)} asks")
    # A row that does not look like what stands in its place is left out: asked for alone, it is sure.
    return {ask: row for ask, row in zip(asks, rows, strict=True) if _is_about(as_object(row), ask.value)}


def _is_about(row: Mapping[str, Any], asked: str) -> bool:
    told = (identifier.partition(":") for identifier in _ids(row))
    return asked.lower() in {f"{_FORMS[scheme]}{value}".lower() for scheme, _, value in told}


def _more(subject: Subject, ask: Ask, piece: Piece) -> Sequence[Ask]:
    """Return the lists of which this is not all: references beyond a thousand, and citations."""
    row = as_object(piece)
    if ask.kind in _LISTS:
        number, offset, *gap = ask.value.split()
        # Behind an empty page there may be another one, behind two there is none.
        after = row.get("next") if row else None if gap else int(offset) + _PAGE
        further = type(after) is int and int(offset) < after < _LAST
        return [Ask(ask.kind, f"{number} {after}" + ("" if row else " gap"))] if further else []
    number = str(row.get("paperId"))
    if ask.kind != "paper" or not plain_id("s2", number):
        return []
    told, count = row.get("references"), row.get("referenceCount")
    wanted = [Ask("citations", f"{number} 0")] if subject.citing else []
    # References of null are those that the publisher does not let them tell.
    if isinstance(told, list) and isinstance(count, int) and count > len(told):
        wanted += [Ask("references", f"{number} 0")] if not told or len(told) >= _PAGE else []
    return wanted


def _record(ask: Ask, piece: Piece) -> Sequence[Record]:
    if ask.kind in _LISTS:
        rows = [as_object(row) for row in as_list(as_object(piece).get("data"))]
        works = tuple(_aside(as_object(row.get(_LISTS[ask.kind]))) for row in rows)
        return [Record(cites=works) if ask.kind == "references" else Record(cited_by=works)]
    return [_work(as_object(row)) for row in (as_list(piece) if ask.kind == "match" else [piece])]


def _work(row: Mapping[str, Any]) -> Record:
    return Record(
        ids=_ids(row),
        title=text_of(row.get("title"), 1000),
        year=year_of(row.get("year")),
        date=date_of(row.get("publicationDate")),
        authors=names_of(as_object(author).get("name") for author in as_list(row.get("authors"))),
        venue=text_of(row.get("venue"), 300),
        abstract=text_of(row.get("abstract")),
        cites=tuple(_aside(as_object(cited)) for cited in as_list(row.get("references"))),
    )


def _aside(row: Mapping[str, Any]) -> Reference:
    return Reference(ids=_ids(row), title=text_of(row.get("title"), 1000), year=year_of(row.get("year")))


def _ids(row: Mapping[str, Any]) -> tuple[str, ...]:
    told = as_object(row.get("externalIds"))
    return (
        *plain_id("s2", row.get("paperId")),
        *arxiv_id(told.get("ArXiv")),
        *doi_id(told.get("DOI")),
        *plain_id("acl", told.get("ACL")),
        *plain_id("pmid", told.get("PubMed")),
    )


PROVIDER = Provider(
    name="semanticscholar",
    base="https://api.semanticscholar.org/graph/v1",
    pace=3.5,  # all who have no key share one pool
    keyed_pace=1.1,
    keys=("S2_API_KEY", "SEMANTIC_SCHOLAR_API_KEY"),
    headers=lambda key: {"x-api-key": key} if key else {},
    batch={"paper": 100},
    wants=_wants,
    request=_request,
    parse=_parse,
    record=_record,
    more=_more,
    sent="identifiers of papers; titles of those without any",
)
