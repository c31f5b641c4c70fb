"""Entries of bibliographies: their keys and types, and which field of an entry holds the venue."""

from __future__ import annotations

import re
from typing import Final

from graphx.formats.venues import venue_kind

_KEY: Final = re.compile(r"[^\s\x00-\x1f\x7f-\x9f{}()=,#%~\\\"'@$&^]{1,200}")
"""What BibTeX and Biber both take for a key, and no other program for anything else."""
_TYPE: Final = re.compile(r"[a-z]{2,30}")
_VAGUE: Final = frozenset(("misc", "online", "electronic", "unpublished", "preprint", "www"))
"""Types that say nothing of the venue: where it is known, it says more."""

# By the type of an entry: the field of the venue, the type in RIS, the type in CSL.
_KINDS: Final = {
    "article": ("journal", "JOUR", "article-journal"),
    "inproceedings": ("booktitle", "CONF", "paper-conference"),
    "conference": ("booktitle", "CONF", "paper-conference"),
    "incollection": ("booktitle", "CHAP", "chapter"),
    "inbook": ("booktitle", "CHAP", "chapter"),
    "book": ("series", "BOOK", "book"),
    "phdthesis": ("howpublished", "THES", "thesis"),
    "mastersthesis": ("howpublished", "THES", "thesis"),
    "thesis": ("howpublished", "THES", "thesis"),
    "techreport": ("howpublished", "RPRT", "report"),
    "report": ("howpublished", "RPRT", "report"),
}
_OTHER: Final = ("howpublished", "GEN", "article")
_BY_VENUE: Final = {"conference": "inproceedings", "journal": "article"}


def citation_key(text: str) -> str:
    """Return a citation key as it is where every program that reads BibTeX takes it for one, else nothing.

    >>> citation_key("devlin2019:bert"), citation_key("bee/20+a"), citation_key("a{b}"), citation_key("a b")
    ('devlin2019:bert', 'bee/20+a', '', '')
    """
    return text if _KEY.fullmatch(text) and text.isprintable() else ""


def entry_type(text: str) -> str:
    """Return the type of an entry in lower case, nothing where it is none.

    >>> entry_type("InProceedings"), entry_type("a{b")
    ('inproceedings', '')
    """
    return text.lower() if _TYPE.fullmatch(text.lower()) else ""


def type_of(told: str, venue: str) -> str:
    """Return the type of a work's entry: the one it had where that says anything, else by its venue.

    >>> type_of("phdthesis", ""), type_of("misc", "NeurIPS"), type_of("", "TACL"), type_of("", "")
    ('phdthesis', 'inproceedings', 'article', 'misc')
    """
    told = entry_type(told)
    by_venue = _BY_VENUE.get(venue_kind(venue), "")
    return by_venue or told or "misc" if told in _VAGUE or not told else told


def venue_field(kind: str) -> str:
    """Return the field of BibTeX that holds the venue of an entry.

    >>> venue_field("inproceedings"), venue_field("misc")
    ('booktitle', 'howpublished')
    """
    return _KINDS.get(kind, _OTHER)[0]


def ris_type(kind: str) -> str:
    """Return the type of RIS for an entry; it has none for preprints.

    >>> ris_type("article"), ris_type("misc")
    ('JOUR', 'GEN')
    """
    return _KINDS.get(kind, _OTHER)[1]


def csl_type(kind: str) -> str:
    """Return the type of CSL for an entry.

    >>> csl_type("inproceedings"), csl_type("misc")
    ('paper-conference', 'article')
    """
    return _KINDS.get(kind, _OTHER)[2]
