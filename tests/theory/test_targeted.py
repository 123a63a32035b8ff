"""Inspections by age, in special periods, every year, and of a list of operators, against their rates."""

import pytest

from sim.verify.checks import targeted
from sim.verify.checks.targeted import CONGRESS, DAYS, LISTED, STAY, TIMES, YOUNG, YOUNG_UNTIL
from sim.verify.evidence import LEVEL


@pytest.mark.parametrize(
    ("start", "end", "times"),
    [(0.0, YOUNG_UNTIL, YOUNG), (YOUNG_UNTIL, CONGRESS[0], 1.0), (*CONGRESS, TIMES), (CONGRESS[1], DAYS, 1.0)],
)
def test_the_young_and_special_periods_get_so_many_times_the_visits(start, end, times):
    assert targeted.visited(start, end, times) > LEVEL  # 650 to 2,600 visits
    assert targeted.visited(start, end, 1.2 * times) < LEVEL


def test_every_operator_has_its_visits_each_year():
    found, expected = targeted.every_year()
    assert abs(found - expected) <= 50  # regular visits come once in each stretch: at most one more or less of each
    assert abs(found - 1.5 * expected) > 50


def test_visits_that_list_an_operator_anew_are_a_renewal_process():
    assert targeted.visits_while_listed() > LEVEL  # 20 batches of some 340
    assert targeted.visits_while_listed(times=1.2 * LISTED) < LEVEL
    assert targeted.visits_while_listed(stays=1.3 * STAY) < LEVEL
    assert targeted.visits_while_listed(times=1.0) < LEVEL  # no list
