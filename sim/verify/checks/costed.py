"""Costs against closed forms: work at the desk, recovery of each answer, and both for each subscriber."""

from functools import lru_cache

from sim.measures.rows import Row
from sim.replication import simulate
from sim.verify import evidence
from sim.verify.evidence import PValue
from sim.verify.worlds import world

PEOPLE, DAYS, YEAR = 50_000, 731, 365.25
HOURS, WAGE, PRICE = 2.0, 50.0, 30.0  # hours of work for each request; EUR an hour; EUR an answer
CASES = 0.1 / YEAR  # of a person and day
SEED = 44

TEXT = """
exposim: 1
title: Requests that take two hours each at an operator, which is paid 30 EUR for each
start: 2020-01-01
end: 2022-01-01
people: {residents: {number: 50 thousand, writes: {ip_assignment: 1 per person day}}}
operators:
  isp:
    market: 100 %
    logs_ports: true
    keeps: {ip_assignment: 400 days}
    desk: {staff: 1000, hours: always, handling: {fixed: 2 hours}}
agencies:
  police:
    cases: {rate: 10 per 100 people per year}
    asks: {lag: {act_to_report: {fixed: 1 day}}, for: {ip_assignment: 100 %}}
costs: {currency: EUR, price_year: 2020, staff: 50 EUR per hour, recovery: 30 EUR per item}
"""


@lru_cache(maxsize=2)
def _rows(seed: int) -> dict[tuple[str, ...], float]:
    rows = (Row(*row) for row in simulate(world(TEXT), seed=seed, replication=0).rows)
    return {(row.measure, *sorted(row.labels.values())): row.value for row in rows}


def _items(a_year: float, each: float, cases: float) -> PValue:
    """Return the p-value of the number of items that an amount a year is the price of."""
    return evidence.of_poisson(round(a_year * DAYS / YEAR / each), PEOPLE * cases * DAYS)


def staff(*, hours: float = HOURS, cases: float = CASES, seed: int = SEED) -> PValue:
    """Return the p-value of the cost of staff, were so many hours worked on each of so many cases."""
    return _items(_rows(seed)["load.cost", "staff"], WAGE * hours, cases)


def recovery(*, cases: float = CASES, seed: int = SEED) -> PValue:
    """Return the p-value of what the agency pays for answers."""
    return _items(_rows(seed)["load.cost", "agency"], PRICE, cases)


def per_subscriber(*, people: int = PEOPLE, seed: int = SEED) -> PValue:
    """Return the p-value of the cost for each subscriber, were they so many; recovery changes hands only."""
    return _items(_rows(seed)["load.cost_per_subscriber", "isp"] * people, WAGE * HOURS, CASES)
