"""Tables of results as parquet and CSV: tidy, one part file for each replication."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from sim.measures import COLUMNS, Columns

NUMBERS = ("value", "numerator", "denominator")


def measure_table(rows: Sequence[tuple[Any, ...]], replication: int) -> pa.Table:
    """Return measure rows as a table; what is not a number is null."""
    columns = zip(*rows, strict=True) if rows else ((),) * len(COLUMNS)
    by_name = zip(COLUMNS, columns, strict=True)
    return _table({name: _numbers(own) if name in NUMBERS else _texts(own) for name, own in by_name}, replication)


def table(columns: Columns, replication: int) -> pa.Table:
    """Return columns as a table, with the replication first."""
    return _table({name: _array(column) for name, column in columns.items()}, replication)


def _table(arrays: Mapping[str, pa.Array], replication: int) -> pa.Table:
    many = len(next(iter(arrays.values()))) if arrays else 0
    return pa.table({"replication": pa.array(np.full(many, replication, np.int64)), **arrays})


def as_parquet(content: pa.Table, rows_together: int | None = None) -> bytes:
    """Return a table as the bytes of a parquet file, in groups of so many rows."""
    buffer = pa.BufferOutputStream()
    pyarrow.parquet.write_table(content, buffer, rows_together, write_page_checksum=True)
    return bytes(buffer.getvalue())


def as_csv(content: pa.Table) -> bytes:
    """Return a table as the bytes of a CSV file: UTF-8, quotes where needed, nothing for null."""
    buffer = pa.BufferOutputStream()
    pyarrow.csv.write_csv(content, buffer, pyarrow.csv.WriteOptions(quoting_style="needed"))
    return bytes(buffer.getvalue())


def _array(column: Any) -> pa.Array:
    numeric = isinstance(column, np.ndarray) and column.dtype.kind == "f"  # however short
    if numeric or not (len(column) == 0 or isinstance(column[0], str)):
        return _numbers(column)
    return pa.array(column, pa.string())


def _numbers(column: Any) -> pa.Array:
    numbers = np.asarray(column, np.float64)
    return pa.array(numbers, mask=np.isnan(numbers))


@lru_cache(100)  # runs of a scenario have nearly the same labels, which take more than half the time of the table
def _texts(column: tuple[str, ...]) -> pa.Array:
    return pa.array(column, pa.string())
