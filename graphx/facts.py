"""What public APIs say about papers and repositories: how it is kept in ``graph.db``, how it joins the graph.

Facts stand beside what was read, never in its place: disagreeing providers are both kept, and what the input
says wins.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from graphx.ids import SCHEMES
from graphx.model import Artifact, Citation, Evidence, Mention, Paper

PROVIDERS = ("semanticscholar", "openalex", "crossref", "arxiv", "huggingface", "github")
"""In the order in which they are asked, and believed where equally many say something else."""

ID, TITLE, YEAR, DATE, VENUE, AUTHORS, ABSTRACT, URL = (
    *("id", "title", "year", "date", "venue", "authors", "abstract", "url"),
)
CITES, MATCH, AMBIGUOUS, RETRACTED = "cites", "match", "ambiguous", "retracted"
CANONICAL, ARCHIVED, MISSING, STARS, LICENSE = "canonical", "archived", "missing", "stars", "license"
CODE, HUB_MODEL, HUB_DATASET = "code", "hub_model", "hub_dataset"
OUTSIDE = "outside"
"""Subject of such a fact is a paper that is not in the input; its value tells how many in the map cite it."""


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
        ``canonical``, ``archived``, ``missing``, ``stars``, ``license``, ``code``, ``hub_model``,
        ``hub_dataset``, ``outside``.
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


def write_facts(db: sqlite3.Connection, facts: Iterable[Fact]) -> None:
    """Put facts (:func:`distinct_facts`) into the table ``facts``."""
    rows = ((f.subject, f.field, f.value, f.provider, f.detail, f.fetched) for f in facts)
    db.executemany("INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?)", rows)


def read_facts(db: sqlite3.Connection) -> tuple[Fact, ...]:
    """Return the facts of a map, sorted; none from a map made before there were any."""
    return _facts(db) if has_facts(db) else ()


def read_facts_about(db: sqlite3.Connection, subjects: Collection[str]) -> tuple[Fact, ...]:
    """Return the facts of a map about some nodes, sorted."""
    if not has_facts(db):
        return ()
    return _facts(db, "WHERE subject IN (SELECT value FROM json_each(?))", [json.dumps(list(subjects))])


def has_facts(db: sqlite3.Connection) -> bool:
    """Whether a map holds facts; one made before there were any has no table of them."""
    table = db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'facts'").fetchone()[0]
    return bool(table and db.execute("SELECT EXISTS (SELECT 1 FROM facts)").fetchone()[0])


def _facts(db: sqlite3.Connection, where: str = "", given: Sequence[str] = ()) -> tuple[Fact, ...]:
    rows = db.execute(f"SELECT subject, field, value, provider, detail, fetched FROM facts {where}", given)
    found = (
        Fact(subject=row[0], field=row[1], value=row[2], provider=row[3], detail=row[4], fetched=row[5])
        for row in rows
    )
    return tuple(sorted(found))


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
    told: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        told[fact.subject].append(fact)
    known = [_enriched(paper, told.pop(paper.key)) if paper.key in told else paper for paper in papers]
    around = [
        _enriched(Paper(title=title, key=key), about)
        for key, about in sorted(told.items())
        if any(f.field == OUTSIDE for f in about) and (title := _best(about, TITLE))
    ]
    return known + around


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


def shown_facts(facts: Iterable[Fact]) -> Mapping[str, tuple[Fact, ...]]:
    """Return by node key what a node tells beside its own fields: all but text and citations."""
    facts = list(facts)
    new = {old: f"repo:{name.lower()}" for old, name in new_names(facts).items()}
    found: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.field not in (CITES, ABSTRACT):
            found[new.get(fact.subject, fact.subject)].append(fact)
    return {key: tuple(sorted(about)) for key, about in found.items()}


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
