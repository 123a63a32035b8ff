"""Kaplan-Meier estimates of durations of which some were still going on.

Durations are sorted as whole numbers of 64 bits: the bits of the duration (whose order is theirs), whether it was still
going on, and a tag that says whose it is. Nothing else is needed of a row, so ten million of them take 80 MB, and as
much again to have those of one label side by side. Curves are worked out while they are gone along; as arrays they
took four times as much.
"""

import numba as nb
import numpy as np
from numpy.typing import NDArray

from sim.draw import kernel_cache as _kernel_cache  # noqa: F401  # before the first kernel

TAG_BITS = 31
_OPEN = np.uint64(1 << TAG_BITS)
_TAG = np.uint64((1 << TAG_BITS) - 1)
_HALF = np.uint64(32)
_BLOCK, _LANES = 128, 8  # of the sum, see `_sum`

Whole = NDArray[np.uint64]


def packed(days: NDArray[np.float32], ended: NDArray[np.bool_], tag: NDArray[np.unsignedinteger]) -> Whole:
    """Return durations [day], >= 0, as numbers in whose order they ascend; at equal ones, those that ended come first.

    Parameters
    ----------
    days, ended, tag : (rows,)
        Tags have at most 31 bits.

    Raises
    ------
    ValueError
        If a tag is longer.
    """
    if len(tag) and int(tag.max()) >> TAG_BITS:
        raise ValueError(f"a tag is {tag.max()}; wanted one of {TAG_BITS} bits")
    keys = (np.asarray(days, np.float32) + np.float32(0.0)).view(np.uint32).astype(np.uint64)  # no negative zero
    keys <<= _HALF
    np.bitwise_or(keys, _OPEN, out=keys, where=~ended)
    np.bitwise_or(keys, tag, out=keys)
    return keys


@nb.njit("uint64[::1](uint64[::1], int64, int64[::1], int64[::1])", cache=True)
def grouped(keys: Whole, low_bits: int, value_of: NDArray[np.int64], ends: NDArray[np.int64]) -> Whole:
    """Return keys with those of one value side by side, each in the order in which they were.

    Parameters
    ----------
    keys : (rows,)
    low_bits : int
        Bits of the tag under the number that has a value.
    value_of : (numbers,)
    ends : (values,)
        Where the keys of each value end; written.
    """
    ends[:] = 0
    for key in keys:
        ends[value_of[(key & _TAG) >> np.uint64(low_bits)]] += 1
    rows = 0
    for value in range(len(ends)):
        rows, ends[value] = rows + ends[value], rows
    found = np.empty_like(keys)
    for key in keys:
        value = value_of[(key & _TAG) >> np.uint64(low_bits)]
        found[ends[value]] = key
        ends[value] += 1
    return found


@nb.njit("float64(uint64)", cache=True)
def _days(key: np.uint64) -> float:
    return float(np.uint32(key >> _HALF).view(np.float32))


@nb.njit("float64(uint64[::1], uint64, boolean[::1], float64, int64[::1], float64[::1])", cache=True)
def _next_area(
    keys: Whole,
    mask: np.uint64,
    inside: NDArray[np.bool_],
    most: float,
    place: NDArray[np.int64],
    curve: NDArray[np.float64],
) -> float:
    """Return the area under the curve between the last duration and the next one inside, and go there.

    `place` has the row and how many are at risk; `curve` the share still going on, the corner that was reached, and
    the median, NaN until it is.
    """
    while not inside[keys[place[0]] & mask]:
        place[0] += 1
    key = keys[place[0]]
    days = _days(key)
    corner = min(days, most)
    area: float = (corner - curve[1]) * curve[0]
    curve[1] = corner
    if not key & _OPEN:
        curve[0] *= 1.0 - 1.0 / place[1]
    if curve[0] <= 0.5 and np.isnan(curve[2]):
        curve[2] = days
    place[0] += 1
    place[1] -= 1
    return area


@nb.njit("float64(int64, uint64[::1], uint64, boolean[::1], float64, int64[::1], float64[::1])", cache=True)
def _sum(
    rows: int, keys: Whole, mask: np.uint64, inside: NDArray[np.bool_], most: float, place: NDArray[np.int64],
    curve: NDArray[np.float64],
) -> float:  # fmt: skip
    """Return the sum of the next areas, added up as numpy does it: by halves, and in eight lanes within a block.

    Its error grows with the logarithm of the number of rows, and the sum is that of an array of areas to the last bit.
    """
    if rows > _BLOCK:
        half = rows // 2
        half -= half % _LANES
        first: float = _sum(half, keys, mask, inside, most, place, curve)
        second: float = _sum(rows - half, keys, mask, inside, most, place, curve)
        return first + second
    total, rest = 0.0, rows
    if rows >= _LANES:
        lane = np.zeros(_LANES)
        for i in range(rows - rows % _LANES):
            area = _next_area(keys, mask, inside, most, place, curve)
            lane[i % _LANES] = area if i < _LANES else lane[i % _LANES] + area
        total = ((lane[0] + lane[1]) + (lane[2] + lane[3])) + ((lane[4] + lane[5]) + (lane[6] + lane[7]))
        rest = rows % _LANES
    for _ in range(rest):
        total += _next_area(keys, mask, inside, most, place, curve)
    return total


@nb.njit("UniTuple(float64, 2)(uint64[::1], int64, boolean[::1], float64)", cache=True)
def estimates(keys: Whole, low_bits: int, inside: NDArray[np.bool_], longest: float) -> tuple[float, float]:
    """Return the median and the restricted mean of those durations whose low bits of the tag are inside.

    The median is the first duration after which no more than half still go on; NaN if there is none. The mean is that
    of the smaller of the duration and `longest`, or of the longest seen if that is less: the area under the curve up
    to there; NaN without durations.

    Parameters
    ----------
    keys : (rows,)
        As `packed` makes them, ascending.
    low_bits : int
    inside : (2 ** low_bits or fewer,)
    longest : float [day]

    References
    ----------
    Kaplan and Meier (1958), "Nonparametric estimation from incomplete observations", JASA 53. Factors of equal
    durations are taken one after another: (1 - 1/n)(1 - 1/(n-1)) = (n-2)/n.
    """
    mask, rows, last = np.uint64((1 << low_bits) - 1), 0, 0.0
    for key in keys:
        if inside[key & mask]:
            rows += 1
            last = _days(key)
    if rows == 0:
        return np.nan, np.nan
    place, curve = np.array([0, rows]), np.array([1.0, 0.0, np.nan])
    mean: float = _sum(rows, keys, mask, inside, min(longest, last), place, curve)
    return curve[2], mean
