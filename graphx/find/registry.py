"""What the papers of a corpus claim, put together: which name means which artifact."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from graphx.find.catalog import Catalog, name_key
from graphx.find.entries import Entry
from graphx.find.language import OTHER
from graphx.find.resolve import LocalName, artifact_of, base_name, is_distinctive
from graphx.find.view import Claims
from graphx.ids import artifact_key, short_hash
from graphx.model import Artifact
from graphx.schema import DATASET, MODEL, REPO

Slot = tuple[str, str]
"""Kind and key of a name."""

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
        For each paper's key what it claims.
    catalog
        The known names: they keep their meaning.
    """

    def __init__(self, claims: Mapping[str, Claims], catalog: Catalog) -> None:
        self._owners: dict[Slot, list[str]] = defaultdict(list)
        spelled: dict[Slot, Counter[str]] = defaultdict(Counter)
        firm: dict[Slot, float] = defaultdict(float)
        methods: set[str] = set()
        for paper in sorted(claims):
            for local in claims[paper].names.values():
                name = base_name(local.name, local.kind)
                slot = local.kind, name_key(name)
                if local.kind == OTHER:
                    methods.add(slot[1])
                    continue
                spelled[slot][name] += 1
                firm[slot] = max(firm[slot], local.confidence)
                if local.own:
                    self._owners[slot].append(paper)
        self._shown = {slot: _most_used(counts) for slot, counts in spelled.items()}
        self._repos = _one_spelling_each(claims)
        self.catalog = Catalog(
            Entry(name=name, kind=slot[0], policy="exact")
            for slot, name in sorted(self._shown.items())
            if not catalog.lookup(slot[1])
            and self._is_for_all(slot, methods, firm[slot], sum(spelled[slot].values()))
        )

    def _is_for_all(self, slot: Slot, methods: set[str], confidence: float, papers: int) -> bool:
        """Whether a name may be looked for in papers that say nothing of what it is."""
        kind, key = slot
        rival = (DATASET if kind == MODEL else MODEL, key)
        owners = len(self._owners.get(slot, ()))
        told = owners == 1 or (owners == 0 and (confidence >= FIRM or papers > 1))
        ours = rival not in self._shown and key not in methods
        return told and ours and is_distinctive(self._shown[slot])

    def artifact(self, local: LocalName, paper: str, catalog: Catalog) -> Artifact | None:
        """Return the artifact that a name means in a paper that introduces or explains it.

        None where several other papers introduce that name: it could be anyone's.
        """
        slot = local.kind, name_key(base_name(local.name, local.kind))
        known = [e for e in catalog.lookup(slot[1]) if e.kind == local.kind]
        if known and not (local.own and _is_namesake(local.name, known[0], paper, catalog)):
            return artifact_of(known[0], known[0].name, catalog)
        owners = self._owners.get(slot, [])
        name = self._shown.get(slot) or base_name(local.name, local.kind)
        if known or len(owners) > 1:
            if paper not in owners:
                return None
            key = f"{artifact_key(local.kind, name)}~{short_hash(paper)}"
            return Artifact(kind=local.kind, name=base_name(local.name, local.kind), key=key)
        return Artifact(kind=local.kind, name=name)

    def repo(self, name: str) -> Artifact:
        """Return the repo of a link, in the spelling that most papers use."""
        shown = self._repos.get(name.lower(), name)
        return Artifact(kind=REPO, name=shown, url=f"https://{shown}")


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


def _one_spelling_each(claims: Mapping[str, Claims]) -> dict[str, str]:
    """Return for each repo that is spelled in several ways the one to show."""
    spelled: dict[str, Counter[str]] = defaultdict(Counter)
    for paper in claims.values():
        for name in paper.repos:
            spelled[name.lower()][name] += 1
    return {key: _most_used(counts) for key, counts in spelled.items()}


def _most_used(counts: Counter[str]) -> str:
    return max(counts, key=lambda name: (counts[name], name))
