"""Who shares an address with whom: groups of people without lists."""

import numba as nb
import numpy as np
from numpy.typing import NDArray

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
