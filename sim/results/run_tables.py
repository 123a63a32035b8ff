"""Runs as tables: the measures of several, and which they are, in a Parquet file that says so."""

import json
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.ipc
import pyarrow.parquet

from sim.results.tables import measure_table

_RUNS = b"exposim.runs"


class Run(NamedTuple):
    """One replication of the design point with a key."""

    key: str
    replication: int


class Held(NamedTuple):
    """A file with the runs that it holds, and how many rows they have."""

    path: Path
    runs: list[Run]
    rows: int


def table_of(run: Run, rows: list[tuple[Any, ...]]) -> pa.Table:
    """Return the measures of a run, with its key first."""
    table = measure_table(rows, run.replication)
    return table.add_column(0, "key", pa.array([run.key] * table.num_rows, pa.string()))


def packed(table: pa.Table) -> bytes:
    """Return a table as bytes that go from one process to another: a tenth of what pickling takes, at either end."""
    buffer = pa.BufferOutputStream()
    with pyarrow.ipc.new_stream(buffer, table.schema) as stream:
        stream.write_table(table)
    return bytes(buffer.getvalue())


def unpacked(content: bytes) -> pa.Table:
    """Return the table that was packed."""
    return pyarrow.ipc.open_stream(content).read_all()


def of_runs(table: pa.Table, runs: Iterable[Run]) -> pa.Table:
    """Return a table that says which runs it is of: one without rows is a run too."""
    return table.replace_schema_metadata({_RUNS: json.dumps(sorted(runs)).encode()})


def runs_of(schema: pa.Schema) -> list[Run]:
    """Return the runs that a table says it is of; KeyError or ValueError if it says none."""
    return _listed(schema.metadata)


def _listed(metadata: Mapping[bytes, bytes] | None) -> list[Run]:
    return [Run(str(key), int(replication)) for key, replication in json.loads((metadata or {})[_RUNS])]


def only(table: pa.Table, wanted: set[Run]) -> pa.Table:
    """Return the rows of wanted runs."""
    if wanted.issuperset(runs_of(table.schema)):
        return table
    keys = pc.dictionary_encode(table["key"].combine_chunks())
    place = {key: number for number, key in enumerate(keys.dictionary.to_pylist())}
    many = max((run.replication for run in wanted), default=0) + 1
    codes = [place[run.key] * many + run.replication for run in wanted if run.key in place]
    replications = table["replication"].to_numpy()
    number = keys.indices.to_numpy().astype(np.int64) * many + replications
    return table.filter(pa.array((replications < many) & np.isin(number, np.array(codes, np.int64))))


def read(path: Path) -> pa.Table:
    """Return the table of a file; ValueError if its content is not what its name says."""
    return pyarrow.parquet.read_table(pa.BufferReader(_content(path)))


def held_in(path: Path) -> Held:
    """Return what a file holds if its content is what its name says; ValueError if it is not."""
    said = pyarrow.parquet.read_metadata(pa.BufferReader(_content(path)))
    return Held(path, _listed(said.metadata), said.num_rows)


def digest(content: bytes) -> str:
    """Return 16 hex digits of a file's content."""
    return blake2b(content, digest_size=8).hexdigest()


def _content(path: Path) -> bytes:
    content = path.read_bytes()
    if path.stem.rpartition("-")[2] != digest(content):
        raise ValueError(f"{path}: is not what was written; wanted the content that its name has the digest of")
    return content
