"""Sampled designs, of ranges and of lists, against what they are defined by."""

import sys

import numpy as np
import pytest

from sim.experiment.designs import combined
from sim.experiment.shorthand import in_full
from sim.experiment.variations import from_options
from sim.scenario.faults import ScenarioError
from tests.unit.experiment import worlds

THREE = ["a=0..8", "b=10..18", "c=x,y,z"]


def values(made):
    return [tuple(text for level in one for text in level.texts.values()) for one in made.combinations]


def test_a_trajectory_changes_each_factor_once_by_two_thirds():
    made = combined(from_options(THREE), "morris", 5, 1)
    shares = np.array(made.shares).reshape(5, 4, 3)
    steps = np.diff(shares, axis=1)
    assert np.allclose(np.abs(steps).sum(axis=1), 2 / 3)  # each factor, over each trajectory
    assert ((np.abs(steps) > 1e-9).sum(axis=2) == 1).all()  # one factor at a time
    assert np.allclose(shares * 3, np.round(shares * 3))  # four levels
    assert len(made.rows) == 20
    assert max(made.rows) + 1 == len(made.combinations) <= 20


def test_each_factor_of_saltellis_sample_changes_alone_between_the_two_samples():
    made = combined(from_options(THREE), "saltelli", 8, 1)
    blocks = np.array(made.shares).reshape(8, 5, 3)
    first, second = blocks[:, 0], blocks[:, -1]
    for factor in range(3):
        mixed = blocks[:, 1 + factor]
        assert np.array_equal(mixed[:, factor], second[:, factor])
        assert np.array_equal(np.delete(mixed, factor, axis=1), np.delete(first, factor, axis=1))


@pytest.mark.parametrize(("design", "few", "many"), [("morris", 3, 7), ("saltelli", 4, 16), ("sobol", 5, 16)])
def test_a_design_may_be_added_to(design, few, many):
    small, large = (combined(from_options(THREE), design, points, 1) for points in (few, many))
    assert large.shares[: len(small.shares)] == small.shares
    assert combined(from_options(THREE), design, few, 2).shares != small.shares


@pytest.mark.parametrize("design", ["lhs", "sobol", "morris", "saltelli"])
def test_values_of_a_list_are_drawn_as_often_as_each_other(design):
    made = combined(from_options(THREE), design, 64, 1)
    drawn = [values(made)[row][2] for row in made.rows]
    counts = [drawn.count(letter) / len(drawn) for letter in "xyz"]
    fair = [1 / 4, 1 / 4, 1 / 2] if design == "morris" else [1 / 3] * 3  # four levels: 0, 1/3, 2/3 and 1
    assert counts == pytest.approx(fair, abs=0.12)


def test_points_that_come_to_the_same_are_played_once():
    made = combined(from_options(["a=x,y", "b=x,y"]), "sobol", 64, 1)
    assert len(made.combinations) == 4
    assert len(made.rows) == 64


@pytest.mark.parametrize(
    ("design", "points", "said"),
    [
        ("morris", None, "the design morris has no number of points"),
        ("morris", 1, "the design morris has 1 point; wanted at least 2"),
        ("saltelli", 10, "wanted a power of 2, such as 16"),
    ],
)
def test_a_number_of_points_that_does_not_fit_is_a_fault(design, points, said):
    with pytest.raises(ScenarioError, match=f"E375  .*{said}"):
        combined(from_options(THREE), design, points, 1)


@pytest.mark.parametrize("design", ["morris", "saltelli"])
def test_a_package_that_is_not_installed_is_named(design, monkeypatch):
    for name in ("SALib", "SALib.sample", "SALib.sample.morris", "SALib.sample.sobol"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ScenarioError, match=r"E377  needs the package SALib.*exposim\[sensitivity\]"):
        combined(from_options(THREE), design, 4, 1)


def test_whole_numbers_are_drawn_whole(tmp_path):
    varied = in_full(from_options(["people.residents.number=100..2000"]), worlds.load(tmp_path))
    drawn = values(combined(varied, "lhs", 9, 1))
    assert all(float(text).is_integer() for (text,) in drawn)
    assert len(set(drawn)) == 9
