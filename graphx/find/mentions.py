"""The mentions of one paper, once it is known what all papers claim."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from graphx.find.catalog import Catalog, name_key
from graphx.find.chunks import Words
from graphx.find.confidence import SURE, confidence
from graphx.find.ellipsis import expand_ellipses
from graphx.find.entries import DECOY
from graphx.find.forms import contradicted
from graphx.find.links import LinkHit
from graphx.find.match import Hit, Matcher, is_enumerated, keep_longest
from graphx.find.names import Name
from graphx.find.registry import Registry
from graphx.find.resolve import LocalName, artifact_of, local_catalog, may_be_new
from graphx.find.roles import role_of
from graphx.find.text import sentence_at, sentence_spans
from graphx.find.view import Text, View
from graphx.model import Artifact, Mention, Paper
from graphx.schema import ACCEPTED, CANDIDATE, DATASET, INTRODUCES, MODEL, REPO, ROLES

SHORT_ABSTRACT = 5
"""Sentences below which an abstract has no room to set the scene."""

Dropped = Callable[[str, int, int, str], None]
"""Called with field, start, end (in the text as it stands) and reason of a name that was dropped."""


class Own(NamedTuple):
    """What a paper introduces or explains, ready to be looked for, and the known names it contradicts."""

    matcher: Matcher | None
    meaning: Mapping[tuple[str, str], LocalName]
    contradicted: set[str]


class Found(NamedTuple):
    """A name in a field that stands for an artifact, its role still open."""

    start: int
    end: int
    artifact: Artifact
    variant: str
    rule: str
    confidence: float
    tier: str
    introduced: bool

    def at(self, start: int, end: int) -> Found:
        """Return the same at another place."""
        return self._replace(start=start, end=end)


class Finder:
    """Finds the mentions of one paper after another.

    Parameters
    ----------
    catalog
        The known names.
    registry
        What the papers claim.
    """

    def __init__(self, catalog: Catalog, registry: Registry) -> None:
        self.catalog = catalog
        self.registry = registry
        self.matcher = Matcher(catalog, registry.catalog)

    def mentions(
        self, view: View, local: Mapping[str, LocalName], dropped: Dropped | None = None
    ) -> list[Mention]:
        """Return the mentions of one paper, candidates included.

        Parameters
        ----------
        view
            The paper.
        local
            What it introduces or explains.
        dropped
            Told of every name that was looked at and dropped, and why.
        """
        catalog, meaning = local_catalog(local) if local else (None, {})
        matcher = Matcher(catalog) if catalog and meaning else None
        own = Own(matcher, meaning, contradicted(view.forms, self.catalog) if view.forms else set())
        found = [(text, self._found(view, text, own, dropped)) for text in view.texts]
        sure = {item.artifact.key for _, items in found for item in items if item.tier == ACCEPTED}
        mentions: list[Mention] = []
        for text, items in found:
            sentences = sentence_spans(text.normal.raw) if items else []
            mentions += [_mention(view.paper, text, sentences, _in_one_sense(item, sure)) for item in items]
        return _with_one_role_each(mentions)

    def _found(self, view: View, text: Text, own: Own, dropped: Dropped | None) -> list[Found]:
        """Return what a field names, sorted and free of overlaps."""
        norm = text.normal.norm
        reject = _rejecter(text, dropped)
        words = Words(norm)
        local = own.matcher.find(norm, text.masked, words=words) if own.matcher else []
        known = self.matcher.find(norm, text.masked, reject, words=words)
        known = expand_ellipses(norm, _uncontradicted(own.contradicted, known, reject), self.matcher.known)
        items = []
        ours = {id(hit) for hit in local}
        hits = keep_longest(norm, [*local, *known]) if local else known
        for hit in hits:
            if hit.entry.kind == DECOY:
                if reject and id(hit) in ours:
                    reject(hit.start, hit.end, hit.name, "the paper introduces it as a method or the like")
                continue
            if id(hit) in ours:
                item = self._of_own(hit, own.meaning[hit.entry.kind, hit.entry.name], view.paper)
            else:
                item = self._of_known(hit, view.paper)
            if item:
                items.append(item)
            elif reject:
                reject(hit.start, hit.end, hit.name, "several other papers introduce this name")
        if items:
            items += self._enumerated(text, hits, items)
        if text.normal.offsets is not None:
            items = [item.at(*text.normal.to_raw(item.start, item.end)) for item in items]
        items += self._of_links(text.links)
        return sorted(items, key=lambda item: item.start)

    def _of_own(self, hit: Hit, local: LocalName, paper: Paper) -> Found | None:
        artifact = self.registry.artifact(local, paper.key, self.catalog)
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
        home = bool(hit.entry.arxiv) and f"arxiv:{hit.entry.arxiv}" in paper.ids
        return Found(
            start=hit.start,
            end=hit.end,
            artifact=artifact_of(hit.entry, hit.name, self.catalog),
            variant=hit.variant,
            rule="corpus" if ours else f"catalog-{hit.policy}",
            confidence=_of_hit(hit, ours=ours, sure=sure),
            tier=ACCEPTED if sure else CANDIDATE,
            # The catalog knows which paper brought it into the world.
            introduced=home and hit.name == hit.entry.name,
        )

    def _enumerated(self, text: Text, hits: Sequence[Hit], items: Sequence[Found]) -> Iterator[Found]:
        """Yield unknown names that stand in an enumeration with sure ones of a single kind."""
        norm = text.normal.norm
        sure = [item for item in items if item.tier == ACCEPTED]
        if not any(
            _LISTED_BEHIND.match(norm, x.end) or _LISTED_BEFORE.search(norm, max(0, x.start - 12), x.start)
            for x in sure
        ):
            return
        places = sorted(
            [*((hit.start, hit.end, None) for hit in hits), *_unknown(hits, text)],
            key=lambda place: place[:2],
        )
        kind_at = {(item.start, item.end): item.artifact.kind for item in sure}
        for chain in _chains(norm, places):
            kinds = [kind_at[place[:2]] for place in chain if place[:2] in kind_at]
            if not kinds or len(set(kinds)) > 1:
                continue
            sure_of_all = len(kinds) > 1 or bool(_ALL_OF[kinds[0]].match(norm, chain[-1][1]))
            for start, end, name in chain:
                if name is None or not may_be_new(name.text, self.catalog):
                    continue
                yield Found(
                    start=start,
                    end=end,
                    artifact=Artifact(kind=kinds[0], name=name.text),
                    variant="",
                    rule="enumerated",
                    confidence=confidence("discovered", "enumerated" if sure_of_all else "enumerated-once"),
                    tier=ACCEPTED if sure_of_all else CANDIDATE,
                    introduced=False,
                )

    def _of_links(self, links: Iterable[LinkHit]) -> Iterator[Found]:
        for link in links:
            if link.name:
                yield Found(
                    start=link.start,
                    end=link.end,
                    artifact=self.registry.repo(link.name),
                    variant="",
                    rule="link" if link.sure else "link-owner",
                    confidence=confidence("links", "repository" if link.sure else "owner"),
                    tier=ACCEPTED if link.sure else CANDIDATE,
                    introduced=False,
                )


Place = tuple[int, int, Name | None]

_ALL_OF: Final = {
    DATASET: re.compile(r"\s(?:[a-z-]+\s)?(?:datasets|benchmarks|corpora|collections)\b"),
    MODEL: re.compile(r"\s(?:[a-z-]+\s)?(?:models|networks|architectures|backbones)\b"),
    REPO: re.compile(r"(?!)"),
}
"""What stands behind an enumeration and says the kind of all in it: "the KAIST and DSIAC datasets"."""

_LISTED_BEHIND = re.compile(r"\)?\s?(?:,|/|&|and\s|or\s)")
_LISTED_BEFORE = re.compile(r"(?:,|/|&|\band|\bor)\s?(?:the\s)?\(?$")


def _unknown(hits: Sequence[Hit], text: Text) -> Iterator[Place]:
    """Yield the shaped names of a text that no hit covers."""
    starts = [hit.start for hit in hits]
    for name in text.names():
        before = bisect_left(starts, name.end) - 1  # the last hit that starts before the name ends
        if name.shaped and not (before >= 0 and hits[before].end > name.start):
            yield name.start, name.end, name


def _chains(norm: str, places: Sequence[Place]) -> Iterator[list[Place]]:
    """Yield the enumerations among places: runs with nothing but commas and "and" between them."""
    chain: list[Place] = []
    for place in places:
        if chain and not (
            is_enumerated(norm, chain[-1][1], place[0]) and not _is_over(norm, chain, place[0])
        ):
            if len(chain) > 1:
                yield chain
            chain = []
        chain.append(place)
    if len(chain) > 1:
        yield chain


_COMMA_ALONE = re.compile(r"\)?\s?,\s(?!and\b|or\b)")
_LAST_JOINT = re.compile(r"\b(?:and|or)\b|&")


def _is_over(norm: str, chain: Sequence[Place], start: int) -> bool:
    """Whether a comma starts a clause behind an enumeration: "on A and B, X improves", "nets (A, B), X"."""
    end = chain[-1][1]
    if len(chain) < 2 or not _COMMA_ALONE.match(norm, end, start):
        return False
    if norm[end] == ")":
        return "(" not in norm[chain[-2][1] : end]
    return bool(_LAST_JOINT.search(norm, chain[-2][1], chain[-1][0]))


def _rejecter(text: Text, dropped: Dropped | None) -> Callable[[int, int, str, str], None] | None:
    """Return a function that tells of dropped names in terms of the text as it stands."""
    if dropped is None:
        return None

    def reject(start: int, end: int, _name: str, reason: str) -> None:
        a, b = text.normal.to_raw(start, end)
        dropped(text.field, a, b, reason)

    return reject


def _uncontradicted(wrong: set[str], hits: list[Hit], reject: object) -> list[Hit]:
    """Drop short names that the paper itself expands to something else."""
    if not wrong:
        return hits
    if callable(reject):
        for hit in hits:
            if name_key(hit.entry.name) in wrong:
                reject(hit.start, hit.end, hit.name, "the paper expands it to something else")
    return [hit for hit in hits if name_key(hit.entry.name) not in wrong]


def _of_hit(hit: Hit, *, ours: bool, sure: bool) -> float:
    if ours:
        return confidence("discovered", "corpus")
    return confidence("catalog", hit.policy if sure else "uncued")


def _in_one_sense(item: Found, sure: set[str]) -> Found:
    """Accept a candidate whose artifact is sure elsewhere in the paper: one sense a document."""
    if item.tier == CANDIDATE and item.artifact.key in sure and item.artifact.kind != REPO:
        likely = confidence("catalog", "same-paper")
        return item._replace(tier=ACCEPTED, confidence=likely, rule=f"{item.rule}+same-paper")
    return item


def _mention(paper: Paper, text: Text, sentences: Sequence[tuple[int, int]], item: Found) -> Mention:
    raw = text.normal.raw
    index, total = sentence_at(sentences, item.start), len(sentences)
    a, b = sentences[index]
    b = max(b, item.end)
    place = index / total if text.field == "abstract" and total >= SHORT_ABSTRACT else 1.0
    role = INTRODUCES
    if not item.introduced:
        role = role_of(raw[a:b], item.start - a, item.end - a, item.artifact.kind, place=place)
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
    """Give all mentions of an artifact the strongest role that one of them has."""
    if len(mentions) < 2:
        return mentions
    strongest: dict[str, str] = {}
    for m in mentions:
        if m.tier == ACCEPTED:
            strongest[m.artifact.key] = min(strongest.get(m.artifact.key, m.role), m.role, key=ROLES.index)
    for i, m in enumerate(mentions):
        role = strongest.get(m.artifact.key, m.role) if m.artifact.kind != REPO else m.role
        if role != m.role:
            mentions[i] = replace(m, role=role)
    return mentions
