"""What the papers of a corpus claim, put together: which name means which artifact."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from graphx.find.catalog import Catalog, name_key
from graphx.find.entries import Entry
from graphx.find.language import OTHER
from graphx.find.resolve import LocalName, artifact_of, base_name, is_distinctive
from graphx.find.view import Claims
from graphx.ids import artifact_key, short_hash
from graphx.model import Artifact
from graphx.schema import REPO

Slot = tuple[str, str]
"""Kind and key of a name."""

FIRM = 0.75
"""Confidence from which one paper's explanation of a name stands for all papers."""


@dataclass(frozen=True, slots=True)
class Told:
    """What all papers together say of one name.

    Parameters
    ----------
    kind, key
        The name's slot.
    shown
        Its spelling: the one most used.
    papers
        How often it is introduced or explained.
    confidence
        That of the firmest.
    owners
        Keys of the papers that introduce it.
    """

    kind: str
    key: str
    shown: str
    papers: int
    confidence: float
    owners: Sequence[str]

    def is_for_all(self, catalog: Catalog) -> bool:
        """Whether the name may be looked for in papers that say nothing of what it is, if no rival has it."""
        owners = len(self.owners)
        told = owners == 1 or (owners == 0 and (self.confidence >= FIRM or self.papers > 1))
        return told and is_distinctive(self.shown) and not catalog.lookup(self.key)


class Registry:
    """The artifacts that papers introduce or explain: which name means which, over all papers.

    A name introduced by one paper means that artifact everywhere; introduced by several, each
    paper's own stays apart and other papers' mentions of it are nobody's. A name that papers
    only explain ("the X dataset") means the same thing in all of them.

    Parameters
    ----------
    claims
        For each paper's key what it claims.
    catalog
        The known names: they keep their meaning.
    """

    def __init__(self, claims: Mapping[str, Claims], catalog: Catalog) -> None:
        owners: dict[Slot, list[str]] = defaultdict(list)
        spelled: dict[Slot, Counter[str]] = defaultdict(Counter)
        firm: dict[Slot, float] = defaultdict(float)
        kinds: dict[str, set[str]] = defaultdict(set)
        for paper in sorted(claims):
            for local in claims[paper].names.values():
                slot = slot_of(local)
                kinds[slot[1]].add(slot[0])
                if local.kind == OTHER:
                    continue
                spelled[slot][base_name(local.name, local.kind)] += 1
                firm[slot] = max(firm[slot], local.confidence)
                if local.own:
                    owners[slot].append(paper)
        told = [
            Told(*slot, _most_used(counts), counts.total(), firm[slot], owners.get(slot, []))
            for slot, counts in spelled.items()
        ]
        for_all = [name for name in told if len(kinds[name.key]) == 1 and name.is_for_all(catalog)]
        self._know(told, for_all, _one_spelling_each(claims))

    @classmethod
    def of(cls, told: Iterable[Told], for_all: Iterable[Told], repos: Mapping[str, str]) -> Registry:
        """Return the registry of what was put together elsewhere.

        Parameters
        ----------
        told
            The names; one that is spelled in one way and introduced by one paper may be left out.
        for_all
            Those to be looked for in all papers.
        repos
            For each repo that is spelled in several ways, by its name in lower case, the one to show.
        """
        made = cls.__new__(cls)
        made._know(told, for_all, repos)
        return made

    def _know(self, told: Iterable[Told], for_all: Iterable[Told], repos: Mapping[str, str]) -> None:
        told = list(told)
        self._owners = {(name.kind, name.key): name.owners for name in told}
        self._shown = {(name.kind, name.key): name.shown for name in told}
        self._repos = dict(repos)
        self.catalog = Catalog(
            Entry(name=name.shown, kind=name.kind, policy="exact")
            for name in sorted(for_all, key=lambda name: (name.kind, name.key))
        )

    def artifact(self, local: LocalName, paper: str, catalog: Catalog) -> Artifact | None:
        """Return the artifact that a name means in a paper that introduces or explains it.

        None where several other papers introduce that name: it could be anyone's.
        """
        slot = slot_of(local)
        known = [e for e in catalog.lookup(slot[1]) if e.kind == local.kind]
        if known:
            return artifact_of(known[0], known[0].name, catalog)
        owners = self._owners.get(slot, [])
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


def slot_of(local: LocalName) -> Slot:
    """Return the slot of a name that a paper introduces or explains."""
    return local.kind, name_key(base_name(local.name, local.kind))


def _one_spelling_each(claims: Mapping[str, Claims]) -> dict[str, str]:
    """Return for each repo that is spelled in several ways the one to show."""
    spelled: dict[str, Counter[str]] = defaultdict(Counter)
    for paper in claims.values():
        for name in paper.repos:
            spelled[name.lower()][name] += 1
    return {key: _most_used(counts) for key, counts in spelled.items()}


def _most_used(counts: Counter[str]) -> str:
    return max(counts, key=lambda name: (counts[name], name))
