"""`exposim study` and `sweep`: progress on stderr, the table on stdout."""

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import NamedTuple

from sim.cli import progress
from sim.cli.checking import duration
from sim.cli.layout import columns
from sim.cli.refusal import Refusal
from sim.experiment.cluster import LostError, joined
from sim.experiment.executors import Way
from sim.experiment.plans import Plan
from sim.experiment.studies import Forecast, StudyReport, forecast, lasting, prepared, run_study
from sim.experiment.study_precision import Sureness, play_to_precision
from sim.results.folder import FolderError
from sim.results.run_files import runs_in
from sim.results.study_folder import StudyFolder, refuse_other_studies
from sim.scenario.faults import escaped, told

_MOST_TOLD = 10


class Order(NamedTuple):
    """How a study is to be played."""

    folder: Path
    workers: int | None
    dry_run: bool
    retry_failed: bool
    share: tuple[int, int]
    form: str
    dask: str | None = None


def carry_out(plan: Plan, order: Order) -> int:
    """Play a study, tell how it went, print the table, and return the exit status."""
    return played(plan, order, table=True)


def played(plan: Plan, order: Order, *, table: bool = False) -> int:
    """Play a study and tell how it went, with its table if wanted; return the exit status."""
    if plan.warnings:
        _tell(told(plan.warnings))
    if plan.wish.precision is not None and order.share != (1, 1):
        raise Refusal("--share: is asked for beside --precision, which looks at all runs; wanted one of them")
    try:
        if order.dry_run:
            refuse_other_studies(order.folder, plan.key)
            print(_as_text(plan, forecast(plan, runs_in(order.folder), order.workers)))
            return 0
        report = _played(plan, order)
    except FolderError as error:
        raise Refusal(str(error)) from error
    _tell_of(report, order)
    if table and report.kept and not report.interrupted:
        from sim.cli.study_output import printed

        print(printed(order.folder, order.form, report), end="")
    return report.status


def _played(plan: Plan, order: Order) -> StudyReport:
    """Play a study on this machine or on a cluster, which is asked before anything is written."""
    with joined(order.dask) if order.dask is not None else nullcontext() as way:
        folder = prepared(order.folder, plan)
        try:
            with folder:
                return _played_in(folder, plan, order, way)
        except (FolderError, LostError) as error:
            _tell("what is finished is kept; the same command goes on from there")
            raise OSError(str(error)) from error  # a run failed; nothing was wrong with what was asked


def _played_in(folder: StudyFolder, plan: Plan, order: Order, way: Way | None) -> StudyReport:
    def play(plan: Plan) -> StudyReport:
        with progress.shown(plan.base.name, "runs") as report_progress:
            return run_study(
                plan,
                folder,
                workers=order.workers,
                retry_failed=order.retry_failed,
                share=order.share,
                progress=report_progress,
                way=way,
            )

    if plan.wish.precision is None:
        return play(plan)
    _, report, sure = play_to_precision(plan, folder, play)
    _tell_of_precision(sure, plan.wish.precision)
    return report


def _tell_of_precision(sure: dict[str, Sureness], wish: float) -> None:
    """Say how many points are as sure as was wished, and where they are not."""
    reached = sum(one.over <= 1.0 for one in sure.values())
    if sure:
        _tell(f"precision: {reached:,} of {len(sure):,} points are sure to {100 * wish:.3g} % in all their measures")
    short = [(name, width) for name, one in sure.items() for width in one.widths if not width.reached]
    for name, width in short[:_MOST_TOLD]:
        told = f"{name}: {width.measure}, {width.period}: only {100 * width.relative:.2g} %"
        _tell(f"precision: {told}; the budget ended, see --max-runs")
    if len(short) > _MOST_TOLD:
        _tell(f"precision: and {len(short) - _MOST_TOLD} more")
    nothing = list(dict.fromkeys(measure for one in sure.values() for measure in one.nothing))
    if nothing:
        _tell(f"precision: nothing was seen at some point of {', '.join(nothing)}, which was not waited for there")


def _as_text(plan: Plan, cost: Forecast) -> str:
    """Return what a study would play: all of it in two lines, and a line for each point, the first ones of many."""
    lines = [
        f"{cost.points:,} points, {cost.runs:,} runs; {cost.there:,} of them are there",
        f"to play, roughly: {cost.requests:,.0f} requests, {duration(cost.seconds)}, {cost.bytes / 1e6:,.1f} MB",
    ]
    if plan.wish.precision is not None:
        lines.append("at least: replications are added until every point is as precise as is wished")
    if plan.left_out:
        lines.append(f"{plan.left_out:,} combinations do not fulfil the conditions and are left out")
    named: dict[str, tuple[float, float, float]] = {}
    for point in plan.points:
        many, work = plan.replications_of(point), point.loaded.expected
        runs, requests, seconds = named.get(point.name, (0.0, 0.0, 0.0))
        named[point.name] = runs + many, requests + many * work.requests, seconds + many * lasting(point)
    rows = [
        (name, f"{runs:,.0f}", f"{requests:,.0f}", duration(seconds))
        for name, (runs, requests, seconds) in list(named.items())[:_MOST_TOLD]
    ]
    lines.append(columns([("point", "runs", "requests", "work"), *rows], right=frozenset({1, 2, 3})))
    return "\n".join(lines + ([f"and {len(named) - len(rows):,} more"] if len(named) > len(rows) else []))


def _tell_of(report: StudyReport, order: Order) -> None:
    for path in report.corrupt:
        _tell(f"{path}: could not be read and was set aside; its runs were played again")
    for one in report.failures[:_MOST_TOLD]:
        _tell(f"{one.name or one.point}, replication {one.replication}, seed {one.seed} failed: {escaped(one.error)}")
    if report.failures:
        _tell(f"{order.folder}: {len(report.failures)} runs failed; see failures.json there, and --retry-failed")
    if report.interrupted:
        _tell(f"interrupted: {report.kept} of {report.wanted} runs are kept in {order.folder}")
        _tell("the same command goes on from there")


def _tell(text: str) -> None:
    print(text, file=sys.stderr)
