"""A folder of results played again: whether model and scenario are the same, and the rows come out the same."""

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from analysis.loading import Results, ResultsError, load_results
from sim.plugin import model_version
from sim.results.tables import measure_table
from sim.scenario.loading import Loaded

SAME = 1e-9
"""Relative difference up to which two numbers are the same: what the golden ledgers compare."""
_NUMBERS = ("value", "numerator", "denominator")

Load = Callable[[Path], Loaded]


class Origin(NamedTuple):
    """Results with what they were made from.

    Attributes
    ----------
    model : str
        Version of exposim that made them.
    point : str
        Of a study whose point it is.
    """

    results: Results
    loaded: Loaded
    seed: int
    model: str
    point: str = ""

    @property
    def where(self) -> str:
        """The folder of the results, and the point of a study."""
        return ", ".join(filter(None, (str(self.results.path), self.point)))

    @property
    def other_model(self) -> str:
        """What is wrong where another version of exposim made the results; empty where it was this one."""
        return told_of_model(self.model)


class Difference(NamedTuple):
    """A row of measures that came out otherwise; None: the row is not there. `point` is that of a study."""

    replication: int
    row: str
    kept: float | None
    now: float | None
    point: str = ""

    def __str__(self) -> str:
        told = [("is not there" if one is None else f"{one:.9g}") for one in (self.kept, self.now)]
        where = f"{self.point}, replication" if self.point else "replication"
        return f"{where} {self.replication}, {self.row}: kept {told[0]}; now {told[1]}"


def origin(path: Path, load: Load) -> Origin:
    """Return the results of a folder with the scenario that they were made from.

    Parameters
    ----------
    path : Path
    load : callable of Path
        Reads a scenario file, as `load_scenario` does.

    Raises
    ------
    ResultsError
        If the folder is a study, holds no finished replication, or its scenario is not the one that was run.
    ScenarioError
        If the scenario file has faults.
    """
    if (path / "study.json").is_file():
        raise ResultsError(f"{path}: is a study; wanted results of one scenario, see 'exposim run'")
    results = load_results(path)
    seed, model = seed_and_model(path, results.provenance)
    if not results.replications:  # raises where there is none
        raise ResultsError(f"{path}: holds no finished replication; wanted at least one")
    return Origin(results, scenario_of(path, results.provenance, load), seed, model)


def seed_and_model(path: Path, provenance: Mapping[str, Any]) -> tuple[int, str]:
    """Return the seed and the version of exposim that results were made with; ResultsError if they do not say."""
    key = provenance.get("key")
    if not isinstance(key, dict) or not isinstance(key.get("seed"), int) or key["seed"] < 0:
        raise ResultsError(f"{path / 'provenance.json'}: has no key with a seed; wanted the provenance of a run")
    return key["seed"], str(key.get("model"))


def scenario_of(path: Path, provenance: Mapping[str, Any], load: Load) -> Loaded:
    """Return the scenario of a folder; ResultsError if it is not the one that was played."""
    loaded = load(path / "scenario.yaml")
    if loaded.key != provenance["key"].get("scenario"):
        text = "is not the scenario that was run: its numbers have another key"
        raise ResultsError(f"{path / 'scenario.yaml'}: {text}; wanted it, its tables and its maps unchanged")
    return loaded


def told_of_model(model: str) -> str:
    """Return what is wrong where another version of exposim, or of a plug-in, made results; empty if this one did."""
    here = model_version()
    return "" if model == here else f"was made by exposim {model}, and this is {here}"


def differences(
    measures: pd.DataFrame, replication: int, rows: Sequence[tuple[Any, ...]], point: str = ""
) -> list[Difference]:
    """Return how rows that were played again differ from those that are kept of the replication."""
    kept = measures[measures["replication"] == replication]
    return _between(kept, measure_table(rows, replication).to_pandas(), replication, point)


def _between(kept: pd.DataFrame, now: pd.DataFrame, replication: int, point: str = "") -> list[Difference]:
    labels = [name for name in now.columns if name not in (*_NUMBERS, "replication", "key")]
    shared = [name for name in labels if name in kept.columns]
    before, after = ({_row(one, shared): one for one in frame.to_dict("records")} for frame in (kept, now))
    found = []
    for row in dict.fromkeys([*before, *after]):
        one, other = before.get(row), after.get(row)
        if one is None or other is None or not all(_same(one.get(name), other.get(name)) for name in _NUMBERS):
            found.append(Difference(replication, row, _value(one), _value(other), point))
    return found


def refuse_other_rows(origin: Origin, replication: int, rows: Sequence[tuple[Any, ...]]) -> None:
    """Raise ResultsError if a replication that was played again is not the one that the folder holds."""
    _refuse(origin, differences(origin.results.measures, replication, rows))


def compared(origin: Origin, kept: pd.DataFrame, now: pd.DataFrame, replication: int) -> None:
    """Raise ResultsError if the rows of a replication in a study are not those of the folder."""
    _refuse(origin, _between(kept, now, replication))


def _refuse(origin: Origin, found: list[Difference]) -> None:
    if found:
        text = f"{len(found)} rows of measures came out otherwise, the first: {found[0]}"
        raise ResultsError(f"{origin.results.path}: {text}; wanted the lock file and processors that it was made with")


def refuse_other_model(origin: Origin) -> None:
    """Raise ResultsError if another version of exposim made the results."""
    if origin.other_model:
        raise ResultsError(f"{origin.results.path}: {origin.other_model}; wanted the version that made it")


def _row(one: dict[Any, Any], labels: Sequence[str]) -> str:
    """Return what tells a row from others, in words."""
    said = {name: one[name] for name in labels if isinstance(one[name], str) and one[name]}
    parts = [f"{name} {text}" for name, text in said.items() if name not in ("measure", "unit")]
    return ", ".join([said.get("measure", ""), *parts])


def _value(one: dict[Any, Any] | None) -> float | None:
    return None if one is None else float(one["value"])


def _same(one: Any, other: Any) -> bool:
    first, second = (math.nan if number is None else float(number) for number in (one, other))
    if math.isnan(first) or math.isnan(second):
        return math.isnan(first) and math.isnan(second)
    return math.isclose(first, second, rel_tol=SAME, abs_tol=0.0)
