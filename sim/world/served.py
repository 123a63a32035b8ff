"""When many people of one home are there with an access operator: `Paths.within` of each, in one compiled pass."""

import numba as nb
import numpy as np
from numpy.typing import NDArray

from sim.draw.hashing import Whole, fold, unit

Times = NDArray[np.float64]
Ints = NDArray[np.int64]
EVERY, NOBODYS = -1, -2  # whichever operator somebody has; one that nobody there has


@nb.njit("int64(uint64, float64[::1])", cache=True)
def choice(key: Whole, borders: NDArray[np.float64]) -> Whole:
    """Return what a move leads to."""
    return min(np.searchsorted(borders, unit(fold(key, np.uint64(1))), side="right"), borders.size - 1)


@nb.njit("float64[::1](float64[::1], float64[::1], float64)", cache=True)
def departures(entry: Times, numbers: Times, per_day: float) -> Times:
    """Return when people leave who came at `entry`, by a number in (0, 1) of each; shape (n,).

    In a loop of its own, which has the logarithm that `Paths.span` has; that of numpy may differ in the last bit.
    """
    gone = np.empty(entry.size)
    for i in range(entry.size):
        gone[i] = max(entry[i], 0.0) - np.log1p(-numbers[i]) / per_day
    return gone


@nb.njit("int64(uint64, float64, float64, float64[::1], float64[::1], int64[::1])", cache=True)
def _walk(way: Whole, per_day: float, reach: float, borders: Times, times: Times, chosen: Ints) -> Whole:
    """Write down how far from time 0 a person chooses, up to `reach` [day], and what; return how often.

    What is beyond the ends of the arrays is counted and not written.
    """
    n, passed, k = 0, 0.0, np.uint64(0)
    while per_day > 0.0 and reach > 0.0:
        k += np.uint64(1)
        move = fold(way, k)
        passed += -np.log1p(-unit(fold(move, np.uint64(0)))) / per_day
        if passed > reach:
            break
        if n < times.size:
            times[n], chosen[n] = passed, choice(move, borders)
        n += 1
    return n


@nb.njit("int64(float64, float64, float64[::1], int64, float64[:, ::1])", cache=True)
def _noted(start: float, end: float, edges: Times, n: Whole, found: Times) -> Whole:
    """Write down [start, end), cut at edges, behind the `n` spells that are there; return how many there are then."""
    for k in range(edges.size + 1):
        stop = end if k == edges.size else min(edges[k], end)
        if start < stop:
            found[n, 0], found[n, 1] = start, stop
            start, n = stop, n + 1
    return n


@nb.njit("int64(int64, int64, int64, int64[::1], int64[::1])", cache=True)
def _had(k: Whole, m: Whole, own: Whole, before: Ints, after: Ints) -> Whole:
    """Return what somebody has behind the first `k` choices, of which `m` lie before time 0."""
    if k == m:
        return own
    return before[m - 1 - k] if k < m else after[k - m - 1]


@nb.njit(
    "int64(float64, float64, int64, int64, float64[::1], int64[::1], float64[::1], int64[::1], int64, int64,"
    " float64[::1], int64, float64[:, ::1])",
    cache=True,
)
def _in_piece(
    start: float,
    end: float,
    m: Whole,
    o: Whole,
    back: Times,
    before: Ints,
    on: Times,
    after: Ints,
    own: Whole,
    operator: Whole,
    edges: Times,
    n: Whole,
    found: Times,
) -> Whole:
    """Write down when somebody has an operator in [start, end); of `m` choices before time 0 and `o` after it."""
    k, begun = 0, start
    while k < m + o and (on[k - m] if k >= m else -back[m - 1 - k]) <= start:
        k += 1
    has = start < end and _had(k, m, own, before, after) == operator
    while start < end:
        stop = end if k == m + o else min(on[k - m] if k >= m else -back[m - 1 - k], end)
        goes_on = stop < end and _had(k + 1, m, own, before, after) == operator
        if not has:
            begun = stop
        elif not goes_on:
            n = _noted(begun, stop, edges, n, found)
        start, k, has = stop, k + 1, goes_on
    return n


@nb.njit(
    "Tuple((int64[::1], float64[:, ::1]))(uint64, uint64[::1], float64, float64[::1], int64, int64, float64[::1],"
    " float64[::1], float64[:, ::1], float64[::1])",
    cache=True,
)
def spells(
    key: Whole,
    persons: NDArray[np.uint64],
    per_day: float,
    borders: Times,
    own: Whole,
    operator: Whole,
    entry: Times,
    gone: Times,
    pieces: Times,
    edges: Times,
) -> tuple[Ints, Times]:
    """Return when people of one home are there and have an operator, cut at edges of time.

    Parameters
    ----------
    key, per_day, borders
        As `Paths` has them.
    persons : ndarray (n,)
    own, operator : int
        Number of what all have at time 0, and of what is asked for; `EVERY` asks for none.
    entry, gone : ndarray (n,)
        When each is there, [entry, gone).
    pieces : ndarray (k, 2)
        Parts of time that are looked at, in order.
    edges : ndarray (m,)
        Times at which spells are cut, in order.

    Returns
    -------
    many : ndarray (n,)
        Of spells of each.
    found : ndarray (sum of many, 2)
        Spells, person by person in order.

    Notes
    -----
    Between two choices somebody has one operator, which `Paths` asks for at the middle of them. Whoever walks away
    from time 0 passes the same choices in the same order, and what is had between two of them is what the one
    nearer to time 0 led to: the same, worked out once for each choice and not anew for each part.
    """
    many, found, n = np.zeros(persons.size, np.int64), np.empty((2 * persons.size + 16, 2)), 0
    back, before, on, after = np.empty(64), np.empty(64, np.int64), np.empty(64), np.empty(64, np.int64)
    m = o = 0
    for i in range(persons.size):
        if operator != EVERY:
            person = fold(key, persons[i])
            low, high = max(pieces[0, 0], entry[i]), min(pieces[-1, 1], gone[i])
            m = _walk(fold(person, np.uint64(1)), per_day, -low, borders, back, before)
            o = _walk(fold(person, np.uint64(0)), per_day, high, borders, on, after)
            if max(m, o) > min(back.size, on.size):  # new ones for each person would take longer than all else
                back, before = np.empty(2 * m + 64), np.empty(2 * m + 64, np.int64)
                on, after = np.empty(2 * o + 64), np.empty(2 * o + 64, np.int64)
                _walk(fold(person, np.uint64(1)), per_day, -low, borders, back, before)
                _walk(fold(person, np.uint64(0)), per_day, high, borders, on, after)
        most = pieces.shape[0] * (m + o + 1 + edges.size)
        if n + most > len(found):
            found = np.concatenate((found, np.empty((len(found) + most, 2))))
        first = n
        for j in range(pieces.shape[0]):
            start, end = max(pieces[j, 0], entry[i]), min(pieces[j, 1], gone[i])
            if operator == EVERY:
                n = _noted(start, end, edges, n, found)
                continue
            n = _in_piece(start, end, m, o, back, before, on, after, own, operator, edges, n, found)
        many[i] = n - first
    return many, found[:n]
