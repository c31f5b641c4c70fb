"""A map on disk, enriched: what public APIs know of its papers and repositories is asked, kept and drawn."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from os import PathLike
from pathlib import Path

from graphx import store
from graphx.correct import read_corrections
from graphx.enrich.cache import Answers
from graphx.enrich.fetch import TIMEOUTS, Fetcher, base_of, key_of
from graphx.enrich.merge import facts_of
from graphx.enrich.pace import Pace
from graphx.enrich.plan import PlannedCalls, plan_calls
from graphx.enrich.providers import pick_providers
from graphx.enrich.report import Enrichment, ProviderReport
from graphx.enrich.run import Allowance, Source, Told, ask_about
from graphx.enrich.work import Provider, Subject
from graphx.errors import InputError, OptionError
from graphx.facts import AMBIGUOUS, CITES, ID, Fact, distinct_facts
from graphx.files import staged
from graphx.graphs import CORRECTIONS_NAME, correct, graph_of, meta_with
from graphx.ids import parse_id
from graphx.maps import PAGE_NAME, draw_page, link_rows, node_rows
from graphx.pipeline import Progress
from graphx.schema import ACCEPTED, REPO

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
    progress
        Called as the work goes on.
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
    if around < 0:
        raise OptionError(f"around is {around}; give 0 for none, or how many papers have to cite one")
    picked = pick_providers(providers)
    contents = store.load_contents(map)
    subjects = _subjects(contents, {p.name for p in picked}, _overrides(Path(map), overrides))
    told: list[Told] = []
    missed: set[tuple[str, str]] = set()
    reports = []
    allowance = Allowance(left=limit)
    with _opened(cache_dir, _once(notify), clock, sleep) as (answers, pace):
        # All of them first: a bad key or address ends the run before anything is asked.
        fetchers = [
            Fetcher(
                provider,
                pace,
                email=_email(email, environment),
                clock=clock,
                sleep=sleep,
                timeouts=timeouts,
                environment=environment,
            )
            for provider in picked
        ]
        for provider, fetcher in zip(picked, fetchers, strict=True):
            source = Source(
                provider=provider,
                fetcher=None if offline else fetcher,
                answers=answers,
                report=ProviderReport(provider=provider.name),
                clock=clock,
                refresh=refresh,
                allowance=allowance,
            )
            try:
                found, failed = ask_about(source, _asked(provider, subjects), _told_as(progress, provider))
            finally:
                fetcher.close()
            told += found
            missed |= {(provider.name, key) for key in failed}
            reports.append(_finished(source, fetcher, offline=offline))
    new = facts_of(subjects, told, around=around)
    names = {p.name for p in picked}
    stay = [f for f in contents.facts if f.provider not in names or (f.provider, f.subject) in missed]
    facts = distinct_facts([*new, *stay])
    return _saved(Path(map), contents, facts, tuple(reports), progress)


def plan_enrichment(
    map: str | PathLike[str],  # noqa: A002 - the word of the house
    *,
    providers: Iterable[str] = (),
    refresh: bool = False,
    cache_dir: str | PathLike[str] | None = CACHE,
    overrides: str | PathLike[str] | None = None,
    clock: Callable[[], float] = time.time,
    environment: Mapping[str, str] = os.environ,
) -> list[PlannedCalls]:
    """Tell what :func:`enrich_map` would ask, how long it would take, and what leaves the machine.

    Nothing is asked. Parameters and errors are those of :func:`enrich_map`.

    Parameters
    ----------
    map, providers, refresh, cache_dir, overrides, clock, environment
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
    subjects = _subjects(contents, {p.name for p in picked}, _overrides(Path(map), overrides))
    kept = cache_dir if cache_dir is not None and Path(cache_dir).is_dir() else None
    answers = Answers(kept)
    plans = []
    for provider in picked:
        base_of(provider, environment)
        source = Source(
            provider=provider,
            fetcher=None,
            answers=answers,
            report=ProviderReport(provider=provider.name),
            clock=clock,
            refresh=refresh,
        )
        keyed = bool(key_of(provider, environment))
        plans.append(plan_calls(source, _asked(provider, subjects), keyed=keyed))
        # The next one is asked with the identifiers that kept answers tell.
        ask_about(source, _asked(provider, subjects), lambda _done, _total: None)
    answers.close()
    return plans


