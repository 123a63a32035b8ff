"""Desks: how busy they are, how long work waits there, and how much of it is late."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sim.ledger.accounts import Ledger
from sim.ledger.desks import DeskAccount
from sim.measures.rows import Numbers, Part, measure
from sim.measures.totals import ratios, rows_by_value, split, windowed

LABELS = ("desk", "task")
FEWEST = 200  # waits below which a 95th percentile is not given
HOURS = 24.0

OfDesk = Callable[[str, DeskAccount], Numbers]


@measure("desk.utilisation", unit="1", scale="share", kind="average", labels=("desk",))
def utilisation(ledger: Ledger) -> Iterable[Part]:
    """Share of the open time of all servers that they were busy, on the working clock of the desk."""
    return _over_desks(ledger, lambda _, desk: desk.busy_days, lambda _, desk: desk.server_days)


@measure("desk.offered_load", unit="1", scale="positive", kind="average", labels=("desk",))
def offered_load(ledger: Ledger) -> Iterable[Part]:
    """Time of servers that work arriving in the period needs, over their open time; over 1 the queue grows."""
    work = {labels.get("desk"): row for labels, row in _by_desk(ledger, "work_days")}
    nothing = np.zeros(len(ledger.frame.windows))
    return _over_desks(ledger, lambda name, _: work.get(name, nothing), lambda _, desk: desk.server_days)


@measure("desk.hours", unit="staff hour", scale="positive", kind="count", labels=LABELS)
def hours(ledger: Ledger) -> Iterable[Part]:
    """Hours of staff that the work arriving in the period needs, of all the desks that are described.

    An hour of a server who is half a member of staff is half an hour.
    """
    work = windowed(ledger.turns, "work_days") * HOURS * _weights(ledger)
    return (Part(*pair) for pair in split(ledger.turns.codes, work, LABELS))


@measure("desk.wait", unit="day", scale="positive", kind="average", labels=LABELS)
def wait(ledger: Ledger) -> Iterable[Part]:
    """Mean calendar time from arrival to start of work, of work arriving in the period that was started in the run."""
    return _mean(ledger, "wait")


@measure("desk.wait_working", unit="working day of 24 h", scale="positive", kind="average", labels=LABELS)
def wait_working(ledger: Ledger) -> Iterable[Part]:
    """Mean open time of the desk between arrival and start of work; work as for desk.wait."""
    return _mean(ledger, "waited_work_days")


@measure("desk.wait_p95", unit="day", scale="positive", kind="statistic", labels=LABELS)
def wait_p95(ledger: Ledger) -> Iterable[Part]:
    """95th percentile of the calendar time from arrival to start of work; only where at least 200 were started."""
    return _p95(ledger, "wait")


@measure("desk.wait_working_p95", unit="working day of 24 h", scale="positive", kind="statistic", labels=LABELS)
def wait_working_p95(ledger: Ledger) -> Iterable[Part]:
    """95th percentile of the desk's open time from arrival to start of work; only where at least 200 were started."""
    return _p95(ledger, "waited_work_days")


@measure("desk.backlog", unit="1", scale="positive", kind="average", labels=("desk",))
def backlog(ledger: Ledger) -> Iterable[Part]:
    """Time average of the number of pieces of work that wait, of all the desks that are described."""
    lengths = ledger.frame.lengths
    parts = [Part({"desk": name}, _waiting(desk), lengths) for name, desk in ledger.desks.items()]
    yield Part({}, _sum(ledger, [part.value for part in parts]), lengths)
    yield from parts


@measure("desk.backlog_max", unit="1", scale="positive", kind="statistic", labels=("desk",))
def backlog_max(ledger: Ledger) -> Iterable[Part]:
    """Largest number of pieces of work that waited at one desk name; no total, as desks peak at different times."""
    return (Part({"desk": name}, desk.queue.maxima * desk.mean_weight) for name, desk in ledger.desks.items())


@measure("desk.overdue_share", unit="1", scale="share", kind="ratio", labels=LABELS)
def overdue_share(ledger: Ledger) -> Iterable[Part]:
    """Of the work with a deadline that arrived in the period, the share done late or open past it.

    Open work whose deadline lies past the end of the run is left out.
    """
    late = windowed(ledger.turns, "late")
    return ratios(ledger.turns.codes, LABELS, late, late + windowed(ledger.turns, "in_time"))


def staff_hours(ledger: Ledger) -> dict[str, Numbers]:
    """Return the hours of staff that the work arriving in each window needs, by desk; arrays (windows,)."""
    work = windowed(ledger.turns, "work_days") * HOURS * _weights(ledger)
    return {labels["desk"]: row for labels, row in split(ledger.turns.codes, work, ("desk",)) if labels}


def _waiting(desk: DeskAccount) -> Numbers:
    return desk.queue.integrals * desk.mean_weight


def _weights(ledger: Ledger) -> Numbers:
    """Return the staff in a server, times what its desk stands for, by combination of labels; shape (codes, 1)."""
    desks = (ledger.desks[desk] for desk, _ in ledger.turns.codes)
    return np.array([desk.speed * desk.mean_weight for desk in desks]).reshape(-1, 1)


def _by_desk(ledger: Ledger, name: str) -> Iterator[tuple[Mapping[str, str], Numbers]]:
    return split(ledger.turns.codes, windowed(ledger.turns, name), ("desk",))


def _sum(ledger: Ledger, rows: Sequence[Numbers]) -> Numbers:
    return np.asarray(sum(rows, np.zeros(len(ledger.frame.windows))), np.float64)


def _over_desks(ledger: Ledger, above: OfDesk, below: OfDesk) -> Iterator[Part]:
    """Return one number over another, in total and by desk; a desk counts in the total for all that it stands for."""
    parts, weights = [], []
    for name, desk in ledger.desks.items():
        parts.append(Part({"desk": name}, above(name, desk), below(name, desk)))
        weights.append(desk.mean_weight)
    top = [part.value * weight for part, weight in zip(parts, weights, strict=True)]
    under = [part.over * weight for part, weight in zip(parts, weights, strict=True) if part.over is not None]
    yield Part({}, _sum(ledger, top), _sum(ledger, under))
    yield from parts


def _mean(ledger: Ledger, name: str) -> Iterator[Part]:
    return ratios(ledger.turns.codes, LABELS, windowed(ledger.turns, name), windowed(ledger.turns, "started"))


def _p95(ledger: Ledger, name: str) -> Iterator[Part]:
    table = ledger.turns
    started = ~np.isnan(table.column("wait"))
    if started.sum() < FEWEST:
        return
    waits, part, code = (table.column(column)[started] for column in (name, "slice", "code"))

    def of(rows: NDArray[np.int64] | slice) -> Numbers:
        days, part_of_row = waits[rows], part[rows]
        return np.array([_percentile(days[inside[part_of_row]]) for inside in table.frame.in_window.T])

    yield Part({}, of(slice(None)))
    for label in LABELS:
        yield from (Part({label: value}, of(rows)) for value, rows in rows_by_value(table.codes, code, label))


def _percentile(waits: NDArray[np.float32]) -> float:
    return float(np.quantile(waits, 0.95)) if len(waits) >= FEWEST else np.nan
