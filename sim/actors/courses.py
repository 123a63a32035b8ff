"""Courses under way: which requests they are, and who sees to them when they stop."""

from bisect import bisect_right
from collections.abc import Iterator
from functools import partial
from math import inf
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.actors.batch import Batch
from sim.actors.desks import Desks
from sim.actors.log_store import LogStore
from sim.actors.operator import Operator
from sim.queueing.load import Legs, load
from sim.queueing.play import OVER, TO_MEET, TO_TELL, release
from sim.queueing.state import MET, TURNED_DOWN, Answered, Count, Course, Gap, Leg, LegTime
from sim.records.held import HeldSet
from sim.world.deadline import Deadline


class Reached(NamedTuple):
    """How far a request has come."""

    batch: Batch
    request: int  # place in the batch
    times: list[float]  # by `CourseTime`
    reworks: int
    turned_down: int  # column of the numbers of who did; 0: nobody


class Sender(Protocol):
    """Whose requests they are."""

    def meet(self, reached: Reached) -> bool:
        """See to a request as it is opened; whether it takes its course."""
        ...

    def tell(self, reached: Reached) -> None:
        """See to a request that is sent before it is authorised."""
        ...

    def over(self, reached: Reached) -> None:
        """See to a request that is turned down, or answered in a way that is not plain."""
        ...

    def answered(self, batch: Batch, requests: NDArray[np.int64], rows: NDArray[np.float64]) -> None:
        """Take plain answers: places in the batch, and their times by `Answered`."""
        ...


