"""Area dumps and contact chains against closed forms."""

from functools import lru_cache

import numpy as np

from sim.ledger.facts import CopiedCrowd, Searched
from sim.records.contacts import degrees
from sim.scenario.loading import Loaded
from sim.verify import evidence, theory
from sim.verify.evidence import PValue
from sim.verify.playing import facts_of
from sim.verify.worlds import world

PER_DAY, AREA, WINDOW = 8.0, 100, 2.0 / 24.0  # records of a person; people; days
LENGTH = PER_DAY * WINDOW  # records expected in one dump
CHAINED, MEAN, TAIL, DAYS = 200_000, 5.0, 4.0, 1.0  # people, their contacts, and the window of a chain
CROWD = 300_000

SEARCHED = """
exposim: 1
title: An agency that asks who was in an area, and follows contacts
start: 2022-01-01
end: <end>
panel: <panel>
people:
  residents:
    number: <people> people
    writes: {location: <rate> per person day, message: <rate> per person day}
    activity_cv: <cv>
    contacts: {mean: 5, tail: 4, hubs: {number: <hubs>, reach: <reach> %}}
operators:
  isp: {market: 100 %, keeps: {location: forever}, desk: {staff: 1000, hours: always}}
  chat: {kind: platform, users: <users> %, keeps: {message: forever}, desk: {staff: 1000, hours: always}}
agencies:
  police:
    cases: {rate: <cases> per 1k people per year}
    asks:
      lag: {act_to_report: {fixed: 2 days}}
      for: {location: 100 %}
      dumps: <dumps>
      chains: <chains>
    examines: <examines> %
"""

NEIGHBOURS = """
exposim: 1
title: Two towns whose people are searched for by area and by contacts
start: 2022-02-01
end: 2022-03-18
warmup: 3 days
periods: {early: 2022-02-05 to 2022-02-20}
panel: <panel>
places: {map: "generator:barabasi_albert(n=2, m=1, seed=4)", country: DE}
people:
  residents:
    number: 150 people
    writes: {location: 6 per person day, session: 4 per person day, message: 1 per person day}
    activity_cv: 1.5
    contacts: {mean: 4}
  visitors:
    number: 60 people
    writes: {location: 4 per person day, message: 2 per person day}
    contacts: {mean: 3}
operators:
  net: {count: 2, place: each region, market: 70 %, keeps: {location: 20 days, session: 20 days}}
  cable: {market: 30 %, keeps: {location: 9 days}, purge_every: 3 days}
  chat: {kind: platform, users: 70 %, keeps: {message: 15 days}}
agencies:
  police:
    in: DE
    cases: {rate: 150 per 100 people per year, picks: activity}
    examines: 20 %
    asks:
      lag: {act_to_report: {exponential: {mean: 5 days}}}
      for: {session: 100 %}
      dumps:
        share: 40 %
        area: 30 people
        times: 2
        apart: {uniform: [1 days, 9 days]}
        window: 6 hours
        intersect: true
      chains: {share: 40 %, hops: 3, window: 9 days}
"""


def searched_world(*, dumps: str = "{share: 0 %}", chains: str = "{share: 0 %}", **values: str | float) -> Loaded:
    """Return the world of one agency that searches, one access operator and one platform."""
    plain = {
        "end": "2023-01-01",
        "panel": "0",
        "people": 100_000,
        "rate": 8,
        "cv": 1,
        "hubs": 0,
        "reach": 0,
        "users": 100,
        "cases": 3,
        "examines": 0,
    }
    return world(SEARCHED, **(plain | {"dumps": dumps, "chains": chains} | values))


def neighbours(panel: str) -> Loaded:
    """Return the world of two towns whose people are searched for, with so many played one by one."""
    return world(NEIGHBOURS, panel=panel)


@lru_cache(maxsize=2)
def _dumped(seed: int = 31) -> list[Searched]:
    plan = f"{{share: 100 %, area: {AREA} people, times: 3, apart: 20 days, window: 2 hours, intersect: true}}"
    return facts_of(Searched, searched_world(dumps=plan), seed=seed)


