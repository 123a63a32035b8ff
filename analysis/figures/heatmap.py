"""A measure over two factors of a study: a cell for each pair of values, with its interval."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.choosing import nearest
from analysis.figures.points import is_share, shown
from analysis.figures.room import POINTS, broken, figure_of, is_narrow, letters
from analysis.figures.style import axes_of, sized
from analysis.loading import ResultsError
from analysis.points import at_points
from analysis.studies import Study
from analysis.tables import with_interval

POLICY = "policy"
ROW, BELOW = 5.0, 14.0  # heights of a narrow row, and of what is below the cells, in heights of the text
CELLS = 0.45  # of the width of a figure that the cells have at least
LIGHT = 0.55  # of the scale: darker cells bear white text


def numbers(
    study: Study, *, measure: str = "exposure.persons", x: str | None = None, y: str | None = None,
    period: str | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Return a measure at each pair of values of two factors.

    Parameters
    ----------
    x, y : str, optional
        Factors by name, or `policy`; the study's own two if left out.

    Returns
    -------
    DataFrame
        Columns x, y (as written in the study), x_name, y_name, label, mean, low, high (in the unit of the label),
        unit, n.

    Raises
    ------
    ResultsError
        If the study varies anything but these two.
    """
    names = [*study.factors["name"], *([POLICY] if study.points["policy"].nunique() > 1 else [])]
    if len(names) != 2:
        raise ResultsError(f"{study.path}: varies {', '.join(names) or 'nothing'}; wanted two factors for a heatmap")
    for one in (one for one in (x, y) if one not in (None, *names)):
        raise ResultsError(f"factor {one!r}: is none of this study; {nearest(str(one), names)}")
    x = x or next(name for name in names if name != y)
    chosen = [x, y or next(name for name in names if name != x)]
    if chosen[0] == chosen[1]:
        raise ResultsError(f"factor {chosen[0]!r}: stands for x and y; wanted two of them")
    rows = at_points(study, measure, period=period)
    label, factor = shown(rows, float(rows["mean"].abs().max()), share=is_share(study, measure))
    written = study.points.drop_duplicates("point").set_index("point")
    paths = dict(study.factors[["name", "path"]].itertuples(index=False)) | {POLICY: POLICY}
    values = {axis: rows["point"].map(written[paths[one]].astype(str)) for axis, one in zip("xy", chosen, strict=True)}
    scaled = {name: rows[name] / factor for name in ("mean", "low", "high")}
    told = pd.DataFrame({**values, "x_name": chosen[0], "y_name": chosen[1], "label": label, **scaled})
    return told.assign(unit=rows["unit"], n=rows["n"])


def heatmap(frame: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw cells coloured by the mean, with mean and interval written in each.

    Parameters
    ----------
    frame : DataFrame
        As `numbers` returns it.
    ax : Axes, optional
    """
    ax = axes_of(ax)
    across, up = (list(dict.fromkeys(frame[axis])) for axis in "xy")
    means = frame.pivot_table(index="y", columns="x", values="mean", sort=False).reindex(index=up, columns=across)
    cells = ax.imshow(means.to_numpy(), cmap="cividis_r", aspect="auto", origin="lower")
    figure = figure_of(ax)
    width = figure.get_figwidth()
    narrow = is_narrow(figure, sized(1.0))
    below = {"location": "bottom", "shrink": 0.8, "aspect": 30} if narrow else {"pad": 0.02}
    bar = figure.colorbar(cells, ax=ax, **below)
    bar.set_label(frame["label"].iloc[0], loc="right" if narrow else "center")  # names on the left leave room
    least, most = float(frame["mean"].min()), float(frame["mean"].max())
    wide = letters(CELLS * width / len(across), sized(0.7))
    for row in frame.to_dict("records"):
        dark = float(row["mean"]) - least > LIGHT * (most - least)
        ax.text(
            across.index(row["x"]), up.index(row["y"]), _said(row["mean"], row["low"], row["high"], wide), ha="center",
            va="center", fontsize="x-small", color="white" if dark else "black",
        )  # fmt: skip
    ax.set_xticks(range(len(across)), [broken(one, letters(CELLS * width / len(across), sized(0.9))) for one in across])
    ax.set_yticks(range(len(up)), up)
    ax.set(xlabel=frame["x_name"].iloc[0], ylabel=frame["y_name"].iloc[0])
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
    return ax


def _said(mean: float, low: float, high: float, most: int) -> str:
    """Return a mean with its interval below it, the ends below each other where a cell is narrow."""
    if np.isnan(mean):
        return "none"
    told, _, interval = with_interval(mean, low, high).partition(" [")
    interval = f"[{interval}" if interval else ""
    return "\n".join(filter(None, (told, interval.replace(", ", ",\n") if len(interval) > most else interval)))


def of(
    study: Study, figure: Figure, *, measure: str = "exposure.persons", x: str | None = None, y: str | None = None,
    period: str | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Draw the heatmap of a study; return the numbers drawn."""
    frame = numbers(study, measure=measure, x=x, y=y, period=period)
    if is_narrow(figure, sized(1.0)):  # three lines in a cell, and the scale below
        rows = frame["y"].nunique()
        figure.set_figheight(max(figure.get_figheight(), (rows * ROW + BELOW) * sized(1.0) / POINTS))
    heatmap(frame, ax=figure.subplots())
    return frame
