"""Tables of a map as Parquet (:mod:`graphx.formats.columns`), read whole or in part."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphx.errors import InputError
from graphx.formats.columns import Columns, arrow_schema, pyarrow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pyarrow.dataset import Dataset, Expression


def open_table(address: str, columns: Columns, *, others: Sequence[str] = ()) -> Dataset | None:
    """Return a table that may be larger than memory, or None where there is none: no row was written.

    Parameters
    ----------
    address
        Its folder or file: a path, or the address of a store that pyarrow knows.
    columns
        The columns that it must have.
    others
        Columns that it may have beside them, lists of texts.

    Raises
    ------
    InputError
        It is no Parquet, or lacks a column.
    OptionError
        pyarrow is not installed.
    """
    pa = pyarrow()
    from pyarrow import dataset, fs

    try:
        # Clusters call the store of objects s3a, pyarrow s3.
        place = address.replace("s3a://", "s3://", 1) if "://" in address else str(Path(address).resolve())
        system, path = fs.FileSystem.from_uri(place)
        if system.get_file_info(path).type == fs.FileType.NotFound:
            return None
        found = dataset.dataset(path, filesystem=system, format="parquet")
    except (OSError, pa.ArrowInvalid) as error:
        message = f"cannot read this as Parquet: {str(error).splitlines()[0]}; give what graphx wrote"
        raise InputError(message, path=address) from error
    if not found.files:
        return None
    missing = [name for name in [*columns, *others] if name not in found.schema.names]
    if missing:
        raise InputError(
            f"no column {missing[0]!r} in this table; it has: {', '.join(found.schema.names)}", path=address
        )
    return found.replace_schema(arrow_schema({**columns, **dict.fromkeys(others, "texts")}))


def table_rows(address: str, columns: Columns) -> list[dict[str, Any]]:
    """Return all rows of a small table; those of :func:`open_table`."""
    return list(rows_where(open_table(address, columns)))


def only(column: str, values: Iterable[str]) -> Expression:
    """Return the condition that a column holds one of some texts."""
    import pyarrow as pa
    from pyarrow import dataset

    return dataset.field(column).isin(pa.array(sorted(values), pa.string()))


def rows_where(table: Dataset | None, condition: Expression | None = None) -> Iterator[dict[str, Any]]:
    """Yield rows of a table, batch by batch."""
    for batch in table.to_batches(filter=condition) if table else ():
        yield from batch.to_pylist()
