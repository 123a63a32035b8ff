"""Results of studies and comparisons on stdout: tables, JSON, CSV."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.comparisons import between
from analysis.loading import ResultsError, load_results
from analysis.studies import Study, load_study
from analysis.tables import HEADLINE, WHOLE_RUN, Choice, choice_of, largest_part, scale, total_rows, with_interval
from sim.cli.checking import duration
from sim.cli.layout import as_json, columns
from sim.experiment.studies import StudyReport

_MOST_SURE = 1000.0


def printed(path: Path, form: str, report: StudyReport) -> str:
    """Return the results of a study that was played."""
    study = load_study(path)
    if form != "table":
        return _data(study.frame(), form, study)
    incomplete = f"INCOMPLETE: {report.kept:,} of {report.wanted:,} runs\n\n" if not report.complete else ""
    return f"{incomplete}{_tables(study, None)}\n\n{_about(study, report)}\n"


def compared(folders: Sequence[Path], baseline: str | None, form: str) -> str:
    """Return the comparison of the points of one study, or of results with the first of them."""
    if len(folders) == 1:
        study = load_study(folders[0])
        return _data(study.compare(baseline), form, study) if form != "table" else _tables(study, baseline) + "\n"
    if baseline is not None:
        raise ResultsError("--baseline: names a point of a study, and several results are given; wanted one study")
    results = [load_results(folder) for folder in folders]
    parts = [between(results[0], one).assign(point=str(one.path)) for one in results[1:]]
    whole = pd.concat(parts, ignore_index=True)
    if form != "table":
        return _data(whole, form, None)
    blocks = [_block(choice, None, whole, str(results[0].path), {}) for choice in HEADLINE]
    return "\n\n".join(filter(None, blocks)) + "\n"


def _tables(study: Study, baseline: str | None) -> str:
    """Return a table for each measure that the study is about, a row for each point and period."""
    asked = [choice_of(name) for name in study.facts["measures"]]
    chosen = asked or list(HEADLINE)
    names = sorted({choice.measure.partition("@")[0] for choice in chosen})
    frame = study.frame(names)
    if len(frame["point"].unique()) == 1:
        return _of_one_point(chosen, frame, study.definitions)
    differences = study.compare(baseline, names)
    blocks = [_block(choice, frame, differences, study.base_of(baseline), study.definitions) for choice in chosen]
    missing = [
        f"{one.measure}: has no total here; --format csv has its parts"
        for one, b in zip(asked, blocks, strict=False)
        if not b
    ]
    return "\n\n".join([*filter(None, blocks), *missing])


def _of_one_point(chosen: Sequence[Choice], frame: pd.DataFrame, definitions: dict[str, Any]) -> str:
    """Return a table with a row for each measure and period."""
    rows = []
    for choice in chosen:
        title, unit, factor, means = _means(choice, frame, definitions)
        rows += [[title, unit, *_row(row, {}, factor, True)[1:4]] for row in means.to_dict("records")]
    return columns([["measure", "unit", "period", "mean", "unknowns"], *rows])


def _block(
    choice: Choice,
    frame: pd.DataFrame | None,
    differences: pd.DataFrame | None,
    against: str,
    definitions: dict[str, Any],
) -> str:
    """Return one measure's table: means with their intervals, and differences where there are any."""
    source = frame if frame is not None else differences
    if source is None:
        return ""
    title, unit, factor, means = _means(choice, source, definitions)
    if means.empty:
        return ""
    labels = _labels(choice, source)
    less = {} if differences is None else _keyed(total_rows(differences, choice.measure, labels))
    rows = [_row(row, less.get(_key(row), {}), factor, frame is not None) for row in means.to_dict("records")]
    head = ["point", "period", "mean", "unknowns", f"difference from {against}", "unknowns", "draws won", "more"]
    used = [number for number in range(len(head)) if number == 0 or any(row[number] for row in rows)]
    return "\n".join(
        [
            f"{title} [{unit}]" if unit else title,
            columns([[row[n] for n in used] for row in [head, *rows]], indent="  "),
        ]
    )


def _labels(choice: Choice, source: pd.DataFrame) -> dict[str, str]:
    part = largest_part(source, choice)
    return {choice.largest_of: part} if part else {}


