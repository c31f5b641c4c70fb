"""Merge the records of one work, whichever file or page they stand in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from graphx.formats.venues import is_published
from graphx.ids import is_telling, paper_key, short_hash, title_slug
from graphx.model import Origin, Paper
from graphx.read.markup import split_code, with_code
from graphx.read.names import fullest_authors
from graphx.read.notices import Notices

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
    """Return one paper for several records: the fullest text, the place and time of one, all else."""
    if len(group) == 1:
        return group[0]
    title = min((p.title for p in group), key=lambda t: (-len(t), t))
    abstract = _fullest(p.abstract for p in group)
    ids = tuple(sorted({i for p in group for i in p.ids}))
    venue, year, date = _appeared(group)
    called = next((p for p in sorted(group, key=_standing) if p.cite_key), group[0])
    return Paper(
        title=title,
        abstract=abstract,
        ids=ids,
        year=year,
        date=date,
        authors=fullest_authors(p.authors for p in group),
        venue=venue,
        url=min((p.url for p in group if p.url), default=""),
        cites=tuple(sorted({c for p in group for c in p.cites} - set(ids))),
        origins=tuple(sorted({o for p in group for o in p.origins})),
        cite_key=called.cite_key,
        entry_type=called.entry_type,
        key=paper_key(ids, title, abstract),
    )


def _appeared(group: Iterable[Paper]) -> tuple[str, int | None, str]:
    """Return where and when a work appeared, by the best of its records (:func:`_standing`).

    Venue, year and date go together, for those of preprint and journal differ: other records tell what the
    best one leaves open, but nothing that speaks of another year.
    """
    ordered = sorted(group, key=_standing)
    year = next((year for paper in ordered if (year := _year(paper))), None)
    same = [paper for paper in ordered if _year(paper) in (year, None)]  # the best one is always among them
    venue = next((paper.venue for paper in same if paper.venue), "")
    return venue, year, next((paper.date for paper in same if paper.date), "")


def _standing(paper: Paper) -> tuple[Any, ...]:
    """Return what the records of a work are ordered by: the published, then the fullest, then the first."""
    told = (paper.abstract, _year(paper), paper.date, paper.authors, paper.venue, paper.url, paper.cites)
    fullness = sum(map(bool, told)) + len(paper.ids)
    place = (paper.venue, paper.date, paper.year or 0)
    return not is_published(paper.venue), -fullness, paper.origins, _order(paper), place


def _year(paper: Paper) -> int | None:
    return int(paper.date[:4]) if paper.date[:4].isdecimal() else paper.year


def several_years(group: Iterable[Paper]) -> Iterator[tuple[str, int, str]]:
    """Yield where a work stands and what its records say, if they tell several years.

    >>> told = [Paper(title="A Study", year=2018), Paper(title="A Study", year=2019, venue="NAACL")]
    >>> list(several_years(told))
    [('', 0, '2019, not 2018: A Study')]
    """
    ordered = sorted((paper for paper in group if paper.title), key=_standing)
    years = list(dict.fromkeys(year for paper in ordered if (year := _year(paper))))
    if len(years) > 1:
        best = ordered[0]
        place = next(iter(best.origins), Origin("", 0))
        others = ", ".join(map(str, sorted(years[1:])))
        yield place.path, place.line, f"{years[0]}, not {others}: {best.title}"


def tell_years(found: Iterable[tuple[str, int, str]], notices: Notices) -> None:
    """Count works of several years (:func:`several_years`), in one order whatever was read first."""
    for path, line, told in sorted(found):
        words = ("paper stands with several years", "papers stand with several years")
        notices.add(words, told, path, line, "the year of the published or fuller record is taken")


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
