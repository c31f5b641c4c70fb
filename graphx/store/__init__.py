"""The map on disk: one SQLite file, ``graph.db``.

Facts (papers, artifacts, mentions, citations) are stored as they were read and found; ``nodes`` and ``links``
repeat the graph, corrections and all, for whoever reads the file with another tool, and ``search`` is its
full text. The schema stands in ``schema.sql``.
"""

from graphx.store.contents import Contents, LinkRow, NodeRow
from graphx.store.files import APPLICATION_ID, FILE_NAME, PATIENCE, VERSION, open_map, told_of
from graphx.store.fulltext import SearchHit, search
from graphx.store.query import SqlResult, sql
from graphx.store.reading import (
    check_map,
    load_contents,
    read_artifacts,
    read_citations,
    read_mentions,
    read_papers,
)
from graphx.store.writing import SCHEMA, TABLES, save_map

__all__ = [
    "APPLICATION_ID",
    "FILE_NAME",
    "PATIENCE",
    "SCHEMA",
    "TABLES",
    "VERSION",
    "Contents",
    "LinkRow",
    "NodeRow",
    "SearchHit",
    "SqlResult",
    "check_map",
    "load_contents",
    "open_map",
    "read_artifacts",
    "read_citations",
    "read_mentions",
    "read_papers",
    "save_map",
    "search",
    "sql",
    "told_of",
]
