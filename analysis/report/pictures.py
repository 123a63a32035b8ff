"""The figures of a page: every kind that can be drawn, and why the others cannot."""

import io
import shlex
from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd
from markupsafe import Markup

from analysis.figures import KINDS
from analysis.figures.drawing import sketched
from analysis.loading import Results, ResultsError
from analysis.report.grids import Cell, Grid, Head
from analysis.report.svg import inlined
from analysis.studies import Study

MOST_ROWS = 60  # of the numbers of a figure that stand below it; the command writes all
ORDER = ("map", "timeline", "incidence", "funnel", "collateral", "lorenz", "tradeoff", "regret", "tornado", "sobol")


class Picture(NamedTuple):
    """A figure of a page: its name, what it shows, the drawing, the command that draws it, and its numbers."""

    name: str
    ident: str
    about: str
    drawing: Markup
    command: str
    wide: bool
    numbers: Grid | None


class Missing(NamedTuple):
    """A kind of figure that these results cannot show, and why."""

    name: str
    why: str


class Wanted(NamedTuple):
    """A figure that is asked for."""

    kind: str
    options: Mapping[str, Any]
    name: str = ""

    @property
    def said(self) -> str:
        """Its name: that of its kind where it has none of its own."""
        return self.name or self.kind


def pictures_of(results: Results | Study, wanted: list[Wanted]) -> tuple[list[Picture], list[Missing]]:
    """Draw figures; those that cannot be drawn are named with the reason."""
    drawn: list[Picture] = []
    missing: list[Missing] = []
    for number, one in enumerate(wanted, 1):
        try:
            drawn.append(_picture(results, one, f"f{number}"))
        except ResultsError as error:
            missing.append(Missing(one.said, str(error).removeprefix(f"{results.path}: ")))
    return drawn, missing


def named(results: Results | Study) -> list[Wanted]:
    """Return the figures that the scenario itself names and that these results can show."""
    study = isinstance(results, Study)
    block = results.words.get("figures", ())
    told = [Wanted(str(one["kind"]), one["options"], str(one["name"])) for one in block if one["kind"] in KINDS]
    return [one for one in told if KINDS[one.kind].study == study]


def every_kind(study: bool) -> list[Wanted]:
    """Return a figure of each kind that is drawn from a study, or from the results of one scenario."""
    names = [*ORDER, *(name for name in KINDS if name not in ORDER)]  # wide ones last: no gaps beside them
    return [Wanted(name, {}) for name in names if KINDS[name].study == study]


def _picture(results: Results | Study, wanted: Wanted, ident: str) -> Picture:
    with sketched(wanted.kind, results, options=wanted.options) as sketch:
        file = io.StringIO()
        sketch.figure.savefig(file, format="svg", metadata={"Date": None})
        chosen = KINDS[wanted.kind]
        about = _sentence(chosen.about)
        drawing = inlined(file.getvalue(), ident, wanted.said, about)
    given = (word for name, value in wanted.options.items() for word in ("--with", f"{name}={value}"))
    command = shlex.join(["exposim", "plot", wanted.kind, results.path.name, *given])
    numbers = _numbers(sketch.numbers, f"Numbers of {wanted.said}")
    return Picture(wanted.said, ident, about, drawing, command, chosen.double, numbers)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _numbers(frame: pd.DataFrame, caption: str) -> Grid | None:
    if len(frame) > MOST_ROWS:
        return None
    numeric = [bool(pd.api.types.is_numeric_dtype(frame[name])) for name in frame.columns]
    heads = [Head(str(name), one) for name, one in zip(frame.columns, numeric, strict=True)]
    rows = [[_cell(value, one) for value, one in zip(row, numeric, strict=True)] for row in frame.to_numpy(object)]
    return Grid(caption, heads, rows)


def _cell(value: Any, numeric: bool) -> Cell:
    if numeric and value == value:  # NaN is not itself
        return Cell(f"{float(value):.6g}", float(value))
    return Cell("" if value != value or value is None else str(value))
