"""Work that comes to desks at times known beforehand: nobody has to be there to bring it, or to see what comes of it.

What a piece of work is says of which line it is, its number there, and whether it leads on: see `NUMBER`. One that does
not, whose line has nothing amiss, is noted when it is done, and nobody looks at it before others are noted as well.
"""

from typing import Any

import numba as nb
import numpy as np
from numba import types

from sim.queueing.events import plan
from sim.queueing.state import COMING, STATE, Coming, ComingTime, Count, ServedTime, Turn, TurnTime
from sim.queueing.turns import AT_ARRIVAL, join

NUMBER = 32  # bits below those of the line: of them the lowest says whether it leads on, the others are the number

_NUMBERS, _WHOLE = types.Array(types.float64, 1, "C"), types.Array(types.int64, 1, "C")


@nb.njit(
    types.void(STATE, types.int64, types.int64, types.int64, types.float64, _NUMBERS, _NUMBERS, _WHOLE), cache=True
)
def foresee(s: Any, asked: int, desk: int, grade: int, code: float, times: Any, work_days: Any, what: Any) -> None:
    """Let pieces of work come to a desk, one after the other; there is room for them.

    Each is planned when the one before it comes, so that many of them are one event.

    Parameters
    ----------
    asked : int
        Order among the events of Python.
    times, work_days : ndarray (pieces,) float64 [day]
        Times are ascending, and none has passed.
    what : ndarray (pieces,) int64, >= 0
        What each of them is; the owner of its turn is `-2 - what`.
    """
    previous = -1
    for i in range(times.size):
        place = s.count[Count.COMING]
        own, its_times = s.coming[place], s.coming_time[place]
        s.count[Count.COMING] = own[Coming.NEXT]
        s.count[Count.COMINGS] += 1
        own[Coming.DESK], own[Coming.GRADE], own[Coming.NEXT], own[Coming.WHAT] = desk, grade, -1, what[i]
        its_times[ComingTime.AT], its_times[ComingTime.WORK], its_times[ComingTime.CODE] = times[i], work_days[i], code
        if previous < 0:
            plan(s, times[0], AT_ARRIVAL, asked, COMING, place)
        else:
            s.coming[previous, Coming.NEXT] = place
        previous = place


@nb.njit(types.void(STATE, types.int64, types.int64), cache=True)
def come(s: Any, coming: int, asked: int) -> None:
    """Let a piece of work come now; its place is free from now on. There is room for a turn."""
    own, times = s.coming[coming], s.coming_time[coming]
    following = own[Coming.NEXT]
    if following >= 0:
        plan(s, s.coming_time[following, ComingTime.AT], AT_ARRIVAL, asked, COMING, following)
    owner, code = -2 - own[Coming.WHAT], times[ComingTime.CODE]
    join(s, own[Coming.DESK], times[ComingTime.WORK], own[Coming.GRADE], code, np.nan, owner, s.now[0], asked)
    own[Coming.NEXT] = s.count[Count.COMING]
    s.count[Count.COMING] = coming
    s.count[Count.COMINGS] -= 1


@nb.njit(types.boolean(STATE, types.int64), cache=True)
def is_looked_at(s: Any, turn: int) -> bool:
    """Note a piece of work whose turn has ended, if its line is noted; return whether Python looks at it now."""
    what = -2 - s.turn[turn, Turn.OWNER]
    thing = s.line[what >> NUMBER]
    if thing < 0:
        return True
    place = s.count[Count.SERVED]
    s.count[Count.SERVED] = place + 1
    s.served[place] = what
    times, read = s.served_time[place], s.turn_time[turn]
    times[ServedTime.CAME], times[ServedTime.STARTED] = read[TurnTime.ARRIVED], read[TurnTime.STARTED]
    times[ServedTime.ENDED] = read[TurnTime.ENDED]
    return bool(what & 1 or s.amiss[thing])
