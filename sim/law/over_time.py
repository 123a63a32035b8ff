"""A value over time: one that laws or dated facts change on certain days, and that holds in between."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")
U = TypeVar("U")


class OverTime(Generic[T]):
    """A step function of time; it jumps at the moment of a change, and equal neighbours are one step.

    Parameters
    ----------
    first : T
        The value before the first change, however long ago.
    later : sequence of (time, T)
        From which time [day] on which value holds, in order of time.

    Attributes
    ----------
    changes : tuple of float [day]
        The times at which the value becomes another.
    values : tuple of T
        One more than changes.
    """

    __slots__ = ("changes", "values")

    def __init__(self, first: T, later: Sequence[tuple[float, T]] = ()) -> None:
        if any(one > other for (one, _), (other, _) in pairwise(later)):
            raise ValueError(f"changes are at {[time for time, _ in later]}; wanted them in order of time")
        values, changes = [first], list[float]()
        for time, value in later:
            if changes and changes[-1] == time:
                values[-1] = value
            else:
                changes.append(time)
                values.append(value)
        kept = [n for n in range(len(changes)) if values[n + 1] != values[n]]
        self.changes = tuple(changes[n] for n in kept)
        self.values = (first, *(values[n + 1] for n in kept))

    def at(self, time: float) -> T:
        """Return the value at a time; at the moment of a change it is the new one."""
        return self.values[bisect_right(self.changes, time)]

    def at_each(self, times: NDArray[np.float64]) -> NDArray[Any]:
        """Return the values, which are numbers, at some times."""
        return np.asarray(self.values)[np.searchsorted(self.changes, times, side="right")]

    def within(self, start: float, end: float) -> "tuple[T, ...]":
        """Return the values that hold at some time of [start, end), in order."""
        return self.values[bisect_right(self.changes, start) : bisect_left(self.changes, end) + 1]

    def of(self, read: Callable[[T], U]) -> "OverTime[U]":
        """Return what `read` makes of the value, over time."""
        later = zip(self.changes, self.values[1:], strict=True)
        return OverTime(read(self.values[0]), [(time, read(value)) for time, value in later])


def together(one: OverTime[T], other: OverTime[U]) -> OverTime[tuple[T, U]]:
    """Return two values over time as one of pairs, which changes whenever either does."""
    times = sorted({*one.changes, *other.changes})
    return OverTime((one.values[0], other.values[0]), [(time, (one.at(time), other.at(time))) for time in times])
