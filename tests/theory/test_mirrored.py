"""Mirrors, keys and ways abroad against a calculation by hand."""

from math import nan

import pytest

from sim.verify.checks import mirrored
from sim.verify.checks.mirrored import GRANTED, NOT_ASKED
from sim.verify.evidence import LEVEL

MOVED, COPIED = "move_to: vault, keys: vault", "copy_to: vault, keys: mail"
BY_MUTUAL_ASSISTANCE = (1 - NOT_ASKED) * GRANTED


@pytest.mark.parametrize("people", [mirrored.FEW, mirrored.MANY])
def test_a_mirror_makes_the_account_holders_of_its_region_reachable(people):
    assert mirrored.reached(people) > LEVEL  # standard errors of 0.5 and 0.26 %


@pytest.mark.parametrize("people", [mirrored.FEW, mirrored.MANY])
def test_two_and_a_half_per_cent_more_accounts_would_be_seen(people):
    assert mirrored.reached(people, region=1.025 * mirrored.REGION) < LEVEL


@pytest.mark.parametrize(
    ("moved", "share"), [(MOVED, 1.0), (COPIED, 0.0), ("move_to: vault, keys: user", 0.0), ("move_to: vault", 0.0)]
)
def test_what_a_mirror_keeps_is_readable_if_whoever_has_the_keys_stands_there(moved, share):
    assert mirrored.readable(moved) == share


@pytest.mark.parametrize(
    ("policy", "at_the_mirror"),
    [
        ({"off": True}, BY_MUTUAL_ASSISTANCE),
        ({"moved": COPIED}, BY_MUTUAL_ASSISTANCE),
        ({"moved": MOVED}, 1.0),
        ({"moved": "copy_to: vault, keys: vault"}, 1.0),
        ({"moved": "move_to: vault, keys: mail"}, 0.0),
    ],
    ids=["before", "copied, keys abroad", "moved with keys", "copied with keys", "moved, keys abroad"],
)
def test_needs_are_met_by_who_keeps_the_records_and_the_keys(policy, at_the_mirror):
    assert mirrored.met(abroad=BY_MUTUAL_ASSISTANCE, at_the_mirror=at_the_mirror, **policy) > LEVEL


def test_with_keys_of_the_account_holders_no_need_is_met():
    assert mirrored.met(abroad=0.0, at_the_mirror=0.0, keys="user", off=True) == 1.0


def test_needs_that_nobody_asks_for_count():
    assert mirrored.met(abroad=GRANTED, at_the_mirror=GRANTED, off=True) < LEVEL


def test_of_free_will_a_share_is_answered():
    assert mirrored.met(abroad=GRANTED, at_the_mirror=GRANTED, way="voluntary", off=True) > LEVEL


def test_a_tenth_more_needs_met_would_be_seen():
    assert mirrored.met(abroad=1.1 * GRANTED, at_the_mirror=1.1 * GRANTED, way="voluntary", off=True) < LEVEL


@pytest.mark.parametrize(
    ("policy", "share", "readable"),
    [("before", 0.0, nan), ("copied, keys abroad", 1.0, 0.0), ("moved with keys", 1.0, 1.0), ("end-to-end", 0.0, nan)],
)
def test_the_hand_over_makes_the_accounts_of_its_region_reachable(policy, share, readable):
    people, read = mirrored.handed_over(policy)
    # everybody has content; two binomial numbers with a standard error of 1,400 together
    assert people == pytest.approx(share * mirrored.MOVED, abs=5_600)
    assert read == pytest.approx(readable, nan_ok=True)


@pytest.mark.parametrize(
    ("policy", "met"),
    [
        ("moved with keys", mirrored.MOVED / (mirrored.MAINLAND + mirrored.FOREIGNERS)),
        ("e-Evidence", 0.3 * (1.0 - 10.0 / mirrored.AFTER)),  # answers to the last ten days come too late
        ("end-to-end", 0.0),
    ],
)
def test_policies_of_the_hand_over_meet_the_needs_that_a_hand_calculation_gives(policy, met):
    assert mirrored.content_met(policy, met) > LEVEL  # about 1,000 needs: a standard error of 0.7 to 1.5 %


def test_before_the_hand_over_hardly_any_need_of_content_is_met():
    asked, granted = 0.1, 0.3
    assert mirrored.content_met("before", asked * granted * mirrored.arrived()) > LEVEL


def test_that_all_answers_arrive_in_time_would_be_seen():
    assert mirrored.content_met("before", 0.1 * 0.3) < LEVEL


def test_that_all_needs_are_met_would_be_seen():
    assert mirrored.content_met("moved with keys", 0.99) < LEVEL
