"""Lengthened retention and open deficits against closed forms."""

import pytest

from sim.verify.checks import retention
from sim.verify.evidence import LEVEL

ROUNDING = 1e-9  # sums of some hundred doubles


def test_a_store_whose_retention_is_lengthened_fills_day_by_day():
    assert retention.worst_held() < ROUNDING
    assert retention.worst_bytes() < ROUNDING


def test_a_store_that_held_the_longer_period_at_once_would_be_seen():
    assert retention.worst_held(at_once=True) > 0.5


def test_a_duty_is_unmet_for_the_share_of_poisson_visits():
    assert retention.open_deficits() > LEVEL  # a standard error of 1.5 % over 12 replications


def test_other_findings_repairs_and_regular_visits_would_be_seen():
    assert retention.open_deficits(found=0.85) < LEVEL
    assert retention.open_deficits(repair=0.0) < LEVEL
    assert retention.open_deficits_if_regular() < LEVEL


def test_so_it_is_where_two_described_operators_stand_for_twenty():
    assert retention.open_deficits(described=2) > LEVEL
    assert retention.open_deficits(described=2, found=0.85) < LEVEL
    assert retention.open_deficits(described=2, repair=0.0) < LEVEL


@pytest.mark.slow
def test_a_duty_is_unmet_for_the_share_of_poisson_visits_over_many_replications():
    assert retention.open_deficits(replications=100) > LEVEL  # a standard error of 0.5 %
