"""Where a known name may start and end: not inside a word, not as a piece of a longer name."""

from __future__ import annotations

import re

from graphx.find.entries import Entry, name_key
from graphx.find.language import words
from graphx.schema import MODEL

_AFTER_HYPHEN = frozenset(["to", "in", "on", "and", "vs", "as", "of"])

_LANGUAGE = re.compile(r"\b([A-Z][a-z]{3,12})\s$")

_LEFT_WORD = re.compile(r"[\w+.]+$")

_RIGHT_WORD = re.compile(r"[\w+.]+")

_WORD = re.compile(r"[\w'’-]+")

_CLAUSE_START = re.compile(r"[.;:!?()]")

_CLAUSE_END = re.compile(r"[.;:!?]")


def starts_name(text: str, start: int) -> bool:
    """Whether a name can start here: not inside a word, not as the tail of another name ("MS-COCO")."""
    if start == 0:
        return True
    before = text[start - 1]
    if before.isalnum() or before in "_@#\\" or (before == "." and start > 1 and text[start - 2].isalnum()):
        return False
    if before == " " and text[start - 2 : start] == "- " and text[start].islower():
        return start < 3 or not text[start - 3].islower()  # "our pro- posal"
    if before != "-" or start == 1 or text[start - 2] == "-":
        return True
    left = _LEFT_WORD.search(text, max(0, start - 41), start - 1)
    return not left or left[0].lower() in words("compounds", "prefixes") or _is_ordinary(left[0])


def ends_name(text: str, end: int) -> bool:
    """Whether a name can end here: not inside a word, not as the head of another name ("GSM8K-V")."""
    rest = text[end : end + 42]
    plural = rest[:1] == "s" and not rest[1:2].isalnum()
    if not rest or plural or text[end - 1] == ")":
        return True
    if rest[0].isalnum() or rest[0] in "_+@×" or (rest[0] == "." and rest[1:2].isdigit()):
        return False
    right = _RIGHT_WORD.match(rest, 1) if rest[0] == "-" else None
    if right is None:
        return True
    word = right[0].rstrip(".")
    return _is_ordinary(word) or word.lower() in _AFTER_HYPHEN | words("heads", "suffixes")


def _is_ordinary(word: str) -> bool:
    """Whether a word before or after a hyphen is plain language and no part of a name."""
    return len(word) > 3 and word.isalpha() and word.islower()


def is_localised(text: str, start: int, entry: Entry) -> bool:
    """Whether a language right before a name makes it another: "German BERT", but not "English GLUE"."""
    before = _LANGUAGE.search(text, max(0, start - 15), start)
    if not before or before[1].lower() not in words("compounds", "languages"):
        return False
    return entry.kind == MODEL or name_key(entry.name) in words("compounds", "localised")


def near_words(text: str, start: int, end: int) -> set[str]:
    """Return the three words on either side, within the clause."""
    left = _CLAUSE_START.split(text[max(0, start - 60) : start])[-1]
    right = _CLAUSE_END.split(text[end : end + 60], maxsplit=1)[0]
    near = _WORD.findall(left)[-3:] + _WORD.findall(right)[:3]
    return {word.lower() for word in near} | {part for word in near for part in word.lower().split("-")}
