"""The law of ages wanted, from a table of ages seen: maximum likelihood where what is too old was cut off.

A published table of how old data were when they were asked for is cut by the rule that is studied: nobody asks for what
is known to be gone. Fitted as it stands it says that longer retention would not be used. The likelihood here is that of
the bands given that an age was under the cut,

    log L = sum over bands n_j log[(F(b_j) - F(a_j)) / F(cut)],

so that F may go on beyond the cut. How far it does is an assumption of the family, which no table can test.

References
----------
Cohen (1991), Truncated and censored samples; Venzon and Moolgavkar (1988), "A method for computing
profile-likelihood-based confidence intervals", Applied Statistics 37(1).
"""

from math import inf, isfinite, nan
from typing import NamedTuple

import numpy as np
from scipy import optimize, stats

from analysis.bands import Bands, Numbers
from analysis.families import FAMILIES, Family, as_written

LEVEL = 0.95
_LEAST, _FARTHEST = 1e-300, 12.0  # of a chance; of a logarithm from its best value: a factor of 160,000


class Parameter(NamedTuple):
    """One parameter of a family as a scenario writes it, with its standard error and its profile interval.

    An end of the interval is 0 or infinite where the likelihood never falls so far; all but `value` is NaN where only
    shares are known, but not of how many.
    """

    key: str
    value: float
    error: float
    low: float
    high: float


class Fit(NamedTuple):
    """A family fitted to a table.

    Attributes
    ----------
    family : str
    parameters : tuple of Parameter
    mean_days : float [day]
        Of all that was wanted, seen or not.
    seen, seen_error : float [1]
        The share of what was wanted that is under the cut, with its standard error.
    chances : ndarray (bands,)
        Of each band.
    aic : float
        Akaike's criterion: the least is the best; NaN without a number.
    deviance, freedom, p : float
        2 sum n log(n / expected), its degrees of freedom, and the chance of as much if the family is right: NaN where
        there are no degrees of freedom left, or no numbers. Of shares the deviance only orders families.
    """

    family: str
    parameters: tuple[Parameter, ...]
    mean_days: float
    seen: float
    seen_error: float
    chances: Numbers
    aic: float
    deviance: float
    freedom: int
    p: float


def fit(table: Bands, family: str, *, counted: bool = True) -> Fit:
    """Fit a family to a table of ages by maximum likelihood under its cut.

    Parameters
    ----------
    table : Bands
    family : str
        `exponential | gamma | lognormal`.
    counted : bool
        Whether the table has counts. Shares alone give a best law, and no interval.

    Raises
    ------
    ValueError
        If there are fewer bands than the family has parameters and one more, or no such family.
    """
    if family not in FAMILIES:
        raise ValueError(f"family: is {family!r}; wanted one of {', '.join(FAMILIES)}")
    form = FAMILIES[family]
    freedom = len(table.edges) - 1 - len(form.keys)
    if freedom < 0:
        raise ValueError(f"{family}: has {len(form.keys)} parameters; a table of {len(table.edges)} bands tells fewer")
    likelihood = _Likelihood(table, form)
    best = likelihood.best()
    chances = table.chances(form.distribution(best))
    curvature = _covariance(likelihood, best) if counted else np.full((len(best), len(best)), nan)
    seen = _seen(table, form, best)
    deviance = 2 * float(np.sum(table.counts * np.log(_ratios(table, chances))))
    return Fit(
        family=family,
        parameters=tuple(_parameter(likelihood, best, i, curvature, counted=counted) for i in range(len(best))),
        mean_days=form.mean(best),
        seen=seen,
        seen_error=_error_of_seen(table, form, best, curvature),
        chances=chances,
        aic=2 * len(best) - 2 * likelihood.of(best) if counted else nan,
        deviance=deviance,
        freedom=freedom,
        p=float(stats.chi2(freedom).sf(deviance)) if counted and freedom else nan,
    )


def fits(table: Bands, *, counted: bool = True) -> list[Fit]:
    """Return the fits of all families that the table has bands enough for, the best first."""
    able = [form.name for form in FAMILIES.values() if len(form.keys) < len(table.edges)]
    found = [fit(table, name, counted=counted) for name in able]
    return sorted(found, key=lambda one: one.aic if counted else one.deviance)


