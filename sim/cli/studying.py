"""Panel Study: play, sweep, compare and merge."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.refusal import Refusal
from sim.cli.start import File, Plugins, Settings, TableForm, call_workers, load

Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="DIR", help="Folder of the study.")]
Workers = Annotated[int | None, typer.Option("--workers", min=0, help="Processes; 0 works in this one, for debugging.")]
Seed = Annotated[int, typer.Option("--seed", min=0, help="Start of all random draws.")]
Replications = Annotated[
    int | None, typer.Option("--replications", "-r", min=1, help="How often each point is played.")
]
Draws = Annotated[
    int | None,
    typer.Option("--unknowns", metavar="N", min=0, help="Draw every value with a range N times; 0 holds them fixed."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be played, and play nothing.")]
MaxRuns = Annotated[int, typer.Option("--max-runs", min=1, help="Refuse a larger study.")]
Retry = Annotated[bool, typer.Option("--retry-failed", help="Play runs again that failed before.")]
Precision = Annotated[
    str | None,
    typer.Option("--precision", metavar="5%", help="Add replications to each point until its measures are so sure."),
]
Share = Annotated[str, typer.Option("--share", metavar="K/N", help="Play the K-th of N parts of the runs; see merge.")]
Dask = Annotated[
    str | None, typer.Option("--dask", metavar="ADDRESS", help="Play on the dask cluster of this scheduler.")
]
Form = Annotated[TableForm, typer.Option("--format", help="Form of the results on stdout.")]
Vary = Annotated[
    list[str] | None,
    typer.Option(
        "--vary", metavar="PATH=VALUES", help="a,b,c or low..high:5; 'a=1,2;b=3,4' vary together; repeatable."
    ),
]
Measures = Annotated[
    str, typer.Option("--measures", metavar="A,B", help="Measures of the table, name@stage where one is meant.")
]
MOST = 10_000
POINTS = "Points of lhs and sobol, trajectories of morris, points of either sample of saltelli (a power of 2)."


class Design(StrEnum):
    """Designs of a sweep."""

    grid = "grid"
    lhs = "lhs"
    sobol = "sobol"
    morris = "morris"
    saltelli = "saltelli"


def study(
    file: File,
    settings: Settings = None,
    plugins: Plugins = None,
    replications: Replications = None,
    seed: Seed = 1,
    unknowns: Draws = None,
    precision: Precision = None,
    workers: Workers = None,
    output: Output = None,
    dry_run: DryRun = False,
    max_runs: MaxRuns = MOST,
    retry_failed: Retry = False,
    share: Share = "1/1",
    dask: Dask = None,
    form: Form = TableForm.table,
) -> None:
    """Play the policies of a scenario's study block on the same draws, and compare them with its baseline.

    The same command goes on with what is missing; more points or replications cost only themselves.
    """
    if not dry_run and dask is None:
        call_workers(workers)
    from sim.cli.study_orders import Order, carry_out
    from sim.experiment.plans import block_wish, of_block, planned

    loaded = load(file, settings)
    sure = _precision(precision)
    wish = block_wish(loaded, replications=replications, seed=seed, draws=unknowns, most_runs=max_runs, precision=sure)
    plan = planned(loaded, *of_block(loaded, seed), wish)
    folder = output or Path("results") / f"{loaded.name}-study"
    order = Order(folder, workers, dry_run, retry_failed, _share(share), form.value, dask)
    raise typer.Exit(carry_out(plan, order))


def sweep(
    file: File,
    vary: Vary = None,
    design: Annotated[Design, typer.Option("--design", help="How values are combined.")] = Design.grid,
    points: Annotated[int | None, typer.Option("--points", min=1, help=POINTS)] = None,
    where: Annotated[
        list[str] | None,
        typer.Option("--where", metavar="CONDITION", help="Play only such points: 'at_least <= at_most'; repeatable."),
    ] = None,
    settings: Settings = None,
    plugins: Plugins = None,
    replications: Replications = 5,
    seed: Seed = 1,
    unknowns: Draws = 0,
    precision: Precision = None,
    measures: Measures = "",
    baseline: Annotated[str | None, typer.Option("--baseline", help="Name of the point to compare with.")] = None,
    workers: Workers = None,
    output: Output = None,
    dry_run: DryRun = False,
    max_runs: MaxRuns = MOST,
    retry_failed: Retry = False,
    share: Share = "1/1",
    dask: Dask = None,
    form: Form = TableForm.table,
) -> None:
    """Play a scenario at many values of some of its paths, on the same draws.

    The same command goes on with what is missing; more points or replications cost only themselves.
    """
    if not vary:
        raise Refusal("sweep: nothing is varied; wanted at least one --vary, such as --vary path=a,b,c")
    if not dry_run and dask is None:
        call_workers(workers)
    from sim.cli.study_orders import Order, carry_out
    from sim.experiment.drafts import draft_of_options
    from sim.experiment.levels import AS_IT_IS
    from sim.experiment.plans import Wish, planned

    loaded = load(file, settings)
    chosen = tuple(filter(None, (name.strip() for name in measures.split(","))))
    wish = Wish(replications or 5, seed, unknowns or 0, baseline, chosen, max_runs, _precision(precision))
    made = draft_of_options(vary, loaded, design=design.value, points=points, seed=seed, where=where or ())
    plan = planned(loaded, [AS_IT_IS], made, wish)
    folder = output or Path("results") / f"{loaded.name}-sweep"
    order = Order(folder, workers, dry_run, retry_failed, _share(share), form.value, dask)
    raise typer.Exit(carry_out(plan, order))


def compare(
    folders: Annotated[list[Path], typer.Argument(metavar="A [B ...]", help="A study, or results and others.")],
    baseline: Annotated[str | None, typer.Option("--baseline", help="Policy or point of a study.")] = None,
    form: Form = TableForm.table,
) -> None:
    """Say what differs, on the same draws: between the points of a study, or between results and those of A."""
    from sim.cli.study_output import compared

    typer.echo(compared(folders, baseline, form.value), nl=False)


def merge(
    folders: Annotated[list[Path], typer.Argument(metavar="DIR ...", help="Folders of one study.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Folder that they are joined in.")],
) -> None:
    """Join the runs of a study that were played on several machines."""
    from sim.experiment.merging import merged
    from sim.results.folder import FolderError

    try:
        joined = merged(folders, output)
    except FolderError as error:
        raise Refusal(str(error)) from error
    typer.echo(str(joined), err=True)
    raise typer.Exit(1 if joined.corrupt else 0)


def _precision(text: str | None) -> float | None:
    from sim.experiment.precision import read_precision

    return None if text is None else read_precision(text)


def _share(text: str) -> tuple[int, int]:
    part, _, of = text.partition("/")
    if not (part.isdigit() and of.isdigit() and 1 <= int(part) <= int(of)):
        raise Refusal(f"--share: is {text!r}; wanted K/N with K from 1 to N, such as 2/4")
    return int(part), int(of)
