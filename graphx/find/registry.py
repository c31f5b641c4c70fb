"""What the papers of a corpus claim, put together: which name means which artifact."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from graphx.find.catalog import Catalog, name_key
from graphx.find.entries import Entry
from graphx.find.language import OTHER
from graphx.find.resolve import LocalName, artifact_of, base_name, is_distinctive
from graphx.find.view import Claims
from graphx.ids import artifact_key, short_hash
from graphx.model import Artifact
from graphx.schema import DATASET, MODEL, REPO

Key = TypeVar("Key")

Slot = tuple[str, str]
"""Kind and key of a name."""

Claim = tuple[str, str, str, str, bool, float]
"""The paper, the name's kind, key and base, whether the paper introduces it, and how sure that is."""

FIRM = 0.75
"""Confidence from which one paper's explanation of a name stands for all papers."""


class Registry:
    """The artifacts that papers introduce or explain: which name means which, over all papers.

    A name introduced by one paper means that artifact everywhere; introduced by several, each
    paper's own stays apart and other papers' mentions of it are nobody's. A name that papers
    only explain ("the X dataset") means the same thing in all of them.

    Parameters
    ----------
    claims
        For each paper's key what it claims; or the same one by one, in any order.
    catalog
        The known names: they keep their meaning.
    """

    def __init__(self, claims: Mapping[str, Claims] | Iterable[Claim], catalog: Catalog) -> None:
        owners_of: dict[Slot, set[str]] = defaultdict(set)
        repos: dict[str, Counter[str]] = defaultdict(Counter)
        spelled: dict[Slot, Counter[str]] = defaultdict(Counter)
        firm: dict[Slot, float] = {}
        methods: set[str] = set()
        for paper, kind, key, name, own, confidence in claims_of(claims):
            slot = kind, key
            if kind == REPO:
                repos[key][name] += 1
            elif kind == OTHER:
                methods.add(key)
            else:
                spelled[slot][name] += 1
                if confidence > firm.get(slot, 0.0):
                    firm[slot] = confidence
                if own:
                    owners_of[slot].add(paper)
        self._shown = {slot: _most_used(counts) for slot, counts in spelled.items()}
        self._repos = {key: _most_used(counts) for key, counts in repos.items() if len(counts) > 1}
        self.catalog = Catalog(
            Entry(name=name, kind=slot[0], policy="exact")
            for slot, name in sorted(self._shown.items())
            if not catalog.lookup(slot[1])
            and self._is_for_all(
                slot, methods, len(owners_of.get(slot, ())), firm.get(slot, 0.0), sum(spelled[slot].values())
            )
        )
        # What follows is asked of names with several owners or spellings only: the rest answers for itself.
        self._owners = {slot: owners for slot, owners in owners_of.items() if len(owners) > 1}
        self._shown = {slot: name for slot, name in self._shown.items() if len(spelled[slot]) > 1}

    def _is_for_all(self, slot: Slot, methods: set[str], owners: int, confidence: float, papers: int) -> bool:
        """Whether a name may be looked for in papers that say nothing of what it is."""
        kind, key = slot
        rival = (DATASET if kind == MODEL else MODEL, key)
        told = owners == 1 or (owners == 0 and (confidence >= FIRM or papers > 1))
        ours = rival not in self._shown and key not in methods
        return told and ours and is_distinctive(self._shown[slot])

    def changed_since(self, before: Registry) -> tuple[list[Entry], set[Slot]]:
        """Return what another registry of the same catalog would answer otherwise.

        Returns
        -------
        entries : list of Entry
            Names that only one of the two looks for in all papers.
        slots : set of (str, str)
            Names whose artifact, and repos (as kind and key) whose spelling is another one.
        """
        ours, theirs = (
            {(e.kind, e.name): e for e in registry.catalog.entries} for registry in (self, before)
        )
        entries = [ours.get(name) or theirs[name] for name in sorted(ours.keys() ^ theirs.keys())]
        # Of three authors of one name each has a thing of their own, as of two.
        slots = (self._owners.keys() ^ before._owners.keys()) | _changed(self._shown, before._shown)
        return entries, slots | {(REPO, key) for key in _changed(self._repos, before._repos)}

    def artifact(self, local: LocalName, paper: str, catalog: Catalog) -> Artifact | None:
        """Return the artifact that a name means in a paper that introduces or explains it.

        None where several other papers introduce that name: it could be anyone's.
        """
        slot = local.kind, name_key(base_name(local.name, local.kind))
        known = [e for e in catalog.lookup(slot[1]) if e.kind == local.kind]
        if known:
            return artifact_of(known[0], known[0].name, catalog)
        owners = self._owners.get(slot, set())
        name = self._shown.get(slot) or base_name(local.name, local.kind)
        if len(owners) > 1:
            if paper not in owners:
                return None
            key = f"{artifact_key(local.kind, name)}~{short_hash(paper)}"
            return Artifact(kind=local.kind, name=base_name(local.name, local.kind), key=key)
        return Artifact(kind=local.kind, name=name)

    def repo(self, name: str) -> Artifact:
        """Return the repo of a link, in the spelling that most papers use."""
        shown = self._repos.get(name.lower(), name)
        return Artifact(kind=REPO, name=shown, url=f"https://{shown}")


def _most_used(counts: Counter[str]) -> str:
    return max(counts, key=lambda name: (counts[name], name))


def _changed(ours: Mapping[Key, object], theirs: Mapping[Key, object]) -> set[Key]:
    return {key for key in ours.keys() | theirs.keys() if ours.get(key) != theirs.get(key)}


def claims_of(claims: Mapping[str, Claims] | Iterable[Claim]) -> Iterator[Claim]:
    """Yield what papers claim, one by one."""
    if not isinstance(claims, Mapping):
        yield from claims
        return
    for paper, claimed in claims.items():
        for local in claimed.names.values():
            name = base_name(local.name, local.kind)
            yield paper, local.kind, name_key(name), name, local.own, local.confidence
        for repo in claimed.repos:
            yield paper, REPO, repo.lower(), repo, False, 0.0
