"""Uses it, but does not cite it: citations that the text of the papers would lead one to expect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from scipy import sparse

from graphx.analyze.arrays import GraphArrays, arrays_of
from graphx.analyze.graph import steady
from graphx.analyze.questions.parts import best_places, check_size, evidence_of, rarest_first, title_of
from graphx.analyze.wording import listing, number
from graphx.answers.questions import Answers, UncitedPair
from graphx.errors import OptionError, choose
from graphx.schema import INTRODUCES, MENTIONS, USES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graphx.analyze.arrays import Ints
    from graphx.analyze.texts import Graph

    Matrix = sparse.csr_array[Any, tuple[int, int]]

KINDS: Final = ("introduced", "shared")
_SHOWN: Final = 3  # artifacts in one sentence


def find_uncited(
    G: Graph,
    *,
    kind: str = "introduced",
    mentions: bool = False,
    steps: int = 1,
    rare: int = 5,
    size: int = 20,
) -> Answers[UncitedPair]:
    """Return pairs of papers where one uses what the other introduces and no citation joins them.

    Only papers whose references the map knows, for they cite at least one paper of it, can be said not to
    cite. Not listed are pairs where the first paper introduces the artifact too, cites another paper that
    introduces it, is cited by the second, or appeared in an earlier year.

    A pair scores, for each artifact ``a`` of this sort, w(p, a) w(q, a) / ln d(a): the confidences of the two
    links and the number of papers that name ``a``, so that rare and sure ones come first. That is the weight
    of :func:`graphx.analyze.project.project_graph` times how sure the links are.

    Parameters
    ----------
    G
        The graph of :mod:`graphx.schema`.
    kind
        ``"introduced"``, or the softer ``"shared"``: both papers use an artifact that at most ``rare`` papers
        name, and neither cites the other though the references of both are known.
    mentions
        Whether an artifact that is only mentioned counts as used.
    steps
        1: a citation joins two papers. 2: so do two in a row, over a third paper.
    rare
        For ``"shared"``: how many papers may name the artifact.
    size
        How many pairs to return at most.

    Returns
    -------
    Answers of UncitedPair
        Highest score first, ties by keys. The note says where citations are not known.

    Raises
    ------
    OptionError
        An unknown kind; ``steps`` not 1 or 2, ``rare`` below 2, ``size`` below 1.

    References
    ----------
    The weight 1 / ln d: L. A. Adamic and E. Adar, "Friends and neighbors on the Web", Social Networks 25
    (2003) 211-230, doi:10.1016/S0378-8733(03)00009-1.

    Examples
    --------
    >>> import networkx as nx
    >>> G = nx.MultiDiGraph()
    >>> G.add_nodes_from(["paper:a", "paper:b", "paper:c"], kind="paper")
    >>> G.add_node("dataset:d", kind="dataset", label="LongBench")
    >>> for u, v, relation in [("paper:a", "dataset:d", "uses"), ("paper:b", "dataset:d", "introduces"),
    ...                        ("paper:a", "paper:c", "cites")]:
    ...     _ = G.add_edge(u, v, key=relation, relation=relation, weight=1.0)
    >>> [(pair.paper, pair.other, pair.names) for pair in find_uncited(G)]
    [('paper:a', 'paper:b', ('LongBench',))]
    """
    choose("kind of pair", kind, KINDS)
    check_size(size)
    if steps not in (1, 2):
        raise OptionError(f"steps={steps} is no number of citations in a row; give 1 or 2")
    if rare < 2:
        raise OptionError(f"rare={rare} leaves no artifact that two papers could share; give at least 2")
    arrays = arrays_of(G)
    find = _introduced if kind == "introduced" else _shared
    side = find(arrays, (USES, MENTIONS) if mentions else (USES,), _reach(arrays, steps), rare)
    table = _scores(arrays, side).tocoo()
    items = tuple(
        _pair(G, arrays, side, int(table.row[place]), int(table.col[place]), float(table.data[place]))
        for place in best_places(table.data, size)
    )
    return Answers(items=items, note=_note(arrays, kind, found=table.nnz, shown=len(items)))


class _Sides(NamedTuple):
    """What the papers that do not cite, and those not cited, have of each artifact.

    Both matrices have a row a paper and a column an artifact; ``using`` holds weights divided by ln d,
    ``having`` weights. ``joined`` says between which papers a citation runs, ``relations`` what the two sides
    do with the artifact.
    """

    kind: str
    using: Matrix
    having: Matrix
    joined: Matrix
    relations: tuple[tuple[str, ...], tuple[str, ...]]


def _reach(arrays: GraphArrays, steps: int) -> Matrix:
    """Return which paper leads to which over at most ``steps`` citations."""
    citing = _ones(arrays.citing)
    return citing if steps == 1 else _ones(citing + citing @ citing)


def _introduced(arrays: GraphArrays, roles: tuple[str, ...], reach: Matrix, rare: int) -> _Sides:
    del rare  # how often an artifact that one of two papers introduces is named does not matter
    introducing = arrays.of_relations(INTRODUCES)
    using = _only(arrays.of_relations(*roles), _known(arrays)[:, None])
    credited = _ones(reach @ _ones(introducing)) + _ones(introducing)
    using = _without(_rarity(arrays, using), credited)
    return _Sides("introduced", using, introducing, reach + reach.T, (roles, (INTRODUCES,)))


def _shared(arrays: GraphArrays, roles: tuple[str, ...], reach: Matrix, rare: int) -> _Sides:
    few = (arrays.naming_counts <= rare)[None, :]
    having = _only(_only(arrays.of_relations(*roles), _known(arrays)[:, None]), few)
    return _Sides("shared", _rarity(arrays, having), having, reach + reach.T, (roles, roles))


def _scores(arrays: GraphArrays, side: _Sides) -> Matrix:
    """Return the score of each pair to be listed, at the row of who does not cite."""
    joint = _without(side.using @ side.having.T, side.joined).tocoo()
    u, v = joint.row, joint.col
    if side.kind == "shared":
        keep = u < v  # each pair once
    else:
        early = (arrays.years[u] > 0) & (arrays.years[u] < arrays.years[v])
        keep = (u != v) & ~early
    scores: Matrix = sparse.csr_array((joint.data[keep], (u[keep], v[keep])), shape=joint.shape)
    scores.sort_indices()
    return scores


def _known(arrays: GraphArrays) -> NDArray[np.bool_]:
    """Return for each node whether it is a paper whose references the map knows."""
    return np.asarray(np.diff(arrays.citing.indptr) > 0) & arrays.is_paper


def _ones(matrix: Matrix) -> Matrix:
    ones: Matrix = sparse.csr_array((np.ones(matrix.nnz), matrix.indices, matrix.indptr), shape=matrix.shape)
    return ones


def _entries(matrix: Matrix) -> tuple[Ints, Ints, Ints]:
    """Return the rows and columns of the entries, and both as one number."""
    entries = matrix.tocoo()
    rows, columns = entries.row.astype(np.int64), entries.col.astype(np.int64)
    return rows, columns, rows * matrix.shape[1] + columns


def _only(matrix: Matrix, wanted: NDArray[np.bool_]) -> Matrix:
    """Return a matrix with those entries that an array of one row or one column says."""
    rows, columns, _ = _entries(matrix)
    return _masked(matrix, np.broadcast_to(wanted, matrix.shape)[rows, columns])


def _without(matrix: Matrix, other: Matrix) -> Matrix:
    """Return a matrix without the entries where the other has one."""
    return _masked(matrix, ~np.isin(_entries(matrix)[2], _entries(other)[2]))


def _masked(matrix: Matrix, keep: NDArray[np.bool_]) -> Matrix:
    rows, columns, _ = _entries(matrix)
    data = matrix.tocoo().data
    masked: Matrix = sparse.csr_array((data[keep], (rows[keep], columns[keep])), shape=matrix.shape)
    return masked


def _rarity(arrays: GraphArrays, using: Matrix) -> Matrix:
    """Return the weights divided by ln d; what a single paper names cannot be shared and counts 0."""
    counts = arrays.naming_counts
    worth = np.zeros(len(counts))
    worth[counts > 1] = 1 / np.log(counts[counts > 1])
    weighed: Matrix = sparse.csr_array(
        (using.data * worth[using.indices], using.indices, using.indptr), shape=using.shape
    )
    return weighed


def _pair(G: Graph, arrays: GraphArrays, side: _Sides, row: int, column: int, score: float) -> UncitedPair:
    mine = side.using.indices[side.using.indptr[row] : side.using.indptr[row + 1]]
    theirs = side.having.indices[side.having.indptr[column] : side.having.indptr[column + 1]]
    both = rarest_first(np.intersect1d(mine, theirs), arrays.naming_counts)
    paper, other = arrays.keys[row], arrays.keys[column]
    artifacts = tuple(arrays.keys[place] for place in both)
    names = tuple(title_of(G, key) for key in artifacts)
    counts = tuple(int(arrays.naming_counts[place]) for place in both)
    said = (
        evidence_of(G, one, key, relations)
        for key in artifacts
        for one, relations in zip((paper, other), side.relations, strict=True)
    )
    return UncitedPair(
        paper=paper,
        title=title_of(G, paper),
        other=other,
        other_title=title_of(G, other),
        kind=side.kind,
        artifacts=artifacts,
        names=names,
        counts=counts,
        score=steady(score),
        text=_text(side, title_of(G, paper), title_of(G, other), names, counts),
        evidence=tuple(dict.fromkeys(one for one in said if one)),
    )


def _text(side: _Sides, title: str, other: str, names: tuple[str, ...], counts: tuple[int, ...]) -> str:
    told = [
        f"{name} (named by {number(count, 'paper')})"
        for name, count in list(zip(names, counts, strict=True))[:_SHOWN]
    ]
    if len(names) > _SHOWN:
        told.append(f"{len(names) - _SHOWN} more")
    verb = "names" if MENTIONS in side.relations[0] else "uses"
    if side.kind == "shared":
        both = f"“{title}” and “{other}” both {verb.removesuffix('s')}"
        return f"{both} {listing(told)}, and neither cites the other"
    return f"“{title}” {verb} {listing(told)}, introduced by “{other}”, and does not cite it"


def _note(arrays: GraphArrays, kind: str, *, found: int, shown: int) -> str:
    known, papers = int(_known(arrays).sum()), len(arrays.papers)
    if not papers:
        return "the map holds no papers"
    if not known:
        return (
            "the map holds no citations, so who does not cite whom cannot be told; "
            "fetch them with graphx enrich, or give references (the field cites) and build the map again"
        )
    notes = []
    if known < papers:
        notes.append(
            f"looked at {known:,} of {number(papers, 'paper')}: those whose references the map knows"
        )
    if not found and kind == "introduced":
        notes.append("none of them uses what another paper introduces without citing it")
    elif not found:
        notes.append("no two of them share a rare name without a citation")
    elif shown < found:
        notes.append(f"the first {shown:,} of {number(found, 'pair')}")
    return "; ".join(notes)
