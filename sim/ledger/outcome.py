"""What one replication hands back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from numpy.typing import NDArray

Columns = dict[str, list[Any] | NDArray[Any]]


@dataclass(frozen=True)
class Outcome:
    """A finished replication: plain lists and arrays, so that it travels between processes.

    Parameters
    ----------
    replication : int
    seed : int
    rows : sequence of tuple
        Measures, as `sim.measures.Row` names their columns.
    series, curves, places, links, flows : mapping of column to list or ndarray
        Tables: thinned time series, cumulative incidence, exposure by place, links of the map, records disclosed by
        their way.
    seconds : float [s]
        Time that the replication took.
    journal_text : str or None
        Every fact as JSON lines, if a journal was asked for.
    counts : mapping of name to int
        How much happened: requests, needs, exposures, events.
    """

    replication: int
    seed: int
    rows: Sequence[tuple[Any, ...]]
    series: Columns
    curves: Columns
    places: Columns
    seconds: float
    journal_text: str | None = None
    counts: dict[str, int] = field(default_factory=dict)
    links: Columns = field(default_factory=dict)
    flows: Columns = field(default_factory=dict)
