"""Find mentions: one pass for what each paper introduces, one for every name in every paper."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from os import PathLike

from graphx.find.catalog import Catalog, load_catalog, name_key
from graphx.find.discover import Introduction, introductions
from graphx.find.entries import DECOY
from graphx.find.links import LinkHit, find_links
from graphx.find.match import Hit, Matcher, keep_longest
from graphx.find.resolve import (
    LocalName,
    Registry,
    artifact_of,
    contradicted,
    local_catalog,
    local_names,
)
from graphx.find.roles import role_of
from graphx.find.text import NormalText, normalise, sentence_at, sentence_spans
from graphx.model import Artifact, Mention, Paper
from graphx.schema import ACCEPTED, CANDIDATE, INTRODUCES, REPO, ROLES

FIELDS = ("title", "abstract")

CONFIDENCE = {"free": 0.97, "exact": 0.95, "cue": 0.9, "listed": 0.85}
"""How likely a catalog hit is right, by the policy under which its spelling counts."""

SURE = 0.7
"""Confidence from which a discovered name is accepted."""

_SHORT_ABSTRACT = 5
"""Sentences below which an abstract has no room to set the scene."""


def find_mentions(
    papers: Iterable[Paper],
    *,
    catalog: Iterable[str | PathLike[str]] = (),
    candidates: bool = False,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> list[Mention]:
    """Find the datasets, models and repos that papers name in their titles and abstracts.

    Known names come from the bundled catalog and your own; new ones from what a paper says it
    introduces, and those are then looked for in all the other papers.

    Parameters
    ----------
    papers
        The papers.
    catalog
        Files with names of your own (TOML or JSONL).
    candidates
        Whether to return candidates too: names with too little around them to be sure. They never
        make links.
    progress
        Called with the number of papers done and their total.

    Returns
    -------
    list of Mention
        Sorted by paper, field and position; mentions of one field do not overlap.

    Raises
    ------
    CatalogError
        A catalog file breaks a rule.

    Examples
    --------
    >>> paper = Paper(title="A Test", abstract="We fine-tune Llama-2 (7B) and evaluate it on GSM8K.")
    >>> [(m.surface, m.artifact.name, m.variant, m.role) for m in find_mentions([paper])]
    [('Llama-2 (7B)', 'Llama 2', '7B', 'uses'), ('GSM8K', 'GSM8K', '', 'uses')]
    """
    known = load_catalog(*catalog)
    views = {paper.key: View.of(paper) for paper in papers}
    introduced = {key: view.introduced(known) for key, view in views.items()}
    registry = Registry(introduced, known)
    finder = Finder(known, registry)
    found: list[Mention] = []
    for number, key in enumerate(sorted(views), 1):
        found += finder.mentions(views[key], introduced[key])
        progress(number, len(views))
    return [m for m in _with_one_name_each(found) if candidates or m.tier == ACCEPTED]


@dataclass(frozen=True, slots=True)
class Text:
    """One field of a paper, prepared."""

    field: str
    normal: NormalText
    links: tuple[LinkHit, ...]
    masked: tuple[tuple[int, int], ...]
    sentences: list[tuple[int, int]]

    @classmethod
    def of(cls, field: str, raw: str) -> Text:
        """Prepare a field's text."""
        normal = normalise(raw)
        links = tuple(find_links(raw))
        masked = tuple((normal.to_norm(link.start), normal.to_norm(link.end)) for link in links)
        return cls(field, normal, links, masked, sentence_spans(raw))


@dataclass(frozen=True, slots=True)
class View:
    """A paper, prepared for finding."""

    paper: Paper
    texts: tuple[Text, ...]

    @classmethod
    def of(cls, paper: Paper) -> View:
        """Prepare a paper."""
        return cls(paper, tuple(Text.of(field, paper.text(field)) for field in FIELDS if paper.text(field)))

    def introduced(self, catalog: Catalog) -> dict[str, LocalName]:
        """Return what the paper introduces or explains, by key."""
        by_field: dict[str, list[Introduction]] = {field: [] for field in FIELDS}
        for text in self.texts:
            found = introductions(text.normal.norm, title=text.field == "title")
            by_field[text.field] = [i for i in found if not _inside(i.start, text.masked)]
        return local_names(by_field["title"], by_field["abstract"], catalog)


@dataclass(frozen=True, slots=True)
class Found:
    """A name in a field that stands for an artifact, its role still open."""

    start: int
    end: int
    artifact: Artifact
    variant: str
    rule: str
    confidence: float
    tier: str
    introduced: bool


