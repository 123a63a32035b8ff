"""A law: where and when it is in force and what it orders. One file a provision, in `sim.scenario.provisions`."""

from datetime import date

from pydantic import Field, model_validator

from sim.scenario.blocks.vocabulary import Category
from sim.scenario.fields import Block, Day, Name
from sim.scenario.provisions.access import AccessRule
from sim.scenario.provisions.inspection import InspectionRule
from sim.scenario.provisions.retention import RetentionDuty

ALWAYS = (date.min, date.max)


class Law(Block):
    """Provisions of one law, in force in the jurisdiction `in` from a day (inclusive) to a day (exclusive)."""

    jurisdiction: Name = Field(default="home", alias="in")
    effective: Day | None = Field(default=None, alias="from")
    repealed: Day | None = Field(default=None, alias="to")
    off: bool = False
    retention: dict[Category, RetentionDuty] = Field(default={})
    inspection: InspectionRule | None = None
    access: AccessRule | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "Law":
        first, last = self.in_force
        if first >= last:
            raise ValueError(f"is in force from {first} to {last}; wanted 'from' before 'to'")
        return self

    @property
    def in_force(self) -> tuple[date, date]:
        """First day in force and first day no longer in force."""
        return self.effective or ALWAYS[0], self.repealed or ALWAYS[1]
