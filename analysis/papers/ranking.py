"""Tables of what is not known: which policy ranks first how surely, and which unknown or factor matters most."""

from typing import Any

import numpy as np
import pandas as pd

from analysis.estimates import QUANTILES, SCALES, Numbers, jackknife, student
from analysis.loading import ResultsError
from analysis.papers.kinds import incomplete_note
from analysis.papers.table import Table
from analysis.papers.units import with_unit
from analysis.points import at_points
from analysis.sensitivity import FIRST, STAR, indices
from analysis.studies import Study
from analysis.tables import WHOLE_RUN, decimals_of, number, scale, with_interval

BETTER = {"less": 1.0, "more": -1.0}
LEVEL = 0.95
EFFECTS = {"mu_star": "mean size", "mu": "mean", "sigma": "spread", "first": "first order", "total": "total"}


def ranked(
    study: Study, measure: str, *, better: str = "less", period: str | None = None
) -> tuple[pd.DataFrame, float]:
    """Return how points rank over the draws of the unknowns, and in which share of the draws as their averages do.

    Returns
    -------
    tuple of DataFrame and float [1]
        Columns point, mean with its 95 % interval over draws mean_low, mean_high, first_share (of the draws in which it
        is best), rank (mean), rank_low, rank_high (all draws but the lowest and highest 5 %), regret (mean distance
        from the best of the same draw), low, high (its 95 % interval over draws), regret_high (all draws but the
        highest 5 %), unit; the best average first.

    Raises
    ------
    ResultsError
        If unknowns were held fixed, or there is one point only.
    """
    if better not in BETTER:
        raise ResultsError(f"better: is {better!r}; wanted less or more")
    if not study.draws:
        raise ResultsError(f"{study.path}: its unknowns were held fixed; wanted a study with --unknowns")
    rows = at_points(study, measure, period=period, by_draw=True)
    wide = rows.pivot_table(index="draw", columns="point", values="mean", sort=False).dropna()
    if wide.shape[1] < 2:
        raise ResultsError(f"{study.path}: has one point; wanted two at least")
    cost = wide * BETTER[better]
    order = cost.mean().sort_values(kind="stable").index
    cost, n = cost[order], len(cost)
    regret, rank = cost.sub(cost.min(axis=1), axis=0), cost.rank(axis=1, method="average")
    reach = student(LEVEL, n - 1) * regret.std() / np.sqrt(n) if n > 1 else regret.mean() * np.nan
    kind = study.definitions.get(measure.partition("@")[0], {}).get("scale", "positive")
    limits = [_limits(wide[point].to_numpy(np.float64), kind) for point in order]
    told = pd.DataFrame(
        {
            "mean": wide[order].mean(),
            "mean_low": [low for low, _ in limits],
            "mean_high": [high for _, high in limits],
            "first_share": regret.eq(0.0).mean(),
            "rank": rank.mean(),
            "rank_low": rank.quantile(QUANTILES[0]),
            "rank_high": rank.quantile(QUANTILES[1]),
            "regret": regret.mean(),
            "low": (regret.mean() - reach).clip(lower=0.0),
            "high": regret.mean() + reach,
            "regret_high": regret.quantile(QUANTILES[1]),
        }
    )
    same = float((np.diff(cost.to_numpy(np.float64), axis=1) >= 0.0).all(axis=1).mean())
    told = told.rename_axis("point").reset_index()
    return told.assign(unit=rows["unit"].iloc[0], period=rows["period"].iloc[0]), same


def _limits(values: Numbers, kind: str) -> tuple[float, float]:
    """Return the interval of a mean over draws, on the scale of its measure; values of shape (draws,)."""
    n = len(values)
    if n == 1:
        return np.nan, np.nan
    return jackknife(float(values.mean()), (values.sum() - values) / (n - 1), SCALES[kind], LEVEL)


