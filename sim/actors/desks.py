"""All desks of a run: compiled code plays them, this hands it what comes and takes what has ended."""

from collections.abc import Callable
from math import floor, inf

import numpy as np
from numpy.typing import NDArray

from sim.actors.process import Clock
from sim.ledger.accounts import Ledger
from sim.ledger.desks import DeskLevels
from sim.ledger.levels import Level
from sim.queueing.comings import NUMBER, foresee
from sim.queueing.play import DONE, ENDED, FULL, REASON, SERVED, play
from sim.queueing.rooms import BLOCK, Rooms
from sim.queueing.state import Calendar as Hours
from sim.queueing.state import Count, Turn, TurnTime
from sim.queueing.turns import join
from sim.world.calendar import Calendar

Then = Callable[[float, float], object]  # told when a turn started and when it ended
# told which of its pieces of work is done, whether it leads on, and when it came, was begun and ended
Served = Callable[[int, bool, float, float, float], object]

_NOBODY = np.empty(0, np.intp)


class Desks:
    """The desks of one run, between the clock and compiled code.

    Events at desks and those of SimPy happen in one order: by time, rank and order of asking. The clock lets
    everything at desks happen that comes before its own next event (`play`), and no more.

    Attributes
    ----------
    first : float [day]
        When something happens here next; infinite if nothing is to come.
    """

    def __init__(self, clock: Clock, ledger: Ledger) -> None:
        self.ledger, self.ask, self._clock = ledger, clock.ask, clock
        self.last_day = floor(ledger.frame.days) + 2
        self.first = inf
        self.rooms = Rooms()
        self._desks: list[tuple[int, ...]] = []
        self._speeds: list[float] = []
        self._by_number: list[Level] = []
        self._levels: dict[Level, int] = {}
        self._calendars: dict[Calendar, int] = {}
        self._ended: dict[int, Then] = {}
        self._served: list[Served] = []
        self._last_left: tuple[bytes, dict[int, NDArray[np.intp]]] = b"", {}
        self._sees_to: dict[int, Callable[[int], None]] = {}
        self._hands_on: Callable[[], None] | None = None
        self._notes_served: Callable[[], None] | None = None
        self.courses: object = None
        self.visits: object = None
        ledger.waiting.append(self._at_settling)

    @property
    def now(self) -> float:
        """Time [day]."""
        return self._clock._now

    @classmethod
    def of(cls, clock: Clock, ledger: Ledger) -> "Desks":
        """Return the desks of a run."""
        if clock.desks is None:
            clock.desks = cls(clock, ledger)
        assert isinstance(clock.desks, Desks)
        return clock.desks

    def add(self, calendar: Calendar, levels: DeskLevels, servers: int, speed: float) -> int:
        """Add a desk; return its number."""
        numbers = [self._number_of(level) for level in levels]
        own = self._calendars.get(calendar)
        if own is None:
            own = self._calendars[calendar] = self._add_calendar(calendar)
        self._desks.append((servers, own, 0, *numbers))
        self._speeds.append(speed)
        count = self.rooms.count
        count[Count.ROOM] = max(count[Count.ROOM], 8 + 2 * servers)
        return len(self.rooms["desk"]) + len(self._desks) - 1

    def _number_of(self, level: Level) -> int:
        number = self._levels.get(level)
        if number is None:
            number = self._levels[level] = len(self._by_number)
            self._by_number.append(level)
        return number

    def _add_calendar(self, calendar: Calendar) -> int:
        rooms, days = self.rooms, calendar.working_days(self.last_day)
        ranks = np.searchsorted(days, np.arange(self.last_day + 1))
        opens, closes = calendar.opens_hour / 24, calendar.closes_hour / 24
        rooms["hours"] = np.vstack([rooms["hours"], [[opens, closes, closes - opens]]])
        starts = rooms["calendar"]
        starts[-1, Hours.IS_ALWAYS] = calendar.always
        ends = starts[-1] + (0, len(ranks), len(days))
        rooms["calendar"] = np.vstack([starts, [ends]])
        rooms["ranks"] = np.concatenate([rooms["ranks"], ranks])
        rooms["days"] = np.concatenate([rooms["days"], days])
        return len(starts) - 1

    def _settle(self) -> None:
        """Give the desks that are new their places."""
        if self._desks:
            rooms, many = self.rooms, len(self._desks)
            rooms["desk"] = np.vstack([rooms["desk"], np.array(self._desks, np.int64)])
            rooms["speed"] = np.concatenate([rooms["speed"], self._speeds])
            waiting = np.full((many, *rooms["queue"].shape[1:]), -1, np.int64)
            rooms["queue"] = np.concatenate([rooms["queue"], waiting])
            self._desks, self._speeds = [], []

    def join(
        self, desk: int, work_days: float, grade: int, code: float, due: float, now: float,
        then: Then,
    ) -> None:  # fmt: skip
        """Bring work to a desk; `then` is told when it started and when it ended, at its end."""
        if self._desks:
            self._settle()
        rooms = self.rooms
        turn = join(rooms.state, desk, work_days, grade, code, due, -1, now, self.ask())
        if turn < 0:
            self._make_room()
            turn = join(rooms.state, desk, work_days, grade, code, due, -1, now, self.ask())
        self._ended[turn] = then
        self.first = rooms.time.item(0)

    def line(self, served: Served, thing: int = -1) -> int:
        """Return the number of a line of work that comes at known times; it is noted if it is given a `thing`."""
        self._served.append(served)
        self.rooms["line"] = np.append(self.rooms["line"], np.int64(thing))
        return len(self._served) - 1

    def thing(self, amiss: int) -> int:
        """Return the number of something that may be amiss, and is so much so now."""
        self.rooms["amiss"] = np.append(self.rooms["amiss"], np.int64(amiss))
        return len(self.rooms["amiss"]) - 1

    def goes_amiss(self, thing: int, by: int) -> None:
        """Note that something is more amiss than it was, or less."""
        self.rooms["amiss"][thing] += by

    def foresee(
        self, desk: int, grade: int, code: float, times: NDArray[np.float64], work_days: NDArray[np.float64],
        what: NDArray[np.int64],
    ) -> None:  # fmt: skip
        """Let pieces of work come to a desk at known times, ascending; shapes (pieces,)."""
        self.rooms.reserve("coming", Count.COMINGS, len(times))
        self.look()  # there may be new desks
        foresee(self.rooms.state, self.ask(), desk, grade, code, times, work_days, what)
        self.look()

    def sees_to(self, why: int, whom: Callable[[int], None]) -> None:
        """Let somebody see to courses that stop for a reason, one of `sim.queueing.play`."""
        self._sees_to[why] = whom

    def hands_on(self, answers: Callable[[], None]) -> None:
        """Let somebody hand on plain answers to courses when there is no more room for them."""
        self._hands_on = answers

    def notes_served(self, noted: Callable[[], None]) -> None:
        """Let somebody take what was noted of work that came at known times when there is no more room for it."""
        self._notes_served = noted

    def look(self) -> None:
        """Look again when something happens here next: something has come."""
        if self._desks:
            self._settle()
        self.first = self.rooms.time.item(0)

    def play(self, clock: Clock, time: float, rank: int, before: int) -> bool:
        """Let happen what comes before an event of SimPy; whether it stopped before, at what somebody waits for."""
        rooms = self.rooms
        reached = play(rooms.state, time, rank, before, self.ask())
        self.first = rooms.time.item(0)
        if reached == DONE:
            return False
        clock._now = now = rooms.now.item(0)
        why, what = reached & ((1 << REASON) - 1), reached >> REASON
        if why == ENDED:
            self._ended.pop(what)(rooms.turn_time.item(what, TurnTime.STARTED), now)
            return True
        if why == SERVED:
            self._serve(what, now)
            return True
        self._see_to(why, what)
        while rooms.count[Count.ASIDE] >= 0:  # it goes on at once, before anything else
            reached = play(rooms.state, now, -1, 0, self.ask())
            self._see_to(reached & ((1 << REASON) - 1), reached >> REASON)
        self.first = rooms.time.item(0)
        return True

    def _serve(self, turn: int, now: float) -> None:
        """Tell of work that came at a known time."""
        what, times = -2 - self.rooms["turn"].item(turn, Turn.OWNER), self.rooms.turn_time
        arrived, started = times.item(turn, TurnTime.ARRIVED), times.item(turn, TurnTime.STARTED)
        self._served[what >> NUMBER]((what & ((1 << NUMBER) - 1)) >> 1, bool(what & 1), arrived, started, now)

    def _see_to(self, why: int, what: int) -> None:
        if why == FULL:
            self._make_room()
        elif why != DONE:
            self._sees_to[why](what)

    def _make_room(self) -> None:
        """Make room where there is too little: what is handed on in large parts costs less."""
        rooms = self.rooms
        if rooms.count[Count.TURN] < 0:
            rooms.enlarge("turn")
        self._hand_on()
        if self._hands_on is not None and rooms.is_full("answered"):
            self._hands_on()
        if self._notes_served is not None and rooms.is_full("served"):
            self._notes_served()

    def last_noted(self) -> list[float]:
        """Return the numbers of the turn that ended last."""
        last = self.rooms.count[Count.NOTED] - 1
        numbers: list[float] = self.rooms["noted"][last].tolist()
        return numbers

    def under_way(self, desk: int, read: float) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Return the numbers of turns at a desk that have not ended, in order of arrival, and their grades.

        `read` is the desk's working clock now; arrays (turns, TurnTime.READ) and (turns,).
        """
        self._hand_on()
        turns, times = self.rooms["turn"], self.rooms["turn_time"]
        here = self._left(turns).get(desk, _NOBODY)
        numbers = times[here]
        waits = np.isnan(numbers[:, TurnTime.STARTED])
        numbers[waits, TurnTime.WAITED] = read - numbers[waits, TurnTime.READ]
        return numbers[:, : TurnTime.READ], turns[here, Turn.GRADE]

    def _left(self, turns: NDArray[np.int64]) -> dict[int, NDArray[np.intp]]:
        """Return the turns of each desk that have not ended, in order of arrival: every desk asks at the run's end."""
        now = self.rooms.count.tobytes()
        if now != self._last_left[0]:
            there = np.flatnonzero(turns[:, Turn.DESK] >= 0)
            there = there[np.lexsort((turns[there, Turn.ORDER], turns[there, Turn.DESK]))]
            desks, starts = np.unique(turns[there, Turn.DESK], return_index=True)
            ends = [*starts[1:].tolist(), len(there)]
            parts = [there[start:end] for start, end in zip(starts.tolist(), ends, strict=False)]
            self._last_left = now, dict(zip(desks.tolist(), parts, strict=True))
        return self._last_left[1]

    @property
    def happened(self) -> int:
        """Number of events at desks so far."""
        return int(self.rooms.count[Count.HAPPENED])

    def let_go(self) -> None:
        """Forget who waits, once the run is over."""
        self._ended.clear()
        self.rooms.let_go()

    def _at_settling(self, least: int) -> None:
        if least == 1:  # for good
            self._hand_on(rest=True)

    def _hand_on(self, *, rest: bool = False) -> None:
        """Hand the ledger what was written down: in blocks of one size, and what is left over only at the end.

        Sums are then the same to the last bit whoever brings work to desks, one by one or on courses.
        """
        count, rooms = self.rooms.count, self.rooms
        noted = int(count[Count.NOTED])
        self.ledger.turned.note(rooms["noted"][:noted].tobytes())
        count[Count.NOTED] = 0
        moved, start = int(count[Count.MOVED]), 0
        while moved - start >= (1 if rest else BLOCK):
            end = min(moved, start + BLOCK)
            self._move_levels(start, end)
            start = end
        for name in ("moved", "level"):
            rooms[name][: moved - start] = rooms[name][start:moved]
        count[Count.MOVED] = moved - start

    def _move_levels(self, start: int, end: int) -> None:
        which = self.rooms["level"][start:end]
        order = np.argsort(which.astype(np.uint16 if len(self._levels) < 1 << 15 else np.int64), kind="stable")
        codes, starts = np.unique(which[order], return_index=True)
        parts = np.split(self.rooms["moved"][start:end][order], starts[1:])
        for code, part in zip(codes.tolist(), parts, strict=True):
            level = self._by_number[code >> 1]
            (level.fewer if code & 1 else level.more)(part)
        for level in dict.fromkeys(self._by_number[code >> 1] for code in codes.tolist()):
            level.settle()
