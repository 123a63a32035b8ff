"""Marked records of wide windows, counted for thousands of records at a time.

A word is 64 records of a cell (`sim.records.kernels`); plane j of its marks, one hash, holds bit j of each. The
bits in which two marks `low` and `high` begin alike are those of every mark between them, so a record can count only
if its mark begins with these bits. Plane by plane they are compared in loops over all words of many cells, without a
branch, which a processor works through eight words at a time. After eight planes the words that still have a record,
one in five, are moved together; what the further bits of their marks say is found out in such loops too, and the few
records that are left (of 64, one in 215 where a link of a map has 1 % of its sessions tapped) are given to the windows
in which they lie. The windows of a tap follow each other: they are counted in one pass over their cells.

Proof that the sums are those of `count_marked`, record by record. That counts a record if there is one, its mark is in
[low, high] and its place in the window. Here, each record of each cell of the run of windows is in one word:

- Words are made of all cells from that of the first edge to that of the last. Row j of a cell, records 64 j to 64 j +
  63, is left out where the cell has none of them, which its hash says: it has over n records if and only if the hash is
  over the n-th end of the table. Records that are not there, in a last row, are taken out at the end (`up_to`).
- A mark is inside if its first bits are those that `low` and `high` share and its further ones are between theirs. The
  order in which these are looked at does not matter, and neither does it to look at more planes than are needed, as
  `inside` does to save a branch for each; a word of which a record is undecided then is given to `between`.
- The edges cut the clock; a record lies before an edge if its cell is before the edge's, or is that cell and its place
  under the edge's. So every record is in exactly one window, or before the first edge or after the last.
"""

import numba as nb
import numpy as np
from numpy.typing import NDArray

from sim.draw.hashing import GOLDEN, MASK, Whole, mix
from sim.records.cells import GUIDE_BITS
from sim.records.kernels import between, cell_count, hashed, ones

_ZERO, _ONE, _TOP = np.uint64(0), np.uint64(1), np.uint64(MASK)
_SIGN = np.uint64(63)
_PLANE, _MARK, _WORD = (np.uint64(GOLDEN * planes & MASK) for planes in (1, 64, 128))  # steps of what is hashed
_GUIDE = np.int64(1 << GUIDE_BITS)
_CELLS = 128  # at a time: their words stay in the nearest memory of a processor
_MOST_PLANES = 16  # after which one record in 65,536 is left
_FIRST_PLANES = 8  # after which words without a record are left behind: one in five has one then
_DECIDED = 12  # planes after which nearly all words of 64 records are decided; one less for each that is known
CELL, WORD, LEFT, WHERE, RAMP = range(5)  # rows of what `count_sieved` works in

Words = NDArray[np.uint64]


