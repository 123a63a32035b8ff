"""Which inputs matter: indices of unknowns from their draws, and of factors from designs made for it."""

from dataclasses import fields
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet
from numpy.typing import NDArray

from analysis.estimates import Numbers, student
from analysis.loading import ResultsError
from analysis.points import at_points, drawn, short_names
from analysis.studies import Study

LEAST = 20  # draws
HALVES = 200  # random half samples of the draws
REACH = 1.959964  # of a 95 % interval, in standard errors
RESAMPLES = 1000  # of trajectories or base points, for the intervals of a design
LEVEL = 0.95
MORRIS_LEVELS = 4
FIRST, TOTAL, STAR, MEAN, SPREAD = "first", "total", "mu_star", "mu", "sigma"
SHARE = "share:"


def indices(
    study: Study, *, measure: str = "exposure.persons", policy: str | None = None, period: str | None = None
) -> pd.DataFrame:
    """Return the indices that a study can give: of its design, if that was made for it, else of its unknowns."""
    designed = study.facts.get("design", {}).get("kind") in ("morris", "saltelli")
    return (of_design if designed else of_unknowns)(study, measure=measure, policy=policy, period=period)


def of_design(
    study: Study, *, measure: str = "exposure.persons", policy: str | None = None, period: str | None = None
) -> pd.DataFrame:
    """Return elementary effects of a Morris design, or first-order and total indices of Saltelli's.

    Returns
    -------
    DataFrame
        Columns path, part (a short name), effect, mean, low, high, chance, unit, measure, period, point, n (rows).
        Effects of Morris: `mu_star` (mean size of what a factor does over its whole range), `mu` (mean with its
        sign), `sigma` (how much that hangs on the other factors), in the unit of the measure; of Saltelli: `first`
        and `total` [1].

    Raises
    ------
    ResultsError
        If runs of the design are missing, the measure does not vary, unknowns were drawn, or SALib is not installed.

    Notes
    -----
    Intervals say how far the sampled design leaves an effect open: 95 % over resampled trajectories or base points
    (for `mu`, Student's t over trajectories). `chance` is the standard error over replications, by the jackknife,
    of the same effect in the same design: all points share their draws. SALib does both.

    References
    ----------
    Morris (1991), "Factorial sampling plans for preliminary computational experiments", Technometrics 33; Campolongo,
    Cariboni, Saltelli (2007), "An effective screening design", Environmental Modelling & Software 22; Saltelli et al.
    (2010), "Variance based sensitivity analysis of model output", Computer Physics Communications 181.
    """
    if study.draws:
        raise ResultsError(f"{study.path}: its unknowns were drawn at each point; wanted a design without --unknowns")
    rows = pyarrow.parquet.read_table(study.path / "design.parquet").to_pandas()
    shares = rows[[f"{SHARE}{name}" for name in study.facts["design"]["factors"]]].to_numpy(np.float64)
    morris = study.facts["design"]["kind"] == "morris"
    values, about = _at_rows(study, rows["combination"].to_numpy(), measure, policy, period)
    if np.ptp(values) == 0.0:
        raise ResultsError(f"{measure}: is {values[0]:g} at every point; wanted a measure that varies")
    told = _effects(shares, values, morris)
    parts = [
        _effects(shares, _at_rows(one, rows["combination"].to_numpy(), measure, policy, period)[0], morris, 2)["mean"]
        for one in _without_one(study)  # of which no interval is wanted: two resamples
    ]
    spread = np.array(parts) - np.mean(parts, axis=0) if len(parts) > 2 else np.full((1, len(told)), np.nan)
    chance = np.sqrt((len(parts) - 1) / max(len(parts), 1) * (spread**2).sum(axis=0))
    names = list(study.facts["design"]["factors"])
    frame = told.assign(path=[names[n] for n in told["factor"]], part=[short_names(names)[n] for n in told["factor"]])
    unit = about["unit"] if morris else "1"
    return frame.drop(columns="factor").assign(chance=chance, **{**about, "unit": unit}, n=len(values))


def _at_rows(
    study: Study, combinations: NDArray[Any], measure: str, policy: str | None, period: str | None
) -> tuple[Numbers, dict[str, Any]]:
    """Return the mean of a measure at each row of a design, and what it is about."""
    told = at_points(study, measure, period=period)
    chosen = told["policy"].iloc[0] if policy is None else policy
    points = study.points[study.points["policy"] == chosen].set_index("point")["combination"]
    told = told[told["policy"] == chosen]
    means = told.assign(combination=told["point"].map(points)).set_index("combination")["mean"]
    missing = set(combinations.tolist()) - set(means.index)
    if missing:
        text = f"has no finished run of {len(missing)} points of its design; wanted all, run the study again"
        raise ResultsError(f"{study.path}: {text}")
    row = told.iloc[0]
    about = {"measure": measure, "period": row["period"], "point": chosen, "unit": row["unit"]}
    return means.loc[combinations].to_numpy(np.float64), about


