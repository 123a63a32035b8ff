"""Records made from hashes: counting and listing them on a person's clock, compiled.

The process of one person and category has a 64-bit key. Cell k of the clock covers [k, k + 1) * 2**bits units;
k may be negative and enters the hash in two's complement. The cell's hash is `fold(key, k)`; it gives the
number of records (`cells`). Record i of the cell has a position in the cell and a mark, both 64-bit fractions,
stored in planes: 64 records form a word, and bit 63 - j of their positions (marks) is plane j of the word, a
hash of (cell, word, j). A comparison of all 64 with a threshold then needs planes only until no record is
undecided, about eight, where one hash for each record would need 64.

`plain` has the same functions, written record by record in plain Python, as an oracle. Marks are asked for as
[m0, m1), except that m1 = 2^64 - 1 takes the last mark in, so that [0, 2^64 - 1] is everything and neighbouring
intervals add up.
"""

import numba as nb
import numpy as np
from numpy.typing import NDArray

from sim.draw.hashing import Whole as Whole
from sim.draw.hashing import fold
from sim.records.cells import GUIDE_BITS

_ZERO, _ONE, _TOP = np.uint64(0), np.uint64(1), np.uint64(0xFFFFFFFFFFFFFFFF)
_SIGN, _GUIDE_SHIFT, _GUIDE = np.uint64(63), np.uint64(64 - GUIDE_BITS), np.int64(1 << GUIDE_BITS)
_S1, _S2, _S4, _S56 = np.uint64(1), np.uint64(2), np.uint64(4), np.uint64(56)
_M1, _M2, _M4 = np.uint64(0x5555555555555555), np.uint64(0x3333333333333333), np.uint64(0x0F0F0F0F0F0F0F0F)
_BYTES = np.uint64(0x0101010101010101)
_WORD, MARK = np.int64(128), np.int64(64)  # numbers of planes: of a word's positions and marks; where the marks start


@nb.njit("uint64(uint64, int64)", cache=True, inline="always")
def hashed(key: Whole, number: Whole) -> Whole:
    """Return `fold` of a number with sign, taken in two's complement."""
    bits: Whole = np.uint64(number)
    return fold(key, bits)


@nb.njit("int64(uint64)", cache=True, inline="always")
def ones(x: Whole) -> Whole:
    """Return the number of bits set."""
    x = x - ((x >> _S1) & _M1)
    x = (x & _M2) + ((x >> _S2) & _M2)
    x = (x + (x >> _S4)) & _M4
    return np.int64((x * _BYTES) >> _S56)


@nb.njit("Tuple((int64, uint64))(float64, int64)", cache=True, inline="always")
def place(clock: float, bits: Whole) -> tuple[Whole, Whole]:
    """Return the cell of a clock reading and the place in it as a 64-bit fraction."""
    scaled = clock / (1 << bits)
    cell = np.floor(scaled)
    fraction = scaled - cell
    if fraction >= 1.0:  # a tiny negative number rounds up to the next cell
        return np.int64(cell) + 1, _ZERO
    return np.int64(cell), np.uint64(fraction * 18446744073709551616.0)


@nb.njit("int64(uint64, uint64[::1])", cache=True, inline="always")
def cell_count(cell: Whole, table: NDArray[np.uint64]) -> Whole:
    """Return the number of records of a cell by its hash."""
    number = np.int64(table[np.int64(cell >> _GUIDE_SHIFT)])
    while cell > table[_GUIDE + number]:
        number += 1
    return number


@nb.njit("uint64(int64)", cache=True, inline="always")
def lanes(many: Whole) -> Whole:
    """Return a word with the lowest `many` bits set; 64 or more set them all."""
    if many >= 64:
        return _TOP
    return (_ONE << np.uint64(many)) - _ONE


