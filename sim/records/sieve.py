"""Marked records of wide windows, counted for thousands of records at a time.

A word is 64 records of a cell (`sim.records.kernels`); plane j of its marks, one hash, holds bit j of each. The
bits in which two marks `low` and `high` begin alike are those of every mark between them, so a record can count only
if its mark begins with these bits. Plane by plane they are compared in loops over all words of a window, without a
branch, which a processor works through eight words at a time. What is left (one record in 8,192, where a link of a
map has 1 % of its sessions tapped) is decided by `between`, its further mark and its place.

So the sums are those of `count_marked`, record by record. That counts a record if its place and its mark are inside;
so does this, for a mark is inside if its first bits are those that `low` and `high` share and its further ones are
between theirs, and which of the comparisons comes first does not matter. A range whose ends begin differently,
however narrow, takes no planes and is decided by `between` alone.
"""

import numba as nb
import numpy as np
from numpy.typing import NDArray

from sim.draw.hashing import GOLDEN, MASK, Whole, mix
from sim.records.cells import GUIDE_BITS
from sim.records.kernels import between, cell_count, hashed, ones, place

_ZERO, _ONE, _TOP = np.uint64(0), np.uint64(1), np.uint64(MASK)
_SIGN = np.uint64(63)
_PLANE, _MARK, _WORD = (np.uint64(GOLDEN * planes & MASK) for planes in (1, 64, 128))  # steps of what is hashed
_CELLS = 128  # at a time: their words stay in the nearest memory of a processor
_MOST_PLANES = 16  # after which one record in 65,536 is left

Words = NDArray[np.uint64]


@nb.njit("Tuple((uint64[::1], uint64[::1]))(uint64[::1])", cache=True)
def room(table: Words) -> tuple[Words, Words]:
    """Return the two arrays that `count_sieved` works in, for cells with this table of counts."""
    words = _CELLS * ((table.size - (1 << GUIDE_BITS)) // 64 + 1)
    return np.empty(words, np.uint64), np.empty(words, np.uint64)


@nb.njit("int64(uint64, uint64)", cache=True)
def alike(low: Whole, high: Whole) -> Whole:
    """Return in how many bits two marks begin alike, at most 16."""
    planes, differing = 0, low ^ high
    while planes < _MOST_PLANES and (differing >> _SIGN) == _ZERO:
        differing <<= _ONE
        planes += 1
    return planes


@nb.njit("uint64(uint64)", cache=True, inline="always")
def up_to(many: Whole) -> Whole:
    """Return `lanes` without a sign and without a branch, which a loop over many of them can do without."""
    return _TOP if many > _SIGN else (_ONE << (many & _SIGN)) - _ONE


@nb.njit("int64(uint64, int64, int64, uint64[::1], uint64[::1], uint64[::1])", cache=True)
def spread(key: Whole, first: Whole, many: Whole, table: Words, words: Words, left: Words) -> Whole:
    """Write down what the planes of the marks of `many` cells are hashed from, and which records each word has.

    Word j of cell i is number j * many + i; a cell has as many words as the fullest, the last of them perhaps empty.
    """
    for i in range(many):
        words[i] = hashed(key, first + i)
    most = np.int64(0)
    for i in range(many):
        records = cell_count(words[i], table)
        left[i] = np.uint64(records)
        most = max(most, records)
    rows = (most + 63) // 64
    for j in range(1, rows):
        row, before, plane = j * many, np.uint64(64 * j), _MARK + np.uint64(j) * _WORD
        for i in range(many):
            left[row + i] = up_to(left[i] - before if left[i] > before else _ZERO)
            words[row + i] = words[i] + plane
    for i in range(many):  # the first row last: the others are made from it
        left[i] = up_to(left[i])
        words[i] += _MARK
    return many * rows


@nb.njit("void(int64, uint64, int64, uint64[::1], uint64[::1])", cache=True)
def sieve(many: Whole, low: Whole, planes: Whole, words: Words, left: Words) -> None:
    """Leave the records whose marks begin with the first bits of `low`, and move the words on behind these planes."""
    for plane in range(planes):
        bit = _ZERO - ((low << np.uint64(plane)) >> _SIGN)
        for i in range(many):
            words[i] += _PLANE
            left[i] &= ~(mix(words[i]) ^ bit)


@nb.njit("int64(uint64, float64, float64, uint64, uint64, int64, uint64[::1], uint64[::1], uint64[::1])", cache=True)
def count_sieved(
    key: Whole, a: float, b: float, low: Whole, high: Whole, bits: Whole, table: Words, words: Words, left: Words
) -> Whole:
    """Return the number of records with clock position in [a, b) and mark in [low, high], both ends included."""
    number = np.int64(0)
    if not a < b:
        return number
    (start, first), (end, stop) = place(a, bits), place(b, bits)
    if stop == _ZERO:  # ends with the cell before, whose last place stop - 1 is then
        end -= 1
    planes = alike(low, high)
    known = np.uint64(planes)
    for cell in range(start, end + 1, _CELLS):
        many = min(_CELLS, end + 1 - cell)
        number_of_words = spread(key, cell, many, table, words, left)
        sieve(number_of_words, low, planes, words, left)
        for i in range(number_of_words):
            if left[i] == _ZERO:
                continue
            inside = between(words[i], np.int64(0), left[i], low << known, ~(~high << known))
            own = cell + i % many
            if inside != _ZERO and own in (start, end):
                after, until = first if own == start else _ZERO, stop - _ONE if own == end else _TOP
                inside = between(words[i] - _MARK - known * _PLANE, np.int64(0), inside, after, until)
            number += ones(inside)
    return number
