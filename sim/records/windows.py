"""Many people's records in windows of each, compiled; windows that follow each other are counted in one pass.

Between two windows that touch lies one edge, on which a person's clock reads one number. A record is before the edge
or not, as `kernels.count` and `kernels.count_marked` have it for both windows; so the records between two edges are
those of the window, whether they are counted by themselves or up to each edge, once for both windows.
"""

import numba as nb
import numpy as np
from numpy.typing import NDArray

from sim.draw.hashing import MASK, fold
from sim.records.kernels import MARK, Whole, between, cell_count, count, count_placed, hashed, lanes, place
from sim.records.look_up import z_of
from sim.records.profile import clock_of
from sim.records.sieve import count_sieved, room

_ZERO, _ONE, _TOP = np.uint64(0), np.uint64(1), np.uint64(MASK)
_WORD = np.int64(2 * MARK)  # planes of a word: of positions, and as many of marks

Times = NDArray[np.float64]
Counts = NDArray[np.int64]
Marks = NDArray[np.uint64]


@nb.njit("int64(uint64, int64, uint64)", cache=True)
def before(cell: Whole, many: Whole, stop: Whole) -> Whole:
    """Return how many of a cell's `many` records have their place under `stop`."""
    return count_placed(cell, many, _ZERO, stop - _ONE) if stop > _ZERO else np.int64(0)


@nb.njit("void(uint64, int64[::1], uint64[::1], uint64[::1], int64[::1])", cache=True)
def count_each(key: Whole, cells: Counts, stops: Marks, table: Marks, counts: Counts) -> None:
    """Write down the numbers of records in windows that touch, whose edges are places of the clock; (k + 1,), (k,)."""
    cell = cells[0]
    own = hashed(key, cell)
    many = cell_count(own, table)
    passed = before(own, many, stops[0])
    for j in range(counts.size):
        number = -passed
        if cells[j + 1] != cell:
            number += many
            for k in range(cell + 1, cells[j + 1]):
                number += cell_count(hashed(key, k), table)
            cell = cells[j + 1]
            own = hashed(key, cell)
            many = cell_count(own, table)
        passed = before(own, many, stops[j + 1])
        counts[j] = number + passed


@nb.njit("int64(int64, float64[::1], float64[::1], int64, int64[::1], uint64[::1])", cache=True)
def run(first: int, a: Times, b: Times, bits: Whole, cells: Counts, stops: Marks) -> Whole:
    """Write down the edges of windows [a, b) from `first` on, as long as each begins where the one before ends.

    Returns
    -------
    int
        The number of the window after them; `first` if that is empty.
    """
    last = first
    while last < a.size and a[last] < b[last] and (last == first or a[last] == b[last - 1]):
        cells[last - first + 1], stops[last - first + 1] = place(b[last], bits)
        last += 1
    cells[0], stops[0] = place(a[first], bits)
    return last


@nb.njit(
    "int64[:, ::1](uint64, uint64, uint64[::1], float64, uint64, uint64, float64[:, ::1], float64[:, ::1],"
    " float64[::1], int64, uint64[::1], float64[:, ::1])",
    cache=True,
)
def people_marked(
    field_key: Whole,
    activity_key: Whole,
    people: NDArray[np.uint64],
    rate: float,
    m0: Whole,
    m1: Whole,
    starts: Times,
    ends: Times,
    week: Times,
    bits: Whole,
    table: NDArray[np.uint64],
    quantiles: Times,
) -> NDArray[np.int64]:
    """Return `look_up.person_marked` of many people, each with k windows; shape (n, k).

    Windows [start, end) ascend; shape (n, k), or (1, k) where everybody has the same. Where all marks count, the
    numbers are `look_up.person_count`.
    """
    windows = starts.shape[1]
    counts = np.zeros((people.shape[0], windows), np.int64)
    everything = m0 == _ZERO and m1 == _TOP
    if not m0 < m1:
        return counts
    high, work = m1 if m1 == _TOP else m1 - _ONE, room(table)
    a, b = np.empty(windows), np.empty(windows)
    cells, stops = np.empty(windows + 1, np.int64), np.empty(windows + 1, np.uint64)
    for i in range(people.shape[0]):
        own = i if starts.shape[0] > 1 else 0
        scale = z_of(activity_key, people[i], quantiles) * rate
        for j in range(windows):
            there = starts[own, j] < ends[own, j]
            a[j] = scale * clock_of(starts[own, j], week) if there else 0.0
            b[j] = scale * clock_of(ends[own, j], week) if there else 0.0
        key, j = fold(field_key, people[i]), 0
        while j < windows:
            last = run(j, a, b, bits, cells, stops)
            edges, each = slice(last - j + 1), counts[i, j:last]
            if last > j and everything:
                count_each(key, cells[edges], stops[edges], table, each)
            elif last > j:
                count_sieved(key, cells[edges], stops[edges], m0, high, table, work, each)
            j = max(last, j + 1)
    return counts


