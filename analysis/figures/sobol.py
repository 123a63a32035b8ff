"""How much each unknown, or each factor of a Saltelli design, explains of a measure: Sobol indices."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.figures.dots import dots
from analysis.figures.style import axes_of
from analysis.loading import ResultsError
from analysis.sensitivity import FIRST, STAR, first_order, indices
from analysis.studies import Study
from analysis.tables import WHOLE_RUN

__all__ = ["first_order", "numbers", "of", "sobol"]

MOST = 12


def numbers(
    study: Study, *, measure: str = "exposure.persons", policy: str | None = None, period: str | None = None
) -> pd.DataFrame:
    """Return the indices of unknowns or factors; see `analysis.sensitivity`.

    Raises
    ------
    ResultsError
        As `of_unknowns` and `of_design` do, or if the design is one of Morris.
    """
    frame = indices(study, measure=measure, policy=policy, period=period)
    if (frame["effect"] == STAR).any():
        raise ResultsError(f"{study.path}: has a Morris design; wanted figure morris, or a design saltelli")
    return frame


def sobol(frame: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the indices of the 12 unknowns that explain most, with their intervals.

    Parameters
    ----------
    frame : DataFrame
        As `numbers` returns it.
    ax : Axes, optional
    """
    ax = axes_of(ax)
    parts = frame[frame["effect"] == FIRST].nlargest(MOST, "mean")["part"].tolist()
    rows = frame[frame["part"].isin(parts)]
    several = frame["effect"].nunique() > 1
    about = rows["period"].iloc[0] or WHOLE_RUN
    rows = rows.assign(period=rows["effect"]) if several else rows  # marks tell effects apart, as elsewhere periods
    dots(ax, rows, parts)
    ax.set_xlim(max(-0.5, float(rows["low"].min())), min(1.5, max(1.0, float(rows["high"].max()))))
    ax.axvline(0.0, color="black", lw=0.6)
    kind = "Sobol index" if several else "First-order index"
    ax.set_xlabel(f"{kind} [1] of {frame['measure'].iloc[0]}", loc="right")  # names leave room on the left
    ax.set_title(", ".join(filter(None, (frame["point"].iloc[0], about))), loc="left")
    if several:
        ax.legend(loc="lower right")
    return ax


def of(
    study: Study,
    figure: Figure,
    *,
    measure: str = "exposure.persons",
    policy: str | None = None,
    period: str | None = None,
) -> pd.DataFrame:
    """Draw the first-order indices of a study; return the numbers drawn."""
    frame = numbers(study, measure=measure, policy=policy, period=period)
    sobol(frame, ax=figure.subplots())
    return frame
