"""Studies with known numbers, without a folder."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.estimates import OF_A_ROW
from analysis.studies import Study

DEFINITIONS = {
    "exposure.persons": {"kind": "count", "scale": "positive"},
    "need.met_share": {"kind": "ratio", "scale": "share"},
}


def rows(key: str, replication: int, persons: float, met: float) -> list[dict[str, Any]]:
    empty = dict.fromkeys(OF_A_ROW, "")
    common = {**empty, "key": key, "replication": replication, "numerator": np.nan, "denominator": np.nan}
    return [
        {**common, "measure": "exposure.persons", "unit": "person", "stage": "obtained", "value": persons},
        {**common, "measure": "need.met_share", "unit": "1", "value": met, "numerator": met * 10, "denominator": 10.0},
    ]


def study(points: pd.DataFrame, measures: list[dict[str, Any]], **facts: Any) -> Study:
    """Return a study of points (columns point, policy, draw, key and values) and their rows."""
    known: dict[str, Any] = {
        "title": "Known", "seed": 1, "replications": 2, "draws": 0, "baseline": None, "measures": [], "factors": [],
        "unknowns": [], "scenario": "abc",
    }  # fmt: skip
    counted = points.assign(replications=known["replications"])
    made = Study(Path("study"), {**known, **facts}, DEFINITIONS, {"seed": 1}, counted)
    made.__dict__["measures"] = pd.DataFrame(measures)  # what would be read from the folder
    return made


def policies() -> Study:
    """Three policies at 30 draws of two unknowns; `wide` always exposes 10 + 20 a more than `narrow`, `odd` 1000."""
    drawn, points, measures = np.random.default_rng(5).uniform(size=(30, 2)), [], []
    for draw, (a, b) in enumerate(drawn):
        for policy, more, met in (("narrow", 0.0, 0.4), ("wide", 10.0 + 20.0 * a, 0.8), ("odd", 1000.0, 0.3)):
            key = f"{policy}-{draw}"
            points.append(
                {"point": policy, "policy": policy, "draw": draw, "key": key, "unknown:x.a": a, "unknown:x.b": b}
            )
            for replication in (0, 1):
                measures += rows(key, replication, 100.0 + 200.0 * a + more + replication, met)
    unknowns = [{"path": path, "low": 0.0, "high": 1.0, "unit": "1", "log": False} for path in ("x.a", "x.b")]
    return study(pd.DataFrame(points), measures, draws=30, unknowns=unknowns, baseline="narrow")


def grid() -> Study:
    """Two factors of two values each; people are 10 days + staff."""
    points, measures = [], []
    for days in (30.0, 60.0):
        for staff in (1.0, 2.0):
            key = f"{days}-{staff}"
            values = {"laws.l.days": f"{days:.0f} days", "number:laws.l.days": days, "o.staff": f"{staff:.0f}"}
            point = f"days={days:.0f} days, staff={staff:.0f}"
            points.append({"point": point, "policy": "", "draw": -1, "key": key, **values, "number:o.staff": staff})
            for replication in (0, 1):
                measures += rows(key, replication, 10.0 * days + staff, 0.5)
    factors = [{"path": "laws.l.days", "name": "days", "unit": "day"}, {"path": "o.staff", "name": "staff", "unit": ""}]
    return study(pd.DataFrame(points), measures, factors=factors)
