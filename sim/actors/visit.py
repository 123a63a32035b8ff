"""One visit of inspectors: what is decided of it when it comes, before anybody has gone there."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from sim.actors.operator import Operator
from sim.actors.target import AnyDuty, Target
from sim.draw.keyed import row
from sim.draw.variates import Sampler
from sim.scenario.provisions.inspection import ChannelRule, InspectionRule

NUMBERS = 5


class Column:
    """Which number of a visit's row decides what."""

    NOTICE, DAMAGE, OUTAGE, TAKES, TRAVEL = range(NUMBERS)


class Plan(NamedTuple):
    """What the agency does at the visits of a channel."""

    channel: str
    takes: Sampler
    travel: Sampler
    copies: float
    consults: float
    notice_given: float  # of the visits whose notice the law demands


class Inspectors(Protocol):
    """Those of one agency and channel."""

    plan: Plan

    def made(self, visit: "Visit", started: float, ended: float) -> bool:
        """Let a visit have been made."""
        ...


class Visit:
    """A visit of this agency and channel that waits for inspectors: what was decided when it came.

    It is called when inspectors have made it; hundreds of thousands may wait, so each is one object.

    Attributes
    ----------
    key : int
        Of the visit's number among those to the operator.
    again : sequence of duty
        Deficits that a re-inspection looks after.
    notice_due, notice_given, lead : bool, bool, float [day]
        Whether the law wants notice given, whether it was, and how long before the visit.
    whether, how_long : float
        Numbers in (0, 1) that decide whether the service is interrupted, and for how long.
    """

    __slots__ = ("again", "hours", "how_long", "inspection", "key", "lead", "made_by", "notice_due", "notice_given",
                 "rule", "target", "whether")  # fmt: skip

    def __init__(
        self, made_by: Inspectors, target: Target, key: int, rule: ChannelRule, inspection: InspectionRule,
        again: Sequence[AnyDuty],
    ) -> None:  # fmt: skip
        self.made_by, self.target, self.key, self.again = made_by, target, key, again
        self.rule, self.inspection = rule, inspection
        plan, numbers = made_by.plan, row(key, NUMBERS)
        self.notice_due = rule.notice != "none" and not again
        self.notice_given = self.notice_due and numbers[Column.NOTICE] < plan.notice_given
        self.lead = rule.lead if self.notice_given else 0.0
        self.hours = 24 * rule.officers * (plan.takes(numbers[Column.TAKES]) + plan.travel(numbers[Column.TRAVEL]))
        self.whether, self.how_long = numbers[Column.DAMAGE], numbers[Column.OUTAGE]

    def __call__(self, started: float, ended: float) -> bool:
        """Let inspectors have made it; return whether the law allowed it when it began."""
        return self.made_by.made(self, started, ended)

    @property
    def operator(self) -> Operator:
        """The described operator."""
        return self.target.operator

    @property
    def work_days(self) -> float:
        """Work of one inspector at full speed, at all whom the target stands for [day of open time]."""
        return self.hours / 24 * self.target.weight
