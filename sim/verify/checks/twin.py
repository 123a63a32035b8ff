"""The twin: a run whose people write every record as an event, against one that looks records up."""

from typing import NamedTuple

from sim.replication import simulate
from sim.scenario.loading import Loaded


class Twin(NamedTuple):
    """What two runs of one world had in common."""

    rows: int
    differing: tuple[str, ...]  # rows that only one of the runs has, as text
    exposures: int  # acts that disclosed records, in the run of look-ups: what the comparison rests on
    journals_agree: bool


def twin(looked_up: Loaded, played: Loaded, *, seed: int) -> Twin:
    """Compare every measure, label and period of two runs, bit by bit; NaN equals NaN."""
    first, second = (simulate(loaded, seed=seed, replication=0, journal=True) for loaded in (looked_up, played))
    ours, theirs = ({repr(tuple(row)) for row in outcome.rows} for outcome in (first, second))
    return Twin(
        len(first.rows),
        tuple(sorted(ours ^ theirs)),
        first.counts["Disclosed"],
        first.journal_text == second.journal_text,
    )
