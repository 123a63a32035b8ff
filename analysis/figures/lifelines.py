"""Single requests from draft to end: what each waited for. Drawn from the facts that `run --trace` keeps."""

import numpy as np
import pandas as pd
import pyarrow.parquet
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.figures.style import axes_of, look
from analysis.loading import Results, ResultsError

MOMENTS = ("drafted", "reviewed", "authorised", "sent", "received", "started", "answered", "delivered")
STEPS = {
    "drafted to sent": ("drafted", "sent"),
    "sent to started": ("sent", "started"),
    "started to answered": ("started", "answered"),
    "answered to delivered": ("answered", "delivered"),
}
ASIDE = ("withheld", "not_asked")  # never became a request
MOST = 40
HATCHES = ("", "//", "..", "xx")


def numbers(results: Results) -> pd.DataFrame:
    """Return the first requests of the first replication that were drafted after the warm-up.

    Returns
    -------
    DataFrame
        Columns request, state, and the times [day] drafted, reviewed, authorised, sent, received, started, answered,
        delivered, ended; NaN for what a request did not come to. At most 40 rows.

    Raises
    ------
    ResultsError
        If the results hold no facts, or no request.
    """
    files = sorted((results.path / "trace").glob("part-*.parquet"))
    if not files:
        raise ResultsError(
            f"{results.path}: holds no facts of single requests; wanted results of 'exposim run --trace'"
        )
    begin = float(results.curves["time"].min())
    wanted = [("fact", "=", "RequestClosed"), ("state", "not in", ASIDE), ("drafted", ">=", begin)]
    columns = ["state", "time", *MOMENTS]
    frame: pd.DataFrame = pyarrow.parquet.read_table(
        files[0], columns=columns, filters=wanted, partitioning=None
    ).to_pandas()
    if frame.empty:
        raise ResultsError(f"{results.path}: has no request after the warm-up; wanted one at least")
    frame = frame.sort_values("drafted", kind="stable").head(MOST)
    frame = frame.assign(request=np.arange(1, len(frame) + 1), ended=frame["time"])
    return frame[["request", "state", *MOMENTS, "ended"]].astype(dict.fromkeys((*MOMENTS, "ended"), float))


def lifelines(frame: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw a bar for each request, divided into its steps; the mark at its end says what became of it.

    Parameters
    ----------
    frame : DataFrame
        As `numbers` returns it.
    ax : Axes, optional
    """
    ax = axes_of(ax)
    y = np.arange(len(frame))
    for number, (step, (first, last)) in enumerate(STEPS.items()):
        begun = frame[first].to_numpy()
        end = frame[last].fillna(frame["ended"]).to_numpy()
        style = look(number)
        ax.barh(
            y, end - begun, left=begun, height=0.7, color=style.color, hatch=HATCHES[number], edgecolor="white",
            linewidth=0.0, label=step,
        )  # fmt: skip
    for number, state in enumerate(dict.fromkeys(frame["state"])):
        rows = (frame["state"] == state).to_numpy()
        marker = look(number).marker
        ax.plot(
            frame["ended"][rows], y[rows], linestyle="", marker=marker, mfc="white", mec="black", mew=0.6, label=state
        )
    ax.set(xlabel="Time since the start of the run [day]", ylabel="Request", ylim=(len(frame) - 0.3, -0.7))
    ax.set_yticks(y[:: max(1, len(frame) // 8)], frame["request"].to_numpy()[:: max(1, len(frame) // 8)])
    return ax


def of(results: Results, figure: Figure) -> pd.DataFrame:
    """Draw requests of results; return the numbers drawn."""
    frame = numbers(results)
    ax = lifelines(frame, ax=figure.subplots())
    figure.legend(*ax.get_legend_handles_labels(), loc="outside right upper")
    return frame
