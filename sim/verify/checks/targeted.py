"""Whom inspections go to against closed forms: the young, special periods, every year, a list of the troublesome."""

from functools import lru_cache
from math import exp

from sim.ledger.facts import Visited
from sim.scenario.loading import Loaded
from sim.verify import evidence
from sim.verify.evidence import PValue
from sim.verify.playing import facts_of
from sim.verify.worlds import world

YEAR = 365.25
SHOPS, RATE, YEARLY = 200, 6.0 / YEAR, 4.0  # operators; visits a day; visits a year
YOUNG_UNTIL, YOUNG = 200.0, 4.0  # day; times the visits
CONGRESS, TIMES, DAYS = (400.0, 500.0), 3.0, 731  # days; times the visits; days
SLOW, LISTED, STAY, LONG, SETTLED, BATCH = 2.0 / YEAR, 3.0, 60.0, 4018, 400.0, 180.0
SEED = 43

HEAD = """
exposim: 1
start: 2020-01-01
end: <end>
people: {residents: {number: 1000 people, writes: {session: 1 per person day}}}
operators:
  net: {market: 100 %}
  shop: {kind: platform, users: 1 %, count: 200, opened: {fixed: 100 days}}
  school: {kind: platform, users: 1 %, count: 50}
laws: {visits: {inspection: {onsite: {may: [consult]}}}}
"""
TARGETED = """
agencies:
  raiders:
    inspectors: {staff: 1000, hours: always}
    inspections:
      effort: {onsite: 100 %}
      rate: {onsite: 6 per year}
      onsite: {takes: {fixed: 1 hour}}
      targets: {weights: {net: 0, school: 0}, each_year: {school: 4}, focus: [{opened_within: 300 days, weight: 4}]}
      special: {congress: {from: 2021-02-04, to: 2021-05-15, times: 3}}
"""
WATCHED = """
agencies:
  raiders:
    inspectors: {staff: 1000, hours: always}
    inspections:
      effort: {onsite: 100 %}
      rate: {onsite: 2 per year}
      onsite: {takes: {fixed: 1 hour}}
      targets: {weights: {net: 0, school: 0}}
    watch: {operators: {from: [outage], for: 60 days, times: 3}}
effects: {notice: {damage: {without: 100 % per visit}}}
"""


def targeted() -> Loaded:
    """Return operators that are young until day 200, a period with thrice the visits, and schools with four a year."""
    return world(HEAD + TARGETED, end="2022-01-01")


def watched() -> Loaded:
    """Return operators each visit to which breaks something, so that it puts them on a list for 60 days."""
    return world(HEAD + WATCHED, end="2031-01-01")


@lru_cache(maxsize=4)
def _starts(entry: str, seed: int) -> list[float]:
    return [visit.started for visit in facts_of(Visited, targeted(), seed=seed) if visit.operator == entry]


def visited(start: float, end: float, times: float, *, seed: int = SEED) -> PValue:
    """Return the p-value of the number of visits to shops between two days, were it so many times the plain rate."""
    found = sum(start <= time < end for time in _starts("shop", seed))
    return evidence.of_poisson(found, SHOPS * RATE * times * (end - start))


def every_year(*, seed: int = SEED) -> tuple[int, float]:
    """Return the visits to the 50 schools, and how many there are of them by the number a year: no chance in it."""
    return len(_starts("school", seed)), 50 * YEARLY * DAYS / YEAR


def visits_while_listed(*, times: float = LISTED, stays: float = STAY, seed: int = SEED) -> PValue:
    """Return the p-value of the number of visits where each visit lists the operator anew.

    A renewal process: until the first visit rate b, then, for as long as no gap is over the stay D, rate k b = r. A
    list that begins has exp(r D) visits on average, its first one counted, and lasts (exp(r D) - 1) / r.
    """
    rate = times * SLOW
    many = exp(rate * stays)
    a_day = many / (1.0 / SLOW + (many - 1.0) / rate)
    return evidence.of_mean(_batches(seed), SHOPS * BATCH * a_day)


@lru_cache(maxsize=2)
def _batches(seed: int) -> list[int]:
    """Return how many visits shops had in each half-year, after the time in which the list fills."""
    batches = [0] * int((LONG - SETTLED) / BATCH)
    for visit in facts_of(Visited, watched(), seed=seed):
        batch = int((visit.started - SETTLED) / BATCH)
        if visit.operator == "shop" and visit.started >= SETTLED and batch < len(batches):
            batches[batch] += 1
    return batches
