"""Cutting a weighted graph into parts that hang together, the same on every run and machine."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

if TYPE_CHECKING:
    from collections.abc import Iterator

Ints = NDArray[np.int64]
Links: TypeAlias = "sparse.csr_array[Any, tuple[int, int]]"

_ROUNDS: Final = 10  # at most; large graphs take fewer, for there they differ less and cost more
_LINKS: Final = 200_000  # links gone over in all rounds together
_SETTLED: Final = 0.99  # how much of the modularity from afresh one from before must have to be kept


def modularity(links: Links, parts: Ints, *, resolution: float = 1.0) -> float:
    """Return how much more weight lies within the parts than would by chance, out of all; 0 without links.

    M. E. J. Newman and M. Girvan, "Finding and evaluating community structure in networks", Physical Review E
    69 (2004) 026113, doi:10.1103/PhysRevE.69.026113; with the resolution of J. Reichardt and S. Bornholdt,
    doi:10.1103/PhysRevE.74.016110.

    Parameters
    ----------
    links
        Symmetric weights; a loop stands for twice its weight, as if both its ends were told.
    parts
        For each node its part, from 0.
    resolution
        The weight of what would lie within by chance.

    Examples
    --------
    >>> two_pairs = sparse.csr_array([[0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0]])
    >>> modularity(two_pairs, np.array([0, 0, 1, 1])), modularity(two_pairs, np.array([0, 0, 0, 0]))
    (0.5, 0.0)
    """
    total = float(links.sum())
    if not total:
        return 0.0
    rows = np.repeat(parts, np.diff(links.indptr))
    within = float(links.data[rows == parts[links.indices]].sum())
    shares = np.bincount(parts, np.asarray(links.sum(axis=1)).ravel()) / total
    return within / total - resolution * float(shares @ shares)


def cut(links: Links, *, seed: int = 0, resolution: float = 1.0, before: Ints | None = None) -> Ints:
    """Return the best of a few partitions by Louvain's method with refinement.

    Parts that fall apart are taken apart, which never costs modularity: so all are connected, as those of
    Leiden's method are. That one is not used: networkit's does not come to an end on some graphs (a path of
    three nodes, with a resolution of 2), and its partitions were worse on most maps.

    Parameters
    ----------
    links
        Symmetric weights above 0, without loops.
    seed
        What chance starts from.
    resolution
        Above 1 for more and smaller parts, below 1 for fewer and larger ones.
    before
        For each node its part in an earlier partition, -1 for new nodes. Nodes most of whose weight lies
        within their earlier part then start there together; the partition that comes of it is taken unless
        one from afresh is better by a hundredth.

    Returns
    -------
    numpy.ndarray
        For each node its part; parts are numbered from 0 in the order of their first nodes.

    References
    ----------
    V. D. Blondel et al., "Fast unfolding of communities in large networks", Journal of Statistical Mechanics
    (2008) P10008, doi:10.1088/1742-5468/2008/10/P10008; with the refinement of C. L. Staudt and
    H. Meyerhenke, "Engineering parallel algorithms for community detection in massive networks", IEEE
    Transactions on Parallel and Distributed Systems 27 (2016) 171-184, doi:10.1109/TPDS.2015.2390633.

    Examples
    --------
    >>> two_pairs = sparse.csr_array([[0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0]])
    >>> cut(two_pairs)
    array([0, 0, 1, 1])
    """
    if not links.nnz:
        return np.arange(links.shape[0])
    fresh, height = _best(links, links, np.arange(links.shape[0]), seed, resolution)
    if before is not None:
        start = _starts(links, before)
        onto = sparse.csr_array((np.ones(len(start)), (np.arange(len(start)), start)))
        settled, same_height = _best(links, (onto.T @ links @ onto).tocsr(), start, seed, resolution)
        if same_height >= _SETTLED * height:
            return settled
    return fresh


def _best(links: Links, coarse: Links, start: Ints, seed: int, resolution: float) -> tuple[Ints, float]:
    """Return the best partition of a graph found on a coarser one, and its modularity."""
    best, highest = start, -np.inf
    for found in _partitions(coarse, seed, resolution):
        parts = _apart(links, found[start])
        height = modularity(links, parts, resolution=resolution)
        # What is equal but for rounding: the coarser, then the first. So the machine's last digit decides
        # nothing, and two papers that share all they name stand together.
        coarser = abs(height - highest) <= 1e-12 and parts.max(initial=0) < best.max(initial=0)
        if height > highest + 1e-12 or coarser:
            best, highest = parts, max(height, highest)
    return best, highest


def _partitions(links: Links, seed: int, resolution: float) -> Iterator[Ints]:
    nk = _networkit()
    graph = _graph(links)
    threads = nk.getMaxNumberOfThreads()
    # With several threads the result would depend on who comes first.
    nk.setNumberOfThreads(1)
    try:
        for place in range(max(1, min(_ROUNDS, 2 * _LINKS // max(1, links.nnz)))):
            nk.setSeed(seed + place, False)  # noqa: FBT003 - its only form
            louvain = nk.community.PLM(graph, refine=True, gamma=resolution, par="none randomized")
            yield np.array(louvain.run().getPartition().getVector(), np.int64)
    finally:
        nk.setNumberOfThreads(threads)


def _networkit() -> Any:
    # Half a second and 80 MB: nobody pays who does not ask for communities.
    with warnings.catch_warnings():
        # Without pandas, which nothing here needs, older ones tell everybody so.
        warnings.filterwarnings("ignore", message=".*functionality will be restricted")
        import networkit as nk
    return nk


def _graph(links: Links) -> Any:
    nk = _networkit()
    upper = sparse.triu(links).tocoo()
    weights = np.where(upper.row == upper.col, upper.data / 2, upper.data)
    ends = (upper.row.astype(np.uint64), upper.col.astype(np.uint64))
    return nk.GraphFromCoo((weights, ends), n=links.shape[0], weighted=True, directed=False)


def _apart(links: Links, parts: Ints) -> Ints:
    """Return the partition with each part cut into its connected pieces, numbered by their first nodes."""
    rows = np.repeat(np.arange(links.shape[0]), np.diff(links.indptr))
    within = parts[rows] == parts[links.indices]
    kept = sparse.csr_array((links.data[within], (rows[within], links.indices[within])), links.shape)
    pieces = sparse.csgraph.connected_components(kept, directed=False)[1]
    _, first, piece = np.unique(pieces, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[piece]


def _starts(links: Links, before: Ints) -> Ints:
    """Return where nodes start: alone, or with their earlier part if most of their weight lies there."""
    rows = np.repeat(np.arange(links.shape[0]), np.diff(links.indptr))
    same = (before[rows] == before[links.indices]) & (before[rows] >= 0)
    inside = np.bincount(rows[same], links.data[same], len(before))
    stays = 2 * inside > np.asarray(links.sum(axis=1)).ravel()
    alone = before.max(initial=0) + 1 + np.arange(len(before))
    return np.unique(np.where(stays, before, alone), return_inverse=True)[1]
