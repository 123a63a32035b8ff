"""What is won against what it costs: points of a study by two measures, or measures against a factor."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from analysis.estimates import Numbers
from analysis.figures.points import is_share, shown
from analysis.figures.style import GREY, axes_of, look, sized
from analysis.loading import ResultsError
from analysis.points import at_points
from analysis.studies import Study

BETTER = {"less": 1.0, "more": -1.0}
SAID = ("mean", "low", "high")
LONG = 20  # letters of a label, of which two do not stand side by side
MARGIN = 0.12  # around what is drawn, as a share of its extent


def numbers(
    study: Study, *, x: str | None = None, y: str | None = None, period: str | None = None, better: str = "less,more"
) -> pd.DataFrame:
    """Return two measures at each point, or one against a factor, and which points lie on the frontier.

    Parameters
    ----------
    x, y : str, optional
        Measures; `x` may be a factor of the study. The first two measures that the study is about, or
        `exposure.persons` and `need.met_share`, if left out.
    better : str
        Whether `less` or `more` of x and of y is better.

    Returns
    -------
    DataFrame
        Columns point, policy, draw (-1: over all draws), x, x_low, x_high, y, y_low, y_high, n, unit (of y),
        frontier, series, x_label, y_label. A series is what is drawn alike: a policy, else the points of a value of
        the last factor beside x, else one point. Rows of single draws have no intervals: they are the cloud.
    """
    ways = better.split(",")
    if len(ways) != 2 or not set(ways) <= set(BETTER):
        raise ResultsError(f"better: is {better!r}; wanted less or more for x and y, such as 'less,more'")
    about = [*study.facts["measures"], "exposure.persons", "need.met_share"]
    x, y = x or about[0], y or about[1]
    found = _joined(study, x, y, period, by_draw=False).assign(draw=-1)
    if study.draws:
        cloud = _joined(study, x, y, period, by_draw=True)
        cloud[["x_low", "x_high", "y_low", "y_high"]] = np.nan
        found = pd.concat([found, cloud], ignore_index=True)
    means = (found["draw"] == -1).to_numpy()
    frontier = np.zeros(len(found), bool)
    if x not in set(study.factors["name"]):
        signs = [BETTER[way] for way in ways]
        frontier[means] = _undominated(found.loc[means, ["x", "y"]].to_numpy(np.float64) * signs)
    return found.assign(frontier=frontier, series=found["point"].map(_series(study, x)))


def _series(study: Study, x: str) -> dict[str, str]:
    """Return the series of each point."""
    points = study.points.drop_duplicates("point")
    others = [(name, path) for path, name, _ in study.factors.itertuples(index=False) if name != x]
    if points["policy"].astype(bool).any():
        return dict(zip(points["point"], points["policy"], strict=True))
    if others and len(others) + 1 > 2 - (x in set(study.factors["name"])):
        name, path = others[-1]
        return {point: f"{name}={value}" for point, value in zip(points["point"], points[path], strict=True)}
    alone = "" if x in set(study.factors["name"]) else None
    return {point: point if alone is None else alone for point in points["point"]}


def _joined(study: Study, x: str, y: str, period: str | None, *, by_draw: bool) -> pd.DataFrame:
    keys = ["point", "policy", *(["draw"] if by_draw else [])]
    right, label = _measure(study, y, period, "y", by_draw=by_draw)
    if x in set(study.factors["name"]):
        unit = {str(row["name"]): row["unit"] for row in study.facts["factors"]}[x]
        told = f"{x} [{unit or '1'}]"
        right = right.assign(x=right[x], x_low=right[x], x_high=right[x])
    else:
        left, told = _measure(study, x, period, "x", by_draw=by_draw)
        right = right.merge(left[[*keys, "x", "x_low", "x_high"]], on=keys, validate="one_to_one")
    kept = [*keys, "x", "x_low", "x_high", "y", "y_low", "y_high", "n", "unit"]
    return right[kept].assign(x_label=told, y_label=label)


def _measure(study: Study, measure: str, period: str | None, axis: str, *, by_draw: bool) -> tuple[pd.DataFrame, str]:
    """Return a measure in the unit of its axis, in columns axis, axis_low and axis_high, and the axis' label."""
    rows = at_points(study, measure, period=period, by_draw=by_draw)
    over_draws = at_points(study, measure, period=period) if by_draw else rows  # one unit for points and cloud
    label, factor = shown(rows, float(over_draws["mean"].abs().max()), share=is_share(study, measure))
    columns = dict(zip((axis, f"{axis}_low", f"{axis}_high"), SAID, strict=True))
    return rows.assign(**{name: rows[column] / factor for name, column in columns.items()}), label


