"""Turns at desks: brought, begun, ended. `sim.actors.desk.Desk` says what they mean."""

from math import nan
from typing import Any

import numba as nb
from numba import types

from sim.queueing.events import plan
from sim.queueing.hours import reached, reading
from sim.queueing.state import END, GRADES, OPENING, STATE, Count, Desk, Turn, TurnTime

AT_OPENING, AT_END, AT_ARRIVAL = 12, 13, 14  # ranks, as the clock has them
_UP, _DOWN = 0, 1


@nb.njit(types.void(STATE, types.int64, types.int64, types.float64), cache=True, inline="always")
def _move(s: Any, level: int, way: int, read: float) -> None:
    """Note that a level goes up or down."""
    place = s.count[Count.MOVED]
    s.moved[place], s.level[place] = read, 2 * level + way
    s.count[Count.MOVED] = place + 1


@nb.njit(types.void(STATE, types.int64, types.float64, types.int64), cache=True)
def _begin(s: Any, turn: int, now: float, asked: int) -> None:
    """Start a piece of work; its turn has the working clock of now."""
    desk = s.turn[turn, Turn.DESK]
    s.desk[desk, Desk.FREE] -= 1
    s.turn_time[turn, TurnTime.STARTED] = now
    read = s.turn_time[turn, TurnTime.READ]
    _move(s, s.desk[desk, Desk.BUSY], _UP, read)
    end = reached(s, s.desk[desk, Desk.CALENDAR], read + s.turn_time[turn, TurnTime.WORK])
    plan(s, max(end, now), AT_END, asked, END, turn)


@nb.njit(types.void(STATE, types.int64, types.float64, types.int64), cache=True, inline="always")
def _wake_at(s: Any, desk: int, opening: float, asked: int) -> None:
    if not s.desk[desk, Desk.IS_WAKING] and s.desk[desk, Desk.FREE]:
        s.desk[desk, Desk.IS_WAKING] = 1
        plan(s, opening, AT_OPENING, asked, OPENING, desk)


@nb.njit(types.int64(STATE, types.int64), cache=True, inline="always")
def _first_waiting(s: Any, desk: int) -> Any:
    """Return the grade whose turn is next; `GRADES` if nobody waits."""
    grade = 0
    while grade < GRADES and s.queue[desk, grade, 0] < 0:
        grade += 1
    return grade


@nb.njit(
    types.int64(
        STATE, types.int64, types.float64, types.int64, types.float64, types.float64, types.int64, types.float64,
        types.int64,
    ),
    cache=True,
)  # fmt: skip
def join(
    s: Any, desk: int, work_days: float, grade: int, code: float, due: float, owner: int, now: float, asked: int
) -> Any:
    """Bring a piece of work to a desk; return its turn, or -1 if there is no room for one."""
    turn = s.count[Count.TURN]
    if turn < 0 or s.count[Count.MOVED] + s.count[Count.ROOM] > s.moved.size:
        return -1
    s.count[Count.TURN] = s.turn[turn, Turn.NEXT]
    read, is_open, opening = reading(s, s.desk[desk, Desk.CALENDAR], now)
    s.turn[turn, Turn.DESK], s.turn[turn, Turn.GRADE], s.turn[turn, Turn.NEXT] = desk, grade, -1
    s.turn[turn, Turn.OWNER], s.turn[turn, Turn.ORDER] = owner, s.count[Count.ORDER]
    s.count[Count.ORDER] += 1
    times = s.turn_time[turn]
    times[TurnTime.CODE], times[TurnTime.ARRIVED], times[TurnTime.STARTED], times[TurnTime.ENDED] = code, now, nan, nan
    times[TurnTime.WAITED], times[TurnTime.WORK], times[TurnTime.DUE] = 0.0, work_days / s.speed[desk], due
    times[TurnTime.READ] = read
    _move(s, s.desk[desk, Desk.THERE], _UP, now)
    if is_open and s.desk[desk, Desk.FREE] and _first_waiting(s, desk) == GRADES:
        _begin(s, turn, now, asked)
        return turn
    if s.queue[desk, grade, 0] < 0:
        s.queue[desk, grade, 0] = turn
    else:
        s.turn[s.queue[desk, grade, 1], Turn.NEXT] = turn
    s.queue[desk, grade, 1] = turn
    _move(s, s.desk[desk, Desk.WAITING], _UP, now)
    if not is_open:
        _wake_at(s, desk, opening, asked)
    return turn


@nb.njit(types.void(STATE, types.int64, types.float64, types.int64), cache=True)
def serve(s: Any, desk: int, now: float, asked: int) -> None:
    """Hand free staff the next pieces of work, if the desk is open."""
    grade = _first_waiting(s, desk)
    if grade == GRADES:
        return
    read, is_open, opening = reading(s, s.desk[desk, Desk.CALENDAR], now)
    if not is_open:
        _wake_at(s, desk, opening, asked)
        return
    while s.desk[desk, Desk.FREE] and grade < GRADES:
        turn = s.queue[desk, grade, 0]
        s.queue[desk, grade, 0] = s.turn[turn, Turn.NEXT]
        s.turn_time[turn, TurnTime.WAITED] = read - s.turn_time[turn, TurnTime.READ]
        s.turn_time[turn, TurnTime.READ] = read
        _move(s, s.desk[desk, Desk.WAITING], _DOWN, now)
        _begin(s, turn, now, asked)
        grade = _first_waiting(s, desk)


@nb.njit(types.void(STATE, types.int64, types.float64, types.int64), cache=True)
def end(s: Any, turn: int, now: float, asked: int) -> None:
    """Note a turn whose work is done, and take up the next; its place is free from now on, and not yet used."""
    desk, times = s.turn[turn, Turn.DESK], s.turn_time[turn]
    times[TurnTime.ENDED] = now
    _move(s, s.desk[desk, Desk.BUSY], _DOWN, times[TurnTime.READ] + times[TurnTime.WORK])
    _move(s, s.desk[desk, Desk.THERE], _DOWN, now)
    place = s.count[Count.NOTED]
    for column in range(TurnTime.READ):
        s.noted[place, column] = times[column]
    s.count[Count.NOTED] = place + 1
    s.desk[desk, Desk.FREE] += 1
    s.turn[turn, Turn.DESK], s.turn[turn, Turn.NEXT] = -1, s.count[Count.TURN]
    s.count[Count.TURN] = turn
    serve(s, desk, now, asked)
