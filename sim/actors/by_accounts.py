"""Which platform an act took place on: each in proportion to the accounts that people have there."""

from bisect import bisect_right
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from sim.actors.operator import Operator


@lru_cache(64)
def _borders(accounts: tuple[float, ...]) -> list[float]:
    """Return where the numbers of each platform begin; many agencies choose among the same thousands of platforms.

    Sums are exact, and rounded once each.
    """
    *before, total = map(float, accumulate(map(Fraction, accounts), initial=Fraction(0)))
    return [one / total for one in before] if total else [0.0]


class ByAccounts:
    """Chooses among platforms by a number in (0, 1).

    Parameters
    ----------
    accounts : sequence of float
        Of all real platforms behind each, in any unit.
    """

    def __init__(self, platforms: Sequence[Operator], accounts: Sequence[float]) -> None:
        self.platforms, self._borders = platforms, _borders(tuple(accounts))

    def __call__(self, u: float) -> Operator:
        """Return the platform of a number."""
        return self.platforms[bisect_right(self._borders, u) - 1]

    def places(self, numbers: NDArray[np.float64]) -> NDArray[np.intp]:
        """Return the place among `platforms` of each number; shape of `numbers` (n,)."""
        return np.searchsorted(np.array(self._borders), numbers, side="right") - 1
