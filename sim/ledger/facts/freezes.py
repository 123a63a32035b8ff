"""What was kept past its purge for one subject of a request."""

from typing import NamedTuple


class Frozen(NamedTuple):
    """A freeze of one subject's records at one operator, from its order to its end."""

    time: float  # its request ended, or it lapsed, or the run ended
    ordered: float  # may be before the first day
    agency: str
    operator: str  # the entry
    category: str
    place: str
    role: str
    person: int
    state: str  # used | unused | lapsed | not_released | rejected | nothing_held | open
    days: float  # of the subject's life: the frozen part of the window asked for
    gone_from: float  # from when on the store, by its retention, no longer holds the oldest of them; NaN without days
