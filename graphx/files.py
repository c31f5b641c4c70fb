"""Write files whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from graphx.errors import OutputError


def write_text(path: str | os.PathLike[str], text: str) -> Path:
    """Write ``text`` as UTF-8, line ends as they are; the old file stays until the new one is complete.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    OutputError
        The file cannot be written there.
    """
    target = Path(path)
    with (
        staged(target) as part,
        _told_of(target),
        part.open("w", encoding="utf-8", newline="\n", errors="replace") as out,
    ):
        out.write(text)
    return target


@contextlib.contextmanager
def staged(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Give a new file beside ``path`` to write to; it takes the place of ``path`` when all went well.

    On any error it is gone and ``path`` is as it was.

    Raises
    ------
    OutputError
        A file cannot be written there.

    Examples
    --------
    >>> folder = Path(tempfile.mkdtemp())
    >>> with staged(folder / "page.html") as part:
    ...     _ = part.write_text("text")
    ...     (folder / "page.html").exists()
    False
    >>> (folder / "page.html").read_text()
    'text'
    """
    target = Path(path)
    with _told_of(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        # In the same folder, because a rename is atomic only within one file system.
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
        os.close(handle)
    part = Path(name)
    try:
        yield part
        with _told_of(target):
            # mkstemp makes the file private; a page is meant to be shared like any other file.
            part.chmod(0o666 & ~_umask())
            part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


@contextlib.contextmanager
def _told_of(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"cannot write {target}: {error.strerror or error}; choose another output"
        ) from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
