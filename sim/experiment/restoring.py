"""The points of a study made again from its folder, each with the numbers that were played."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from analysis.loading import ResultsError
from analysis.studies import UNKNOWN, Study, load_study
from sim.experiment.plans import document_of_draw
from sim.experiment.points import Layers, Level, run_key
from sim.experiment.rerunning import Load, scenario_of, seed_and_model, told_of_model
from sim.experiment.unknowns import Unknown, unknowns_of
from sim.scenario.document import Document
from sim.scenario.faults import Mark
from sim.scenario.loading import Loaded

Row = Mapping[Any, Any]


class StudyOrigin(NamedTuple):
    """A study with what it was made from; `model` is the version of exposim that made it."""

    results: Study
    loaded: Loaded
    seed: int
    model: str

    @property
    def other_model(self) -> str:
        """What is wrong where another version of exposim made the study; empty where it was this one."""
        return told_of_model(self.model)


class Restored(NamedTuple):
    """A point that was played: what tables call it, draw of the unknowns (-1: none), key and scenario."""

    name: str
    draw: int
    key: str
    loaded: Loaded

    @property
    def told(self) -> str:
        """The name, and which draw where unknowns were drawn."""
        return self.name if self.draw < 0 else f"{self.name}, draw {self.draw}"


def is_study(path: Path) -> bool:
    """Tell whether a folder holds a study."""
    return (path / "study.json").is_file()


def study_origin(path: Path, load: Load) -> StudyOrigin:
    """Return a study with the scenario that it varies.

    Raises
    ------
    ResultsError
        If it is none, its scenario is not the one that was played, or it does not say what its points change.
    ScenarioError
        If the scenario file has faults.
    """
    study = load_study(path)
    seed, model = seed_and_model(path, study.provenance)
    if not all(isinstance(study.facts.get(name), dict) for name in ("policies", "values")):
        text = "does not say what policies and values change; wanted a study that this version wrote"
        raise ResultsError(f"{path / 'study.json'}: {text}: the command that played it adds that, and plays nothing")
    return StudyOrigin(study, scenario_of(path, study.provenance, load), seed, model)


def restored(origin: StudyOrigin, rows: pd.DataFrame) -> Iterator[Restored]:
    """Yield the points of rows of a study's `points`, those with the same numbers once.

    Raises
    ------
    ResultsError
        If a point cannot be made, or has other numbers than those that were played.
    """
    making = _Making(origin)
    for row in rows.drop_duplicates("key").to_dict("records"):
        yield making.point(row)


class _Making:
    """Lays what a point changes over the scenario of a study, in the order in which it was played."""

    def __init__(self, origin: StudyOrigin) -> None:
        self._origin = origin
        self._layers = Layers(origin.loaded)
        self._factors = [str(one["path"]) for one in origin.results.facts["factors"]]
        self._unknowns = unknowns_of(origin.loaded) if origin.results.draws else list[Unknown]()
        self._known: dict[tuple[str, str], Document | None] = {}

    def point(self, row: Row) -> Restored:
        """Return the point of a row, with the key that it was played under."""
        documents = [*self._of_draw(row), self._of_policy(row), *(self._of_factor(one, row) for one in self._factors)]
        found = [one for one in documents if one is not None]
        loaded = self._layers.loaded(found) if len(found) == len(documents) else None
        name, draw = str(row["point"]), int(row["draw"])
        if loaded is None:
            fault = self._layers.faults[0]
            self._refuse(name, f"cannot be made again: {fault.path} {fault.text}".rstrip())
        elif run_key(loaded, self._origin.seed, self._origin.model) == row["key"]:
            return Restored(name, draw, str(row["key"]), loaded)
        return self._refuse(name, "is not what was played: its numbers have another key")

    def _of_draw(self, row: Row) -> Iterator[Document]:
        if self._unknowns:
            drawn = {one.path: float(row[f"{UNKNOWN}{one.path}"]) for one in self._unknowns}
            yield document_of_draw(int(row["draw"]), drawn, self._unknowns)

    def _of_policy(self, row: Row) -> Document | None:
        name = str(row["policy"])
        return self._document("policy", name, self._origin.results.facts["policies"].get(name, {}))

    def _of_factor(self, path: str, row: Row) -> Document | None:
        text = str(row[path])
        value = self._origin.results.facts["values"].get(path, {}).get(text, text)
        return self._document(path, text, {path: value})

    def _document(self, what: str, text: str, changes: Mapping[str, Any]) -> Document | None:
        if (what, text) not in self._known:
            level = Level(text, changes, {}, None, Mark(f"{what} {text}"))
            self._known[what, text] = self._layers.document(level)
        return self._known[what, text]

    def _refuse(self, name: str, text: str) -> Restored:
        wanted = "wanted the study as it was written"
        raise ResultsError(f"{self._origin.results.path}: point {name!r} {text}; {wanted}")
