"""Breaches, thefts and agencies' own stores against closed forms."""

import pytest

from sim.verify.checks import breached
from sim.verify.evidence import LEVEL


def test_breaches_come_as_often_as_the_hazard_raised_by_deficits_says():
    assert breached.number_of_breaches() > LEVEL  # about 961: a standard deviation of 4 %
    assert breached.expected_breaches() > LEVEL  # of 2.5 %


def test_a_hazard_raised_less_would_be_seen():
    assert breached.number_of_breaches(raised=3.5) < LEVEL
    assert breached.expected_breaches(raised=4.0) < LEVEL


def test_a_breach_steals_from_those_who_have_a_record_there():
    assert breached.people_stolen_from() > LEVEL  # 20 of 40 people, 960 times: a standard error of 0.5 %


def test_people_alike_would_be_seen():
    assert breached.people_stolen_from(cv=0.0) < LEVEL


def test_the_people_expected_are_the_hazard_times_the_people_held():
    assert breached.people_expected() == pytest.approx(1.0, abs=0.005)  # stores hold up to a day more than 100


def test_an_agency_holds_the_people_of_the_time_that_it_keeps():
    assert breached.people_held() > LEVEL  # 1,180 people: a standard deviation of 27 at one moment


def test_a_fifth_more_time_would_be_seen():
    assert breached.people_held(kept_years=0.6) < LEVEL


def test_an_agency_is_stolen_from_by_hazard_and_people_held():
    assert breached.stolen_from_the_archive() == pytest.approx(1.0, rel=1e-3)


def test_misuses_come_at_their_rate():
    assert breached.misuses() > LEVEL  # 120


def test_a_third_fewer_misuses_would_be_seen():
    assert breached.misuses(per_year=27.0) < LEVEL
