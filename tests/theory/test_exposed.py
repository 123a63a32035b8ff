"""Distinct people and first exposure, about one pick a person."""

from sim.verify.checks import exposed
from sim.verify.evidence import LEVEL


def test_distinct_people_are_those_of_an_occupancy():
    assert exposed.occupancy() > LEVEL  # 8,000 people: a standard error of 0.6 %


def test_picks_by_activity_leave_more_people_alone():
    assert exposed.occupancy(picks="activity", activity_cv=0.5) < LEVEL


def test_the_spread_of_distinct_people_is_that_of_poisson_picks():
    assert exposed.occupancy_spread() > LEVEL  # 80 blocks: a standard error of 16 % of the variance


def test_the_spread_of_a_fixed_number_of_picks_is_another():
    assert exposed.occupancy_spread(fixed_number=True) < LEVEL  # 0.42 of it


def test_first_exposure_by_activity_is_that_of_gamma_activities():
    assert exposed.first_exposure() > LEVEL  # a table of 8,000 people over 5 classes


def test_first_exposure_of_people_alike_is_exponential():
    assert exposed.first_exposure(picks="people", claimed_cv=0.0) > LEVEL


def test_a_seventh_less_variation_or_none_would_be_seen():
    assert exposed.first_exposure(claimed_cv=0.85) < LEVEL
    assert exposed.first_exposure(claimed_cv=0.0) < LEVEL
