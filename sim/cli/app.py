"""The command line's verbs and panels."""

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from sim.cli import archiving, paper, start, studying, trust


class Panels(TyperGroup):
    """Lists verbs by panel, in plain text: typer's own way of showing panels takes half a second to load."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the verbs of each panel."""
        panels: dict[str, list[tuple[str, str]]] = {}
        for name, verb in self.commands.items():
            panels.setdefault(str(getattr(verb, "rich_help_panel", "")), []).append(
                (name, verb.get_short_help_str(300))
            )
        for panel, rows in panels.items():
            with formatter.section(panel):
                formatter.write_dl(rows)


app = typer.Typer(
    cls=Panels,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)

for verb in (start.new, start.catalogue, start.show, start.check, start.fit, start.run):
    app.command(start.NAMES.get(verb.__name__, verb.__name__), rich_help_panel="Start")(verb)
app.command(rich_help_panel="Study")(studying.study)
app.command(rich_help_panel="Study")(studying.sweep)
app.command(rich_help_panel="Study")(studying.compare)
app.command(rich_help_panel="Study")(studying.merge)
app.command(rich_help_panel="Paper")(paper.plot)
app.command(rich_help_panel="Paper")(paper.figures)
app.command(rich_help_panel="Paper")(paper.table)
app.command(rich_help_panel="Paper")(paper.report)
app.command(rich_help_panel="Paper")(paper.explain)
app.command(rich_help_panel="Trust")(trust.verify)
app.command(rich_help_panel="Trust")(archiving.archive)
app.command(rich_help_panel="Trust")(archiving.rerun)
app.command(rich_help_panel="Trust")(archiving.cite)
app.command(rich_help_panel="Trust")(archiving.diff)
app.command(rich_help_panel="Trust")(trust.schema)


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"exposim {version('exposim')}")
        raise typer.Exit


@app.callback()
def exposim(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version and exit.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show where an internal error happened.")] = False,
) -> None:
    """Simulate surveillance data flows: what laws expose of people, and what they cost operators and agencies.

    People are synthetic; nothing is collected. Results go to stdout, everything else to stderr. Exit status: 0 done,
    1 a run failed, 2 bad input, 130 interrupted (what was finished is kept).
    """
