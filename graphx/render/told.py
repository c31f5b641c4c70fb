"""What public APIs say of a node, in lines for the panel of the page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from graphx.facts import (
    ARCHIVED,
    AUTHORS,
    CODE,
    DATE,
    HUB_DATASET,
    HUB_MODEL,
    ID,
    LICENSE,
    MISSING,
    OUTSIDE,
    RETRACTED,
    STARS,
    VENUE,
    YEAR,
)

_NAMES = {
    "semanticscholar": "Semantic Scholar",
    "openalex": "OpenAlex",
    "crossref": "Crossref",
    "arxiv": "arXiv",
    "huggingface": "Hugging Face",
    "github": "GitHub",
}
_MOST = 5


def told_lines(attrs: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return ``warnings`` (retracted, archived, missing) and ``told`` (the rest) of a node, as sentences.

    >>> told_lines({"facts": (("retracted", "yes", "openalex", "", "2026-01-02T03:04:05Z"),)})["warnings"]
    ['Retracted, according to OpenAlex (2026-01-02).']
    """
    facts: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for field, value, provider, _, fetched in attrs.get("facts", ()):
        facts[field].append((str(value), str(provider), str(fetched)[:10]))
    warnings = [
        f"{words}, according to {_who(facts[field])}."
        for field, words in (
            (RETRACTED, "Retracted"),
            (ARCHIVED, "Archived: it can only be read"),
            (MISSING, "Not to be found: deleted, private or misspelt"),
        )
        if facts[field]
    ]
    if facts[OUTSIDE]:
        warnings.append(f"Not among the papers read; {facts[OUTSIDE][0][0]} of them cite it.")
    return {"warnings": warnings, "told": list(_told(facts))}


def _told(facts: Mapping[str, list[tuple[str, str, str]]]) -> Iterable[str]:
    if facts[STARS] and facts[STARS][0][0].isdecimal():
        licences = [value for value, _, _ in facts[LICENSE]]
        licence = f"licence {licences[0]}" if licences else "no licence that is known"
        yield f"{int(facts[STARS][0][0]):,} stars, {licence}, according to {_who(facts[STARS])}."
    if facts[CODE]:
        yield f"Code named for it: {_list(facts[CODE])}, according to {_who(facts[CODE])}."
    for field, one in ((HUB_MODEL, "Models"), (HUB_DATASET, "Datasets")):
        if facts[field]:
            yield (
                f"{one} whose pages name it: {_list(facts[field])}, according to {_who(facts[field])}; "
                "by whom they were released is not told."
            )
    known = [fact for field in (ID, YEAR, DATE, VENUE, AUTHORS) for fact in facts[field]]
    if known:
        yield f"Known to {_who(known)}."


def _who(facts: Iterable[tuple[str, str, str]]) -> str:
    """Return who says so and when, the newest time for each."""
    newest = {provider: day for _, provider, day in sorted(facts, key=lambda fact: fact[2])}
    order = sorted(newest, key=lambda name: (list(_NAMES).index(name) if name in _NAMES else 99, name))
    return ", ".join(f"{_NAMES.get(name, name)} ({newest[name]})" for name in order)


def _list(facts: list[tuple[str, str, str]]) -> str:
    values = list(dict.fromkeys(value for value, _, _ in facts))
    more = f" and {len(values) - _MOST} more" if len(values) > _MOST else ""
    return ", ".join(values[:_MOST]) + more
