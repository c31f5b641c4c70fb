"""What public APIs say about papers and repositories, and how it joins the graph.

Facts stand beside what was read, never in its place: disagreeing providers are both kept, and what the input
says wins.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from graphx.ids import SCHEMES
from graphx.model import Artifact, Citation, Evidence, Mention, Paper

LABELS = {
    "semanticscholar": "Semantic Scholar",
    "openalex": "OpenAlex",
    "crossref": "Crossref",
    "datacite": "DataCite",
    "arxiv": "arXiv",
    "huggingface": "Hugging Face",
    "paperswithcode": "Papers with Code",
    "github": "GitHub",
}
"""The public APIs as people call them."""
PROVIDERS = tuple(LABELS)
"""In the order in which they are asked, and believed where equally many say something else."""

ID, TITLE, YEAR, DATE, VENUE, AUTHORS, ABSTRACT, URL = (
    *("id", "title", "year", "date", "venue", "authors", "abstract", "url"),
)
CITES, MATCH, AMBIGUOUS, RETRACTED = "cites", "match", "ambiguous", "retracted"
CANONICAL, ARCHIVED, MISSING, STARS, LICENSE = "canonical", "archived", "missing", "stars", "license"
REUSED = "reused"
CODE, PROJECT, HUB_MODEL, HUB_DATASET = "code", "project", "hub_model", "hub_dataset"
CITED, CITING = "cited", "citing"
"""Subject of such a fact is a paper outside the input that papers of it cite, or that cites papers of it; the
value tells how many."""
OUTSIDE = (CITED, CITING)


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class Fact:
    """One thing a provider says.

    Parameters
    ----------
    subject
        Node key of the paper or repository it is about.
    field
        What it tells: ``id``, ``year``, ``date``, ``venue``, ``authors`` (a JSON list), ``abstract``,
        ``url``, ``cites`` (a node key), ``match`` or ``ambiguous`` (an identifier), ``retracted``,
        ``canonical``, ``archived``, ``missing``, ``reused``, ``stars``, ``license``, ``code``, ``project``,
        ``hub_model``, ``hub_dataset``, ``cited``, ``citing``.
    value
        What it says.
    provider
        Who says so.
    detail
        How it was told: the identifier asked for, the rule of a match.
    fetched
        When, as ISO date and time.

    Examples
    --------
    >>> Fact(subject="paper:a", field="year", value="2017", provider="arxiv").value
    '2017'
    """

    subject: str
    field: str
    value: str
    provider: str
    detail: str = ""
    fetched: str = ""


def distinct_facts(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Return facts sorted; of what a provider tells twice only one, the newest."""
    by_what = {(f.subject, f.field, f.value, f.provider): f for f in sorted(facts, key=_age)}
    return tuple(sorted(by_what.values()))


def _age(fact: Fact) -> tuple[str, str]:
    return fact.fetched, fact.detail


def enriched_papers(papers: Iterable[Paper], facts: Sequence[Fact]) -> list[Paper]:
    """Return papers with what is told of them where the input says nothing; their keys stay.

    Examples
    --------
    >>> paper = Paper(title="Attention Is All You Need")
    >>> fact = Fact(subject=paper.key, field="year", value="2017", provider="arxiv")
    >>> enriched_papers([paper], [fact])[0].year
    2017
    """
    told = _by_subject(facts)
    return [_enriched(paper, told[paper.key]) if paper.key in told else paper for paper in papers]


def outside_papers(facts: Sequence[Fact]) -> list[Paper]:
    """Return the papers that are not in the input and that facts tell of, sorted by key."""
    return [
        _enriched(Paper(title=title, key=key), about)
        for key, about in sorted(_by_subject(facts).items())
        if any(f.field in OUTSIDE for f in about) and (title := _best(about, TITLE))
    ]


def abstract_facts(papers: Iterable[Paper], facts: Iterable[Fact]) -> dict[str, Fact]:
    """Return by node key who told the abstract of a paper that has none in the input."""
    silent = {paper.key for paper in papers if not paper.abstract}
    told = _by_subject(f for f in facts if f.field == ABSTRACT and f.subject in silent)
    order = {name: place for place, name in enumerate(PROVIDERS)}
    return {
        key: min(
            (f for f in about if f.value == _best(about, ABSTRACT)),
            key=lambda f: (order.get(f.provider, len(order)), f.provider),
        )
        for key, about in told.items()
    }


def facts_that_stay(facts: Iterable[Fact], papers: Iterable[Paper], repos: Iterable[str]) -> tuple[Fact, ...]:
    """Return the facts of a map that hold for one built anew: about papers and repositories still there.

    A paper that has got another node key since is known again by an identifier that facts tell of it.

    Examples
    --------
    >>> old = Fact(subject="paper:title:a", field="id", value="doi:10.1/a", provider="openalex")
    >>> paper = Paper(title="A", ids=("doi:10.1/a",))
    >>> [fact.subject for fact in facts_that_stay([old], [paper], [])]
    ['paper:doi:10.1/a']
    """
    facts = list(facts)
    papers = list(papers)
    there = {paper.key for paper in papers}
    owners = {identifier: paper.key for paper in papers for identifier in paper.ids}
    moved = {
        f.subject: owners[f.value]
        for f in sorted(facts, reverse=True)
        if f.field == ID and f.subject not in there and f.value in owners
    }
    outside = {f.subject for f in facts if f.field in OUTSIDE} - moved.keys() - there
    facts = [
        replace(
            f,
            subject=moved.get(f.subject, f.subject),
            value=moved.get(f.value, f.value) if f.field == CITES else f.value,
        )
        for f in facts
        if not (f.field in OUTSIDE and f.subject not in outside)
    ]
    cited = {f.value for f in facts if f.field == CITES and f.subject in there}
    citing = {f.subject for f in facts if f.field == CITES and f.value in there}
    known = there | set(repos) | (outside & (cited | citing))
    return distinct_facts(f for f in facts if f.subject in known and (f.field != CITES or f.value in known))


