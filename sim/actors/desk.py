"""A desk: staff with hours who take work in order of grade. One definition serves every desk of the model."""

from heapq import heappop, heappush
from math import ceil, nan
from typing import Any

from simpy.events import Event

from sim.actors.process import END_OF_SERVICE, OPENING, Clock, Life
from sim.ledger.accounts import Ledger
from sim.ledger.facts import DeskTurn
from sim.world.calendar import Calendar


class Turn(Event):
    """One piece of work at a desk: an event that happens when the work is done.

    Attributes
    ----------
    read : float [day of open time]
        The desk's working clock at the arrival, then at the start.
    """

    __slots__ = ("arrived", "due", "ended", "grade", "read", "started", "task", "waited_work_days", "work_days")
    _ok, _value = True, None  # as SimPy asks of an event whose time is known

    def __init__(
        self, finish: Any, arrived: float, grade: int, work_days: float, task: str, due: float, read: float
    ) -> None:
        self.callbacks = [finish]
        self.arrived, self.grade, self.work_days, self.task, self.due = arrived, grade, work_days, task, due
        self.read = read
        self.waited_work_days = 0.0
        self.started = self.ended = nan


class Desk:
    """Staff who work one piece at a time each, lower grades first, within a grade in order of arrival.

    Work stops at closing and resumes at the next opening, so on the desk's working clock it is a plain queue with
    priorities and without pre-emption. Whoever comes while the desk is closed waits for the opening. A fraction of
    staff lengthens service: 2.5 staff are 3 people at 5/6 of the speed.

    Parameters
    ----------
    name : str
        Desks of one name are added up in the ledger: those of all operators of an entry.
    staff : float, > 0
    weight : float, > 0
        Real desks that this one stands for.
    """

    __slots__ = (
        "_calendar",
        "_clock",
        "_codes",
        "_come",
        "_count",
        "_free",
        "_leave",
        "_ledger",
        "_live",
        "_name",
        "_note",
        "_pack",
        "_plan",
        "_queue",
        "_reached",
        "_reading",
        "_speed",
        "_start",
        "_stop",
        "_tell",
        "_wait",
        "_waited",
        "_waking",
    )

    def __init__(
        self, clock: Clock, calendar: Calendar, ledger: Ledger, *, name: str, staff: float, weight: float = 1.0
    ) -> None:
        self._clock, self._calendar, self._name = clock, calendar, name
        self._reading, self._reached, self._plan = calendar.reading, calendar.reached, clock.plan
        self._ledger, self._codes = ledger, dict[str, float]()
        self._note, self._pack, self._tell = ledger.turned.note, ledger.turned.pack, ledger.journal
        there, waiting, busy = ledger.desk(name, staff, calendar.worked, weight=weight)
        self._come, self._leave = there.up, there.down
        self._wait, self._waited = waiting.up, waiting.down
        self._start, self._stop = busy.up, busy.down
        self._free = ceil(staff)
        self._speed = staff / ceil(staff)
        self._queue: list[tuple[int, int, Turn]] = []
        self._live: dict[Turn, None] = {}  # in order of arrival
        self._count = 0
        self._waking = False

    def join(self, work_days: float, *, grade: int = 3, task: str = "", due: float = nan) -> Turn:
        """Bring a piece of work; return the turn, which happens when the work is done.

        The desk starts the work itself when its time comes: whoever brought it cannot change anything then, so
        it is woken once, at the end. The calendar is asked once, on arrival: from then on the working clock is
        known by adding work to it.

        Parameters
        ----------
        work_days : float [day of open time]
            Work of one member of staff at full speed.
        """
        arrived = self._clock._now
        read, is_open = self._reading(arrived)
        turn = Turn(self._finish, arrived, grade, work_days / self._speed, task, due, read)
        self._live[turn] = None
        self._come(arrived)
        if is_open and self._free and not self._queue:
            self._begin(turn, arrived)
        else:
            self._count += 1
            heappush(self._queue, (grade, self._count, turn))
            self._wait(arrived)
            if not is_open:
                self._wake_at_opening()
        return turn

    def turn(self, work_days: float, *, grade: int = 3, task: str = "", due: float = nan) -> Life[Turn]:
        """Bring a piece of work, wait until it is done, and return the turn with its times: `join` as a life."""
        turn = self.join(work_days, grade=grade, task=task, due=due)
        yield turn
        return turn

    def _begin(self, turn: Turn, now: float) -> None:
        """Start a piece of work; its turn has the working clock of now."""
        self._free -= 1
        turn.started = now
        self._start(turn.read)
        end = self._reached(turn.read + turn.work_days)
        self._plan(turn, end if end > now else now, END_OF_SERVICE)

    def _finish(self, turn: Any) -> None:
        """Write down a turn whose work is done, and take up the next; then its life goes on."""
        turn.ended = ended = self._clock._now
        self._stop(turn.read + turn.work_days)
        self._leave(ended)
        del self._live[turn]
        self._write(turn)
        self._free += 1
        if self._queue:
            self._serve()

    def _write(self, turn: Turn) -> None:
        code = self._codes.get(turn.task)
        if code is None:
            code = self._codes[turn.task] = self._ledger.turned.code(self._name, turn.task)
        waited, work, due = turn.waited_work_days, turn.work_days, turn.due  # the order is that of `Turns.NUMBERS`
        self._note(self._pack(code, turn.arrived, turn.started, turn.ended, waited, work, due))
        if self._tell is not None:
            times = turn.arrived, turn.started, turn.ended
            self._tell(DeskTurn(self._name, turn.task, turn.grade, *times, waited, work, due))

    def close_books(self) -> None:
        """Write down, at the end of the run, the work that is still waiting or under way."""
        read = self._calendar.worked(self._clock._now)
        for turn in self._live:
            if turn.started != turn.started:  # NaN: it still waits
                turn.waited_work_days = read - turn.read
            self._write(turn)

    def _serve(self) -> None:
        """Hand free staff the next pieces of work, if the desk is open."""
        now = self._clock._now
        read, is_open = self._reading(now)
        if not is_open:
            self._wake_at_opening()
            return
        while self._free and self._queue:
            _, _, turn = heappop(self._queue)
            turn.waited_work_days = read - turn.read
            turn.read = read
            self._waited(now)
            self._begin(turn, now)

    def _wake_at_opening(self) -> None:
        if self._waking or not self._free:
            return
        self._waking = True
        opening = self._clock.at(self._calendar.next_open(self._clock._now), OPENING)
        opening.callbacks.append(self._open)

    def _open(self, _: Event) -> None:
        self._waking = False
        self._serve()
