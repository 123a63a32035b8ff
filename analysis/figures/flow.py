"""The way of records: whose they are, what they are, where they lay, how they went, and to whom."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from analysis.choosing import by_part, nearest
from analysis.estimates import estimate
from analysis.figures.room import broken, figure_of, is_narrow, letters
from analysis.figures.style import COLOURS, axes_of, sized
from analysis.loading import Results, ResultsError
from analysis.tables import WHOLE_RUN, scale, with_interval

COLUMNS = ("role", "category", "operator", "channel", "recipient")
WIDTH = 0.10  # of a box, where columns are 1 apart
GAP = 0.025  # between boxes, as a share of the height
TEXT = 0.055  # height that a label needs
KEPT = "\u00a0"  # a blank that no line is broken at
SMALL_TEXT = 0.7  # of a label, in heights of the text
SMALL = 0.01  # values of a column with smaller shares are drawn together


def numbers(results: Results, *, stage: str = "obtained", period: str | None = None) -> pd.DataFrame:
    """Return how many records went each way: mean over replications with its interval.

    Returns
    -------
    DataFrame
        Columns role, category, operator, channel, recipient (an agency by its name), period, stage, unit, mean, low,
        high [record], n.

    Raises
    ------
    ResultsError
        If no record went any way in the period and stage.
    """
    flows = results.flows
    known = dict.fromkeys(flows["period"])
    period = list(known)[-1] if period is None and known else "" if period in (None, WHOLE_RUN) else period
    if period not in known:
        whole = [name or WHOLE_RUN for name in known]
        raise ResultsError(f"period {period!r}: is none with records disclosed; {nearest(period, whole)}")
    there = flows[flows["period"] == period]
    rows = there[there["stage"] == stage]
    if rows.empty:
        wanted = nearest(stage, there["stage"].astype(str))
        raise ResultsError(f"{results.path}: no record is {stage!r} in {period or WHOLE_RUN}; {wanted}")
    rows = rows.assign(recipient=rows["agency"].where(rows["recipient"] == "agency", rows["recipient"]))
    several = rows.assign(way=rows[list(COLUMNS)].agg("\x1f".join, axis=1))
    tidy = pd.DataFrame(
        {"replication": several["replication"], "measure": "exposure.records", "unit": "record", "period": period,
         "stage": stage, "state": several["way"], "value": several["records"]}
    ).assign(numerator=np.nan, denominator=np.nan)  # fmt: skip
    tidy = _with_zeros(tidy, results.replications)
    told = estimate(tidy, {"exposure.records": {"kind": "count", "scale": "positive"}})
    ways = told["state"].str.split("\x1f", expand=True).set_axis(list(COLUMNS), axis=1)
    return pd.concat([ways, told.drop(columns=["state", "measure"])], axis=1)


def _with_zeros(tidy: pd.DataFrame, replications: list[int]) -> pd.DataFrame:
    """Add a row for each replication that saw nothing, so that its zeros count."""
    missing = [one for one in replications if one not in set(tidy["replication"])]
    first = tidy.iloc[[0] * len(missing)].assign(replication=missing, value=0.0)
    return pd.concat([tidy, first], ignore_index=True) if missing else tidy


class Box(NamedTuple):
    """Where a value of a column stands: its lower end and its height, as shares."""

    low: float
    height: float


def flow(frame: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw columns of boxes joined by ribbons, as high as the share of the records that goes there.

    Parameters
    ----------
    frame : DataFrame
        As `numbers` returns it. Columns in which all records are alike are drawn as well: they say so.
    ax : Axes, optional
    """
    ax = axes_of(ax)
    total = float(frame["mean"].sum())
    frame = frame.assign(**{name: _together(frame, name, total) for name in COLUMNS})
    columns = [_boxes(frame, name, total) for name in COLUMNS]
    most = letters((figure_of(ax).get_figwidth() / (len(COLUMNS) - 0.33)) * (1 - WIDTH - 0.04), sized(SMALL_TEXT))
    for x, (name, boxes) in enumerate(zip(COLUMNS, columns, strict=True)):
        colours = {value: COLOURS[number % len(COLOURS)] for number, value in enumerate(boxes)}
        if x + 1 < len(COLUMNS):
            _ribbons(ax, x, frame, (name, COLUMNS[x + 1]), boxes, columns[x + 1], total, colours)
        for value, box in boxes.items():
            ax.add_patch(Rectangle((x, box.low), WIDTH, box.height, color=colours[value], lw=0))
        _labels(ax, x, boxes, most)
        ax.text(x, 1.03 + GAP * 6, name, ha="left", va="bottom", fontweight="bold")
    ax.set(xlim=(-0.02, len(COLUMNS) - 0.35), ylim=(-0.05, 1.12 + GAP * 6))
    ax.set_axis_off()
    return ax


