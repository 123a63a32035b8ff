"""Elementary effects: what each factor does over its range, and how much that hangs on the others."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.figures.points import is_share, shown
from analysis.figures.style import GREY, axes_of, look
from analysis.loading import ResultsError
from analysis.sensitivity import SPREAD, STAR, indices
from analysis.studies import Study
from analysis.tables import WHOLE_RUN

MOST = 12


def numbers(
    study: Study, *, measure: str = "exposure.persons", policy: str | None = None, period: str | None = None
) -> pd.DataFrame:
    """Return the elementary effects of a study with a Morris design, in the unit of the label.

    Returns
    -------
    DataFrame
        Columns of `analysis.sensitivity.of_design`, and label.

    Raises
    ------
    ResultsError
        As `of_design` does, or if the study has another design.
    """
    frame = indices(study, measure=measure, policy=policy, period=period)
    if not (frame["effect"] == STAR).any():
        raise ResultsError(f"{study.path}: has no Morris design; wanted a study with --design morris")
    named = frame.assign(measure=measure.partition("@")[0], stage=measure.partition("@")[2])
    label, factor = shown(named, float(frame["mean"].abs().max()), share=is_share(study, measure))
    scaled = {name: frame[name] / factor for name in ("mean", "low", "high", "chance")}
    return frame.assign(**scaled, label=label)


def morris(frame: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw mean size of effect across, with its interval, and how much it hangs on other factors up.

    Parameters
    ----------
    frame : DataFrame
        As `numbers` returns it.
    ax : Axes, optional
    """
    ax = axes_of(ax)
    wide = frame.pivot_table(index="part", columns="effect", values=["mean", "low", "high"], sort=False)
    largest = wide["mean"][STAR].nlargest(MOST).index
    for number, part in enumerate(largest):
        style = look(number)
        x, y = wide.loc[part, ("mean", STAR)], wide.loc[part, ("mean", SPREAD)]
        ax.hlines(y, wide.loc[part, ("low", STAR)], wide.loc[part, ("high", STAR)], color=style.color, lw=0.8)
        ax.plot(x, y, ls="", marker=style.marker, color=style.color, mec="white", label=str(part))
    edge = max(ax.get_xlim()[1], ax.get_ylim()[1])
    ax.plot([0.0, edge], [0.0, edge], color=GREY, lw=0.8, ls=":", zorder=0)  # above it: more interaction than effect
    ax.set_xlim(left=min(0.0, ax.get_xlim()[0]))
    ax.set_ylim(bottom=0.0)
    ax.set_xlabel(f"Mean size of effect, {frame['label'].iloc[0]}", loc="right")
    ax.set_ylabel("Spread over the other factors")
    ax.set_title(f"{frame['point'].iloc[0] or WHOLE_RUN}", loc="left")
    return ax


def of(
    study: Study,
    figure: Figure,
    *,
    measure: str = "exposure.persons",
    policy: str | None = None,
    period: str | None = None,
) -> pd.DataFrame:
    """Draw the elementary effects of a study; return the numbers drawn."""
    frame = numbers(study, measure=measure, policy=policy, period=period)
    ax = morris(frame, ax=figure.subplots())
    figure.legend(*ax.get_legend_handles_labels(), loc="outside upper center", ncols=1)
    return frame
