"""Answers that nobody acts on: what is held is seen when the answer is given, and counted with hundreds of others.

What a store holds of somebody is a window of time, known when the operator looks; how many records lie in it hangs on
nothing else that happens (`sim.records.field`). So a look-up whose result leads to nothing may be counted later, many
at a time in one compiled call, and written down in columns. It is the same look-up (`operator.look_up`) for the plain
case: one window, nobody moves, no account that may have been opened later, nothing that may be unreadable or frozen.
"""

from struct import Struct
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.actors.disclosure import Ask, Disclosure
from sim.actors.log_store import LogStore
from sim.actors.operator import Operator
from sim.actors.people import People, Subject
from sim.actors.request_file import File
from sim.ledger.accounts import Ledger
from sim.ledger.answers import Answers, Labels
from sim.records.field import RecordField
from sim.scenario.blocks.vocabulary import STATES

_COLUMNS = (
    "kind", "field", "time", "drafted", "sent", "received", "started", "answered", "due", "person", "start", "end",
    "act", "whole", "gone",
)  # fmt: skip
_PACKED = Struct(f"{len(_COLUMNS)}d")
_MOST = 4096  # answers that wait


class _Route(NamedTuple):
    """What a plain look-up goes to: the records of one population in one store."""

    store: LogStore
    is_state: bool
    field: int  # place among the fields
    kinds: dict[tuple[str, str], int]  # (place, role) -> place among the kinds


class Closing:
    """The answers to one agency that nobody acts on.

    Parameters
    ----------
    apart : frozenset of int
        People whose records are counted otherwise: those who are played one by one.
    """

    def __init__(self, ledger: Ledger, disclosure: Disclosure, *, agency: str, apart: frozenset[int]) -> None:
        self._ledger, self._disclosure, self._agency, self._apart = ledger, disclosure, agency, apart
        self._rows, self._shared = bytearray(), list[tuple[int, Ask, Subject]]()
        self._many = 0
        self._routes: dict[tuple[Operator, str, People], _Route | None] = {}
        self._kinds: list[Labels] = []
        self._fields: list[tuple[RecordField, int]] = []  # with the offset of their people
        ledger.waiting.append(self._if_so_many)

    def takes(self, file: File) -> bool:
        """Take over a request that is answered now, to close it with each of its items; False if it is not plain."""
        ask, looked = file.ask, []
        for subject in ask.subjects:
            row = self._look(file, subject)
            if row is None:
                return False
            looked.append(row)
        if ask.category == "ip_assignment" and not ask.operator.logs_ports:
            self._shared.extend((self._many + item, ask, subject) for item, subject in enumerate(ask.subjects))
        for row in looked:
            self._rows += row
        self._many += len(looked)
        if self._many >= _MOST:
            self.write_down()
        return True

    def _look(self, file: File, subject: Subject) -> bytes | None:
        """Return what is known of one item when it is answered, `_COLUMNS` packed; None if that is not plain."""
        ask, now = file.ask, file.answered
        at, operator, people = ask.at, ask.operator, subject.people
        try:
            route = self._routes[operator, ask.category, people]
        except KeyError:
            route = self._routes[operator, ask.category, people] = self._route(ask, people)
        if route is None or subject.number in self._apart:
            return None
        start = at if route.is_state else at - ask.window_days
        act, pieces = route.store.window(start, at)
        if not pieces:
            first, last, whole = at, at, act and start == at
        elif len(pieces) == 1:
            ((first, last),) = pieces
            if act and last != at:
                return None
            whole = act and first == start
        else:
            return None
        kind = route.kinds.get((subject.home.place, ask.role))
        if kind is None:
            kind = self._kind(route, ask, subject.home.place)
        return _PACKED.pack(
            kind, route.field, now, file.drafted, file.sent, file.received, file.started, now, file.due, subject.number,
            first, last, act, whole, not act and at < route.store.horizon,
        )  # fmt: skip

    def _route(self, ask: Ask, people: People) -> _Route | None:
        operator, category = ask.operator, ask.category
        store = operator.stores.get(category)
        plain = operator.register is None and operator.can_read is None and not operator.unreadable
        if store is None or not plain or operator.route_marks is not None or people.paths is not None:
            return None
        if category == "message":  # its other ends are listed from what is held now
            return None
        own = people.field_of(operator, category), people.offset
        if own not in self._fields:
            self._fields.append(own)
        return _Route(store, category in STATES, self._fields.index(own), {})

    def _kind(self, route: _Route, ask: Ask, place: str) -> int:
        self._kinds.append(Labels(self._agency, ask.operator.entry, ask.category, place, ask.role))
        route.kinds[place, ask.role] = len(self._kinds) - 1
        return len(self._kinds) - 1

    def _if_so_many(self, least: int) -> None:
        if self._many >= max(least, 1):
            self.write_down()

    def write_down(self) -> None:
        """Count what waits, and post it."""
        numbers = np.frombuffer(bytes(self._rows), np.float64).reshape(self._many, len(_COLUMNS)).T
        columns = dict(zip(_COLUMNS, np.ascontiguousarray(numbers), strict=True))
        ages, bands = self._count(columns)
        records = bands.sum(axis=1)
        whole, gone = columns.pop("whole") > 0, columns.pop("gone") > 0
        state = np.where(records > 0, np.where(whole, 0, 1), np.where(gone, 2, 3))
        people = (records > 0).astype(np.int64)
        for row, ask, subject in self._shared:
            if records[row]:
                people[row] += self._disclosure.write_sharers(ask, subject, float(columns["time"][row]))
        ended = columns["answered"]
        columns |= {
            "opened": columns["drafted"], "delivered": ended, "late": ended > columns["due"],
            "records": records, "people": people, "age_days": ages, "bands": bands,
            "covered_from": columns["start"], "covered_to": columns["end"],
        }  # fmt: skip
        kind = columns.pop("kind").astype(np.int64)
        self._ledger.answer(Answers(self._kinds, kind, state, columns))
        self._rows, self._shared, self._many = bytearray(), [], 0

    def _count(self, columns: dict[str, NDArray[np.float64]]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Return sums of ages (n,) and records by band of age (n, 4)."""
        field = columns.pop("field").astype(np.int64)
        act, person = columns.pop("act") > 0, columns["person"].astype(np.uint64)
        ages, bands = np.zeros(self._many), np.zeros((self._many, 4), np.int64)
        for number in np.flatnonzero(np.bincount(field)).tolist():
            rows, (records, offset) = np.flatnonzero(field == number), self._fields[number]
            own = person[rows] - np.uint64(offset), columns["start"][rows], columns["end"][rows], columns["time"][rows]
            ages[rows], bands[rows] = records.by_age_of_many(*own, act[rows])
        return ages, bands
