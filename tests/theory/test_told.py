"""Who of the exposed is told, against a closed form: 8,000 answers, a standard error of 0.5 %."""

from sim.verify.checks import told
from sim.verify.evidence import LEVEL


def test_the_share_told_is_that_of_answers_long_enough_before_the_end():
    assert told.notified() > LEVEL
    assert told.notified(behind=4) > LEVEL  # of four people behind an address one is told


def test_another_share_or_delay_would_be_seen():
    assert told.notified(share=0.45) < LEVEL
    assert told.notified(after=0.0) < LEVEL


def test_nobody_is_told_where_the_share_is_zero():
    assert told.told_at_no_share() == 0.0
