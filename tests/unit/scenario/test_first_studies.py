"""The four studies that the design began with: they load, plan and play, as docs/decisions.md, section 17, says."""

from pathlib import Path

import pytest

from sim.entry import load_scenario
from sim.experiment.plans import block_wish, of_block, planned
from sim.replication import simulate

STUDIES = Path(__file__).parents[2] / "scenarios" / "studies"
WARNED = {
    "a-order151": ["W407", "W442", "W453"],
    "b-retention": [],
    "c-icloud": ["W403"],
    "d-uk": ["W402", "W402", "W407"],
}


@pytest.mark.parametrize("name", WARNED)
def test_a_study_loads_with_the_warnings_it_deserves(name):
    loaded = load_scenario(STUDIES / f"{name}.yaml")
    assert sorted(warning.code for warning in loaded.warnings) == WARNED[name]


@pytest.mark.parametrize(("name", "policies"), [("a-order151", 3), ("b-retention", 8), ("c-icloud", 5), ("d-uk", 3)])
def test_each_of_its_policies_can_be_run(name, policies):
    loaded = load_scenario(STUDIES / f"{name}.yaml")
    wish = block_wish(loaded, replications=1, seed=1, draws=0, most_runs=None)
    assert len({point.policy for point in planned(loaded, *of_block(loaded), wish).points}) == policies


def test_custody_of_keys_plays_with_fewer_people():
    small = ["people.*.number=2 thousand", "agencies.mps.cases.rate=10 per 100 people per year"]
    rows = simulate(load_scenario(STUDIES / "c-icloud.yaml", small), seed=1, replication=0).rows
    found = {row.measure: row.value for row in rows if row.stage in ("", "obtained") and not row.period}
    assert found["request.count"] > 100
    assert found["exposure.persons"] > 10
