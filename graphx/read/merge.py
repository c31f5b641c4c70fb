"""Merge the records of one work, whichever file or page they stand in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from graphx.ids import is_telling, paper_key, short_hash, title_slug
from graphx.model import Paper
from graphx.read.markup import split_code, with_code

T = TypeVar("T")


def merge_papers(papers: Iterable[Paper]) -> tuple[list[Paper], list[str]]:
    """Merge records of one work; the result does not depend on their order.

    Records are one work when they share an identifier, or a title of four words or more (shorter
    ones must share the abstract too). Groups are connected components of that relation. A group
    that would join two different identifiers of one scheme is not joined by title, and records
    that clash within a group of shared identifiers are left apart; both are reported.

    Parameters
    ----------
    papers
        Records, duplicates included.

    Returns
    -------
    papers : list of Paper
        One a work, sorted by node key; keys are unique.
    conflicts : list of str
        For each group that was left apart, which one and why.
    """
    groups, conflicts = group_records(papers)
    return merge_groups(groups), conflicts


def group_records(papers: Iterable[Paper]) -> tuple[list[list[Paper]], list[str]]:
    """Group the records of one work; parameters and conflicts as for :func:`merge_papers`."""
    conflicts: list[str] = []
    groups: list[list[Paper]] = []
    for group in _components([(p, p.ids or (p.key,)) for p in sorted(papers, key=_order)]):
        groups += _split_clashing(group, conflicts)
    works = []
    for joined in _components([(group, _title_marks(group)) for group in groups]):
        flat = [paper for group in joined for paper in group]
        if len(joined) > 1 and (clash := _clash(flat)):
            conflicts.append(f"“{flat[0].title}” stands with {clash}")
            works += joined
        else:
            works.append(flat)
    return works, conflicts


def record_marks(paper: Paper) -> tuple[str, ...]:
    """Return what a record must share one of with another for both to be grouped.

    >>> record_marks(Paper(title="A Study of Long Texts", ids=("doi:10.1/x",)))
    ('id doi:10.1/x', 'title a-study-of-long-texts')
    """
    ids = (f"id {mark}" for mark in paper.ids or (paper.key,))
    return (*ids, *(f"title {mark}" for mark in _title_marks([paper])))


def merge_groups(groups: Iterable[Sequence[Paper]]) -> list[Paper]:
    """Return one paper for each group of records, sorted by node key; keys are unique."""
    return sorted((paper for paper, _ in merged_groups(groups)), key=lambda p: p.key)


def merged_groups(groups: Iterable[Sequence[Paper]]) -> list[tuple[Paper, Sequence[Paper]]]:
    """Return one paper for each group of records, and that group; keys are unique."""
    groups = list(groups)
    papers = [_merge(group) for group in groups]
    times = Counter(paper.key for paper in papers)
    return [
        (_with_own_key(paper) if times[paper.key] > 1 else paper, group)
        for paper, group in zip(papers, groups, strict=True)
    ]


def marks_of(paper: Paper) -> list[str]:
    """Return what joins a record to others of its work: records that share none never become one paper."""
    return [*(paper.ids or (paper.key,)), *_title_marks([paper])]


def _order(paper: Paper) -> tuple[str, ...]:
    return (paper.key, paper.title, paper.abstract, *map(str, paper.origins), *paper.ids)


def _title_marks(group: Sequence[Paper]) -> tuple[str, ...]:
    marks = set()
    for paper in group:
        if not paper.title:
            continue  # a bare citation, which only its identifiers join
        slug = title_slug(paper.title)
        marks.add(slug if is_telling(paper.title) else f"{slug}~{short_hash(paper.abstract)}")
    return tuple(sorted(marks))


def _components(items: Sequence[tuple[T, tuple[str, ...]]]) -> list[list[T]]:
    """Group items that share a mark, directly or through others, in the order of their first item."""
    parent = list(range(len(items)))

    def find(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    first: dict[str, int] = {}
    for i, (_, marks) in enumerate(items):
        for mark in marks:
            a, b = find(first.setdefault(mark, i)), find(i)
            parent[max(a, b)] = min(a, b)
    groups: dict[int, list[T]] = defaultdict(list)
    for i, (item, _) in enumerate(items):
        groups[find(i)].append(item)
    return list(groups.values())


def _clash(papers: Iterable[Paper]) -> str:
    """Return the first scheme of which papers have several identifiers, told in words, or nothing."""
    values: dict[str, set[str]] = defaultdict(set)
    for paper in papers:
        for identifier in paper.ids:
            scheme, _, value = identifier.partition(":")
            values[scheme].add(value)
    for scheme in sorted(values):
        if len(values[scheme]) > 1:
            return (
                f"{len(values[scheme])} different {scheme} identifiers ({', '.join(sorted(values[scheme]))})"
            )
    return ""


def _split_clashing(group: list[Paper], conflicts: list[str]) -> list[list[Paper]]:
    clash = _clash(group)
    if not clash:
        return [group]
    conflicts.append(f"“{group[0].title}” shares an identifier with records that have {clash}")
    apart: dict[tuple[str, ...], list[Paper]] = defaultdict(list)
    for paper in group:
        apart[paper.ids].append(paper)
    return list(apart.values())


def _merge(group: Sequence[Paper]) -> Paper:
    """Return one paper for several records: the fullest text, the union of everything else."""
    if len(group) == 1:
        return group[0]
    title = min((p.title for p in group), key=lambda t: (-len(t), t))
    abstract = _fullest(p.abstract for p in group)
    ids = tuple(sorted({i for p in group for i in p.ids}))
    # Together: the year of one record and the date of another may be of preprint and journal.
    date = min((p.date for p in group if p.date), default="")
    year = int(date[:4]) if date[:4].isdecimal() else min((p.year for p in group if p.year), default=None)
    return Paper(
        title=title,
        abstract=abstract,
        ids=ids,
        year=year,
        date=date,
        authors=min((p.authors for p in group), key=lambda a: (-len(a), a)),
        venue=min((p.venue for p in group if p.venue), default=""),
        url=min((p.url for p in group if p.url), default=""),
        cites=tuple(sorted({c for p in group for c in p.cites} - set(ids))),
        origins=tuple(sorted({o for p in group for o in p.origins})),
        key=paper_key(ids, title, abstract),
    )


def _fullest(abstracts: Iterable[str]) -> str:
    """Return the longest abstract, with the code that others name below theirs."""
    parts = [split_code(abstract) for abstract in abstracts]
    text = min((text for text, _ in parts), key=lambda t: (-len(t), t))
    links = {link for _, found in parts for link in found if link not in text}
    return with_code(text, sorted(links))


def _with_own_key(paper: Paper) -> Paper:
    """Return a paper whose key collides with that of one left apart, with a hash of what tells them apart."""
    told = short_hash(repr((paper.ids, paper.title, paper.abstract)))
    return replace(paper, key=f"{paper.key}~{told}")
