"""JSON Lines: one JSON object a line; also a JSON array, and one object that holds one."""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterator, Mapping
from typing import Any

from graphx.errors import InputError
from graphx.model import Paper
from graphx.read.notices import Notices
from graphx.read.record import has_title, paper_from_record
from graphx.read.registry import Reader
from graphx.read.source import HEAD, Source

_BLANKS = re.compile(r"\s*")
_DECODER = json.JSONDecoder()


def sniff(source: Source) -> float:
    """Return how sure the text is JSON: it starts with a brace or a bracket."""
    head = source.text[:HEAD].lstrip()
    if head.startswith("{"):
        return 0.95
    return 0.8 if head.startswith("[") and head[1:].lstrip()[:1] in ("{", "]") else 0.0


def read(source: Source, notices: Notices) -> Iterator[Paper]:
    """Yield the papers of a JSON Lines file, a JSON array, or an object with a list of papers in it.

    Raises
    ------
    InputError
        It is not valid JSON, or an object is not a paper.
    """
    start = _skip(source.text, 0)
    if source.text.startswith("[", start):
        end = yield from _read_array(source, start, notices)
        _expect_end(source, end)
    elif (found := _wrapped(source, start)) is not None:
        yield from _read_array(source, found, notices)
    elif _over_lines(source.text, start):
        value, end = _decode(source, start)
        _expect_end(source, end)
        line = _line(source.text, start)
        if not has_title(value):
            raise InputError(
                f"one object over several lines, and no paper (its fields: {', '.join(value) or 'none'}); "
                "write a list or one object a line",
                path=source.path,
                line=line,
            )
        yield paper_from_record(value, path=source.path, line=line, notices=notices)
    else:
        for number, line_text in source.lines():
            if line_text.strip():
                value = _parse(line_text, source.path, number)
                yield _paper(value, source.path, number, notices)


def _over_lines(text: str, start: int) -> bool:
    """Whether the object that starts here does not end on its line."""
    end = text.find("\n", start)
    return end >= 0 and not text[start:end].rstrip().endswith("}") and _skip(text, end) < len(text)


def _wrapped(source: Source, start: int) -> int | None:
    """Return where the list of papers starts if the whole text is one object that holds one."""
    text = source.text
    end = text.find("\n", start)
    if not _over_lines(text, start) and end >= 0 and _skip(text, end) < len(text):
        return None  # one object a line
    try:
        value, end = _decode(source, start)
    except InputError:
        return None  # told better by who reads it
    if _skip(text, end) < len(text) or has_title(value):
        return None
    lists = [name for name, held in value.items() if _is_list_of_objects(held)]
    if "papers" in lists:
        lists = ["papers"]
    return _place_of(text, start, lists[0]) if len(lists) == 1 else None


def _is_list_of_objects(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, Mapping) for item in value)


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


def _read_array(source: Source, start: int, notices: Notices) -> Generator[Paper, None, int]:
    """Yield the papers of the array that starts here; return where it ends."""
    text = source.text
    at = _skip(text, start + 1)
    if text.startswith("]", at):
        return at + 1
    line, counted, number = 1, 0, 0
    while True:
        number += 1
        line += text.count("\n", counted, at)
        counted = at
        value, end = _decode(source, at)
        yield _paper(value, source.path, line, notices, item=number)
        at = _skip(text, end)
        if text.startswith("]", at):
            return at + 1
        if not text.startswith(",", at):
            raise InputError(
                f"not valid JSON (no comma after item {number}); write one JSON object a line",
                path=source.path,
                line=_line(text, at),
            )
        at = _skip(text, at + 1)


def _expect_end(source: Source, end: int) -> None:
    at = _skip(source.text, end)
    if at < len(source.text):
        told = "one object over several lines, and more" if source.text[at] == "{" else "text"
        raise InputError(
            f"{told} after the end of the JSON; write a list or one object a line",
            path=source.path,
            line=_line(source.text, at),
        )


def _skip(text: str, at: int) -> int:
    """Return where the blanks that start here end."""
    found = _BLANKS.match(text, at)
    assert found is not None
    return found.end()


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _decode(source: Source, at: int) -> tuple[Any, int]:
    """Return the value that starts here and where it ends."""
    try:
        return _DECODER.raw_decode(source.text, at)
    except (RecursionError, ValueError) as error:
        raise _json_error(error, source.path, _line(source.text, at)) from None


def _parse(text: str, path: str, line: int) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        error.lineno = line  # the text is one line, and json does not know which
        raise _json_error(error, path, line) from None
    except (RecursionError, ValueError) as error:
        raise _json_error(error, path, line) from None


def _json_error(error: RecursionError | ValueError, path: str, line: int) -> InputError:
    if isinstance(error, json.JSONDecodeError):
        told, line = f"{error.msg}, character {error.colno}", error.lineno
        return InputError(f"not valid JSON ({told}); write one JSON object a line", path=path, line=line)
    # The only other ValueError of the decoder is Python's own limit on the digits of a number.
    told = (
        "nested too deeply; write one flat JSON object a line"
        if isinstance(error, RecursionError)
        else "a number of thousands of digits; put it in quotes or leave it out"
    )
    return InputError(f"not usable JSON: {told}", path=path, line=line)


def _paper(value: object, path: str, line: int, notices: Notices, *, item: int = 0) -> Paper:
    if not isinstance(value, Mapping):
        told = f"item {item}: " if item else ""
        raise InputError(f"{told}expected a JSON object with at least a title", path=path, line=line)
    return paper_from_record(value, path=path, line=line, item=item, notices=notices)


READER = Reader("JSONL", sniff, read)
