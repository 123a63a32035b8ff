"""The flags of a platform: a thinning of what its account holders write."""

import numpy as np
import pytest

from sim.actors.accounts import have_accounts
from sim.actors.flags import Flag, Flags
from sim.records.profile import Profile
from tests.unit.actors.stage import Stage, operator, people

DAYS = 200.0
RATE = 2.0  # messages per person and day


def flags(*, share=0.002, number=2000, accounts=0.5, cv=1.0, key=11, unlawful=True, days=DAYS, **forum) -> list[Flag]:
    world = people(number, writes={"message": RATE}, cv=cv)
    platform = operator(Stage(), "forum", kind="platform", share=accounts, **forum)
    return list(Flags(platform, world, "message", key=key, share=share, unlawful=unlawful, days=days))


def holders_z(number=2000, accounts=0.5, cv=1.0):
    """Activities of the account holders, and who they are."""
    world = people(number, writes={"message": RATE}, cv=cv)
    platform = operator(Stage(), "forum", kind="platform", share=accounts)
    who = np.flatnonzero(have_accounts(platform.key, world.world.key, number, accounts, 0, number)).astype(np.uint64)
    return who, world.field_of(platform, "message").activities(who)


def off_by(share_in_law: float) -> float:
    """Standard deviations between the number of flags and what the account holders write, times a share."""
    _, z = holders_z()
    expected = RATE * share_in_law * z.sum() * DAYS
    return float((len(flags()) - expected) / np.sqrt(expected))


def test_flags_are_the_share_of_what_the_account_holders_write():
    assert abs(off_by(0.002)) < 4.0  # Poisson with that mean, about 800


def test_a_fault_of_a_quarter_would_be_seen():
    assert abs(off_by(0.0025)) > 4.0


def test_authors_are_account_holders():
    who, _ = holders_z()
    found = {flag.author for flag in flags()}
    assert len(found) > 100
    assert found <= set(who.tolist())


def never_flagged_z(cv_in_law: float) -> float:
    """Standard deviations between the account holders never flagged and (1 + cv^2 L)^(-1 / cv^2) of them."""
    z_scores = []
    for accounts, cv in ((1.0, 1.5),):
        number = 4000
        share = 0.5 / (RATE * DAYS)  # so that L is 0.5
        found = len({flag.author for flag in flags(number=number, accounts=accounts, cv=cv, share=share)})
        p = 1.0 - ((1.0 + cv_in_law**2 * 0.5) ** (-1.0 / cv_in_law**2) if cv_in_law else np.exp(-0.5))
        z_scores.append((found - number * p) / np.sqrt(number * p * (1.0 - p)))
    return float(z_scores[0])


def test_people_are_flagged_in_proportion_to_their_activity():
    assert abs(never_flagged_z(1.5)) < 4.0


def test_flagging_everybody_alike_would_be_seen():
    assert abs(never_flagged_z(0.0)) > 4.0  # 0.39 against 0.30 of 4000 people


def test_authors_are_more_active_than_others_by_the_square_of_the_coefficient_of_variation():
    _, z = holders_z()
    world = people(2000, writes={"message": RATE})
    found = world.field("", "activity").activities(np.array([flag.author for flag in flags()], np.uint64))
    mean = (z**2).sum() / z.sum()  # of a pick in proportion to z; about 2
    error = np.sqrt(((z**3).sum() / z.sum() - mean**2) / len(found))
    assert abs(found.mean() - mean) < 4.0 * error
    assert abs(found.mean() - 1.0) > 4.0 * error


def test_a_higher_share_only_adds():
    few, many = set(flags(share=0.001)), set(flags(share=0.0047))
    assert 0 < len(few) < len(many)
    assert few < many


def test_flags_come_in_order_of_time_and_within_the_run():
    times = [flag.time for flag in flags()]
    assert times == sorted(times)
    assert times[0] > 0.0
    assert times[-1] < DAYS


def test_a_longer_run_begins_alike():
    short, long = flags(days=90.0), flags(days=DAYS)
    assert short == [flag for flag in long if flag.time < 90.0]


def test_wrong_flags_have_numbers_of_their_own():
    right, wrong = flags(), flags(key=12, unlawful=False)
    assert {flag.unlawful for flag in right} == {True}
    assert {flag.unlawful for flag in wrong} == {False}
    assert not {flag.key for flag in right} & {flag.key for flag in wrong}


@pytest.mark.parametrize("nothing", [{"share": 0.0}, {"accounts": 0.0}])
def test_nothing_to_flag(nothing):
    assert flags(**nothing) == []


def test_a_described_platform_has_the_flags_of_those_that_it_stands_for():
    one, many = len(flags()), len(flags(weight=4.0))
    assert abs(many - 4 * one) < 4.0 * np.sqrt(16 * one + 4 * one)  # both Poisson, about 800 and 3200


def test_flags_follow_the_hours_of_the_week():
    world = people(2000, writes={"message": RATE})
    world.profile = Profile([float(9 <= hour % 24 < 17) for hour in range(168)])
    platform = operator(Stage(), "forum", kind="platform", share=0.5)
    found = list(Flags(platform, world, "message", key=1, share=0.002, unlawful=True, days=DAYS))
    assert len(found) > 500
    assert all(9.0 <= flag.time % 1.0 * 24.0 <= 17.0 for flag in found)
