"""Area dumps and contact chains against closed forms."""

from functools import lru_cache

import numpy as np

from sim.ledger.facts import CopiedCrowd, Searched
from sim.records.contacts import degrees
from sim.scenario.loading import Loaded
from sim.verify import evidence, theory
from sim.verify.playing import facts_of
from sim.verify.worlds import searched

PER_DAY, AREA, WINDOW = 8.0, 100, 2.0 / 24.0  # records of a person; people; days
LENGTH = PER_DAY * WINDOW  # records expected in one dump
CHAINED, MEAN, TAIL, DAYS = 200_000, 5.0, 4.0, 1.0  # people, their contacts, and the window of a chain
CROWD = 300_000


@lru_cache
def _dumped() -> list[Searched]:
    plan = f"{{share: 100 %, area: {AREA} people, times: 3, apart: 20 days, window: 2 hours, intersect: true}}"
    return facts_of(Searched, searched(dumps=plan), seed=31)


def candidates(*, cv: float = 1.0) -> float:
    """Return the p-value of the people in all of three dumps, were activity so varied; one of them is sought."""
    found = [fact.candidates - 1 for fact in _dumped()]
    return evidence.of_mean(found, (AREA - 1) * theory.seen_each_time(LENGTH, 3, cv))


def people_of_dumps(*, cv: float = 1.0) -> float:
    """Return the p-value of the people in any of three dumps, were activity so varied."""
    found = [fact.persons - 1 for fact in _dumped()]
    return evidence.of_mean(found, (AREA - 1) * (1 - theory.untouched_share(3 * LENGTH, cv)))


def not_found() -> int:
    """Return how many of those sought were not in all of their dumps, though all was kept."""
    return sum(not fact.found for fact in _dumped())


@lru_cache
def _chained(hops: int) -> list[Searched]:
    plan = f"{{share: 100 %, hops: {hops}, window: {DAYS:g} days}}"
    loaded = searched(chains=plan, people=CHAINED, cases=1.5)
    return facts_of(Searched, loaded, seed=32)


def reached(hops: int, *, cv: float = 1.0) -> float:
    """Return the p-value of the people whom chains reach in one or two hops, were activity so varied."""
    degree, first_rank, _ = degrees(CHAINED, MEAN, TAIL)
    share = np.diff(first_rank.astype(np.float64)) / CHAINED
    expected = theory.reached_by_chain(degree.astype(np.float64), share, PER_DAY * DAYS, cv, hops)
    return evidence.of_mean([fact.persons - 1 for fact in _chained(hops)], expected)


def crowd_dumped(*, part: float = 1.0) -> float:
    """Return the p-value of the people in dumps of a whole town, were an area such a part of it."""
    plan = "{share: 100 %, window: 2 hours}"
    return _of_crowd(searched(dumps=plan, people=CROWD, cases=0.03), part, LENGTH)


def half_a_crowd_dumped(*, part: float = 0.5) -> float:
    """Return the p-value of the people in dumps of half a town, were an area such a part of it."""
    plan = f"{{share: 100 %, area: {CROWD // 2} people, window: 2 hours}}"
    return _of_crowd(searched(dumps=plan, people=CROWD, cases=0.03), part, LENGTH)


def reached_through_a_hub(*, reach: float = 0.4) -> float:
    """Return the p-value of the people whom chains reach through a hub in contact with this share of all.

    They are those of it who have an account, which are 60 %, and one of 2 messages per account in the window.
    """
    plan, users = "{share: 100 %, window: 1 days}", 0.6
    loaded = searched(chains=plan, people=CROWD, cases=0.3, hubs=1, reach=40, users=60, rate=1.2)
    return _of_crowd(loaded, reach * users, 2.0)


def _of_crowd(loaded: Loaded, part: float, length: float) -> float:
    """Return the p-value of the people exposed by events on a crowd, each on a part of it with records so many.

    The same people are active in all events, so that their numbers are correlated.
    """
    (crowd,) = facts_of(CopiedCrowd, loaded, seed=33)
    number = len(crowd.events)
    missed, missed_twice = theory.untouched_share(length, 1.0), theory.untouched_share(2 * length, 1.0)
    share = part * (1 - missed)
    variance = number * share * (1 - share) + number * (number - 1) * part**2 * (missed_twice - missed**2)
    exposed = sum(event.exposed for event in crowd.events)
    return evidence.of_normal(exposed, number * CROWD * share, CROWD * variance)
