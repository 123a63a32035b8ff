"""Notices to those whom an agency asked about."""

from typing import NamedTuple

from sim.actors.disclosure import Ask
from sim.actors.people import Subject
from sim.actors.process import ARRIVAL, Clock, Life, start
from sim.draw.hashing import fold, plain_unit
from sim.draw.variates import Sampler
from sim.law.over_time import OverTime
from sim.ledger.accounts import Ledger
from sim.ledger.facts import Notified

_TOLD, _AFTER = 993, 992  # numbers of a request beyond its row, folded with the person


class NoticePlan(NamedTuple):
    """Whom the laws of some stretch of time have told, and when after the delivery [day]."""

    share: float
    after: Sampler


class Notices:
    """The notices of one agency: the law of the day of the delivery says who is told, and when."""

    def __init__(self, clock: Clock, ledger: Ledger, plans: OverTime[NoticePlan | None], *, agency: str) -> None:
        self._clock, self._ledger, self._plans, self._agency = clock, ledger, plans, agency
        self._due: dict[tuple[int, int], tuple[Ask, Subject, float]] = {}

    def tell(self, ask: Ask, subject: Subject) -> None:
        """Have a subject of an answer that was delivered now told of it, if the law says so."""
        plan, now = self._plans.at(self._clock._now), self._clock._now
        if plan is None or (ask.key, subject.number) in self._due or plan_number(ask, subject, _TOLD) >= plan.share:
            return
        self._ledger.opened("notice")
        self._due[ask.key, subject.number] = ask, subject, now
        start(self._life(ask, subject, plan.after(plan_number(ask, subject, _AFTER))))

    def close_books(self) -> None:
        """Write down, at the end of the run, the notices that have not been given."""
        for key in list(self._due):
            self._write(key, told=False)

    def _life(self, ask: Ask, subject: Subject, after_days: float) -> Life[None]:
        if after_days:
            yield self._clock.at(self._clock._now + after_days, ARRIVAL)
        self._write((ask.key, subject.number), told=True)

    def _write(self, key: tuple[int, int], *, told: bool) -> None:
        ask, subject, exposed = self._due.pop(key)
        operator, home = ask.operator.entry, subject.home.place
        who = self._agency, operator, ask.category, home, ask.role, subject.number
        self._ledger.write(Notified(self._clock._now, exposed, *who, told))


def plan_number(ask: Ask, subject: Subject, number: int) -> float:
    """Return a number in (0, 1) of a request and one of its subjects."""
    return plain_unit(fold(fold(ask.key, number), subject.number))
