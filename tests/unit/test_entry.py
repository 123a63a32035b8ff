import pytest

import sim
from analysis import Results, Study
from analysis.loading import ResultsError
from sim.scenario.faults import ScenarioError
from tests.unit.experiment import worlds


@pytest.fixture
def tiny(tmp_path):
    return worlds.load(tmp_path)


def test_run_returns_its_results_and_goes_on(tmp_path, tiny):
    out = tmp_path / "out"
    first = sim.run(tiny, replications=2, workers=0, out=out)
    assert isinstance(first, Results)
    assert first.replications == [0, 1]
    before = (out / "measures" / "part-00001.parquet").stat().st_mtime_ns
    assert sim.run(tiny, replications=3, workers=0, out=out).replications == [0, 1, 2]
    assert (out / "measures" / "part-00001.parquet").stat().st_mtime_ns == before
    assert not (out / ".lock").exists()


def test_a_run_that_fails_says_so(tmp_path, tiny, monkeypatch):
    monkeypatch.setattr("sim.replication.simulate", lambda *_, **__: 1 / 0)
    with pytest.raises(RuntimeError, match="has 0 of 1 replications; replication 0: ZeroDivisionError"):
        sim.run(tiny, replications=1, workers=0, out=tmp_path / "out")


def test_a_run_to_a_precision(tmp_path, tiny):
    results = sim.run(tiny, precision="90 %", workers=0, out=tmp_path / "out", max_runs=12)
    assert 10 <= len(results.replications) <= 12


def test_unknowns_make_a_study_of_a_run(tmp_path, tiny):
    study = sim.run(tiny, unknowns=2, replications=1, workers=0, out=tmp_path / "out")
    assert isinstance(study, Study)
    assert (study.draws, study.finished) == (2, 2)
    with pytest.raises(ValueError, match="precision: is asked for beside unknowns"):
        sim.run(tiny, unknowns=2, precision=0.1)


def test_a_sweep_and_what_differs(tmp_path, tiny):
    days = ["10 days", "20 days"]
    study = sim.sweep(tiny, vary={"keeps.session": days}, replications=2, workers=0, out=tmp_path / "out")
    assert study.frame()["session"].unique().tolist() == [10.0, 20.0]
    less = sim.compare(study)
    held = less[(less["measure"] == "load.stored") & (less["operator"] == "")]
    assert (held["difference"] > 0).all()
    assert sim.compare(tmp_path / "out").equals(less)


def test_a_sweep_with_faults_makes_no_folder(tmp_path, tiny):
    with pytest.raises(ScenarioError, match="E202"):
        sim.sweep(tiny, vary={"keeps.session": [10]}, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_block_is_played_as_it_says(tmp_path, tiny):
    study = sim.study(tiny, replications=1, workers=0, out=tmp_path / "out")
    assert study.points["policy"].tolist() == ["as it is", "short"]
    assert study.finished == 2


def test_results_are_compared_on_the_same_draws_only(tmp_path, tiny):
    short = tiny.with_({"operators.isp.keeps.session": "10 days"})
    for name, loaded, seed in (("a", tiny, 1), ("b", short, 1), ("c", tiny, 2)):
        sim.run(loaded, replications=2, seed=seed, workers=0, out=tmp_path / name)
    less = sim.compare(tmp_path / "a", tmp_path / "b")
    assert (less.loc[less["measure"] == "load.stored", "difference"] < 0).all()
    with pytest.raises(ResultsError, match=r"was played with seed 1, and .* with 2; wanted the same draws"):
        sim.compare(tmp_path / "a", tmp_path / "c")
