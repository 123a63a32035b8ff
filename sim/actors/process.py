"""How actors wait: a clock on SimPy, and a light driver for lives written as generators.

A life yields the event it waits for and goes on when it happens. `simpy.Process` does the same with an event for
the start and one for the end of every life; a request needs neither, which is a third of its events.
"""

from collections.abc import Callable, Generator
from functools import partial
from heapq import heappop, heappush
from math import inf
from typing import Any, Protocol, TypeVar

import simpy
from simpy.events import Event

T = TypeVar("T")
Life = Generator[Event, Any, T]

# What comes first when several things happen at one time. SimPy's own events (0 and 1) come before all of them:
# they are answers to what happened a moment ago.
LAW, PURGE, OPENING, END_OF_SERVICE, ARRIVAL, LAST = 10, 11, 12, 13, 14, 15


class Moment(Event):
    """An event that happens at a known time and cannot fail: nothing is kept of it but who waits for it."""

    __slots__ = ()
    _ok, _value = True, None

    def __init__(self) -> None:
        self.callbacks = []


_blank = partial(Moment.__new__, Moment)  # what `Moment()` does, less a call of Python for its one attribute


class Played(Protocol):
    """What happens beside SimPy's events, in one order with them: the desks of a run (`sim.actors.desks`)."""

    first: float
    """When something happens there next [day]; infinite if nothing is to come."""

    @property
    def happened(self) -> int:
        """Number of events so far."""
        ...

    def play(self, clock: "Clock", time: float, rank: int, before: int) -> bool:
        """Let happen what comes before an event of SimPy; whether it stopped before, at what somebody waits for."""
        ...

    def let_go(self) -> None:
        """Forget who waits, once the run is over."""
        ...


class Clock(simpy.Environment):
    """Simulated time in days since the start, at local midnight of the first place.

    Attributes
    ----------
    desks : Played, optional
        The desks of the run, made with the first of them.
    """

    _asked = 0
    desks: Played | None = None

    def at(self, time: float, rank: int) -> Event:
        """Return an event at an absolute time; among equal times `rank` decides, then the order of asking.

        The time is kept to the last bit (a delay added to now would not be), so that a purge at midnight and a
        law of that day do fall together.

        Raises
        ------
        ValueError
            If the time has passed.
        """
        if time < self._now:
            raise ValueError(f"clock: {time!r} has passed; wanted a time from {self._now!r} on")
        moment = _blank()
        moment.callbacks = []
        queue: list[Any] = self._queue
        heappush(queue, (time, rank, next(self._eid), moment))
        return moment

    def ask(self) -> int:
        """Return a number in the order of asking, as events have it that ask for no event of SimPy."""
        self._asked += 1
        return next(self._eid)

    def step(self) -> None:
        """Let the next event happen, after all that comes before it at desks: SimPy's `run` calls it."""
        queue: list[Any] = self._queue
        while self.desks is not None:
            first = queue[0][:3] if queue else (inf, LAST, 0)
            if self.desks.first > first[0] or self.desks.first == inf or not self.desks.play(self, *first):
                break
        super().step()

    def run_to(self, time: float) -> None:
        """Let everything happen up to a time, all that falls on it included.

        SimPy's `run` calls `step` for every event; two calls an event were a twentieth of a run's time. No event of
        ours can fail, but a process of a plug-in may: as in SimPy, what nobody catches ends the run.
        """
        queue: list[Any] = self._queue
        end = self.at(time, LAST)
        while True:
            desks = self.desks
            if desks is not None and desks.first <= queue[0][0] and desks.play(self, *queue[0][:3]):
                continue
            self._now, _, _, event = heappop(queue)
            callbacks, event.callbacks = event.callbacks, None
            for callback in callbacks:
                callback(event)
            if not event._ok and not hasattr(event, "_defused"):
                raise event._value
            if event is end:
                return

    @property
    def happened(self) -> int:
        """Number of events so far."""
        beside = 0 if self.desks is None else self.desks.happened
        return self.ask() - len(self._queue) - (self._asked - 1) + beside  # numbers without an event do not count


class _Driver:
    """Runs one life: the whole state is the generator's own."""

    __slots__ = ("_send", "_then")

    def __init__(self, life: Life[Any], then: Callable[[Any], None] | None) -> None:
        self._send, self._then = life.send, then
        try:
            waited_for = life.send(None)
        except StopIteration as end:
            if then is not None:
                then(end.value)
            return
        waited_for.callbacks.append(self.resume)

    def resume(self, event: Event) -> None:
        try:
            waited_for = self._send(event._value)
        except StopIteration as end:
            if self._then is not None:
                self._then(end.value)
            return
        waited_for.callbacks.append(self.resume)


def start(life: Life[T], then: Callable[[T], None] | None = None) -> None:
    """Start a life now: it runs up to its first wait before this returns. What it comes to is handed to `then`."""
    _Driver(life, then)
