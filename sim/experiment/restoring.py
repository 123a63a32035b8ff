"""The points of a study made again from its folder, each with the numbers that were played."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from analysis.loading import Results, ResultsError
from analysis.studies import UNKNOWN, Study, load_study
from sim.experiment.points import Layers, Level, run_key
from sim.experiment.rerunning import Load, Origin, scenario_of, seed_and_model, told_of_model
from sim.experiment.unknowns import Unknown, document_of_draw, unknowns_of
from sim.scenario.document import Document
from sim.scenario.faults import Mark, nearest
from sim.scenario.loading import Loaded
from sim.scenario.words import words

Row = Mapping[Any, Any]
MOST_NAMED = 12


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


@dataclass(frozen=True)
class PointResults(Results):
    """What a study holds of one of its points: the measures of its replications."""

    rows: pd.DataFrame

    def _table(self, kind: str) -> pd.DataFrame:
        if kind != "measures":
            raise ResultsError(f"{self.path}: is a study, which keeps measures only; wanted a run, see 'exposim run'")
        return self.rows


def point_origin(origin: StudyOrigin, name: str | None, draw: int | None = None) -> Origin:
    """Return a point of a study as results of its own.

    Parameters
    ----------
    name : str, optional
        A point, or a policy of which there is one point; not needed where a study has a single point.
    draw : int, optional
        Of the unknowns; the first if left out.

    Raises
    ------
    ResultsError
        If there is no such point or draw, none of its runs is there, or it is not what was played.
    """
    study = origin.results
    row = _chosen(study, name, draw)
    (point,) = restored(origin, row)
    rows = study.measures[study.measures["key"] == point.key]
    if rows.empty:
        raise ResultsError(f"{study.path}: holds no finished run of {point.told!r}; wanted at least one")
    key = {"scenario": point.loaded.key, "seed": origin.seed, "model": origin.model}
    told = words(point.loaded).as_data()
    results = PointResults(study.path, study.definitions, study.provenance | {"key": key}, told, rows)
    return Origin(results, point.loaded, origin.seed, origin.model, point.told)


def _chosen(study: Study, name: str | None, draw: int | None) -> pd.DataFrame:
    """Return the row of a point."""
    points = study.points
    names = list(dict.fromkeys(points["point"]))
    if name is None and len(names) > 1:
        raise ResultsError(f"{study.path}: is a study of {len(names)} points; wanted --point, {_valid(names)}")
    policies = dict.fromkeys(points["policy"])
    chosen = points[points["point"] == (names[0] if name is None else name)]
    if chosen.empty and name in policies:
        chosen = points[points["policy"] == name]
        within = list(dict.fromkeys(chosen["point"]))
        if len(within) > 1:
            raise ResultsError(f"--point: is {name!r}, a policy of {len(within)} points; wanted {_valid(within)}")
    if chosen.empty:
        near = nearest(str(name), [*names, *policies])
        hint = f"did you mean {near!r}?" if near else f"wanted {_valid(names)}"
        raise ResultsError(f"--point: is {name!r}, which {study.path} has not; {hint}")
    if not study.draws and draw is not None:
        raise ResultsError(f"--draw: is {draw}, and {study.path} draws no unknowns; wanted no --draw")
    if study.draws:
        chosen = chosen[chosen["draw"] == (draw or 0)]
        if chosen.empty:
            raise ResultsError(f"--draw: is {draw}; wanted one from 0 to {study.draws - 1}")
    return chosen


def _valid(names: Sequence[str]) -> str:
    shown, more = ", ".join(map(repr, names[:MOST_NAMED])), len(names) - MOST_NAMED
    return f"one of {shown}" + (f" and {more} more, see points.csv there" if more > 0 else "")


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
