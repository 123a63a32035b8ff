import re
from pathlib import Path

import pytest

from sim.entry import load_scenario
from sim.experiment.plans import block_wish, of_block, planned
from sim.scenario import catalogue
from sim.scenario.checks.ground import survey
from sim.scenario.checks.workload import MOST_REQUESTS, desk_loads
from sim.scenario.faults import ScenarioError, told
from sim.scenario.files import find

ENTRIES = catalogue.entries()
NAMES = [entry.name for entry in ENTRIES]
TRANSCRIPTIONS = Path(__file__).parents[2] / "transcription"


def test_the_catalogue_has_the_main_scenario_and_the_small_one():
    assert {"cn-2018-order-151", "cn-2026-order-176", "eu-retention", "two-isps"} <= set(NAMES)


def unexpected(warnings):
    """Warnings but for that of a scenario which says that it is not reviewed."""
    return [fault for fault in warnings if fault.code != "W414"]


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_scenario_loads_by_name_without_warnings(name):
    loaded = load_scenario(name)
    assert loaded.name == name
    assert unexpected(loaded.warnings) == [], told(loaded.warnings)
    assert loaded.expected.requests <= MOST_REQUESTS


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_a_listing_has_the_titles_of_the_scenarios(entry):
    assert entry.title == load_scenario(entry.path).scenario.title


@pytest.mark.parametrize("name", NAMES)
def test_the_busiest_desks_of_a_shipped_scenario_have_work_and_settle(name):
    loaded = load_scenario(name)
    ground = survey(loaded.scenario, loaded.places_of, lambda file: find(file, loaded.folders), loaded.map_folder)
    loads = {".".join(path): load for path, _, load in desk_loads(loaded.scenario, ground)}
    assert loads
    assert all(0.39 <= load <= 0.85 for load in loads.values()), loads


def test_a_misspelt_name_is_told_the_nearest():
    with pytest.raises(ScenarioError, match=r"E001 .*did you mean 'two-isps'"):
        catalogue.find("two-isp")


def test_a_name_like_no_other_is_told_all():
    shipped = ", ".join(f"'{name}'" for name in NAMES)
    with pytest.raises(ScenarioError, match=f"the catalogue has {shipped}"):
        catalogue.find("zzz")


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_a_shipped_scenario_says_in_its_own_file_whether_it_is_reviewed(entry):
    assert re.search(
        r"^review: (reviewed|not reviewed|invented)\b", entry.path.read_text(encoding="utf-8"), re.MULTILINE
    )
    loaded = load_scenario(entry.path)
    assert loaded.scenario.review == entry.review
    assert ("W414" in {fault.code for fault in loaded.warnings}) == (entry.review == "not reviewed")


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_only_what_was_transcribed_twice_is_called_reviewed_and_only_what_names_no_source_invented(entry):
    second = TRANSCRIPTIONS / f"{entry.name}.yaml"
    assert entry.review != "reviewed" or second.is_file(), f"{entry.name} has no second transcription {second}"
    sources = {said["source"] for said in load_scenario(entry.path).document.sources.values() if "source" in said}
    assert entry.review != "invented" or not sources


def test_order_151_is_told_as_history():
    loaded = load_scenario("cn-2018-order-151")
    assert "replaced Order 151 on 1 October 2026" in " ".join(loaded.scenario.about.split())
    assert loaded.scenario.laws["order-151"].repealed is not None
    assert "1 October 2026" in (catalogue.folder() / "README.md").read_text(encoding="utf-8")


STUDIES = {name: load_scenario(name).scenario.study for name in NAMES}


def plan_of(name):
    loaded = load_scenario(name)
    return planned(loaded, *of_block(loaded), block_wish(loaded, replications=None, seed=1, draws=0, most_runs=None))


@pytest.mark.parametrize("name", [name for name, study in STUDIES.items() if study])
def test_every_point_of_a_shipped_study_differs_and_fits_a_replication(name):
    plan = plan_of(name)
    assert plan.warnings == (), told(plan.warnings)
    assert len({point.key for point in plan.points}) == len(plan.points)
    assert all(point.loaded.expected.requests <= MOST_REQUESTS for point in plan.points)
    warned = {
        (fault.code, fault.path.partition("practice.")[2])
        for p in plan.points
        for fault in unexpected(p.loaded.warnings)
    }
    assert warned <= {("W402", "notice_given.remote")}, "only 'surprise' has a lever without effect, what is announced"


def test_all_but_the_small_one_have_a_study():
    assert [name for name, study in STUDIES.items() if not study] == ["two-isps"]


@pytest.mark.parametrize("name", [name for name, study in STUDIES.items() if study])
def test_a_study_compares_with_one_of_its_policies_by_measures_that_it_names(name):
    study = STUDIES[name]
    assert study.baseline in study.policies
    assert len(study.policies) >= 3
    assert study.measures


def test_order_176_follows_order_151_and_says_that_it_is_not_reviewed():
    loaded = load_scenario("cn-2026-order-176")
    laws = loaded.scenario.laws
    assert laws["order-151"].repealed == laws["order-176"].effective
    assert loaded.scenario.start < laws["order-176"].effective < loaded.scenario.end
    assert "csl" not in laws
    assert "(not reviewed)" in loaded.scenario.title
    assert loaded.scenario.about.startswith("Not reviewed")
    assert "no primary text of Order 176 was read" in (catalogue.folder() / "README.md").read_text(encoding="utf-8")


def test_under_order_151_going_on_inspections_go_on():
    after = {p.policy: p.loaded.expected.visits for p in plan_of("cn-2026-order-176").points}
    assert after["Order 151 goes on"] > 0.5 * after["Order 176"]
