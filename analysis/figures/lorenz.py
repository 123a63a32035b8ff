"""How unequally exposure falls on places: the Lorenz curve of people exposed over people who live there."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.estimates import SCALES, Numbers, student
from analysis.figures.style import BAND, GREY, axes_of, look
from analysis.loading import Results, ResultsError
from analysis.tables import WHOLE_RUN

POINTS = 101
LEVEL = 0.95


def numbers(results: Results, *, stage: str = "obtained", period: str | None = None) -> pd.DataFrame:
    """Return the Lorenz curves over places of home, places with the least exposure first: mean and interval.

    Within a place everybody counts as equally exposed, so the curve shows inequality between places only.

    Returns
    -------
    DataFrame
        Columns period, stage, people (share of all), unit, mean, low, high (share of all exposed), n, gini.

    Raises
    ------
    ResultsError
        If nobody was exposed, or people live at one place only.
    """
    places = results.places
    rows = places[(places["stage"] == stage) & (places["people"] > 0)]
    named = rows[rows["period"] != ""]
    rows = named if period is None and not named.empty else rows[rows["period"] == _plain(period)]
    if rows["place"].nunique() < 2:
        many = rows["place"].nunique()
        where = f"people live at {many} place{'s' * (many != 1)}"
        raise ResultsError(f"{results.path}: {where}; wanted two at least, with a stage and period")
    found = [_curve(one, str(name)) for name, one in rows.groupby("period", sort=False)]
    if not any(len(one) for one in found):
        raise ResultsError(f"{results.path}: nobody was exposed at stage {stage!r}; wanted somebody")
    return pd.concat(found, ignore_index=True).assign(stage=stage)


def lorenz(frame: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw Lorenz curves over places with their intervals; the diagonal is equality.

    Parameters
    ----------
    frame : DataFrame
        As `numbers` returns it.
    ax : Axes, optional
    """
    ax = axes_of(ax)
    ax.plot([0, 100], [0, 100], color=GREY, lw=0.6)
    for number, (period, rows) in enumerate(frame.groupby("period", sort=False)):
        style, x = look(number), rows["people"] * 100
        label = f"{period}: Gini {rows['gini'].iloc[0]:.2f}"
        ax.plot(x, rows["mean"] * 100, color=style.color, linestyle=style.linestyle, label=label)
        ax.fill_between(x, rows["low"] * 100, rows["high"] * 100, color=style.color, alpha=BAND, lw=0)
    ax.set(xlim=(0, 100), ylim=(0, 100), aspect="equal")
    ax.set(xlabel="People, by place [%]", ylabel=f"exposure.persons, {frame['stage'].iloc[0]} [%]")
    ax.legend(loc="upper left")
    return ax


def _plain(period: str | None) -> str:
    return "" if period in (None, WHOLE_RUN) else str(period)


def _curve(rows: pd.DataFrame, period: str) -> pd.DataFrame:
    grid = np.linspace(0.0, 1.0, POINTS)
    curves = [_of_one(one, grid) for _, one in rows.groupby("replication") if one["persons"].sum() > 0]
    if not curves:
        return pd.DataFrame()
    values = np.array(curves)
    mean, n = values.mean(axis=0), len(values)
    reach = np.full(POINTS, np.nan)
    if n > 1:
        reach = student(LEVEL, n - 1) * values.std(axis=0, ddof=1) / np.sqrt(n)
    low, high = (np.clip(mean + sign * reach, SCALES["share"].low, SCALES["share"].high) for sign in (-1.0, 1.0))
    gini = 1.0 - 2.0 * np.trapezoid(mean, grid)
    return pd.DataFrame(
        {"period": period or WHOLE_RUN, "people": grid, "unit": "1", "mean": mean, "low": low, "high": high}
    ).assign(n=n, gini=gini)


def _of_one(rows: pd.DataFrame, grid: Numbers) -> Numbers:
    """Return the share of the exposed among the least exposed shares of people, in one replication."""
    ordered = rows.sort_values("share")
    people, exposed = (ordered[name].to_numpy(np.float64).cumsum() for name in ("people", "persons"))
    curve: Numbers = np.interp(grid, np.append(0.0, people / people[-1]), np.append(0.0, exposed / exposed[-1]))
    return curve


def of(results: Results, figure: Figure, *, stage: str = "obtained", period: str | None = None) -> pd.DataFrame:
    """Draw the Lorenz curves of results; return the numbers drawn."""
    frame = numbers(results, stage=stage, period=period)
    lorenz(frame, ax=figure.subplots())
    return frame
