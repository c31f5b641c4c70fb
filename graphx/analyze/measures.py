"""What makes two papers alike: each measure as features of papers, and what having one in common counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

import numpy as np
from scipy import sparse

from graphx.analyze.nearest import Features
from graphx.schema import INTRODUCES, USES

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphx.analyze.arrays import Floats, GraphArrays, Ints
    from graphx.analyze.nearest import Table

_known: WeakKeyDictionary[GraphArrays, dict[str, Features]] = WeakKeyDictionary()


def features_of(arrays: GraphArrays, by: str) -> Features:
    """Return the features of all papers for a measure, made once a graph.

    Parameters
    ----------
    arrays
        The graph.
    by
        One of :data:`MEASURES`.

    Returns
    -------
    Features
        Row ``i`` is the paper ``arrays.keys[arrays.papers[i]]``.
    """
    known = _known.setdefault(arrays, {})
    if by not in known:
        known[by] = MEASURES[by](arrays)
    return known[by]


def shared(arrays: GraphArrays) -> Features:
    """Artifacts shared, each counting 1 / ln d where d papers name it.

    L. A. Adamic and E. Adar, "Friends and neighbors on the Web", Social Networks 25 (2003) 211-230,
    doi:10.1016/S0378-8733(03)00009-1; the weights of :func:`graphx.analyze.project.project_graph`.
    """
    return _features((_named(arrays), _rarity(_named(arrays))))


def roles(arrays: GraphArrays) -> Features:
    """Artifacts shared as above; one that either paper only mentions counts half.

    An artifact is two features of half its weight each: that a paper names it, and that it does more.
    """
    return _features(*_by_role(arrays))


def jaccard(arrays: GraphArrays) -> Features:
    """Artifacts shared over artifacts that either paper names, all counting alike.

    P. Jaccard, "The distribution of the flora in the alpine zone", New Phytologist 11 (1912) 37-50,
    doi:10.1111/j.1469-8137.1912.tb05611.x.
    """
    named = _named(arrays)
    features = _features((named, np.ones(named.shape[1])))
    return Features(features.table, features.weights, np.diff(named.indptr).astype(np.int64))


def coupling(arrays: GraphArrays) -> Features:
    """Works that both papers cite: bibliographic coupling.

    M. M. Kessler, "Bibliographic coupling between scientific papers", American Documentation 14 (1963)
    10-25, doi:10.1002/asi.5090140103.
    """
    cited = _of_papers(arrays, arrays.citing)
    return _features((cited, np.ones(cited.shape[1])))


def cocitation(arrays: GraphArrays) -> Features:
    """Papers that cite both: co-citation. It grows with age, for old papers had more time to be cited.

    H. Small, "Co-citation in the scientific literature", Journal of the American Society for Information
    Science 24 (1973) 265-269, doi:10.1002/asi.4630240406.
    """
    citing = _of_papers(arrays, arrays.cited_by)
    return _features((citing, np.ones(citing.shape[1])))


def combined(arrays: GraphArrays) -> Features:
    """Artifacts shared, weighted by role, and works shared, each counting 1 / ln d where d papers have it.

    A paper has the works that it cites, and itself: so a paper and one that cites it share it. One unit for
    both, that of Adamic and Adar, so that nothing is set by hand. Without citations it is ``roles``.
    Co-citation is left out: it favours old papers, and what a paper names and cites does not change with age.
    """
    works = _works(arrays)
    return _features(*_by_role(arrays), (works, _rarity(works)))


MEASURES: Final[dict[str, Callable[[GraphArrays], Features]]] = {
    "cocitation": cocitation,
    "combined": combined,
    "coupling": coupling,
    "jaccard": jaccard,
    "roles": roles,
    "shared": shared,
}
"""Every measure by its name."""


def own_totals(arrays: GraphArrays) -> Floats:
    """Return for each paper what another would score by ``combined`` that has all it has.

    An artifact that no other paper names counts as if one did; a paper that nobody cites counts nothing.
    """
    works = _works(arrays)
    cited = (works, np.where(_counts(works) > 1, _rarity(works), 0))
    return np.asarray(sum(_had(table) @ weights for table, weights in (*_by_role(arrays), cited)))


def _by_role(arrays: GraphArrays) -> tuple[tuple[Table, Floats], tuple[Table, Floats]]:
    named = _named(arrays)
    more = _of_papers(arrays, arrays.of_relations(INTRODUCES, USES))
    half = _rarity(named) / 2
    return (named, half), (more, half)


def _works(arrays: GraphArrays) -> Table:
    return _of_papers(arrays, _had(arrays.citing) + sparse.eye_array(len(arrays), format="csr"))


def _named(arrays: GraphArrays) -> Table:
    return _of_papers(arrays, arrays.naming)


def _of_papers(arrays: GraphArrays, table: Table) -> Table:
    return table[arrays.papers]


def _had(table: Table) -> Table:
    """Return ones where something is stored, a 0 too."""
    return sparse.csr_array((np.ones(table.nnz), table.indices, table.indptr), table.shape)


def _counts(table: Table) -> Ints:
    """Return how many papers have each feature."""
    return np.bincount(table.indices, minlength=table.shape[1]).astype(np.int64)


def _rarity(table: Table) -> Floats:
    # What one paper has is never shared, whatever it would count.
    return 1 / np.log(np.maximum(_counts(table), 2))


def _features(*parts: tuple[Table, Floats]) -> Features:
    """Return the features of all parts, without those that no two papers have."""
    kept = [(table, weights, np.flatnonzero(_counts(table) > 1)) for table, weights in parts]
    table = sparse.hstack([table[:, columns] for table, _, columns in kept], format="csr")
    table.sort_indices()
    return Features(table, np.concatenate([weights[columns] for _, weights, columns in kept]))
