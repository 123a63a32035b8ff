"""Requests whose course is known beforehand, sent by the thousand: what `case.Docket` and `request.Requests` do singly.

Such a request meets nobody who could change it until an operator has worked on it. Only there, or where it is turned
down, may somebody have to see to it by itself; most answers lead to nothing and are closed with others.
"""

from collections.abc import Callable
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from sim.actors.batch import Batch
from sim.actors.beforehand import Beforehand
from sim.actors.courses import Courses, Reached
from sim.actors.disclosure import Ask
from sim.actors.docket import Cases
from sim.actors.drawing import Drawing
from sim.actors.itinerary import Itineraries
from sim.actors.request import Requests
from sim.actors.request_file import Answer, File
from sim.actors.request_row import Column
from sim.queueing.state import CourseTime
from sim.world.deadline import Deadline

_VERDICTS = {Column.WITHHELD: "withheld", Column.REVIEW: "declined", Column.AUTHORISE: "rejected"}


class Told(NamedTuple):
    """Who wants to know what becomes of needs."""

    needs: Callable[[int], None]  # so many are felt
    over: Callable[[Ask, float, Answer], None]  # of a request, of a need felt at a time
    open: Callable[[Ask, float], object]  # that is still open when the run ends


class Sending:
    """The requests of a docket that take courses."""

    def __init__(
        self, courses: Courses, drawing: Drawing, requests: Requests, beforehand: Beforehand, told: Told
    ) -> None:
        self._courses, self._drawing, self._requests, self._told = courses, drawing, requests, told
        self._beforehand, self._closing = beforehand, beforehand.closing
        operators = drawing.names.operators
        rules = [courses.rule(cast(Deadline, operator.answers_in)) for operator in operators]  # as `is_known` asks
        self._itineraries = Itineraries(beforehand.clearing, beforehand.office, operators, rules)
        self._routes = np.full((len(operators), len(drawing.names.categories)), -2, np.int64)

    def take(self, chunk: Cases) -> Cases:
        """Send what the cases ask for, each at its time; return those cases that have to be seen to singly."""
        batch, is_known = self._drawing.of(chunk)
        if len(batch):
            self._told.needs(len(batch.subjects))
            self._requests.count_opened(len(batch.subjects))
            route = self._route(batch)
            is_plain = (route >= 0) & ~(self._beforehand.may_stand_out(batch) | self._closing.are_apart(batch))
            legs = self._itineraries.of(batch, self._beforehand.are_withheld(batch))
            self._courses.send(self, batch, legs, is_plain.astype(np.int64), np.maximum(route, 0))
        return Cases(chunk.opened[~is_known], chunk.keys[~is_known], chunk.numbers[~is_known])

    def _route(self, batch: Batch) -> NDArray[np.int64]:
        """Return the route of each request, -1 where its answer is not plain."""
        cells = self._routes[batch.operator, batch.category]
        for place in np.flatnonzero(cells == -2).tolist():
            at = batch.operator[place], batch.category[place]
            if self._routes[at] == -2:
                self._routes[at] = self._closing.course(self._courses, batch, place)
        found: NDArray[np.int64] = self._routes[batch.operator, batch.category]
        return found

    def tell(self, reached: Reached) -> None:
        """Have a request reviewed that is sent before it is authorised."""
        self._beforehand.clearing.authoriser(reached.batch.ask(reached.request))

    def over(self, reached: Reached) -> None:
        """Close a request that is turned down, or answered in a way that is not plain."""
        file = _file(reached)
        verdict = _VERDICTS.get(reached.turned_down, "")
        answer = self._requests.finish(file, verdict)
        self._told.over(file.ask, file.drafted, answer)

    def answered(self, batch: Batch, requests: NDArray[np.int64], rows: NDArray[np.float64]) -> None:
        """Take plain answers."""
        self._closing.take(batch, requests, rows)

    def close_books(self) -> None:
        """Write down, at the end of the run, the requests that are still under way."""
        for reached in self._courses.under_way(self):
            file = _file(reached)
            self._requests.finish(file, "open")
            self._told.open(file.ask, file.drafted)


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
