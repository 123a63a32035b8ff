"""Searches for people nobody has named: area dumps and contact chains."""

from typing import NamedTuple


class Searched(NamedTuple):
    """One search of a case: all of its dumps, or all hops of its chain."""

    time: float  # when its last answer came; the end of the run if open
    opened: float  # with its case
    agency: str
    category: str  # location or session: area dumps; message: a contact chain
    place: str  # home of the person sought, or from whom the chain starts
    state: str  # met | open | the state of its first request without a complete answer
    persons: int  # distinct people exposed one by one, the subject of a chain too
    candidates: int  # people in all of its dumps; 0 for a chain
    found: bool  # the person sought is among those looked at; False for a chain
    intersects: bool  # dumps whose people have been intersected
    listed: bool  # all of its people are in `persons`; False if some are drawn as a crowd, or the search is open
