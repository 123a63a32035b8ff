from datetime import date

import numpy as np
import pytest

from sim.ledger.frame import Frame, Period

START = date(2020, 1, 1)


def frame(*periods: Period, warmup_days: float = 10.0) -> Frame:
    return Frame(START, 100.0, warmup_days, periods)


def test_the_whole_window_begins_when_the_warm_up_ends():
    assert frame().windows == (Period("", 10.0, 100.0),)


def test_a_period_loses_what_it_shares_with_the_warm_up_and_what_lies_past_the_end():
    assert frame(Period("early", 0.0, 50.0), Period("late", 50.0, 200.0)).windows[1:] == (
        Period("early", 10.0, 50.0),
        Period("late", 50.0, 100.0),
    )


def test_a_period_within_the_warm_up_is_no_window():
    assert frame(Period("gone", 0.0, 10.0)).names == ("",)


def test_overlapping_periods_are_unions_of_slices():
    seen = frame(Period("a", 10.0, 60.0), Period("b", 40.0, 100.0))
    times = np.array([5.0, 10.0, 39.9, 40.0, 59.9, 60.0, 99.9, 100.0])
    inside = seen.in_window[seen.slices_of(times)]
    expected = [[w.start <= time < w.end for w in seen.windows] for time in times]
    assert inside.tolist() == expected
    assert [seen.slice_of(time) for time in times] == seen.slices_of(times).tolist()


def test_a_warm_up_as_long_as_the_run_is_refused():
    with pytest.raises(ValueError, match=r"warm-up is 100\.0 days of 100\.0"):
        frame(warmup_days=100.0)
