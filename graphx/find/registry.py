"""What the papers of a corpus claim, put together: which name means which artifact."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from graphx.find.catalog import Catalog, name_key
from graphx.find.entries import Entry
from graphx.find.language import OTHER
from graphx.find.resolve import LocalName, artifact_of, base_name, is_distinctive
from graphx.find.view import Claims
from graphx.ids import artifact_key, short_hash
from graphx.model import Artifact
from graphx.schema import REPO

Key = TypeVar("Key")

Slot = tuple[str, str]
"""Kind and key of a name."""

Claim = tuple[str, str, str, str, bool, float]
"""The paper, the name's kind, key and base, whether the paper introduces it, and how sure that is."""

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
        For each paper's key what it claims; or the same one by one, in any order.
    catalog
        The known names: they keep their meaning.
    """

    def __init__(self, claims: Mapping[str, Claims] | Iterable[Claim], catalog: Catalog) -> None:
        owners: dict[Slot, set[str]] = defaultdict(set)
        repos: dict[str, Counter[str]] = defaultdict(Counter)
        spelled: dict[Slot, Counter[str]] = defaultdict(Counter)
        firm: dict[Slot, float] = {}
        kinds: dict[str, set[str]] = defaultdict(set)
        for paper, kind, key, name, own, confidence in claims_of(claims):
            slot = kind, key
            if kind == REPO:
                repos[key][name] += 1
                continue
            kinds[key].add(kind)
            if kind == OTHER:
                continue
            spelled[slot][name] += 1
            if confidence > firm.get(slot, 0.0):
                firm[slot] = confidence
            if own:
                owners[slot].add(paper)
        told = [
            Told(*slot, _most_used(counts), counts.total(), firm.get(slot, 0.0), sorted(owners.get(slot, ())))
            for slot, counts in spelled.items()
        ]
        for_all = [name for name in told if len(kinds[name.key]) == 1 and name.is_for_all(catalog)]
        several = [name for name in told if len(name.owners) > 1 or len(spelled[name.kind, name.key]) > 1]
        shown = {key: _most_used(counts) for key, counts in repos.items() if len(counts) > 1}
        self._know(several, for_all, shown)

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
        # Asked of names with several owners or spellings only: the rest answers for itself.
        told = list(told)
        self._owners = {(name.kind, name.key): set(name.owners) for name in told if len(name.owners) > 1}
        self._shown = {(name.kind, name.key): name.shown for name in told}
        self._repos = dict(repos)
        self.catalog = Catalog(
            Entry(name=name.shown, kind=name.kind, policy="exact")
            for name in sorted(for_all, key=lambda name: (name.kind, name.key))
        )

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
        slot = slot_of(local)
        known = [e for e in catalog.lookup(slot[1]) if e.kind == local.kind]
        if known and not (local.own and _is_namesake(local.name, known[0], paper, catalog)):
            return artifact_of(known[0], known[0].name, catalog)
        owners = self._owners.get(slot, set())
        name = self._shown.get(slot) or base_name(local.name, local.kind)
        if known or len(owners) > 1:
            if paper not in owners and not local.own:
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


_SAME_BY_CHANCE = 8
"""Letters below which two things often share a name but for its case: "GEMINI", "CoDa"."""


def _is_namesake(name: str, entry: Entry, paper: str, catalog: Catalog) -> bool:
    """Whether a paper's own name is that of a known thing by chance.

    Written in another case a short name is another thing's; and a short name in capitals is, if the known
    thing comes from another paper.
    """
    if not catalog.policy(entry, name):
        return sum(map(str.isalpha, name)) < _SAME_BY_CHANCE
    arxiv = paper.removeprefix("paper:arxiv:")
    return bool(entry.arxiv) and arxiv not in (paper, entry.arxiv) and not is_distinctive(name)


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
