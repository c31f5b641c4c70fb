"""Write files whole or not at all."""

from __future__ import annotations

import os
import tempfile
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
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        # In the same folder, because a rename is atomic only within one file system.
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n", errors="replace") as out:
                out.write(text)
            # mkstemp makes the file private; a page is meant to be shared like any other file.
            Path(name).chmod(0o666 & ~_umask())
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise OutputError(
            f"cannot write {target}: {error.strerror or error}; choose another output"
        ) from error
    return target


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
