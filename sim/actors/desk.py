"""A desk: staff with hours who take work in order of grade. One definition serves every desk of the model."""

from collections.abc import Callable
from math import ceil, nan

import numpy as np
from numpy.typing import NDArray
from simpy.events import Event

from sim.actors.desks import Desks, Served, Then
from sim.actors.process import Clock, Life
from sim.ledger.accounts import Ledger
from sim.ledger.facts import DeskTurn
from sim.queueing.comings import NUMBER
from sim.queueing.state import GRADES
from sim.world.calendar import Calendar


class Turn(Event):
    """One piece of work at a desk: an event that happens when the work is done; then it knows its times [day]."""

    __slots__ = ("ended", "started")
    _ok, _value = True, None  # as SimPy asks of an event whose time is known

    def __init__(self) -> None:
        self.callbacks: list[Callable[[Event], None]] = []
        self.started = self.ended = nan

    def end(self, started: float, ended: float) -> None:
        """Let it happen."""
        self.started, self.ended = started, ended
        callbacks, self.callbacks = self.callbacks, None  # type: ignore[assignment]  # as SimPy has it
        for callback in callbacks:
            callback(self)


class Desk:
    """Staff who work one piece at a time each, lower grades first, within a grade in order of arrival.

    Work stops at closing and resumes at the next opening, so on the desk's working clock it is a plain queue with
    priorities and without pre-emption. Whoever comes while the desk is closed waits for the opening. A fraction of
    staff lengthens service: 2.5 staff are 3 people at 5/6 of the speed.

    Compiled code plays it (`sim.queueing`), in one order with all else that happens. The calendar is asked once, on
    arrival: from then on the working clock is known by adding work to it.

    Parameters
    ----------
    name : str
        Desks of one name are added up in the ledger: those of all operators of an entry.
    staff : float, > 0
    weight : float, > 0
        Real desks that this one stands for.
    """

    __slots__ = ("_calendar", "_clock", "_codes", "_desks", "_ledger", "_name", "_tell", "number")

    def __init__(
        self, clock: Clock, calendar: Calendar, ledger: Ledger, *, name: str, staff: float, weight: float = 1.0
    ) -> None:
        self._clock, self._calendar, self._name = clock, calendar, name
        self._ledger, self._codes, self._tell = ledger, dict[str, float](), ledger.journal
        levels, servers = ledger.desk(name, staff, calendar.worked, weight=weight), ceil(staff)
        self._desks = Desks.of(clock, ledger)
        self.number = self._desks.add(calendar, levels, servers, staff / servers)

    def code(self, task: str) -> float:
        """Return the number under which turns of a task are noted."""
        code = self._codes.get(task)
        if code is None:
            code = self._codes[task] = self._ledger.turned.code(self._name, task)
        return code

    def join(self, work_days: float, *, grade: int = 3, task: str = "", due: float = nan) -> Turn:
        """Bring a piece of work; return the turn, which happens when the work is done: `bring` for lives."""
        turn = Turn()
        self.bring(work_days, turn.end, grade=grade, task=task, due=due)
        return turn

    def bring(self, work_days: float, then: Then, *, grade: int = 3, task: str = "", due: float = nan) -> None:
        """Bring a piece of work; `then` is told when it started and when it ended, at its end.

        The desk starts the work itself when its time comes: whoever brought it cannot change anything then, so
        it is woken once, at the end.

        Parameters
        ----------
        work_days : float [day of open time]
            Work of one member of staff at full speed.
        grade : int, 0 to 7

        Raises
        ------
        ValueError
            If there is no such grade.
        """
        _check(grade)
        told = then if self._tell is None else self._telling(then, grade, task)
        self._desks.join(self.number, work_days, grade, self.code(task), due, self._clock._now, told)

    def line(self, served: Served, *, grade: int = 3, task: str = "", thing: int = -1) -> int:
        """Return the number of a line of work that comes at known times: `foresee` brings it.

        Parameters
        ----------
        served : callable of number, whether it leads on, came, started and ended
            Told, at its end, which piece was worked on, and its times [day].
        thing : int, optional
            What may be amiss (`Desks.thing`): pieces that do not lead on are only noted (`Count.SERVED`) while it is
            not, unless there is a journal. 0 is so for good: all are noted, and told of.
        """
        if self._tell is None:
            return self._desks.line(served, thing)

        def told(number: int, leads_on: bool, *times: float) -> None:  # as `Served` has it
            self._told(self._desks.last_noted(), grade, task)
            served(number, leads_on, *times)

        return self._desks.line(told)

    def foresee(
        self, times: NDArray[np.float64], work_days: NDArray[np.float64], what: NDArray[np.int64], *, grade: int = 3,
        task: str = "",
    ) -> None:  # fmt: skip
        """Let pieces of work come at times that are known now; nobody has to be there to bring them.

        Parameters
        ----------
        times : ndarray (pieces,) [day]
            Ascending; none has passed.
        work_days : ndarray (pieces,) [day of open time]
        what : ndarray (pieces,) int64
            The `piece` that each is.

        Raises
        ------
        ValueError
            If there is no such grade.
        """
        _check(grade)
        if len(times):
            self._desks.foresee(self.number, grade, self.code(task), times, work_days, what)

    def turn(self, work_days: float, *, grade: int = 3, task: str = "", due: float = nan) -> Life[Turn]:
        """Bring a piece of work, wait until it is done, and return the turn with its times: `join` as a life."""
        turn = self.join(work_days, grade=grade, task=task, due=due)
        yield turn
        return turn

    def _telling(self, then: Then, grade: int, task: str) -> Then:
        """Return what tells the journal of a turn that has ended before all else."""

        def told(started: float, ended: float) -> None:
            self._told(self._desks.last_noted(), grade, task)
            then(started, ended)

        return told

    def _told(self, numbers: list[float], grade: int, task: str) -> None:
        arrived, started, ended, *work = numbers[1:]
        assert self._tell is not None
        self._tell(DeskTurn(self._name, task, grade, arrived, started, ended, *work))

    def close_books(self) -> None:
        """Write down, at the end of the run, the work that is still waiting or under way."""
        turns, grades = self._desks.under_way(self.number, self._calendar.worked(self._clock._now))
        self._ledger.turned.note(turns.tobytes())
        if self._tell is not None:
            tasks = {code: task for task, code in self._codes.items()}
            for numbers, grade in zip(turns.tolist(), grades.tolist(), strict=True):
                self._told(numbers, grade, tasks[numbers[0]])


def piece(line: int, numbers: NDArray[np.int64], leads_on: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return what pieces of work of a line are, by their numbers from 0 to 2^31 - 1 and whether they lead on."""
    return (line << NUMBER) + 2 * numbers + leads_on


def _check(grade: int) -> None:
    if not 0 <= grade < GRADES:  # compiled code does not look
        raise ValueError(f"grade is {grade}; wanted 0 to {GRADES - 1}")
