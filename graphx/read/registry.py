"""What a reader of one format is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from graphx.model import Paper
from graphx.read.notices import Notices
from graphx.read.source import Source


@dataclass(frozen=True, slots=True)
class Reader:
    """One input format.

    To add a format, write a module with a ``READER`` of this type and name it in
    ``graphx/read/__init__.py``.

    Parameters
    ----------
    name
        What users call the format.
    sniff
        From a source to how sure we are that it has this format: 0 is no, 1 is certain. It looks at
        the head of the content, at the file's name only to break ties, and never raises.
    read
        From a source to its papers, one by one, duplicates included; what it leaves out or guesses
        it adds to the notices.
    """

    name: str
    sniff: Callable[[Source], float]
    read: Callable[[Source, Notices], Iterator[Paper]]
