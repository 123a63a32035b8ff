"""What the exposure of a scenario came from: totals by channel, operator and law, over the replications."""

import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analysis.estimates import estimate
from analysis.loading import ResultsError
from sim.experiment.births import start_context
from sim.experiment.board import Board
from sim.experiment.interruption import interruption
from sim.experiment.job import Job
from sim.experiment.playing import Playing, Progress
from sim.experiment.rerunning import Origin, refuse_other_model, refuse_other_rows
from sim.experiment.runner import default_workers
from sim.plugin import used_plugins
from sim.replication import Causes, caused

CAUSE = ("channel", "operator", "allowed_by", "law")
_COUNT = {"kind": "count", "scale": "positive"}


class Totals(NamedTuple):
    """Causes over some replications.

    Attributes
    ----------
    causes : DataFrame
        `channel`, `operator`, `allowed_by`, `law`, `measure` (`exposures` or `persons`), `mean`, `low`, `high`, `n`.
    laws : DataFrame
        `law`, `measure` (`spared`), `mean`, `low`, `high`, `n`: people who would not have been exposed without it.
    replications : int
    persons : float
        Mean number of people exposed who were looked at one by one.
    unexplained : int
        Exposures of all replications whose look-up could not be worked out again.
    seconds : float [s]
    """

    causes: pd.DataFrame
    laws: pd.DataFrame
    replications: int
    persons: float
    unexplained: int
    seconds: float


def totals(
    origin: Origin,
    replications: Sequence[int] | None = None,
    *,
    workers: int | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Totals:
    """Play replications of a folder again and return what their exposures came from.

    Raises
    ------
    ResultsError
        If another model made the results, they come out otherwise, or a replication failed.
    KeyboardInterrupt
        If it was called off; nothing is kept of it.
    """
    refuse_other_model(origin)
    begun, wanted = time.monotonic(), list(origin.results.replications if replications is None else replications)
    found: dict[int, tuple[Any, Causes]] = {}

    def keep(job: Job, outcome: Any) -> None:
        found[job.replication] = outcome

    playing = Playing(keep, progress, Board(len(wanted), start_context()), len(wanted))
    own = used_plugins()
    jobs = [Job(origin.loaded, origin.seed, n, False, caused, slot, plugins=own) for slot, n in enumerate(wanted)]
    many = min(default_workers(len(jobs)) if workers is None else workers, len(jobs))
    with interruption(playing.board.stop, playing.board.stop):
        playing.through(jobs, many)
    if playing.failures:
        first = playing.failures[0]
        text = f"replication {first.replication} failed when it was played again: {first.error}"
        raise ResultsError(f"{origin.results.path}: {text}")
    if len(found) < len(wanted):
        raise KeyboardInterrupt
    for number in wanted:
        refuse_other_rows(origin, number, found[number][0])
    causes = {number: one for number, (_, one) in found.items()}
    return Totals(
        _of_causes(causes),
        _of_laws(causes),
        len(wanted),
        float(np.mean([one.persons for one in causes.values()])),
        sum(one.unexplained for one in causes.values()),
        time.monotonic() - begun,
    )


def _of_causes(causes: dict[int, Causes]) -> pd.DataFrame:
    rows = {
        (number, *one[:4], measure): float(value)
        for number, found in causes.items()
        for one in found.causes
        for measure, value in (("exposures", one.exposures), ("persons", one.persons))
        if value >= 0
    }
    return _estimated(rows, list(causes), CAUSE)


def _of_laws(causes: dict[int, Causes]) -> pd.DataFrame:
    rows = {
        (number, one.law, "spared"): float(one.persons - one.without)
        for number, found in causes.items()
        for one in found.spared
    }
    return _estimated(rows, list(causes), ("law",))


def _estimated(rows: dict[tuple[Any, ...], float], replications: list[int], names: Sequence[str]) -> pd.DataFrame:
    """Return means over replications; what one of them did not see is 0 there."""
    labels = list(dict.fromkeys(key[1:] for key in rows))
    if not labels:
        return pd.DataFrame(columns=[*names, "measure", "mean", "low", "high", "n"])
    table = [
        (number, *label[:-1], label[-1], "person", rows.get((number, *label), 0.0), np.nan, np.nan)
        for label in labels
        for number in replications
    ]
    columns = ["replication", *(f"of {name}" for name in names), "measure", "unit", "value", "numerator", "denominator"]
    told = estimate(pd.DataFrame(table, columns=columns), {"exposures": _COUNT, "persons": _COUNT, "spared": _COUNT})
    told = told.rename(columns={f"of {name}": name for name in names})
    return told.drop(columns="unit").sort_values("mean", ascending=False, kind="stable").reset_index(drop=True)
