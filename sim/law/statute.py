"""The laws of a jurisdiction as a step function of time: values, not events.

At build the laws become rows of rules, one for each stretch of days in which the same laws are in force; whoever
decides asks `statute.at(env.now)`. Of several laws the longest minimum and the shortest maximum hold; of fields
without an order (notice, officers, authorisation) the law that came into force later.
"""

import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple, TypeVar

from sim.scenario.blocks.laws import Law
from sim.scenario.provisions.access import AccessRule
from sim.scenario.provisions.inspection import ChannelRule, InspectionRule

_ANYTHING_GOES = AccessRule()
_Provision = TypeVar("_Provision")


class Rules(NamedTuple):
    """What the laws in force order of one operator, taken together."""

    laws: tuple[str, ...]
    at_least: Mapping[str, float]  # days, by category
    at_most: Mapping[str, float]  # days, by category
    inspection: InspectionRule | None
    access: AccessRule

    def channel(self, channel: str) -> ChannelRule | None:
        """Return what the law says of a channel of inspection; None where it allows none."""
        if self.inspection is None:
            return None
        return self.inspection.onsite if channel == "onsite" else self.inspection.remote


class Statute:
    """The rules for the operators of one entry in one jurisdiction, over time.

    Parameters
    ----------
    laws : mapping from name to Law
    start : date
        Day 0 of the run.
    jurisdiction, operator : str
        Laws of other jurisdictions, and duties `of` other operators, do not count.
    """

    def __init__(self, laws: Mapping[str, Law], *, start: date, jurisdiction: str, operator: str = "") -> None:
        here = {name: law for name, law in laws.items() if law.jurisdiction == jurisdiction and not law.off}
        borders = {day for law in here.values() for day in law.in_force if date.min < day < date.max}
        self.changes = tuple(sorted(float((day - start).days) for day in borders))
        stretches = (-math.inf, *self.changes)
        self._rules = [_together(_in_force(here, start, time), operator) for time in stretches]

    def at(self, time: float) -> Rules:
        """Return the rules in force at a time; a law counts from midnight of its first day."""
        return self._rules[bisect_right(self.changes, time)]


def _in_force(laws: Mapping[str, Law], start: date, time: float) -> dict[str, Law]:
    """Return the laws in force at a time, the one that came into force last at the end."""

    def day(border: date) -> float:
        if border in (date.min, date.max):
            return -math.inf if border == date.min else math.inf
        return float((border - start).days)

    found = {name: law for name, law in laws.items() if day(law.in_force[0]) <= time < day(law.in_force[1])}
    return dict(sorted(found.items(), key=lambda item: (item[1].in_force[0], item[0])))


def _together(laws: Mapping[str, Law], operator: str) -> Rules:
    duties = [
        (category, duty)
        for law in laws.values()
        for category, duty in law.retention.items()
        if not duty.of or operator in duty.of
    ]
    at_least: dict[str, float] = {}
    at_most: dict[str, float] = {}
    for category, duty in duties:
        at_least[category] = max(at_least.get(category, 0.0), duty.at_least or 0.0)
        at_most[category] = min(at_most.get(category, math.inf), duty.longest)
    return Rules(
        tuple(laws),
        at_least,
        at_most,
        _inspection([law.inspection for law in laws.values() if law.inspection is not None]),
        _last(law.access for law in laws.values()) or _ANYTHING_GOES,
    )


def _inspection(given: Sequence[InspectionRule]) -> InspectionRule | None:
    """Return the rule of inspections: of each channel, and of the deadlines, what the later law says."""
    if not given:
        return None
    onsite, remote = _last(rule.onsite for rule in given), _last(rule.remote for rule in given)
    return given[-1].model_copy(update={"onsite": onsite, "remote": remote})


def _last(values: Iterable[_Provision | None]) -> _Provision | None:
    given = [value for value in values if value is not None]
    return given[-1] if given else None


def kept_days(practice: float | None, rules: Rules, category: str, *, complies: bool) -> float | None:
    """Return how long an operator keeps records of a category: practice, raised and cut by the law.

    Parameters
    ----------
    practice : float [day] or None
        What the operator keeps where no law says otherwise; None: it does not log the category.
    complies : bool
        Whether the operator does what the law orders; otherwise practice holds.

    Returns
    -------
    float [day], infinity for the life of the account; None if the category is not logged.
    """
    if not complies:
        return practice
    ordered = rules.at_least.get(category, 0.0)
    if practice is None and ordered <= 0:
        return None
    return min(max(practice or 0.0, ordered), rules.at_most.get(category, math.inf))
