"""Watch lists of people against closed forms: how many are listed, how many find the list full, who is exposed live."""

from functools import lru_cache

import numpy as np

from sim.ledger.facts import Disclosed, Watched
from sim.scenario.loading import Loaded
from sim.verify import evidence, theory
from sim.verify.evidence import PValue
from sim.verify.playing import facts_of
from sim.verify.worlds import world

PEOPLE, DAYS, STAY = 1_000_000, 4018, 20.0
CASES, FULL_AT = 0.4 / 365.25 * 1e-3 * PEOPLE, 20  # cases a day; people
WIDE = 100_000
BATCH = 5.0 * STAY
SPARSE, SETTLED = 0.05, 100.0  # records a day; days after which it no longer matters that the list began empty
SEED = 42

TEXT = """
exposim: 1
title: An agency that watches the suspects of its cases, each for 20 days
start: 2020-01-01
end: 2031-01-01
people:
  residents:
    number: 1 million
    activity_cv: 1
    writes: {session: 0.05 per person day, ip_assignment: 1 per person day}
operators: {isp: {market: 100 %, keeps: {session: 1 day, ip_assignment: 30 days}}}
agencies:
  police:
    cases: {rate: 40 per 100k people per year}
    asks: {lag: {act_to_report: {fixed: 1 day}}, for: {ip_assignment: 100 %}}
    watch: {people: {from: [suspect], at_most: <most> people, for: 20 days}}
"""


def watching(most: int) -> Loaded:
    """Return an agency whose cases put about one person a day on a list of at most so many."""
    return world(TEXT, most=most)


@lru_cache(maxsize=3)
def _stays(most: int, seed: int) -> list[Watched]:
    return [stay for stay in facts_of(Watched, watching(most), seed=seed) if stay.since >= SETTLED]


def turned_away(*, most: int = FULL_AT, load: float = STAY * CASES, seed: int = SEED) -> PValue:
    """Return the p-value of the share of suspects who find a list of 20 full, were this its room and the load on it.

    Erlang's loss formula, which holds for stays of any length law (M/G/c/c). Who comes next finds the same list, so
    what is compared is batches of five stays: the people turned away, less their share of all who came.
    """
    share = theory.erlang_b(most, load)
    came, full = (np.zeros(int((DAYS - SETTLED) / BATCH)) for _ in range(2))
    for stay in _stays(FULL_AT, seed):
        batch = int((stay.since - SETTLED) / BATCH)
        if batch < len(came):
            came[batch] += 1
            full[batch] += stay.state == "full"
    over = evidence.of_mean(full - share * came, 0.0)
    return PValue(over, share + over.found / came.mean(), share, over.error / came.mean(), over.freedom)


def listed(*, load: float = STAY * CASES, seed: int = SEED) -> PValue:
    """Return the p-value of the mean number listed where there is room for all, were it this load (M/D/infinity).

    The number at moments more than a stay apart is independent, and Poisson.
    """
    stays = _stays(WIDE, seed)
    moments = [SETTLED + STAY + 1.05 * STAY * number for number in range(int((DAYS - SETTLED - STAY) / (1.05 * STAY)))]
    found = sum(stay.since <= moment < stay.time for stay in stays for moment in moments)
    return evidence.of_poisson(found, load * len(moments))


@lru_cache(maxsize=2)
def _seen(seed: int) -> set[int]:
    return {
        fact.person
        for fact in facts_of(Disclosed, watching(WIDE), seed=seed)
        if (fact.channel, fact.category, fact.stage) == ("monitoring", "session", "obtained")
    }


def exposed(*, days: float = STAY, seed: int = SEED) -> PValue:
    """Return the p-value of the number of whole stays under which a session was seen, did they last so long."""
    whole = {(stay.person, stay.time) for stay in _stays(WIDE, seed) if stay.state == "ended"}
    seen = _seen(seed)
    hit = sum(person in seen for person, _ in whole)
    return evidence.of_share(hit, len(whole), 1.0 - theory.untouched_share(SPARSE * days, 1.0))
