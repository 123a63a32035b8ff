"""Taps on a map and looks through direct access against closed forms."""

from functools import lru_cache

from sim.ledger.facts import Disclosed, LiveOrder, Looked
from sim.measures.rows import Row
from sim.replication import simulate
from sim.verify import evidence, theory
from sim.verify.evidence import PValue
from sim.verify.playing import facts_of
from sim.verify.worlds import world

FEW, MANY = 20_000, 400_000  # people who are resolved one by one, and as a crowd
WRITES, SHARE = 0.04, 0.6  # records a day; of the records that cross the tap
DAYS, EARLY_DAYS = 60, 25  # counted in all, and in the first period
LOOKS, LOOKED_DAYS, THERE = 6000.0, 366, 4000  # a year; days; people

TAPPED = """
exposim: 1
title: A tap behind the first of two towns
start: 2024-01-01
end: 2024-03-31
warmup: 30 days
periods: {early: 2024-01-31 to 2024-02-25}
places: {map: "generator:path(n=3)", country: DE}  # p2 lies between p1, where people live, and p3
people:
  residents: {number: <people> people, home: p1, activity_cv: 1, writes: {session: 0.04 per person day}}
operators:
  isp: {market: 100 %, place: p1}
  shop: {kind: platform, place: p3, users: 50 %}
  mall: {kind: platform, place: p1, users: 50 %}
agencies: {listeners: {in: DE}}
interception:
  wire: {link: [p3, p2], by: listeners, share: <share>}
  hub: {place: <hub>, by: listeners, share: <share>}
"""

LOOKED_UP = """
exposim: 1
title: An operator whose subscribers an agency looks up as it likes
start: 2024-01-01
end: 2025-01-01
people: {residents: {number: 4000 people, activity_cv: 0, writes: {session: 1 per person day}}}
operators: {isp: {market: 100 %, keeps: {subscriber: account life}}}
agencies: {listeners: {}}
interception: {door: {operators: isp, by: listeners, looks: {rate: 6000 per year}}}
"""

ORDERED, HEARD_DAYS, SPARSE = 0.2, 30.0, 0.02  # of the cases; days; records a day

LISTENED_TO = """
exposim: 1
title: An agency that listens to the subjects of a fifth of its cases, at an operator that keeps nothing of it
start: 2024-01-01
end: 2025-01-01
people:
  residents:
    number: 1 million
    activity_cv: 1
    writes: {session: 0.02 per person day, ip_assignment: 1 per person day}
operators:
  isp: {market: 100 %, keeps: {ip_assignment: 30 days}, logs_ports: true, desk: {staff: 20, hours: always}}
agencies:
  police: {cases: {rate: 1000 per 100k people per year}, live: {share: 20 %, for: {fixed: 30 days}}}
"""


@lru_cache
def _rows(people: int, hub: str, seed: int = 31) -> dict[tuple[str, str, str], float]:
    """Return measures of all obtained, and by tap: by name, operator and period."""
    outcome = simulate(world(TAPPED, people=people, share=f"{SHARE:.0%}", hub=hub), seed=seed, replication=0)
    rows = (Row(*row) for row in outcome.rows)
    return {
        (row.measure, row.labels.get("operator", ""), row.period): row.value
        for row in rows
        if row.labels.keys() <= {"stage", "operator"} and row.labels.get("stage") == "obtained"
    }


def seen(
    people: int, *, hub: str = "p2", crossing: float = 0.5, cv: float = 1.0, tap: str = "", seed: int = 31
) -> PValue:
    """Return the p-value of the number of people whom taps saw, if so much of what is written crosses them."""
    found = _rows(people, hub, seed)["exposure.persons", tap, ""]
    share = 1.0 - theory.untouched_share(WRITES * crossing * SHARE * DAYS, cv)
    return evidence.of_share(round(found), people, share)


def seen_early(people: int, *, days: float = EARLY_DAYS) -> PValue:
    """Return the p-value of the share of people first seen by the end of the first period, were it so long."""
    found = _rows(people, "p2")["exposure.first", "", "early"]
    share = 1.0 - theory.untouched_share(WRITES * 0.5 * SHARE * days, 1.0)
    return evidence.of_share(round(found * people), people, share)


def looks(*, per_year: float = LOOKS, seed: int = 32) -> PValue:
    """Return the p-value of the number of looks, were this their rate."""
    return evidence.of_poisson(len(facts_of(Looked, world(LOOKED_UP), seed=seed)), per_year * LOOKED_DAYS / 365.25)


def looked_at(*, people: int = THERE, seed: int = 32) -> PValue:
    """Return the p-value of the number of distinct people examined, were looks shared by so many people."""
    rows = (Row(*row) for row in simulate(world(LOOKED_UP), seed=seed, replication=0).rows)
    (found,) = [r.value for r in rows if r.measure == "exposure.persons" and r.labels == {"stage": "examined"}]
    each = LOOKS * LOOKED_DAYS / 365.25 / people
    return evidence.of_normal(
        found, people * (1 - theory.untouched_share(each)), theory.occupancy_variance(people, each)
    )


@lru_cache(maxsize=2)
def _orders(seed: int) -> tuple[list[LiveOrder], list[Disclosed], int]:
    """Return the live orders of a run, whom those that lasted in full exposed, and the number of cases."""
    loaded = world(LISTENED_TO)
    heard = [f for f in facts_of(Disclosed, loaded, seed=seed) if (f.channel, f.stage) == ("interception", "obtained")]
    whole = [fact for fact in heard if fact.covered_to - fact.covered_from > HEARD_DAYS - 1e-6]
    outcome = simulate(loaded, seed=seed, replication=0)
    return facts_of(LiveOrder, loaded, seed=seed), whole, outcome.counts["NeedClosed"]


def orders(*, share: float = ORDERED, seed: int = 33) -> PValue:
    """Return the p-value of the number of live orders, were they for this share of cases."""
    found, _, cases = _orders(seed)
    return evidence.of_share(len(found), cases, share)


def heard(*, days: float = HEARD_DAYS, seed: int = 33) -> PValue:
    """Return the p-value of the number of orders under which the subject wrote anything, did they last so long."""
    found, whole, _ = _orders(seed)
    ended = sum(order.state == "ended" for order in found)
    return evidence.of_share(len(whole), ended, 1.0 - theory.untouched_share(SPARSE * days, 1.0))
