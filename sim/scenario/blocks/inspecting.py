"""Inspections as an agency plans them: inspectors, their hours, visits of each channel and whom they visit."""

from math import fsum

from pydantic import Field, model_validator

from sim.scenario.blocks.vocabulary import InspectionChannel
from sim.scenario.faults import MisreadError
from sim.scenario.fields import (
    Block,
    Day,
    Factor,
    Name,
    Number,
    PositiveDays,
    PositiveNumber,
    Share,
    WorkingHours,
    YearRate,
)
from sim.scenario.variates import DurationVariate

NO_TIME = DurationVariate.model_validate({"fixed": "0 days"})
DAY_OF_WORK = DurationVariate.model_validate({"fixed": "8 hours"})


class Inspectors(Block):
    """Inspectors and their hours; all visits together take no more than these hours."""

    staff: PositiveNumber
    hours: WorkingHours | None = None


class Connection(Block):
    """A standing connection that a visit leaves behind: of which share of visits, and for how long."""

    share: Share
    stays: PositiveDays = Field(default=30.0, alias="for")


class VisitPlan(Block):
    """One channel: time at work per officer, time on the way, and which people's records it takes or reads.

    A share of a store is a share of the people in it. `copies` are taken away where the law says `copy`;
    `consults` are read on the spot where it says `consult`.
    """

    takes: DurationVariate = Field(default=DAY_OF_WORK)
    travel: DurationVariate = Field(default=NO_TIME)
    copies: Share = 0.0
    consults: Share = 0.0
    leaves_connection: Connection | None = None


class Focus(Block):
    """Operators that get `weight` times the visits: opened not long ago, or with an incident not long ago.

    Incidents are outages that a visit caused, penalties, and breaches that were found.
    """

    opened_within: PositiveDays | None = None
    incident_within: PositiveDays | None = None
    weight: Factor

    @model_validator(mode="after")
    def _one(self) -> "Focus":
        if (self.opened_within is None) == (self.incident_within is None):
            raise ValueError("is not one focus; wanted either 'opened_within' or 'incident_within'")
        return self


class Targets(Block):
    """Whom an agency visits how often.

    `weights` of operator entries are per real operator; an entry that is left out has weight 1. `random` is the
    share of planned visits that go to all real operators alike, whatever weights and focus say. Every real
    operator of an entry in `each_year` gets so many visits on site a year before the rest of the hours is shared.
    """

    weights: dict[Name, Number] = Field(default={})
    focus: tuple[Focus, ...] = ()
    random: Share = 0.0
    each_year: dict[Name, PositiveNumber] = Field(default={})


class SpecialPeriod(Block):
    """Days with `times` the visits, such as before a congress: from the first to before the last."""

    begins: Day = Field(alias="from")
    ends: Day = Field(alias="to")
    times: Factor

    @model_validator(mode="after")
    def _in_order(self) -> "SpecialPeriod":
        if self.begins >= self.ends:
            raise MisreadError(f"is from {self.begins} to {self.ends}; wanted 'from' before 'to'", "E306")
        return self


class Contractor(Block):
    """Third parties who make a share of the visits; copies that they took leak, at a rate for each copy."""

    share: Share
    leaks: YearRate = 0.0


class Inspections(Block):
    """Inspections of the agency's area.

    `effort` shares the inspectors' hours between the channels; channels that it does not name share the rest.
    `planned` is the share of those hours that the agency fills with visits. A `rate` fixes the visits per year of
    an operator of weight 1 instead; the hours bound them all the same. What focus, special periods and watch lists
    add to the plan is bounded by the hours too.
    """

    effort: dict[InspectionChannel, Share] = Field(default={})
    planned: Share = 0.9
    rate: dict[InspectionChannel, YearRate] = Field(default={})
    onsite: VisitPlan = VisitPlan()
    remote: VisitPlan = VisitPlan()
    targets: Targets = Targets()
    special: dict[Name, SpecialPeriod] = Field(default={})
    contractor: Contractor | None = None

    @model_validator(mode="after")
    def _effort(self) -> "Inspections":
        if fsum(self.effort.values()) > 1.0 + 1e-9:
            text = f"'effort' adds up to {100 * fsum(self.effort.values()):g} %; wanted at most 100 %"
            raise MisreadError(text, "E303")
        return self

    def effort_of(self, channel: InspectionChannel) -> float:
        """Share of the inspectors' hours that a channel has."""
        rest = max(0.0, 1.0 - fsum(self.effort.values()))
        unnamed = 2 - len(self.effort)
        return self.effort[channel] if channel in self.effort else rest / unnamed
