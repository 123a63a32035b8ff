import numpy as np
import pytest

from sim.entry import load_scenario
from sim.experiment.designs import ALONE
from sim.experiment.drafts import draft_of_mapping
from sim.experiment.levels import AS_IT_IS
from sim.experiment.plans import Wish, block_wish, of_block, planned
from sim.experiment.shorthand import in_full
from sim.experiment.unknowns import drawn, unknowns_of
from sim.experiment.variations import from_options
from sim.scenario.faults import ScenarioError
from tests.unit.experiment import worlds

FIVE, TEN = "5 per 100 people per year", "10 per 100 people per year"


def plan_of(loaded, **more):
    wish = block_wish(loaded, replications=None, seed=1, draws=None, most_runs=None)._replace(**more)
    return planned(loaded, *of_block(loaded), wish)


def test_a_block_is_policies_crossed_with_values(tmp_path):
    cross = (
        worlds.STUDY
        + "  cross: {agencies.police.cases.rate: [5 per 100 people per year, 10 per 100 people per year]}\n"
    )
    plan = plan_of(worlds.load(tmp_path, cross))
    assert [(point.policy, *point.factors.values()) for point in plan.points] == [
        ("as it is", FIVE), ("as it is", TEN), ("short", FIVE), ("short", TEN),
    ]  # fmt: skip
    assert len(plan.runs) == 4 * 3
    assert plan.points[3].loaded.scenario.operators["isp"].keeps == {"session": 10.0}
    assert plan.points[3].loaded.scenario.study is None
    assert plan.warnings == ()


def test_keys_hang_on_numbers_seed_and_nothing_else(tmp_path):
    loaded = worlds.load(tmp_path)
    first, again = plan_of(loaded), plan_of(loaded.with_({"title": "another", "study.replications": 9}))
    assert [point.key for point in first.points] == [point.key for point in again.points]
    assert len({point.key for point in [*first.points, *plan_of(loaded, seed=2).points]}) == 4


@pytest.mark.parametrize(
    ("policy", "code", "text"),
    [
        ("{operators.ips.keeps.session: 9 days}", "E372", "did you mean 'operators.isp'"),
        ("{laws.csl.off: true}", "E372", "leads through 'csl'"),
        ("{operators.isp.kepes.session: 9 days}", "E101", "did you mean 'keeps'"),
        ("{operators.isp.keeps.session: 9 apples}", "E201", "9 apples"),
        ("{operators.isp.keeps.session: 9}", "E202", "without a unit"),
    ],
)
def test_a_policy_that_leads_nowhere_is_a_fault_at_its_line(tmp_path, policy, code, text):
    loaded = worlds.load(tmp_path, f"study:\n  policies:\n    wrong: {policy}\n")
    with pytest.raises(ScenarioError, match=text) as error:
        plan_of(loaded)
    assert [fault.code for fault in error.value.faults] == [code]
    assert error.value.faults[0].mark.line == worlds.SCENARIO.count("\n") + 3


def test_a_policy_may_add_things_and_remove_them(tmp_path):
    study = "study: {policies: {more: {operators.other: {market: 0 %}}, none: {operators.isp.keeps.session: null}}}\n"
    more, none = plan_of(worlds.load(tmp_path, study)).points
    assert list(more.loaded.scenario.operators) == ["isp", "other"]
    assert none.loaded.scenario.operators["isp"].keeps == {}


def extending(folder, text):
    worlds.load(folder)
    (folder / "mine.yaml").write_text(f"exposim: 1\nextends: world.yaml\n{text}", encoding="utf-8")
    return load_scenario(folder / "mine.yaml")


def removing(folder, way):
    """Return the base with a policy that removes what the operator keeps, said in one of the ways to say it."""
    if way == "extends":
        return extending(folder, "study: {policies: {none: {operators.isp.keeps.session: null}}}\n")
    if way == "extends, over a policy of the base":
        return extending(folder, "study: {policies: {short: {operators.isp.keeps.session: null}}}\n")
    if way == "--set":
        worlds.load(folder)
        return load_scenario(folder / "world.yaml", settings=["study.policies.none.operators.isp.keeps.session=null"])
    return worlds.load(folder).with_({"study.policies": {"none": {"operators.isp.keeps": {"session": None}}}})


@pytest.mark.parametrize("way", ["extends", "extends, over a policy of the base", "--set", "with_"])
def test_a_null_inside_a_policy_survives_merging_and_removes_then(tmp_path, way):
    loaded = removing(tmp_path, way)
    assert loaded.scenario.operators["isp"].keeps == {"session": 20.0}
    assert plan_of(loaded).points[-1].loaded.scenario.operators["isp"].keeps == {}
    (tmp_path / "resolved.yaml").write_text(loaded.resolved(), encoding="utf-8")
    again = load_scenario(tmp_path / "resolved.yaml")
    assert plan_of(again).points[-1].loaded.scenario.operators["isp"].keeps == {}


