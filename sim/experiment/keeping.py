"""Where a run is kept: its folder, made or found again, with all that says where its numbers come from."""

import math
import sys
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sim.results.folder import ResultsFolder
from sim.results.provenance import provenance
from sim.scenario.loading import Loaded
from sim.scenario.words import words


def prepare(path: Path | str, loaded: Loaded, *, seed: int) -> ResultsFolder:
    """Make the folder of a run, or go on with the one that the same run left.

    It holds the resolved scenario and the tables and maps that this names, so that it runs again by itself.

    Raises
    ------
    FolderError
        If the folder belongs to another run or to something else, or cannot be written to.
    """
    key = {"scenario": loaded.key, "seed": seed, "model": version("exposim")}
    said = words(loaded).as_data()
    folder = ResultsFolder.create(path, key, loaded.resolved(), provenance(seed=seed, command=sys.argv), said)
    loaded.save(folder.path)
    return folder


def _plain(value: Any) -> Any:
    """Return data without infinities, which JSON does not have: a period without end is None."""
    if isinstance(value, Mapping):
        return {key: _plain(inside) for key, inside in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inside) for inside in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
