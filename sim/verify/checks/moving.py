"""People who come, go and move: where they are, of how many a store holds something, and who is exposed when."""

from functools import lru_cache
from math import exp, floor, fsum

import numpy as np

from sim.actors.census import Census
from sim.build.wiring import build
from sim.ledger.facts import Disclosed
from sim.measures.rows import Row
from sim.records.spells import Keeping, Stretch, chance_of_a_record
from sim.replication import simulate
from sim.scenario.loading import Loaded
from sim.verify import evidence
from sim.verify.evidence import PValue
from sim.verify.playing import facts_of
from sim.verify.worlds import WIDE_OPEN, world

PEOPLE, SHARE = 40_000, 0.3
MOVES, OFTEN, LEAVES, ENTERS, YEAR = 1.2, 6.0, 0.8, 0.5, 365.25  # per year
KEPT, WRITES, CV = 60.0, 0.02, 1.2  # days; sessions a day; activity
CASES, TIME = 0.6, 200.0  # per person and year; days since the start at which people are looked at
VISITS = 2  # a year
SEED = 4

TEXT = """
exposim: 1
start: 2023-01-01
end: 2023-12-27
people:
  residents:
    number: 40000 people
    activity_cv: 1.2
    writes: {session: 0.02 per person day}
    moves: <moves> per year
    leave: <leave> per year
    enter: <enter> per year
operators:
  one: {market: 30 %, keeps: {session: 60 days, ip_assignment: 400 days}, desk: <desk>}
  other: {market: 70 %, keeps: {ip_assignment: 400 days}, desk: <desk>}
laws: {visits: {inspection: {onsite: {may: [copy]}}}}
agencies:
  police:
    cases: {rate: <cases> per 1 people per year}
    asks: {lag: {act_to_report: {fixed: 0 days}}}
  raiders:
    inspectors: {staff: 50, hours: always}
    inspections:
      effort: {onsite: 100 %}
      rate: {onsite: <visits> per year}
      targets: {weights: {other: 0}}
      onsite: {takes: {fixed: 1 minute}, copies: <copied>}
"""


WANDERERS = """
exposim: 1
start: 2022-02-01
end: 2022-05-20
warmup: 5 days
periods: {early: 2022-02-05 to 2022-03-20}
panel: <panel>
places: {map: "generator:barabasi_albert(n=4, m=1, seed=4)", country: DE}
people:
  residents:
    number: 120 people
    moves: 5 per year
    leave: 1.2 per year
    enter: 1.4 per year
    writes:
      session: 2 per person day
      ip_assignment: 1 per person day
      account_activity: 2 per person day
      message: 1 per person day
    activity_cv: 1.5
    behind_one_address: 3 people
    contacts: {mean: 6}
operators:
  net:
    count: 3
    place: each region
    market: 70 %
    keeps: {session: 20 days, ip_assignment: 40 days, subscriber: account life}
  cable: {market: 30 %, place: p2, keeps: {session: 36 days, ip_assignment: 12 days}, logs_ports: true}
  backbone: {kind: transit, place: p1, keeps: {session: 30 days}}
  shop: {kind: platform, place: p3, users: 40 %, keeps: {account_activity: 15 days, message: 20 days}}
agencies:
  police:
    in: DE
    cases: {rate: 300 per 100 people per year, picks: activity}
    asks:
      lag: {act_to_report: {exponential: {mean: 8 days}}}
      window: {uniform: [0 days, 30 days]}
      requests_per_case: 1.5
      items_per_request: 1.3
      for: {session: 40 %, ip_assignment: 20 %, account_activity: 30 %, message: 5 %, subscriber: 5 %}
      dumps:
        share: 10 %
        times: 2
        apart: {uniform: [1 days, 20 days]}
        window: {fixed: 2 days}
        category: session
        intersect: true
        area: 60 people
    watch: {people: {from: [suspect], at_most: 10, for: 20 days}}
    live: {share: 5 %, lasts: {fixed: 20 days}}
  raiders:
    in: DE
    inspectors: {staff: 2}
    inspections: {effort: {onsite: 100 %}, onsite: {takes: {fixed: 6 hours}, copies: 20 %, consults: 5 %}}
laws:
  visits: {in: DE, inspection: {onsite: {may: [consult, copy, probe]}}}
intruders: {thief: {hazard: 2 per year, takes: 30 %}}
errors: {rate: 20 %, kind: {wrong_identifier: 50 %, wrong_time: 30 %, excess_data: 20 %}, excess: 5 days}
"""


