"""Where people are exposed: places sized by the people who live there, coloured by the share exposed."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm, Normalize
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from analysis.estimates import Numbers, estimate
from analysis.figures.style import GREY, axes_of, sized
from analysis.loading import Results, ResultsError
from analysis.tables import WHOLE_RUN, scale

LARGEST = 4.06  # area of the largest place, in heights of the text squared
SMALLEST = 0.125
EXAMPLE = 0.625
SLIMMEST = 0.4  # the shorter side of the map, as a share of the longer
ROOM = 0.08  # around the places, as a share of their extent
MOST_NAMES = 8
TWO_DECADES = 20.0  # shares that differ more than so many times are coloured on a logarithmic scale


def numbers(results: Results, *, stage: str = "obtained", period: str | None = None) -> pd.DataFrame:
    """Return the places with the share of their people that was exposed.

    Parameters
    ----------
    stage : str
    period : str, optional
        The last one that the scenario names, or the whole run, if left out.

    Returns
    -------
    DataFrame
        Columns place, lon, lat, people [person], period, stage, unit, mean, low, high [1], n.
    """
    places = results.places
    period = _last(places) if period is None else "" if period == WHOLE_RUN else period
    rows = places[(places["stage"] == stage) & (places["period"] == period)]
    if rows.empty:
        kinds = _kinds(places).astype(str).to_dict("records")
        known = ", ".join(f"{one['stage']} in {one['period'] or WHOLE_RUN}" for one in kinds)
        raise ResultsError(f"{results.path}: has no map of {stage} in {period or WHOLE_RUN}; wanted one of {known}")
    shares = rows.assign(measure="share", unit="1", numerator=rows["persons"], denominator=rows["people"])
    keys = ["replication", "measure", "unit", "period", "stage", "place", "numerator", "denominator"]
    told = estimate(shares[keys].assign(value=shares["share"]), {"share": {"kind": "ratio", "scale": "share"}})
    where = rows.drop_duplicates("place")[["place", "lon", "lat", "people"]]
    return where.merge(told.drop(columns="measure"), on="place", validate="one_to_one")


def links_of(results: Results) -> pd.DataFrame:
    """Return the links of the map, in columns one and other; none where results of an older version have none."""
    try:
        return results.links.drop_duplicates(["one", "other"])[["one", "other"]]
    except ResultsError:
        return pd.DataFrame(columns=["one", "other"])


def map(frame: pd.DataFrame, *, links: pd.DataFrame | None = None, ax: Axes | None = None) -> Axes:
    """Draw places where they lie: area by people, colour by the share exposed, links as lines.

    Places without a position stand in a row below the map, or, where none has one, on a circle. A place whose
    interval reaches beyond half or one and a half of its mean has a dashed edge.

    Parameters
    ----------
    frame : DataFrame
        As `numbers` returns it.
    links : DataFrame, optional
        Columns one, other.
    ax : Axes, optional
    """
    ax = axes_of(ax)
    frame, located = _placed(frame)
    at = frame.set_index("place")[["lon", "lat"]]
    if links is not None:
        for one, other in links[["one", "other"]].itertuples(index=False):
            ax.plot(*at.loc[[one, other]].to_numpy().T, color="#bbbbbb", lw=0.5, zorder=1)
    empty = frame[(frame["people"] == 0) | frame["mean"].isna()]
    ax.scatter(
        empty["lon"], empty["lat"], s=_area(SMALLEST), facecolor="white", edgecolor=GREY, linewidth=0.5, zorder=2
    )
    full = frame.drop(index=empty.index).sort_values("people", ascending=False)
    area = _area(np.maximum(LARGEST * full["people"].to_numpy(np.float64) / full["people"].max(), SMALLEST))
    unsure = ((full["high"] > 1.5 * full["mean"]) | (full["low"] < 0.5 * full["mean"])).to_numpy()
    unit, factor = ("%", 0.01) if full["mean"].max() >= 0.001 else ("per million", 1e-6)
    marks = ax.scatter(
        full["lon"], full["lat"], s=area, c=full["mean"] / factor, cmap="cividis_r", norm=_norm(full["mean"] / factor),
        edgecolor="black", linewidth=0.5, linestyle=["--" if one else "-" for one in unsure], zorder=3,
    )  # fmt: skip
    bar = ax.figure.colorbar(marks, ax=ax, location="bottom", shrink=0.7, aspect=30, pad=0.02)
    bar.set_label(f"exposure.share, {full['stage'].iloc[0]}, {full['period'].iloc[0] or WHOLE_RUN} [{unit}]")
    _frame(ax, frame, located)
    _names(ax, full, area)
    _sizes(ax, float(full["people"].max()), bool(unsure.any()))
    return ax


def _last(places: pd.DataFrame) -> str:
    return [str(name) for name in places["period"].unique()][-1]


def _kinds(places: pd.DataFrame) -> pd.DataFrame:
    return places[["stage", "period"]].drop_duplicates()


def _norm(shares: pd.Series) -> Normalize:
    above = shares[shares > 0.0]
    if len(above) == len(shares) and above.max() > TWO_DECADES * above.min():
        return LogNorm(above.min(), above.max())
    least = 0.0 if shares.min() < 0.5 * shares.max() else float(shares.min())
    return Normalize(least, float(shares.max()) or 1.0)


def _placed(frame: pd.DataFrame) -> tuple[pd.DataFrame, bool]:
    """Return the places with a position each, and whether they are degrees."""
    unknown = frame["lon"].isna()
    if unknown.all():
        angle = np.linspace(0.0, 2 * np.pi, len(frame), endpoint=False)
        return frame.assign(lon=np.sin(angle), lat=np.cos(angle)), False
    known = frame[~unknown]
    left, right, low, high = known["lon"].min(), known["lon"].max(), known["lat"].min(), known["lat"].max()
    row = np.linspace(left, right, int(unknown.sum()) + 2)[1:-1]
    frame = frame.copy()
    frame.loc[unknown, "lon"], frame.loc[unknown, "lat"] = row, low - 0.15 * max(high - low, 1.0)
    return frame, True


def _names(ax: Axes, full: pd.DataFrame, area: Numbers) -> None:
    """Name the largest places below their marks, but none that would be written over another's name."""
    wide, tall = np.ptp(ax.get_xlim()), np.ptp(ax.get_ylim())
    named: list[tuple[float, float]] = []
    where = full[["lon", "lat"]].to_numpy(np.float64)
    for name, (lon, lat), size in zip(full["place"], where, area, strict=True):
        near = any(abs(lon - x) < 0.18 * wide and abs(lat - y) < 0.07 * tall for x, y in named)
        if not near and len(named) < MOST_NAMES:
            named.append((lon, lat))
            below = -np.sqrt(size / np.pi) - 1
            ax.annotate(
                str(name), (lon, lat), xytext=(0, below), textcoords="offset points", ha="center", va="top",
                fontsize="x-small", zorder=4, path_effects=[withStroke(linewidth=1.5, foreground="white")],
            )  # fmt: skip


