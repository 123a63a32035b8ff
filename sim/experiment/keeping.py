"""Where a run is kept: its folder, made or found again, with all that says where its numbers come from."""

import sys
from pathlib import Path

from sim.plugin import model_version, plugin_hashes
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
    key = {"scenario": loaded.key, "seed": seed, "model": model_version()}
    told = words(loaded).as_data()
    folder = ResultsFolder.create(
        path, key, loaded.resolved(), provenance(seed=seed, command=sys.argv, plugins=plugin_hashes()), told
    )
    try:
        loaded.save(folder.path)
    except BaseException:
        folder.close()
        raise
    return folder
