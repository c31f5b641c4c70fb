"""Corrections carried out on what was read and found.

They are carried out in the order of their lines, on the facts and not on the graph, so that everything made
from the facts follows. Carried out twice they give what they give once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Final

from graphx.correct.lines import Correction
from graphx.ids import artifact_key
from graphx.model import Artifact, Citation, Evidence, Mention, Paper
from graphx.schema import CITES, PAPER, REPO

RULE: Final = "correction"
"""The rule of mentions that were added by hand, and the provider of citations."""

_MOST_HINTS: Final = 20  # looking for what was meant takes time on a large map


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a correction.

    Parameters
    ----------
    correction
        The correction.
    problem
        Why it could not be applied; empty if it was.
    """

    correction: Correction
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """Facts after their corrections.

    Parameters
    ----------
    mentions, citations
        What holds now.
    outcomes
        What became of each correction, in the order of their lines.
    """

    mentions: tuple[Mention, ...]
    citations: tuple[Citation, ...]
    outcomes: tuple[Outcome, ...] = ()


def replay(
    papers: Iterable[Paper],
    mentions: Sequence[Mention],
    citations: Sequence[Citation],
    corrections: Iterable[Correction],
) -> Corrected:
    """Carry out corrections.

    Parameters
    ----------
    papers, mentions, citations
        The facts as read and found.
    corrections
        What to change, in this order.

    Examples
    --------
    >>> from graphx.correct.lines import Correction
    >>> paper = Paper(title="A", key="paper:a")
    >>> wish = Correction(verb="rename", line=1, first="model:m", text="M")
    >>> replay([paper], [], [], [wish]).outcomes[0].problem
    'no model:m in this map'
    """
    corrections = tuple(corrections)
    if not corrections:
        return Corrected(mentions=tuple(mentions), citations=tuple(citations))
    facts = _Facts(papers, mentions, citations)
    outcomes = tuple(Outcome(correction=one, problem=facts.carry_out(one)) for one in corrections)
    return Corrected(mentions=facts.mentions(), citations=facts.cites(), outcomes=outcomes)


@dataclass(slots=True)
class _Named:
    """An artifact whose family is a key, so that families can change."""

    kind: str
    name: str
    url: str
    family: str


