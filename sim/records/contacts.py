"""Who is in contact with whom: a mutual, heavy-tailed graph of up to billions of people without lists.

A configuration model: a person of degree d owns d stubs, contiguous in the numbering of all stubs; a keyed
permutation shuffles the stubs, and neighbours 2i, 2i + 1 in the shuffled order are joined. Which person has which
degree is a keyed permutation too. A hub is joined with a fixed share of all people, chosen by a permutation of
its own. Every step can be undone, so either end finds the other.

References
----------
Bollobas (1980), "A probabilistic proof of an asymptotic formula for the number of labelled regular graphs"
(the configuration model).
"""

from math import sqrt
from typing import NamedTuple

import numba as nb
import numpy as np
from numpy.typing import NDArray

from sim.draw.hashing import plain_fold
from sim.records.kernels import Whole
from sim.records.permutation import permute, unpermute, unpermute_range, walk_all

_CLASSES = 256
_S11 = np.uint64(11)


class Degrees(NamedTuple):
    """Classes of equal degree: people ranked by degree from the top, and the stubs that they own."""

    degree: NDArray[np.uint64]  # (n,)
    first_rank: NDArray[np.uint64]  # (n + 1,)
    first_stub: NDArray[np.uint64]  # (n + 1,)


class Contacts:
    """Contacts of people: v is one of u's if and only if u is one of v's.

    Loops and double edges of the configuration model are left out, so a mean number of contacts falls short of
    `mean` by about (d2 / d1)^2 / (2 people), d2 and d1 being the second and first moment of the degree.

    Parameters
    ----------
    key : int
        64-bit key of the graph.
    people : int
        Size of the population, 2 to 2^40.
    mean : float [contact/person], > 0
        Mean degree, hubs not counted; under `people`.
    tail : float, > 2
        The chance of a degree d falls as d^-tail, up to a degree of sqrt(mean * people).
    hubs_number : int, >= 0
    hubs_reach : float [1], 0 to 1
        Share of all people that each hub is in contact with.

    Raises
    ------
    ValueError
        If an argument is outside its domain.
    """

    __slots__ = ("_degrees", "_hub_keys", "_pair_key", "_rank_key", "people", "reach")

    def __init__(
        self, key: int, people: int, mean: float, tail: float, hubs_number: int = 0, hubs_reach: float = 0.0
    ) -> None:
        if not 2 <= people <= 1 << 40:
            raise ValueError(f"contacts.people: is {people}; wanted 2 to 2^40")
        if not 0 <= hubs_number <= people or not 0 <= hubs_reach <= 1:
            raise ValueError(f"contacts.hubs: {hubs_number} with reach {hubs_reach}; wanted 0 or more, reach 0 to 1")
        self._rank_key, self._pair_key, hubs_key = (np.uint64(plain_fold(key, i)) for i in range(3))
        self._hub_keys = np.array([plain_fold(int(hubs_key), hub) for hub in range(hubs_number)], np.uint64)
        self._degrees = degrees(people, mean, tail)
        self.people = people
        self.reach = round(people * hubs_reach)

    def most(self, person: int) -> int:
        """Return a number that a person's contacts do not exceed, without listing them; ask before a hub."""
        rank = int(permute(self._rank_key, self.people, person))
        own = self._degrees.degree[np.searchsorted(self._degrees.first_rank, rank, side="right") - 1]
        return int(own) + len(self._hub_keys) + (self.reach if rank < len(self._hub_keys) else 0)

    def is_hub(self, person: int) -> bool:
        """Return whether a person is a hub."""
        return bool(permute(self._rank_key, self.people, person) < len(self._hub_keys))

    def contacts(self, person: int) -> NDArray[np.uint64]:
        """Return the people in contact with a person, in order, the person left out; shape (n,)."""
        people, rank_key = self.people, self._rank_key
        rank = permute(rank_key, people, person)
        found = [
            partners(rank_key, self._pair_key, people, rank, *self._degrees),
            hubs_of(rank_key, self._hub_keys, people, self.reach, person),
        ]
        if rank < len(self._hub_keys):
            found.append(unpermute_range(self._hub_keys[rank], people, 0, self.reach))
        return distinct(np.concatenate(found), person)


