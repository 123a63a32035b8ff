"""Quick freeze against closed forms: 8,000 needs, a standard error of 0.5 % of them."""

import pytest

from sim.verify.checks import frozen
from sim.verify.evidence import LEVEL


def test_a_need_is_met_if_the_freeze_comes_in_time_for_the_store():
    assert frozen.met(frozen.TO_FREEZE) > LEVEL
    assert frozen.met(frozen.TO_FREEZE, withheld="100 %") > LEVEL  # what is frozen is known to be there


def test_without_the_law_the_request_itself_must_come_in_time():
    assert frozen.met(frozen.TO_REQUEST, off="true") > LEVEL


def test_another_lag_would_be_seen():
    assert frozen.met(frozen.TO_REQUEST) < LEVEL
    assert frozen.met(frozen.TO_FREEZE + 3.0) < LEVEL
    assert frozen.met(frozen.TO_FREEZE, off="true") < LEVEL


def test_a_freeze_that_has_lapsed_keeps_nothing():
    assert frozen.met(frozen.TO_REQUEST, longest="11 days") > LEVEL  # 22 days with its renewal, of 23
    assert frozen.met(frozen.TO_FREEZE, longest="12 days") > LEVEL
    assert frozen.met(frozen.TO_FREEZE, longest="11 days") < LEVEL


def test_a_court_releases_a_share_of_what_only_the_freeze_keeps():
    court = {"release": "{by: court, rejected: 30 %}", "every": "1 hours"}
    assert frozen.met(frozen.TO_FREEZE, share=0.7, grid=1 / 24, **court) > LEVEL
    assert frozen.met(frozen.TO_FREEZE, share=1.0, grid=1 / 24, **court) < LEVEL
    assert frozen.met(frozen.TO_FREEZE, share=0.6, grid=1 / 24, **court) < LEVEL


def test_as_many_subjects_are_frozen_as_come_and_stay():
    assert frozen.subjects_frozen() > LEVEL
    assert frozen.subjects_frozen(lasts=26.0) < LEVEL


def test_days_held_by_freezes_alone_are_those_that_the_store_has_purged():
    measured, stepped = frozen.held_beyond()
    # steps of a tenth of a day, of 23 under a freeze; a purge every hour keeps a day 1/48 of a day longer
    assert measured == pytest.approx(stepped, rel=0.01)
    assert measured != pytest.approx(frozen.held_beyond(kept=33.0)[1], rel=0.05)


def test_every_freeze_ends_in_the_state_that_its_request_leaves_it():
    assert set(frozen.states()) == {"used", "unused", "nothing_held"}
    assert set(frozen.states(longest="11 days")) == {"lapsed", "nothing_held"}
    assert "not_released" in frozen.states(release="{by: court, rejected: 30 %}", every="1 hours")


def test_people_who_are_played_have_the_same_frozen_records():
    assert frozen.played("all") == frozen.played("0")
    assert "complete" in {fact.state for fact in frozen.played("0")}
