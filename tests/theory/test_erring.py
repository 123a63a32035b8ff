"""Errors in items against binomial laws; about 12,000 items are answered, and 960 of them have an error."""

from sim.verify.checks import erring
from sim.verify.evidence import LEVEL


def test_items_err_at_the_rate():
    assert erring.errors_made() > LEVEL


def test_a_rate_of_an_eighth_more_would_be_seen():
    assert erring.errors_made(rate=0.091) < LEVEL


def test_parties_err_in_their_shares():
    assert erring.by_party() > LEVEL


def test_other_shares_would_be_seen():
    assert erring.by_party(spoc=0.3, draft=0.4) < LEVEL


def test_each_further_check_avoids_its_share_of_the_errors_left():
    assert erring.left_by_checks() > LEVEL


def test_one_check_less_would_be_seen():
    assert erring.left_by_checks(checks=2) < LEVEL


def test_a_check_avoids_errors_of_its_party_and_moves_no_other():
    assert erring.checks_only_avoid()


def test_a_higher_rate_only_adds_errors():
    assert erring.rates_only_add()


def test_the_same_rate_adds_none():
    assert not erring.rates_only_add(less="8 %")


def test_every_error_about_an_address_exposes_somebody_who_was_not_asked_about():
    assert erring.persons() > LEVEL


def test_wrong_identifiers_alone_would_be_seen():
    assert erring.persons(misled=0.6) < LEVEL


def test_oversight_finds_its_share_of_what_is_not_reported():
    assert erring.never_found() > LEVEL


def test_an_idle_oversight_would_be_seen():
    assert erring.never_found(oversight=0.0) < LEVEL


def test_the_serious_are_their_share():
    assert erring.serious() > LEVEL
    assert erring.serious(share=0.4) < LEVEL


def test_everybody_behind_a_wrong_address_is_exposed_with_its_holder():
    assert erring.groups_of(5) == {4}
