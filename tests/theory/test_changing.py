"""Laws and dated changes that take effect during a run, against closed forms."""

import pytest

from sim.verify.checks import changing
from sim.verify.evidence import LEVEL

ROUNDING = 1e-9  # sums of some hundred doubles
DAYS = (0.0, changing.WIDE_UNTIL, changing.DOUBLED, changing.END)
RATES = (changing.RATE, changing.WIDTH * changing.RATE, changing.WIDTH * 2 * changing.RATE)
PARTS = list(zip(DAYS, DAYS[1:], RATES, strict=False))


def test_a_store_whose_habit_is_lengthened_fills_day_by_day():
    assert changing.worst_held() < ROUNDING
    assert changing.worst_held(at_once=True) > 0.5  # the control


@pytest.mark.parametrize(("start", "end", "rate"), PARTS)
def test_cases_are_as_many_as_the_ground_and_the_rate_of_their_day_allow(start, end, rate):
    assert changing.cases(start, end, per_year=rate) > LEVEL


@pytest.mark.parametrize(("start", "end", "rate"), PARTS)
def test_a_ground_or_rate_of_another_day_would_be_seen(start, end, rate):
    for other in {*RATES, 2 * changing.RATE} - {rate}:
        assert changing.cases(start, end, per_year=other) < LEVEL


def test_a_wider_ground_only_adds_cases():
    few, kept, many = changing.only_added(width="30 %", wider="55 %")
    assert few == kept < many


def test_a_share_of_the_operators_that_may_be_ordered_is_bound():
    assert changing.bound() > LEVEL
    assert changing.bound(0.5) < LEVEL  # the control


def test_more_notices_only_add_to_the_bound():
    none, some, everybody = changing.bound_at("0 %", "40 %", "100 %")
    assert (none, everybody) == (0, changing.OPERATORS)
    assert 0 < some < everybody
