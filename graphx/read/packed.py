"""Unpack files and archives as they are read, nothing ever written to disk by a name in an archive."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import stat
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, cast

from graphx.errors import InputError
from graphx.read.notices import Notices
from graphx.text import one_line

MAX_RATIO = 200
"""How many times its packed size a file may have. Lists of papers have 3 to 30 times, bombs a thousand."""

FREE = 20_000_000
"""Bytes below which the ratio is not looked at."""

MAX_ENTRIES = 20_000
"""Files an archive may hold."""

MAX_PIPED = 2_000_000_000
"""Bytes of a zip archive that comes through a pipe, which has to be kept in a temporary file."""

_GZIP, _ZSTD, _ZIP = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", (b"PK\x03\x04", b"PK\x05\x06")
_BZIP2, _XZ = b"BZh", b"\xfd7zX"
_TAR = slice(257, 262)  # where a tar archive says b"ustar"


@dataclass(frozen=True, slots=True)
class Opened:
    """A stream of bytes that is not packed any more.

    Parameters
    ----------
    path
        What it is called; files in an archive stand behind the archive's name and a slash.
    stream
        Its bytes.
    inside
        Whether it is one of several files of an archive, rather than what the user named.
    """

    path: str
    stream: BinaryIO
    inside: bool = False


def unpacked(stream: BinaryIO, path: str, notices: Notices, *, inside: bool = False) -> Iterator[Opened]:
    """Yield the files that stand in a stream: itself where it is not packed.

    Raises
    ------
    InputError
        An archive is damaged, or unpacks to far more than a list of papers would.
    """
    counted = _Counting(stream, path)
    reader: io.BufferedReader[io.RawIOBase] = io.BufferedReader(counted, 1 << 16)
    magic = reader.peek(4)[:4]
    if magic in _ZIP:
        if inside:
            _skip(notices, path, "an archive in an archive")
        else:
            yield from _entries(stream, cast("BinaryIO", reader), path, notices)
        return
    plain = _unpacking(magic, cast("BinaryIO", reader), path)
    if plain is not None:
        reader = io.BufferedReader(_Guarded(plain, path, counted), 1 << 16)
    buffered = cast("BinaryIO", reader)
    if reader.peek(_TAR.stop)[_TAR] != b"ustar":
        yield Opened(path, buffered, inside)
    elif inside:
        _skip(notices, path, "an archive in an archive")
    else:
        yield from _members(buffered, path, notices)


def _unpacking(magic: bytes, stream: BinaryIO, path: str) -> BinaryIO | None:
    """Return the unpacked bytes of a stream that starts like this; nothing where it is not packed."""
    if magic.startswith(_GZIP):
        return cast("BinaryIO", gzip.GzipFile(fileobj=stream))
    if magic.startswith(_BZIP2):
        return cast("BinaryIO", bz2.BZ2File(stream))
    if magic == _XZ:
        return cast("BinaryIO", lzma.LZMAFile(stream))
    return _open_zstd(stream, path) if magic == _ZSTD else None


def _members(stream: BinaryIO, path: str, notices: Notices) -> Iterator[Opened]:
    """Yield the files of a tar archive, one after the other as they stand in it."""
    try:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            for count, member in enumerate(archive):
                if count >= MAX_ENTRIES:
                    raise _too_many("tar", f"more than {MAX_ENTRIES:,}", path)
                name = f"{path}/{one_line(member.name)}"
                if member.isdir() or _hidden(member.name):
                    continue
                held = archive.extractfile(member) if member.isreg() else None
                if held is None:
                    _skip(notices, name, "a link or a device in an archive")
                else:
                    yield from unpacked(cast("BinaryIO", held), name, notices, inside=True)
    except (tarfile.TarError, EOFError) as error:
        raise _damaged("tar archive", error, path) from None


def _hidden(name: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in name.split("/") if part not in (".", ".."))


def _too_many(kind: str, count: str, path: str) -> InputError:
    return InputError(
        f"a {kind} archive of {count} files (at most {MAX_ENTRIES:,}); "
        "unpack it and give the folder with the papers",
        path=path,
    )


def _entries(stream: BinaryIO, buffered: BinaryIO, path: str, notices: Notices) -> Iterator[Opened]:
    with tempfile.TemporaryFile() as spool:
        if stream.seekable():
            stream.seek(0)
            whole = stream
        else:
            _copy(buffered, cast("BinaryIO", spool), path)
            whole = cast("BinaryIO", spool)
        try:
            archive = zipfile.ZipFile(whole)
            infos = archive.infolist()
        except (zipfile.BadZipFile, OSError, ValueError, RuntimeError) as error:
            raise _damaged("zip archive", error, path) from None
        if len(infos) > MAX_ENTRIES:
            raise _too_many("zip", f"{len(infos):,}", path)
        for info in infos:
            # Names only go into messages: nothing is unpacked to where they point.
            name = f"{path}/{one_line(info.filename)}"
            if info.is_dir() or _hidden(info.filename):
                continue
            if stat.S_ISLNK(info.external_attr >> 16):
                _skip(notices, name, "a link in an archive")
            elif info.flag_bits & 1:
                _skip(notices, name, "an encrypted file")
            else:
                yield from _entry(archive, info, name, notices)


def _entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, notices: Notices) -> Iterator[Opened]:
    try:
        member = archive.open(info)
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError) as error:
        raise _damaged("file in a zip archive", error, name) from None
    with member:
        guarded = io.BufferedReader(_Guarded(cast("BinaryIO", member), name, info.compress_size), 1 << 16)
        yield from unpacked(cast("BinaryIO", guarded), name, notices, inside=True)


def _copy(source: BinaryIO, target: BinaryIO, path: str) -> None:
    size = 0
    while chunk := source.read(1 << 20):
        size += len(chunk)
        if size > MAX_PIPED:
            raise InputError(
                f"a zip archive of more than {MAX_PIPED:,} bytes through a pipe; save it to a file first",
                path=path,
            )
        target.write(chunk)
    target.seek(0)


def _open_zstd(stream: BinaryIO, path: str) -> BinaryIO:
    try:
        from compression import zstd  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        try:
            from backports import zstd  # type: ignore[no-redef, unused-ignore]
        except ImportError:
            raise InputError(
                "packed with Zstandard, which needs a package more: pip install 'graphx-papers[zstd]'; "
                "or unpack it first with: zstd -d",
                path=path,
            ) from None
    return cast("BinaryIO", zstd.ZstdFile(stream))


def _skip(notices: Notices, path: str, what: str) -> None:
    notices.add((f"file is {what}", f"files are {what}"), path, path, 0, "skipped")


def _damaged(what: str, error: Exception, path: str) -> InputError:
    told = one_line(str(error)) or type(error).__name__
    return InputError(f"a damaged or unfinished {what} ({told}); get or make it anew", path=path)


class _Counting(io.RawIOBase):
    """A stream that counts the bytes taken from it."""

    def __init__(self, stream: BinaryIO, path: str) -> None:
        self.stream, self.path, self.count = stream, path, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            data = self.stream.read(len(buffer))
        except OSError as error:
            raise InputError(f"cannot be read ({error.strerror})", path=self.path) from error
        buffer[: len(data)] = data
        self.count += len(data)
        return len(data)


class _Guarded(io.RawIOBase):
    """A stream of unpacked bytes that ends the run where they are too many, or the packing is damaged."""

    def __init__(self, stream: BinaryIO, path: str, packed: _Counting | int) -> None:
        self.stream, self.path, self.packed, self.count = stream, path, packed, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            data = self.stream.read(len(buffer))
        except InputError:
            raise
        except Exception as error:
            # gzip, zlib, lzma, zipfile and two zstd packages each have errors of their own.
            known = EOFError | OSError | zlib.error | lzma.LZMAError | zipfile.BadZipFile
            if isinstance(error, known) or _is_zstd(error):
                raise _damaged("packed file", error, self.path) from None
            raise
        buffer[: len(data)] = data
        self.count += len(data)
        packed = self.packed if isinstance(self.packed, int) else self.packed.count
        if self.count > max(FREE, MAX_RATIO * packed):
            raise InputError(
                f"unpacks to more than {MAX_RATIO} times its size, as no list of papers does; "
                "if it is one after all, unpack it first",
                path=self.path,
            )
        return len(data)


def _is_zstd(error: Exception) -> bool:
    return type(error).__name__ == "ZstdError"
