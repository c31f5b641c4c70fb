"""The XML of the ACL Anthology."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from graphx.errors import InputError
from graphx.model import Paper
from graphx.read.notices import Notices
from graphx.read.record import paper_from_record
from graphx.read.registry import Reader
from graphx.read.source import Source
from graphx.read.xml import Found, find_elements, text_of

_COLLECTION = re.compile(r"<collection\b|<volume\b[^>]*>\s*<(?:meta|paper|frontmatter)\b")


def sniff(source: Source) -> float:
    """Return how sure the text is of the ACL Anthology: a collection of volumes."""
    head = source.start[:5000]
    return 0.95 if head.lstrip().startswith("<") and _COLLECTION.search(head) else 0.0


def read(source: Source, notices: Notices) -> Iterator[Paper]:
    """Yield the papers of a collection; its front matter is none.

    Raises
    ------
    InputError
        The XML is not safe to read.
    """
    for found in find_elements(source, frozenset(("paper",)), notices):
        try:
            paper = paper_from_record(_record(found), path=source.path, line=found.line, notices=notices)
        except InputError as error:
            notices.lose(error)
        else:
            yield paper


def _record(found: Found) -> dict[str, Any]:
    paper = found.element
    volume = next((element for element in reversed(found.around) if element.tag == "volume"), None)
    meta = volume.find("meta") if volume is not None else None
    year = text_of(paper.find("year")) or (text_of(meta.find("year")) if meta is not None else "")
    name = _anthology_id(found)
    return {
        "title": text_of(paper.find("title")),
        "abstract": text_of(paper.find("abstract")),
        "authors": [told for author in paper.findall("author") if (told := _name(author))],
        "year": year,
        "venue": text_of(meta.find("booktitle")) if meta is not None else "",
        "url": f"https://aclanthology.org/{name}" if name else None,
        "doi": text_of(paper.find("doi")),
        "ids": [f"acl:{name}"] if name else [],
        "code_links": [code.get("url", "") for code in paper.findall("pwccode")],
    }


def _anthology_id(found: Found) -> str:
    """Return the identifier of a paper: as it is told, else from where it stands.

    A paper 1 of volume 1 of P19 is P19-1001, one of volume "main" of 2020.acl is 2020.acl-main.1.
    """
    told = text_of(found.element.find("url")).rstrip("/").rpartition("/")[2].removesuffix(".pdf")
    if told:
        return told
    around = {element.tag: element.get("id", "") for element in found.around}
    collection, volume, number = around.get("collection"), around.get("volume"), found.element.get("id", "")
    if not (collection and volume and number.isdecimal()):
        return ""
    if "." in collection:
        return f"{collection}-{volume}.{int(number)}"
    width = 2 if collection.startswith("W") or collection == "C69" else 3
    return f"{collection}-{int(volume):0{4 - width}}{int(number):0{width}}" if volume.isdecimal() else ""


def _name(author: Element) -> str:
    return " ".join(part for tag in ("first", "last") if (part := text_of(author.find(tag)))) or text_of(
        author
    )


READER = Reader("ACL Anthology XML", sniff, read)
