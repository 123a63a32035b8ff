"""A hazard that conditions raise: constant between changes, and integrated exactly."""

from collections import Counter
from collections.abc import Callable, Mapping
from math import inf

from simpy.events import Event

from sim.actors.process import ARRIVAL, Clock, Life, start


class Hazard:
    """The hazard of a breach of one store.

    Whoever waits for the integral to reach a unit exponential number waits for a breach: a raised hazard makes the
    same breaches come earlier. Beside itself, the hazard adds up its integral times the people held, which is the
    expected number of people stolen from.

    Parameters
    ----------
    per_day : float, >= 0
        While no condition holds.
    raised_by : mapping from condition to factor
    people_held : callable
        People of whom the store holds something now.

    Attributes
    ----------
    integral : float
        Of the hazard, up to the last change or reading; 1 is one breach expected.
    expected_persons : float [person]
        Integral of the hazard times the people held, up to the last change or reading.
    """

    __slots__ = ("_clock", "_conditions", "_factors", "_held", "_people_held", "_per_day", "_since", "_version",
                 "_waited_for", "expected_persons", "integral")  # fmt: skip

    def __init__(
        self, clock: Clock, *, per_day: float, raised_by: Mapping[str, float], people_held: Callable[[], float]
    ) -> None:
        self._clock, self._per_day, self._factors, self._people_held = clock, per_day, raised_by, people_held
        self._conditions: Counter[str] = Counter()
        self._since, self._held = clock._now, people_held()
        self._version = 0  # of the rate: an alarm set under another one is void
        self._waited_for: tuple[float, Event] | None = None
        self.integral = self.expected_persons = 0.0

    @property
    def per_day(self) -> float:
        """The hazard now."""
        rate = self._per_day
        for condition, factor in self._factors.items():
            if self._conditions[condition] > 0:
                rate *= factor
        return rate

    def change(self, condition: str, by: int) -> None:
        """Note that a condition began (by 1) or ended (by -1); it raises the hazard once, however often it holds."""
        if condition not in self._factors:
            return
        self.read()
        self._conditions[condition] += by
        self._version += 1
        self._set_alarm()

    def read(self) -> None:
        """Bring the integrals up to now; the people held are taken to change evenly since the last reading."""
        now, held, days = self._clock._now, self._people_held(), self._clock._now - self._since
        self.integral += self.per_day * days
        self.expected_persons += self.per_day * days * 0.5 * (self._held + held)
        self._since, self._held = now, held

    def reached(self, integral: float) -> Event:
        """Return an event at the time at which the integral reaches a number; one at a time."""
        event = Event(self._clock)
        self._waited_for = integral, event
        self._set_alarm()
        return event

    def _set_alarm(self) -> None:
        if self._waited_for is not None and self.per_day > 0.0:
            start(self._alarm(self._version))

    def _alarm(self, version: int) -> Life[None]:
        assert self._waited_for is not None
        integral, event = self._waited_for
        left = integral - self.integral - self.per_day * (self._clock._now - self._since)
        time = self._clock._now + max(left, 0.0) / self.per_day
        if time == inf:
            return
        yield self._clock.at(time, ARRIVAL)
        if version == self._version:
            self.read()
            self._waited_for = None
            event.succeed()
