"""Samplers: a variate of a scenario as the inverse of its distribution function.

One uniform number makes one variate, so that a parameter scales the same draw: a longer mean lag is the same
person's lag, stretched.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping
from math import exp, fsum, log1p
from statistics import NormalDist
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv

from sim.scenario.variates import Variate

Sampler = Callable[[float], float]  # a number in (0, 1) -> a variate
T = TypeVar("T")
_NORMAL = NormalDist().inv_cdf


def sampler(variate: Variate) -> Sampler:
    """Return the inverse distribution function of a variate, in the unit of the variate.

    Examples
    --------
    >>> from sim.scenario.variates import NumberVariate
    >>> draw = sampler(NumberVariate.model_validate({"exponential": {"mean": 2}}))
    >>> round(draw(0.5), 4)
    1.3863
    """
    return _MAKERS[variate.kind](variate.parameters)


def each(draw: Callable[[float], T], numbers: list[float]) -> list[T]:
    """Return what `draw` makes of each number: in a loop of its own where it has one, half the time of a call each.

    The numbers are the same to the last bit, which those of numpy's functions would not be.
    """
    many: Callable[[list[float]], list[T]] | None = getattr(draw, "each", None)
    return list(map(draw, numbers)) if many is None else many(numbers)


def _with_each(draw: Callable[[float], T], many: Callable[[list[float]], list[T]]) -> Callable[[float], T]:
    draw.each = many  # type: ignore[attr-defined]  # an attribute of the function
    return draw


def _lognormal(parameters: tuple[float, ...]) -> Sampler:
    mu, sigma = parameters
    return _with_each(
        lambda u: exp(mu + sigma * _NORMAL(u)), lambda numbers: [exp(mu + sigma * _NORMAL(u)) for u in numbers]
    )


def _exponential(parameters: tuple[float, ...]) -> Sampler:
    (mean,) = parameters
    return _with_each(lambda u: -mean * log1p(-u), lambda numbers: [-mean * log1p(-u) for u in numbers])


def _gamma(parameters: tuple[float, ...]) -> Sampler:
    shape, scale = parameters
    return lambda u: scale * float(gammaincinv(shape, u))


def _uniform(parameters: tuple[float, ...]) -> Sampler:
    low, high = parameters
    return _with_each(lambda u: low + (high - low) * u, lambda numbers: [low + (high - low) * u for u in numbers])


def _fixed(parameters: tuple[float, ...]) -> Sampler:
    (value,) = parameters
    return _with_each(lambda u: value, lambda numbers: [value] * len(numbers))


def _table(parameters: tuple[float, ...]) -> Sampler:
    edges = (0.0, *parameters[::2])
    bands = [band for band in zip(edges, edges[1:], parameters[1::2], strict=False) if band[2] > 0]
    cumulative = [fsum(share for _, _, share in bands[:i]) for i in range(len(bands))]

    def draw(u: float) -> float:
        band = bisect_right(cumulative, u) - 1
        low, high, share = bands[band]
        return low + (high - low) * min(1.0, (u - cumulative[band]) / share)

    return draw


_MAKERS: dict[str, Callable[[tuple[float, ...]], Sampler]] = {
    "lognormal": _lognormal,
    "exponential": _exponential,
    "gamma": _gamma,
    "uniform": _uniform,
    "fixed": _fixed,
    "table": _table,
}


def chooser(shares: Mapping[Any, float]) -> Callable[[float], str]:
    """Return the choice among named shares that a number in (0, 1) makes; shares need not add up to 1.

    Names keep the order in which they are written, so a sweep of one share moves only the borders around it.
    """
    names = [name for name, share in shares.items() if share > 0]
    total = fsum(shares[name] for name in names)
    borders = [fsum(shares[name] for name in names[:i]) / total for i in range(len(names))]
    if len(names) == 1:
        draw = _with_each(lambda u: names[0], lambda numbers: names * len(numbers))
    else:
        draw = _with_each(
            lambda u: names[bisect_right(borders, u) - 1],
            lambda numbers: [names[bisect_right(borders, u) - 1] for u in numbers],
        )
    draw.names, draw.borders = names, borders  # type: ignore[attr-defined]  # attributes of the function
    return draw


def names_of(draw: Callable[[float], str]) -> list[str]:
    """Return the names that a choice is among."""
    return cast("list[str]", draw.names)  # type: ignore[attr-defined]  # as `chooser` sets it


def places_of(draw: Callable[[float], str], numbers: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return which of its names a choice makes of each number, by place; shape of `numbers` (n,)."""
    borders: list[float] = draw.borders  # type: ignore[attr-defined]  # as `chooser` sets it
    return np.searchsorted(np.array(borders), numbers, side="right") - 1
