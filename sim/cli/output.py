"""Results on stdout: a short table with what it rests on, JSON, or CSV."""

import math
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.tables import LABELS, headline, periods_of
from sim.cli.checking import duration
from sim.cli.layout import as_json as json_text
from sim.cli.layout import columns
from sim.experiment.runner import RunReport

if TYPE_CHECKING:
    from sim.scenario.loading import Loaded

_NUMBERS = ("mean", "low", "high")


def as_table(estimates: pd.DataFrame, report: RunReport) -> str:
    """Return the main measures, a row each, with their means and 95 % intervals in a column for each period."""
    rows = headline(estimates)
    periods = periods_of(rows)
    head = ("measure", "unit", *periods)
    body = [(row.measure, row.unit, *(row.cells.get(period, "") for period in periods)) for row in rows]
    lines = [columns([head, *body])]
    if not report.complete:
        lines[:0] = [incomplete(report), ""]
    return "\n".join(lines)


def incomplete(report: RunReport) -> str:
    """Return the line that every table of an incomplete run bears."""
    return f"INCOMPLETE: {len(report.kept)} of {report.wanted} replications; the others failed (see failures.json)"


def about(loaded: "Loaded", seed: int, report: RunReport, replications: int) -> str:
    """Return what a table rests on: intervals, assumptions, period, people, draws and time."""
    scenario = loaded.scenario
    people = sum(population.number for population in scenario.people.values())
    lines = [
        _intervals(replications),
        _assumptions(loaded),
        f"Simulated: {_span(scenario.start, scenario.end)}, {people:,} people; {_draws(report, seed, replications)}.",
    ]
    return "\n".join(lines)


def _intervals(replications: int) -> str:
    if replications < 2:
        return "One replication gives no intervals; -r 5 does."
    return f"Mean and 95 % interval over {replications} replications."


def _assumptions(loaded: "Loaded") -> str:
    from sim.scenario.words import words

    return f"{words(loaded).assumed}, held fixed; intervals show random draws only."


def _span(start: date, end: date) -> str:
    return f"{start.isoformat()} to {end.isoformat()}"


def _draws(report: RunReport, seed: int, replications: int) -> str:
    if not report.played:
        return f"seed {seed}, all {replications} replications taken from the folder"
    already = f" ({len(report.kept) - report.played} were there)" if len(report.kept) > report.played else ""
    return f"seed {seed}, {report.played} replications played in {duration(report.seconds)}{already}"


def as_csv(estimates: pd.DataFrame) -> str:
    """Return all estimates as CSV, a row for each measure, period and label."""
    return estimates.to_csv(index=False, lineterminator="\n")


def as_json(name: str, seed: int, report: RunReport, estimates: pd.DataFrame, replications: int) -> str:
    """Return all estimates as JSON: for each measure its total over the whole run, and every part in `by`.

    `replications` are those that the estimates rest on: all that the folder holds.
    """
    measures: dict[str, Any] = {}
    for row in estimates.to_dict("records"):
        measure = str(row["measure"])
        entry = measures.setdefault(measure, {**dict.fromkeys((*_NUMBERS, "n")), "unit": row["unit"], "by": []})
        labels = {label: row[label] for label in ("period", *LABELS) if row.get(label)}
        numbers = {key: _number(row[key]) for key in _NUMBERS} | {"n": int(row["n"])}
        if _is_total(labels):
            entry.update(numbers)
        else:
            entry["by"].append(labels | numbers)
    told = {
        "scenario": name,
        "seed": seed,
        "replications": replications,
        "complete": report.complete,
        "failures": [{"replication": each.replication, "error": each.error} for each in report.failures],
        "measures": measures,
    }
    return json_text(told)


def _is_total(labels: dict[str, Any]) -> bool:
    return labels in ({}, {"stage": "obtained"})


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
