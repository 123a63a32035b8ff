"""Records by age: how many of a window are up to 3 months old, 3 to 6, 6 to 12, or older.

A window is cut where an age passes a border, and the records of a part count as old as its middle. The kernel
does it in one call, where each part was a call through Python. `by_age` is its plain twin, and serves
records that are not counted by a field.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import Any

import numba as nb
import numpy as np
from numpy.typing import NDArray

from sim.draw.hashing import Whole, fold
from sim.records.held import Piece
from sim.records.kernels import count
from sim.records.look_up import z_of
from sim.records.profile import clock_of

AGE_EDGES_DAYS = (91.3125, 182.625, 365.25)  # 3, 6 and 12 months, as published age tables have them

Bands = tuple[int, int, int, int]
_ONE_IN: tuple[Bands, ...] = ((1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1))
Aged = tuple[int, float, Bands]  # records, sum of their ages in days, records by band of age


@nb.njit("int64(float64)", cache=True, inline="always")
def band(age_days: float) -> Whole:
    """Return `band_of` an age, compiled."""
    number = 0
    for edge in AGE_EDGES_DAYS:
        number += age_days > edge
    return number


@nb.njit("UniTuple(float64, 2)(float64, float64)", cache=True, inline="always")
def two_sum(a: float, b: float) -> tuple[float, float]:
    """Return a + b as rounded, and what rounding took from it."""
    total = a + b
    of_b = total - a
    return total, (a - (total - of_b)) + (b - of_b)


_FIELD = "uint64, uint64, float64, float64[::1], int64, uint64[::1], float64[:, ::1]"


@nb.njit(f"float64({_FIELD}, uint64, float64, float64, float64, boolean, int64[::1])", cache=True)
def _aged(
    field_key: Whole,
    activity_key: Whole,
    rate: float,
    week: NDArray[np.float64],
    bits: Whole,
    table: NDArray[np.uint64],
    quantiles: NDArray[np.float64],
    person: Whole,
    start: float,
    end: float,
    now: float,
    act: bool,
    bands: NDArray[np.int64],
) -> float:
    """Add the records of one person's window to `bands` (4,), and return the sum of their ages."""
    age = 0.0
    if start < end:
        scale = z_of(activity_key, person, quantiles) * rate
        key = fold(field_key, person)
        for i in range(3, -1, -1):
            border = now - AGE_EDGES_DAYS[i - 1] if i > 0 else end
            last = border if start < border < end else end
            if i == 0 or last < end:
                found = count(key, scale * clock_of(start, week), scale * clock_of(last, week), bits, table)
                middle = now - 0.5 * (start + last)
                age += found * middle
                bands[band(middle)] += found
                start = last
    if act:
        age += now - end
        bands[band(now - end)] += 1
    return age


@nb.njit(
    f"Tuple((int64, float64, UniTuple(int64, 4)))({_FIELD}, uint64, float64, float64, float64, boolean)", cache=True
)
def person_by_age(
    field_key: Whole,
    activity_key: Whole,
    rate: float,
    week: NDArray[np.float64],
    bits: Whole,
    table: NDArray[np.uint64],
    quantiles: NDArray[np.float64],
    person: Whole,
    start: float,
    end: float,
    now: float,
    act: bool,
) -> Aged:
    """Return `by_age` of one window of a person's records in a field, with one more at its `end` for an `act`."""
    bands = np.zeros(4, np.int64)
    age = _aged(field_key, activity_key, rate, week, bits, table, quantiles, person, start, end, now, act, bands)
    return bands.sum(), age, (bands[0], bands[1], bands[2], bands[3])


