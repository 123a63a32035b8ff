"""Watch lists of people against Erlang's loss formula, M/D/infinity, and what people write in the meantime."""

from sim.verify.checks import watched
from sim.verify.checks.watched import CASES, FULL_AT, STAY
from sim.verify.evidence import LEVEL

LOAD = CASES * STAY


def test_a_list_of_at_most_n_turns_away_the_share_of_erlangs_loss_formula():
    assert watched.turned_away() > LEVEL  # 21 % of 4,400
    assert watched.turned_away(most=FULL_AT + 2) < LEVEL
    assert watched.turned_away(load=1.2 * LOAD) < LEVEL


def test_a_wide_list_holds_arrivals_times_the_stay():
    assert watched.listed() > LEVEL  # 4,100 in all, at 185 moments
    assert watched.listed(load=1.1 * LOAD) < LEVEL


def test_who_is_listed_is_exposed_by_what_they_write_during_the_stay():
    assert watched.exposed() > LEVEL  # of 4,300
    assert watched.exposed(days=STAY + 5.0) < LEVEL
