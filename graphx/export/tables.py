"""The whole graph as two tables, nodes and edges: as CSV, and as Parquet, which keeps types and lists."""

from __future__ import annotations

import io
import json
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any, Final

from graphx.formats.columns import arrow_schema
from graphx.formats.table import format_rows, plain
from graphx.model import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    import networkx as nx

_TEXTS: Final = ("kind", "label", "abstract", "date", "venue", "url")
_LISTS: Final = ("authors", "ids", "origins", "surfaces", "implied")
_NODE_COLUMNS: Final = ("id", "kind", "label", "year", "date", "authors", "venue", "url", "ids", "abstract")
_EDGE_COLUMNS: Final = ("source", "target", "relation", "weight", "sentence", "evidence")


def graph_to_csv(G: nx.MultiDiGraph[str]) -> Iterator[tuple[str, bytes]]:
    """Yield ``nodes.csv`` and ``edges.csv``, named as Gephi, igraph, Neo4j and spreadsheets expect them.

    Cells stand on one line and are never run as formulas; lists of texts are joined by ``"; "``; evidence is
    JSON text, and the best sentence stands beside it.

    Parameters
    ----------
    G
        The graph of :mod:`graphx.schema`.

    Yields
    ------
    tuple of str and bytes
        The name of a file and what it holds.

    Examples
    --------
    >>> import networkx as nx
    >>> G = nx.MultiDiGraph()
    >>> G.add_node("model:m", kind="model", label="M", surfaces=("M", "Em"))
    >>> for name, held in graph_to_csv(G):
    ...     print(name, held.decode().splitlines()[-1])
    nodes.csv model:m,model,M,,,,,,,,,M; Em,
    edges.csv source,target,relation,weight,sentence,evidence
    """
    nodes = ({"id": key} | G.nodes[key] for key in sorted(G))
    columns = (*_NODE_COLUMNS, *(name for name in _LISTS if name not in _NODE_COLUMNS))
    yield "nodes.csv", format_rows(nodes, "csv", columns).encode()
    yield "edges.csv", format_rows(_edges(G), "csv", _EDGE_COLUMNS).encode()


def graph_to_parquet(G: nx.MultiDiGraph[str]) -> Iterator[tuple[str, bytes]]:
    """Yield ``nodes.parquet`` and ``edges.parquet`` for pandas, polars, DuckDB and others.

    Lists stay lists, and evidence is a list of records: nothing of the graph is lost.

    Parameters
    ----------
    G
        The graph of :mod:`graphx.schema`.

    Yields
    ------
    tuple of str and bytes
        The name of a file and what it holds.

    Raises
    ------
    OptionError
        pyarrow is not installed.
    """
    kinds = {"str": "text", "int": "int", "float": "float"}
    evidence = {field.name: kinds[str(field.type)] for field in fields(Evidence)}
    node = {"id": "text", **dict.fromkeys(_TEXTS, "text"), "year": "int", **dict.fromkeys(_LISTS, "texts")}
    edge = {"source": "text", "target": "text", "relation": "text", "weight": "float", "evidence": [evidence]}
    nodes = ({"id": key} | G.nodes[key] for key in sorted(G))
    for name, columns, rows in (("nodes", node, nodes), ("edges", edge, _edges(G))):
        yield f"{name}.parquet", _parquet(arrow_schema(columns), [_writable(row) for row in rows])


def _edges(G: nx.MultiDiGraph[str]) -> Iterator[dict[str, Any]]:
    for u, v, key, data in sorted(G.edges(keys=True, data=True), key=lambda edge: edge[:3]):
        evidence = [asdict(one) for one in data.get("evidence", ())]
        sentence = (evidence[0]["sentence"] or evidence[0]["detail"]) if evidence else ""
        told = {"source": u, "target": v, "relation": key, "weight": data.get("weight")}
        yield told | {"sentence": sentence, "evidence": evidence}


def _parquet(schema: Any, rows: list[dict[str, Any]]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet

    out = io.BytesIO()
    pa.parquet.write_table(pa.Table.from_pylist(rows, schema=schema), out, compression="zstd")
    return out.getvalue()


def _writable(row: dict[str, Any]) -> Any:
    """Return a row whose texts can be written as UTF-8: half a character becomes a question mark."""
    text = json.dumps(row, ensure_ascii=False, default=plain)
    written = text.encode("utf-8", "replace")
    return row if written.decode("utf-8") == text else json.loads(written)
