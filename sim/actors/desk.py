"""A desk: staff with hours who take work in order of grade. One definition serves every desk of the model."""

from heapq import heappop, heappush
from math import ceil, nan

from simpy.events import Event

from sim.actors.process import END_OF_SERVICE, OPENING, Clock, Life
from sim.ledger.accounts import Ledger
from sim.ledger.facts import DeskTurn
from sim.world.calendar import Calendar


class Turn:
    """One piece of work at a desk; `read` is the desk's working clock at the arrival, then at the start."""

    __slots__ = (
        "arrived",
        "due",
        "ended",
        "event",
        "grade",
        "read",
        "started",
        "task",
        "waited_work_days",
        "work_days",
    )

    def __init__(self, arrived: float, grade: int, work_days: float, task: str, due: float, read: float) -> None:
        self.arrived, self.grade, self.work_days, self.task, self.due = arrived, grade, work_days, task, due
        self.read = read
        self.waited_work_days = 0.0
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

    __slots__ = (
        "_busy",
        "_calendar",
        "_clock",
        "_count",
        "_free",
        "_ledger",
        "_live",
        "_name",
        "_queue",
        "_speed",
        "_there",
        "_waiting",
        "_waking",
    )

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

        The calendar is asked once, on arrival: from then on the working clock is known by adding work to it.

        Parameters
        ----------
        work_days : float [day of open time]
            Work of one member of staff at full speed.
        """
        clock = self._clock
        arrived = clock._now
        read, is_open = self._calendar.reading(arrived)
        turn = Turn(arrived, grade, work_days / self._speed, task, due, read)
        self._count = number = self._count + 1
        self._live[number] = turn
        self._there.add(arrived, 1)
        if is_open and self._free and not self._queue:
            self._free -= 1
        else:
            turn.event = Event(clock)
            heappush(self._queue, (grade, number, turn))
            self._waiting.add(arrived, 1)
            if not is_open:
                self._wake_at_opening()
            yield turn.event
            self._waiting.add(clock._now, -1)
        turn.started = started = clock._now
        self._busy.add(started, 1, turn.read)
        end_read = turn.read + turn.work_days
        yield clock.at(max(started, self._calendar.reached(end_read)), END_OF_SERVICE)
        turn.ended = ended = clock._now
        self._busy.add(ended, -1, end_read)
        self._there.add(ended, -1)
        del self._live[number]
        self._ledger.write(
            DeskTurn(self._name, task, grade, arrived, started, ended, turn.waited_work_days, turn.work_days, due)
        )
        self._free += 1
        if self._queue:
            self._serve()
        return turn

    def close_books(self) -> None:
        """Write down, at the end of the run, the work that is still waiting or under way."""
        read = self._calendar.worked(self._clock._now)
        for turn in self._live.values():
            waited = turn.waited_work_days if turn.started == turn.started else read - turn.read
            self._ledger.write(
                DeskTurn(
                    self._name,
                    turn.task,
                    turn.grade,
                    turn.arrived,
                    turn.started,
                    turn.ended,
                    waited,
                    turn.work_days,
                    turn.due,
                )
            )

    def _serve(self) -> None:
        """Hand free staff the next pieces of work, if the desk is open."""
        read, is_open = self._calendar.reading(self._clock._now)
        if not is_open:
            self._wake_at_opening()
            return
        while self._free and self._queue:
            self._free -= 1
            _, _, turn = heappop(self._queue)
            assert turn.event is not None
            turn.waited_work_days = read - turn.read
            turn.read = read
            turn.event.succeed()

    def _wake_at_opening(self) -> None:
        if self._waking or not self._free:
            return
        self._waking = True
        opening = self._clock.at(self._calendar.next_open(self._clock._now), OPENING)
        opening.callbacks.append(self._open)

    def _open(self, _: Event) -> None:
        self._waking = False
        self._serve()
