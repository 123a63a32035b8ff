"""Who authorises by law: how long a judge takes over requests about a protected group, and how many are rejected."""

from functools import lru_cache

from sim.ledger.facts import RequestClosed
from sim.ledger.outcome import Outcome
from sim.measures.rows import Row
from sim.replication import simulate
from sim.scenario.loading import Loaded
from sim.verify import evidence, theory
from sim.verify.evidence import PValue
from sim.verify.playing import facts_of
from sim.verify.worlds import WIDE_OPEN, world

MEAN_AGE, KEPT, DELAY, REJECTED = 20.0, 30.0, 12.0, 0.3  # days, of the judge; share of the judge's
COURT_REJECTED, GROUP, URGENT, UNJUSTIFIED = 0.1, 0.4, 0.25, 0.2  # shares

AUTHORISED = """
exposim: 1
start: 2024-01-01
end: 2024-12-30
periods: {closed: 2024-01-01 to 2024-09-30}  # cases of the last quarter may be open still
people: {residents: {number: 100 thousand, groups: {journalists: {share: 40 %}}}}
operators: {isp: {market: 100 %, keeps: {ip_assignment: 30 days}, purge_every: 1 hours, desk: <desk>}}
laws:
  code:
    access:
      authorised_by: court
      rejected: 10 %
      protected: {journalists: {by: judge, delay: {exponential: {mean: 12 days}}, rejected: 30 %}}
      late_review: {rejected: 20 %}
agencies:
  police:
    cases: {rate: 8 per 100 people per year}
    asks: {lag: {act_to_report: {exponential: {mean: 20 days}}}, grades: {1: <urgent>, 3: <other>}}
"""


def code(urgent: float = 0.0) -> Loaded:
    """Return the world in which a court authorises, and a judge what is about journalists."""
    return world(AUTHORISED, desk=WIDE_OPEN, urgent=f"{100 * urgent:g} %", other=f"{100 - 100 * urgent:g} %")


@lru_cache(maxsize=3)
def _outcome(urgent: float, seed: int) -> Outcome:
    return simulate(code(urgent), seed=seed, replication=0)


def _row(measure: str, urgent: float = 0.0, seed: int = 31, **labels: str) -> Row:
    rows = [Row(*row) for row in _outcome(urgent, seed).rows]
    (found,) = [row for row in rows if (row.measure, row.period, row.labels) == (measure, "closed", labels)]
    return found


def met_by_group(*, delay: float = DELAY, rejected: float = REJECTED, seed: int = 31) -> PValue:
    """Return the p-value of the share of needs about journalists that are met, were these the judge's."""
    row = _row("need.met_share", seed=seed, group="journalists")
    expected = (1 - rejected) * theory.in_time(MEAN_AGE, KEPT, delay)
    return evidence.of_share(round(row.numerator), round(row.denominator), expected)


def met_in_all(*, group: float = GROUP) -> PValue:
    """Return the p-value of the share of all needs that are met, were so many people journalists."""
    row = _row("need.met_share")
    judged = (1 - REJECTED) * theory.in_time(MEAN_AGE, KEPT, DELAY)
    plain = (1 - COURT_REJECTED) * theory.in_time(MEAN_AGE, KEPT, 0.0)
    expected = group * judged + (1 - group) * plain
    return evidence.of_share(round(row.numerator), round(row.denominator), expected)


def unjustified(*, rejected: float = UNJUSTIFIED, seed: int = 31) -> PValue:
    """Return the p-value of the share of later reviews that reject."""
    row = _row("request.unjustified_share", URGENT, seed)
    return evidence.of_share(round(row.numerator), round(row.denominator), rejected)


def reviewed(*, urgent: float = URGENT, seed: int = 31) -> PValue:
    """Return the p-value of how many requests come to a later review."""
    found = _row("request.unjustified_share", URGENT, seed).denominator
    return evidence.of_share(round(found), round(_row("request.count", URGENT, seed).value), urgent)


def urgent_wait() -> float:
    """Return the longest time from draft to sending of a request of grade 1."""
    facts = facts_of(RequestClosed, code(URGENT), seed=31)
    return max(fact.sent - fact.drafted for fact in facts if fact.grade == 1)
