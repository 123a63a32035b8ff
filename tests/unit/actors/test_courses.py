from math import inf
from types import SimpleNamespace

import pytest

from sim.actors.courses import Courses
from sim.actors.log_store import LogStore
from sim.queueing.rooms import Rooms
from tests.unit.actors.stage import shelf


def made() -> Courses:
    def take(*_) -> None: ...

    return Courses(SimpleNamespace(rooms=Rooms(), ledger=SimpleNamespace(waiting=[]), sees_to=take, hands_on=take))


def known(courses: Courses) -> list[list[float]]:
    return courses._rooms["gap"].tolist()


def test_a_route_knows_the_last_gap_whenever_it_is_made():
    kept = shelf()
    store, other = LogStore(kept, "session", ()), LogStore(kept, "session", ())
    courses = made()
    courses.route(other)
    courses.route(store)
    assert known(courses) == [[-inf, inf, inf]] * 2
    store.stop_recording(2.0)
    assert known(courses) == [[-inf, inf, inf], [-inf, 2.0, inf]]
    store.record_again(4.0)
    assert known(courses)[1] == [-inf, 2.0, 4.0]
    store.stop_recording(6.0)
    late = made()
    late.route(store)
    assert known(courses)[1] == known(late)[0] == [4.0, 6.0, inf]
    assert courses._rooms["route"].tolist() == [1, 1]


def test_no_answer_is_plain_where_operators_have_a_gap_together():
    kept, courses = shelf(), made()
    courses.route(LogStore(kept, "session", ()))
    kept.held.close(3.0)
    assert courses._rooms["route"].tolist() == [0]


@pytest.mark.parametrize("horizon", [-10.0, 5.0])
def test_a_route_knows_since_when_records_are_held(horizon):
    kept, courses = shelf(), made()
    courses.route(LogStore(kept, "session", ()))
    kept.held.cut_before(horizon)
    assert courses._rooms["horizon"].tolist() == [max(horizon, -10.0)]
