"""Which platform an act took place on."""

from math import fsum

import numpy as np

from sim.actors.by_accounts import ByAccounts, _borders


def test_borders_are_sums_rounded_once():
    accounts = np.random.default_rng(2).lognormal(0.0, 8.0, 300).tolist()
    plainly = [fsum(accounts[:place]) / fsum(accounts) for place in range(300)]
    assert _borders(tuple(accounts)) == plainly
    added = np.concatenate([[0.0], np.cumsum(accounts)[:-1]]) / np.sum(accounts)
    assert (added != plainly).any()  # what adding up with an error at each step would give


def test_numbers_fall_to_platforms_in_proportion():
    platforms = ["a", "b", "c", "d"]
    chooses = ByAccounts(platforms, [1.0, 0.0, 2.0, 1.0])
    assert [chooses(u) for u in (0.0, 0.2499, 0.25, 0.7499, 0.75, 0.9999)] == ["a", "a", "c", "c", "d", "d"]
    numbers = np.linspace(0.001, 0.999, 50)
    assert [platforms[place] for place in chooses.places(numbers)] == [chooses(u) for u in numbers.tolist()]


def test_without_accounts_it_is_the_first():
    assert ByAccounts(["a", "b"], [0.0, 0.0])(0.9) == "a"
