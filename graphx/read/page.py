"""Saved web pages: the papers page of Hugging Face, the page of one paper, and listings in general."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from graphx.errors import InputError
from graphx.ids import parse_id
from graphx.model import Paper
from graphx.read import huggingface
from graphx.read.latex import plain_latex
from graphx.read.listing import SHORTEST_ABSTRACT
from graphx.read.names import given_first
from graphx.read.notices import Notices
from graphx.read.record import paper_from_record, with_columns
from graphx.read.registry import Reader
from graphx.read.source import Source

_HTML = re.compile(
    r"<(?:!doctype\s+html|html|head|body|article|div|main|section|h[1-6]|dl|ul|table)\b", re.IGNORECASE
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5"))
_BREAKS = _HEADINGS | set(
    "p div li dt dd article section tr td th blockquote main header footer nav ul ol dl table form "
    "body".split()
)
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_UNSEEN = frozenset("script style template noscript svg nav footer button select form head".split())
_ID = re.compile(
    r"arxiv\.org/(?:abs|pdf|html)/|doi\.org/10\.|/papers?/(?=\d{4}\.\d{4,5})|^/abs/|aclanthology\.org/(?=[A-Z\d])",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^(?:title|abstract|authors?|summary)\s*:\s*", re.IGNORECASE)
_MORE = re.compile(r"\s*(?:[△▽]\s*(?:Less|More)|\bShow (?:more|less))$")
_SHORTEST_TITLE = 8
_DEEPEST = 200  # elements within elements; pages that nest without end must not cost the square

FEWEST_UNNAMED = 3
"""Titles with abstracts that a page must show if they have no identifiers; error pages have one or two."""


@dataclass(slots=True)
class _Block:
    """A piece of the page that stands for itself: its element, what it is called, its text and links."""

    tag: str
    classes: str
    line: int
    text: str = ""
    links: list[str] = field(default_factory=list)

    @property
    def titled(self) -> bool:
        text = _clean(self.text)
        told = self.tag in _HEADINGS or "title" in self.classes
        return told and _SHORTEST_TITLE <= len(text) <= 400 and " " in text

    @property
    def opens(self) -> bool:
        """Whether it names the paper that follows, as lists of arXiv do."""
        return self.text.lstrip().lower().startswith("arxiv:") or (
            self.tag == "dt" and any(map(_id_of, self.links))
        )


def sniff(source: Source) -> float:
    """Return how sure the text is a web page."""
    head = source.start[:20_000].lstrip("\ufeff \t\n")
    if not head.startswith("<") or head.startswith("<?xml"):
        return 0.6 if head.startswith("<?xml") and "<html" in head[:3000].lower() else 0.0
    return 0.9 if _HTML.search(head) else 0.0


def read(source: Source, notices: Notices) -> Iterator[Paper]:
    """Yield the papers of a page: what it tells programs where it does, else what it shows."""
    page = _Page()
    for chunk in source.chunks():
        page.feed(chunk)
    # Closing would look again and again for the end of every comment and tag that has none.
    page.feed("</html>")
    records = list(_of_data(page.data)) or list(_of_meta(page.meta)) or _of_listing(page.blocks)
    for line, record in records:
        told = with_columns(record, source.columns)
        try:
            paper = paper_from_record(told, path=source.path, line=line, notices=notices)
        except InputError as error:
            notices.lose(error)
        else:
            yield paper


class _Page(HTMLParser):
    """What a page tells: data for its own programs, facts in its head, and blocks of text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.data: list[tuple[int, str]] = []
        self.meta: list[tuple[str, str]] = []
        self.blocks: list[_Block] = []
        self._unseen: list[str] = []
        self._stack: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if props := told.get("data-props"):
            self.data.append((self.getpos()[0], props))
        if tag == "meta" and (name := told.get("name") or told.get("property")):
            self.meta.append((name.lower(), told.get("content", "")))
        if tag in _VOID:
            if tag == "br" and self.blocks:
                self.blocks[-1].text += " "
            return
        if tag in _UNSEEN and len(self._unseen) < _DEEPEST:
            self._unseen.append(tag)
        if self._unseen:
            return
        classes = told.get("class", "").lower()
        if tag in _BREAKS or (tag in ("span", "a") and re.search(r"title|abstract|author", classes)):
            if len(self._stack) < _DEEPEST:
                self._stack.append((tag, classes))
            self.blocks.append(_Block(tag, classes, self.getpos()[0]))
        if tag == "a" and (link := told.get("href")):
            if not self.blocks:
                self.blocks.append(_Block("", "", self.getpos()[0]))
            self.blocks[-1].links.append(link)

    def handle_endtag(self, tag: str) -> None:
        if self._unseen:
            if tag in self._unseen:
                while self._unseen.pop() != tag:
                    pass
            return
        if tag in (name for name, _ in self._stack):
            while self._stack.pop()[0] != tag:
                pass
            # Text below belongs to what stands around, in a block of its own.
            around = self._stack[-1] if self._stack else ("", "")
            self.blocks.append(_Block(*around, self.getpos()[0]))

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        if not self.blocks:
            self.blocks.append(_Block("", "", self.getpos()[0]))
        self.blocks[-1].text += data


