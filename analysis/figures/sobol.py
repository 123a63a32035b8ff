"""How much of what is not known about a measure each unknown explains: first-order Sobol indices."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from analysis.estimates import Numbers
from analysis.figures.dots import dots
from analysis.figures.points import drawn, short_names
from analysis.figures.style import axes_of
from analysis.loading import ResultsError
from analysis.studies import Study
from analysis.tables import WHOLE_RUN

LEAST = 20  # draws
HALVES = 200  # random half samples of the draws
REACH = 1.959964  # of a 95 % interval, in standard errors
MOST = 12


def numbers(
    study: Study, *, measure: str = "exposure.persons", policy: str | None = None, period: str | None = None
) -> pd.DataFrame:
    """Return the first-order index of each unknown, estimated from the draws of the study as they are.

    Returns
    -------
    DataFrame
        Columns path, part (a short name), measure, period, point, unit, mean, low, high [1], n (draws).

    Raises
    ------
    ResultsError
        If unknowns were held fixed, there are fewer than 20 draws, or the measure does not vary.

    Notes
    -----
    The estimate by ranks of Gamboa et al. needs no design of its own. What chance does to a draw's mean counts as
    explained by nothing. The standard error is the spread over random halves of the draws, which for halves drawn
    without replacement is that of all draws. With few draws intervals are wide and reach below 0.

    References
    ----------
    Gamboa, Gremaud, Klein, Lagnoux (2022), "Global sensitivity analysis: a novel generation of mighty estimators
    based on rank statistics", Bernoulli 28.
    """
    rows, paths = drawn(study, measure, policy=policy, period=period)
    y = rows["mean"].to_numpy(np.float64)
    if len(y) < LEAST:
        raise ResultsError(f"{study.path}: has {len(y)} draws of its unknowns; wanted {LEAST} at least")
    if np.ptp(y) == 0.0:
        raise ResultsError(f"{measure}: is {y[0]:g} in every draw; wanted a measure that varies")
    halves = _halves(len(y))
    found = []
    for path, name in zip(paths, short_names(paths), strict=True):
        x = rows[path].to_numpy(np.float64)
        index = first_order(x, y)
        reach = REACH * float(np.std([first_order(x[half], y[half]) for half in halves], ddof=1))
        found.append((path, name, index, index - reach, index + reach))
    frame = pd.DataFrame(found, columns=["path", "part", "mean", "low", "high"])
    return frame.assign(measure=measure, period=rows["period"].iloc[0], point=rows["point"].iloc[0], unit="1", n=len(y))


def first_order(x: Numbers, y: Numbers) -> float:
    """Return the share of the variance of y that x explains by itself, from paired draws; both of shape (n,)."""
    ordered = y[np.argsort(x, kind="stable")]
    variance = float(y.var())
    if variance == 0.0:
        return 0.0
    return float((np.mean(ordered * np.roll(ordered, -1)) - y.mean() ** 2) / variance)


def _halves(many: int) -> list[NDArray[np.int64]]:
    """Return random halves of so many draws: the same for every unknown, and every time."""
    draws = np.random.default_rng(0)
    return [np.sort(draws.permutation(many)[: many // 2]) for _ in range(HALVES)]


def sobol(frame: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the indices of the 12 unknowns that explain most, with their intervals.

    Parameters
    ----------
    frame : DataFrame
        As `numbers` returns it.
    ax : Axes, optional
    """
    ax = axes_of(ax)
    parts = frame.nlargest(MOST, "mean")["part"].tolist()
    rows = frame[frame["part"].isin(parts)]
    dots(ax, rows, parts)
    ax.set_xlim(max(-0.5, float(rows["low"].min())), min(1.5, max(1.0, float(rows["high"].max()))))
    ax.axvline(0.0, color="black", lw=0.6)
    ax.set_xlabel(f"First-order index [1] of {frame['measure'].iloc[0]}", loc="right")  # names leave room on the left
    ax.set_title(f"{frame['point'].iloc[0]}, {frame['period'].iloc[0] or WHOLE_RUN}", loc="left")
    return ax


def of(
    study: Study,
    figure: Figure,
    *,
    measure: str = "exposure.persons",
    policy: str | None = None,
    period: str | None = None,
) -> pd.DataFrame:
    """Draw the first-order indices of a study; return the numbers drawn."""
    frame = numbers(study, measure=measure, policy=policy, period=period)
    sobol(frame, ax=figure.subplots())
    return frame
