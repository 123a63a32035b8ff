"""Differences between points that were played with the same draws.

Replication k of two points has the same people, cases and visits wherever the points agree, so the difference is
made replication by replication: what chance did to both cancels.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analysis.estimates import OF_A_RUN, VALUES, Numbers, kind_of, student, wide_values
from analysis.loading import Results, ResultsError

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


def paired(
    rows: pd.DataFrame, base: pd.DataFrame, definitions: Mapping[str, Mapping[str, Any]], *, level: float = 0.95
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

    Returns
    -------
    DataFrame
        The columns that tell rows apart, and: `base`, `mean`, their `difference` with its interval `low`, `high`,
        the difference `relative` to the base, `n` replications, `variance_ratio` (how many times smaller the
        variance of the difference is than with independent draws) and `more` (replications still needed until the
        interval leaves out 0, if things go on like this; infinite where there is no difference).

    Notes
    -----
    The standard error is the jackknife's over pairs, on the plain scale, where a difference can have any sign; the
    interval is Student's t with n - 1 degrees of freedom. Ratios and averages are ratios of sums. A statistic that
    one of a pair lacks drops the pair; a count that it lacks is 0.
    """
    common = sorted(set(rows["replication"]) & set(base["replication"]))
    both = pd.concat([rows.assign(_side=0), base.assign(_side=1)], ignore_index=True)
    both = both[both["replication"].isin(common)]
    names = [name for name in both.columns if name not in (*OF_A_RUN, "_side")]
    number = both.groupby(names, dropna=False, sort=False).ngroup().to_numpy()
    keys = both.loc[~pd.Series(number).duplicated().to_numpy(), names].reset_index(drop=True)
    place = np.searchsorted(np.array(common), both["replication"].to_numpy()) * 2 + both["_side"].to_numpy()
    wide = {name: wide_values(both[name], number, place, len(keys), 2 * len(common)) for name in VALUES}
    divided = np.nanmax(wide["denominator"], axis=1, initial=0.0) > 0.0
    kinds = [kind_of(name, definitions, one)[0] for name, one in zip(keys["measure"], divided.tolist(), strict=True)]
    told = [
        _difference(kind, wide["value"][i], wide["numerator"][i], wide["denominator"][i], level)
        for i, kind in enumerate(kinds)
    ]
    return keys.assign(**pd.DataFrame(told, columns=list(SAID)))


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


def _difference(kind: str, value: Numbers, above: Numbers, below: Numbers, level: float) -> Difference:
    """Return the difference in one row; arguments of shape (2 n,), each pair's point before its base."""
    if kind not in ("ratio", "average"):
        above, below = np.nan_to_num(value) if kind == "count" else value, np.ones_like(value)
    above, below = above.reshape(-1, 2), below.reshape(-1, 2)
    told = ~np.isnan(above).any(axis=1) if kind == "statistic" else np.ones(len(above), bool)
    above, below = np.nan_to_num(above[told]), np.nan_to_num(below[told])
    n = len(above)
    totals = below.sum(axis=0)
    if n == 0 or not totals.all():
        return _NOTHING
    mean, base = (float(one) for one in above.sum(axis=0) / totals)
    difference = mean - base
    relative = difference / base if base else np.nan
    if n == 1 or not (totals - below).all():
        return Difference(base, mean, difference, np.nan, np.nan, relative, n, np.nan, np.nan)
    others = (above.sum(axis=0) - above) / (totals - below)  # (n, 2): the means that leave out one replication each
    apart = _variance(others[:, 0]) + _variance(others[:, 1])
    together = _variance(others[:, 0] - others[:, 1])
    reach = student(level, n - 1) * np.sqrt(together)
    won = apart / together if together else (np.nan if apart == 0.0 else np.inf)
    return Difference(
        base, mean, difference, difference - reach, difference + reach, relative, n, won, _more(n, difference, reach)
    )


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
