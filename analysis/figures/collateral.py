"""Whom requests and inspections expose beside those they are about: people by their role."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.choosing import by_part
from analysis.figures.dots import dots
from analysis.figures.style import axes_of
from analysis.loading import Results
from analysis.tables import scale


def numbers(results: Results, *, period: str | None = None) -> pd.DataFrame:
    """Return the distinct people exposed by role, bystanders first, then by number.

    Returns
    -------
    DataFrame
        Columns measure, part (the role), period, unit, mean, low, high, n.
    """
    return by_part(results.frame(), "exposure.persons", "role", period=period)


def collateral(frame: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the people exposed by role on a logarithmic axis; the bystanders stand on top.

    Parameters
    ----------
    frame : DataFrame
        As `numbers` returns it.
    ax : Axes, optional
    """
    ax = axes_of(ax)
    parts = [str(part) for part in frame.groupby("part")["mean"].max().sort_values(ascending=False).index]
    parts.sort(key=lambda part: part != "bystander")
    unit, factor = scale("person", 1.0)
    dots(ax, frame, parts, factor=factor, log=True)
    ax.set_xlabel(f"exposure.persons [{unit}]")
    ax.set_ylabel("role")
    if frame["period"].nunique() > 1:
        ax.legend(loc="lower center", bbox_to_anchor=(0.4, 1.0), ncols=2)
    return ax


def of(results: Results, figure: Figure, *, period: str | None = None) -> pd.DataFrame:
    """Draw the people exposed by role of results; return the numbers drawn."""
    frame = numbers(results, period=period)
    collateral(frame, ax=figure.subplots())
    return frame
