"""Several files that belong together, written as a folder or as one zip file."""

from __future__ import annotations

import json
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graphx.errors import OutputError
from graphx.files import staged

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

LIST_NAME: Final = ".graphx-files.json"
"""In a folder: the files that an export wrote there, which the next one may replace."""

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the same files make the same zip


def write_files(path: str | os.PathLike[str], files: Iterable[tuple[str, bytes]]) -> Path:
    """Write files as a folder, or as a zip file where ``path`` ends in ``.zip``.

    A zip file and a new folder appear whole or not at all. In a folder that an export wrote before, each file
    is replaced whole and those that are no more are removed; whatever else lies there stays as it is.

    Parameters
    ----------
    path
        The folder or zip file.
    files
        Names, with ``/`` between folders, and what each file holds.

    Returns
    -------
    pathlib.Path
        The folder or zip file written.

    Raises
    ------
    OutputError
        It cannot be written, or a file there would be replaced that no export wrote.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     made = write_files(f"{folder}/notes", [("a/b.md", b"text")])
    ...     (made / "a" / "b.md").read_text()
    'text'
    """
    target = Path(path)
    if target.suffix.lower() == ".zip":
        with staged(target) as part, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as pack:
            for name, held in files:
                pack.writestr(zipfile.ZipInfo(name, _EPOCH), held, zipfile.ZIP_DEFLATED)
        return target
    try:
        _write_folder(target, files)
    except OSError as error:
        raise OutputError(
            f"cannot write {target}: {error.strerror or error}; choose another output"
        ) from error
    return target


def _write_folder(target: Path, files: Iterable[tuple[str, bytes]]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    # Beside the folder, because a rename is atomic only within one file system.
    private = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name[:60]}.", suffix=".part"))
    stage = private / "files"  # with the rights of any other folder
    try:
        stage.mkdir()
        names = []
        for name, held in files:
            file = stage / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(held)
            names.append(name)
        if not target.exists() or (target.is_dir() and not any(target.iterdir())):
            (stage / LIST_NAME).write_text(_listed(names), encoding="utf-8")
            stage.replace(target)
        else:
            _replace(stage, target, names)
    finally:
        shutil.rmtree(private, ignore_errors=True)


def _replace(stage: Path, target: Path, names: list[str]) -> None:
    before = _read_list(target)
    foreign = [name for name in names if name not in before and (target / name).exists()]
    if foreign:
        raise OutputError(
            f"cannot write {target}: {foreign[0]} lies there and no export wrote it; choose another folder"
        )
    # Both lists first: if this is interrupted, the next export still knows what is ours.
    (target / LIST_NAME).write_text(_listed({*before, *names}), encoding="utf-8")
    for name in names:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (stage / name).replace(target / name)
    for name in sorted(before - set(names)):
        (target / name).unlink(missing_ok=True)
    (target / LIST_NAME).write_text(_listed(names), encoding="utf-8")


def _listed(names: Iterable[str]) -> str:
    return json.dumps(sorted(names), ensure_ascii=False, indent=0) + "\n"


def _read_list(target: Path) -> set[str]:
    """Return the files that are ours; a list that somebody wrote cannot lead out of the folder."""
    try:
        names = json.loads((target / LIST_NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return set()
    inside = target.resolve()
    return {
        name
        for name in (names if isinstance(names, list) else [])
        if isinstance(name, str) and "\x00" not in name and (inside / name).resolve().is_relative_to(inside)
    }
