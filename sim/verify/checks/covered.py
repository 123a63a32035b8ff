"""How often intervals hold the truth: experiments with rows of a known law, told apart by a label.

The laws are those that rows of replications really have: people beside people of the same case, shares that differ
from replication to replication, customers of one queue. Nothing is simulated, so that 1,000 experiments take a second.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.comparisons import paired
from analysis.estimates import estimate, estimate_lines, student

EXPERIMENTS = 1000
WITHIN = (0.93, 0.97)
"""Of the experiments, at a level of 95 %: 2.9 standard errors of a share of 1,000 on each side."""
AT_LEAST = {"rare": 0.93, "rare share": 0.93, "few large": 0.85}
"""What is promised where the truth is held too often (single events) or too rarely (few events make the sum)."""
DRAWS = 20

Numbers = NDArray[np.float64]


class Rows(NamedTuple):
    """What the replications of all experiments say, arrays of shape (experiments, n), and the true mean."""

    kind: str
    scale: str
    truth: float
    value: Numbers
    below: Numbers | None = None  # of ratios and averages, of which `value` is what stands above


def people(random: np.random.Generator, n: int) -> Rows:
    """Return people exposed: some 60 cases a replication, each with geometric numbers of people, 4 on average."""
    cases = random.poisson(60.0, (EXPERIMENTS, n))
    return Rows("count", "positive", 240.0, cases + random.negative_binomial(np.maximum(cases, 1), 0.25).astype(float))


def shares(random: np.random.Generator, n: int) -> Rows:
    """Return shares of some 200 items a replication, each with a chance of its own: Beta with mean 1/4."""
    below = random.poisson(200.0, (EXPERIMENTS, n))
    above = random.binomial(below, random.beta(20.0, 60.0, below.shape))
    return Rows("ratio", "share", 0.25, above.astype(float), below.astype(float))


def averages(random: np.random.Generator, n: int) -> Rows:
    """Return waits summed over some 200 customers, who wait for each other: a replication's mean is Gamma, cv 1/2."""
    below = random.poisson(200.0, (EXPERIMENTS, n)).astype(float)
    return Rows("average", "positive", 2.0, below * random.gamma(4.0, 0.5, below.shape), below)


def medians(random: np.random.Generator, n: int) -> Rows:
    """Return medians of 101 exponential times each; their mean is 1/51 + ... + 1/101 (Renyi 1953)."""
    return Rows(
        "statistic",
        "positive",
        float((1.0 / np.arange(51, 102)).sum()),
        np.median(random.exponential(size=(EXPERIMENTS, n, 101)), axis=2),
    )


def incidence(random: np.random.Generator, n: int) -> Rows:
    """Return shares of 5,000 people exposed by a day, at a hazard that a replication's people share: Gamma, cv 0.3.

    The truth is 1 - (1 + cv^2 H)^(-1 / cv^2) with H = 1/2.
    """
    square, hazard = 0.3**2, 0.5
    shared = random.gamma(1.0 / square, square, (EXPERIMENTS, n))
    truth = 1.0 - (1.0 + square * hazard) ** (-1.0 / square)
    return Rows("statistic", "share", truth, random.binomial(5000, 1.0 - np.exp(-hazard * shared)) / 5000.0)


def rare(random: np.random.Generator, n: int) -> Rows:
    """Return counts of single events, three in all replications together."""
    return Rows("count", "positive", 3.0 / n, random.poisson(3.0 / n, (EXPERIMENTS, n)).astype(float))


def rare_shares(random: np.random.Generator, n: int) -> Rows:
    """Return shares of some 200 items a replication, of which three in all replications together are hits."""
    below = random.poisson(200.0, (EXPERIMENTS, n))
    truth = 3.0 / 200.0 / n
    return Rows("ratio", "share", truth, random.binomial(below, truth).astype(float), below.astype(float))


def few_large(random: np.random.Generator, n: int) -> Rows:
    """Return people of some two thefts a replication, whose sizes are lognormal with sigma 3/2: one is most of it."""
    sizes = random.lognormal(0.0, 1.5, (EXPERIMENTS, n, 12))  # over 12 thefts come once in 10^6 replications
    there = np.arange(12) < random.poisson(2.0, (EXPERIMENTS, n))[..., None]
    return Rows("count", "positive", 2.0 * float(np.exp(1.5**2 / 2.0)), np.where(there, sizes, 0.0).sum(axis=2))


LAWS: dict[str, Callable[[np.random.Generator, int], Rows]] = {
    "mean": people,
    "ratio": shares,
    "average": averages,
    "statistic": medians,
    "incidence": incidence,
    "rare": rare,
    "rare share": rare_shares,
    "few large": few_large,
}


