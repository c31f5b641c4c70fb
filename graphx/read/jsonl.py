"""JSON Lines: one JSON object a line; also a JSON array, and one object that is or holds papers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from graphx.errors import InputError
from graphx.model import Paper
from graphx.read.dialects import as_record, find_papers, is_paper
from graphx.read.notices import Notices
from graphx.read.record import paper_from_record, with_columns
from graphx.read.registry import Reader
from graphx.read.source import HEAD, Source

MAX_ITEM = 16_000_000
"""Characters an item of an array may have."""

_BLANKS = re.compile(r"\s*")
_DECODER = json.JSONDecoder()


def sniff(source: Source) -> float:
    """Return how sure the text is JSON: it starts with a brace or a bracket."""
    head = source.start[:HEAD].lstrip()
    if head.startswith("{"):
        return 0.95
    return 0.95 if head.startswith("[") and head[1:].lstrip()[:1] in ("{", "]", "n") else 0.0


def read(source: Source, notices: Notices) -> Iterator[Paper]:
    """Yield the papers of a JSON Lines file, a JSON array, or an object with papers in it.

    Lines and arrays are read piece by piece; a line that is no paper costs that line, broken syntax in an
    array what stands after it.

    Raises
    ------
    InputError
        It is one object, and that is not valid JSON or holds no papers.
    """
    if source.start.lstrip().startswith("["):
        yield from _read_array(_Cursor(source.path, source.chunks()), source, notices, whole=True)
    elif _is_lines(source):
        for number, text in source.lines():
            if text.strip():
                try:
                    value = parse_json(text, source.path, number)
                    paper = _paper(value, source, number, notices)
                except InputError as error:
                    notices.lose(error)
                else:
                    yield paper
    else:
        yield from _read_object(source, notices)


def _is_lines(source: Source) -> bool:
    """Whether there is an object a line, rather than one over several lines or one alone."""
    first, second = source.first_lines()
    if not second:
        return False
    try:
        _DECODER.raw_decode(first)
    except (RecursionError, ValueError) as error:
        # An object that goes on below is broken where its line ends; a mistake in the line is one before.
        return not isinstance(error, json.JSONDecodeError) or error.pos < len(first) - 1
    return True


def _read_object(source: Source, notices: Notices) -> Iterator[Paper]:
    text = source.text
    cursor = _Cursor(source.path, [text])
    cursor.skip()
    line = cursor.line()
    start = cursor.at
    value = cursor.value()
    place = None if is_paper(value) else find_papers(value)
    if place is not None:
        at = start
        for name in place:
            at = _place_of(text, at, name)
        inner = _Cursor(source.path, [text], at)
        if text[at] == "[":
            yield from _read_array(inner, source, notices)
            yield from _expect_end(cursor, notices)
            return
        line = inner.line()
        value = inner.value()
    yield _paper(value, source, line, notices)
    yield from _expect_end(cursor, notices)


def _place_of(text: str, start: int, wanted: str) -> int:
    """Return where the value of a name starts in an object that is known to be valid."""
    at, found = start, start
    while text[at] != "}":
        name, at = _DECODER.raw_decode(text, _skip(text, at + 1))
        at = _skip(text, _skip(text, at) + 1)
        if name == wanted:
            found = at  # the last one of that name, as for json itself
        at = _skip(text, _DECODER.raw_decode(text, at)[1])
    return found


def _read_array(cursor: _Cursor, source: Source, notices: Notices, *, whole: bool = False) -> Iterator[Paper]:
    """Yield the papers of the array that starts here."""
    try:
        for number, (line, value) in enumerate(cursor.items(), 1):
            try:
                paper = _paper(value, source, line, notices, item=number)
            except InputError as error:
                notices.lose(error)
            else:
                yield paper
    except InputError as error:
        notices.lose(error)
    else:
        if whole:
            yield from _expect_end(cursor, notices)


def _expect_end(cursor: _Cursor, notices: Notices) -> Iterator[Paper]:
    """Tell of text after the end; there are no papers in it."""
    yield from ()
    if left := cursor.peek():
        told = "one object over several lines, and more" if left == "{" else "text"
        error = f"{told} after the end of the JSON; write a list or one object a line"
        notices.lose(InputError(error, path=cursor.path, line=cursor.line()))


class _Cursor:
    """A place in a JSON text that is read piece by piece, past pieces forgotten."""

    def __init__(self, path: str, chunks: Iterable[str], at: int = 0) -> None:
        self.path, self.at = path, at
        self._chunks = iter(chunks)
        self._text = next(self._chunks, "")
        self._line, self._counted = 1, 0

    def line(self) -> int:
        """Return the line of this place, counted from 1."""
        self._line += self._text.count("\n", self._counted, self.at)
        self._counted = self.at
        return self._line

    def items(self) -> Iterator[tuple[int, Any]]:
        """Yield the items of the array that starts here, each with its line; then stand behind it."""
        self.skip()
        self.at += 1
        if self.peek() == "]":
            self.at += 1
            return
        number = 0
        while True:
            number += 1
            self.skip()
            line = self.line()
            value = self.value()
            yield line, value
            mark = self.peek()
            self.at += 1
            if mark == "]":
                return
            if mark != ",":
                self.at -= 1
                raise InputError(
                    f"not valid JSON (no comma after item {number}), and what follows is lost; "
                    "write one JSON object a line",
                    path=self.path,
                    line=self.line(),
                )

    def skip(self) -> None:
        """Go on to what is not blank."""
        self.at = _skip(self._text, self.at)
        while self.at == len(self._text) and self._more():
            self.at = _skip(self._text, self.at)

    def peek(self) -> str:
        """Return the next character that is not blank, or nothing at the end."""
        self.skip()
        return self._text[self.at : self.at + 1]

    def value(self) -> Any:
        """Return the value that starts here, and stand behind it."""
        while True:
            try:
                value, self.at = _DECODER.raw_decode(self._text, self.at)
            except (RecursionError, ValueError) as error:
                broken = isinstance(error, json.JSONDecodeError)
                if broken and len(self._text) - self.at < MAX_ITEM and self._more():
                    continue  # it may only end in the next piece
                self.line()
                raise _json_error(error, self.path, self._line, self._counted) from None
            return value

    def _more(self) -> bool:
        """Take in the next piece; at least as much as is there, so that long items do not cost the square."""
        pieces, size, wanted = [], 0, len(self._text) - self.at
        for piece in self._chunks:
            pieces.append(piece)
            size += len(piece)
            if size > wanted:
                break
        if not size:
            return False
        self.line()
        self._text = self._text[self.at :] + "".join(pieces)
        self.at = self._counted = 0
        return True


def _skip(text: str, at: int) -> int:
    """Return where the blanks that start here end."""
    found = _BLANKS.match(text, at)
    assert found is not None
    return found.end()


def parse_json(text: str, path: str, line: int) -> Any:
    """Return the value of a JSON text that stands on one line.

    Raises
    ------
    InputError
        It is not valid, or cannot be used.
    """
    try:
        return json.loads(text)
    except (RecursionError, ValueError) as error:
        raise _json_error(error, path, line) from None


def _json_error(error: RecursionError | ValueError, path: str, line: int, start: int = 0) -> InputError:
    """Return what to say of an error of the decoder; ``start`` is where ``line`` is counted from."""
    if isinstance(error, json.JSONDecodeError):
        line += error.doc.count("\n", start, error.pos)
        told = f"{error.msg}, character {error.colno}"
        return InputError(f"not valid JSON ({told}); write one JSON object a line", path=path, line=line)
    # The only other ValueError of the decoder is Python's own limit on the digits of a number.
    told = (
        "nested too deeply; write one flat JSON object a line"
        if isinstance(error, RecursionError)
        else "a number of thousands of digits; put it in quotes or leave it out"
    )
    return InputError(f"not usable JSON: {told}", path=path, line=line)


def _paper(value: object, source: Source, line: int, notices: Notices, *, item: int = 0) -> Paper:
    if not isinstance(value, Mapping):
        told = f"item {item}: " if item else ""
        raise InputError(f"{told}expected a JSON object with at least a title", path=source.path, line=line)
    record = with_columns(value, source.columns) if source.columns else as_record(value)
    return paper_from_record(record, path=source.path, line=line, item=item, notices=notices)


READER = Reader("JSONL", sniff, read)
