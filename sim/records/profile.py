"""When in the week people are active: a clock that runs fast in busy hours and slowly at night."""

from collections.abc import Sequence
from math import floor, fsum, isfinite

import numba as nb
import numpy as np
from numpy.typing import NDArray

WEEK_HOURS = 168
_WEEK_DAYS = 7.0


class Profile:
    """A weekly profile of activity and the clock R(t) that it drives.

    R(0) = 0, R gains 7 days a week, and R is negative before time 0, where the past lies. Within an hour it is
    linear, so both directions are exact up to rounding.

    Parameters
    ----------
    hourly : sequence of 168 floats, >= 0, not all 0
        Weight of each hour of the week from Monday 00:00; only their ratios count.
    start_weekday : int
        Weekday of day 0, Monday is 0.

    Attributes
    ----------
    week : ndarray (169,) float64 [day], or (0,) for an even profile
        R at the hours of the week that starts with day 0.

    Raises
    ------
    ValueError
        If the weights or the weekday are outside their domain.

    Examples
    --------
    >>> office = Profile([9 <= hour % 24 < 17 and hour < 5 * 24 for hour in range(168)])
    >>> round(office.clock(1.0), 6), office.clock(7.0), office.time(0.0)
    (1.4, 7.0, 0.375)
    """

    __slots__ = ("_passed", "flat", "week")

    def __init__(self, hourly: Sequence[float], start_weekday: int = 0) -> None:
        weights = [float(weight) for weight in hourly]
        if len(weights) != WEEK_HOURS:
            raise ValueError(f"hourly: has {len(weights)} weights; wanted {WEEK_HOURS}")
        if not all(isfinite(weight) and weight >= 0 for weight in weights) or not fsum(weights) > 0:
            raise ValueError("hourly: wanted finite weights, none under 0 and one over 0")
        if start_weekday not in range(7):
            raise ValueError(f"start_weekday: is {start_weekday}; wanted 0 (Monday) to 6")
        first = 24 * start_weekday
        sums = np.cumsum([0.0, *weights[first:], *weights[:first]])
        self.flat = min(weights) == max(weights)
        # sum / sum is 1, so the week ends on 7 exactly, even after hours of no weight
        self._passed: list[float] = (sums / sums[-1] * _WEEK_DAYS).tolist()
        self.week = np.array([] if self.flat else self._passed, np.float64)

    @classmethod
    def even(cls) -> "Profile":
        """Return the profile without hours or weekdays: R(t) = t."""
        return cls([1.0] * WEEK_HOURS)

    def clock(self, time: float) -> float:
        """Return R at a time [day], in days of average activity."""
        if self.flat:
            return time
        weeks = floor(time / _WEEK_DAYS)
        hours = (time - weeks * _WEEK_DAYS) * 24.0
        hour = min(int(hours), WEEK_HOURS - 1)
        passed = self._passed[hour]
        return weeks * _WEEK_DAYS + (passed + (self._passed[hour + 1] - passed) * (hours - hour))

    def time(self, clock: float) -> float:
        """Return the time [day] at which R reads `clock`: the last such time where R stands still."""
        return float(self.times(np.array([clock]))[0])

    def times(self, clocks: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return `time` of many clock readings; shape of `clocks` (n,)."""
        if self.flat:
            return clocks
        weeks = np.floor(clocks / _WEEK_DAYS)
        inside = np.minimum(clocks - weeks * _WEEK_DAYS, np.nextafter(_WEEK_DAYS, 0.0))
        hours = np.searchsorted(self.week, inside, side="right") - 1
        passed = self.week[hours]
        into = (inside - passed) / (self.week[hours + 1] - passed)
        times: NDArray[np.float64] = weeks * _WEEK_DAYS + (hours + into) / 24.0
        return times


@nb.njit("float64(float64, float64[::1])", cache=True, inline="always")
def clock_of(time: float, week: NDArray[np.float64]) -> float:
    """Return `Profile.clock`, compiled, from the profile's `week`."""
    if week.size == 0:
        return time
    weeks = np.floor(time / _WEEK_DAYS)
    hours = (time - weeks * _WEEK_DAYS) * 24.0
    hour = np.int64(min(hours, WEEK_HOURS - 1.0))
    passed = week[hour]
    return float(weeks * _WEEK_DAYS + (passed + (week[hour + 1] - passed) * (hours - hour)))