def _sizes(ax: Axes, most: float, unsure: bool) -> None:
    """Explain sizes by places of round numbers, and dashed edges where there are any."""
    tens = 10.0 ** np.floor(np.log10(most))
    for people in (tens * np.floor(most / tens), tens / 2):
        unit, factor = scale("person", people)
        area = float(_area(np.maximum(LARGEST * people / most, SMALLEST)))
        ax.scatter([], [], s=area, color="white", edgecolor="black", lw=0.5, label=f"{people / factor:g} {unit}")
    if unsure:
        ax.scatter(
            [], [], s=_area(EXAMPLE), color="white", edgecolor="black", lw=0.5, ls="--", label="interval over ±50 %"
        )
    ax.legend(
        loc="lower center",
        bbox_to_anchor=(0.5, 1.0),
        ncols=3,
        fontsize="x-small",
        columnspacing=0.8,
        handletextpad=1.0,
        borderpad=1.2,
    )


def _area(share: Any) -> Any:
    """Return an area of a mark [point^2] from one in heights of the text squared."""
    return share * sized(1.0) ** 2


def _frame(ax: Axes, frame: pd.DataFrame, located: bool) -> None:
    at = frame[["lon", "lat"]].to_numpy(np.float64)
    least, most = at.min(axis=0), at.max(axis=0)
    extent = most - least
    extent = np.maximum(extent, SLIMMEST * extent.max() or 1.0)  # places in a line have no extent across it
    low, high = (least + most) / 2 - extent * (0.5 + ROOM), (least + most) / 2 + extent * (0.5 + ROOM)
    ax.set_xlim(low[0], high[0])
    ax.set_ylim(low[1], high[1])
    middle = np.radians(frame["lat"].mean()) if located else 0.0
    ax.set_aspect(1.0 / max(np.cos(middle), 0.2))
    ax.set_axis_off()


def of(results: Results, figure: Figure, *, stage: str = "obtained", period: str | None = None) -> pd.DataFrame:
    """Draw the map of results; return the numbers drawn."""
    frame = numbers(results, stage=stage, period=period)
    if not (frame["people"] > 0).any():
        raise ResultsError(f"{results.path}: has no place where people live; wanted one at least")
    map(frame, links=links_of(results), ax=figure.subplots())
    return frame
