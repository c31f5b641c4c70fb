"""A list of citations: two columns of identifiers, who cites and who is cited."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from graphx.errors import InputError
from graphx.ids import parse_id
from graphx.model import Paper
from graphx.read.notices import Notices
from graphx.read.record import fold_name
from graphx.read.registry import Reader
from graphx.read.source import Source

CITING = frozenset(
    "citing citing_id citing_paper citing_paper_id source from from_id citing_doi citingpaperid".split()
)
CITED = frozenset("cited cited_id cited_paper cited_paper_id target to to_id cited_doi citedpaperid".split())

_BETWEEN = re.compile(r"\s*[,;\t|]\s*|\s+(?:->\s+|cites\s+)?")
_LOOKED_AT = 20


def sniff(source: Source) -> float:
    """Return how sure the text is a list of citations: two columns named so, or two identifiers a line."""
    lines = [line for line in source.head()[: _LOOKED_AT * 2] if line.strip() and not line.startswith("#")]
    rows = [_cells(line) for line in lines[:_LOOKED_AT]]
    if not rows or lines[0].lstrip()[0] in "{[<@":
        return 0.0
    if _places(rows[0]) is not None:
        return 0.9
    pairs = [row for row in rows if len(row) == 2 and all(map(cited_id, row))]
    return 0.9 if len(pairs) >= max(1, len(rows) - 1) else 0.0


def read(source: Source, notices: Notices) -> Iterator[Paper]:
    """Yield a record without a title for each paper that cites, to be joined with the paper itself."""
    cites: dict[str, set[str]] = defaultdict(set)
    places: tuple[int, int] | None = None
    for number, text in source.lines():
        if not text.strip() or text.startswith("#"):
            continue
        cells = _cells(text)
        if places is None:
            places = _places(cells)
            if places is not None:
                continue
            places = (0, 1)
        ends = [cited_id(cells[place]) if place < len(cells) else None for place in places]
        if ends[0] and ends[1]:
            cites[ends[0]].add(ends[1])
        else:
            told = f"not two identifiers: {text.strip()[:80]!r}; write one citation a line, as arxiv:… doi:…"
            notices.lose(InputError(told, path=source.path, line=number))
    for citing in sorted(cites):
        yield Paper(title="", ids=(citing,), cites=tuple(sorted(cites[citing] - {citing})))


def cited_id(text: str) -> str | None:
    """Return the identifier that a cell holds: bare, as an address, or as the key of a paper in a map.

    >>> [cited_id(text) for text in ("paper:arxiv:1706.03762", "https://openalex.org/W1", "W12", "x")]
    ['arxiv:1706.03762', 'openalex:W1', 'openalex:W12', None]
    """
    text = text.strip().strip('"').removeprefix("paper:")
    return parse_id(f"openalex:{text}" if re.fullmatch(r"W\d+", text) else text)


def _cells(line: str) -> list[str]:
    return [cell.strip().strip('"') for cell in _BETWEEN.split(line.strip())]


def _places(cells: list[str]) -> tuple[int, int] | None:
    """Return where a header says that who cites and who is cited stand."""
    names = [fold_name(cell) for cell in cells]
    citing = next((place for place, name in enumerate(names) if name in CITING), None)
    cited = next((place for place, name in enumerate(names) if name in CITED), None)
    return None if citing is None or cited is None else (citing, cited)


READER = Reader("citations", sniff, read)
