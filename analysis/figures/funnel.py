"""From all people to those whose records a human examined: how many remain at each stage."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.choosing import by_part
from analysis.figures.style import GREY, axes_of, logarithmic, look, sized
from analysis.loading import Results
from analysis.tables import number, scale, with_interval

PRESENT = "people present"
STAGES = ("held", "reachable", "obtained", "examined")


def numbers(results: Results, *, period: str | None = None) -> pd.DataFrame:
    """Return the people present and the distinct people exposed by stage, in the order of the stages.

    Returns
    -------
    DataFrame
        Columns measure, part (the stage), period, unit, mean, low, high, n.
    """
    found = by_part(results.frame(), "exposure.persons", "stage", period=period)
    places = results.places
    one = places[(places["period"] == places["period"].iloc[0]) & (places["stage"] == places["stage"].iloc[0])]
    people = float(one.groupby("replication")["people"].sum().mean())
    n = one["replication"].nunique()
    present = [("people", PRESENT, name, "person", people, people, people, n) for name in found["period"].unique()]
    whole = pd.concat([pd.DataFrame(present, columns=found.columns), found], ignore_index=True)
    order = {name: number for number, name in enumerate((PRESENT, *STAGES))}
    return whole.sort_values("part", key=lambda part: part.map(order).fillna(len(order)), kind="stable")


def funnel(frame: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the people at each stage on a logarithmic axis, with the number beside the mark.

    Parameters
    ----------
    frame : DataFrame
        As `numbers` returns it.
    ax : Axes, optional
    """
    ax = axes_of(ax)
    stages, periods = list(dict.fromkeys(frame["part"])), list(dict.fromkeys(frame["period"]))
    least = frame[["mean", "low"]].where(frame[["mean", "low"]] > 0.0).min().min()
    floor = 10.0 ** np.floor(np.log10(least)) if least > 0.0 else 0.1
    for index, period in enumerate(periods):
        rows, style = frame[frame["period"] == period].set_index("part").reindex(stages), look(index)
        y = np.arange(len(stages)) + 0.36 * ((index + 0.5) / len(periods) - 0.5) * 2
        mean, low, high = (rows[name].to_numpy(np.float64) for name in ("mean", "low", "high"))
        shown = np.maximum(mean, floor)
        ax.plot(
            shown, y, color=style.color, linestyle=style.linestyle, marker=style.marker, lw=sized(0.1), label=period
        )
        none = mean < floor  # a logarithmic axis has no zero: an open mark at its edge
        if none.any():  # an empty line that is not clipped would take all the room of the layout
            colours: dict[str, Any] = {"color": style.color, "mfc": "white"}
            ax.plot(shown[none], y[none], ls="", marker=style.marker, clip_on=False, zorder=4, **colours)
        ax.hlines(y, np.maximum(low, floor), high, color=style.color, lw=sized(0.31))
        for one, row in enumerate(zip(mean, low, high, strict=True)):
            if not np.isnan(row[0]) and stages[one] != PRESENT:
                _beside(ax, shown[one], y[one], _short(*row), style.color)
    _present(ax, frame)
    logarithmic(ax.xaxis)
    ax.set_xlim(floor, frame["mean"].max() * 2)
    ax.set_yticks(range(len(stages)), stages)
    ax.set_ylim(len(stages) - 0.4, -0.7)
    ax.set_xlabel("exposure.persons [person]")
    ax.grid(axis="x", color="#dddddd", lw=0.5)
    if len(periods) > 1:
        ax.legend(loc="lower center", bbox_to_anchor=(0.4, 1.0), ncols=2)
    return ax


def _short(mean: float, low: float, high: float) -> str:
    """Return a number of people with its interval, in millions where it is large."""
    unit, factor = scale("", mean)
    return f"{with_interval(mean / factor, low / factor, high / factor)} {unit}".rstrip()


def _beside(ax: Axes, x: float, y: float, text: str, color: str) -> None:
    """Write a number below a mark on its right; the lines run from the lower left to the upper right."""
    ax.annotate(
        text, (x, y), xytext=(3, -3), textcoords="offset points", ha="left", va="top", fontsize="small", color=color,
        bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 0.5},
    )  # fmt: skip


def _present(ax: Axes, frame: pd.DataFrame) -> None:
    """Write how many people are present: the same in every period."""
    people = float(frame.loc[frame["part"] == PRESENT, "mean"].iloc[0])
    ax.annotate(
        number(people, 0), (people, 0.0), xytext=(0, 14), textcoords="offset points", ha="right", va="bottom",
        fontsize="small", color=GREY,
    )  # fmt: skip


def of(results: Results, figure: Figure, *, period: str | None = None) -> pd.DataFrame:
    """Draw the stages of results; return the numbers drawn."""
    frame = numbers(results, period=period)
    funnel(frame, ax=figure.subplots())
    return frame
