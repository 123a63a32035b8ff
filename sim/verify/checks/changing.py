"""Laws and dated changes that alter a run on the way: what stores hold, how many cases there are, who is bound."""

from functools import lru_cache

from sim.ledger.facts import NeedClosed, Purged
from sim.verify import evidence, theory
from sim.verify.evidence import PValue
from sim.verify.playing import facts_of
from sim.verify.worlds import world

PEOPLE, CHANGED, BEFORE, AFTER = 5000, 45.0, 10.0, 60.0  # people; days
YEAR, RATE, WIDTH = 365.25, 0.5, 0.3  # day; cases per person and year; share
WIDE_UNTIL, DOUBLED, END = 100.0, 200.0, 300.0  # days: 2020-04-10, 2020-07-19, 2020-10-27
OPERATORS, ORDERED = 400, 0.4

HABIT = """
exposim: 1
start: 2024-01-01
end: 2024-05-10
people: {residents: {number: 5000 people, writes: {session: 10 per person day}}}
operators: {isp: {market: 100 %, keeps: {session: 10 days}}}
changes: {longer: {on: 2024-02-15, set: {operators.isp.keeps.session: 60 days}}}
agencies: {police: {cases: {rate: 1 per 100 people per year}, asks: {for: {session: 100 %}}}}
"""

GROUND = """
exposim: 1
start: 2020-01-01
end: 2020-10-27
people: {residents: {number: 5000 people, writes: {session: 1 per person day}}}
operators: {isp: {market: 100 %, keeps: {session: 10 days}, desk: {staff: 1000, hours: always}}}
laws: {narrow: {from: 2020-04-10, access: {width: <width>}}}
changes: {more: {on: 2020-07-19, set: {agencies.police.cases.rate: 100 per 100 people per year}}}
agencies: {police: {cases: {rate: 50 per 100 people per year}, asks: {for: {session: 100 %}}}}
"""

ORDERS = """
exposim: 1
start: 2020-01-01
end: 2020-03-01
people: {residents: {number: 40000 people, home: {by: place, place: home}, writes: {session: 1 per person day}}}
operators: {isp: {count: 400, market: 100 %, keeps: {session: 10 days}}}
laws: {act: {retention: {session: {may_order: 60 days, of: [isp], ordered: <ordered>}}}}
"""


@lru_cache
def _held() -> tuple[tuple[float, float], ...]:
    return tuple((purge.time, purge.person_days_after) for purge in facts_of(Purged, world(HABIT), seed=51))


def worst_held(*, at_once: bool = False) -> float:
    """Return the largest relative difference of what is held, after a habit is lengthened, from its closed form.

    As after a law that lengthens retention: what was deleted stays deleted. With `at_once` the closed form lets the
    store hold the longer period from the day of the change on.
    """
    worst = 0.0
    for time, person_days in _held():
        since = time - CHANGED
        days = BEFORE if since < 0 else theory.held_days(BEFORE + 1.0, AFTER, AFTER if at_once else since)
        worst = max(worst, abs(person_days / (PEOPLE * days) - 1))
    return worst


@lru_cache(maxsize=4)
def _opened(width: str, seed: int = 53) -> tuple[float, ...]:
    return tuple(need.opened for need in facts_of(NeedClosed, world(GROUND, width=width), seed=seed))


def cases(start: float, end: float, *, per_year: float, width: str = "30 %", seed: int = 53) -> PValue:
    """Return the p-value of the number of cases opened in [start, end) being Poisson, of a rate per person and year."""
    number = sum(start <= time < end for time in _opened(width, seed))
    return evidence.of_poisson(number, PEOPLE * per_year * (end - start) / YEAR)


def only_added(*, width: str, wider: str) -> tuple[int, int, int]:
    """Return how many cases a ground has, how many of them a wider one has at the same moments, and how many it has."""
    few, many = _opened(width), _opened(wider)
    return len(few), len(set(few) & set(many)), len(many)


@lru_cache
def _bound(ordered: str, seed: int = 54) -> int:
    """Return how many of the operators of equal size keep what was ordered, by what all hold together."""
    last = facts_of(Purged, world(ORDERS, ordered=ordered), seed=seed)[-1]
    each = 40_000 / OPERATORS
    return round((last.person_days_after / each - OPERATORS * BEFORE) / (AFTER - BEFORE))


def bound(ordered: float = ORDERED, *, played: str = "40 %", seed: int = 54) -> PValue:
    """Return the p-value of the number of operators with a notice being Binomial with a share of `ordered`."""
    return evidence.of_share(_bound(played, seed), OPERATORS, ordered)


def bound_at(*shares: str) -> list[int]:
    """Return how many operators are bound at each share of those with a notice."""
    return [_bound(share) for share in shares]