def _undominated(points: Numbers) -> NDArray[np.bool_]:
    """Return which points none is better than in both ways; less is better in both columns; shape (n,)."""
    no_worse = (points[:, None, :] <= points[None, :, :]).all(axis=2)
    better = (points[:, None, :] < points[None, :, :]).any(axis=2)
    dominated: NDArray[np.bool_] = np.any(no_worse & better, axis=0)
    return ~dominated


def tradeoff(frame: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw points with intervals of chance as bars, draws of the unknowns as a cloud, and the frontier as a line.

    Parameters
    ----------
    frame : DataFrame
        As `numbers` returns it.
    ax : Axes, optional
    """
    ax = axes_of(ax)
    means = frame[frame["draw"] == -1]
    for number, (name, rows) in enumerate(means.groupby("series", sort=False)):
        style = look(number)
        cloud = frame[(frame["draw"] >= 0) & (frame["series"] == name)]
        ax.plot(cloud["x"], cloud["y"], ls="", marker=style.marker, ms=sized(0.25), color=style.color, alpha=0.3, mew=0)
        ax.hlines(rows["y"], rows["x_low"], rows["x_high"], color=style.color, lw=sized(0.1))
        ax.vlines(rows["x"], rows["y_low"], rows["y_high"], color=style.color, lw=sized(0.1))
        line = style.linestyle if len(rows) > 1 else ""
        rows = rows.sort_values("x")
        ax.plot(
            rows["x"],
            rows["y"],
            ls=line,
            marker=style.marker,
            ms=sized(0.62),
            color=style.color,
            mec="white",
            clip_on=False,  # at zero it stands on the axis
            zorder=4,
            label=str(name) or None,
        )
    front = means[means["frontier"]].sort_values("x")
    ax.plot(front["x"], front["y"], color=GREY, lw=0.8, ls=":", zorder=0, label="frontier" if len(front) > 1 else None)
    ax.set(xlabel=frame["x_label"].iloc[0], ylabel=frame["y_label"].iloc[0])
    _limits(ax, frame)
    return ax


def _limits(ax: Axes, frame: pd.DataFrame) -> None:
    """Show every mark; an interval that reaches far beyond all marks is cut off."""
    for axis, setting in (("x", ax.set_xlim), ("y", ax.set_ylim)):
        values = frame[axis].to_numpy(np.float64)
        extent = float(np.ptp(values)) or abs(float(values[0])) or 1.0
        bars = frame[[f"{axis}_low", f"{axis}_high"]]
        low = max(float(bars.min().min()), float(values.min()) - extent) if bars.notna().any().any() else values.min()
        high = min(float(bars.max().max()), float(values.max()) + extent) if bars.notna().any().any() else values.max()
        low, high = min(low, values.min()), max(high, values.max())
        room = MARGIN * (high - low) or extent * MARGIN
        setting(0.0 if 0.0 <= low < room else low - room, high + room)


def of(
    study: Study,
    figure: Figure,
    *,
    x: str | None = None,
    y: str | None = None,
    period: str | None = None,
    better: str = "less,more",
) -> pd.DataFrame:
    """Draw a trade-off of a study, a panel for each y (several are set apart by commas); return the numbers drawn."""
    several: Sequence[str | None] = y.split(",") if y else [None]
    frames = [numbers(study, x=x, y=one and one.strip(), period=period, better=better) for one in several]
    if len(frames) > 1:
        figure.set_figheight(figure.get_figheight() * (0.3 + 0.7 * len(frames)))
    axes = figure.subplots(len(frames), 1, squeeze=False)[:, 0]
    for frame, ax in zip(frames, axes, strict=True):
        tradeoff(frame, ax=ax)
    handles, labels = axes[0].get_legend_handles_labels()
    if labels:
        wide = max(map(len, labels)) > LONG
        figure.legend(handles, labels, loc="outside upper center", ncols=1 if wide else 2)
    return pd.concat(frames, ignore_index=True)
