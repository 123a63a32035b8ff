import numpy as np
import pytest

from sim.records.copies import Copies


def draw(people, mean, seed=1, many=40_000):
    exposed = np.full((many, 1, 1), people, np.int64)
    return Copies.of(np.full((many, 1), mean)).drawn(exposed, np.random.default_rng(seed))[:, 0]


def brute(people, mean, seed=2, many=40_000):
    """Poisson numbers drawn again until they are not 0."""
    rng = np.random.default_rng(seed)
    found = rng.poisson(mean, (many, people))
    while (found == 0).any():
        found[found == 0] = rng.poisson(mean, int((found == 0).sum()))
    return found.sum(1)


@pytest.mark.parametrize(("people", "mean"), [(1, 0.7), (1, 5.0), (2, 4.0), (29, 1.5), (30, 1.5), (100, 0.2)])
def test_the_sum_has_the_law_of_brute_force(same_law, people, mean):
    assert same_law(draw(people, mean)[:, None], brute(people, mean)[:, None]) > 0.001


def test_a_poisson_number_that_may_be_zero_would_be_seen(same_law):
    plain = np.random.default_rng(3).poisson(3 * 2.0, (40_000, 1))
    assert same_law(draw(3, 2.0)[:, None], plain) < 0.001


@pytest.mark.parametrize("mean", [1e-300, 1e-9, 1e-4, 1.0, 800.0, 1e6])
def test_mean_over_all_sizes_of_windows(mean):
    sums = draw(1_000_000, mean, many=200)
    wanted = 1e6 * mean / -np.expm1(-mean)
    error = (wanted * max(1 + mean - wanted / 1e6, 0.0) / 200) ** 0.5  # of the mean of 200 sums
    assert abs(sums.mean() - wanted) <= 3.3 * error + 1e-6 * wanted


def test_nobody_exposed_no_records():
    assert draw(0, 5.0).sum() == draw(0, 0.0).sum() == 0
    assert draw(5, 0.0).tolist() == [5] * 40_000
    assert Copies.of(np.zeros((0, 2))).drawn(np.zeros((0, 2, 3), np.int64), np.random.default_rng(1)).shape == (0, 3)


def test_activities_are_added_up():
    exposed = np.array([[[4], [0], [3]]] * 500)
    found = Copies.of(np.tile([0.5, 9.0, 4.0], (500, 1))).drawn(exposed, np.random.default_rng(1))
    means = [4 * 0.5 / (1 - np.exp(-0.5)), 3 * 4.0 / (1 - np.exp(-4.0))]
    assert abs(found.mean() - sum(means)) < 3.3 * (sum(means) / 500) ** 0.5  # the variance is under the mean
