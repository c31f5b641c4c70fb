"""The lines of a file of corrections.

::

    # a comment
    same: dataset:squad = dataset:squad-1.1
    not-same: model:gpt-3 = model:gpt
    not-same: dataset:glue "Glue"
    not-an-artifact: model:apollo
    wrong-link: paper:arxiv:1810.04805 -> dataset:squad
    add-link: paper:arxiv:1810.04805 uses dataset:glue "The sentence that says so."
    rename: dataset:squad "SQuAD 1.1"
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Final

from graphx.errors import InputError, OptionError, choose
from graphx.ids import artifact_key
from graphx.schema import ARTIFACT_KINDS, CITES, PAPER, ROLES
from graphx.text import one_line

_MOST_BYTES: Final = 1_000_000
_TOKEN: Final = re.compile(r'"((?:[^"\\]|\\.)*)"|(\S+)')
_FORMS: Final = {
    "same": ("artifact = artifact",),
    "not-same": ("artifact = artifact", "artifact text"),
    "not-an-artifact": ("artifact",),
    "wrong-link": ("paper -> artifact", "paper -> paper"),
    "add-link": ("paper role artifact text", "paper cites paper text"),
    "rename": ("artifact text",),
}
_SHOWN: Final = {
    "same": "same: dataset:a = dataset:b",
    "not-same": 'not-same: dataset:a = dataset:b (or: not-same: dataset:a "as written")',
    "not-an-artifact": "not-an-artifact: model:a",
    "wrong-link": "wrong-link: paper:… -> dataset:a",
    "add-link": 'add-link: paper:… uses dataset:a "the sentence that says so"',
    "rename": 'rename: dataset:a "New name"',
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One line of a file of corrections.

    Parameters
    ----------
    verb
        What to do: the word before the colon.
    line
        Its line, counted from 1.
    first, second
        The node keys it speaks of; ``second`` may be empty.
    relation
        Of a link to add.
    text
        A sentence, a name, or a text as written in papers.
    """

    verb: str
    line: int
    first: str
    second: str = ""
    relation: str = ""
    text: str = ""

    def __str__(self) -> str:
        told = [self.first, self.relation, self.second, f'"{self.text}"' if self.text else ""]
        return one_line(f"{self.verb}: {' '.join(part for part in told if part)}", 120)


def read_corrections(path: str | PathLike[str]) -> tuple[Correction, ...]:
    """Return the corrections of a file; none if there is no file.

    Raises
    ------
    InputError
        The file cannot be read, or a line of it is no correction: which line, and what it should look like.
    """
    path = Path(path)
    try:
        if not path.exists():
            return ()
        if not path.is_file() and not path.is_dir():
            raise InputError("is no file; corrections are lines of text", path=path)
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror or error}); check it", path=path) from error
    if len(data) > _MOST_BYTES:
        raise InputError("is larger than a million bytes; corrections are short lines", path=path)
    try:
        lines = data.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InputError("is not UTF-8; save it as UTF-8", path=path, line=line) from error
    found = []
    for number, text in enumerate(lines, 1):
        try:
            correction = _parse(text, number)
        except OptionError as error:
            raise InputError(one_line(str(error)), path=path, line=number) from error
        if correction:
            found.append(correction)
    return tuple(found)


def _parse(text: str, line: int) -> Correction | None:
    tokens = _tokens(text)
    if not tokens:
        return None
    word = tokens[0][0]
    verb, colon, rest = word.partition(":")
    choose("correction", verb, _FORMS)
    if rest:  # "same:dataset:a" without a blank
        tokens[1:1] = [(rest, False)]
    if colon:
        for form in _FORMS[verb]:
            parts = _fit(form.split(), tokens[1:])
            if parts is not None:
                return Correction(verb=verb, line=line, **parts)
    raise OptionError(f"{text.strip()[:80]!r} is not of the form {_SHOWN[verb]}")


def _tokens(text: str) -> list[tuple[str, bool]]:
    """Return the words of a line and whether each stood in quotes; a ``#`` before a word ends the line."""
    found = []
    for match in _TOKEN.finditer(text.strip()):
        quoted, word = match.groups()
        if word and word.startswith("#"):
            break
        found.append((word, False) if word else (re.sub(r"\\(.)", r"\1", quoted), True))
    return found


def _fit(form: list[str], tokens: list[tuple[str, bool]]) -> dict[str, str] | None:
    """Return the parts of a correction if the words are of that form."""
    if len(form) != len(tokens):
        return None
    parts: dict[str, str] = {}
    for what, (word, quoted) in zip(form, tokens, strict=True):
        if what == "text":
            if not quoted or not one_line(word):
                return None
            parts["text"] = one_line(word)
        elif what in ("artifact", "paper"):
            if not _is_key(word, what):
                return None
            parts["second" if "first" in parts else "first"] = word
        elif what == "role":
            if word not in ROLES:
                return None
            parts["relation"] = word
        elif word != what:
            return None
        elif what == CITES:
            parts["relation"] = CITES
    return parts


def _is_key(word: str, what: str) -> bool:
    kind, _, rest = word.partition(":")
    if PAPER in (what, kind):
        return kind == what == PAPER and bool(rest)
    if kind not in ARTIFACT_KINDS or not rest:
        return False
    wanted = artifact_key(kind, rest)
    if word != wanted:
        raise OptionError(f"{word!r} is no node key; did you mean {wanted!r}?")
    return True
