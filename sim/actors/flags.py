"""The records that a filter flags: when, whose, keyed so that a filter that flags more only adds.

A person's records of a category are a Poisson process on the person's own clock, which runs at z times the rate of
the category; those flagged are a thinning of it, so they are one too, at z times the rate of flags. All of a
platform's flags together are found without asking everybody: candidates come at the rate that they would have if
everybody were as active as anybody can be, each candidate is one account holder, each as likely as any other, and
counts with the chance z / highest z. That is thinning, and exact; what else the author wrote is left as it is.
Candidates come in layers, as the cases of an agency do.
"""

from collections.abc import Iterator
from heapq import merge
from typing import Any, NamedTuple

import numba as nb
import numpy as np
from numpy.typing import NDArray

from sim.actors.accounts import holders
from sim.actors.operator import Operator
from sim.actors.people import People
from sim.draw.hashing import Whole, fold, plain_fold, unit
from sim.records.activity import activity
from sim.records.look_up import z_of
from sim.records.permutation import unpermute

BASE_PER_DAY = 1.0 / 1024.0
NUMBERS = 8
_BATCH = 4096
# One person in 2^40 has a higher z, and is flagged as if z were this.
_ALMOST_ALL = 1.0 - 2.0**-40


class Column:
    """Which number of a flag decides what."""

    GAP, REACHED, AUTHOR, ACTIVITY, WORK, MISTAKE, PURSUED, OTHER_END = range(NUMBERS)


class Flag(NamedTuple):
    """One flagged record, which lies in the store like any other."""

    time: float
    key: int
    author: int  # global
    unlawful: bool


@nb.njit(
    "Tuple((float64, float64[::1], int64[::1], uint64[::1]))"
    "(uint64, uint64, int64, float64, float64, float64, float64, int64, int64, uint64, uint64, float64,"
    " float64[:, ::1])",
    cache=True,
)
def _counted(
    layer_key: Whole,
    first: Whole,
    many: int,
    clock: float,
    end: float,
    gap: float,
    kept: float,
    people: int,
    members: int,
    account_key: Whole,
    activity_key: Whole,
    highest: float,
    quantiles: NDArray[np.float64],
) -> Any:
    """Return the clock after `many` candidates, and of those that count their readings, persons and keys.

    None is looked at from the `end` of the clock on: the first layers have few before it.
    """
    readings = np.empty(many, np.float64)
    persons = np.empty(many, np.int64)
    keys = np.empty(many, np.uint64)
    n = 0
    for i in range(many):
        key = fold(layer_key, first + np.uint64(i))
        clock += -np.log1p(-unit(fold(key, np.uint64(0)))) * gap
        if clock >= end:
            break
        if unit(fold(key, np.uint64(1))) >= kept:
            continue
        holder = np.uint64(min(unit(fold(key, np.uint64(2))) * members, members - 1.0))
        person = holder if members >= people else unpermute(account_key, np.uint64(people), holder)
        if unit(fold(key, np.uint64(3))) * highest < z_of(activity_key, person, quantiles):
            readings[n], persons[n], keys[n] = clock, np.int64(person), key
            n += 1
    return clock, readings[:n].copy(), persons[:n].copy(), keys[:n].copy()


class Flags:
    """The flags of one platform, category and population that are right, or those that are wrong.

    Parameters
    ----------
    key : int
        64-bit key of their numbers.
    share : float [1]
        Flagged records over all records of the category.
    """

    def __init__(
        self, operator: Operator, people: People, category: str, *, key: int, share: float, unlawful: bool, days: float
    ) -> None:
        records = people.field_of(operator, category)
        self._people, self._key, self._unlawful, self._days = people, key, unlawful, days
        _, self._activity_key, _, _, self._quantiles = records.tables
        self._highest = float(activity(_ALMOST_ALL, self._quantiles))
        self._members = holders(people.world.number, operator.share_at(days))  # who will ever have an account
        self._account_key = np.uint64(plain_fold(operator.key, people.world.key))
        per_day = records.rate_per_day * share * self._members * operator.weight
        self._candidates_per_day = per_day * self._highest

    def __iter__(self) -> Iterator[Flag]:
        """Yield the flags of the run in order of time."""
        rate, k = self._candidates_per_day, 0
        layers = []
        while rate > 0.0 and (k == 0 or BASE_PER_DAY * 2.0 ** (k - 1) < rate):
            layers.append(self._layer(k))
            k += 1
        return merge(*layers)

    def _layer(self, k: int) -> Iterator[Flag]:
        """Yield the flags of one layer: all that lie in it, or of the last layer the share that is reached."""
        low, high = (0.0, BASE_PER_DAY) if k == 0 else (BASE_PER_DAY * 2.0 ** (k - 1), BASE_PER_DAY * 2.0**k)
        kept = min(1.0, (self._candidates_per_day - low) / (high - low))
        people, profile = self._people, self._people.profile
        end = profile.clock(self._days)
        key, clock, first = np.uint64(plain_fold(self._key, k)), 0.0, 0
        while clock < end:
            clock, readings, persons, keys = _counted(
                key, np.uint64(first), _BATCH, clock, end, 1.0 / (high - low), kept, people.world.number, self._members,
                self._account_key, self._activity_key, self._highest, self._quantiles,
            )  # fmt: skip
            first += _BATCH
            times = profile.times(readings)
            for time, person, flag in zip(times.tolist(), persons.tolist(), keys.tolist(), strict=True):
                yield Flag(time, flag, people.offset + person, self._unlawful)
