"""Deadlines: when an answer is due, for the time at which it was asked for."""

from math import floor, nan

import numpy as np
from numpy.typing import NDArray

from sim.world.calendar import Calendar


class Deadline:
    """So many days after the asking, or the closing on the n-th working day after the day of the asking.

    Parameters
    ----------
    days : float [day], >= 0
        NaN: nothing is ever due.
    calendar : Calendar, optional
        Whose working days count; calendar days if left out.
    """

    __slots__ = ("_calendar", "_known", "days")

    def __init__(self, days: float = nan, calendar: Calendar | None = None) -> None:
        self.days, self._calendar = days, calendar
        self._known: dict[int, float] = {}  # the same all day

    @property
    def is_by_day(self) -> bool:
        """Whether it is the same for all that is asked on one day."""
        return self._calendar is not None

    @property
    def kind(self) -> tuple[float, object]:
        """What is the same for deadlines that are the same."""
        return self.days, self._calendar

    def __call__(self, time: float) -> float:
        """Return when what is asked for at a time is due [day]; NaN: never."""
        if self._calendar is None:
            return time + self.days
        day = floor(time)
        due = self._known.get(day)
        if due is None:
            due = self._known[day] = self._calendar.add_working_days(day, int(self.days))
        return due

    def by_day(self, last: int) -> NDArray[np.float64]:
        """Return what it is for the days 0 to `last`."""
        return np.array([self(float(day)) for day in range(last + 1)])
