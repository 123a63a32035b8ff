"""Levels: numbers that stay the same between events, such as the length of a queue."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.ledger.frame import Frame

Clock = Callable[[float], float]


class Level:
    """A piecewise constant level, integrated against a clock and sampled at a fixed number of points.

    Parameters
    ----------
    frame : Frame
    clock : callable of time to float, optional
        The clock to integrate against, such as the working time of a desk; calendar time if left out.

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
        "_area", "_areas", "_clock", "_frame", "_mark", "_next", "_peak", "_peaks", "_read", "_time", "value", "values"
    )  # fmt: skip

    def __init__(self, frame: Frame, clock: Clock | None = None) -> None:
        self._frame = frame
        self._clock = clock
        self._mark = 0
        self._next = frame.marks[0][0]
        self._time = 0.0
        self._read = clock(0.0) if clock else 0.0
        self._area = 0.0
        self._peak = 0.0
        self._areas: list[float] = []  # by slice, closed ones
        self._peaks: list[float] = []
        self.value = 0.0
        self.values: list[float] = []  # at the points reached so far

    def add(self, time: float, delta: float, reading: float | None = None) -> None:
        """Change the level by `delta` at `time`; `reading` saves a look at the clock where it is known."""
        if time > self._time:
            if time >= self._next:
                self._pass_marks(time)
            if reading is None:
                clock = self._clock
                reading = clock(time) if clock else time
            self._hold(time, reading)
        self.value += delta

    def close(self, time: float) -> None:
        """Carry the level on to the end of the run."""
        self.add(time, 0.0)
        self._pass_marks(self._frame.days)
        self._areas.append(self._area)
        self._peaks.append(self._peak)

    def integral(self, period: str) -> float:
        """Return the level's integral over a period: its unit times the clock's."""
        return float(self.integrals[self._frame.names.index(period)])

    def maximum(self, period: str) -> float:
        """Return the largest value in a period that lasted."""
        return float(self.maxima[self._frame.names.index(period)])

    @property
    def integrals(self) -> NDArray[np.float64]:
        """Integrals over the windows of the frame; shape (windows,)."""
        integrals: NDArray[np.float64] = np.array(self._areas) @ self._frame.in_window
        return integrals

    @property
    def maxima(self) -> NDArray[np.float64]:
        """Largest values in the windows of the frame; shape (windows,)."""
        inside = np.where(self._frame.in_window, np.array(self._peaks)[:, None], 0.0)
        return np.asarray(inside.max(axis=0), np.float64)

    @property
    def total(self) -> float:
        """Integral over the whole run, the warm-up included."""
        return sum(self._areas)

    def _hold(self, time: float, reading: float) -> None:
        """Count the value that lasted until now."""
        self._area += self.value * (reading - self._read)
        if self.value > self._peak:
            self._peak = self.value
        self._read = reading
        self._time = time

    def _pass_marks(self, time: float) -> None:
        """Stop at every cut and point up to `time`."""
        while self._next <= time:
            mark, cut = self._frame.marks[self._mark]
            if mark > self._time:
                self._hold(mark, self._clock(mark) if self._clock else mark)
            self._mark += 1
            self._next = self._frame.marks[self._mark][0]
            if cut:
                self._end_slice()
            else:
                self.values.append(self.value)

    def _end_slice(self) -> None:
        self._areas.append(self._area)
        self._peaks.append(self._peak)
        self._area = self._peak = 0.0
