"""A uniform number for each decision, found by name and ids."""

import numpy as np
from numpy.typing import NDArray

from sim.draw.hashing import name_key, plain_fold, plain_unit, unit_row, unit_rows, units


class Decision:
    """Uniform numbers in (0, 1) for one named decision; the same for the same ids, in any order.

    The name, seed and replication are hashed to 64 bits once; the ids go through SplitMix64's
    finaliser. MODEL.md, section 3, says which ids key which decision.

    Examples
    --------
    >>> visit = Decision("visit", seed=1, replication=0)
    >>> visit.uniform(7, 2) == visit.uniform(7, 2) != visit.uniform(2, 7)
    True
    """

    __slots__ = ("key",)

    def __init__(self, name: str, *, seed: int, replication: int) -> None:
        self.key = name_key("decision", seed, replication, name)

    def at(self, *ids: int) -> int:
        """Return the 64-bit key of these ids, from which further numbers may be folded."""
        key = self.key
        for number in ids:
            key = plain_fold(key, number)
        return key

    def uniform(self, *ids: int) -> float:
        """Return the number in (0, 1) of these ids."""
        return plain_unit(self.at(*ids))

    def uniforms(self, ids: NDArray[np.uint64]) -> NDArray[np.float64]:
        """Return the numbers in (0, 1) of many single ids; shape of `ids` (n,)."""
        return units(np.uint64(self.key), np.asarray(ids, np.uint64))

    def keyed_rows(
        self, entity: tuple[int, ...], first: int, many: int, wide: int
    ) -> tuple[NDArray[np.float64], NDArray[np.uint64]]:
        """Return numbers in (0, 1) that belong together, and the key of each row for further numbers.

        Row i is that of the ids (*entity, first + i); shapes (many, wide) and (many,).
        """
        return unit_rows(np.uint64(self.at(*entity)), np.uint64(first), many, wide)


def row(key: int, wide: int) -> list[float]:
    """Return the numbers in (0, 1) of one key, as many as wanted."""
    numbers: list[float] = unit_row(key, wide).tolist()
    return numbers
