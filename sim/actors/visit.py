"""One visit of inspectors: what the law in force when it comes and its numbers decide of it."""

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.actors.operator import Operator
from sim.actors.target import AnyDuty, Target
from sim.draw.hashing import rows
from sim.draw.keyed import row
from sim.draw.variates import Sampler, each
from sim.law.statute import Rules
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


class Order(NamedTuple):
    """What the laws in force order of inspections through a channel."""

    rule: ChannelRule
    inspection: InspectionRule
    sees: frozenset[str]  # the duties that a visit sees


def order_of(rules: Rules, channel: str) -> Order | None:
    """Return what laws order of a channel; None where they allow no visits through it."""
    rule, inspection = rules.channel(channel), rules.inspection
    return None if rule is None or inspection is None else Order(rule, inspection, inspection.seen_by(rule))


class Visit:
    """A visit of this agency and channel: what was decided of it when it came.

    Attributes
    ----------
    key : int
        Of the visit's number among those to the operator.
    order : Order
        By the laws in force when it came.
    again : sequence of duty
        Deficits that a re-inspection looks after.
    notice_due, notice_given, lead : bool, bool, float [day]
        Whether the law wants notice given, whether it was, and how long before the visit.
    whether, how_long : float
        Numbers in (0, 1) that decide whether the service is interrupted, and for how long.
    """

    __slots__ = ("again", "hours", "how_long", "key", "lead", "notice_due", "notice_given", "order", "target",
                 "whether")  # fmt: skip

    def __init__(self, plan: Plan, target: Target, key: int, order: Order, again: Sequence[AnyDuty] = ()) -> None:
        self.target, self.key, self.order, self.again = target, key, order, again
        rule, numbers = order.rule, row(key, NUMBERS)
        self.notice_due = rule.notice != "none" and not again
        self.notice_given = self.notice_due and numbers[Column.NOTICE] < plan.notice_given
        self.lead = rule.lead if self.notice_given else 0.0
        self.hours = _hours(rule, plan.takes(numbers[Column.TAKES]), plan.travel(numbers[Column.TRAVEL]))
        self.whether, self.how_long = numbers[Column.DAMAGE], numbers[Column.OUTAGE]

    @property
    def operator(self) -> Operator:
        """The described operator."""
        return self.target.operator

    @property
    def work_days(self) -> float:
        """Work of one inspector at full speed, at all whom the target stands for [day of open time]."""
        return self.hours / 24 * self.target.weight


class Decided(NamedTuple):
    """What is decided of some visits by their numbers when they come, as of one `Visit`; arrays (visits,)."""

    due: NDArray[np.bool_]
    given: NDArray[np.bool_]
    hours: NDArray[np.float64]
    whether: NDArray[np.float64]


def decided(plan: Plan, order: Order, keys: NDArray[np.uint64]) -> Decided:
    """Return what is decided of the visits of some keys, shape (n,): the same to the last bit as of each `Visit`."""
    rule, numbers = order.rule, rows(keys, NUMBERS)
    takes, travel = (
        np.array(each(draw, numbers[:, column].tolist()))
        for draw, column in ((plan.takes, Column.TAKES), (plan.travel, Column.TRAVEL))
    )
    due = np.full(len(keys), rule.notice != "none")
    given = due & (numbers[:, Column.NOTICE] < plan.notice_given)
    return Decided(due, given, _hours(rule, takes, travel), numbers[:, Column.DAMAGE])


_Days = TypeVar("_Days", float, NDArray[np.float64])


def _hours(rule: ChannelRule, takes: _Days, travel: _Days) -> _Days:
    return 24 * rule.officers * (takes + travel)
