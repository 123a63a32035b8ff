"""One pass over exposures in the order of people: who is counted how often, under which labels and when.

Distinct people by label and period cannot be added up, and sets of them would cost more than the run. So rows are put
into the order of people and gone through once. Labels, slice of time and time travel inside the sorted numbers: to
fetch them row by row in the new order cost three times as much as all else.
"""

from collections.abc import Sequence

import numba as nb
import numpy as np
from numpy.typing import NDArray

from sim.draw import kernel_cache as _kernel_cache  # noqa: F401  # before the first kernel

MOST_TIMES = 1024  # a person exposed more often is counted as exposed so often, in the distribution only
WORD = 64

Whole = NDArray[np.uint64]
Counts = NDArray[np.int64]


def bits_for(number: int) -> int:
    """Return the bits that numbers below `number` need."""
    return max(number - 1, 0).bit_length()


def pack(fields: Sequence[tuple[NDArray[np.unsignedinteger], int]]) -> Whole:
    """Return fields joined into one whole number for each row, the first one on top; pairs of (rows,) and bits.

    Raises
    ------
    ValueError
        If the first field has numbers over what its bits hold, or all bits together are over 64.
    """
    (top, bits), used = fields[0], sum(bits for _, bits in fields)
    if used > WORD or (len(top) and int(top.max()) >> bits):
        raise ValueError(f"{len(top)} rows, numbers up to {top.max()}: need more than {WORD} bits; wanted fewer people")
    packed = np.zeros(len(fields[0][0]), np.uint64)
    for field, bits in fields:
        packed <<= np.uint64(bits)
        np.bitwise_or(packed, field, out=packed)
    return packed


def by_person(person: Whole, cell: Whole, cell_bits: int) -> tuple[Whole, Whole]:
    """Put persons and their cells, both (rows,), into the order of people, in place where they fit into 64 bits.

    One sort of whole numbers does it then: four times as fast as sorting row numbers, and without further memory.
    """
    highest = int(person.max()) + 1 if len(person) else 0
    if bits_for(highest) + cell_bits > WORD:
        order = np.argsort(person, kind="stable")
        return person[order], cell[order]
    person <<= np.uint64(cell_bits)
    person |= cell
    person.sort()
    np.bitwise_and(person, np.uint64((1 << cell_bits) - 1), out=cell)
    person >>= np.uint64(cell_bits)
    return person, cell


@nb.njit("int64(uint64[::1], int64, uint64)", cache=True)
def _pass_by(bounds: Whole, k: int, person: int) -> int:
    """Return the first place from k on whose bound is not below the person."""
    while k < bounds.shape[0] and bounds[k] < person:
        k += 1
    return k


@nb.njit("void(int64, int64, int64, int64, int32[:, ::1], int64[:, ::1], int64[:, :, ::1])", cache=True)
def _count_labels(
    group: int, home: int, window: int, code: int, value_of: NDArray[np.int32], seen: Counts, distinct: Counts
) -> None:
    """Count a person under each value of the row that was not seen of the person in the window."""
    for label in range(value_of.shape[0]):
        value = value_of[label, code]
        if seen[value, window] != group:
            seen[value, window] = group
            distinct[value, home, window] += 1