@nb.njit("uint64(uint64, int64, uint64, uint64, uint64)", cache=True)
def between(cell: Whole, plane: Whole, full: Whole, first: Whole, last: Whole) -> Whole:
    """Return which records of a word have a fraction in [first, last], both ends included.

    `plane` is the number of the word's first plane, `full` the records that there are. Bits of `first` that are
    still to come are in `low`, those of the complement of `last` in `high`; when they are all zero the
    undecided records are inside, whatever their further bits.
    """
    low, high = first, ~last
    tied_low, tied_high = full, full
    under, inside = _ZERO, _ZERO
    while (low != _ZERO and tied_low != _ZERO) or (high != _ZERO and tied_high != _ZERO):
        bits = hashed(cell, plane)
        low_bit = _ZERO - (low >> _SIGN)
        under |= tied_low & ~bits & low_bit
        tied_low &= ~(bits ^ low_bit)
        last_bit = (high >> _SIGN) - _ONE
        inside |= tied_high & ~bits & last_bit
        tied_high &= ~(bits ^ last_bit)
        low <<= _ONE
        high <<= _ONE
        plane += 1
    return (inside | tied_high) & ~under


@nb.njit("int64(uint64, int64, uint64, uint64)", cache=True)
def count_placed(cell: Whole, many: Whole, first: Whole, last: Whole) -> Whole:
    """Return how many of a cell's `many` records have their place in [first, last]."""
    number = np.int64(0)
    plane = np.int64(0)
    while many > 0:
        number += ones(between(cell, plane, lanes(many), first, last))
        many -= 64
        plane += _WORD
    return number


@nb.njit("int64(uint64, int64, uint64, uint64, uint64, uint64)", cache=True)
def count_both(cell: Whole, many: Whole, first: Whole, last: Whole, low: Whole, high: Whole) -> Whole:
    """Return how many of a cell's records have their place in [first, last] and their mark in [low, high]."""
    number = np.int64(0)
    plane = np.int64(0)
    while many > 0:
        placed = between(cell, plane, lanes(many), first, last)
        if placed != _ZERO:
            number += ones(between(cell, plane + MARK, placed, low, high))
        many -= 64
        plane += _WORD
    return number


@nb.njit("int64(uint64, float64, float64, int64, uint64[::1])", cache=True)
def count(key: Whole, a: float, b: float, bits: Whole, table: NDArray[np.uint64]) -> Whole:
    """Return the number of records with clock position in [a, b)."""
    if not a < b:
        return np.int64(0)
    start, first = place(a, bits)
    end, stop = place(b, bits)
    cell = hashed(key, start)
    if start == end:
        if first == stop:
            return np.int64(0)
        return count_placed(cell, cell_count(cell, table), first, stop - _ONE)
    number = count_placed(cell, cell_count(cell, table), first, _TOP)
    for k in range(start + 1, end):
        number += cell_count(hashed(key, k), table)
    if stop > _ZERO:
        cell = hashed(key, end)
        number += count_placed(cell, cell_count(cell, table), _ZERO, stop - _ONE)
    return number


@nb.njit("int64(uint64, float64, float64, uint64, uint64, int64, uint64[::1])", cache=True)
def count_marked(key: Whole, a: float, b: float, m0: Whole, m1: Whole, bits: Whole, table: NDArray[np.uint64]) -> Whole:
    """Return the number of records with clock position in [a, b) and mark in [m0, m1); see the head of the file."""
    if not a < b or not m0 < m1:
        return np.int64(0)
    start, first = place(a, bits)
    end, stop = place(b, bits)
    high = m1 if m1 == _TOP else m1 - _ONE
    number = np.int64(0)
    for k in range(start, end + 1):
        if k == end and (stop == _ZERO or (start == end and stop == first)):
            break
        cell = hashed(key, k)
        last = stop - _ONE if k == end else _TOP
        number += count_both(cell, cell_count(cell, table), first, last, m0, high)
        first = _ZERO
    return number


@nb.njit("boolean(uint64, float64, float64, uint64, uint64, int64, uint64[::1])", cache=True)
def found(key: Whole, a: float, b: float, m0: Whole, m1: Whole, bits: Whole, table: NDArray[np.uint64]) -> bool:
    """Return whether `count_marked` is over 0, looking no further than the first cell that holds such a record."""
    if not a < b:
        return False
    width = float(1 << bits)
    edge = (np.floor(a / width) + 1.0) * width
    while edge < b:
        if count_marked(key, a, edge, m0, m1, bits, table) > 0:
            return True
        a = edge
        edge += width
    return bool(count_marked(key, a, b, m0, m1, bits, table) > 0)


