"""The times of a Poisson process against its definition, in plain Python."""

from math import log1p, sqrt

import numpy as np
import pytest

from sim.draw.hashing import number_of
from sim.draw.poisson import poisson_times, unit_exponential, unit_exponentials

KEY = (1 << 63) + 12345


def by_hand(first, since, per_day, until):
    times, number, time = [], first, since
    while not times or times[-1] < until:
        time += -log1p(-number_of(KEY, number)) / per_day
        times.append(time)
        number += 1
    return times


@pytest.mark.parametrize(
    ("first", "since", "per_day", "until"), [(0, 0.0, 3.0, 100.0), (7, 12.5, 0.01, 13.0), (2, 5.0, 4.0, 5.0)]
)
def test_times_are_sums_of_the_gaps_of_a_key_to_the_last_bit(first, since, per_day, until):
    times = poisson_times(KEY, first, since, per_day, until).tolist()
    assert times == by_hand(first, since, per_day, until)
    assert times[-1] >= until
    assert all(time < until for time in times[:-1])


def test_one_stretch_after_the_other_gives_what_all_at_once_gives():
    whole = poisson_times(KEY, 0, 0.0, 2.0, 300.0)
    part = poisson_times(KEY, 0, 0.0, 2.0, 100.0)
    rest = poisson_times(KEY, len(part), float(part[-1]), 2.0, 300.0)
    assert [*part, *rest] == whole.tolist()


def test_more_times_than_were_expected_find_room():
    rates = [per_day for per_day in np.arange(0.05, 3.0, 0.05) if len(by_hand(0, 0.0, per_day, 3.0)) > 0]
    wanted = [by_hand(0, 0.0, per_day, 3.0) for per_day in rates]
    assert [poisson_times(KEY, 0, 0.0, per_day, 3.0).tolist() for per_day in rates] == wanted


def test_gaps_are_exponential():
    gaps = np.diff(poisson_times(KEY, 0, 0.0, 1.0, 40_000.0))
    many = len(gaps)
    assert gaps.mean() == pytest.approx(1.0, abs=4 / sqrt(many))
    assert gaps.var() == pytest.approx(1.0, abs=4 * sqrt(8 / many))  # fourth central moment 9, so variance (9 - 1) / n
    assert np.mean(gaps > 2.0) == pytest.approx(np.exp(-2.0), abs=4 * sqrt(np.exp(-2.0) / many))
    assert np.corrcoef(gaps[:-1], gaps[1:])[0, 1] == pytest.approx(0.0, abs=4 / sqrt(many))


def test_the_compiled_logarithm_is_that_of_python():
    assert all(unit_exponential(KEY, n) == -log1p(-number_of(KEY, n)) for n in range(20_000))


def test_numbers_of_many_keys_are_those_of_each():
    keys = np.arange(1, 2**63, 2**53, dtype=np.uint64)
    found = unit_exponentials(keys, 3)
    assert found.tolist() == [unit_exponential(int(key), 3) for key in keys]
    assert found.tolist() != unit_exponentials(keys, 4).tolist()
