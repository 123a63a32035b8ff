"""Every measure of a run, by family: definitions, and a row for each period and label."""

from typing import Any, NamedTuple

from analysis.loading import Results
from analysis.report.grids import Cell, Grid, Head, estimate_in, estimated
from analysis.tables import LABELS, WHOLE_RUN

HEADS = [Head("measure"), Head("part"), Head("period"), Head("mean and interval", True), Head("unit"), Head("n", True)]
TOTAL = "total"


class Defined(NamedTuple):
    """A measure with its unit and its definition."""

    name: str
    unit: str
    definition: str


class Family(NamedTuple):
    """The measures whose names begin alike, with all their rows."""

    name: str
    defined: list[Defined]
    grid: Grid


def families(results: Results) -> list[Family]:
    """Return all measures of results, in their order."""
    frame = results.frame()
    order = {name: place for place, name in enumerate(results.definitions)}
    by_family: dict[str, list[dict[Any, Any]]] = {}
    for row in sorted(frame.to_dict("records"), key=lambda row: order.get(str(row["measure"]), len(order))):
        by_family.setdefault(str(row["measure"]).partition(".")[0], []).append(row)
    return [_family(name, rows, results.definitions) for name, rows in by_family.items()]


def periods(results: Results) -> list[str]:
    """Return the periods that rows belong to, the whole run among them."""
    return [str(name) or WHOLE_RUN for name in results.measures["period"].unique()]


def part_of(row: dict[Any, Any]) -> str:
    """Return which part of a measure a row is, in words.

    >>> part_of({"stage": "obtained", "role": "bystander"})
    'obtained, role bystander'
    """
    said = [("" if label == "stage" else f"{label} ") + str(row[label]) for label in LABELS if row.get(label)]
    return ", ".join(said) or TOTAL


def _family(name: str, rows: list[dict[Any, Any]], definitions: dict[str, dict[str, Any]]) -> Family:
    names = list(dict.fromkeys(str(row["measure"]) for row in rows))
    known = {one: definitions.get(one, {}) for one in names}
    defined = [Defined(one, str(of.get("unit", "")), str(of.get("definition", ""))) for one, of in known.items()]
    told = [_row(row, known[str(row["measure"])].get("scale") == "share") for row in rows]
    return Family(name, defined, Grid(f"Measures of {name}", HEADS, told))


def _row(row: dict[Any, Any], share: bool) -> list[Cell]:
    value, unit = estimated(estimate_in(row), str(row["unit"]), share=share)
    period, n = str(row["period"]) or WHOLE_RUN, int(row["n"])
    return [Cell(str(row["measure"])), Cell(part_of(row)), Cell(period), value, unit, Cell(str(n), n)]
