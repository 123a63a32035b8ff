"""Copies of stores: people of small classes one by one, those of classes over 100,000 by a joint draw."""

from functools import lru_cache
from itertools import count, pairwise
from math import exp, floor, fsum
from typing import NamedTuple

from sim.ledger.facts import Disclosed, Visited
from sim.measures.rows import Row
from sim.replication import simulate
from sim.scenario.loading import Loaded
from sim.verify import evidence, theory
from sim.verify.evidence import PValue
from sim.verify.playing import facts_of
from sim.verify.worlds import COPIES, ONE_ROUTE, WIDE_OPEN, world

DAYS, YEAR = 182, 365.25
CASES, COPIED = 20.0, 8.0  # per 100 people and year; per cent of the people in the store at each visit
SPARSE, SPARSE_KEPT = 0.02, 10.0  # records a day, day
WRITES, KEPT = 0.025, 20.0  # records a day, day: half a record of a person in a store
FEW, MANY = 20_000, 400_000  # people who are resolved one by one, and as a crowd
SEED = 5  # of which both operators are visited three times

Windows = tuple[tuple[float, float], ...]


@lru_cache
def _exposed(people: int, seed: int = 41, **values: str | float) -> tuple[float, int]:
    """Return the number of people exposed by requests or copies, and of visits."""
    outcome = simulate(_copies(people, **values), seed=seed, replication=0)
    rows = [Row(*row) for row in outcome.rows]
    (found,) = [row for row in rows if row.measure == "exposure.persons" and row.labels == {"stage": "obtained"}]
    return found.value, outcome.counts["Visited"]


def _copies(people: int, **values: str | float) -> Loaded:
    return world(COPIES, desk=WIDE_OPEN, people=people, **values)


def exposed(people: int, *, per_cent: float = COPIED, seed: int = 41, claimed: float = COPIED) -> PValue:
    """Return the p-value of the number of people exposed by requests or copies, where copies take `per_cent`.

    The law is that of copies of `claimed`, 8 %: given the number of visits, people are independent, and one
    is left out by Poisson cases and by each of the visits.
    """
    found, visits = _exposed(people, seed, cases=CASES, copied=f"{per_cent} %", cv=0, rate=100, how="people")
    share = 1 - exp(-CASES / 100 * DAYS / YEAR) * (1 - claimed / 100) ** visits
    return evidence.of_normal(found, people * share, people * share * (1 - share))


def active_exposed(people: int, *, independent: bool = False) -> PValue:
    """Return the p-value of the number of people exposed where both the active are picked and records are few.

    Someone of activity z is left out by cases at rate z and by copies with no record in the union of their windows.
    """
    values: dict[str, str | float] = {"cases": CASES, "copied": "100 %", "cv": 1, "rate": SPARSE, "how": "activity"}
    found, _ = _exposed(people, **values)
    # visits are the same whoever there is: a world of few people tells their times
    times = {visit.time for visit in facts_of(Visited, _copies(100, **values), seed=41)}
    records = SPARSE * length(tuple((floor(time) - SPARSE_KEPT, time) for time in sorted(times)))
    asked = CASES / 100 * DAYS / YEAR
    share = theory.untouched_share(asked + records, 1.0)
    if independent:
        share = theory.untouched_share(asked, 1.0) * theory.untouched_share(records, 1.0)
    return evidence.of_normal(found, people * (1 - share), people * share * (1 - share))


class _Seen(NamedTuple):
    """People of whom each operator's copies and both had a record, and what the copies covered."""

    isp: int
    both: int
    either: int
    windows: dict[str, Windows]


@lru_cache(maxsize=2)
def _seen(second_place: str, seed: int) -> _Seen:
    """Return what copies have of people, of the first seed from this one on under which both operators were visited.

    Two in five have none at one of them, and no law to compare with; whom a copy has hangs on its window alone.
    """
    return next(seen for seen in (_played(second_place, n) for n in count(seed)) if all(seen.windows.values()))


def _played(second_place: str, seed: int) -> _Seen:
    facts = facts_of(Disclosed, world(ONE_ROUTE, desk=WIDE_OPEN, people=FEW, mall=second_place), seed=seed)
    people, windows = dict[str, set[int]](), dict[str, Windows]()
    for name in ("isp", "backbone"):
        own = [fact for fact in facts if fact.operator == name and fact.stage == "obtained"]
        people[name] = {fact.person for fact in own}
        windows[name] = tuple(sorted({(fact.covered_from, fact.covered_to) for fact in own}))
    isp, backbone = people["isp"], people["backbone"]
    return _Seen(len(isp), len(isp & backbone), len(isp | backbone), windows)


def length(windows: Windows) -> float:
    """Return the length of a union of windows [day]."""
    cuts = sorted({time for window in windows for time in window})
    inside = (b - a for a, b in pairwise(cuts) if any(first <= a and b <= last for first, last in windows))
    return fsum(inside)


def _lengths(windows: dict[str, Windows], passing: float) -> tuple[float, float, float]:
    """Return mean records in the copies of each operator and of both, if a share of records passes the second."""
    isp, backbone = length(windows["isp"]), length(windows["backbone"])
    beyond = length(windows["isp"] + windows["backbone"]) - isp
    return WRITES * isp, WRITES * passing * backbone, WRITES * (isp + passing * beyond)


def either_store(*, second_place: str = "p3", passing: float = 1.0, independent: bool = False) -> PValue:
    """Return the p-value of the number of people in either of two stores of a route, of a class that is a crowd."""
    lengths = _lengths(_seen(second_place, SEED).windows, passing)  # visits are the same whoever there is
    share = 1.0 - exp(-lengths[0] - lengths[1] if independent else -lengths[2])
    loaded = world(ONE_ROUTE, desk=WIDE_OPEN, people=MANY, mall=second_place)
    rows = [Row(*row) for row in simulate(loaded, seed=SEED, replication=0).rows]
    (found,) = [row for row in rows if row.measure == "exposure.persons" and row.labels == {"stage": "obtained"}]
    return evidence.of_share(round(found.value), MANY, share)


def two_stores(
    *, second_place: str = "p3", passing: float = 1.0, independent: bool = False, seed: int = SEED
) -> PValue:
    """Return the p-value of the number of people in both of two stores of a route, were they independent or not."""
    seen = _seen(second_place, seed)
    isp, backbone, union = _lengths(seen.windows, passing)
    share = (1 - exp(-isp)) * (1 - exp(-backbone)) if independent else theory.seen_in_both(isp, backbone, union)
    return evidence.of_share(seen.both, FEW, share)
