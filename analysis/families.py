"""Families of ages that a scenario can write, each with its parameters on a scale without bounds."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import gammainc, ndtr

from analysis.bands import Bands, Distribution, Numbers


class Family(NamedTuple):
    """A family of distributions over ages [day].

    Parameters are searched as logarithms: of the parameter itself, or for `spread`, the geometric standard deviation,
    of its logarithm.

    Attributes
    ----------
    name : str
        As a scenario writes it.
    keys : sequence of str
        Its parameters, as a scenario writes them.
    distribution : callable
        From logarithms to the share at most so old.
    mean : callable
        From logarithms to the mean [day].
    """

    name: str
    keys: Sequence[str]
    distribution: Callable[[Numbers], Distribution]
    mean: Callable[[Numbers], float]

    def written(self, logs: Numbers) -> Numbers:
        """Return the parameters as a scenario writes them; shape of `logs`."""
        return np.array([as_written(key, log) for key, log in zip(self.keys, logs, strict=True)])

    def start(self, table: Bands) -> Numbers:
        """Return where to begin the search: the middle of the table, and a spread of one."""
        middles = np.mean([np.where(np.isfinite(e), e, 2 * np.max(table.edges[:-1])) for e in table.ends], axis=0)
        return np.array([np.log(np.average(middles, weights=table.counts)), 0.0])[: len(self.keys)]


def as_written(key: str, log: float) -> float:
    """Return one parameter from its logarithm."""
    return float(np.exp(np.exp(log)) if key == "spread" else np.exp(log))


def _exponential(logs: Numbers) -> Distribution:
    return lambda age: -np.expm1(-age / np.exp(logs[0]))


def _gamma(logs: Numbers) -> Distribution:
    shape = np.exp(-2 * logs[1])
    return lambda age: np.asarray(gammainc(shape, age * shape / np.exp(logs[0])), np.float64)


def _lognormal(logs: Numbers) -> Distribution:
    def at_most(age: Numbers) -> Numbers:
        with np.errstate(divide="ignore"):
            return np.asarray(ndtr((np.log(age) - logs[0]) / np.exp(logs[1])), np.float64)

    return at_most


def _mean_of_lognormal(logs: Numbers) -> float:
    return float(np.exp(logs[0] + np.exp(2 * logs[1]) / 2))


FAMILIES = {
    family.name: family
    for family in (
        Family("exponential", ("mean",), _exponential, lambda logs: float(np.exp(logs[0]))),
        Family("gamma", ("mean", "cv"), _gamma, lambda logs: float(np.exp(logs[0]))),
        Family(
            "lognormal", ("median", "spread"), _lognormal, lambda logs: float(np.exp(logs[0] + np.exp(2 * logs[1]) / 2))
        ),
    )
}
