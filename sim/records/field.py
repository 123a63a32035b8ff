"""The record field: every record of every person, made when somebody looks.

Law
---
Person u has activity z, Gamma with mean 1 and coefficient of variation cv, from one hash of u; all categories
share it. A category's records are a unit-rate Poisson process on the person's clock s = z * rate * R(t), R
being the profile's clock. A cell of the clock holds a Poisson number of records (the inverse distribution
function at the cell's hash) with independent uniform positions: that is the Poisson process on the cell, and
cells are independent. So, given z:

- The counts of disjoint windows are independent and Poisson with mean z * rate * (R(end) - R(start)): the clock
  carries windows to disjoint intervals of these lengths. Over people the count of a window of clock length
  L = rate * (R(end) - R(start)) is negative binomial with mean L and variance L + cv^2 L^2, and is 0 with
  chance (1 + cv^2 L)^(-1 / cv^2).
- Marks are independent and uniform on 64 bits, so the counts of disjoint ranges of marks are independent
  Poisson parts of the window's count, and add up to it record by record.
- A look-up changes nothing and depends on nothing but (master, population, category, person, cell). Windows
  chosen by what earlier windows showed, in any order, under any policy, in any process, see one and the same
  realisation; what is held longer can only show more.

This holds as far as the hash passes for random: it is exact sampling of the model.
"""

from collections.abc import Callable
from functools import lru_cache, partial

import numpy as np
from numpy.typing import NDArray

from sim.draw.hashing import name_key, plain_fold
from sim.records.activity import quantiles
from sim.records.ages import Aged, people_by_age, person_by_age
from sim.records.cells import TOP, bits_of, count_table
from sim.records.held import Piece
from sim.records.look_up import (
    people_activity,
    person_count,
    person_found,
    person_listing,
    person_marked,
    person_marks,
    person_times,
)
from sim.records.profile import Profile
from sim.records.windows import people_marked, seen_first

Marks = tuple[int, int]  # [m0, m1) of 64-bit marks; m1 = 2^64 - 1 takes the last in
Pieces = tuple[Piece, ...]
ALL_MARKS: Marks = (0, TOP)


