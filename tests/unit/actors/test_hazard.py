"""A hazard that conditions raise, against integrals worked out by hand."""

import pytest

from sim.actors.hazard import Hazard
from sim.actors.process import start
from tests.unit.actors.stage import Stage


def reached(integral, *changes, per_day=0.1, raised_by=None, days=100.0, then=()):
    """When the integral is reached, with changes (time, condition, by); `then` waits for further numbers."""
    stage, times = Stage(days), []
    hazard = Hazard(stage.clock, per_day=per_day, raised_by=raised_by or {"security": 5.0}, people_held=lambda: 0.0)

    def wait():
        for wanted in (integral, *then):
            yield hazard.reached(wanted)
            times.append(stage.clock.now)

    start(wait())
    for time, condition, by in changes:
        stage.at(time, lambda condition=condition, by=by: hazard.change(condition, by))
    stage.run()
    return times


def test_a_constant_hazard_is_reached_after_the_number_over_the_rate():
    assert reached(1.0) == pytest.approx([10.0])
    assert reached(1.0, then=(1.5, 4.0)) == pytest.approx([10.0, 15.0, 40.0])


def test_a_deficit_raises_the_hazard_while_it_is_open():
    assert reached(1.0, (2.0, "security", 1)) == pytest.approx([2.0 + 0.8 / 0.5])
    assert reached(1.0, (2.0, "security", 1), (3.0, "security", -1)) == pytest.approx([3.0 + 0.3 / 0.1])
    assert reached(1.0, (2.0, "security", 1), (3.0, "security", -1), then=(1.5,)) == pytest.approx([6.0, 11.0])


def test_a_condition_that_holds_twice_raises_the_hazard_once():
    twice = ((2.0, "security", 1), (2.5, "security", 1), (3.0, "security", -1))
    assert reached(1.0, *twice) == pytest.approx([2.0 + 0.8 / 0.5])


def test_two_conditions_multiply_and_others_do_nothing():
    both = {"security": 5.0, "copies": 2.0}
    assert reached(2.0, (1.0, "security", 1), (2.0, "copies", 1), raised_by=both) == pytest.approx([2.0 + 1.4 / 1.0])
    assert reached(1.0, (2.0, "retention", 1)) == pytest.approx([10.0])


def test_what_never_comes_is_not_waited_for():
    assert reached(11.0) == []
    assert reached(1.0, per_day=0.0) == []


def test_a_raised_hazard_only_moves_times_forward_and_adds_later_ones():
    wanted = (0.5, 0.9, 3.0, 8.0, 12.0)
    plain, raised = (
        reached(wanted[0], *changes, then=wanted[1:])
        for changes in ((), ((6.0, "security", 1), (30.0, "security", -1)))
    )
    assert len(plain) == 4
    assert len(raised) == 5
    assert all(early <= late for early, late in zip(raised, plain, strict=False))
    assert raised[0] == plain[0]  # before the deficit


def test_the_expected_people_are_the_integral_of_hazard_and_people():
    stage = Stage()
    hazard = Hazard(stage.clock, per_day=0.1, raised_by={"security": 3.0}, people_held=lambda: 10 * stage.clock.now)
    stage.at(20.0, lambda: hazard.change("security", 1))
    stage.at(50.0, hazard.read)
    stage.run()
    assert hazard.integral == pytest.approx(2.0 + 9.0)
    assert hazard.expected_persons == pytest.approx(0.1 * 10 * 20**2 / 2 + 0.3 * 10 * (50**2 - 20**2) / 2)