def told_citations(keys: Iterable[str], facts: Iterable[Fact]) -> list[Citation]:
    """Return the citations that providers tell between papers of those keys, one for each provider."""
    there = set(keys)
    return [
        Citation(
            citing=f.subject,
            cited=f.value,
            evidence=Evidence(provider=f.provider, detail=f.detail, fetched=f.fetched),
        )
        for f in facts
        if f.field == CITES and f.subject in there and f.value in there and f.subject != f.value
    ]


def renamed_mentions(mentions: Iterable[Mention], facts: Iterable[Fact]) -> list[Mention]:
    """Return mentions with repositories under the names they have now; what stands in the text stays."""
    new = new_names(facts)
    return [
        replace(m, artifact=Artifact(kind=m.artifact.kind, name=new[m.artifact.key]))
        if m.artifact.key in new
        else m
        for m in mentions
    ]


def new_names(facts: Iterable[Fact]) -> dict[str, str]:
    """Return the present name of each repository that was renamed, by its old node key."""
    return {
        f.subject: f.value for f in facts if f.field == CANONICAL and f.subject != f"repo:{f.value.lower()}"
    }


def reused_names(before: Iterable[Fact], now: Iterable[Fact]) -> list[Fact]:
    """Return facts about names of repositories that have become another repository's since.

    Who renames a repository frees its name, and its number alone tells whose the name is now.
    """
    before = list(before)
    numbers = {f.subject: f.detail for f in before if f.field == CANONICAL}
    known = [f for f in before if f.field == REUSED]
    seen = {f.subject for f in known}
    return known + [
        replace(f, field=REUSED, value="yes", detail=f"{_number(numbers[f.subject])} before, now {f.detail}")
        for f in now
        if f.field == CANONICAL
        and f.subject not in seen
        and _number(numbers.get(f.subject, f.detail)) != _number(f.detail)
    ]


def _number(detail: str) -> str:
    return " ".join(detail.split()[:2])


def shown_facts(facts: Iterable[Fact]) -> Mapping[str, tuple[Fact, ...]]:
    """Return by node key what a node tells beside its own fields: all but citations.

    Of a text only who told it is told here; the text is the node's own.
    """
    facts = [replace(f, value="") if f.field == ABSTRACT else f for f in facts]
    new = {old: f"repo:{name.lower()}" for old, name in new_names(facts).items()}
    found: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.field != CITES:
            found[new.get(fact.subject, fact.subject)].append(fact)
    return {key: tuple(sorted(about)) for key, about in found.items()}


def is_outside(attributes: Mapping[str, Any]) -> bool:
    """Whether a node is a paper from outside the input, by its attributes.

    >>> is_outside({"facts": (("cited", "3", "crossref", "", ""),)}), is_outside({})
    (True, False)
    """
    return any(fact[0] in OUTSIDE for fact in attributes.get("facts", ()))


def _enriched(paper: Paper, facts: Sequence[Fact]) -> Paper:
    ids = dict(i.split(":", 1) for i in reversed(paper.ids))
    for scheme in SCHEMES:
        if scheme not in ids:
            best = _best([f for f in facts if f.value.startswith(f"{scheme}:")], ID)
            if best:
                ids[scheme] = best.partition(":")[2]
    year = paper.year or (int(text) if (text := _best(facts, YEAR)).isdecimal() else None)
    dates = [f for f in facts if f.field == DATE and f.value[:4] == str(year)]
    return replace(
        paper,
        ids=tuple(sorted({*paper.ids, *(f"{scheme}:{value}" for scheme, value in ids.items())})),
        year=year,
        date=paper.date or ("" if paper.year and not dates else _best(dates, DATE)),
        venue=paper.venue or _best(facts, VENUE),
        authors=paper.authors or _names(_best(facts, AUTHORS)),
        abstract=paper.abstract or _best(facts, ABSTRACT),
        url=paper.url or _best(facts, URL),
    )


def _by_subject(facts: Iterable[Fact]) -> dict[str, list[Fact]]:
    found: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        found[fact.subject].append(fact)
    return dict(found)


def _names(text: str) -> tuple[str, ...]:
    """Return the names of a JSON list; none where somebody wrote something else into the map."""
    try:
        names = json.loads(text or "[]")
    except ValueError:
        return ()
    return tuple(name for name in names if isinstance(name, str)) if isinstance(names, list) else ()


def _best(facts: Sequence[Fact], field: str) -> str:
    """Return what most providers say; among equals what the one says that is asked first."""
    witnesses: dict[str, set[str]] = defaultdict(set)
    for fact in facts:
        if fact.field == field:
            witnesses[fact.value].add(fact.provider)
    order = {name: place for place, name in enumerate(PROVIDERS)}
    return min(
        witnesses,
        key=lambda value: (
            -len(witnesses[value]),
            min(order.get(name, len(order)) for name in witnesses[value]),
            value,
        ),
        default="",
    )
