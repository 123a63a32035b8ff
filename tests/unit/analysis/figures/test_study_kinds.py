"""Figures of studies draw what the studies hold."""

import numpy as np
import pytest

from analysis import ResultsError
from analysis.figures import heatmap, regret, sobol, tornado, tradeoff
from analysis.figures.heatmap import numbers as heatmap_numbers
from analysis.figures.regret import numbers as regret_numbers
from analysis.figures.sobol import first_order
from analysis.figures.sobol import numbers as sobol_numbers
from analysis.figures.tornado import numbers as tornado_numbers
from analysis.figures.tradeoff import numbers as tradeoff_numbers
from tests.unit.analysis.figures.known_studies import grid, policies


def test_tradeoff_has_a_point_for_each_policy_and_a_cloud_of_its_draws():
    frame = tradeoff_numbers(policies())
    means = frame[frame["draw"] == -1].set_index("point")
    assert means["y"].to_dict() == pytest.approx({"narrow": 40.0, "wide": 80.0, "odd": 30.0})  # per cent
    assert means["frontier"].to_dict() == {"narrow": True, "wide": True, "odd": False}  # odd is worse in both
    cloud = frame[(frame["draw"] >= 0) & (frame["point"] == "wide")]
    assert len(cloud) == 30
    assert cloud["x"].mean() == pytest.approx(means["x"]["wide"])
    assert tradeoff(frame).get_xlabel() == "exposure.persons [person]"


def test_the_frontier_turns_with_what_is_better():
    frame = tradeoff_numbers(policies(), better="more,more")
    means = frame[frame["draw"] == -1].set_index("point")["frontier"]
    assert means.to_dict() == {"narrow": False, "wide": True, "odd": True}


def test_tradeoff_against_a_factor_draws_a_line_for_each_value_of_the_other():
    frame = tradeoff_numbers(grid(), x="days", y="exposure.persons")
    ax = tradeoff(frame)
    lines = {str(line.get_label()): line for line in ax.get_lines() if str(line.get_label()).startswith("staff")}
    assert set(lines) == {"staff=1", "staff=2"}
    np.testing.assert_allclose(lines["staff=2"].get_xdata(), [30.0, 60.0])
    np.testing.assert_allclose(lines["staff=2"].get_ydata(), [302.0, 602.0])
    assert ax.get_xlabel() == "days [day]"
    assert not frame["frontier"].any()


def test_heatmap_colours_each_cell_by_its_mean():
    frame = heatmap_numbers(grid())
    ax = heatmap(frame)
    np.testing.assert_allclose(np.asarray(ax.images[0].get_array()), [[301.0, 601.0], [302.0, 602.0]])
    assert [label.get_text() for label in ax.get_xticklabels()] == ["30 days", "60 days"]
    turned = heatmap_numbers(grid(), x="staff")
    assert (turned["x_name"].iloc[0], turned["y_name"].iloc[0]) == ("staff", "days")


def test_heatmap_wants_two_factors():
    with pytest.raises(ResultsError, match="varies policy; wanted two factors"):
        heatmap_numbers(policies())
    with pytest.raises(ResultsError, match="factor 'day': is none of this study; did you mean 'days'"):
        heatmap_numbers(grid(), x="day")


def test_tornado_shows_the_thirds_of_the_unknown_that_matters():
    made = policies()
    frame = tornado_numbers(made).set_index(["path", "end"])
    a = made.points[made.points["policy"] == "narrow"]["unknown:x.a"].sort_values()
    assert frame["mean"]["x.a", "low"] == pytest.approx(100.5 + 200.0 * a.head(10).mean())
    assert frame["mean"]["x.a", "high"] == pytest.approx(100.5 + 200.0 * a.tail(10).mean())
    assert frame["low"]["x.a", "high"] > frame["base"]["x.a", "high"]
    assert frame["low"]["x.b", "high"] < frame["base"]["x.b", "high"] < frame["high"]["x.b", "high"]
    ax = tornado(frame.reset_index())
    assert ax.get_yticklabels()[0].get_text() == "x.a"


def test_first_order_indices_of_a_sum_are_its_parts_of_the_variance():
    a, b = np.random.default_rng(1).uniform(size=(2, 4000))
    y = 2.0 * a + b
    # the estimator's standard error at n = 4000 is below 0.02; 0.8 and 0.2 in theory
    assert first_order(a, y) == pytest.approx(0.8, abs=0.06)
    assert first_order(b, y) == pytest.approx(0.2, abs=0.06)
    assert abs(first_order(b, 2.0 * a)) < 0.06


def test_sobol_finds_the_unknown_that_matters():
    frame = sobol_numbers(policies()).set_index("path")
    assert frame["mean"]["x.a"] > 0.8
    assert frame["low"]["x.a"] > frame["mean"]["x.b"]
    assert frame["low"]["x.b"] < 0.0 < frame["high"]["x.b"] + 0.5
    assert sobol(frame.reset_index()).get_yticklabels()[0].get_text() == "x.a"


def test_regret_is_measured_from_the_best_of_the_same_draw():
    made = policies()
    frame = regret_numbers(made)
    over = frame[frame["draw"] == -1].set_index("point")
    a = made.points[made.points["policy"] == "wide"]["unknown:x.a"]
    assert over["mean"].to_dict() == pytest.approx({"narrow": 0.0, "wide": 10.0 + 20.0 * a.mean(), "odd": 1000.0})
    assert over["best_share"].to_dict() == {"narrow": 1.0, "wide": 0.0, "odd": 0.0}
    assert len(regret(frame).get_yticklabels()) == 3
    turned = regret_numbers(made, measure="need.met_share", better="more")
    assert turned[turned["draw"] == -1].set_index("point")["mean"].to_dict() == pytest.approx(
        {"narrow": 40.0, "wide": 0.0, "odd": 50.0}
    )


@pytest.mark.parametrize("numbers", [tornado_numbers, sobol_numbers, regret_numbers])
def test_without_draws_of_the_unknowns_there_is_nothing_to_say(numbers):
    with pytest.raises(ResultsError, match="unknowns were held fixed; wanted a study with --unknowns"):
        numbers(grid())


def test_a_point_or_measure_that_is_none_is_said():
    with pytest.raises(ResultsError, match="has no point 'narow'; did you mean 'narrow'"):
        tornado_numbers(policies(), policy="narow")
    with pytest.raises(ResultsError, match=r"measure 'exposure\.person': is not in these results; did you mean"):
        regret_numbers(policies(), measure="exposure.person")
