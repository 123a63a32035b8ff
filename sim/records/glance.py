"""Which of many short windows may hold a record at all, found out for all of them together.

A report of a person who is watched is a window in the records of each of dozens of operators, most of which write
nothing in it: the window is a small part of one cell of the clock. To see that a cell has no record there takes some
eight planes of the places of its records (`sim.records.kernels`) and as many branches that a processor cannot foresee.
Here twelve planes are looked at without a branch, so that a processor works through eight windows at a time.

Proof that no record is missed. Of a place in [first, last] no first bits are under those of `first` or over those of
`last`, so a record that `kernels.between` finds is never let go of. All 64 records that a word could have are taken to
be there, which lets go of fewer. A cell with more than 64 records has further words, and a window that reaches into a
second cell further cells: of these it says that there may be one.
"""

import numba as nb
import numpy as np
from numpy.typing import NDArray

from sim.draw.hashing import GOLDEN, MASK, Whole, fold, mix
from sim.records.cells import GUIDE_BITS
from sim.records.kernels import hashed, place
from sim.records.profile import clock_of

_ZERO, _ONE, _TOP, _SIGN = np.uint64(0), np.uint64(1), np.uint64(MASK), np.uint64(63)
_PLANE = np.uint64(GOLDEN)  # a step of what is hashed
_FULL_WORD = np.int64((1 << GUIDE_BITS) + 64)  # where a table has the last hash of a cell of 64 records
_ROW = 256  # windows: what is known of them stays in the nearest memory of a processor

Times = NDArray[np.float64]
Words = NDArray[np.uint64]
Numbers = NDArray[np.int64]
State = tuple[Whole, Whole, Whole, Whole, Whole, Whole]  # hash, bits to come of both ends, records out, at either end

_SIX = "uint64, uint64, uint64, uint64, uint64, uint64"


@nb.njit(f"UniTuple(uint64, 6)({_SIX})", cache=True, inline="always")
def _plane(word: Whole, first: Whole, last: Whole, out: Whole, tied_first: Whole, tied_last: Whole) -> State:
    """Look at the next plane of a word of 64 records."""
    word += _PLANE
    bits, low, high = mix(word), _ZERO - (first >> _SIGN), _ZERO - (last >> _SIGN)
    out |= (tied_first & ~bits & low) | (tied_last & bits & ~high)
    return word, first << _ONE, last << _ONE, out, tied_first & ~(bits ^ low), tied_last & ~(bits ^ high)


@nb.njit(f"UniTuple(uint64, 6)({_SIX})", cache=True, inline="always")
def _four(word: Whole, first: Whole, last: Whole, out: Whole, tied_first: Whole, tied_last: Whole) -> State:
    state = _plane(word, first, last, out, tied_first, tied_last)
    state = _plane(state[0], state[1], state[2], state[3], state[4], state[5])
    state = _plane(state[0], state[1], state[2], state[3], state[4], state[5])
    return _plane(state[0], state[1], state[2], state[3], state[4], state[5])


@nb.njit("void(uint64[::1], uint64[::1], uint64[::1], uint64[::1])", cache=True, nogil=True)
def _look(cells: Words, first: Words, last: Words, left: Words) -> None:
    """Leave, of 64 records of each cell, those that may have their place in [first, last].

    One of 64 is left in a window that holds none in one case of 40. A loop over planes would not be worked through
    eight windows at a time: they are written out.
    """
    for i in range(cells.size):
        state = _four(cells[i], first[i], last[i], _ZERO, _TOP, _TOP)
        state = _four(state[0], state[1], state[2], state[3], state[4], state[5])
        state = _four(state[0], state[1], state[2], state[3], state[4], state[5])
        left[i] = ~state[3]


@nb.njit(
    "int64[::1](boolean[::1], uint64[::1], int64[::1], int64[::1], uint64[::1], float64[::1], float64[::1],"
    " float64[::1], float64[::1], int64, uint64[::1])",
    cache=True,
    nogil=True,
)
def may_hold(
    logs: NDArray[np.bool_],
    keys: Words,
    where: Numbers,
    whose: Numbers,
    people: Words,
    scales: Times,
    starts: Times,
    ends: Times,
    week: Times,
    bits: Whole,
    table: Words,
) -> Numbers:
    """Return which of many windows may hold a record.

    Parameters
    ----------
    logs, keys : ndarray (fields,)
        Which fields there are, and their keys.
    where, whose : ndarray (n,) int64
        Of each window: the field, and the spell.
    people, scales, starts, ends : ndarray (spells,)
        Person, activity times rate, and window [day] of each spell.

    Returns
    -------
    ndarray (found,) int64
        Numbers of windows, ascending.
    """
    found, number = np.empty(where.size, np.int64), 0
    cells, first, last = np.empty(_ROW, np.uint64), np.empty(_ROW, np.uint64), np.empty(_ROW, np.uint64)
    which, is_short, left = np.empty(_ROW, np.int64), np.empty(_ROW, np.bool_), np.empty(_ROW, np.uint64)
    end = table[_FULL_WORD] if table.size > _FULL_WORD else _TOP
    j = 0
    while j < where.size:
        many = 0
        while many < _ROW and j < where.size:
            if logs[where[j]]:
                own = whose[j]
                begins, first[many] = place(scales[own] * clock_of(starts[own], week), bits)
                ends_in, stop = place(scales[own] * clock_of(ends[own], week), bits)
                cells[many], last[many] = hashed(fold(keys[where[j]], people[own]), begins), stop - _ONE
                which[many], is_short[many] = j, begins == ends_in and first[many] < stop
                many += 1
            j += 1
        _look(cells[:many], first[:many], last[:many], left[:many])
        for i in range(many):
            found[number] = which[i]
            number += left[i] != _ZERO or not is_short[i] or cells[i] > end
    return found[:number].copy()
