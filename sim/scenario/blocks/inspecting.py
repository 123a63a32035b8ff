"""Inspections as an agency plans them: inspectors, their hours, visits of each channel and whom they visit."""

from pydantic import Field, model_validator

from sim.scenario.blocks.vocabulary import InspectionChannel
from sim.scenario.faults import MisreadError
from sim.scenario.fields import Block, Name, Number, PositiveNumber, Share, WorkingHours, YearRate
from sim.scenario.variates import DurationVariate

NO_TIME = DurationVariate.model_validate({"fixed": "0 days"})
DAY_OF_WORK = DurationVariate.model_validate({"fixed": "8 hours"})


class Inspectors(Block):
    """Inspectors and their hours; all visits together take no more than these hours."""

    staff: PositiveNumber
    hours: WorkingHours | None = None


class VisitPlan(Block):
    """One channel: time at work per officer, time on the way, and which people's records it takes or reads.

    A share of a store is a share of the people in it. `copies` are taken away where the law says `copy`;
    `consults` are read on the spot where it says `consult`.
    """

    takes: DurationVariate = Field(default=DAY_OF_WORK)
    travel: DurationVariate = Field(default=NO_TIME)
    copies: Share = 0.0
    consults: Share = 0.0


class Targets(Block):
    """Weights of operator entries among the visits, per real operator; an entry that is left out has weight 1."""

    weights: dict[Name, Number] = Field(default={})


class Inspections(Block):
    """Inspections of the agency's area.

    `effort` shares the inspectors' hours between the channels; channels that it does not name share the rest.
    `planned` is the share of those hours that the agency fills with visits. A `rate` fixes the visits per year of
    an operator of weight 1 instead; the hours bound them all the same.
    """

    effort: dict[InspectionChannel, Share] = Field(default={})
    planned: Share = 0.9
    rate: dict[InspectionChannel, YearRate] = Field(default={})
    onsite: VisitPlan = VisitPlan()
    remote: VisitPlan = VisitPlan()
    targets: Targets = Targets()

    @model_validator(mode="after")
    def _effort(self) -> "Inspections":
        if sum(self.effort.values()) > 1.0 + 1e-9:
            text = f"'effort' adds up to {100 * sum(self.effort.values()):g} %; wanted at most 100 %"
            raise MisreadError(text, "E303")
        return self

    def effort_of(self, channel: InspectionChannel) -> float:
        """Share of the inspectors' hours that a channel has."""
        rest = max(0.0, 1.0 - sum(self.effort.values()))
        unnamed = 2 - len(self.effort)
        return self.effort[channel] if channel in self.effort else rest / unnamed
