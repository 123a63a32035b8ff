"""Breaches, what they steal, and what agencies hold, against closed forms."""

from functools import lru_cache
from math import fsum

from sim.ledger.facts import Breached, Endangered, Misused
from sim.measures.rows import Row
from sim.replication import simulate
from sim.verify import evidence, theory
from sim.verify.evidence import PValue
from sim.verify.playing import facts_of
from sim.verify.worlds import world

YEARS = 1096 / 365.25
SHOPS, HAZARD, DECAY, RAISED = 400, 0.3, 0.4, 5.0  # operators; per year; per year; times
LENGTH, HOLDERS = 1.0, 40  # records expected of an account in a store; accounts of a shop
MISUSES = 40  # a year

BROKEN_INTO = """
exposim: 1
title: Small shops that neglect their security, and intruders
start: 2020-01-01
end: 2023-01-01
people:
  residents: {number: 4000 people, writes: {account_activity: 0.04 per person day}, activity_cv: 1}
operators:
  shop: {kind: platform, count: 400, users: 1 %, keeps: {account_activity: 100 days}}
intruders:
  criminals: {hazard: 0.3 per year, raised_by: {security: 5}}
effects:
  duties: {decay: {security: 0.4 per year}}
"""

ARCHIVE = """
exposim: 1
title: An agency that keeps what it obtains for half a year
start: 2020-01-01
end: 2023-01-01
warmup: 6 months
people:
  residents: {number: 3000 people, writes: {ip_assignment: 1 per person day}}
operators:
  isp: {market: 100 %, keeps: {ip_assignment: forever}, logs_ports: true, desk: {staff: 20, hours: always}}
agencies:
  police:
    cases: {rate: 1000 per 1k people per year}
    holds: {obtained: 6 months, misuse: {rate: <misuses> per year, people: 2}}
intruders:
  criminals: {hazard: 0.5 per year}
"""


def number_of_breaches(*, raised: float = RAISED, hazard: float = HAZARD, seed: int = 21) -> PValue:
    """Return the p-value of the number of breaches where security decays, were the hazard so much and raised so."""
    breaches = len(facts_of(Breached, world(BROKEN_INTO), seed=seed))
    mean, variance = theory.breaches_under_decay(hazard, raised, DECAY, YEARS)
    return evidence.of_normal(breaches, SHOPS * mean, SHOPS * variance)


def expected_breaches(*, raised: float = RAISED, hazard: float = HAZARD, seed: int = 21) -> PValue:
    """Return the p-value of the integrated hazard, which has the variance of the deficits only."""
    integral = fsum(fact.events for fact in facts_of(Endangered, world(BROKEN_INTO), seed=seed))
    mean, variance = theory.breaches_under_decay(hazard, raised, DECAY, YEARS)
    return evidence.of_normal(integral, SHOPS * mean, SHOPS * (variance - mean))


def people_stolen_from(*, cv: float = 1.0, seed: int = 21) -> PValue:
    """Return the p-value of the mean number of people that a breach steals from, were activity so varied."""
    persons = [fact.persons for fact in facts_of(Breached, world(BROKEN_INTO), seed=seed)]
    return evidence.of_mean(persons, HOLDERS * (1 - theory.untouched_share(LENGTH, cv)))


def people_expected() -> float:
    """Return the people expected to be stolen from over what the hazard and the people held make of it."""
    facts = facts_of(Endangered, world(BROKEN_INTO), seed=21)
    held = HOLDERS * (1 - theory.untouched_share(LENGTH, 1.0))
    return fsum(fact.persons for fact in facts) / (held * fsum(fact.events for fact in facts))


def people_held(*, kept_years: float = 0.5, seed: int = 22) -> PValue:
    """Return the p-value of the mean number of people whom an agency holds, were this the time that it keeps them.

    The variance is that at one moment, which is larger than that of the mean over five such times.
    """
    mean = 3000 * (1 - theory.untouched_share(kept_years))
    return evidence.of_normal(
        _of_archive(seed)["agency.held_persons"], mean, theory.occupancy_variance(3000, kept_years)
    )


def misuses(*, per_year: float = MISUSES, played: float = MISUSES, seed: int = 22) -> PValue:
    """Return the p-value of the number of misuses at a rate of so many `played` a year, were this their rate."""
    return evidence.of_poisson(len(facts_of(Misused, world(ARCHIVE, misuses=played), seed=seed)), per_year * YEARS)


def stolen_from_the_archive() -> float:
    """Return the people expected to be stolen from an agency's store over hazard, time and people held."""
    found = _of_archive()
    years = (1096 - 182.625) / 365.25
    return found["breach.expected_persons"] / (0.5 * years * found["agency.held_persons"])


@lru_cache(maxsize=2)
def _of_archive(seed: int = 22) -> dict[str, float]:
    """Return the measures of the agency over the whole window."""
    rows = [Row(*row) for row in simulate(world(ARCHIVE, misuses=MISUSES), seed=seed, replication=0).rows]
    return {row.measure: row.value for row in rows if row.labels == {"agency": "police"} and not row.period}
