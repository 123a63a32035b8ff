"""Mirrors, keys and ways abroad against a calculation by hand."""

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
