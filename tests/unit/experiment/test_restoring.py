"""Points of a study made again from its folder: the same numbers as the plan has, whatever is varied."""

import json

import pytest

from analysis.loading import ResultsError
from sim.entry import load_scenario
from sim.experiment.designs import ALONE
from sim.experiment.drafts import draft_of_mapping
from sim.experiment.levels import AS_IT_IS
from sim.experiment.plans import Wish, block_wish, of_block, planned
from sim.experiment.points import Level
from sim.experiment.restoring import restored, study_origin
from sim.experiment.studies import prepared
from sim.scenario.catalogue import find, names
from tests.cli.command import TINY

RANGED = TINY.replace("session: 20 days", "session: {value: 20 days, range: [10 days, 30 days]}")
LAW = "laws: {act: {from: 2021-01-10, retention: {session: {at_least: 15 days}}}}\n"


def keys_of(plan):
    return list(dict.fromkeys(point.key for point in plan.points))


def again(folder, plan):
    """Return the points of a plan as its folder gives them."""
    prepared(folder, plan).close()
    origin = study_origin(folder, load_scenario)
    return list(restored(origin, origin.results.points))


@pytest.fixture
def base(tmp_path):
    (tmp_path / "tiny.yaml").write_text(RANGED + LAW)
    return load_scenario(tmp_path / "tiny.yaml")


VARY = {
    "laws.act.retention.session.at_least": ["5 days", None],  # null takes a duty away
    "agencies.police.cases.rate": {"few": "10 per 100 people per year", "many": "30 per 100 people per year"},
    "operators.*.desk.handling": [{"fixed": "1 hour"}, {"lognormal": {"mean": "2 hours", "cv": 1.5}}],
    ("operators.isp.desk.staff", "laws.act.off"): [(2, True), (0.5, False)],
}


def test_every_point_has_the_numbers_that_were_planned(base, tmp_path):
    no_law = Level(
        "none", {"laws": {"act": None}, "agencies.police.asks.for": {"session": None, "subscriber": "100 %"}}, {}
    )
    without = {path: values for path, values in VARY.items() if "laws" not in str(path)}
    for number, (policies, vary) in enumerate((([AS_IT_IS], VARY), ([AS_IT_IS, no_law], without))):
        made = draft_of_mapping(vary, base, design="grid", points=None, seed=3)
        plan = planned(base, policies, made, Wish(1, 3, draws=2))
        found = again(tmp_path / str(number), plan)
        assert [one.key for one in found] == keys_of(plan)
        assert {one.draw for one in found} == {0, 1}
        assert len(found) == (32, 16)[number]


@pytest.mark.parametrize("name", ["eu-retention", "quick-freeze", "ru-2018-yarovaya"])
def test_shipped_studies_are_made_again(name, tmp_path):
    loaded = load_scenario(name)
    wish = block_wish(loaded, replications=1, seed=1, draws=1, most_runs=None)
    plan = planned(loaded, *of_block(loaded, 1), wish)
    assert [one.key for one in again(tmp_path / "study", plan)] == keys_of(plan)


def test_a_point_that_was_changed_is_refused(base, tmp_path):
    made = draft_of_mapping({"operators.isp.desk.staff": [1, 2]}, base, design="grid", points=None, seed=1)
    prepared(tmp_path / "study", planned(base, [AS_IT_IS], made, Wish(1, 1))).close()
    origin = study_origin(tmp_path / "study", load_scenario)
    rows = origin.results.points.assign(**{"operators.isp.desk.staff": ["1", "3"]})
    with pytest.raises(ResultsError, match=r"point 'staff=2' is not what was played: its numbers have another key"):
        list(restored(origin, rows))
    rows = origin.results.points.assign(**{"operators.isp.desk.staff": ["1", "many"]})
    with pytest.raises(ResultsError, match=r"point 'staff=2' cannot be made again: operators.isp.desk.staff is 'many'"):
        list(restored(origin, rows))


def test_a_study_that_does_not_say_what_its_points_change_is_refused(base, tmp_path):
    prepared(tmp_path / "study", planned(base, [AS_IT_IS], ALONE, Wish(1, 1))).close()
    file = tmp_path / "study" / "study.json"
    facts = json.loads(file.read_text())
    file.write_text(json.dumps({name: one for name, one in facts.items() if name != "policies"}))
    with pytest.raises(ResultsError, match="does not say what policies and values change; wanted a study that this"):
        study_origin(tmp_path / "study", load_scenario)


WITH_UNKNOWNS = [name for name in names() if "unknowns: {from" in find(name).read_text()]


@pytest.mark.parametrize("name", WITH_UNKNOWNS)
def test_unknowns_of_shipped_studies_can_be_drawn_together(name, monkeypatch):
    """A draw may take all ranges at one end: what has to add up still does, and money stays in its currency."""
    monkeypatch.setattr(
        "sim.experiment.plans.drawn",
        lambda unknowns, draws, seed: [{u.path: u.at(x) for u in unknowns} for x in (0.0, 1.0)],
    )
    plan = planned(load_scenario(name), [AS_IT_IS], ALONE, Wish(1, 1, draws=2))
    assert len(keys_of(plan)) == 2
