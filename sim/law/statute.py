"""The laws of a jurisdiction as a step function of time: values, not events.

At build the laws become rows of rules, one for each stretch of days in which the same laws are in force; whoever
decides asks `statute.at(env.now)`. Of several laws the longest minimum and the shortest maximum hold; of fields
without an order (notice, officers, authorisation) the law that came into force later. A law that another one
overrides does not count at all while that one is in force.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, TypeVar

from sim.law.over_time import OverTime
from sim.scenario.blocks.laws import Law, in_command
from sim.scenario.provisions.access import AccessRule
from sim.scenario.provisions.freezing import FreezeRule
from sim.scenario.provisions.inspection import ChannelRule, InspectionRule
from sim.scenario.provisions.notifying import NotifyRule
from sim.scenario.provisions.real_name import RealNameRule

_Provision = TypeVar("_Provision")


class Rules(NamedTuple):
    """What the laws in force order of one operator, taken together."""

    laws: tuple[str, ...]  # in force, less those that give way
    at_least: Mapping[str, float]  # days, by category
    at_most: Mapping[str, float]  # days, by category
    inspection: InspectionRule | None
    access: AccessRule
    real_name: RealNameRule | None = None
    freeze: FreezeRule | None = None
    notify: NotifyRule | None = None

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
    notices : set of (law, category), optional
        Periods that an authority may order and has ordered of this operator; if left out, all.

    Attributes
    ----------
    changes : tuple of float [day]
        Times at which a law comes into force, begins to count after its transition, or is repealed.
    """

    def __init__(
        self,
        laws: Mapping[str, Law],
        *,
        start: date,
        jurisdiction: str,
        operator: str = "",
        notices: frozenset[tuple[str, str]] | None = None,
    ) -> None:
        here = {name: law for name, law in laws.items() if law.jurisdiction == jurisdiction and not law.off}
        borders = {day for law in here.values() for day in (*law.in_force, law.counts[0]) if date.min < day < date.max}
        self.notices = notices

        def rules(day: date) -> Rules:
            return _together(_in_force(here, day), day, operator, notices)

        later = [(float((day - start).days), rules(day)) for day in sorted(borders)]
        self._rules = OverTime(rules(date.min), later)
        self.changes = self._rules.changes

    def at(self, time: float) -> Rules:
        """Return the rules in force at a time; a law counts from midnight of its first day."""
        return self._rules.at(time)

    def over_time(self) -> OverTime[Rules]:
        """Return the rules over time."""
        return self._rules


def _in_force(laws: Mapping[str, Law], day: date) -> dict[str, Law]:
    """Return the laws that count on a day, the one that came into force last at the end."""
    found = in_command({name: law for name, law in laws.items() if law.holds_on(day)})
    return dict(sorted(found.items(), key=lambda item: (item[1].in_force[0], item[0])))


def _together(laws: Mapping[str, Law], day: date, operator: str, notices: frozenset[tuple[str, str]] | None) -> Rules:
    at_least: dict[str, float] = {}
    at_most: dict[str, float] = {}
    for name, law in laws.items():
        for category, duty in law.retention.items() if law.counts[0] <= day else ():
            if duty.binds(operator):
                ordered = notices is None or (name, category) in notices
                at_least[category] = max(at_least.get(category, 0.0), duty.shortest(ordered=ordered) or 0.0)
                at_most[category] = min(at_most.get(category, math.inf), duty.longest(ordered=ordered))
    return Rules(
        tuple(laws),
        at_least,
        at_most,
        _inspection([law.inspection for law in laws.values() if law.inspection is not None]),
        _access([law.access for law in laws.values() if law.access is not None]),
        _real_name([law.real_name for law in laws.values() if law.real_name is not None]),
        _last(law.freeze for law in laws.values()),
        _last(law.notify for law in laws.values()),
    )


def _inspection(given: Sequence[InspectionRule]) -> InspectionRule | None:
    """Return the rule of inspections: of each channel, and of the deadlines, what the later law says."""
    if not given:
        return None
    onsite, remote = _last(rule.onsite for rule in given), _last(rule.remote for rule in given)
    return given[-1].model_copy(update={"onsite": onsite, "remote": remote})


def _access(given: Sequence[AccessRule]) -> AccessRule:
    """Return the rule of access: of each field, and of each category abroad, what the later law says.

    An authoriser comes with its own time and share.
    """
    said: dict[str, Any] = {name: _last(getattr(rule, name) for rule in given) for name in AccessRule.model_fields}
    said["abroad"] = {category: way for rule in given for category, way in rule.abroad.items()}
    if authorising := [rule for rule in given if rule.authorised_by is not None]:
        said |= {"delay": authorising[-1].delay, "rejected": authorising[-1].rejected}
    return AccessRule.model_construct(**said)


def _real_name(given: Sequence[RealNameRule]) -> RealNameRule | None:
    """Return the rule of identities: of new and of old accounts, what the later law says."""
    if not given:
        return None
    new, old = _last(rule.new_accounts for rule in given), _last(rule.old_accounts for rule in given)
    return RealNameRule(new_accounts=new, old_accounts=old)


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
