"""A working calendar in compiled code: what `sim.world.calendar.Calendar` says from day 0 on, to the last bit.

Working days beyond the run are not known here: what would end on one of them ends never.
"""

from math import ceil, floor, inf
from typing import Any

import numba as nb
from numba import types

from sim.queueing.state import STATE, Calendar

_ROUNDING = 1e-9  # day: as the calendar has it


@nb.njit(types.float64(STATE, types.int64, types.int64), cache=True)
def _day(s: Any, which: int, rank: int) -> float:
    """Return the working day of a rank."""
    if rank < 0:
        return -inf
    at = s.calendar[which, Calendar.DAYS] + rank
    end = s.calendar[which + 1, Calendar.DAYS]
    return float(s.days[at]) if at < end else inf


_READING = types.Tuple((types.float64, types.boolean, types.float64))  # type: ignore[no-untyped-call]  # no types


@nb.njit(_READING(STATE, types.int64, types.float64), cache=True)
def reading(s: Any, which: int, time: float) -> tuple[float, bool, float]:
    """Return the open time until `time`, whether it is open then, and the next opening if it is not."""
    if s.calendar[which, Calendar.IS_ALWAYS]:
        return time, True, time
    opens, closes, length = s.hours[which, 0], s.hours[which, 1], s.hours[which, 2]
    day = floor(time)
    at = s.calendar[which, Calendar.RANKS] + day
    if at + 1 >= s.calendar[which + 1, Calendar.RANKS]:
        return inf, False, inf
    rank, passed = s.ranks[at], 0.0
    if s.ranks[at + 1] > rank:
        if time >= day + closes:
            rank += 1
        else:
            passed = max(0.0, time - (day + opens))
    opening = _day(s, which, rank) + opens
    return rank * length + passed, passed > 0.0 or time == opening, opening


@nb.njit(types.float64(STATE, types.int64, types.float64), cache=True)
def reached(s: Any, which: int, read: float) -> Any:
    """Return the earliest time at which so much open time has passed."""
    if s.calendar[which, Calendar.IS_ALWAYS]:
        return read
    opens, closes, length = s.hours[which, 0], s.hours[which, 1], s.hours[which, 2]
    rank = ceil((read - _ROUNDING) / length) - 1
    day = _day(s, which, rank)
    close = day + closes
    time = day + opens + max(0.0, read - rank * length)
    return close if time > close - _ROUNDING else time
