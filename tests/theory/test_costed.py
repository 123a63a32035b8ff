"""Costs against the number of requests, a Poisson number, and what each costs."""

from sim.verify.checks import costed
from sim.verify.checks.costed import CASES, HOURS, PEOPLE
from sim.verify.evidence import LEVEL


def test_staff_costs_the_hours_of_every_request():
    assert costed.staff() > LEVEL  # 10,000: a standard error of 1 %
    assert costed.staff(hours=1.1 * HOURS) < LEVEL


def test_agencies_pay_for_every_answer():
    assert costed.recovery() > LEVEL
    assert costed.recovery(cases=1.1 * CASES) < LEVEL


def test_a_subscriber_bears_a_share_of_what_the_operator_spends():
    assert costed.per_subscriber() > LEVEL
    assert costed.per_subscriber(people=round(1.1 * PEOPLE)) < LEVEL
