"""A law of activity with few values that stands for the Gamma when a crowd is drawn.

Whatever bulk events do to somebody of activity z, their chances are sums of terms exp(-z L), L being lengths of
unions of windows. So a law of few values does, if it has the Gamma's mean of exp(-z L), which is
(1 + cv^2 L)^(-1 / cv^2), for every L that can occur: single events, first exposures and joint chances all follow.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammainccinv, gammaincinv, gammaln

_TOLERANCE = 1e-6  # of the chance of a record, relative; a class of 1e9 people has more noise than that
_SIZES = (2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 40, 48)
_NEGLIGIBLE = 1e-17


class ActivityLaw(NamedTuple):
    """Values of activity and their chances, shapes (k,); the chances add up to 1."""

    z: NDArray[np.float64]
    chance: NDArray[np.float64]


@lru_cache(512)
def few_values(cv: float, longest: float) -> ActivityLaw:
    """Return a law of few values whose chance of a record in L clock units is the Gamma's, for L up to `longest`.

    The values are the nodes of the Gauss rule of the Gamma in log(1 + longest z), where exp(-z L) is smooth for
    all these L at once; their number is the smallest of a list with a relative error under 1e-6.

    Parameters
    ----------
    cv : float [1], >= 0
        Coefficient of variation.
    longest : float [clock unit], >= 0

    References
    ----------
    Golub and Welsch (1969), "Calculation of Gauss quadrature rules"; Gautschi (2004), "Orthogonal Polynomials",
    section 2.2 (rules from a discretised measure).
    """
    if cv == 0 or longest == 0:
        return ActivityLaw(np.ones(1), np.ones(1))
    scale = 1.0 + longest
    z, chance = _fine(cv, scale)
    recurrence, wanted = _Recurrence(np.log1p(scale * z), chance), _Wanted(cv, longest)
    for size in _SIZES:
        law = _gauss(*recurrence.of(size), scale)
        if wanted.error(law) < _TOLERANCE:
            break
    return law


def law_error(law: ActivityLaw, cv: float, longest: float) -> float:
    """Return the largest relative error of the chance of a record in L clock units, over L up to `longest`."""
    return _Wanted(cv, longest).error(law)


class _Wanted:
    """The Gamma's chance of a record in L clock units, for some L up to `longest`."""

    def __init__(self, cv: float, longest: float) -> None:
        self._lengths = np.geomspace(longest * 1e-6, longest, 100)
        self._chance = -np.expm1(-np.log1p(cv**2 * self._lengths) / cv**2)

    def error(self, law: ActivityLaw) -> float:
        """Return the largest relative error of a law."""
        found = -np.expm1(-np.outer(self._lengths, law.z)) @ law.chance
        return float(np.max(np.abs(found / self._chance - 1.0)))


def _fine(cv: float, scale: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the Gamma as some hundred values: the trapezoid rule in log z, and one value for all who are idle."""
    shape = cv**-2
    least = max(float(gammaincinv(shape, _NEGLIGIBLE)) / shape, 1e-9 / scale)
    most = float(gammainccinv(shape, _NEGLIGIBLE)) / shape
    step = min(0.2, cv / 2.5)  # both fall faster than any power of the step; at these, under 1e-15
    log_z = np.arange(np.log(least), np.log(most) + step, step)
    z = np.exp(log_z)
    chance = step * np.exp(shape * (np.log(shape) + log_z - z) - gammaln(shape))
    chance[0] = max(1.0 - chance[1:].sum(), 0.0)  # and everybody below, who has next to no record
    return z, chance


class _Recurrence:
    """The three-term recurrence of the orthogonal polynomials, by Lanczos with full reorthogonalisation.

    Few terms are mostly enough, so they are found as they are asked for.
    """

    def __init__(self, values: NDArray[np.float64], chance: NDArray[np.float64]) -> None:
        self._values, self._vector = values, np.sqrt(chance)
        most = min(max(_SIZES), values.size)
        self._basis = np.zeros((most, values.size))
        self._diagonal, self._off = list[float](), list[float]()

    def of(self, size: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the diagonal and what is beside it, of so many terms."""
        for i in range(len(self._diagonal), min(size, len(self._basis))):
            self._basis[i] = self._vector / np.linalg.norm(self._vector)
            known, vector = self._basis[: i + 1], self._values * self._basis[i]
            self._diagonal.append(float(known[i] @ vector))
            for _ in range(2):
                vector = vector - known.T @ (known @ vector)
            self._off.append(float(np.linalg.norm(vector)))
            self._vector = vector
        return np.array(self._diagonal[:size]), np.array(self._off[: size - 1])


def _gauss(diagonal: NDArray[np.float64], off: NDArray[np.float64], scale: float) -> ActivityLaw:
    """Return the Gauss rule of a recurrence, its nodes taken back from log(1 + scale z)."""
    nodes, vectors = np.linalg.eigh(np.diag(diagonal) + np.diag(off, 1) + np.diag(off, -1))
    return ActivityLaw(np.maximum(np.expm1(nodes), 0.0) / scale, vectors[0] ** 2)
