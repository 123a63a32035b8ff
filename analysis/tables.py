"""Tables for reading: the main measures of a run, with as many digits as their intervals bear."""

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import pandas as pd

WHOLE_RUN = "whole run"


class Estimate(NamedTuple):
    """A mean over replications and its 95 % interval; NaN limits where one replication gives none."""

    mean: float
    low: float
    high: float


class HeadlineRow(NamedTuple):
    """One measure as text: its name, the unit of its cells, and a cell for each period."""

    measure: str
    unit: str
    cells: dict[str, str]


class Choice(NamedTuple):
    """A measure that the headline has, where the run counts it."""

    measure: str
    percent: bool = False
    largest_of: str = ""  # a label: the part with the largest mean stands for the measure


LABELS = (
    "stage",
    "recipient",
    "channel",
    "category",
    "place",
    "jurisdiction",
    "operator",
    "agency",
    "group",
    "role",
    "state",
    "duty",
    "desk",
    "task",
    "band",
    "cost",
    "payer",
)
"""Columns that say which part of a measure a row is; all empty in a row of its total."""

HEADLINE = (
    Choice("exposure.persons"),
    Choice("exposure.share", percent=True),
    Choice("exposure.bystanders"),
    Choice("exposure.persons@examined"),
    Choice("load.stored"),
    Choice("need.met_share", percent=True),
    Choice("request.hit_share", percent=True),
    Choice("request.turnaround"),
    Choice("desk.utilisation", percent=True, largest_of="desk"),
    Choice("inspection.visits"),
    Choice("inspection.found_share", percent=True),
    Choice("service.outage"),
)
"""At most twelve measures, in the order in which a reader asks for them."""

