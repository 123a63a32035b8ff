"""`exposim run`: a run with its progress on stderr and its results on stdout."""

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sim.cli import progress
from sim.cli.refusal import Refusal
from sim.experiment.runner import RunReport, run_replications

if TYPE_CHECKING:
    from sim.scenario.loading import Loaded


class Order(NamedTuple):
    """What is asked of a run."""

    file: str
    replications: int
    seed: int
    workers: int | None
    folder: Path
    trace: bool
    settings: list[str]

    @property
    def command(self) -> str:
        """The command that comes to the same results, and finds them in the folder."""
        words = ["exposim", "run", self.file, "-r", str(self.replications), "-o", str(self.folder)]
        words += ["--seed", str(self.seed)] if self.seed != 1 else []
        return shlex.join([*words, *(word for setting in self.settings for word in ("--set", setting))])


def carry_out(loaded: "Loaded", order: Order, form: str) -> int:
    """Run, tell how it went, print the results, and return the exit status."""
    from sim.experiment.keeping import prepare
    from sim.results.folder import FolderError

    try:
        folder = prepare(order.folder, loaded, seed=order.seed)
    except FolderError as error:
        raise Refusal(str(error)) from error
    with progress.shown(loaded.name) as report_progress:
        report = run_replications(
            loaded,
            replications=order.replications,
            seed=order.seed,
            workers=order.workers,
            folder=folder,
            progress=report_progress,
            journal=order.trace,
        )
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
    from analysis.loading import load_results  # pandas and scipy.stats take seconds: not before there are results
    from sim.cli import output

    results = load_results(order.folder)
    estimates, held = results.frame(), len(results.replications)
    if form == "json":
        print(output.as_json(loaded.name, order.seed, report, estimates, held))
    elif form == "csv":
        print(output.as_csv(estimates), end="")
    else:
        print(output.as_table(estimates, report))
        print()
        print(output.about(loaded, order.seed, report, held))
        print(f"Results: {order.folder}")
        print(f"Next, every measure by its labels: {order.command} --format csv")