def held(law: str, n: int, *, wrong: float = 1.0, seed: int = 1) -> float:
    """Return the share of experiments of n replications whose interval holds the true mean, `wrong` times."""
    rows = LAWS[law](np.random.default_rng([seed, n]), n)
    if law == "incidence":
        lines = _frame(rows).rename(columns={"experiment": "time"})
        return _holding(estimate_lines(lines, [], "value", "share"), wrong * rows.truth)
    return _holding(estimate(_labelled(_frame(rows)), _definitions(rows)), wrong * rows.truth)


def held_by_binomial(n: int, *, seed: int = 1) -> float:
    """Return how often a binomial interval holds the true ratio: one that takes all items for independent."""
    rows = shares(np.random.default_rng([seed, n]), n)
    above, below = rows.value.sum(axis=1), np.asarray(rows.below).sum(axis=1)
    error = np.sqrt(above / below * (1.0 - above / below) / below)
    return float((np.abs(above / below - rows.truth) <= 1.96 * error).mean())


def held_of_difference(n: int, *, ratio: bool = False, wrong: float = 1.0, paired_up: bool = True) -> float:
    """Return how often the interval of a difference on the same draws holds it.

    A point has what its base has, and 30 more people, or one more hit in ten; without `paired_up`, the interval is
    the one of independent draws.
    """
    random = np.random.default_rng([2, n])
    base = shares(random, n) if ratio else people(random, n)
    more = random.binomial(base.value.astype(int), 0.1) if ratio else random.poisson(30.0, base.value.shape)
    point = base._replace(value=base.value + more)
    truth = wrong * (0.1 * 0.25 if ratio else 30.0)
    told = paired(_labelled(_frame(point)), _labelled(_frame(base)), _definitions(base))
    if not paired_up:
        reach = (told["high"] - told["difference"]) * np.sqrt(told["variance_ratio"])
        return float(((told["difference"] - truth).abs() <= reach).mean())
    return _holding(told, truth)


def held_over_draws(n: int, alike: float, way: str = "ours") -> float:
    """Return how often the interval of an average over 20 draws of the unknowns holds it.

    Amounts are lognormal, with means and spreads that differ from draw to draw; `alike` is the correlation of what
    chance does to two draws in one replication. `way` is what is tested: `ours`; `limits`, the average of the
    draws' own limits; or `apart`, their pooled variance, as if chance were independent from draw to draw.
    """
    random = np.random.default_rng([3, n])
    means, spreads = np.linspace(1.0, 9.0, DRAWS), np.linspace(0.1, 0.5, DRAWS)
    common = random.normal(size=(EXPERIMENTS, 1, n))
    noise = np.sqrt(alike) * common + np.sqrt(1.0 - alike) * random.normal(size=(EXPERIMENTS, DRAWS, n))
    value = means[:, None] * np.exp(spreads[:, None] * noise - spreads[:, None] ** 2 / 2.0)
    truth = float(means.mean())
    if way == "apart":
        variance = value.var(axis=2, ddof=1).mean(axis=1) / n / DRAWS
        reach = student(0.95, DRAWS * (n - 1)) * np.sqrt(variance)
        return float((np.abs(value.mean(axis=(1, 2)) - truth) <= reach).mean())
    rows = Rows("statistic", "positive", truth, value.reshape(EXPERIMENTS * DRAWS, n))
    frame = _frame(rows)
    frame["experiment"], frame["draw"] = frame["experiment"] // DRAWS, frame["experiment"] % DRAWS
    if way == "ours":
        return _holding(estimate(_labelled(frame), _definitions(rows), over="draw"), truth)
    own = estimate(_labelled(frame, "draw"), _definitions(rows)).groupby("place")[["low", "high"]].mean()
    return _holding(own, truth)


def _frame(rows: Rows) -> pd.DataFrame:
    """Return tidy rows as results have them, an experiment under a label each."""
    many, n = rows.value.shape
    told: dict[str, Any] = {
        "replication": np.tile(np.arange(n), many), "experiment": np.repeat(np.arange(many), n), "measure": "m",
        "unit": "person", "period": "", "value": rows.value.ravel(), "numerator": np.nan, "denominator": np.nan,
    }  # fmt: skip
    if rows.below is not None:
        told |= {"value": np.nan, "numerator": rows.value.ravel(), "denominator": rows.below.ravel()}
    return pd.DataFrame(told)


def _labelled(frame: pd.DataFrame, *apart: str) -> pd.DataFrame:
    """Return rows with the experiment under the label of a place, and further columns under those of others."""
    return frame.rename(columns={"experiment": "place"} | dict(zip(apart, ("operator",), strict=False)))


def _definitions(rows: Rows) -> dict[str, dict[str, Any]]:
    return {"m": {"kind": rows.kind, "scale": rows.scale}}


def _holding(told: pd.DataFrame, truth: float) -> float:
    return float(((told["low"] <= truth) & (truth <= told["high"])).mean())
