"""An index of everything by name, so that each node of a large map is found by typing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from graphx.render.squeeze import squeeze


class Names:
    """Names of the nodes, region by region from ``first`` on, in the order of their keys."""

    def __init__(self, first: int = 0) -> None:
        self._first = first
        self._labels: list[str] = []
        self._kinds: list[str] = []
        self._also: list[str] = []
        self._sizes: list[int] = []
        self._marks = bytearray()

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Names:
        """Return the names of one region, from its data."""
        made = cls()
        mine = [i for i, there in enumerate(data["foreign"]) if there < 0]
        made._sizes = [len(mine)]
        made._labels = [_line(data["nodes"]["label"][i] or data["keys"][i]) for i in mine]
        made._kinds = [str(data["nodes"]["kind"][i]) for i in mine]
        made._also = [_line(" ".join(_also(data["details"][i]))) for i in mine]
        made._marks = bytearray().join(mark(data["keys"][i]) for i in mine)
        return made

    def join(self, other: Names) -> None:
        """Take in the names of the next region."""
        self._sizes += other._sizes
        self._labels += other._labels
        self._kinds += other._kinds
        self._also += other._also
        self._marks += other._marks

    def chunks(self) -> dict[str, str]:
        """Return the index, packed: ``names``, what else may be typed (``also``), and marks of the keys."""
        names = {
            "sizes": self._sizes,
            "kinds": "".join(self._kinds),
            "labels": "\n".join(self._labels),
            "first": self._first,
        }
        return {
            "names": squeeze(names),
            "also": squeeze("\n".join(self._also)),
            "marks": squeeze(bytes(self._marks)),
        }


def mark(key: str) -> bytes:
    """Return four bytes that tell a node key from nearly all others (FNV-1a over its UTF-16 units).

    >>> mark("model:bert").hex()
    '7f09c4ff'
    """
    value = 0x811C9DC5
    for unit in memoryview(key.encode("utf-16-le")).cast("H"):
        value = ((value ^ unit) * 0x01000193) & 0xFFFFFFFF
    return value.to_bytes(4, "big")


def _line(text: str) -> str:
    return text.replace("\n", " ").replace("\r", " ")


def _also(detail: Mapping[str, Any]) -> Iterable[str]:
    authors: Sequence[str] = detail.get("authors", ())
    yield from authors[:12]
    yield from detail.get("surfaces", ())
    yield from (one[1] for one in detail.get("ids", ()))
    if detail.get("year"):
        yield str(detail["year"])
