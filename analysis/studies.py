"""Studies as their folders hold them: every run of every point, read into tables."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet

from analysis.comparisons import paired
from analysis.estimates import estimate
from analysis.loading import ResultsError, read_json, read_provenance
from analysis.stored_runs import stored_rows, stored_runs

NUMBER, UNKNOWN = "number:", "unknown:"
_OF_A_POINT = ("point", "policy", "draw")


@dataclass(frozen=True)
class Study:
    """A study: its design and the measures of its runs.

    Parameters
    ----------
    path : Path
    facts : dict
        Scenario, seed, baseline, measures, factors, unknowns.
    definitions : dict
        Unit, definition, scale, kind and labels of each measure.
    provenance : dict
    points : DataFrame
        A row for each point and draw: point, policy, draw (-1: unknowns held fixed), key, replications, combination
        of the design, factors, unknowns.
    """

    path: Path
    facts: dict[str, Any]
    definitions: dict[str, dict[str, Any]]
    provenance: dict[str, Any]
    points: pd.DataFrame

    @cached_property
    def measures(self) -> pd.DataFrame:
        """Every row of every run of the design: key, replication, measure, unit, period, labels, value ..."""
        return self._stored(None)

    @property
    def words(self) -> dict[str, Any]:
        """The scenario of the study in words."""
        return read_json(self.path / "words.json")

    @property
    def factors(self) -> pd.DataFrame:
        """Path, name in frames and unit of each factor."""
        return pd.DataFrame(self.facts["factors"], columns=["path", "name", "unit"])

    @property
    def draws(self) -> int:
        """Draws of the unknowns; 0 where they were held fixed."""
        return int(self.facts["draws"])

    @property
    def finished(self) -> int:
        """How many runs of the design are there."""
        with self._readable():
            return len(stored_runs(self.path / "runs", self.replications))

    @cached_property
    def replications(self) -> dict[str, int]:
        """How many replications the design has of each key of a point."""
        return {
            str(key): int(many) for key, many in self.points.groupby("key", sort=False)["replications"].max().items()
        }

    @property
    def wanted(self) -> int:
        """How many runs the design has."""
        return sum(self.replications.values())

    @property
    def incomplete(self) -> str:
        """What is missing in one line; empty where every run of the design is there."""
        return f"{self.finished} of {self.wanted} runs" if self.finished < self.wanted else ""

    def frame(
        self, measures: Sequence[str] | None = None, *, level: float = 0.95, by_draw: bool = False
    ) -> pd.DataFrame:
        """Return each measure at each point: its mean over replications with its interval.

        Parameters
        ----------
        measures : sequence of str, optional
            Names, without a stage; all if left out.
        level : float
        by_draw : bool
            A row for each draw of the unknowns, with their values, in place of one over all of them.

        Returns
        -------
        DataFrame
            `point`, `policy`, a column for each factor (by the last part of its path, a number of the unit that
            `factors` names where it is one), `measure`, `unit`, `period`, labels, `mean`, `low`, `high`, `n`. Where
            unknowns were drawn, the mean is that over the draws, the interval says how sure chance leaves it, and
            `unknown_low`, `unknown_high` hold the means of all draws but the lowest and highest 5 %.
        """
        rows = self._rows(measures)
        points = self._points()
        if self.draws and not by_draw:
            points = points.drop(columns=_unknowns(points))
            whole = points.merge(rows, on="key", how="inner").drop(columns="key")
            return estimate(whole, self.definitions, level=level, over="draw")
        told = points.merge(estimate(rows, self.definitions, level=level), on="key", how="inner").drop(columns="key")
        return told if self.draws else told.drop(columns="draw")

    def compare(
        self, baseline: str | None = None, measures: Sequence[str] | None = None, *, level: float = 0.95
    ) -> pd.DataFrame:
        """Return the difference of each point to its baseline, on the same draws; see `comparisons.paired`.

        `baseline` is a policy or the name of a point; the study's own if left out, else its first point. Points of a
        policy are compared at the same values of the factors, and always at the same draw of the unknowns.
        """
        chosen = self._rows(measures)
        rows = dict(iter(chosen.drop(columns="key").groupby(chosen["key"], sort=False)))
        points = self._points()
        pairs: dict[str, list[tuple[Any, Any]]] = {}
        for point, base in self._pairs(points, baseline):
            if point["key"] in rows and base["key"] in rows:
                pairs.setdefault(str(point["point"]), []).append((point, base))
        if not pairs:
            raise ResultsError(f"{self.path}: has nothing to compare; wanted at least two points with finished runs")
        said = [str(name) for name in points.drop(columns=["key", "draw", *_unknowns(points)])]
        over = "draw" if self.draws else ""
        found = []
        for both in pairs.values():
            here, there = (
                pd.concat([rows[pair[side]["key"]].assign(**{over: pair[0]["draw"]} if over else {}) for pair in both])
                for side in (0, 1)
            )
            told = paired(here, there, self.definitions, level=level, over=over)
            found.append(told.assign(**{name: both[0][0][name] for name in said}))
        whole = pd.concat(found, ignore_index=True)
        return whole[said + [name for name in whole if name not in said]]

    def base_of(self, baseline: str | None = None) -> str:
        """Return the policy or point that others are compared with."""
        return str(baseline or self.facts["baseline"] or self.points["policy"].iloc[0] or self.points["point"].iloc[0])

    def ranks(self, measure: str, *, period: str = "") -> pd.DataFrame:
        """Return in which share of the draws each point has the lowest and the highest mean, and its regret.

        `regret` is by how much a point's mean is over the lowest of the same draw, on average. `measure` may name a
        stage.
        """
        from analysis.tables import total_rows

        rows = total_rows(self.frame([measure.partition("@")[0]], by_draw=True), measure)
        rows = rows[rows["period"] == period] if period else rows
        keyed = rows.assign(draw=rows.get("draw", 0))
        means = keyed.pivot_table(index=["draw", "period"], columns="point", values="mean", sort=False)
        return pd.DataFrame(
            {
                "lowest_share": means.eq(means.min(axis=1), axis=0).mean(),
                "highest_share": means.eq(means.max(axis=1), axis=0).mean(),
                "regret": means.sub(means.min(axis=1), axis=0).mean(),
            }
        ).reset_index()

    def _rows(self, measures: Sequence[str] | None) -> pd.DataFrame:
        if measures is None:
            return self.measures
        names = {one.partition("@")[0] for one in measures}
        if "measures" in vars(self):  # read already
            return self.measures[self.measures["measure"].isin(names)]
        return self._stored(names)

    def _stored(self, names: Collection[str] | None) -> pd.DataFrame:
        """Return the rows of some measures, or of all, from the files of runs."""
        with self._readable():
            table = stored_rows(self.path / "runs", self.replications, names)
        if table is None:
            raise ResultsError(f"{self.path}: holds no finished run; wanted at least one, see 'exposim study'")
        rows: pd.DataFrame = table.to_pandas()
        return rows

    @contextmanager
    def _readable(self) -> Iterator[None]:
        try:
            yield
        except (OSError, pa.ArrowException, KeyError, ValueError, TypeError) as error:
            raise ResultsError(f"{self.path}: has a run that cannot be read: {error}; run the study again") from error

    def _points(self) -> pd.DataFrame:
        """Return the points with their factors under short names, as numbers where they are numbers."""
        columns = {name: self.points[name] for name in (*_OF_A_POINT, "key")}
        for factor in self.facts["factors"]:
            number = self.points[f"{NUMBER}{factor['path']}"]
            columns[factor["name"]] = self.points[factor["path"]] if number.isna().any() else number
        for name in self.points.columns:
            if name.startswith(UNKNOWN):
                columns[name] = self.points[name]
        return pd.DataFrame(columns)

    def _pairs(self, points: pd.DataFrame, baseline: str | None) -> "Iterable[tuple[Any, Any]]":
        """Yield each point with the one that it is compared with."""
        wanted = self.base_of(baseline)
        named = "policy" if wanted in set(points["policy"]) else "point"
        bases = points[points[named] == wanted]
        if bases.empty:
            valid = ", ".join(map(repr, dict.fromkeys(points["policy"] if points["policy"].any() else points["point"])))
            raise ResultsError(f"{self.path}: has no point {wanted!r} to compare with; wanted one of {valid}")
        factors = [factor["name"] for factor in self.facts["factors"]] if named == "policy" else []
        known = {tuple(row[name] for name in ("draw", *factors)): row for row in bases.to_dict("records")}
        for row in points.to_dict("records"):
            if row[named] != wanted:
                yield row, known[tuple(row[name] for name in ("draw", *factors))]


def _unknowns(points: pd.DataFrame) -> list[str]:
    return [str(name) for name in points if str(name).startswith(UNKNOWN)]


def load_study(path: Path | str) -> Study:
    """Read a study.

    Raises
    ------
    ResultsError
        If there is no such folder, or it holds no study.
    """
    path = Path(path)
    if not (path / "study.json").is_file():
        raise ResultsError(f"{path}: is no folder of a study; wanted one that 'exposim study' or 'sweep' wrote")
    provenance = read_provenance(path)
    facts, definitions = (read_json(path / f"{name}.json") for name in ("study", "measures"))
    try:
        points = pyarrow.parquet.read_table(path / "points.parquet").to_pandas()
    except (OSError, pa.ArrowException) as error:
        raise ResultsError(f"{path / 'points.parquet'}: cannot be read: {error}; run the study again") from error
    return Study(path, facts, definitions, provenance, points)
