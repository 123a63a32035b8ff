"""Dots with intervals in rows: the plain way to show many estimates with their names."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.figures.style import logarithmic, look, sized

SPREAD = 0.5  # of a row: over how much of it the dots of several periods lie
FAR = 2.5  # an interval that reaches so many times as far as all dots is cut there


def dots(ax: Axes, frame: pd.DataFrame, parts: list[str], *, factor: float = 1.0, log: bool = False) -> None:
    """Draw a dot with its interval for each part (a row, the first on top) and period (a colour and a mark).

    Parameters
    ----------
    frame : DataFrame
        Columns part, period, mean, low, high.
    parts : list of str
        The rows, from the top.
    factor : float
        How many of the frame's units one of the axis holds.
    log : bool
        Zeros are drawn at the left edge of a logarithmic axis, as an open mark.

    Notes
    -----
    Few replications give intervals that would press all dots into a corner: such an interval ends at the edge, in an
    arrow.
    """
    periods = list(dict.fromkeys(frame["period"]))
    floor = _floor(frame) / factor if log else -np.inf
    edge = FAR * float(frame["mean"].max()) / factor if not log and frame["mean"].max() > 0.0 else np.inf
    for number, period in enumerate(periods):
        rows = frame[(frame["period"] == period) & frame["part"].isin(parts)]
        style = look(number)
        y = rows["part"].map(parts.index).to_numpy(np.float64) + SPREAD * ((number + 0.5) / len(periods) - 0.5)
        mean, low, high = (rows[name].to_numpy(np.float64) / factor for name in ("mean", "low", "high"))
        ax.hlines(y, np.maximum(low, floor), np.minimum(high, edge), color=style.color, lw=sized(0.15))
        far = high > edge
        if far.any():  # an empty line that is not clipped would take all the room of the layout
            ax.plot(np.full(far.sum(), edge), y[far], linestyle="", marker=">", color=style.color, clip_on=False)
        shown = np.maximum(mean, floor)
        ax.plot(shown, y, linestyle="", marker=style.marker, color=style.color, label=period)
        zero = mean < floor
        if zero.any():
            ax.plot(shown[zero], y[zero], linestyle="", marker=style.marker, color=style.color, mfc="white")
    if log:
        logarithmic(ax.xaxis)
        ax.set_xlim(left=floor)
    else:
        ax.set_xlim(min(0.0, ax.get_xlim()[0]), min(ax.get_xlim()[1], edge))
    ax.set_yticks(range(len(parts)), parts)
    ax.set_ylim(len(parts) - 0.5, -0.5)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="x", color="#dddddd", lw=0.5)
    ax.set_axisbelow(True)


def _floor(frame: pd.DataFrame) -> float:
    """Return where a logarithmic axis begins: a power of ten below all that is over zero."""
    above = frame[["mean", "low"]].to_numpy(np.float64)
    above = above[above > 0.0]
    return float(10.0 ** np.floor(np.log10(above.min()))) if len(above) else 1.0
