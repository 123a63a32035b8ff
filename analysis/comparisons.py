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

from analysis.estimates import OF_A_RUN, QUANTILES, VALUES, Numbers, kind_of, numbered, student, wide_values
from analysis.loading import Results, ResultsError

SPREAD = ("unknown_low", "unknown_high", "draws")
SAID = ("base", "mean", "difference", "low", "high", "relative", "n", "variance_ratio", "more")


class Difference(NamedTuple):
    """What a comparison says of one row; see `paired`."""

    base: float
    mean: float
    difference: float
    low: float
    high: float
    relative: float
    n: int
    variance_ratio: float
    more: float


_NOTHING = Difference(np.nan, np.nan, np.nan, np.nan, np.nan, np.nan, 0, np.nan, np.nan)


class Pairs(NamedTuple):
    """What a draw of the unknowns, or a comparison without any, says of one row.

    `means` and `others` (that leave out one pair each) are those of the point and of its base, of shapes (2,) and
    (n, 2); `told` says which pairs say something.
    """

    means: Numbers
    others: Numbers
    told: NDArray[np.bool_]


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
        The columns that tell rows apart, and: `base`, `mean`, their `difference` with its interval `low`, `high`,
        the difference `relative` to the base, `n` replications, `variance_ratio` (how many times smaller the
        variance of the difference is than with independent draws) and `more` (replications still needed until the
        interval leaves out 0, if things go on like this; infinite where there is no difference). With `over` also
        `unknown_low`, `unknown_high` and `draws`: the spread of the differences over the draws.

    Notes
    -----
    The standard error is the jackknife's over pairs, on the plain scale, where a difference can have any sign; the
    interval is Student's t with n - 1 degrees of freedom. Ratios and averages are ratios of sums. A statistic that
    one of a pair lacks drops the pair; a count that it lacks is 0.
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
    kinds = [kind_of(name, definitions, one)[0] for name, one in zip(keys["measure"], divided.tolist(), strict=True)]
    present = np.zeros(shape[:2], bool)
    present[draw, column] = True
    told = []
    for i, kind in enumerate(kinds):
        by_draw = zip(*(wide[name][i].reshape(shape) for name in VALUES), present, strict=True)
        parts = [part for part in (_pairs(kind, *values) for values in by_draw) if part is not None]
        told.append((*_difference(parts, level), *(_spread(parts) if over else ())))
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
    return Pairs(means, others, told)


def _difference(parts: Sequence[Pairs], level: float) -> Difference:
    """Return the difference in one row; with several draws, of the average over them."""
    if not parts:
        return _NOTHING
    mean, base = (fmean(float(part.means[side]) for part in parts) for side in (0, 1))
    told = np.any([part.told for part in parts], axis=0)
    others = np.mean([part.others for part in parts], axis=0)[told]
    n, difference = len(others), mean - base
    relative = difference / base if base else np.nan
    if n == 1 or not np.isfinite(others).all():
        return Difference(base, mean, difference, np.nan, np.nan, relative, n, np.nan, np.nan)
    apart = _variance(others[:, 0]) + _variance(others[:, 1])
    together = _variance(others[:, 0] - others[:, 1])
    reach = student(level, n - 1) * np.sqrt(together)
    won = apart / together if together else (np.nan if apart == 0.0 else np.inf)
    return Difference(
        base, mean, difference, difference - reach, difference + reach, relative, n, won, _more(n, difference, reach)
    )


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
