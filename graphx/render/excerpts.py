"""Abstracts cut to the sentences that a page's links rest on: most of a large map's bytes are the rest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final

from graphx.render.fold import units

ABSTRACTS: Final = ("auto", "all", "none")
"""What may be said of abstracts in a page; ``auto``: those of one file all, those of a folder none."""


def without_abstracts(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return data of :func:`graphx.render.data.graph_data` with no more of an abstract than is quoted.

    Returns
    -------
    dict
        With ``excerpts``, true. An abstract is then what is quoted of it, one sentence after another, and
        empty where nothing is; spans are those in what is left.

    Examples
    --------
    >>> data = {"details": [{"abstract": "It rains. We use C4."}, {"abstract": "Rain."}],
    ...     "edges": {"evidence": [[[0, 1, 10, 20, 17, 19]]]}}
    >>> cut = without_abstracts(data)
    >>> cut["details"], cut["edges"]["evidence"]
    ([{'abstract': 'We use C4.'}, {'abstract': ''}], [[[0, 1, 0, 10, 7, 9]]])
    """
    quoted: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for items in data["edges"]["evidence"]:
        for item in items:
            if item[0] >= 0 and item[1]:
                quoted[item[0]].add((item[2], item[3]))
    details = list(data["details"])
    moved: dict[tuple[int, int, int], int] = {}
    for place, detail in enumerate(details):
        if "abstract" in detail:
            whole, kept, length = units(detail["abstract"]), [], 0
            for start, stop in sorted(quoted[place]) if place in quoted else ():
                moved[place, start, stop] = length - start
                kept.append(whole[start:stop])
                length += stop - start + 1
            details[place] = detail | {"abstract": _joined(" ".join(kept))}
    evidence = [[_moved(item, moved) for item in items] for items in data["edges"]["evidence"]]
    return {**data, "details": details, "edges": {**data["edges"], "evidence": evidence}, "excerpts": True}


def _moved(item: list[Any], moved: Mapping[tuple[int, int, int], int]) -> list[Any]:
    if item[0] < 0 or not item[1]:
        return item
    by = moved[item[0], item[2], item[3]]
    return [item[0], 1, *(place + by for place in item[2:6]), *item[6:]]


def _joined(text: str) -> str:
    """Return a text of UTF-16 units as one of characters."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
