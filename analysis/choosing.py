"""Rows of estimates for a figure or a table: the parts of a measure by one label, with a clear word where none fits."""

import difflib
from collections.abc import Iterable

import pandas as pd

from analysis.loading import ResultsError
from analysis.tables import LABELS, WHOLE_RUN

SAID = ("unit", "mean", "low", "high", "n")


def nearest(name: str, known: Iterable[str]) -> str:
    """Return what to say to somebody who named something that is not there.

    >>> nearest("exposure.person", ["exposure.persons", "load.stored"])
    "did you mean 'exposure.persons'?"
    >>> nearest("nothing", ["load.stored"])
    "wanted one of 'load.stored'"
    """
    names = list(dict.fromkeys(known))
    close = difflib.get_close_matches(name, names, n=1)
    return f"did you mean {close[0]!r}?" if close else f"wanted one of {', '.join(map(repr, sorted(names)))}"


def by_part(estimates: pd.DataFrame, measure: str, label: str = "", *, period: str | None = None) -> pd.DataFrame:
    """Return the estimates of a measure by the values of a label, or its total.

    Parameters
    ----------
    estimates : DataFrame
        As `Results.frame()` returns it.
    measure : str
        A name; `name@stage` picks a stage, `obtained` if none is named.
    label : str
        One of `LABELS`; the total if left out.
    period : str, optional
        One period; if left out, all that are named, or else the whole run.

    Returns
    -------
    DataFrame
        Columns measure, part, period, unit, mean, low, high, n; in the order of the results.

    Raises
    ------
    ResultsError
        If there is no such measure, label or period, or nothing but NaN.
    """
    told = counted(estimates, measure, label, period=period)
    part = told[label] if label else measure
    kept = told.assign(measure=measure, part=part, period=told["period"].replace("", WHOLE_RUN))
    return kept[["measure", "part", "period", *SAID]].reset_index(drop=True)


def counted(estimates: pd.DataFrame, measure: str, label: str = "", *, period: str | None = None) -> pd.DataFrame:
    """Return the rows that `by_part` tells of, with all their columns; rows without a value are left out."""
    rows = of_measure(estimates, measure)
    if label not in ("", *LABELS):
        raise ResultsError(f"label {label!r}: is none; {nearest(label, LABELS)}")
    rows = _of_period(_of_label(rows, label, measure), period)
    if rows.empty or rows["mean"].isna().all():
        by = f" by {label}" if label else ""
        raise ResultsError(f"{measure}{by}: has no value in these results; wanted a measure that was counted")
    return rows[rows["mean"].notna()]


def of_measure(estimates: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Return all rows of a measure, those of its stage where it has stages.

    Raises
    ------
    ResultsError
        If there is no such measure or stage; it says the nearest name.
    """
    name, _, stage = measure.partition("@")
    rows = estimates[estimates["measure"] == name]
    if rows.empty:
        raise ResultsError(f"measure {name!r}: is not in these results; {nearest(name, estimates['measure'])}")
    if not stage:
        return rows
    staged = rows[rows["stage"] == stage]
    if staged.empty:
        raise ResultsError(f"measure {measure!r}: has no stage {stage!r}; {nearest(stage, rows['stage'])}")
    return staged


def _of_label(rows: pd.DataFrame, label: str, measure: str) -> pd.DataFrame:
    for other in (name for name in LABELS if name in rows):
        if other == label:
            rows = rows[rows[other] != ""]
        elif other != "stage":
            rows = rows[rows[other] == ""]
        elif "@" not in measure:
            rows = rows[rows["stage"].isin(["", "obtained"])]
    return rows


def _of_period(rows: pd.DataFrame, period: str | None) -> pd.DataFrame:
    if period is None:
        named = rows[rows["period"] != ""]
        return rows if named.empty else named
    wanted = "" if period == WHOLE_RUN else period
    found = rows[rows["period"] == wanted]
    if found.empty and not rows.empty:
        raise ResultsError(f"period {period!r}: is none; {nearest(period, rows['period'].replace('', WHOLE_RUN))}")
    return found
