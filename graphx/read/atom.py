"""Atom feeds of arXiv: what its service and its searches answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from graphx.errors import InputError
from graphx.model import Paper
from graphx.read.latex import plain_latex
from graphx.read.markup import code_links
from graphx.read.notices import Notices
from graphx.read.record import paper_from_record
from graphx.read.registry import Reader
from graphx.read.source import Source
from graphx.read.xml import find_elements, text_of

_FEED = re.compile(r"<(?:\w+:)?feed\b")


def sniff(source: Source) -> float:
    """Return how sure the text is an Atom feed."""
    head = source.start[:5000]
    return 0.95 if head.lstrip().startswith("<") and _FEED.search(head) else 0.0


def read(source: Source, notices: Notices) -> Iterator[Paper]:
    """Yield the papers of a feed.

    Raises
    ------
    InputError
        The XML is not safe to read.
    """
    for found in find_elements(source, frozenset(("entry",)), notices):
        record = _record(found.element)
        try:
            if "/api/errors" in text_of(found.element.find("id")):
                told = f"not a paper but an error message: {record['abstract'][:120]}"
                raise InputError(told, path=source.path, line=found.line)
            paper = paper_from_record(record, path=source.path, line=found.line, notices=notices)
        except InputError as error:
            notices.lose(error)
        else:
            yield paper


def _record(entry: Element) -> dict[str, Any]:
    links = {link.get("rel", "alternate"): link.get("href", "") for link in entry.findall("link")}
    address = text_of(entry.find("id"))
    return {
        "title": plain_latex(text_of(entry.find("title"))),
        "abstract": plain_latex(text_of(entry.find("summary")) or text_of(entry.find("content"))),
        "date": text_of(entry.find("published")) or text_of(entry.find("updated")),
        "authors": [name for author in entry.findall("author") if (name := text_of(author.find("name")))],
        "venue": text_of(entry.find("journal_ref")),
        "url": links.get("alternate") or address,
        "doi": text_of(entry.find("doi")).split(" ")[0],
        "arxiv": address if "arxiv.org/abs/" in address else None,
        "code_links": code_links(text_of(entry.find("comment"))),
    }


READER = Reader("Atom", sniff, read)
