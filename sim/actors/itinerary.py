"""What requests go through at their agency and at the operator, as legs of a course: `clearing.Clearing`, beforehand.

Whom a request is about, how often a step sends it back and how long each works on it hang on its numbers alone, as
long as no law changes who authorises. Only when all that happens hangs on what else goes on: that is left to the desks.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.actors.batch import Batch
from sim.actors.clearing import Clearing, Stage
from sim.actors.desk import Desk
from sim.actors.office import Office, Step
from sim.actors.operator import Operator
from sim.actors.request_row import NUMBERS, Column
from sim.draw.hashing import folds, rows, units_of
from sim.draw.variates import Sampler, each
from sim.queueing.load import Legs
from sim.queueing.state import AUTHORISED, REVIEWED, REWORK, TOLD, TURNED_DOWN, WAIT

_WHOLES = 5  # of the columns of legs, the first are whole numbers
ITEM = 1000  # a further item of a request has work by the number of this id, and on
Which = NDArray[np.intp]
Numbers = NDArray[np.float64]


class _Course:
    """Legs of some requests, written down step by step."""

    def __init__(self, requests: int) -> None:
        self.note = np.zeros(requests, np.int64)  # what is so when the next leg begins
        self._parts: list[tuple[NDArray[Any], ...]] = []

    def add(
        self, which: Which, desk: int | NDArray[np.int64], amount: float | Numbers = 0.0, code: float | Numbers = 0.0,
        due: int | NDArray[np.int64] = -1, factor: int | NDArray[np.int64] = -1,
    ) -> None:  # fmt: skip
        """Add a leg to some requests."""
        if len(which):
            self._parts.append(np.broadcast_arrays(which, desk, self.note[which], due, factor, amount, code))
            self.note[which] = 0

    def legs(self) -> Legs:
        """Return all legs, request after request."""
        columns: list[Any] = [np.concatenate(column) for column in zip(*self._parts, strict=True)]
        order = np.argsort(columns[0], kind="stable")
        types = (np.int64,) * _WHOLES + (np.float64,) * (len(columns) - _WHOLES)
        return Legs(*[column[order].astype(kind) for column, kind in zip(columns, types, strict=True)])


class Itineraries:
    """The courses of one agency's requests.

    Parameters
    ----------
    rules, factors : sequence of int
        Deadline of each operator and factor on its work, by the order of batches.
    """

    def __init__(
        self, clearing: Clearing, office: Office, operators: Sequence[Operator], rules: Sequence[int],
        factors: Sequence[int],
    ) -> None:  # fmt: skip
        self._factors = np.array(factors, np.int64)
        self._stages, self._clearing, self._office = clearing.stages, clearing, office
        self._operators, self._rules = operators, np.array(rules, np.int64)
        self._desks = np.array([operator.desk.number for operator in operators], np.int64)
        self._codes = np.array([operator.desk.code("request") for operator in operators])

    def of(self, batch: Batch, withheld: NDArray[np.bool_], note: NDArray[np.int64]) -> Legs:
        """Return the legs of some requests; some are `withheld`; `note` says what is so when they are opened."""
        course, reworks = _Course(len(batch)), np.zeros(len(batch), np.int64)
        course.note[:] = note
        course.add(np.flatnonzero(withheld), TURNED_DOWN, code=float(Column.WITHHELD))
        going: Which = np.flatnonzero(~withheld)
        for stage in self._stages:
            skipping, step = np.isin(batch.grade[going], list(stage.skipped)), stage.step
            if step is None:  # it is said by law
                course.note[going] |= REVIEWED
                step, urgent = self._clearing.authorises, list(self._clearing.urgent)
                if step is None:
                    break
                skipping = np.isin(batch.grade[going], urgent)
                course.note[going[skipping]] |= TOLD
            through = self._through(course, batch, going[~skipping], step, stage, reworks)
            going = np.sort(np.concatenate([going[skipping], through]))
        course.note[going] |= AUTHORISED
        own = batch.operator[going]
        work, rule, factor = self._handling(batch, going), self._rules[own], self._factors[own]
        course.add(going, self._desks[own], work, self._codes[own], rule, factor)
        return course.legs()

    def _through(
        self, course: _Course, batch: Batch, going: Which, step: Step, stage: Stage, reworks: NDArray[np.int64]
    ) -> Which:
        """Take requests through a step; return those that it does not turn down."""
        numbers, passed, column = batch.numbers[going], [going[:0]], stage.column
        while len(going):
            if step.desk is not None:
                _at_desk(course, going, step.desk, step, numbers[:, column])
            delay = _drawn(step.delay, numbers[:, Column.DELAY])
            late = delay != 0.0
            course.add(going[late], WAIT, delay[late])
            says = numbers[:, column + 1]
            back, over = says < step.back, (says >= step.back) & (says < step.back + step.turned_down)
            course.add(going[over], TURNED_DOWN, code=float(column))
            passed.append(going[~back & ~over])
            going = going[back]
            numbers = self._reworked(course, batch, going, column, reworks)
        return np.concatenate(passed)

    def _reworked(
        self, course: _Course, batch: Batch, going: Which, column: int, reworks: NDArray[np.int64]
    ) -> Numbers:
        """Have requests reworked and drafted again; return their new numbers."""
        reworks[going] += 1
        keys = np.empty(len(going), np.uint64)
        for times in np.unique(reworks[going]).tolist():
            those = reworks[going] == times
            keys[those] = folds(batch.keys[going[those]], np.uint64((column << 32) + times))
        numbers, draft = rows(keys, NUMBERS), self._office.draft
        course.note[going] |= REWORK
        course.add(going, WAIT, _drawn(self._office.rework, numbers[:, Column.REWORK]))
        if draft is not None and draft.desk is not None and len(going):
            _at_desk(course, going, draft.desk, draft, numbers[:, Column.DRAFT])
        return numbers

    def _handling(self, batch: Batch, going: Which) -> Numbers:
        """Return the work of requests at their operators' desks [day]: each item has its own."""
        handling = [self._operators[own].handling for own in batch.operator[going].tolist()]
        numbers = batch.numbers[going, Column.HANDLING].tolist()
        work = np.array([draw(u) for draw, u in zip(handling, numbers, strict=True)], np.float64)
        items = np.diff(batch.starts)[going]
        for item in range(1, int(items.max(initial=1))):
            more = np.flatnonzero(items > item)
            further = units_of(folds(batch.keys[going[more]], np.uint64(ITEM + item))).tolist()
            work[more] += [handling[place](u) for place, u in zip(more.tolist(), further, strict=True)]
        return work


def _at_desk(course: _Course, going: Which, desk: Desk, step: Step, numbers: Numbers) -> None:
    course.add(going, desk.number, _drawn(step.work, numbers), desk.code(step.name))


def _drawn(draw: Sampler, numbers: Numbers) -> Numbers:
    return np.array(each(draw, numbers.tolist()), np.float64)
