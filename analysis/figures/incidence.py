"""First exposure over time: the share of people exposed at least once, with the numbers still at risk."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.estimates import estimate_lines
from analysis.figures.style import BAND, axes_of, look
from analysis.loading import Results
from analysis.tables import scale

AT_RISK_AT = 5  # moments below the axis
FIRST = 2.4  # heights of the text that the first number reaches to the left of the axis


def numbers(results: Results) -> pd.DataFrame:
    """Return the cumulative incidence of first exposure by stage: mean over replications with its interval.

    Returns
    -------
    DataFrame
        Columns stage, days (since the end of the warm-up), unit, mean, low, high [1], at_risk [person], n.
    """
    curves = results.curves
    lines = estimate_lines(curves, ["stage"], "first", "share")
    at_risk = curves.groupby(["stage", "time"], sort=False, as_index=False)["at_risk"].mean()
    found = lines.merge(at_risk, on=["stage", "time"], validate="one_to_one")
    return found.assign(days=found["time"] - found["time"].min(), unit="1").drop(columns="time")


def incidence(frame: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the share of people exposed at least once against time, with intervals and people at risk.

    Parameters
    ----------
    frame : DataFrame
        As `numbers` returns it.
    ax : Axes, optional
    """
    ax = axes_of(ax)
    unit, factor = ("%", 0.01) if frame["high"].fillna(frame["mean"]).max() >= 0.001 else ("per million", 1e-6)
    stages = list(dict.fromkeys(frame["stage"]))
    for number, stage in enumerate(stages):
        rows, style = frame[frame["stage"] == stage].sort_values("days"), look(number)
        ax.plot(rows["days"], rows["mean"] / factor, color=style.color, linestyle=style.linestyle, label=stage)
        ax.fill_between(rows["days"], rows["low"] / factor, rows["high"] / factor, color=style.color, alpha=BAND, lw=0)
    # early on, an interval over a handful of people may reach far above all that comes later: it is cut off
    last = frame[frame["days"] == frame["days"].max()]
    ax.set(xlim=(0, frame["days"].max()), ylim=(0, _over(last) / factor or 1.0), ylabel=f"exposure.first [{unit}]")
    ax.legend(loc="upper left")
    _at_risk(ax, frame, stages)
    return ax


def _over(last: pd.DataFrame) -> float:
    """Return the upper end of the axis: a tenth over the highest interval at the end."""
    return 1.1 * float(last["high"].fillna(last["mean"]).max())


def _at_risk(ax: Axes, frame: pd.DataFrame, stages: list[str]) -> None:
    """Write below the axis how many people are not yet exposed at some moments, a row for each stage."""
    moments = np.linspace(0.0, float(frame["days"].max()), AT_RISK_AT)
    unit, factor = scale("person", float(frame["at_risk"].max()))
    ax.set_xticks(moments, [f"{moment:.0f}" for moment in moments])
    ax.set_xlabel("Time since the clock started [day]")
    row = 4.2  # heights of the text below the axis
    ax.annotate(
        f"Not yet exposed [{unit}]:", (0.5, 0), xycoords="axes fraction", xytext=(0, -row),
        textcoords="offset fontsize", ha="center", va="top", fontsize="small",
    )  # fmt: skip
    for number, stage in enumerate(stages):
        rows = frame[frame["stage"] == stage].sort_values("days")
        down, colour = -(row + 1.4 * (1 + number)), look(number).color
        ax.annotate(
            stage, (0, 0), xycoords="axes fraction", xytext=(-FIRST, down), textcoords="offset fontsize", ha="right",
            va="top", color=colour, fontsize="small",
        )  # fmt: skip
        left = np.interp(moments, rows["days"], rows["at_risk"]) / factor
        for moment, people in zip(moments, left, strict=True):
            ax.annotate(
                f"{people:,.2f}".replace(",", " ") if factor > 1 else f"{people:.0f}",
                (moment, 0), xycoords=("data", "axes fraction"), xytext=(0, down),
                textcoords="offset fontsize", ha="center", va="top", color=colour, fontsize="small",
            )  # fmt: skip


def of(results: Results, figure: Figure) -> pd.DataFrame:
    """Draw the incidence of results; return the numbers drawn."""
    frame = numbers(results)
    incidence(frame, ax=figure.subplots())
    return frame
