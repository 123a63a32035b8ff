"""Differences between points that were played with the same draws.

Replication k of two points has the same people, cases and visits wherever the points agree, so the difference is
made replication by replication: what chance did to both cancels.
"""

from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.estimates import (
    OF_A_RUN,
    QUANTILES,
    SCALES,
    VALUES,
    Numbers,
    Part,
    interval_of,
    jackknife,
    kind_of,
    numbered,
    student,
    wide_values,
)
from analysis.loading import Results, ResultsError

SPREAD = ("unknown_low", "unknown_high", "draws")


class Difference(NamedTuple):
    """What a comparison says of one row; see `paired`."""

    base: float = np.nan
    base_low: float = np.nan
    base_high: float = np.nan
    mean: float = np.nan
    difference: float = np.nan
    low: float = np.nan
    high: float = np.nan
    relative: float = np.nan
    relative_low: float = np.nan
    relative_high: float = np.nan
    n: int = 0
    variance_ratio: float = np.nan
    more: float = np.nan


SAID = Difference._fields


class Pairs(NamedTuple):
    """What a draw of the unknowns, or a comparison without any, says of one row.

    `means` and `others` (that leave out one pair each) are those of the point and of its base, of shapes (2,) and
    (n, 2); `told` says which pairs say something; `below` what means are divided by, in all pairs.
    """

    means: Numbers
    others: Numbers
    told: NDArray[np.bool_]
    below: Numbers


def paired(
    rows: pd.DataFrame,
    base: pd.DataFrame,
    definitions: Mapping[str, Mapping[str, Any]],
    *,
    level: float = 0.95,
    over: str = "",
) -> pd.DataFrame:
    """Return the difference of each measure between two points, over the replications that both have.

    Parameters
    ----------
    rows, base : DataFrame
        Tidy rows of measures of the two points, as `Results.measures` has them, without further columns.
    definitions : mapping
        `kind` of each measure, as in `measures.json`.
    level : float
        Share of intervals that hold the difference.
    over : str
        A column of both, such as `draw`, over whose values differences are averaged; see `estimates.estimate`.

    Returns
    -------
    DataFrame
        The columns that tell rows apart, and: `base` with its interval `base_low`, `base_high`, `mean`, their
        `difference` with its interval `low`, `high`, the difference `relative` to the base with its interval
        `relative_low`, `relative_high`, `n` replications, `variance_ratio` (how many times smaller the
        variance of the difference is than with independent draws) and `more` (replications still needed until the
        interval leaves out 0, if things go on like this; infinite where there is no difference). With `over` also
        `unknown_low`, `unknown_high` and `draws`: the spread of the differences over the draws.

    Notes
    -----
    The standard error is the jackknife's over pairs, on the plain scale, where a difference can have any sign; the
    interval is Student's t with n - 1 degrees of freedom. Ratios and averages are ratios of sums. A statistic that
    one of a pair lacks drops the pair; a count that it lacks is 0.

    The relative difference is a ratio of the two means less 1. Its standard error is the jackknife's of that ratio over
    the same pairs, which is the delta method's to first order: what chance did to both cancels here too. The interval
    is made on the log scale of the ratio, on which it cannot fall below -1, and on the plain scale for measures that
    can have any sign. Where one of the two is 0, or the base is without one pair, there is none.

    References
    ----------
    Miller (1974), "The jackknife - a review", Biometrika 61; Cochran (1977), "Sampling techniques", section 6.4, of
    ratios of means.
    """
    runs = [over, "replication"] if over else ["replication"]
    both = pd.concat([rows.assign(_side=0), base.assign(_side=1)], ignore_index=True)
    both = both.merge(rows[runs].drop_duplicates().merge(base[runs].drop_duplicates()), on=runs)
    number, keys = numbered(both, [name for name in both.columns if name not in (*OF_A_RUN, over, "_side")])
    column, replications = pd.factorize(both["replication"], sort=True)
    draw, draws = pd.factorize(both[over]) if over else (np.zeros(len(both), np.int64), [0])
    shape = (len(draws), len(replications), 2)
    place = (draw * len(replications) + column) * 2 + both["_side"].to_numpy()
    wide = {name: wide_values(both[name], number, place, len(keys), int(np.prod(shape))) for name in VALUES}
    divided = np.nanmax(wide["denominator"], axis=1, initial=0.0) > 0.0
    kinds = [kind_of(name, definitions, one) for name, one in zip(keys["measure"], divided.tolist(), strict=True)]
    present = np.zeros(shape[:2], bool)
    present[draw, column] = True
    told = []
    for i, (kind, scale) in enumerate(kinds):
        by_draw = zip(*(wide[name][i].reshape(shape) for name in VALUES), present, strict=True)
        parts = [part for part in (_pairs(kind, *values) for values in by_draw) if part is not None]
        unit = str(keys["unit"].iloc[i]) if "unit" in keys else ""
        told.append((*_difference(parts, kind, scale, unit, level), *(_spread(parts) if over else ())))
    return keys.assign(**pd.DataFrame(told, columns=[*SAID, *(SPREAD if over else ())]))


