"""BibTeX and BibLaTeX, LaTeX accents made letters; a broken entry costs that entry."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from graphx.errors import InputError
from graphx.formats.entries import citation_key, entry_type
from graphx.model import Paper
from graphx.read.hints import bare_arxiv
from graphx.read.latex import plain_latex
from graphx.read.notices import Notices
from graphx.read.record import has_title, paper_from_record, with_columns
from graphx.read.registry import Reader
from graphx.read.source import Source

if TYPE_CHECKING:
    from bibtexparser.library import Library
    from bibtexparser.model import Block, Entry

_ENTRY = re.compile(r"^[ \t]*@[ \t]*[A-Za-z]+[ \t\n]*[{(]", re.MULTILINE)
_START = re.compile(r"\s*@\s*\w+\s*[{(]\s*([^\s,{}()=\"]{1,80})\s*,")
_TOKEN = re.compile(r'\s*(?:"(?P<quoted>(?:\{[^{}]*\}|[^"{}])*)"|(?P<word>[^\s"#{},]+))\s*(?:#|$)')
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_VOLUMES = frozenset(("proceedings", "mvproceedings", "collection", "periodical", "xdata", "set"))


def sniff(source: Source) -> float:
    """Return how sure the text is BibTeX: there is an entry at the start of a line."""
    head = source.start.lstrip()
    if not _ENTRY.search(head):
        return 0.0
    return 0.95 if head.startswith(("@", "%")) else 0.65


def read(source: Source, notices: Notices) -> Iterator[Paper]:
    """Yield the papers of a bibliography; whole volumes are none."""
    library = _parse(source.text)
    strings = {name: str(i + 1) for i, name in enumerate(_MONTHS)}
    for string in library.strings:
        strings[string.key.lower()] = _value(str(string.value), strings)
    entries = [(entry, _fields(entry, strings)) for entry in map(_entry_of, library.blocks) if entry]
    by_key = {entry.key.lower(): fields for entry, fields in entries}
    for block in library.failed_blocks:
        if _entry_of(block) is None:
            line = (block.start_line or 0) + 1
            told = _broken(block, str(getattr(block.error, "abort_reason", "")), line)
            notices.lose(InputError(told, path=source.path, line=line))
    for entry, fields in entries:
        line = (entry.start_line or 0) + 1
        if entry.entry_type.lower() in _VOLUMES:
            words = ("entry is a whole volume", "entries are whole volumes")
            notices.add(words, fields.get("title", entry.key), source.path, line, "left out")
            continue
        parent = by_key.get(fields.get("crossref", "").lower(), {})
        record = with_columns(_record(fields, parent), source.columns)
        try:
            if not has_title(record) or not record["title"]:
                raise InputError(
                    f"the entry {entry.key!r} has no title; add one", path=source.path, line=line
                )
            paper = paper_from_record(record, path=source.path, line=line, notices=notices)
        except InputError as error:
            notices.lose(error)
        else:
            kind = entry.entry_type.lower()
            yield replace(paper, cite_key=citation_key(entry.key), entry_type=entry_type(kind))


def _parse(text: str) -> Library:
    from bibtexparser.entrypoint import parse_string

    # What it logs is told in our own notices; without a handler Python would print it.
    logging.getLogger("bibtexparser").addHandler(logging.NullHandler())
    return parse_string(text, parse_stack=[])


def _broken(block: Block, reason: str, line: int) -> str:
    """Return what is wrong with an entry that cannot be read, in words of those who write them."""
    start = _START.match(block.raw or "")
    where = f"{f'the entry {start[1]}' if start else 'an entry'} that begins at line {line}"
    if "`=`" in reason or "equals sign" in reason:
        return f"a field without “=”, or without a name, in {where}; mend it"
    if "Expected comma" in reason:
        return f"no comma behind the key of {where}; add one"
    return f"a brace or quote is not closed in {where}; close it"


def _entry_of(block: Block) -> Entry | None:
    """Return the entry that a block is, also where its key or a field of it stands twice."""
    from bibtexparser.model import DuplicateBlockKeyBlock, DuplicateFieldKeyBlock, Entry

    if isinstance(block, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock):
        inner = block.ignore_error_block
        return _entry_of(inner) if inner is not None else None
    return block if isinstance(block, Entry) else None


def _fields(entry: Entry, strings: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for field in entry.fields:
        found.setdefault(field.key.lower(), _value(str(field.value), strings))
    return found


def _value(raw: str, strings: Mapping[str, str]) -> str:
    """Return the text of a value: in braces, in quotes, an abbreviation, or several joined by ``#``.

    >>> _value('{A {B}}', {}), _value('nips # " 2020"', {"nips": "NeurIPS"}), _value("2020", {})
    ('A {B}', 'NeurIPS 2020', '2020')
    """
    raw = raw.strip()
    if len(raw) > 1 and raw[0] == "{" and raw[-1] == "}":
        return raw[1:-1]
    pieces, at = [], 0
    while at < len(raw):
        found = _TOKEN.match(raw, at)
        if found is None:
            return raw.strip('"{}')
        word = found["word"]
        pieces.append(strings.get(word.lower(), word) if word else found["quoted"])
        at = found.end()
    return "".join(pieces)


def _record(fields: Mapping[str, str], parent: Mapping[str, str]) -> dict[str, Any]:
    """Return an entry as a record; what it lacks it has from the volume it stands in."""
    title = fields.get("title", "")
    if (subtitle := fields.get("subtitle")) and subtitle.lower() not in title.lower():
        title = f"{title}: {subtitle}"
    venue = next(
        (
            fields[n]
            for n in ("journal", "journaltitle", "booktitle", "eventtitle", "series")
            if fields.get(n)
        ),
        parent.get("title") or parent.get("booktitle") or "",
    )
    prefix = (fields.get("archiveprefix") or fields.get("eprinttype") or "").strip().lower()
    eprint = fields.get("eprint", "")
    return {
        **fields,
        "title": plain_latex(title),
        "abstract": plain_latex(fields.get("abstract") or fields.get("annotation") or ""),
        "authors": [name for name in map(_name, _split_names(fields.get("author", ""))) if name],
        "venue": plain_latex(venue),
        "year": fields.get("year") or parent.get("year"),
        "date": fields.get("date"),
        "url": fields.get("url", "").replace("\\", ""),
        "doi": fields.get("doi", "").replace("\\", ""),
        # An eprint of nobody knows where is one of arXiv if it can be nothing else.
        "arxiv": eprint if prefix == "arxiv" else bare_arxiv(eprint) if not prefix else None,
        "eprint": None,
        "references": None,
        "id": None,
    }


def _split_names(text: str) -> list[str]:
    """Return the names in a list of authors; an "and" in braces belongs to a name.

    >>> _split_names("{Bee and Dee Inc.} and Eff, Gee")
    ['{Bee and Dee Inc.}', 'Eff, Gee']
    """
    names, start, depth, counted = [], 0, 0, 0
    for found in _AND.finditer(text):
        between = text[counted : found.start()]
        depth += between.count("{") - between.count("}")
        counted = found.start()
        if depth == 0:
            names.append(text[start : found.start()])
            start = found.end()
    return [*names, text[start:]]


def _name(text: str) -> str:
    r"""Return a name as it is read, the given name first.

    >>> _name(r'van der Bee, G{\"o}tz'), _name("Bee, Jr., Ann")
    ('Götz van der Bee', 'Ann Bee Jr.')
    """
    if text.strip().startswith("{") and text.strip().endswith("}"):
        return plain_latex(text)
    parts = [part.strip() for part in text.split(",")]
    turned = {2: (1, 0), 3: (2, 0, 1)}.get(len(parts))
    return plain_latex(" ".join(parts[i] for i in turned) if turned else text)


READER = Reader("BibTeX", sniff, read)