@nb.njit("void(uint64[::1])", cache=True)
def transpose(block: NDArray[np.uint64]) -> None:
    """Transpose 64 x 64 bits in place, the highest bit of a word as its first column.

    References
    ----------
    Warren (2013), Hacker's Delight, 2nd ed., section 7-3.
    """
    width = 32
    mask = np.uint64(0x00000000FFFFFFFF)
    while width > 0:
        shift = np.uint64(width)
        row = 0
        while row < 64:
            swap = (block[row] ^ (block[row + width] >> shift)) & mask
            block[row] ^= swap
            block[row + width] ^= swap << shift
            row = (row + width + 1) & ~width
        width >>= 1
        mask ^= mask << np.uint64(width)


@nb.njit("void(uint64, int64, int64, uint64[::1])", cache=True)
def fractions(cell: Whole, plane: Whole, many: Whole, out: NDArray[np.uint64]) -> None:
    """Write the 64-bit fractions of a cell's `many` records: of positions from plane 0, of marks from plane 64."""
    block = np.empty(64, np.uint64)
    at = 0
    while at < many:
        for j in range(64):
            block[j] = hashed(cell, plane + j)
        transpose(block)
        for i in range(at, min(many, at + 64)):
            out[i] = block[63 - (i - at)]
        at += 64
        plane += _WORD


@nb.njit("int64(int64, uint64, uint64, uint64[::1], uint64[::1])", cache=True)
def keep_placed(many: Whole, first: Whole, last: Whole, places: NDArray[np.uint64], marks: NDArray[np.uint64]) -> Whole:
    """Keep of a cell's records those with their place in [first, last], sorted by it; return how many."""
    inside = np.argsort(places[:many])
    kept_places, kept_marks = places[inside], marks[inside]
    number = np.int64(0)
    for i in range(many):
        if first <= kept_places[i] <= last:
            places[number], marks[number] = kept_places[i], kept_marks[i]
            number += 1
    return number


@nb.njit("Tuple((float64[::1], uint64[::1]))(uint64, float64, float64, int64, uint64[::1])", cache=True)
def listing(
    key: Whole, a: float, b: float, bits: Whole, table: NDArray[np.uint64]
) -> tuple[NDArray[np.float64], NDArray[np.uint64]]:
    """Return positions and marks of the records with clock position in [a, b), in the order of position.

    Returns
    -------
    ndarray (n,) float64 [clock unit], ndarray (n,) uint64
    """
    total = count(key, a, b, bits, table)
    positions, marks = np.empty(total, np.float64), np.empty(total, np.uint64)
    if total == 0:
        return positions, marks
    cell_places, cell_marks = np.empty(table.size, np.uint64), np.empty(table.size, np.uint64)
    (start, first), (end, stop) = place(a, bits), place(b, bits)
    at = 0
    for k in range(start, end + 1):
        if k == end and stop == _ZERO:
            break
        cell = hashed(key, k)
        many = cell_count(cell, table)
        fractions(cell, np.int64(0), many, cell_places)
        fractions(cell, MARK, many, cell_marks)
        many = keep_placed(many, first, stop - _ONE if k == end else _TOP, cell_places, cell_marks)
        for i in range(many):
            positions[at] = (k + cell_places[i] * 2.0**-64) * (1 << bits)
            marks[at] = cell_marks[i]
            at += 1
        first = _ZERO
    return positions, marks


@nb.njit("float64[::1](uint64, float64, float64, int64, uint64[::1])", cache=True)
def positions(key: Whole, a: float, b: float, bits: Whole, table: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Return the positions of `listing` without the marks, in half the time; shape (n,) [clock unit]."""
    found = np.empty(count(key, a, b, bits, table), np.float64)
    if found.size == 0:
        return found
    places = np.empty(table.size, np.uint64)
    (start, first), (end, stop) = place(a, bits), place(b, bits)
    at = 0
    for k in range(start, end + 1):
        if k == end and stop == _ZERO:
            break
        cell = hashed(key, k)
        many = cell_count(cell, table)
        fractions(cell, np.int64(0), many, places)
        last = stop - _ONE if k == end else _TOP
        began = at
        for i in range(many):
            if first <= places[i] <= last:
                found[at] = (k + places[i] * 2.0**-64) * (1 << bits)
                at += 1
        found[began:at].sort()
        first = _ZERO
    return found
