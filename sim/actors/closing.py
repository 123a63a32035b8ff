"""Answers that nobody acts on: what is held is seen when the answer is given, and counted with hundreds of others.

What a store holds of somebody is a window of time, known when the operator looks; how many records lie in it hangs on
nothing else that happens (`sim.records.field`). So a look-up whose result leads to nothing may be counted later, many
at a time in one compiled call, and written down in columns. It is the same look-up (`operator.look_up`) for the plain
case: one window, nobody moves, nothing that may be unreadable or frozen.
"""

from math import inf
from struct import Struct
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.actors.batch import Batch
from sim.actors.courses import Courses
from sim.actors.disclosure import Ask, Disclosure
from sim.actors.left_open import left_open
from sim.actors.log_store import Piece
from sim.actors.own_records import CATEGORIES, OwnRecords
from sim.actors.people import Subject
from sim.actors.plain_routes import Route, Routes, accounts, gaps, has_others, one_piece
from sim.actors.request_file import File
from sim.actors.request_row import NUMBERS, VERDICTS
from sim.actors.sharers import Named, Sharers
from sim.ledger.accounts import Ledger
from sim.ledger.answers import STATES as ENDS
from sim.ledger.answers import Answers
from sim.queueing.state import Answered

_COLUMNS = (
    "kind", "field", "time", "drafted", "sent", "received", "started", "answered", "due", "person", "start", "end",
    "act", "whole", "gone", "verdict",
)  # fmt: skip
_PERSON = _COLUMNS.index("person")
_PACKED = Struct(f"{len(_COLUMNS)}d")
_MOST = 4096  # answers that wait
_ENDS = np.zeros(NUMBERS)  # of requests that are turned down, by the column of the numbers of who did; 0: they are not
_ENDS[list(VERDICTS)] = [ENDS.index(verdict) for verdict in VERDICTS.values()]


class _Others(NamedTuple):
    """Whose others, beside the subject, may come with an answer: see `Disclosure`."""

    row: int  # among the answers that wait
    ask: Ask
    subject: Subject
    pieces: tuple[Piece, ...]  # that are held of messages; of an address, none


