"""Jobs on their way through an executor: handed over, waited for, kept as soon as they are finished."""

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from dataclasses import dataclass, field
from math import fsum
from queue import Empty, SimpleQueue
from typing import Any, NamedTuple

from sim.experiment.board import Board
from sim.experiment.executors import Way, local_way
from sim.experiment.failures import Failure
from sim.experiment.job import Job

_LOOK_SECONDS = 0.1
_LEAVE_SECONDS = 3.0
ATTEMPTS = 3
"""How often a job is begun whose worker process is killed, and a pool made that does nothing.

The job next to it may have been the one at fault, and memory is short for some time, or for several jobs at once: so
it is begun again after all others, and the last time alone. A worker may be killed before it has begun anything.
"""
KILLED = "the worker process that played it was killed again and again, perhaps for want of memory"
NO_WORKER = "no worker process could be started"
OUTSIDE = (KILLED, NO_WORKER)
"""Errors that say nothing of the run itself: the next call plays it again."""


class Progress(NamedTuple):
    """How far a run is: jobs finished, failed and wanted now, and the share of all work that is done.

    `ending` is how many are still under way after the run was called off; `points` are the design points of which
    everything has ended, and all of those with something to play.
    """

    finished: int
    failed: int
    wanted: int
    share: float
    compiling: bool
    ending: int = 0
    points: tuple[int, int] = (0, 0)


