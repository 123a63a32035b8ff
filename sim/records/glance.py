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
    "boolean[::1]"
    "(uint64[::1], uint64[::1], float64[::1], float64[::1], float64[::1], float64[::1], int64, uint64[::1])",
    cache=True,
    nogil=True,
)
def may_hold(
    field_keys: Words, people: Words, scales: Times, starts: Times, ends: Times, week: Times, bits: Whole, table: Words
) -> NDArray[np.bool_]:
    """Return which windows may hold a record; shape (n,). All arguments are as `windows.seen_first` has them."""
    found = np.ones(people.size, np.bool_)
    cells, first, last = np.empty(_ROW, np.uint64), np.empty(_ROW, np.uint64), np.empty(_ROW, np.uint64)
    is_short, left = np.empty(_ROW, np.bool_), np.empty(_ROW, np.uint64)
    end = table[_FULL_WORD] if table.size > _FULL_WORD else _TOP
    for row in range(0, people.size, _ROW):
        many = min(_ROW, people.size - row)
        for i in range(many):
            j = row + i
            begins, first[i] = place(scales[j] * clock_of(starts[j], week), bits)
            ends_in, stop = place(scales[j] * clock_of(ends[j], week), bits)
            cells[i], last[i] = hashed(fold(field_keys[j], people[j]), begins), stop - _ONE
            is_short[i] = begins == ends_in and first[i] < stop
        _look(cells[:many], first[:many], last[:many], left[:many])
        for i in range(many):
            found[row + i] = left[i] != _ZERO or not is_short[i] or cells[i] > end
    return found
