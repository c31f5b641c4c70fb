"""What follows a known name and belongs to it: versions, years, sizes, variants."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from graphx.find.entries import Entry, name_key
from graphx.find.language import language
from graphx.schema import MODEL

_SIZE = r"\d+(?:\.\d+)?\s?(?:[BMKTbmk]\b|billion\b|million\b)"
_VERSION = re.compile(
    r"[-\s]?[vV]?\.?(\d{1,2}(?:\.\d{1,2})+)(?![\w%]|\.\d)|[-]?[vV]?(\d{1,2})(?![\w%]|\.\d|[,.]\d{3})"
)
_MORE_VERSION = re.compile(r"(\.\d{1,2})(?!\d|[bB]illion)")
_GLUED_SIZE = re.compile(r"\.(\d)(\d+(?:\.\d+)?[BM]\b)")  # "Llama-3.18B" lost its blank
_TIER = re.compile(
    r"[-\s]([Oo]pus|[Ss]onnet|[Hh]aiku|[Ff]lash(?:-[Ll]ite)?|[Pp]ro|[Uu]ltra|[Nn]ano)(?=[-\s]\d)"
)  # "Claude Opus 4", "Gemini Flash 2.0": the tier before the version
_YEAR = re.compile(r"[-\s]?(?:'|’)?((?:19|20)\d{2}|\d{2})(?![\w%]|\.\d|,\d)")
_WRITTEN_VERSION = re.compile(r"[-\s]?([vV]\d(?:\.\d)?)(?![\w%])")  # "SegTrack v2": of whatever name
_LAST_VERSION = re.compile(r"\d+(?:\.\d+)*$")
_CONTEXT = r"\d{1,4}[kK]\b"
_MORE_SIZES = re.compile(rf"\s*(?:,\s*and|,|and|/|&|or)\s*({_SIZE})")


class Tail(NamedTuple):
    """A name with what follows it.

    Parameters
    ----------
    name
        Canonical name with its version.
    key
        The key of that name (:func:`graphx.find.catalog.name_key`).
    variant
        Sizes and variants, joined by ``"; "``.
    end
        Where the whole ends in the text.
    """

    name: str
    key: str
    variant: str
    end: int


def read_tail(text: str, end: int, entry: Entry) -> Tail:
    """Return a name with the version, size and variant that follow it.

    Parameters
    ----------
    text
        A normalised text.
    end
        Where the spelling of the name ends.
    entry
        What it names.

    Returns
    -------
    Tail
        The name alone where nothing follows that belongs to it.

    Examples
    --------
    >>> llama = Entry(name="LLaMA", kind="model", versions="number")
    >>> text = "LLaMA 3.3 70B and 8B"
    >>> tail = read_tail(text, 5, llama); tail.name, tail.variant, text[:tail.end]
    ('LLaMA 3.3', '70B; 8B', 'LLaMA 3.3 70B')
    """
    name = entry.name
    tier: re.Match[str] | None = None
    if entry.versions == "year":
        match = _YEAR.match(text, end)
        if match and _is_year(match[1]):
            name, end = f"{entry.name} {_full_year(match[1])}", match.end()
    elif text[end - 1].isdigit():
        glued = _GLUED_SIZE.match(text, end)
        more = _MORE_VERSION.match(text, end)
        if glued and entry.kind == MODEL:
            return Tail(
                f"{name}.{glued[1]}",
                name_key(f"{name}.{glued[1]}"),
                glued[2],
                _variants(text, glued.end(), dated=True)[1],
            )
        if more and not text[more.end() : more.end() + 1].isalpha():
            name, end = f"{_as_written(name, text[:end])}{more[1]}", more.end()
    elif entry.versions == "number":
        tier = _TIER.match(text, end)
        end = tier.end() if tier else end
        match = _VERSION.match(text, end)
        if match and not _is_size(text, match.start(1) if match[1] else match.start(2)):
            version = match[1] or match[2]
            name, end = f"{name}{'' if name[-1] == '-' else _joint(entry)}{version}", match.end()
    elif match := _WRITTEN_VERSION.match(text, end):
        name, end = f"{name} {match[1]}", match.end()
    if entry.kind != MODEL:
        return Tail(name, name_key(name), "", end)
    variant, end = _variants(text, end, dated=bool(entry.versions or entry.family))
    if tier:
        variant = f"{tier[1]}; {variant}" if variant else tier[1]
    return Tail(name, name_key(name), variant, end)


def _as_written(name: str, text: str) -> str:
    """Return a name with the version that a text ends with, where it is a short form of the name's own.

    >>> _as_written("Terminal-Bench 2.0", "on Terminal-Bench 2")
    'Terminal-Bench 2'
    """
    ours, theirs = _LAST_VERSION.search(name), _LAST_VERSION.search(text)
    if not ours or not theirs or not ours[0].startswith(f"{theirs[0]}."):
        return name
    return name[: ours.start()] + theirs[0]


def _joint(entry: Entry) -> str:
    """Return what the field writes between a name and its version: "GPT-4", but "Llama 3"."""
    return "-" if entry.name.isupper() else " "


def _is_size(text: str, at: int) -> bool:
    return bool(re.compile(_SIZE).match(text, at) or re.compile(_CONTEXT).match(text, at))


def _is_year(digits: str) -> bool:
    return len(digits) == 4 or int(digits) <= 39 or int(digits) >= 90


def _full_year(digits: str) -> str:
    return digits if len(digits) == 4 else f"{'19' if int(digits) >= 90 else '20'}{digits}"


@cache
def _pieces() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    tail = language()["model_tail"]
    variants = "|".join(map(re.escape, sorted(tail["variants"], key=len, reverse=True)))
    spaced = "|".join(map(re.escape, sorted(tail["spaced"], key=len, reverse=True)))
    one = rf"(?:{_SIZE}|{_CONTEXT}|{variants})"
    hyphened = re.compile(rf"-({one}|\d{{4}})(?![\w]|\.\d)")
    spaced_one = re.compile(rf"\s({_SIZE}|{spaced})(?![\w]|\.\d)")
    bracketed = re.compile(rf"\s?\(({one}(?:[\s,/-]+(?:and\s+)?{one})*)\)")
    return hyphened, spaced_one, bracketed


def _variants(text: str, end: int, *, dated: bool) -> tuple[str, int]:
    """Return the sizes and variants from a position on, and where they end.

    Models of a line are dated ("GPT-4-0613"); of others four digits make another name ("R-FCN-3000").
    """
    hyphened, spaced, bracketed = _pieces()
    found: list[str] = []
    while match := hyphened.match(text, end) or spaced.match(text, end):
        if not dated and len(match[1]) == 4 and match[1].isdigit():
            break
        found.append(match[1])
        end = match.end()
    # "Llama-2 (7B)" and "GPT-Neo (small)": in brackets the size belongs to the name as it is written.
    if match := bracketed.match(text, end):
        found += [part for part in re.split(r"[\s,/]+(?:and\s+)?", match[1]) if part]
        return "; ".join(found), match.end()
    variant = "-".join(found)
    at = end
    more = [variant] if variant else []
    if found and re.fullmatch(_SIZE, found[-1]):
        while match := _MORE_SIZES.match(text, at):
            more.append(match[1])
            at = match.end()
    return "; ".join(more), end
