"""What would extend a list of papers: what shares most with several of them."""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy import sparse

from graphx.analyze.arrays import GraphArrays, arrays_of
from graphx.analyze.graph import steady
from graphx.analyze.nodes import find_node
from graphx.analyze.questions.parts import best_places, check_size, evidence_of, title_of
from graphx.analyze.wording import listing, number, short_name
from graphx.answers.questions import Addition, Answers, Tie
from graphx.errors import OptionError
from graphx.schema import CITES, PAPER, ROLES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from graphx.analyze.arrays import Floats, Ints
    from graphx.analyze.texts import Graph

_RELATIONS = (*ROLES, CITES)


def extend_list(G: Graph, papers: str | Iterable[str], *, size: int = 10) -> Answers[Addition]:
    """Return the papers that share most with several papers of a list.

    Two papers share what both name (an artifact) or both cite, and one shares with the other the very paper
    that it cites. What ``d`` papers name or cite counts 1 / ln d, with the cited paper counted among those
    that cite it. Each paper of the list counts once, by the rarest thing it shares, and these are summed: so
    a paper close to many of the list comes before one that has ten things in common with a single one. It
    can be checked by hand, unlike the walk of :func:`graphx.analyze.reading.reading_list`, which also goes
    further than one step.

    Parameters
    ----------
    G
        The graph of :mod:`graphx.schema`.
    papers
        The list: node keys, or what :func:`graphx.analyze.nodes.find_node` understands.
    size
        How many papers to return at most.

    Returns
    -------
    Answers of Addition
        Best first, ties by key; each shares something with at least two papers of the list, or with the one
        paper of a list of one. The note says which papers of the list share nothing with any other.

    Raises
    ------
    NodeError
        Something in the list is no paper of the map, or could be several.
    OptionError
        The list is empty, or ``size`` is below 1.

    References
    ----------
    The weight 1 / ln d: L. A. Adamic and E. Adar, "Friends and neighbors on the Web", Social Networks 25
    (2003) 211-230, doi:10.1016/S0378-8733(03)00009-1.

    Examples
    --------
    >>> import networkx as nx
    >>> G = nx.MultiDiGraph()
    >>> G.add_nodes_from(["dataset:d", "dataset:e"], kind="dataset")
    >>> for paper, names in {"a": "d", "b": "e", "c": "de", "x": "d"}.items():
    ...     G.add_node(f"paper:{paper}", kind="paper", label=paper.upper())
    ...     for name in names:
    ...         _ = G.add_edge(f"paper:{paper}", f"dataset:{name}", key="uses", relation="uses", weight=1.0)
    >>> [(one.key, [tie.paper for tie in one.ties]) for one in extend_list(G, ["paper:a", "paper:b"])]
    [('paper:c', ['paper:b', 'paper:a'])]
    """
    check_size(size)
    texts = [papers] if isinstance(papers, str) else list(papers)
    if not texts:
        raise OptionError("the list to extend is empty; name at least one paper")
    arrays = arrays_of(G)
    listed = [arrays.places[key] for key in dict.fromkeys(find_node(G, text, kind=PAPER) for text in texts)]
    having = _having(arrays)
    strengths = np.stack([_strengths(having, place) for place in listed])
    several = (strengths > 0).sum(axis=0) >= min(2, len(listed))
    several &= arrays.is_paper
    several[listed] = False
    found = np.flatnonzero(several)
    scores = np.array([fsum(column) for column in strengths[:, found].T.tolist()])
    best = found[best_places(scores, size)].tolist()
    return Answers(
        items=tuple(_addition(G, arrays, having, listed, place) for place in best),
        note=_note(G, arrays, listed, strengths, found=len(found)),
    )


class _Having(NamedTuple):
    """What each paper has that others can share: a row a paper, a column what is named or cited, in ones.

    ``of`` is the same by column; ``counts`` and ``worth`` are d and 1 / ln d of each column, 0 where nobody
    shares it.
    """

    by: sparse.csr_array[Any, tuple[int, int]]
    of: sparse.csr_array[Any, tuple[int, int]]
    counts: Ints
    worth: Floats

    def row(self, place: int) -> NDArray[Any]:
        """Return the numbers of what one paper has."""
        return np.asarray(self.by.indices[self.by.indptr[place] : self.by.indptr[place + 1]])


