"""Conditions on points: what is left out, and what is told of one that cannot be read."""

import pytest

from sim.experiment.drafts import draft_of_mapping
from sim.experiment.levels import AS_IT_IS
from sim.experiment.plans import Wish, planned
from sim.experiment.points import Level
from sim.scenario.faults import ScenarioError
from tests.unit.experiment import worlds

KEEPS, NUMBER = "operators.isp.keeps.session", "people.residents.number"
VARY = {KEEPS: ["10 days", "20 days", "3 weeks"], NUMBER: [10, 20]}


def points(tmp_path, *where, policies=(AS_IT_IS,), vary=VARY, design="grid", number=None):
    loaded = worlds.load(tmp_path, "")
    made = draft_of_mapping(vary, loaded, design=design, points=number, seed=1, where=where)
    plan = planned(loaded, list(policies), made, Wish(1, 1))
    return plan, [tuple(point.factors.values()) for point in plan.points]


@pytest.mark.parametrize(
    ("where", "kept"),
    [
        ("session < 20 days", ["10 days"]),
        ("session <= 20 days", ["10 days", "20 days"]),
        ("480 hours <= session", ["20 days", "3 weeks"]),
        ("keeps.session == 21 days", ["3 weeks"]),
        ("operators.isp.keeps.session != 3 weeks", ["10 days", "20 days"]),
    ],
)
def test_points_that_do_not_fulfil_a_condition_are_left_out(tmp_path, where, kept):
    plan, told = points(tmp_path, where)
    assert [days for days, number in told if number == "10"] == kept
    assert plan.left_out == 2 * (3 - len(kept))


def test_two_factors_are_compared_and_every_condition_must_hold(tmp_path):
    vary = {KEEPS: ["10 days", "20 days", "30 days"], NUMBER: [10, 20]}
    _, told = points(tmp_path, "session >= 20 days", "number < 20", vary=vary)
    assert told == [("20 days", "10"), ("30 days", "10")]


def test_a_condition_sees_what_a_policy_sets_and_else_what_the_scenario_says(tmp_path):
    policies = [AS_IT_IS, Level("short", {KEEPS: "5 days"}, {})]
    plan, _ = points(tmp_path, "keeps.session >= 20 days", policies=policies, vary={NUMBER: [10, 20]})
    assert [point.policy for point in plan.points] == ["", ""]


def test_a_value_that_is_not_there_contradicts_nothing(tmp_path):
    _, told = points(tmp_path, "operators.isp.keeps.location <= session")
    assert len(told) == 6


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("session", "wanted two values with one of"),
        ("1 < session < 2", "wanted two values with one of"),
        ("10 days < 20 days", "names no value of the scenario"),
        ("keeps.sesion < 20 days", "did you mean 'keeps.session'"),
        ("operators.isp.kepes < 20 days", "did you mean 'keeps'"),
        ("session < 20 %", "wanted two quantities of one kind"),
        ("session > 99 days", "leaves none of 6 points"),
        ("__import__('os').getcwd() == session", "leaves none of 6 points"),
    ],
)
def test_a_condition_that_cannot_be_read_or_leaves_nothing_is_a_fault(tmp_path, where, said):
    with pytest.raises(ScenarioError, match=f"E378  .*{said}"):
        points(tmp_path, where)


def test_points_of_a_sensitivity_design_belong_together(tmp_path):
    with pytest.raises(ScenarioError, match="E378  leaves points out, and those of morris belong together"):
        points(tmp_path, "session < 20 days", vary={KEEPS: "1..30 days"}, design="morris", number=4)
