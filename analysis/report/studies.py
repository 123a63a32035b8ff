"""What a page says of a study: its points, what differs, and what is not known."""

from collections.abc import Iterator
from math import nan
from typing import Any, NamedTuple

import pandas as pd

from analysis.choosing import counted
from analysis.figures.sobol import numbers as first_order_indices
from analysis.loading import ResultsError
from analysis.papers import differences
from analysis.report.grids import Cell, Grid, Head, cells, estimate_in, estimated, of_table, unit_of
from analysis.studies import UNKNOWN, Study
from analysis.tables import HEADLINE, WHOLE_RUN, Estimate, with_interval

MOST_MEASURES = 12
MOST_UNKNOWNS = 5  # of those that matter most for a measure


class StudyTables(NamedTuple):
    """The tables of a study; those that it has nothing for are left out, with the reason."""

    design: Grid
    points: Grid
    differences: Grid | None
    unknowns: Grid | None
    ranks: Grid | None
    matters: Grid | None
    missing: list[str]


def tables_of(study: Study) -> StudyTables:
    """Return the tables of a study."""
    missing: list[str] = []
    measures = _measures(study)
    unknown = bool(study.draws)
    ranks = _ranks(study, measures, missing) if unknown else None
    matters = _matters(study, measures, missing) if unknown else None
    different = _differences(study, missing)
    return StudyTables(
        _design(study), _points(study, measures), different, _unknowns(study) if unknown else None, ranks, matters,
        missing,
    )  # fmt: skip


def _measures(study: Study) -> list[str]:
    """Return the measures that the study is about, or the main ones where it names none."""
    named = list(study.facts["measures"]) or [choice.measure for choice in HEADLINE if not choice.largest_of]
    known = set(study.measures["measure"])
    return [name for name in named if name.partition("@")[0] in known][:MOST_MEASURES]


def _design(study: Study) -> Grid:
    factors = [str(path) for path in study.factors["path"]]
    points = study.points.drop_duplicates("point")
    rows = [cells([row["point"], row["policy"], *(row[path] for path in factors)]) for row in points.to_dict("records")]
    heads = [Head("point"), Head("policy"), *map(Head, factors)]
    return Grid("Policies and points", heads, rows)


def _total(frame: pd.DataFrame, measure: str) -> pd.DataFrame:
    try:
        return counted(frame, measure)
    except ResultsError:
        return frame.iloc[:0]


def _points(study: Study, measures: list[str]) -> Grid:
    frame = study.frame(sorted({name.partition("@")[0] for name in measures}))
    unknown = "unknown_low" in frame
    heads = [Head("measure"), Head("point"), Head("period"), Head("mean and interval", True), Head("unit")]
    heads += [Head("90 % of draws of the unknowns", True)] if unknown else []
    rows = []
    for measure in measures:
        share = _is_share(study, measure)
        for row in _total(frame, measure).to_dict("records"):
            value, unit = estimated(estimate_in(row), str(row["unit"]), share=share)
            told = [Cell(measure), Cell(str(row["point"])), Cell(str(row["period"]) or WHOLE_RUN), value, unit]
            rows.append([*told, *([_spread(row, share)] if unknown else [])])
    return Grid("Measures at each point", heads, rows)


def _spread(row: dict[Any, Any], share: bool) -> Cell:
    """Return between which values the means of most draws lie, in the unit of the mean."""
    low, high = float(row["unknown_low"]), float(row["unknown_high"])
    _, factor = unit_of(float(row["mean"]), str(row["unit"]), share)
    return Cell(" to ".join(with_interval(end / factor, nan, nan) for end in (low, high)), low)


def _is_share(study: Study, measure: str) -> bool:
    return bool(study.definitions.get(measure.partition("@")[0], {}).get("scale") == "share")


def _differences(study: Study, missing: list[str]) -> Grid | None:
    try:
        table = differences(study)
    except ResultsError as error:
        missing.append(f"differences: {_why(error, study)}")
        return None
    return of_table(table, f"Differences from {study.base_of()}", numeric=3)


def _unknowns(study: Study) -> Grid:
    heads = [Head("unknown"), Head("lowest", True), Head("highest", True), Head("unit"), Head("drawn")]
    rows = []
    for one in study.facts["unknowns"]:
        low, high = float(one["low"]), float(one["high"])
        drawn = "evenly on the logarithm" if one["log"] else "evenly"
        ends = [Cell(f"{low:.6g}", low), Cell(f"{high:.6g}", high)]
        rows.append([Cell(str(one["path"])), *ends, Cell(str(one["unit"]) or "1"), Cell(drawn)])
    return Grid("Unknowns and their ranges", heads, rows)


def _ranks(study: Study, measures: list[str], missing: list[str]) -> Grid | None:
    """Return how often each point has the lowest and the highest mean over the draws, and its mean excess."""
    if study.points["point"].nunique() < 2:
        missing.append("ranks: the study has one point; wanted two at least")
        return None
    heads = [Head("measure"), Head("point"), Head("period"), Head("lowest in", True), Head("highest in", True)]
    heads += [Head("above the lowest, on average", True), Head("unit")]
    rows = [row for measure in measures for row in _ranked(study, measure)]
    note = "Lowest and highest in so many draws; the last columns say by how much a point's mean lies above the lowest."
    return Grid("How stable the order is over the draws of the unknowns", heads, rows, notes=[note])


def _ranked(study: Study, measure: str) -> Iterator[list[Cell]]:
    found = _total(study.frame([measure.partition("@")[0]]), measure)
    share = _is_share(study, measure)
    for period, unit in found[["period", "unit"]].drop_duplicates().itertuples(index=False):
        for row in study.ranks(measure, period=period).to_dict("records"):
            often = [
                Cell(f"{100 * float(row[one]):.0f} %", float(row[one])) for one in ("lowest_share", "highest_share")
            ]
            above, told = estimated(Estimate(float(row["regret"]), nan, nan), str(unit), share=share)
            yield [Cell(measure), Cell(str(row["point"])), Cell(str(period) or WHOLE_RUN), *often, above, told]


def _why(error: ResultsError, study: Study) -> str:
    return str(error).removeprefix(f"{study.path}: ")


def _matters(study: Study, measures: list[str], missing: list[str]) -> Grid | None:
    """Return which share of the variance of each measure an unknown explains by itself."""
    unknowns = [name.removeprefix(UNKNOWN) for name in study.points.columns if name.startswith(UNKNOWN)]
    rows = []
    for measure in measures:
        try:
            found = first_order_indices(study, measure=measure)
        except ResultsError as error:
            missing.append(f"which unknown matters for {measure}: {_why(error, study)}")
            continue
        for row in found.nlargest(MOST_UNKNOWNS, "mean").to_dict("records"):
            value, _ = estimated(estimate_in(row), "1")
            rows.append([Cell(measure), Cell(str(row["path"])), value])
    if not rows or not unknowns:
        return None
    heads = [Head("measure"), Head("unknown"), Head("first-order index", True)]
    note = f"At {study.base_of()}; the {MOST_UNKNOWNS} largest of each measure. An interval that holds 0 shows nothing."
    return Grid(
        "Which unknown matters: the share of the variance that it explains by itself", heads, rows, notes=[note]
    )
