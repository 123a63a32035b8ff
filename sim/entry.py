"""What a script uses: load a scenario, run it."""

from collections.abc import Sequence
from pathlib import Path

from sim.build.geography import places_of
from sim.scenario.loading import Loaded, load


def load_scenario(name_or_path: str | Path, settings: Sequence[str] = ()) -> Loaded:
    """Return a checked scenario from a file or the catalogue.

    Parameters
    ----------
    name_or_path : str or Path
        A file, or the name of a shipped scenario such as `two-isps`.
    settings : sequence of str
        Changes, each `path=value`, as `--set` has them.

    Raises
    ------
    ScenarioError
        With every fault of the scenario at once.
    """
    return load(name_or_path, places_of=places_of, settings=settings)
