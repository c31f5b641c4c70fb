"""From what the user names (files, folders, patterns, standard input) to sources of text."""

from __future__ import annotations

import glob
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import BinaryIO

from graphx.errors import InputError
from graphx.read.notices import Notices
from graphx.read.packed import unpacked
from graphx.read.source import Source, decoded

STDIN = "-"
STDIN_NAME = "<standard input>"


@dataclass(frozen=True, slots=True)
class Named:
    """A file to read, and whether it was found in a folder rather than asked for."""

    path: str
    found: bool = False


def named_inputs(paths: Iterable[str | PathLike[str]]) -> Iterator[Named]:
    """Yield the files that inputs stand for; one given twice comes once, however it is spelled.

    Parameters
    ----------
    paths
        Files, folders (with all that is in them), patterns such as ``pages/*.txt``, and ``-`` for standard
        input.

    Raises
    ------
    InputError
        A pattern fits nothing, a folder is empty.
    """
    seen: set[str] = set()
    for named in _expand(paths):
        place = named.path if named.path == STDIN else _place(named.path)
        if place not in seen:
            seen.add(place)
            yield named


def open_named(
    named: Named, notices: Notices, columns: Mapping[str, str] | None = None
) -> Iterator[tuple[Source, bool]]:
    """Yield each source in a file, and whether it was found in a folder or archive rather than asked for.

    Parameters
    ----------
    named
        The file; it may be packed with gzip, bzip2, xz, Zstandard, zip or tar.
    notices
        Takes what was skipped.
    columns
        Which columns hold which fields.

    Raises
    ------
    InputError
        A file cannot be read, or there is no text in it.
    """
    name = STDIN_NAME if named.path == STDIN else named.path
    with _open(named.path) as stream:
        for opened in unpacked(stream, name, notices):
            found = named.found or opened.inside
            try:
                chunks = decoded(opened.stream, opened.path, notices)
                source = Source(opened.path, chunks, columns)
                _ = source.start
            except InputError as error:
                if not found:
                    raise
                notices.add(
                    ("file holds no text", "files hold no text"), str(error), opened.path, 0, "skipped"
                )
                continue
            if stream.seekable():
                source.position = stream.tell
            yield source, found


def name_after(path: str | PathLike[str]) -> str:
    """Return what a map is called that is made of a path.

    >>> [name_after(path) for path in ("a/papers.jsonl.gz", "pages/", "-", "pages/*.txt", "refs.bib", "..")]
    ['papers', 'pages', 'papers', 'pages', 'refs', 'papers']
    """
    parts = [part for part in Path(path).parts if not any(mark in part for mark in "*?[")]
    name = Path(parts[-1]).name if parts else ""
    for packed in (".gz", ".bz2", ".xz", ".zst", ".zip", ".tgz", ".tar"):
        name = name.removesuffix(packed)
    name = Path(name).stem if name.strip(".") else ""
    return name if name.strip("-.") else "papers"


def _expand(paths: Iterable[str | PathLike[str]]) -> Iterator[Named]:
    for given in paths:
        path = os.fspath(given)
        if not path:
            raise InputError("an empty path among the inputs; give the name of a file with papers")
        if path == STDIN or "\0" in path:
            yield Named(path)
        elif Path(path).is_dir():
            yield from _walk(path)
        elif any(mark in path for mark in "*?[") and not os.path.lexists(path):
            matches = sorted(glob.glob(path, recursive=True))  # noqa: PTH207 - Path.glob takes no absolute patterns
            if not matches:
                raise InputError("no file fits this pattern; check the path", path=path)
            for match in matches:
                yield from _walk(match) if Path(match).is_dir() else iter([Named(match)])
        else:
            yield Named(path)


def _walk(folder: str) -> Iterator[Named]:
    """Yield the files in a folder and below, sorted; hidden ones and linked folders are left alone."""
    count = 0
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = os.path.join(place, name)  # noqa: PTH118 - Path would drop a leading "./"
            if not name.startswith(".") and Path(path).is_file():
                count += 1
                yield Named(path, found=True)
    if not count:
        raise InputError("no files in this folder; give one with papers", path=folder)


def no_such_file(path: str) -> InputError:
    """Return the error of a file that is not there.

    >>> no_such_file("https://huggingface.co/papers").args[0].partition(": ")[2]
    'graphx does not fetch pages; save it from the browser as text or HTML, and give that file'
    """
    if re.match(r"(?i)https?:|www\.", path):
        what = "graphx does not fetch pages; save it from the browser as text or HTML, and give that file"
    else:
        what = "no such file; check the path"
    return InputError(what, path=path)


def _open(path: str) -> AbstractContextManager[BinaryIO]:
    if path == STDIN:
        return nullcontext(sys.stdin.buffer)  # not ours to close
    try:
        return Path(path).open("rb")
    except (FileNotFoundError, ValueError):  # a path with a null character
        raise no_such_file(path) from None
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror}); check its permissions", path=path) from error


def _place(path: str) -> str:
    try:
        return os.path.realpath(path)
    except ValueError:  # a null character; opening it says so
        return path
