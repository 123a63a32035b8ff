"""Panel Start: make, list, show, check and run a scenario."""

from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.refusal import Refusal

if TYPE_CHECKING:
    from sim.scenario.loading import Loaded

NAMES = {"catalogue": "list"}
"""Verbs whose name a Python function cannot well have."""


def _names(begun: str) -> list[str]:
    """Return the names of the catalogue that begin so, for shells; where none does, a shell offers files."""
    from sim.scenario.catalogue import names

    return [name for name in names() if name.startswith(begun)]


File = Annotated[
    str,
    typer.Argument(metavar="FILE", help="A scenario file, or a name that 'exposim list' shows.", autocompletion=_names),
]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Change one value, such as laws.csl.off=true; may be repeated."),
]


def _use(modules: list[str] | None) -> list[str] | None:
    """Load plug-ins while the command line is read, before anything looks at a scenario."""
    from sim.plugin import PluginError, use_plugin

    try:
        for module in modules or []:
            use_plugin(module)
    except PluginError as error:
        raise Refusal(f"--plugin {error}") from None
    return modules


Plugins = Annotated[
    list[str] | None,
    typer.Option(
        "--plugin", metavar="MODULE", callback=_use, help="A module of your own measures, map sources or actors."
    ),
]


class TextForm(StrEnum):
    """Forms of what `check` finds."""

    text = "text"
    json = "json"


class TableForm(StrEnum):
    """Forms of the results on stdout."""

    table = "table"
    json = "json"
    csv = "csv"


class Starter(StrEnum):
    """What a new scenario begins with."""

    law = "law"
    inspections = "inspections"
    abroad = "abroad"


def new(
    file: Annotated[Path, typer.Argument(metavar="[FILE]", help="File to write.")] = Path("scenario.yaml"),
    starter: Annotated[
        Starter,
        typer.Option("--starter", help="One law of retention, inspections, or a platform abroad with a filter."),
    ] = Starter.law,
) -> None:
    """Write a commented scenario to begin with; an existing file is left alone."""
    source = Path(__file__).parent / "starters" / f"{starter.value}.yaml"
    text = source.read_text(encoding="utf-8").replace(" FILE", f" {file}")
    try:
        with file.open("x", encoding="utf-8") as opened:
            opened.write(text)
    except FileExistsError:
        raise Refusal(f"{file}: exists already; wanted the name of a new file") from None
    except OSError as error:
        raise Refusal(f"{file}: {error.strerror}; wanted a file that can be written") from None
    typer.echo(f"written: {file}\nnext: exposim check {file}", err=True)


def catalogue() -> None:
    """List the scenarios that come with exposim, and say whether each is reviewed (see scenarios/README.md)."""
    from sim.cli.layout import columns
    from sim.scenario.catalogue import entries

    typer.echo(columns([(entry.name, entry.review, entry.title) for entry in entries()]))


def show(
    file: File,
    settings: Settings = None,
    plugins: Plugins = None,
    resolved: Annotated[bool, typer.Option("--resolved", help="Print the scenario file with every default.")] = False,
) -> None:
    """Tell a scenario in words: operators, laws on a time line, and every value as it is read."""
    from sim.cli.telling import told_in_words

    loaded = load(file, settings)
    if resolved:
        typer.echo(loaded.resolved(), nl=False)
        return
    from sim.scenario.words import words

    typer.echo(told_in_words(words(loaded)))


def check(
    file: Annotated[str | None, typer.Argument(metavar="FILE", help="A scenario file or catalogue name.")] = None,
    settings: Settings = None,
    plugins: Plugins = None,
    explain: Annotated[str | None, typer.Option("--explain", metavar="CODE", help="Say what a code means.")] = None,
    form: Annotated[TextForm, typer.Option("--format", help="Form of what is found.")] = TextForm.text,
) -> None:
    """Find every fault of a scenario, warn of what is probably not meant, and estimate the work of a run."""
    from sim.cli.checking import checked_as_json, checked_as_text, meaning_of
    from sim.experiment.policies import with_policies

    if explain is not None:
        typer.echo(meaning_of(explain))
        return
    if file is None:
        raise Refusal("check: no file is given; wanted a scenario file or a catalogue name")
    if form is TextForm.text:
        typer.echo(checked_as_text(with_policies(load(file, settings, warn=False))))
        return
    from sim.cli.layout import as_json

    status, found = checked_as_json(lambda: with_policies(load(file, settings, warn=False)))
    typer.echo(as_json(found, indent=2))
    raise typer.Exit(status)


class FitStatus(StrEnum):
    """Statuses of fitted numbers: calculated from figures that were read, or only reported."""

    derived = "derived"
    unverified = "unverified"
    assumption = "assumption"


