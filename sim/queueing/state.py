"""The state of every desk of a run, in arrays that compiled code reads and writes in place.

A state is one object with many arrays: handed over from Python it costs one argument, a quarter of what its arrays
would. Rooms are enlarged in Python, between two calls; compiled code says when one is nearly full.
"""

from collections import namedtuple
from typing import Any

import numba as nb
from numba import types
from numba.experimental import structref

from sim.draw import hashing as _hashing  # noqa: F401  # it says where kernels are kept

GRADES = 8  # 0 to 7; lower ones come first


class StateType(types.StructRef):
    """Type of a state in compiled code."""


structref.register(StateType)  # type: ignore[no-untyped-call]  # numba has no types


class State(structref.StructRefProxy):
    """A state as Python holds it; its arrays are those that it was made from."""


structref.define_boxing(StateType, State)  # type: ignore[no-untyped-call]  # numba has no types


def _places(names: str) -> Any:
    """Return numbers from 0 on, by name: compiled code reads them as constants."""
    places: Any = namedtuple("Places", names)  # type: ignore[misc]  # names are known here alone
    return places(*range(len(names.split())))


# How full rooms are, where their free places begin, and what waits for Python.
Count = _places(
    "EVENTS TURN ORDER MOVED ROOM NOTED HAPPENED COURSE COURSES LEG LEGS ANSWERED ASIDE COMING COMINGS SERVED"
)
# Columns of the arrays of `FIELDS`.
Desk = _places("FREE CALENDAR IS_WAKING THERE WAITING BUSY")
Calendar = _places("IS_ALWAYS RANKS DAYS")
Turn = _places("DESK GRADE NEXT OWNER ORDER")
TurnTime = _places("CODE ARRIVED STARTED ENDED WAITED WORK DUE READ")  # all but the last are noted of a turn
Event = _places("ORDER ASKED KIND WHAT")  # rank and order in one; the order among events of Python
Coming = _places("DESK GRADE NEXT WHAT")
ComingTime = _places("AT WORK CODE")
ServedTime = _places("CAME STARTED ENDED")
Leg = _places("DESK NOTE NEXT DUE FACTOR")
LegTime = _places("AMOUNT CODE")  # the code of a turn; of who turns a request down, the column of its numbers
Course = _places("LEG GRADE NEXT NUMBER IS_PLAIN ROUTE REWORKS")
# Answered with the first six. What is asked for lasts from FROM to AT; see `load` for SINCE.
CourseTime = _places("OPENED REVIEWED AUTHORISED STARTED ANSWERED DUE SINCE FROM AT")
Gap = _places("BEFORE STOPPED AGAIN")  # when the one before ended, and when this began and ended; infinite for never
Answered = _places("NUMBER VERDICT ENDED HORIZON OPENED REVIEWED AUTHORISED STARTED ANSWERED DUE")

END, OPENING, COURSE, COMING = range(4)  # kinds of events: a turn ends, a desk opens, a course goes on, work comes
WAIT, TURNED_DOWN = -1, -2  # legs that are at no desk
REVIEWED, AUTHORISED, REWORK, TOLD, MET = 1, 2, 4, 8, 16  # of a course when a leg begins: bits of its note

_WHOLE, _WHOLES = types.Array(types.int64, 1, "C"), types.Array(types.int64, 2, "C")
_NUMBERS, _TABLE = types.Array(types.float64, 1, "C"), types.Array(types.float64, 2, "C")
FIELDS = {
    "count": _WHOLE,
    "now": _NUMBERS,  # (1,)
    "desk": _WHOLES,
    "speed": _NUMBERS,  # of a server of each desk
    "queue": types.Array(types.int64, 3, "C"),  # (desks, GRADES, 2): first and last turn that waits; -1: none
    "calendar": _WHOLES,
    "hours": _TABLE,
    "ranks": _WHOLE,  # working days before each day, calendar after calendar
    "days": _WHOLE,  # working days by rank
    "turn": _WHOLES,
    "turn_time": _TABLE,
    "time": _NUMBERS,  # of events: a heap, with `event`; the first is infinite where there is none
    "event": _WHOLES,
    "moved": _NUMBERS,  # readings at which a level went up or down,
    "level": _WHOLE,  # and which did: twice its number, and 1 more for down
    "noted": _TABLE,  # turns that are over
    "coming": _WHOLES,  # work that comes to a desk at a known time
    "coming_time": _TABLE,
    "line": _WHOLE,  # of each line of such work, what has to be as it should for nobody to look; -1: nothing is noted
    "amiss": _WHOLE,  # of each such thing, how much is amiss
    "served": _WHOLE,  # such work that is done, by what it is
    "served_time": _TABLE,
    "leg": _WHOLES,
    "leg_time": _TABLE,
    "course": _WHOLES,
    "course_time": _TABLE,
    "route": _WHOLE,  # whether answers along a route may be closed with others
    "horizon": _NUMBERS,  # since when what is looked at along a route is held
    "gap": _TABLE,  # along a route, the last time in which nothing was recorded, see `Gap`
    "due_after": _NUMBERS,  # deadlines by rule: so long after the asking; NaN: by its day, in `due`
    "due": _TABLE,
    "factor": _NUMBERS,  # on the work of those who are slower for a while
    "answered": _TABLE,  # courses that are over, see `Answered`
}
STATE = StateType(list(FIELDS.items()))  # type: ignore[no-untyped-call]  # numba has no types


@nb.njit(STATE(types.Tuple(tuple(FIELDS.values()))), cache=True)  # type: ignore[no-untyped-call]  # no types
def joined(rooms: Any) -> Any:
    """Return the state of these rooms, in the order of `FIELDS`."""
    state: Any = structref.new(STATE)  # type: ignore[call-arg]  # an intrinsic
    (
        state.count, state.now, state.desk, state.speed, state.queue, state.calendar, state.hours, state.ranks,
        state.days, state.turn, state.turn_time, state.time, state.event, state.moved, state.level, state.noted,
        state.coming, state.coming_time, state.line, state.amiss, state.served, state.served_time, state.leg,
        state.leg_time, state.course, state.course_time, state.route, state.horizon, state.gap, state.due_after,
        state.due, state.factor, state.answered,
    ) = rooms  # fmt: skip
    return state
