"""Panel Paper: figures, tables and a page of results."""

import shlex
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.refusal import Refusal
from sim.cli.start import File, Plugins, TableForm, load


class PaperForm(StrEnum):
    """Forms of tables for papers."""

    markdown = "markdown"
    latex = "latex"
    csv = "csv"


def plot(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="A kind of figure; 'kinds' lists them.")],
    folder: Annotated[Path | None, typer.Argument(metavar="DIR", help="Results of a run, or a study.")] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help=".pdf, .svg or .png; KIND.pdf if left out.")
    ] = None,
    page: Annotated[str, typer.Option("--for", help="ieee, acm, elsevier, nature or slides.")] = "ieee",
    columns: Annotated[
        int | None, typer.Option("--columns", min=1, max=2, help="Width; the kind's own if left out.")
    ] = None,
    options: Annotated[
        list[str] | None,
        typer.Option("--with", metavar="NAME=VALUE", help="An option of the kind, such as period=after; repeatable."),
    ] = None,
) -> None:
    """Draw a figure of results, and write its numbers as CSV beside it.

    `exposim plot kinds` lists the kinds with what they show and their options.
    """
    if kind == "kinds":
        typer.echo(_kinds())
        return
    if folder is None:
        raise Refusal(f"plot {kind}: no folder is given; wanted the results of a run, or a study")
    from analysis.figures import draw

    command = shlex.join(["exposim", *sys.argv[1:]])
    drawn = draw(
        kind,
        folder,
        output or Path(f"{kind}.pdf"),
        page=page,
        columns=columns,
        command=command,
        options=_options(options or []),
    )
    for note in drawn.notes:
        typer.echo(f"{kind}: {note}", err=True)
    typer.echo("\n".join(map(str, drawn.files)))


def figures(
    file: File,
    run: Annotated[
        Path | None, typer.Option("--run", metavar="DIR", help="Results of a run; results/NAME if left out.")
    ] = None,
    study: Annotated[
        Path | None, typer.Option("--study", metavar="DIR", help="A study; results/NAME-study if left out.")
    ] = None,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Folder of the figures.")] = Path(
        "figures"
    ),
) -> None:
    """Draw all figures that a scenario's figures block names, from results of `run` and `study`.

    Exit status 2 if one of them cannot be drawn; the others are.
    """
    from sim.experiment.paper_figures import Folders, draw_figures

    loaded = load(file, None, warn=False)
    results = Path("results")
    folders = Folders(run or results / loaded.name, study or results / f"{loaded.name}-study", output)
    drawings = draw_figures(loaded, folders, shlex.join(["exposim", *sys.argv[1:]]))
    for line in (*drawings.notes, *drawings.failed):
        typer.echo(line, err=True)
    if drawings.files:
        typer.echo("\n".join(map(str, drawings.files)))
    if drawings.failed:
        raise typer.Exit(2)


def table(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="[KIND] DIR", help="main, measure, differences, ranks, indices or parameters; the folder."
        ),
    ],
    measure: Annotated[str | None, typer.Option("--measure", help="Measures, apart by commas; name@stage.")] = None,
    by: Annotated[str, typer.Option("--by", help="Label of the rows of a measure, such as operator.")] = "",
    baseline: Annotated[str | None, typer.Option("--baseline", help="Policy or point that others differ from.")] = None,
    policy: Annotated[str | None, typer.Option("--policy", help="Policy whose indices are told.")] = None,
    better: Annotated[str | None, typer.Option("--better", help="less or more of the measure, for ranks.")] = None,
    form: Annotated[PaperForm, typer.Option("--format", help="Form of the table.")] = PaperForm.markdown,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="File to write; stdout if left out.")
    ] = None,
) -> None:
    """Print a table for a paper: main measures, a measure by a label, differences or ranks of policies, or all values.

    `exposim table parameters DIR` is "Table 1": every value with its range, source and status.
    """
    if len(words) > 2:
        raise Refusal(f"table: is given {len(words)} words; wanted [KIND] DIR")
    from sim.cli.paper_tables import Wish, chosen

    wish = Wish(words[0] if len(words) == 2 else None, Path(words[-1]), measure, by, baseline, policy, better)
    text = chosen(wish, form.value)
    if output is None:
        typer.echo(text, nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Refusal(f"{output}: {error.strerror}; wanted a file that can be written") from None
    typer.echo(f"written: {output}", err=True)


def report(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Results of a run, or a study.")],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="The page, which ends in .html.")
    ] = Path("report.html"),
) -> None:
    """Write a page that holds all of a run or a study: words, measures, figures, values, sources; it needs no network.

    Tables are sorted by a click or a key on their heads; the page prints, and follows light and dark.
    """
    from analysis.report import write_page

    reported = write_page(folder, output, command=shlex.join(["exposim", *sys.argv[1:]]))
    for note in reported.notes:
        typer.echo(f"report: {note}", err=True)
    typer.echo(reported.file)


def explain(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Results of a run, or a study.")],
    point: Annotated[
        str | None, typer.Option("--point", metavar="NAME", help="Of a study: which point, or policy of one point.")
    ] = None,
    draw: Annotated[
        int | None, typer.Option("--draw", min=0, help="Of a study with unknowns: which draw; the first if left out.")
    ] = None,
    person: Annotated[
        str | None, typer.Option("--person", metavar="N", help="Tell how person N was exposed; 'any' is the first.")
    ] = None,
    request: Annotated[
        str | None,
        typer.Option("--request", metavar="N", help="Tell of the N-th request item to end; 'any' is one that exposed."),
    ] = None,
    provisions: Annotated[
        bool, typer.Option("--provisions", help="Play the scenario without each provision of its laws.")
    ] = False,
    plugins: Plugins = None,
    replication: Annotated[
        int | None,
        typer.Option("--replication", min=0, help="Which one; without it the first, and for totals all."),
    ] = None,
    replications: Annotated[
        int | None, typer.Option("--replications", "-r", min=1, help="Of --provisions; those of DIR if left out.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", min=0, help="Processes; 0 works in this one, for debugging.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Figure (.svg, .pdf, .png), or folder of --provisions."),
    ] = None,
    form: Annotated[TableForm, typer.Option("--format", help="Form of what is found.")] = TableForm.table,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what --provisions would play.")] = False,
) -> None:
    """Explain results: who was exposed by what, and which law had the record kept.

    Plays the replication again and refuses if it comes out otherwise. Without --person, --request or --provisions it
    gives totals by channel, operator and law.
    """
    from sim.cli.explaining import Wish, carry_out

    wish = Wish(
        folder, person, request, provisions, replication, replications, workers, output, form.value, dry_run, point,
        draw,
    )  # fmt: skip
    raise typer.Exit(carry_out(wish))


def _options(given: list[str]) -> dict[str, str]:
    """Return options by name."""
    pairs = [one.partition("=") for one in given]
    for name, equals, _ in pairs:
        if not equals:
            raise Refusal(f"--with: is {name!r}; wanted NAME=VALUE, such as period=after")
    return {name.strip(): value.strip() for name, _, value in pairs}


def _kinds() -> str:
    from analysis.figures.kinds import KINDS
    from sim.cli.layout import columns

    rows = [(name, kind.about, ", ".join(kind.options)) for name, kind in sorted(KINDS.items())]
    return columns([("kind", "shows", "options"), *rows])
