"""Account holders of platforms as subjects of requests: one at a time, or of many requests at once."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.actors.area import Area
from sim.actors.habits import ITEMS, TRIES
from sim.actors.operator import Operator
from sim.actors.people import People
from sim.draw.hashing import fold, folds

_HOLDER = 1 << 60  # further tries have ids from here on
NOBODY = -1


def holder_of(area: Area, key: int, operator: Operator, at: float) -> int | None:
    """Return somebody of an area who had an account at a platform at a time; None if many tries find nobody."""
    share = operator.share_at(at)
    for attempt in range(TRIES):
        person = area.pick(fold(key, _HOLDER + attempt) if attempt else key, operator.key, share)
        if person is None or operator.had_account(person, at):
            return person
    return None


class Holders:
    """Finds those that `holder_of` and `asking.Asking` find one by one, as the registers stand when they are asked for.

    Parameters
    ----------
    area : Area
        Where everybody is as likely as anybody else, and nobody moves.
    people : People
        The population of the area.
    """

    def __init__(self, area: Area, people: People, platforms: Sequence[Operator]) -> None:
        self._area, self._people, self._platforms = area, people, platforms
        self._keys = np.array([platform.key for platform in platforms], np.uint64)

    def found(
        self, keys: NDArray[np.uint64], platform: NDArray[np.int64], at: NDArray[np.float64]
    ) -> NDArray[np.int64]:
        """Return `holder_of` of each key (global number), `NOBODY` where there is none; arrays (n,)."""
        share = self._shares(platform, at)
        found, left = np.full(len(keys), NOBODY), np.arange(len(keys))
        for attempt in range(TRIES):
            tried = folds(keys[left], np.uint64(_HOLDER + attempt)) if attempt else keys[left]
            persons = self._area.picked(tried, self._keys[platform[left]], share[left])
            settled = (persons < 0) | self._had_accounts(persons, platform[left], at[left])
            found[left[settled]], left = persons[settled], left[~settled]
            if not len(left):
                break
        return found

    def with_others(
        self, keys: NDArray[np.uint64], first: NDArray[np.int64], many: NDArray[np.int64], platform: NDArray[np.int64],
        at: NDArray[np.float64],
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:  # fmt: skip
        """Return the subjects of requests one after the other, and how many each has; arrays (requests,) otherwise.

        Each has its `first` and others whom the platform holds, up to so `many`; nobody twice.
        """
        found = np.full((len(keys), int(many.max(initial=1))), NOBODY)
        found[:, 0] = first
        for item in range(1, found.shape[1]):
            left = np.flatnonzero(many > item)
            own = folds(keys[left], np.uint64(ITEMS + item))
            for attempt in range(TRIES):
                person = self.found(folds(own, np.uint64(attempt)), platform[left], at[left])
                is_new = (found[left] != person[:, None]).all(axis=1)
                found[left[is_new], item] = person[is_new]
                again = ~is_new & (person >= 0)
                left, own = left[again], own[again]
                if not len(left):
                    break
        there = found >= 0
        return found[there], there.sum(axis=1)

    def _shares(self, platform: NDArray[np.int64], at: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return `Operator.share_at` of each."""
        share = np.array([one.share_at(0.0) for one in self._platforms])[platform]
        growing = [one.register is not None and one.register.grows for one in self._platforms]
        for place in np.flatnonzero(np.array(growing, np.bool_)[platform]).tolist():
            share[place] = self._platforms[platform[place]].share_at(float(at[place]))
        return share

    def _had_accounts(
        self, persons: NDArray[np.int64], platform: NDArray[np.int64], at: NDArray[np.float64]
    ) -> NDArray[np.bool_]:
        """Return `Operator.had_account` of persons (global numbers); those below 0 are nobody."""
        had = persons >= 0
        moved = [one.register is not None and not one.register.is_still for one in self._platforms]
        asked = np.flatnonzero(had & np.array(moved, np.bool_)[platform])
        for place in np.unique(platform[asked]).tolist():
            rows = asked[platform[asked] == place]
            spans = self._platforms[place].account_spans(self._people, persons[rows])
            had[rows] = (spans.opened <= at[rows]) & (at[rows] < spans.closed)
        return had