def test_a_null_for_a_policy_removes_the_policy(tmp_path):
    loaded = extending(tmp_path, "study: {policies: {short: null, long: {operators.isp.keeps.session: 30 days}}}\n")
    assert [point.policy for point in plan_of(loaded).points] == ["as it is", "long"]


def test_every_fault_is_told_before_anything_is_played(tmp_path):
    loaded = worlds.load(tmp_path)
    with pytest.raises(ScenarioError) as error:
        plan_of(loaded, measures=("exposure.person", "need.met_share"), most_runs=5)
    assert sorted(fault.code for fault in error.value.faults) == ["E373", "E374"]
    assert "did you mean 'exposure.persons'?" in str(error.value)
    assert "the study has 6 runs" in str(error.value)


def test_a_stage_is_no_part_of_a_measures_name(tmp_path):
    assert plan_of(worlds.load(tmp_path), measures=("exposure.persons@reachable",)).wish.measures


def test_a_baseline_of_a_sweep_must_be_a_point(tmp_path):
    with pytest.raises(ScenarioError, match=r"E371  is 'shirt', .*did you mean 'short'"):
        plan_of(worlds.load(tmp_path), baseline="shirt")


def test_a_policy_that_changes_nothing_is_warned_of(tmp_path):
    study = """study: {policies: {
        idle: {operators.isp.keeps.session: 20 days}, short: {operators.isp.keeps.session: 10 days},
        also: {operators.isp.keeps.session: 240 hours}}}\n"""
    warnings = plan_of(worlds.load(tmp_path, study)).warnings
    assert [(fault.code, fault.path) for fault in warnings] == [
        ("W471", "study.policies.idle"), ("W472", "study.policies.also"),
    ]  # fmt: skip


def test_a_path_that_changes_nothing_is_warned_of(tmp_path):
    loaded = worlds.load(tmp_path, "")
    made = draft_of_mapping({"title": ["one", "two"]}, loaded, design="grid", points=None, seed=1)
    warnings = planned(loaded, [AS_IT_IS], made, Wish(1, 1)).warnings
    assert [(fault.code, fault.path) for fault in warnings] == [("W471", "title")]


def test_short_names_stand_for_paths(tmp_path):
    loaded = worlds.load(tmp_path)
    assert in_full(from_options(["keeps.session=1 day,2 days"]), loaded)[0].paths == ("operators.isp.keeps.session",)
    assert in_full(from_options(["laws.new.off=true,false"]), loaded)[0].paths == ("laws.new.off",)
    with pytest.raises(ScenarioError, match="E372  is the end of 2 paths"):
        in_full(from_options(["session=1 day,2 days"]), worlds.load(tmp_path).with_({"agencies": None}))
    with pytest.raises(ScenarioError, match=r"E372 .*did you mean 'keeps\.session'"):
        in_full(from_options(["kept.session=1 day"]), loaded)


def test_unknowns_are_a_latin_hypercube_over_the_ranges(tmp_path):
    unknowns = unknowns_of(worlds.load(tmp_path))
    assert [(one.path, one.low, one.high, one.logarithmic) for one in unknowns] == [
        ("people.residents.writes.session", 1.0, 20.0, True), ("operators.isp.keeps.session", 10.0, 30.0, False),
    ]  # fmt: skip
    draws = drawn(unknowns, 40, seed=1)
    rates, days = (np.sort([draw[one.path] for draw in draws]) for one in unknowns)
    assert np.array_equal(np.floor(np.log(rates) / np.log(20.0) * 40), np.arange(40))  # one in each fortieth
    assert np.array_equal(np.floor((days - 10.0) / 20.0 * 40), np.arange(40))
    assert not np.array_equal(np.floor((rates - 1.0) / 19.0 * 40), np.arange(40))  # the control: not uniform
    assert drawn(unknowns, 40, seed=1) == draws != drawn(unknowns, 40, seed=2)


def test_a_policy_overrules_what_is_unknown_and_shares_the_rest(tmp_path):
    points = plan_of(worlds.load(tmp_path), draws=3).points
    kept = {(point.policy, point.draw): point.loaded.scenario.operators["isp"].keeps["session"] for point in points}
    writes = {(one.policy, one.draw): one.loaded.scenario.people["residents"].writes for one in points}
    assert {kept[("short", draw)] for draw in range(3)} == {10.0}
    assert len({kept[("as it is", draw)] for draw in range(3)}) == 3
    assert all(writes[("short", draw)] == writes[("as it is", draw)] for draw in range(3))


