"""Identifiers that stand in fields meant for something else: "arXiv preprint arXiv:1907.11692" is no journal.

Only shapes that can be nothing else count, and only where they speak of the paper itself: a note may as well
say what a paper replies to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import unquote

from graphx.ids import parse_id
from graphx.text import one_line

# Months run from 01 to 12; numbers have had five digits since 2015.
_NEW = r"(?:0[7-9]|1[0-4])(?:0[1-9]|1[0-2])\.\d{4}|(?:1[5-9]|[2-9]\d)(?:0[1-9]|1[0-2])\.\d{5}"
_OLD = (
    r"(?:acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas|cond-mat|cs"
    r"|dg-ga|funct-an|gr-qc|hep-(?:ex|lat|ph|th)|math(?:-ph)?|mtrl-th|nlin|nucl-(?:ex|th)|patt-sol|physics|plasm-ph"
    r"|q-(?:alg|bio)|quant-ph|solv-int|supr-con)(?:\.[a-z]{2})?/\d{7}"
)
_ARXIV = rf"(?P<arxiv>{_NEW}|{_OLD})(?:v\d+)?(?!\d)"
_CLASS = r"(?:\s*[\[(][\w.-]+[\])])?"
_NAMED = r"(?:arxiv|corr)\b(?:\s+(?:e-?prints?|preprints?))?[\s:,.]*(?:arxiv[\s:.]*)?(?:abs/)?"
_DOI = r"(?P<doi>10\.\d{4,9}/[^\s{}<>\"\\]+)"

_VENUE = re.compile(
    rf"(?P<name>arxiv|corr)(?:\.org)?(?:\s+(?:e-?prints?|preprints?))?"
    rf"(?:[\s:,.]*(?:arxiv[\s:.]*)?(?:abs/)?(?:{_ARXIV}){_CLASS})?[\s,.;]*(?:\(?\d{{4}}\)?)?",
    re.IGNORECASE,
)
_BARE = re.compile(rf"(?:arxiv[\s:.]*)?(?:abs/)?{_ARXIV}{_CLASS}", re.IGNORECASE)
_IN_TEXT = re.compile(
    rf"(?:(?:https?://)?(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/"
    rf"|(?:https?://(?:dx\.)?doi\.org/|doi[:\s]*)?10\.48550/arxiv\.|(?<!\w){_NAMED}){_ARXIV}"
    rf"|(?:(?:https?://)?(?:www\.|dx\.)?doi\.org/|(?<!\w)doi[:\s]\s*){_DOI}",
    re.IGNORECASE,
)
_HOME = re.compile(
    r"(?:https?://)?(?:(?:www\.|export\.)?arxiv\.org|(?:www\.|dx\.)?doi\.org|openalex\.org"
    r"|(?:www\.)?(?:aclanthology\.org|aclweb\.org/anthology)"
    r"|pubmed\.ncbi\.nlm\.nih\.gov|(?:www\.)?semanticscholar\.org/paper)/",
    re.IGNORECASE,
)
# Publishers that write /doi/10.1145/3292500.3330701; of others nobody knows where the DOI ends.
_PUBLISHER = re.compile(
    r"https?://[\w.-]+/doi/(?:abs/|full/|e?pdf/|book/)?(10\.\d{4,9}/[^\s?#]+?)(?:/(?:abstract|full|e?pdf|html?))?/?",
    re.IGNORECASE,
)
# What may stand before an identifier in a part of a note; "reply to", "extended version of" tell of another.
_OWN_WORDS: Final = frozenset(
    "also an as at available cite e-print eprint from full here in is link online paper pdf pre-print "
    "preprint published released url version".split()
)
_PART = re.compile(r"[.;|\n]\s+|\n")
_NOTES: Final = ("howpublished", "note", "notes", "extra", "annote")
_LONGEST_NOTE: Final = 10_000
_NUMBERS: Final = ("volume", "number", "issue", "pages", "page", "eid")


def plain_venue(venue: str) -> str:
    """Return the name of a venue without the identifier of the paper.

    >>> [plain_venue(name) for name in ("arXiv preprint arXiv:1907.11692", "ArXiv abs/1907.11692", "NAACL")]
    ['arXiv', 'arXiv', 'NAACL']
    """
    found = _VENUE.fullmatch(venue)
    return venue if found is None else "CoRR" if found["name"].lower() == "corr" else "arXiv"


def hinted_ids(venue: str, url: str, fields: Mapping[str, Any]) -> Iterator[str]:
    """Yield identifiers of a paper that stand in its venue, address, numbers and notes, surest first.

    Parameters
    ----------
    venue, url
        As the record tells them.
    fields
        All fields of the record by their folded names.
    """
    if url and (address := url_id(url)):
        yield address
    place = _VENUE.fullmatch(venue) if venue else None
    if place and place["arxiv"]:
        yield f"arxiv:{place['arxiv'].lower()}"
    for name in _NUMBERS:
        told = _text(fields.get(name))
        if told and (place or "arxiv" in told.lower()) and (number := bare_arxiv(told)):
            yield f"arxiv:{number}"
    for name in _NOTES:
        if told := _text(fields.get(name)):
            yield from _own(told)


def bare_arxiv(text: str) -> str | None:
    """Return the arXiv id that a text is, where it can be nothing else.

    >>> bare_arxiv("1907.11692v2"), bare_arxiv("abs/1907.11692"), bare_arxiv("hep-th/9901001 [hep-th]")
    ('1907.11692', '1907.11692', 'hep-th/9901001')
    >>> [bare_arxiv(text) for text in ("1999.11692", "1907.1169", "hal-00123456", "12/1234567")]
    [None, None, None, None]
    """
    found = _BARE.fullmatch(text.strip())
    return found["arxiv"].lower() if found else None


def url_id(url: str) -> str | None:
    """Return the identifier that an address of a paper stands for.

    >>> url_id("https://arxiv.org/abs/2308.14508v2?context=cs"), url_id("http://doi.org/10.1000/A%3C1")
    ('arxiv:2308.14508', 'doi:10.1000/a<1')
    >>> url_id("https://dl.acm.org/doi/pdf/10.1145/3292500.3330701"), url_id("https://example.org/2308.14508")
    ('doi:10.1145/3292500.3330701', None)
    """
    url = url.strip()
    if _HOME.match(url):
        address = url if "://" in url else f"https://{url}"
        return parse_id(unquote(re.split(r"[?#]", address)[0]).rstrip("/"))
    found = _PUBLISHER.fullmatch(unquote(re.split(r"[?#]", url)[0]))
    return parse_id(f"doi:{found[1]}") if found else None


def _own(text: str) -> Iterator[str]:
    """Yield the identifiers of the paper itself in a note.

    >>> notes = ("Accepted at ICLR. Preprint: arXiv:1907.11692 [cs.CL]", "Reply to arXiv:1907.11692")
    >>> [list(_own(note)) for note in notes]
    [['arxiv:1907.11692'], []]
    """
    for part in _PART.split(text):
        found = list(_IN_TEXT.finditer(part))
        if len(found) != 1:
            continue
        before = re.findall(r"[^\W\d_][\w-]*", part[: found[0].start()].lower())
        told = found[0]["arxiv"]
        identifier = f"arxiv:{told.lower()}" if told else parse_id(f"doi:{found[0]['doi']}")
        if identifier and _OWN_WORDS.issuperset(before):
            yield identifier


def _text(value: object) -> str:
    """Return a value of a field without the backslashes and braces of BibTeX; its lines stay lines."""
    if not isinstance(value, str):
        return ""
    text = value[:_LONGEST_NOTE].replace("\\", "").replace("{", " ").replace("}", " ")
    return "\n".join(map(one_line, text.splitlines())).strip()
