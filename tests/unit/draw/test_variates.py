from itertools import pairwise
from math import log

import pytest
from scipy import stats

from sim.draw.variates import chooser, sampler
from sim.scenario.variates import NumberVariate

UNITS = [2.0**-53, 1e-9, 0.01, 0.25, 0.5, 0.75, 0.99, 1 - 1e-9, 1 - 2.0**-53]
LAWS = {
    "lognormal": ({"lognormal": {"mean": 4, "cv": 1.2}}, stats.lognorm(s=log(2.44) ** 0.5, scale=4 / 2.44**0.5)),
    "median": ({"lognormal": {"median": 3, "spread": 2}}, stats.lognorm(s=log(2), scale=3)),
    "exponential": ({"exponential": {"mean": 2.5}}, stats.expon(scale=2.5)),
    "gamma": ({"gamma": {"mean": 3, "cv": 0.5}}, stats.gamma(4, scale=0.75)),
    "idle gamma": ({"gamma": {"mean": 3, "cv": 2}}, stats.gamma(0.25, scale=12)),
    "uniform": ({"uniform": [2, 5]}, stats.uniform(2, 3)),
}


def draw_of(written: dict):
    return sampler(NumberVariate.model_validate(written))


@pytest.mark.parametrize("name", LAWS)
@pytest.mark.parametrize("u", UNITS)
def test_a_variate_is_the_quantile_that_scipy_has(name, u):
    written, law = LAWS[name]
    # 1e-9: the two inverse normal functions differ by about 1e-12 in the far tail
    assert draw_of(written)(u) == pytest.approx(law.ppf(u), rel=1e-9)


def test_a_fixed_value_needs_no_draw():
    assert {draw_of({"fixed": 7})(u) for u in UNITS} == {7.0}


@pytest.mark.parametrize(
    ("u", "value"),
    [(0.0, 0.0), (0.1, 1.0), (0.2, 2.0), (0.35, 3.5), (0.5, 5.0), (0.6, 5.0 + 5 / 5), (0.9, 9.0), (1 - 2.0**-53, 10.0)],
)
def test_a_table_is_uniform_within_each_band(u, value):
    # 20 % up to 2, 30 % from there to 5, 50 % from there to 10
    assert draw_of({"table": [[2, "20 %"], [5, "30 %"], [10, "50 %"]]})(u) == pytest.approx(value, abs=1e-12)


@pytest.mark.parametrize("u", UNITS)
def test_a_band_that_holds_nobody_is_passed_over(u):
    with_empty = draw_of({"table": [[1, "0 %"], [2, "40 %"], [3, "0 %"], [4, "60 %"], [9, "0 %"]]})(u)
    assert 1.0 <= with_empty <= 2.0 or 3.0 <= with_empty <= 4.0
    assert (with_empty <= 2.0) == (u <= 0.4)


def test_the_last_number_of_a_table_whose_shares_round_is_inside_it():
    # ten times a tenth adds up to a little under 1, so a last empty band has a border that a number can reach
    bands = [[edge, "10 %"] for edge in range(1, 11)] + [[20, "0 %"]]
    assert draw_of({"table": bands})(1 - 2.0**-53) == pytest.approx(10.0, abs=1e-9)


@pytest.mark.parametrize("written", [written for written, _ in LAWS.values()] + [{"table": [[2, "20 %"], [5, "80 %"]]}])
def test_a_larger_number_makes_a_larger_variate(written):
    draw = draw_of(written)
    assert all(a < b for a, b in pairwise([draw(u) for u in UNITS[2:7]]))


def test_a_longer_mean_stretches_the_same_draw():
    for u in UNITS:
        assert draw_of({"exponential": {"mean": 6}})(u) == pytest.approx(3 * draw_of({"exponential": {"mean": 2}})(u))


@pytest.mark.parametrize(
    ("u", "name"), [(1e-9, "a"), (0.2499, "a"), (0.25, "c"), (0.7499, "c"), (0.75, "d"), (1 - 2.0**-53, "d")]
)
def test_a_choice_falls_by_shares_that_need_not_add_up(u, name):
    assert chooser({"a": 0.5, "b": 0.0, "c": 1.0, "d": 0.5})(u) == name


def test_a_change_of_one_share_moves_only_the_borders_around_it():
    before, after = chooser({"a": 0.2, "b": 0.3, "c": 0.5}), chooser({"a": 0.2, "b": 0.4, "c": 0.4})
    grid = [i / 1000 + 0.0005 for i in range(1000)]
    assert [u for u in grid if before(u) != after(u)] == [u for u in grid if 0.5 <= u < 0.6]
