"""Open an input file as checked text: the one place where bytes become lines."""

from __future__ import annotations

import codecs
import os
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from graphx.errors import InputError

MAX_LINE = 4_000_000
"""Characters a line may have. The longest honest record met (an OpenAlex work) has under a million."""

MAX_FILE = 1_000_000_000
"""Bytes a file may have: some 700,000 abstracts. Beyond that it is rarely a list of papers."""

HEAD = 100_000
"""Characters by which formats are told apart."""

_TEXT = re.compile(rb"[^ \t\r\n\0\xef\xbb\xbf]")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True, slots=True)
class Source:
    r"""An input file that was opened, decoded and found to hold text.

    Parameters
    ----------
    path
        The path as the user gave it; it goes into messages and origins.
    text
        The whole text, line ends as ``\n``.
    """

    path: str
    text: str

    def head(self) -> list[str]:
        """Return the lines of the first :data:`HEAD` characters; the last may be cut short."""
        return self.text[:HEAD].split("\n")

    def lines(self) -> Iterator[tuple[int, str]]:
        """Yield ``(line number from 1, line without its end)``.

        Raises
        ------
        InputError
            A line is longer than :data:`MAX_LINE`.
        """
        start = 0
        for number in count(1):
            end = self.text.find("\n", start)
            line = self.text[start : end if end >= 0 else None]
            if len(line) > MAX_LINE:
                raise InputError(
                    f"a line of {len(line):,} characters (at most {MAX_LINE:,}); "
                    "is this really a list of papers? If so, break it into one record a line",
                    path=self.path,
                    line=number,
                )
            yield number, line
            if end < 0:
                return
            start = end + 1


def open_source(path: str | Path) -> Source:
    """Read a file as text.

    Raises
    ------
    InputError
        The file is missing, a directory, unreadable, too large, empty, binary, or not UTF-8 (or UTF-16
        with a mark).
    """
    data = _read_bytes(Path(path))
    if not _TEXT.search(data):
        raise InputError("the file is empty; give a file that holds papers", path=path)
    encoding = next((name for mark, name in _BOMS if data.startswith(mark)), "utf-8")
    if encoding != "utf-16" and b"\0" in data:
        raise InputError("this is a binary file, not text; save the papers as text, JSONL or CSV", path=path)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"not UTF-8 text (byte 0x{data[error.start]:02x}); save it as UTF-8, "
            f"for instance with: iconv -f latin1 -t utf-8 {shlex.quote(str(path))}",
            path=path,
            line=line,
        ) from None
    return Source(str(path), text.replace("\r\n", "\n").replace("\r", "\n"))


def _read_bytes(path: Path) -> bytearray:
    if path.is_dir():
        raise InputError("this is a folder; give the files in it, for instance with FOLDER/*.txt", path=path)
    data = bytearray()
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            # A pipe has no size, hence the second look.
            while size <= MAX_FILE and (chunk := file.read(1 << 20)):
                data += chunk
                size = max(size, len(data))
    except (FileNotFoundError, ValueError):  # a path with a null character
        raise InputError("no such file; check the path", path=path) from None
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror}); check its permissions", path=path) from error
    if size > MAX_FILE:
        raise InputError(
            f"a file of more than {MAX_FILE:,} bytes; is this really a list of papers? "
            "If so, break it into several files and give them all",
            path=path,
        )
    return data
