"""Papers of Semantic Scholar, with their references."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from graphx.read.markup import plain

_SCHEMES = {"ArXiv": "arxiv", "DOI": "doi", "ACL": "acl", "PubMed": "pmid"}


def fits(value: Mapping[str, Any]) -> bool:
    """Whether an object is a paper of Semantic Scholar, or one of its citations."""
    return "paperId" in value or "citedPaper" in value or "citingPaper" in value or "corpusid" in value


def translate(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return a paper as a record.

    >>> record = translate({"paperId": "a1", "title": "A Study",
    ...     "externalIds": {"ArXiv": "2308.14508", "MAG": "7"},
    ...     "references": [{"paperId": "b2", "title": "B"}, {"paperId": None}]})
    >>> record["ids"], record["cites"]
    (['s2:a1', 'arxiv:2308.14508'], ['s2:b2'])
    """
    inner = value.get("citedPaper") or value.get("citingPaper")
    if isinstance(inner, Mapping):
        value = inner
    journal = value.get("journal")
    references = value.get("references")
    cited = [i for r in references for i in _ids(r)] if isinstance(references, list) else []
    return {
        "title": plain(str(value.get("title") or "")),
        "abstract": plain(str(value.get("abstract") or "")),
        "year": value.get("year"),
        "date": value.get("publicationDate") or value.get("publicationdate"),
        "authors": value.get("authors"),
        "venue": value.get("venue") or (journal.get("name") if isinstance(journal, Mapping) else None),
        "url": value.get("url"),
        "ids": list(_ids(value)),
        "cites": cited,
    }


def _ids(value: object) -> Iterator[str]:
    """Yield the identifiers of a paper; references that were not resolved have none."""
    if not isinstance(value, Mapping):
        return
    if isinstance(known := value.get("paperId"), str):
        yield f"s2:{known}"
    others = value.get("externalIds") or value.get("externalids")
    if isinstance(others, Mapping):
        for name, scheme in _SCHEMES.items():
            if isinstance(told := others.get(name), str | int):
                yield f"{scheme}:{told}"