def wanderers(panel: str) -> Loaded:
    """Return a small country of people who come, go and move, and of every way to look at them."""
    return world(WANDERERS, panel=panel)


def moving(
    *,
    moves: float = 0.0,
    leave: float = 0.0,
    enter: float = 0.0,
    cases: float = 0.0,
    copied: str = "0 %",
    visits: int = VISITS,
) -> Loaded:
    """Return two access operators, of 30 and of 70 % of the people."""
    values = {"moves": moves, "leave": leave, "enter": enter, "cases": cases}
    return world(TEXT, copied=copied, visits=visits, desk=WIDE_OPEN, **values)


@lru_cache(maxsize=4)
def _census(moves: float, leave: float, enter: float, seed: int = SEED) -> Census:
    return build(moving(moves=moves, leave=leave, enter=enter), seed=seed, replication=0).census


def stayed(time: float, *, moves: float = MOVES, seed: int = SEED) -> PValue:
    """Return the p-value of how many of the first operator's people are with it at a time, past or future.

    With it or not is a two-state chain: share + (1 - share) exp(-moves t).
    """
    people = _census(MOVES, 0.0, 0.0, seed).populations["residents"]
    size = people.world.classes[0].size
    there = sum(people.access_at(person, time) == "one" for person in range(size))
    return evidence.of_share(there, size, SHARE + (1 - SHARE) * exp(-moves * abs(time) / YEAR))


def with_the_first(time: float) -> PValue:
    """Return the p-value of how many of all people are with the first operator: its share, at any time."""
    people = _census(MOVES, 0.0, 0.0).populations["residents"]
    assert people.paths is not None
    there = people.paths.who_have(np.arange(PEOPLE, dtype=np.uint64), "home", "one", time)
    return evidence.of_normal(float(there.sum()), SHARE * PEOPLE, _spread(time))


def _spread(time: float) -> float:
    """Return the variance of how many are with an operator: those of each class are so at a chance of their own."""
    stay = exp(-MOVES * abs(time) / YEAR)
    chances = SHARE + (1 - SHARE) * stay, SHARE * (1 - stay)
    return fsum(n * c * (1 - c) for n, c in zip((SHARE * PEOPLE, (1 - SHARE) * PEOPLE), chances, strict=True))


def survived(time: float, *, leaves: float = LEAVES, seed: int = SEED) -> PValue:
    """Return the p-value of how many people of the first day are still there: exp(-leave t)."""
    people = _census(0.0, LEAVES, 0.0, seed).populations["residents"]
    there = sum(people.is_present(person, time) for person in range(PEOPLE))
    return evidence.of_share(there, PEOPLE, exp(-leaves * time / YEAR))


def entered(time: float, *, enters: float = ENTERS, seed: int = SEED) -> PValue:
    """Return the p-value of how many have come and are still there: enter (1 - exp(-leave t)) / leave of the first."""
    people = _census(0.0, LEAVES, ENTERS, seed).populations["residents, entered"]
    there = sum(people.is_present(people.offset + person, time) for person in range(people.world.number))
    expected = PEOPLE * enters * (1 - exp(-LEAVES * time / YEAR)) / LEAVES
    return evidence.of_share(there, people.world.number, expected / people.world.number)


@lru_cache(maxsize=2)
def _copied(visits: int, seed: int) -> tuple[float, int]:
    """Return when the last copy was made, and of how many people it holds sessions."""
    copied = facts_of(Disclosed, moving(moves=OFTEN, leave=LEAVES, copied="100 %", visits=visits), seed=seed)
    last = max(fact.time for fact in copied)
    return last, len({fact.person for fact in copied if fact.time == last and fact.category == "session"})


