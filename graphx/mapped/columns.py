"""What is kept of a map as arrays, from either side: from the tables of its file, or from its graph."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from graphx.analyze.arrays import UNKNOWN, GraphArrays, arrays_of
from graphx.analyze.names import plain
from graphx.analyze.tables import Table, Tables
from graphx.errors import MapError
from graphx.facts import OUTSIDE, TITLE, YEAR, Fact, enriched_papers, outside_papers
from graphx.mapped.strings import Places, Strings, encoded
from graphx.model import Paper
from graphx.schema import ACCEPTED, NODE_KINDS, PAPER, RELATIONS, ROLES
from graphx.store.facts import has_facts

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import networkx as nx
    from numpy.typing import NDArray

    Arrays = Mapping[str, NDArray[Any]]

_ROWS: Final = 100_000  # rows of a table held at a time
_BETWEEN: Final = "; "  # spellings in the full text


class Columns(NamedTuple):
    """A map as arrays and lists.

    Parameters
    ----------
    arrays
        Nodes and edges.
    labels
        The label of each node.
    spelled, spellings
        Numbers of artifacts and how they are spelled, one spelling each.
    said
        For each node how many sentences stand behind its links between papers and artifacts.
    """

    arrays: GraphArrays
    labels: Sequence[str]
    spelled: Sequence[int]
    spellings: Sequence[str]
    said: NDArray[np.int64]


def from_graph(G: nx.MultiDiGraph[str]) -> Columns:
    """Return the columns of a graph.

    >>> import networkx as nx
    >>> G = nx.MultiDiGraph()
    >>> G.add_node("model:m", kind="model", label="M", surfaces=("M", "em"))
    >>> columns = from_graph(G)
    >>> columns.labels, columns.spelled, columns.spellings
    (['M'], [0, 0], ['M', 'em'])
    """
    arrays = arrays_of(G)
    labels = [str(G.nodes[key].get("label", "")) for key in arrays.keys]
    told = [(place, s) for place, key in enumerate(arrays.keys) for s in G.nodes[key].get("surfaces", ())]
    said = np.zeros(len(arrays), np.int64)
    for u, v, data in G.edges(data=True):
        if data.get("relation") in ROLES:
            said[[arrays.places[u], arrays.places[v]]] += len(data.get("evidence", ()))
    return Columns(arrays, labels, [place for place, _ in told], [text for _, text in told], said)


def from_tables(db: sqlite3.Connection) -> Columns:
    """Return the columns of a map as its tables have them: row by row, without its graph.

    Raises
    ------
    MapError
        A link has an end that is no node, or a weight that is none.
    """
    keys: list[str] = []
    labels: list[str] = []
    kinds: list[int] = []
    years: list[int] = []
    kind_of = {kind: place for place, kind in enumerate(NODE_KINDS)}
    # A paper's title as it was read; the label in the table of nodes stands on one line.
    nodes = (
        "SELECT n.key, n.kind, coalesce(p.title, n.label), coalesce(p.year, 0), p.key IS NULL "
        "FROM nodes n LEFT JOIN papers p ON p.key = n.key ORDER BY n.key"
    )
    outside = set()
    for key, kind, label, year, unread in _rows(db, nodes):
        keys.append(key)
        labels.append(label)
        kinds.append(kind_of.get(kind, UNKNOWN))
        years.append(year)
        if unread and kind == PAPER:
            outside.add(key)
    places = {key: place for place, key in enumerate(keys)}
    for paper in _told_papers(db):
        if paper.key not in places:
            continue
        place = places[paper.key]
        years[place] = years[place] or paper.year or 0
        if paper.key in outside:
            labels[place] = paper.title
    sources, targets, relations, weights = _edges(db, places)
    order = np.lexsort((weights, relations, targets, sources))
    arrays = GraphArrays(
        tuple(keys),
        np.array(kinds, np.int8),
        np.array([year if 0 < year < 10_000 else 0 for year in years], np.int32),
        sources[order],
        targets[order],
        relations[order],
        weights[order],
    )
    spelled, spellings = [], []
    for key, names in _rows(db, "SELECT key, names FROM nodes WHERE kind <> 'paper' ORDER BY key"):
        for name in names.split(_BETWEEN) if names else ():
            spelled.append(places[key])
            spellings.append(name)
    return Columns(arrays, labels, spelled, spellings, _said(db, places))


def _rows(db: sqlite3.Connection, query: str) -> Iterator[Any]:
    cursor = db.execute(query)
    while rows := cursor.fetchmany(_ROWS):
        yield from rows


def _edges(db: sqlite3.Connection, places: Mapping[str, int]) -> tuple[NDArray[Any], ...]:
    relation_of = {relation: place for place, relation in enumerate(RELATIONS)}
    parts: list[tuple[NDArray[Any], ...]] = [
        tuple(np.zeros(0, kind) for kind in (np.int64, np.int64, np.int8, np.float64))
    ]
    cursor = db.execute("SELECT source, target, relation, weight FROM links")
    while rows := cursor.fetchmany(_ROWS):
        sources, targets, relations, weights = zip(*rows, strict=True)
        try:
            ends = [np.array([places[key] for key in column], np.int64) for column in (sources, targets)]
        except KeyError as error:
            raise MapError(
                f"a link of the map ends at {error}, which is no node; build the map again"
            ) from error
        told = np.array([relation_of.get(one, UNKNOWN) for one in relations], np.int8)
        parts.append((*ends, told, np.array(weights, np.float64)))
    columns = tuple(np.concatenate(column) for column in zip(*parts, strict=True))
    if not (np.isfinite(columns[3]) & (columns[3] >= 0)).all():
        raise MapError("a link of the map has a weight that is no finite number; build the map again")
    return columns


def _said(db: sqlite3.Connection, places: Mapping[str, int]) -> NDArray[np.int64]:
    """Return for each node how many mentions make its links: each is evidence of one."""
    said = np.zeros(len(places), np.int64)
    for column in ("paper", "artifact"):
        counts = f"SELECT {column}, count(*) FROM mentions WHERE tier = '{ACCEPTED}' GROUP BY {column}"
        for key, count in _rows(db, counts):
            said[places[key]] += count
    return said


def _told_papers(db: sqlite3.Connection) -> Iterator[Paper]:
    """Yield papers with the years that public APIs tell, those outside the input with their titles too."""
    if not has_facts(db):
        return
    fields = (YEAR, TITLE, *OUTSIDE)
    marks = ", ".join("?" * len(fields))
    rows = db.execute(
        f"SELECT subject, field, value, provider FROM facts WHERE field IN ({marks}) ORDER BY subject", fields
    )
    facts = (Fact(subject=row[0], field=row[1], value=row[2], provider=row[3]) for row in rows)
    for key, grouped in groupby(facts, attrgetter("subject")):
        about = list(grouped)
        yield from outside_papers(about) or enriched_papers([Paper(title="", key=key)], about)


def to_arrays(columns: Columns) -> dict[str, NDArray[Any]]:
    """Return all that is kept of a map as arrays by name, those that answers start from among them."""
    arrays, tables = columns.arrays, columns.arrays.tables
    narrow = np.int32 if max(len(arrays), len(arrays.sources)) < 2**31 else np.int64
    kept: dict[str, NDArray[Any]] = {
        "kinds": arrays.kinds,
        "years": arrays.years,
        "sources": arrays.sources.astype(narrow),
        "targets": arrays.targets.astype(narrow),
        "relations": arrays.relations,
        "weights": arrays.weights,
        "starts": tables.starts.astype(narrow),
        "totals": tables.totals,
        "spelled": np.array(columns.spelled, narrow),
        "said": columns.said.astype(np.int32),
        "lengths": np.array([len(label) for label in columns.labels], np.int32),
    }
    texts: dict[str, Iterable[str]] = {
        "keys": arrays.keys,
        "labels": columns.labels,
        "labels.plain": (plain(label) for label in columns.labels),
        "spellings": columns.spellings,
        "spellings.plain": (plain(text) for text in columns.spellings),
    }
    for name, lines in texts.items():
        kept[name], kept[f"{name}.starts"] = encoded(lines)
    for name in Tables.NAMES:
        table: Table = getattr(tables, name)
        kept[f"{name}.indptr"], kept[f"{name}.indices"] = table.indptr, table.indices
        if name not in Tables.ONES:
            kept[f"{name}.data"] = table.data
    return kept


def of_arrays(kept: Arrays) -> GraphArrays:
    """Return nodes and edges from what :func:`to_arrays` gave."""
    keys = Strings(kept["keys"], kept["keys.starts"])
    made: dict[str, Any] = {"starts": kept["starts"], "totals": kept["totals"]}
    for name in Tables.NAMES:
        indptr, indices = kept[f"{name}.indptr"], kept[f"{name}.indices"]
        # Ones that take no room.
        data = np.broadcast_to(1.0, len(indices)) if name in Tables.ONES else kept[f"{name}.data"]
        made[name] = Table(indptr, indices, data)
    arrays = GraphArrays(
        keys=keys,
        kinds=kept["kinds"],
        years=kept["years"],
        sources=kept["sources"],
        targets=kept["targets"],
        relations=kept["relations"],
        weights=kept["weights"],
    )
    tables = Tables(arrays.kinds, arrays.sources, arrays.targets, arrays.relations, arrays.weights, made)
    vars(arrays).update(tables=tables, places=Places(keys))
    return arrays