class RecordField:
    """The records of one category of one population in one replication.

    A person is an index within its population (0 to 8e9). Time is in days; windows and pieces are half-open.

    Parameters
    ----------
    master : int
        64-bit key of the replication; the same for all populations and categories.
    population : int
        64-bit key of the population's name.
    category : str
    rate_per_day : float [record/day], >= 0
        Mean over people and week.
    activity_cv : float [1], >= 0
        Of the population, so equal in all its categories.
    profile : Profile

    Attributes
    ----------
    by_age : callable of (person, start, end, now, act) to Aged
        A person's records in [start, end) by their age at `now`; an act is one more, at `end`. The compiled loop
        itself: every answer asks it.
    by_age_of_many : callable of arrays (n,) of the same
        Sums of ages (n,) and records by band of age (n, 4) of many people, each with a window and a time of its own.

    Raises
    ------
    ValueError
        If the rate or the coefficient of variation is outside its domain.
    """

    __slots__ = (
        "_bits",
        "_key",
        "_person_key",
        "_quantiles",
        "_table",
        "activity_cv",
        "by_age",
        "by_age_of_many",
        "category",
        "profile",
        "rate_per_day",
    )

    def __init__(
        self, master: int, population: int, category: str, rate_per_day: float, activity_cv: float, profile: Profile
    ) -> None:
        if not 0 <= rate_per_day < float("inf"):
            raise ValueError(f"rate_per_day: is {rate_per_day}; wanted a finite number, 0 or over")
        self.category = category
        self.rate_per_day = float(rate_per_day)
        self.activity_cv = float(activity_cv)
        self.profile = profile
        people = plain_fold(plain_fold(master, name_key("records")), population)
        self._key = np.uint64(plain_fold(people, name_key("category", category)))
        self._person_key = np.uint64(plain_fold(people, name_key("activity")))
        bits = bits_of(category)
        self._bits, self._table = bits, count_table(bits)
        self._quantiles = quantiles(self.activity_cv)
        own = self._key, self._person_key, self.rate_per_day, profile.week, bits, self._table, self._quantiles
        self.by_age: Callable[[int, float, float, float, bool], Aged] = partial(person_by_age, *own)
        self.by_age_of_many: Callable[..., tuple[NDArray[np.float64], NDArray[np.int64]]] = partial(people_by_age, *own)

    @property
    def tables(self) -> tuple[np.uint64, np.uint64, int, NDArray[np.uint64], NDArray[np.float64]]:
        """Return what compiled loops over people need: both keys, bits and table of the cells, quantiles."""
        return self._key, self._person_key, self._bits, self._table, self._quantiles

    def key(self, person: int) -> int:
        """Return the 64-bit key of a person's process."""
        return plain_fold(int(self._key), person)

    def activity(self, person: int) -> float:
        """Return a person's activity z: mean 1 over people, the same in all categories."""
        return float(self.activities(np.array([person], np.uint64))[0])

    def activities(self, people: NDArray[np.uint64]) -> NDArray[np.float64]:
        """Return the activities of many people; shape of `people` (n,)."""
        return people_activity(self._person_key, people, self._quantiles)

    def reading(self, time: float) -> float:
        """Return the clock of a person with z = 1 at a time [day]: rate * R(t), in records."""
        return self.rate_per_day * self.profile.clock(time)

    def count(self, person: int, pieces: Pieces, marks: Marks | None = None) -> int:
        """Return a person's number of records in disjoint pieces of time, of all marks or of some."""
        who = self._key, self._person_key, person, self.rate_per_day
        how = self.profile.week, self._bits, self._table, self._quantiles
        if marks is None:
            return sum([person_count(*who, start, end, *how) for start, end in pieces])
        m0, m1 = unsigned(marks)
        return sum([person_marked(*who, m0, m1, start, end, *how) for start, end in pieces])

    def has(self, person: int, pieces: Pieces, marks: Marks | None = None) -> bool:
        """Return whether a person has a record in pieces of time; faster than `count` in wide ones."""
        who = self._key, self._person_key, person, self.rate_per_day
        how = self.profile.week, self._bits, self._table, self._quantiles
        m0, m1 = unsigned(marks or ALL_MARKS)
        return any(person_found(*who, m0, m1, start, end, *how) for start, end in pieces)

    def listing(self, person: int, start: float, end: float) -> tuple[NDArray[np.float64], NDArray[np.uint64]]:
        """Return times [day] and marks of a person's records in [start, end), in order of time; both (n,).

        The records are those that `count` counts. It compares positions on the clock and not these times, which
        are rounded: the two can differ for a record within 1e-10 clock units of a window's end.
        """
        who = self._key, self._person_key, person, self.rate_per_day
        how = self.profile.week, self._bits, self._table, self._quantiles
        readings, marks = person_listing(*who, start, end, *how)
        return self.profile.times(readings), marks

    def marks(self, person: int, start: float, end: float) -> NDArray[np.uint64]:
        """Return the marks of `listing`, in no order; shape (n,)."""
        who = self._key, self._person_key, person, self.rate_per_day
        how = self.profile.week, self._bits, self._table, self._quantiles
        marks: NDArray[np.uint64] = person_marks(*who, start, end, *how)
        return marks

    def times(self, person: int, start: float, end: float) -> NDArray[np.float64]:
        """Return the times of `listing` without the marks; shape (n,) [day]."""
        who = self._key, self._person_key, person, self.rate_per_day
        how = self.profile.week, self._bits, self._table, self._quantiles
        return self.profile.times(person_times(*who, start, end, *how))

    def counts(
        self,
        persons: NDArray[np.uint64],
        start: float | NDArray[np.float64],
        end: float | NDArray[np.float64],
        marks: Marks | None = None,
    ) -> NDArray[np.int64]:
        """Return `count` of many people (n,) in a window [start, end) of all or one of each, (n,); shape (n,)."""
        starts, ends = (np.reshape(np.full(len(persons), 0.0) + time, (-1, 1)) for time in (start, end))
        return self.counts_each(persons, starts, ends, marks)[:, 0]

    def counts_each(
        self,
        persons: NDArray[np.uint64],
        starts: NDArray[np.float64],
        ends: NDArray[np.float64],
        marks: Marks | None = None,
    ) -> NDArray[np.int64]:
        """Return `count` of many people (n,) in several windows [start, end); shape (n, k).

        Parameters
        ----------
        starts, ends : ndarray (n, k), or (1, k) where everybody has the same
            Windows that follow each other are counted in one pass.
        """
        who = self._key, self._person_key, persons, self.rate_per_day
        how = self.profile.week, self._bits, self._table, self._quantiles
        m0, m1 = unsigned(marks or ALL_MARKS)
        return people_marked(*who, m0, m1, starts, ends, *how)


def counts_and_firsts(
    field: RecordField,
    keys: NDArray[np.uint64],
    persons: NDArray[np.uint64],
    activities: NDArray[np.float64],
    starts: NDArray[np.float64],
    ends: NDArray[np.float64],
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return how many records people have in windows, and when they write the first of each; shapes (n,).

    Parameters
    ----------
    field : RecordField
        One of those in which records are looked up: all are of one category of one population, at several operators.
    keys, persons : ndarray (n,) uint64
        In the field of which key (`RecordField.tables`) whose records are looked up.
    activities : ndarray (n,) float64 [1]
        Of these people.
    starts, ends : ndarray (n,) float64 [day]

    Returns
    -------
    counts : ndarray (n,) int64
    firsts : ndarray (n,) float64 [day]
        Between the ends of the window; of windows without a record there is no telling.
    """
    _, _, bits, table, _ = field.tables
    scales = activities * field.rate_per_day
    counts, readings = seen_first(keys, persons, scales, starts, ends, field.profile.week, bits, table)
    there = counts > 0
    firsts = ends.copy()
    firsts[there] = np.clip(field.profile.times(readings[there]), starts[there], ends[there])
    return counts, firsts


@lru_cache(4096)
def unsigned(marks: Marks) -> tuple[np.uint64, np.uint64]:
    """Return marks as the kernels take them; few ranges are ever asked for, and making them costs 1 us."""
    return np.uint64(marks[0]), np.uint64(marks[1])
