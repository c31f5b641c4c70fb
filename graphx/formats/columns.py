"""Tables of a map as Parquet: their columns, said once for whoever writes or reads them.

They are the tables of ``graph.db`` (``store/schema.sql``) under the same names; what SQLite keeps as JSON
text or as a table of its own (authors, identifiers, origins) is a list here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from graphx.errors import OptionError
from graphx.model import Artifact, Mention, Origin, Paper

if TYPE_CHECKING:
    from types import ModuleType

Columns = Mapping[str, Any]
"""Column to type: text, int, long, float, flag or texts; or a list of one mapping of columns."""

PAPERS: Final[Columns] = {
    "key": "text",
    "title": "text",
    "abstract": "text",
    "year": "int",
    "date": "text",
    "venue": "text",
    "url": "text",
    "authors": "texts",
    "cites": "texts",
    "ids": "texts",
    "origins": "texts",
}
ARTIFACTS: Final[Columns] = {"key": "text", "kind": "text", "name": "text", "url": "text", "family": "text"}
MENTIONS: Final[Columns] = {
    "paper": "text",
    "field": "text",
    "start": "int",
    "end": "int",
    "surface": "text",
    "artifact": "text",
    "variant": "text",
    "role": "text",
    "rule": "text",
    "confidence": "float",
    "sentence": "text",
    "sentence_start": "int",
    "tier": "text",
}
CITATIONS: Final[Columns] = {
    "citing": "text",
    "cited": "text",
    "provider": "text",
    "detail": "text",
    "fetched": "text",
    "confidence": "float",
}
NODES: Final[Columns] = {"key": "text", "kind": "text", "label": "text"}
LINKS: Final[Columns] = {
    "source": "text",
    "target": "text",
    "relation": "text",
    "weight": "float",
    "sentence": "text",
}
META: Final[Columns] = {"name": "text", "value": "text"}
FINISHED: Final = "finished"
"""Value of ``state`` in the table ``meta`` once all tables are of one run."""

RANKS: Final[Columns] = {
    "key": "text",
    "kind": "text",
    "degree": "int",
    "pagerank": "float",
    "component": "text",
}

TABLES: Final[Mapping[str, Columns]] = {
    "papers": PAPERS,
    "artifacts": ARTIFACTS,
    "mentions": MENTIONS,
    "citations": CITATIONS,
    "nodes": NODES,
    "links": LINKS,
    "meta": META,
    "ranks": RANKS,
}
"""Every table; each is a folder of Parquet files of that name. ``ranks`` is there once it was asked for."""

_SQL: Final = {
    "text": "string",
    "int": "int",
    "long": "bigint",
    "float": "double",
    "flag": "boolean",
    "texts": "array<string>",
}


def ddl(columns: Columns) -> str:
    """Return columns as the text in which Spark takes a schema.

    >>> ddl({"key": "text", "links": [{"target": "text", "weight": "float"}]})
    '`key` string, `links` array<struct<`target`: string, `weight`: double>>'
    """
    return ", ".join(f"`{name}` {_sql(kind)}" for name, kind in columns.items())


def _sql(kind: Any) -> str:
    if isinstance(kind, str):
        return _SQL[kind]
    inner = ", ".join(f"`{name}`: {_sql(each)}" for name, each in kind[0].items())
    return f"array<struct<{inner}>>"


def arrow_schema(columns: Columns) -> Any:
    """Return columns as a schema of pyarrow.

    Raises
    ------
    OptionError
        pyarrow is not installed.
    """
    pa = pyarrow()
    return pa.schema([(name, _arrow(pa, kind)) for name, kind in columns.items()])


def _arrow(pa: ModuleType, kind: Any) -> Any:
    if not isinstance(kind, str):
        return pa.list_(pa.struct([(name, _arrow(pa, each)) for name, each in kind[0].items()]))
    if kind == "texts":
        return pa.list_(pa.string())
    return {
        "text": pa.string(),
        "int": pa.int32(),
        "long": pa.int64(),
        "float": pa.float64(),
        "flag": pa.bool_(),
    }[kind]


def pyarrow() -> ModuleType:
    """Return pyarrow.

    Raises
    ------
    OptionError
        It is not installed.
    """
    try:
        import pyarrow as pa
    except ImportError as error:
        raise OptionError(
            "Parquet needs pyarrow, which is not installed; install it with: "
            "pip install 'graphx-papers[parquet]'"
        ) from error
    return pa  # type: ignore[no-any-return]


def paper_row(paper: Paper) -> dict[str, Any]:
    """Return a paper as a row of its table."""
    row = {name: getattr(paper, name) for name in PAPERS}
    return row | {"origins": [str(origin) for origin in paper.origins]}


def paper_of(row: Mapping[str, Any]) -> Paper:
    """Return the paper of a row.

    >>> paper = Paper(title="A Study", ids=("arxiv:2308.14508",), origins=(Origin("a:b.csv", 2),))
    >>> paper_of(paper_row(paper)) == paper
    True
    """
    told: dict[str, Any] = {name: row[name] or "" for name in ("title", "abstract", "date", "venue", "url")}
    told |= {name: tuple(row[name] or ()) for name in ("authors", "cites", "ids")}
    origins = tuple(sorted(_origin(text) for text in row["origins"] or ()))
    return Paper(key=row["key"], year=row["year"], origins=origins, **told)


def _origin(text: str) -> Origin:
    path, _, line = text.rpartition(":")
    return Origin(path, int(line)) if line.isdecimal() else Origin(text, 0)


def mention_row(mention: Mention) -> dict[str, Any]:
    """Return a mention as a row of its table."""
    return {name: getattr(mention, name) for name in MENTIONS} | {"artifact": mention.artifact.key}


def mention_of(row: Mapping[str, Any], title: str, artifact: Artifact) -> Mention:
    """Return the mention of a row, with its paper's title and its artifact."""
    return Mention(**{name: row[name] for name in MENTIONS} | {"title": title, "artifact": artifact})


def artifacts_of(rows: Iterable[Mapping[str, Any]]) -> dict[str, Artifact]:
    """Return the artifacts of a table by key, each with its family; a family that is missing is left out.

    Raises
    ------
    ValueError
        An artifact is a version of itself.

    Examples
    --------
    >>> told = {"kind": "model", "name": "Llama 2", "url": None, "family": "model:llama"}
    >>> artifacts_of([{"key": "model:llama-2", **told}])["model:llama-2"].family is None
    True
    """
    by_key = {row["key"]: row for row in rows}
    made: dict[str, Artifact] = {}

    def make(key: str, above: tuple[str, ...] = ()) -> Artifact:
        if key in above:
            raise ValueError(f"artifact {key!r} is a version of itself")
        if key not in made:
            row = by_key[key]
            family = make(row["family"], (*above, key)) if row["family"] in by_key else None
            told = {name: row[name] for name in ("kind", "name")}
            made[key] = Artifact(key=key, url=row["url"] or "", family=family, **told)
        return made[key]

    return {key: make(key) for key in by_key}
