"""One pass over exposures in the order of people: who is counted how often, under which labels and when.

Distinct people by label and period cannot be added up, and sets of them would cost more than the run. So rows are put
into the order of people (`sim.ledger.in_order`) and gone through once, for all stages and labels. Labels, slice of time
and time travel inside the sorted numbers: to fetch them row by row in the new order cost three times as much as all
else.
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


@nb.njit("int64(uint64[::1], int64, uint64)", cache=True)
def _pass_by(bounds: Whole, k: int, person: int) -> int:
    """Return the first place from k on whose bound is not below the person."""
    while k < bounds.shape[0] and bounds[k] < person:
        k += 1
    return k


@nb.njit(
    "void(int32[::1], uint16[::1], float32[::1], int64[::1], float32[:, ::1], float64[::1], int64[::1], float64,"
    "int64, int64, uint64[::1])",
    cache=True,
)
def cells(
    code: NDArray[np.int32],
    part: NDArray[np.uint16],
    time: NDArray[np.float32],
    closed_from: Counts,
    closed: NDArray[np.float32],
    grid: NDArray[np.float64],
    near: Counts,
    per_day: float,
    part_bits: int,
    point_bits: int,
    out: Whole,
) -> None:
    """Write the cell of each row: twice its combination of labels, 1 more if it can be read, slice, and point.

    Parameters
    ----------
    code, part, time : (rows,)
    closed_from : (codes + 1,)
        Which intervals of `closed`, (n, 2), are those of each combination, in which its rows cannot be read.
    grid : (points,)
        The point of a row is the first that is not before it, so that it is `searchsorted(grid, time)`.
    near, per_day : (n,), float
        A point near each time, `near[int(time * per_day)]`: a search by halves would take as long as all else.
    part_bits, point_bits : int
        Bits of a cell that hold the slice and the point.
    """
    for i in range(code.shape[0]):
        read = 1
        for k in range(closed_from[code[i]], closed_from[code[i] + 1]):
            if closed[k, 0] <= time[i] < closed[k, 1]:
                read = 0
        day = np.float64(time[i])
        point = near[min(max(int(day * per_day), 0), near.shape[0] - 1)]
        while point > 0 and grid[point - 1] >= day:
            point -= 1
        while point < grid.shape[0] and grid[point] < day:
            point += 1
        out[i] = (((2 * np.int64(code[i]) + read) << part_bits | np.int64(part[i])) << point_bits) | point


@nb.njit("void(int64, int64, int64, int64, int32[:, ::1], int64[:, ::1], int64[:, :, ::1])", cache=True)
def _count_labels(
    group: int, home: int, window: int, labelled: int, value_of: NDArray[np.int32], seen: Counts, distinct: Counts
) -> None:
    """Count a person under each value of the row that was not seen of the person in the window."""
    for label in range(value_of.shape[1]):
        value = value_of[labelled, label]
        if value >= 0 and seen[value, window] != group:
            seen[value, window] = group
            distinct[value, home, window] += 1


@nb.njit(
    "void(int64[::1], int64, int64, int64, int64[::1], int32[:, ::1], int32[::1], uint8[::1], boolean[:, ::1],"
    "int64[:, :, ::1], int64[:, :, :, ::1], int64[:, :, ::1])",
    cache=True,
)
def _count_alone(
    met: Counts,
    kinds: int,
    home: int,
    part_bits: int,
    alone: Counts,
    value_of: NDArray[np.int32],
    stage_of: NDArray[np.int32],
    unsuspected: NDArray[np.uint8],
    in_window: NDArray[np.bool_],
    distinct: Counts,
    roles: Counts,
    times: Counts,
) -> None:
    """Count those of a home who have one row, and are no subjects: all of one kind of row at once; forgets them."""
    for kind in met[:kinds]:
        people, labelled, part = alone[kind], kind >> part_bits, kind & ((1 << part_bits) - 1)
        alone[kind] = 0
        stage = stage_of[labelled]
        for w in range(in_window.shape[1]):
            if in_window[part, w]:
                times[stage, w, 1] += people
                roles[stage, 0, home, w] += people
                roles[stage, 1, home, w] += people * unsuspected[labelled]
                for label in range(value_of.shape[1]):
                    value = value_of[labelled, label]
                    if value >= 0:
                        distinct[value, home, w] += people


@nb.njit(
    "void(uint64[::1], uint64, int64, int64, int64, int32[:, ::1], int32[::1], uint8[::1], boolean[:, ::1],"
    "uint64[:, ::1], uint64[::1], int64[::1], int64[:, :, ::1], int64[:, :, :, ::1], int64[:, :, ::1],"
    "int64[:, :, ::1])",
    cache=True,
)
def sweep(
    keys: Whole,
    first: int,
    cell_bits: int,
    part_bits: int,
    point_bits: int,
    value_of: NDArray[np.int32],
    stage_of: NDArray[np.int32],
    unsuspected: NDArray[np.uint8],
    in_window: NDArray[np.bool_],
    ranges: Whole,
    subjects: Whole,
    bins: Counts,
    distinct: Counts,
    roles: Counts,
    times: Counts,
    firsts: Counts,
) -> None:
    """Count distinct people of every stage; adds to its last four arguments.

    Most people have one row, as one of many behind an address. Those of a home are counted together, by kind of row
    (combination of labels and slice). Of anybody else each kind is looked at once: rows of one kind follow each other.

    Parameters
    ----------
    keys, first : (rows,), int
        As `sim.ledger.in_order` yields them. A cell is a combination of labels, a slice of time and a point.
    cell_bits, part_bits, point_bits : int
        Bits of a cell, and those that hold the slice and the point.
    value_of : (codes, labels)
        Number of each combination's values, those of all stages and labels numbered together, so that no two labels
        have the same; below 0 is none.
    stage_of : (codes,)
    unsuspected : (codes,)
        1 where the role is that of a subject who is no suspect.
    in_window : (slices, windows)
    ranges : (classes, 2)
        First and last + 1 number of the people of each class, ascending.
    subjects : (n,)
        People who were an intended subject in the run, ascending.
    bins : (classes + 1,)
        Where the subjects of each class are counted; the others of class k are counted at k.
    distinct : (values, bins, windows)
        Distinct people; the bin after those of the classes holds those who are in none.
    roles : (stages, 2, bins, windows)
        Distinct people who never were an intended subject, and those who were one without being a suspect.
    times : (stages, windows, MOST_TIMES + 1)
        People by number of exposures.
    firsts : (stages, bins, points)
        People by the point of their first exposure in the whole window.
    """
    stages, windows, points = firsts.shape[0], in_window.shape[1], firsts.shape[2]
    rows, of_person, cell_mask = keys.shape[0], np.uint64(cell_bits), np.uint64((1 << cell_bits) - 1)
    part_mask, point_mask = (1 << part_bits) - 1, (1 << point_bits) - 1
    last = ranges[:, 1] - np.uint64(1)
    seen = np.full((distinct.shape[0], windows), -1, np.int64)
    often, innocent = np.zeros((stages, windows), np.int64), np.zeros((stages, windows), np.bool_)
    earliest = np.zeros(stages, np.int64)
    alone, met, kinds, there = np.zeros(len(stage_of) << part_bits, np.int64), np.empty(rows, np.int64), 0, 0
    i, k, subject = 0, 0, 0
    while i < rows:
        number = keys[i] >> of_person
        person = first + number
        k, subject = _pass_by(last, k, person), _pass_by(subjects, subject, person)
        home = k if k < len(last) and person >= ranges[k, 0] else len(last)
        if home != there:
            _count_alone(
                met, kinds, there, part_bits, alone, value_of, stage_of, unsuspected, in_window, distinct, roles, times
            )
            there, kinds = home, 0
        bystander = subject == len(subjects) or subjects[subject] != person
        if bystander and (i + 1 == rows or keys[i + 1] >> of_person != number):
            cell = np.int64(keys[i] & cell_mask)
            kind, point = cell >> point_bits, cell & point_mask
            if alone[kind] == 0:
                met[kinds] = kind
                kinds += 1
            alone[kind] += 1
            if in_window[kind & part_mask, 0] and point < points:
                firsts[stage_of[kind >> part_bits], home, point] += 1
            i += 1
            continue
        home = home if bystander else bins[home]
        group, before = i, np.int64(-1)
        often[:] = 0
        innocent[:] = False
        earliest[:] = points
        while i < rows and keys[i] >> of_person == number:
            cell = np.int64(keys[i] & cell_mask)
            kind = cell >> point_bits
            part, labelled = kind & part_mask, kind >> part_bits
            stage = stage_of[labelled]
            if kind != before:
                before = kind
                if in_window[part, 0]:  # later rows of the kind are later
                    earliest[stage] = min(earliest[stage], cell & point_mask)
                for w in range(windows):
                    if in_window[part, w]:
                        innocent[stage, w] |= unsuspected[labelled] > 0
                        _count_labels(group, home, w, int(labelled), value_of, seen, distinct)
            for w in range(windows):
                often[stage, w] += in_window[part, w]
            i += 1
        for stage in range(stages):
            for w in range(windows):
                if often[stage, w] > 0:
                    times[stage, w, min(often[stage, w], MOST_TIMES)] += 1
                    roles[stage, 0, home, w] += bystander
                    roles[stage, 1, home, w] += innocent[stage, w]
            if earliest[stage] < points:
                firsts[stage, home, earliest[stage]] += 1
    _count_alone(
        met, kinds, there, part_bits, alone, value_of, stage_of, unsuspected, in_window, distinct, roles, times
    )
