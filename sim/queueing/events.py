"""What is to happen at desks: a heap by time, then by rank, then by the order of asking."""

from math import inf
from typing import Any

import numba as nb
from numba import types

from sim.queueing.state import STATE, Count, Event

RANK = 56  # bits of the order of asking, below those of the rank


@nb.njit(types.boolean(STATE, types.int64, types.float64, types.int64), cache=True, inline="always")
def _is_after(s: Any, one: int, time: float, order: int) -> bool:
    return bool(s.time[one] > time or (s.time[one] == time and s.event[one, 0] > order))


@nb.njit(types.void(STATE, types.float64, types.int64, types.int64, types.int64, types.int64), cache=True)
def plan(s: Any, time: float, rank: int, asked: int, kind: int, what: int) -> None:
    """Let something happen at a time; `asked` is its order among the events of Python."""
    order = (rank << RANK) | s.count[Count.ORDER]
    s.count[Count.ORDER] += 1
    place = s.count[Count.EVENTS]
    s.count[Count.EVENTS] += 1
    while place > 0:
        above = (place - 1) >> 1
        if not _is_after(s, above, time, order):
            break
        s.time[place] = s.time[above]
        for column in range(4):
            s.event[place, column] = s.event[above, column]
        place = above
    s.time[place] = time
    s.event[place, Event.ORDER], s.event[place, Event.ASKED] = order, asked
    s.event[place, Event.KIND], s.event[place, Event.WHAT] = kind, what


@nb.njit(types.void(STATE), cache=True)
def take_first(s: Any) -> None:
    """Remove the first event."""
    last = s.count[Count.EVENTS] - 1
    s.count[Count.EVENTS] = last
    time, order = s.time[last], s.event[last, 0]
    place = 0
    while True:
        below = 2 * place + 1
        if below >= last:
            break
        if below + 1 < last and _is_after(s, below, s.time[below + 1], s.event[below + 1, 0]):
            below += 1
        if not _is_after(s, below, time, order):
            s.time[place] = s.time[below]
            for column in range(4):
                s.event[place, column] = s.event[below, column]
            place = below
        else:
            break
    s.time[place] = time
    for column in range(4):
        s.event[place, column] = s.event[last, column]
    if last == 0:
        s.time[0] = inf


@nb.njit(types.boolean(STATE, types.float64, types.int64, types.int64), cache=True, inline="always")
def is_first_before(s: Any, time: float, rank: int, asked: int) -> bool:
    """Whether the first event comes before one of Python."""
    if s.time[0] != time:
        return bool(s.time[0] < time)
    own = s.event[0, Event.ORDER] >> RANK
    return bool(own < rank or (own == rank and s.event[0, Event.ASKED] < asked))
