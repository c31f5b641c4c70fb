"""Names of authors, however they are written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from graphx.schema import ET_AL
from graphx.text import one_line

_AND = re.compile(r"\s*,?\s+and\s+")
_OTHERS = ("others", "et al.", "et al")
_CUT_SHORT = re.compile(r"(?:[\s,]+et al\.?|,?\s+and\s+others|,\s*others)$", re.IGNORECASE)


def given_first(name: str) -> str:
    """Return "Family, Given" as it is read.

    >>> given_first("Bee, Ann"), given_first("Bee, Ann, Jr."), given_first("Bee A")
    ('Ann Bee', 'Ann Bee Jr.', 'Bee A')
    """
    parts = [part.strip() for part in name.split(",")]
    return " ".join([*parts[1:2], parts[0], *parts[2:]]).strip()


def author_name(entry: object) -> str | None:
    """Return the name of one author as a list of authors tells it, or None."""
    if isinstance(entry, Mapping):
        parts = (entry.get("given") or entry.get("first"), entry.get("family") or entry.get("last"))
        whole = " ".join(part for part in parts if isinstance(part, str))
        entry = entry.get("name") or entry.get("display_name") or whole
    return one_line(entry) or None if isinstance(entry, str) else None


def split_authors(text: str) -> tuple[str, ...]:
    """Return the names in one text, however they are set apart.

    >>> split_authors("Ann Bee, Cy Dee"), split_authors("Bee, Ann"), split_authors("Bee, Ann and Dee, Cy")
    (('Ann Bee', 'Cy Dee'), ('Bee, Ann',), ('Bee, Ann', 'Dee, Cy'))
    >>> split_authors("A. Bee, C. Dee and E. Eff et al."), split_authors("Bee, Ann; Dee, Cy")
    (('A. Bee', 'C. Dee', 'E. Eff', 'et al.'), ('Bee, Ann', 'Dee, Cy'))
    """
    text, cut = _CUT_SHORT.subn("", text.strip())
    parts = [part for piece in text.split(";") for part in _AND.split(piece)]
    turned = ";" in text or (len(parts) > 1 and all(part.count(",") == 1 for part in parts))
    if not turned:
        parts = [name for part in parts for name in _split_commas(part)]
    return whole_names([*map(one_line, parts), ET_AL if cut else ""])


def _split_commas(text: str) -> list[str]:
    """Return the names in a text without semicolons: "Surname, Given" is one, "A. Bee, C. Dee" are two."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    return names if len(names) > 2 or all(" " in name for name in names) else [text.strip().rstrip(",")]


def whole_names(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names that are names, and "et al." behind a list that was cut short.

    >>> whole_names(["Ann Bee", "", "others"]), whole_names(["et al."])
    (('Ann Bee', 'et al.'), ())
    """
    told = [name for name in names if name]
    whole = tuple(name for name in told if name.lower() not in _OTHERS)
    return (*whole, ET_AL) if whole and len(whole) < len(told) else whole


def fullest_authors(lists: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the longest of several lists of names; of equally long ones one that was not cut short.

    >>> fullest_authors([("A. Bee", "et al."), ("A. Bee",)]), fullest_authors([("A", "B", "et al."), ("A",)])
    (('A. Bee',), ('A', 'B', 'et al.'))
    """
    return min(lists, key=lambda names: (names.count(ET_AL) - len(names), ET_AL in names, names))
