"""Who has an account at a platform: a fixed share of each population, found and listed without a list.

A platform's key permutes the people of a population; the first `share` of the permuted order have an account. So
membership is one permutation, a random account holder is one inverse permutation, and a larger share only adds
people, whether there are ten account holders among a billion people or nearly all of them.
"""

import numba as nb
import numpy as np
from numpy.typing import NDArray

from sim.draw.hashing import Whole, fold, unit
from sim.records.permutation import permute, unpermute, walk_all

# Below this share of account holders a candidate is drawn among them and tried for the area, unless the area is a
# smaller part of the people than they are; otherwise one is drawn in the area and tried for an account.
_FEW = 0.01


def holders(people: int, share: float) -> int:
    """Return how many of a population's people have an account."""
    return round(people * share)


@nb.njit("boolean(uint64, uint64, uint64, uint64)", cache=True)
def _has_account(key: Whole, people: Whole, many: Whole, person: Whole) -> bool:
    return bool(permute(key, people, person) < many)


def has_account(operator_key: int, population_key: int, people: int, share: float, person: int) -> bool:
    """Whether a person (index within a population of `people`) has an account at a platform."""
    if share >= 1.0:
        return True
    many = np.uint64(holders(people, share))
    return bool(_has_account(_joined(operator_key, population_key), np.uint64(people), many, np.uint64(person)))


@nb.njit("boolean[::1](uint64, uint64, uint64, uint64, uint64)", cache=True)
def _have_accounts(key: Whole, people: Whole, many: Whole, first: Whole, size: Whole) -> NDArray[np.bool_]:
    places = np.empty(size, np.uint64)
    for i in range(places.size):
        places[i] = first + np.uint64(i)
    walk_all(key, people, places, False)
    found: NDArray[np.bool_] = places < many
    return found


def have_accounts(
    operator_key: int, population_key: int, people: int, share: float, first: int, size: int
) -> NDArray[np.bool_]:
    """Return `has_account` of the persons first to first + size - 1; shape (size,)."""
    if share >= 1.0:
        return np.ones(size, np.bool_)
    many = np.uint64(holders(people, share))
    key = _joined(operator_key, population_key)
    found: NDArray[np.bool_] = _have_accounts(key, np.uint64(people), many, np.uint64(first), np.uint64(size))
    return found


@nb.njit("uint64(uint64, uint64, uint64)", cache=True)
def _position(key: Whole, people: Whole, person: Whole) -> Whole:
    return permute(key, people, person)


def order_key(operator_key: int, population_key: int) -> np.uint64:
    """Return the key of the order in which a population's people have accounts at a platform."""
    return _joined(operator_key, population_key)


def position(key: np.uint64, people: int, person: int) -> int:
    """Return the place of a person in the order of accounts that has a key."""
    return int(_position(key, np.uint64(people), np.uint64(person)))


@nb.njit("uint64[::1](uint64, uint64, uint64[::1], boolean)", cache=True)
def _permuted(key: Whole, people: Whole, numbers: NDArray[np.uint64], back: Whole) -> NDArray[np.uint64]:
    found = numbers.copy()
    walk_all(key, people, found, back)
    return found


def positions(key: np.uint64, people: int, persons: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return the places of people in the order of accounts that has a key; shape of `persons` (n,)."""
    found: NDArray[np.uint64] = _permuted(key, np.uint64(people), persons, False)
    return found


def people_from(key: np.uint64, people: int, where: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return who stands at places in the order of accounts that has a key: `positions` undone; shape (n,)."""
    found: NDArray[np.uint64] = _permuted(key, np.uint64(people), where, True)
    return found


@nb.njit("float64[::1](uint64[::1], uint64, float64, float64)", cache=True)
def openings(where: NDArray[np.uint64], holders: Whole, first: float, growth_per_day: float) -> NDArray[np.float64]:
    """Return when people at some places in the order of accounts open theirs [day]; shape of `where` (n,).

    Registers are asked of some ten people at a time, where each call of numpy costs as much as all that is done.

    Parameters
    ----------
    holders : int
        Those of the first places, who have an account before day 0.
    first : float [person]
        As many, not rounded.
    growth_per_day : float [1/day]
        Accounts opened, in parts of the first; 0: nobody else opens one.
    """
    found = np.empty(where.size)
    for i in range(where.size):
        if where[i] < holders:
            found[i] = -np.inf
        elif growth_per_day > 0.0 and first > 0.0:
            found[i] = max((np.float64(where[i]) + 0.5) / first - 1.0, 0.0) / growth_per_day
        else:
            found[i] = np.inf
    return found


@nb.njit(
    "Tuple((int64[::1], int64[::1], uint64[::1]))(uint64[::1], uint64[::1], uint64, uint64[::1])",
    cache=True,
    nogil=True,
)
def holders_among(
    keys: NDArray[np.uint64], most: NDArray[np.uint64], people: Whole, persons: NDArray[np.uint64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint64]]:
    """Return which of some people stand before a place in the order of accounts at each of many platforms.

    What a call for each platform would cost is more than what it finds where few have an account at each.

    Parameters
    ----------
    keys, most : ndarray (platforms,) uint64
        Keys of the orders, as `order_key` has them, and the places.
    people : int
        Of the population.
    persons : ndarray (n,) uint64

    Returns
    -------
    platforms, which, places : ndarray (found,)
        Platform, number among `persons`, and place in the order; platform after platform.
    """
    room, found = 1024, 0
    platforms, which, places = np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room, np.uint64)
    for platform in range(keys.size):
        where = persons.copy()
        walk_all(keys[platform], people, where, False)
        if found + where.size > room:
            room = 2 * (found + where.size)
            platforms = np.append(platforms[:found], np.empty(room - found, np.int64))
            which = np.append(which[:found], np.empty(room - found, np.int64))
            places = np.append(places[:found], np.empty(room - found, np.uint64))
        for i in range(where.size):
            platforms[found], which[found], places[found] = platform, i, where[i]
            found += where[i] < most[platform]
    return platforms[:found].copy(), which[:found].copy(), places[:found].copy()