@nb.njit("uint64[:, ::1](uint64[::1])", cache=True)
def room(table: Words) -> Words:
    """Return the arrays that `count_sieved` works in, for cells with this table of counts."""
    work = np.empty((5, _CELLS * ((table.size - _GUIDE) // 64 + 1)), np.uint64)
    work[RAMP] = np.arange(work.shape[1])
    return work


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


@nb.njit("int64(uint64, int64, int64, uint64, int64, uint64[::1], uint64[:, ::1])", cache=True, inline="always")
def spread(key: Whole, first: Whole, many: Whole, low: Whole, planes: Whole, table: Words, work: Words) -> Whole:
    """Write down the words of `many` cells, and what the first plane leaves of them; return the number of words.

    Row j of cell i is word j * many + i, as it is hashed before the next plane: the second, or without any `planes` the
    first. A cell has as many rows as the fullest; of a row that it does not have nothing is left.
    """
    cells = work[CELL]
    for i in range(many):
        cells[i] = hashed(key, first + i)
    top = _ZERO
    for i in range(many):
        top = max(top, cells[i])
    rows = (cell_count(top, table) + 63) // 64
    bit, free = _ZERO - (low >> _SIGN), _ZERO if planes > 0 else _TOP
    for j in range(rows):
        words, left = work[WORD, j * many : (j + 1) * many], work[LEFT, j * many : (j + 1) * many]
        step, end = _MARK + np.uint64(j) * _WORD + (_PLANE & ~free), table[_GUIDE + 64 * j]
        for i in range(many):
            words[i] = cells[i] + step
            left[i] = (~(mix(words[i]) ^ bit) | free) & (_ZERO - np.uint64(cells[i] > end))
    return many * rows


@nb.njit("void(int64, uint64, int64, int64, uint64[::1], uint64[::1])", cache=True, inline="always")
def sieve(many: Whole, low: Whole, first: Whole, last: Whole, words: Words, left: Words) -> None:
    """Leave the records whose marks have the bits of `low` in some planes, and move the words on behind these."""
    for plane in range(first, last):
        bit = _ZERO - ((low << np.uint64(plane)) >> _SIGN)
        for i in range(many):
            words[i] += _PLANE
            left[i] &= ~(mix(words[i]) ^ bit)


@nb.njit("int64(int64, uint64[:, ::1], int64)", cache=True, inline="always")
def keep(many: Whole, work: Words, source: Whole) -> Whole:
    """Move the words that have a record left to the front; return how many they are. There is no branch.

    `source` is the row of `work` that says where the words are.
    """
    words, left, where, at = work[WORD], work[LEFT], work[WHERE], work[source]
    kept = 0
    for i in range(many):
        own = left[i]
        words[kept], left[kept], where[kept] = words[i], own, at[i]
        kept += own != _ZERO
    return kept


@nb.njit("uint64(uint64, uint64, uint64, uint64, int64)", cache=True, inline="always")
def inside(word: Whole, there: Whole, low: Whole, high: Whole, planes: Whole) -> Whole:
    """Return `kernels.between` of a word from its first plane on, quickly where `planes` of them decide all records."""
    tied_low, tied_high, under, over = there, there, _ZERO, there
    for plane in range(planes):
        low_bit = _ZERO - ((low << np.uint64(plane)) >> _SIGN)
        high_bit = _ZERO - ((high << np.uint64(plane)) >> _SIGN)
        bits = mix(word + _PLANE * np.uint64(plane + 1))
        under |= tied_low & ~bits & low_bit
        tied_low &= ~(bits ^ low_bit)
        over &= ~(tied_high & ~bits & high_bit)
        tied_high &= ~(bits ^ high_bit)
    return between(word, np.int64(0), there, low, high) if tied_low | tied_high else there & ~over & ~under


@nb.njit("int64(uint64, int64, int64, uint64, int64, uint64[::1], uint64[:, ::1])", cache=True)
def sieved(key: Whole, first: Whole, many: Whole, low: Whole, planes: Whole, table: Words, work: Words) -> Whole:
    """Leave the words of `many` cells that have a record whose mark begins with `planes` bits of `low`.

    Returns
    -------
    int
        How many words these are. In rows of `work` are: hashes of the cells; the words, as hashed behind these planes;
        which of their records it is, some of them perhaps not there; and where `spread` put the words.
    """
    early = min(planes, _FIRST_PLANES)
    number = spread(key, first, many, low, planes, table, work)
    sieve(number, low, 1, early, work[WORD], work[LEFT])
    number = keep(number, work, RAMP)
    sieve(number, low, early, planes, work[WORD], work[LEFT])
    return keep(number, work, WHERE)


@nb.njit("void(uint64, uint64, int64, int64[::1], uint64[::1], int64[::1])", cache=True)
def give(
    word: Whole, there: Whole, cell: Whole, cells: NDArray[np.int64], stops: Words, counts: NDArray[np.int64]
) -> None:
    """Count the records that are `there` of a word, whose places are hashed from it, in the windows they lie in.

    Edge j of the windows is in cell `cells[j]`, with `stops[j]` as its place there.
    """
    edge = 0
    while edge < cells.size and cells[edge] <= cell:
        if cells[edge] == cell and stops[edge] != _ZERO:
            below = between(word, np.int64(0), there, _ZERO, stops[edge] - _ONE)
            if edge > 0:
                counts[edge - 1] += ones(below)
            there &= ~below
        edge += 1
    if 0 < edge < cells.size:
        counts[edge - 1] += ones(there)


@nb.njit(
    "void(uint64, int64[::1], uint64[::1], uint64, uint64, uint64[::1], uint64[:, ::1], int64[::1])",
    cache=True,
)
def count_sieved(
    key: Whole,
    cells: NDArray[np.int64],
    stops: Words,
    low: Whole,
    high: Whole,
    table: Words,
    work: Words,
    counts: NDArray[np.int64],
) -> None:
    """Write down the numbers of records with mark in [low, high], both ends included, in windows that touch.

    Parameters
    ----------
    cells, stops : ndarray (k + 1,)
        Where on the clock the edges of the windows are, as `kernels.place` has it; ascending.
    counts : ndarray (k,) int64
        Of the records between edge j and edge j + 1.
    """
    counts[:] = 0
    planes = alike(low, high)
    known = np.uint64(planes)
    low_rest, high_rest, further = low << known, ~(~high << known), _DECIDED - min(planes, 6)
    for cell in range(cells[0], cells[-1] + 1, _CELLS):
        many = min(_CELLS, cells[-1] + 1 - cell)
        for i in range(sieved(key, cell, many, low, planes, table, work)):
            there = inside(work[WORD, i], work[LEFT, i], low_rest, high_rest, further)
            if there == _ZERO:
                continue
            own, row = np.int64(work[WHERE, i]), np.int64(0)
            while own >= many:
                own, row = own - many, row + 64
            there &= up_to(np.uint64(max(cell_count(work[CELL, own], table) - row, 0)))
            give(work[WORD, i] - _MARK - known * _PLANE, there, cell + own, cells, stops, counts)
