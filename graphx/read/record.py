"""Turn a record (a JSON object, a CSV row) into a paper, whatever its fields are called."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from graphx.errors import InputError
from graphx.ids import parse_arxiv, parse_doi, parse_id
from graphx.model import Origin, Paper
from graphx.read.notices import Notices
from graphx.text import one_line

FIELDS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "paper_title", "display_name"),
    "abstract": ("abstract", "summary", "description", "abstract_note", "abstractnote"),
    "year": ("year", "publication_year", "pub_year"),
    "date": ("date", "published", "publication_date", "update_date"),
    "authors": ("authors", "author", "creators"),
    "venue": ("venue", "journal", "booktitle", "publication_title", "conference"),
    "url": ("url", "link", "paper_url"),
    "arxiv": ("arxiv", "arxiv_id", "arxivid", "eprint"),
    "doi": ("doi",),
    "ids": ("ids", "identifiers", "id", "paper_id"),
    "cites": ("cites", "references"),
}
"""For each field of a paper the names it goes by in files, best first; case, blanks and hyphens aside."""

_YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)\b")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?!\d)")
_AND = re.compile(r"\s*,?\s+and\s+")
_CUT_SHORT = re.compile(r"(?:[\s,]+et al\.?|,?\s+and\s+others|,\s*others)$", re.IGNORECASE)
_HOME = re.compile(
    r"https?://(?:www\.|export\.)?arxiv\.org/|https?://(?:www\.|dx\.)?doi\.org/", re.IGNORECASE
)

_LEFT_OUT = {
    "abstract": "an abstract that is no text",
    "year": "a year that is no year",
    "date": "a date that is no date",
    "authors": "an author without a name",
    "venue": "a venue that is no text",
    "url": "an address that is no text",
    "arxiv": "an arXiv id that is none",
    "doi": "a DOI that is none",
    "ids": "identifiers of no known scheme",
    "cites": "citations without a known identifier",
}
"""What is said of a field that cannot be used, after "1 record has"."""


def fold_name(name: str) -> str:
    """Return a field name as it is compared.

    >>> fold_name(" Publication Year")
    'publication_year'
    """
    return re.sub(r"[\s-]+", "_", name.strip().lower())


def has_title(record: object) -> bool:
    """Whether a value is a record with a field for the title, whatever it holds.

    >>> has_title({"Paper Title": ""}), has_title({"papers": []}), has_title("title")
    (True, False, False)
    """
    return isinstance(record, Mapping) and any(fold_name(str(name)) in FIELDS["title"] for name in record)


def paper_from_record(
    record: Mapping[str, Any], *, path: str, line: int, item: int = 0, notices: Notices | None = None
) -> Paper:
    """Return the paper that a record describes.

    Parameters
    ----------
    record
        Field names to values; unknown fields are ignored.
    path, line
        Where the record stands, for messages and as the paper's origin.
    item
        Its number in a list, counted from 1, where lines alone do not tell records apart.
    notices
        Takes what was left out: a field other than the title that cannot be used.

    Raises
    ------
    InputError
        The title is missing or no text.

    Examples
    --------
    >>> record = {"Title": "A Study of Things", "arXiv ID": "2308.14508v2", "year": "n.d."}
    >>> paper = paper_from_record(record, path="a.csv", line=2)
    >>> paper.key, paper.year
    ('paper:arxiv:2308.14508', None)
    """
    return _Record(record, path, line, item, Notices() if notices is None else notices).paper()


class _Record:
    """One record on its way to a paper: its fields by their folded names, and where it stands."""

    def __init__(self, record: Mapping[str, Any], path: str, line: int, item: int, notices: Notices) -> None:
        self.fields = {fold_name(str(name)): value for name, value in record.items() if name is not None}
        self.path, self.line, self.item, self.notices = path, line, item, notices

    def paper(self) -> Paper:
        title = self.title()
        year, date = self.when()
        url = self.text("url")
        return Paper(
            title=title,
            abstract=self.text("abstract"),
            ids=self.ids(url),
            year=year,
            date=date,
            authors=self.authors(),
            venue=self.text("venue"),
            url=url,
            cites=self.cites(),
            origins=(Origin(self.path, self.line),),
        )

    def get(self, field: str) -> Any:
        """Return the first value that is there; NaN is what some programs write for nothing."""
        for name in FIELDS[field]:
            value = self.fields.get(name)
            if value not in (None, "", [], {}) and value == value:  # noqa: PLR0124 - NaN alone is not itself
                return value
        return None

    def leave_out(self, field: str, value: object) -> None:
        told = _LEFT_OUT[field]
        words = (f"record has {told}", f"records have {told}")
        self.notices.add(words, value, self.path, self.line, "left out")

    def fail(self, message: str) -> InputError:
        told = f"item {self.item}: " if self.item else ""
        return InputError(told + message, path=self.path, line=self.line)

    def title(self) -> str:
        value = _one_text(self.get("title"))
        if value is not None and not isinstance(value, str):
            raise self.fail(f"field 'title' must be text, not {_name_of(value)}")
        if not (title := one_line(value or "")):
            have = ", ".join(sorted(self.fields)) or "none"
            raise self.fail(f"a record without a title (its fields: {have}); add one")
        return title

    def text(self, field: str) -> str:
        value = _one_text(self.get(field))
        if value is None:
            return ""
        if not isinstance(value, str):
            self.leave_out(field, value)
            return ""
        return one_line(value)

    def when(self) -> tuple[int | None, str]:
        """Return year and date; either may be missing, and the year may stand in the date."""
        told, day = self.get("year"), self.get("date")
        year = _year(told)
        if told is not None and year is None:
            self.leave_out("year", told)
        found = _DATE.match(day.strip()) if isinstance(day, str) else None
        date = found[0] if found and _is_date(found[0]) else ""
        if day is not None and not date and (found or _year(day) is None):
            self.leave_out("date", day)
        return year or _year(date or day), date

    def authors(self) -> tuple[str, ...]:
        value = self.get("authors")
        if value is None:
            return ()
        if isinstance(value, str):
            return _split_authors(value)
        entries = value if isinstance(value, list) else [value]
        names = [_author(entry) for entry in entries]
        wrong = [entry for entry, name in zip(entries, names, strict=True) if name is None]
        if wrong:
            self.leave_out("authors", wrong[0])
        return _whole_names(name for name in names if name)

    def ids(self, url: str) -> tuple[str, ...]:
        found = {*self.known_ids()}
        arxiv, doi = self.get("arxiv"), self.get("doi")
        if isinstance(arxiv, float):  # 2308.14508 unquoted is a number to JSON, and has lost its last zeros
            arxiv = f"{arxiv:.5f}" if arxiv >= 1500 else f"{arxiv:.4f}"
        for field, value, parsed in (
            ("arxiv", arxiv, parse_arxiv(str(arxiv))),
            ("doi", doi, parse_doi(str(doi))),
        ):
            if parsed and (identifier := parse_id(f"{field}:{parsed}")):
                found.add(identifier)
            elif value is not None:
                self.leave_out(field, value)
        # An address is no more than a hint where the record names an identifier of that scheme.
        if (address := _url_id(url)) and _scheme(address) not in map(_scheme, found):
            found.add(address)
        return tuple(sorted(found))

    def known_ids(self) -> Iterator[str]:
        value = self.get("ids")
        if isinstance(value, Mapping):
            value = [f"{scheme}:{told}" for scheme, told in value.items()]
        known = [identifier for text in _texts(value) if (identifier := parse_id(text))]
        # "id" and "paper_id" are as often the number of a row.
        if value is not None and not known and any(self.fields.get(n) for n in ("ids", "identifiers")):
            self.leave_out("ids", value)
        yield from known

    def cites(self) -> tuple[str, ...]:
        value = self.get("cites")
        texts = _texts(value)
        wrong = [text for text in texts if not parse_id(text)]
        if wrong or (value is not None and not texts):
            self.leave_out("cites", wrong[0] if wrong else value)
        return tuple(sorted({identifier for text in texts if (identifier := parse_id(text))}))


def _one_text(value: object) -> object:
    """Return a value; for a list of one text (as Crossref writes titles), or an object's name, that text."""
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str):
        return value[0]
    if isinstance(value, Mapping):
        return _author(value) or value
    return value


