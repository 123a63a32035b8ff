"""Requests whose course is known beforehand, sent by the thousand: what `case.Docket` and `request.Requests` do singly.

Such a request meets nobody who could change it until an operator has worked on it. Only there may somebody have to see
to it by itself; most answers lead to nothing and are closed with others, as are requests that are turned down.
"""

from collections.abc import Callable
from functools import partial
from math import isfinite, nan
from typing import NamedTuple, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from sim.actors.batch import Batch
from sim.actors.beforehand import Beforehand
from sim.actors.courses import Courses, Reached
from sim.actors.disclosure import Ask
from sim.actors.docket import Cases
from sim.actors.drawing import Drawing
from sim.actors.habits import ACTED_ON
from sim.actors.itinerary import Itineraries
from sim.actors.operator import Operator
from sim.actors.own_records import CATEGORIES, OwnRecords
from sim.actors.people import Subject
from sim.actors.request import Requests
from sim.actors.request_file import Answer, File
from sim.actors.request_row import VERDICTS
from sim.queueing.state import MET, CourseTime
from sim.world.deadline import Deadline


class Orders(Protocol):
    """Orders to listen to the subjects of some cases, told of the first request of each."""

    def are_ordered(self, keys: NDArray[np.uint64]) -> NDArray[np.bool_]:
        """Return for which first requests, by their keys, there may be an order; shape of `keys` (n,)."""
        ...

    def after(self, ask: Ask) -> None:
        """Order, perhaps."""
        ...


class Watches(Protocol):
    """A list of people who are watched: it hears of subjects of cases."""

    def subject(self, subject: Subject, role: str) -> None:
        """Hear of the subject of a request that is opened now."""
        ...

    def expect(self, batch: Batch) -> None:
        """Hear of requests that are opened later, but for those that are found anew by then."""
        ...


class Told(NamedTuple):
    """Who wants to know what becomes of needs."""

    needs: Callable[[int], None]  # so many are felt
    over: Callable[[Ask, float, bool, Answer], None]  # of a request, of a need felt at a time, and followed up
    anew: Callable[[Batch, int], None]  # that is felt by a request which is found now, not when it was drawn
    watch: Watches | None = None
    live: Orders | None = None


