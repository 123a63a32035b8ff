"""Interception: looks without an operator's act, and live orders."""

from typing import NamedTuple


class Looked(NamedTuple):
    """An agency looked people up in the stores of an operator, through its direct access."""

    time: float
    agency: str
    operator: str
    persons: int  # looked up
    found: int  # of whom there was a record


class LiveOrder(NamedTuple):
    """An agency asked an operator to let it listen to one subject."""

    time: float
    opened: float
    began: float  # NaN: nobody listened
    agency: str
    operator: str
    place: str  # of the subject
    state: str  # ended | running | open | declined | rejected
    listened_days: float
