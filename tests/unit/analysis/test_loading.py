from pathlib import Path

import numpy as np
import pytest

from analysis import ResultsError, load_results
from sim.ledger.outcome import Outcome
from sim.measures import Row
from sim.results.folder import ResultsFolder


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = ResultsFolder.create(tmp_path / "results", {"seed": 1}, "exposim: 1\n", {"seed": 1}, {"title": "t"})
    for replication in (0, 1):
        rows = [Row("exposure.persons", "person", "", stage="obtained", value=3.0 + replication)]
        line = {"time": np.array([0.0]), "value": np.array([1.0])}
        folder.add(Outcome(replication, 1, rows, line, line, {"place": ["here"]}, 0.5))
    return folder.path


def test_a_folder_is_read_into_tables(path):
    results = load_results(path)
    assert results.replications == [0, 1]
    assert results.measures["value"].tolist() == [3.0, 4.0]
    assert results.places["place"].tolist() == ["here", "here"]
    assert len(results.series) == len(results.curves) == 2
    assert (results.words, results.scenario_yaml, results.provenance["key"]) == (
        {"title": "t"},
        "exposim: 1\n",
        {"seed": 1},
    )


def test_estimates_use_the_definitions_of_the_folder(path):
    (row,) = load_results(path).frame().itertuples()
    assert (row.measure, row.stage, row.mean, row.n) == ("exposure.persons", "obtained", 3.5, 2)


def test_parts_of_an_unfinished_replication_are_left_out(path):
    (path / "measures" / "part-00001.parquet").unlink()
    assert load_results(path).series["replication"].tolist() == [0]


def test_no_folder_is_said(tmp_path):
    with pytest.raises(ResultsError, match="is no folder"):
        load_results(tmp_path / "nothing")
    with pytest.raises(ResultsError, match=r"has no provenance\.json"):
        load_results(tmp_path)


def test_a_folder_without_a_replication_is_said(path):
    for part in (path / "measures").iterdir():
        part.unlink()
    with pytest.raises(ResultsError, match="holds no finished replication"):
        load_results(path).frame()


def test_broken_files_are_said(path):
    (path / "measures" / "part-00000.parquet").write_bytes(b"half")
    with pytest.raises(ResultsError, match="cannot be read"):
        load_results(path).measures.head()
    (path / "words.json").write_text("[]")
    with pytest.raises(ResultsError, match=r"words\.json: is no mapping"):
        load_results(path)
    (path / "words.json").write_text("{")
    with pytest.raises(ResultsError, match=r"words\.json: cannot be read"):
        load_results(path)
