"""A map on disk in the place of its networkx graph."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from graphx.build import count_witnesses
from graphx.errors import OutputError
from graphx.mapped import file
from graphx.mapped.checked import fit
from graphx.mapped.columns import from_graph, from_tables, of_arrays, to_arrays
from graphx.mapped.names import MappedNames
from graphx.mapped.strings import Strings
from graphx.mapped.texts import BLOCK, Texts
from graphx.schema import CITES, HOSTED_AT, NODE_KINDS, PAPER, RELATIONS, ROLES, VARIANT_OF
from graphx.store import GRAPH_SINCE, told_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from os import PathLike

    import networkx as nx
    from numpy.typing import NDArray

    from graphx.analyze.arrays import GraphArrays
    from graphx.analyze.tables import Table
    from graphx.correct import Correction
    from graphx.model import Evidence

SMALL: Final = 20_000
"""Nodes and links up to which arrays are made anew each time, which takes less than a tenth of a second."""


CORRECTED: Final = "corrections"
"""Fact about a map: how many corrections its tables were made with; missing where none were."""


class MappedGraph:
    """The graph of a map as it lies on disk: read only, and open at once however large it is.

    Every function that ranks, lists, compares or asks takes it in the place of a networkx graph, with the
    same answer. It must not be used by several threads at once.

    Parameters
    ----------
    kept
        The map's arrays (:func:`graphx.mapped.columns.to_arrays`).
    texts
        The map's file.
    """

    def __init__(self, kept: Mapping[str, NDArray[Any]], texts: Texts) -> None:
        self._kept = kept
        self._texts = texts
        self.arrays: GraphArrays = of_arrays(kept)
        self.labels = Strings(kept["labels"], kept["labels.starts"])
        self.names = MappedNames(self.arrays, kept, texts)
        self.nodes = _Nodes(self)
        self._next = -1  # the paper after the one read last

    def __contains__(self, key: object) -> bool:
        return key in self.arrays.places

    def __iter__(self) -> Iterator[str]:
        return iter(self.arrays.keys)

    def __len__(self) -> int:
        return len(self.arrays)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self._texts.path)!r})"

    def close(self) -> None:
        """Let go of the map's file; what is asked for afterwards fails."""
        self._texts.close()

    def hold_keys(self) -> None:
        """Take all keys into memory, for those who look up most of them: that is many times faster then."""
        keys = tuple(self.arrays.keys)
        vars(self.arrays).update(keys=keys, places={key: place for place, key in enumerate(keys)})

    @property
    def facts(self) -> Mapping[str, str]:
        """Facts about the map itself: ``title``, ``built`` and so on."""
        return self._texts.about_map()

    @property
    def is_corrected(self) -> bool:
        """Whether there are corrections, carried out or not."""
        return bool(self._texts.corrections)

    @property
    def kinds(self) -> dict[str, int]:
        """How many nodes there are of each kind."""
        return _counted(self.arrays.kinds, NODE_KINDS)

    @property
    def relations(self) -> dict[str, int]:
        """How many edges there are of each relation."""
        return _counted(self.arrays.relations, RELATIONS)

    @property
    def tiers(self) -> dict[str, int]:
        """How many mentions there are of each tier, as found."""
        return self._texts.tiers()

    @property
    def papers_without_link(self) -> int:
        """How many papers nothing is linked to."""
        return int((self.arrays.degrees[self.arrays.papers] == 0).sum())

    def read(self, place: int) -> dict[str, Any]:
        """Return all attributes of a node, given by number."""
        if self.arrays.is_paper[place] and place == self._next:  # as when all are gone through
            self._texts.fetch(self._papers(np.arange(place, min(place + BLOCK, len(self)))))
        self._next = place + 1
        return self._attributes(place)

    def _attributes(self, place: int) -> dict[str, Any]:
        key = self.arrays.keys[place]
        if self.arrays.is_paper[place]:
            return self._texts.paper(key)
        spelled = self._kept["spelled"].searchsorted([place, place + 1]).tolist()
        return self._texts.artifact(key, self.labels[place], self._spellings[slice(*spelled)])

    @cached_property
    def _spellings(self) -> Strings:
        return Strings(self._kept["spellings"], self._kept["spellings.starts"])

    def abstract(self, place: int) -> str:
        """Return the abstract of a paper, given by number."""
        return self._texts.abstract(self.arrays.keys[place])

    def read_all(self, places: NDArray[np.int64]) -> Iterator[dict[str, Any]]:
        """Yield all attributes of some nodes, given by number; reads many at a time.

        What says that their edges are there is read ahead too, as far as papers say it.
        """
        for start in range(0, len(places), BLOCK):
            block = places[start : start + BLOCK]
            papers = self.arrays.is_paper[block]
            self._texts.fetch(self._papers(block))
            self._texts.fetch_artifacts([self.arrays.keys[place] for place in block[~papers].tolist()])
            self._fetch_links(block)
            yield from map(self._attributes, block.tolist())

    def _papers(self, places: NDArray[np.int64]) -> list[str]:
        """Return the keys of the papers among some nodes."""
        return [self.arrays.keys[place] for place in places[self.arrays.is_paper[places]].tolist()]

    def _fetch_links(self, places: NDArray[np.int64]) -> None:
        """Read ahead what papers say of the edges that begin at some nodes."""
        starts = self.arrays.tables.starts
        linked = places[starts[places + 1] > starts[places]]
        hosted = {}
        for place in linked[~self.arrays.is_paper[linked]].tolist():
            for edge in range(*starts[place : place + 2].tolist()):
                if RELATIONS[self.arrays.relations[edge]] == HOSTED_AT:
                    pair = self.arrays.keys[place], self.arrays.keys[int(self.arrays.targets[edge])]
                    hosted[pair] = self._makers(edge)
        self._texts.fetch_links(self._papers(linked), hosted)

    def _makers(self, edge: int) -> list[str]:
        """Return the papers that introduce both ends of an edge, given by number."""
        table = self.arrays.tables.introduced_by
        ends = int(self.arrays.sources[edge]), int(self.arrays.targets[edge])
        one, other = (set(_row(table, node).tolist()) for node in ends)
        return [self.arrays.keys[paper] for paper in sorted(one & other)]

    def get_edge_data(self, u: str, v: str) -> dict[str, Mapping[str, Any]] | None:
        """Return the attributes of each edge from one node to another by relation; None without any."""
        if u not in self or v not in self:
            return None
        found = {RELATIONS[self.arrays.relations[edge]]: _Edge(self, edge) for edge in self._between(u, v)}
        return found or None  # type: ignore[return-value]

    def _between(self, u: str, v: str) -> range:
        source, target = self.arrays.places[u], self.arrays.places[v]
        start, end = self.arrays.tables.starts[source : source + 2].tolist()
        first, last = self.arrays.targets[start:end].searchsorted([target, target + 1]).tolist()
        return range(start + first, start + last)

    def evidence(self, edge: int) -> tuple[Evidence, ...]:
        """Return what says that an edge, given by number, is there; best first."""
        arrays = self.arrays
        source, target = int(arrays.sources[edge]), int(arrays.targets[edge])
        u, v, relation = arrays.keys[source], arrays.keys[target], RELATIONS[arrays.relations[edge]]
        if relation in ROLES:
            return self._texts.roles(u, v, relation)
        if relation == CITES:
            return self._texts.citation(u, v)
        if relation == VARIANT_OF:
            return self._texts.version((u, self.labels[source]), (v, self.labels[target]))
        return self._texts.hosting(u, v, self._makers(edge))

    def degree(self, key: str) -> int:
        """Return how many different nodes are linked to a node."""
        return int(self.arrays.degrees[self.arrays.places[key]])

    def evidence_count(self, key: str) -> int:
        """Return how many sentences and other pieces of evidence stand behind the links of a node."""
        arrays, place = self.arrays, self.arrays.places[key]
        count = int(self._kept["said"][place])
        if arrays.is_paper[place] and not self._texts.has_more:
            return count + sum(
                len(_row(table, place)) for table in (arrays.tables.citing, arrays.tables.cited_by)
            )
        # Those with papers are counted already, those of papers with each other are not.
        others = _row(arrays.tables.links, place)
        others = others[arrays.is_paper[others] == arrays.is_paper[place]]
        for other in others.tolist():
            pair = key, arrays.keys[other]
            edges = (*self._between(*pair), *self._between(*pair[::-1]))
            count += sum(len(self.evidence(edge)) for edge in edges)
        return count


