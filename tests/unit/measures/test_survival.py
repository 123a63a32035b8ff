import numpy as np
import pytest

from sim.measures.survival import estimates, grouped, packed
from tests.unit.measures.plain_survival import Durations, median, restricted_mean, survival

# Remission of 21 patients under 6-mercaptopurine, in weeks; Freireich and others (1963), as in many textbooks.
WEEKS = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
ENDED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
PUBLISHED = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
ALL, PART_BITS = np.ones(1, bool), 3


def sorted_keys(days, ended, tag=None):
    days = np.array(days, np.float32)
    keys = packed(days, np.array(ended, bool), np.zeros(len(days), np.uint32) if tag is None else tag)
    keys.sort()
    return keys


def plain(days, ended) -> Durations:
    days, ended = np.array(days, np.float32), np.array(ended, bool)
    order = np.lexsort((~ended, days))
    return Durations(days[order].astype(float), ended[order])


def mean_of(days, ended, longest):
    return estimates(sorted_keys(days, ended), 0, ALL, longest)[1]


def test_the_curve_of_the_plain_twin_is_the_published_one():
    shuffled = np.random.default_rng(1).permutation(len(WEEKS))
    seen = plain(np.array(WEEKS)[shuffled], np.array(ENDED)[shuffled])
    curve = survival(seen)
    for week, share in PUBLISHED.items():
        assert curve[np.flatnonzero(seen.days == week)[-1]] == pytest.approx(share, abs=0.0005)


@pytest.mark.parametrize("rows", [0, 1, 2, 7, 8, 9, 16, 127, 128, 129, 136, 257, 1031, 4096, 10_007])
@pytest.mark.parametrize("share", [0.0, 0.4, 1.0])
def test_estimates_are_those_of_the_plain_twin_to_the_last_bit(rows, share):
    rng = np.random.default_rng(rows)
    days = rng.exponential(5.0, rows).astype(np.float32)
    days = np.round(days, 1) if rows % 2 else days  # many equal ones
    ended, part = rng.random(rows) < share, rng.integers(0, 1 << PART_BITS, rows).astype(np.uint32)
    inside = np.arange(1 << PART_BITS) % 3 > 0
    keys = sorted_keys(days, ended, part)
    for longest in (3.0, 1e9):
        chosen = plain(days[inside[part]], ended[inside[part]])
        expected = median(chosen), restricted_mean(chosen, longest)
        np.testing.assert_array_equal(estimates(keys, PART_BITS, inside, longest), expected)  # NaN is equal here


def test_keys_of_one_value_lie_side_by_side_in_their_order():
    rng = np.random.default_rng(4)
    number, part = rng.integers(0, 6, 5000).astype(np.uint32), rng.integers(0, 8, 5000).astype(np.uint32)
    keys = sorted_keys(rng.exponential(5.0, 5000), rng.random(5000) < 0.5, (number << np.uint32(PART_BITS)) | part)
    value_of, ends = np.array([2, 0, 2, 3, 0, 3]), np.empty(4, np.int64)  # no number has the value 1
    found = grouped(keys, PART_BITS, value_of, ends)
    of_key = value_of[(keys & np.uint64((1 << 31) - 1)) >> np.uint64(PART_BITS)]
    assert ends.tolist() == np.cumsum(np.bincount(of_key, minlength=4)).tolist()
    np.testing.assert_array_equal(found, keys[np.argsort(of_key, kind="stable")])


def test_a_tag_over_31_bits_is_refused():
    days, ended = np.ones(2, np.float32), np.ones(2, bool)
    packed(days, ended, np.array([0, (1 << 31) - 1], np.uint64))
    with pytest.raises(ValueError, match="a tag is 2147483648; wanted one of 31 bits"):
        packed(days, ended, np.array([0, 1 << 31], np.uint64))


def test_the_median_is_the_published_one():
    assert estimates(sorted_keys(WEEKS, ENDED), 0, ALL, 1e9)[0] == 23.0


def test_without_open_ones_the_mean_is_the_mean():
    days = np.random.default_rng(2).exponential(3.0, 500)
    assert mean_of(days, np.ones(500), 1e9) == pytest.approx(days.mean(), rel=1e-6)


def test_the_restricted_mean_is_that_of_the_smaller():
    days = np.random.default_rng(2).exponential(3.0, 500)
    assert mean_of(days, np.ones(500), 4.0) == pytest.approx(np.minimum(days, 4.0).mean(), rel=1e-6)


def test_open_ones_do_not_shorten_the_mean():
    """Exponential durations of mean 3 days, cut at random: the area to day 5 is 3 (1 - exp(-5/3))."""
    rng = np.random.default_rng(3)
    days, cut = rng.exponential(3.0, 40_000), rng.uniform(0.0, 10.0, 40_000)
    seen, ended = np.minimum(days, cut), days <= cut
    expected = 3.0 * (1.0 - np.exp(-5.0 / 3.0))
    error = 2.0 / np.sqrt(20_000)  # standard deviation below 2 days, about half of the durations seen to their end
    assert mean_of(seen, ended, 5.0) == pytest.approx(expected, abs=4.0 * error)
    assert abs(np.minimum(seen, 5.0).mean() - expected) > 4.0 * error  # control: as if open ones had ended


def test_fewer_than_half_ended_have_no_median():
    assert np.isnan(estimates(sorted_keys([1.0, 2.0, 3.0], [1, 0, 0]), 0, ALL, 5.0)[0])


def test_nothing_has_no_mean():
    assert np.isnan(mean_of([], [], 5.0))
