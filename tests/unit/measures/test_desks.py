from datetime import date

import numpy as np
import pytest

from sim.ledger.accounts import Ledger
from sim.ledger.facts import DeskTurn
from sim.ledger.frame import Frame
from sim.measures import DEFINITIONS
from sim.measures.rows import rows_of

NAN = float("nan")
FRAME = Frame(date(2020, 1, 1), 100.0, 10.0)


def third(time: float) -> float:
    """A working clock that runs for the first third of each day."""
    return time // 1.0 / 3.0 + min(time % 1.0, 1.0 / 3.0)


def turn(arrived: float, wait: float = 0.5, work: float = 0.1, **changes) -> DeskTurn:
    end = arrived + wait + work
    return DeskTurn("isp", "session", 1, arrived, arrived + wait, end, wait / 2.0, work, NAN)._replace(**changes)


def rows(name: str, *turns: DeskTurn, staff: float = 2.0, weight: float = 1.0, busy=(), waiting=()):
    ledger = Ledger(FRAME)
    levels = ledger.desk("isp", staff, third, weight=weight)
    for level, jumps in ((levels.busy, busy), (levels.queue, waiting)):
        for time, delta in jumps:
            level.add(time, delta)
    for one in turns:
        ledger.write(one)
    ledger.close()
    return {tuple(row.labels.items()): row for row in rows_of(DEFINITIONS[name], ledger)}


DESK = (("desk", "isp"),)
OPEN_DAYS = 90.0 / 3.0


def test_utilisation_is_busy_over_open_time_of_all_servers():
    seen = rows("desk.utilisation", busy=((5.0, 1), (40.0, -1)))
    assert seen[DESK].value == pytest.approx(10.0 / (2 * OPEN_DAYS))
    assert seen[()].value == seen[DESK].value


def test_offered_load_counts_the_work_that_arrives_in_the_window():
    seen = rows("desk.offered_load", turn(5.0), turn(20.0, work=3.0), turn(99.0, work=3.0))
    assert seen[DESK].value == pytest.approx(6.0 / (2 * OPEN_DAYS))


def test_hours_of_a_fraction_of_staff_are_a_fraction():
    seen = rows("desk.hours", turn(20.0, work=3.0), staff=0.5, weight=10.0)
    assert seen[()].value == pytest.approx(3.0 * 24.0 * 0.5 * 10.0)


def test_mean_waits_are_of_work_that_was_started():
    turns = (turn(20.0, wait=1.0), turn(30.0, wait=2.0), turn(40.0)._replace(started=NAN, ended=NAN))
    assert rows("desk.wait", *turns)[()].value == pytest.approx(1.5)
    assert rows("desk.wait_working", *turns)[()].value == pytest.approx(0.75)


def test_a_percentile_needs_200_waits():
    waits = np.random.default_rng(6).exponential(1.0, 200)
    turns = [turn(20.0, wait=float(wait)) for wait in waits]
    seen = rows("desk.wait_p95", *turns, turn(20.0, task="other"))
    assert seen[(("task", "session"),)].value == pytest.approx(np.quantile(waits, 0.95), rel=1e-6)
    assert (("task", "other"),) not in seen
    assert () not in rows("desk.wait_p95", *turns[:199])


def test_backlog_is_a_time_average_for_all_that_a_desk_stands_for():
    waiting = ((5.0, 3), (40.0, -3))
    assert rows("desk.backlog", waiting=waiting, weight=2.0)[DESK].value == pytest.approx(2.0 * 3.0 * 30.0 / 90.0)
    assert rows("desk.backlog_max", waiting=waiting, weight=2.0)[DESK].value == 6.0


def test_open_and_late_is_overdue_and_open_and_not_yet_due_is_left_out():
    turns = (
        turn(20.0, due=30.0),
        turn(20.0, due=20.2),
        turn(20.0, ended=NAN, due=30.0),
        turn(95.0, ended=NAN, due=120.0),
        turn(20.0),
    )
    assert rows("desk.overdue_share", *turns)[()].value == pytest.approx(2 / 3)
