"""A measure at the points of a study, with or without the draws of its unknowns."""

import pandas as pd

from analysis.choosing import counted, nearest
from analysis.loading import ResultsError
from analysis.studies import UNKNOWN, Study


def at_points(study: Study, measure: str, *, period: str | None = None, by_draw: bool = False) -> pd.DataFrame:
    """Return a measure's total at each point, in one period.

    Parameters
    ----------
    measure : str
        `name@stage` picks a stage.
    period : str, optional
        The last one that the scenario names, or the whole run, if left out.
    by_draw : bool
        A row for each draw of the unknowns, with their values.

    Raises
    ------
    ResultsError
        If there is no such measure or period.
    """
    name = measure.partition("@")[0]
    known = study.measures["measure"]
    if name not in set(known):
        raise ResultsError(f"measure {name!r}: is not in these results; {nearest(name, known)}")
    rows = counted(study.frame([name], by_draw=by_draw), measure, period=period)
    last: pd.DataFrame = rows[rows["period"] == rows["period"].iloc[-1]].reset_index(drop=True)
    return last


def drawn(study: Study, measure: str, *, policy: str | None, period: str | None) -> tuple[pd.DataFrame, list[str]]:
    """Return the means of a point at each draw of the unknowns, and the paths of the unknowns, which are columns.

    Raises
    ------
    ResultsError
        If unknowns were held fixed, or there is no such point.
    """
    if not study.draws:
        raise ResultsError(f"{study.path}: its unknowns were held fixed; wanted a study with --unknowns")
    rows = at_points(study, measure, period=period, by_draw=True)
    point = study.base_of() if policy is None else policy
    if point not in set(rows["point"]) | set(rows["policy"]):
        raise ResultsError(f"{study.path}: has no point {point!r}; {nearest(point, rows['point'])}")
    rows = rows[(rows["point"] == point) | (rows["policy"] == point)]
    rows = rows[rows["point"] == rows["point"].iloc[0]].rename(columns=lambda name: str(name).removeprefix(UNKNOWN))
    return rows, [str(one["path"]) for one in study.facts["unknowns"] or () if rows[one["path"]].nunique() > 1]


def short_names(paths: list[str]) -> list[str]:
    """Return the ends of dotted paths that tell them apart, of two parts at least.

    >>> short_names(["a.desk.staff", "b.desk.staff", "a.users"])
    ['a.desk.staff', 'b.desk.staff', 'a.users']
    >>> short_names(["laws.csl.retention.session.at_least", "people.all.writes.session"])
    ['session.at_least', 'writes.session']
    """
    return [_end(path, paths) for path in paths]


def _end(path: str, paths: list[str]) -> str:
    parts = path.split(".")
    ends = (".".join(parts[-number:]) for number in range(2, len(parts) + 1))
    return next((end for end in ends if sum(f".{one}".endswith(f".{end}") for one in paths) == 1), path)
