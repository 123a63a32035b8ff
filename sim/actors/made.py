"""Visits that were made, of all agencies: most find nothing and lead to nothing, and are written down many at a time.

Desks note each of them, in order (`sim.queueing.comings`). Those that were looked at when they were made add what they
saw. A re-inspection, which desks do not note, waits with its place among those that were, so that sums are the same to
the last bit as those of visits that are written down one by one, as they are where there is a journal.
"""

from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.actors.coming import Stream
from sim.actors.desks import Desks
from sim.actors.target import Described
from sim.actors.visit import Order, Plan, decided
from sim.draw.hashing import folds_of
from sim.law.over_time import OverTime
from sim.ledger.facts import Visited
from sim.ledger.tables import Written
from sim.queueing.comings import NUMBER
from sim.queueing.state import Count, ServedTime

_SAW = ("open_deficits", "found", "hidden", "mended", "copied", "consulted")


class Way(NamedTuple):
    """What visits of one agency through one channel to the operators of one entry have in common."""

    agency: str
    entry: str
    plan: Plan
    orders: OverTime[Order | None]
    touches: frozenset[str]  # duties that visits may find neglected or have mended

    @property
    def labels(self) -> tuple[str, str, str]:
        """What the ledger tells visits by."""
        return self.agency, self.entry, self.plan.channel

    def steps(self, times: NDArray[np.float64]) -> NDArray[np.intp]:
        """Return which of the orders' values hold at some times, by place."""
        return np.searchsorted(self.orders.changes, times, side="right")


class _Line(NamedTuple):
    """Work at a desk that is visits of a stream."""

    way: int
    key: int
    weight: float


class Made:
    """The visits that desks have noted."""

    def __init__(self, desks: Desks) -> None:
        self._desks, self._ledger = desks, desks.ledger
        self._ways, self._lines = list[Way](), dict[int, _Line]()
        self._things = dict[tuple[int, frozenset[str]], int]()  # by target and duties
        self._saw = dict[int, tuple[float, ...]]()  # by place among those that are noted
        self._again = list[tuple[int, Visited]]()  # re-inspections: how many were noted before
        desks.notes_served(self.hand_on)
        desks.ledger.waiting.append(self._at_settling)

    @classmethod
    def of(cls, desks: Desks) -> "Made":
        """Return the visits of a run."""
        if desks.visits is None:
            desks.visits = cls(desks)
        assert isinstance(desks.visits, Made)
        return desks.visits

    def way(self, way: Way) -> int:
        """Add a way of visiting; return its number."""
        self._ways.append(way)
        return len(self._ways) - 1

    def add(self, line: int, way: int, stream: Stream) -> None:
        """Add a line of work at a desk, which is visits of a stream."""
        self._lines[line] = _Line(way, stream.key, stream.weight)

    def thing_of(self, target: Described | None, names: frozenset[str]) -> int:
        """Return what may be amiss at a target: deficits that are not known; of peers always something."""
        if target is None:
            return 0
        thing = self._things.get((target.key, names))
        if thing is None:
            duties = target.duties(names)
            open_now = sum(duty.is_open and not duty.is_known for duty in duties)
            thing = self._things[target.key, names] = self._desks.thing(open_now)
            for duty in duties:
                duty.listeners.append(partial(self._desks.goes_amiss, thing))
        return thing

    def write(self, visit: Visited) -> None:
        """Write down a visit that has just been made and looked at; a re-inspection was not noted by desks."""
        noted = int(self._desks.rooms.count[Count.SERVED])
        if self._ledger.journal is not None or (visit.again and not noted):
            self.hand_on()
            self._ledger.write(visit)
        elif visit.again:
            self._again.append((noted, visit))
        else:
            saw = visit.open_deficits, visit.found, visit.hidden, visit.mended, visit.copied, visit.consulted
            self._saw[noted - 1] = saw

    def _at_settling(self, least: int) -> None:
        if least == 1:  # for good
            self.hand_on()

    def hand_on(self) -> None:
        """Write down the visits that were noted, but those that no law allowed any more when they were to begin."""
        rooms, many = self._desks.rooms, int(self._desks.rooms.count[Count.SERVED])
        if not many:
            return
        rooms.count[Count.SERVED] = 0
        what, times = rooms["served"][:many], rooms["served_time"][:many]
        lines, line = np.unique(what >> NUMBER, return_inverse=True)
        own = [self._lines[one] for one in lines.tolist()]
        way = np.array([one.way for one in own])[line]
        keys = folds_of(np.array([one.key for one in own], np.uint64)[line], (what & ((1 << NUMBER) - 1)) >> 1)
        there, columns = self._decided(way, keys, times[:, ServedTime.CAME], times[:, ServedTime.STARTED])
        columns["time"], columns["weight"] = times[:, ServedTime.ENDED], np.array([one.weight for one in own])[line]
        saw = np.zeros((many, len(_SAW)))
        if self._saw:
            saw[list(self._saw)] = list(self._saw.values())
            self._saw.clear()
        columns |= dict(zip(_SAW, saw.T, strict=True))
        table, way = self._ledger.visits, way[there]
        codes = np.zeros(len(self._ways), np.uint32)
        for one in dict.fromkeys(way.tolist()):  # labels are numbered as they appear
            codes[one] = table.codes[self._ways[one].labels]
        columns = {name: column[there] for name, column in columns.items()}
        columns, code = self._with_again(columns, codes[way], np.concatenate([[0], np.cumsum(there)]))
        self._ledger.post(table, Written(columns, len(code)), code)

    def _with_again(
        self, columns: dict[str, NDArray[Any]], code: NDArray[np.uint32], allowed: NDArray[np.int64]
    ) -> tuple[dict[str, NDArray[Any]], NDArray[np.uint32]]:
        """Put re-inspections where they belong; `allowed` is how many of the first so many noted visits there are."""
        if not self._again:
            return columns, code
        noted, visits = zip(*self._again, strict=True)
        self._again.clear()
        places, codes = allowed[list(noted)], self._ledger.visits.codes
        columns = {
            name: np.insert(column, places, [getattr(visit, name) for visit in visits])
            for name, column in columns.items()
        }
        own = [codes[visit.agency, visit.operator, visit.channel] for visit in visits]
        return columns, np.insert(code, places, own)

    def _decided(
        self, way: NDArray[np.int64], keys: NDArray[np.uint64], came: NDArray[np.float64], started: NDArray[np.float64]
    ) -> tuple[NDArray[np.bool_], dict[str, NDArray[Any]]]:
        """Return which visits the law allowed when they were to begin, and what was decided of each when it came."""
        there, many = np.zeros(len(way), np.bool_), len(way)
        due, given, hours = np.zeros(many), np.zeros(many), np.zeros(many)
        for number in np.unique(way).tolist():
            own, rows = self._ways[number], np.flatnonzero(way == number)
            step, allows = own.steps(came[rows]), np.array([order is not None for order in own.orders.values])
            there[rows] = allows[own.steps(started[rows])]
            for place in np.unique(step).tolist():
                order, those = own.orders.values[place], rows[step == place]
                assert order is not None  # none came that the law did not allow
                of_each = decided(own.plan, order, keys[those])
                due[those], given[those], hours[those] = of_each.due, of_each.given, of_each.hours
        return there, {"again": np.zeros(many), "notice_due": due, "notice_given": given, "inspector_hours": hours}
