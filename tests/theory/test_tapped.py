"""Taps and looks against closed forms, for people one by one and as a crowd."""

import pytest

from sim.verify.checks import tapped
from sim.verify.checks.tapped import FEW, MANY
from sim.verify.evidence import LEVEL

BOTH = pytest.mark.parametrize("people", [FEW, MANY])


@BOTH
def test_two_taps_of_one_route_see_whoever_has_a_record_that_crosses_them(people):
    assert tapped.seen(people) > LEVEL


@BOTH
def test_a_tap_where_people_live_sees_all_that_they_do_and_another_adds_nobody(people):
    assert tapped.seen(people, hub="p1", crossing=1.0) > LEVEL


@BOTH
def test_each_tap_saw_whoever_has_a_record_that_crosses_it(people):
    assert tapped.seen(people, tap="wire") > LEVEL
    assert tapped.seen(people, hub="p1", tap="hub", crossing=1.0) > LEVEL
    assert tapped.seen(people, hub="p1", tap="wire") > LEVEL
    assert tapped.seen(people, tap="wire", crossing=0.45) < LEVEL  # control


@BOTH
def test_a_tap_that_saw_a_tenth_more_and_people_alike_would_be_seen(people):
    assert tapped.seen(people, crossing=0.55) < LEVEL
    assert tapped.seen(people, cv=0.0) < LEVEL
    assert tapped.seen(people, hub="p1", crossing=0.5) < LEVEL


@BOTH
def test_people_are_first_seen_when_they_write(people):
    assert tapped.seen_early(people) > LEVEL


@BOTH
def test_a_window_that_reached_into_the_next_period_would_be_seen(people):
    assert tapped.seen_early(people, days=30) < LEVEL


def test_looks_come_at_their_rate_and_at_everybody_alike():
    assert tapped.looks() > LEVEL
    assert tapped.looked_at() > LEVEL


def test_a_tenth_more_looks_and_fewer_people_would_be_seen():
    assert tapped.looks(per_year=6600.0) < LEVEL
    assert tapped.looked_at(people=3500) < LEVEL


def test_live_orders_are_a_share_of_cases_and_hear_what_the_subject_writes():
    assert tapped.orders() > LEVEL  # about 2,000
    assert tapped.heard() > LEVEL


def test_a_fifth_more_orders_and_longer_ones_would_be_seen():
    assert tapped.orders(share=0.24) < LEVEL
    assert tapped.heard(days=36.0) < LEVEL