def _scheme(identifier: str) -> str:
    return identifier.partition(":")[0]


def _url_id(url: str) -> str | None:
    """Return the identifier that an address at arXiv or doi.org stands for.

    >>> _url_id("https://arxiv.org/abs/2308.14508v2?context=cs"), _url_id("http://doi.org/10.1000/A%3C1")
    ('arxiv:2308.14508', 'doi:10.1000/a<1')
    >>> _url_id("https://example.org/2308.14508")
    """
    return parse_id(unquote(re.split(r"[?#]", url)[0]).rstrip("/")) if _HOME.match(url) else None


def _texts(value: object) -> list[str]:
    """Return a list field as texts; a CSV writes it as one text with semicolons."""
    if isinstance(value, str | int | float):
        return [text for part in str(value).split(";") if (text := one_line(part))]
    if isinstance(value, list):
        return [one_line(part if isinstance(part, str) else repr(part)) for part in value]
    return []


def _year(value: object) -> int | None:
    usable = isinstance(value, str | int | float) and not isinstance(value, bool)
    found = _YEAR.search(str(value)) if usable else None
    return int(found[0]) if found else None


def _is_date(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _author(entry: object) -> str | None:
    """Return the name of one author as a list of authors tells it, or None."""
    if isinstance(entry, Mapping):
        parts = (entry.get("given") or entry.get("first"), entry.get("family") or entry.get("last"))
        whole = " ".join(part for part in parts if isinstance(part, str))
        entry = entry.get("name") or entry.get("display_name") or whole
    return one_line(entry) or None if isinstance(entry, str) else None


def _split_authors(text: str) -> tuple[str, ...]:
    """Return the names in one text, however they are set apart.

    >>> _split_authors("Ann Bee, Cy Dee"), _split_authors("Bee, Ann"), _split_authors("Bee, Ann and Dee, Cy")
    (('Ann Bee', 'Cy Dee'), ('Bee, Ann',), ('Bee, Ann', 'Dee, Cy'))
    >>> _split_authors("A. Bee, C. Dee and E. Eff et al."), _split_authors("Bee, Ann; Dee, Cy")
    (('A. Bee', 'C. Dee', 'E. Eff'), ('Bee, Ann', 'Dee, Cy'))
    """
    text = _CUT_SHORT.sub("", text.strip())
    parts = [part for piece in text.split(";") for part in _AND.split(piece)]
    turned = ";" in text or (len(parts) > 1 and all(part.count(",") == 1 for part in parts))
    if not turned:
        parts = [name for part in parts for name in _split_commas(part)]
    return _whole_names(one_line(part) for part in parts)


def _split_commas(text: str) -> list[str]:
    """Return the names in a text without semicolons: "Surname, Given" is one, "A. Bee, C. Dee" are two."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    return names if len(names) > 2 or all(" " in name for name in names) else [text.strip().rstrip(",")]


def _whole_names(names: Iterable[str]) -> tuple[str, ...]:
    # "others" and "et al." end a list that was cut short.
    return tuple(name for name in names if name and name.lower() not in ("others", "et al.", "et al"))


def _name_of(value: object) -> str:
    names = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return names.get(type(value), type(value).__name__)