class _Likelihood:
    """The log-likelihood of a table, over logarithms of parameters."""

    def __init__(self, table: Bands, form: Family) -> None:
        self._table, self._form = table, form

    def of(self, logs: Numbers) -> float:
        with np.errstate(over="ignore", invalid="ignore", divide="ignore", under="ignore"):
            chances = np.nan_to_num(self._table.chances(self._form.distribution(logs)), nan=0.0)
        return float(np.sum(self._table.counts * np.log(np.maximum(chances, _LEAST))))

    def best(self) -> Numbers:
        """Return the logarithms of the likeliest parameters: the best of some starts, without derivatives."""
        start = self._form.start(self._table)
        starts = [start + shift for shift in ([0.0, 0.0], [1.5, 0.5], [-1.5, 1.0], [3.0, 1.0])]
        starts = [one[: len(start)] for one in np.array([np.resize(s, 2) for s in starts])]
        found = [self._climbed(one) for one in starts]
        return min(found, key=lambda one: -self.of(one))

    def _climbed(self, start: Numbers) -> Numbers:
        def minus(logs: Numbers) -> float:
            return -self.of(logs)

        climbed = optimize.fmin(minus, start, xtol=1e-9, ftol=1e-10, maxiter=4000, disp=False)
        return np.asarray(climbed, np.float64)

    def at(self, i: int, log: float, others: Numbers) -> float:
        """Return the greatest log-likelihood where one parameter has a value; `others` is where to search from."""
        if len(others) == 1:
            return self.of(np.array([log]))
        j = 1 - i

        def of_other(other: float) -> float:
            return -self.of(np.array([log, other] if i == 0 else [other, log]))

        bounds = (others[j] - _FARTHEST, others[j] + _FARTHEST)
        near = optimize.minimize_scalar(of_other, bracket=(others[j] - 0.1, others[j] + 0.1), options={"xtol": 1e-8})
        if bounds[0] < near.x < bounds[1]:
            return -float(near.fun)
        return -float(optimize.minimize_scalar(of_other, bounds=bounds, method="bounded").fun)


def _parameter(likelihood: _Likelihood, best: Numbers, i: int, curvature: Numbers, *, counted: bool) -> Parameter:
    key = likelihood._form.keys[i]
    value = as_written(key, best[i])
    if not counted:
        return Parameter(key, value, nan, nan, nan)
    error_of_log = float(np.sqrt(curvature[i, i]))
    slope = value * (float(np.log(value)) if key == "spread" else 1.0)
    low, high = (_end(likelihood, best, i, error_of_log, side) for side in (-1, 1))
    ends = (
        as_written(key, low) if isfinite(low) else float(key == "spread"),
        as_written(key, high) if isfinite(high) else inf,
    )
    return Parameter(key, value, slope * error_of_log, *ends)


def _end(likelihood: _Likelihood, best: Numbers, i: int, error: float, side: int) -> float:
    """Return the logarithm at which the profile likelihood has fallen so far, or infinity if it never does."""
    least = likelihood.of(best) - float(stats.chi2(1).isf(1 - LEVEL)) / 2
    step = 2.5 * error if isfinite(error) and error > 0 else 0.5
    reach = min(step, _FARTHEST)
    while likelihood.at(i, best[i] + side * reach, best) > least:
        if reach >= _FARTHEST:
            return side * inf
        reach = min(2 * reach, _FARTHEST)
    end = optimize.brentq(lambda far: likelihood.at(i, best[i] + side * far, best) - least, 0.0, reach, xtol=1e-6)
    return float(best[i] + side * end)


def _covariance(likelihood: _Likelihood, best: Numbers) -> Numbers:
    """Return the inverse of the observed information over logarithms, by central differences; shape (k, k)."""
    size, step = len(best), 1e-3
    moves = step * np.eye(size)
    information = np.empty((size, size))
    for i in range(size):
        for j in range(size):
            corners = [s * t * likelihood.of(best + s * moves[i] + t * moves[j]) for s in (-1, 1) for t in (-1, 1)]
            information[i, j] = -sum(corners) / (4 * step**2)
    try:
        return np.asarray(np.linalg.inv(information), np.float64)
    except np.linalg.LinAlgError:
        return np.full((size, size), inf)


def _seen(table: Bands, form: Family, logs: Numbers) -> float:
    return float(form.distribution(logs)(np.array([table.cut]))[0])


def _error_of_seen(table: Bands, form: Family, best: Numbers, curvature: Numbers) -> float:
    """Return the standard error of the share under the cut (delta method)."""
    step = 1e-5
    slopes = [_seen(table, form, best + move) - _seen(table, form, best - move) for move in step * np.eye(len(best))]
    slope = np.array(slopes) / (2 * step)
    variance = float(slope @ curvature @ slope)
    return float(np.sqrt(max(0.0, variance))) if np.isfinite(curvature).all() else nan


def _ratios(table: Bands, chances: Numbers) -> Numbers:
    """Return counts over those expected; 1 where there are none, which adds nothing."""
    expected = table.counts.sum() * np.maximum(chances, _LEAST)
    return np.asarray(np.where(table.counts > 0, table.counts, expected) / expected, np.float64)
