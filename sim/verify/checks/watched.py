"""Watch lists of people against closed forms: how many are listed, how many find the list full, who is exposed live."""

from functools import cache
from math import exp

from sim.ledger.facts import Disclosed, Watched
from sim.scenario.loading import Loaded
from sim.verify import evidence, theory
from sim.verify.evidence import PValue
from sim.verify.playing import facts_of
from sim.verify.worlds import world

PEOPLE, DAYS, STAY = 1_000_000, 4018, 20.0
CASES, FULL_AT = 0.4 / 365.25 * 1e-3 * PEOPLE, 20  # cases a day; people
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
operators: {isp: {market: 100 %, keeps: {ip_assignment: 30 days}}}
agencies:
  police:
    cases: {rate: 40 per 100k people per year}
    asks: {lag: {act_to_report: {fixed: 1 day}}, for: {ip_assignment: 100 %}}
    watch: {people: {from: [suspect], at_most: <most> people, for: 20 days}}
"""


def watching(most: int) -> Loaded:
    """Return an agency whose cases put about one person a day on a list of at most so many."""
    return world(TEXT, most=most)


@cache
def _stays(most: int) -> list[Watched]:
    return [stay for stay in facts_of(Watched, watching(most), seed=SEED) if stay.since >= SETTLED]


def turned_away(*, most: int = FULL_AT, load: float = STAY * CASES) -> PValue:
    """Return the p-value of the share of suspects who find a list full, were so many there if there were room.

    Erlang's loss formula, which holds for stays of any length law (M/G/c/c). Whether two who come one after the other
    find it full depends on each other: of arrivals a stay and more apart it does not, so one in each two stays is
    taken.
    """
    apart, last = [], 0.0
    for stay in sorted(_stays(most), key=lambda stay: stay.since):
        if stay.since >= last + 2.0 * STAY:
            last = stay.since
            apart.append(stay.state == "full")
    return evidence.of_share(sum(apart), len(apart), theory.erlang_b(most, load))
