"""A table of a map asked for as a whole before it is read page by page.

What a search looks up of each hit lies all over the file. Asked for one after another, each page takes the
disk's whole patience; asked for at once, a thousand take little more than one.
"""

from __future__ import annotations

import os
import sqlite3
import struct
from contextlib import suppress
from itertools import pairwise
from typing import Final

_INNER, _LEAF = 5, 13  # what the first byte of a page says that belongs to a table
_CELLS: Final = struct.Struct(
    ">BHHHBI"
)  # kind, first free byte, cells, start of them, lost bytes, last child
_DEEPEST: Final = 10


def read_ahead(db: sqlite3.Connection, table: str) -> None:
    """Ask the system for all pages of a table, where it can be asked; reading goes on meanwhile.

    Parameters
    ----------
    db
        An open file.
    table
        The name of a table with row numbers; of one that is not there nothing is asked.
    """
    path = db.execute("SELECT file FROM pragma_database_list WHERE name = 'main'").fetchone()[0]
    size = db.execute("PRAGMA page_size").fetchone()[0]
    root = db.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    if not path or not root or not hasattr(os, "posix_fadvise"):
        return
    with suppress(OSError):
        file = os.open(path, os.O_RDONLY)
        try:
            for page in _leaves(file, size, root[0]):
                os.posix_fadvise(file, (page - 1) * size, size, os.POSIX_FADV_WILLNEED)
        finally:
            os.close(file)


def _leaves(file: int, size: int, root: int) -> list[int]:
    """Return the pages that hold the rows of a table, in the order in which they lie in the file."""
    level = [root]
    for _ in range(_DEEPEST):
        children = [child for page in level for child in _children(os.pread(file, size, (page - 1) * size))]
        if not children:
            return []  # the root holds the rows itself
        level = sorted(set(children))
        first = os.pread(file, 1, (level[0] - 1) * size)
        if first != bytes([_INNER]):
            return level if first == bytes([_LEAF]) else []
    return []


def _children(page: bytes) -> list[int]:
    """Return the pages below a page, as its cells tell; none below one with rows.

    See https://www.sqlite.org/fileformat2.html, section 1.6.
    """
    if len(page) < _CELLS.size or page[0] != _INNER:
        return []
    _, _, cells, _, _, last = _CELLS.unpack_from(page)
    ends = range(_CELLS.size, _CELLS.size + 2 * cells + 1, 2)
    places = [int.from_bytes(page[a:b], "big") for a, b in pairwise(ends)]
    return [int.from_bytes(page[place : place + 4], "big") for place in places] + [last]
