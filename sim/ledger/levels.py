"""Levels: numbers that stay the same between events, such as the length of a queue."""

from array import array
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.ledger.frame import Frame

Clock = Callable[[float], float]
Numbers = NDArray[np.float64]

_FEW = 4096  # changes that are worth working in before the end


class Level:
    """A number of things present, integrated against a clock; in calendar time also sampled at the points of the frame.

    A change is only noted when it happens (two bare appends for a thing that comes and goes, cheaper than an integral
    kept up to date) and worked in by the thousand.

    Parameters
    ----------
    frame : Frame
    clock : callable of time to float, optional
        The clock to integrate against, such as the working time of a desk; calendar time if left out.

    Attributes
    ----------
    up, down : callable of float
        One more, or one less, from a reading of the clock on; readings must come in order.

    Notes
    -----
    The largest value is the largest that lasted: two changes at the same instant make no peak between them.

    Examples
    --------
    >>> from datetime import date
    >>> level = Level(Frame(date(2020, 1, 1), days=10.0))
    >>> level.add(2.0, +3)
    >>> level.add(4.0, -1)
    >>> level.close(10.0)
    >>> level.integral(""), level.maximum("")
    (18.0, 3.0)
    """

    __slots__ = (
        "_areas", "_clock", "_cuts", "_downs", "_end", "_frame", "_last", "_peaks", "_points", "_ups", "_value",
        "down", "up", "values"
    )  # fmt: skip

    def __init__(self, frame: Frame, clock: Clock | None = None) -> None:
        self._frame = frame
        self._clock: Clock = clock or float
        self._ups, self._downs = array("d"), array("d")
        self.up, self.down = self._ups.append, self._downs.append
        self._cuts = np.array([self._clock(time) for time in frame.cuts])
        self._points = frame.points if clock is None else np.empty(0)
        self._end = self._clock(frame.days)
        self._last = self._clock(0.0)  # reading up to which changes are worked in
        self._value = 0.0  # from `_last` on
        self._areas = np.zeros(frame.slices)
        self._peaks = np.zeros(frame.slices)
        self.values: list[float] = []  # at the points reached so far; none on a clock of its own

    def add(self, time: float, delta: int) -> None:
        """Note that there are `delta` more (or less) from `time` on."""
        for _ in range(abs(delta)):
            (self.up if delta > 0 else self.down)(self._clock(time))

    def more(self, readings: Numbers) -> None:
        """Note that there was one more at each of these readings of the clock."""
        self._ups.frombytes(readings.tobytes())

    def fewer(self, readings: Numbers) -> None:
        """Note that there was one less at each of these readings of the clock."""
        self._downs.frombytes(readings.tobytes())

    def settle(self) -> None:
        """Work in what has been noted, if it is worth it."""
        if len(self._ups) + len(self._downs) >= _FEW:
            self._work_in()

    def close(self, time: float) -> None:
        """Carry the level on to the end of the run."""
        self._work_in()
        self._hold(np.array([self._last, max(self._clock(time), self._end)]), np.array([self._value]))
        late = len(self._points) - len(self.values)
        self.values.extend([self._value] * late)

    def integral(self, period: str) -> float:
        """Return the level's integral over a period: its unit times the clock's."""
        return float(self.integrals[self._frame.names.index(period)])

    def maximum(self, period: str) -> float:
        """Return the largest value in a period that lasted."""
        return float(self.maxima[self._frame.names.index(period)])

    @property
    def integrals(self) -> Numbers:
        """Integrals over the windows of the frame; shape (windows,)."""
        integrals: Numbers = self._areas @ self._frame.in_window
        return integrals

    @property
    def maxima(self) -> Numbers:
        """Largest values in the windows of the frame; shape (windows,)."""
        inside = np.where(self._frame.in_window, self._peaks[:, None], 0.0)
        return np.asarray(inside.max(axis=0), np.float64)

    @property
    def total(self) -> float:
        """Integral over the whole run, the warm-up included."""
        return float(self._areas.sum())

    def _work_in(self) -> None:
        """Work in every change noted so far: none that is noted later can come before them."""
        many = len(self._ups)
        readings = np.concatenate([self._ups, self._downs])  # a copy: the arrays stay, since actors hold their `append`
        del self._ups[:], self._downs[:]
        if not readings.size:
            return
        order = np.argsort(readings, kind="stable")
        readings = readings[order]
        values = self._value + np.cumsum(np.where(order < many, 1.0, -1.0))
        before = np.concatenate([[self._value], values])
        passed = self._points[len(self.values) : np.searchsorted(self._points, readings[-1], side="right")]
        self.values.extend(before[np.searchsorted(readings, passed)].tolist())
        self._hold(np.concatenate([[self._last], readings]), before[:-1])
        self._last, self._value = float(readings[-1]), float(values[-1])

    def _hold(self, readings: Numbers, values: Numbers) -> None:
        """Count values that each lasted from one reading to the next, cut where a slice ends."""
        cuts = self._cuts[(self._cuts > readings[0]) & (self._cuts < readings[-1])]
        if cuts.size:
            place = np.searchsorted(readings, cuts, side="right")
            readings, values = np.insert(readings, place, cuts), np.insert(values, place, values[place - 1])
        lasted = np.diff(readings)
        part = np.searchsorted(self._cuts, readings[:-1], side="right")
        np.add.at(self._areas, part, values * lasted)
        there = lasted > 0.0
        np.maximum.at(self._peaks, part[there], values[there])
