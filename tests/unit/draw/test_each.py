"""Drawn one by one or many at a time, numbers are the same to the last bit."""

import numpy as np
import pytest

from sim.draw.variates import chooser, each, sampler
from sim.scenario.variates import NumberVariate

NUMBERS = np.random.default_rng(5).random(2000).tolist()


@pytest.mark.parametrize(
    "variate",
    [
        {"lognormal": {"mean": 4, "cv": 1.2}},
        {"exponential": {"mean": 2}},
        {"gamma": {"mean": 2, "cv": 0.5}},
        {"uniform": [1, 3]},
        {"fixed": 2},
    ],
)
def test_a_loop_of_its_own_draws_what_single_calls_draw(variate):
    draw = sampler(NumberVariate.model_validate(variate))
    assert each(draw, NUMBERS) == [draw(u) for u in NUMBERS]


@pytest.mark.parametrize("shares", [{"a": 1.0}, {"a": 0.2, "b": 0.0, "c": 0.6}])
def test_choices_too(shares):
    choose = chooser(shares)
    assert each(choose, NUMBERS) == [choose(u) for u in NUMBERS]
    assert set(each(choose, NUMBERS)) == {name for name, share in shares.items() if share}


def test_what_has_no_loop_of_its_own_is_called_for_each():
    assert each(lambda u: 2 * u, [0.25, 0.5]) == [0.5, 1.0]
