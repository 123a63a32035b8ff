"""`exposim fit`: read a published table of ages, and say which law of what was wanted fits it, ready to be pasted."""

import csv
import json
from collections.abc import Sequence
from math import fsum, inf, isfinite
from pathlib import Path
from typing import Any, NamedTuple

from analysis.bands import Bands, bands
from analysis.fitting import Fit, Parameter, fits
from sim.cli.layout import columns
from sim.cli.refusal import Refusal
from sim.scenario.faults import MisreadError, escaped, quoted
from sim.scenario.units import read_quantity, show_days

OPEN = ("over", "inf")
"""What an upper edge says that is none."""
_COLUMNS = "upper, and count or share"


class Table(NamedTuple):
    """A table of ages, and whether it has counts or shares alone."""

    bands: Bands
    counted: bool


def read_table(path: Path, cut: str | None, number: int | None) -> Table:
    """Return a table of ages from a CSV file with columns `upper` and `count` or `share`.

    Raises
    ------
    Refusal
        With every fault of the table at once.
    """
    try:
        rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines(), skipinitialspace=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        said = error.strerror if isinstance(error, OSError) else "is no CSV in UTF-8"
        raise Refusal(f"{path}: {said}; wanted a table with columns {_COLUMNS}") from None
    kind = next((name for name in ("count", "share") if rows and rows[0].get(name) is not None), None)
    if kind is None or rows[0].get("upper") is None:
        raise Refusal(f"{path}: has no rows under such columns; wanted {_COLUMNS}")
    wrong: list[str] = []
    edges = [_edge(row.get("upper"), f"{path}:{line}", wrong) for line, row in enumerate(rows, start=2)]
    values = [_value(row.get(kind), kind, f"{path}:{line}", wrong) for line, row in enumerate(rows, start=2)]
    cut_days = inf if cut is None else _duration(cut, "--cut-at", wrong)
    if not wrong and kind == "share" and abs(fsum(values) - 1) > 0.03:
        wrong.append(f"{path}: has shares of {100 * fsum(values):g} % in all; wanted 100 %, or within 3 of it")
    if wrong:
        raise Refusal("\n".join(wrong))
    whole = 1.0 if kind == "count" else (number or 1000) / fsum(values)
    counts = [whole * value for value in values]
    try:
        return Table(bands(edges, counts, cut_days=cut_days), kind == "count" or number is not None)
    except ValueError as error:
        raise Refusal("\n".join(f"{path}: {line}" for line in str(error).splitlines())) from None


def _edge(text: str | None, where: str, wrong: list[str]) -> float:
    return inf if text in OPEN else _duration(text, f"{where}: upper", wrong, or_else=f" or '{OPEN[0]}'")


def _duration(text: str | None, where: str, wrong: list[str], or_else: str = "") -> float:
    try:
        return read_quantity(text or "", "duration")
    except MisreadError:
        wrong.append(f"{where}: is {quoted(text)}; wanted a duration such as '3 months'{or_else}")
        return 0.0


def _value(text: str | None, kind: str, where: str, wrong: list[str]) -> float:
    try:
        value = float(text or "") if kind == "count" else read_quantity(text or "", "share")
    except ValueError:
        value = -1.0
    if not 0 <= value < inf:
        example = "'1200'" if kind == "count" else "'67 %'"
        wrong.append(f"{where}: {kind}: is {quoted(text)}; wanted a {kind} of 0 or more such as {example}")
        return 0.0
    return value


class Told(NamedTuple):
    """What a fit is told with: its table, and what a scenario is to say of the numbers."""

    table: Table
    source: str | None
    status: str


def fitted(table: Table, family: str | None) -> list[Fit]:
    """Return the fits of a table, the best first, or that of one family.

    Raises
    ------
    Refusal
        If the table has too few bands.
    """
    found = [one for one in fits(table.bands, counted=table.counted) if family in (None, one.family)]
    if not found:
        size = len(table.bands.edges)
        raise Refusal(f"fit: {family or 'every family'} has too many parameters for {size} bands; wanted more bands")
    return found


def as_text(found: Sequence[Fit], told: Told) -> str:
    """Return a table of families, the bands of the best, and what to paste."""
    best, table = found[0], told.table
    parts = [
        _families(found, told),
        _bands(found, table),
        f"# the lag between an act and what is wanted of it\n{yaml(best, told)}",
    ]
    return "\n\n".join([*parts, *_warnings(best, table)])


