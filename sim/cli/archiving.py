"""Panel Trust, the archive: write one, repeat it, cite, and tell two scenarios apart."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.refusal import Refusal
from sim.cli.start import Plugins, TextForm

if TYPE_CHECKING:
    from sim.scenario.loading import Loaded

_MOST_SHOWN = 20


def archive(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Results of a run, or a study.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="CRATE", help="A new folder, or a new .zip.")],
    plugins: Plugins = None,
) -> None:
    """Write an RO-Crate of a run or a study: scenario, versions, figures, BibTeX, STRESS-DES sheet and ODD page."""
    from sim.entry import load_scenario
    from sim.experiment.archive.crate import write_crate
    from sim.experiment.rerunning import origin
    from sim.experiment.restoring import is_study, study_origin

    study = is_study(folder)
    made = study_origin(folder, load_scenario) if study else origin(folder, load_scenario)
    written = write_crate(made, output)
    for note in written.notes:
        typer.echo(note, err=True)
    what = "study" if study else "run"
    typer.echo(
        f"written: {written.path}, {written.files} files; exposim rerun {written.path} repeats the {what}", err=True
    )


def rerun(
    crate: Annotated[Path, typer.Argument(metavar="CRATE", help="An archive: a folder or a .zip.")],
    other_version: Annotated[
        bool, typer.Option("--other-version", help="Play it although another version of exposim made it.")
    ] = False,
    plugins: Plugins = None,
    workers: Annotated[
        int | None, typer.Option("--workers", min=0, help="Processes; 0 works in this one, for debugging.")
    ] = None,
    form: Annotated[TextForm, typer.Option("--format", help="Form of what is found.")] = TextForm.text,
) -> None:
    """Repeat what an archive holds and say what differs; exit status 0 if nothing does, 1 if something does."""
    from sim.cli import progress
    from sim.cli.checking import duration
    from sim.entry import load_scenario
    from sim.experiment.archive.repeating import repeated

    with progress.shown(crate.name) as report:
        found = repeated(crate, load_scenario, other_model=other_version, workers=workers, progress=report)
    if form is TextForm.json:
        told = found._asdict() | {"same": found.same, "differences": [one._asdict() for one in found.differences]}
        typer.echo(json.dumps(told, indent=1))
        raise typer.Exit(0 if found.same else 1)
    if found.other_model:
        typer.echo(f"{crate}: {found.other_model}", err=True)
    for text in (*found.failures, *map(str, found.differences[:_MOST_SHOWN])):
        typer.echo(text)
    if len(found.differences) > _MOST_SHOWN:
        typer.echo(f"and {len(found.differences) - _MOST_SHOWN:,} more")
    played = f"{found.replications:,} runs at {found.points:,} points"
    runs = played if found.points else f"{found.replications} replications"
    many = f"{found.rows:,} rows of {runs}, played again in {duration(found.seconds)}"
    typer.echo(f"the same: {many}" if found.same else f"{len(found.differences):,} of {many}, differ")
    raise typer.Exit(0 if found.same else 1)


def cite(
    source: Annotated[str, typer.Argument(metavar="FILE|DIR", help="A scenario, its name, or results.")],
    libraries: Annotated[bool, typer.Option("--libraries", help="The libraries that exposim runs on, too.")] = False,
) -> None:
    """Print BibTeX of exposim, a scenario and the sources that it names."""
    from sim.experiment.archive.citing import bibtex

    loaded, seed, model = _found(source)
    typer.echo(bibtex(loaded, seed=seed, model=model, libraries=libraries), nl=False)


def diff(
    a: Annotated[str, typer.Argument(metavar="A", help="A scenario file, a name that 'list' shows, or results.")],
    b: Annotated[str, typer.Argument(metavar="B", help="Another one.")],
    form: Annotated[TextForm, typer.Option("--format", help="Form of what is found.")] = TextForm.text,
) -> None:
    """Say what differs between two scenarios, value by value; exit status 0 if nothing does, 1 if something does."""
    from sim.experiment.differing import changes, in_words
    from sim.scenario.faults import escaped

    (before, *_), (after, *_) = _found(a), _found(b)
    found = changes(before, after)
    if form is TextForm.json:
        rows = [one._asdict() | {"counts": one.counts} for one in found]
        typer.echo(json.dumps({"a": a, "b": b, "same_numbers": before.key == after.key, "changes": rows}, indent=1))
    else:
        typer.echo("\n".join(map(escaped, in_words(before, after, (a, b)).split("\n"))))
    raise typer.Exit(1 if found else 0)


def _found(source: str) -> "tuple[Loaded, int | None, str]":
    """Return a scenario, and seed and version of results."""
    from sim.entry import load_scenario

    folder = Path(source)
    if not folder.is_dir():
        return load_scenario(source), None, ""
    file = folder / "scenario.yaml"
    if not file.is_file():
        raise Refusal(f"{source}: has no scenario.yaml; wanted a scenario file, a name that 'list' shows, or results")
    from analysis.loading import read_json

    key = read_json(folder / "provenance.json").get("key")
    if not isinstance(key, dict):
        raise Refusal(f"{folder / 'provenance.json'}: has no key; wanted the provenance of a run")
    return load_scenario(str(file)), key.get("seed"), str(key.get("model", ""))
