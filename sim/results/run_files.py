"""Runs of a study as files: one for each run as it ends, packed into larger ones now and then.

A run is a design point's key and a replication. Its file is written whole or not at all; a pack is written before the
files that it holds are taken away, so that a process killed at any moment leaves every finished run at least once. The
name of a file ends in the digest of its content.
"""

import json
from collections.abc import Iterable
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet

from sim.results.part_files import set_aside
from sim.results.tables import as_parquet, measure_table
from sim.results.whole_files import write_whole

RUNS = "runs"
MOST_LOOSE = 256
_RUNS = b"exposim.runs"


class Run(NamedTuple):
    """One replication of the design point with a key."""

    key: str
    replication: int


class RunFiles:
    """The runs in a folder.

    Attributes
    ----------
    corrupt : list of Path
        Files that could not be read and were set aside; their runs are missing now.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.corrupt: list[Path] = []
        self._done: set[Run] = set()
        self._loose: dict[Path, pa.Table] = {}
        folder.mkdir(exist_ok=True)
        packs = sorted(folder.glob("pack-*.parquet"))
        for path in [*packs, *sorted(set(folder.glob("*.parquet")) - set(packs))]:
            self._find(path)

    def done(self) -> set[Run]:
        """Return the runs that are there."""
        return set(self._done)

    def add(self, run: Run, rows: Iterable[tuple[Any, ...]]) -> None:
        """Keep the measures of a run."""
        table = _of_runs(_keyed(measure_table(list(rows), run.replication), run.key), [run])
        path = self._write(f"{run.key}-{run.replication:05d}", table)
        self._done.add(run)
        self._loose[path] = table
        if len(self._loose) >= MOST_LOOSE:
            self.pack()

    def take_over(self, study: Path) -> int:
        """Copy the runs of another study's folder, which is only read, that are missing here; return how many."""
        files = sorted((study / RUNS).glob("*.parquet"))
        wanted = {run for path in files for run in _runs_of(pyarrow.parquet.read_schema(path))} - self._done
        missing = sorted(wanted)
        if missing:
            self._write_pack([_only(_read(path), wanted) for path in files], missing)
        return len(missing)

    def pack(self) -> None:
        """Put all loose files into one."""
        if not self._loose:
            return
        runs = [run for table in self._loose.values() for run in _runs_of(table.schema)]
        self._write_pack(list(self._loose.values()), runs)
        for path in self._loose:
            path.unlink()
        self._loose.clear()

    def _write_pack(self, tables: list[pa.Table], runs: list[Run]) -> None:
        whole = _of_runs(pa.concat_tables([table.replace_schema_metadata(None) for table in tables]), runs)
        self._write("pack", whole)
        self._done.update(runs)

    def _write(self, name: str, table: pa.Table) -> Path:
        """Write a file whose name ends in the digest of its content."""
        content = as_parquet(table)
        path = self.folder / f"{name}-{_digest(content)}.parquet"
        write_whole(path, content)
        return path

    def _find(self, path: Path) -> None:
        try:
            table = _read(path)
            runs = _runs_of(table.schema)
        except (OSError, pa.ArrowException, KeyError, ValueError):
            set_aside(path, self.folder.parent)
            self.corrupt.append(path)
            return
        if self._done.issuperset(runs):  # packed, but killed before it could be taken away
            path.unlink()
            return
        self._done.update(runs)
        if not path.name.startswith("pack-"):
            self._loose[path] = table


def runs_in(study: Path) -> set[Run]:
    """Return the runs that a study's folder holds; it is only read, and files that cannot be read are left out."""
    found: set[Run] = set()
    for path in (study / RUNS).glob("*.parquet"):
        with suppress(OSError, pa.ArrowException, KeyError, ValueError):
            found.update(_runs_of(pyarrow.parquet.read_schema(path)))
    return found


def _read(path: Path) -> pa.Table:
    """Return the table of a file; ValueError if its content is not what its name says."""
    content = path.read_bytes()
    if path.stem.rpartition("-")[2] != _digest(content):
        raise ValueError(f"{path}: is not what was written; wanted the content that its name has the digest of")
    return pyarrow.parquet.read_table(pa.BufferReader(content))


def _digest(content: bytes) -> str:
    return blake2b(content, digest_size=8).hexdigest()


def _keyed(table: pa.Table, key: str) -> pa.Table:
    return table.add_column(0, "key", pa.array([key] * table.num_rows, pa.string()))


def _of_runs(table: pa.Table, runs: list[Run]) -> pa.Table:
    return table.replace_schema_metadata({_RUNS: json.dumps(sorted(runs)).encode()})


def _runs_of(schema: pa.Schema) -> list[Run]:
    return [Run(str(key), int(replication)) for key, replication in json.loads((schema.metadata or {})[_RUNS])]


def _only(table: pa.Table, wanted: set[Run]) -> pa.Table:
    """Return the rows of wanted runs, each of which is taken once."""
    keys, replications = table["key"].to_pylist(), table["replication"].to_pylist()
    here = {run for run in _runs_of(table.schema) if run in wanted}
    wanted -= here
    return table.filter(pa.array([Run(*pair) in here for pair in zip(keys, replications, strict=True)], pa.bool_()))