def degrees(people: int, mean: float, tail: float) -> Degrees:
    """Return classes of equal degree whose stubs number `mean * people`, rounded (see `Contacts`).

    People are cut into a few hundred classes by rank, narrow at the top; the mean of each class is that of the
    power law between the same quantiles, its whole degrees are the two next to this mean.
    """
    if not (0 < mean < people and tail > 2):
        raise ValueError(f"contacts: mean {mean}, tail {tail}; wanted a mean over 0 and under {people}, a tail over 2")
    power = tail - 1.0
    top = max(sqrt(mean * people), mean + 1e-9)
    least = _least_degree(mean, power, top)
    ranks = np.unique(np.round(np.geomspace(1.0, people, _CLASSES))).astype(np.int64)
    rows, owned = [], 0
    for start, stop in zip([0, *ranks[:-1].tolist()], ranks.tolist(), strict=True):
        owns = round(_owned(stop / people, least, power, top) * people) - owned
        owned += owns
        degree, more = divmod(owns, stop - start)
        rows += [(degree + 1, more), (degree, stop - start - more)]
    table = np.array([row for row in rows if row[1]], np.uint64)
    sizes = np.concatenate([[0], table[:, 1]]).astype(np.uint64)
    stubs = np.concatenate([[0], table[:, 0] * table[:, 1]]).astype(np.uint64)
    return Degrees(table[:, 0].copy(), np.cumsum(sizes), np.cumsum(stubs))


def _owned(share: float, least: float, power: float, top: float) -> float:
    """Return the stubs per person that the top `share` of people own: the integral of the power law's quantiles."""
    cut = (least / top) ** power  # chance beyond the largest degree, given up
    low, high = cut, cut + (1.0 - cut) * share
    part = 1.0 - 1.0 / power
    return float(least * (high**part - low**part) / part / (1.0 - cut))


def _least_degree(mean: float, power: float, top: float) -> float:
    """Return the least degree with which the power law up to `top` has this mean, by bisection."""
    low, high = 0.0, mean
    for _ in range(100):
        middle = (low + high) / 2.0
        if _owned(1.0, middle, power, top) < mean:
            low = middle
        else:
            high = middle
    return high


@nb.njit("uint64[::1](uint64, uint64, uint64, uint64, uint64[::1], uint64[::1], uint64[::1])", cache=True)
def partners(
    rank_key: Whole,
    pair_key: Whole,
    people: Whole,
    rank: Whole,
    degree: NDArray[np.uint64],
    first_rank: NDArray[np.uint64],
    first_stub: NDArray[np.uint64],
) -> NDArray[np.uint64]:
    """Return the people joined to the stubs of the person with this rank; with repeats, shape at most (degree,)."""
    own = np.searchsorted(first_rank, rank, side="right") - 1
    first = first_stub[own] + (rank - first_rank[own]) * degree[own]
    stubs = first_stub[-1]
    found = np.empty(np.int64(degree[own]), np.uint64)
    for i in range(found.size):
        found[i] = first + np.uint64(i)
    walk_all(pair_key, stubs, found, False)
    many = 0
    for i in range(found.size):
        found[many] = found[i] ^ np.uint64(1)
        many += found[many] < stubs  # the last of an odd number of stubs is joined to none
    found = found[:many]
    walk_all(pair_key, stubs, found, True)
    for i in range(many):
        at = np.searchsorted(first_stub, found[i], side="right") - 1
        found[i] = first_rank[at] + (found[i] - first_stub[at]) // degree[at]
    walk_all(rank_key, people, found, True)
    return found


@nb.njit("uint64[::1](uint64, uint64[::1], uint64, uint64, uint64)", cache=True)
def hubs_of(rank_key: Whole, hub_keys: NDArray[np.uint64], people: Whole, reach: Whole, person: Whole) -> Whole:
    """Return the hubs that a person is in contact with."""
    found = np.empty(hub_keys.size, np.uint64)
    many = 0
    for hub in range(hub_keys.size):
        if permute(hub_keys[hub], people, person) < reach:
            found[many] = unpermute(rank_key, people, np.uint64(hub))
            many += 1
    return found[:many]


@nb.njit("uint64[::1](uint64[::1], uint64)", cache=True)
def distinct(people: NDArray[np.uint64], person: Whole) -> NDArray[np.uint64]:
    """Return each of some people once, in order and without one person; `people` is put into order."""
    people.sort()
    many = 0
    for i in range(people.size):
        if people[i] != person and (i == 0 or people[i] != people[i - 1]):
            people[many] = people[i]
            many += 1
    return people[:many]


@nb.njit("uint64[::1](uint64[::1], uint64[::1])", cache=True)
def counterparts(known: NDArray[np.uint64], marks: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return which of a person's contacts messages with some marks were exchanged with: each as likely; in order."""
    met = np.zeros(known.size, np.bool_)
    for mark in marks:
        met[np.int64(np.float64(mark >> _S11) * 2.0**-53 * known.size)] = True
    return known[met]
