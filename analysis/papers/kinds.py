"""Tables: the main measures, a measure by its parts, differences on the same draws, and the values of a scenario."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.choosing import by_part, nearest, of_measure
from analysis.loading import Results, ResultsError
from analysis.papers.table import Table
from analysis.papers.units import shared, with_unit
from analysis.studies import Study
from analysis.tables import (
    HEADLINE,
    LABELS,
    decimals_of,
    headline,
    headline_cells,
    number,
    periods_of,
    scale,
    with_interval,
)

KINDS = {
    "main": "the main measures, at most twelve (of a run; the default)",
    "measure": "a measure by a label: --measure NAME --by LABEL (of a run)",
    "differences": "what policies change, on the same draws (the default of a study)",
    "ranks": "how often each policy is best over the unknowns, and its regret (of a study with --unknowns)",
    "indices": "which unknown matters most, or which factor of a design morris or saltelli (of a study)",
    "parameters": "every value of the scenario with its range, source and status",
}
_PARAMETER = ("path", "value", "range", "source", "status")


def main(results: Results) -> Table:
    """Return the main measures, a column for each period."""
    estimates = results.frame()
    found = headline(estimates)
    periods = periods_of(found)
    unit = shared(row.unit for row in found)
    names = [row.measure if unit is not None else with_unit(row.measure, row.unit) for row in found]
    rows = [[name, *(row.cells.get(one, "") for one in periods)] for name, row in zip(names, found, strict=True)]
    head = ["measure", *(periods if unit is None else [with_unit(period, unit) for period in periods])]
    units = dict(zip(estimates["measure"], estimates["unit"], strict=True))
    cells = headline_cells(estimates)
    data = [(name, units[name.partition(" ")[0].partition("@")[0]], period, *cell) for name, period, cell in cells]
    numbers = pd.DataFrame(data, columns=["measure", "unit", "period", "mean", "low", "high"])
    return Table(_title(results), head, rows, notes_of(results), numbers, incomplete=results.incomplete)


def parts(results: Results, measure: str, by: str = "") -> Table:
    """Return a measure by the values of a label, a column for each period."""
    estimates = results.frame()
    if not by:
        rows = of_measure(estimates, measure)
        by = next((label for label in LABELS if label != "stage" and label in rows and (rows[label] != "").any()), "")
    frame = by_part(estimates, measure, by)
    unit, factor = _scaled(frame, results.definitions.get(measure.partition("@")[0], {}).get("scale") == "share")
    periods = list(dict.fromkeys(frame["period"]))
    cells = {(row["part"], row["period"]): _cell(row, factor) for row in frame.to_dict("records")}
    names = list(dict.fromkeys(frame["part"]))
    rows_told = [[str(name), *(cells.get((name, period), "") for period in periods)] for name in names]
    head = [by or "measure", *(with_unit(period, unit) for period in periods)]
    return Table(
        f"{measure}, {_title(results)}", head, rows_told, notes_of(results), frame, incomplete=results.incomplete
    )


def differences(study: Study, baseline: str | None = None, measures: Sequence[str] = ()) -> Table:
    """Return the difference of each point to its baseline: as an amount, and relative to the baseline."""
    wanted = list(measures) or list(study.facts["measures"]) or [choice.measure for choice in HEADLINE]
    names = sorted({name.partition("@")[0] for name in wanted})
    known = list(dict.fromkeys(study.measures["measure"]))
    for name in names:
        if name not in known and (measures or study.facts["measures"]):
            raise ResultsError(f"measure {name!r}: is not in these results; {nearest(name, known)}")
    frame = study.compare(baseline, names)
    kept = {measure: found for measure in wanted if not (found := _of_total(frame, measure)).empty}
    if not kept:
        raise ResultsError(f"{study.path}: has no total of {', '.join(names)}; wanted a measure that was counted")
    base, rows, units = study.base_of(baseline), list[list[str]](), list[tuple[str, str]]()
    for measure, found in kept.items():
        share = study.definitions.get(measure.partition("@")[0], {}).get("scale") == "share"
        unit, factor = _scaled(found, share)
        units.append((unit, "percentage point" if share else unit))
        name = measure if len(kept) == 1 else with_unit(measure, units[-1][1])
        rows += [_difference(name, row, factor) for row in found.to_dict("records")]
    heads = [base, "difference"]
    if len(kept) == 1:
        heads = [with_unit(name, unit) for name, unit in zip(heads, units[0], strict=True)]
    missing = study.incomplete
    notes = [
        f"Differences from {base} on the same draws; 95 % intervals over {study.facts['replications']} replications, "
        "of relative differences too.",
        *incomplete_note(missing),
    ]
    head = ["measure", "point", "period", *heads, "relative [%]"]
    numbers = pd.concat(list(kept.values()), ignore_index=True)
    return Table(str(study.facts["title"]), head, rows, notes, numbers, incomplete=missing)


def parameters(words: Mapping[str, Any]) -> Table:
    """Return every value of a scenario in words: as it was read, its range, source and status."""
    told = [
        [str(one["path"]), str(one["read"]), str(one["range"]), str(one["source"]), str(one["status"])]
        for one in words["parameters"]
    ]
    keys = {str(one["key"]): one for one in words["sources"]}
    cited = [key for key in dict.fromkeys(row[3] for row in told) if key in keys]
    notes = [f"{words['assumed']}."] + [f"{key}: {_reference(keys[key])}" for key in cited]
    data = pd.DataFrame(words["parameters"])
    return Table(
        f"Values of {words.get('title') or 'the scenario'}", list(_PARAMETER), told, notes, data, frozenset({3})
    )


def notes_of(results: Results) -> list[str]:
    """Return what stands below a table of results: its intervals, what it rests on, and what is missing."""
    many = len(results.replications)
    interval = (
        f"Mean and 95 % interval over {many} replications." if many > 1 else "One replication gives no intervals."
    )
    assumed = results.words.get("assumed", "")
    return [interval, *([f"{assumed}, held fixed."] if assumed else []), *incomplete_note(results.incomplete)]


def incomplete_note(missing: str) -> list[str]:
    """Return the note below a table of which something is missing; none if nothing is."""
    return [f"INCOMPLETE: {missing}."] if missing else []


def _title(results: Results) -> str:
    return str(results.words.get("title") or results.path.name)


def _of_total(frame: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Return the differences in a measure's total, in the named periods or else the whole run."""
    try:
        rows = of_measure(frame, measure)
    except ResultsError:
        return frame.iloc[:0]
    for label in (label for label in LABELS if label in rows):
        stages = [measure.partition("@")[2]] if "@" in measure else ["", "obtained"]
        rows = rows[rows[label].isin(stages if label == "stage" else [""])]
    named = rows[rows["period"] != ""]
    rows = rows if named.empty else named
    return rows[rows["difference"].notna()]


def _scaled(frame: pd.DataFrame, share: bool) -> tuple[str, float]:
    return ("%", 0.01) if share else scale(str(frame["unit"].iloc[0]), float(frame["mean"].abs().max()))


def _cell(row: dict[Any, Any], factor: float) -> str:
    return with_interval(*(float(row[name]) / factor for name in ("mean", "low", "high")))


def _difference(name: str, row: dict[Any, Any], factor: float) -> list[str]:
    difference = with_interval(*(float(row[one]) / factor for one in ("difference", "low", "high")))
    base, *limits = (float(row[one]) / factor for one in ("base", "base_low", "base_high"))
    relative = [100.0 * float(row[one]) for one in ("relative", "relative_low", "relative_high")]
    told = "" if relative[0] != relative[0] else with_interval(*relative)
    shown = number(base, decimals_of(base, *limits))
    return [name, str(row["point"]), str(row["period"]) or "whole run", shown, difference, told]


def _reference(source: dict[str, str]) -> str:
    parts = (source.get(name, "") for name in ("author", "title", "year", "url", "note"))
    return ", ".join(filter(None, parts))