def _families(found: Sequence[Fit], told: Told) -> str:
    rows = [("family", "parameters [95 % interval]", "AIC", "p", "mean", "under the cut")]
    for one in found:
        said = ", ".join(_parameter(part) for part in one.parameters)
        under = f"{100 * one.seen:.3g} %" + (f" +- {100 * one.seen_error:.2g}" if told.table.counted else "")
        rows.append(
            (one.family, said, _or_none(one.aic, ".1f"), _or_none(one.p, ".2g"), show_days_short(one.mean_days), under)
        )
    return columns(rows, right=frozenset({2, 3}))


def _parameter(part: Parameter) -> str:
    value, low, high = (_number(part.key, number) for number in (part.value, part.low, part.high))
    return f"{part.key} {value}" if part.low != part.low else f"{part.key} {value} [{low}, {high}]"


def _number(key: str, value: float) -> str:
    if not isfinite(value):
        return "unbounded"
    return show_days_short(value) if key in ("mean", "median") else f"{value:.3g}"


def show_days_short(days: float) -> str:
    """Return a duration in days, to three digits.

    >>> show_days_short(83.349)
    '83.3 days'
    """
    return f"{float(f'{days:.3g}'):g} days" if days < 1e6 else "unbounded"


def _or_none(value: float, form: str) -> str:
    return format(value, form) if isfinite(value) else "-"


def _bands(found: Sequence[Fit], table: Table) -> str:
    total = table.bands.counts.sum()
    low, high = table.bands.ends
    rows = [("band", "table", *(one.family for one in found))]
    for i, count in enumerate(table.bands.counts):
        upto = f"up to {show_days(round(high[i], 6))}" if isfinite(high[i]) else f"over {show_days(round(low[i], 6))}"
        rows.append((upto, f"{100 * count / total:.1f} %", *(f"{100 * one.chances[i]:.1f} %" for one in found)))
    return columns(rows, right=frozenset(range(1, len(found) + 2)))


def yaml(fit: Fit, told: Told) -> str:
    """Return a fit as a scenario writes it, each number with its range, source and status."""
    lines = ["act_to_report:", f"  {fit.family}:"]
    for part in fit.parameters:
        said = {"value": _number(part.key, part.value)}
        if isfinite(part.low) and isfinite(part.high) and part.low > 0:
            said["range"] = f"[{_number(part.key, part.low)}, {_number(part.key, part.high)}]"
        if told.source:
            said["source"] = told.source
        said["status"] = told.status
        lines.append(f"    {part.key}: {{{', '.join(f'{key}: {text}' for key, text in said.items())}}}")
    return "\n".join(lines)


def _warnings(best: Fit, table: Table) -> list[str]:
    said = []
    if not table.counted:
        said.append("Shares alone give no interval and no test: --number says of how many they are.")
    if isfinite(table.bands.cut):
        said.append(
            "What lies beyond the cut is in no table: it is what a family goes on to say. Compare families, and sweep."
        )
    if any(part.high == inf for part in best.parameters):
        said.append("An interval without an end says that the table does not tell: take a shorter family, or a range.")
    if best.p < 0.01:
        said.append(
            f"The {best.family} family does not fit within chance (p {best.p:.2g}); published shares are rounded, "
            "and items of one case are not independent, so look at the bands too."
        )
    return said


def as_json(found: Sequence[Fit], told: Told) -> str:
    """Return the fits as JSON; what is not known or without bound is null."""
    table = told.table.bands
    rows = [_without_endless(one._asdict() | {"parameters": [part._asdict() for part in one.parameters],
                                              "chances": one.chances.tolist()}) for one in found]  # fmt: skip
    said = {"cut_days": table.cut, "edges_days": table.edges.tolist(), "counts": table.counts.tolist()}
    return json.dumps(_without_endless(said) | {"fits": rows, "yaml": yaml(found[0], told)}, indent=1)


def _without_endless(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_endless(inside) for key, inside in value.items()}
    if isinstance(value, list):
        return [_without_endless(inside) for inside in value]
    return None if isinstance(value, float) and not isfinite(value) else value


def plain(text: str, what: str) -> str:
    """Return a word that may stand in a scenario as it is.

    Raises
    ------
    Refusal
        If it may not.
    """
    if not text or not all(c.isascii() and (c.isalnum() or c in "-_.") for c in text):
        raise Refusal(f"{what} {escaped(text)}: is no plain word; wanted letters, digits, hyphens")
    return text
