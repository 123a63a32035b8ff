"""A quantity over the time of a run, with the days on which laws change."""

from collections.abc import Sequence
from datetime import date

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.choosing import nearest
from analysis.estimates import estimate_lines
from analysis.figures.days import changes_of, date_axis, dates_of, mark_changes
from analysis.figures.style import BAND, axes_of, logarithmic, look
from analysis.loading import Results, ResultsError
from analysis.tables import scale

LABELS = ("stage", "operator", "category", "desk")
MOST_LINES = 7
LONG = 24  # letters of a name that has a row of the legend for itself
FEW = 2  # lines whose legend finds room among them
FAR = 2.5  # an interval that reaches so many times as far as all lines is cut there
DECADES = 20.0  # lines whose largest values differ more than so many times stand on a logarithmic axis


def numbers(results: Results, *, series: str = "load.stored", by: str = "operator") -> pd.DataFrame:
    """Return the lines of a series: mean over replications with its interval, by a label.

    Parameters
    ----------
    series : str
        A name in the column `series` of the results.
    by : {"stage", "operator", "category", "desk"}
        What tells lines apart; a label that the series does not have gives one line.

    Returns
    -------
    DataFrame
        Columns date, line, unit, mean, low, high, n.

    Raises
    ------
    ResultsError
        If the results have no such series.
    """
    rows = results.series[results.series["series"] == series]
    if rows.empty:
        raise ResultsError(f"{results.path}: has no series {series!r}; {nearest(series, results.series['series'])}")
    if series.startswith("exposure.") and by != "stage":
        rows = rows[rows["stage"] == "obtained"]  # stages are never added up
    keys = ["replication", "time", "unit"]
    lined = rows.assign(line=rows[by]).groupby([*keys, "line"], sort=False)
    summed = lined["value"].sum().reset_index()
    on_scale = "share" if summed["unit"].iloc[0] == "1" and series.endswith("share") else "positive"
    lines = estimate_lines(summed, ["line", "unit"], "value", on_scale)
    return lines.assign(date=dates_of(lines["time"], results.words), series=series).drop(columns="time")


def timeline(frame: pd.DataFrame, *, changes: Sequence[tuple[date, str]] = (), ax: Axes | None = None) -> Axes:
    """Draw lines over time with their intervals, and the days of changes.

    Parameters
    ----------
    frame : DataFrame
        As `numbers` returns it: date, series, line, unit, mean, low, high. At most the 7 largest lines are drawn.
    changes : sequence of (date, str)
    ax : Axes, optional
    """
    ax = axes_of(ax)
    unit, factor = scale(str(frame["unit"].iloc[0]), float(frame["mean"].max()))
    largest = frame.groupby("line", sort=False)["mean"].max().nlargest(MOST_LINES)
    for number, line in enumerate(largest.index):
        rows, style = frame[frame["line"] == line].sort_values("date"), look(number)
        ax.plot(rows["date"], rows["mean"] / factor, color=style.color, linestyle=style.linestyle, label=line or None)
        ax.fill_between(rows["date"], rows["low"] / factor, rows["high"] / factor, color=style.color, alpha=BAND, lw=0)
    ax.set_ylabel(f"{frame['series'].iloc[0]} [{unit or '1'}]")
    _height(ax, frame[frame["line"].isin(largest.index)], largest, factor)
    date_axis(ax, frame["date"])
    mark_changes(ax, list(changes))
    if any(largest.index):
        wide = max(map(len, map(str, largest.index))) > LONG
        above = {"loc": "lower center", "bbox_to_anchor": (0.5, 1.08), "ncols": 1 if wide else 2}
        ax.legend(**(above if wide or len(largest) > FEW else {"loc": "best"}))
    return ax


def _height(ax: Axes, frame: pd.DataFrame, largest: pd.Series, factor: float) -> None:
    """Show every line, and of intervals what does not press the lines into a corner."""
    top = min(float(frame["high"].max()), FAR * float(frame["mean"].max())) / factor
    above = largest[largest > 0.0]
    if len(above) > 1 and above.max() > DECADES * above.min():
        logarithmic(ax.yaxis)
        least = frame.loc[frame["mean"] > 0.0, "mean"].min() / factor
        ax.set_ylim(least / 2.0, (top if top > 0.0 else float(above.max()) / factor) * 2.0)
    else:
        ax.set_ylim(0.0, 1.05 * top if top > 0.0 else None)


def of(results: Results, figure: Figure, *, series: str = "load.stored", by: str = "operator") -> pd.DataFrame:
    """Draw a series of results, with their laws; return the numbers drawn."""
    frame = numbers(results, series=series, by=by)
    timeline(frame, changes=changes_of(results.words), ax=figure.subplots())
    return frame
