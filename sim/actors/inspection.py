"""Inspections of operators by one agency through one channel: plan, notice, visit, findings, re-inspection."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.actors.aftermath import Connections, Contractors, Takes
from sim.actors.attention import Heed, Reason
from sim.actors.desk import Desk
from sim.actors.desks import Desks
from sim.actors.made import Made
from sim.actors.operator import Operator
from sim.actors.process import ARRIVAL, Clock, Life, start
from sim.actors.rounds import Rounds
from sim.actors.target import AnyDuty, Peers, Target
from sim.actors.visit import Decided, Order, Plan, Visit
from sim.actors.visits import Visits
from sim.draw.hashing import fold, name_key, number_of_three
from sim.draw.variates import Sampler
from sim.ledger.accounts import Ledger
from sim.ledger.facts import Outage, Penalised, Visited
from sim.scenario.blocks.effects import NoticeEffects
from sim.scenario.blocks.vocabulary import DUTIES
from sim.scenario.fields import Deadline
from sim.world.calendar import Calendar

_QUESTIONS = {what: name_key(what) for what in ("fixed", "hidden", "found", "corrected")}


class Record(NamedTuple):
    """What one visit saw of the operator's duties."""

    open: int
    found: Sequence[AnyDuty]
    hidden: int
    mended: int


