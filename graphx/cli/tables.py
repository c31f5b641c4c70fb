"""Rows of what the command line prints: whole for programs; in plain words, and fewer, for people."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from graphx.schema import ACCEPTED, CANDIDATE, CITES, HOSTED_AT, REPO, ROLES, TIERS, VARIANT_OF

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from graphx.model import Mention

MENTION_FIELDS: Final = (
    *("title", "kind", "name", "variant", "surface", "role", "field", "start", "end"),
    *("sentence", "rule", "confidence", "tier", "artifact", "paper"),
)
"""What a mention is told by, in this order."""

FACT_COLUMNS: Final = {"fact": "Fact", "value": "Value"}

_OF_ARTIFACT: Final = {"kind": "artifact.kind", "name": "artifact.name", "artifact": "artifact.key"}

_PLAIN: Final = {
    ("nodes", REPO): "repositories",
    ("links", CITES): "links: citations",
    ("links", VARIANT_OF): "links: versions",
    ("links", HOSTED_AT): "links: hosts",
    ("mentions", ACCEPTED): "sure mentions",
    ("mentions", CANDIDATE): "unsure mentions",
    ("corrections", "applied"): "corrections",
    ("corrections", "unused"): "unused corrections",
}


def mention_row(m: Mention) -> dict[str, Any]:
    """Return a mention as a row of :data:`MENTION_FIELDS`."""
    return {field: attrgetter(_OF_ARTIFACT.get(field, field))(m) for field in MENTION_FIELDS}


def fact_rows(facts: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what a map holds as rows of :data:`FACT_COLUMNS`; what is empty says nothing and is left out.

    >>> facts = {"title": "", "inputs": ["a.txt", "b.txt"], "nodes": {"paper": 2}, "links": {"variant_of": 0}}
    >>> [(row["fact"], row["value"]) for row in fact_rows(facts)]
    [('inputs', 'a.txt, b.txt'), ('papers', 2), ('links: versions', 0)]
    """
    for name, value in facts.items():
        if isinstance(value, dict):
            for part, number in value.items():
                yield {"fact": _fact(name, part), "value": number}
        elif value not in ("", []):
            shown = ", ".join(value) if isinstance(value, list) else value
            yield {"fact": name.replace("_", " "), "value": shown}


def _fact(name: str, part: str) -> str:
    plain = f"{part}s" if name == "nodes" else f"{name}: {part.replace('_', ' ')}"
    return _PLAIN.get((name, part), plain)


def naming_rows(mentions: Iterable[Mention]) -> list[dict[str, Any]]:
    """Return a row for each artifact that a paper names, in the order of its first mention.

    It counts the mentions, takes their strongest role and best tier, and shows the text of the first.
    """
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for m in mentions:
        new = {
            "kind": m.artifact.kind,
            "name": m.artifact.name,
            "role": m.role,
            "surface": m.surface,
            "mentions": 0,
            "tier": m.tier,
            "title": m.title,
        }
        row = rows.setdefault((m.paper, m.artifact.key), new)
        row["mentions"] += 1
        row["role"] = min(row["role"], m.role, key=ROLES.index)
        row["tier"] = min(row["tier"], m.tier, key=TIERS.index)
    return list(rows.values())
