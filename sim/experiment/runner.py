"""Replications of one scenario: those that are missing are played, and each is kept as soon as it is finished."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from sim.experiment.births import start_context
from sim.experiment.board import Board
from sim.experiment.failures import Failure, read_failures, write_failures
from sim.experiment.handed import Handed
from sim.experiment.interruption import interruption
from sim.experiment.job import Job, Simulate
from sim.experiment.playing import Playing, Progress
from sim.plugin import used_plugins


class Folder(Protocol):
    """Where outcomes are kept: `sim.results.ResultsFolder`."""

    path: Path

    def done(self) -> set[int]:
        """Replications that are kept."""

    def unfinished_trace(self, number: int) -> Path:
        """Return the file that the facts of a replication go to while it is played."""

    def add(self, outcome: Any) -> None:
        """Keep one outcome, whole or not at all, and its trace if there is one."""

    def finish(self) -> None:
        """Write what is made from all outcomes."""


@dataclass(frozen=True)
class RunReport:
    """What became of a run.

    Attributes
    ----------
    wanted : int
        Replications asked for.
    kept : tuple of int
        Those among them that the folder now holds.
    played : int
        How many were played now; the others were there before.
    failures : tuple of Failure
        Those that failed.
    interrupted : bool
        Whether the run was called off.
    seconds : float [s]
    """

    wanted: int
    kept: tuple[int, ...]
    played: int
    failures: tuple[Failure, ...]
    interrupted: bool
    seconds: float

    @property
    def complete(self) -> bool:
        """Whether every replication asked for is kept."""
        return len(self.kept) == self.wanted

    @property
    def status(self) -> int:
        """Exit status: 0 done, 1 a replication failed, 130 interrupted."""
        if self.interrupted:
            return 130
        return 0 if self.complete else 1


def default_workers(replications: int) -> int:
    """Return the number of worker processes that a run of so many replications uses."""
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(available, replications))


def run_replications(
    loaded: Any,
    *,
    replications: int,
    seed: int,
    workers: int | None,
    folder: Folder,
    progress: Callable[[Progress], None] = lambda _: None,
    journal: bool = False,
    simulate: Simulate | None = None,
) -> RunReport:
    """Play the replications 0 to `replications` - 1 that `folder` does not hold yet, and keep each of them.

    One that fails is kept in `failures.json`, and the others go on. SIGINT calls the run off: what is running is
    finished and kept; a second one, or SIGTERM, drops it. The same call continues a run.

    Parameters
    ----------
    loaded : sim.scenario.loading.Loaded
    replications : int, >= 1
    seed : int, >= 0
    workers : int or None
        Worker processes; 0 works in this process, None takes one for each processor.
    folder : ResultsFolder
    progress : callable, optional
        Is told how far the run is, some ten times a second.
    journal : bool
        Whether the facts of each replication are kept too; one that is there without them is played again.
    simulate : callable, optional
        Plays a replication in place of `sim.replication.simulate`.

    Returns
    -------
    RunReport
    """
    if replications < 1:
        raise ValueError(f"replications: is {replications}; wanted at least 1")
    if workers is not None and workers < 0:
        raise ValueError(f"workers: is {workers}; wanted 0 or more")
    begun = time.monotonic()
    here = _kept(folder, journal)
    missing = [number for number in range(replications) if number not in here]
    workers = min(default_workers(len(missing)) if workers is None else workers, len(missing))
    handed = Handed(loaded)
    jobs = [
        Job(handed, seed, n, journal and folder.unfinished_trace(n), simulate, plugins=used_plugins()) for n in missing
    ]
    run = Playing(lambda _, outcome: folder.add(outcome), progress, Board(replications, start_context()), len(missing))
    with interruption(run.board.end, run.board.stop):
        run.through(jobs, workers)
    old = [failure for failure in read_failures(folder.path) if failure.replication not in missing]
    write_failures(folder.path, [*old, *run.failures])
    if folder.done():
        folder.finish()
    kept = tuple(number for number in sorted(folder.done()) if number < replications)
    interrupted = run.board.ending and len(kept) < replications
    return RunReport(replications, kept, run.finished, tuple(run.failures), interrupted, time.monotonic() - begun)


def _kept(folder: Folder, journal: bool) -> set[int]:
    traces = folder.path / "trace"
    return {number for number in folder.done() if not journal or (traces / f"part-{number:05d}.parquet").exists()}