def held(*, moves: float = OFTEN, leaves: float = LEAVES, visits: int = VISITS, seed: int = SEED) -> PValue:
    """Return the p-value of how many people a copy of everything exposes, were these the rates of moving and leaving.

    Everybody of the place may have been with the operator: the chance is that of the chain, averaged over activity.
    """
    last, persons = _copied(visits, seed)
    keeping = Keeping(SHARE, moves / YEAR, leaves / YEAR)
    return evidence.of_share(persons, PEOPLE, _chance(keeping, last))


def _chance(keeping: Keeping, time: float) -> float:
    """Return the chance that the first operator holds a session of somebody of the first day; it purges at midnight."""
    horizon = floor(time) - KEPT
    stretches = [Stretch(0.0, horizon, 0.0)] if horizon > 0.0 else []
    return chance_of_a_record(keeping, [*stretches, Stretch(horizon, time, WRITES)], CV)


def expected_in_breaches() -> tuple[float, float]:
    """Return `breach.expected_persons` over hazard and days, and the mean number of people held, by the chain."""
    loaded = moving(moves=OFTEN, leave=LEAVES).with_(
        {"intruders": {"thief": {"hazard": "0.001 per year"}}, "operators.*.keeps.ip_assignment": None}
    )
    rows = map(Row._make, simulate(loaded, seed=SEED, replication=0).rows)
    (row,) = [row for row in rows if row.measure == "breach.expected_persons" and row.operator == "one"]
    days = loaded.scenario.days
    times = (np.arange(100) + 0.5) / 100 * days
    keeping = Keeping(SHARE, OFTEN / YEAR, LEAVES / YEAR)
    return row.value / (0.001 * days / YEAR), PEOPLE * float(np.mean([_chance(keeping, time) for time in times]))


@lru_cache(maxsize=2)
def _exposed(seed: int = SEED) -> list[Row]:
    loaded = moving(moves=MOVES, leave=LEAVES, enter=ENTERS, cases=CASES)
    return [Row._make(row) for row in simulate(loaded, seed=seed, replication=0).rows]


def first_exposed(*, cases: float = CASES, seed: int = SEED) -> PValue:
    """Return the p-value of the incidence of first exposure at the end, were this the rate of cases.

    People are asked about at a rate for as long as they are there, so it is 1 - exp(-rate t) whoever comes and goes.
    The variance is Greenwood's, with n(t) = N exp(-(rate + leave) t) (1 + enter (T - t)) people at risk.
    """
    (row,) = [row for row in _exposed(seed) if row.measure == "exposure.first" and row.stage == "obtained"]
    days = moving().scenario.days / YEAR
    times = (np.arange(1000) + 0.5) / 1000 * days
    at_risk = PEOPLE * np.exp(-(CASES + LEAVES) * times) * (1 + ENTERS * (days - times))
    left = exp(-cases * days)
    variance = left**2 * float(np.sum(CASES / at_risk)) * days / 1000
    return evidence.of_normal(row.value, 1 - left, variance)


def exposed_share() -> tuple[float, float]:
    """Return the people at risk in `exposure.share`, and how many are there at some time of the run."""
    (row,) = [
        row for row in _exposed() if row.measure == "exposure.share" and row.stage == "obtained" and not row.place
    ]
    entering = _census(0.0, LEAVES, ENTERS).populations["residents, entered"]
    return row.denominator, float(PEOPLE + entering.world.number)


def crude() -> PValue:
    """Return the p-value of the share of all people exposed having the law of the incidence: it has not."""
    (row,) = [
        row for row in _exposed() if row.measure == "exposure.share" and row.stage == "obtained" and not row.place
    ]
    expected = 1 - exp(-CASES * moving().scenario.days / YEAR)
    return evidence.of_share(round(row.numerator), round(row.denominator), expected)
