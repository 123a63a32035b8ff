"""The trace: every fact as a row of a Parquet file, written in row groups while the run goes on.

A run of 10^7 requests writes some 5 * 10^7 facts: no journal of them fits into memory. So facts wait until there are
`GROUP` of them and go to the file as one row group; what waits is all that is ever held.

One table holds the facts of all types, in the order of writing: `event` numbers them from 1, `fact` is the type, and
each field is a column, null where a type has no such field. A field that is text for one type and a number for another
does not occur; one that is a whole number here and a fraction there is a double. What is neither a number nor a text
(groups of people, events of a crowd) stands as JSON in `nested`. The file's own metadata say which fields each type
has, so that it can be read in five years by whatever reads Parquet.
"""

import json
import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, get_args

from sim.ledger.facts import Fact
from sim.ledger.journal import plain

if TYPE_CHECKING:
    import pyarrow as pa

GROUP = 1 << 15
"""Facts of a row group."""

_KINDS = {float: "float", int: "int", bool: "bool", str: "str"}
_READ = {"float": float, "int": int, "bool": bool, "str": str}
_FIELDS = b"exposim.fields"


def fields_of_facts() -> dict[str, dict[str, str]]:
    """Return the fields of each type of fact and what they are: float, int, bool, str, or nested."""
    return {
        kind.__name__: {name: _KINDS.get(type_, "nested") for name, type_ in kind.__annotations__.items()}
        for kind in get_args(Fact)
    }


class Trace:
    """Writes every fact that it is given to a Parquet file; hand it to a ledger as its journal.

    The file is complete when the `with` block ends, and removed if that ends by an exception. Until then it has no
    footer, and so cannot be taken for a whole one; the caller gives it a temporary name all the same.

    Parameters
    ----------
    path : Path
        Replaced if it is there.
    """

    def __init__(self, path: Path) -> None:
        import pyarrow.parquet  # only runs with a trace pay for loading it

        self._path = path
        self._fields = fields_of_facts()
        self._schema = _schema(self._fields)
        self._waiting: list[Fact] = []
        self._written = 0
        self._file = path.open("wb")
        self._writer = pyarrow.parquet.ParquetWriter(
            self._file, self._schema, compression="zstd", write_page_checksum=True
        )

    def __call__(self, fact: Fact) -> None:
        """Write a fact, or let it wait for the next row group."""
        self._waiting.append(fact)
        if len(self._waiting) >= GROUP:
            self._flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        whole = False
        try:
            if kind is None:
                self._flush()
            self._writer.close()
            self._file.flush()
            os.fsync(self._file.fileno())
            whole = kind is None
        finally:
            self._file.close()
            if not whole:
                self._path.unlink(missing_ok=True)

    def _flush(self) -> None:
        if self._waiting:
            self._writer.write_table(self._table(self._waiting), row_group_size=GROUP)
            self._written += len(self._waiting)
            self._waiting.clear()

    def _table(self, facts: list[Fact]) -> "pa.Table":
        import pyarrow as pa

        first, names = self._written + 1, [type(fact).__name__ for fact in facts]
        columns: dict[str, list[Any]] = {"event": [*range(first, first + len(facts))], "fact": names}
        rows: dict[str, list[int]] = defaultdict(list)
        for row, name in enumerate(names):
            rows[name].append(row)
        for name, of_kind in rows.items():
            self._fill(columns, self._fields[name], of_kind, facts)
        return pa.table(
            [
                pa.array(columns[field.name], field.type) if field.name in columns else pa.nulls(len(facts), field.type)
                for field in self._schema
            ],
            schema=self._schema,
        )

    def _fill(self, columns: dict[str, list[Any]], fields: dict[str, str], rows: list[int], facts: list[Fact]) -> None:
        """Put the facts of one type where they belong."""
        nested: list[dict[str, Any]] = [{} for _ in rows]
        for (name, kind), values in zip(fields.items(), zip(*(facts[row] for row in rows), strict=True), strict=True):
            if kind == "nested":
                for told, value in zip(nested, values, strict=True):
                    told[name] = plain(value)
                continue
            column = columns.setdefault(name, [None] * len(facts))
            for row, value in zip(rows, values, strict=True):
                column[row] = value
        if any(kind == "nested" for kind in fields.values()):
            column = columns.setdefault("nested", [None] * len(facts))
            for row, told in zip(rows, nested, strict=True):
                column[row] = json.dumps(told)


def _schema(fields: dict[str, dict[str, str]]) -> "pa.Schema":
    import pyarrow as pa

    types = {"int": pa.int64(), "float": pa.float64(), "bool": pa.bool_(), "str": pa.string()}
    kinds: dict[str, set[str]] = defaultdict(set)
    for of_kind in fields.values():
        for name, kind in of_kind.items():
            if kind != "nested":
                kinds[name].add(kind)
    columns = [("event", pa.int64()), ("fact", pa.string())]
    columns += [(name, types[found.pop() if len(found) == 1 else "float"]) for name, found in kinds.items()]
    return pa.schema([*columns, ("nested", pa.string())], metadata={_FIELDS: json.dumps(fields)})


def trace_lines(path: Path) -> Iterator[str]:
    """Return the lines of JSON of a trace's facts, as a `Journal` has them, without holding more than a row group.

    Raises
    ------
    ValueError
        If the file is no trace, or is cut off.
    """
    import pyarrow as pa
    import pyarrow.parquet

    try:
        with pyarrow.parquet.ParquetFile(path, page_checksum_verification=True) as file:
            fields = json.loads(file.schema_arrow.metadata[_FIELDS])
            for number in range(file.num_row_groups):
                yield from _lines(file.read_row_group(number), fields)
    except (OSError, pa.ArrowException, KeyError, TypeError) as error:
        raise ValueError(f"{path}: cannot be read as a trace; wanted one that 'exposim run --trace' wrote") from error


def _lines(table: "pa.Table", fields: dict[str, dict[str, str]]) -> Iterator[str]:
    columns = {name: column for name, column in zip(table.column_names, table.columns, strict=True) if name != "event"}
    held = {name: column.to_pylist() for name, column in columns.items() if column.null_count < table.num_rows}
    nothing = [None] * table.num_rows
    for row, fact in enumerate(held["fact"]):
        nested = json.loads(held["nested"][row]) if "nested" in fields[fact].values() else {}
        told = {
            name: nested[name] if kind == "nested" else _told(held.get(name, nothing)[row], kind)
            for name, kind in fields[fact].items()
        }
        yield json.dumps({"fact": fact, **told}) + "\n"


def _told(value: Any, kind: str) -> Any:
    return None if value is None else plain(_READ[kind](value))
