"""What a law orders of inspections of operators, on site and remote."""

from pydantic import Field

from sim.scenario.blocks.vocabulary import Measure, Notice
from sim.scenario.fields import Block, Count, Days, Deadline


class ChannelRule(Block):
    """Notice, officers and powers of one channel of inspection."""

    notice: Notice = "none"
    lead: Days = 0.0  # from the notice to the visit
    officers: Count = 1
    may: tuple[Measure, ...] = ("probe",)


class InspectionRule(Block):
    """Inspections under a law; a channel that is left out is not allowed by it.

    A deficit that was found is to be corrected within `correct_within`; a re-inspection follows `again_after`
    the deadline, and a deficit still open then is penalised.
    """

    onsite: ChannelRule | None = None
    remote: ChannelRule | None = None
    correct_within: Deadline = Field(default=Deadline(days=30.0, working=False))
    again_after: Deadline = Field(default=Deadline(days=3.0, working=True))
