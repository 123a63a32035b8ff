"""Freezes: how many, what became of them, and what operators hold because of them alone."""

from collections.abc import Callable, Iterable, Iterator

import numpy as np

from sim.ledger.accounts import Ledger
from sim.ledger.tables import Table
from sim.measures.rows import Numbers, Part, measure
from sim.measures.totals import counts, split

LABELS = ("agency", "operator", "category", "place", "role")


@measure("freeze.count", unit="1", scale="positive", kind="count", labels=(*LABELS, "state"))
def count(ledger: Ledger) -> Iterable[Part]:
    """Freezes of a subject's records ordered in the period, by what became of them.

    `used`: the answer rests on what the freeze alone kept; `unused`: the request ended without need of it; `lapsed`:
    the request came too late; `nothing_held`: so did the freeze; `rejected`, `not_released`: somebody turned it down.
    """
    return counts(ledger.freezes, (*LABELS, "state"))


@measure("freeze.persons", unit="person", scale="positive", kind="average", labels=("operator", "category"))
def persons(ledger: Ledger) -> Iterable[Part]:
    """Time average of the subjects for whom a freeze is in force; somebody with two freezes counts twice."""
    return _averages(ledger, _time)


@measure("freeze.person_days", unit="person day", scale="positive", kind="average", labels=("operator", "category"))
def person_days(ledger: Ledger) -> Iterable[Part]:
    """Time average of the days of people's lives that operators hold because of freezes alone.

    They come on top of exposure.held_person_days. What a store itself would still hold follows from the retention
    in force when the freeze ends; the grid of purges is left out. States such as ip_assignment have no length.
    """
    return _averages(ledger, _beyond_retention)


def _averages(ledger: Ledger, upto: Callable[[Table, Numbers], Numbers]) -> Iterator[Part]:
    """Return time averages of something that freezes bring about while in force, from its integral up to a time."""
    table, frame = ledger.freezes, ledger.frame
    sums = np.zeros((len(table.codes), len(frame.windows)))
    for number, window in enumerate(frame.windows):
        low = np.clip(table.column("ordered"), window.start, window.end)
        high = np.maximum(np.minimum(table.column("time"), window.end), low)
        np.add.at(sums[:, number], table.column("code"), upto(table, high) - upto(table, low))
    return (Part(labels, row, frame.lengths) for labels, row in split(table.codes, sums, ("operator", "category")))


def _time(_: Table, time: Numbers) -> Numbers:
    return time


def _beyond_retention(table: Table, time: Numbers) -> Numbers:
    """Days that the store has purged: none until `gone_from`, then one more each day, until all are."""
    days = table.column("days")
    since = np.clip(np.nan_to_num(time - table.column("gone_from"), neginf=0.0), 0.0, None)
    growing = np.minimum(since, days)
    return np.asarray(growing**2 / 2 + days * (since - growing), np.float64)
