"""Rows of any layout to records of papers; a row that is none costs that row, and says why."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from os import PathLike
from typing import TYPE_CHECKING, Any, Final

from graphx.errors import InputError, OptionError
from graphx.formats.columns import PAPERS, Columns, arrow_schema, ddl, paper_row
from graphx.read.dialects import as_record
from graphx.read.jsonl import parse_json
from graphx.read.merge import marks_of
from graphx.read.record import FIELDS, check_columns, fold_name, paper_from_record, with_columns

if TYPE_CHECKING:
    from pyarrow import RecordBatch
    from pyspark.sql import DataFrame, SparkSession

Named = Mapping[str, str]

LINES: Final = "value"
"""The one column of a table that holds a line of JSON in each row."""

_JSON: Final = (".json", ".jsonl", ".ndjson")
_PLACE: Final = ":0: "
"""How a message starts that tells no file and no line."""


def open_papers(spark: SparkSession, *paths: str | PathLike[str]) -> DataFrame:
    """Return files of papers as a table: JSON Lines (plain or packed) line by line, anything else as Parquet.

    Parameters
    ----------
    spark
        The session.
    *paths
        Files, folders or patterns, all of one kind, that all machines of the cluster see.

    Raises
    ------
    OptionError
        No path, or JSON Lines and Parquet together.
    """
    texts = [str(path) for path in paths]
    lines = [text for text in texts if any(ending in text.rpartition("/")[2].lower() for ending in _JSON)]
    if not texts or (lines and len(lines) < len(texts)):
        got = "no path" if not texts else f"JSON Lines ({lines[0]}) and others together"
        raise OptionError(f"{got}; give files of one kind: JSON Lines or Parquet")
    return spark.read.text(texts) if lines else spark.read.parquet(*texts)


def record_columns(keep: Iterable[str]) -> Columns:
    """Return the columns of records: those of papers, what else is kept, marks, what is wrong with a row."""
    return {**PAPERS, **dict.fromkeys(keep, "texts"), "marks": "texts", "problem": "text"}


def read_records(papers: DataFrame, columns: Named, keep: Named) -> DataFrame:
    """Return the record of each row (:func:`record_columns`); where it is none, only ``problem`` is filled.

    Raises
    ------
    InputError
        No column holds the title.
    OptionError
        ``columns`` or ``keep`` name what is not there or already there.
    """
    check_columns(columns)
    whole = papers.columns == [LINES]
    if taken := sorted(set(keep) & {*PAPERS, "marks", "problem"}):
        raise OptionError(f"keep names a column {taken[0]!r}, which papers have anyway; name it otherwise")
    if not whole:
        _check_layout(papers.columns, columns, keep)
    schema = record_columns(keep)

    def run(batches: Iterable[RecordBatch]) -> Iterator[RecordBatch]:
        import pyarrow as pa

        for batch in batches:
            rows: list[Any] = batch.column(0).to_pylist() if whole else plain_rows(batch)
            told = (_record(row, columns, keep) for row in rows if not isinstance(row, str) or row.strip())
            yield pa.RecordBatch.from_pylist(list(told), schema=arrow_schema(schema))

    return papers.mapInArrow(run, ddl(schema))


def _check_layout(there: Iterable[str], columns: Named, keep: Named) -> None:
    names = list(there)
    for column in [*columns.values(), *(path.partition(".")[0] for path in keep.values())]:
        if column not in names:
            raise OptionError(f"no column {column!r} in this table; it has: {', '.join(names)}")
    if "title" not in columns and not any(fold_name(name) in FIELDS["title"] for name in names):
        raise InputError(
            f"no column for the title among {', '.join(names) or 'none'}; "
            "say which one it is with columns={'title': …}, or give lines of JSON in one column 'value'"
        )


def plain_rows(batch: RecordBatch) -> list[dict[str, Any]]:
    """Return rows with values as JSON has them: dates as text, maps as objects."""
    import pyarrow as pa

    maps = {field.name for field in batch.schema if pa.types.is_map(field.type)}
    return [
        {name: dict(value) if value and name in maps else _plain(value) for name, value in row.items()}
        for row in batch.to_pylist()
    ]


def _plain(value: Any) -> Any:
    return value.isoformat()[:10] if isinstance(value, datetime.date) else value


def _record(row: Any, columns: Named, keep: Named) -> dict[str, Any]:
    try:
        value = parse_json(row, "", 0) if isinstance(row, str) else row
        if not isinstance(value, Mapping):
            raise InputError("expected a JSON object with at least a title", path="", line=0)
        fields = with_columns(value, columns) if columns else as_record(value)
        paper = paper_from_record(fields, path="", line=0)
    except InputError as error:
        return {"problem": _utf8(str(error).removeprefix(_PLACE))}
    told = paper_row(paper) | {"origins": [], "marks": marks_of(paper)}
    told |= {name: _texts_at(value, path.split(".")) for name, path in keep.items()}
    return {name: _utf8(each) for name, each in told.items()}


def _texts_at(value: Any, path: list[str]) -> list[str]:
    """Return the texts at a place of an object; through lists, of each item."""
    if isinstance(value, list):
        return sorted({text for item in value for text in _texts_at(item, path)})
    if path:
        return _texts_at(value.get(path[0]), path[1:]) if isinstance(value, Mapping) else []
    return [str(value)] if isinstance(value, str | int | float) and value != "" else []


def _utf8(value: Any) -> Any:
    """Return texts that can be written as UTF-8: half a character becomes a question mark."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    return [_utf8(each) for each in value] if isinstance(value, list | tuple) else value
