"""Stays on a list that has room for so many people: who comes on it, who stays longer, who is turned away; compiled."""

import numba as nb
import numpy as np
from numpy.typing import NDArray

from sim.draw.hashing import Whole

Times = NDArray[np.float64]
Numbers = NDArray[np.int64]


@nb.njit(
    "Tuple((int64[::1], float64[::1]))(float64[::1], int64[::1], float64[::1], int64[::1], int64, float64)", cache=True
)
def follow(
    times: Times, who: Numbers, until: Times, listed: Numbers, most: Whole, days: float
) -> tuple[Numbers, Times]:
    """Let people come to a list, one after the other.

    Whoever is on it stays for `days` from now on; anybody else comes on it while fewer than `most` are there, also for
    `days`, and is turned away otherwise. Somebody whose time is up is no longer there.

    All stay equally long, so whoever came or was prolonged last leaves last: those who leave stand in one queue, in
    which a place counts only if it is the latest of its stay; no two places of a stay are at one time. Each arrival
    adds one place at most and each place is passed once, so n arrivals at a list of m cost O(n + m), but for putting
    the m in order.

    Parameters
    ----------
    times : ndarray (n,) float64 [day], ascending
        When they come.
    who, listed : ndarray (n,), (m,) int64
        People by small numbers, 0 to n + m - 1: who comes, and who is on the list at first.
    until : ndarray (m,) float64 [day]
        Until when those stay.
    most : int
    days : float [day], > 0

    Returns
    -------
    stays : ndarray (n,) int64
        The stay that an arrival began or prolonged: 0 to m - 1 are those that were under way at first, the others are
        numbered on as they begin; -1 for whoever was turned away.
    until : ndarray (m + k,) float64 [day]
        Until when the stays last, as far as these arrivals say, k of them new.
    """
    n, m = times.size, until.size
    ends, person, stay_of = np.empty(n + m), np.empty(n + m, np.int64), np.full(n + m, -1, np.int64)
    leaving, at, order = np.empty(n + m, np.int64), np.empty(n + m), np.argsort(until)
    for i in range(m):
        ends[i], person[i], stay_of[listed[i]] = until[i], listed[i], i
        leaving[i], at[i] = order[i], until[order[i]]
    stays, there, begun, first, last = np.empty(n, np.int64), m, m, 0, m
    for i in range(n):
        while first < last and at[first] <= times[i]:
            stay = leaving[first]
            if ends[stay] == at[first]:
                stay_of[person[stay]] = -1
                there -= 1
            first += 1
        stay = stay_of[who[i]]
        if stay < 0 and there < most:
            stay = stay_of[who[i]] = begun
            person[stay], ends[stay] = who[i], -np.inf
            there += 1
            begun += 1
        stays[i] = stay
        if stay >= 0 and ends[stay] < times[i] + days:  # twice at one moment: one place
            ends[stay] = at[last] = times[i] + days
            leaving[last] = stay
            last += 1
    return stays, ends[:begun].copy()