class Finder:
    """Finds the mentions of one paper after another.

    Parameters
    ----------
    catalog
        The known names.
    registry
        What the papers introduce.
    """

    def __init__(self, catalog: Catalog, registry: Registry) -> None:
        self.catalog = catalog
        self.registry = registry
        self.matcher = Matcher(catalog, registry.catalog)

    def mentions(self, view: View, local: dict[str, LocalName]) -> list[Mention]:
        """Return the mentions of one paper, candidates included.

        Parameters
        ----------
        view
            The paper.
        local
            What it introduces or explains.
        """
        found = [(text, hit) for text in view.texts for hit in self._found(view, text, local)]
        sure = {f.artifact.key for _, f in found if f.tier == ACCEPTED}
        mentions = []
        for text, item in found:
            if item.tier == CANDIDATE and item.artifact.key in sure and item.artifact.kind != REPO:
                # One sense a document: what is sure in one place is meant in the others.
                item = replace(item, tier=ACCEPTED, confidence=0.85, rule=f"{item.rule}+same-paper")  # noqa: PLW2901
            mentions.append(_mention(view.paper, text, item))
        return _with_one_role_each(mentions)

    def _found(self, view: View, text: Text, introduced: dict[str, LocalName]) -> list[Found]:
        """Return what a field names, sorted and free of overlaps."""
        own_catalog, meaning = local_catalog(introduced)
        norm = text.normal.norm
        own = Matcher(own_catalog).find(norm, text.masked)
        wrong = contradicted(norm, self.catalog)
        known = [h for h in self.matcher.find(norm, text.masked) if name_key(h.entry.name) not in wrong]
        items = []
        for hit in keep_longest(norm, [*own, *known]):
            if hit.entry.kind == DECOY:
                continue
            local = meaning.get((hit.entry.kind, hit.entry.name)) if hit in own else None
            item = self._of_own(hit, local, view.paper) if local else self._of_known(hit, view.paper)
            if item:
                items.append(item)
        placed = []
        for item in items:
            start, end = text.normal.to_raw(item.start, item.end)
            placed.append(replace(item, start=start, end=end))
        placed += list(_of_links(text.links))
        return sorted(placed, key=lambda item: item.start)

    def _of_own(self, hit: Hit, local: LocalName, paper: Paper) -> Found | None:
        artifact = self.registry.artifact(local, paper.key)
        if artifact is None:
            return None
        return Found(
            start=hit.start,
            end=hit.end,
            artifact=artifact,
            variant=hit.variant,
            rule="+".join(sorted(local.rules)),
            confidence=local.confidence,
            tier=ACCEPTED if local.confidence >= SURE else CANDIDATE,
            introduced=local.own,
        )

    def _of_known(self, hit: Hit, paper: Paper) -> Found:
        ours = self.registry.catalog.get(hit.entry.kind, hit.entry.name) is hit.entry
        sure = ours or hit.cued or hit.policy != "cue"
        return Found(
            start=hit.start,
            end=hit.end,
            artifact=artifact_of(hit.entry, hit.name, self.catalog),
            variant=hit.variant,
            rule="corpus" if ours else f"catalog-{hit.policy}",
            confidence=(0.9 if ours else CONFIDENCE[hit.policy]) if sure else 0.4,
            tier=ACCEPTED if sure else CANDIDATE,
            introduced=bool(hit.entry.arxiv)
            and f"arxiv:{hit.entry.arxiv}" in paper.ids
            and hit.name == hit.entry.name,
        )


def _inside(position: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(a <= position < b for a, b in spans)


def _of_links(links: Iterable[LinkHit]) -> Iterator[Found]:
    for link in links:
        if link.name:
            yield Found(
                start=link.start,
                end=link.end,
                artifact=Artifact(kind=REPO, name=link.name, url=link.url),
                variant="",
                rule="link" if link.sure else "link-owner",
                confidence=0.99 if link.sure else 0.5,
                tier=ACCEPTED if link.sure else CANDIDATE,
                introduced=False,
            )


def _mention(paper: Paper, text: Text, item: Found) -> Mention:
    raw = text.normal.raw
    a, b = sentence_at(text.sentences, item.start)
    b = max(b, item.end)
    before = sum(start < a for start, _ in text.sentences)
    total = len(text.sentences)
    place = before / total if text.field == "abstract" and total >= _SHORT_ABSTRACT else 1.0
    role = (
        INTRODUCES
        if item.introduced
        else role_of(raw[a:b], item.start - a, item.artifact.kind, place=place)
    )
    return Mention(
        paper=paper.key,
        title=paper.title,
        field=text.field,
        start=item.start,
        end=item.end,
        surface=raw[item.start : item.end],
        artifact=item.artifact,
        variant=item.variant,
        role=role,
        rule=item.rule,
        confidence=item.confidence,
        sentence=raw[a:b],
        sentence_start=a,
        tier=item.tier,
    )


def _with_one_role_each(mentions: list[Mention]) -> list[Mention]:
    """Give all mentions of what a paper introduces that role."""
    strongest: dict[str, str] = {}
    for m in mentions:
        if m.tier == ACCEPTED:
            strongest[m.artifact.key] = min(strongest.get(m.artifact.key, m.role), m.role, key=ROLES.index)
    return [
        replace(m, role=INTRODUCES)
        if strongest.get(m.artifact.key) == INTRODUCES and m.artifact.kind != REPO
        else m
        for m in mentions
    ]


def _with_one_name_each(mentions: list[Mention]) -> list[Mention]:
    """Give one artifact one name: the spelling that most papers use, where they differ in case only."""
    spelled: dict[str, Counter[Artifact]] = defaultdict(Counter)
    for m in mentions:
        spelled[m.artifact.key][m.artifact] += 1
    chosen = {
        key: max(counts, key=lambda a: (counts[a], a.family is not None, bool(a.url), a.name, a.url))
        for key, counts in spelled.items()
    }
    return [
        m if m.artifact == chosen[m.artifact.key] else replace(m, artifact=chosen[m.artifact.key])
        for m in mentions
    ]
