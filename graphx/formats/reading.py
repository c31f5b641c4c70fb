"""Reading lists, and how they write themselves: Markdown, HTML, JSON, CSV, BibTeX and RIS."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from graphx.answers.papers import ReadingItem
from graphx.formats.bibliography import address, bibtex_entries, ris_records
from graphx.formats.document import Document, Entry, Section
from graphx.formats.table import format_rows, json_text
from graphx.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

_COLUMNS: Final = (
    *("place", "rank", "title", "year", "authors", "venue"),
    *("score", "reason", "why_here", "url", "ids", "key"),
)
_SHORT_LISTS: Final = {
    "foundations": ("Foundations", "What these papers rest on."),
    "bridges": ("Bridges", "What ties the start to something else, or several starts to each other."),
    "newest": ("Newest", "The best of what is near, of the three years up to the newest paper found."),
    "left_out": ("Left out", ""),
}
"""The lists below the first one: heading and what stands below it."""

_ORDERS: Final = {
    "reading": "In the order to read in: a paper stands after those of the list that it cites or whose "
    "datasets, models and code it uses; otherwise the older comes first, then the better.",
    "score": "Best first.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingList:
    """Papers to read next, and what there is to know about the choice.

    Parameters
    ----------
    seeds
        Node keys the list starts from.
    items
        The papers, in the order to read them in, or best first: see ``order``.
    note
        What the reader should know about the list: why it is short or empty; else empty text.
    seed_titles
        What the seeds are called, in their order: titles of papers, names of artifacts; the keys when left
        empty.
    foundations
        Papers that several of the seeds and items use or cite, most first.
    bridges
        Papers that tie the seeds to something else, or several seeds to each other, strongest first.
    newest
        Papers of the last three years that were found, best first; empty where no dates are known.
    left_out
        Papers that nearly made it, each with the reason why not.
    order
        ``"reading"`` or ``"score"``.
    hours, hours_per_paper
        The time there is, None without a limit, and what a paper takes.

    Examples
    --------
    >>> item = ReadingItem(key="paper:a", title="A", score=0.2, reason="cites B")
    >>> papers = ReadingList(seeds=("paper:b",), items=(item,))
    >>> len(papers), [item.title for item in papers]
    (1, ['A'])
    >>> print(papers.to_csv().splitlines()[1])
    1,0,A,,,,0.2,cites B,,,,paper:a
    """

    seeds: tuple[str, ...]
    items: tuple[ReadingItem, ...] = ()
    note: str = ""
    seed_titles: tuple[str, ...] = ()
    foundations: tuple[ReadingItem, ...] = ()
    bridges: tuple[ReadingItem, ...] = ()
    newest: tuple[ReadingItem, ...] = ()
    left_out: tuple[ReadingItem, ...] = ()
    order: str = "reading"
    hours: float | None = None
    hours_per_paper: float = 1.0

    def __post_init__(self) -> None:
        if not self.seed_titles:
            object.__setattr__(self, "seed_titles", self.seeds)

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[ReadingItem]:
        return iter(self.items)

    def to_markdown(self) -> str:
        """Return the list and the short lists as Markdown."""
        return _document(self).to_markdown()

    def _repr_markdown_(self) -> str:
        """Return what a notebook shows."""
        return self.to_markdown()

    def to_html(self) -> str:
        """Return the list and the short lists as a whole page of HTML that loads nothing."""
        return _document(self).to_html()

    def to_json(self) -> str:
        """Return all of it as JSON, the evidence too."""
        head = {
            "seeds": self.seeds,
            "seed_titles": self.seed_titles,
            "note": self.note,
            "order": self.order,
            "hours": self.hours,
            "hours_per_paper": self.hours_per_paper,
        }
        items = [{"place": place} | _row(item) for place, item in enumerate(self, start=1)]
        short = {name: [_row(item) for item in getattr(self, name)] for name in _SHORT_LISTS}
        return json_text(head | {"items": items} | short)

    def to_csv(self) -> str:
        """Return the papers of the list as CSV, without the short lists."""
        rows = ({"place": place} | _row(item) for place, item in enumerate(self, start=1))
        return format_rows(rows, "csv", _COLUMNS)

    def to_bibtex(self) -> str:
        """Return the papers of the list as BibTeX, the reason as the note of each entry."""
        return bibtex_entries(self, self.note)

    def to_ris(self) -> str:
        """Return the papers of the list as RIS, the reason as the note of each record."""
        return ris_records(self)


def sentences(item: ReadingItem) -> tuple[str, ...]:
    """Return the item's own sentences behind its reason, each once; those of other papers are left out.

    >>> from graphx.answers.papers import ReadingItem
    >>> from graphx.model import Evidence
    >>> said = [("paper:a", "We use M."), ("paper:a", "We use M."), ("paper:b", "We introduce M.")]
    >>> evidence = tuple(Evidence(paper=paper, sentence=sentence) for paper, sentence in said)
    >>> sentences(ReadingItem(key="paper:a", title="A", score=0.5, reason="uses M", evidence=evidence))
    ('We use M.',)
    """
    own = (evidence.sentence for evidence in item.evidence if evidence.paper == item.key)
    return tuple(dict.fromkeys(sentence for sentence in own if sentence))


def _row(item: ReadingItem) -> dict[str, object]:
    return asdict(item) | {"url": address(item)}


def _document(papers: ReadingList) -> Document:
    note = f"Note: {papers.note}." if papers.note else ""
    order = _ORDERS[papers.order] if len(papers) > 1 else ""
    places = {item.key: place for place, item in enumerate(papers, start=1)}
    main = Section(entries=tuple(_entry(item, papers.seed_titles) for item in papers), numbered=True)
    short = (
        Section(
            heading=heading,
            lead=lead,
            entries=tuple(_short_entry(item, places) for item in getattr(papers, name)),
        )
        for name, (heading, lead) in _SHORT_LISTS.items()
    )
    start = f"Starting from {', '.join(f'“{title}”' for title in papers.seed_titles)}."
    return Document(
        heading="Reading list",
        paragraphs=tuple(filter(None, (start, _time(papers), note, order))),
        sections=(main, *(section for section in short if section.entries)),
    )


def _time(papers: ReadingList) -> str:
    if papers.hours is None:
        return ""
    needed = len(papers) * papers.hours_per_paper
    return f"{needed:g} of {papers.hours:g} hours, at {papers.hours_per_paper:g} for each paper."


def _entry(item: ReadingItem, seed_titles: tuple[str, ...]) -> Entry:
    return Entry(
        title=item.title,
        url=address(item),
        after=f"{_year(item)}{_byline(item)}",
        remarks=tuple(filter(None, (item.reason, item.why_here, _parts(item, seed_titles)))),
        quotes=sentences(item),
    )


def _short_entry(item: ReadingItem, places: dict[str, int]) -> Entry:
    place = places.get(item.key)
    return Entry(
        title=item.title,
        url=address(item),
        after=f"{_year(item)}{f', no. {place} above' if place else _byline(item)}",
        remarks=(item.reason,),
    )


def _parts(item: ReadingItem, seed_titles: tuple[str, ...]) -> str:
    """Say how much of the score of an item comes from each of several seeds, most first."""
    if len(item.shares) < 2:
        return ""
    parts = sorted(zip(item.shares, seed_titles, strict=True), key=lambda part: -part[0])
    told = [f"{share:.0%} from {_short(title)}" for share, title in parts if share >= 0.005]
    return f"score {', '.join(told)}" if told else ""


def _short(title: str) -> str:
    head = title.partition(": ")[0]
    return one_line(title if len(head) > 40 else head, 40)


def _byline(item: ReadingItem) -> str:
    authors = ", ".join(item.authors[:3]) + (" et al." if len(item.authors) > 3 else "")
    return f", {authors}" if authors else ""


def _year(item: ReadingItem) -> str:
    return "" if item.year is None else f" ({item.year})"
