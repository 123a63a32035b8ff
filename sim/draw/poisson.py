"""The times of a Poisson process, made from the numbers of one key."""

from math import log1p

import numba as nb
import numpy as np
from numpy.typing import NDArray

from sim.draw.hashing import Whole, fold, number_of


@nb.njit("float64(uint64, uint64)", cache=True)
def unit_exponential(key: Whole, number: Whole) -> float:
    """Return the exponential number of mean 1 of a key and number."""
    return -log1p(-number_of(key, number))


@nb.njit("float64(uint64, uint64)", cache=True)
def first_exponential(key: Whole, one: Whole) -> float:
    """Return the first exponential number of mean 1 of an id under a key."""
    return unit_exponential(fold(key, one), np.uint64(0))


@nb.njit("float64[::1](uint64[::1], uint64)", cache=True)
def unit_exponentials(keys: NDArray[np.uint64], number: Whole) -> NDArray[np.float64]:
    """Return `unit_exponential` of many keys and one number; shape (n,)."""
    found = np.empty(keys.size)
    for i in range(keys.size):
        found[i] = unit_exponential(keys[i], number)
    return found


@nb.njit("float64[::1](uint64, int64, float64, float64, float64)", cache=True)
def poisson_times(key: Whole, first: Whole, since: float, per_day: float, until: float) -> NDArray[np.float64]:
    """Return the times of a Poisson process from a time on, up to the first that is not before `until`.

    The gap before event n is the exponential number of the key and n, over the rate: one stretch after the other and
    all at once give the same times to the last bit.

    Parameters
    ----------
    first : int
        Number of the first event; they are numbered on.
    since : float [day]
        When the gap before it begins.
    per_day : float, > 0

    Returns
    -------
    ndarray (n,) float64 [day], n >= 1
    """
    expected = max(until - since, 0.0) * per_day
    times, many, time = np.empty(int(expected + 4.0 * np.sqrt(expected)) + 8), 0, since
    while many == 0 or time < until:
        if many == times.size:
            longer = np.empty(2 * many)
            longer[:many] = times
            times = longer
        time += unit_exponential(key, np.uint64(first + many)) / per_day
        times[many] = time
        many += 1
    return times[:many].copy()
