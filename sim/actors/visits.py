"""The visits of one agency through one channel: brought to the desk many at a time, and noted when they are made."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from sim.actors.coming import Coming, Stream
from sim.actors.desk import Desk, piece
from sim.actors.made import Made, Way
from sim.actors.operator import Operator
from sim.actors.visit import Decided, Order, Plan, Visit, decided, order_of
from sim.draw.hashing import fold, keys_of
from sim.law.over_time import OverTime
from sim.law.statute import Statute


class Visits:
    """Visits of one agency through one channel.

    Parameters
    ----------
    touches : callable of Order
        Which duties visits may find neglected or have mended.
    leads_on : callable of Order, Decided and keys
        Which visits do something beside looking after duties; shape (visits,).
    make : callable of Visit, started, ended and whether it leads on
        Lets a visit have been made that leads on, or finds something amiss.
    """

    def __init__(
        self, desk: Desk, made: Made, *, agency: str, plan: Plan, touches: Callable[[Order], frozenset[str]],
        leads_on: Callable[[Order, Decided, NDArray[np.uint64]], NDArray[np.bool_]],
        make: Callable[[Visit, float, float, bool], object],
    ) -> None:  # fmt: skip
        self._desk, self._made, self._agency, self._plan = desk, made, agency, plan
        self._touches, self._leads_on, self._make = touches, leads_on, make
        self._ways: dict[Statute, tuple[Way, int]] = {}

    def orders(self, operator: Operator) -> OverTime[Order | None]:
        """Return what laws order of visits to an operator, over time."""
        return self._way(operator)[0].orders

    def _way(self, operator: Operator) -> tuple[Way, int]:
        statute = operator.statute
        if statute not in self._ways:
            orders = statute.over_time().of(lambda rules: order_of(rules, self._plan.channel))
            touches = frozenset[str]().union(*(self._touches(order) for order in orders.values if order is not None))
            way = Way(self._agency, operator.entry, self._plan, orders, touches)
            self._ways[statute] = way, self._made.way(way)
        return self._ways[statute]

    def come(self, visits: Sequence[Coming]) -> None:
        """Let visits come that the law allows then; of those that come at one time, the first in the sequence first."""
        found = [self._allowed(coming) for coming in visits if len(coming.times)]
        if found:
            times, work_days, what = (np.concatenate(column) for column in zip(*found, strict=True))
            order = np.argsort(times, kind="stable")
            self._desk.foresee(times[order], work_days[order], what[order], task="visit")

    def _allowed(self, coming: Coming) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
        """Return the visits of a stream that the law allows when they come: times, work, and what they are."""
        stream, (way, number_of_way) = coming.stream, self._way(coming.stream.operator)
        thing = self._made.thing_of(stream.described, way.touches)
        line = self._desk.line(partial(self._served, stream, way.orders), task="visit", thing=thing)
        self._made.add(line, number_of_way, stream)
        keys, step = keys_of(stream.key, coming.numbers), way.steps(coming.times)
        work_days, leads_on = np.full(len(keys), np.nan), np.zeros(len(keys), np.bool_)
        for number, order in enumerate(way.orders.values):
            if order is not None and (within := step == number).any():
                those = decided(self._plan, order, keys[within])
                work_days[within] = those.hours / 24 * stream.weight
                leads_on[within] = self._leads_on(order, those, keys[within])
        there = ~np.isnan(work_days)
        return coming.times[there], work_days[there], piece(line, coming.numbers, leads_on)[there]

    def _served(
        self, stream: Stream, orders: OverTime[Order | None], number: int, leads_on: bool, came: float, started: float,
        ended: float,
    ) -> None:  # fmt: skip
        """Let a visit have been made that came when the law allowed it, unless that was repealed while it queued."""
        order = orders.at(came)
        assert order is not None
        if orders.at(started) is not None:
            key = fold(stream.key, number)
            self._make(Visit(self._plan, stream.whom(number, key), key, order), started, ended, leads_on)
