"""Live orders: an operator lets an agency listen to what one subject does, from now on and for a while."""

from collections.abc import Callable
from math import nan
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.actors.copying import Copying
from sim.actors.disclosure import Ask
from sim.actors.interception import CHANNEL, listening
from sim.actors.intruder import TAKES_EVERY_DAYS
from sim.actors.keeper import Keeper
from sim.actors.operator import Operator
from sim.actors.process import Clock, Life, start
from sim.actors.request import Requests
from sim.actors.request_row import NUMBERS, Column
from sim.draw.hashing import fold, folds, name_key, plain_unit, units, units_of
from sim.draw.keyed import row
from sim.draw.variates import Sampler
from sim.law.reach import compels
from sim.ledger.accounts import Ledger
from sim.ledger.facts import DisclosedGroup, LiveOrder

_LIVE = name_key("live order")
_LASTS, _READ = 1 << 40, 1 << 41


class _Under(NamedTuple):
    """An order under way."""

    ask: Ask
    opened: float
    began: float


class LiveOrders:
    """The live orders of one agency: a share of its cases asks for one, of the operator of the case's first request.

    An order goes through the agency's own steps as a request does, takes its work at the operator's desk, and then
    exposes what the subject does there, whatever the operator keeps: window by window, as `listening` has it. The
    other ends of the subject's messages are exposed with it. Operators abroad get no orders.

    Parameters
    ----------
    share : float [1]
        Of the cases.
    lasts : Sampler
        For how long somebody listens [day].
    wire_of : callable
        What passes an operator, whatever it keeps.
    examines : float [1]
        Share of the people at the other ends whose records somebody reads.
    """

    def __init__(
        self,
        clock: Clock,
        ledger: Ledger,
        copying: Copying,
        requests: Requests,
        *,
        agency: str,
        jurisdiction: str,
        share: float,
        lasts: Sampler,
        wire_of: Callable[[Operator], Keeper],
        examines: float,
    ) -> None:
        self._clock, self._ledger, self._copying, self._requests = clock, ledger, copying, requests
        self._agency, self._jurisdiction, self._share, self._lasts = agency, jurisdiction, share, lasts
        self._wire_of, self._examines = wire_of, examines
        self._open: dict[int, _Under] = {}

    def are_ordered(self, keys: NDArray[np.uint64]) -> NDArray[np.bool_]:
        """Return of which first requests, by their keys, `after` may order anything; shape of `keys` (n,)."""
        ordered: NDArray[np.bool_] = units_of(folds(keys, np.uint64(_LIVE))) < self._share
        return ordered

    def after(self, ask: Ask) -> None:
        """Order, perhaps, to listen to the subject of a case's first request."""
        key = fold(ask.key, _LIVE)
        if plain_unit(key) < self._share and compels(self._jurisdiction, ask.operator.country):
            start(self._life(ask._replace(key=key, numbers=row(key, NUMBERS), subjects=ask.subjects[:1])))

    def _life(self, ask: Ask) -> Life[None]:
        """Live through an order: cleared by the agency, carried out by the operator, listened to until it ends."""
        clock, operator, end = self._clock, ask.operator, self._ledger.frame.days
        self._open[ask.key] = _Under(ask, clock._now, nan)
        self._ledger.opened("live order")
        turned_down = yield from self._requests.cleared(ask)
        if turned_down:
            return self._close(ask.key, turned_down)
        work = operator.handling(ask.numbers[Column.HANDLING]) * operator.slowness
        due = operator.answers_in(clock._now)
        yield from operator.desk.turn(work, grade=ask.grade, task="live order", due=due)
        self._open[ask.key] = self._open[ask.key]._replace(began=clock._now)
        until = clock._now + self._lasts(plain_unit(fold(ask.key, _LASTS)))
        wire = self._wire_of(operator)
        yield from listening(
            clock,
            self._ledger.frame.cuts,
            step=lambda: TAKES_EVERY_DAYS,
            until=min(until, end),
            see=lambda window: self._hear(ask, wire, window),
        )
        if until < end:
            self._close(ask.key, "ended")

    def _hear(self, ask: Ask, wire: Keeper, window: tuple[float, float]) -> None:
        (subject,) = ask.subjects
        stages = "obtained", "examined"  # somebody always listens to the subject
        self._copying.read(
            wire, [subject.number], agency=self._agency, channel=CHANNEL, stages=stages, window=window, role=ask.role
        )
        if "message" in wire.stores:
            others = subject.people.partners(wire, subject.number, (window,))
            self._write_others(ask, others[others != np.uint64(subject.number)])

    def _write_others(self, ask: Ask, others: NDArray[np.uint64]) -> None:
        now, place = self._clock._now, ask.subjects[0].home.place
        read = units(np.uint64(fold(ask.key, _READ)), others) < self._examines
        for stage, persons in (("obtained", others), ("examined", others[read])):
            if len(persons):
                labels = self._agency, ask.operator.entry, "message", place
                self._ledger.write(DisclosedGroup(now, CHANNEL, stage, *labels, persons, "bystander", 0.0, now))

    def close_books(self) -> None:
        """Write down the orders that are under way when the run ends."""
        for key, under in list(self._open.items()):
            self._close(key, "running" if under.began == under.began else "open")

    def _close(self, key: int, state: str) -> None:
        ask, opened, began = self._open.pop(key)
        now, place = self._clock._now, ask.subjects[0].home.place
        listened = now - began if began == began else 0.0
        self._ledger.write(LiveOrder(now, opened, began, self._agency, ask.operator.entry, place, state, listened))
