"""A desk on its working clock is a plain queue: Erlang's and Cobham's waits."""

from datetime import date

import numpy as np
from numpy.typing import NDArray

from sim.actors.desk import Desk
from sim.actors.process import ARRIVAL, Clock, Life, start
from sim.draw.keyed import Decision
from sim.ledger.accounts import Ledger
from sim.ledger.facts import DeskTurn, Fact
from sim.ledger.frame import Frame
from sim.verify import evidence, theory
from sim.verify.evidence import PValue
from sim.world.calendar import Calendar

SERVERS = 3
SERVICE_DAYS = 1.0 / 24.0  # mean, of open time
CUSTOMERS, UNCOUNTED = 4000, 800  # a replication, and how many come before the desk has settled
SHARE_FIRST = 0.3
FIRST, LAST = 1, 3  # grades

Numbers = NDArray[np.float64]


def waits(load: float, replication: int, *, in_open_hours: bool = True, seed: int = 5) -> dict[int, Numbers]:
    """Return the waits [day of open time] of customers of one replication by grade; Poisson arrivals.

    With `in_open_hours` the arrivals are Poisson on the desk's working clock, otherwise round the clock at as many
    a week.
    """
    calendar = Calendar(date(2024, 1, 1), 9, 17, frozenset(range(5)))
    drawn, _ = Decision("customers", seed=seed, replication=replication).keyed_rows((0,), 0, CUSTOMERS, 3)
    readings = np.cumsum(-np.log(drawn[:, 0])) * SERVICE_DAYS / load
    times = [calendar.reached(reading) if in_open_hours else reading * 168.0 / 40.0 for reading in readings.tolist()]
    works = -np.log(drawn[:, 1]) * SERVICE_DAYS
    grades = np.where(drawn[:, 2] < SHARE_FIRST, FIRST, LAST)
    turns = _turns(calendar, times, works.tolist(), grades.tolist())
    counted = [turn for turn in turns if turn.arrived > times[UNCOUNTED]]
    return {
        grade: np.array([turn.waited_work_days for turn in counted if turn.grade == grade]) for grade in (FIRST, LAST)
    }


def _turns(calendar: Calendar, times: list[float], works: list[float], grades: list[int]) -> list[DeskTurn]:
    clock, turns = Clock(), list[Fact]()
    ledger = Ledger(Frame(date(2024, 1, 1), times[-1] + 365.0), turns.append)
    desk = Desk(clock, calendar, ledger, name="desk", staff=SERVERS)

    def customers() -> Life[None]:
        for time, work, grade in zip(times, works, grades, strict=True):
            yield clock.at(time, ARRIVAL)
            start(desk.turn(work, grade=grade))

    start(customers())
    clock.run()
    return [turn for turn in turns if isinstance(turn, DeskTurn)]


def erlang(
    load: float, *, replications: int = 20, in_open_hours: bool = True, seed: int = 5, claimed: float | None = None
) -> PValue:
    """Return the p-value of the mean wait being Erlang's, over replications; both grades alike in number and work.

    With `claimed`, the load is said to be another one.
    """
    first, last = _means(load, replications, in_open_hours=in_open_hours, seed=seed)
    mixed = SHARE_FIRST * first + (1 - SHARE_FIRST) * last
    return evidence.of_mean(mixed, theory.mean_wait(SERVERS, claimed or load, SERVICE_DAYS))


def cobham(
    load: float, *, replications: int = 20, first_share: float = SHARE_FIRST, seed: int = 5
) -> tuple[PValue, PValue]:
    """Return the p-values of the mean waits of both grades being Cobham's, were `first_share` the first one's share."""
    expected = theory.cobham_waits(SERVERS, load, SERVICE_DAYS, first_share)
    first, last = _means(load, replications, seed=seed)
    return evidence.of_mean(first, expected[0]), evidence.of_mean(last, expected[1])


def _means(load: float, replications: int, *, in_open_hours: bool = True, seed: int = 5) -> tuple[Numbers, Numbers]:
    found = [waits(load, replication, in_open_hours=in_open_hours, seed=seed) for replication in range(replications)]
    first, last = (np.array([each[grade].mean() for each in found]) for grade in (FIRST, LAST))
    return first, last
