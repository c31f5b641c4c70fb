"""JSON Lines: one JSON object a line; also one JSON array of objects."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from graphx.errors import InputError
from graphx.model import Paper
from graphx.read.record import paper_from_record
from graphx.read.registry import Reader
from graphx.read.source import Source


def sniff(source: Source) -> float:
    """Return how sure the text is JSON: it starts with a brace or a bracket."""
    head = source.text[:10_000].lstrip()
    if head.startswith("{"):
        return 0.95
    return 0.8 if head.startswith("[") and head[1:].lstrip()[:1] in ("{", "]") else 0.0


def read(source: Source) -> Iterator[Paper]:
    """Yield the papers of a JSON Lines file or a JSON array.

    Raises
    ------
    InputError
        A line is not a JSON object, or an object is not a paper.
    """
    if source.text.lstrip().startswith("["):
        yield from _read_array(source)
        return
    for number, line in source.lines():
        if line.strip():
            yield _paper(_parse(line, source.path, number), source.path, number)


def _read_array(source: Source) -> Iterator[Paper]:
    values = _parse(source.text, source.path, 1)
    for position, value in enumerate(values, 1):
        yield _paper(value, source.path, position)


def _parse(text: str, path: str, line: int) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(
            f"not valid JSON ({error.msg}, character {error.colno}); write one JSON object a line",
            path=path,
            line=line + error.lineno - 1,
        ) from None
    except (RecursionError, ValueError) as error:
        raise InputError(
            f"not usable JSON ({error}); write one flat JSON object a line", path=path, line=line
        ) from None


def _paper(value: object, path: str, line: int) -> Paper:
    if not isinstance(value, Mapping):
        raise InputError("expected a JSON object with at least a title", path=path, line=line)
    return paper_from_record(value, path=path, line=line)


READER = Reader("JSONL", sniff, read)
