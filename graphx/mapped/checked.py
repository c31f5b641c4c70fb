"""Whether arrays can be answered from: those of a map that somebody else sent may hold anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from graphx.analyze.arrays import UNKNOWN
from graphx.analyze.tables import Tables
from graphx.schema import NODE_KINDS, RELATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    Arrays = Mapping[str, NDArray[Any]]

LOOKED_THROUGH: Final = 50_000_000
"""Bytes up to which every number is looked at, as :func:`graphx.store.check_map` does with the map's file."""

_TEXTS: Final = ("keys", "labels", "labels.plain", "spellings", "spellings.plain")


def fit(kept: Arrays) -> bool:
    """Whether arrays are of the form that :func:`graphx.mapped.columns.to_arrays` gives.

    What leads from one array to another leads somewhere; whether the map says so is not looked at.
    Of more than :data:`LOOKED_THROUGH` bytes only names, types and lengths are.

    Examples
    --------
    >>> import networkx as nx
    >>> from graphx.mapped.columns import from_graph, to_arrays
    >>> kept = to_arrays(from_graph(nx.MultiDiGraph([("paper:a", "model:m")])))
    >>> fit(kept), fit(kept | {"targets": kept["targets"] + 5}), fit({})
    (True, False, False)
    """
    try:
        if not all(_of_a_form(kept)):
            return False
        large = sum(array.nbytes for array in kept.values()) > LOOKED_THROUGH
        return large or all(_of_a_range(kept))
    except (KeyError, ValueError):  # one is missing, or is no text
        return False


def _of_a_form(kept: Arrays) -> Iterator[bool]:
    nodes, edges, spellings = len(kept["kinds"]), len(kept["sources"]), len(kept["spelled"])
    lengths = dict.fromkeys(("kinds", "years", "totals", "said", "lengths"), nodes)
    lengths |= dict.fromkeys(("sources", "targets", "relations", "weights"), edges)
    lengths |= {"starts": nodes + 1, "spelled": spellings}
    for name in _TEXTS:
        lengths[f"{name}.starts"] = 1 + (spellings if name.startswith("spellings") else nodes)
        lengths[name] = len(kept[name])
        yield kept[name].dtype == np.uint8
    for name in Tables.NAMES:
        lengths[f"{name}.indptr"] = nodes + 1
        entries = lengths[f"{name}.indices"] = len(kept[f"{name}.indices"])
        if name not in Tables.ONES:
            lengths[f"{name}.data"] = entries
    for name, length in lengths.items():
        array = kept[name]
        real = name in ("weights", "totals") or name.endswith(".data")
        yield len(array) == length
        yield array.dtype == np.float64 if real else name in _TEXTS or array.dtype.kind == "i"


def _of_a_range(kept: Arrays) -> Iterator[bool]:
    nodes, edges = len(kept["kinds"]), len(kept["sources"])
    yield _within(kept["kinds"], UNKNOWN, len(NODE_KINDS))
    yield _within(kept["relations"], UNKNOWN, len(RELATIONS))
    yield _within(kept["years"], 0, 10_000)
    yield _within(kept["spelled"], 0, nodes)
    yield _within(np.diff(kept["spelled"]), 0, nodes)
    for name in ("sources", "targets"):
        yield _within(kept[name], 0, nodes)
    yield _ascends(kept["starts"], edges)
    yield bool((kept["sources"] == np.repeat(np.arange(nodes), np.diff(kept["starts"]))).all())
    for name in ("weights", "totals"):
        yield _is_weight(kept[name])
    for name in Tables.NAMES:
        indices = kept[f"{name}.indices"]
        yield _ascends(kept[f"{name}.indptr"], len(indices))
        yield _within(indices, 0, nodes)
        yield name in Tables.ONES or _is_weight(kept[f"{name}.data"])
    for name in _TEXTS:
        starts, text = kept[f"{name}.starts"], kept[name]
        yield _ascends(starts, len(text))
        yield bool((np.diff(starts) > 0).all() and (text[starts[1:] - 1] == ord("\n")).all())
        text.tobytes().decode("utf-8", "surrogatepass")


def _within(array: NDArray[Any], least: int, end: int) -> bool:
    return not len(array) or bool(array.min() >= least and array.max() < end)


def _ascends(starts: NDArray[Any], end: int) -> bool:
    return bool(starts[0] == 0 and starts[-1] == end and (starts[1:] >= starts[:-1]).all())


def _is_weight(array: NDArray[Any]) -> bool:
    return bool((np.isfinite(array) & (array >= 0)).all())
