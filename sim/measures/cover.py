"""Days of people's lives that windows cover: the union of those of one person, added up over people."""

import numba as nb
import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.uint64]


@nb.njit(
    "UniTuple(int64, 2)(uint64[::1], int32[::1], uint16[::1], float32[::1], float32[::1], int64[::1], int64, int64,"
    "float32[:, ::1], uint64[::1], uint64[::1])",
    cache=True,
)
def windows_of(
    person: Whole,
    code: NDArray[np.int32],
    part: NDArray[np.uint16],
    start: NDArray[np.float32],
    end: NDArray[np.float32],
    group_of: NDArray[np.int64],
    run_bits: int,
    before: int,
    runs: NDArray[np.float32],
    persons: Whole,
    cells: Whole,
) -> tuple[int, int]:
    """Write whose windows rows cover; return how many rows cover any, and how many runs of equal windows there are.

    Rows of one act follow each other and cover much the same: those that do share a run, so that what is looked up of
    a row is found in the cache.

    Parameters
    ----------
    person, code, part, start, end : (rows,)
        A row that ends where it starts is a moment, and covers nothing.
    group_of : (codes,)
        Number of what is counted apart, such as a stage and a category; below 0 is not counted.
    before : int
        Number of the first run.
    runs : (rows, 3)
        Start, end and slice of each run, side by side; written.
    persons, cells : (rows,)
        Of the rows that cover anything; a cell is a group and, in the lower `run_bits`, a run; written.
    """
    rows, found = 0, 0
    for i in range(person.shape[0]):
        if end[i] > start[i] and group_of[code[i]] >= 0:
            new = found == 0 or runs[found - 1, 0] != start[i] or runs[found - 1, 1] != end[i]
            if new or runs[found - 1, 2] != part[i]:
                runs[found, 0], runs[found, 1], runs[found, 2] = start[i], end[i], part[i]
                found += 1
            persons[rows] = person[i]
            cells[rows] = (group_of[code[i]] << run_bits) | (before + found - 1)
            rows += 1
    return rows, found


@nb.njit("void(uint64[::1], int64, int64, float32[:, ::1], boolean[:, ::1], float64[:, ::1])", cache=True)
def cover(
    keys: Whole,
    run_bits: int,
    group_bits: int,
    runs: NDArray[np.float32],
    in_window: NDArray[np.bool_],
    days: NDArray[np.float64],
) -> None:
    """Add up the days that windows cover, overlaps of one person and group once; writes into `days`.

    Parameters
    ----------
    keys : (rows,)
        Person, group and run, ascending.
    run_bits, group_bits : int
        Bits that hold the run and the group.
    runs : (runs, 3)
        Start, end and slice of each window: side by side, as each is fetched from anywhere.
    in_window : (slices, windows)
    days : (groups, windows)
    """
    run_mask, group_mask = np.uint64((1 << run_bits) - 1), np.uint64((1 << group_bits) - 1)
    shift = np.uint64(run_bits)
    windows = in_window.shape[1]
    reach = np.empty(windows)
    i = 0
    while i < keys.shape[0]:
        whose = keys[i] >> shift
        j = i + 1
        while j < keys.shape[0] and keys[j] >> shift == whose:
            k = j  # by start: rows come nearly in order, as answers do
            while k > i and runs[keys[k - 1] & run_mask, 0] > runs[keys[k] & run_mask, 0]:
                keys[k - 1], keys[k] = keys[k], keys[k - 1]
                k -= 1
            j += 1
        group = whose & group_mask
        reach[:] = -np.inf
        for m in range(i, j):
            run = keys[m] & run_mask
            start, end, part = np.float64(runs[run, 0]), np.float64(runs[run, 1]), np.int64(runs[run, 2])
            for w in range(windows):
                if in_window[part, w] and end > reach[w]:
                    days[group, w] += end - max(start, reach[w])
                    reach[w] = end
        i = j
