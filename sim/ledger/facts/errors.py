"""Errors in requests."""

from typing import NamedTuple


class Erred(NamedTuple):
    """An error in one item that was answered, as it stands at the end of the run."""

    time: float  # delivered
    drafted: float
    found: float  # may lie after the end of the run; NaN: never
    agency: str
    operator: str
    category: str
    party: str  # draft | spoc | authorise | operator | other
    kind: str  # wrong_identifier | wrong_time | excess_data
    state: str  # reported | oversight: found in the run; waiting: found after its end; unfound
    serious: bool
    misled: bool  # the answer was about somebody or some time else
    persons: int  # exposed who were not asked about
    records: int  # disclosed by the error, of whomever was looked up
