"""Whom somebody told that records about them had left an operator."""

from typing import NamedTuple


class Notified(NamedTuple):
    """A subject who is to be told of an answer; written when that happens, or when the run ends."""

    time: float  # when told; the end of the run if that has not come
    exposed: float  # delivery of the answer
    agency: str
    operator: str  # the entry
    category: str
    place: str
    role: str
    person: int
    told: bool
