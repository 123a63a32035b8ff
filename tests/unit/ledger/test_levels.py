from datetime import date

import numpy as np
import pytest

from sim.ledger.frame import POINTS, Frame, Period
from sim.ledger.levels import Level

FRAME = Frame(date(2020, 1, 1), 100.0, 10.0, (Period("a", 10.0, 40.0), Period("b", 30.0, 100.0)))


def filled(clock=None) -> tuple[Level, list[tuple[float, float]]]:
    """A level that jumps at 300 random times, and its jumps."""
    rng = np.random.default_rng(1)
    jumps = list(zip(np.sort(rng.uniform(0.0, 100.0, 300)).tolist(), rng.integers(-2, 4, 300).tolist(), strict=True))
    level = Level(FRAME, clock)
    for time, delta in jumps:
        level.add(time, delta)
    level.close(100.0)
    return level, jumps


def brute(jumps, start, end, clock=float) -> float:
    """Each jump counts from its time, or from the start of the period, until the end of the period."""
    return sum(delta * (clock(end) - clock(max(time, start))) for time, delta in jumps if time < end)


@pytest.mark.parametrize("period", FRAME.windows)
def test_integrals_by_period_are_those_of_the_jumps_one_by_one(period):
    level, jumps = filled()
    assert level.integral(period.name) == pytest.approx(brute(jumps, period.start, period.end), rel=1e-12)


def test_the_clock_decides_how_long_a_value_counts():
    def clock(time: float) -> float:  # open in the first third of each day
        return time // 1.0 / 3.0 + min(time % 1.0, 1.0 / 3.0)

    level, jumps = filled(clock)
    assert level.integral("b") == pytest.approx(brute(jumps, 30.0, 100.0, clock), rel=1e-12)
    assert level.total == pytest.approx(brute(jumps, 0.0, 100.0, clock), rel=1e-12)


def test_readings_of_the_clock_are_noted_as_they_are():
    def half(time: float) -> float:
        return time / 2.0

    level, same = Level(FRAME, half), Level(FRAME, half)
    level.up(10.0)
    level.down(15.0)
    same.add(20.0, 1)
    same.add(30.0, -1)
    for one in (level, same):
        one.close(100.0)
    assert level.integral("") == same.integral("") == 5.0


def test_what_is_worked_in_on_the_way_makes_no_difference(monkeypatch):
    at_the_end, jumps = filled()
    monkeypatch.setattr("sim.ledger.levels._FEW", 1)
    level = Level(FRAME)
    for number, (time, delta) in enumerate(jumps):
        level.add(time, delta)
        if number % 7 == 0:
            level.settle()
    level.close(100.0)
    assert level.integrals == pytest.approx(at_the_end.integrals, rel=1e-12)
    assert level.maxima.tolist() == at_the_end.maxima.tolist()
    assert level.values == at_the_end.values


def test_the_largest_value_is_one_that_lasted():
    level = Level(FRAME)
    for time, delta in ((20.0, 1), (20.0, 5), (20.0, -5), (50.0, 2), (60.0, -2)):
        level.add(time, delta)
    level.close(100.0)
    assert (level.maximum("a"), level.maximum("b"), level.maximum("")) == (1.0, 3.0, 3.0)


def test_a_value_from_before_a_period_counts_as_its_largest():
    level = Level(FRAME)
    level.add(1.0, 7)
    level.add(35.0, -7)
    level.close(100.0)
    assert level.maximum("b") == 7.0


def test_a_peak_belongs_to_the_period_in_which_it_was():
    level = Level(FRAME)
    for time, delta in ((20.0, 9), (25.0, -8), (50.0, 2)):
        level.add(time, delta)
    level.close(100.0)
    assert (level.maximum("a"), level.maximum("b")) == (9.0, 3.0)


def test_the_series_has_one_value_at_each_point():
    level, jumps = filled()
    points = FRAME.points
    expected = [sum(delta for time, delta in jumps if time < point) for point in points]
    assert len(level.values) == POINTS
    assert level.values == expected


def test_a_level_on_a_clock_of_its_own_is_not_sampled_and_the_clock_is_read_for_cuts_and_ends_alone():
    read = []

    def half(time: float) -> float:
        read.append(time)
        return time / 2.0

    level = Level(FRAME, half)
    level.up(10.0)
    level.close(100.0)
    assert level.values == []
    assert len(read) < POINTS


def test_an_interrupted_run_still_closes():
    level = Level(FRAME)
    level.add(20.0, 1)
    level.close(25.0)
    assert level.integral("") == pytest.approx(80.0)
