"""Who of the people of a run is there when; only of runs in which people come and go."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Times = NDArray[np.float64]


class Presence(NamedTuple):
    """The stays of people, one row for each of them, or for each of a sample of a large population.

    Attributes
    ----------
    entry, gone : ndarray (rows,)
        From when to when somebody is there [day]; minus infinity for those who always were.
    weight : ndarray (rows,)
        How many people a row stands for.
    place : ndarray (rows,)
        Number of the home among the frame's places.
    spans : callable of global numbers (n,) to two arrays (n,)
        Entry and end of the stay of given people.
    """

    entry: Times
    gone: Times
    weight: Times
    place: NDArray[np.int64]
    spans: Callable[[NDArray[np.uint64]], tuple[Times, Times]]

    def people(self, start: float, end: float, place: int | None = None) -> float:
        """Return how many people are there at some time of [start, end); those of one home, if it is named."""
        there = (self.entry < end) & (self.gone > start)
        if place is not None:
            there &= self.place == place
        return float(self.weight[there].sum())

    def were_there(self, persons: NDArray[np.uint64], start: float, end: float) -> NDArray[np.bool_]:
        """Return which of some people (global numbers) are there at some time of [start, end); shape (n,)."""
        entry, gone = self.spans(persons)
        return np.asarray((entry < end) & (gone > start), np.bool_)
