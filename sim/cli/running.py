"""`exposim run`: a run with its progress on stderr and its results on stdout."""

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sim.cli import progress
from sim.cli.refusal import Refusal
from sim.experiment.runner import RunReport, run_replications
from sim.scenario.faults import escaped

if TYPE_CHECKING:
    from sim.experiment.events import Verdict
    from sim.experiment.precision import Precise
    from sim.results.folder import ResultsFolder
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
    precision: str | None = None
    most: int | None = None
    plugins: tuple[str, ...] = ()

    @property
    def command(self) -> str:
        """The command that comes to the same results, and finds them in the folder."""
        words = ["exposim", "run", self.file, "-r", str(self.replications), "-o", str(self.folder)]
        words += ["--seed", str(self.seed)] if self.seed != 1 else []
        words += [word for plugin in self.plugins for word in ("--plugin", plugin)]
        return shlex.join([*words, *(word for setting in self.settings for word in ("--set", setting))])


def carry_out(loaded: "Loaded", order: Order, form: str) -> int:
    """Run, tell how it went, print the results, and return the exit status."""
    from sim.experiment.keeping import prepare
    from sim.experiment.precision import read_precision
    from sim.results.folder import FolderError

    wish = None if order.precision is None else read_precision(order.precision)
    try:
        folder = prepare(order.folder, loaded, seed=order.seed)
    except FolderError as error:
        raise Refusal(str(error)) from error
    for path in folder.corrupt:
        _tell(f"{path}: could not be read and was set aside; its replication is played again")
    try:
        with folder:
            precise = _played(loaded, order, folder, wish)
    except FolderError:
        _tell("what is finished is kept; the same command goes on from there")
        raise
    report = precise.report
    order = order._replace(replications=report.wanted)
    _tell_of_failures(report, order.folder)
    if wish is not None and not report.interrupted:
        _tell_of_precision(precise, wish)
    if report.interrupted:
        _tell_of_interruption(report, order.folder)
        return report.status
    if report.kept:
        _print_results(loaded, order, report, form)
    return report.status


def _played(loaded: "Loaded", order: Order, folder: "ResultsFolder", wish: float | None) -> "Precise":
    """Play the replications asked for, or as many as a precision needs."""
    from sim.experiment.precision import MOST, Precise, run_to_precision

    def play(replications: int) -> RunReport:
        with progress.shown(loaded.name) as report_progress:
            return run_replications(
                loaded,
                replications=replications,
                seed=order.seed,
                workers=order.workers,
                folder=folder,
                progress=report_progress,
                journal=order.trace,
            )

    if wish is None:
        return Precise(play(order.replications), (), 0.95, ())
    return run_to_precision(play, order.folder, wish, most=order.most or MOST)


def _tell_of_precision(precise: "Precise", wish: float) -> None:
    """Say whether the wish was reached, and where it was not."""
    sure = max((width.relative for width in precise.widths), default=0.0)
    if precise.reached:
        _tell(f"precision: {len(precise.widths)} main measures together are sure to {100 * sure:.2g} % at most")
    for width in precise.widths:
        if not width.reached:
            sure_to = f"{100 * width.relative:.2g} %"
            _tell(f"precision: {width.measure}, {width.period}: only {sure_to}; the budget ended, see --max-runs")
    if precise.nothing:
        _tell(f"precision: nothing was seen of {', '.join(precise.nothing)}, which was not waited for")


def play_unknowns(loaded: "Loaded", order: Order, draws: int, form: str) -> int:
    """Play a scenario at draws of its unknowns, and return the exit status."""
    from sim.cli.study_orders import Order as StudyOrder
    from sim.cli.study_orders import carry_out as play_study
    from sim.experiment.designs import ALONE
    from sim.experiment.levels import AS_IT_IS
    from sim.experiment.plans import MOST_RUNS, Wish, planned

    if order.trace:
        raise Refusal("--trace: is asked for beside --unknowns; wanted one of them")
    wish = Wish(order.replications, order.seed, draws, most_runs=order.most or MOST_RUNS)
    plan = planned(loaded, [AS_IT_IS], ALONE, wish)
    return play_study(plan, StudyOrder(order.folder, order.workers, False, False, (1, 1), form))


def verify(loaded: "Loaded", seed: int, path: Path) -> int:
    """Play replications again and compare their events with kept journals; return the exit status."""
    from sim.experiment.events import JournalError, journals, verified

    try:
        verdicts = verified(loaded, seed, journals(path))
        return max([_told(verdict, seed) for verdict in verdicts])
    except JournalError as error:
        raise Refusal(f"--verify-events {error}") from None


def _told(verdict: "Verdict", seed: int) -> int:
    """Print what became of one journal; return 1 if it differs."""
    said = verdict.difference or f"all {verdict.events:,} events are the same"
    played = f"{verdict.file}: replication {verdict.replication}, seed {seed}"
    print(f"{played}: {said}; fingerprint {verdict.fingerprint}")
    return 1 if verdict.difference else 0


def _tell(text: str) -> None:
    print(text, file=sys.stderr)


def _tell_of_failures(report: RunReport, folder: Path) -> None:
    for failure in report.failures:
        _tell(f"replication {failure.replication} failed: {escaped(failure.error)}")
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
