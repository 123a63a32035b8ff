"""Lets everything at desks happen up to the next event of Python, or to what Python has to see to."""

from math import floor, nan
from typing import Any

import numba as nb
from numba import types

from sim.queueing.comings import come, is_looked_at
from sim.queueing.events import is_first_before, plan, take_first
from sim.queueing.state import (
    AUTHORISED,
    COMING,
    COURSE,
    END,
    MET,
    OPENING,
    REVIEWED,
    REWORK,
    STATE,
    TOLD,
    TURNED_DOWN,
    WAIT,
    Answered,
    Count,
    Course,
    CourseTime,
    Desk,
    Event,
    Gap,
    Leg,
    LegTime,
    Turn,
    TurnTime,
)
from sim.queueing.turns import AT_ARRIVAL, end, join, serve

DONE, FULL, ENDED, TO_TELL, OVER, TO_MEET, SERVED = range(7)  # why it stops: see `play`
REASON = 3  # bits of the reason, below those of the turn or the course


@nb.njit(types.void(STATE, types.int64), cache=True)
def release(s: Any, course: int) -> None:
    """Give the place of a course free, and those of its legs."""
    leg = s.course[course, Course.LEG]
    while leg >= 0:
        following = s.leg[leg, Leg.NEXT]
        s.leg[leg, Leg.NEXT] = s.count[Count.LEG]
        s.count[Count.LEG] = leg
        s.count[Count.LEGS] -= 1
        leg = following
    s.course[course, Course.LEG], s.course[course, Course.NUMBER] = -1, -1
    s.course[course, Course.NEXT] = s.count[Count.COURSE]
    s.count[Count.COURSE] = course
    s.count[Count.COURSES] -= 1


@nb.njit(types.void(STATE, types.int64, types.float64), cache=True)
def _note(s: Any, course: int, verdict: float) -> None:
    """Note a course that is over, answered or turned down, for Python to close with others."""
    row, times = s.answered[s.count[Count.ANSWERED]], s.course_time[course]
    s.count[Count.ANSWERED] += 1
    row[Answered.NUMBER], row[Answered.VERDICT] = s.course[course, Course.NUMBER], verdict
    row[Answered.ENDED], row[Answered.HORIZON] = s.now[0], s.horizon[s.course[course, Course.ROUTE]]
    for column in range(CourseTime.SINCE):
        row[Answered.OPENED + column] = times[column]
    release(s, course)


@nb.njit(types.float64(STATE, types.int64, types.float64), cache=True)
def _due(s: Any, rule: int, now: float) -> float:
    """Return when what is asked for now is due."""
    if rule < 0:
        return nan
    after = s.due_after[rule]
    return float(now + after if after == after else s.due[rule, floor(now)])


@nb.njit(types.int64(STATE, types.int64, types.int64), cache=True)
def _go_on(s: Any, course: int, asked: int) -> int:
    """Begin the next leg of a course; return why Python has to see to it, or `DONE`."""
    now, own, leg = s.now[0], s.course[course], s.course[course, Course.LEG]
    note, times = s.leg[leg, Leg.NOTE], s.course_time[course]
    if note & MET:
        s.leg[leg, Leg.NOTE] = note & ~MET
        return TO_MEET
    if note & REVIEWED:
        times[CourseTime.REVIEWED] = now
    if note & REWORK:
        own[Course.REWORKS] += 1
    if note & TOLD:
        s.leg[leg, Leg.NOTE] = note & ~(TOLD | REVIEWED | REWORK)
        return TO_TELL
    if note & AUTHORISED:
        times[CourseTime.AUTHORISED] = now
    desk = s.leg[leg, Leg.DESK]
    if desk == TURNED_DOWN:
        if own[Course.ROUTE] < 0:
            return OVER
        _note(s, course, s.leg_time[leg, LegTime.CODE])
        return DONE
    own[Course.LEG] = s.leg[leg, Leg.NEXT]
    amount, code = s.leg_time[leg, LegTime.AMOUNT], s.leg_time[leg, LegTime.CODE]
    s.leg[leg, Leg.NEXT] = s.count[Count.LEG]
    s.count[Count.LEG] = leg
    s.count[Count.LEGS] -= 1
    if desk == WAIT:
        plan(s, now + amount, AT_ARRIVAL, asked, COURSE, course)
    else:
        due, factor = _due(s, s.leg[leg, Leg.DUE], now), s.leg[leg, Leg.FACTOR]
        if factor >= 0:
            amount *= s.factor[factor]
        if own[Course.LEG] < 0:
            times[CourseTime.DUE] = due
        join(s, desk, amount, own[Course.GRADE], code, due, course, now, asked)
    return DONE


