"""The runs of an archive repeated: every replication played again, and compared row by row."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from analysis.loading import ResultsError
from sim.experiment.archive.opening import opened
from sim.experiment.births import start_context
from sim.experiment.board import Board
from sim.experiment.interruption import interruption
from sim.experiment.job import Job
from sim.experiment.playing import Playing, Progress
from sim.experiment.rerunning import Difference, Load, Origin, differences, origin
from sim.experiment.restoring import StudyOrigin, is_study, restored, study_origin
from sim.experiment.runner import default_workers
from sim.plugin import used_plugins
from sim.scenario.loading import Loaded


class Repeated(NamedTuple):
    """What came of repeating a run or a study.

    Attributes
    ----------
    replications : int
        Of all points.
    points : int
        Of a study that have numbers of their own; 0 for a run.
    other_model : str
        What is wrong where another version of exposim made the archive; empty where it was this one.
    differences : tuple of Difference
        Rows that came out otherwise.
    failures : tuple of str
        Replications that failed now.
    """

    replications: int
    rows: int
    points: int
    other_model: str
    differences: tuple[Difference, ...]
    failures: tuple[str, ...]
    seconds: float

    @property
    def same(self) -> bool:
        """Whether every row came out as it was."""
        return not self.differences and not self.failures


def repeated(
    path: Path,
    load: Load,
    *,
    other_model: bool = False,
    workers: int | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Repeated:
    """Repeat the run or the study of an archive.

    Parameters
    ----------
    other_model : bool
        Whether it is played although another version of exposim made it.

    Raises
    ------
    ResultsError
        If it is no archive, its files are not those that it lists, or another version made it and that is not wanted.
    ScenarioError
        If this version finds faults in its scenario.
    KeyboardInterrupt
        If it was called off.
    """
    begun = time.monotonic()
    with opened(path) as folder:
        made = study_origin(folder, load) if is_study(folder) else origin(folder, load)
        if made.other_model and not other_model:
            text = f"{made.other_model}; wanted the version that made it, or --other-version"
            raise ResultsError(f"{path}: {text}")
        runs = _runs_of_study(made) if isinstance(made, StudyOrigin) else _runs_of_results(made)
        found: dict[int, list[Difference]] = {}

        def compare(job: Job, outcome: Any) -> None:
            one = runs[job.place]
            found[job.place] = differences(one.kept, job.replication, outcome.rows, one.point)

        playing = Playing(compare, progress, Board(len(runs), start_context()), len(runs))
        jobs = [_job(one, made.seed, slot) for slot, one in enumerate(runs)]
        many = min(default_workers(len(jobs)) if workers is None else workers, len(jobs))
        with interruption(playing.board.stop, playing.board.stop):
            playing.through(jobs, many)
    if len(found) + len(playing.failures) < len(runs):
        raise KeyboardInterrupt
    return Repeated(
        len(runs),
        sum(len(one.kept) for one in runs),
        len({one.point for one in runs}) if isinstance(made, StudyOrigin) else 0,
        made.other_model,
        tuple(one for slot in sorted(found) for one in found[slot]),
        tuple(
            ", ".join(filter(None, (one.name, f"replication {one.replication}: {one.error}")))
            for one in playing.failures
        ),
        time.monotonic() - begun,
    )


class _Run(NamedTuple):
    """A replication to be played again: its scenario, the rows that are kept of it, and the point of a study."""

    loaded: Loaded
    replication: int
    kept: pd.DataFrame
    point: str = ""


def _runs_of_results(made: Origin) -> list[_Run]:
    kept = dict(iter(made.results.measures.groupby("replication")))
    return [_Run(made.loaded, number, kept[number]) for number in made.results.replications]


def _runs_of_study(made: StudyOrigin) -> list[_Run]:
    study = made.results
    kept = dict(iter(study.measures.groupby(["key", "replication"], sort=False)))
    points = list(restored(made, study.points))
    wanted = [(one, number) for one in points for number in range(study.replications[one.key])]
    lost = [(one, number) for one, number in wanted if (one.key, number) not in kept]
    if lost:
        one, number = lost[0]
        raise ResultsError(f"{study.path}: lacks replication {number} of {one.told!r}; wanted every run of the study")
    return [_Run(one.loaded, number, kept[one.key, number], one.told) for one, number in wanted]


def _job(one: _Run, seed: int, slot: int) -> Job:
    return Job(one.loaded, seed, one.replication, False, None, slot, name=one.point, plugins=used_plugins())