def _having(arrays: GraphArrays) -> _Having:
    citing = arrays.citing.tocoo()
    cited = np.unique(citing.col)
    names = arrays.naming.tocoo()
    rows = np.concatenate([names.row, citing.row, cited])
    columns = np.concatenate([names.col, citing.col, cited])
    by = sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=names.shape)
    by.sum_duplicates()
    of = by.T.tocsr()
    counts = np.diff(of.indptr).astype(np.int64)
    worth = np.zeros(len(counts))
    worth[counts > 1] = 1 / np.log(counts[counts > 1])
    return _Having(by, of, counts, worth)


def _strengths(having: _Having, place: int) -> Floats:
    """Return for each node the worth of the rarest thing that it shares with one paper; 0 where nothing."""
    strengths = np.zeros(having.by.shape[0])
    things = having.row(place)
    for thing in things[np.argsort(having.worth[things], kind="stable")].tolist():
        # Rarer things come later and overwrite.
        strengths[having.of.indices[having.of.indptr[thing] : having.of.indptr[thing + 1]]] = having.worth[
            thing
        ]
    return strengths


def _addition(G: Graph, arrays: GraphArrays, having: _Having, listed: list[int], place: int) -> Addition:
    ties = []
    for one in listed:
        shared = np.intersect1d(having.row(place), having.row(one))
        if not len(shared):
            continue
        thing = min(shared.tolist(), key=lambda x: (having.counts[x], x))
        keys = arrays.keys[one], arrays.keys[thing]
        ties.append(
            Tie(
                paper=keys[0],
                title=title_of(G, keys[0]),
                shared=keys[1],
                name=title_of(G, keys[1]),
                count=int(having.counts[thing]),
                more=len(shared) - 1,
            )
        )
    ties.sort(key=lambda tie: (tie.count, tie.paper))
    key = arrays.keys[place]
    said = (evidence_of(G, one, tie.shared, _RELATIONS) for tie in ties for one in (key, tie.paper))
    return Addition(
        key=key,
        title=title_of(G, key),
        score=steady(fsum(having.worth[arrays.places[tie.shared]] for tie in ties)),
        ties=tuple(ties),
        text=_text(G, key, ties),
        year=int(arrays.years[place]) or None,
        evidence=tuple(dict.fromkeys(one for one in said if one)),
    )


def _text(G: Graph, key: str, ties: list[Tie]) -> str:
    """Return the ties in words, those of one shared thing together."""
    together: dict[str, list[Tie]] = {}
    for tie in ties:
        together.setdefault(tie.shared, []).append(tie)
    return "; ".join(_told(G, key, shared, group) for shared, group in together.items())


def _told(G: Graph, key: str, shared: str, ties: list[Tie]) -> str:
    names = [_short(G, tie.paper) for tie in ties if tie.paper != shared]
    with_these = f", as do {listing(names)}" if len(names) > 1 else f", as does {names[0]}" if names else ""
    if G.nodes[shared].get("kind") != PAPER:
        return f"names {ties[0].name}{with_these} (named by {number(ties[0].count, 'paper')})"
    cited = number(ties[0].count - 1, "paper")
    if shared == key:
        return f"is cited by {listing(names)} (by {cited} in all)"
    return f"cites {_short(G, shared)}{with_these} (cited by {cited})"


def _short(G: Graph, key: str) -> str:
    return f"“{short_name(G.nodes[key], key)}”"


def _note(G: Graph, arrays: GraphArrays, listed: list[int], strengths: Floats, *, found: int) -> str:
    others = arrays.is_paper.copy()
    others[listed] = False
    alone = [
        f"“{_short(G, arrays.keys[place])}”".replace("““", "“").replace("””", "”")
        for place, row in zip(listed, strengths, strict=True)
        if not (row[others] > 0).any()
    ]
    if len(alone) == len(listed):
        return "no other paper shares anything with the list"
    share = "shares" if len(alone) == 1 else "share"
    notes = [f"{listing(alone)} {share} nothing with papers that are not on the list"] if alone else []
    if not found:
        notes.append("no paper shares something with two papers of the list")
    return "; ".join(notes)
