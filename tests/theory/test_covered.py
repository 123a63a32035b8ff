"""Coverage of every kind of interval over 1,000 experiments. The standard error of 95 % is 0.7 %."""

import pytest

from sim.verify.checks import covered
from sim.verify.checks.covered import AT_LEAST, WITHIN

LOW, HIGH = WITHIN
EXACT = [law for law in covered.LAWS if law not in AT_LEAST]


@pytest.mark.parametrize("n", [5, 10])
@pytest.mark.parametrize("law", EXACT)
def test_intervals_hold_the_mean_as_often_as_they_promise(law, n):
    assert LOW <= covered.held(law, n) <= HIGH


@pytest.mark.parametrize("law", EXACT)
def test_another_mean_would_be_seen(law):
    assert covered.held(law, 10, wrong=1.3) < LOW


@pytest.mark.parametrize("n", [5, 20])
@pytest.mark.parametrize(("law", "least"), AT_LEAST.items())
def test_intervals_of_single_and_of_few_large_events_hold_at_least_as_often_as_documented(law, least, n):
    assert covered.held(law, n) >= least


@pytest.mark.parametrize(("law", "least"), AT_LEAST.items())
def test_a_mean_three_times_as_large_would_be_seen_even_there(law, least):
    assert covered.held(law, 10, wrong=3.0) < least


def test_a_binomial_interval_would_be_seen():
    assert covered.held_by_binomial(10) < LOW  # people of one replication are not independent


@pytest.mark.parametrize("ratio", [False, True])
@pytest.mark.parametrize("n", [5, 10])
def test_paired_differences_hold_as_often_as_they_promise(ratio, n):
    assert LOW <= covered.held_of_difference(n, ratio=ratio) <= HIGH


@pytest.mark.parametrize("ratio", [False, True])
def test_another_difference_and_intervals_of_independent_draws_would_be_seen(ratio):
    assert covered.held_of_difference(10, ratio=ratio, wrong=1.3) < LOW
    assert covered.held_of_difference(10, ratio=ratio, paired_up=False) > HIGH


@pytest.mark.parametrize(("n", "alike"), [(2, 0.0), (2, 0.9), (5, 0.9)])
def test_averages_over_draws_of_unknowns_hold_as_often_as_they_promise(n, alike):
    assert LOW <= covered.held_over_draws(n, alike) <= HIGH


def test_averages_of_limits_and_pooled_variances_of_draws_would_be_seen():
    assert covered.held_over_draws(2, 0.9, "limits") > HIGH
    assert covered.held_over_draws(2, 0.9, "apart") < LOW
