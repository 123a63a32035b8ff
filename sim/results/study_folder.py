"""The folder of a study: its design, and every run of its points, whoever played it and when."""

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

import pyarrow as pa

from sim.measures import DEFINITIONS
from sim.measures.people import STAGES
from sim.measures.requests import STEPS
from sim.results.folder import (
    MEASURES,
    PROVENANCE,
    WORDS,
    FolderError,
    claimed,
    key_found,
    refuse_other_version,
    said_clearly,
)
from sim.results.locking import LOCK, Lock, refuse_held
from sim.results.part_files import ASIDE
from sim.results.provenance import utc_now
from sim.results.run_files import RUNS, RunFiles, Taken
from sim.results.run_tables import Run
from sim.results.tables import as_csv, as_parquet
from sim.results.whole_files import sync_folder, write_whole

STUDY, POINTS, DESIGN = "study.json", "points", "design.parquet"
NO_ROWS: Mapping[str, list[Any]] = MappingProxyType({})


def measure_names() -> list[str]:
    """Return the names of all measures."""
    return list(DEFINITIONS)


def stages_of(measure: str) -> tuple[str, ...] | None:
    """Return the stages at which rows of a measure may be; None of one of a plug-in, whose stages nobody knows."""
    definition = DEFINITIONS[measure]
    if not definition.counting.__module__.startswith("sim."):
        return None
    if "stage" not in definition.labels:
        return ()
    steps = tuple(f"{first}-{last}" for first, last in STEPS)
    return steps if measure.startswith("request.") else STAGES


class StudyFolder:
    """A folder with `study.json`, `points.parquet` and `points.csv` (the design), and `runs/*.parquet`.

    Runs are found by what their numbers hang on, so a design that grows finds those that are there. One process at
    a time may have the folder; `close`, or the end of a `with`, gives it back.
    """

    def __init__(self, path: Path, lock: Lock, provenance: dict[str, Any]) -> None:
        self.path = path
        self._lock = lock
        self._provenance = provenance
        self.runs = RunFiles(path / RUNS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let other processes write to the folder."""
        self._lock.release()

    @classmethod
    def create(cls, path: Path | str, key: Mapping[str, Any], provenance: Mapping[str, Any]) -> Self:
        """Make a folder, or go on with that of the same scenario, seed and model version.

        Parameters
        ----------
        path : Path or str
        key : mapping
            `scenario` (the key of what is varied), `seed` and `model`.
        provenance : mapping
            As `sim.results.provenance.provenance` returns it.

        Raises
        ------
        FolderError
            If the path is a file, holds something else, another scenario's study or one of another model version,
            cannot be written to, or another process writes to it.
        """
        path = Path(path)
        with claimed(path, lambda: refuse_other_studies(path, key)) as lock:
            told = {**provenance, "key": dict(key)}
            write_whole(path / PROVENANCE, _as_json(told))  # first: from here on the folder is known again
            return cls(path, lock, told)

    def add(self, run: Run, table: pa.Table) -> None:
        """Keep the measures of a run, whole or not at all; see `RunFiles.add`."""
        with said_clearly(self.path):
            self.runs.add(run, table)

    def settle(self) -> None:
        """Write what waits to be written, if it has waited for long enough."""
        with said_clearly(self.path):
            self.runs.settle()

    def describe(
        self,
        study: Mapping[str, Any],
        points: Mapping[str, list[Any]],
        words: Mapping[str, Any],
        rows: Mapping[str, list[Any]] = NO_ROWS,
    ) -> None:
        """Write the design: what `study.json` says, a row for each point, and the `rows` of a sample, if it is one.

        The scenario that is varied lies there already.
        """
        table = pa.table(dict(points))
        contents = {
            STUDY: _as_json(study),
            WORDS: _as_json(words),
            MEASURES: _as_json({name: one.plain() for name, one in DEFINITIONS.items()}),
            f"{POINTS}.parquet": as_parquet(table),
            f"{POINTS}.csv": as_csv(table),
            **({DESIGN: as_parquet(pa.table(dict(rows)))} if rows.get("row") else {}),
        }
        with said_clearly(self.path):
            for name, content in contents.items():
                write_whole(self.path / name, content, lasting=False)
            if DESIGN not in contents:
                (self.path / DESIGN).unlink(missing_ok=True)
            sync_folder(self.path)  # once for all of them: each time is a wait for the disk

    def finish(self) -> None:
        """Pack the runs, and write the end into the provenance."""
        with said_clearly(self.path):
            self.runs.pack()
            self._provenance |= {"ended": utc_now(), "runs": len(self.runs.done())}
            write_whole(self.path / PROVENANCE, _as_json(self._provenance))

    def take_over(self, other: Path) -> Taken:
        """Copy the runs of another study's folder, which is only read, that are missing here."""
        with said_clearly(self.path):
            refuse_held(other)
            return self.runs.take_over(other)

    def copy_design(self, other: Path) -> None:
        """Take over the files beside the runs from another study folder."""
        if other.resolve() == self.path.resolve():
            return
        with said_clearly(self.path):
            for file in sorted(path for path in other.rglob("*") if path.is_file()):
                name = file.relative_to(other)
                if name.parts[0] not in (RUNS, ASIDE) and name.name not in (LOCK, PROVENANCE, "failures.json"):
                    (self.path / name).parent.mkdir(parents=True, exist_ok=True)
                    write_whole(self.path / name, file.read_bytes())


def _as_json(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()


def refuse_other_studies(path: Path, key: Mapping[str, Any]) -> None:
    """Raise FolderError if a path holds anything but a study of this key."""
    with said_clearly(path):
        if path.exists() and not path.is_dir():
            raise FolderError(f"{path}: is a file; wanted a folder for results")
        found = key_found(path, "study") if path.exists() else None
    if found is None or found == dict(key):
        return
    if not isinstance(found, dict) or found.get("kind") != key["kind"]:
        raise FolderError(f"{path}: holds results of a single scenario; wanted another folder, see -o")
    refuse_other_version(path, found, key)
    raise FolderError(f"{path}: holds a study of another scenario or seed; wanted another folder, see -o")
