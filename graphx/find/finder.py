"""Find mentions: one pass for what each paper claims, one for every name in every paper."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from os import PathLike

from graphx.errors import NodeError, OptionError
from graphx.find.catalog import load_catalog
from graphx.find.mentions import Finder
from graphx.find.registry import Registry
from graphx.find.view import Claims, View
from graphx.find.workers import BATCH, Crew, Share
from graphx.model import Mention, Paper, Rejection


def find_mentions(
    papers: Iterable[Paper],
    *,
    catalog: Iterable[str | PathLike[str]] = (),
    candidates: bool = False,
    processes: int = 1,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> list[Mention]:
    """Find the datasets, models and repos that papers name in their titles and abstracts.

    Known names come from the bundled catalog and your own; new ones from what a paper says it
    introduces, and those are then looked for in all the other papers.

    Parameters
    ----------
    papers
        The papers, keys unique.
    catalog
        Files with names of your own (TOML or JSONL).
    candidates
        Whether to return candidates too: names with too little around them to be sure. They never
        make links.
    processes
        How many processes to share the work among; the result is the same.
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
    OptionError
        ``processes`` is below 1.

    Examples
    --------
    >>> paper = Paper(title="A Test", abstract="We fine-tune Llama-2 (7B) and evaluate it on GSM8K.")
    >>> [(m.surface, m.artifact.name, m.variant, m.role) for m in find_mentions([paper])]
    [('Llama-2 (7B)', 'Llama 2', '7B', 'uses'), ('GSM8K', 'GSM8K', '', 'uses')]
    """
    ordered = sorted({paper.key: paper for paper in papers}.values(), key=lambda paper: paper.key)
    return list(
        iter_mentions(
            lambda: ordered,
            catalog=catalog,
            candidates=candidates,
            processes=processes,
            progress=lambda done: progress(done, len(ordered)),
        )
    )


def iter_mentions(
    read: Callable[[], Iterable[Paper]],
    *,
    catalog: Iterable[str | PathLike[str]] = (),
    candidates: bool = False,
    processes: int = 1,
    progress: Callable[[int], None] = lambda _done: None,
) -> Iterator[Mention]:
    """Find mentions in a stream of papers that need not fit into memory.

    The papers are read twice: once for the names they introduce, once for all names in all of them.

    Parameters
    ----------
    read
        Gives the papers anew at each call, always the same; keys unique.
    catalog, candidates, processes
        As in :func:`find_mentions`.
    progress
        Called with the number of papers done.

    Yields
    ------
    Mention
        Paper by paper, in the order of the papers.

    Examples
    --------
    >>> papers = [Paper(title="A Test", abstract="We evaluate it on GSM8K.")]
    >>> [m.artifact.key for m in iter_mentions(lambda: papers)]
    ['dataset:gsm8k']
    """
    if processes < 1:
        raise OptionError(f"processes={processes} is no process at all; give at least 1")
    files = tuple(str(path) for path in catalog)
    claims: dict[str, Claims] = {}
    kept: list[bool] = []
    with Crew(processes, files, candidates=candidates) as crew:
        for part, stays in crew.share_out(Share.claims, _batches(read())):
            claims.update(part)
            kept.append(stays)
        crew.learn(Registry(claims, load_catalog(*files)))
        done = 0
        again = (
            []
            if stays
            else [(paper, claims[paper.key].names if paper.key in claims else {}) for paper in batch]
            for batch, stays in zip(_batches(read()), kept, strict=True)
        )
        for count, mentions in crew.share_out(Share.mentions, again):
            yield from mentions
            done += count
            progress(done)


def explain_mentions(
    papers: Iterable[Paper], key: str, *, catalog: Iterable[str | PathLike[str]] = ()
) -> tuple[list[Mention], list[Rejection]]:
    """Return the mentions of one paper among others, candidates included, and what was not taken for a name.

    Parameters
    ----------
    papers
        All the papers: what the others introduce counts too.
    key
        The node key of the paper to explain.
    catalog
        As in :func:`find_mentions`.

    Returns
    -------
    mentions : list of Mention
    rejections : list of Rejection
        In the order of the text; one a place, places inside a mention left out.

    Raises
    ------
    NodeError
        There is no such paper.

    Examples
    --------
    >>> paper = Paper(title="A Test", abstract="We use BLEU on GSM8K.")
    >>> mentions, rejections = explain_mentions([paper], paper.key)
    >>> [m.surface for m in mentions], [(r.surface, r.reason) for r in rejections]
    (['GSM8K'], [('BLEU', 'known as a metric')])
    """
    by_key = {paper.key: paper for paper in papers}
    if key not in by_key:
        raise NodeError(f"no paper {key!r} among the {len(by_key)} given; check its key")
    known = load_catalog(*(str(path) for path in catalog))
    views = {k: View.of(paper) for k, paper in by_key.items()}
    claims = {k: Claims.of(view, known) for k, view in views.items()}
    dropped: dict[tuple[str, int], Rejection] = {}

    def note(field: str, start: int, end: int, reason: str) -> None:
        surface = by_key[key].text(field)[start:end]
        rejection = Rejection(field=field, start=start, end=end, surface=surface, reason=reason)
        dropped.setdefault((field, start), rejection)

    finder = Finder(known, Registry(claims, known))
    mentions = finder.mentions(views[key], claims[key].names, note)
    covered = {(m.field, i) for m in mentions for i in range(m.start, m.end)}
    order = {"title": 0, "abstract": 1}
    rejections = []
    # Longest first, so that of "Large Language Models" and "Language Models" only the first is told.
    for r in sorted(dropped.values(), key=lambda r: r.start - r.end):
        if (r.field, r.start) not in covered:
            rejections.append(r)
            covered |= {(r.field, i) for i in range(r.start, r.end)}
    return mentions, sorted(rejections, key=lambda r: (order[r.field], r.start))


def _batches(papers: Iterable[Paper]) -> Iterator[list[Paper]]:
    rest = iter(papers)
    while batch := list(islice(rest, BATCH)):
        yield batch
