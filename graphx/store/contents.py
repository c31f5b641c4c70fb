"""What is written to a map's file and read from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graphx.facts import Fact
from graphx.model import Citation, Mention, Paper


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a map holds.

    Parameters
    ----------
    papers, mentions, citations, facts
        What was read, found and told by public APIs, sorted.
    meta
        Facts about the map: ``graphx`` (version), ``built`` (time), ``inputs``, ``title``.
    """

    papers: tuple[Paper, ...]
    mentions: tuple[Mention, ...]
    citations: tuple[Citation, ...] = ()
    facts: tuple[Fact, ...] = ()
    meta: Mapping[str, str]


LinkRow = tuple[str, str, str, float, str]
"""Source, target, relation, weight, sentence."""

NodeRow = tuple[str, str, str, str, str, str]
"""Key, kind, label; for the search: abstract, names and identifiers, each one text."""
