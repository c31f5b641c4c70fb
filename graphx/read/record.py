"""Turn a record (a JSON object, a CSV row) into a paper, whatever its fields are called."""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from graphx.errors import InputError, choose
from graphx.ids import parse_arxiv, parse_doi, parse_id, safe_url
from graphx.model import Origin, Paper
from graphx.read.hints import hinted_ids, plain_venue
from graphx.read.latex import unescaped
from graphx.read.markup import with_code
from graphx.read.names import author_name, split_authors, whole_names
from graphx.read.notices import Notices
from graphx.text import one_line

FIELDS: Mapping[str, tuple[str, ...]] = {
    "title": (
        "title",
        "paper_title",
        "display_name",
        "article_title",
        "document_title",
        "primary_title",
        "ti",
    ),
    "abstract": ("abstract", "summary", "description", "abstract_note", "abstractnote", "abstracts", "ab"),
    "year": ("year", "publication_year", "pub_year", "py"),
    "date": ("date", "published", "publication_date", "update_date", "published_date"),
    "authors": ("authors", "author", "creators", "author_names", "au"),
    "venue": (
        "venue",
        "journal",
        "booktitle",
        "publication_title",
        "conference",
        "source_title",
        "journal/book",
        "so",
    ),
    "url": ("url", "link", "paper_url"),
    "arxiv": ("arxiv", "arxiv_id", "arxivid", "eprint"),
    "doi": ("doi", "di"),
    "pmid": ("pmid", "pubmed_id"),
    "ids": ("ids", "identifiers", "id", "paper_id"),
    "cites": ("cites", "references"),
    "code": ("code_links", "code_url", "repo_url"),
}
"""For each field of a paper the names it goes by in files, best first; case, blanks and hyphens aside."""

_PLACES = {name: (field, place) for field, names in FIELDS.items() for place, name in enumerate(names)}

LONGEST_TITLE = 2_000
"""Characters. Some titles of the sciences of life have 500; beyond this it is something else."""

_YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)\b")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?!\d)")

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


@functools.lru_cache(4096)
def fold_name(name: str) -> str:
    """Return a field name as it is compared.

    >>> fold_name(" Publication Year")
    'publication_year'
    """
    return re.sub(r"[\s-]+", "_", name.strip().lower())


def check_columns(columns: Mapping[str, str]) -> Mapping[str, str]:
    """Return ``columns`` if it names fields of a paper.

    Raises
    ------
    OptionError
        It names another.
    """
    for field in columns:
        choose("field", field, FIELDS)
    return columns


def with_columns(record: Mapping[str, Any], columns: Mapping[str, str]) -> dict[str, Any]:
    """Return a record whose fields are what the user says they are.

    >>> with_columns({"Name": "A Study", "title": "Dr"}, {"title": "Name"})
    {'Name': 'A Study', 'title': 'A Study'}
    """
    return {**record, **{FIELDS[field][0]: record.get(column) for field, column in columns.items()}}


def iso_date(parts: Iterable[object]) -> str:
    """Return year, month and day as an ISO date, as much of it as is there.

    >>> iso_date([2021, 3, 4]), iso_date(["2021", None]), iso_date([None]), iso_date([2021, 13])
    ('2021-03-04', '2021', '', '2021')
    """
    told = ""
    for part, low, high in zip(parts, (1000, 1, 1), (2999, 12, 31), strict=False):
        text = str(part)
        number = int(text) if text.isdecimal() and len(text) < 5 else 0
        if not low <= number <= high:
            break
        told += f"-{number:02}" if told else str(number)
    return told


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
        self.best: dict[str, tuple[int, Any]] = {}
        for name, value in self.fields.items():
            # NaN, which alone is not itself, is what some programs write for nothing.
            if name in _PLACES and value not in (None, "", [], {}) and value == value:  # noqa: PLR0124
                field, place = _PLACES[name]
                if field not in self.best or place < self.best[field][0]:
                    self.best[field] = place, value

    def paper(self) -> Paper:
        title = self.title()
        year, date = self.when()
        url, venue = self.text("url"), self.text("venue")
        return Paper(
            title=title,
            abstract=self.abstract(),
            ids=self.ids(url, venue),
            year=year,
            date=date,
            authors=self.authors(),
            venue=unescaped(plain_venue(venue)),
            url=url,
            cites=self.cites(),
            origins=(Origin(self.path, self.line),),
        )

    def get(self, field: str) -> Any:
        """Return the first value that is there."""
        return self.best[field][1] if field in self.best else None

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
            have = ", ".join(sorted(name for name, held in self.fields.items() if held)) or "none"
            have = have if len(have) <= 200 else have[:199] + "…"
            raise self.fail(f"a record without a title (its fields: {have}); add one")
        if len(title) > LONGEST_TITLE:
            raise self.fail(f"a title of {len(title):,} characters (at most {LONGEST_TITLE:,}); shorten it")
        return unescaped(title)

    def text(self, field: str) -> str:
        value = _one_text(self.get(field))
        if value is None:
            return ""
        if field == "venue" and isinstance(value, list) and all(isinstance(part, str) for part in value):
            value = ", ".join(value)
        if not isinstance(value, str):
            self.leave_out(field, value)
            return ""
        return one_line(value)

    def abstract(self) -> str:
        """Return the abstract, with the code that stands beside it below, as pages write it."""
        text = unescaped(self.text("abstract"))
        links = [link for link in self.code() if link not in text]
        if links:
            words = ("record names code beside its abstract", "records name code beside their abstracts")
            self.notices.add(words, links[0], self.path, self.line, "added below it as “Code: …”")
        return with_code(text, links)

    def code(self) -> list[str]:
        value = self.get("code")
        values = value if isinstance(value, list) else [value]
        return [link for link in values if isinstance(link, str) and safe_url(link)]

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
            return split_authors(value)
        entries = value if isinstance(value, list) else [value]
        names = [author_name(entry) for entry in entries]
        wrong = [entry for entry, name in zip(entries, names, strict=True) if name is None]
        if wrong:
            self.leave_out("authors", wrong[0])
        return whole_names(name for name in names if name)

    def ids(self, url: str, venue: str) -> tuple[str, ...]:
        found = {*self.known_ids()}
        arxiv, doi = self.get("arxiv"), self.get("doi")
        if isinstance(arxiv, float):  # 2308.14508 unquoted is a number to JSON, and has lost its last zeros
            arxiv = f"{arxiv:.5f}" if arxiv >= 1500 else f"{arxiv:.4f}"
        for field, value, parse in (("arxiv", arxiv, parse_arxiv), ("doi", doi, parse_doi)):
            if value is None:
                continue
            parsed = parse(str(value))
            if parsed and (identifier := parse_id(f"{field}:{parsed}")):
                found.add(identifier)
            else:
                self.leave_out(field, value)
        if (pmid := str(self.get("pmid") or "").strip()).isdecimal():
            found.add(f"pmid:{pmid}")
        # What other fields say is no more than a hint where the record names an identifier of that scheme.
        for hint in hinted_ids(venue, url, self.fields):
            if _scheme(hint) not in map(_scheme, found):
                found.add(hint)
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
        return author_name(value) or value
    return value


def _scheme(identifier: str) -> str:
    return identifier.partition(":")[0]


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


def _name_of(value: object) -> str:
    names = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return names.get(type(value), type(value).__name__)
