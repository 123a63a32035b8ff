"""One agency asks one operator: when, what it finds, how old that is, how long it waits."""

from functools import lru_cache

import numpy as np
from scipy import stats

from sim.ledger.facts import DeskTurn, Disclosed, RequestClosed
from sim.verify import evidence, theory
from sim.verify.evidence import PValue
from sim.verify.playing import facts_of
from sim.verify.worlds import asking

DAYS = 182  # 26 weeks from a Monday: whole rounds of a weekly purge
MEAN_AGE, KEPT, EVERY, LONGEST_DELAY = 20.0, 30.0, 7.0, 10.0  # days
PURGED = 1 / 24  # day: how often, where nothing else is said
WINDOW, RATE, CV = 10.0, 0.5, 1.0  # day, records a day, of activity


def hit_share(
    *, kept: float = KEPT, every: float = EVERY, delay: float = LONGEST_DELAY, seed: int = 11, requests: int = 8000
) -> PValue:
    """Return the p-value of the share of requests that come in time, were these the periods and the longest delay."""
    loaded = asking(
        keeps=f"{KEPT} days",
        every=f"{EVERY} days",
        delay=f"{{uniform: [0 days, {LONGEST_DELAY} days]}}",
        requests=requests,
    )
    facts = facts_of(RequestClosed, loaded, seed=seed)
    # those of the last two weeks may be open still; what is left is whole rounds of the purge
    closed = [request for request in facts if request.drafted < DAYS - 14]
    hits = sum(request.state == "complete" for request in closed)
    return evidence.of_share(hits, len(closed), theory.hit_share(MEAN_AGE, kept, every, delay))


def mean_age_served(*, mean_age: float = MEAN_AGE, seed: int = 12, requests: int = 8000) -> PValue:
    """Return the p-value of the mean age of what is found at once, were this the mean of all that is asked for."""
    facts = facts_of(Disclosed, asking(requests=requests), seed=seed)
    ages = [fact.age_days for fact in facts if fact.stage == "obtained"]
    return evidence.of_mean(ages, theory.mean_age_served(mean_age, KEPT, PURGED))


def opening_wait(*, opens: str = "09", closes: str = "17", seed: int = 13) -> PValue:
    """Return the p-value of the mean wait for a desk that is open 09:00-17:00 on weekdays, were these its hours."""
    loaded = asking(hours=f"{opens}:00-{closes}:00 Mon-Fri")
    turns = facts_of(DeskTurn, loaded, seed=seed)
    hours = [24.0 * (turn.started - turn.arrived) for turn in turns if turn.arrived < DAYS - 7]
    return evidence.of_mean(hours, theory.opening_wait_hours(9.0, 17.0))


def records_found(*, activity_cv: float = CV) -> float:
    """Return the p-value of the table of records found in a window of sessions, were this the variation of activity."""
    loaded = asking(category="session", keeps="forever", cv=CV, rate=RATE, window=f"{WINDOW} days")
    found = [fact.records for fact in facts_of(RequestClosed, loaded, seed=14) if fact.state == "complete"]
    # the act itself is found as well: it is there whether or not it is asked for
    law = stats.nbinom(1 / activity_cv**2, 1 / (1 + activity_cv**2 * RATE * WINDOW), loc=1)
    edges = np.array([1, 2, 3, 4, 5, 6, 8, 10, 13, 17, 23, 10**9])
    table = np.histogram(found, [0.5, *(edges + 0.5)])[0]
    return evidence.of_table(table.tolist(), np.diff([0.0, *law.cdf(edges)]).tolist())


def mean_records(*, bias: float = 1.0, seed: int = 15) -> PValue:
    """Return the p-value of the mean number found in wide windows of people alike, were records `bias` as many."""
    loaded = asking(category="session", keeps="forever", rate=20 * RATE, window=f"{WINDOW} days", requests=1000)
    found = [fact.records - 1 for fact in facts_of(RequestClosed, loaded, seed=seed) if fact.state == "complete"]
    expected = bias * len(found) * 20 * RATE * WINDOW
    return evidence.of_normal(sum(found), expected, expected)


@lru_cache
def _openings(requests: int, seed: int) -> tuple[float, ...]:
    facts = facts_of(RequestClosed, asking(requests=requests), seed=seed)
    return tuple(sorted(fact.drafted for fact in facts))


def number_of_cases(*, requests: float = 3000, played: int = 3000, seed: int = 16) -> PValue:
    """Return the p-value of the number of cases opened at a rate of so many `played` a run, were it this rate."""
    return evidence.of_poisson(len(_openings(played, seed)), requests)


def times_of_cases(*, every: int = 1) -> tuple[float, float]:
    """Return the p-values of the times of cases being uniform, and of the gaps of every so many being exponential."""
    times = np.array(_openings(3000, 16))
    gaps = np.diff(times[::every])
    return evidence.of_uniform(times, DAYS), evidence.of_uniform(1 - np.exp(-gaps * len(times) / every / DAYS), 1.0)


def only_added(fewer: int, more: int, *, seeds: tuple[int, int] = (16, 16)) -> bool:
    """Return whether every case of a lower rate is opened, at the very same time, at a higher one."""
    return set(_openings(fewer, seeds[0])) < set(_openings(more, seeds[1]))
