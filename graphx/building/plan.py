"""What is to be built of what: the files as they are now, and by what they are read and searched."""

from __future__ import annotations

import functools
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Final

from graphx.correct import Correction
from graphx.errors import InputError
from graphx.read import STDIN, Named, named_inputs
from graphx.read.inputs import no_such_file
from graphx.store import VERSION

PACKAGE: Final = Path(__file__).resolve().parents[1]
CODE: Final = (
    "find",
    "read",
    "building",
    "formats/venues.py",
    "ids.py",
    "text.py",
    "build.py",
    "store/schema.sql",
)
"""What decides what is found in a file: another version of it finds other things."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """How a file is known again: its size and time of change, -1 for what is no file."""

    size: int = -1
    changed: int = -1


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is to be built of what.

    Parameters
    ----------
    inputs
        The files to read, with their stamps.
    catalog
        Catalogs of the user's own.
    columns, strict
        How the files are to be read.
    corrections
        What a reader knows better.
    since
        Where something is added, the state of the map's file that the inputs were taken from.
    """

    inputs: tuple[tuple[Named, Stamp], ...]
    catalog: tuple[str, ...]
    columns: Mapping[str, str]
    strict: bool
    corrections: tuple[Correction, ...]
    since: tuple[int, ...] = ()

    @functools.cached_property
    def ways(self) -> dict[str, str]:
        """By what the inputs are read and searched, as texts to be compared."""
        told = [Path(path).read_bytes() for path in self.catalog]
        return {
            "graphx": code_digest(),
            "catalog": digest(told) if told else "",
            "columns": json.dumps([sorted(self.columns.items()), self.strict]),
        }

    @functools.cached_property
    def fingerprint(self) -> str:
        """What an interrupted build must agree in to be gone on with."""
        inputs = [(named.path, named.found, stamp.size, stamp.changed) for named, stamp in self.inputs]
        return json.dumps([VERSION, inputs, self.ways, [str(one) for one in self.corrections]])

    @property
    def size(self) -> int:
        """Bytes of all inputs, as far as they are files."""
        return sum(max(stamp.size, 0) for _, stamp in self.inputs)


def stamped(paths: Iterable[str | PathLike[str]]) -> Iterator[tuple[Named, Stamp]]:
    """Yield the files that inputs stand for, with their stamps.

    Raises
    ------
    InputError
        A file is not there or cannot be read.
    """
    for named in named_inputs(paths):
        yield named, stamp_of(named.path)


def kept(known: Mapping[str, Stamp], *, sync: bool) -> Iterator[tuple[Named, Stamp]]:
    """Yield the files that a map was made of, as they are now.

    Parameters
    ----------
    known
        Their paths and how they were.
    sync
        Whether to leave out those that are gone; else they count as unchanged.

    Raises
    ------
    InputError
        None of them is there.
    """
    gone = [path for path in known if not os.path.lexists(path)]
    if sync and known and len(gone) == len(known):
        raise InputError(
            f"none of the {len(known)} files that this map was made of is here; run this in the folder where "
            "it was built, or leave --sync out",
            path=gone[0],
        )
    for path, stamp in known.items():
        if path not in gone:
            yield Named(path, found=True), stamp_of(path)
        elif not sync:
            yield Named(path, found=True), stamp


def stamp_of(path: str) -> Stamp:
    """Return the stamp of a file.

    Raises
    ------
    InputError
        It is not there or cannot be read.
    """
    if path != STDIN and not os.path.lexists(path):
        raise no_such_file(str(path))
    if not os.path.isfile(path):  # noqa: PTH113 - beside lexists
        return Stamp()  # a pipe can be opened once only
    try:
        told = Path(path).stat()
        with Path(path).open("rb"):
            pass
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror}); check its permissions", path=path) from error
    return Stamp(told.st_size, told.st_mtime_ns)


def file_digest(path: str) -> str:
    """Return what a file holds in a few letters; nothing for what is no file."""
    try:
        with Path(path).open("rb") as file:
            return hashlib.file_digest(file, functools.partial(hashlib.blake2b, digest_size=16)).hexdigest()
    except OSError:
        return ""


@functools.cache
def code_digest() -> str:
    """Return what stands for this version of what reads and finds."""
    files = [
        file
        for name in CODE
        for file in ([PACKAGE / name] if "." in name else sorted((PACKAGE / name).rglob("*.*")))
        if file.is_file() and file.suffix != ".pyc"
    ]
    return digest(file.read_bytes() for file in files)


def digest(parts: Iterable[bytes]) -> str:
    """Return a few letters that stand for some bytes."""
    whole = hashlib.blake2b(digest_size=16)
    for part in parts:
        whole.update(len(part).to_bytes(8, "big") + part)
    return whole.hexdigest()
