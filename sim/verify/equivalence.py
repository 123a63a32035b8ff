"""Two one-sided tests: what was found is so near to what the law says that a bias of a whole margin is ruled out.

A test of "no difference" passes whatever it cannot see, and passes more the less it looks. Here the burden is turned
round: a check passes only if the difference is shown to lie inside the margin, so that too few draws fail.

References
----------
Schuirmann (1987), "A comparison of the two one-sided tests procedure and the power approach", J. Pharmacokinetics and
Biopharmaceutics 15(6).
"""

from collections.abc import Sequence
from functools import lru_cache
from math import ceil, fsum, inf, sqrt
from typing import NamedTuple

from scipy import stats

from sim.verify.evidence import PValue

LEVEL = 0.01
"""Chance that a program that is wrong by a whole margin passes."""
POWER = 0.999
"""Chance, aimed at, that a program that is right passes."""


class Compared(NamedTuple):
    """Means over plays of one check: the closed form, what was found, the margin, and the error of what was found."""

    expected: float
    found: float
    margin: float
    error: float
    freedom: float
    plays: int

    @property
    def power(self) -> float:
        """The chance that a program that is right passes."""
        return power(self.margin, self.error, self.freedom)

    @property
    def equivalent(self) -> bool:
        """Whether both one-sided tests reject a difference as large as the margin."""
        reach = abs(self.found - self.expected) + quantile(self.freedom) * self.error
        return reach < self.margin


def compared(plays: Sequence[PValue], margin: float) -> Compared:
    """Return what independent plays of one check say together; the margin is that of the first play's closed form."""
    number = len(plays)
    squares = fsum(tested.error**2 for tested in plays)
    expected = fsum(tested.expected for tested in plays) / number
    return Compared(
        expected=expected,
        found=fsum(tested.found for tested in plays) / number,
        margin=margin * expected / plays[0].expected if expected else margin,
        error=sqrt(squares) / number,
        freedom=fsum(tested.freedom for tested in plays),
        plays=number,
    )


@lru_cache
def quantile(freedom: float) -> float:
    """Return how many standard errors a one-sided test of `LEVEL` asks for."""
    return float(stats.norm.isf(LEVEL) if freedom == inf else stats.t(freedom).isf(LEVEL))


def power(margin: float, error: float, freedom: float = inf) -> float:
    """Return the chance that no difference is shown to be one inside the margin (normal approximation)."""
    if error == 0.0:
        return 1.0
    return max(0.0, float(2 * stats.norm.cdf(margin / error - quantile(freedom)) - 1))


def plays_needed(margin: float, error: float, freedom: float = inf) -> int:
    """Return how many plays with this error each make the power that is aimed at.

    The number hangs on the error alone and not on what was found: otherwise the level would not hold.
    """
    if error == 0.0:
        return 1
    wanted = margin / (quantile(freedom) + float(stats.norm.isf((1 - POWER) / 2)))
    return max(1, ceil((error / wanted) ** 2))
