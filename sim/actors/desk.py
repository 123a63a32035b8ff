"""A desk: staff with hours who take work in order of grade. One definition serves every desk of the model."""

from heapq import heappop, heappush
from math import ceil, nan

from simpy.events import Event

from sim.actors.process import END_OF_SERVICE, OPENING, Clock, Life
from sim.ledger.accounts import Ledger
from sim.ledger.facts import DeskTurn
from sim.world.calendar import Calendar


class Turn:
    """One piece of work at a desk."""

    __slots__ = ("arrived", "due", "ended", "event", "grade", "started", "task", "work_days")

    def __init__(self, arrived: float, grade: int, work_days: float, task: str, due: float) -> None:
        self.arrived, self.grade, self.work_days, self.task, self.due = arrived, grade, work_days, task, due
        self.started = self.ended = nan
        self.event: Event | None = None


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

    __slots__ = ("_busy", "_calendar", "_clock", "_count", "_free", "_ledger", "_live", "_name", "_queue", "_speed",
                 "_there", "_waiting", "_waking")  # fmt: skip

    def __init__(
        self, clock: Clock, calendar: Calendar, ledger: Ledger, *, name: str, staff: float, weight: float = 1.0
    ) -> None:
        self._clock, self._calendar, self._ledger, self._name = clock, calendar, ledger, name
        self._there, self._waiting, self._busy = ledger.desk(name, staff, calendar.worked, weight=weight)
        self._free = ceil(staff)
        self._speed = staff / ceil(staff)
        self._queue: list[tuple[int, int, Turn]] = []
        self._live: dict[int, Turn] = {}
        self._count = 0
        self._waking = False

    def turn(self, work_days: float, *, grade: int = 3, task: str = "", due: float = nan) -> Life[Turn]:
        """Wait for a turn, then for the work to be done; return the turn with its times.

        Parameters
        ----------
        work_days : float [day of open time]
            Work of one member of staff at full speed.
        """
        clock = self._clock
        turn = Turn(clock._now, grade, work_days / self._speed, task, due)
        number = self._count
        self._count += 1
        self._live[number] = turn
        self._there.add(clock._now, 1)
        if self._free and not self._queue and self._calendar.is_open(clock._now):
            self._free -= 1
        else:
            turn.event = Event(clock)
            heappush(self._queue, (grade, number, turn))
            self._waiting.add(clock._now, 1)
            self._wake_at_opening()
            yield turn.event
            self._waiting.add(clock._now, -1)
        turn.started = clock._now
        self._busy.add(clock._now, 1)
        yield clock.at(self._calendar.after(clock._now, turn.work_days), END_OF_SERVICE)
        turn.ended = clock._now
        self._busy.add(clock._now, -1)
        self._there.add(clock._now, -1)
        del self._live[number]
        self._ledger.write(self._fact(turn))
        self._free += 1
        self._serve()
        return turn

    def close_books(self) -> None:
        """Write down, at the end of the run, the work that is still waiting or under way."""
        for turn in self._live.values():
            self._ledger.write(self._fact(turn))

    def _serve(self) -> None:
        """Hand free staff the next pieces of work, if the desk is open."""
        if not self._queue:
            return
        if not self._calendar.is_open(self._clock._now):
            self._wake_at_opening()
            return
        while self._free and self._queue:
            self._free -= 1
            _, _, turn = heappop(self._queue)
            assert turn.event is not None
            turn.event.succeed()

    def _wake_at_opening(self) -> None:
        if self._waking or not self._free or self._calendar.is_open(self._clock._now):
            return
        self._waking = True
        opening = self._clock.at(self._calendar.next_open(self._clock._now), OPENING)
        opening.callbacks.append(self._open)

    def _open(self, _: Event) -> None:
        self._waking = False
        self._serve()

    def _fact(self, turn: Turn) -> DeskTurn:
        until = turn.started if turn.started == turn.started else self._clock._now
        waited = self._calendar.between(turn.arrived, until) if until > turn.arrived else 0.0
        return DeskTurn(
            self._name, turn.task, turn.grade, turn.arrived, turn.started, turn.ended, waited, turn.work_days, turn.due
        )
