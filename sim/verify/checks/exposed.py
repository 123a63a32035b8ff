"""Who is exposed, when first, and how many distinct people: picks of people alike and by activity."""

from collections import Counter
from functools import lru_cache
from math import sqrt

import numpy as np

from sim.ledger.facts import RequestClosed
from sim.verify import evidence, theory
from sim.verify.evidence import PValue
from sim.verify.playing import facts_of
from sim.verify.worlds import asking

PEOPLE, DAYS = 8000, 182
BLOCK = 100  # people whose picks are counted together: blocks are independent, as picks are Poisson
CUTS = (20.0, 60.0, 120.0, float(DAYS))  # of the times of first exposure


@lru_cache
def _picks(picks: str, activity_cv: float, seed: int) -> tuple[tuple[int, float], ...]:
    """Return person and time of each exposure, one for every case: everything asked for is still held."""
    loaded = asking(people=PEOPLE, requests=PEOPLE, picks=picks, cv=activity_cv, keeps="forever")
    requests = facts_of(RequestClosed, loaded, seed=seed)
    return tuple((request.person, request.delivered) for request in requests if request.state == "complete")


def occupancy(*, picks: str = "people", activity_cv: float = 0.0, seed: int = 31, missed: float = 0.0) -> PValue:
    """Return the p-value of the number of distinct people among about as many picks, were all picked alike.

    Or, were a share of them `missed` and the others picked instead.
    """
    found = _picks(picks, activity_cv, seed)
    per_person = len(found) / PEOPLE
    there = PEOPLE * (1 - missed)
    expected = there * (1 - (1 - 1 / there) ** len(found))
    variance = theory.occupancy_variance_given_number(PEOPLE, per_person)
    return evidence.of_normal(len({person for person, _ in found}), expected, variance)


def occupancy_spread(*, fixed_number: bool = False) -> PValue:
    """Return the p-value of the variance between blocks of people, were the picks Poisson or else of fixed number."""
    found = _picks("people", 0.0, 31)
    per_person = len(found) / PEOPLE
    distinct = Counter(person // BLOCK for person in {person for person, _ in found})
    law = theory.occupancy_variance_given_number if fixed_number else theory.occupancy_variance
    # each block is compared with the mean of all, which takes 1 / blocks of the variance away
    blocks = PEOPLE // BLOCK
    mean = sum(distinct.values()) / blocks
    spread = sqrt(law(BLOCK, per_person) * (1 - 1 / blocks))
    return evidence.of_variance([(distinct[block] - mean) / spread for block in range(blocks)])


def first_exposure(*, picks: str = "activity", activity_cv: float = 1.0, claimed_cv: float = 1.0) -> float:
    """Return the p-value of the table of times of first exposure, were activity of variation `claimed_cv` to decide."""
    found = _picks(picks, activity_cv, 32)
    first = dict[int, float]()
    for person, time in sorted(found, key=lambda pick: pick[1]):
        first.setdefault(person, time)
    table = np.histogram(list(first.values()), [0.0, *CUTS])[0].tolist()
    rate = 1.0 / DAYS  # picks of a person and day, as the world is asked for
    left = [1.0, *(theory.untouched_share(rate * time, claimed_cv) for time in CUTS)]
    return evidence.of_table([*table, PEOPLE - len(first)], [*-np.diff(left), left[-1]])
