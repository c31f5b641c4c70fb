"""Everything graphx raises on purpose.

::

    GraphxError
    ├── InputError       an input file cannot be used: which one, which line, what to do
    │   └── CatalogError     the same for a catalog of names
    ├── MapError         a map on disk is missing, damaged or of another version
    ├── OutputError      something cannot be written
    ├── GraphError       a graph holds what cannot be computed with: which edge, what to do
    ├── NodeError        a node or seed is unknown or ambiguous
    └── OptionError      an option has a value it cannot have (also a ValueError)

A message says what was got, where, and what to do about it, on one line. Errors of other
libraries are translated where they enter; whatever else escapes is a bug.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from os import PathLike


class GraphxError(Exception):
    """Base of all errors graphx raises on purpose."""


class InputError(GraphxError):
    """An input cannot be used.

    Parameters
    ----------
    message
        What was got and what to do.
    path
        The file, where known.
    line
        Its line, counted from 1, where known.
    """

    def __init__(
        self, message: str, *, path: str | PathLike[str] | None = None, line: int | None = None
    ) -> None:
        self.path = path
        self.line = line
        where = "" if path is None else f"{path}: " if line is None else f"{path}:{line}: "
        super().__init__(where + message)


class CatalogError(InputError):
    """A catalog of names breaks a rule of the catalog format."""


class MapError(GraphxError):
    """A map on disk is missing, damaged or written by another version."""


class OutputError(GraphxError):
    """Something cannot be written where it was asked to be."""


class GraphError(GraphxError, ValueError):
    """A graph holds what cannot be computed with."""


class NodeError(GraphxError):
    """A node key or seed is unknown or fits several nodes.

    Parameters
    ----------
    message
        What was asked for and what to do.
    candidates
        Keys of the nodes that could have been meant, best first.
    """

    def __init__(self, message: str, candidates: Sequence[str] = ()) -> None:
        self.candidates = tuple(candidates)
        super().__init__(message)


class OptionError(GraphxError, ValueError):
    """An option has a value it cannot have."""


def choose(what: str, got: str, allowed: Iterable[str]) -> str:
    """Return ``got`` if it is one of ``allowed``, else raise an error that says what was likely meant.

    >>> choose("metric", "degree", ["degree", "pagerank"])
    'degree'
    """
    names = sorted(allowed)
    if got in names:
        return got
    near = get_close_matches(got, names, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]!r}? " if near else ""
    raise OptionError(f"unknown {what} {got!r}; {hint}choose one of: {', '.join(names)}")