@nb.njit(
    f"Tuple((float64[::1], int64[:, ::1]))({_FIELD}, uint64[::1], float64[::1], float64[::1], float64[::1],"
    " boolean[::1])",
    cache=True,
)
def people_by_age(
    field_key: Whole,
    activity_key: Whole,
    rate: float,
    week: NDArray[np.float64],
    bits: Whole,
    table: NDArray[np.uint64],
    quantiles: NDArray[np.float64],
    people: NDArray[np.uint64],
    starts: NDArray[np.float64],
    ends: NDArray[np.float64],
    nows: NDArray[np.float64],
    acts: NDArray[np.bool_],
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return `person_by_age` of many people: sums of ages (n,) and records by band (n, 4)."""
    ages, bands = np.empty(people.shape[0], np.float64), np.zeros((people.shape[0], 4), np.int64)
    for i in range(people.shape[0]):
        ages[i] = _aged(
            field_key, activity_key, rate, week, bits, table, quantiles, people[i], starts[i], ends[i], nows[i],
            acts[i], bands[i],
        )  # fmt: skip
    return ages, bands


@nb.njit(
    "Tuple((int64[::1], int64[::1], float64[::1], int64[:, ::1], float64[::1], float64[::1], boolean[::1]))"
    "(int64[:, :], float64[:, ::1], float64[:, ::1], float64)",
    cache=True,
)
def ages_in_windows(
    counted: NDArray[np.int64], starts: NDArray[np.float64], ends: NDArray[np.float64], now: float
) -> tuple[Any, ...]:
    """Return what the numbers of records of people in windows, each in one band of age, say of their ages at `now`.

    The sum of two numbers and the error of its rounding are numbers again (Knuth), so a sum goes on with what was lost
    beside it. Where what was lost adds up without an error, the sum of both is the true one, rounded once.

    Parameters
    ----------
    counted : ndarray (people, windows) int64
    starts, ends : ndarray (people, windows), or (1, windows) where everybody has the same, float64 [day]

    Returns
    -------
    rows : ndarray (n,) int64
        Which of the people have a record; the following are theirs.
    records : ndarray (n,) int64
    ages : ndarray (n,) float64 [day]
        Sums over the records.
    bands : ndarray (n, 4) int64
        Records by band of age.
    covered_from, covered_to : ndarray (n,) float64 [day]
        Of the first and the last window that holds a record.
    exact : ndarray (n,) bool
        Whether the sum of ages is the true one, rounded once.

    References
    ----------
    Knuth (1998), The Art of Computer Programming, vol. 2, 3rd ed., section 4.2.2, theorem B.
    """
    people, windows = counted.shape
    rows, records, ages = np.empty(people, np.int64), np.zeros(people, np.int64), np.empty(people)
    bands, covered_from, covered_to = np.zeros((people, 4), np.int64), np.empty(people), np.empty(people)
    exact = np.ones(people, np.bool_)
    many = 0
    for person in range(people):
        own = person if len(starts) > 1 else 0
        summed, lost = 0.0, 0.0
        for window in range(windows):
            found = counted[person, window]
            if found > 0:
                middle = now - 0.5 * (starts[own, window] + ends[own, window])
                summed, error = two_sum(summed, float(found) * middle)
                lost, of_lost = two_sum(lost, error)
                exact[many] &= of_lost == 0.0
                if records[many] == 0:
                    covered_from[many] = starts[own, window]
                covered_to[many] = ends[own, window]
                records[many] += found
                bands[many, band(middle)] += found
        if records[many]:
            rows[many], ages[many] = person, summed + lost
            many += 1
    return (
        rows[:many].copy(), records[:many].copy(), ages[:many].copy(), bands[:many].copy(),
        covered_from[:many].copy(), covered_to[:many].copy(), exact[:many].copy(),
    )  # fmt: skip


def by_age(count: Callable[[Piece], int], pieces: Sequence[Piece], now: float, act: float | None = None) -> Aged:
    """Return the records of pieces of time by their age at `now`, where `count` counts those of one piece.

    An act is one record more, at its time.
    """
    records, age, bands = 0, 0.0, [0, 0, 0, 0]
    for start, end in pieces:
        for part in cut_at_bands(start, end, now):
            middle = now - 0.5 * (part[0] + part[1])
            found = count(part)
            records += found
            age += found * middle
            bands[band_of(middle)] += found
    if act is not None:
        records += 1
        age += now - act
        bands[band_of(now - act)] += 1
    return records, age, (bands[0], bands[1], bands[2], bands[3])


def band_of(age_days: float) -> int:
    """Return the band of an age: 0 up to 3 months, 1 to 6, 2 to 12, 3 over."""
    return bisect_left(AGE_EDGES_DAYS, age_days)


def of_act(age_days: float) -> Aged:
    """Return `by_age` of an act alone: most answers about an address are just that."""
    return 1, age_days, _ONE_IN[bisect_left(AGE_EDGES_DAYS, age_days)]


def cut_at_bands(start: float, end: float, now: float) -> list[Piece]:
    """Return the parts of [start, end) in each band of age at `now`, the oldest first."""
    borders = [now - edge for edge in reversed(AGE_EDGES_DAYS) if start < now - edge < end]
    if not borders:
        return [(start, end)]
    return list(zip([start, *borders], [*borders, end], strict=True))
