"""The totals of a study, estimated once for all who ask: a page asks dozens of times."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property

import pandas as pd

from analysis.studies import Study
from analysis.tables import LABELS


@dataclass(frozen=True)
class Totals(Study):
    """A study whose `measures` hold totals only."""

    @cached_property
    def _known(self) -> dict[tuple[float, bool], pd.DataFrame]:
        return {}

    def frame(
        self, measures: Sequence[str] | None = None, *, level: float = 0.95, by_draw: bool = False
    ) -> pd.DataFrame:
        """Return the total of each measure at each point, as `Study.frame` does."""
        if (level, by_draw) not in self._known:
            self._known[level, by_draw] = super().frame(None, level=level, by_draw=by_draw)
        whole = self._known[level, by_draw]
        if measures is None:
            return whole
        return whole[whole["measure"].isin([name.partition("@")[0] for name in measures])]


def totals_of(study: Study) -> Totals:
    """Return a study without the parts of its measures; rows with a stage and no other label are totals."""
    rows = study.measures
    labels = [name for name in LABELS if name in rows and name != "stage"]
    totals = Totals(**{field.name: getattr(study, field.name) for field in fields(study)})
    totals.__dict__["measures"] = rows[(rows[labels] == "").all(axis=1)].reset_index(drop=True)
    return totals
