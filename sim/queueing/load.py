"""Courses are loaded: what many requests go through, each from its opening to the operator's answer."""

from typing import Any, NamedTuple

import numba as nb
import numpy as np
from numba import types
from numpy.typing import NDArray

from sim.queueing.events import plan
from sim.queueing.state import COURSE, STATE, Count, Course, CourseTime, Leg, LegTime
from sim.queueing.turns import AT_ARRIVAL


class Legs(NamedTuple):
    """What some courses consist of, one after the other; all arrays (legs,)."""

    course: NDArray[np.int64]  # whose leg it is, ascending
    desk: NDArray[np.int64]  # or `WAIT`, `TURNED_DOWN`
    note: NDArray[np.int64]  # what is so when it begins, bits
    due: NDArray[np.int64]  # rule of the deadline, -1 for none
    factor: NDArray[np.int64]  # on its work, -1 for none
    amount: NDArray[np.float64]  # work at a desk, or a time to wait [day]
    code: NDArray[np.float64]  # of the turn at the desk


_W, _N = types.Array(types.int64, 1, "C"), types.Array(types.float64, 1, "C")
_T = types.Array(types.float64, 2, "C")


@nb.njit(_W(STATE, types.int64, types.int64, _N, _T, _W, _W, _W, _W, _W, _W, _W, _W, _N, _N), cache=True)
def load(
    s: Any, asked: int, first_number: int, opened: Any, wanted: Any, grade: Any, is_plain: Any, route: Any,
    whose: Any, desk: Any, note: Any, due: Any, factor: Any, amount: Any,
    code: Any,
) -> Any:  # fmt: skip
    """Load courses, in the order in which they are opened, with their `Legs`; there is room for them.

    Parameters
    ----------
    asked : int
        Order among the events of Python.
    first_number : int
        Number of the first course; they are numbered on.
    opened : ndarray (courses,) float64 [day], ascending
    wanted : ndarray (courses, 3) float64 [day]
        Since when what is asked for must be held for somebody to act on the answer, NaN: nobody does; where what is
        asked for begins, and ends.
    grade, is_plain, route : ndarray (courses,) int64
        Route is -1 where there is none; an answer along it may be plain, or stand out.

    Returns
    -------
    ndarray (courses,) int64
        Their places.
    """
    places = np.empty(opened.size, np.int64)
    leg, previous = 0, -1
    for i in range(opened.size):
        course = s.count[Count.COURSE]
        own, places[i] = s.course[course], course
        s.count[Count.COURSE] = own[Course.NEXT]
        s.count[Count.COURSES] += 1
        own[Course.GRADE], own[Course.NEXT], own[Course.NUMBER] = grade[i], -1, first_number + i
        own[Course.IS_PLAIN], own[Course.ROUTE], own[Course.REWORKS] = is_plain[i], route[i], 0
        own[Course.LEG] = -1
        s.course_time[course, :] = np.nan
        s.course_time[course, CourseTime.OPENED] = opened[i]
        s.course_time[course, CourseTime.SINCE :] = wanted[i]
        last = -1
        while leg < whose.size and whose[leg] == i:
            place = s.count[Count.LEG]
            s.count[Count.LEG] = s.leg[place, Leg.NEXT]
            s.count[Count.LEGS] += 1
            s.leg[place, Leg.DESK], s.leg[place, Leg.NOTE] = desk[leg], note[leg]
            s.leg[place, Leg.DUE], s.leg[place, Leg.FACTOR], s.leg[place, Leg.NEXT] = due[leg], factor[leg], -1
            s.leg_time[place, LegTime.AMOUNT], s.leg_time[place, LegTime.CODE] = amount[leg], code[leg]
            if last < 0:
                own[Course.LEG] = place
            else:
                s.leg[last, Leg.NEXT] = place
            last = place
            leg += 1
        if previous < 0:
            plan(s, opened[0], AT_ARRIVAL, asked, COURSE, course)
        else:
            s.course[previous, Course.NEXT] = course
        previous = course
    return places