def _finished(source: Source, fetcher: Fetcher, *, offline: bool) -> ProviderReport:
    report = source.report
    report.asked, report.budget = fetcher.calls, fetcher.budget
    if not offline:
        report.stopped = fetcher.stopped or report.stopped
    return report


def _saved(
    folder: Path,
    contents: store.Contents,
    facts: tuple[Fact, ...],
    reports: tuple[ProviderReport, ...],
    progress: Progress,
) -> Enrichment:
    """Write the map with its facts, page first, as a build does."""
    if facts != contents.facts:
        from dataclasses import replace

        progress("Building the map", 0, 1)
        corrections = read_corrections(folder / CORRECTIONS_NAME)
        contents = replace(contents, facts=facts, meta=meta_with(contents.meta, corrections))
        corrected = correct(contents, corrections)
        graph = graph_of(contents, corrected)
        with staged(folder / PAGE_NAME) as page:
            draw_page(graph, page, title=contents.meta.get("title") or None)
            store.save_map(folder, contents, link_rows(graph), node_rows(graph))
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
    contents: store.Contents, asked: set[str], overrides: Mapping[str, str | None]
) -> list[Subject]:
    """Return papers and repositories, with what providers that are not asked now have told before."""
    subjects = {
        p.key: Subject(key=p.key, title=p.title, abstract=p.abstract, year=p.year, authors=p.authors)
        for p in contents.papers
    }
    for paper in contents.papers:
        subject = subjects[paper.key]
        for place in {paper.key, paper.title} & overrides.keys():
            right = overrides[place]
            subject.barred = True  # a person has said what it is: no title is asked for
            subject.learn([right] if right else [])
        subject.learn(paper.ids)
    for fact in contents.facts:
        if fact.field == ID and fact.provider not in asked and fact.subject in subjects:
            subjects[fact.subject].learn([fact.value])
    repos = {m.artifact.key: m.artifact for m in contents.mentions if m.tier == ACCEPTED}
    for key, artifact in sorted(repos.items()):
        if artifact.kind == REPO:
            subjects[key] = Subject(key=key, title=artifact.name)
    return list(subjects.values())


def _asked(provider: Provider, subjects: Iterable[Subject]) -> list[Subject]:
    return [s for s in subjects if s.key.startswith("repo:") == provider.repos]


def _overrides(folder: Path, path: str | PathLike[str] | None) -> dict[str, str | None]:
    place = Path(path) if path is not None else folder / OVERRIDES
    if path is None and not place.is_file():
        return {}
    try:
        told = json.loads(place.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(
            f"cannot be read as JSON ({error}); correct it or leave it out", path=place
        ) from error
    if not isinstance(told, dict):
        raise InputError('is no JSON object; write {"TITLE": "doi:10.…", "TITLE": null}', path=place)
    found: dict[str, str | None] = {}
    for title, value in told.items():
        identifier = parse_id(value) if isinstance(value, str) else None
        if value is not None and not identifier:
            raise InputError(f"{value!r} of {title[:60]!r} is no identifier; write doi:10.…", path=place)
        found[title] = identifier
    return found


def _email(email: str, environment: Mapping[str, str]) -> str:
    email = email or environment.get("GRAPHX_EMAIL", "")
    if email and (not email.isascii() or not email.isprintable() or " " in email or email.count("@") != 1):
        raise OptionError(f"{email!r} is no e-mail address; correct it or leave it out")
    return email


@contextmanager
def _opened(
    folder: str | PathLike[str] | None,
    notify: Callable[[str], None],
    clock: Callable[[], float],
    sleep: Callable[[float], None],
) -> Iterator[tuple[Answers, Pace]]:
    answers = Answers(folder, notify)
    there = answers.folder if answers.folder is not None and answers.folder.is_dir() else None
    pace = Pace(there, clock=clock, sleep=sleep, notify=notify)
    try:
        yield answers, pace
    finally:
        answers.close()
        pace.done()


def _told_as(progress: Progress, provider: Provider) -> Callable[[int, int], None]:
    return lambda done, total: progress(provider.label, done, total)


def _once(notify: Callable[[str], None]) -> Callable[[str], None]:
    """Return a notify that says each thing once."""
    said: set[str] = set()

    def tell(message: str) -> None:
        if message not in said:
            said.add(message)
            notify(message)

    return tell