def _of_data(data: list[tuple[int, str]]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the papers in what a page of Hugging Face gives its own programs."""
    seen = set()
    for line, text in data:
        try:
            value = json.loads(text)
        except (RecursionError, ValueError):
            continue
        for paper in _papers_in(value, depth=5):
            record = huggingface.translate(paper)
            if record["title"] and record["arxiv"] not in seen:
                seen.add(record["arxiv"])
                yield line, record


def _papers_in(value: object, depth: int) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        if huggingface.fits(value) or ("id" in value and "title" in value and "summary" in value):
            yield value
        elif depth:
            for held in value.values():
                yield from _papers_in(held, depth - 1)
    elif isinstance(value, list) and depth:
        for item in value:
            yield from _papers_in(item, depth - 1)


def _of_meta(meta: list[tuple[str, str]]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the paper that a page about one paper tells search engines of."""
    told = dict(reversed(meta))
    if title := told.get("citation_title"):
        date = told.get("citation_publication_date") or told.get("citation_date") or ""
        yield (
            1,
            {
                "title": plain_latex(title),
                "abstract": plain_latex(told.get("citation_abstract") or told.get("dc.description") or ""),
                "authors": [given_first(value) for name, value in meta if name == "citation_author"],
                "date": date.replace("/", "-"),
                "venue": told.get("citation_journal_title") or told.get("citation_conference_title"),
                "doi": told.get("citation_doi"),
                "arxiv": told.get("citation_arxiv_id"),
                "pmid": told.get("citation_pmid"),
                "url": told.get("citation_abstract_html_url") or told.get("og:url"),
            },
        )


def _of_listing(blocks: list[_Block]) -> list[tuple[int, dict[str, Any]]]:
    """Return the papers that a listing shows. Without identifiers it takes several to make a listing."""
    found = list(_of_blocks(blocks))
    named = [(line, record) for line, record in found if record["ids"]]
    return found if len(found) - len(named) >= FEWEST_UNNAMED else named


def _of_blocks(blocks: list[_Block]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield what a listing shows: titles, each with the abstract, authors and links below it."""
    title: _Block | None = None
    named, below = "", list[_Block]()
    opened = ""
    for block in blocks:
        if block.opens:
            # The identifier of what follows ends the paper above.
            if title and (record := _record(title, named, below)):
                yield title.line, record
            title, below = None, []
            opened = next((found for link in block.links if (found := _id_of(link))), "")
        elif block.titled:
            if title and (record := _record(title, named, below)):
                yield title.line, record
            title, named, below, opened = block, opened, [], ""
        elif title:
            below.append(block)
    if title and (record := _record(title, named, below)):
        yield title.line, record


def _record(title: _Block, named: str, below: list[_Block]) -> dict[str, Any] | None:
    """Return a title and what stands below it as a record; None if that is no paper."""
    links = [*title.links, *(link for block in below for link in block.links)]
    identifier = named or next((found for link in links if (found := _id_of(link))), "")
    texts = [_MORE.sub("", _clean(block.text)) for block in below]
    long = [text for text in texts if len(text) >= SHORTEST_ABSTRACT]
    full = [
        text
        for text, block in zip(texts, below, strict=True)
        if re.search(r"abstract-full|abstract(?!-short)", block.classes) and len(text) >= SHORTEST_ABSTRACT
    ]
    abstract = max(full or long, key=len, default="")
    if not abstract and not identifier:
        return None
    authors = [_clean(block.text) for block in below if "author" in block.classes]
    return {
        "title": plain_latex(_clean(title.text)),
        "abstract": plain_latex(abstract),
        "authors": max(authors, key=len, default="") or None,
        "ids": [identifier] if identifier else [],
    }


def _id_of(link: str) -> str | None:
    """Return the identifier that a link leads to.

    >>> _id_of("/papers/2401.00001"), _id_of("https://arxiv.org/pdf/2401.00001v2"), _id_of("/about")
    ('arxiv:2401.00001', 'arxiv:2401.00001', None)
    """
    link = re.split(r"[?#]", link)[0].rstrip("/")
    if not _ID.search(link):
        return None
    found = re.search(r"(?:/abs/|/papers?/)(\d{4}\.\d{4,5})", link)
    return parse_id(f"arxiv:{found[1]}" if found else link)


def _clean(text: str) -> str:
    return _LABEL.sub("", " ".join(text.split()))


READER = Reader("web page", sniff, read)
