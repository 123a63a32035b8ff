"""Authorisers whom a law names, against closed forms; 2,400 needs of a group: a standard error of 1 %."""

from sim.verify.checks import authorised
from sim.verify.evidence import LEVEL


def test_a_judge_over_a_group_takes_time_and_rejects_a_share():
    assert authorised.met_by_group() > LEVEL


def test_another_delay_or_share_of_the_judge_would_be_seen():
    assert authorised.met_by_group(delay=0.0) < LEVEL
    assert authorised.met_by_group(delay=1.3 * authorised.DELAY) < LEVEL
    assert authorised.met_by_group(rejected=authorised.COURT_REJECTED) < LEVEL


def test_nobody_else_waits_for_the_judge():
    assert authorised.met_in_all() > LEVEL
    assert authorised.met_in_all(group=0.3) < LEVEL
    assert authorised.met_in_all(group=1.0) < LEVEL


def test_urgent_requests_are_sent_first_and_a_share_of_them_is_found_unjustified():
    assert authorised.unjustified() > LEVEL
    assert authorised.reviewed() > LEVEL
    assert authorised.urgent_wait() == 0.0


def test_another_share_of_unjustified_or_urgent_ones_would_be_seen():
    assert authorised.unjustified(rejected=0.3) < LEVEL
    assert authorised.reviewed(urgent=0.3) < LEVEL
