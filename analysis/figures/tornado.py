"""Which unknowns matter: the mean of a measure where an unknown is low, and where it is high."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.estimates import student
from analysis.figures.points import is_share, shown
from analysis.figures.style import COLOURS, GREY, axes_of, sized
from analysis.loading import ResultsError
from analysis.points import drawn, short_names
from analysis.studies import Study

THIRD = 3
LEAST = 9  # draws: three for each third
MOST = 12  # unknowns drawn
LEVEL = 0.95


def numbers(
    study: Study, *, measure: str = "exposure.persons", policy: str | None = None, period: str | None = None
) -> pd.DataFrame:
    """Return the mean of a measure over the draws in which an unknown is in its lowest, and its highest, third.

    Returns
    -------
    DataFrame
        Columns path, part (a short name), end (low, high), base (mean over all draws), mean, low, high (in the unit
        of the label), unit, n (draws), label, point. The interval is Student's t over draws, which vary in all else.

    Raises
    ------
    ResultsError
        If unknowns were held fixed, or there are fewer than 9 draws.
    """
    rows, paths = drawn(study, measure, policy=policy, period=period)
    if len(rows) < LEAST:
        raise ResultsError(f"{study.path}: has {len(rows)} draws of its unknowns; wanted {LEAST} at least")
    label, factor = shown(rows, float(rows["mean"].abs().max()), share=is_share(study, measure))
    y = rows["mean"].to_numpy(np.float64) / factor
    found = []
    for path, name in zip(paths, short_names(paths), strict=True):
        order = np.argsort(rows[path].to_numpy(np.float64), kind="stable")
        many = len(order) // THIRD
        for end, chosen in (("low", order[:many]), ("high", order[-many:])):
            mean = float(y[chosen].mean())
            reach = student(LEVEL, many - 1) * float(y[chosen].std(ddof=1)) / np.sqrt(many)
            found.append((path, name, end, float(y.mean()), mean, mean - reach, mean + reach, many))
    frame = pd.DataFrame(found, columns=["path", "part", "end", "base", "mean", "low", "high", "n"])
    return frame.assign(unit=rows["unit"].iloc[0], label=label, point=rows["point"].iloc[0])


def tornado(frame: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw a bar from low to high for each of the 12 unknowns that matter most, with the interval of each end.

    Parameters
    ----------
    frame : DataFrame
        As `numbers` returns it.
    ax : Axes, optional
    """
    ax = axes_of(ax)
    width = frame.groupby("part", sort=False)["mean"].apply(np.ptp).nlargest(MOST)
    for end, colour, marker, shift in (("low", COLOURS[0], "o", -0.15), ("high", COLOURS[1], "s", 0.15)):
        rows = frame[frame["end"] == end].set_index("part").loc[width.index]
        y = np.arange(len(rows)) + shift
        ax.barh(y, rows["mean"] - rows["base"], left=rows["base"], height=0.3, color=colour, alpha=0.6)
        ax.hlines(y, rows["low"], rows["high"], color=colour, lw=sized(0.125))
        ax.plot(rows["mean"], y, ls="", marker=marker, color=colour, label=f"unknown in its {end}est third")
    ax.axvline(frame["base"].iloc[0], color=GREY, lw=0.8)
    ax.set_yticks(range(len(width)), list(width.index))
    ax.set_ylim(len(width) - 0.5, -0.5)
    ax.tick_params(axis="y", length=0)
    ax.set_xlabel(frame["label"].iloc[0], loc="right")  # names on the left leave room below them
    ax.set_title(frame["point"].iloc[0], loc="left")
    return ax


def of(
    study: Study,
    figure: Figure,
    *,
    measure: str = "exposure.persons",
    policy: str | None = None,
    period: str | None = None,
) -> pd.DataFrame:
    """Draw what unknowns do to a measure of a study; return the numbers drawn."""
    frame = numbers(study, measure=measure, policy=policy, period=period)
    ax = tornado(frame, ax=figure.subplots())
    figure.legend(*ax.get_legend_handles_labels(), loc="outside upper center", ncols=1)
    return frame
