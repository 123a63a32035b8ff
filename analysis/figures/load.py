"""How busy desks are: the share of their time at work, how long work waits, and how much of it."""

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.choosing import by_part
from analysis.figures.dots import dots
from analysis.figures.room import is_narrow
from analysis.figures.style import axes_of, sized
from analysis.loading import Results, ResultsError
from analysis.tables import scale

MEASURES = ("desk.utilisation", "desk.wait", "desk.backlog")
ROW = 0.24  # inch for a desk
AROUND = 0.8  # inch for axis and legend


def numbers(results: Results, *, by: str = "desk", period: str | None = None) -> pd.DataFrame:
    """Return how busy desks are, how long work waits and how much of it, by desk or by task.

    Returns
    -------
    DataFrame
        Columns measure, part, period, unit, mean, low, high, n.
    """
    estimates = results.frame()
    found = []
    for measure in MEASURES:
        try:
            found.append(by_part(estimates, measure, by, period=period))
        except ResultsError:
            if measure == "desk.wait":  # every desk that worked has one
                raise
    return pd.concat(found, ignore_index=True)


def load(frame: pd.DataFrame, *, axes: Sequence[Axes] | None = None) -> Sequence[Axes]:
    """Draw a panel for each measure of desks, a row for each desk.

    Parameters
    ----------
    frame : DataFrame
        As `numbers` returns it.
    axes : sequence of Axes, optional
        One for each measure in the frame.
    """
    measures = list(dict.fromkeys(frame["measure"]))
    axes = [axes_of(None) for _ in measures] if axes is None else axes
    parts = list(dict.fromkeys(frame["part"]))
    for ax, measure in zip(axes, measures, strict=True):
        rows = frame[frame["measure"] == measure]
        share = measure == "desk.utilisation"
        unit, factor = ("%", 0.01) if share else scale(str(rows["unit"].iloc[0]), 1.0)
        dots(ax, rows, parts, factor=factor)
        ax.set_xlabel(f"{measure} [{unit or '1'}]")
    return axes


def of(results: Results, figure: Figure, *, by: str = "desk", period: str | None = None) -> pd.DataFrame:
    """Draw the desks of results; return the numbers drawn."""
    frame = numbers(results, by=by, period=period)
    panels, parts = frame["measure"].nunique(), frame["part"].nunique()
    narrow = is_narrow(figure, sized(1.0))  # then panels stand one above the other, each with the names of its rows
    figure.set_figheight((AROUND + ROW * parts) * (panels if narrow else 1))
    axes = list(figure.subplots(*((panels, 1) if narrow else (1, panels)), squeeze=False).flat)
    load(frame, axes=axes)
    for ax in () if narrow else axes[1:]:
        ax.set_yticks(range(parts), [""] * parts)
    if frame["period"].nunique() > 1:
        figure.legend(*axes[0].get_legend_handles_labels(), loc="outside upper center", ncols=4)
    return frame
