"""Copies of stores against the law of a Poisson process that several operators log."""

import pytest

from sim.verify.checks import copied
from sim.verify.evidence import LEVEL

ONE_BY_ONE, AS_A_CLASS = 95_000, 250_000


@pytest.mark.parametrize("people", [ONE_BY_ONE, AS_A_CLASS])
def test_people_are_exposed_by_requests_and_by_copies(people):
    assert copied.exposed(people) > LEVEL  # standard errors of 0.3 and 0.2 %


@pytest.mark.parametrize("people", [ONE_BY_ONE, AS_A_CLASS])
def test_a_bias_of_two_per_cent_in_the_share_copied_is_caught(people):
    assert copied.exposed(people, per_cent=1.02 * copied.COPIED) < LEVEL


@pytest.mark.parametrize("people", [40_000, AS_A_CLASS])
def test_active_people_are_asked_about_and_copied(people):
    assert copied.active_exposed(people) > LEVEL  # standard errors of 0.5 and 0.2 %


@pytest.mark.parametrize("people", [40_000, AS_A_CLASS])
def test_being_asked_about_and_copied_are_not_independent(people):
    assert copied.active_exposed(people, independent=True) < LEVEL


def test_two_stores_of_one_route_hold_the_same_records():
    assert copied.two_stores() > LEVEL  # 20,000 people: a standard error of 0.35 % of them


def test_every_seed_leads_to_copies_of_both_stores():
    """Under two in five of them no visit is paid to one of the two, and there is nothing to compare."""
    assert all(0.0 < copied.two_stores(seed=seed).expected < 1.0 for seed in range(6))


def test_two_stores_are_not_independent():
    assert copied.two_stores(independent=True) < LEVEL


def test_two_stores_of_one_route_hold_the_same_records_of_a_crowd():
    assert copied.either_store() > LEVEL  # 400,000 people: a standard error of 0.1 %


def test_two_stores_of_one_route_are_not_independent_in_a_crowd():
    assert copied.either_store(independent=True) < LEVEL


def test_half_of_the_records_of_a_crowd_pass_a_store():
    assert copied.either_store(second_place="p1", passing=0.5) > LEVEL


def test_another_share_passing_would_be_seen_in_a_crowd():
    assert copied.either_store(second_place="p1", passing=0.52) < LEVEL


def test_a_store_that_half_of_the_records_pass_holds_half_of_them():
    assert copied.two_stores(second_place="p1", passing=0.5) > LEVEL


def test_another_share_passing_would_be_seen():
    assert copied.two_stores(second_place="p1", passing=0.55) < LEVEL
