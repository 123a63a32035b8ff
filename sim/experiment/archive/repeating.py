"""The run of an archive repeated: every replication played again, and compared row by row."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from analysis.loading import ResultsError
from sim.experiment.archive.opening import opened
from sim.experiment.board import Board
from sim.experiment.executors import start_context
from sim.experiment.interruption import interruption
from sim.experiment.job import Job
from sim.experiment.playing import Playing, Progress
from sim.experiment.rerunning import Difference, Load, differences, origin, refuse_other_model
from sim.experiment.runner import default_workers


class Repeated(NamedTuple):
    """What came of repeating a run.

    Attributes
    ----------
    other_model : str
        What is wrong where another version of exposim made the archive; empty where it was this one.
    differences : tuple of Difference
        Rows that came out otherwise.
    failures : tuple of str
        Replications that failed now.
    """

    replications: int
    rows: int
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
    """Repeat the run of an archive, or of a folder of results.

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
        made = origin(folder, load)
        if not other_model:
            try:
                refuse_other_model(made)
            except ResultsError as error:
                raise ResultsError(f"{str(error).replace(str(folder), str(path))}, or --other-version") from None
        numbers, found = made.results.replications, dict[int, list[Difference]]()
        rows = len(made.results.measures)

        def compare(job: Job, outcome: Any) -> None:
            found[job.replication] = differences(made.results, job.replication, outcome.rows)

        playing = Playing(compare, progress, Board(len(numbers), start_context()), len(numbers))
        jobs = [Job(made.loaded, made.seed, number, False, None, slot) for slot, number in enumerate(numbers)]
        many = min(default_workers(len(jobs)) if workers is None else workers, len(jobs))
        with interruption(playing.board.stop, playing.board.stop):
            playing.through(jobs, many)
    if len(found) + len(playing.failures) < len(numbers):
        raise KeyboardInterrupt
    return Repeated(
        len(numbers),
        rows,
        made.other_model,
        tuple(one for number in sorted(found) for one in found[number]),
        tuple(f"replication {one.replication}: {one.error}" for one in playing.failures),
        time.monotonic() - begun,
    )
