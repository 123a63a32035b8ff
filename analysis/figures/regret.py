"""What a policy costs where it was not the best choice: its regret at each draw of the unknowns."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.estimates import QUANTILES, student
from analysis.figures.points import is_share, shown
from analysis.figures.style import axes_of, look, sized
from analysis.loading import ResultsError
from analysis.points import at_points
from analysis.studies import Study

BETTER = {"less": 1.0, "more": -1.0}
LEVEL = 0.95


def numbers(
    study: Study, *, measure: str = "exposure.persons", period: str | None = None, better: str = "less"
) -> pd.DataFrame:
    """Return by how much each point is worse than the best of the same draw of the unknowns.

    Parameters
    ----------
    better : {"less", "more"}

    Returns
    -------
    DataFrame
        Columns point, draw (-1: over all draws), mean, low, high (in the unit of the label), spread_low, spread_high
        (all draws but the lowest and highest 5 %), best_share (of the draws in which it is best), unit, n, label.

    Raises
    ------
    ResultsError
        If unknowns were held fixed, or there is one point only.
    """
    if better not in BETTER:
        raise ResultsError(f"better: is {better!r}; wanted less or more")
    if not study.draws:
        raise ResultsError(f"{study.path}: its unknowns were held fixed; wanted a study with --unknowns")
    rows = at_points(study, measure, period=period, by_draw=True)
    order = list(dict.fromkeys(rows["point"]))
    if len(order) < 2:
        raise ResultsError(f"{study.path}: has one point; wanted two at least")
    label, factor = shown(rows, float(rows["mean"].abs().max()), share=is_share(study, measure))
    wide = rows.pivot_table(index="draw", columns="point", values="mean", sort=False)[order].dropna()
    cost = wide * (BETTER[better] / factor)
    regrets = cost.sub(cost.min(axis=1), axis=0)
    single = regrets.reset_index().melt("draw", var_name="point", value_name="mean")
    told = pd.concat([_over_draws(regrets), single], ignore_index=True)
    return told.assign(unit=rows["unit"].iloc[0], label=f"Regret: {label}")


def _over_draws(regrets: pd.DataFrame) -> pd.DataFrame:
    n, mean = len(regrets), regrets.mean()
    reach = student(LEVEL, n - 1) * regrets.std() / np.sqrt(n) if n > 1 else mean * np.nan
    low, high = (regrets.quantile(share) for share in QUANTILES)
    said = {"mean": mean, "low": (mean - reach).clip(lower=0.0), "high": mean + reach}
    spread = {"spread_low": low, "spread_high": high, "best_share": regrets.eq(0.0).mean()}
    return pd.DataFrame({**said, **spread}).rename_axis("point").reset_index().assign(draw=-1, n=n)


def regret(frame: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw each draw as a dot, where 90 % of them lie as a thin line, the mean with its interval as a mark.

    Parameters
    ----------
    frame : DataFrame
        As `numbers` returns it.
    ax : Axes, optional
    """
    ax = axes_of(ax)
    means = frame[frame["draw"] == -1]
    for number, row in enumerate(means.to_dict("records")):
        style = look(number)
        cloud = frame[(frame["draw"] >= 0) & (frame["point"] == row["point"])]
        aside = number + 0.12 + 0.2 * ((cloud["draw"].to_numpy(np.float64) * 0.618034) % 1.0)  # apart, never at random
        ax.plot(cloud["mean"], aside, ls="", marker="o", ms=sized(0.25), mew=0, color=style.color, alpha=0.5)
        ax.hlines(number, row["spread_low"], row["spread_high"], color=style.color, lw=sized(0.1))
        ax.hlines(number, row["low"], row["high"], color=style.color, lw=sized(0.31))
        ax.plot(row["mean"], number, marker=style.marker, ms=sized(0.62), color=style.color, mec="white")
    names = [f"{row['point']}\n(best in {100 * row['best_share']:.0f} %)" for row in means.to_dict("records")]
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.tick_params(axis="y", length=0)
    ax.set_xlim(left=-0.02 * float(frame["mean"].max() or 1.0))
    ax.set_xlabel(frame["label"].iloc[0], loc="right")
    return ax


def of(
    study: Study, figure: Figure, *, measure: str = "exposure.persons", period: str | None = None, better: str = "less"
) -> pd.DataFrame:
    """Draw the regret of the points of a study; return the numbers drawn."""
    frame = numbers(study, measure=measure, period=period, better=better)
    regret(frame, ax=figure.subplots())
    return frame
