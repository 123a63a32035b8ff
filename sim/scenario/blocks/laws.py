"""A law: where and when it is in force and what it orders. One file a provision, in `sim.scenario.provisions`."""

from collections.abc import Mapping
from datetime import date, timedelta
from math import ceil

from pydantic import Field, model_validator

from sim.scenario.blocks.vocabulary import Category
from sim.scenario.fields import Block, Day, Days, Name
from sim.scenario.provisions.access import AccessRule
from sim.scenario.provisions.freezing import FreezeRule
from sim.scenario.provisions.inspection import InspectionRule
from sim.scenario.provisions.notifying import NotifyRule
from sim.scenario.provisions.real_name import RealNameRule
from sim.scenario.provisions.retention import RetentionDuty

ALWAYS = (date.min, date.max)


class Law(Block):
    """Provisions of one law, in force in the jurisdiction `in` from a day (inclusive) to a day (exclusive).

    Duties of retention count only after `transition`. While the law is in force, laws of the jurisdiction that
    `overrides` names give way entirely; one that gives way overrides nothing itself.
    """

    jurisdiction: Name = Field(default="home", alias="in")
    effective: Day | None = Field(default=None, alias="from")
    repealed: Day | None = Field(default=None, alias="to")
    off: bool = False
    transition: Days | None = None  # after `from`, in which operators need not comply with the duties of retention
    overrides: tuple[Name, ...] = ()
    retention: dict[Category, RetentionDuty] = Field(default={})
    inspection: InspectionRule | None = None
    access: AccessRule | None = None
    real_name: RealNameRule | None = None
    freeze: FreezeRule | None = None
    notify: NotifyRule | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "Law":
        first, last = self.in_force
        if first >= last:
            raise ValueError(f"is in force from {first} to {last}; wanted 'from' before 'to'")
        if self.transition and self.effective is None:
            raise ValueError("has a transition and no first day; wanted 'from' with it")
        return self

    @property
    def in_force(self) -> tuple[date, date]:
        """First day in force and first day no longer in force."""
        return self.effective or ALWAYS[0], self.repealed or ALWAYS[1]

    @property
    def counts(self) -> tuple[date, date]:
        """First day on which duties of retention count, and first day on which they no longer do."""
        first, last = self.in_force
        left, transition = (last - first).days, self.transition or 0.0
        return (last if transition >= left else first + timedelta(days=ceil(transition))), last

    def holds_on(self, day: date) -> bool:
        """Whether the law is in force on a day."""
        return not self.off and self.in_force[0] <= day < self.in_force[1]


def in_command(laws: Mapping[str, Law]) -> dict[str, Law]:
    """Return those of the laws in force together in a jurisdiction that give way to no other, in their order.

    Of laws that override each other in a circle, which is a fault of a scenario, none stands.
    """
    unsettled, standing = dict(laws), set[str]()
    while unsettled:
        free = {name for name in unsettled if not any(name in law.overrides for law in unsettled.values())}
        if not free:
            break
        standing |= free
        beaten = {name for winner in free for name in laws[winner].overrides}
        unsettled = {name: law for name, law in unsettled.items() if name not in free | beaten}
    return {name: law for name, law in laws.items() if name in standing}
