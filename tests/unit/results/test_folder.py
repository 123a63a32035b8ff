import csv
import errno
import json
import os
from pathlib import Path

import numpy as np
import pyarrow.parquet
import pytest

from sim.ledger.outcome import Outcome
from sim.measures import DEFINITIONS, Row
from sim.results import folder as folder_module
from sim.results.folder import FolderError, ResultsFolder

KEY = {"scenario": {"people": 1000}, "seed": 1, "model": "0.1.0"}


def create(path: Path, key=KEY) -> ResultsFolder:
    return ResultsFolder.create(
        path, key, "exposim: 1\ntitle: größer\n", {"seed": 1, "started": "then"}, {"title": "größer"}
    )


def outcome(replication: int) -> Outcome:
    rows = [
        Row("exposure.persons", "person", "", stage="obtained", value=3.0 + replication),
        Row("need.met_share", "1", "late, or not", place='"here"', value=float("nan"), numerator=0.0, denominator=0.0),
    ]
    series = {"time": np.array([0.0, 1.0]), "series": ["a", "a"], "value": np.array([1.0, float("nan")])}
    curves = {"time": np.array([0.0]), "stage": ["obtained"], "at_risk": np.array([9.0]), "first": np.array([0.1])}
    places = {"place": ["here"], "lon": [float("nan")], "people": [7]}
    return Outcome(replication, 1, rows, series, curves, places, 0.5)


def files(path: Path) -> list[str]:
    return sorted(str(file.relative_to(path)) for file in path.rglob("*") if file.is_file())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new" / "results"


def test_a_new_folder_says_where_results_will_come_from(path):
    create(path)
    assert files(path) == ["measures.json", "provenance.json", "scenario.yaml", "words.json"]
    assert json.loads((path / "provenance.json").read_text("utf-8")) == {"seed": 1, "started": "then", "key": KEY}
    assert "größer" in (path / "scenario.yaml").read_text("utf-8")
    assert json.loads((path / "measures.json").read_text("utf-8")).keys() == DEFINITIONS.keys()


def test_a_replication_is_done_when_its_measures_are_there(path):
    results = create(path)
    results.add(outcome(3))
    assert results.done() == {3}
    (path / "measures" / "part-00003.parquet").unlink()
    assert results.done() == set()


def test_parts_are_tidy_and_what_is_no_number_is_null(path):
    create(path).add(outcome(3))
    table = pyarrow.parquet.read_table(path / "measures" / "part-00003.parquet").to_pydict()
    assert list(table) == ["replication", *Row._fields]
    assert table["replication"] == [3, 3]
    assert table["value"] == [6.0, None]
    assert table["place"] == ["", '"here"']
    assert pyarrow.parquet.read_table(path / "map" / "part-00003.parquet").to_pydict()["lon"] == [None]


def test_facts_are_kept_where_they_were_asked_for(path):
    results = create(path)
    results.unfinished_trace(3).write_text("facts")
    assert "trace/part-00003.parquet" not in files(path)
    results.add(outcome(3))
    assert (path / "trace" / "part-00003.parquet").read_text("utf-8") == "facts"
    assert [name for name in files(path) if "unfinished" in name] == []


def test_a_trace_that_a_killed_run_left_unfinished_is_cleared_away(path):
    with create(path) as results:
        left = results.unfinished_trace(3)
        left.write_text("half of the facts")
    create(path)
    assert not left.exists()


def test_a_finished_run_has_all_rows_in_one_csv_file(path):
    results = create(path)
    for replication in (1, 0):
        results.add(outcome(replication))
    results.finish()
    with (path / "measures.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["replication"] for row in rows] == ["0", "0", "1", "1"]
    assert (rows[1]["period"], rows[1]["place"], rows[1]["value"]) == ("late, or not", '"here"', "")
    assert json.loads((path / "provenance.json").read_text("utf-8"))["replications"] == [0, 1]


def test_the_same_scenario_goes_on(path):
    create(path).add(outcome(0))
    assert create(path).done() == {0}


@pytest.mark.parametrize("key", [{**KEY, "seed": 2}, {**KEY, "scenario": {"people": 1001}}])
def test_another_scenario_or_seed_is_refused_and_nothing_is_touched(path, key):
    create(path).add(outcome(0))
    before = {name: (path / name).read_bytes() for name in files(path)}
    with pytest.raises(FolderError, match="holds results of another scenario or seed"):
        create(path, key)
    assert {name: (path / name).read_bytes() for name in files(path)} == before


def test_a_file_is_refused(tmp_path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(FolderError, match="is a file; wanted a folder"):
        create(tmp_path / "file")
    with pytest.raises(FolderError, match=r"cannot be (written|read)"):
        create(tmp_path / "file" / "below")


def test_a_folder_of_other_things_is_refused(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(FolderError, match="holds files that are no results"):
        create(tmp_path)
    assert files(tmp_path) == ["thesis.txt"]


def test_broken_provenance_is_refused(tmp_path):
    (tmp_path / "provenance.json").write_text("{")
    with pytest.raises(FolderError, match="provenance of results"):
        create(tmp_path)


def test_what_stands_in_the_way_is_named(path):
    results = create(path)
    (path / "measures.csv").mkdir()
    results.add(outcome(0))
    with pytest.raises(FolderError, match=r"measures\.csv: cannot be written: Is a directory"):
        results.finish()
    results.close()
    other = path.with_name("other")
    other.mkdir()
    (other / "series").write_text("mine")
    (other / "provenance.json").write_text((path / "provenance.json").read_text())
    with pytest.raises(FolderError, match=r"series: cannot be written: .*; wanted nothing in the way"):
        create(other)
    assert (other / "series").read_text() == "mine"


def full_disk(*_) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_is_said_before_the_run_and_leaves_no_folder(path, monkeypatch):
    monkeypatch.setattr("sim.results.whole_files.os.fsync", full_disk)
    with pytest.raises(FolderError, match="cannot be written: No space left on device"):
        create(path)
    assert not path.parent.exists()


def test_a_disk_that_fills_during_the_run_leaves_whole_parts_only(path, monkeypatch):
    results = create(path)
    results.add(outcome(0))
    before = files(path)
    monkeypatch.setattr("sim.results.whole_files.os.fsync", full_disk)
    with pytest.raises(FolderError, match="No space left on device"):
        results.add(outcome(1))
    assert files(path) == before
    assert results.done() == {0}


def test_the_measures_are_the_last_part(path, monkeypatch):
    written = []
    real, named = folder_module.write_whole, folder_module.finish

    def note(file: Path, content: bytes) -> None:
        written.append(file.parent.name)
        real(file, content)

    def note_trace(file: Path) -> None:
        written.append(file.parent.name)
        named(file)

    results = create(path)
    results.unfinished_trace(0).write_text("facts")
    monkeypatch.setattr(folder_module, "write_whole", note)
    monkeypatch.setattr(folder_module, "finish", note_trace)
    results.add(outcome(0))
    assert written == ["trace", "series", "curves", "map", "links", "flows", "measures"]


def test_what_a_killed_run_left_half_written_is_cleared(path):
    create(path)
    left = path / "measures" / ".part-00000.parquet.unfinished"
    left.write_bytes(b"half")
    assert create(path).done() == set()
    assert not left.exists()