@nb.njit(
    "void(uint64[::1], uint64[::1], int64, int64, int32[:, ::1], boolean[:, ::1], uint8[::1],"
    "uint64[:, ::1], uint64[::1], int64[::1], int64[:, :, ::1], int64[:, :, ::1], int64[:, ::1], int64[:, ::1])",
    cache=True,
)
def sweep(
    persons: Whole,
    cells: Whole,
    part_bits: int,
    point_bits: int,
    value_of: NDArray[np.int32],
    in_window: NDArray[np.bool_],
    unsuspected: NDArray[np.uint8],
    ranges: Whole,
    subjects: Whole,
    bins: Counts,
    distinct: Counts,
    roles: Counts,
    times: Counts,
    firsts: Counts,
) -> None:
    """Count distinct people; writes into its last four arguments.

    Parameters
    ----------
    persons, cells : (rows,)
        In the order of people; a cell is a combination of labels, a slice of time and a point, in that order.
    part_bits, point_bits : int
        Bits of a cell that hold the slice and the point.
    value_of : (labels, codes)
        Number of each combination's value; values of all labels are numbered together, 0 is everything.
    in_window : (slices, windows)
    unsuspected : (codes,)
        1 where the role is that of a subject who is no suspect.
    ranges : (classes, 2)
        First and last + 1 number of the people of each class, ascending.
    subjects : (n,)
        People who were an intended subject in the run, ascending.
    bins : (classes + 1,)
        Where the subjects of each class are counted; the others of class k are counted at k.
    distinct : (values, bins, windows)
        Distinct people; the bin after those of the classes holds those who are in none.
    roles : (2, bins, windows)
        Distinct people who never were an intended subject, and those who were one without being a suspect.
    times : (windows, MOST_TIMES + 1)
        People by number of exposures.
    firsts : (bins, points)
        People by the point of their first exposure in the whole window.
    """
    windows, points = in_window.shape[1], firsts.shape[1]
    part_mask, point_mask = (1 << part_bits) - 1, (1 << point_bits) - 1
    last = ranges[:, 1] - np.uint64(1)
    seen = np.full((distinct.shape[0], windows), -1, np.int64)
    often, innocent = np.zeros(windows, np.int64), np.zeros(windows, np.bool_)
    i, k, subject = 0, 0, 0
    while i < persons.shape[0]:
        group, person, first = i, persons[i], points
        k, subject = _pass_by(last, k, person), _pass_by(subjects, subject, person)
        home = k if k < len(last) and person >= ranges[k, 0] else len(last)
        bystander = subject == len(subjects) or subjects[subject] != person
        home = home if bystander else bins[home]
        often[:] = 0
        innocent[:] = False
        while i < persons.shape[0] and persons[i] == person:
            cell = np.int64(cells[i])
            part, code = (cell >> point_bits) & part_mask, cell >> (point_bits + part_bits)
            for w in range(windows):
                if in_window[part, w]:
                    often[w] += 1
                    innocent[w] |= unsuspected[code] > 0
                    _count_labels(group, home, w, int(code), value_of, seen, distinct)
            if in_window[part, 0]:
                first = min(first, cell & point_mask)
            i += 1
        for w in range(windows):
            if often[w] > 0:
                times[w, min(often[w], MOST_TIMES)] += 1
                roles[0, home, w] += bystander
                roles[1, home, w] += innocent[w]
        if first < points:
            firsts[home, first] += 1


@nb.njit("void(uint64[::1], int64, int64, float32[:, ::1], boolean[:, ::1], float64[:, ::1])", cache=True)
def cover(
    packed: Whole,
    row_bits: int,
    category_bits: int,
    rows: NDArray[np.float32],
    in_window: NDArray[np.bool_],
    days: NDArray[np.float64],
) -> None:
    """Add up the days that windows cover, overlaps of one person and category once; writes into `days`.

    Parameters
    ----------
    packed : (n,)
        Person, category and row, ascending.
    row_bits, category_bits : int
        Bits that hold the row and the category.
    rows : (n, 3)
        Start, end and slice of each window: side by side, as each row is fetched from anywhere.
    in_window : (slices, windows)
    days : (categories, windows)
    """
    row_mask, category_mask = np.uint64((1 << row_bits) - 1), np.uint64((1 << category_bits) - 1)
    shift = np.uint64(row_bits)
    windows = in_window.shape[1]
    reach = np.empty(windows)
    i = 0
    while i < packed.shape[0]:
        group = packed[i] >> shift
        j = i + 1
        while j < packed.shape[0] and packed[j] >> shift == group:
            k = j  # by start: rows come nearly in order, as answers do
            while k > i and rows[packed[k - 1] & row_mask, 0] > rows[packed[k] & row_mask, 0]:
                packed[k - 1], packed[k] = packed[k], packed[k - 1]
                k -= 1
            j += 1
        category = group & category_mask
        reach[:] = -np.inf
        for m in range(i, j):
            row = packed[m] & row_mask
            start, end, part = np.float64(rows[row, 0]), np.float64(rows[row, 1]), np.int64(rows[row, 2])
            for w in range(windows):
                if in_window[part, w] and end > reach[w]:
                    days[category, w] += end - max(start, reach[w])
                    reach[w] = end
        i = j
