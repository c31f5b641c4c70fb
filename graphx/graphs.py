"""The graph of a map on disk: whole, in part, or as it lies there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from graphx import store
from graphx.correct import Corrected, Correction, read_corrections, replay
from graphx.facts import enriched_papers
from graphx.mapped import CORRECTED, MappedGraph, check_cost, open_mapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from os import PathLike

    import networkx as nx

CORRECTIONS_NAME: Final = "corrections.txt"

MOST: Final = 8e9
"""Bytes that loading a graph may take if nothing else is said."""


def correct(contents: store.Contents, corrections: Iterable[Correction]) -> Corrected:
    """Return the facts of a map after corrections."""
    papers = enriched_papers(contents.papers, contents.facts)
    return replay(papers, contents.mentions, contents.citations, corrections)


def graph_of(contents: store.Contents, corrected: Corrected) -> nx.MultiDiGraph[str]:
    """Return the graph of what a map holds, after corrections."""
    from graphx.build import build_graph

    return build_graph(contents.papers, corrected.mentions, corrected.citations, contents.facts)


def meta_with(meta: Mapping[str, str], corrections: Sequence[Correction]) -> dict[str, str]:
    """Return the facts about a map, and with how many corrections its tables of nodes and links are made.

    >>> meta_with({"title": "A", "corrections": "3"}, [])
    {'title': 'A'}
    """
    kept = {name: value for name, value in meta.items() if name != CORRECTED}
    return kept | ({CORRECTED: str(len(corrections))} if corrections else {})


def load_graph(
    folder: str | PathLike[str],
    *,
    kinds: str | Iterable[str] | None = None,
    around: str | None = None,
    hops: int = 1,
    years: tuple[int, int] | None = None,
    most: float | None = MOST,
) -> nx.MultiDiGraph[str]:
    """Return the graph of a map on disk, equal to the one that was built; corrections as they stand now.

    Where a part is asked for, only that is read: nodes that fit all that is said, with all the links among
    them. What analysis gives for a part is that of the part: a name that a thousand papers of the map share
    is rare in it if one of them is there.

    Parameters
    ----------
    folder
        The map's folder.
    kinds
        Only nodes of these kinds: one or several of :data:`graphx.schema.NODE_KINDS`.
    around
        Only what lies around a node: its key, an identifier, or a piece of a title or name.
    hops
        How many links away from it, in either direction.
    years
        Only papers from the first to the last of two years, and the datasets, models and repositories that
        they name. Papers without a year are left out.
    most
        How many bytes the whole graph may take, as far as can be told beforehand; None for no limit. A part
        is loaded whatever it takes.

    Raises
    ------
    MapError
        There is no map, it is damaged, or it was made by a newer graphx.
    InputError
        A line of its ``corrections.txt`` is no correction.
    OptionError
        The whole would take more than ``most`` bytes; the message says how much, and how long. Or a part is
        asked for that cannot be.
    NodeError
        No node fits ``around``, or several do.

    Examples
    --------
    >>> import tempfile
    >>> from graphx import explore, sample_path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     map = explore(sample_path(), output=folder)
    ...     load_graph(folder).nodes == map.graph.nodes
    ...     sorted({data["kind"] for _, data in load_graph(folder, around="model:clip").nodes(data=True)})
    True
    ['model', 'paper', 'repo']
    """
    if kinds is None and around is None and years is None:
        if most is not None:
            check_cost(folder, most)
        contents = store.load_contents(folder)
        corrections = read_corrections(Path(folder) / CORRECTIONS_NAME)
        with store.told_of(Path(folder) / store.FILE_NAME):  # a role that is none shows only here
            return graph_of(contents, correct(contents, corrections))
    from graphx.mapped.part import part_of

    return part_of(open_graph(folder), kinds=kinds, around=around, hops=hops, years=years)


def open_graph(folder: str | PathLike[str]) -> MappedGraph:
    """Open the graph of a map as it lies on disk: read only, and open at once however large it is.

    Every function that ranks, lists, compares or asks takes it in the place of what :func:`load_graph` gives,
    with the same answer. What answers are computed on is kept beside the map, in ``graph.arrays``, made by
    the build of a large map or when it is first asked for; where it cannot be written, it is made each time.

    Parameters
    ----------
    folder
        The map's folder.

    Returns
    -------
    MappedGraph
        Nodes and edges to look up. A map that is built again meanwhile tells so when next asked.

    Raises
    ------
    MapError
        There is no map, it is damaged, or it was made by a newer graphx.
    InputError
        A line of its ``corrections.txt`` is no correction.

    Examples
    --------
    >>> import tempfile
    >>> from graphx import explore, rank_nodes, sample_path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = explore(sample_path(), output=folder)
    ...     next(iter(rank_nodes(open_graph(folder), kind="dataset")))
    'dataset:imagenet'
    """
    corrections = read_corrections(Path(folder) / CORRECTIONS_NAME)
    return open_mapped(folder, corrections, lambda: load_graph(folder, most=None))
