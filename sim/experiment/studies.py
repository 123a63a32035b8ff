"""Studies played: the runs that are missing, each kept as it ends; and what they will cost before."""

import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from math import fsum
from pathlib import Path
from typing import NamedTuple

from sim.experiment.births import start_context
from sim.experiment.board import Board
from sim.experiment.executors import Way
from sim.experiment.failures import Failure, Listed, read_failures, write_failures
from sim.experiment.handed import Handed
from sim.experiment.interruption import interruption
from sim.experiment.job import Job, Measured, Simulate
from sim.experiment.plans import Plan
from sim.experiment.playing import OUTSIDE, Playing, Progress
from sim.experiment.points import Point
from sim.experiment.runner import default_workers
from sim.experiment.tables import study_facts, table_of_points, table_of_rows
from sim.experiment.timings import Timings
from sim.plugin import plugin_hashes, used_plugins
from sim.results.folder import said_clearly
from sim.results.provenance import provenance
from sim.results.run_tables import Run, unpacked
from sim.results.study_folder import StudyFolder
from sim.scenario.checks.workload import SECONDS_TO_START
from sim.scenario.words import words

BYTES_PER_RUN = 40_000
"""Of the measures of a run, roughly; nothing but the forecast hangs on it."""
_LEAST_SECONDS = 0.02  # of a run of a small world, likewise


class Forecast(NamedTuple):
    """What a study is going to cost: counts, requests, seconds on so many workers, and bytes on the disk."""

    points: int
    runs: int
    there: int
    requests: float
    seconds: float
    bytes: float


@dataclass(frozen=True)
class StudyReport:
    """What became of a study: runs wanted, there now and played now, failures, and whether it was called off."""

    wanted: int
    kept: int
    played: int
    failures: tuple[Failure, ...]
    corrupt: tuple[Path, ...]
    interrupted: bool
    seconds: float

    @property
    def complete(self) -> bool:
        """Whether every run is there."""
        return self.kept == self.wanted

    @property
    def status(self) -> int:
        """Exit status: 0 done, 1 a run failed, 130 interrupted."""
        if self.interrupted:
            return 130
        return 1 if self.failures else 0


def prepared(path: Path | str, plan: Plan) -> StudyFolder:
    """Make the folder of a study, or go on with it, and write its design.

    Raises
    ------
    FolderError
        As `StudyFolder.create` does.
    """
    folder = StudyFolder.create(
        path, plan.key, provenance(seed=plan.wish.seed, command=sys.argv, plugins=plugin_hashes())
    )
    try:
        with said_clearly(folder.path):
            plan.base.save(folder.path)
        described(folder, plan)
    except BaseException:
        folder.close()
        raise
    return folder


def described(folder: StudyFolder, plan: Plan) -> None:
    """Write the design of a plan into its folder."""
    told = words(plan.base).as_data()
    folder.describe(study_facts(plan), table_of_points(plan), told, table_of_rows(plan))


def forecast(plan: Plan, there: set[Run], workers: int | None) -> Forecast:
    """Return what the missing runs of a plan cost, roughly."""
    missing = [point for run, point in plan.runs if run not in there]
    together = default_workers(len(missing)) if workers is None else max(workers, 1)
    return Forecast(
        points=len(plan.points),
        runs=len(plan.runs),
        there=len(plan.runs) - len(missing),
        requests=fsum(point.loaded.expected.requests for point in missing),
        seconds=SECONDS_TO_START + fsum(map(lasting, missing)) / together if missing else 0.0,
        bytes=float(BYTES_PER_RUN * len(missing)),
    )


def lasting(point: Point) -> float:
    """Return how long a run of a point lasts, roughly, in a process that has started already [s]."""
    return point.loaded.expected.seconds - SECONDS_TO_START + _LEAST_SECONDS


