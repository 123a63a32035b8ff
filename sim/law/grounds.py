"""Which law it is that orders what holds: the names behind the rules of a statute."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from sim.law.statute import Rules, Statute
from sim.scenario.blocks.laws import Law

Laws = Mapping[str, Law]


class Grounds(NamedTuple):
    """The laws that decide how long an operator keeps records of a category."""

    raised_by: tuple[str, ...]  # they order the minimum in force, and it is over the practice
    cut_by: tuple[str, ...]  # they order the maximum in force, and it is under what would be kept


def grounds(
    laws: Laws,
    statute: Statute,
    category: str,
    operator: str,
    *,
    practice: float | None,
    start: date,
    time: float,
) -> Grounds:
    """Return which laws raise or cut what an operator that complies keeps at a time.

    Parameters
    ----------
    laws : mapping of name to Law
    statute : Statute
        Of the operators of the entry.
    operator : str
        The entry.
    practice : float [day] or None
        What it keeps by habit.
    start : date
        Day 0 of the run.
    time : float [day]
    """
    day = start + timedelta(days=int(time // 1))
    rules = statute.at(time)
    least, most = rules.at_least.get(category, 0.0), rules.at_most.get(category)
    raised = least > (practice or 0.0)
    cut = most is not None and most < max(practice or 0.0, least)
    found: tuple[list[str], list[str]] = [], []
    for name in rules.laws:
        duty = laws[name].retention.get(category)  # type: ignore[call-overload]  # keys are categories
        if duty is None or not duty.binds(operator) or laws[name].counts[0] > day:
            continue
        ordered = statute.notices is None or (name, category) in statute.notices
        if raised and duty.shortest(ordered=ordered) == least:
            found[0].append(name)
        if cut and duty.longest(ordered=ordered) == most:
            found[1].append(name)
    return Grounds(tuple(found[0]), tuple(found[1]))


def last_to_say(laws: Laws, rules: Rules, says: Callable[[Law], object]) -> str:
    """Return which of the laws in force has the last word on something; empty where none says anything.

    Parameters
    ----------
    says : callable of Law
        What a law says of it; None: nothing.
    """
    return next((name for name in reversed(rules.laws) if says(laws[name]) is not None), "")


def retaining(laws: Laws, jurisdiction: str, category: str, operator: str) -> tuple[str, ...]:
    """Return the laws of a jurisdiction that bear on how long an operator keeps a category, at any time.

    They say so themselves, or another one of them gives way to them.
    """
    here = {name: law for name, law in laws.items() if law.jurisdiction == jurisdiction and not law.off}
    direct = {
        name
        for name, law in here.items()
        if (duty := law.retention.get(category)) is not None and duty.binds(operator)  # type: ignore[call-overload]
    }
    silencing = {name for name, law in here.items() if direct & set(law.overrides)}
    return tuple(name for name in here if name in direct | silencing)
