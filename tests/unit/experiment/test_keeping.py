import json
from pathlib import Path

import pytest

from sim.entry import load_scenario
from sim.experiment.keeping import prepare
from sim.results.folder import FolderError

SCENARIO = """\
exposim: 1
start: 2021-01-04
end: 2021-02-03
places: {list: [north, south]}
people: {residents: {number: 1000, home: {table: homes.csv}, writes: {session: 5 per person day}}}
operators: {isp: {kind: access, market: 100 %, keeps: {session: 20 days, subscriber: account life}}}
"""


@pytest.fixture
def loaded(tmp_path: Path):
    (tmp_path / "homes.csv").write_text("node,people\nnorth,600\nsouth,400\n", encoding="utf-8")
    (tmp_path / "two.yaml").write_text(SCENARIO, encoding="utf-8")
    return load_scenario(tmp_path / "two.yaml")


def test_the_folder_holds_all_that_its_scenario_needs(tmp_path: Path, loaded):
    folder = prepare(tmp_path / "results", loaded, seed=3)
    (tmp_path / "homes.csv").unlink()
    assert load_scenario(folder.path / "scenario.yaml").key == loaded.key


def test_words_are_json_that_every_reader_knows(tmp_path: Path, loaded):
    folder = prepare(tmp_path / "results", loaded, seed=3)
    text = (folder.path / "words.json").read_text(encoding="utf-8")
    told = json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert {row["path"]: row["value"] for row in told["parameters"]}["operators.isp.keeps.subscriber"] is None


@pytest.mark.parametrize("other", [{"seed": 4}, {"changes": {"operators.isp.keeps.session": "21 days"}}])
def test_another_seed_or_scenario_has_another_folder(tmp_path: Path, loaded, other):
    prepare(tmp_path / "results", loaded, seed=3)
    prepare(tmp_path / "results", loaded.with_({"title": "another title, the same numbers"}), seed=3)
    changed = loaded.with_(other.get("changes", {}))
    with pytest.raises(FolderError, match="another scenario or seed"):
        prepare(tmp_path / "results", changed, seed=other.get("seed", 3))
