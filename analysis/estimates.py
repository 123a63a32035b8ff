"""Means over replications and their intervals.

People of one replication share its laws, queues and visits and are not independent, so only differences between
replications say how sure a number is.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from statistics import fmean
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

VALUES = ("value", "numerator", "denominator")
OF_A_RUN = ("replication", *VALUES)
OF_A_ROW = (
    "measure", "unit", "period", "stage", "recipient", "channel", "category", "place", "jurisdiction", "operator",
    "agency", "group",
    "role", "state", "duty", "desk", "task", "band",
    "cost", "payer",
)  # fmt: skip
COUNTED = ("1", "person", "record")  # units of things that come in ones, so that none at all says something

QUANTILES = (0.05, 0.95)
"""Between these shares of the draws of the unknowns lies what tables show as the spread of ignorance."""

Numbers = NDArray[np.float64]
Places = NDArray[np.integer[Any]]


class Scale(NamedTuple):
    """A scale on which an interval is symmetric, and the way back."""

    there: Callable[[Numbers], Numbers]
    back: Callable[[Numbers], Numbers]
    low: float
    high: float


SCALES = {
    "positive": Scale(np.log, np.exp, 0.0, np.inf),
    "share": Scale(lambda p: np.log(-np.log1p(-p)), lambda x: -np.expm1(-np.exp(x)), 0.0, 1.0),
    "real": Scale(lambda x: x, lambda x: x, -np.inf, np.inf),
}


class Part(NamedTuple):
    """What a draw of the unknowns, or a run without any, says of one row.

    `others` are the means that leave out one replication each, of shape (n,), the mean itself where a replication
    says nothing; `told` whether it says something; `below` what the mean is divided by, in all replications.
    """

    mean: float
    others: Numbers
    told: NDArray[np.bool_]
    below: float


def estimate(
    frame: pd.DataFrame,
    definitions: Mapping[str, Mapping[str, Any]] | None = None,
    *,
    level: float = 0.95,
    over: str = "",
) -> pd.DataFrame:
    """Return the mean over replications of each measure, period and set of labels, with its interval.

    Parameters
    ----------
    frame : DataFrame
        Tidy rows of measures: `replication`, `measure`, `unit`, `period`, labels, `value`, `numerator`,
        `denominator`. Further columns (policies, factors) tell design points apart.
    definitions : mapping, optional
        `scale` and `kind` of each measure, as in `measures.json`. Where one is missing, rows with a denominator are
        taken for ratios, others for statistics on a positive scale.
    level : float
        Share of intervals that hold the mean.
    over : str
        A column, such as `draw`, over whose values means are averaged.

    Returns
    -------
    DataFrame
        The columns that tell rows apart, `mean`, `low`, `high` and `n`, the replications that say something. With
        `over` also `unknown_low` and `unknown_high`, between which all means but the lowest and highest 5 % lie,
        and `draws`, how many there are.

    Notes
    -----
    A ratio or average is a ratio of sums over replications; a count or statistic its mean, a ratio over their number.
    The standard error is the jackknife's over replications, on the log scale for positive measures and on the
    complementary log-log scale for shares; the interval is Student's t with n - 1 degrees of freedom. Where leaving
    out one replication leaves the scale (nothing else happened), the interval is made on the plain scale and cut.

    A count that no replication has seen gets the exact Poisson interval from 0 to -ln((1 - level) / 2) / n, 3.689 / n
    at 95 % (Garwood 1936); a ratio of none to D, or a share of all of D, gets as much over D. One replication has no
    interval; equal values have one of no width. A count missing from a replication is 0, a missing ratio 0 of 0, a
    missing statistic unknown.

    An average over draws leaves out one replication of all draws at a time, for replication k has the same people and
    cases in each: its error is that of the average, and its degrees of freedom are n - 1 however many draws there
    are. Averages of the draws' own limits hold too often, and far too wide with few replications; intervals that take
    the draws' chance for independent hold too rarely.

    References
    ----------
    Garwood (1936), "Fiducial limits for the Poisson distribution", Biometrika 28; Miller (1974), "The jackknife - a
    review", Biometrika 61.
    """
    frame = frame.reset_index(drop=True)
    design = [name for name in frame.columns if name not in (*OF_A_RUN, *OF_A_ROW, over)]
    points = frame.groupby(design, dropna=False, sort=False) if design else [((), frame)]
    parts = [_estimate_point(rows, definitions or {}, level, over) for _, rows in points]
    return pd.concat(parts, ignore_index=True)


def estimate_lines(
    frame: pd.DataFrame, by: Sequence[str], value: str, scale: str, *, level: float = 0.95
) -> pd.DataFrame:
    """Return the mean over replications and its interval at each time of some lines.

    Parameters
    ----------
    frame : DataFrame
        Columns `replication`, `time`, those of `by`, and `value`; every replication has the same times.
    by : sequence of str
        What tells lines apart.
    scale : {"positive", "share", "real"}

    Returns
    -------
    DataFrame
        `by`, `time`, `mean`, `low`, `high`, `n`: see `estimate`.
    """
    rows = frame[["replication", *by, "time"]].assign(
        measure="line", value=frame[value].to_numpy(np.float64), numerator=np.nan, denominator=np.nan
    )
    definitions = {"line": {"scale": scale, "kind": "statistic"}}
    return _estimate_point(rows.reset_index(drop=True), definitions, level).drop(columns="measure")


def _estimate_point(
    frame: pd.DataFrame, definitions: Mapping[str, Mapping[str, Any]], level: float, over: str = ""
) -> pd.DataFrame:
    """Estimate every row of one design point."""
    names = [name for name in frame.columns if name not in (*OF_A_RUN, over)]
    number, keys = numbered(frame, names)
    column, replications = pd.factorize(frame["replication"], sort=True)
    draw, draws = pd.factorize(frame[over]) if over else (np.zeros(len(frame), np.int64), [0])
    shape = (len(keys), len(draws) * len(replications))
    wide = {name: wide_values(frame[name], number, draw * len(replications) + column, *shape) for name in VALUES}
    divided = np.nanmax(wide["denominator"], axis=1, initial=0.0) > 0.0
    kinds = [kind_of(name, definitions, one) for name, one in zip(keys["measure"], divided.tolist(), strict=True)]
    units = keys["unit"] if "unit" in keys else [""] * len(keys)
    rows = []
    present = np.zeros((len(draws), len(replications)), bool)
    present[draw, column] = True
    for i, ((kind, scale), unit) in enumerate(zip(kinds, units, strict=True)):
        by_draw = zip(*(wide[name][i].reshape(present.shape) for name in VALUES), present, strict=True)
        parts = [part for part in (_part(kind, *values) for values in by_draw) if part.told.any()]
        rows.append((*interval_of(parts, kind, scale, str(unit), level), *(spread(parts) if over else ())))
    columns = ["mean", "low", "high", "n", *(["unknown_low", "unknown_high", "draws"] if over else [])]
    return keys.assign(**pd.DataFrame(rows, columns=columns))


def numbered(frame: pd.DataFrame, names: Sequence[str]) -> tuple[Places, pd.DataFrame]:
    """Return the number of the set of values that each row has in some columns, and the sets themselves."""
    number = frame.groupby(list(names), dropna=False, sort=False).ngroup().to_numpy()
    return number, frame.loc[~pd.Series(number).duplicated().to_numpy(), list(names)].reset_index(drop=True)


def spread(parts: Sequence[Part]) -> tuple[float, float, int]:
    """Return between which values the means of most draws lie, and how many draws there are."""
    if not parts:
        return np.nan, np.nan, 0
    low, high = np.quantile([part.mean for part in parts], QUANTILES)
    return float(low), float(high), len(parts)


def wide_values(values: pd.Series, number: Places, column: Places, many: int, wide: int) -> Numbers:
    """Return values by row and replication; NaN where a replication has none; shape (many, wide)."""
    spread = np.full((many, wide), np.nan)
    spread[number, column] = values.to_numpy(np.float64, na_value=np.nan)
    return spread


def kind_of(measure: str, definitions: Mapping[str, Mapping[str, Any]], divided: bool) -> tuple[str, str]:
    """Return kind and scale of a measure; guessed, where no definition says them, from whether it has denominators."""
    definition = definitions.get(measure, {})
    guess = "ratio" if divided else "statistic"
    return definition.get("kind", guess), definition.get("scale", "positive")


def _part(kind: str, value: Numbers, above: Numbers, below: Numbers, present: NDArray[np.bool_]) -> Part:
    """Return what the replications of one draw say; arguments of shape (n,), `present` where one was played."""
    if kind in ("ratio", "average"):
        told = below > 0.0
    else:
        told = present if kind == "count" else ~np.isnan(value)
        above, below = value, np.ones_like(value)
    above, below = np.where(told, np.nan_to_num(above), 0.0), np.where(told, below, 0.0)
    up, down = above.sum(), below.sum()
    mean = float(up / down) if down else np.nan
    rest = down - below
    others = np.divide(up - above, rest, out=np.full(len(above), mean), where=told & (rest > 0.0))
    return Part(mean, others, told, float(down))


def interval_of(
    parts: Sequence[Part], kind: str, scale: str, unit: str, level: float
) -> tuple[float, float, float, int]:
    """Return mean, low, high and n of one row; with several draws, of the average over them."""
    if not parts:
        return np.nan, np.nan, np.nan, 0
    mean = fmean(part.mean for part in parts)
    told = np.any([part.told for part in parts], axis=0)
    n = int(told.sum())
    if n == 1:
        return mean, np.nan, np.nan, 1
    rare = -np.log((1.0 - level) / 2.0) / np.mean([part.below for part in parts])
    if mean == 0.0 and (kind == "ratio" or (kind == "count" and unit in COUNTED)):
        return 0.0, 0.0, float(min(rare, SCALES[scale].high)), n
    if mean == 1.0 and kind == "ratio" and scale == "share":
        return 1.0, float(max(1.0 - rare, 0.0)), 1.0, n
    others = np.mean([part.others for part in parts], axis=0)[told]
    return mean, *jackknife(mean, others, SCALES[scale], level), n


def jackknife(mean: float, others: Numbers, scale: Scale, level: float) -> tuple[float, float]:
    """Return the interval about a mean from the means that leave out one replication each."""
    if np.allclose(others, mean, rtol=1e-12, atol=0.0):
        return mean, mean
    inside = (others > scale.low) & (others < scale.high)
    used = scale if inside.all() and scale.low < mean < scale.high else SCALES["real"]
    n = len(others)
    moved = used.there(others)
    error = np.sqrt((n - 1) / n * np.sum((moved - moved.mean()) ** 2))
    reach = student(level, n - 1) * error
    low, high = used.back(used.there(np.array([mean, mean])) + np.array([-reach, reach]))
    return float(max(low, scale.low)), float(min(high, scale.high))


@cache
def student(level: float, freedom: int) -> float:
    """Return how many standard errors an interval reaches; asked for thousands of rows alike."""
    return float(stats.t.ppf((1.0 + level) / 2.0, freedom))
