"""P-values of what was found under a law; every check rejects below `LEVEL`."""

from collections.abc import Sequence
from math import inf, nan, sqrt

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

LEVEL = 0.001
"""Seeds are fixed, so a check that passes once always does: the level bounds the harm of choosing seeds."""


class PValue(float):
    """The p-value of a law, beside the one number that it was tested on.

    Attributes
    ----------
    found, expected : float
        The number that was found, and what the law says it is on average.
    error : float
        Standard error of what was found, if the law is right; 0 where nothing is drawn.
    freedom : float
        Degrees of freedom of the error; infinite where the law gives it.
    """

    found: float
    expected: float
    error: float
    freedom: float

    def __new__(cls, p: float, found: float, expected: float, error: float, freedom: float = inf) -> "PValue":
        """Return a p-value that remembers what it compares."""
        tested = super().__new__(cls, p)
        tested.found, tested.expected, tested.error, tested.freedom = found, expected, error, freedom
        return tested


def of_mean(values: ArrayLike, expected: float) -> PValue:
    """Return the p-value of independent values having this mean (Student t, two-sided)."""
    numbers = np.asarray(values, np.float64)
    if numbers.size < 2:
        raise ValueError(f"values: there are {numbers.size}; wanted 2 or more")
    error = float(numbers.std(ddof=1)) / sqrt(numbers.size)
    p = float(stats.ttest_1samp(numbers, expected).pvalue)
    return PValue(p, float(numbers.mean()), expected, error, numbers.size - 1)


def of_share(hits: int, number: int, expected: float) -> PValue:
    """Return the p-value of a Binomial number of hits (exact, two-sided)."""
    p = float(stats.binomtest(hits, number, expected).pvalue)
    return PValue(p, hits / number, expected, sqrt(expected * (1 - expected) / number))


def of_normal(found: float, expected: float, variance: float) -> PValue:
    """Return the p-value of a number that is normal with this mean and variance (two-sided)."""
    error = sqrt(variance)
    return PValue(float(2 * stats.norm.sf(abs(found - expected) / error)), found, expected, error)


def of_poisson(number: int, expected: float) -> PValue:
    """Return the p-value of a Poisson number (twice the smaller tail)."""
    law = stats.poisson(expected)
    p = float(min(1.0, 2 * min(law.cdf(number), law.sf(number - 1))))
    return PValue(p, float(number), expected, sqrt(expected))


def of_variance(standardised: ArrayLike) -> PValue:
    """Return the p-value of independent standardised residuals having variance 1 (two-sided)."""
    squares = np.asarray(standardised, np.float64) ** 2
    law = stats.chi2(squares.size)
    p = float(min(1.0, 2 * min(law.cdf(squares.sum()), law.sf(squares.sum()))))
    return PValue(p, float(squares.mean()), 1.0, sqrt(2 / squares.size))


def of_nothing(found: float) -> PValue:
    """Return what was found where the law says exactly 0, and no draw has a part in it."""
    return PValue(nan, found, 0.0, 0.0)


def of_table(found: Sequence[int], shares: Sequence[float]) -> float:
    """Return the p-value of counts being multinomial with these shares (chi-square, 5 or more expected of each)."""
    expected = np.asarray(shares) * sum(found)
    if expected.min() < 5:
        raise ValueError(f"shares: the least expected count is {expected.min():.3g}; wanted 5 or more")
    return float(stats.chisquare(found, expected).pvalue)


def of_uniform(values: ArrayLike, end: float) -> float:
    """Return the p-value of independent values that are uniform on (0, end) (Kolmogorov and Smirnov)."""
    return float(stats.kstest(np.asarray(values) / end, "uniform").pvalue)
