"""The people of an agency's area, and how a case picks one of them."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numba as nb
import numpy as np
from numpy.typing import NDArray

from sim.actors.accounts import pick_holder, pick_holders
from sim.draw.hashing import Whole, fold, folds, plain_unit, unit

# The most active of 8 billion people has a z below this at any coefficient of variation up to 1; where activity
# is wider, the few above it are picked as if they were at it.
_HIGHEST_ACTIVITY = 32.0


Among = tuple[NDArray[np.int64], NDArray[np.bool_]]  # first global number of each class of people; which of them count


@nb.njit("int64(uint64, int64, int64[::1], int64[::1])", cache=True, inline="always")
def _tried(key: Whole, attempt: Whole, borders: NDArray[np.int64], globals_: NDArray[np.int64]) -> Whole:
    """Return the person of an attempt (global number)."""
    people = borders[borders.size - 1]
    place = min(np.int64(unit(fold(key, np.uint64(attempt))) * people), people - 1)
    segment = np.searchsorted(borders, place, side="right") - 1
    return globals_[segment] + place - borders[segment]


@nb.njit("int64(uint64, int64, int64, int64[::1], int64[::1], int64[::1], boolean[::1])", cache=True)
def _first_try(
    key: Whole,
    attempt: Whole,
    tries: Whole,
    borders: NDArray[np.int64],
    globals_: NDArray[np.int64],
    firsts: NDArray[np.int64],
    among: NDArray[np.bool_],
) -> Whole:
    """Return the first attempt, from one on, that finds somebody of some classes; `tries` if none does."""
    while attempt < tries:
        person = _tried(key, attempt, borders, globals_)
        if among[np.searchsorted(firsts, person, side="right") - 1]:
            break
        attempt += 1
    return attempt


@nb.njit(
    "Tuple((int64[::1], int64[::1]))"
    "(uint64[::1], int64[::1], int64[::1], int64[::1], uint64, int64,"
    "int64[::1], int64[::1], int64[::1], boolean[:, ::1])",
    cache=True,
)
def _others(
    keys: NDArray[np.uint64],
    first: NDArray[np.int64],
    many: NDArray[np.int64],
    keeper: NDArray[np.int64],
    item_id: Whole,
    tries: Whole,
    borders: NDArray[np.int64],
    globals_: NDArray[np.int64],
    firsts: NDArray[np.int64],
    among: NDArray[np.bool_],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return whom requests are about, and where each begins: its first subject, and others that are tried for."""
    found = np.empty(many.sum(), np.int64)
    starts = np.empty(keys.size + 1, np.int64)
    number = 0
    for i in range(keys.size):
        starts[i] = number
        found[number] = first[i]
        number += 1
        for item in range(1, many[i]):
            key, attempt = fold(keys[i], item_id + np.uint64(item)), np.int64(0)
            while True:
                attempt = _first_try(key, attempt, tries, borders, globals_, firsts, among[keeper[i]])
                if attempt >= tries:
                    break
                person = _tried(key, attempt, borders, globals_)
                if not np.any(found[starts[i] : number] == person):
                    found[number] = person
                    number += 1
                    break
                attempt += 1
    starts[keys.size] = number
    return found[:number].copy(), starts


class Segment(NamedTuple):
    """Neighbouring people of one population."""

    population_key: int
    people: int  # of the whole population
    first: int  # within the population
    first_global: int
    size: int


