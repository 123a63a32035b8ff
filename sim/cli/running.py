"""`exposim run`: a run with its progress on stderr and its results on stdout."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sim.cli import output, progress
from sim.cli.refusal import Refusal
from sim.experiment.runner import RunReport

if TYPE_CHECKING:
    from sim.scenario.loading import Loaded


class Order(NamedTuple):
    """What is asked of a run."""

    replications: int
    seed: int
    workers: int | None
    folder: Path
    trace: bool


def carry_out(loaded: "Loaded", order: Order, form: str) -> int:
    """Run, tell how it went, print the results, and return the exit status."""
    from sim.experiment.keeping import run_into
    from sim.results.folder import FolderError

    try:
        with progress.shown(loaded.name) as report_progress:
            report = run_into(
                order.folder,
                loaded,
                replications=order.replications,
                seed=order.seed,
                workers=order.workers,
                progress=report_progress,
                journal=order.trace,
            )
    except FolderError as error:
        raise Refusal(str(error)) from error
    _tell_of_failures(report, order.folder)
    if report.interrupted:
        _tell_of_interruption(report, order.folder)
        return report.status
    if report.kept:
        _print_results(loaded, order, report, form)
    return report.status


def _tell(text: str) -> None:
    print(text, file=sys.stderr)


def _tell_of_failures(report: RunReport, folder: Path) -> None:
    for failure in report.failures:
        _tell(f"replication {failure.replication} failed: {failure.error}")
    if report.failures:
        _tell(f"{folder}: {len(report.failures)} of {report.wanted} replications failed; see failures.json there")


def _tell_of_interruption(report: RunReport, folder: Path) -> None:
    _tell(f"interrupted: {len(report.kept)} of {report.wanted} replications are kept in {folder}")
    _tell("the same command goes on from there")


def _print_results(loaded: "Loaded", order: Order, report: RunReport, form: str) -> None:
    from analysis.loading import load_results

    results = load_results(order.folder)
    if form == "json":
        print(output.as_json(loaded.name, order.seed, report, results.estimates))
    elif form == "csv":
        print(output.as_csv(results.estimates), end="")
    else:
        print(output.as_table(results.estimates, report))
        print(output.about(loaded, order.seed, report, order.folder))
