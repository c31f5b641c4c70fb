"""What the questions put to a map are answered with: frozen and comparable, like :mod:`graphx.model`.

They compute nothing; a list of answers knows its length.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphx.model import Evidence

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers(Generic[Item]):
    """Answers to one question, best first.

    Parameters
    ----------
    items
        The answers.
    note
        What the reader should know about them: why there are none, what was left out; else empty text.

    Examples
    --------
    >>> len(Answers(items=("one", "two"))), list(Answers())
    (2, [])
    """

    items: tuple[Item, ...] = ()
    note: str = ""

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Item]:
        return iter(self.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class UncitedPair:
    """Two papers that share what should make one cite the other, and no citation.

    Parameters
    ----------
    paper, title
        Node key and title of the paper that does not cite.
    other, other_title
        Node key and title of the paper that is not cited.
    kind
        ``"introduced"``: ``other`` introduces what ``paper`` uses; ``"shared"``: both use it.
    artifacts, names
        Node keys and names of what they share, rarest first.
    counts
        For each of these how many papers of the map name it.
    score
        What the list is ordered by: for each artifact the product of the confidences of the two links,
        divided by ln of its count; summed.
    text
        All this as a sentence without a full stop.
    evidence
        For each artifact the best evidence of ``paper``'s link and of ``other``'s.
    """

    paper: str
    title: str
    other: str
    other_title: str
    kind: str
    artifacts: tuple[str, ...]
    names: tuple[str, ...]
    counts: tuple[int, ...]
    score: float
    text: str
    evidence: tuple[Evidence, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RisingArtifact:
    """A dataset, model or repo that a larger share of the papers names than before.

    Parameters
    ----------
    key, name, kind
        Its node key, name and kind.
    recent, recent_papers
        How many papers of the recent years name it, of how many.
    before, before_papers
        The same for the years before.
    chance
        How likely at least so many of the papers that name it would fall into the recent years if it were
        named as often as before (Fisher's exact test, one-sided).
    sure
        Whether it still counts as rising when all names are tested at once (at most one in twenty of those
        called sure is expected not to be rising).
    text
        All this as a sentence without a full stop.
    evidence
        What the latest papers that name it say.
    """

    key: str
    name: str
    kind: str
    recent: int
    recent_papers: int
    before: int
    before_papers: int
    chance: float
    sure: bool
    text: str
    evidence: tuple[Evidence, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RisingList(Answers[RisingArtifact]):
    """What is on the rise, the least likely to be chance first, and between which years.

    Parameters
    ----------
    items, note
        As in :class:`Answers`.
    since
        First year that counts as recent; 0 where the map's dates allow no comparison.
    first, last
        First and last year of the papers that were compared; 0 likewise.
    """

    since: int = 0
    first: int = 0
    last: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """What ties a paper to one of a list, by the rarest thing that they share.

    Parameters
    ----------
    paper, title
        The paper of the list.
    shared, name
        Node key and name of the rarest thing that both name or cite; for a citation between the two papers
        it is the one that is cited.
    count
        How many papers name or cite it.
    more
        How many further things they share.
    """

    paper: str
    title: str
    shared: str
    name: str
    count: int
    more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """A paper that would extend a list.

    Parameters
    ----------
    key, title, year
        The paper's node key, title and year.
    score
        What the answers are ordered by: the sum over its ties of 1 / ln(count).
    ties
        For each paper of the list that it is tied to, the rarest tie; strongest first.
    text
        The ties in words, without a full stop.
    evidence
        The best evidence of each tie, on both sides.
    """

    key: str
    title: str
    score: float
    ties: tuple[Tie, ...]
    text: str
    year: int | None = None
    evidence: tuple[Evidence, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class GridLine:
    """A row or column of a grid: a model or a dataset, and how many papers of the grid try it."""

    key: str
    name: str
    papers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GridPaper:
    """A paper in a cell of a grid, with the sentence that names the model and the one with the dataset."""

    key: str
    title: str
    model_evidence: Evidence | None = field(default=None, repr=False)
    dataset_evidence: Evidence | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class GridCell:
    """The papers that try one model on one dataset; ``row`` and ``column`` count from 0."""

    row: int
    column: int
    papers: tuple[GridPaper, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GridHole:
    """A model and a dataset that no paper of the map tries together.

    Parameters
    ----------
    row, column
        Where in the grid, counted from 0.
    model, dataset
        Their names.
    expected
        How many papers would be expected to try both, of those comparable
        (:func:`graphx.analyze.questions.grid.experiment_grid` has the formula).
    bridge, bridge_papers
        Name of a dataset that the model was tried on, and how many papers try it together with the hole's
        dataset: the one with most of them.
    text
        All this as a sentence without a full stop.
    """

    row: int
    column: int
    model: str
    dataset: str
    expected: float
    bridge: str = ""
    bridge_papers: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Who tried which model on which dataset.

    Parameters
    ----------
    models, datasets
        Its rows and columns, most tried first.
    cells
        The cells with papers, row by row.
    holes
        The empty cells, the most expected first.
    papers
        How many papers of the map try at least one model on at least one dataset.
    note
        What the reader should know: why the grid is small or empty; else empty text.
    """

    models: tuple[GridLine, ...] = ()
    datasets: tuple[GridLine, ...] = ()
    cells: tuple[GridCell, ...] = ()
    holes: tuple[GridHole, ...] = ()
    papers: int = 0
    note: str = ""