def run_study(
    plan: Plan,
    folder: StudyFolder,
    *,
    workers: int | None = None,
    retry_failed: bool = False,
    share: tuple[int, int] = (1, 1),
    progress: Callable[[Progress], None] = lambda _: None,
    simulate: Simulate | None = None,
    way: Way | None = None,
) -> StudyReport:
    """Play the runs of a plan that its folder does not hold yet, and keep each of them as it ends.

    Parameters
    ----------
    plan : Plan
    folder : StudyFolder
    workers : int, optional
        Worker processes; 0 works in this process, None takes one for each processor.
    retry_failed : bool
        Whether runs that failed before are played again.
    share : pair of int
        (2, 4) plays the second quarter of the runs: each of four machines plays its own, to be merged.
    progress : callable, optional
        Is told how far the study is.
    simulate : callable, optional
        Plays a replication in place of `sim.replication.simulate`.
    way : Way, optional
        How runs are carried out, such as a cluster; `workers` is not looked at then.

    Raises
    ------
    FolderError
        If the folder cannot be written to any more; what is finished is kept.
    LostError
        If the cluster does not answer any more; what is finished is kept.
    """
    begun = time.monotonic()
    before = read_failures(folder.path)
    failed = set() if retry_failed else {Run(one.point, one.replication) for one in before if one.error not in OUTSIDE}
    timings = Timings(folder.path)
    jobs = _numbered(timings.longest_first(_jobs(plan, folder, failed, share)), simulate)
    playing = Playing(_keeper(folder, timings), progress, Board(max(len(jobs), 1), start_context()), len(jobs))
    played = {Run(job.point, job.replication) for job in jobs}
    old = [one for one in before if Run(one.point, one.replication) not in played]
    playing.progress = _keeping(folder, Listed(folder.path, old), playing, progress)
    many = min(default_workers(len(jobs)) if workers is None else workers, len(jobs))

    def close() -> None:
        write_failures(folder.path, [*old, *playing.failures])
        timings.save()
        folder.finish()

    try:
        with interruption(playing.board.end, playing.board.stop):
            playing.through(jobs, many, way)
    except BaseException:
        with suppress(OSError):  # what went wrong first is what is told
            close()
        raise
    close()
    wanted = {run for run, _ in plan.runs}
    kept = wanted & folder.runs.done()
    return StudyReport(
        wanted=len(wanted),
        kept=len(kept),
        played=playing.finished,
        failures=tuple(one for one in [*old, *playing.failures] if Run(one.point, one.replication) in wanted),
        corrupt=tuple(folder.runs.corrupt),
        interrupted=playing.board.ending and len(playing.failures) + playing.finished < len(jobs),
        seconds=time.monotonic() - begun,
    )


def _jobs(plan: Plan, folder: StudyFolder, failed: set[Run], share: tuple[int, int]) -> list[Job]:
    nth, of = share
    mine = [one for number, one in enumerate(plan.runs) if number % of == nth - 1]
    done = folder.runs.done() | failed
    return [_job(run, point, plan.wish.seed) for run, point in mine if run not in done]


def _numbered(jobs: list[Job], simulate: Simulate | None) -> list[Job]:
    """Return jobs with a slot of the board for each, and one scenario for all of a point."""
    handed = {job.point: Handed(job.loaded) for job in jobs}
    return [job._replace(loaded=handed[job.point], simulate=simulate, slot=slot) for slot, job in enumerate(jobs)]


def _job(run: Run, point: Point, seed: int) -> Job:
    return Job(
        point.loaded,
        seed,
        run.replication,
        False,
        point=run.key,
        name=point.name,
        plugins=used_plugins(),
        measures_alone=True,
    )


def _keeper(folder: StudyFolder, timings: Timings) -> Callable[[Job, Measured], None]:
    def keep(job: Job, outcome: Measured) -> None:
        timings.note(job.point, outcome.seconds)
        folder.add(Run(job.point, job.replication), unpacked(outcome.table))

    return keep


def _keeping(
    folder: StudyFolder, listed: Listed, playing: Playing, progress: Callable[[Progress], None]
) -> Callable[[Progress], None]:
    """Return what is told of progress, and writes what waits to be written."""

    def tell(now: Progress) -> None:
        folder.settle()
        listed.note(playing.failures)
        progress(now)

    return tell
