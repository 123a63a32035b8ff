"""A row of the page: a published figure, what the model says of it, and the verdict."""

from collections.abc import Callable, Sequence
from math import exp, inf, isfinite, log, sqrt
from typing import Literal, NamedTuple

import numpy as np
from scipy import stats

Role = Literal["calibrated", "predicted", "arithmetic"]
MARKS = {
    "verified": "read in the source",
    "secondary": "read in another text than the source",
    "unverified": "reported, and read in neither",
    "derived": "calculated from figures that were read",
}


class Spread(NamedTuple):
    """What the model says of one year or one figure: its mean, and where 95 % of single years lie."""

    mean: float
    low: float
    high: float


class Published(NamedTuple):
    """A published figure: its value, how far rounding leaves it open, its source and its mark.

    `source` is a key of `scenarios/references.bib`, `mark` one of `MARKS`.
    """

    value: float
    low: float
    high: float
    source: str
    mark: str


class Row(NamedTuple):
    """One comparison.

    Attributes
    ----------
    name : str
    topic : str
        The heading that it stands under.
    says : str
        What is compared, in words.
    unit : str
        `%` for shares.
    published : Published
    role : str
        `calibrated`: the model was fitted to this figure. `predicted`: it was not, nor to a figure made from it.
        `arithmetic`: the figure follows from another of the same source, so that agreement says little.
    rests : str
        What the model was fitted to, or takes from elsewhere, in words.
    model : callable
        Plays what is needed, and returns what the model says.
    why : str
        Why the model misses, where it does.
    seen : str
        What was defined anew after a first result of the row had been seen, where that was so: the page says it.
    """

    name: str
    topic: str
    says: str
    unit: str
    published: Published
    role: Role
    rests: str
    model: Callable[[], Spread]
    why: str = ""
    seen: str = ""


class Done(NamedTuple):
    """A row that was played."""

    row: Row
    model: Spread

    @property
    def agrees(self) -> bool:
        """Whether the figure, as far as rounding leaves it open, lies where 95 % of the model's years lie."""
        published = self.row.published
        return self.model.low <= published.high and published.low <= self.model.high

    @property
    def verdict(self) -> str:
        """The verdict in words."""
        if self.row.role == "calibrated":
            return "reproduced" if self.agrees else "NOT REPRODUCED"
        if self.agrees:
            return "agrees"
        ratio = self.model.mean / self.row.published.value
        if 0.5 < ratio < 2:
            return f"**misses** by {100 * (ratio - 1):+.0f} %"
        return f"**misses** by a factor of {max(ratio, 1 / ratio):.2g}" if ratio > 0 else "**misses**: none"


def figure(value: float, source: str, mark: str, *, within: float = 0.0) -> Published:
    """Return a published figure that rounding leaves open by `within` to both sides."""
    return Published(value, value - within, value + within, source, mark)


def at_least(value: float, source: str, mark: str) -> Published:
    """Return a figure that was published as a lower bound."""
    return Published(value, value, inf, source, mark)


def years(values: Sequence[float], *, larger: float = 1.0) -> Spread:
    """Return where 95 % of single years lie, from some replications.

    With `larger`, a replication has that part of the events of a year: the spread of its share or rate is the square
    root of it too wide, and is put right.
    """
    numbers = np.asarray(values, np.float64)
    mean, count = float(numbers.mean()), len(numbers)
    if count < 2 or numbers.std() == 0.0:
        return Spread(mean, mean, mean)
    wide = float(stats.t(count - 1).ppf(0.975) * numbers.std(ddof=1)) * sqrt(1 / larger + 1 / count)
    return Spread(mean, mean - wide, mean + wide)


def years_by_factor(values: Sequence[float]) -> Spread:
    """Return where 95 % of single years lie, from some replications of a positive number with a heavy tail.

    The interval is that of the logarithms, so that it is a factor up and down; the mean is the arithmetic one.
    """
    logs = years([log(value) for value in values])
    return Spread(float(np.mean(values)), exp(logs.low), exp(logs.high))


def counted(mean: float, seen: float) -> Spread:
    """Return where 95 % of single years of a Poisson number lie whose mean was estimated from so many events seen."""
    wide = 1.96 * sqrt(mean + mean**2 / seen)
    return Spread(mean, mean - wide, mean + wide)


def exact(value: float) -> Spread:
    """Return a number in which no draw has a part."""
    return Spread(value, value, value)


def shown(value: float) -> str:
    """Return a number to four digits, with thousands apart.

    >>> shown(24987.3), shown(0.17512), shown(0.0), shown(150.0)
    ('24,990', '0.1751', '0', '150')
    """
    if not isfinite(value):
        return "any"
    rounded = float(f"{value:.4g}")
    return f"{rounded:,.0f}" if rounded == round(rounded) else f"{rounded:,.10g}"
