"""What a script uses: load a scenario, run it, vary it, compare what came of it."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from sim.build.geography import places_of
from sim.scenario.loading import Loaded, load

if TYPE_CHECKING:
    import pandas as pd

    from analysis.loading import Results
    from analysis.studies import Study
    from sim.experiment.designs import Design
    from sim.experiment.plans import Plan, Wish


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


@overload
def run(
    loaded: Loaded, *, replications: int = ..., seed: int = ..., workers: int | None = ...,
    out: str | Path | None = ..., precision: str | float | None = ..., unknowns: None = ..., max_runs: int | None = ...,
) -> "Results": ...  # fmt: skip
@overload
def run(
    loaded: Loaded, *, replications: int = ..., seed: int = ..., workers: int | None = ...,
    out: str | Path | None = ..., precision: None = ..., unknowns: int, max_runs: int | None = ...,
) -> "Study": ...  # fmt: skip
def run(
    loaded: Loaded,
    *,
    replications: int = 5,
    seed: int = 1,
    workers: int | None = None,
    out: str | Path | None = None,
    precision: str | float | None = None,
    unknowns: int | None = None,
    max_runs: int | None = None,
) -> "Results | Study":
    """Run a scenario and return its results.

    Parameters
    ----------
    replications : int, >= 1
        Replications that the folder holds already are not run again.
    workers : int, optional
        Worker processes; 0 works in this process, left out takes one for each processor.
    out : str or Path, optional
        The folder of the results; `results/NAME` if left out, `results/NAME-unknowns` with `unknowns`.
    precision : str or float, optional
        Such as `5 %` or 0.05: replications are added until every main measure is so sure, or `max_runs` are played
        (200 if left out). `replications` is not looked at.
    unknowns : int, >= 2, optional
        Draw every value that has a range so many times, and play each draw: the result is a `Study`.

    Raises
    ------
    FolderError
        If the folder belongs to another run, or cannot be written to; nothing is simulated then.
    RuntimeError
        If a replication failed or the run was called off; what was finished is kept.
    """
    from analysis.loading import load_results
    from sim.experiment.keeping import prepare
    from sim.experiment.precision import MOST, read_precision, run_to_precision
    from sim.experiment.runner import run_replications

    if unknowns is not None:
        if precision is not None:
            raise ValueError("precision: is asked for beside unknowns; wanted one of them")
        where = out if out is not None else Path("results") / f"{loaded.name}-unknowns"
        wish = _wish(replications, seed, unknowns, max_runs)
        return _played(_planned(loaded, [("", {})], {}, "grid", None, (), wish), where, workers, False)
    path = Path(out) if out is not None else Path("results") / loaded.name
    wished = None if precision is None else read_precision(precision)
    with prepare(path, loaded, seed=seed) as folder:
        play = partial(run_replications, loaded, seed=seed, workers=workers, folder=folder)
        if wished is None:
            report = play(replications=replications)
        else:
            report = run_to_precision(lambda n: play(replications=n), path, wished, most=max_runs or MOST).report
    if not report.complete:
        failed = "; ".join(f"replication {f.replication}: {f.error}" for f in report.failures) or "called off"
        raise RuntimeError(f"{path}: has {len(report.kept)} of {report.wanted} replications; {failed}")
    return load_results(path)


def sweep(
    base: Loaded,
    *,
    vary: Mapping[Any, Any],
    policies: Mapping[str, Mapping[str, Any]] | None = None,
    design: "Design" = "grid",
    points: int | None = None,
    where: Sequence[str] = (),
    replications: int = 5,
    seed: int = 1,
    unknowns: int = 0,
    precision: str | float | None = None,
    baseline: str | None = None,
    measures: Sequence[str] = (),
    workers: int | None = None,
    out: str | Path | None = None,
    max_runs: int | None = None,
    retry_failed: bool = False,
    dask: str | None = None,
) -> "Study":
    """Play a scenario at many values of some of its paths, on the same draws, and return the study.

    Parameters
    ----------
    vary : mapping
        Path to values: `{"laws.csl.retention.session.at_least": ["90 days", "180 days"]}`, to a mapping of names to
        values, or to a range as text, `"30..90 days:3"`; a tuple of paths to tuples of values, for paths that vary
        together. A value may be a quantity, a choice, a whole law, a map, or None, which removes.
    policies : mapping, optional
        Names to changes, each played at every value.
    design : str
        `grid`; or `lhs`, `sobol`, `morris` or `saltelli`, which draw `points` from ranges `"30..90 days"` and lists;
        see `sim.experiment.designs.combined`. The last two need the package SALib.
    where : sequence of str
        Conditions such as `"at_least <= at_most"`; points that do not fulfil them are left out.
    unknowns : int
        Draws of every value that has a range; 0 holds them fixed.
    precision : str or float, optional
        Such as `5 %`: replications are added to each point until its measures (the main ones, if none are named) are
        so sure, or the point has 200, or the study `max_runs`. `replications` is not looked at.
    baseline : str, optional
        The policy, or the name of the point, that `compare` compares with.
    out : str or Path, optional
        The folder of the study; `results/NAME-sweep` if left out. Runs that are there are not played again.
    dask : str, optional
        Address of the scheduler of a dask cluster that plays the runs; see docs/cluster.md.

    Raises
    ------
    ScenarioError
        With every fault of the plan; nothing is simulated then.
    FolderError
        If the folder belongs to another study, or cannot be written to.
    RuntimeError
        If runs failed or the study was called off; what was finished is kept.
    """
    wish = _wish(replications, seed, unknowns, max_runs, baseline, measures, precision)
    named = list((policies or {"": {}}).items())
    plan = _planned(base, named, vary, design, points, where, wish)
    return _played(
        plan, out if out is not None else Path("results") / f"{base.name}-sweep", workers, retry_failed, dask
    )


def study(
    base: Loaded,
    *,
    replications: int | None = None,
    seed: int = 1,
    unknowns: int | None = None,
    precision: str | float | None = None,
    workers: int | None = None,
    out: str | Path | None = None,
    max_runs: int | None = None,
    retry_failed: bool = False,
    dask: str | None = None,
) -> "Study":
    """Play the study that a scenario's `study:` block describes; what is given here overrules the block.

    Raises as `sweep` does.
    """
    from sim.experiment.plans import block_wish, of_block, planned
    from sim.experiment.precision import read_precision

    sure = None if precision is None else read_precision(precision)
    wish = block_wish(base, replications=replications, seed=seed, draws=unknowns, most_runs=max_runs, precision=sure)
    plan = planned(base, *of_block(base, seed), wish)
    return _played(
        plan, out if out is not None else Path("results") / f"{base.name}-study", workers, retry_failed, dask
    )


def compare(a: "Results | Study | str | Path", b: "Results | str | Path | None" = None) -> "pd.DataFrame":
    """Return what differs between two results, b less a, on the same draws; or between the points of a study.

    Columns are those of `analysis.comparisons.paired`.

    Raises
    ------
    ResultsError
        If there are no such results, or their draws are not the same.
    """
    from analysis.comparisons import between
    from analysis.loading import load_results
    from analysis.studies import Study, load_study

    if b is None or isinstance(a, Study):
        return a.compare() if isinstance(a, Study) else load_study(a if isinstance(a, str | Path) else a.path).compare()
    first, second = (load_results(one) if isinstance(one, str | Path) else one for one in (a, b))
    return between(first, second)


def _wish(
    replications: int,
    seed: int,
    draws: int,
    most: int | None,
    baseline: str | None = None,
    chosen: Sequence[str] = (),
    precision: str | float | None = None,
) -> "Wish":
    from sim.experiment.plans import MOST_RUNS, Wish
    from sim.experiment.precision import read_precision

    sure = None if precision is None else read_precision(precision)
    return Wish(replications, seed, draws, baseline, tuple(chosen), MOST_RUNS if most is None else most, sure)


def _planned(
    base: Loaded,
    policies: Sequence[tuple[str, Mapping[str, Any]]],
    vary: Mapping[Any, Any],
    design: "Design",
    points: int | None,
    where: Sequence[str],
    wish: "Wish",
) -> "Plan":
    from sim.experiment.drafts import draft_of_mapping
    from sim.experiment.plans import planned
    from sim.experiment.points import Level

    levels = [Level(name, changes, {}) for name, changes in policies]
    made = draft_of_mapping(vary, base, design=design, points=points, seed=wish.seed, where=where)
    return planned(base, levels, made, wish)


def _played(
    plan: "Plan", path: str | Path, workers: int | None, retry_failed: bool, dask: str | None = None
) -> "Study":
    from contextlib import nullcontext

    from analysis.studies import load_study
    from sim.experiment.cluster import joined
    from sim.experiment.studies import prepared, run_study
    from sim.experiment.study_precision import play_to_precision

    with joined(dask) if dask is not None else nullcontext() as way, prepared(path, plan) as folder:
        play = partial(run_study, folder=folder, workers=workers, retry_failed=retry_failed, way=way)
        report = play(plan) if plan.wish.precision is None else play_to_precision(plan, folder, play)[1]
    if not report.complete:
        failed = "; ".join(f"{one.name}, replication {one.replication}: {one.error}" for one in report.failures)
        raise RuntimeError(f"{path}: has {report.kept} of {report.wanted} runs; {failed or 'called off'}")
    return load_study(path)