def _means(choice: Choice, source: pd.DataFrame, definitions: dict[str, Any]) -> tuple[str, str, float, pd.DataFrame]:
    """Return a measure's name, the unit that its numbers are short in, how large that is, and its rows."""
    labels = _labels(choice, source)
    means = total_rows(source, choice.measure, labels)
    means = means[means["mean"].notna()]
    title = " ".join([choice.measure, *labels.values()])
    if choice.percent or definitions.get(choice.measure.partition("@")[0], {}).get("scale") == "share":
        return title, "%", 0.01, means
    if means.empty:
        return title, "", 1.0, means
    return title, *scale(str(means["unit"].iloc[0]), float(means["mean"].abs().max())), means


def _key(row: dict[Any, Any]) -> tuple[str, str]:
    return str(row["point"]), str(row["period"])


def _keyed(rows: pd.DataFrame) -> dict[tuple[str, str], dict[Any, Any]]:
    return {_key(row): row for row in rows.to_dict("records")}


def _row(row: dict[Any, Any], less: dict[Any, Any], factor: float, whole: bool) -> list[str]:
    """Return the cells of a point in a period; `whole` says that its mean has an interval of its own."""
    limits = ("low", "high") if whole else (None, None)
    mean = with_interval(row["mean"] / factor, *(row[name] / factor if name else math.nan for name in limits))
    cells = [str(row["point"]), str(row["period"]) or WHOLE_RUN, mean, _spread(row if whole else {}, factor)]
    if not less or math.isnan(less["difference"]):
        return [*cells, "", "", "", ""]
    difference = with_interval(*(less[name] / factor for name in ("difference", "low", "high")))
    return [*cells, difference, _spread(less, factor), _times(less["variance_ratio"]), _needed(less["more"])]


def _spread(row: dict[Any, Any], factor: float) -> str:
    """Return between which values the draws of the unknowns lie."""
    if math.isnan(row.get("unknown_low", math.nan)):
        return ""
    return f"{_short(row['unknown_low'] / factor)} to {_short(row['unknown_high'] / factor)}"


def _short(value: float) -> str:
    return f"{value:.3g}" if abs(value) < 1e4 else f"{value:,.0f}".replace(",", " ")


def _times(ratio: float) -> str:
    if math.isnan(ratio):
        return ""
    return f"{ratio:.1f} x" if ratio < _MOST_SURE else "over 1000 x"


def _needed(more: float) -> str:
    if math.isnan(more):
        return ""
    return "no difference" if more == math.inf else f"+{math.ceil(more)}" if more > 0 else "enough"


def _about(study: Study, report: StudyReport) -> str:
    facts = study.facts
    counts = study.points["replications"]
    many = f"{counts.min()}" if counts.nunique() == 1 else f"{counts.min()} to {counts.max()}"
    lines = [
        f"Mean and 95 % interval over {many} replications, on the same draws at every point."
        if counts.max() > 1
        else "One replication gives no intervals; the draws are the same at every point."
    ]
    if study.draws:
        values = len(facts["unknowns"])
        told = f"{values} values drawn from their ranges" if values > 1 else "1 value drawn from its range"
        text = f"Unknowns: {told} {study.draws} times"
        lines.append(f"{text}; columns 'unknowns' hold the means of all draws but the lowest and highest 5 %.")
    else:
        lines.append("Values that are assumptions are held fixed; see --unknowns.")
    there = f" ({report.kept - report.played:,} were there)" if report.kept > report.played else ""
    lines.append(
        f"Simulated: seed {facts['seed']}, {report.played:,} runs played in {duration(report.seconds)}{there}."
    )
    lines.append(f"Results: {study.path}")
    if study.draws and study.points["point"].nunique() > 1:
        lines.append(f"Next, which policy is best how surely: exposim table ranks {study.path}")
    if study.draws or facts["design"]["kind"] in ("morris", "saltelli"):
        lines.append(f"Next, what matters most: exposim table indices {study.path}")
    lines.append(f"Next, every measure by its labels: exposim compare {study.path} --format csv")
    return "\n".join(lines)


def _data(frame: pd.DataFrame, form: str, study: Study | None) -> str:
    if form == "csv":
        return frame.to_csv(index=False, lineterminator="\n")
    rows = [{name: _plain(value) for name, value in row.items() if value != ""} for row in frame.to_dict("records")]
    facts = study.facts if study is not None else {}
    return as_json({**facts, "rows": rows}) + "\n"


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value
