"""Arrays in one file: written whole or not at all, read where they lie.

After sixteen bytes that say what it is come the length of a header and the header, JSON that names each array
with its type, its length and where it starts; then the arrays, least byte first, each at a multiple of 64.
"""

from __future__ import annotations

import json
import mmap
import struct
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from graphx.files import staged

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

FILE_NAME: Final = "graph.arrays"

_MAGIC: Final = b"graphx arrays 1\n"
_LENGTH: Final = struct.Struct("<Q")
_ALIGNED: Final = 64
_LONGEST: Final = 100_000  # bytes of a header; one that says more is no header


class Held:
    """The arrays of a file, or of bytes of the same form.

    Parameters
    ----------
    buffer
        What they lie in.
    arrays
        The arrays by name; they cannot be written to.
    """

    def __init__(self, buffer: bytes | mmap.mmap, arrays: Mapping[str, NDArray[Any]]) -> None:
        self._buffer = buffer
        self.arrays = arrays

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self.arrays[name]


def pack(mark: str, arrays: Mapping[str, NDArray[Any]]) -> Iterator[bytes | memoryview]:
    """Yield the parts of a file.

    Parameters
    ----------
    mark
        What the arrays belong to.
    arrays
        Arrays of numbers by name, of one dimension.

    Examples
    --------
    >>> held = unpack(b"".join(pack("m", {"years": np.array([2020, 0], np.int32)})), "m")
    >>> held["years"].tolist()
    [2020, 0]
    """
    plain = {
        name: np.ascontiguousarray(array, array.dtype.newbyteorder("<")) for name, array in arrays.items()
    }
    told: dict[str, list[Any]] = {}
    place = 0
    for name, array in plain.items():
        told[name] = [array.dtype.str, len(array), place]
        place += -(-array.nbytes // _ALIGNED) * _ALIGNED
    header = json.dumps({"mark": mark, "size": place, "arrays": told}).encode()
    # Blanks after the header, so that the first array starts at a multiple too.
    header += b" " * (-(len(_MAGIC) + _LENGTH.size + len(header)) % _ALIGNED)
    yield _MAGIC + _LENGTH.pack(len(header)) + header
    for array in plain.values():
        yield array.view(np.uint8).data if len(array) else b""
        yield bytes(-array.nbytes % _ALIGNED)


def unpack(buffer: bytes | mmap.mmap, mark: str) -> Held | None:
    """Return the arrays of a file; None unless it is whole, of this version and belongs to ``mark``.

    >>> unpack(b"".join(pack("m", {})), "another") is None, unpack(b"", "m") is None
    (True, True)
    """
    start = len(_MAGIC) + _LENGTH.size
    if buffer[: len(_MAGIC)] != _MAGIC or len(buffer) < start:
        return None
    (length,) = _LENGTH.unpack(buffer[len(_MAGIC) : start])
    if length > _LONGEST:
        return None
    first = start + length
    try:
        header = json.loads(buffer[start:first])
        if header["mark"] != mark or len(buffer) != first + header["size"]:
            return None
        return Held(
            buffer,
            {
                name: np.frombuffer(buffer, np.dtype(kind), count, first + place)
                for name, (kind, count, place) in header["arrays"].items()
            },
        )
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        return None  # of another form than we write


def read(path: Path, mark: str) -> Held | None:
    """Return the arrays of a file in mapped memory; None where :func:`unpack` has none."""
    if not path.is_file():
        return None  # opening a pipe would wait for somebody to write
    try:
        with path.open("rb") as file:
            return unpack(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ), mark)
    except (OSError, ValueError):  # the latter of an empty file
        return None


def write(path: Path, mark: str, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write arrays to a file, which appears whole or not at all.

    Raises
    ------
    OutputError, OSError
        It cannot be written there, or the disk is full.
    """
    with staged(path) as part, part.open("wb") as out:
        out.writelines(pack(mark, arrays))
