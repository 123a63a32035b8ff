"""P-values of what was found under a law; every check rejects below `LEVEL`."""

from collections.abc import Sequence
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

LEVEL = 0.001
"""Seeds are fixed, so a check that passes once always does: the level bounds the harm of choosing seeds."""


def of_mean(values: ArrayLike, expected: float) -> float:
    """Return the p-value of independent values having this mean (Student t, two-sided)."""
    numbers = np.asarray(values, np.float64)
    if numbers.size < 2:
        raise ValueError(f"values: there are {numbers.size}; wanted 2 or more")
    return float(stats.ttest_1samp(numbers, expected).pvalue)


def of_share(hits: int, number: int, expected: float) -> float:
    """Return the p-value of a Binomial number of hits (exact, two-sided)."""
    return float(stats.binomtest(hits, number, expected).pvalue)


def of_normal(found: float, expected: float, variance: float) -> float:
    """Return the p-value of a number that is normal with this mean and variance (two-sided)."""
    return float(2 * stats.norm.sf(abs(found - expected) / sqrt(variance)))


def of_poisson(number: int, expected: float) -> float:
    """Return the p-value of a Poisson number (twice the smaller tail)."""
    law = stats.poisson(expected)
    return float(min(1.0, 2 * min(law.cdf(number), law.sf(number - 1))))


def of_variance(standardised: ArrayLike) -> float:
    """Return the p-value of independent standardised residuals having variance 1 (two-sided)."""
    squares = np.asarray(standardised, np.float64) ** 2
    law = stats.chi2(squares.size)
    return float(min(1.0, 2 * min(law.cdf(squares.sum()), law.sf(squares.sum()))))


def of_table(found: Sequence[int], shares: Sequence[float]) -> float:
    """Return the p-value of counts being multinomial with these shares (chi-square, 5 or more expected of each)."""
    expected = np.asarray(shares) * sum(found)
    if expected.min() < 5:
        raise ValueError(f"shares: the least expected count is {expected.min():.3g}; wanted 5 or more")
    return float(stats.chisquare(found, expected).pvalue)


def of_uniform(values: ArrayLike, end: float) -> float:
    """Return the p-value of independent values that are uniform on (0, end) (Kolmogorov and Smirnov)."""
    return float(stats.kstest(np.asarray(values) / end, "uniform").pvalue)
