"""All measures of a run, and its tables over time and place."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from sim.ledger.accounts import Ledger
from sim.ledger.balance import BalanceError
from sim.ledger.outcome import Columns
from sim.measures import (
    accounts,
    breaches,
    cost,
    desks,
    disclosed,
    errors,
    exposure,
    freezes,
    inspection,
    interception,
    load,
    monitoring,
    need,
    notices,
    readable,
    requests,
    searches,
)
from sim.measures.disclosed import flows
from sim.measures.over_time import curves, links_table, map_table, series
from sim.measures.rows import DEFINITIONS, Row, rows_of

__all__ = ["TABLES", "all_measures", "curves", "flows", "links_table", "map_table", "series"]

FAMILIES = (
    exposure,
    readable,
    disclosed,
    notices,
    need,
    requests,
    freezes,
    desks,
    load,
    inspection,
    cost,
    breaches,
    accounts,
    monitoring,
    interception,
    errors,
    searches,
)  # importing them registers their measures
TABLES: Mapping[str, Callable[[Ledger], Columns]] = MappingProxyType(
    {"series": series, "curves": curves, "places": map_table, "links": links_table, "flows": flows}
)  # what is worked out beside the measures, by the name that an outcome has for it
ROUNDING = 1e-6


def all_measures(ledger: Ledger) -> list[Row]:
    """Return the rows of every measure of a closed ledger.

    Raises
    ------
    BalanceError
        If a share is not in [0, 1].
    """
    rows = [row for definition in DEFINITIONS.values() for row in rows_of(definition, ledger)]
    for row in rows:
        if DEFINITIONS[row.measure].scale == "share" and not _is_share(row.value):
            raise BalanceError(f"{row.measure} {row.labels}: {row.value:.9g}; wanted a share from 0 to 1")
    return rows


def _is_share(value: float) -> bool:
    return value != value or -ROUNDING <= value <= 1.0 + ROUNDING  # NaN: no denominator