class FitFamily(StrEnum):
    """Families of ages that `fit` knows."""

    exponential = "exponential"
    gamma = "gamma"
    lognormal = "lognormal"


def fit(
    table: Annotated[Path, typer.Argument(metavar="TABLE", help="A CSV file with columns upper, and count or share.")],
    cut_at: Annotated[
        str | None, typer.Option("--cut-at", metavar="DURATION", help="Age beyond which nothing could be seen.")
    ] = None,
    number: Annotated[int | None, typer.Option("--number", min=1, help="Of how many the shares are.")] = None,
    family: Annotated[FitFamily | None, typer.Option("--family", help="One family; all if left out.")] = None,
    source: Annotated[str | None, typer.Option("--source", metavar="KEY", help="Key of references.bib.")] = None,
    status: Annotated[FitStatus, typer.Option("--status", help="Status of the numbers.")] = FitStatus.derived,
    form: Annotated[TextForm, typer.Option("--format", help="Form of the fits.")] = TextForm.text,
) -> None:
    """Fit the age of what is wanted to a published table of ages that the law itself cut off.

    Maximum likelihood given that an age was under --cut-at; prints what a scenario may say of it.
    """
    from sim.cli import fitting

    read = fitting.read_table(table, cut_at, number)
    told = fitting.Told(read, None if source is None else fitting.plain(source, "--source"), status.value)
    found = fitting.fitted(read, None if family is None else family.value)
    typer.echo((fitting.as_json if form is TextForm.json else fitting.as_text)(found, told))


def run(
    file: File,
    replications: Annotated[
        int, typer.Option("--replications", "-r", min=1, help="How often the scenario is played.")
    ] = 5,
    settings: Settings = None,
    plugins: Plugins = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Start of all random draws.")] = 1,
    workers: Annotated[
        int | None, typer.Option("--workers", min=0, help="Processes; 0 works in this one, for debugging.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="DIR", help="Results folder; results/NAME if left out.")
    ] = None,
    form: Annotated[TableForm, typer.Option("--format", help="Form of the results on stdout.")] = TableForm.table,
    trace: Annotated[bool, typer.Option("--trace", help="Write every fact to trace/*.parquet in the folder.")] = False,
    verify_events: Annotated[
        Path | None,
        typer.Option(
            "--verify-events", metavar="FILE", help="Play again and compare with a kept trace; write nothing."
        ),
    ] = None,
    precision: Annotated[
        str | None,
        typer.Option("--precision", metavar="5%", help="Add replications until every main measure is so sure."),
    ] = None,
    unknowns: Annotated[
        int, typer.Option("--unknowns", metavar="N", min=0, help="Draw every value with a range N times.")
    ] = 0,
    max_runs: Annotated[
        int | None, typer.Option("--max-runs", min=2, help="Budget of --precision (200) and --unknowns (10000).")
    ] = None,
) -> None:
    """Play a scenario, keep the results in a folder and print the main measures with 95 % intervals.

    The same command continues a run that was interrupted.
    """
    if verify_events is None:
        call_workers(workers)
    from sim.cli.running import Order, carry_out, play_unknowns, verify

    loaded, own = load(file, settings), tuple(plugins or ())
    if sum(map(bool, (verify_events, precision, unknowns))) > 1:
        raise Refusal("run: --verify-events, --precision and --unknowns exclude each other; wanted one of them")
    if verify_events is not None:
        raise typer.Exit(verify(loaded, seed, verify_events))
    if unknowns:
        folder = output or Path("results") / f"{loaded.name}-unknowns"
        order = Order(file, replications, seed, workers, folder, trace, settings or [], None, max_runs, own)
        raise typer.Exit(play_unknowns(loaded, order, unknowns, form.value))
    folder = output or Path("results") / loaded.name
    order = Order(file, replications, seed, workers, folder, trace, settings or [], precision, max_runs, own)
    raise typer.Exit(carry_out(loaded, order, form.value))


def call_workers(workers: int | None) -> None:
    """Let what worker processes are forked from load the simulator while this process reads the scenario."""
    from sim.experiment.births import start_server

    if workers != 0:
        with suppress(OSError, EOFError):  # whoever wants a worker is told
            start_server()


def load(file: str, settings: list[str] | None, *, warn: bool = True) -> "Loaded":
    """Return a checked scenario; its warnings go to stderr."""
    from sim.entry import load_scenario
    from sim.scenario.faults import told

    loaded = load_scenario(file, settings or ())
    if warn and loaded.warnings:
        typer.echo(told(loaded.warnings), err=True)
    return loaded
