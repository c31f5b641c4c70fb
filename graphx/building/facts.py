"""What public APIs told of a map's papers, kept when the map is built again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

from graphx.facts import Fact, enriched_papers, facts_that_stay
from graphx.find import find_mentions
from graphx.model import Mention, Progress
from graphx.store import Contents


def with_facts(
    contents: Contents, told: Sequence[Fact], catalog: Iterable[str], *, processes: int, progress: Progress
) -> Contents:
    """Return what was read and found with those facts that still hold, and the names in abstracts they tell.

    Parameters
    ----------
    contents
        What was read and found, without facts or with those that ``told`` has too.
    told
        What public APIs told of the map that stood there before.
    catalog
        Catalogs of the user's own.
    processes
        How many processes to share the finding of names among.
    progress
        Called as the work goes on.
    """
    early = facts_that_stay(told, contents.papers, ())
    mentions = searched(contents, early, catalog, progress, processes=processes)
    facts = facts_that_stay(told, contents.papers, (m.artifact.key for m in mentions))
    return replace(contents, facts=facts, mentions=mentions)


def searched(
    contents: Contents,
    facts: Sequence[Fact],
    catalog: Iterable[str],
    progress: Progress,
    *,
    processes: int = 1,
) -> tuple[Mention, ...]:
    """Return the mentions of a map; where abstracts came or went, as if it were built with those.

    Raises
    ------
    CatalogError
        A catalog is not there any more, or breaks a rule now.
    """
    papers = enriched_papers(contents.papers, facts)
    before = enriched_papers(contents.papers, contents.facts)
    if [paper.abstract for paper in papers] == [paper.abstract for paper in before]:
        return contents.mentions
    told = partial(progress, "Finding names")
    return tuple(find_mentions(papers, catalog=catalog, candidates=True, processes=processes, progress=told))


def known_catalog(contents: Contents) -> list[str]:
    """Return the catalogs of the user's own that a map was built with."""
    return [path for path in contents.meta.get("catalog", "").split("\n") if path]
