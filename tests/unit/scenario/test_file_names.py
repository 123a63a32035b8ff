import os

import pytest

from sim.entry import load_scenario
from sim.scenario.faults import ScenarioError

WORLD = """\
exposim: 1
start: 2021-01-04
end: 2021-02-03
places: {list: [north, south]}
people: {residents: {number: 1000, home: {table: NAME}, writes: {session: 5 per person day}}}
operators: {isp: {market: 100 %, keeps: {session: 20 days}}}
"""


def load(folder, name):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("node,people\nnorth,600\nsouth,400\n", encoding="utf-8")
    (folder / "world.yaml").write_text(WORLD.replace("NAME", name), encoding="utf-8")
    return load_scenario(folder / "world.yaml")


@pytest.mark.parametrize("name", ["homes.csv", "tables/measures.csv", "map.csv", "measures-of-2020.csv"])
def test_a_table_may_have_any_other_name(tmp_path, name):
    assert load(tmp_path, name).file(name).exists()


@pytest.mark.parametrize(
    "name", ["measures.csv", "MEASURES.CSV", "study.json", "runs/x.csv", "trace/part-00000.jsonl", ".lock", ".x/y.csv"]
)
def test_a_table_with_the_name_of_a_file_of_results_is_refused(tmp_path, name):
    with pytest.raises(ScenarioError, match="E019  is '") as error:
        load(tmp_path, name)
    assert [fault.path for fault in error.value.faults] == ["people.residents.home.table"]


@pytest.mark.parametrize("name", ["../homes.csv", "/etc/hostname", "a/../../x.csv", "..\\x.csv", "link.csv"])
def test_a_name_that_leads_out_of_the_folder_is_no_file(tmp_path, name):
    (tmp_path / "in").mkdir()
    (tmp_path / "homes.csv").write_text("node,people\nnorth,1\n")
    (tmp_path / "in" / "link.csv").symlink_to(tmp_path / "homes.csv")
    (tmp_path / "in" / "world.yaml").write_text(WORLD.replace("NAME", f'"{name}"'.replace("\\", "\\\\")))
    with pytest.raises(ScenarioError) as error:
        load_scenario(tmp_path / "in" / "world.yaml")
    assert "E001" in {fault.code for fault in error.value.faults}


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "base.yaml")
    (tmp_path / "world.yaml").write_text("extends: base.yaml\n")
    with pytest.raises(ScenarioError, match=r"E001  is 'base\.yaml', which is no file"):
        load_scenario(tmp_path / "world.yaml")


def test_a_name_that_no_system_can_have_is_no_file(tmp_path):
    (tmp_path / "world.yaml").write_text(f"extends: {'x/' * 3000}y.yaml\n")
    with pytest.raises(ScenarioError, match=r"E001 .*which is no file beside"):
        load_scenario(tmp_path / "world.yaml")
