"""XML read piece by piece: no entities, no other files, no depth without end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element
from xml.parsers import expat

from graphx.errors import InputError
from graphx.read.notices import Notices
from graphx.read.source import Source

MAX_DEPTH = 100
"""Elements within elements."""


@dataclass(frozen=True, slots=True)
class Found:
    """An element that was asked for, its first line, and the elements around it, the innermost last."""

    element: Element
    line: int
    around: tuple[Element, ...]


def find_elements(source: Source, tags: frozenset[str], notices: Notices) -> Iterator[Found]:
    """Yield the elements of some names, whole, each forgotten when the next is read; prefixes are taken off.

    Raises
    ------
    InputError
        The file declares entities, which lists of papers have no use for, or is nested too deeply.
    """
    reader = _Reader(source.path, tags)
    try:
        for chunk in source.chunks():
            reader.parser.Parse(chunk, False)  # noqa: FBT003 - that is how it is called
            yield from reader.take()
        reader.parser.Parse("", True)  # noqa: FBT003
    except expat.ExpatError as error:
        yield from reader.take()
        told = f"broken XML ({expat.ErrorString(error.code)}), and what follows is lost; get or make it anew"
        notices.lose(InputError(told, path=source.path, line=error.lineno))
    yield from reader.take()


def text_of(element: Element | None) -> str:
    """Return all the text in an element, blanks made one."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


class _Reader:
    """What expat calls."""

    def __init__(self, path: str, tags: frozenset[str]) -> None:
        self.path, self.tags = path, tags
        self.stack: list[Element] = []
        self.lines: list[int] = []
        self.found: list[Found] = []
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text
        self.parser.EntityDeclHandler = self.refuse

    def take(self) -> list[Found]:
        found, self.found = self.found, []
        return found

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self.stack) >= MAX_DEPTH:
            raise InputError(
                f"XML nested more than {MAX_DEPTH} deep; is this a list of papers?", path=self.path
            )
        element = Element(_local(tag), {_local(name): value for name, value in attributes.items()})
        if self.stack:
            self.stack[-1].append(element)
        self.stack.append(element)
        self.lines.append(self.parser.CurrentLineNumber)

    def end(self, _tag: str) -> None:
        element, line = self.stack.pop(), self.lines.pop()
        if element.tag in self.tags:
            self.found.append(Found(element, line, tuple(self.stack)))
            if self.stack:
                self.stack[-1].remove(element)

    def text(self, text: str) -> None:
        if not self.stack:
            return
        here = self.stack[-1]
        if len(here):
            here[-1].tail = (here[-1].tail or "") + text
        else:
            here.text = (here.text or "") + text

    def refuse(self, *_: object) -> None:
        raise InputError(
            "XML that declares entities, which can grow without end; remove its <!ENTITY …> lines",
            path=self.path,
        )


def _local(name: str) -> str:
    return name.rpartition(":")[2]