class Inspectorate:
    """The inspections of one agency through one channel.

    A visit takes a turn at the inspectors' desk, as long as visits to all whom it stands for, so the hours bound
    them. A visit that the law in force does not allow does not take place.

    Parameters
    ----------
    days : float [day]
        The end of the run.
    key : int
        Of the draws of this agency and channel.
    rounds : Rounds
        The visits that are planned.
    reasons : sequence of Reason
        What brings more of them for a while.
    prepared : callable of Operator
        Operators that a published notice prepares: all of the class.
    takes : Takes
        Copies or consults the records of a share of the people in the operator's stores.
    """

    def __init__(
        self,
        clock: Clock,
        ledger: Ledger,
        desk: Desk,
        calendar: Calendar,
        *,
        agency: str,
        days: float,
        key: int,
        plan: Plan,
        rounds: Rounds,
        reasons: Sequence[Reason] = (),
        connections: Connections | None = None,
        contractors: Contractors | None = None,
        effects: NoticeEffects,
        outage_takes: Sampler,
        corrected: float,
        prepared: Callable[[Operator], Sequence[Peers]],
        takes: Takes,
    ) -> None:
        self._clock, self._ledger, self._desk, self._calendar = clock, ledger, desk, calendar
        self._agency, self.plan, self._rounds, self._reasons = agency, plan, rounds, reasons
        self._effects, self._outage_takes = effects, outage_takes
        self._corrected, self._prepared, self._takes = corrected, prepared, takes
        self._connections, self._contractors = connections, contractors
        self._made = Made.of(Desks.of(clock, ledger))
        self._visits = Visits(
            desk, self._made, agency=agency, plan=plan, touches=self._touches, leads_on=self._leads_on, make=self.made
        )
        self._heed = Heed(clock, days, fold(key, name_key("incident")), lambda coming: self._visits.come([coming]))
        self._raised = {peers.operator: pace.raised for peers, pace in rounds.paces.items()}
        if reasons:
            for peers in rounds.paces:
                peers.listeners.append(self._hear)

    def life(self) -> Life[None]:
        """Let each nominal visit come at its time."""
        self._visits.come(sorted(self._rounds.visits(), key=lambda coming: coming.stream.operator.name))
        yield from ()

    def _touches(self, order: Order) -> frozenset[str]:
        """Return which duties visits may find neglected, or have mended by their notice."""
        mends = order.rule.notice != "none" and self._effects.finding.fixed.at(order.rule.lead) > 0.0
        return frozenset(DUTIES) if mends else order.sees

    def _leads_on(self, order: Order, visits: Decided, keys: NDArray[np.uint64]) -> NDArray[np.bool_]:
        """Return which visits do something whatever they see: take records, leave something behind, break something.

        A published notice reaches others than the target.
        """
        if any(self._does(order)):
            return np.ones(len(keys), np.bool_)
        chance = np.where(visits.given, self._breaks(order.rule.lead), self._breaks(0.0))
        found = visits.whether < chance
        if order.rule.notice == "publish":
            found |= visits.given
        for left in (self._connections, self._contractors):
            if left is not None:
                found |= left.after_which(keys)
        return found

    def _hear(self, target: Target, incident: str) -> None:
        """Heed an incident for the reasons that it is one of."""
        for reason in self._reasons:
            if incident in reason.incidents:
                self._heed.incident(target, reason, self._raised[target.operator] * reason.extra)

    def made(self, visit: Visit, started: float, ended: float, leads_on: bool = False) -> None:
        """Let a visit have been made: findings, copies, damage.

        One that does not lead on does nothing but look after duties.
        """
        operator, again = visit.operator, visit.again
        # a re-inspection looks after deficits that are findings already: it makes no new ones
        record = Record(0, (), 0, 0) if again else self._seen(visit)
        took = self._take(visit) if leads_on else (False, False)
        place = self._agency, operator.entry, self.plan.channel, visit.target.weight
        notice = bool(again), visit.notice_due, visit.notice_given, visit.lead, visit.hours
        saw = record.open, len(record.found), record.hidden, record.mended
        self._made.write(Visited._make((ended, started, *place, *notice, *saw, *took)))
        if leads_on:
            self._leave(visit, copied=took[0])
            self._damage(visit)
        if record.found:
            visit.target.happened("found")
            start(self._follow_up(visit, record.found))

    def _seen(self, visit: Visit) -> Record:
        """Return what the visit finds; what a notice mends or hides happens between the notice and the visit.

        Deficits that an earlier visit found, and that are being corrected, are no longer there to be found.
        """
        effects, given, lead = self._effects.finding, visit.notice_given, visit.lead
        sees, is_own = visit.order.sees, given and visit.order.rule.notice != "publish"
        duties = visit.target.duties(None if is_own else sees)  # a notice of its own mends what nobody sees as well
        was_open = [duty for duty in duties if duty.name in sees and duty.is_open and not duty.is_known]
        if given:
            self._prepare(visit, duties)
        seen = [duty for duty in was_open if duty.is_open]
        hidden = [d for d in seen if given and self._says(visit, d, "hidden") < effects.hidden.at(lead)]
        found = [d for d in seen if d not in hidden and self._says(visit, d, "found") < effects.without]
        for duty in found:
            duty.found()
        return Record(len(was_open), found, len(hidden), len(was_open) - len(seen))

    def _prepare(self, visit: Visit, duties: Sequence[AnyDuty]) -> None:
        """Let those who had notice mend some of their deficits; a published notice reaches all of the class."""
        share = self._effects.finding.fixed.at(visit.lead)
        if visit.order.rule.notice == "publish":
            everybody = self._prepared(visit.operator)
            for published in {peers.published for peers in everybody}:
                published.tell(self._clock._now, share)
            duties = [duty for peers in everybody for duty in peers.own.duties()]
        for duty in duties:
            if duty.is_open and not duty.is_known and self._says(visit, duty, "fixed") < share:
                duty.mend("mended on notice")

    def _says(self, visit: Visit, duty: AnyDuty, what: str) -> float:
        """Return the number in (0, 1) of (visit, duty) for one question."""
        return number_of_three(visit.key, duty.key, _QUESTIONS[what], duty.operator.key)

    def _follow_up(self, visit: Visit, found: Sequence[AnyDuty]) -> Life[None]:
        """Deficits are corrected by the deadline or not; a re-inspection finds those that are not and penalises."""
        clock, rule = self._clock, visit.order.inspection
        since = [duty.since for duty in found]
        yield clock.at(self._after(rule.correct_within), ARRIVAL)
        same = [duty for duty, begun in zip(found, since, strict=True) if duty.since == begun]
        for duty in same:
            if self._says(visit, duty, "corrected") < self._corrected:
                duty.mend("corrected")
        left = [duty for duty in same if duty.is_open]
        if not left:
            return
        yield clock.at(self._after(rule.again_after), ARRIVAL)
        order, took_place = self._visits.orders(visit.operator).at(clock._now), False
        if order is not None:
            again = Visit(self.plan, visit.target, fold(visit.key, 1), order, left)
            turn = yield from self._desk.turn(again.work_days, grade=2, task="re-inspection")
            took_place = self._visits.orders(visit.operator).at(turn.started) is not None  # repealed while it queued
            if took_place:
                self.made(again, turn.started, turn.ended)
        if not took_place:  # the law is gone, and the case with it: a later visit may find the deficit anew
            for duty in (d for d in left if d.is_open):
                duty.lost_sight_of()
            return
        for duty in (d for d in left if d.is_open):
            self._ledger.write(
                Penalised(clock._now, self._agency, visit.operator.entry, duty.name, visit.target.weight)
            )
            duty.mend("penalised and corrected")
            visit.target.happened("penalised")

    def _after(self, deadline: Deadline) -> float:
        now = self._clock._now
        if deadline.working:
            return max(now, self._calendar.add_working_days(now, int(deadline.days)))
        return now + deadline.days

    def _take(self, visit: Visit) -> tuple[bool, bool]:
        """Copy and consult records where the law allows it; return which of the two was done.

        A peer's records are those of the described operator, so only visits to that one expose anybody.
        """
        copies, consults = self._does(visit.order)
        for done, stage, share in (
            (copies, "obtained", self.plan.copies),
            (consults, "examined", self.plan.consults),
        ):
            if done and visit.target.is_described:
                self._takes(visit.operator, self.plan.channel, stage, visit.key, share)
        return copies, consults

    def _does(self, order: Order) -> tuple[bool, bool]:
        """Return whether visits copy, and whether they consult, records."""
        may = order.rule.may
        return "copy" in may and self.plan.copies > 0, "consult" in may and self.plan.consults > 0

    def _leave(self, visit: Visit, *, copied: bool) -> None:
        """Leave behind what the visit leaves: a connection, a copy in the hands of a contractor."""
        if self._connections is not None:
            self._connections.after(visit.target, visit.key)
        if self._contractors is not None:
            self._contractors.after(visit.target, visit.key, copied=copied)

    def close_books(self) -> None:
        """Write down what is still open when the run ends."""
        if self._connections is not None:
            self._connections.close_books()

    def _breaks(self, lead: float) -> float:
        """Return the chance that a visit interrupts the service."""
        damage = self._effects.damage
        return damage.without * (1.0 - damage.avoided.at(lead))

    def _damage(self, visit: Visit) -> None:
        """Interrupt the service, perhaps: notice avoids part of that."""
        if visit.whether >= self._breaks(visit.lead):
            return
        operator = visit.operator
        hours = 24 * self._outage_takes(visit.how_long)
        self._ledger.write(
            Outage(
                self._clock._now,
                operator.entry,
                self.plan.channel,
                visit.target.weight,
                hours,
                hours * operator.users,
            )
        )
        visit.target.happened("outage")
