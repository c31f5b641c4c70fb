"""The map on disk: one SQLite file, ``graph.db``.

Facts (papers, artifacts, mentions, citations) are stored as they were read and found; ``nodes`` and ``links``
repeat the graph, corrections and all, for whoever reads the file with another tool, and ``search`` is its
full text. The schema stands in ``schema.sql``.
"""

from graphx.store.contents import Contents, LinkRow, NodeRow
from graphx.store.diagnosis import diagnose
from graphx.store.files import (
    APPLICATION_ID,
    FILE_NAME,
    GRAPH_SINCE,
    PATIENCE,
    SCHEMA,
    VERSION,
    open_map,
    told_of,
)
from graphx.store.fulltext import SearchHit, search
from graphx.store.query import SqlResult, sql
from graphx.store.reading import (
    check_map,
    contents_of,
    load_contents,
    load_facts,
    read_abstract,
    read_artifacts,
    read_citations,
    read_mentions,
    read_meta,
    read_papers,
)
from graphx.store.rows import searched_names
from graphx.store.working import WORKING_NAME, Working, alone_in, discard, open_working
from graphx.store.writing import TABLES, change_map, save_graph, save_map

__all__ = [
    "APPLICATION_ID",
    "FILE_NAME",
    "GRAPH_SINCE",
    "PATIENCE",
    "SCHEMA",
    "TABLES",
    "VERSION",
    "WORKING_NAME",
    "Contents",
    "LinkRow",
    "NodeRow",
    "SearchHit",
    "SqlResult",
    "Working",
    "alone_in",
    "change_map",
    "check_map",
    "contents_of",
    "diagnose",
    "discard",
    "load_contents",
    "load_facts",
    "open_map",
    "open_working",
    "read_abstract",
    "read_artifacts",
    "read_citations",
    "read_mentions",
    "read_meta",
    "read_papers",
    "save_graph",
    "save_map",
    "search",
    "searched_names",
    "sql",
    "told_of",
]
