"""Breaches and misuse of what somebody holds."""

from typing import NamedTuple


class Breached(NamedTuple):
    """An intruder broke into the stores of one operator, or into an agency's own store."""

    time: float
    found: float  # NaN: not found in the run
    intruder: str
    operator: str  # empty: an agency's store
    agency: str  # empty: an operator's
    weight: float
    persons: int  # stolen from at `time`, one by one; people of classes drawn as a crowd come with `CopiedCrowd`


class Endangered(NamedTuple):
    """What a hazard of breaches came to from `started` to `time`, all stores of an entry: expected, not drawn."""

    started: float
    time: float
    intruder: str
    operator: str
    agency: str
    weight: float
    events: float  # integral of the hazard
    persons: float  # integral of the hazard times the people of whom something would be stolen


class Misused(NamedTuple):
    """Somebody of an agency looked people up in its own store without cause."""

    time: float
    found: float  # NaN: never found
    agency: str
    persons: int


class Reused(NamedTuple):
    """An agency answered a request of its own from what it held already."""

    time: float
    agency: str
    category: str
    items: int
