"""Days of a run as dates on an axis, and the dates on which laws change."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

from analysis.figures.style import GREY


def dates_of(days: pd.Series, words: Mapping[str, Any]) -> pd.Series:
    """Return times of a run [day] as moments of the calendar."""
    start = pd.Timestamp(words["start"])
    return start + pd.to_timedelta(days.to_numpy(np.float64), unit="D").to_series(index=days.index)


def changes_of(words: Mapping[str, Any]) -> list[tuple[date, str]]:
    """Return the days within the run on which laws and dated facts begin or end, with what happens."""
    begins, ends = date.fromisoformat(words["start"]), date.fromisoformat(words["end"])
    found = [(date.fromisoformat(event["day"]), str(event["what"])) for event in words["time_line"]]
    return [(day, what) for day, what in found if begins < day < ends and what.startswith(("law ", "change "))]


def date_axis(ax: Axes, days: pd.Series) -> None:
    """Show dates along x, as few words as will do; the year below them where all lie in one."""
    locator = AutoDateLocator(minticks=3, maxticks=7)  # type: ignore[no-untyped-call]  # has no types
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(ConciseDateFormatter(locator, show_offset=False))  # type: ignore[no-untyped-call]  # nor it
    first, last = days.min(), days.max() - pd.Timedelta(days=1)
    said = first.year != last.year or first.day_of_year == 1  # by a tick
    ax.set_xlabel("" if said else str(first.year), loc="left")


def mark_changes(ax: Axes, changes: list[tuple[date, str]]) -> None:
    """Draw a line on each day of a change, numbered at the top; the numbers are explained below the axis."""
    for number, (day, _) in enumerate(changes, 1):
        ax.axvline(day, color=GREY, linewidth=0.8, linestyle=(0, (2, 2)), zorder=0)  # type: ignore[arg-type]  # dates are units of the axis
        ax.annotate(
            str(number), (day, 1.0), xycoords=("data", "axes fraction"), xytext=(0, 2), textcoords="offset points",
            ha="center", va="bottom", color=GREY,
        )  # fmt: skip
    told = [f"{number}: {what}, {day.isoformat()}" for number, (day, what) in enumerate(changes, 1)]
    ax.set_xlabel("\n".join(filter(None, [ax.get_xlabel(), *told])), loc="left", color=GREY)
