"""Where a unit stands in a table: in the heads where all rows share it, else with the name of each measure."""

from collections.abc import Iterable

import pandas as pd

AMOUNTS = (
    "mean", "mean_low", "mean_high", "base", "base_low", "base_high", "difference", "low", "high", "unknown_low",
    "unknown_high", "regret", "regret_high", "chance",
)  # fmt: skip
"""Columns of numbers that are in the unit of their row."""


def with_unit(name: str, unit: str) -> str:
    """Return a name with its unit.

    >>> with_unit("mean", "person"), with_unit("mean", "")
    ('mean [person]', 'mean [1]')
    """
    return f"{name} [{unit or '1'}]"


def shared(units: Iterable[str]) -> str | None:
    """Return the unit that all rows have; None if they differ.

    >>> shared(["day", "day"]), shared(["day", "person"])
    ('day', None)
    """
    found = set(units)
    return found.pop() if len(found) == 1 else None


def headed(frame: pd.DataFrame) -> pd.DataFrame:
    """Return numbers without a column `unit`: it stands in the heads, or with the measures where they differ in it."""
    if "unit" not in frame or frame.empty:
        return frame
    unit, plain = shared(frame["unit"]), frame.drop(columns="unit")
    if unit is not None:
        return plain.rename(columns={name: with_unit(name, unit) for name in AMOUNTS})
    named = [with_unit(*both) for both in zip(frame["measure"], frame["unit"], strict=True)]
    return plain.assign(measure=named)