def between(first: Results, second: Results, *, level: float = 0.95) -> pd.DataFrame:
    """Return what differs between two results, the second less the first; columns as `paired` has them.

    Raises
    ------
    ResultsError
        If they were not played with the same seed by the same model, or share no replication.
    """
    for what in ("seed", "model"):
        one, other = (results.provenance["key"].get(what) for results in (first, second))
        if one != other:
            text = f"was played with {what} {one}, and {second.path} with {other}; wanted the same draws"
            raise ResultsError(f"{first.path}: {text}")
    if not set(first.replications) & set(second.replications):
        raise ResultsError(f"{first.path}: has no replication that {second.path} has too; wanted some")
    return paired(second.measures, first.measures, second.definitions, level=level)


def _pairs(kind: str, value: Numbers, above: Numbers, below: Numbers, present: NDArray[np.bool_]) -> Pairs | None:
    """Return what the pairs of one draw say, or None; numbers of shape (n, 2), each pair's point before its base."""
    if kind not in ("ratio", "average"):
        above, below = np.nan_to_num(value) if kind == "count" else value, np.ones_like(value)
    told = present & ~np.isnan(above).any(axis=1) if kind == "statistic" else present
    above, below = (
        np.where(told[:, None], np.nan_to_num(above), 0.0),
        np.where(told[:, None], np.nan_to_num(below), 0.0),
    )
    up, down = above.sum(axis=0), below.sum(axis=0)
    if not told.any() or not down.all():
        return None
    means, rest = up / down, down - below
    with np.errstate(divide="ignore", invalid="ignore"):
        others = np.where(told[:, None], (up - above) / rest, means)
    return Pairs(means, others, told, down)


def _difference(parts: Sequence[Pairs], kind: str, scale: str, unit: str, level: float) -> Difference:
    """Return the difference in one row; with several draws, of the average over them."""
    if not parts:
        return Difference()
    mean, base = (fmean(float(part.means[side]) for part in parts) for side in (0, 1))
    told = np.any([part.told for part in parts], axis=0)
    others = np.mean([part.others for part in parts], axis=0)[told]
    bases = [Part(float(one.means[1]), one.others[:, 1], one.told, float(one.below[1])) for one in parts]
    _, base_low, base_high, _ = interval_of(bases, kind, scale, unit, level)
    n, difference = len(others), mean - base
    known = Difference(base, base_low, base_high, mean, difference, relative=difference / base if base else np.nan, n=n)
    if n == 1 or not np.isfinite(others).all():
        return known
    relative_low, relative_high = _relative(mean, base, others, scale, level)
    apart = _variance(others[:, 0]) + _variance(others[:, 1])
    together = _variance(others[:, 0] - others[:, 1])
    reach = student(level, n - 1) * np.sqrt(together)
    return known._replace(
        low=difference - reach,
        high=difference + reach,
        relative_low=relative_low,
        relative_high=relative_high,
        variance_ratio=apart / together if together else (np.nan if apart == 0.0 else np.inf),
        more=_more(n, difference, reach),
    )


def _relative(mean: float, base: float, others: Numbers, scale: str, level: float) -> tuple[float, float]:
    """Return the interval of mean / base - 1; none where leaving out a pair says nothing of the ratio."""
    if not mean or not base or not others[:, 1].all():
        return np.nan, np.nan
    signed = scale == "real" or mean < 0.0 or base < 0.0
    low, high = jackknife(mean / base, others[:, 0] / others[:, 1], SCALES["real" if signed else "positive"], level)
    return low - 1.0, high - 1.0


def _spread(parts: Sequence[Pairs]) -> tuple[float, float, int]:
    """Return between which values the differences of most draws lie, and how many draws there are."""
    if not parts:
        return np.nan, np.nan, 0
    low, high = np.quantile([part.means[0] - part.means[1] for part in parts], QUANTILES)
    return float(low), float(high), len(parts)


def _variance(others: Numbers) -> float:
    """Return the jackknife's variance of a mean; rounding alone is none."""
    if np.allclose(others, others.mean(), rtol=1e-12, atol=0.0):
        return 0.0
    return float((len(others) - 1) / len(others) * np.sum((others - others.mean()) ** 2))


def _more(n: int, difference: float, reach: float) -> float:
    """Return how many further replications shrink an interval's reach below the difference."""
    if difference == 0.0:
        return np.nan if reach == 0.0 else np.inf
    return float(max(0, np.ceil(n * (reach / abs(difference)) ** 2) - n))