_SCALES = ((1e12, "trillion "), (1e9, "billion "), (1e6, "million "))
_BYTES = ((1e15, "PB"), (1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB"))
_MOST_DIGITS = 5
_NO_PART: Mapping[str, str] = MappingProxyType({})
_STEP = ": "  # in the name of an agency's desk, such as "police: authorise"
_BARE_DIGITS = 3


def headline(estimates: pd.DataFrame) -> list[HeadlineRow]:
    """Return the main measures of a run, at most twelve rows.

    Parameters
    ----------
    estimates : DataFrame
        As `analysis.estimates.estimate` returns it: columns measure, unit, period, the labels, mean, low, high.

    Returns
    -------
    list of HeadlineRow
        Cells by period; the whole run alone is `WHOLE_RUN`, and is left out where periods are named.
    """
    rows = []
    for choice in HEADLINE:
        part = largest_part(estimates, choice)
        cells = totals(estimates, choice.measure, {choice.largest_of: part} if part else {})
        if cells:
            rows.append(_row(choice, cells, f" {part}" if part else ""))
    return rows


def headline_cells(estimates: pd.DataFrame) -> list[tuple[str, str, Estimate]]:
    """Return the estimates behind the main measures: name, period, estimate."""
    return cells_of(estimates, HEADLINE)


def choice_of(measure: str) -> Choice:
    """Return how a measure is chosen: as the headline has it, or its total."""
    return next((one for one in HEADLINE if one.measure == measure), Choice(measure))


def cells_of(estimates: pd.DataFrame, choices: Sequence[Choice]) -> list[tuple[str, str, Estimate]]:
    """Return the estimates behind some measures: name, period, estimate."""
    found = []
    for choice in choices:
        part = largest_part(estimates, choice)
        cells = totals(estimates, choice.measure, {choice.largest_of: part} if part else {})
        found += [(f"{choice.measure} {part}".rstrip(), period, cell) for period, (_, cell) in cells.items()]
    return found


def periods_of(rows: Sequence[HeadlineRow]) -> list[str]:
    """Return the periods of some rows, in order of appearance."""
    return list(dict.fromkeys(period for row in rows for period in row.cells))


def totals(
    estimates: pd.DataFrame, measure: str, part: Mapping[str, str] = _NO_PART
) -> dict[str, tuple[str, Estimate]]:
    """Return unit and estimate of a measure by period: its total, or that of the `part` with some labels.

    `name@stage` picks a stage, `obtained` if none is named.
    """
    cells: dict[str, tuple[str, Estimate]] = {}
    for row in total_rows(estimates, measure, part).to_dict("records"):
        estimate = Estimate(float(row["mean"]), float(row["low"]), float(row["high"]))
        if not math.isnan(estimate.mean):
            cells[str(row["period"]) or WHOLE_RUN] = (str(row["unit"]), estimate)
    return cells


def total_rows(estimates: pd.DataFrame, measure: str, part: Mapping[str, str] = _NO_PART) -> pd.DataFrame:
    """Return the rows of a measure's total, or of a part, in the named periods or else in the whole run."""
    name, _, stage = measure.partition("@")
    wanted = {"stage": [stage] if stage else ["", "obtained"], **{label: [text] for label, text in part.items()}}
    rows = estimates[estimates["measure"] == name]
    for label in LABELS:
        if label in rows:
            rows = rows[rows[label].isin(wanted.get(label, [""]))]
    named = rows[rows["period"] != ""]
    return rows if named.empty else named


def largest_part(estimates: pd.DataFrame, choice: Choice) -> str:
    """Return the part of a measure that has the largest mean; of desks only those of operators, which bear it."""
    if not choice.largest_of:
        return ""
    rows = estimates[(estimates["measure"] == choice.measure) & (estimates[choice.largest_of] != "")]
    rows = rows[~rows[choice.largest_of].str.contains(_STEP, regex=False) & rows["mean"].notna()]
    return "" if rows.empty else str(rows[choice.largest_of].iloc[int(rows["mean"].argmax())])


def _row(choice: Choice, cells: Mapping[str, tuple[str, Estimate]], part: str) -> HeadlineRow:
    units = {unit for unit, _ in cells.values()}
    unit = units.pop() if len(units) == 1 else ""
    largest = max(abs(estimate.mean) for _, estimate in cells.values())
    shown, factor = ("%", 0.01) if choice.percent else scale(unit, largest)
    texts = {period: with_interval(*(value / factor for value in cell)) for period, (_, cell) in cells.items()}
    return HeadlineRow(choice.measure + part, shown, texts)


def scale(unit: str, largest: float) -> tuple[str, float]:
    """Return a unit in which a number of this size is short, and how many of the given unit it holds.

    >>> scale("person", 12_000_000.0)
    ('million person', 1000000.0)
    >>> scale("byte", 2e12)
    ('TB', 1000000000000.0)
    """
    if unit == "byte":
        return next(((name, factor) for factor, name in _BYTES if largest >= factor), ("byte", 1.0))
    if unit == "1":
        unit = ""
    return next(((f"{name}{unit}".strip(), factor) for factor, name in _SCALES if largest >= factor), (unit, 1.0))


def with_interval(mean: float, low: float, high: float) -> str:
    """Return a mean and its interval, with two significant digits of the half-width and at least two of the mean.

    Examples
    --------
    >>> with_interval(12345.6, 11900.0, 12800.0)
    '12 350 [11 900, 12 800]'
    >>> with_interval(0.7512, 0.7401, 0.7623)
    '0.751 [0.740, 0.762]'
    >>> with_interval(3.14159, math.nan, math.nan)
    '3.14'
    """
    decimals = decimals_of(mean, low, high)
    if math.isnan(low) or math.isnan(high):
        return number(mean, decimals)
    return f"{number(mean, decimals)} [{number(low, decimals)}, {number(high, decimals)}]"


def decimals_of(mean: float, low: float, high: float) -> int:
    """Return the place of the last digit that an interval leaves a mean; see `with_interval`.

    >>> decimals_of(12345.6, 11900.0, 12800.0), decimals_of(3.14159, math.nan, math.nan)
    (-1, 2)
    """
    bare = _after_point(mean, _BARE_DIGITS)
    if math.isnan(low) or math.isnan(high):
        return bare
    half = (high - low) / 2
    most = _after_point(max(abs(mean), half), _MOST_DIGITS)
    decimals = bare if half == math.inf else min(_last_digit(half, 2), most) if half else most
    return max(decimals, _after_point(mean, 2))  # a mean far below its upper limit is not rounded to 0


def number(value: float, decimals: int) -> str:
    """Return a number rounded to a place after (or, negative, before) the point, thousands set apart.

    >>> number(1234567.0, -3), number(0.5, 2), number(math.inf, 0)
    ('1 235 000', '0.50', 'inf')
    """
    if not math.isfinite(value):
        return str(value)
    rounded = round(value, decimals) + 0.0  # no minus before a zero
    return f"{rounded:,.{max(decimals, 0)}f}".replace(",", " ")


def _after_point(value: float, digits: int) -> int:
    """Return the place of the last digit that a number is shown with; a whole number has none after the point."""
    return min(_last_digit(value, digits), 0) if value.is_integer() else _last_digit(value, digits)


def _last_digit(size: float, digits: int) -> int:
    """Return the place of the last of so many significant digits, counted from the point to the right."""
    if size == 0 or not math.isfinite(size):
        return 0
    return digits - 1 - math.floor(math.log10(abs(size)))
