"""Removed and refused accounts against binomial laws; the same people are the ones copied no longer."""

import pytest

from sim.replication import simulate
from sim.verify.checks import registered
from sim.verify.evidence import LEVEL

COUNTED, DRAWN = 95_000, 250_000


@pytest.mark.parametrize("people", [COUNTED, DRAWN])
def test_accounts_without_an_identity_are_removed(people):
    assert registered.closed(people) > LEVEL  # 15 % of 38,000 or 100,000 accounts: standard errors of 0.18, 0.11 %


@pytest.mark.parametrize("people", [COUNTED, DRAWN])
def test_another_share_of_people_who_comply_would_be_seen(people):
    assert registered.closed(people, verify=0.55) < LEVEL


@pytest.mark.parametrize("people", [COUNTED, DRAWN])
def test_people_without_an_identity_are_refused(people):
    assert registered.refused(people) > LEVEL  # about 31,000 or 82,000 people: standard errors of 0.2, 0.14 %


@pytest.mark.parametrize("people", [COUNTED, DRAWN])
def test_another_share_of_known_people_would_be_seen(people):
    assert registered.refused(people, verified=0.73) < LEVEL


def test_people_ask_for_accounts_at_the_rate_given():
    found, expected = registered.asked(COUNTED)
    assert abs(found - expected) <= 1  # at an even pace: a whole number at the end


@pytest.mark.parametrize("people", [COUNTED, DRAWN])
def test_copies_take_nothing_of_removed_accounts(people):
    assert registered.copied_after(people) > LEVEL


@pytest.mark.parametrize("people", [COUNTED, DRAWN])
def test_copies_as_if_more_or_none_were_removed_would_be_seen(people):
    assert registered.copied_after(people, verify=0.55) < LEVEL
    assert registered.copied_after(people, verify=0.99) < LEVEL


@pytest.mark.parametrize("people", [COUNTED, DRAWN])
def test_copies_take_what_people_wrote_since_they_opened_their_account(people):
    assert registered.grown(people) > LEVEL  # two thirds of the people: standard errors of 0.2, 1 %


@pytest.mark.parametrize("people", [COUNTED, DRAWN])
def test_copies_as_if_fewer_people_were_refused_would_be_seen(people):
    assert registered.grown(people, verified=0.8) < LEVEL


def test_answers_about_accounts_without_an_identity_lead_on():
    assert registered.led_on() > LEVEL  # about 4,000 answers: a standard error of 0.7 %


def test_another_share_of_them_would_be_seen():
    assert registered.led_on(verified=0.74) < LEVEL


def test_a_removal_leaves_needs_unmet():
    assert registered.needs_of_removed_accounts() == ({"met"}, {"met", "expired"})


def rows(**values):
    outcome = simulate(
        registered.registered(2_000, cases=20.0, copied="5 %", follow="100 %", **values), seed=1, replication=0
    )
    return {row[:-3]: row[-3] for row in outcome.rows if not row[0].startswith("account.") and row[-3] == row[-3]}


def test_where_everybody_who_is_asked_complies_no_other_row_changes():
    assert rows(off=True) == rows(verify="100 %")


def test_where_half_of_them_do_rows_change():
    assert rows(off=True) != rows(verify="50 %")
