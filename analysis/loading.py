"""Results as a folder holds them, read into tables."""

import json
import re
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet

from analysis.estimates import estimate


class ResultsError(ValueError):
    """A folder that holds no results, or results that cannot be read."""


@dataclass(frozen=True)
class Results:
    """The results of one scenario.

    Parameters
    ----------
    path : Path
    definitions : dict
        Unit, definition, scale, kind and labels of each measure.
    provenance : dict
        Versions, seed, times and the key of the run.
    words : dict
        The scenario in words.
    """

    path: Path
    definitions: dict[str, dict[str, Any]]
    provenance: dict[str, Any]
    words: dict[str, Any]

    @cached_property
    def measures(self) -> pd.DataFrame:
        """Every row of every replication: measure, unit, period, labels, value, numerator, denominator."""
        return self._table("measures")

    @cached_property
    def series(self) -> pd.DataFrame:
        """Thinned time series of every replication."""
        return self._table("series")

    @cached_property
    def curves(self) -> pd.DataFrame:
        """Cumulative incidence of first exposure of every replication."""
        return self._table("curves")

    @cached_property
    def places(self) -> pd.DataFrame:
        """Exposed people by place of home of every replication."""
        return self._table("map")

    @cached_property
    def links(self) -> pd.DataFrame:
        """Links of the map of every replication: the places that each joins, and its length."""
        return self._table("links")

    @cached_property
    def flows(self) -> pd.DataFrame:
        """Records disclosed of every replication: whose, what, where they lay, how and to whom they went."""
        return self._table("flows")

    @property
    def incomplete(self) -> str:
        """What is missing in one line; empty where the run was finished and no replication failed."""
        failed = self.path / "failures.json"
        if failed.exists():
            return f"{len(read_json(failed).get('failures', []))} replications failed"
        return "" if "ended" in self.provenance else "the run did not come to its end"

    @property
    def scenario_yaml(self) -> str:
        """The scenario with every default filled in."""
        return (self.path / "scenario.yaml").read_text("utf-8")

    @property
    def replications(self) -> list[int]:
        """Replications that are there."""
        return sorted(self.measures["replication"].unique().tolist())

    def frame(self, *, level: float = 0.95) -> pd.DataFrame:
        """Return each measure's mean over replications with its interval; see `analysis.estimates.estimate`."""
        return estimate(self.measures, self.definitions, level=level)

    def _table(self, kind: str) -> pd.DataFrame:
        finished = {path.name for path in (self.path / "measures").glob("part-*.parquet")}
        parts = [self.path / kind / name for name in sorted(finished)]
        if not parts:
            raise ResultsError(f"{self.path}: holds no finished replication; wanted at least one, see 'exposim run'")
        try:
            content = pa.concat_tables([pyarrow.parquet.read_table(part) for part in parts])
        except (OSError, pa.ArrowException) as error:
            raise ResultsError(f"{self.path / kind}: cannot be read: {error}; wanted whole part files") from error
        rows: pd.DataFrame = content.to_pandas()
        return rows


def load_results(path: Path | str) -> Results:
    """Read the results of one scenario.

    Raises
    ------
    ResultsError
        If there is no such folder, or it holds no results.
    """
    path = Path(path)
    if not path.is_dir():
        raise ResultsError(f"{path}: is no folder; wanted a folder of results, as 'exposim run' writes it")
    provenance = read_provenance(path)
    definitions, words = (read_json(path / f"{name}.json") for name in ("measures", "words"))
    return Results(path, definitions, provenance, words)


def read_provenance(path: Path) -> dict[str, Any]:
    """Return where the numbers of a folder come from.

    Raises
    ------
    ResultsError
        If there are none, they cannot be read, or a newer exposim than this one wrote them: what its columns mean is
        not known here.
    """
    provenance = read_json(path / "provenance.json")
    key = provenance.get("key")
    if not isinstance(key, dict):
        raise ResultsError(f"{path / 'provenance.json'}: has no key; wanted the provenance that a run wrote")
    model, here = str(key.get("model")), version("exposim")
    if _numbers(model) > _numbers(here):
        raise ResultsError(
            f"{path}: was written by exposim {model}; this is {here}; wanted that version or a newer one"
        )
    return provenance


def _numbers(model: str) -> tuple[int, ...]:
    """Return the numbers of a version, to be compared; a pre-release is taken for its release.

    >>> _numbers("0.10.1.dev3") > _numbers("0.9")
    True
    """
    return tuple(int(part) for part in re.findall(r"\d+", re.split(r"[a-z+-]", model)[0]))


def read_json(path: Path) -> dict[str, Any]:
    """Return a mapping that a run wrote as JSON.

    Raises
    ------
    ResultsError
        If it is missing or cannot be read.
    """
    try:
        content = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise ResultsError(f"{path.parent}: has no {path.name}; wanted a folder of results") from None
    except (OSError, ValueError) as error:
        raise ResultsError(f"{path}: cannot be read: {error}; wanted JSON") from error
    if not isinstance(content, dict):
        raise ResultsError(f"{path}: is no mapping; wanted the JSON that a run wrote")
    return content
