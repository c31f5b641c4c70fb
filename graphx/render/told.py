"""What public APIs say of a node, in lines for the panel of the page."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from graphx.facts import (
    ABSTRACT,
    ARCHIVED,
    AUTHORS,
    CITED,
    CITING,
    CODE,
    DATE,
    HUB_DATASET,
    HUB_MODEL,
    ID,
    LABELS,
    LICENSE,
    MISSING,
    PROJECT,
    PROVIDERS,
    RETRACTED,
    REUSED,
    STARS,
    TITLE,
    VENUE,
    YEAR,
)

_MOST = 5
Said = tuple[str, str, str, str]
"""Value, provider, detail, day."""


def told_lines(attrs: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return ``warnings`` (retracted, archived, missing) and ``told`` (the rest) of a node, as sentences.

    >>> told_lines({"facts": (("retracted", "yes", "openalex", "", "2026-01-02T03:04:05Z"),)})["warnings"]
    ['Retracted, according to OpenAlex (2026-01-02).']
    """
    facts: dict[str, list[Said]] = defaultdict(list)
    for field, value, provider, detail, fetched in attrs.get("facts", ()):
        facts[field].append((str(value), str(provider), str(detail), str(fetched)[:10]))
    warnings = [
        f"{words}, according to {_who(facts[field])}."
        for field, words in (
            (RETRACTED, "Retracted"),
            (ARCHIVED, "Archived: it can only be read"),
            (REUSED, "Another repository has this name than when it was first asked for"),
            (MISSING, "Not to be found: deleted, private or misspelt"),
        )
        if facts[field]
    ]
    outside = [
        words.format(facts[field][0][0])
        for field, words in ((CITED, "cited by {} of them"), (CITING, "citing {} of them"))
        if facts[field]
    ]
    if outside:
        warnings.append(f"Not among the papers read; {' and '.join(outside)}.")
    return {"warnings": warnings, "told": [*_told(facts), *_disagreements(attrs, facts)]}


def _told(facts: Mapping[str, list[Said]]) -> Iterable[str]:
    if facts[STARS] and facts[STARS][0][0].isdecimal():
        licences = [said[0] for said in facts[LICENSE]]
        licence = f"licence {licences[0]}" if licences else "no licence that is known"
        yield f"{int(facts[STARS][0][0]):,} stars, {licence}, according to {_who(facts[STARS])}."
    if facts[ABSTRACT]:
        yield f"Abstract according to {_who(facts[ABSTRACT])}."
    official = [said for said in facts[CODE] if "official" in said[2]]
    if official:
        yield f"Official code: {_list(official)}, according to {_who(official)}."
    if others := [said for said in facts[CODE] if said[0] not in {one[0] for one in official}]:
        yield f"Code named for it: {_list(others)}, according to {_who(others)}."
    if facts[PROJECT]:
        yield f"Project page: {_list(facts[PROJECT])}, according to {_who(facts[PROJECT])}."
    for field, one in ((HUB_MODEL, "Models"), (HUB_DATASET, "Datasets")):
        if facts[field]:
            yield (
                f"{one} whose pages name it: {_list(facts[field])}, according to {_who(facts[field])}; "
                "by whom they were released is not told."
            )
    known = [said for field in (ID, YEAR, DATE, VENUE, AUTHORS) for said in facts[field]]
    if known:
        yield f"Known to {_who(known)}."


def _disagreements(attrs: Mapping[str, Any], facts: Mapping[str, list[Said]]) -> Iterable[str]:
    """Yield what providers say otherwise than the page: identifiers, years, and titles of another wording."""
    ids = set(attrs.get("ids", ()))
    schemes = {i.partition(":")[0] for i in ids}
    others = [said for said in facts[ID] if said[0] not in ids and said[0].partition(":")[0] in schemes]
    for name, shown, found in (
        ("identifier", "", others),
        ("year", str(attrs.get("year") or ""), facts[YEAR]),
        ("venue", str(attrs.get("venue") or ""), facts[VENUE]),
        ("title", str(attrs.get("title") or ""), facts[TITLE]),
    ):
        by_value: dict[str, list[Said]] = defaultdict(list)
        for said in found:
            if said[0].casefold() != shown.casefold():
                by_value[said[0]].append(said)
        if by_value:
            told = "; ".join(
                f"{value} ({_who(said, dated=False)})" for value, said in sorted(by_value.items())
            )
            yield f"Another {name}: {told}."
    lists = {said[0] for said in facts[AUTHORS]}
    counts = sorted({len(names) for text in lists if isinstance(names := _json(text), list)})
    if len(counts) > 1:
        yield f"Providers tell between {counts[0]} and {counts[-1]} authors."


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _who(facts: Iterable[Said], *, dated: bool = True) -> str:
    """Return who says so and when, the newest time for each."""
    newest = {provider: day for _, provider, _, day in sorted(facts, key=lambda said: said[3])}
    order = sorted(newest, key=lambda name: (PROVIDERS.index(name) if name in LABELS else 99, name))
    return ", ".join(LABELS.get(name, name) + (f" ({newest[name]})" if dated else "") for name in order)


def _list(facts: list[Said]) -> str:
    values = list(dict.fromkeys(said[0] for said in facts))
    more = f" and {len(values) - _MOST} more" if len(values) > _MOST else ""
    return ", ".join(values[:_MOST]) + more
