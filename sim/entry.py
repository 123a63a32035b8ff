"""What a script uses: load a scenario, run it."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.build.geography import places_of
from sim.scenario.loading import Loaded, load

if TYPE_CHECKING:
    from analysis.loading import Results


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


def run(
    loaded: Loaded,
    *,
    replications: int = 5,
    seed: int = 1,
    workers: int | None = None,
    out: str | Path | None = None,
) -> "Results":
    """Run a scenario and return its results.

    Parameters
    ----------
    replications : int, >= 1
        Replications that the folder holds already are not run again.
    workers : int, optional
        Worker processes; 0 works in this process, left out takes one for each processor.
    out : str or Path, optional
        The folder of the results; `results/NAME` if left out.

    Raises
    ------
    FolderError
        If the folder belongs to another run, or cannot be written to; nothing is simulated then.
    RuntimeError
        If a replication failed or the run was called off; what was finished is kept.
    """
    from analysis.loading import load_results
    from sim.experiment.keeping import prepare
    from sim.experiment.runner import run_replications

    path = Path(out) if out is not None else Path("results") / loaded.name
    folder = prepare(path, loaded, seed=seed)
    report = run_replications(loaded, replications=replications, seed=seed, workers=workers, folder=folder)
    if not report.complete:
        failed = "; ".join(f"replication {f.replication}: {f.error}" for f in report.failures) or "called off"
        raise RuntimeError(f"{path}: has {len(report.kept)} of {report.wanted} replications; {failed}")
    return load_results(path)