@nb.njit("uint64(uint64, uint64)", cache=True)
def _join(operator_key: Whole, population_key: Whole) -> Whole:
    return fold(operator_key, population_key)


def _joined(operator_key: int, population_key: int) -> np.uint64:
    return np.uint64(_join(np.uint64(operator_key), np.uint64(population_key)))


@nb.njit("int64(uint64, int64[::1], int64[::1], uint64[::1], int64[::1], uint64, float64)", cache=True)
def pick_holder(
    key: Whole,
    starts: NDArray[np.int64],
    firsts: NDArray[np.int64],
    populations: NDArray[np.uint64],
    numbers: NDArray[np.int64],
    operator_key: Whole,
    share: float,
) -> Whole:
    """Return the place in an area of a person with an account at a platform, each as likely as any other.

    Parameters
    ----------
    key : uint64
        Makes the draws.
    starts : ndarray (segments + 1,) int64
        Places in the area where its segments begin; the last is the number of people of the area.
    firsts, populations, numbers : ndarray (segments,)
        First person of each segment within its population, the population's key and number of people.
    share : float
        Of each population; over 0.

    Returns
    -------
    int
        Place in the area; -1 if nobody of the area has an account after 100,000 tries.
    """
    people = starts[-1]
    in_area = share >= _FEW or share * numbers.max() >= people
    for attempt in range(100_000):
        h = fold(key, np.uint64(attempt))
        if in_area:
            place = np.int64(min(unit(h) * people, people - 1.0))
            s = np.int64(np.searchsorted(starts, place, side="right")) - 1
            if share >= 1.0:
                return place
            many = np.uint64(round(numbers[s] * share))
            person = np.uint64(firsts[s] + place - starts[s])
            if permute(fold(operator_key, populations[s]), np.uint64(numbers[s]), person) < many:
                return place
        else:
            s = np.int64(min(unit(h) * (len(starts) - 1), len(starts) - 2.0))
            many = np.uint64(round(numbers[s] * share))
            # a segment is as likely as any other, so its people are taken in proportion to its account holders
            most = np.uint64(round(numbers.max() * share))
            holder = np.uint64(unit(fold(h, np.uint64(1))) * most)
            if holder >= many:
                continue
            who = np.int64(unpermute(fold(operator_key, populations[s]), np.uint64(numbers[s]), holder))
            if firsts[s] <= who < firsts[s] + starts[s + 1] - starts[s]:
                return starts[s] + who - firsts[s]
    return -1


@nb.njit(
    "int64[::1](uint64[::1], int64[::1], int64[::1], uint64[::1], int64[::1], uint64[::1], float64[::1])", cache=True
)
def pick_holders(
    keys: NDArray[np.uint64],
    starts: NDArray[np.int64],
    firsts: NDArray[np.int64],
    populations: NDArray[np.uint64],
    numbers: NDArray[np.int64],
    operator_keys: NDArray[np.uint64],
    shares: NDArray[np.float64],
) -> NDArray[np.int64]:
    """Return `pick_holder` of many keys, operators and shares; shape of `keys` (n,)."""
    found = np.empty(keys.size, np.int64)
    for i in range(keys.size):
        found[i] = pick_holder(keys[i], starts, firsts, populations, numbers, operator_keys[i], shares[i])
    return found
