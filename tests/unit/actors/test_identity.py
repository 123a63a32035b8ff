from math import exp, inf

import numpy as np
import pytest

from sim.actors.identity import Curve, Drive, drives
from sim.law.real_name import Order


def test_without_a_rate_and_without_a_law_the_share_stays():
    curve = Curve(0.7, 0.0, 0.5, ())
    assert curve.shares(np.array([-100.0, 0.0, 500.0])) == pytest.approx([0.7, 0.7, 0.7])


def test_of_the_others_all_show_it_unasked_at_a_constant_hazard():
    curve = Curve(0.7, 0.01, 0.5, ())
    assert curve.share(-5.0) == pytest.approx(0.7)
    assert curve.share(30.0) == pytest.approx(1 - 0.3 * exp(-0.3))


def test_of_those_asked_a_share_shows_it_evenly_until_the_day():
    curve = Curve(0.6, 0.0, 0.5, (Drive(10.0, 30.0, 30.0),))
    assert curve.shares(np.array([10.0, 20.0, 30.0, 90.0])) == pytest.approx([0.6, 0.7, 0.8, 0.8])


def test_whoever_is_no_longer_asked_no_longer_shows_it():
    curve = Curve(0.6, 0.0, 0.5, (Drive(10.0, 20.0, 30.0),))
    assert curve.share(90.0) == pytest.approx(0.7)


def test_people_are_asked_from_the_first_day_of_the_order_or_of_the_run():
    assert drives([Order(-50.0, inf, True, 40.0)]) == (Drive(0.0, 40.0, 40.0),)
    assert drives([Order(10.0, 25.0, True, 40.0)]) == (Drive(10.0, 25.0, 40.0),)
    assert drives([Order(10.0, inf, True, inf)]) == ()
    assert drives([Order(-50.0, inf, True, -20.0)]) == ()


def test_another_law_that_leaves_the_day_alone_does_not_ask_anew():
    assert drives([Order(0.0, 20.0, True, 40.0), Order(20.0, inf, False, 40.0)]) == (Drive(0.0, 40.0, 40.0),)


def test_the_share_at_one_time_is_that_of_many():
    curve = Curve(0.6, 0.003, 0.5, (Drive(10.0, 30.0, 30.0), Drive(50.0, 60.0, 80.0)))
    times = np.linspace(-10.0, 100.0, 111)
    assert curve.shares(times) == pytest.approx([curve.share(time) for time in times.tolist()], rel=1e-15)
