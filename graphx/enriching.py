"""A map on disk, enriched: what public APIs know of its papers and repositories is asked, kept and drawn."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from os import PathLike
from pathlib import Path

from graphx import store
from graphx.building.facts import known_catalog, searched
from graphx.correct import read_corrections
from graphx.enrich.asking import Ways, ask_all, those_for
from graphx.enrich.cache import Answers
from graphx.enrich.fetch import TIMEOUTS, base_of, key_of
from graphx.enrich.lanes import GROUP
from graphx.enrich.merge import facts_of
from graphx.enrich.plan import PlannedCalls, plan_calls
from graphx.enrich.providers import pick_providers
from graphx.enrich.report import Enrichment, ProviderReport
from graphx.enrich.source import Source
from graphx.enrich.subjects import read_overrides, subjects_of
from graphx.enrich.work import Subject
from graphx.errors import CatalogError, OptionError
from graphx.facts import AMBIGUOUS, CITES, Fact, distinct_facts, reused_names
from graphx.files import staged
from graphx.graphs import CORRECTIONS_NAME, correct, graph_of, meta_with
from graphx.maps import PAGE_NAME, draw_page, link_rows, node_rows
from graphx.model import Progress

CACHE = Path("cache")
OVERRIDES = "overrides.json"


def enrich_map(
    map: str | PathLike[str],  # noqa: A002 - the word of the house
    *,
    providers: Iterable[str] = (),
    offline: bool = False,
    refresh: bool = False,
    limit: int | None = None,
    email: str = "",
    cache_dir: str | PathLike[str] | None = CACHE,
    overrides: str | PathLike[str] | None = None,
    around: int = 0,
    citing: int = 0,
    progress: Progress = lambda _step, _done, _total: None,
    notify: Callable[[str], None] = lambda _message: None,
    clock: Callable[[], float] = time.time,
    sleep: Callable[[float], None] = time.sleep,
    timeouts: tuple[float, float] = TIMEOUTS,
    environment: Mapping[str, str] = os.environ,
) -> Enrichment:
    """Ask public APIs about the papers and repositories of a map, and put what they say into it.

    Each answer is kept as it comes: a run that was stopped, by whatever, goes on where it was. What the
    input says is never replaced; facts of providers that are not asked now stay.

    Parameters
    ----------
    map
        The map's folder.
    providers
        Whom to ask: ``semanticscholar``, ``openalex``, ``crossref``, ``arxiv``, ``huggingface``, ``github``;
        all when none is named.
    offline
        Use kept answers only, however old.
    refresh
        Ask also for what is kept.
    limit
        The most calls to make, over all providers.
    email
        Your address, told to providers that ask for one; also ``GRAPHX_EMAIL``.
    cache_dir
        Where answers are kept; None keeps nothing.
    overrides
        A JSON file from titles or node keys to the identifier of the right record, or to null where no
        record is right; it beats what providers say. ``overrides.json`` of the map when not given.
    around
        Add papers outside the map that at least so many papers in it cite; none when 0.
    citing
        Add papers outside the map that cite at least so many papers in it; none when 0. This takes a call
        more for each paper, and up to nine for those cited much.
    progress
        Called as the work goes on, from one thread at a time.
    notify
        Called with messages about files that could not be used.
    clock, sleep, timeouts, environment
        Seconds since 1970; what waits; seconds to connect and to read; where keys and addresses stand.

    Returns
    -------
    Enrichment
        What was asked, found, and left.

    Raises
    ------
    MapError, OutputError
        The map cannot be read or written.
    InputError
        The file of overrides cannot be used.
    OptionError
        An unknown provider, a bad limit, a key that can be none.

    Examples
    --------
    >>> import tempfile
    >>> from graphx import explore, sample_path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     made = explore(sample_path(), output=folder)
    ...     run = enrich_map(folder, providers=["arxiv"], offline=True, cache_dir=None)
    >>> run.reports[0].asked, run.reports[0].later
    (0, 77)
    """
    if limit is not None and limit < 1:
        raise OptionError(f"the limit of calls is {limit}; give 1 or more")
    for name, number in (("around", around), ("citing", citing)):
        if number < 0:
            raise OptionError(f"{name} is {number}; give 0 for none, or how many papers of the map")
    picked = pick_providers(providers)
    names = {p.name for p in picked}
    contents = store.load_contents(map)
    subjects = _subjects(Path(map), contents, names, overrides, citing=citing > 0)
    ways = Ways(
        offline=offline,
        refresh=refresh,
        limit=limit,
        email=email,
        cache_dir=cache_dir,
        progress=progress,
        notify=notify,
        clock=clock,
        sleep=sleep,
        timeouts=timeouts,
        environment=environment,
    )
    asked = ask_all(picked, subjects, ways)
    new = facts_of(subjects, asked.told, around=around, citing=citing)
    stay = [f for f in contents.facts if f.provider not in names or (f.provider, f.subject) in asked.missed]
    return _saved(
        Path(map),
        contents,
        distinct_facts([*new, *stay, *reused_names(contents.facts, new)]),
        asked.reports,
        progress,
        notify,
    )


def plan_enrichment(
    map: str | PathLike[str],  # noqa: A002 - the word of the house
    *,
    providers: Iterable[str] = (),
    refresh: bool = False,
    cache_dir: str | PathLike[str] | None = CACHE,
    overrides: str | PathLike[str] | None = None,
    citing: int = 0,
    clock: Callable[[], float] = time.time,
    environment: Mapping[str, str] = os.environ,
) -> list[PlannedCalls]:
    """Tell what :func:`enrich_map` would ask, how long it would take, and what leaves the machine.

    Nothing is asked. Parameters and errors are those of :func:`enrich_map`.

    Parameters
    ----------
    map, providers, refresh, cache_dir, overrides, citing, clock, environment
        As for :func:`enrich_map`.

    Returns
    -------
    list of PlannedCalls
        One a provider.

    Examples
    --------
    >>> import tempfile
    >>> from graphx import explore, sample_path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     made = explore(sample_path(), output=folder)
    ...     plan_enrichment(folder, providers=["arxiv"], cache_dir=None)[0].least
    1
    """
    picked = pick_providers(providers)
    contents = store.load_contents(map)
    names = {p.name for p in picked}
    subjects = _subjects(Path(map), contents, names, overrides, citing=citing > 0)
    kept = cache_dir if cache_dir is not None and Path(cache_dir).is_dir() else None
    answers = Answers(kept)
    plans: list[PlannedCalls] = []
    pending: set[str] = set()
    for provider in picked:
        base_of(provider, environment)
        source = Source(
            provider=provider,
            fetcher=None,
            answers=answers,
            report=ProviderReport(provider=provider.name),
            clock=clock,
            refresh=refresh,
            strict=True,
        )
        keyed = bool(key_of(provider, environment))
        asked = those_for(provider, subjects)
        plans.append(plan_calls(source, asked, keyed=keyed, size=GROUP, pending=pending))
    answers.close()
    return plans


def _saved(
    folder: Path,
    contents: store.Contents,
    facts: tuple[Fact, ...],
    reports: tuple[ProviderReport, ...],
    progress: Progress,
    notify: Callable[[str], None],
) -> Enrichment:
    """Write the map with its facts, page first, as a build does."""
    if facts != contents.facts:
        try:
            mentions = searched(contents, facts, known_catalog(contents), progress)
        except CatalogError as error:
            notify(f"abstracts that came were not searched for names ({error}); build the map anew")
            mentions = contents.mentions
        progress("Building the map", 0, 1)
        corrections = read_corrections(folder / CORRECTIONS_NAME)
        meta = meta_with(contents.meta, corrections)
        contents = replace(contents, facts=facts, mentions=mentions, meta=meta)
        corrected = correct(contents, corrections)
        graph = graph_of(contents, corrected)
        with staged(folder / PAGE_NAME) as page:
            draw_page(graph, page, title=contents.meta.get("title") or None)
            store.save_graph(folder, contents, link_rows(graph), node_rows(graph))
        progress("Building the map", 1, 1)
    titles = {paper.key: paper.title for paper in contents.papers}
    cited = {(c.citing, c.cited) for c in contents.citations}
    links = {(f.subject, f.value) for f in facts if f.field == CITES and f.value in titles} - cited
    unsure = tuple(
        (titles.get(f.subject, f.subject), f.provider, f.value, f.detail)
        for f in facts
        if f.field == AMBIGUOUS
    )
    return Enrichment(reports=reports, facts=facts, links=len(links), ambiguous=unsure)


def _subjects(
    folder: Path,
    contents: store.Contents,
    asked: set[str],
    overrides: str | PathLike[str] | None,
    *,
    citing: bool,
) -> list[Subject]:
    place = Path(overrides) if overrides is not None else folder / OVERRIDES
    known = read_overrides(place) if overrides is not None or place.is_file() else {}
    return subjects_of(
        contents.papers, contents.mentions, contents.facts, asked=asked, overrides=known, citing=citing
    )
