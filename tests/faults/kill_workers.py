"""kill -9 of workers while they hand over long answers: every run is kept once, and nobody waits for ever.

    python -m tests.faults.kill_workers --times 1000

Runs take no time and their outcomes are long, so most kills meet a worker in the middle of its answer.
"""

import argparse
import os
import random
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from sim.experiment.playing import OUTSIDE
from sim.experiment.runner import run_replications
from sim.experiment.worker_pool import WorkerPool
from tests.faults.long_answers import LONG, Outcome, long_answer
from tests.faults.studies import workers_of

RUNS = 100
APART_SECONDS = 0.1


@dataclass
class Kept:
    """A folder in memory."""

    path: Path
    kept: list[int] = field(default_factory=list)

    def done(self) -> set[int]:
        """Replications that are kept."""
        return set(self.kept)

    def unfinished_trace(self, number: int) -> Path:
        """Return where a trace would go."""
        raise NotImplementedError

    def add(self, outcome: Outcome) -> None:
        """Keep one outcome, which must be whole."""
        if outcome.answer != bytes([outcome.replication % 256]) * LONG:
            raise ValueError(f"replication {outcome.replication}: its answer is not what was sent")
        self.kept.append(outcome.replication)

    def finish(self) -> None:
        """Write nothing."""


@dataclass
class Kills:
    """Kills, how many of them cut an answer short, and runs that were given up and played by the next call."""

    kills: int = 0
    in_an_answer: int = 0
    given_up: int = 0
    studies: int = 0

    def __str__(self) -> str:
        """Say it in a line."""
        return (
            f"{self.kills} workers killed, {self.in_an_answer} in the middle of an answer; {self.studies} times "
            f"{RUNS} runs kept once each, {self.given_up} of them by a further call"
        )


def kill_workers(folder: Path, times: int, seed: int = 1) -> Kills:
    """Kill so many workers, and return the count; ValueError if a run is not kept once, or fails for another reason."""
    count, rng = Kills(), random.Random(seed)
    break_as_usual = WorkerPool._break

    def counted(pool: WorkerPool) -> None:
        count.in_an_answer += "end of file during message" in str(sys.exception())
        break_as_usual(pool)

    WorkerPool._break = counted  # type: ignore[method-assign]  # of this process alone
    try:
        while count.kills < times:
            _play_once(folder, times, count, rng)
    finally:
        WorkerPool._break = break_as_usual  # type: ignore[method-assign]
    return count


def _play_once(folder: Path, times: int, count: Kills, rng: random.Random) -> None:
    here, over = Kept(folder), threading.Event()
    killer = threading.Thread(target=_kill, args=(times, count, rng, over))
    killer.start()
    try:
        while len(here.kept) < RUNS:
            report = run_replications(None, replications=RUNS, seed=1, workers=2, folder=here, simulate=long_answer)
            count.given_up += len(report.failures)
            if others := [one for one in report.failures if one.error not in OUTSIDE]:
                raise ValueError(f"failed for another reason: {others}")
    finally:
        over.set()
        killer.join()
    if sorted(here.kept) != list(range(RUNS)):
        raise ValueError(f"kept {sorted(here.kept)}; wanted 0 to {RUNS - 1} once each")
    count.studies += 1


def _kill(times: int, count: Kills, rng: random.Random, over: threading.Event) -> None:
    while count.kills < times and not over.wait(rng.uniform(0.0, 2 * APART_SECONDS)):
        workers: list[psutil.Process] = workers_of(os.getpid())
        with suppress(IndexError, psutil.NoSuchProcess):  # there is none yet, or it has just gone
            rng.choice(workers).kill()
            count.kills += 1


def main() -> None:
    """Kill as often as the command line says."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.kill_workers", description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(kill_workers(Path(), options.times, options.seed))


if __name__ == "__main__":
    main()
