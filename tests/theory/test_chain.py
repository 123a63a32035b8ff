"""An account leads to an address and that to a person, if both stores still hold what is about one moment."""

from sim.verify.checks import chain
from sim.verify.evidence import LEVEL


def test_both_look_ups_of_a_chain_come_in_time_together():
    assert chain.both_in_time() > LEVEL  # about 7,500 cases: a standard error of 0.5 % of cases


def test_the_product_of_the_marginals_is_not_it():
    assert chain.both_in_time_if_independent() < LEVEL


def test_two_days_more_at_the_second_store_would_be_seen():
    assert chain.both_in_time(kept_second=39.0) < LEVEL
