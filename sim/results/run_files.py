"""Runs of a study as files: one for each run as it ends, packed into larger ones now and then.

A run is a design point's key and a replication. Runs that end within a quarter of a second share a file, so that many
short ones do not wait for the disk one by one. A file is written whole or not at all; a pack is written before the
files that it holds are taken away, so that a process killed at any moment leaves every run that was written at least
once. The name of a file ends in the digest of its content.
"""

import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet

from sim.results.part_files import set_aside
from sim.results.run_tables import Held, Run, digest, held_in, of_runs, only, read, runs_of
from sim.results.tables import as_parquet
from sim.results.whole_files import write_whole

RUNS = "runs"
MOST_LOOSE = 256
"""Runs in loose files that are packed together."""
PACKS_TOGETHER = 16
SMALL_ROWS = 60_000
"""So many packs with fewer rows than this are made one; 100,000 runs of a small model then lie in some thirty files."""
APART_SECONDS = 0.25
"""Between two files of runs: a kill loses no more than what ended in that time, which is played again."""
ROWS_TOGETHER = 1 << 16
"""Rows of a group of a pack, sorted by measure: who asks for one measure reads few groups."""
_UNREADABLE = (OSError, pa.ArrowException, KeyError, ValueError, TypeError)


class Taken(NamedTuple):
    """What was taken over from another folder: how many runs, and files that could not be read."""

    runs: int
    corrupt: tuple[Path, ...]


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
        self._waiting: dict[Run, pa.Table] = {}
        self._written = -APART_SECONDS
        self._loose: dict[Path, pa.Table] = {}
        self._small: set[Path] = set()
        folder.mkdir(exist_ok=True)
        held = [self._held(path) for path in sorted(folder.glob("*.parquet"))]
        for one in sorted(filter(None, held), key=lambda one: -len(one.runs)):
            self._take_in(one)

    def done(self) -> set[Run]:
        """Return the runs that are there."""
        return set(self._done)

    def add(self, run: Run, table: pa.Table) -> None:
        """Keep a run, as `table_of` made it: at once, or with those that follow within a quarter of a second."""
        self._waiting[run] = table
        self.settle()

    def settle(self) -> None:
        """Write the runs that wait, if the last were written a quarter of a second ago."""
        if self._waiting and time.monotonic() - self._written >= APART_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Write the runs that wait into a file of their own."""
        if not self._waiting:
            return
        runs = list(self._waiting)
        table = of_runs(pa.concat_tables(self._waiting.values()), runs)
        name = f"{runs[0].key}-{runs[0].replication:05d}" if len(runs) == 1 else "batch"
        self._loose[self._write(name, table)] = table
        self._done.update(runs)
        self._waiting.clear()
        self._written = time.monotonic()
        if sum(len(runs_of(one.schema)) for one in self._loose.values()) >= MOST_LOOSE:
            self.pack()

    def take_over(self, study: Path) -> Taken:
        """Copy the runs of another study's folder, which is only read, that are missing here."""
        taken, corrupt = 0, []
        for path in sorted((study / RUNS).glob("*.parquet")):
            try:
                table = read(path)
                wanted = set(runs_of(table.schema)) - self._done
            except _UNREADABLE:
                corrupt.append(path)
                continue
            if wanted:
                self._write_pack([only(table, wanted)], sorted(wanted))
                taken += len(wanted)
        return Taken(taken, tuple(corrupt))

    def pack(self) -> None:
        """Put all loose files into one, and packs of one size together; what waits is on the disk before."""
        self.flush()
        if self._loose:
            tables = list(self._loose.values())
            self._write_pack(tables, [run for table in tables for run in runs_of(table.schema)])
            for path in self._loose:
                path.unlink()
            self._loose.clear()
        if len(self._small) >= PACKS_TOGETHER:
            self._join(sorted(self._small))

    def _join(self, packs: Sequence[Path]) -> None:
        """Make one of packs."""
        tables = [read(path) for path in packs]
        runs = sorted({run for table in tables for run in runs_of(table.schema)})
        left = set(runs)
        parts = []
        for table in tables:  # a run may lie in two packs that a killed process left
            here = left & set(runs_of(table.schema))
            parts.append(only(table, here))
            left -= here
        self._small.clear()
        self._write_pack(parts, runs)
        for path in packs:
            path.unlink()

    def _write_pack(self, tables: Sequence[pa.Table], runs: list[Run]) -> None:
        whole = pa.concat_tables([table.replace_schema_metadata(None) for table in tables])
        path = self._write("pack", of_runs(whole.sort_by("measure"), runs))
        if whole.num_rows < SMALL_ROWS:
            self._small.add(path)
        self._done.update(runs)

    def _write(self, name: str, table: pa.Table) -> Path:
        """Write a file whose name ends in the digest of its content."""
        content = as_parquet(table, ROWS_TOGETHER)
        path = self.folder / f"{name}-{digest(content)}.parquet"
        write_whole(path, content)
        return path

    def _held(self, path: Path) -> Held | None:
        """Return what a file holds; it is set aside if it is not what was written."""
        try:
            return held_in(path)
        except _UNREADABLE:
            set_aside(path, self.folder.parent)
            self.corrupt.append(path)
            return None

    def _take_in(self, held: Held) -> None:
        if self._done.issuperset(held.runs):  # packed, but killed before it could be taken away
            held.path.unlink()
            return
        self._done.update(held.runs)
        if not held.path.name.startswith("pack-"):
            self._loose[held.path] = read(held.path)
        elif held.rows < SMALL_ROWS:
            self._small.add(held.path)


def runs_in(study: Path) -> set[Run]:
    """Return the runs that a study's folder holds; it is only read, and files that cannot be read are left out."""
    found: set[Run] = set()
    for path in (study / RUNS).glob("*.parquet"):
        with suppress(*_UNREADABLE):
            found.update(runs_of(pyarrow.parquet.read_schema(path)))
    return found
