"""Which model was tried on which dataset, by whom, and what nobody tried."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np
from scipy import sparse

from graphx.analyze.arrays import GraphArrays, arrays_of
from graphx.analyze.graph import steady
from graphx.analyze.nodes import find_node
from graphx.analyze.questions.parts import best_places, check_size, evidence_of, title_of
from graphx.analyze.wording import number
from graphx.answers.questions import Grid, GridCell, GridHole, GridLine, GridPaper
from graphx.errors import OptionError
from graphx.schema import DATASET, INTRODUCES, MODEL, NODE_KINDS, USES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphx.analyze.arrays import Ints
    from graphx.analyze.texts import Graph

_ROUNDS = 20  # of choosing rows by columns and columns by rows; in practice three are enough
_ROLES = (USES, INTRODUCES)


def experiment_grid(
    G: Graph,
    *,
    models: str | Iterable[str] | None = None,
    datasets: str | Iterable[str] | None = None,
    size: int = 12,
    least: int = 2,
) -> Grid:
    """Return which papers try which model on which dataset, and the holes between them.

    A paper tries what it uses or introduces; it stands in the cell of each model and each dataset that it
    tries. Rows and columns are chosen to fill the grid: those that most papers try together with one of the
    columns, or rows, that are shown.

    Holes are the empty cells, most expected first: by how many papers would be expected there if, given a
    dataset that a paper tries, its model and its further datasets were independent. If ``r`` papers try the
    model, ``c(d)`` of them dataset ``d``, and a share ``s(d)`` of all papers that try ``d`` try the hole's
    dataset too, the expectation is r sum(c(d) s(d)) / sum(c(d)). Where it is 0 nothing speaks for the pair,
    and it is not listed. (Independence over all papers of a map would put first whatever is most popular in
    two fields that have nothing in common, a language model and a collection of photographs.)

    Parameters
    ----------
    G
        The graph of :mod:`graphx.schema`.
    models, datasets
        The rows or columns wanted, as node keys or what :func:`graphx.analyze.nodes.find_node` understands;
        None chooses them.
    size
        How many rows and columns to choose at most.
    least
        How many papers must try a model or dataset for it to be chosen.

    Returns
    -------
    Grid
        Rows and columns by how many papers try them, ties by key; those asked for in the order given.

    Raises
    ------
    NodeError
        Something wanted is no model or dataset of the map, or could be several.
    OptionError
        ``size`` or ``least`` is below 1, or ``models`` or ``datasets`` is empty.

    Examples
    --------
    >>> import networkx as nx
    >>> G = nx.MultiDiGraph()
    >>> tried = {"a": ["model:m", "dataset:d"], "b": ["model:n", "dataset:d", "dataset:e"]}
    >>> for paper, names in tried.items():
    ...     G.add_node(f"paper:{paper}", kind="paper", label=paper.upper())
    ...     for name in names:
    ...         G.add_node(name, kind=name.partition(":")[0], label=name[-1].upper())
    ...         _ = G.add_edge(f"paper:{paper}", name, key="uses", relation="uses", weight=1.0)
    >>> grid = experiment_grid(G, least=1)
    >>> [(cell.row, cell.column, [paper.key for paper in cell.papers]) for cell in grid.cells]
    [(0, 0, ['paper:a']), (1, 0, ['paper:b']), (1, 1, ['paper:b'])]
    >>> [(hole.model, hole.dataset, hole.expected) for hole in grid.holes]
    [('M', 'E', 0.5)]
    """
    check_size(size)
    if least < 1:
        raise OptionError(f"least={least} is no number of papers; give at least 1")
    arrays = arrays_of(G)
    tried = _tried(arrays)
    rows, columns = _lines(G, tried.models, models, MODEL), _lines(G, tried.datasets, datasets, DATASET)
    rows, columns = _choose(tried, rows, columns, size, least)
    cells = _cells(G, arrays, tried, rows, columns)
    note = ""
    if not len(tried.papers):
        note = "no paper of the map uses a model and a dataset, so there is nothing to lay out"
    elif not rows or not columns:
        note = (
            f"no model and dataset are tried together by {number(least, 'paper')} or more each; ask for fewer"
        )
    elif not cells:
        note = "no paper of the map tries one of these models on one of these datasets"
    return Grid(
        models=tuple(_line(G, tried.models[row], tried.by_model[:, [row]]) for row in rows),
        datasets=tuple(_line(G, tried.datasets[column], tried.by_dataset[:, [column]]) for column in columns),
        cells=cells,
        holes=_holes(G, tried, rows, columns),
        papers=len(tried.papers),
        note=note,
    )


Matrix: TypeAlias = "sparse.csr_array[Any, tuple[int, int]]"


class _Tried(NamedTuple):
    """Papers that try a model and a dataset, by their numbers; what they try, in ones: papers by names."""

    papers: Ints
    models: list[str]
    datasets: list[str]
    by_model: Matrix
    by_dataset: Matrix


def _tried(arrays: GraphArrays) -> _Tried:
    tries = arrays.of_relations(*_ROLES)
    tries = sparse.csr_array((np.ones(tries.nnz), tries.indices, tries.indptr), shape=tries.shape)
    sides = [np.flatnonzero(arrays.kinds == NODE_KINDS.index(kind)) for kind in (MODEL, DATASET)]
    models, datasets = (tries[:, places] for places in sides)
    both = (np.diff(models.indptr) > 0) & (np.diff(datasets.indptr) > 0) & arrays.is_paper
    papers = np.flatnonzero(both)
    names = [[arrays.keys[place] for place in places.tolist()] for places in sides]
    return _Tried(papers, names[0], names[1], models[papers], datasets[papers])


def _lines(G: Graph, keys: list[str], wanted: str | Iterable[str] | None, kind: str) -> list[int] | None:
    """Return the numbers of the rows or columns asked for."""
    if wanted is None:
        return None
    texts = [wanted] if isinstance(wanted, str) else list(wanted)
    if not texts:
        raise OptionError(f"no {kind} is asked for; name at least one, or leave the option out")
    place_of = {key: place for place, key in enumerate(keys)}
    return list(dict.fromkeys(place_of[find_node(G, text, kind=kind)] for text in texts))


def _choose(
    tried: _Tried, rows: list[int] | None, columns: list[int] | None, size: int, least: int
) -> tuple[list[int], list[int]]:
    """Return rows and columns that fill a grid; those given stay as they are."""
    by_model, by_dataset = tried.by_model, tried.by_dataset
    chosen_rows = _most(by_model, None, size, least) if rows is None else rows
    chosen_columns = _most(by_dataset, None, size, least) if columns is None else columns
    for _ in range(_ROUNDS):
        before = (chosen_rows, chosen_columns)
        if columns is None:
            chosen_columns = _most(by_dataset, by_model[:, chosen_rows], size, least)
        if rows is None:
            chosen_rows = _most(by_model, by_dataset[:, chosen_columns], size, least)
        if before == (chosen_rows, chosen_columns):
            break
    return (
        _by_papers(by_model, chosen_rows) if rows is None else chosen_rows,
        _by_papers(by_dataset, chosen_columns) if columns is None else chosen_columns,
    )


def _most(names: Matrix, others: Matrix | None, size: int, least: int) -> list[int]:
    """Return what most papers try, of those papers that try one of the others."""
    papers = np.ones(names.shape[0]) if others is None else others.sum(axis=1) > 0
    counts = names.T @ papers.astype(np.float64)
    counts[names.sum(axis=0) < least] = 0
    return [place for place in best_places(counts, size) if counts[place]]


def _by_papers(names: Matrix, chosen: list[int]) -> list[int]:
    counts = names.sum(axis=0)
    return sorted(chosen, key=lambda place: (-counts[place], place))


def _line(G: Graph, key: str, papers: Matrix) -> GridLine:
    return GridLine(key=key, name=title_of(G, key), papers=papers.nnz)


def _cells(
    G: Graph, arrays: GraphArrays, tried: _Tried, rows: list[int], columns: list[int]
) -> tuple[GridCell, ...]:
    cells = []
    models, datasets = tried.by_model[:, rows].tocsc(), tried.by_dataset[:, columns].tocsc()
    for row, place in enumerate(rows):
        trying = models.indices[models.indptr[row] : models.indptr[row + 1]]
        for column, other in enumerate(columns):
            too = datasets.indices[datasets.indptr[column] : datasets.indptr[column + 1]]
            both = tried.papers[np.intersect1d(trying, too)].tolist()
            if both:
                keys = (arrays.keys[paper] for paper in both)
                papers = tuple(_paper(G, key, tried.models[place], tried.datasets[other]) for key in keys)
                cells.append(GridCell(row=row, column=column, papers=papers))
    return tuple(cells)


def _paper(G: Graph, key: str, model: str, dataset: str) -> GridPaper:
    return GridPaper(
        key=key,
        title=title_of(G, key),
        model_evidence=evidence_of(G, key, model, _ROLES),
        dataset_evidence=evidence_of(G, key, dataset, _ROLES),
    )


def _holes(G: Graph, tried: _Tried, rows: list[int], columns: list[int]) -> tuple[GridHole, ...]:
    model_names = [title_of(G, tried.models[row]) for row in rows]
    dataset_names = [title_of(G, tried.datasets[column]) for column in columns]
    of_rows, of_columns = tried.by_model[:, rows], tried.by_dataset[:, columns]
    together = of_rows.T @ tried.by_dataset  # rows by all datasets: how many papers try both
    with_column = tried.by_dataset.T @ of_columns  # all datasets by columns: likewise
    papers = tried.by_dataset.sum(axis=0)
    trying = of_rows.sum(axis=0)
    holes = []
    for row, model in enumerate(model_names):
        counts = together[[row]].toarray()[0]
        on = np.flatnonzero(counts)
        for column, dataset in enumerate(dataset_names):
            if counts[columns[column]]:
                continue
            both = with_column[:, [column]].toarray()[on, 0]
            parts = counts[on] * both / papers[on]
            if not parts.any():
                continue
            expected = steady(float(trying[row] * parts.sum() / counts.sum()))
            [best] = best_places(parts, 1)
            by = title_of(G, tried.datasets[on[best]])
            holes.append(_hole((row, column), (model, dataset), expected, (by, int(both[best]))))
    return tuple(sorted(holes, key=lambda hole: (-hole.expected, hole.row, hole.column)))


def _hole(
    place: tuple[int, int], names: tuple[str, str], expected: float, bridge: tuple[str, int]
) -> GridHole:
    model, dataset = names
    by, count = bridge
    others = f"{number(count, 'paper')} {'uses' if count == 1 else 'use'}"
    return GridHole(
        row=place[0],
        column=place[1],
        model=model,
        dataset=dataset,
        expected=expected,
        bridge=by,
        bridge_papers=count,
        text=f"no paper uses both {model} and {dataset} ({expected:.2g} expected); "
        f"{model} is used together with {by}, and {others} both {by} and {dataset}",
    )
