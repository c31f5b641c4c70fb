"""RIS, and what PubMed and others export in the same manner: a tag, a hyphen and a value on each line."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphx.errors import InputError
from graphx.ids import parse_arxiv
from graphx.model import Paper
from graphx.read.markup import plain
from graphx.read.names import given_first
from graphx.read.notices import Notices
from graphx.read.record import iso_date, paper_from_record, with_columns
from graphx.read.registry import Reader
from graphx.read.source import Source

Fields = Mapping[str, list[str]]

_RIS = re.compile(r"([A-Z][A-Z0-9])  ?-(?: (.*))?$")
_RIS_START = re.compile(r"^(?:\ufeff)?TY  ?- ", re.MULTILINE)
_NBIB = re.compile(r"([A-Z]{2,4}) {0,2}- (.*)$")
_NBIB_START = re.compile(r"^PMID ?- ?\d", re.MULTILINE)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


@dataclass(frozen=True, slots=True)
class _Block:
    """The lines of one record by their tags, and where it starts."""

    line: int
    fields: Fields


def sniff_ris(source: Source) -> float:
    """Return how sure the text is RIS: records start with their type."""
    return 0.95 if _RIS_START.search(source.start) else 0.0


def sniff_nbib(source: Source) -> float:
    """Return how sure the text is PubMed's: records start with their number."""
    return 0.95 if _NBIB_START.search(source.start) else 0.0


def read_ris(source: Source, notices: Notices) -> Iterator[Paper]:
    """Yield the papers of a RIS file."""
    yield from _papers(source, notices, _blocks(source, _RIS, "TY", "ER"), _from_ris)


def read_nbib(source: Source, notices: Notices) -> Iterator[Paper]:
    """Yield the papers of a PubMed export."""
    yield from _papers(source, notices, _blocks(source, _NBIB, "PMID", ""), _from_nbib)


def _papers(source: Source, notices: Notices, blocks: Iterator[_Block], translate: Any) -> Iterator[Paper]:
    for block in blocks:
        record = with_columns(translate(block.fields), source.columns)
        try:
            if not record["title"]:
                told = (
                    f"a record without a title (its tags: {', '.join(sorted(block.fields))[:200]}); add one"
                )
                raise InputError(told, path=source.path, line=block.line)
            paper = paper_from_record(record, path=source.path, line=block.line, notices=notices)
        except InputError as error:
            notices.lose(error)
        else:
            yield paper


def _blocks(source: Source, pattern: re.Pattern[str], first: str, last: str) -> Iterator[_Block]:
    """Yield the records; a line without a tag goes on with the value above it."""
    fields: dict[str, list[str]] = defaultdict(list)
    start, tag = 0, ""
    for number, text in source.lines():
        found = pattern.match(text.lstrip("\ufeff"))
        if found is None:
            if tag and text.strip():
                fields[tag][-1] += f" {text.strip()}"
            continue
        tag = found[1]
        if tag in (first, last):
            if start:
                yield _Block(start, fields)
            fields, start = defaultdict(list), 0
        if tag == last:
            tag = ""
        elif start or tag == first:
            start = start or number
            fields[tag].append((found[2] or "").strip())
        else:
            tag = ""  # before the first record
    if start:
        yield _Block(start, fields)


def _first(fields: Fields, *tags: str) -> str:
    return next((value for tag in tags for value in fields.get(tag, ()) if value), "")


def _from_ris(fields: Fields) -> dict[str, Any]:
    """Return a record of RIS as ours.

    >>> record = _from_ris({"TY": ["JOUR"], "T1": ["A Study"], "AU": ["Bee, Ann"], "PY": ["2020/03/04/"]})
    >>> record["title"], record["authors"], record["date"]
    ('A Study', ['Ann Bee'], '2020-03-04')
    """
    urls = [url for tag in ("UR", "L1", "L2", "LK") for url in fields.get(tag, ()) if url]
    others = [*urls, *(v for tag in ("AN", "M1", "C1", "N1", "SN", "JO") for v in fields.get(tag, ()))]
    return {
        "title": plain(_first(fields, "TI", "T1", "CT", "BT")),
        "abstract": plain(_first(fields, "AB", "N2")),
        "authors": [given_first(name) for tag in ("AU", "A1") for name in fields.get(tag, ()) if name],
        "date": _slashed(_first(fields, "DA")) or _slashed(_first(fields, "PY", "Y1")),
        "venue": _first(fields, "JO", "JF", "T2", "JA", "J2", "BT", "C3", "PB"),
        "url": urls[0] if urls else None,
        "doi": _first(fields, "DO") or None,
        # Looked at for identifiers.
        "volume": _first(fields, "VL"),
        "pages": _first(fields, "SP"),
        "note": "\n".join(fields.get("N1", ())),
        "arxiv": next((told for told in others if parse_arxiv(told.partition(" ")[0])), "").partition(" ")[0],
    }


def _slashed(text: str) -> str:
    """Return a date of RIS, "2020/03/04/other", as ISO; as it is where it is written in words."""
    return iso_date(part.strip().lstrip("0") for part in text.split("/")) or text


def _from_nbib(fields: Fields) -> dict[str, Any]:
    """Return a record of PubMed as ours.

    >>> record = _from_nbib({"PMID": ["7"], "TI": ["A Study."], "FAU": ["Bee, Ann"], "DP": ["2020 Mar 4"],
    ...     "LID": ["10.1000/x [doi]"]})
    >>> record["title"], record["date"], record["doi"], record["pmid"]
    ('A Study.', '2020-03-04', '10.1000/x', '7')
    """
    numbers = [value for tag in ("LID", "AID") for value in fields.get(tag, ())]
    day = _first(fields, "DP").split()
    if len(day) > 1 and day[1][:3].lower() in _MONTHS:
        day[1] = str(_MONTHS.index(day[1][:3].lower()) + 1)
    return {
        "title": plain(_first(fields, "TI", "BTI")),
        "abstract": plain(_first(fields, "AB")),
        "authors": [given_first(name) for name in fields.get("FAU") or fields.get("AU") or ()],
        "date": iso_date(day) or None,
        "venue": _first(fields, "JT", "TA"),
        "doi": next((value.split()[0] for value in numbers if value.endswith("[doi]")), None),
        "pmid": _first(fields, "PMID"),
    }


READER = Reader("RIS", sniff_ris, read_ris)
PUBMED = Reader("PubMed", sniff_nbib, read_nbib)
