import numpy as np
import pytest
from scipy import special, stats

from sim.draw.hashing import plain_fold, plain_unit
from sim.records.activity import activity, quantiles


@pytest.mark.parametrize("cv", [0.05, 0.3, 0.5, 1.0, 1.2, 2.0, 3.0, 5.0])
def test_relative_error_is_under_1e_7_from_1e_15_to_its_mirror(cv):
    shape = cv**-2
    logits = np.linspace(-34.5, 34.5, 1501) + 0.003  # off the grid of the table
    u = np.clip(special.expit(logits), 1e-15, 1 - 1e-15)
    lower = u < 0.9
    wanted = np.where(lower, special.gammaincinv(shape, u), special.gammainccinv(shape, 1 - u)) / shape
    found = np.array([activity(x, quantiles(cv)) for x in u])
    shown = wanted > 1e-300  # below, scipy gives 0
    assert found[shown] == pytest.approx(wanted[shown], rel=1e-7, abs=0)
    assert (found[~shown] < 1e-290).all()


def test_coefficient_of_variation_one_is_the_exponential_law():
    u = np.array([1e-15, 1e-9, 0.01, 0.3, 0.5, 0.9, 0.999, 1 - 1e-12])
    assert [activity(x, quantiles(1.0)) for x in u] == pytest.approx(-np.log1p(-u), rel=1e-8)


def test_without_variation_everybody_has_one():
    assert {activity(x, quantiles(0.0)) for x in (1e-17, 0.2, 0.99, 1.0)} == {1.0}


def test_the_ends_of_the_unit_interval_are_finite():
    assert 0 <= activity(2.0**-54, quantiles(1.0)) < 1e-15
    assert 35 < activity(1.0, quantiles(1.0)) < 40


@pytest.mark.parametrize("cv", [-1.0, 0.001, 21.0, float("nan")])
def test_a_coefficient_of_variation_outside_its_domain_is_refused(cv):
    with pytest.raises(ValueError, match=r"activity_cv: is .*; wanted 0, or a number over"):
        quantiles(cv)


def draws(cv, bias=1.0):
    return [activity(plain_unit(plain_fold(5, i)) ** bias, quantiles(cv)) for i in range(20_000)]


@pytest.mark.parametrize("cv", [0.5, 1.0, 2.0])
def test_draws_follow_the_gamma_law(cv):
    law = stats.gamma(cv**-2, scale=cv**2)
    assert stats.kstest(draws(cv), law.cdf).pvalue > 0.001


def test_a_bias_in_the_uniform_number_would_be_seen():
    assert stats.kstest(draws(1.0, bias=1.05), stats.expon.cdf).pvalue < 0.001