@nb.njit(types.boolean(STATE, types.int64), cache=True)
def _is_plain(s: Any, course: int) -> bool:
    """Whether an answer may be closed with others: what is held of the time asked for is one piece, or nothing.

    And it does not have all of it where somebody acts on that.
    """
    route, times = s.course[course, Course.ROUTE], s.course_time[course]
    if not (s.course[course, Course.IS_PLAIN] and s.route[route]):
        return False
    horizon, since, end = s.horizon[route], times[CourseTime.SINCE], times[CourseTime.AT]
    first, stopped, again = max(times[CourseTime.FROM], horizon), s.gap[route, Gap.STOPPED], s.gap[route, Gap.AGAIN]
    is_torn = first < s.gap[route, Gap.BEFORE] or (first < stopped and again < end)
    is_all = horizon <= since and not (stopped <= end and since < again)
    return not (is_torn or is_all)


@nb.njit(types.int64(STATE, types.int64, types.int64, types.int64), cache=True)
def _after_turn(s: Any, turn: int, course: int, asked: int) -> int:
    """Go on with a course whose turn has ended: the last turn is that of the operator, which answers."""
    if s.course[course, Course.LEG] >= 0:
        return int(_go_on(s, course, asked))
    times = s.course_time[course]
    times[CourseTime.STARTED], times[CourseTime.ANSWERED] = s.turn_time[turn, TurnTime.STARTED], s.now[0]
    if not _is_plain(s, course):
        return OVER
    _note(s, course, 0.0)
    return DONE


@nb.njit(types.boolean(STATE), cache=True, inline="always")
def _is_full(s: Any) -> bool:
    """Whether one event may need more room than there is."""
    return bool(
        s.count[Count.TURN] < 0
        or s.count[Count.MOVED] + s.count[Count.ROOM] > s.moved.size
        or s.count[Count.NOTED] == s.noted.shape[0]
        or s.count[Count.ANSWERED] == s.answered.shape[0]
        or s.count[Count.SERVED] == s.served.size
    )


@nb.njit(types.int64(STATE, types.float64, types.int64, types.int64, types.int64), cache=True)
def play(s: Any, time: float, rank: int, before: int, asked: int) -> int:
    """Let everything happen that comes before an event of Python.

    Parameters
    ----------
    time, rank, before :
        That event: its time, its rank, and its order of asking.
    asked : int
        Order, among the events of Python, of whatever is asked for now.

    Returns
    -------
    int
        Why it stopped in the lowest bits: it is `DONE`; rooms are `FULL`; a turn of Python has ended (`ENDED`), or one
        of work that came at a known time (`SERVED`); a course is one `TO_TELL` of, or `TO_MEET` as it is opened; a
        course is `OVER` and not plain. Above them the turn or the course.
    """
    aside = s.count[Count.ASIDE]
    if aside >= 0:  # Python has seen to it, and it goes on at the same moment
        if _is_full(s):
            return FULL
        s.count[Count.ASIDE] = -1
        why = _go_on(s, aside, asked)
        if why != DONE:
            if why == TO_TELL:
                s.count[Count.ASIDE] = aside
            return int((aside << REASON) | why)
    while is_first_before(s, time, rank, before):
        if _is_full(s):
            return FULL
        now, kind, what = s.time[0], s.event[0, Event.KIND], s.event[0, Event.WHAT]
        s.now[0] = now
        s.count[Count.HAPPENED] += 1
        take_first(s)
        if kind == OPENING:
            s.desk[what, Desk.IS_WAKING] = 0
            serve(s, what, now, asked)
            continue
        if kind == COMING:
            come(s, what, asked)
            continue
        if kind == END:
            owner = s.turn[what, Turn.OWNER]
            end(s, what, now, asked)
            if owner == -1:
                return int((what << REASON) | ENDED)
            if owner < 0:
                if is_looked_at(s, what):
                    return int((what << REASON) | SERVED)
                continue
            why, course = _after_turn(s, what, owner, asked), owner
        else:
            course, following = what, s.course[what, Course.NEXT]
            if following >= 0:  # the next that is opened
                s.course[what, Course.NEXT] = -1
                plan(s, s.course_time[following, CourseTime.OPENED], AT_ARRIVAL, asked, COURSE, following)
            why = _go_on(s, course, asked)
        if why != DONE:
            if why in (TO_TELL, TO_MEET):
                s.count[Count.ASIDE] = course
            return int((course << REASON) | why)
    return DONE
