import numpy as np
import pytest

from sim.measures.survival import Durations, in_order, median, restricted_mean, survival

# Remission of 21 patients under 6-mercaptopurine, in weeks; Freireich and others (1963), as in many textbooks.
WEEKS = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
ENDED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
PUBLISHED = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}


def durations(days, ended) -> Durations:
    days, ended = np.array(days, np.float32), np.array(ended, bool)
    order = in_order(days, ended)
    return Durations(days[order].astype(float), ended[order])


def test_the_curve_is_the_published_one():
    shuffled = np.random.default_rng(1).permutation(len(WEEKS))
    seen = durations(np.array(WEEKS)[shuffled], np.array(ENDED)[shuffled])
    curve = survival(seen)
    for week, share in PUBLISHED.items():
        assert curve[np.flatnonzero(seen.days == week)[-1]] == pytest.approx(share, abs=0.0005)


def test_the_median_is_the_published_one():
    assert median(durations(WEEKS, ENDED)) == 23.0


def test_without_open_ones_the_mean_is_the_mean():
    days = np.random.default_rng(2).exponential(3.0, 500)
    assert restricted_mean(durations(days, np.ones(500)), 1e9) == pytest.approx(days.mean(), rel=1e-6)


def test_the_restricted_mean_is_that_of_the_smaller():
    days = np.random.default_rng(2).exponential(3.0, 500)
    assert restricted_mean(durations(days, np.ones(500)), 4.0) == pytest.approx(np.minimum(days, 4.0).mean(), rel=1e-6)


def test_open_ones_do_not_shorten_the_mean():
    """Exponential durations of mean 3 days, cut at random: the area to day 5 is 3 (1 - exp(-5/3))."""
    rng = np.random.default_rng(3)
    days, cut = rng.exponential(3.0, 40_000), rng.uniform(0.0, 10.0, 40_000)
    seen, ended = np.minimum(days, cut), days <= cut
    expected = 3.0 * (1.0 - np.exp(-5.0 / 3.0))
    error = 2.0 / np.sqrt(20_000)  # standard deviation below 2 days, about half of the durations seen to their end
    assert restricted_mean(durations(seen, ended), 5.0) == pytest.approx(expected, abs=4.0 * error)
    assert abs(np.minimum(seen, 5.0).mean() - expected) > 4.0 * error  # control: as if open ones had ended


def test_fewer_than_half_ended_have_no_median():
    assert np.isnan(median(durations([1.0, 2.0, 3.0], [1, 0, 0])))


def test_nothing_has_no_mean():
    assert np.isnan(restricted_mean(durations([], []), 5.0))
