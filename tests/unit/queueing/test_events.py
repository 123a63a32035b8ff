"""The heap of what is to happen, against a sorted list."""

import numpy as np

from sim.queueing.events import RANK, is_first_before, plan, take_first
from sim.queueing.rooms import Rooms
from sim.queueing.state import Count, Event

MANY = 500


def room_for(many):
    rooms = Rooms()
    rooms.reserve("course", Count.COURSES, many)  # each has one event at most
    return rooms


def test_events_come_by_time_then_rank_then_the_order_of_asking():
    rooms, rng = room_for(MANY), np.random.default_rng(3)
    wanted = []
    for number in range(MANY):
        time, rank = float(rng.integers(0, 20)), int(rng.integers(11, 15))
        plan(rooms.state, time, rank, 0, 0, number)
        wanted.append((time, rank, number))
    found = []
    while rooms.count[Count.EVENTS]:
        event = rooms["event"][0]
        found.append((rooms["time"][0], event[Event.ORDER] >> RANK, event[Event.WHAT]))
        take_first(rooms.state)
        if len(found) % 3 == 0 and len(wanted) < 2 * MANY and found[-1][0] < 19:  # some are planned meanwhile
            number, time = len(wanted), found[-1][0] + 1.0
            plan(rooms.state, time, 14, 0, 0, number)
            wanted.append((time, 14, number))
    assert len(wanted) > MANY + 50
    assert found == sorted(wanted)
    assert rooms["time"][0] == np.inf


def test_an_event_is_held_against_those_of_python_by_time_rank_and_order_of_asking():
    rooms = room_for(1)
    assert not is_first_before(rooms.state, 1e9, 15, 0)  # there is none
    plan(rooms.state, 2.0, 13, 7, 0, 0)
    assert is_first_before(rooms.state, 2.5, 0, 0)
    assert not is_first_before(rooms.state, 1.5, 15, 9)
    assert is_first_before(rooms.state, 2.0, 14, 0)
    assert not is_first_before(rooms.state, 2.0, 12, 9)
    assert is_first_before(rooms.state, 2.0, 13, 8)
    assert not is_first_before(rooms.state, 2.0, 13, 6)