class _Nodes(Mapping[str, Mapping[str, Any]]):
    """Attributes of nodes by key."""

    def __init__(self, graph: MappedGraph) -> None:
        self._graph = graph

    def __getitem__(self, key: str) -> Mapping[str, Any]:
        return _Node(self._graph, self._graph.arrays.places[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self._graph)

    def __len__(self) -> int:
        return len(self._graph)


class _Node(Mapping[str, Any]):
    """Attributes of one node; what is not kept in arrays is read when it is asked for."""

    def __init__(self, graph: MappedGraph, place: int) -> None:
        self._graph = graph
        self._place = place
        kind = int(graph.arrays.kinds[place])
        self._known: dict[str, Any] = {"kind": NODE_KINDS[kind], "label": graph.labels[place]}
        if year := int(graph.arrays.years[place]):  # 0 may be another that the arrays do not hold
            self._known["year"] = year

    @cached_property
    def _all(self) -> dict[str, Any]:
        return self._graph.read(self._place)

    def __getitem__(self, name: str) -> Any:
        if name in self._known:
            return self._known[name]
        if name == "abstract" and self._known["kind"] == PAPER:
            return self._graph.abstract(self._place)
        return self._all[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)


class _Edge(Mapping[str, Any]):
    """Attributes of one edge; its evidence is read when it is asked for."""

    def __init__(self, graph: MappedGraph, edge: int) -> None:
        self._graph = graph
        self._edge = edge

    def __getitem__(self, name: str) -> Any:
        arrays = self._graph.arrays
        if name == "relation":
            return RELATIONS[arrays.relations[self._edge]]
        if name == "weight":
            return float(arrays.weights[self._edge])
        if name == "evidence":
            return self._graph.evidence(self._edge)
        if name == "witnesses":
            return count_witnesses(self._graph.evidence(self._edge))
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(("relation", "weight", "witnesses", "evidence"))

    def __len__(self) -> int:
        return 4


def open_mapped(
    folder: str | PathLike[str],
    corrections: Iterable[Correction],
    whole: Callable[[], nx.MultiDiGraph[str]],
) -> MappedGraph:
    """Open a map on disk; its arrays are made where there are none that belong to it.

    Parameters
    ----------
    folder
        The map's folder.
    corrections
        Its corrections as they stand now.
    whole
        Gives its graph, where the tables of its file do not have it: where corrections or new names of
        repositories change what was found, and in maps of an older graphx.

    Raises
    ------
    MapError
        There is no map, it is damaged, or made by a newer graphx.
    """
    texts = Texts(folder, corrections)
    path = Path(folder) / file.FILE_NAME
    mark = _mark(texts)
    held = file.read(path, mark)
    if held is None or not fit(held.arrays):
        with told_of(texts.path):
            columns = from_tables(texts.db) if _told_by_tables(texts) else from_graph(whole())
            kept = to_arrays(columns)
            texts.check()  # else what was read would be kept as of what was written meanwhile
        held = _written(path, mark, kept) if len(kept["kinds"]) + len(kept["sources"]) > SMALL else None
        if held is None:
            return MappedGraph(kept, texts)
    with told_of(texts.path):
        texts.check()
    return MappedGraph(held.arrays, texts)


def _written(path: Path, mark: str, kept: Mapping[str, NDArray[Any]]) -> file.Held | None:
    """Keep arrays in a file and return them as they lie there; None where no file can be written."""
    try:
        file.write(path, mark, kept)
    except (OutputError, OSError):
        return None  # a map that may only be read is answered from all the same, on a full disk too
    return file.read(path, mark)


def _mark(texts: Texts) -> str:
    """Return what arrays must have been made of to belong to a map: its file, and the corrections.

    Whatever writes an SQLite file changes the counter at its beginning; a file of the same counter that comes
    from elsewhere has another time or size.
    """
    told = [str(one) for one in texts.corrections]
    for path in (texts.path, texts.path.with_name(f"{texts.path.name}-wal")):
        try:
            state = path.stat()
            with path.open("rb") as begun:
                told += [begun.read(100).hex(), str(state.st_size), str(state.st_mtime_ns)]
        except OSError:
            told.append("")  # no write-ahead log
    return hashlib.blake2b("\n".join(told).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _told_by_tables(texts: Texts) -> bool:
    """Whether the tables of nodes and links have the map's graph as it is now."""
    if texts.corrections or texts.has_new_names:
        return False
    db = texts.db
    if db.execute("PRAGMA user_version").fetchone()[0] < GRAPH_SINCE:
        return False
    built_with = db.execute("SELECT value FROM meta WHERE name = ?", [CORRECTED]).fetchone()
    if built_with and built_with[0]:
        return False
    counts = "SELECT (SELECT count(*) FROM papers), (SELECT count(*) FROM nodes WHERE kind = ?)"
    papers, nodes = db.execute(counts, [PAPER]).fetchone()
    return bool(papers <= nodes)


def _counted(numbers: NDArray[Any], names: tuple[str, ...]) -> dict[str, int]:
    """Return how often each name is meant, sorted by name; those never meant left out."""
    counts = {name: int((numbers == place).sum()) for place, name in enumerate(names)}
    return {name: counts[name] for name in sorted(counts) if counts[name]}


def _row(table: Table, place: int) -> NDArray[Any]:
    start, end = table.indptr[place : place + 2].tolist()
    return table.indices[start:end]
