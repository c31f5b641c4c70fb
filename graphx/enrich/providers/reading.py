"""Reading values out of replies that may hold anything: each function gives a value fit to use, or none."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from typing import Any

from graphx.enrich.work import UnreadableError
from graphx.ids import parse_arxiv, parse_doi
from graphx.text import one_line

_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,80}>")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_PLAIN = re.compile(r"[\w.+/-]{1,100}", re.ASCII)
_LONG = 20_000
DATACITE = ("10.48550/", "10.5281/", "10.6084/", "10.5061/", "10.17605/")
"""Beginnings of DOIs that DataCite keeps and Crossref does not: of arXiv, Zenodo, figshare, Dryad, OSF."""


def as_object(value: Any) -> Mapping[str, Any]:
    """Return a JSON object, or an empty one."""
    return value if isinstance(value, dict) else {}


def as_list(value: Any) -> list[Any]:
    """Return a JSON list, or an empty one."""
    return value if isinstance(value, list) else []


def must_object(value: Any) -> Mapping[str, Any]:
    """Return a JSON object.

    Raises
    ------
    UnreadableError
        It is something else.
    """
    if not isinstance(value, dict):
        raise UnreadableError("it is no JSON object")
    return value


def must_list(value: Any) -> list[Any]:
    """Return a JSON list.

    Raises
    ------
    UnreadableError
        It is something else.
    """
    if not isinstance(value, list):
        raise UnreadableError("it is no JSON list where one is promised")
    return value


def text_of(value: Any, width: int = _LONG) -> str:
    """Return text on one line without markup and controls.

    >>> text_of("Deep <i>learning</i> &amp; more"), text_of(None)
    ('Deep learning & more', '')
    """
    if not isinstance(value, str):
        return ""
    return one_line(html.unescape(_TAG.sub("", html.unescape(value[: 2 * _LONG]))), width)


def names_of(values: Iterable[Any]) -> tuple[str, ...]:
    """Return names of people, empty ones left out."""
    found = (text_of(value, 200) for value in values)
    return tuple(name for name in found if name)[:1000]


def year_of(value: Any) -> int | None:
    """Return a year that a paper can be of."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 1500 <= value <= 2100 else None


def date_of(value: Any) -> str:
    """Return the date at the start of a text, as far as it is told.

    >>> date_of("2017-06-12T17:57:34Z"), date_of("soon"), date_of(None)
    ('2017-06-12', '', '')
    """
    match = _DATE.match(value) if isinstance(value, str) else None
    return match[0] if match and year_of(int(match[1])) else ""


def doi_id(value: Any) -> tuple[str, ...]:
    """Return a DOI as an identifier; one that arXiv gave as arXiv's own."""
    doi = parse_doi(value) if isinstance(value, str) and len(value) < 300 and value.isprintable() else None
    if not doi:
        return ()
    arxiv = parse_arxiv(doi)
    return (f"arxiv:{arxiv}",) if arxiv else (f"doi:{doi}",)


def arxiv_id(value: Any) -> tuple[str, ...]:
    """Return an arXiv id as an identifier."""
    arxiv = parse_arxiv(value) if isinstance(value, str) and len(value) < 100 else None
    return (f"arxiv:{arxiv}",) if arxiv else ()


def plain_id(scheme: str, value: Any) -> tuple[str, ...]:
    """Return an identifier of letters, digits and a few signs."""
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return (f"{scheme}:{text}",) if _PLAIN.fullmatch(text) else ()
