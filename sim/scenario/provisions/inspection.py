"""What a law orders of inspections of operators, on site and remote."""

from pydantic import Field

from sim.scenario.blocks.vocabulary import DUTIES, Duty, Measure, Notice
from sim.scenario.fields import Block, Count, Days, Deadline, Name

# A remote probe looks for vulnerabilities; whoever may consult or copy on the spot sees every duty.
PROBED = frozenset({"security"})


class ChannelRule(Block):
    """Notice, officers and powers of one channel of inspection.

    `sees` are the duties that a visit sees; without it, whoever may consult or copy sees all, a probe `security`.
    """

    notice: Notice = "none"
    lead: Days = 0.0  # from the notice to the visit
    officers: Count = 1
    may: tuple[Measure, ...] = ("probe",)
    sees: tuple[Duty, ...] | None = None

    @property
    def duties(self) -> frozenset[str]:
        """Duties that a visit sees."""
        if self.sees is not None:
            return frozenset(self.sees)
        return frozenset(DUTIES) if {"consult", "copy"} & set(self.may) else PROBED


class InspectionRule(Block):
    """Inspections under a law; a channel that is left out is not allowed by it.

    A deficit that was found is to be corrected within `correct_within`; a re-inspection follows `again_after`
    the deadline, and a deficit still open then is penalised. `checklist` names the items of an inspection and the
    duty that each is about: with one, visits see no other duties.
    """

    onsite: ChannelRule | None = None
    remote: ChannelRule | None = None
    checklist: dict[Name, Duty] = Field(default={})
    correct_within: Deadline = Field(default=Deadline(days=30.0, working=False))
    again_after: Deadline = Field(default=Deadline(days=3.0, working=True))

    def seen_by(self, rule: ChannelRule) -> frozenset[str]:
        """Return the duties that a visit under a rule sees."""
        return rule.duties & frozenset(self.checklist.values()) if self.checklist else rule.duties
