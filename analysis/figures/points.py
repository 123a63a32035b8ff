"""How a measure at the points of a study stands on an axis."""

from typing import NamedTuple

import pandas as pd

from analysis.studies import Study
from analysis.tables import WHOLE_RUN, scale


class Shown(NamedTuple):
    """How numbers of a measure stand on an axis: its label, and how many of their units one of the axis holds."""

    label: str
    factor: float


def shown(rows: pd.DataFrame, largest: float, *, share: bool) -> Shown:
    """Return how a measure's numbers are shown on an axis."""
    row = rows.iloc[0]
    unit, factor = ("%", 0.01) if share else scale(str(row["unit"]), largest)
    stage = f"@{row['stage']}" if row["stage"] not in ("", "obtained") else ""
    period = f", {row['period']}" if row["period"] not in ("", WHOLE_RUN) else ""
    return Shown(f"{row['measure']}{stage}{period} [{unit or '1'}]", factor)


def is_share(study: Study, measure: str) -> bool:
    """Whether a measure is a share, which figures show in per cent."""
    return bool(study.definitions.get(measure.partition("@")[0], {}).get("scale") == "share")