def test_no_ranges_no_unknowns(tmp_path):
    path = tmp_path / "bare.yaml"
    path.write_text(worlds.SCENARIO.replace(", range: [1, 20]", "").replace(", range: [10 days, 30 days]", ""))
    with pytest.raises(ScenarioError, match="E376  has no value with a range"):
        planned(worlds.load_scenario(path), [AS_IT_IS], ALONE, Wish(1, 1, draws=5))


BLOCK = """\
study:
  cross:
    laws.new: {without: null, in force: {from: 2021-01-10, retention: {session: {at_least: 30 days}}}}
    number: 1000..2000:2
  together:
    - {keeps.session: [5 days, 6 days], people.residents.writes.session: 1..2 per person day:2}
  where: [keeps.session < 6 days]
"""


def test_a_block_has_ranges_named_values_paths_together_and_conditions(tmp_path):
    plan = plan_of(worlds.load(tmp_path, BLOCK))
    assert [tuple(point.factors.values()) for point in plan.points] == [
        (law, number, "5 days", "1 per person day") for law in ("without", "in force") for number in ("1000", "2000")
    ]
    assert plan.left_out == 4
    assert [list(point.loaded.scenario.laws) for point in plan.points] == [[], [], ["new"], ["new"]]
    assert {point.loaded.scenario.operators["isp"].keeps["session"] for point in plan.points} == {5.0}


@pytest.mark.parametrize("design", ["lhs", "sobol", "morris", "saltelli"])
def test_a_block_has_designs(tmp_path, design):
    cross = "{keeps.session: 5..25 days, number: [500, 1000]}"
    block = f"study: {{cross: {cross}, design: {design}, points: 4}}\n"
    plan = plan_of(worlds.load(tmp_path, block))
    assert plan.made.kind == design
    assert len(plan.made.rows) == {"lhs": 4, "sobol": 4, "morris": 12, "saltelli": 16}[design]
    assert all(5 <= float(one.factors["operators.isp.keeps.session"].split()[0]) <= 25 for one in plan.points)


def test_every_fault_of_a_block_is_told_at_its_line(tmp_path):
    block = """\
study:
  policies: {wrong: {operators.ips.keeps.session: 5 days}}
  cross:
    keeps.sesion: [5 days]
    number: 5
    operators.isp.keeps.session: [5 apples]
  where: [keeps.session < 3 %, nonsense]
  measures: [exposure.person]
"""
    with pytest.raises(ScenarioError) as error:
        plan_of(worlds.load(tmp_path, block))
    above = worlds.SCENARIO.count("\n")
    told = sorted((fault.mark.line - above, fault.code) for fault in error.value.faults)
    assert told == [(2, "E372"), (4, "E372"), (5, "E375"), (6, "E201"), (7, "E378"), (8, "E374")]


def test_every_fault_of_a_sweep_is_told_at_once(tmp_path):
    loaded = worlds.load(tmp_path, "")
    vary = {"keeps.sesion": ["5 days"], "number": 5, "operators.isp.keeps.session": ["5"], "a": [1]}
    made = draft_of_mapping(vary, loaded, design="grid", points=None, seed=1, where=["x ~ y"])
    with pytest.raises(ScenarioError) as error:
        planned(loaded, [AS_IT_IS], made, Wish(1, 1, measures=("exposure.person",)))
    codes = sorted(fault.code for fault in error.value.faults)
    assert codes == ["E202", "E372", "E372", "E374", "E375", "E378"]


def test_a_policy_that_changes_nothing_is_warned_of_whatever_else_varies(tmp_path):
    study = "study: {policies: {idle: {operators.isp.keeps.session: 20 days}}, cross: {number: [10, 20]}}\n"
    warnings = plan_of(worlds.load(tmp_path, study)).warnings
    assert [(fault.code, fault.path) for fault in warnings] == [("W471", "study.policies.idle")]
    study = "study: {policies: {idle: {people.residents.number: 1000}}, unknowns: {draws: 2}}\n"
    assert [fault.code for fault in plan_of(worlds.load(tmp_path, study)).warnings] == ["W471"]


def test_a_path_may_be_varied_once_only(tmp_path):
    loaded = worlds.load(tmp_path, "")
    vary = {"keeps.session": ["5 days"], "operators.isp.keeps.session": ["6 days"]}
    made = draft_of_mapping(vary, loaded, design="grid", points=None, seed=1)
    assert [(fault.code, fault.path) for fault in made.faults] == [("E375", "operators.isp.keeps.session")]


def test_unknowns_of_errors_are_drawn_with_the_others():
    paths = [one.path for one in unknowns_of(load_scenario("cn-2018-order-151"))]
    assert {"errors.rate", "errors.found.value", "errors.found.after.lognormal.median"} <= set(paths)
    assert paths.index("effects.duties.corrected") < paths.index("errors.rate") < paths.index("costs.staff")