def candidates(*, cv: float = 1.0, length: float = LENGTH, seed: int = 31) -> PValue:
    """Return the p-value of the people in all of three dumps, were they so varied and busy; one of them is sought."""
    found = [fact.candidates - 1 for fact in _dumped(seed)]
    return evidence.of_mean(found, (AREA - 1) * theory.seen_each_time(length, 3, cv))


def people_of_dumps(*, cv: float = 1.0, length: float = LENGTH, seed: int = 31) -> PValue:
    """Return the p-value of the people in any of three dumps, were they so varied and so busy."""
    found = [fact.persons - 1 for fact in _dumped(seed)]
    return evidence.of_mean(found, (AREA - 1) * (1 - theory.untouched_share(3 * length, cv)))


def not_found() -> int:
    """Return how many of those sought were not in all of their dumps, though all was kept."""
    return sum(not fact.found for fact in _dumped())


@lru_cache
def _chained(hops: int, seed: int = 32, cases: float = 1.5) -> list[Searched]:
    plan = f"{{share: 100 %, hops: {hops}, window: {DAYS:g} days}}"
    loaded = searched_world(chains=plan, people=CHAINED, cases=cases)
    return facts_of(Searched, loaded, seed=seed)


def reached(hops: int, *, cv: float = 1.0, per_day: float = PER_DAY, seed: int = 32, cases: float = 1.5) -> PValue:
    """Return the p-value of the people whom chains reach in so many hops, were they so varied and so busy."""
    degree, first_rank, _ = degrees(CHAINED, MEAN, TAIL)
    share = np.diff(first_rank.astype(np.float64)) / CHAINED
    expected = theory.reached_by_chain(degree.astype(np.float64), share, per_day * DAYS, cv, hops)
    return evidence.of_mean([fact.persons - 1 for fact in _chained(hops, seed, cases)], expected)


def crowd_dumped(*, part: float = 1.0, length: float = LENGTH, seed: int = 33) -> PValue:
    """Return the p-value of the people in dumps of a whole town, were an area such a part of it, or they so busy."""
    plan = "{share: 100 %, window: 2 hours}"
    return _of_crowd(searched_world(dumps=plan, people=CROWD, cases=0.03), part, length, seed)


def half_a_crowd_dumped(*, part: float = 0.5) -> PValue:
    """Return the p-value of the people in dumps of half a town, were an area such a part of it."""
    plan = f"{{share: 100 %, area: {CROWD // 2} people, window: 2 hours}}"
    return _of_crowd(searched_world(dumps=plan, people=CROWD, cases=0.03), part, LENGTH)


def reached_through_a_hub(*, reach: float = 0.4, seed: int = 33) -> PValue:
    """Return the p-value of the people whom chains reach through a hub in contact with this share of all.

    They are those of it who have an account, which are 60 %, and one of 2 messages per account in the window.
    """
    plan, users = "{share: 100 %, window: 1 days}", 0.6
    loaded = searched_world(chains=plan, people=CROWD, cases=0.3, hubs=1, reach=40, users=60, rate=1.2)
    return _of_crowd(loaded, reach * users, 2.0, seed)


def _of_crowd(loaded: Loaded, part: float, length: float, seed: int = 33) -> PValue:
    """Return the p-value of the people exposed by events on a crowd, each on a part of it with records so many.

    The same people are active in all events, so that their numbers are correlated.
    """
    (crowd,) = facts_of(CopiedCrowd, loaded, seed=seed)
    number = len(crowd.events)
    missed, missed_twice = theory.untouched_share(length, 1.0), theory.untouched_share(2 * length, 1.0)
    share = part * (1 - missed)
    variance = number * share * (1 - share) + number * (number - 1) * part**2 * (missed_twice - missed**2)
    exposed = sum(event.exposed for event in crowd.events)
    return evidence.of_normal(exposed, number * CROWD * share, CROWD * variance)
