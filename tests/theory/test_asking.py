"""One agency and one operator against closed forms."""

from decimal import Decimal
from math import exp, expm1

import pytest
from scipy.integrate import quad

from sim.records import field
from sim.records.cells import guided, poisson_ends
from sim.verify import theory
from sim.verify.checks import asking
from sim.verify.evidence import LEVEL


def test_the_share_of_requests_in_time_is_that_of_exponential_ages():
    assert asking.hit_share() > LEVEL  # about 7,400 requests: a standard error of 0.5 % of requests


def test_a_tenth_more_retention_no_delay_or_no_grid_of_purges_would_be_seen():
    assert asking.hit_share(kept=33.0) < LEVEL
    assert asking.hit_share(delay=0.0) < LEVEL
    assert asking.hit_share(every=0.01) < LEVEL


def test_the_mean_age_served_is_that_of_an_exponential_cut_off():
    assert asking.mean_age_served() > LEVEL  # a standard error of 1 %


@pytest.mark.parametrize("every", [1 / 24, 7.0])
def test_the_closed_form_of_the_mean_age_served_is_its_integral(every):
    def over_purges(of):
        return quad(lambda since: of(30.0 + since) / every, 0.0, every)[0]

    found = over_purges(lambda oldest: quad(lambda age: age * exp(-age / 20.0) / 20.0, 0.0, oldest)[0])
    assert theory.mean_age_served(20.0, 30.0, every) == pytest.approx(
        found / over_purges(lambda oldest: -expm1(-oldest / 20.0)), rel=1e-12
    )


def test_another_mean_age_asked_for_would_be_seen():
    assert asking.mean_age_served(mean_age=25.0) < LEVEL


def test_the_wait_for_the_opening_is_that_of_light_traffic():
    assert asking.opening_wait() > LEVEL  # a standard error of 0.2 of 15.24 hours


def test_an_hour_more_a_day_would_be_seen():
    assert asking.opening_wait(closes="18") < LEVEL


def test_records_found_are_negative_binomial_over_people():
    assert asking.records_found() > LEVEL  # 8,000 requests over 11 classes


def test_a_tenth_less_variation_of_activity_would_be_seen():
    assert asking.records_found(activity_cv=0.9) < LEVEL


def test_the_mean_number_of_records_is_right_within_its_standard_error():
    assert asking.mean_records() > LEVEL  # 1,000 windows of 100: a standard error of 0.3 %


def test_a_bias_of_two_per_cent_in_the_counts_of_cells_is_caught(monkeypatch):
    monkeypatch.setattr(field, "count_table", lambda bits: guided(poisson_ends(Decimal(2**bits) * Decimal("1.02"))))
    assert asking.mean_records() < LEVEL
    assert asking.mean_records(bias=1.02) > LEVEL


def test_cases_are_a_poisson_process():
    assert asking.number_of_cases() > LEVEL
    assert min(asking.times_of_cases()) > LEVEL / 2


def test_a_tenth_more_cases_and_gaps_of_two_would_be_seen():
    assert asking.number_of_cases(requests=3300) < LEVEL
    assert asking.times_of_cases(every=2)[1] < LEVEL / 2


def test_a_higher_rate_only_adds_cases():
    assert asking.only_added(3000, 4100)
    assert not asking.only_added(3000, 4100, seeds=(16, 17))