@nb.njit("Tuple((boolean, uint64))(uint64, int64, uint64, uint64)", cache=True)
def least(cell: Whole, many: Whole, first: Whole, last: Whole) -> tuple[bool, Whole]:
    """Return whether one of a cell's `many` records has its place in [first, last], and the least such place.

    Bit by bit of the places, those records are left that have the lower bit, if there are any: a sixth of what it takes
    to list all places of the cell.
    """
    there, found, plane, planes = False, _TOP, np.int64(0), np.empty(64, np.uint64)
    while many > 0:
        left, place_ = between(cell, plane, lanes(many), first, last), _ZERO
        if left != _ZERO:
            for j in range(64):
                planes[j] = hashed(cell, plane + j)
            for j in range(64):
                low = left & ~planes[j]
                left = low if low != _ZERO else left
                place_ = (place_ << _ONE) | np.uint64(low == _ZERO)
            there, found = True, min(found, place_)
        many -= 64
        plane += _WORD
    return there, found


@nb.njit("float64(uint64, float64, float64, int64, uint64[::1])", cache=True)
def earliest(key: Whole, a: float, b: float, bits: Whole, table: NDArray[np.uint64]) -> float:
    """Return the position of the first record in [a, b), infinite without one: the first of `kernels.positions`."""
    (start, first), (end, stop) = place(a, bits), place(b, bits)
    for k in range(start, end + 1):
        if k == end and (stop == _ZERO or (k == start and stop == first)):
            break
        cell = hashed(key, k)
        there, found = least(cell, cell_count(cell, table), first, stop - _ONE if k == end else _TOP)
        if there:
            return float((k + found * 2.0**-64) * (1 << bits))
        first = _ZERO
    return np.inf


@nb.njit(
    "Tuple((int64[::1], float64[::1]))(uint64[::1], uint64[::1], float64[::1], float64[::1], float64[::1],"
    " float64[::1], int64, uint64[::1])",
    cache=True,
    nogil=True,
)
def seen_first(
    field_keys: NDArray[np.uint64],
    people: NDArray[np.uint64],
    scales: Times,
    starts: Times,
    ends: Times,
    week: Times,
    bits: Whole,
    table: NDArray[np.uint64],
) -> tuple[Counts, Times]:
    """Return how many records people have in windows, in fields of one category, and where the clock was at the first.

    The number is `look_up.person_count`. The first is that of `look_up.person_times`, which lists all.

    Parameters
    ----------
    field_keys, people : ndarray (n,) uint64
        In which field whose records are looked up.
    scales : ndarray (n,) float64
        Activity of each one times the rate.
    starts, ends : ndarray (n,) float64 [day]

    Returns
    -------
    counts : ndarray (n,) int64
    readings : ndarray (n,) float64
        Of the profile's clock; infinite without a record.
    """
    counts, readings = np.zeros(people.size, np.int64), np.full(people.size, np.inf)
    for i in range(people.size):
        key, scale = fold(field_keys[i], people[i]), scales[i]
        a, b = scale * clock_of(starts[i], week), scale * clock_of(ends[i], week)
        counts[i] = count(key, a, b, bits, table)
        if counts[i] > 0:
            readings[i] = earliest(key, a, b, bits, table) / scale
    return counts, readings
