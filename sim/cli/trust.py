"""Panel Trust: what lets others check a scenario and its results."""

import json
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.start import TextForm


def schema(
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File to write; stdout if left out.")] = None,
) -> None:
    """Print the JSON Schema of scenario files, for editors."""
    from sim.scenario.schema import schema as scenario_schema

    text = json.dumps(scenario_schema(), indent=2, ensure_ascii=False) + "\n"
    if output is None:
        typer.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")
        typer.echo(f"written: {output}", err=True)


def verify(
    names: Annotated[
        list[str] | None, typer.Option("--check", metavar="NAME", help="A check to play; may be repeated.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Play the longer checks too (some minutes).")] = False,
    listed: Annotated[bool, typer.Option("--list", help="List the checks and play none.")] = False,
    seed: Annotated[
        int | None, typer.Option("--seed", min=0, help="Start of all draws; a fresh one, which is said, if left out.")
    ] = None,
    form: Annotated[TextForm, typer.Option("--format", help="Form of the table.")] = TextForm.text,
) -> None:
    """Compare the simulator with closed forms on fresh draws, within margins that a biased draw would leave.

    Exit status 1 if any check cannot show that.
    """
    from sim.cli.verifying import chosen, list_of, play

    if listed:
        typer.echo(list_of())
        return
    raise typer.Exit(play(chosen(names or [], everything=everything), seed, form.value))