def _together(frame: pd.DataFrame, name: str, total: float) -> pd.Series:
    """Return a column whose small values, if there are several, bear one name."""
    shares = frame.groupby(name)["mean"].sum() / total
    small = shares.index[shares < SMALL]
    return frame[name].where(~frame[name].isin(small), f"{len(small)} others") if len(small) > 1 else frame[name]


def _boxes(frame: pd.DataFrame, name: str, total: float) -> dict[str, Box]:
    """Return the boxes of a column, the largest on top."""
    shares = (frame.groupby(name, sort=False)["mean"].sum() / total).sort_values(ascending=False, kind="stable")
    boxes, top = {}, 1.0 + GAP * 6
    free = GAP * 6 / max(len(shares) - 1, 1)
    for value, share in shares.items():
        boxes[str(value)] = Box(top - float(share), float(share))
        top -= float(share) + free
    return boxes


def _ribbons(
    ax: Axes,
    x: int,
    frame: pd.DataFrame,
    names: tuple[str, str],
    left: dict[str, Box],
    right: dict[str, Box],
    total: float,
    colours: dict[str, str],
) -> None:
    shares = frame.groupby(list(names), sort=False)["mean"].sum() / total
    from_, to = ({value: box.low + box.height for value, box in boxes.items()} for boxes in (left, right))
    for one in left:
        for other in right:
            share = float(shares.get((one, other), 0.0))
            if share > 0.0:
                _ribbon(ax, x + WIDTH, x + 1.0, from_[one], to[other], share, colours[one])
            from_[one] -= share
            to[other] -= share


def _ribbon(ax: Axes, x0: float, x1: float, y0: float, y1: float, share: float, colour: str) -> None:
    middle = (x0 + x1) / 2
    points = [
        (x0, y0), (middle, y0), (middle, y1), (x1, y1),
        (x1, y1 - share), (middle, y1 - share), (middle, y0 - share), (x0, y0 - share), (x0, y0),
    ]  # fmt: skip
    curve = [Path.CURVE4] * 3
    codes = [Path.MOVETO, *curve, Path.LINETO, *curve, Path.CLOSEPOLY]
    ax.add_patch(PathPatch(Path(points, codes), facecolor=colour, alpha=0.35, lw=0))


def _labels(ax: Axes, x: int, boxes: dict[str, Box], most: int) -> None:
    """Write names and shares beside boxes, in lines of at most so many letters, pushed down where they would touch."""
    last = np.inf
    for value, box in boxes.items():
        share = f"{100 * box.height:.1f}" if box.height >= 0.001 else "< 0.1"
        text = broken(f"{value} {share.replace(' ', KEPT)}{KEPT}%", most).replace(KEPT, " ")
        tall = TEXT * (1 + text.count("\n"))
        y = min(box.low + box.height / 2, last - tall / 2)
        last = y - tall / 2
        ax.text(x + WIDTH + 0.02, y, text, va="center", fontsize="x-small", zorder=5)


def of(results: Results, figure: Figure, *, stage: str = "obtained", period: str | None = None) -> pd.DataFrame:
    """Draw the flow of records of results; return the numbers drawn."""
    frame = numbers(results, stage=stage, period=period)
    if is_narrow(figure, sized(1.0)):  # labels have two lines and more
        figure.set_figheight(max(figure.get_figheight(), figure.get_figwidth()))
    ax = flow(frame, ax=figure.subplots())
    name, time = frame["stage"].iloc[0], frame["period"].iloc[0] or WHOLE_RUN
    (row,) = by_part(results.frame(), f"exposure.records@{name}", period=time).to_dict("records")
    unit, factor = scale("record", row["mean"])
    total = with_interval(*(row[one] / factor for one in ("mean", "low", "high")))
    ax.set_title(f"exposure.records, {name}, {time}: shares of {total} {unit}", loc="left")
    return frame
