"""An input as checked text: the one place where bytes become lines."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import BinaryIO

from graphx.errors import InputError
from graphx.read.notices import Notices

MAX_LINE = 4_000_000
"""Characters a line may have. The longest honest record met (an OpenAlex work) has under a million."""

MAX_FILE = 1_000_000_000
"""Characters that a file may have in formats that cannot be read line by line: some 700,000 abstracts."""

HEAD = 100_000
"""Characters by which formats are told apart."""

_CHUNK = 1 << 20
_TEXT = re.compile(rb"[^ \t\r\n\0\xef\xbb\xbf\xfe\xff]")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# Where XML and HTML name one of these, it is believed; UTF-8 is what is tried anyway.
_DECLARED = re.compile(
    rb"(?:<\?xml[^>]*encoding|<meta[^>]*charset)\s*=\s*[\"']?"
    rb"(iso-8859-\d+|windows-125\d|latin-?1|koi8-[ru]|gb2312|gbk|gb18030|big5|shift_jis|euc-jp|euc-kr)\b",
    re.IGNORECASE,
)
_KNOWN = (
    (b"%PDF", "a PDF", "export the papers from your library as BibTeX, RIS or CSL-JSON"),
    (b"SQLite format 3", "an SQLite database", "export the papers from it as BibTeX, JSONL or CSV"),
    (b"7z\xbc\xaf", "packed with 7-Zip", "unpack it first"),
    (b"PAR1", "a Parquet file", "save the papers as JSONL or CSV"),
)


class Source:
    r"""An input that was opened and found to hold text; it is decoded as it is read.

    Parameters
    ----------
    path
        The path as the user gave it; it goes into messages and origins.
    chunks
        Its text in pieces, line ends as ``\n``.
    columns
        Which columns hold which fields, as the user says: field to column.

    Examples
    --------
    >>> source = Source("a.txt", ["one\ntw", "o\n"])
    >>> source.start, list(source.lines())
    ('one\ntwo\n', [(1, 'one'), (2, 'two'), (3, '')])
    """

    def __init__(self, path: str, chunks: Iterable[str], columns: Mapping[str, str] | None = None) -> None:
        self.path = path
        self.columns: Mapping[str, str] = columns or {}
        self.position: Callable[[], int] | None = None
        """Tells how many bytes of its file have been read, where it is a file."""
        self._chunks = iter(chunks)
        self._ahead = ""
        self._ended = False

    def _read_ahead(self, size: int) -> None:
        pieces, length = [self._ahead], len(self._ahead)
        while length < size and not self._ended:
            piece = next(self._chunks, None)
            if piece is None:
                self._ended = True
            else:
                pieces.append(piece)
                length += len(piece)
        self._ahead = "".join(pieces)

    @property
    def start(self) -> str:
        """The first :data:`HEAD` characters."""
        self._read_ahead(HEAD)
        return self._ahead[:HEAD]

    def head(self) -> list[str]:
        """Return the lines of the first :data:`HEAD` characters; the last may be cut short."""
        return self.start.split("\n")

    def first_lines(self) -> tuple[str, str]:
        """Return the first two lines that are not blank, stripped; the second may be cut.

        The second is empty where there is none, or where the first goes on for more than :data:`MAX_LINE`.
        """
        size = HEAD
        while True:
            self._read_ahead(size)
            first, _, rest = self._ahead.lstrip().partition("\n")
            second = rest.lstrip()
            if second or self._ended or size > MAX_LINE:
                return first.strip(), second[:HEAD].partition("\n")[0].strip()
            size *= 2

    @property
    def text(self) -> str:
        """The whole text.

        Raises
        ------
        InputError
            It is longer than :data:`MAX_FILE`.
        """
        self._read_ahead(MAX_FILE + 1)
        if len(self._ahead) > MAX_FILE:
            raise InputError(
                f"more than {MAX_FILE:,} characters; is this really a list of papers? If so, break it into "
                "several files and give them all, or write it as JSONL, which is read line by line",
                path=self.path,
            )
        return self._ahead

    def chunks(self) -> Iterator[str]:
        """Yield the whole text in pieces; unless it was read ahead to its end, this can be done once."""
        if self._ended:
            yield self._ahead
            return
        ahead, self._ahead = self._ahead, ""
        yield from chain([ahead], self._chunks)

    def lines(self) -> Iterator[tuple[int, str]]:
        """Yield ``(line number from 1, line without its end)``; as for :meth:`chunks`, once.

        Raises
        ------
        InputError
            A line is longer than :data:`MAX_LINE`.
        """
        number, carried = 1, ""
        for chunk in self.chunks():
            *whole, carried = (carried + chunk).split("\n")
            for line in whole:
                self._check_line(line, number)
                yield number, line
                number += 1
            self._check_line(carried, number)
        yield number, carried

    def _check_line(self, line: str, number: int) -> None:
        if len(line) > MAX_LINE:
            raise InputError(
                f"a line of more than {MAX_LINE:,} characters; "
                "is this really a list of papers? If so, break it into one record a line",
                path=self.path,
                line=number,
            )


def decoded(stream: BinaryIO, path: str, notices: Notices) -> Iterator[str]:
    r"""Yield the text of a stream of bytes in pieces, line ends as ``\n``.

    It is UTF-8, or UTF-16, or what an XML or HTML file says it is; bytes that are not UTF-8 are read as
    Windows-1252, which notices tell.

    Raises
    ------
    InputError
        There is no text, or this is a binary file.
    """
    data = stream.read(_CHUNK)
    encoding = _encoding(data, path)
    decoder = codecs.getincrementaldecoder(encoding)(
        "strict" if encoding in ("utf-8", "utf-8-sig") else "replace"
    )
    ends = io.IncrementalNewlineDecoder(None, translate=True)
    line = 1
    while True:
        final = not data
        try:
            text = decoder.decode(data, final)
        except UnicodeDecodeError as error:
            bad = bytes(error.object[error.start : error.end]).decode("cp1252", "replace")
            line += error.object.count(b"\n", 0, error.start)
            words = ("file is not UTF-8", "files are not UTF-8")
            notices.add(words, bad, path, line, "the other bytes read as Windows-1252")
            decoder.errors = "graphx-windows-1252"
            text = decoder.decode(data, final)
        line += text.count("\n")
        yield ends.decode(text, final)
        if final:
            return
        data = stream.read(_CHUNK)


def _encoding(data: bytes, path: str) -> str:
    """Return the encoding of a file that starts like this."""
    for magic, what, remedy in _KNOWN:
        if data.startswith(magic):
            raise InputError(f"this is {what}; {remedy}", path=path)
    marked = next((name for mark, name in _BOMS if data.startswith(mark)), "")
    if marked != "utf-16" and b"\0" in data:
        if _TEXT.search(data) and (guess := _utf16(data)):
            return guess
        raise InputError("this is a binary file, not text; save the papers as text, JSONL or CSV", path=path)
    if not _TEXT.search(data):
        raise InputError("the file is empty; give a file that holds papers", path=path)
    declared = _DECLARED.search(data, 0, 2000)
    return marked or (declared[1].decode().lower() if declared else "utf-8")


def _utf16(data: bytes) -> str:
    """Return which UTF-16 a text without a mark is in, or nothing: in it every other byte of Latin is 0."""
    start = data[:2000]
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) < len(start) * 0.2 or min(even, odd) > len(start) * 0.02:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("graphx-windows-1252", _as_windows_1252)