class Closing:
    """The answers to one agency that nobody acts on.

    Parameters
    ----------
    apart : frozenset of int
        People whose records are counted otherwise: those who are played one by one.
    own : OwnRecords, optional
        What the agency holds: it takes up what answers give.
    """

    def __init__(
        self, ledger: Ledger, disclosure: Disclosure, *, agency: str, apart: frozenset[int],
        own: OwnRecords | None = None,
    ) -> None:  # fmt: skip
        self._own = own
        if own is not None:
            own.settles.append(self._settle)
        self._ledger, self._disclosure, self._apart, self._agency = ledger, disclosure, apart, agency
        self._rows, self._others = bytearray(), list[_Others]()
        self._many, self._parts = 0, list[NDArray[np.float64]]()
        self._routes = Routes(ledger, agency)
        self._sharers = Sharers(ledger, agency=agency, examines=disclosure.examines)
        self._codes: list[int] = []  # of the category of each kind
        ledger.waiting.append(self._if_so_many)

    def takes(self, file: File) -> bool:
        """Take over a request that is answered now, to close it with each of its items; False if it is not plain."""
        ask, looked = file.ask, []
        for subject in ask.subjects:
            row = self._look(file, subject)
            if row is None:
                return False
            looked.append(row)
        if has_others(ask.operator, ask.category):
            held = ask.operator.stores[ask.category].pieces(ask.at - ask.window_days, ask.at)
            self._others.extend(_Others(self._many + i, ask, subject, held) for i, subject in enumerate(ask.subjects))
        for row in looked:
            self._rows += row
        if self._own is not None:
            self._own.await_answer(ask)
        self._many += len(looked)
        if self._many >= _MOST:
            self.write_down()
        return True

    def course(self, courses: Courses, batch: Batch, request: int) -> int:
        """Return the route to the store that a request goes to, for all that ask the same; -1 if it is not plain."""
        names = batch.names
        operator, category = names.operators[batch.operator[request]], names.categories[batch.category[request]]
        route = self._routes.to(operator, category, batch.subject(batch.starts[request]).people)
        return -1 if route is None else courses.route(route.store)

    def are_apart(self, batch: Batch) -> NDArray[np.bool_]:
        """Return which requests are about somebody whose records are counted otherwise; shape (requests,)."""
        found = np.zeros(len(batch), np.bool_)
        if self._apart:
            found[batch.about(np.array(list(self._apart), np.int64))] = True
        return found

    def take(self, batch: Batch, requests: NDArray[np.int64], rows: NDArray[np.float64]) -> None:
        """Take over requests that were answered or turned down some time ago: `takes`, for plain ones.

        Parameters
        ----------
        requests : ndarray (n,)
            Their places in the batch.
        rows : ndarray (n, len(Answered))
            Their times.
        """
        cell = batch.operator[requests] * len(batch.names.categories) + batch.category[requests]
        cells, own = np.unique(cell, return_inverse=True)
        routes = [self._routes.of_cell(batch, one) for one in cells.tolist()]
        row, item = batch.items(requests)
        which, at, persons, times = own[row], batch.at[requests][row], batch.subjects[item], rows[row]
        opened, is_closed = accounts(routes, which, persons, times[:, Answered.ANSWERED])
        verdict = _ENDS[times[:, Answered.VERDICT].astype(np.int64)]
        is_state = np.array([route.is_state for route in routes])[which]
        start = np.where(is_state, at, np.maximum(at - batch.window_days[requests][row], opened))
        horizon = np.where(is_closed | (verdict > 0), inf, times[:, Answered.HORIZON])
        gap = gaps(routes, which, times[:, Answered.ANSWERED])
        was_held = horizon <= at
        act = was_held & ~((gap[:, 0] <= at) & (at < gap[:, 1]))
        first, last = one_piece(start, at, horizon, gap)
        some = first < last  # of the window
        sent = times[:, Answered.AUTHORISED]
        part = np.column_stack(
            [
                self._routes.kinds_of(batch, routes, which, batch.role[requests][row], batch.homes[item]),
                np.array([route.field for route in routes])[which], times[:, Answered.ENDED],
                times[:, Answered.OPENED], sent, sent, times[:, Answered.STARTED], times[:, Answered.ANSWERED],
                times[:, Answered.DUE], persons, np.where(some, first, at),
                np.where(some, last, at), act, act & np.where(some, first == start, start == at), ~was_held, verdict,
            ]
        )  # fmt: skip
        self._settle_rows()
        more = np.array([route.has_others for route in routes])[which] & (verdict == 0)
        shares = more & np.array([route.labels[1] == "ip_assignment" for route in routes])[which]
        self._address(batch, routes, np.flatnonzero(shares), (which, requests[row], item))
        for place in np.flatnonzero(more & ~shares).tolist():
            ask = batch.ask(int(requests[row[place]]), numbers=False)
            since = max(ask.at - ask.window_days, float(times[place, Answered.HORIZON]))
            pieces = routes[which[place]].store.recorded(since, ask.at)
            self._others.append(_Others(self._many + place, ask, batch.subject(int(item[place])), pieces))
        self._parts.append(part)
        self._many += len(part)
        if self._many >= _MOST:
            self.write_down()

    def leave_open(self, batch: Batch, requests: NDArray[np.int64], times: NDArray[np.float64], now: float) -> None:
        """Write down requests that are under way as the run ends: see `left_open`."""
        self._ledger.answer(left_open(self._ledger.answered_kinds, self._agency, batch, requests, times, now))

    def _address(
        self, batch: Batch, routes: list[Route], places: NDArray[np.intp], of: tuple[NDArray[np.int64], ...]
    ) -> None:
        """Take over the addresses that the items at some places name."""
        if not places.size:
            return
        which, request, item = (column[places] for column in of)
        homes = batch.names.homes
        cells, inverse = np.unique(which * len(homes) + batch.homes[item], return_inverse=True)
        numbers = [self._sharers.home(routes[c // len(homes)].operator, *homes[c % len(homes)]) for c in cells.tolist()]
        own = np.array(numbers, np.int64)[inverse]
        self._sharers.wait(
            Named(self._many + places, own, batch.keys[request], batch.subjects[item], batch.at[request])
        )

    def _settle_rows(self) -> None:
        """Keep what was packed row by row in the order in which it came."""
        if self._rows:
            self._parts.append(np.frombuffer(bytes(self._rows), np.float64).reshape(-1, len(_COLUMNS)))
            self._rows = bytearray()

    def _look(self, file: File, subject: Subject) -> bytes | None:
        """Return what is known of one item when it is answered, `_COLUMNS` packed; None if that is not plain."""
        ask, now = file.ask, file.answered
        at, operator, people = ask.at, ask.operator, subject.people
        route = self._routes.to(operator, ask.category, people)
        if route is None or subject.number in self._apart:
            return None
        opened, closed = operator.account_span(subject.number)
        start = at if route.is_state else max(at - ask.window_days, opened)
        act, pieces = (False, ()) if closed <= now else route.store.window(start, at)
        if not pieces:
            first, last, whole = at, at, act and start == at
        elif len(pieces) == 1:
            ((first, last),) = pieces
            if act and last != at:
                return None
            whole = act and first == start
        else:
            return None
        kind, gone = self._routes.kind(route, subject.home.place, ask.role), closed <= now or at < route.store.horizon
        return _PACKED.pack(
            kind, route.field, now, file.drafted, file.sent, file.received, file.started, now, file.due, subject.number,
            first, last, act, whole, not act and gone, 0.0,
        )  # fmt: skip

    def _if_so_many(self, least: int) -> None:
        if self._many >= max(least, 1):
            self.write_down()

    def _settle(self, persons: NDArray[np.int64]) -> None:
        """Write down what waits, if any of it is about some people (global numbers)."""
        self._settle_rows()
        if any(np.isin(part[:, _PERSON], persons).any() for part in self._parts):
            self.write_down()

    def write_down(self) -> None:
        """Count what waits, and post it."""
        self._settle_rows()
        numbers = np.concatenate(self._parts).T
        columns = dict(zip(_COLUMNS, np.ascontiguousarray(numbers), strict=True))
        ages, bands = self._count(columns)
        records = bands.sum(axis=1)
        whole, gone = columns.pop("whole") > 0, columns.pop("gone") > 0
        answer = np.where(records > 0, np.where(whole, 0, 1), np.where(gone, 2, 3))
        verdict = columns.pop("verdict").astype(np.int64)
        state = np.where(verdict, verdict, answer)
        people = (records > 0).astype(np.int64)
        for row, ask, subject, pieces in self._others:
            if records[row]:
                people[row] += self._disclosure.write_others(ask, subject, pieces, float(columns["time"][row]))
        rows, others = self._sharers.write_down(records, columns["time"])
        people[rows] += others
        ended = columns["answered"]
        columns |= {
            "opened": columns["drafted"], "delivered": ended, "late": ended > columns["due"],
            "records": records, "people": people, "age_days": ages, "bands": bands,
            "covered_from": columns["start"], "covered_to": columns["end"],
        }  # fmt: skip
        kind = columns.pop("kind").astype(np.int64)
        if self._own is not None:
            self._keep(self._own, kind, columns)
        self._ledger.answer(Answers(self._routes.kinds, kind, state, columns))
        self._parts, self._others, self._many = [], [], 0

    def _keep(self, own: OwnRecords, kind: NDArray[np.int64], columns: dict[str, NDArray[np.float64]]) -> None:
        """Have the agency take up what answers gave."""
        self._codes.extend(own.code(labels.category) for labels in self._routes.kinds[len(self._codes) :])
        found, category = np.flatnonzero(columns["records"] > 0), np.array(self._codes, np.int64)
        codes = columns["person"][found].astype(np.int64) * CATEGORIES + category[kind[found]]
        for code, time in zip(codes.tolist(), columns["time"][found].tolist(), strict=True):
            own.keep_of(code, time)

    def _count(self, columns: dict[str, NDArray[np.float64]]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Return sums of ages (n,) and records by band of age (n, 4)."""
        field = columns.pop("field").astype(np.int64)
        act, person = columns.pop("act") > 0, columns["person"].astype(np.uint64)
        ages, bands = np.zeros(self._many), np.zeros((self._many, 4), np.int64)
        for number in np.flatnonzero(np.bincount(field)).tolist():
            rows, (records, offset) = np.flatnonzero(field == number), self._routes.fields[number]
            own = person[rows] - np.uint64(offset), columns["start"][rows], columns["end"][rows], columns["time"][rows]
            ages[rows], bands[rows] = records.by_age_of_many(*own, act[rows])
        return ages, bands
