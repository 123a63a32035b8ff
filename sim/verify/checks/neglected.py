"""Assistance neglected: answers unreadable, or slower, while it is; and oversight that sees some channels only."""

from functools import lru_cache

from sim.ledger.facts import DeficitClosed, DeskTurn, Misused, RequestClosed
from sim.scenario.loading import Loaded
from sim.verify import evidence
from sim.verify.evidence import PValue
from sim.verify.playing import facts_of
from sim.verify.worlds import WIDE_OPEN, world

UNREADABLE, FINDS, ONSITE, DECAY = 0.3, 0.6, 0.1, 3.0
SEED = 8

NEGLECT = """
exposim: 1
start: 2021-01-01
end: 2022-01-01
people: {residents: {number: 20000 people, writes: {content: 1 per person day, post: 1 per person day}}}
operators: {mail: {kind: platform, users: 100 %, keeps: {content: 400 days, post: 400 days}, desk: <desk>}}
agencies:
  police:
    cases: {rate: 200 per 100 people per year}
    asks: {lag: {act_to_report: {fixed: 1 day}}, for: {content: 60 %, post: 40 %}, follow: 0 %}
effects: {duties: {decay: {assistance: <decay> per year}, unreadable: <unreadable>}}
"""


def neglect(unreadable: str = "30 %", decay: float = DECAY) -> Loaded:
    """Return a platform that comes to neglect its duty of assistance, once and for all."""
    return world(NEGLECT, unreadable=unreadable, decay=decay, desk=WIDE_OPEN)


@lru_cache(maxsize=2)
def _answers(decay: float = DECAY, seed: int = SEED) -> tuple[dict[tuple[str, bool], int], dict[tuple[str, bool], int]]:
    """Return how many answers there are, and how many cannot be read, by category and whether the duty is neglected."""
    (since,) = [fact.opened for fact in facts_of(DeficitClosed, neglect(decay=decay), seed=seed)]
    every: dict[tuple[str, bool], int] = {}
    garbled: dict[tuple[str, bool], int] = {}
    for fact in facts_of(RequestClosed, neglect(decay=decay), seed=seed):
        if fact.state in ("complete", "unreadable"):
            kind = fact.category, fact.time >= since
            every[kind] = every.get(kind, 0) + 1
            garbled[kind] = garbled.get(kind, 0) + (fact.state == "unreadable")
    return every, garbled


def unreadable(share: float = UNREADABLE, *, decay: float = DECAY, seed: int = SEED) -> PValue:
    """Return the p-value of the answers with content, given while assistance is neglected, that cannot be read."""
    every, garbled = _answers(decay, seed)
    return evidence.of_share(garbled["content", True], every["content", True], share)


def readable() -> tuple[int, int]:
    """Return how many other answers there are, and how many of them cannot be read: none may be."""
    every, garbled = _answers()
    others = [kind for kind in every if kind != ("content", True)]
    return sum(every[kind] for kind in others), sum(garbled[kind] for kind in others)


SLOW, HANDLING = 4.0, 0.02  # times the work; days

SLOWED = """
exposim: 1
start: 2021-01-01
end: 2022-01-01
people: {residents: {number: 20000 people, writes: {session: 1 per person day}}}
operators:
  isp:
    market: 100 %
    keeps: {session: 400 days}
    desk: {staff: 1000, hours: always, handling: {exponential: {mean: 0.48 hours}}}
agencies:
  police:
    cases: {rate: 100 per 100 people per year}
    asks: {lag: {act_to_report: {fixed: 1 day}}, for: {session: 100 %}}
effects: {duties: {decay: {assistance: <decay> per year}, slower: 4}}
"""


@lru_cache(maxsize=2)
def _work(decay: float, seed: int) -> tuple[float, list[DeskTurn]]:
    """Return when the operator came to neglect assistance, and every piece of work that its desk has done."""
    (since,) = [fact.opened for fact in facts_of(DeficitClosed, world(SLOWED, decay=decay), seed=seed)]
    turns = facts_of(DeskTurn, world(SLOWED, decay=decay), seed=seed)
    return since, [turn for turn in turns if turn.desk == "isp" and turn.ended > 0]


def handled(factor: float, *, neglected: bool, decay: float = DECAY, seed: int = SEED) -> PValue:
    """Return the p-value of the mean work on a request that came before, or while, assistance was neglected."""
    since, turns = _work(decay, seed)
    work = [turn.ended - turn.started for turn in turns if (turn.started >= since) is neglected]
    return evidence.of_mean(work, factor * HANDLING)


SEEN = """
exposim: 1
start: 2021-01-01
end: 2023-01-01
people: {residents: {number: 4000 people, writes: {session: 5 per person day}}}
operators: {isp: {market: 100 %, keeps: {session: 30 days}, desk: <desk>}}
laws: {visits: {inspection: {onsite: {may: [copy]}}}}
agencies:
  <agency>
    holds: {obtained: forever, misuse: {rate: <misuses> per year}}
    oversight: {finds: 60 %, by_channel: {onsite: 10 %}}
"""
REQUESTS = """police:
    cases: {rate: 100 per 100 people per year}
    asks: {for: {session: 100 %}}"""
VISITS = """raiders:
    inspectors: {staff: 5}
    inspections: {effort: {onsite: 100 %}, rate: {onsite: 20 per year}, onsite: {copies: 50 %}}"""


def found_by_oversight(agency: str, share: float, *, misuses: int = 300, seed: int = SEED) -> PValue:
    """Return the p-value of how many misuses of what came by one channel are found, were this the share."""
    loaded = world(SEEN, agency=agency, misuses=misuses, desk=WIDE_OPEN)
    facts = [f for f in facts_of(Misused, loaded, seed=seed) if f.persons]
    return evidence.of_share(sum(fact.found == fact.found for fact in facts), len(facts), share)
