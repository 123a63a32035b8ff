"""Errors in items, by party and kind, against binomial laws; every error has a number of its own."""

from functools import lru_cache

from sim.ledger.facts import DisclosedGroup, Erred, RequestClosed
from sim.verify import evidence
from sim.verify.evidence import PValue
from sim.verify.playing import facts_of
from sim.verify.worlds import world

RATE, FEWER, FOUND = 0.08, 0.6, 0.7
BY = {"spoc": 0.4, "draft": 0.3, "operator": 0.2, "other": 0.1}

ERRING = """
exposim: 1
title: An agency and an operator that err often
start: 2024-01-01
end: 2026-01-01
people:
  residents: {number: 20000 people, writes: {ip_assignment: 1 per person day}}
operators:
  isp:
    market: 100 %
    keeps: {ip_assignment: forever}
    logs_ports: true
    desk: {staff: 100, hours: always, checks: <operator>}
agencies:
  police:
    cases: {rate: 300 per 1k people per year}
    chain: {spoc: {checks: <spoc>}}
    oversight: {finds: 50 %}
errors:
  rate: <rate>
  by: {spoc: 40 %, draft: 30 %, operator: 20 %, other: 10 %}
  kind: {wrong_identifier: 60 %, wrong_time: 30 %, excess_data: 10 %}
  found: 70 %
  serious: 25 %
  fewer_per_check: 60 %
"""


@lru_cache
def _played(rate: str = "8 %", operator: int = 1, spoc: int = 1, seed: int = 31) -> tuple[tuple[Erred, ...], int]:
    """Return the errors and the number of items answered."""
    loaded = world(ERRING, rate=rate, operator=operator, spoc=spoc)
    answered = sum(fact.delivered == fact.delivered for fact in facts_of(RequestClosed, loaded, seed=seed))
    return tuple(facts_of(Erred, loaded, seed=seed)), answered


def errors_made(*, rate: float = RATE, played: str = "8 %", seed: int = 31) -> PValue:
    """Return the p-value of the share of items with an error, were this the share `played`."""
    errors, answered = _played(played, seed=seed)
    return evidence.of_share(len(errors), answered, rate)


def by_party(**shares: float) -> float:
    """Return the p-value of the table of errors by party, were these the shares of some of them."""
    errors, _ = _played()
    law = BY | shares
    return evidence.of_table([sum(e.party == party for e in errors) for party in law], list(law.values()))


def left_by_checks(*, checks: int = 3, rate: float = RATE, seed: int = 31) -> PValue:
    """Return the p-value of the errors that three checks of the step leave, were they so many."""
    errors, answered = _played(spoc=3, seed=seed)
    share = rate * BY["spoc"] * (1 - FEWER) ** (checks - 1)
    return evidence.of_share(sum(error.party == "spoc" for error in errors), answered, share)


def checks_only_avoid() -> bool:
    """Return whether more checks of the operator take some of its errors away, and leave all others as they are."""
    before, after = (set(_played(operator=checks)[0]) for checks in (1, 2))
    return after < before and {error.party for error in before - after} == {"operator"}


def rates_only_add(*, less: str = "4 %") -> bool:
    """Return whether a higher rate has every error of a lower one, and more."""
    return set(_played(less)[0]) < set(_played()[0])


def persons(*, misled: float = 1.0, seed: int = 31) -> PValue:
    """Return the p-value of the people wrongly exposed, were this the share of errors that hit somebody else.

    Who held an address at another time is somebody else, so every error about an address exposes one person.
    """
    errors, answered = _played(seed=seed)
    return evidence.of_share(sum(error.persons for error in errors), answered, RATE * misled)


def never_found(*, oversight: float = 0.5, seed: int = 31) -> PValue:
    """Return the p-value of the errors that nobody finds, were this the share of the others that oversight finds."""
    errors, _ = _played(seed=seed)
    unfound = sum(error.state == "unfound" for error in errors)
    return evidence.of_share(unfound, len(errors), (1 - FOUND) * (1 - oversight))


def serious(*, share: float = 0.25, seed: int = 31) -> PValue:
    """Return the p-value of the serious errors, were this their share."""
    errors, _ = _played(seed=seed)
    return evidence.of_share(sum(error.serious for error in errors), len(errors), share)


def groups_of(behind: int) -> set[int]:
    """Return the sizes of the groups of people behind the wrong addresses, where so many share one."""
    text = ERRING.replace("    logs_ports: true\n", "").replace(
        "writes:", f"behind_one_address: {behind} people, writes:"
    )
    loaded = world(text, rate="8 %", operator=1, spoc=1)
    groups = facts_of(DisclosedGroup, loaded, seed=31)
    return {len(group.persons) for group in groups if group.recipient == "wrong file" and group.stage == "obtained"}