def _effects(shares: Numbers, values: Numbers, morris: bool, resamples: int = RESAMPLES) -> pd.DataFrame:
    """Return the effects of every factor: columns factor, effect, mean, low, high."""
    problem = {"num_vars": shares.shape[1], "bounds": [[0.0, 1.0]] * shares.shape[1]}
    problem["names"] = [str(number) for number in range(shares.shape[1])]
    try:
        from SALib.analyze import morris as of_morris
        from SALib.analyze import sobol as of_sobol
    except ImportError:
        text = "needs the package SALib, which is not installed; wanted: pip install 'exposim[sensitivity]'"
        raise ResultsError(f"indices of a design: {text}") from None
    pairs: tuple[tuple[str, str, Any], ...]
    asked: dict[str, Any] = {"num_resamples": resamples, "conf_level": LEVEL, "seed": 1}
    if not morris:
        found = of_sobol.analyze(problem, values, calc_second_order=False, **asked)
        pairs = ((FIRST, "S1", found["S1_conf"]), (TOTAL, "ST", found["ST_conf"]))
    else:
        found = of_morris.analyze(problem, shares, values, num_levels=MORRIS_LEVELS, **asked)
        many = len(values) // (shares.shape[1] + 1)
        reach = student(LEVEL, many - 1) * np.asarray(found["sigma"]) / np.sqrt(many)
        pairs = ((STAR, "mu_star", found["mu_star_conf"]), (MEAN, "mu", reach), (SPREAD, "sigma", np.nan * reach))
    parts = [
        pd.DataFrame(
            {
                "factor": range(shares.shape[1]),
                "effect": effect,
                "mean": np.asarray(found[name], np.float64),
                "low": np.asarray(found[name], np.float64) - conf,
                "high": np.asarray(found[name], np.float64) + conf,
            }
        )
        for effect, name, conf in pairs
    ]
    return pd.concat(parts, ignore_index=True)


def _without_one(study: Study) -> list[Study]:
    """Return the study without each of its replications."""
    rows = study.measures
    found = []
    for number in sorted(rows["replication"].unique().tolist()):
        one = Study(**{field.name: getattr(study, field.name) for field in fields(Study)})
        vars(one)["measures"] = rows[rows["replication"] != number]
        found.append(one)
    return found if len(found) > 2 else []


def of_unknowns(
    study: Study, *, measure: str = "exposure.persons", policy: str | None = None, period: str | None = None
) -> pd.DataFrame:
    """Return the first-order index of each unknown, estimated from the draws of the study as they are.

    Returns
    -------
    DataFrame
        Columns path, part (a short name), effect (`first`), measure, period, point, unit, mean, low, high [1], n
        (draws).

    Raises
    ------
    ResultsError
        If unknowns were held fixed, there are fewer than 20 draws, or the measure does not vary.

    Notes
    -----
    The estimate by ranks of Gamboa et al. needs no design of its own. What chance does to a draw's mean counts as
    explained by nothing. The standard error is the spread over random halves of the draws, which for halves drawn
    without replacement is that of all draws. With few draws intervals are wide and reach below 0.

    References
    ----------
    Gamboa, Gremaud, Klein, Lagnoux (2022), "Global sensitivity analysis: a novel generation of mighty estimators
    based on rank statistics", Bernoulli 28.
    """
    rows, paths = drawn(study, measure, policy=policy, period=period)
    y = rows["mean"].to_numpy(np.float64)
    if len(y) < LEAST:
        raise ResultsError(f"{study.path}: has {len(y)} draws of its unknowns; wanted {LEAST} at least")
    if np.ptp(y) == 0.0:
        raise ResultsError(f"{measure}: is {y[0]:g} in every draw; wanted a measure that varies")
    halves = _halves(len(y))
    found = []
    for path, name in zip(paths, short_names(paths), strict=True):
        x = rows[path].to_numpy(np.float64)
        index = first_order(x, y)
        reach = REACH * float(np.std([first_order(x[half], y[half]) for half in halves], ddof=1))
        found.append((path, name, index, index - reach, index + reach))
    frame = pd.DataFrame(found, columns=["path", "part", "mean", "low", "high"])
    return frame.assign(
        effect=FIRST, measure=measure, period=rows["period"].iloc[0], point=rows["point"].iloc[0], unit="1", n=len(y)
    )


def first_order(x: Numbers, y: Numbers) -> float:
    """Return the share of the variance of y that x explains by itself, from paired draws; both of shape (n,)."""
    ordered = y[np.argsort(x, kind="stable")]
    variance = float(y.var())
    if variance == 0.0:
        return 0.0
    return float((np.mean(ordered * np.roll(ordered, -1)) - y.mean() ** 2) / variance)


def _halves(many: int) -> list[NDArray[np.int64]]:
    """Return random halves of so many draws: the same for every unknown, and every time."""
    draws = np.random.default_rng(0)
    return [np.sort(draws.permutation(many)[: many // 2]) for _ in range(HALVES)]
