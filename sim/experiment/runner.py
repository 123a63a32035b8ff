"""Replications of one scenario: those that are missing are played, and each is kept as soon as it is finished."""

import os
import time
from collections.abc import Callable
from concurrent.futures import ALL_COMPLETED, FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, Future, wait
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from sim.experiment.board import Board
from sim.experiment.executors import SerialExecutor, WorkerPool, play_in_worker, start_context
from sim.experiment.failures import Failure, read_failures, write_failures
from sim.experiment.interruption import interruption
from sim.experiment.job import Job, Simulate, play

_LOOK_SECONDS = 0.1
_LEAVE_SECONDS = 3.0
KILLED = "the worker process that played it was killed, perhaps for want of memory"
NO_WORKER = "no worker process could be started"


class Folder(Protocol):
    """Where outcomes are kept: `sim.results.ResultsFolder`."""

    path: Path

    def done(self) -> set[int]:
        """Replications that are kept."""

    def add(self, outcome: Any) -> None:
        """Keep one outcome, whole or not at all."""

    def finish(self) -> None:
        """Write what is made from all outcomes."""


class Progress(NamedTuple):
    """How far a run is: replications finished, failed and wanted now, and the share of all work that is done."""

    finished: int
    failed: int
    wanted: int
    share: float
    compiling: bool


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

    One that fails is kept in `failures.json`, and the others go on. SIGINT and SIGTERM call the run off: what is
    finished is kept, what is running is dropped. The same call continues a run.

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
    run = _Run(folder, progress, Board(replications, start_context()), len(missing))
    with interruption(run.board.stop):
        run.through([Job(loaded, seed, number, journal, simulate) for number in missing], workers)
    old = [failure for failure in read_failures(folder.path) if failure.replication not in missing]
    write_failures(folder.path, [*old, *run.failures])
    if folder.done():
        folder.finish()
    kept = tuple(number for number in sorted(folder.done()) if number < replications)
    interrupted = run.board.stopping and len(kept) < replications
    return RunReport(replications, kept, run.finished, tuple(run.failures), interrupted, time.monotonic() - begun)


def _kept(folder: Folder, journal: bool) -> set[int]:
    traces = folder.path / "trace"
    return {number for number in folder.done() if not journal or (traces / f"part-{number:05d}.jsonl").exists()}


@dataclass
class _Run:
    """The state of one call of `run_replications`."""

    folder: Folder
    progress: Callable[[Progress], None]
    board: Board
    wanted: int
    finished: int = 0
    failures: list[Failure] = field(default_factory=list)
    running: dict[Future[Any], Job] = field(default_factory=dict)
    play: Callable[[Job], Any] = play_in_worker
    said: float = 0.0
    broken: bool = False

    def through(self, jobs: list[Job], workers: int) -> None:
        """Play all jobs; those that had not begun when a pool broke go on in a new one."""
        self.play = play_in_worker if workers else partial(play, board=self.board)
        self.board.on_tick = None if workers else self._say
        while jobs and not self.board.stopping:
            ended = self.finished + len(self.failures)
            executor = WorkerPool(workers, self.board, start_context()) if workers else SerialExecutor()
            try:
                jobs = self._play(executor, jobs, ahead=2 * workers or 1)
            except BaseException:
                self.board.stop()
                raise
            finally:
                executor.shutdown(cancel_futures=True)
            if self.finished + len(self.failures) == ended and not self.board.stopping:
                self.failures += [_failure(job, NO_WORKER) for job in jobs]  # no other pool will do better
                return
        self._say(always=True)

    def _play(self, executor: Executor, jobs: list[Job], ahead: int) -> list[Job]:
        """Play jobs, at most `ahead` handed over at a time; return those that a broken pool left."""
        waiting, self.broken = jobs[::-1], False
        while (waiting or self.running) and not (self.broken or self.board.stopping):
            self._say(always=True)
            while waiting and len(self.running) < ahead and self._hand_over(executor, waiting[-1]):
                waiting.pop()
            waiting += self._collect(_LOOK_SECONDS)
        waiting += self._collect(_LEAVE_SECONDS, every=True)
        self.running.clear()
        return waiting[::-1]

    def _hand_over(self, executor: Executor, job: Job) -> bool:
        try:
            self.running[executor.submit(self.play, job)] = job
        except BrokenExecutor:
            self.broken = True
        return not self.broken

    def _collect(self, seconds: float, *, every: bool = False) -> list[Job]:
        """Take what has ended within some seconds; return the jobs that had not begun when the pool broke."""
        ended, _ = wait(self.running, seconds, ALL_COMPLETED if every else FIRST_COMPLETED)
        return [job for job in (self._take(future, self.running.pop(future)) for future in ended) if job]

    def _take(self, future: Future[Any], job: Job) -> Job | None:
        try:
            outcome = future.result()
        except (BrokenExecutor, CancelledError):
            self.broken = True
            return self._lost(job)
        self.board.clear(job.replication)
        if isinstance(outcome, Failure):
            self.failures.append(outcome)
        elif outcome is not None:
            self._keep(outcome)
        return None

    def _lost(self, job: Job) -> Job | None:
        if not self.board.begun(job.replication):
            return job
        self.board.clear(job.replication)
        if not self.board.stopping:
            self.failures.append(_failure(job, KILLED))
        return None

    def _keep(self, outcome: Any) -> None:
        self.folder.add(outcome)
        self.finished += 1

    def _say(self, *, always: bool = False) -> None:
        now = time.monotonic()
        if not always and now - self.said < _LOOK_SECONDS:
            return
        self.said = now
        ended = self.finished + len(self.failures)
        shares = sum(self.board.share(job.replication) for job in self.running.values())
        share = (ended + shares) / self.wanted if self.wanted else 1.0
        self.progress(Progress(self.finished, len(self.failures), self.wanted, share, self.board.compiling))


def _failure(job: Job, error: str) -> Failure:
    return Failure(job.replication, job.seed, error, "")
