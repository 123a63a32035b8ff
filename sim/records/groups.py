"""Who shares an address with whom: groups of people without lists."""

import numba as nb
import numpy as np
from numpy.typing import NDArray

from sim.draw.hashing import chosen
from sim.records.kernels import Whole
from sim.records.permutation import permute, unpermute_range, walk


class NatGroups:
    """People behind one public address: the permuted index over the group's size.

    Parameters
    ----------
    key : int
        64-bit key of the grouping.
    people : int
        Size of the population, 1 to 2^62.
    size : int
        People in a group; the last may be smaller.

    Raises
    ------
    ValueError
        If `people` or `size` is under 1.
    """

    __slots__ = ("_key", "people", "size")

    def __init__(self, key: int, people: int, size: int) -> None:
        if not (1 <= people <= 1 << 62 and size >= 1):
            raise ValueError(f"groups: {people} people in groups of {size}; wanted 1 to 2^62 people, 1 or more in each")
        self._key = np.uint64(key)
        self.people = people
        self.size = size

    def group(self, person: int) -> int:
        """Return the number of a person's group, from 0."""
        return int(permute(self._key, self.people, person)) // self.size

    def members(self, person: int) -> NDArray[np.uint64]:
        """Return the people of a person's group, the person included; shape (n,), n at most `size`."""
        first = self.group(person) * self.size
        return unpermute_range(self._key, self.people, first, min(first + self.size, self.people))

    def others(self, person: int, first: int) -> NDArray[np.uint64]:
        """Return the rest of a person's group as numbers of people of whom the grouping's person 0 is `first`."""
        return others(self._key, self.people, self.size, person, first)

    def others_each(self, persons: NDArray[np.int64], first: int) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        """Return `others` of persons given by such numbers, one after the other, and how many each has, (n,)."""
        found: tuple[NDArray[np.uint64], NDArray[np.int64]] = others_each(
            self._key, self.people, self.size, (persons - first).astype(np.uint64), first
        )
        return found


@nb.njit("uint64[::1](uint64, uint64, uint64, uint64, uint64)", cache=True)
def others(key: Whole, people: Whole, size: Whole, person: Whole, first: Whole) -> NDArray[np.uint64]:
    """Return `NatGroups.others` in one call: every answer about an address asks for it."""
    start = walk(key, people, person, False) // size * size
    stop = min(start + size, people)
    members = unpermute_range(key, people, start, stop)
    found = np.empty(members.size - 1, np.uint64)
    at = 0
    for member in members:
        if member != person:
            found[at] = first + member
            at += 1
    return found


@nb.njit("Tuple((uint64[::1], int64[::1]))(uint64, uint64, uint64, uint64[::1], uint64)", cache=True)
def others_each(
    key: Whole, people: Whole, size: Whole, persons: NDArray[np.uint64], first: Whole
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return `others` of many persons, one after the other, and how many each has."""
    found, many = np.empty(persons.size * np.int64(size - np.uint64(1)), np.uint64), np.empty(persons.size, np.int64)
    at = 0
    for i in range(persons.size):
        own = others(key, people, size, persons[i], first)
        found[at : at + own.size] = own
        many[i] = own.size
        at += own.size
    return found[:at].copy(), many


@nb.njit("Tuple((uint64[::1], int64[::1]))(uint64[::1], uint64[::1], int64[::1], float64)", cache=True)
def chosen_each(
    keys: NDArray[np.uint64], members: NDArray[np.uint64], many: NDArray[np.int64], share: float
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return those members of groups whose number in (0, 1) under the key of their group is below a share.

    Parameters
    ----------
    keys, many : ndarray (groups,)
    members : ndarray (people,)
        Group after group.
    """
    found, kept, at, start = np.empty(members.size, np.uint64), np.empty(many.size, np.int64), 0, 0
    for i in range(many.size):
        own = chosen(keys[i], members[start : start + many[i]], share)
        found[at : at + own.size] = own
        kept[i] = own.size
        at += own.size
        start += many[i]
    return found[:at].copy(), kept
