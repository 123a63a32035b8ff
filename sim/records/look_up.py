"""One person's records in a time window, compiled: activity, clock and count in a single call.

The person's own clock reads z * rate * R(t), R being the profile's clock. A call from Python costs about as
much as the work of a usual window, hence one call for all of it. All functions end with the same arguments:
the window's `start` and `end` [day], the profile's `week`, `bits` and `table` of the category's cells, and the
`quantiles` of activity.
"""

import numba as nb
import numpy as np
from numpy.typing import NDArray

from sim.draw.hashing import fold, unit
from sim.records.activity import activity
from sim.records.kernels import (
    MARK,
    Whole,
    cell_count,
    count,
    count_marked,
    found,
    fractions,
    hashed,
    listing,
    place,
    positions,
)
from sim.records.profile import clock_of


@nb.njit("float64(uint64, uint64, float64[:, ::1])", cache=True, inline="always")
def z_of(activity_key: Whole, person: Whole, quantiles: NDArray[np.float64]) -> float:
    """Return a person's activity."""
    return float(activity(unit(fold(activity_key, person)), quantiles))


_WHO = "uint64, uint64, uint64, float64"
_WINDOW = "float64, float64, float64[::1], int64, uint64[::1], float64[:, ::1]"


@nb.njit(f"int64({_WHO}, {_WINDOW})", cache=True)
def person_count(
    field_key: Whole,
    activity_key: Whole,
    person: Whole,
    rate: float,
    start: float,
    end: float,
    week: NDArray[np.float64],
    bits: Whole,
    table: NDArray[np.uint64],
    quantiles: NDArray[np.float64],
) -> Whole:
    """Return a person's number of records in a window."""
    scale = z_of(activity_key, person, quantiles) * rate
    return count(fold(field_key, person), scale * clock_of(start, week), scale * clock_of(end, week), bits, table)


@nb.njit(f"int64({_WHO}, uint64, uint64, {_WINDOW})", cache=True)
def person_marked(
    field_key: Whole,
    activity_key: Whole,
    person: Whole,
    rate: float,
    m0: Whole,
    m1: Whole,
    start: float,
    end: float,
    week: NDArray[np.float64],
    bits: Whole,
    table: NDArray[np.uint64],
    quantiles: NDArray[np.float64],
) -> Whole:
    """Return a person's number of records with a mark in [m0, m1) in a window."""
    scale = z_of(activity_key, person, quantiles) * rate
    return count_marked(
        fold(field_key, person), scale * clock_of(start, week), scale * clock_of(end, week), m0, m1, bits, table
    )


@nb.njit(f"boolean({_WHO}, uint64, uint64, {_WINDOW})", cache=True)
def person_found(
    field_key: Whole,
    activity_key: Whole,
    person: Whole,
    rate: float,
    m0: Whole,
    m1: Whole,
    start: float,
    end: float,
    week: NDArray[np.float64],
    bits: Whole,
    table: NDArray[np.uint64],
    quantiles: NDArray[np.float64],
) -> bool:
    """Return whether a person has a record with a mark in [m0, m1) in a window."""
    scale = z_of(activity_key, person, quantiles) * rate
    return bool(
        found(fold(field_key, person), scale * clock_of(start, week), scale * clock_of(end, week), m0, m1, bits, table)
    )


@nb.njit(
    f"Tuple((float64[::1], uint64[::1]))({_WHO}, {_WINDOW})",
    cache=True,
)
def person_listing(
    field_key: Whole,
    activity_key: Whole,
    person: Whole,
    rate: float,
    start: float,
    end: float,
    week: NDArray[np.float64],
    bits: Whole,
    table: NDArray[np.uint64],
    quantiles: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.uint64]]:
    """Return where the profile's clock stood at a person's records, and their marks; both of shape (n,)."""
    scale = z_of(activity_key, person, quantiles) * rate
    positions, marks = listing(
        fold(field_key, person), scale * clock_of(start, week), scale * clock_of(end, week), bits, table
    )
    return positions / scale if scale > 0.0 else positions, marks


@nb.njit(
    f"float64[::1]({_WHO}, {_WINDOW})",
    cache=True,
)
def person_times(
    field_key: Whole,
    activity_key: Whole,
    person: Whole,
    rate: float,
    start: float,
    end: float,
    week: NDArray[np.float64],
    bits: Whole,
    table: NDArray[np.uint64],
    quantiles: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return where the profile's clock stood at a person's records; shape (n,)."""
    scale = z_of(activity_key, person, quantiles) * rate
    found = positions(fold(field_key, person), scale * clock_of(start, week), scale * clock_of(end, week), bits, table)
    return found / scale if scale > 0.0 else found


@nb.njit(f"uint64[::1]({_WHO}, {_WINDOW})", cache=True)
def person_marks(
    field_key: Whole,
    activity_key: Whole,
    person: Whole,
    rate: float,
    start: float,
    end: float,
    week: NDArray[np.float64],
    bits: Whole,
    table: NDArray[np.uint64],
    quantiles: NDArray[np.float64],
) -> NDArray[np.uint64]:
    """Return the marks of `person_listing` in no order, in a third of the time; shape (n,).

    Records of a cell that lies in the window wholly are all of them: of these no place is worked out, and none is put
    into order.
    """
    scale, key = z_of(activity_key, person, quantiles) * rate, fold(field_key, person)
    a, b = scale * clock_of(start, week), scale * clock_of(end, week)
    found, at = np.empty(count(key, a, b, bits, table), np.uint64), 0
    if found.size == 0:
        return found
    places, marks = np.empty(table.size, np.uint64), np.empty(table.size, np.uint64)
    (begin, first), (last, stop) = place(a, bits), place(b, bits)
    for number in range(begin, last + 1):
        cell = hashed(key, number)
        many = cell_count(cell, table)
        if begin < number < last:
            fractions(cell, MARK, many, found[at : at + many])
            at += many
        elif number < last or stop > np.uint64(0):
            fractions(cell, 0, many, places)
            fractions(cell, MARK, many, marks)
            for i in range(many):
                if (number > begin or places[i] >= first) and (number < last or places[i] < stop):
                    found[at] = marks[i]
                    at += 1
    return found


@nb.njit("float64[::1](uint64, uint64[::1], float64[:, ::1])", cache=True)
def people_activity(
    activity_key: Whole, people: NDArray[np.uint64], quantiles: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the activity of many people; shape of `people`."""
    z = np.empty(people.shape[0], np.float64)
    for i in range(people.shape[0]):
        z[i] = z_of(activity_key, people[i], quantiles)
    return z