class Area:
    """People who may become subjects of an agency's cases.

    Parameters
    ----------
    segments : sequence of Segment
    activity : callable of a global number, optional
        z of a person: subjects are picked with a chance in proportion to it (by rejection). Without it each
        person is as likely as any other.
    """

    def __init__(self, segments: Sequence[Segment], activity: Callable[[int], float] | None = None) -> None:
        self._borders = [0]
        for segment in segments:
            self._borders.append(self._borders[-1] + segment.size)
        self.people = self._borders[-1]
        self._globals = [segment.first_global for segment in segments]
        self._arrays = (
            np.array(self._borders, np.int64),
            np.array([segment.first for segment in segments], np.int64),
            np.array([segment.population_key for segment in segments], np.uint64),
            np.array([segment.people for segment in segments], np.int64),
        )
        self._activity = activity
        self._firsts_global = np.array(self._globals, np.int64)

    def first_try(self, key: int, attempt: int, tries: int, among: Among) -> int:
        """Return the first of several attempts, from one on, whose person is of some classes; `tries` if there is none.

        The person of attempt k is `person(unit(h), h)` with `h = fold(key, k)`; not where activity counts.
        """
        return int(_first_try(key, attempt, tries, self._arrays[0], self._firsts_global, *among))

    def with_others(
        self, keys: NDArray[np.uint64], first: NDArray[np.int64], many: NDArray[np.int64], item_id: int, tries: int,
        keeper: NDArray[np.int64], among: Among,
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:  # fmt: skip
        """Return the subjects of requests one after the other, and where each begins; not where activity counts.

        Parameters
        ----------
        keys, first, many : ndarray (requests,)
            64-bit key, first subject and wanted number of subjects of each.
        item_id : int
            Item k has the key `fold(key, item_id + k)`: see `first_try`.
        keeper : ndarray (requests,)
            Row of `among` (keepers, classes) whose people each request is about.

        Returns
        -------
        subjects : ndarray (items,) int64
            Global numbers; nobody twice in a request.
        starts : ndarray (requests + 1,) int64
        """
        found: tuple[NDArray[np.int64], NDArray[np.int64]] = _others(
            keys, first, many, keeper, item_id, tries, self._arrays[0], self._firsts_global, *among
        )
        return found

    @property
    def is_even(self) -> bool:
        """Whether everybody is as likely as anybody else."""
        return self._activity is None

    def person(self, u: float, key: int) -> int:
        """Return the global number of anybody: by a number in (0, 1), or by `key` where activity counts."""
        if self._activity is not None:
            found = self.pick(key)
            assert found is not None
            return found
        place = min(int(u * self.people), self.people - 1)
        segment = bisect_right(self._borders, place) - 1
        return self._globals[segment] + place - self._borders[segment]

    def persons(self, u: NDArray[np.float64]) -> NDArray[np.int64] | None:
        """Return `person` of many numbers in (0, 1), shape of `u` (n,); None where activity counts."""
        if self._activity is not None:
            return None
        place = np.minimum((u * self.people).astype(np.int64), self.people - 1)
        borders = self._arrays[0]
        segment = np.searchsorted(borders, place, side="right") - 1
        found: NDArray[np.int64] = self._firsts_global[segment] + place - borders[segment]
        return found

    def pick(self, key: int, operator_key: int = 0, share: float = 1.0) -> int | None:
        """Return the global number of a person, picked by the numbers of `key`.

        With a platform's key only its account holders are picked; `share` of all people have an account. None if
        the area has none.
        """
        attempt = 0
        while True:
            tried = fold(key, attempt)
            place = int(pick_holder(tried, *self._arrays, operator_key, share))
            if place < 0:
                return None
            segment = bisect_right(self._borders, place) - 1
            person = self._globals[segment] + place - self._borders[segment]
            if self._activity is None or self._accepts(tried, person):
                return person
            attempt += 1

    def picked(
        self, keys: NDArray[np.uint64], operator_keys: NDArray[np.uint64], shares: NDArray[np.float64]
    ) -> NDArray[np.int64]:
        """Return `pick` of many keys, each with a platform of its own; -1: nobody. Not where activity counts.

        All arrays (n,).
        """
        place: NDArray[np.int64] = pick_holders(folds(keys, np.uint64(0)), *self._arrays, operator_keys, shares)
        borders = self._arrays[0]
        segment = np.searchsorted(borders, place, side="right") - 1
        return np.where(place < 0, -1, self._firsts_global[segment] + place - borders[segment])

    def _accepts(self, tried: int, person: int) -> bool:
        assert self._activity is not None
        return plain_unit(fold(tried, 1 << 63)) * _HIGHEST_ACTIVITY < self._activity(person)
