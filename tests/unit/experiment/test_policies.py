"""What `check` says of the policies of a study, and that the study itself says the same."""

import pytest

from sim.experiment.plans import block_wish, of_block, planned
from sim.experiment.policies import with_policies
from sim.scenario.faults import ScenarioError
from tests.unit.experiment import worlds

KEEPS = "operators.isp.keeps.session"
RATE = "agencies.police.cases.rate"
LAW = "laws: {act: {from: 2020-01-01, retention: {session: {at_least: 30 days}}}}\n"


def told(loaded):
    return [(fault.code, fault.path, fault.mark.line) for fault in loaded.warnings]


def faults_of(loaded):
    with pytest.raises(ScenarioError) as error:
        with_policies(loaded)
    return [(fault.code, fault.path, fault.mark.line) for fault in error.value.faults]


def both(folder, study):
    """Return the warnings of `check`, which are those of the plan of the study too."""
    loaded = worlds.load(folder, study)
    wish = block_wish(loaded, replications=None, seed=1, draws=None, most_runs=None)
    checked = with_policies(loaded)
    assert loaded.warnings == ()
    assert sorted(planned(loaded, *of_block(loaded), wish).warnings) == sorted(checked.warnings)
    return told(checked)


IDLE = f"""\
study:
  policies:
    as it is: {{}}
    idle: {{{KEEPS}: 20 days}}
    short: {{{KEEPS}: 10 days}}
    also: {{{KEEPS}: 240 hours}}
    untitled: {{title: other}}
"""


def test_policies_that_change_nothing_and_two_that_are_one_are_told(tmp_path):
    assert sorted(both(tmp_path, IDLE)) == [
        ("W471", "study.policies.idle", 10),
        ("W471", "study.policies.untitled", 13),
        ("W472", "study.policies.also", 12),
    ]


def test_a_policy_that_changes_something_beside_another_value_of_what_is_crossed_is_not_idle(tmp_path):
    crossed = "study: {policies: {a: {laws.act.retention.session.at_least: 40 days}}, cross: {laws.act.off: %s}}\n"
    assert both(tmp_path, LAW + crossed % "[true, false]") == []
    assert both(tmp_path, "laws: {act: {from: 2020-01-01, off: true}}\n" + IDLE)[:1] == [
        ("W471", "study.policies.idle", 11)
    ]


@pytest.mark.parametrize("fixed", ["20 days", "10 days", "30 days"])  # the value, and either end of its range
def test_a_fixed_value_in_place_of_one_that_is_drawn_is_a_change(fixed, tmp_path):
    idle = f"study: {{policies: {{a: {{{KEEPS}: {fixed}}}, b: {{title: b}}}}, unknowns: {{draws: 3}}}}\n"
    assert [(code, path) for code, path, _ in both(tmp_path, idle)] == [("W471", "study.policies.b")]


def test_policies_with_conditions_are_compared_where_they_are_played(tmp_path):
    values = "[1 per 100 people per year, 2 per 100 people per year]"
    condition = f"where: ['{RATE} < 2 per 100 people per year']"
    where = f"study: {{policies: {{a: {{{KEEPS}: 20 days}}}}, cross: {{{RATE}: {values}}}, {condition}}}\n"
    assert both(tmp_path, where) == [("W471", "study.policies.a", 7)]


def test_a_lever_that_a_policy_pulls_in_vain_is_told_and_what_it_makes_of_others_is_not(tmp_path):
    rare = "people.residents.writes.session: 0 per person day"
    study = LAW + f"study: {{policies: {{gone: {{laws.act.repealed: 2020-06-01}}, rare: {{{rare}}}}}}}\n"
    assert both(tmp_path, study) == [("W401", "study.policies.gone.laws.act", 8)]


def test_a_fault_of_a_policy_is_told_at_the_policy(tmp_path):
    back, much = "{laws.act.repealed: 2019-01-01}", "{operators.isp.market: 130 %}"
    study = LAW + f"study:\n  policies:\n    back: {back}\n    much: {much}\n"
    assert faults_of(worlds.load(tmp_path, study)) == [
        ("E301", "study.policies.back.laws.act", 10),
        ("E204", "study.policies.much.operators.isp.market", 11),
    ]


@pytest.mark.parametrize(
    ("study", "found"),
    [
        ("{policies: {a: {laws.other.off: true}}}", ("E372", "laws.other.off")),
        ("{policies: {a: {}}, cross: {laws.other.off: [true, false]}}", ("E372", "laws.other.off")),
        (f"{{policies: {{a: {{}}}}, cross: {{{KEEPS}: [soon, later]}}}}", ("E201", KEEPS)),
        (f"{{policies: {{a: {{}}}}, where: ['{KEEPS} > 90 days']}}", ("E378", "")),
    ],
)  # fmt: skip
def test_what_a_study_would_refuse_is_told(study, found, tmp_path):
    loaded = worlds.load(tmp_path, f"study: {study}\n")
    assert [(code, path) for code, path, _ in faults_of(loaded)] == [found]


def test_unknowns_of_a_scenario_without_ranges_are_told(tmp_path):
    loaded = worlds.load(tmp_path, "study: {unknowns: {draws: 3}}\n")
    no_ranges = loaded.with_({KEEPS: "20 days", "people.residents.writes.session": "5 per person day"})
    assert [code for code, _, _ in faults_of(no_ranges)] == ["E376"]


def test_a_scenario_without_a_study_stays_as_it_is(tmp_path):
    loaded = worlds.load(tmp_path, "")
    assert with_policies(loaded) is loaded
