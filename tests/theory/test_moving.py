"""People who come, go and move, against a two-state chain, the law of leaving, and incidence with censoring."""

import pytest

from sim.verify.checks import moving
from sim.verify.evidence import LEVEL


@pytest.mark.parametrize("time", [moving.TIME, -moving.TIME])
def test_who_stays_with_an_operator_is_a_two_state_chain(time):
    assert moving.stayed(time) > LEVEL  # of 12,000 people: a standard error of 0.4 %
    assert moving.with_the_first(time) > LEVEL


@pytest.mark.parametrize("time", [moving.TIME, -moving.TIME])
def test_another_rate_of_moves_would_be_seen(time):
    assert moving.stayed(time, moves=1.1 * moving.MOVES) < LEVEL


def test_people_leave_at_a_constant_hazard():
    assert moving.survived(moving.TIME) > LEVEL
    assert moving.survived(moving.TIME, leaves=1.05 * moving.LEAVES) < LEVEL


def test_people_enter_at_an_even_pace_and_leave_again():
    assert moving.entered(moving.TIME) > LEVEL
    assert moving.entered(moving.TIME, enters=1.05 * moving.ENTERS) < LEVEL


def test_a_store_holds_something_of_those_who_were_there_in_its_time():
    assert moving.held() > LEVEL


@pytest.mark.parametrize("rates", [{"moves": 0.0}, {"leaves": 0.0}])
def test_a_store_of_people_who_never_move_or_leave_would_be_seen(rates):
    assert moving.held(**rates) < LEVEL


def test_first_exposure_is_censored_by_leaving_and_counted_from_the_entry():
    assert moving.first_exposed() > LEVEL
    assert moving.first_exposed(cases=1.05 * moving.CASES) < LEVEL
    assert moving.crude() < LEVEL  # the share of all people ever there is something else


def test_shares_are_over_the_people_there():
    found, expected = moving.exposed_share()
    assert found == expected


def test_people_at_risk_of_breaches_follow_the_same_chance():
    found, expected = moving.expected_in_breaches()
    assert found == pytest.approx(expected, rel=0.005)  # read a hundred times a run, between purges