class _Facts:
    """The facts while they change."""

    def __init__(
        self, papers: Iterable[Paper], mentions: Sequence[Mention], citations: Sequence[Citation]
    ) -> None:
        self._papers = {paper.key: paper for paper in papers}
        self._found = list(mentions)
        self._keys: list[str | None] = [m.artifact.key for m in mentions]
        self._citations = {(c.citing, c.cited): c for c in citations}
        self._named: dict[str, _Named] = {}
        self._places: dict[str, list[int]] = {}
        self._aliases: dict[str, str] = {}
        self._apart: dict[frozenset[str], int] = {}
        self._touched: set[str] = set()
        self._hints = _MOST_HINTS
        for place, mention in enumerate(mentions):
            self._places.setdefault(mention.artifact.key, []).append(place)
            self._know(mention.artifact)

    def _know(self, artifact: Artifact) -> None:
        one: Artifact | None = artifact
        while one is not None and one.key not in self._named:
            family = one.family.key if one.family else ""
            self._named[one.key] = _Named(one.kind, one.name, one.url, family)
            one = one.family

    def carry_out(self, one: Correction) -> str:
        """Carry out one correction; return why not."""
        ways: dict[str, Callable[[Correction], str]] = {
            "same": self._same,
            "not-same": self._not_same,
            "not-an-artifact": self._drop,
            "wrong-link": self._unlink,
            "add-link": self._link,
            "rename": self._rename,
        }
        first, second = (self._aliases.get(key, key) for key in (one.first, one.second))
        new = {second} if one.verb == "add-link" else set()
        for key in (first, second):
            if key and key not in new and key not in self._named and key not in self._papers:
                return self._unknown(key)
        if second in new and second.startswith(f"{PAPER}:") and second not in self._papers:
            return self._unknown(second)
        return ways[one.verb](replace(one, first=first, second=second))

    def _unknown(self, key: str) -> str:
        told = f"no {key} in this map"
        if self._hints:
            self._hints -= 1
            kind = key.partition(":")[0]
            known = [k for k in (*self._named, *self._papers) if k.startswith(f"{kind}:")]
            near = get_close_matches(key, sorted(known), n=1, cutoff=0.7)
            told += f"; did you mean {near[0]}?" if near else ""
        return told

    def _same(self, one: Correction) -> str:
        kept, gone = one.first, one.second
        if kept == gone:
            return "they are one already"
        if (self._named[kept].kind == REPO) != (self._named[gone].kind == REPO):
            return "a repository and what it holds are two things"
        line = self._apart.get(frozenset((kept, gone)))
        if line:
            return f"line {line} says that they are not the same"
        a, b = self._named[kept], self._named.pop(gone)
        a.url = a.url or b.url
        a.family = b.family if a.family in ("", gone) else a.family
        self._move(self._places.pop(gone, []), kept)
        for key, named in self._named.items():
            if named.family == gone:
                named.family = kept
                self._touched.add(key)
        self._cut_circle(kept)
        self._touched.add(kept)
        self._aliases |= {key: kept for key, value in self._aliases.items() if value == gone}
        self._aliases[gone] = kept
        return ""

    def _move(self, places: list[int], key: str) -> None:
        for place in places:
            self._keys[place] = key
        self._places[key] = sorted([*self._places.get(key, []), *places])

    def _cut_circle(self, start: str) -> None:
        """Make sure that nothing is a version of itself."""
        seen, key = {start}, self._named[start].family
        while key:
            if key in seen:
                self._named[start].family = ""
                return
            seen.add(key)
            key = self._named[key].family

    def _not_same(self, one: Correction) -> str:
        if one.text:
            return self._split(one.first, one.text)
        pair = (one.first, one.second)
        if pair[0] == pair[1]:
            return "both are one node; to take a spelling out of it, give that in quotes"
        self._apart[frozenset(pair)] = one.line
        tied = [a for a, b in (pair, pair[::-1]) if self._named[a].family == b]
        for key in tied:
            self._named[key].family = ""
            self._touched.add(key)
        return "" if tied else "nothing on this map says that they are"

    def _split(self, key: str, text: str) -> str:
        places = [p for p in self._places.get(key, ()) if self._found[p].surface == text]
        if not places:
            met = sorted({self._found[p].surface for p in self._places.get(key, ())})
            return f"no paper writes “{text}” for it, but: {', '.join(met[:5]) or 'nothing'}"
        kind = self._named[key].kind
        new = artifact_key(kind, text)
        if new == key:
            return f"“{text}” would have the same key; give another name with rename"
        self._named.setdefault(new, _Named(kind, text, "", ""))
        self._places[key] = [p for p in self._places[key] if p not in set(places)]
        self._move(places, new)
        self._aliases.pop(new, None)
        self._touched.add(new)
        return ""

    def _drop(self, one: Correction) -> str:
        key = one.first
        for place in self._places.pop(key, []):
            self._keys[place] = None
        del self._named[key]
        for other, named in self._named.items():
            if named.family == key:
                named.family = ""
                self._touched.add(other)
        return ""

    def _unlink(self, one: Correction) -> str:
        if one.second in self._papers:
            gone = self._citations.pop((one.first, one.second), None)
            return "" if gone else "the first does not cite the second on this map"
        places = [p for p in self._places.get(one.second, ()) if self._found[p].paper == one.first]
        for place in places:
            self._keys[place] = None
        self._places[one.second] = [p for p in self._places.get(one.second, ()) if p not in set(places)]
        return "" if places else "that paper does not name it on this map"

    def _link(self, one: Correction) -> str:
        if one.relation == CITES:
            if one.first == one.second:
                return "a paper does not cite itself"
            evidence = Evidence(provider=RULE, detail=one.text)
            self._citations.setdefault(
                (one.first, one.second), Citation(citing=one.first, cited=one.second, evidence=evidence)
            )
            return ""
        kind, _, name = one.second.partition(":")
        self._named.setdefault(one.second, _Named(kind, name, "", ""))
        named = self._named[one.second]
        artifact = Artifact(kind=named.kind, name=named.name, url=named.url, key=one.second)
        mention = _mention(self._papers[one.first], artifact, one)
        for place in self._places.get(one.second, ()):
            before = self._found[place]
            same = (before.rule, before.paper, before.role, before.sentence)
            if same == (RULE, mention.paper, mention.role, mention.sentence):
                return ""
        self._found.append(mention)
        self._keys.append(one.second)
        self._places.setdefault(one.second, []).append(len(self._keys) - 1)
        self._touched.add(one.second)
        return ""

    def _rename(self, one: Correction) -> str:
        self._named[one.first].name = one.text
        self._touched.add(one.first)
        return ""

    def mentions(self) -> tuple[Mention, ...]:
        """Return the mentions that hold; those added by hand last, in an order of their own."""
        made: dict[str, Artifact] = {}
        changed: dict[str, bool] = {}

        def make(key: str) -> Artifact:
            if key not in made:
                named = self._named[key]
                family = make(named.family) if named.family in self._named else None
                changed[key] = key in self._touched or bool(family and changed[family.key])
                made[key] = Artifact(kind=named.kind, name=named.name, url=named.url, key=key, family=family)
            return made[key]

        found: list[Mention] = []
        added: list[Mention] = []
        for mention, key in zip(self._found, self._keys, strict=True):
            if key is None:
                continue
            artifact = make(key)
            if key != mention.artifact.key or changed[key]:
                mention = replace(mention, artifact=artifact)  # noqa: PLW2901  the same mention
            (added if mention.rule == RULE else found).append(mention)
        added.sort(key=lambda m: (m.paper, m.artifact.key, m.role, m.sentence))
        return (*found, *added)

    def cites(self) -> tuple[Citation, ...]:
        """Return the citations that hold."""
        return tuple(self._citations[pair] for pair in sorted(self._citations))


def _mention(paper: Paper, artifact: Artifact, one: Correction) -> Mention:
    """Return the mention that a link by hand stands for, with its place where the paper has the sentence."""
    field, start, end, at = "", 0, 0, 0
    for name in ("title", "abstract"):
        place = paper.text(name).find(one.text)
        if place >= 0 and not field:
            inside = re.search(re.escape(artifact.name), one.text, re.IGNORECASE)
            first, last = inside.span() if inside else (0, len(one.text))
            field, at, start, end = name, place, place + first, place + last
    return Mention(
        paper=paper.key,
        title=paper.title,
        field=field,
        start=start,
        end=end,
        surface=paper.text(field)[start:end] if field else "",
        artifact=artifact,
        role=one.relation,
        rule=RULE,
        confidence=1.0,
        sentence=one.text,
        sentence_start=at,
    )