class Courses:
    """All courses of a run."""

    def __init__(self, desks: Desks) -> None:
        self._desks, self._rooms = desks, desks.rooms
        self._bases, self._batches, self._senders = list[int](), list[Batch](), list[Sender]()
        self._left, self._next = list[int](), 0
        self._about, self._looked_at = set[int](), 0  # whom the first plain answers that wait are about, and how many
        self._rules: dict[tuple[float, object], int] = {}
        self._routes: dict[LogStore, int] = {}
        self._sharing: dict[HeldSet, list[int]] = {}  # routes to stores that hold the same times
        self._factors: dict[Operator, int] = {}
        desks.sees_to(TO_TELL, self._tell)
        desks.sees_to(TO_MEET, self._meet)
        desks.sees_to(OVER, self._over)
        desks.hands_on(self.hand_on)
        desks.ledger.waiting.insert(0, self._at_settling)  # before whoever closes answers

    @classmethod
    def of(cls, desks: Desks) -> "Courses":
        """Return the courses of a run."""
        if desks.courses is None:
            desks.courses = cls(desks)
        assert isinstance(desks.courses, Courses)
        return desks.courses

    @property
    def now(self) -> float:
        """Time [day]."""
        return self._desks.now

    def rule(self, deadline: Deadline) -> int:
        """Return the number of a deadline, -1 for none."""
        if deadline.days != deadline.days:
            return -1
        rule = self._rules.setdefault(deadline.kind, len(self._rules))
        rooms = self._rooms
        if rule == len(rooms["due_after"]):
            last = self._desks.last_day
            by_day = deadline.by_day(last) if deadline.is_by_day else np.full(last + 1, np.nan)
            rooms["due_after"] = np.append(rooms["due_after"], np.nan if deadline.is_by_day else deadline.days)
            rooms["due"] = np.concatenate([rooms["due"].reshape(rule, last + 1), by_day[None]])
        return rule

    def factor(self, operator: Operator) -> int:
        """Return the number of the factor on an operator's work, -1 where it is always 1."""
        if operator.slower == 1.0:
            return -1
        number = self._factors.get(operator)
        if number is None:
            rooms = self._rooms
            number = self._factors[operator] = len(rooms["factor"])
            rooms["factor"] = np.append(rooms["factor"], operator.slowness)
            operator.slowed = partial(self._set_factor, number)
        return number

    def _set_factor(self, number: int, slowness: float) -> None:
        self._rooms["factor"][number] = slowness

    def route(self, store: LogStore) -> int:
        """Return the number of the way to a store: answers are plain while it holds one piece of what they are about.

        Of the gaps of an operator the last is known; an answer that reaches into an earlier one is not plain, nor is
        any from a store in which several have a gap together.
        """
        number = self._routes.get(store)
        if number is None:
            rooms, held = self._rooms, store.shelf.held
            number = self._routes[store] = len(rooms["route"])
            rooms["route"] = np.append(rooms["route"], np.int64(held.is_whole))
            rooms["horizon"] = np.append(rooms["horizon"], store.horizon)
            rooms["gap"] = np.concatenate([rooms["gap"], np.empty((1, len(Gap)))])
            self._sharing.setdefault(held, []).append(number)
            held.before_change = partial(self._before_change, held)
            store.after_gap = partial(self._after_gap, store)
            self._after_gap(store)
        return number

    def _before_change(self, held: HeldSet, in_one_piece: bool, horizon: float) -> None:
        """Hear of what a store holds from now on; each answer has noted since when records were held then."""
        numbers = self._sharing[held]
        self._rooms["horizon"][numbers] = horizon
        if not in_one_piece:
            self._rooms["route"][numbers] = 0

    def _after_gap(self, store: LogStore) -> None:
        gaps = store.gaps
        last = gaps[-1] if gaps else (inf, inf)
        self._rooms["gap"][self._routes[store]] = gaps[-2][1] if len(gaps) > 1 else -inf, *last

    def send(
        self, sender: Sender, batch: Batch, legs: Legs, wanted: NDArray[np.float64], is_plain: NDArray[np.int64],
        route: NDArray[np.int64],
    ) -> NDArray[np.int64]:  # fmt: skip
        """Let requests take their courses, each from the opening of its case; return the places of the courses.

        `wanted`, `is_plain`, `route` are as `load` has them.
        """
        rooms = self._rooms
        rooms.reserve("course", Count.COURSES, len(batch))
        rooms.reserve("leg", Count.LEGS, len(legs.course))
        asked, first = self._desks.ask(), self._next
        how = wanted, batch.grade, is_plain, route
        places: NDArray[np.int64] = load(rooms.state, asked, first, batch.opened, *how, *legs)
        self._desks.look()
        self._bases.append(self._next)
        self._batches.append(batch)
        self._senders.append(sender)
        self._left.append(len(batch))
        self._next += len(batch)
        return places

    def will_meet(self, course: int) -> None:
        """Have somebody see to a course as it is opened: that is still to come."""
        self._rooms["leg"][self._rooms["course"][course, Course.LEG], Leg.NOTE] |= MET

    def _meet(self, course: int) -> None:
        place, reached = self._reached(course)
        self._rooms.count[Count.ASIDE] = -1  # what it brings to desks does not let it go on
        if self._senders[place].meet(reached):
            self._rooms.count[Count.ASIDE] = course
        else:
            place, _ = self._reached(course)  # other batches may have ended meanwhile
            release(self._rooms.state, course)
            self._end(place, 1)

    def _tell(self, course: int) -> None:
        place, reached = self._reached(course)
        self._senders[place].tell(reached)

    def _over(self, course: int) -> None:
        place, reached = self._reached(course)
        release(self._rooms.state, course)
        sender = self._senders[place]
        self._end(place, 1)
        sender.over(reached)

    def _reached(self, course: int) -> tuple[int, Reached]:
        rooms = self._rooms
        own = rooms["course"][course].tolist()
        place = bisect_right(self._bases, own[Course.NUMBER]) - 1
        leg, turned_down = own[Course.LEG], 0
        if leg >= 0 and rooms["leg"].item(leg, Leg.DESK) == TURNED_DOWN:
            turned_down = int(rooms["leg_time"].item(leg, LegTime.CODE))
        times = rooms["course_time"][course].tolist()
        number = own[Course.NUMBER] - self._bases[place]
        return place, Reached(self._batches[place], number, times, own[Course.REWORKS], turned_down)

    def _end(self, place: int, many: int) -> None:
        """Forget a batch whose requests are all over."""
        self._left[place] -= many
        if not self._left[place]:
            for those in (self._bases, self._batches, self._senders, self._left):
                del those[place]

    def _at_settling(self, least: int) -> None:
        if least == 1:  # for good; in mid-run they are handed on when there is no more room for them
            self.hand_on()

    def hand_on(self) -> None:
        """Hand on the plain answers so far."""
        count, rooms = self._rooms.count, self._rooms
        many = int(count[Count.ANSWERED])
        if not many:
            return
        count[Count.ANSWERED] = self._looked_at = 0
        self._about.clear()
        rows = rooms["answered"][:many].copy()
        numbers = rows[:, Answered.NUMBER].astype(np.int64)
        for place, those in reversed(self._by_batch(numbers)):  # from behind: a batch may be forgotten
            self._senders[place].answered(self._batches[place], numbers[those] - self._bases[place], rows[those])
            self._end(place, len(those))

    def settle(self, persons: NDArray[np.int64]) -> None:
        """Hand on the plain answers so far, if one of them is about one of some people (global numbers)."""
        many = int(self._rooms.count[Count.ANSWERED])
        numbers = self._rooms["answered"][self._looked_at : many, Answered.NUMBER].astype(np.int64)
        self._looked_at = many
        for place, those in self._by_batch(numbers):
            _, items = self._batches[place].items(numbers[those] - self._bases[place])
            self._about.update(self._batches[place].subjects[items].tolist())
        if not self._about.isdisjoint(persons.tolist()):
            self.hand_on()

    def _by_batch(self, numbers: NDArray[np.int64]) -> list[tuple[int, NDArray[np.intp]]]:
        """Return the batches of courses by their place, each with where its courses are among `numbers`."""
        places = np.searchsorted(self._bases, numbers, side="right") - 1
        order = np.argsort(places, kind="stable")
        own, starts = np.unique(places[order], return_index=True)
        return list(zip(own.tolist(), np.split(order, starts[1:]), strict=False))

    def under_way(self, sender: Sender) -> Iterator[tuple[Batch, NDArray[np.int64], NDArray[np.float64]]]:
        """Yield the requests of somebody that are not over: by batch their places in it, ascending, and their times.

        Times are by `CourseTime`; shape (requests, times).
        """
        self.hand_on()
        numbers = self._rooms["course"][:, Course.NUMBER]
        active = np.flatnonzero(numbers >= 0)
        active = active[np.argsort(numbers[active])]
        batch = np.searchsorted(self._bases, numbers[active], side="right") - 1
        for place in np.unique(batch).tolist():
            if self._senders[place] is sender:
                those = active[batch == place]
                yield self._batches[place], numbers[those] - self._bases[place], self._rooms["course_time"][those]