def ranks(study: Study, measure: str, better: str = "less") -> Table:
    """Return how often each point is best over the draws of the unknowns, its ranks, and its regret."""
    data, same = ranked(study, measure, better=better)
    unit, factor = _scaled(study, data, measure)
    rows = [
        [
            str(row["point"]),
            with_interval(*(row[name] / factor for name in ("mean", "mean_low", "mean_high"))),
            f"{100 * row['first_share']:.0f}",
            f"{row['rank']:.1f} [{row['rank_low']:.3g}, {row['rank_high']:.3g}]",
            with_interval(*(row[name] / factor for name in ("regret", "low", "high"))),
            number(row["regret_high"] / factor, _regret_decimals(row, factor)),
        ]
        for row in data.to_dict("records")
    ]
    head = [
        "point",
        with_unit("mean", unit),
        with_unit("first in", "%"),
        "rank",
        *(with_unit(name, unit) for name in ("regret", "regret, 95 %")),
    ]
    draws = f"{study.draws} draws of {len(study.facts['unknowns'])} unknowns"
    notes = [
        f"{measure}, {data['period'].iloc[0] or WHOLE_RUN}; {better} is better; over {draws}, on the same draws.",
        f"The points rank as their averages do in {100 * same:.0f} % of the draws.",
        "mean: with its 95 % interval over draws. rank: mean [all draws but the lowest and highest 5 %]. regret: how "
        "far from the best of the same draw, with its 95 % interval over draws, and what it stays under in 95 % of the "
        "draws.",
        *incomplete_note(study.incomplete),
    ]
    return Table(f"Ranks of {measure}", head, rows, notes, data, incomplete=study.incomplete)


def influences(study: Study, measure: str, policy: str | None = None) -> Table:
    """Return which unknown, or which factor of a design, matters most for a measure."""
    data = indices(study, measure=measure, policy=policy)
    leading = STAR if (data["effect"] == STAR).any() else FIRST
    order = data[data["effect"] == leading].sort_values("mean", ascending=False, kind="stable")["path"].tolist()
    effects = list(dict.fromkeys(data["effect"]))
    unit, factor = ("1", 1.0) if leading == FIRST else _scaled(study, data, measure)
    cells = {(row["path"], row["effect"]): row for row in data.to_dict("records")}
    rows = [
        [
            path,
            *(
                with_interval(*(cells[path, effect][name] / factor for name in ("mean", "low", "high")))
                for effect in effects
            ),
        ]
        for path in order
    ]
    what = "unknown" if study.draws else "factor"
    point = data["point"].iloc[0]
    notes = [
        f"{measure}, {data['period'].iloc[0] or WHOLE_RUN}{f', {point}' if point else ''}; {int(data['n'].iloc[0])} "
        + ("draws." if study.draws else "rows of the design."),
        _meaning(leading, bool(study.draws)),
        *incomplete_note(study.incomplete),
    ]
    head = [what, *(with_unit(EFFECTS[effect], unit) for effect in effects)]
    return Table(f"What matters for {measure}", head, rows, notes, data, incomplete=study.incomplete)


def _meaning(leading: str, drawn: bool) -> str:
    if leading == STAR:
        return (
            "What a factor does from one end of its range to the other, whatever the others are: mean size, mean with "
            "its sign, spread over the others; 95 % intervals over trajectories."
        )
    if drawn:
        return "Share of the variance over draws that an unknown explains by itself; 95 % intervals over half samples."
    return (
        "Share of the variance that a factor explains by itself, and with all that it does together with others; 95 % "
        "intervals over resampled points."
    )


def _scaled(study: Study, data: pd.DataFrame, measure: str) -> tuple[str, float]:
    if study.definitions.get(measure.partition("@")[0], {}).get("scale") == "share":
        return "%", 0.01
    unit, factor = scale(str(data["unit"].iloc[0]), float(data["mean"].abs().max()))
    return unit or "1", factor


def _regret_decimals(row: dict[Any, Any], factor: float) -> int:
    """Return the digits of what a regret stays under: those that the interval of its mean leaves."""
    highest = row["regret_high"] / factor
    return decimals_of(highest, *(highest + (row[name] - row["regret"]) / factor for name in ("low", "high")))