class Sending:
    """The requests of a docket that take courses."""

    def __init__(
        self, courses: Courses, drawing: Drawing, requests: Requests, beforehand: Beforehand, told: Told
    ) -> None:
        self._courses, self._drawing, self._requests, self._told = courses, drawing, requests, told
        self._beforehand, self._closing = beforehand, beforehand.closing
        operators = drawing.names.operators
        rules = [courses.rule(cast(Deadline, operator.answers_in)) for operator in operators]  # as `is_known` asks
        factors = [courses.factor(operator) for operator in operators]
        self._itineraries = Itineraries(beforehand.clearing, beforehand.office, operators, rules, factors)
        # Those that were sent last, by what they ask for first: batch, place in it, course.
        self._ahead: dict[int, list[tuple[Batch, int, int]]] = {}
        if beforehand.own is not None:
            if courses.settle not in beforehand.own.settles:
                beforehand.own.settles.insert(0, courses.settle)
            beforehand.own.keeps.append(self._kept)
        self._routes = np.full((len(operators), len(drawing.names.categories)), -2, np.int64)
        self._is_acted_on = np.array([name == ACTED_ON for name in drawing.names.categories])
        self._latest: tuple[Batch, NDArray[np.int64]] | None = None
        for platform in drawing.platforms:
            if platform.register is not None:
                platform.register.before_change.append(partial(self._before_change, platform))

    @property
    def days(self) -> list[float]:
        """Days on which accounts may come or go, as far as is known: what opens later is drawn later."""
        registers = [platform.register for platform in self._drawing.platforms if platform.register is not None]
        return sorted({day for register in registers for day in register.days if isfinite(day)})

    def _before_change(self, platform: Operator) -> None:
        """Have those found anew who were found among account holders that are about to be others.

        Who had an account at the time of an act hangs on nothing that happens to the register later.
        """
        now = self._courses.now
        if self._latest is None or self._latest[0].opened[-1] < now:
            return
        batch, places = self._latest
        asked = batch.operator == batch.names.operators.index(platform)
        for request in np.flatnonzero(asked & (batch.at >= now)).tolist():  # then it is not opened yet
            self._courses.will_meet(int(places[request]))
            batch.is_found_anew[request] = True

    def take(self, chunk: Cases) -> Cases:
        """Send what the cases ask for, each at its time; return those cases that have to be seen to singly."""
        batch, is_known = self._drawing.of(chunk)
        if len(batch):
            self._told.needs(len(batch.subjects))
            self._requests.count_opened(len(batch.subjects))
            route = self._route(batch)
            is_plain = (route >= 0) & ~(self._beforehand.may_stand_out(batch) | self._closing.are_apart(batch))
            legs = self._itineraries.of(batch, self._beforehand.are_withheld(batch), self._notes(batch))
            wanted = np.column_stack([self._since(batch), batch.at - batch.window_days, batch.at])
            self._latest = batch, self._courses.send(self, batch, legs, wanted, is_plain.astype(np.int64), route)
            if self._told.watch is not None:
                self._told.watch.expect(batch)
            if self._beforehand.own is not None:
                self._look_ahead(*self._latest, self._beforehand.own)
        return Cases(chunk.opened[~is_known], chunk.keys[~is_known], chunk.numbers[~is_known])

    def _since(self, batch: Batch) -> NDArray[np.float64]:
        """Return since when what each asks for must be held for the case to go on to who had an address; NaN: never.

        What is asked for of an account begins with its opening; of several, the case may go on with the last.
        """
        registers = [operator.register for operator in batch.names.operators]
        may_not_name = np.array([register is not None for register in registers])[batch.operator]
        leads_on = self._is_acted_on[batch.category] & (batch.follows | may_not_name)
        since = np.where(leads_on, batch.at - batch.window_days, nan)
        request = np.repeat(np.arange(len(batch)), np.diff(batch.starts))
        people, _ = batch.names.homes[batch.homes[0]]  # a docket is about one population
        for place in np.unique(batch.operator[leads_on]).tolist():
            register = registers[place]
            if register is not None and register.grows:
                items = np.flatnonzero((leads_on & (batch.operator == place))[request])
                persons = (batch.subjects[items] - people.offset).astype(np.uint64)
                np.maximum.at(since, request[items], register.opening(people.world.name, persons))
        return since

    def _route(self, batch: Batch) -> NDArray[np.int64]:
        """Return the route of each request, -1 where its answer is not plain."""
        unknown = np.flatnonzero(self._routes[batch.operator, batch.category] == -2)
        alike = batch.operator[unknown] * len(batch.names.categories) + batch.category[unknown]
        _, first = np.unique(alike, return_index=True)
        for place in np.sort(unknown[first]).tolist():  # in order of appearance
            self._routes[batch.operator[place], batch.category[place]] = self._closing.course(
                self._courses, batch, place
            )
        found: NDArray[np.int64] = self._routes[batch.operator, batch.category]
        return found

    def _notes(self, batch: Batch) -> NDArray[np.int64]:
        """Return which requests somebody sees to as they are opened; (requests,)."""
        live, own = self._told.live, self._beforehand.own
        note = np.zeros(len(batch), np.int64)
        if live is not None:
            note[batch.is_first & live.are_ordered(batch.keys)] |= MET
        if own is not None:
            batch.may_be_held[:] = self._are_known(batch, own)
            note[batch.may_be_held] |= MET
        return note

    def _are_known(self, batch: Batch, own: OwnRecords) -> NDArray[np.bool_]:
        """Return which requests are for what was asked for before, and may be held; shape (requests,)."""
        codes = self._codes(batch, own)
        _, before = np.unique(codes, return_index=True)  # where each is asked for first
        is_known = np.ones(len(codes), np.bool_)
        is_known[before] = False
        first = batch.starts[:-1]
        earlier = [own.is_known(code) for code in codes[first].tolist()]
        own.waiting.update(codes.tolist())
        known: NDArray[np.bool_] = (is_known[first] | np.array(earlier, np.bool_)) & own.may_use(batch.keys)
        return known

    @staticmethod
    def _codes(batch: Batch, own: OwnRecords) -> NDArray[np.int64]:
        """Return what of whom is asked for; shape (items,)."""
        category = np.array([own.code(name) for name in batch.names.categories], np.int64)[batch.category]
        codes: NDArray[np.int64] = batch.subjects * CATEGORIES + np.repeat(category, np.diff(batch.starts))
        return codes

    def _look_ahead(self, batch: Batch, places: NDArray[np.int64], own: OwnRecords) -> None:
        """Note which courses are still to be opened, by what their requests ask for first."""
        self._ahead = {}
        those = np.flatnonzero(own.may_use(batch.keys))
        codes = self._codes(batch, own)[batch.starts[those]].tolist()
        for code, request, course in zip(codes, those.tolist(), places[those].tolist(), strict=True):
            self._ahead.setdefault(code, []).append((batch, request, course))

    def _kept(self, code: int, now: float) -> None:
        """Hear of something that is held now: a request to come may be answered from there."""
        for batch, request, course in self._ahead.get(code, ()):
            if batch.opened[request] > now:
                self._courses.will_meet(course)
                batch.may_be_held[request] = True

    def meet(self, reached: Reached) -> bool:
        """Tell of the subjects of a request as it is opened; whether it is sent, for the agency does not hold them."""
        batch, request, told = reached.batch, reached.request, self._told
        ask = batch.ask(request)
        if batch.is_found_anew[request]:
            told.needs(-len(ask.subjects))
            self._requests.count_opened(-len(ask.subjects))
            told.anew(batch, request)
            return False
        if told.live is not None and batch.is_first[request]:
            told.live.after(ask)
        if self._beforehand.own is None or not batch.may_be_held[request]:
            return True
        answer = self._requests.reused(ask)
        if answer is not None:
            told.over(ask, reached.times[CourseTime.OPENED], bool(batch.follows[request]), answer)
        return answer is None

    def tell(self, reached: Reached) -> None:
        """Have a request reviewed that is sent before it is authorised."""
        self._beforehand.clearing.authoriser(reached.batch.ask(reached.request))

    def over(self, reached: Reached) -> None:
        """Close a request that is turned down, or answered in a way that is not plain."""
        file = _file(reached)
        verdict = VERDICTS.get(reached.turned_down, "")
        answer = self._requests.finish(file, verdict)
        self._told.over(file.ask, file.drafted, bool(reached.batch.follows[reached.request]), answer)

    def answered(self, batch: Batch, requests: NDArray[np.int64], rows: NDArray[np.float64]) -> None:
        """Take plain answers."""
        self._closing.take(batch, requests, rows)

    def close_books(self) -> None:
        """Write down, at the end of the run, the requests that are still under way."""
        for batch, requests, times in self._courses.under_way(self):
            self._closing.leave_open(batch, requests, times, self._courses.now)


def _file(reached: Reached) -> File:
    """Return a request as if it had been followed singly."""
    times = reached.times
    file = File(reached.batch.ask(reached.request), times[CourseTime.OPENED])
    file.reviewed, file.authorised = times[CourseTime.REVIEWED], times[CourseTime.AUTHORISED]
    file.sent = file.received = file.authorised
    file.started, file.answered, file.due = (
        times[CourseTime.STARTED], times[CourseTime.ANSWERED], times[CourseTime.DUE],
    )  # fmt: skip
    file.reworks = reached.reworks
    return file
