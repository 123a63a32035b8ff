"""`python -m analysis.gate BEFORE AFTER`: whether a change that moves draws on purpose moves what comes of them.

Two folders of results of one scenario, made before and after a change. Draws that moved make every number another, so
that a comparison bit by bit says nothing; what must stay is the law of every measure. Replications are compared in
pairs by a signed-rank test: under one law the difference of two independent values is symmetric about 0, whatever its
tails. Over all rows the level is held by Holm's step-down. Exit status 1 if a row moved, 2 if nothing can be compared.

A gate passes what it cannot see: it says which shift of the mean it would have seen in nine of ten runs.

References
----------
Wilcoxon (1945); Holm (1979), "A simple sequentially rejective multiple test procedure".
"""

import argparse
import sys
from collections.abc import Sequence
from math import sqrt
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from analysis.estimates import OF_A_ROW
from analysis.loading import Results, ResultsError, load_results

LEVEL = 0.01
LEAST = 30
"""Pairs at least: with fewer, a gate sees only what anybody would."""
SMALL = 0.05
"""The shift of which the gate says in how many rows it would be seen."""

Numbers = NDArray[np.float64]


class Compared(NamedTuple):
    """One row of two versions: means, p-values alone and among all, and the shift that would be seen."""

    row: str
    before: float
    after: float
    p: float
    adjusted: float
    seen: float  # shift of the mean that nine of ten gates would see, in units of the row


def compared(before: Results, after: Results, *, labels: bool = False, least: int = LEAST) -> list[Compared]:
    """Return how each row differs between two versions, the most doubtful first.

    Parameters
    ----------
    labels : bool
        Whether rows by label count too; the more rows, the less each of them can show.
    least : int
        Replications that both must have.

    Raises
    ------
    ResultsError
        If the scenarios are not the same, replications are too few, or no row is in both.
    """
    keys = [results.provenance["key"].get("scenario") for results in (before, after)]
    if keys[0] != keys[1]:
        raise ResultsError(f"{after.path}: is of another scenario than {before.path}; wanted two versions of one")
    tables = [_wide(results.measures, labels=labels) for results in (before, after)]
    number = min(table.shape[1] for table in tables)
    if number < least:
        raise ResultsError(f"{after.path}, {before.path}: have {number} replications in common; wanted {least} or more")
    shared = tables[0].index.intersection(tables[1].index)
    if shared.empty:
        raise ResultsError(f"{after.path}: has no row of {before.path}; wanted results of one scenario")
    pairs = [[table.loc[name].to_numpy(np.float64)[:number] for table in tables] for name in shared]
    p = np.array([_p_value(one, other) for one, other in pairs])
    said = zip(shared, pairs, p.tolist(), _holm(p).tolist(), strict=True)
    found = [
        Compared(
            " ".join(filter(None, name)), float(one.mean()), float(other.mean()), alone, all_of_them,
            _seen(other - one, len(p)),
        )
        for name, (one, other), alone, all_of_them in said
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.p)


def _wide(rows: pd.DataFrame, *, labels: bool) -> pd.DataFrame:
    """Return a row for each measure, period and set of labels, and a column for each replication."""
    names = [name for name in OF_A_ROW if name in rows and name != "unit"]
    if not labels:
        apart = [name for name in names if name not in ("measure", "period", "stage")]
        rows = rows[(rows[apart] == "").all(axis=1)]
    wide = rows.pivot_table(index=names, columns="replication", values="value", aggfunc="first", observed=True)
    return wide.dropna(how="any")


def _p_value(one: Numbers, other: Numbers) -> float:
    difference = other - one
    if not difference.any():
        return 1.0
    return float(stats.wilcoxon(difference, zero_method="zsplit").pvalue)


def _holm(p: Numbers) -> Numbers:
    """Return p-values that hold for all rows together; shape of `p`."""
    order = np.argsort(p)
    stepped = np.maximum.accumulate(p[order] * (len(p) - np.arange(len(p))))
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum(1.0, stepped)
    return adjusted


def _seen(difference: Numbers, rows: int) -> float:
    """Return the shift that is seen with a chance of 90 %; 0.95 is what the ranks cost for normal differences."""
    error = float(difference.std(ddof=1)) / sqrt(0.95 * len(difference))
    return error * float(stats.norm.isf(LEVEL / rows / 2) + stats.norm.ppf(0.9))


def told(found: Sequence[Compared]) -> str:
    """Return the rows that moved, and what the gate could see of the others."""
    moved = [one for one in found if one.adjusted < LEVEL]
    lines = [
        f"MOVED  {one.row}: {one.before:.6g} before, {one.after:.6g} after; p {one.p:.2g}, {one.adjusted:.2g} among all"
        for one in moved
    ]
    lines.append(f"{len(moved)} of {len(found)} rows moved, at a level of {100 * LEVEL:g} % for all together.")
    shifts = sorted(100 * one.seen / abs(one.before) for one in found if one.before and one.seen)
    if shifts:
        middle = shifts[len(shifts) // 2]
        seen = f"{middle:.2g} % (in the middle row; {shifts[-1]:.2g} % in the worst)"
        lines.append(f"Nine of ten gates see a shift of {seen}.")
        there = [one for one in found if one.before]
        fine = sum(one.seen <= SMALL * abs(one.before) for one in there)
        lines.append(f"A shift of {100 * SMALL:g} % would be seen in {fine} of the {len(there)} rows that are not 0.")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare two folders, print what moved, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m analysis.gate", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    parser.add_argument("--labels", action="store_true", help="compare rows by label too")
    parser.add_argument("--least", type=int, default=LEAST, help="replications wanted (30)")
    options = parser.parse_args(arguments)
    try:
        results = [load_results(path) for path in (options.before, options.after)]
        found = compared(*results, labels=options.labels, least=options.least)
    except ResultsError as error:
        sys.stderr.write(f"gate: {error}\n")
        return 2
    sys.stdout.write(told(found) + "\n")
    return int(any(one.adjusted < LEVEL for one in found))


if __name__ == "__main__":
    sys.exit(main())