@dataclass
class Playing:
    """Jobs on their way through an executor; `keep` is handed each outcome as soon as it is there.

    Attributes
    ----------
    board : Board
        With a slot for each job.
    wanted : int
        Jobs in all.
    finished : int
        How many outcomes were kept.
    failures : list of Failure
    """

    keep: Callable[[Job, Any], None]
    progress: Callable[[Progress], None]
    board: Board
    wanted: int
    finished: int = 0
    failures: list[Failure] = field(default_factory=list)
    begun: Counter[int] = field(default_factory=Counter)  # by slot, how often its worker was killed
    running: dict[Future[Any], Job] = field(default_factory=dict)
    over: SimpleQueue[Future[Any]] = field(default_factory=SimpleQueue)  # those of them that have ended
    said: float = 0.0
    broken: bool = False
    left: Counter[str] = field(default_factory=Counter)  # jobs that have not ended, of each point that has any
    points: int = 0
    at_hand: list[Job] = field(default_factory=list)  # handed over now; without workers it is played meanwhile

    def through(self, jobs: list[Job], workers: int, way: Way | None = None) -> None:
        """Play all jobs; those that were not finished when a pool broke go on in a new one."""
        self.left = Counter(job.point for job in jobs if job.point)
        self.points = len(self.left)
        way = way or local_way(workers, self.board)
        self.board.on_tick = None if workers else self._say
        idle = 0  # pools in a row that did nothing
        while jobs and not self.board.ending:
            ended = self._steps
            executor = way.make()
            try:
                jobs = self._play(executor, jobs, way)
            except BaseException:
                self.board.stop()
                raise
            finally:
                # workers with nothing left to do take their leave while results are written
                executor.shutdown(wait=bool(jobs) or self.board.stopping, cancel_futures=True)
            idle = 0 if self._steps > ended else idle + 1
            if idle == ATTEMPTS and not self.board.ending:
                self.failures += [_failure(job, NO_WORKER) for job in jobs]  # no other pool will do better
                return
        self._say(always=True)

    @property
    def _steps(self) -> int:
        """What has happened so far: a pool that adds nothing to it did not work at all."""
        return self.finished + len(self.failures) + self.begun.total()

    def _play(self, executor: Executor, jobs: list[Job], way: Way) -> list[Job]:
        """Play jobs; return those that a broken pool left: it begins nothing more, and ends what it has begun."""
        waiting, self.broken = jobs[::-1], False
        while (self.running or self._may_begin(waiting, way.ahead)) and not self.board.stopping:
            self._say(always=True)
            while self._may_begin(waiting, way.ahead) and self._hand_over(executor, way, waiting[-1]):
                waiting.pop()
            self._put_back(waiting, self._collect(_LOOK_SECONDS))
        until = time.monotonic() + _LEAVE_SECONDS
        while self.running and (left := until - time.monotonic()) > 0.0:
            self._put_back(waiting, self._collect(left))
        self.running.clear()
        return waiting[::-1]

    def _put_back(self, waiting: list[Job], lost: list[Job]) -> None:
        """Put jobs that a broken pool lost where they are begun next, or last if it was they that it was at."""
        for job in lost:
            waiting.insert(0 if self.begun[job.place] else len(waiting), job)

    def _may_begin(self, waiting: list[Job], ahead: int) -> bool:
        if not waiting or len(self.running) >= ahead or self.board.ending or self.broken:
            return False
        return not (self.running and self.begun and any(map(self._alone, (waiting[-1], *self.running.values()))))

    def _alone(self, job: Job) -> bool:
        """Whether a job is to be at work with no other beside it: it is its last time."""
        return self.begun[job.place] == ATTEMPTS - 1

    def _hand_over(self, executor: Executor, way: Way, job: Job) -> bool:
        self.at_hand = [job]
        try:
            future = executor.submit(way.play, job)
            self.running[future] = job
            future.add_done_callback(self.over.put)
        except BrokenExecutor:
            self.broken = True
        self.at_hand = []
        return not self.broken

    def _collect(self, seconds: float) -> list[Job]:
        """Take what has ended, waiting for the first for so long; return the jobs that a broken pool lost."""
        lost: list[Job | None] = []
        try:
            future = self.over.get(timeout=seconds)
            while True:
                if job := self.running.pop(future, None):  # else of a pool that was left
                    lost.append(self._take(future, job))
                future = self.over.get_nowait()
        except Empty:
            return [job for job in lost if job]

    def _take(self, future: Future[Any], job: Job) -> Job | None:
        try:
            outcome = future.result()
        except (BrokenExecutor, CancelledError):
            self.broken = True
            return self._lost(job)
        self.board.clear(job.place)
        if isinstance(outcome, Failure):
            self._fail(job, outcome._replace(point=job.point, name=job.name))
        elif outcome is not None:
            self._keep(job, outcome)
        return None

    def _lost(self, job: Job) -> Job | None:
        if not self.board.begun(job.place):
            return job
        self.board.clear(job.place)
        self.begun[job.place] += 1
        if self.begun[job.place] < ATTEMPTS:
            return job
        if not self.board.stopping:
            self._fail(job, _failure(job, KILLED))
        return None

    def _keep(self, job: Job, outcome: Any) -> None:
        self.keep(job, outcome)
        self.finished += 1
        self._ended(job)

    def _fail(self, job: Job, failure: Failure) -> None:
        self.failures.append(failure)
        self._ended(job)

    def _ended(self, job: Job) -> None:
        self.left[job.point] -= 1
        if self.left[job.point] <= 0:
            del self.left[job.point]

    def _say(self, *, always: bool = False) -> None:
        now = time.monotonic()
        if not always and now - self.said < _LOOK_SECONDS:
            return
        self.said = now
        ended = self.finished + len(self.failures)
        places = [job.place for job in (*self.running.values(), *self.at_hand)]
        shares = fsum(map(self.board.share, places))
        share = (ended + shares) / self.wanted if self.wanted else 1.0
        ending = sum(map(self.board.begun, places)) if self.board.ending else 0
        points = self.points - len(self.left), self.points
        failed, compiling = len(self.failures), self.board.compiling
        self.progress(Progress(self.finished, failed, self.wanted, share, compiling, ending, points))


def _failure(job: Job, error: str) -> Failure:
    return Failure(job.replication, job.seed, error, "", job.point, job.name)
